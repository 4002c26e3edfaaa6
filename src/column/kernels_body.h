/* The kernels, in terms of what the including file defines: KERNEL_SET and, for processors that
 * have it, KERNEL_AVX2 or KERNEL_AVX512. */
#ifndef SUDUI_COLUMN_KERNELS_BODY_H
#define SUDUI_COLUMN_KERNELS_BODY_H

#include "column/kernels.h"

#include <string.h>

#if defined KERNEL_AVX2 || defined KERNEL_AVX512
#include <immintrin.h>
#endif

/* Products that may wrap are made of 128 bits without sign. */
#pragma GCC diagnostic ignored "-Wsign-conversion"

enum { WORD_ROWS = 64 };

/* --- Bit maps --- */

static void run_absent(const flow_call *c) {
  uint64_t *to = c->to;
  const uint64_t *present = c->a;
  for (uint32_t i = 0; i < c->words; i++) to[i] = present == NULL ? 0 : ~present[i];
}

static void run_and(const flow_call *c) {
  uint64_t *to = c->to;
  const uint64_t *a = c->a, *b = c->b;
  for (uint32_t i = 0; i < c->words; i++) to[i] = a[i] & b[i];
}

static void run_or(const flow_call *c) {
  uint64_t *to = c->to;
  const uint64_t *a = c->a, *b = c->b;
  for (uint32_t i = 0; i < c->words; i++) to[i] = a[i] | b[i];
}

static void run_minus(const flow_call *c) {
  uint64_t *to = c->to;
  const uint64_t *a = c->a, *b = c->b;
  for (uint32_t i = 0; i < c->words; i++) to[i] = a[i] & ~b[i];
}

/* Packs 64 tests, each in terms of the row `i`, into the word `w` of `to`. */
#define PACK_WORDS(test)                       \
  for (uint32_t w = 0; w < c->words; w++) {    \
    uint64_t word = 0;                         \
    for (uint32_t r = 0; r < WORD_ROWS; r++) { \
      size_t i = (size_t)w * WORD_ROWS + r;    \
      word |= (uint64_t)(test) << r;           \
    }                                          \
    to[w] = word;                              \
  }

/* --- A column or vector against a constant, in its own width --- */

#define COMPARE_PLAINLY(name, type, operator) \
  static void name(const flow_call *c) {      \
    uint64_t *to = c->to;                     \
    const type *x = c->a;                     \
    type k = (type)c->k;                      \
    PACK_WORDS(x[i] operator k)               \
  }

#if defined KERNEL_AVX512

/* Each compare gives the bits of 8 to 64 rows; they are stored where they belong. */
#define COMPARE_QUICKLY(name, type, lanes, bits, set, compare)             \
  static void name(const flow_call *c) {                                   \
    bits *to = c->to;                                                      \
    const type *x = c->a;                                                  \
    __m512i k = set((type)c->k);                                           \
    for (uint32_t i = 0; i < c->words * WORD_ROWS / lanes; i++) {          \
      to[i] = (bits)compare(_mm512_loadu_si512(x + (size_t)i * lanes), k); \
    }                                                                      \
  }
#define SET8(k) _mm512_set1_epi8((char)(k))
#define SET16(k) _mm512_set1_epi16((short)(k))
#define SET32(k) _mm512_set1_epi32((int)(k))
#define SET64(k) _mm512_set1_epi64(k)
COMPARE_QUICKLY(reaches_i8, int8_t, 64, uint64_t, SET8, _mm512_cmpge_epi8_mask)
COMPARE_QUICKLY(reaches_u8, uint8_t, 64, uint64_t, SET8, _mm512_cmpge_epu8_mask)
COMPARE_QUICKLY(reaches_i16, int16_t, 32, uint32_t, SET16, _mm512_cmpge_epi16_mask)
COMPARE_QUICKLY(reaches_u16, uint16_t, 32, uint32_t, SET16, _mm512_cmpge_epu16_mask)
COMPARE_QUICKLY(reaches_i32, int32_t, 16, uint16_t, SET32, _mm512_cmpge_epi32_mask)
COMPARE_QUICKLY(reaches_u32, uint32_t, 16, uint16_t, SET32, _mm512_cmpge_epu32_mask)
COMPARE_QUICKLY(reaches_i64, int64_t, 8, uint8_t, SET64, _mm512_cmpge_epi64_mask)
COMPARE_QUICKLY(is_8, int8_t, 64, uint64_t, SET8, _mm512_cmpeq_epi8_mask)
COMPARE_QUICKLY(is_16, int16_t, 32, uint32_t, SET16, _mm512_cmpeq_epi16_mask)
COMPARE_QUICKLY(is_32, int32_t, 16, uint16_t, SET32, _mm512_cmpeq_epi32_mask)
COMPARE_QUICKLY(is_64, int64_t, 8, uint8_t, SET64, _mm512_cmpeq_epi64_mask)

