/* Repeatable pseudo-random numbers for samples and simulations (xoshiro256**). */
#include "base/random.h"

static uint64_t split_mix(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int count) { return (x << count) | (x >> (64 - count)); }

void random_init(random_source *r, uint64_t seed) {
  for (int i = 0; i < 4; i++) r->state[i] = split_mix(&seed);
}

void random_init_stream(random_source *r, uint64_t seed, uint64_t index) {
  uint64_t mixed = split_mix(&seed) ^ rotate_left(index * UINT64_C(0xD1342543DE82EF95), 29);
  random_init(r, split_mix(&mixed));
}

uint64_t random_next(random_source *r) {
  uint64_t *s = r->state;
  uint64_t result = rotate_left(s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left(s[3], 45);
  return result;
}

uint64_t random_below(random_source *r, uint64_t bound) {
  uint64_t refused = (0 - bound) % bound; /* the first 2^64 mod bound numbers would be a bias */
  uint64_t number;
  do {
    number = random_next(r);
  } while (number < refused);
  return number % bound;
}

int64_t random_between(random_source *r, int64_t low, int64_t high) {
  uint64_t span = (uint64_t)high - (uint64_t)low + 1;
  uint64_t offset = span == 0 ? random_next(r) : random_below(r, span);
  return (int64_t)((uint64_t)low + offset);
}

bool random_chance(random_source *r, uint64_t part, uint64_t whole) {
  return random_below(r, whole) < part;
}
