/* Drawing by lot, so that anybody can draw again: random numbers made of a seed by SM3. */
#include "audit/draw.h"

#include <string.h>

#include "base/messages/audit.h"

void draw_begin(draw_source *d, const sm3_digest *seed, uint64_t stream) {
  *d = (draw_source){.seed = *seed, .stream = stream, .used = SM3_SIZE};
}

static void put_number(unsigned char out[8], uint64_t number) {
  for (int i = 7; i >= 0; i--, number >>= 8) out[i] = (unsigned char)number;
}

static bool next_block(draw_source *d) {
  static const char label[] = "sudui-draw-1";
  unsigned char source[sizeof label + SM3_SIZE + 16];
  sm3_digest made;
  memcpy(source, label, sizeof label);
  memcpy(source + sizeof label, d->seed.bytes, SM3_SIZE);
  put_number(source + sizeof label + SM3_SIZE, d->stream);
  put_number(source + sizeof label + SM3_SIZE + 8, d->block);
  if (!sm3_of((text){(const char *)source, sizeof source}, &made)) return false;
  memcpy(d->bytes, made.bytes, SM3_SIZE);
  d->block++;
  d->used = 0;
  return true;
}

static bool next_number(draw_source *d, uint64_t *out) {
  if (d->used == SM3_SIZE && !next_block(d)) return false;
  *out = 0;
  for (int i = 0; i < 8; i++) *out = *out << 8 | d->bytes[d->used++];
  return true;
}

bool draw_below(draw_source *d, uint64_t below, uint64_t *out) {
  uint64_t rest = (UINT64_MAX % below + 1) % below; /* 2^64 modulo below */
  uint64_t number;
  do {
    if (!next_number(d, &number)) return false;
  } while (number > UINT64_MAX - rest);
  *out = number % below;
  return true;
}

sd_status draw_some(draw_source *d, size_t population, size_t count, uint32_t *places,
                    uint32_t *drawn, sd_error *error) {
  if (count > population || population > UINT32_MAX) {
    return error_set(error, SD_INVALID, MESSAGE_AUDIT_DRAW_TOO_MANY,
                     SD_ARGS(SD_NUMBER((int64_t)count), SD_NUMBER((int64_t)population)));
  }
  for (size_t i = 0; i < population; i++) places[i] = (uint32_t)i;
  for (size_t j = 0; j < count; j++) {
    uint64_t step;
    if (!draw_below(d, population - j, &step)) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    drawn[j] = places[j + step];
    places[j + step] = places[j];
    places[j] = drawn[j];
  }
  return SD_OK;
}