#elif defined KERNEL_AVX2

#define LOAD(x) _mm256_loadu_si256((const __m256i *)(const void *)(x))
/* x >= k is not k > x. */
#define COMPARE_QUICKLY(name, type, lanes, set, compare, pack, flip)      \
  static void name(const flow_call *c) {                                  \
    uint64_t *to = c->to;                                                 \
    const type *x = c->a;                                                 \
    __m256i k = set((type)c->k);                                          \
    for (uint32_t w = 0; w < c->words; w++) {                             \
      uint64_t word = 0;                                                  \
      for (uint32_t r = 0; r < WORD_ROWS; r += lanes) {                   \
        __m256i tested = compare(k, LOAD(x + (size_t)w * WORD_ROWS + r)); \
        word |= (uint64_t)(uint32_t)pack(tested) << r;                    \
      }                                                                   \
      to[w] = word ^ flip;                                                \
    }                                                                     \
  }
#define SET8(k) _mm256_set1_epi8((char)(k))
#define SET32(k) _mm256_set1_epi32((int)(k))
#define SET64(k) _mm256_set1_epi64x(k)
#define PACK8(v) _mm256_movemask_epi8(v)
#define PACK32(v) _mm256_movemask_ps(_mm256_castsi256_ps(v))
#define PACK64(v) _mm256_movemask_pd(_mm256_castsi256_pd(v))
COMPARE_QUICKLY(reaches_i8, int8_t, 32, SET8, _mm256_cmpgt_epi8, PACK8, ~UINT64_C(0))
COMPARE_QUICKLY(reaches_i32, int32_t, 8, SET32, _mm256_cmpgt_epi32, PACK32, ~UINT64_C(0))
COMPARE_QUICKLY(reaches_i64, int64_t, 4, SET64, _mm256_cmpgt_epi64, PACK64, ~UINT64_C(0))
COMPARE_QUICKLY(is_8, int8_t, 32, SET8, _mm256_cmpeq_epi8, PACK8, 0)
COMPARE_QUICKLY(is_32, int32_t, 8, SET32, _mm256_cmpeq_epi32, PACK32, 0)
COMPARE_QUICKLY(is_64, int64_t, 4, SET64, _mm256_cmpeq_epi64, PACK64, 0)
COMPARE_PLAINLY(reaches_u8, uint8_t, >=)
COMPARE_PLAINLY(reaches_i16, int16_t, >=)
COMPARE_PLAINLY(reaches_u16, uint16_t, >=)
COMPARE_PLAINLY(reaches_u32, uint32_t, >=)
COMPARE_PLAINLY(is_16, int16_t, ==)

#else

COMPARE_PLAINLY(reaches_i8, int8_t, >=)
COMPARE_PLAINLY(reaches_u8, uint8_t, >=)
COMPARE_PLAINLY(reaches_i16, int16_t, >=)
COMPARE_PLAINLY(reaches_u16, uint16_t, >=)
COMPARE_PLAINLY(reaches_i32, int32_t, >=)
COMPARE_PLAINLY(reaches_u32, uint32_t, >=)
COMPARE_PLAINLY(reaches_i64, int64_t, >=)
COMPARE_PLAINLY(is_8, int8_t, ==)
COMPARE_PLAINLY(is_16, int16_t, ==)
COMPARE_PLAINLY(is_32, int32_t, ==)
COMPARE_PLAINLY(is_64, int64_t, ==)

#endif

static void reaches_one(const flow_call *c) {
  switch (c->width) {
    case 1:
      (c->is_unsigned ? reaches_u8 : reaches_i8)(c);
      break;
    case 2:
      (c->is_unsigned ? reaches_u16 : reaches_i16)(c);
      break;
    case 4:
      (c->is_unsigned ? reaches_u32 : reaches_i32)(c);
      break;
    default:
      reaches_i64(c);
  }
}

