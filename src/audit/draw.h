/* Drawing by lot, so that anybody can draw again: random numbers made of a seed by SM3.
 *
 * Block i of a stream is SM3("sudui-draw-1" NUL, seed of 32 bytes, stream (8 bytes, high byte
 * first), i (the same)); its numbers are four of 64 bits, high byte first.  A number below n is the
 * next one modulo n, those of the last incomplete multiple of n being passed over, so that each is
 * as likely.  k of n are drawn by the first k steps of an exchange: step j exchanges place j with
 * place j + (a number below n - j).  The order drawn is the order of the result.  The whole fits in
 * a page of any language; tests/system/audit_draw_test.py has it in Python. */
#ifndef SUDUI_AUDIT_DRAW_H
#define SUDUI_AUDIT_DRAW_H

#include "base/error.h"
#include "base/hash.h"

typedef struct draw_source {
  sm3_digest seed;
  uint64_t stream;
  uint64_t block; /* the next one */
  unsigned char bytes[SM3_SIZE];
  size_t used; /* of them */
} draw_source;

/* Streams of one seed are independent of each other. */
void draw_begin(draw_source *d, const sm3_digest *seed, uint64_t stream);
/* 0 <= *out < below; `below` is at least 1.  False when the library fails. */
bool draw_below(draw_source *d, uint64_t below, uint64_t *out);
/* `count` different ones of 0 .. population - 1 into `drawn`, in the order drawn; `places` has room
 * for the population.  SD_INVALID when count is more than the population. */
sd_status draw_some(draw_source *d, size_t population, size_t count, uint32_t *places,
                    uint32_t *drawn, sd_error *error);

#endif
