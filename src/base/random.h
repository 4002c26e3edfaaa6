/* Repeatable pseudo-random numbers for samples and simulations (xoshiro256**).
 *
 * The same seed gives the same numbers on every machine.  Not for secrets. */
#ifndef SUDUI_BASE_RANDOM_H
#define SUDUI_BASE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct random_source {
  uint64_t state[4];
} random_source;

void random_init(random_source *r, uint64_t seed);
/* An independent stream for item `index`, so that record n does not depend on records before it. */
void random_init_stream(random_source *r, uint64_t seed, uint64_t index);
uint64_t random_next(random_source *r);
/* 0 to bound - 1 without bias; bound > 0. */
uint64_t random_below(random_source *r, uint64_t bound);
/* low to high, both included. */
int64_t random_between(random_source *r, int64_t low, int64_t high);
/* True in `part` of `whole` cases. */
bool random_chance(random_source *r, uint64_t part, uint64_t whole);

#endif