#if defined KERNEL_AVX512
/* Several constants at once: each register of values is read once. */
#define REACHES_TOGETHER(name, type, lanes, bits, set, compare)       \
  static void name(const flow_call *c) {                              \
    const type *x = c->a;                                             \
    __m512i k[GROUP_MAX];                                             \
    for (uint32_t g = 0; g < c->group; g++) k[g] = set((type)c[g].k); \
    for (uint32_t i = 0; i < c->words * WORD_ROWS / lanes; i++) {     \
      __m512i values = _mm512_loadu_si512(x + (size_t)i * lanes);     \
      for (uint32_t g = 0; g < c->group; g++) {                       \
        ((bits *)c[g].to)[i] = (bits)compare(values, k[g]);           \
      }                                                               \
    }                                                                 \
  }
REACHES_TOGETHER(together_i64, int64_t, 8, uint8_t, SET64, _mm512_cmpge_epi64_mask)
REACHES_TOGETHER(together_i32, int32_t, 16, uint16_t, SET32, _mm512_cmpge_epi32_mask)
#endif

static void run_column_reaches(const flow_call *c) {
#if defined KERNEL_AVX512
  if (c->group > 1 && c->width == 8) {
    together_i64(c);
    return;
  }
  if (c->group > 1 && c->width == 4 && !c->is_unsigned) {
    together_i32(c);
    return;
  }
#endif
  for (uint32_t g = 0; g < c->group; g++) reaches_one(&c[g]);
}

static void run_column_is(const flow_call *c) {
  switch (c->width) {
    case 1:
      is_8(c);
      break;
    case 2:
      is_16(c);
      break;
    case 4:
      is_32(c);
      break;
    default:
      is_64(c);
  }
}

/* c->b: a table of bits by code, c->k: how many codes it has. */
static void run_column_in(const flow_call *c) {
  uint64_t *to = c->to;
  const uint64_t *table = c->b;
  const uint8_t *x8 = c->a;
  const uint16_t *x16 = c->a;
  const uint32_t *x32 = c->a;
  uint64_t limit = (uint64_t)c->k;
  PACK_WORDS(({
    uint64_t code = c->width == 1 ? x8[i] : c->width == 2 ? x16[i] : x32[i];
    code < limit && (table[code / 64] >> (code % 64) & 1) != 0;
  }))
}

/* --- Two vectors --- */

static void run_reaches_other(const flow_call *c) {
  const int64_t *a = c->a, *b = c->b;
#if defined KERNEL_AVX512
  uint8_t *to = c->to;
  for (uint32_t i = 0; i < c->words * 8; i++) {
    to[i] = (uint8_t)_mm512_cmpge_epi64_mask(_mm512_loadu_si512(a + (size_t)i * 8),
                                             _mm512_loadu_si512(b + (size_t)i * 8));
  }
#else
  uint64_t *to = c->to;
  PACK_WORDS(a[i] >= b[i])
#endif
}

static void run_is_other(const flow_call *c) {
  const int64_t *a = c->a, *b = c->b;
#if defined KERNEL_AVX512
  uint8_t *to = c->to;
  for (uint32_t i = 0; i < c->words * 8; i++) {
    to[i] = (uint8_t)_mm512_cmpeq_epi64_mask(_mm512_loadu_si512(a + (size_t)i * 8),
                                             _mm512_loadu_si512(b + (size_t)i * 8));
  }
#else
  uint64_t *to = c->to;
  PACK_WORDS(a[i] == b[i])
#endif
}

/* --- Quotients against k/m --- */

/* What means nothing may wrap: products are made without sign. */
static inline int64_t wrapped_product(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a * (uint64_t)b);
}

static inline bool share_reaches(int64_t x, int64_t y, int64_t k, int64_t m, bool is_strict) {
  int64_t d = (int64_t)((uint64_t)wrapped_product(m, x) - (uint64_t)wrapped_product(k, y));
  if (y < 0) return is_strict ? d < 0 : d <= 0;
  return is_strict ? d > 0 : d >= 0;
}

