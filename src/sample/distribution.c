/* Log-normal and bounded draws in whole numbers: the same on every machine. */
#include "sample/distribution.h"

#include <assert.h>

enum { UNIFORMS = 12, FRACTION_BITS = 16 };
static const int64_t SCALE_VALUE_MAX = INT64_C(1) << 46;
/* log2(e) with 30 bits behind the point. */
static const int64_t LOG2_E_Q30 = INT64_C(1549082005);
/* 2^(1/2), 2^(1/4), ... with 30 bits behind the point. */
static const uint64_t ROOTS_OF_TWO_Q30[FRACTION_BITS] = {
    1518500250, 1276901417, 1170923762, 1121280436, 1097253708, 1085434106, 1079572136, 1076653033,
    1075196443, 1074468888, 1074105294, 1073923544, 1073832680, 1073787251, 1073764537, 1073753181};

int64_t draw_normal_q16(random_source *r) {
  int64_t sum = 0;
  for (int i = 0; i < UNIFORMS / 4; i++) {
    uint64_t bits = random_next(r);
    for (int part = 0; part < 4; part++, bits >>= 16) sum += (int64_t)(bits & 0xFFFF);
  }
  return sum - UNIFORMS / 2 * (Q16_ONE - 1);
}

/* 2^fraction with 30 bits behind the point, one root of two for each bit of the fraction. */
static uint64_t power_of_two_q30(uint32_t fraction_q16) {
  uint64_t product = UINT64_C(1) << 30;
  for (int bit = 0; bit < FRACTION_BITS; bit++) {
    if (fraction_q16 >> (FRACTION_BITS - 1 - bit) & 1) {
      product = product * ROOTS_OF_TWO_Q30[bit] >> 30;
    }
  }
  return product;
}

int64_t scale_by_exp(int64_t value, int64_t x_q16) {
  assert(value >= 0 && value <= SCALE_VALUE_MAX && x_q16 > -4000000 && x_q16 < 4000000);
  int64_t exponent_q16 = (int64_t)(((__int128)x_q16 * LOG2_E_Q30) >> 30);
  int64_t whole = exponent_q16 >> 16; /* towards minus infinity */
  uint64_t mantissa = power_of_two_q30((uint32_t)(exponent_q16 & 0xFFFF));
  if (whole < -62) return 0;
  if (whole > 46) return value == 0 ? 0 : SCALE_VALUE_MAX;
  unsigned __int128 product = (unsigned __int128)(uint64_t)value * mantissa >> 30;
  product = whole >= 0 ? product << whole : product >> -whole;
  return product > (unsigned __int128)SCALE_VALUE_MAX ? SCALE_VALUE_MAX : (int64_t)product;
}

int64_t draw_log_normal(random_source *r, int64_t median, int64_t sigma_milli) {
  return scale_by_exp(median, draw_normal_q16(r) * sigma_milli / 1000);
}

int64_t draw_part(random_source *r, int64_t value, int64_t low_e5, int64_t high_e5) {
  return (int64_t)((__int128)value * random_between(r, low_e5, high_e5) / 100000);
}

bool draw_per_mille(random_source *r, uint64_t per_mille) {
  return random_chance(r, per_mille, 1000);
}

int32_t draw_geometric(random_source *r, uint64_t success_per_mille, int32_t most) {
  int32_t failures = 0;
  while (failures < most && !draw_per_mille(r, success_per_mille)) failures++;
  return failures;
}
