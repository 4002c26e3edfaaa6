/* Money as whole fen: checked arithmetic, text forms, rounding, exact splitting. */
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/allocator.h"
#include "base/limits.h"

static bool deliver_fen(bool overflow, int64_t fen, int64_t *out) {
  if (overflow || fen > LIMIT_MONEY_FEN || fen < -LIMIT_MONEY_FEN) return false;
  *out = fen;
  return true;
}

bool money_add(int64_t a_fen, int64_t b_fen, int64_t *out) {
  int64_t sum;
  bool overflow = __builtin_add_overflow(a_fen, b_fen, &sum);
  return deliver_fen(overflow, sum, out);
}

bool money_subtract(int64_t a_fen, int64_t b_fen, int64_t *out) {
  int64_t difference;
  bool overflow = __builtin_sub_overflow(a_fen, b_fen, &difference);
  return deliver_fen(overflow, difference, out);
}

bool money_multiply(int64_t amount_fen, int64_t times, int64_t *out) {
  int64_t product;
  bool overflow = __builtin_mul_overflow(amount_fen, times, &product);
  return deliver_fen(overflow, product, out);
}

/* --- Text --- */

/* The digits before the point, with separators at every third digit or none; false on others. */
static bool take_yuan(text source, size_t *at, int64_t *yuan_out) {
  int64_t yuan = 0;
  size_t digits = 0, group = 0;
  bool separated = false;
  for (; *at < source.size && source.data[*at] != '.'; ++*at) {
    char c = source.data[*at];
    if (c == ',') {
      if (digits == 0 || (separated ? group != 3 : group > 3)) return false;
      separated = true;
      group = 0;
    } else if (c >= '0' && c <= '9') {
      if (yuan > LIMIT_MONEY_FEN / 100) return false;
      yuan = yuan * 10 + (c - '0');
      digits++;
      group++;
    } else {
      return false;
    }
  }
  *yuan_out = yuan;
  return digits != 0 && (!separated || group == 3);
}

static bool take_fen(text source, size_t *at, int64_t *fen_out) {
  *fen_out = 0;
  if (*at == source.size) return true;
  size_t digits = source.size - ++*at;
  if (digits < 1 || digits > 2) return false;
  for (size_t i = 0; i < 2; i++) {
    char c = i < digits ? source.data[*at + i] : '0';
    if (c < '0' || c > '9') return false;
    *fen_out = *fen_out * 10 + (c - '0');
  }
  return true;
}

bool money_parse(text yuan, int64_t *fen_out) {
  size_t at = 0;
  bool negative = yuan.size != 0 && yuan.data[0] == '-';
  if (negative) at++;
  int64_t whole, fen;
  if (!take_yuan(yuan, &at, &whole) || !take_fen(yuan, &at, &fen)) return false;
  int64_t amount_fen;
  if (!money_multiply(whole, 100, &amount_fen) || !money_add(amount_fen, fen, &amount_fen)) {
    return false;
  }
  *fen_out = negative ? -amount_fen : amount_fen;
  return true;
}

size_t money_format_plain(int64_t amount_fen, char buffer[MONEY_TEXT_SIZE]) {
  uint64_t fen = amount_fen < 0 ? 0 - (uint64_t)amount_fen : (uint64_t)amount_fen;
  return (size_t)snprintf(buffer, MONEY_TEXT_SIZE, "%s%" PRIu64 ".%02u", amount_fen < 0 ? "-" : "",
                          fen / 100, (unsigned)(fen % 100));
}

size_t money_format(int64_t amount_fen, char buffer[MONEY_TEXT_SIZE]) {
  char plain[MONEY_TEXT_SIZE];
  size_t size = money_format_plain(amount_fen, plain);
  size_t sign = amount_fen < 0 ? 1 : 0, point = size - 3, to = 0;
  for (size_t i = 0; i <= size; i++) {
    if (i > sign && i < point && (point - i) % 3 == 0) buffer[to++] = ',';
    buffer[to++] = plain[i];
  }
  return to - 1;
}

/* --- Decimals --- */

bool money_of_yuan(const decimal *yuan, money_unit unit, rounding mode, int64_t *fen_out) {
  static const struct {
    int32_t scale; /* digits of yuan behind the point */
    int64_t fen;
  } UNITS[] = {
      [MONEY_UNIT_FEN] = {2, 1},
      [MONEY_UNIT_YUAN] = {0, 100},
      [MONEY_UNIT_THOUSAND_YUAN] = {-3, 100000},
      [MONEY_UNIT_WAN] = {-4, 1000000},
  };
  int64_t units;
  return decimal_to_scaled_int64(yuan, UNITS[unit].scale, mode, &units) &&
         money_multiply(units, UNITS[unit].fen, fen_out);
}

decimal money_to_yuan(int64_t amount_fen) { return decimal_scaled(amount_fen, -2); }

/* --- Splitting --- */

typedef struct remainder_entry {
  uint64_t remainder;
  money_share *share;
} remainder_entry;

/* Larger remainders first, then smaller keys. */
static int compare_remainders(const void *a, const void *b) {
  const remainder_entry *x = a, *y = b;
  if (x->remainder != y->remainder) return x->remainder > y->remainder ? -1 : 1;
  return text_compare(x->share->key, y->share->key);
}

static bool sum_weights(const money_share *shares, size_t count, uint64_t *sum_out) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (shares[i].weight < 0 || __builtin_add_overflow(sum, (uint64_t)shares[i].weight, &sum)) {
      return false;
    }
  }
  *sum_out = sum;
  return true;
}

sd_status money_split(int64_t total_fen, money_share *shares, size_t count, sd_error *error) {
  uint64_t sum;
  if (total_fen < 0 || total_fen > LIMIT_MONEY_FEN || !sum_weights(shares, count, &sum) ||
      (sum == 0 && total_fen != 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_MONEY_SPLIT_MISUSE, NULL);
  }
  if (sum == 0) {
    for (size_t i = 0; i < count; i++) shares[i].part_fen = 0;
    return SD_OK;
  }
  remainder_entry *entries = memory_allocate(count * sizeof *entries);
  if (entries == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  int64_t rest_fen = total_fen;
  for (size_t i = 0; i < count; i++) {
    unsigned __int128 product =
        (unsigned __int128)(uint64_t)total_fen * (unsigned __int128)(uint64_t)shares[i].weight;
    shares[i].part_fen = (int64_t)(product / sum);
    entries[i] = (remainder_entry){(uint64_t)(product % sum), &shares[i]};
    rest_fen -= shares[i].part_fen;
  }
  /* The remainders sum to rest_fen × sum and each is below sum, so at least rest_fen of them are
   * not zero: nobody of weight 0 is given a fen. */
  qsort(entries, count, sizeof *entries, compare_remainders);
  for (int64_t i = 0; i < rest_fen; i++) entries[i].share->part_fen++;
  memory_free(entries);
  return SD_OK;
}