static void run_share(const flow_call *c) {
  const int64_t *x = c->a, *y = c->b;
  bool is_strict = c->detail;
#if defined KERNEL_AVX512
  uint8_t *to = c->to;
  __m512i k = _mm512_set1_epi64(c->k), m = _mm512_set1_epi64(c->m), zero = _mm512_setzero_si512();
  for (uint32_t i = 0; i < c->words * 8; i++) {
    __m512i below = _mm512_loadu_si512(y + (size_t)i * 8);
    __m512i left = _mm512_mullo_epi64(_mm512_loadu_si512(x + (size_t)i * 8), m);
    __m512i right = _mm512_mullo_epi64(below, k);
    __mmask8 more = _mm512_cmpgt_epi64_mask(left, right),
             same = _mm512_cmpeq_epi64_mask(left, right);
    __mmask8 turned = c->is_positive ? 0 : _mm512_cmplt_epi64_mask(below, zero);
    __mmask8 less = (__mmask8) ~(more | same);
    __mmask8 beyond = (__mmask8)((more & ~turned) | (less & turned));
    to[i] = (uint8_t)(is_strict ? beyond : beyond | same);
  }
#else
  uint64_t *to = c->to;
  PACK_WORDS(share_reaches(x[i], y[i], c->k, c->m, is_strict))
#endif
}

typedef unsigned __int128 wide;

static inline __int128 wide_product(int64_t a, int64_t b) { return (__int128)a * b; }

static void run_share_wide(const flow_call *c) {
  const int64_t *x = c->a, *y = c->b;
  uint64_t *to = c->to;
  bool is_strict = c->detail;
  PACK_WORDS(({
    __int128 d = (__int128)((wide)wide_product(c->m, x[i]) - (wide)wide_product(c->k, y[i]));
    if (y[i] < 0) d = (__int128)-(wide)d;
    is_strict ? d > 0 : d >= 0;
  }))
}

/* The sign of m*(x1*y2 + x2*y1) - k*y1*y2, turned when y1*y2 < 0. */
static inline int shares_sign(const flow_call *c, size_t i) {
  int64_t x1 = ((const int64_t *)c->a)[i], y1 = ((const int64_t *)c->b)[i];
  int64_t x2 = ((const int64_t *)c->c)[i], y2 = ((const int64_t *)c->d)[i];
  wide above = (wide)wide_product(x1, y2) + (wide)wide_product(x2, y1);
  wide below = (wide)wide_product(y1, y2);
  __int128 d = (__int128)(above * (wide)c->m - below * (wide)(__int128)c->k);
  int sign = (d > 0) - (d < 0);
  return (y1 < 0) != (y2 < 0) ? -sign : sign;
}

#if defined KERNEL_AVX512
static inline unsigned bits_of(uint64_t x) {
  return x == 0 ? 0 : 64u - (unsigned)__builtin_clzll(x);
}

/* Operands beyond all bounds, and divisors of zero, stand in rows that mean nothing. */
static inline __mmask8 meaningless(__m512i any, __m512i y1, __m512i y2) {
  const __m512i zero = _mm512_setzero_si512();
  return (__mmask8)(_mm512_cmpgt_epu64_mask(any, _mm512_set1_epi64(INT64_C(1) << 62)) |
                    _mm512_cmpeq_epi64_mask(y1, zero) | _mm512_cmpeq_epi64_mask(y2, zero));
}

/* Eight rows in short: every operand is cut by the same number of bits, so that the largest has
 * `bits` left, x = 2^s * (x' + e) with 0 <= e < 1.  Then the sign of the difference is that of
 * d' = m*(x1'*y2' + x2'*y1') - k*y1'*y2' wherever |d'| > (m + |k|) * (|x1'| + |y1'| + |x2'| + |y2'|
 * + 2), which bounds what was cut off; the other rows are told one by one in 128 bits. */
typedef struct short_operands {
  __m512i above, below, size; /* x1'*y2' + x2'*y1', y1'*y2', the sum of sizes + 2 */
  __mmask8 turned, meaningless;
} short_operands;

static inline __m512i cut(__m512i x, __m512i by) { return _mm512_srav_epi64(x, by); }

static inline short_operands operands_in_short(const flow_call *c, size_t i, unsigned bits) {
  const __m512i zero = _mm512_setzero_si512();
  short_operands o;
  __m512i x1 = _mm512_loadu_si512((const int64_t *)c->a + i);
  __m512i y1 = _mm512_loadu_si512((const int64_t *)c->b + i);
  __m512i x2 = _mm512_loadu_si512((const int64_t *)c->c + i);
  __m512i y2 = _mm512_loadu_si512((const int64_t *)c->d + i);
  __m512i any = _mm512_or_si512(_mm512_or_si512(_mm512_abs_epi64(x1), _mm512_abs_epi64(y1)),
                                _mm512_or_si512(_mm512_abs_epi64(x2), _mm512_abs_epi64(y2)));
  o.meaningless = meaningless(any, y1, y2);
  __m512i length = _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_lzcnt_epi64(any));
  __m512i by = _mm512_max_epi64(_mm512_sub_epi64(length, _mm512_set1_epi64(bits)), zero);
  x1 = cut(x1, by);
  y1 = cut(y1, by);
  x2 = cut(x2, by);
  y2 = cut(y2, by);
  o.above = _mm512_add_epi64(_mm512_mul_epi32(x1, y2), _mm512_mul_epi32(x2, y1));
  o.below = _mm512_mul_epi32(y1, y2);
  __m512i size = _mm512_add_epi64(_mm512_add_epi64(_mm512_abs_epi64(x1), _mm512_abs_epi64(y1)),
                                  _mm512_add_epi64(_mm512_abs_epi64(x2), _mm512_abs_epi64(y2)));
  o.size = _mm512_add_epi64(size, _mm512_set1_epi64(2));
  o.turned = _mm512_cmplt_epi64_mask(_mm512_xor_si512(y1, y2), zero);
  return o;
}

/* How many bits of an operand keep all products of tell_eight within 62 bits; 0: too few. */
static unsigned short_bits(const flow_call *c) {
  uint64_t k = c->k < 0 ? -(uint64_t)c->k : (uint64_t)c->k;
  unsigned constant = bits_of(k > (uint64_t)c->m ? k : (uint64_t)c->m);
  return constant > 20 ? 0 : (60 - constant) / 2 < 30 ? (60 - constant) / 2 : 30;
}
#endif

static void tell_one(const flow_call *c, size_t i) {
  uint64_t *to = (uint64_t *)c->to + i / WORD_ROWS, bit = UINT64_C(1) << (i % WORD_ROWS);
  int sign = shares_sign(c, i);
  if (sign >= 0) *to |= bit;
  if (sign == 0) c->ties[i / WORD_ROWS] |= bit;
}

#if defined KERNEL_AVX512
static inline void tell_eight(const flow_call *c, const short_operands *o, size_t i) {
  const __m512i zero = _mm512_setzero_si512();
  int64_t weight = c->m + (c->k < 0 ? -c->k : c->k);
  __m512i d = _mm512_sub_epi64(_mm512_mullo_epi64(o->above, _mm512_set1_epi64(c->m)),
                               _mm512_mullo_epi64(o->below, _mm512_set1_epi64(c->k)));
  __m512i error = _mm512_mul_epu32(o->size, _mm512_set1_epi64(weight));
  unsigned above = _mm512_cmpgt_epi64_mask(d, error);
  unsigned below = _mm512_cmplt_epi64_mask(d, _mm512_sub_epi64(zero, error));
  unsigned told = above | below | o->meaningless;
  ((uint8_t *)c->to)[i / 8] = (uint8_t)((above & ~(unsigned)o->turned) | (below & o->turned));
  for (unsigned left = ~told & 0xffu; left != 0; left &= left - 1) {
    tell_one(c, i + (unsigned)__builtin_ctz(left));
  }
}

/* False: the constants are too long. */
static bool tell_in_short(const flow_call *c) {
  unsigned bits = 64;
  for (uint32_t g = 0; g < c->group; g++) {
    unsigned own = short_bits(&c[g]);
    if (own < bits) bits = own;
  }
  for (size_t i = 0; bits != 0 && i < (size_t)c->words * WORD_ROWS; i += 8) {
    short_operands o = operands_in_short(c, i, bits);
    for (uint32_t g = 0; g < c->group; g++) tell_eight(&c[g], &o, i);
  }
  return bits != 0;
}
#endif

static void run_shares(const flow_call *c) {
  for (uint32_t g = 0; g < c->group; g++) {
    memset(c[g].to, 0, c->words * sizeof(uint64_t));
    memset(c[g].ties, 0, c->words * sizeof(uint64_t));
  }
#if defined KERNEL_AVX512
  if (tell_in_short(c)) return;
#endif
  for (uint32_t g = 0; g < c->group; g++) {
    for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i++) tell_one(&c[g], i);
  }
}

/* --- Vectors --- */

static void run_load(const flow_call *c) {
  int64_t *to = c->to;
  size_t count = (size_t)c->words * WORD_ROWS;
#define LOAD_AS(type) \
  for (size_t i = 0; i < count; i++) to[i] = (int64_t)((const type *)c->a)[i]
  if (c->width == 8) {
    memcpy(to, c->a, count * sizeof *to);
  } else if (c->width == 4) {
    if (c->is_unsigned) {
      LOAD_AS(uint32_t);
    } else {
      LOAD_AS(int32_t);
    }
  } else if (c->width == 2) {
    if (c->is_unsigned) {
      LOAD_AS(uint16_t);
    } else {
      LOAD_AS(int16_t);
    }
  } else if (c->is_unsigned) {
    LOAD_AS(uint8_t);
  } else {
    LOAD_AS(int8_t);
  }
}

/* Each row of `to` from x = a[i], y = b[i] and k; what means nothing may wrap. */
#define VECTOR_KERNEL(name, result)                             \
  static void name(const flow_call *c) {                        \
    int64_t *to = c->to;                                        \
    const int64_t *a = c->a;                                    \
    uint64_t k = (uint64_t)c->k;                                \
    (void)k;                                                    \
    for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i++) { \
      uint64_t x = (uint64_t)a[i];                              \
      to[i] = (int64_t)(result);                                \
    }                                                           \
  }
#define VECTOR_KERNEL_2(name, result)                           \
  static void name(const flow_call *c) {                        \
    int64_t *to = c->to;                                        \
    const int64_t *a = c->a, *b = c->b;                         \
    for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i++) { \
      uint64_t x = (uint64_t)a[i], y = (uint64_t)b[i];          \
      to[i] = (int64_t)(result);                                \
    }                                                           \
  }
VECTOR_KERNEL_2(run_add, x + y)
VECTOR_KERNEL_2(run_subtract, x - y)
VECTOR_KERNEL_2(run_multiply, x *y)
VECTOR_KERNEL_2(run_least, (int64_t)x < (int64_t)y ? x : y)
VECTOR_KERNEL_2(run_greatest, (int64_t)x > (int64_t)y ? x : y)
VECTOR_KERNEL(run_shift, x + k)
VECTOR_KERNEL(run_scale, x *k)
VECTOR_KERNEL(run_at_most, (int64_t)x < (int64_t)k ? x : k)
VECTOR_KERNEL(run_at_least, (int64_t)x > (int64_t)k ? x : k)

#if defined KERNEL_AVX512
/* floor(x / k) for 0 <= x < 2^51 and k < 2^50: the high 52 bits of x * ceil(2^(52 + s) / k), for
 * the largest s with 2^s < k; exact, because the factor is too large by less than 2^-51 of itself.
 */
static uint64_t quick_factor(int64_t k, unsigned *s_out) {
  *s_out = 63u - (unsigned)__builtin_clzll((uint64_t)k - 1);
  wide power = (wide)1 << (52 + *s_out);
  return (uint64_t)((power + (wide)k - 1) / (wide)k);
}

static void divide_quickly(const flow_call *c) {
  int64_t *to = c->to;
  const int64_t *a = c->a;
  unsigned s;
  __m512i by = _mm512_set1_epi64((long long)quick_factor(c->k, &s));
  __m128i shift = _mm_cvtsi32_si128((int)s);
  for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i += 8) {
    __m512i x = _mm512_loadu_si512(a + i);
    __m512i high = _mm512_madd52hi_epu64(_mm512_setzero_si512(), x, by);
    _mm512_storeu_si512(to + i, _mm512_srl_epi64(high, shift));
  }
}
#endif

static void run_divide(const flow_call *c) {
  int64_t *to = c->to;
  const int64_t *a = c->a;
  bool is_floor = c->detail == ROUNDING_FLOOR || (c->is_positive && c->detail == ROUNDING_DOWN);
#if defined KERNEL_AVX512
  if (is_floor && c->is_positive && c->k > 2 && c->k < (INT64_C(1) << 50)) {
    divide_quickly(c);
    return;
  }
#endif
  for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i++) {
    if (is_floor) {
      int64_t quotient = a[i] / c->k;
      to[i] = quotient - (a[i] % c->k < 0);
    } else {
      to[i] = divide_rounded(a[i], c->k, (rounding)c->detail);
    }
  }
}

/* The smaller of k and a * times / m, as a whole number: 0 <= a * times < 2^51. */
static void run_part(const flow_call *c) {
  int64_t *to = c->to;
  const int64_t *a = c->a;
#if defined KERNEL_AVX512
  if (c->m > 2 && c->m < (INT64_C(1) << 50)) {
    unsigned s;
    __m512i by = _mm512_set1_epi64((long long)quick_factor(c->m, &s));
    __m512i times = _mm512_set1_epi64(c->times), most = _mm512_set1_epi64(c->k);
    __m128i shift = _mm_cvtsi32_si128((int)s);
    for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i += 8) {
      __m512i zero = _mm512_setzero_si512();
      __m512i x = _mm512_madd52lo_epu64(zero, _mm512_loadu_si512(a + i), times);
      x = _mm512_srl_epi64(_mm512_madd52hi_epu64(zero, x, by), shift);
      _mm512_storeu_si512(to + i, _mm512_min_epi64(x, most));
    }
    return;
  }
#endif
  for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i++) {
    int64_t part = wrapped_product(a[i], c->times) / c->m;
    to[i] = part < c->k ? part : c->k;
  }
}

/* The civil calendar from day numbers, in eras of 400 years that begin on March 1. */
typedef struct civil {
  int64_t year, month, day;
} civil;

static inline civil civil_of(int64_t number) {
  int64_t shifted = (int64_t)((uint64_t)number + 719468);
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t of_era = shifted - era * 146097;
  int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * of_year + 2) / 153;
  civil date = {year + era * 400 + (month >= 10), month < 10 ? month + 3 : month - 9,
                of_year - (153 * month + 2) / 5 + 1};
  return date;
}

static inline int64_t day_of(civil date) {
  int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
  int64_t of_year =
      (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Days outside of the calendar stand in rows that mean nothing. */
static inline int64_t clamp_day(int64_t number) {
  const int64_t most = INT64_C(1) << 40;
  return number > most ? most : number < -most ? -most : number;
}

static inline int64_t days_in_month(int64_t year, int64_t month) {
  static const uint8_t DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return DAYS[month - 1] + (month == 2 && is_leap);
}

static inline int64_t add_months(int64_t number, int64_t count) {
  civil date = civil_of(number);
  int64_t months = date.year * 12 + date.month - 1 + count;
  date.year = (months >= 0 ? months : months - 11) / 12;
  date.month = months - date.year * 12 + 1;
  int64_t last = days_in_month(date.year, date.month);
  if (date.day > last) date.day = last;
  return day_of(date);
}

static void run_calendar(const flow_call *c) {
  int64_t *to = c->to;
  const int64_t *a = c->a;
  for (size_t i = 0; i < (size_t)c->words * WORD_ROWS; i++) {
    int64_t number = clamp_day(a[i]);
    if (c->op == FLOW_ADD_MONTHS) {
      to[i] = add_months(number, c->k);
      continue;
    }
    civil date = civil_of(number);
    to[i] = c->op == FLOW_YEAR ? date.year : c->op == FLOW_MONTH ? date.month : date.day;
  }
}

static void run_choose(const flow_call *c) {
  int64_t *to = c->to;
#if defined KERNEL_AVX512
  for (uint32_t i = 0; i < c->words * 8; i++) {
    __m512i chosen = _mm512_setzero_si512();
    for (uint32_t e = c->entry_count; e-- > 0;) {
      const flow_call_entry *entry = &c->entries[e];
      __mmask8 where = ((const uint8_t *)entry->where)[i];
      chosen = entry->vector == NULL
                   ? _mm512_mask_set1_epi64(chosen, where, entry->constant)
                   : _mm512_mask_loadu_epi64(chosen, where, entry->vector + (size_t)i * 8);
    }
    _mm512_storeu_si512(to + (size_t)i * 8, chosen);
  }
#else
  memset(to, 0, (size_t)c->words * WORD_ROWS * sizeof *to);
  for (uint32_t e = c->entry_count; e-- > 0;) {
    const flow_call_entry *entry = &c->entries[e];
    for (uint32_t w = 0; w < c->words; w++) {
      for (uint64_t left = entry->where[w]; left != 0; left &= left - 1) {
        size_t i = (size_t)w * WORD_ROWS + (size_t)__builtin_ctzll(left);
        to[i] = entry->vector == NULL ? entry->constant : entry->vector[i];
      }
    }
  }
#endif
}

static void run_weigh(const flow_call *c) {
  int64_t *to = c->to;
#if defined KERNEL_AVX512
  for (uint32_t i = 0; i < c->words * 8; i++) {
    __m512i sum = _mm512_setzero_si512();
    for (uint32_t e = 0; e < c->entry_count; e++) {
      __mmask8 where = ((const uint8_t *)c->entries[e].where)[i];
      sum = _mm512_mask_add_epi64(sum, where, sum, _mm512_set1_epi64(c->entries[e].constant));
    }
    _mm512_storeu_si512(to + (size_t)i * 8, sum);
  }
#else
  memset(to, 0, (size_t)c->words * WORD_ROWS * sizeof *to);
  for (uint32_t e = 0; e < c->entry_count; e++) {
    for (uint32_t w = 0; w < c->words; w++) {
      for (uint64_t left = c->entries[e].where[w]; left != 0; left &= left - 1) {
        to[(size_t)w * WORD_ROWS + (size_t)__builtin_ctzll(left)] += c->entries[e].constant;
      }
    }
  }
#endif
}

/* --- Totals --- */

static void run_count(const flow_call *c) {
  const uint64_t *where = c->a;
  uint64_t count = 0;
  for (uint32_t i = 0; i < c->words; i++) {
    count += (uint64_t)__builtin_popcountll(where[i] & c->rows[i]);
  }
  *(__int128 *)c->to = count;
}

static void run_total(const flow_call *c) {
  const uint64_t *where = c->a;
  const int64_t *vector = c->b;
#if defined KERNEL_AVX512
  if (c->detail) {
    __m512i sum = _mm512_setzero_si512();
    for (uint32_t i = 0; i < c->words * 8; i++) {
      __mmask8 rows = ((const uint8_t *)where)[i] & ((const uint8_t *)c->rows)[i];
      sum = _mm512_mask_add_epi64(sum, rows, sum, _mm512_loadu_si512(vector + (size_t)i * 8));
    }
    *(__int128 *)c->to = _mm512_reduce_add_epi64(sum);
    return;
  }
#endif
  __int128 sum = 0;
  for (uint32_t w = 0; w < c->words; w++) {
    for (uint64_t left = where[w] & c->rows[w]; left != 0; left &= left - 1) {
      sum += vector[(size_t)w * WORD_ROWS + (size_t)__builtin_ctzll(left)];
    }
  }
  *(__int128 *)c->to = sum;
}

static flow_kernel *const kernel_table[FLOW_OPS] = {
    [FLOW_ABSENT] = run_absent,
    [FLOW_AND] = run_and,
    [FLOW_OR] = run_or,
    [FLOW_MINUS] = run_minus,
    [FLOW_COLUMN_REACHES] = run_column_reaches,
    [FLOW_COLUMN_IS] = run_column_is,
    [FLOW_COLUMN_IN] = run_column_in,
    [FLOW_REACHES] = reaches_i64,
    [FLOW_IS] = is_64,
    [FLOW_REACHES_OTHER] = run_reaches_other,
    [FLOW_IS_OTHER] = run_is_other,
    [FLOW_SHARE] = run_share,
    [FLOW_SHARE_WIDE] = run_share_wide,
    [FLOW_SHARES] = run_shares,
    [FLOW_LOAD] = run_load,
    [FLOW_ADD] = run_add,
    [FLOW_SUBTRACT] = run_subtract,
    [FLOW_MULTIPLY] = run_multiply,
    [FLOW_SHIFT] = run_shift,
    [FLOW_SCALE] = run_scale,
    [FLOW_LEAST] = run_least,
    [FLOW_GREATEST] = run_greatest,
    [FLOW_AT_MOST] = run_at_most,
    [FLOW_AT_LEAST] = run_at_least,
    [FLOW_DIVIDE] = run_divide,
    [FLOW_PART] = run_part,
    [FLOW_YEAR] = run_calendar,
    [FLOW_MONTH] = run_calendar,
    [FLOW_DAY] = run_calendar,
    [FLOW_ADD_MONTHS] = run_calendar,
    [FLOW_CHOOSE] = run_choose,
    [FLOW_WEIGH] = run_weigh,
    [FLOW_COUNT] = run_count,
    [FLOW_TOTAL] = run_total,
};

const kernel_set KERNEL_SET = {KERNEL_NAME, kernel_table};

#endif
