/* Money as whole fen: checked arithmetic, text forms, rounding, exact splitting. */
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/allocator.h"
#include "base/limits.h"

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

/* Larger remainders first, then smaller keys. */
static int compare_remainders(const void *a, const void *b, void *context) {
  const money_portion *x = a, *y = b;
  const money_share *shares = context;
  if (x->remainder != y->remainder) return x->remainder > y->remainder ? -1 : 1;
  return text_compare(shares[x->place].key, shares[y->place].key);
}

/* The remainders sum to rest × weights and each is below that, so at least `rest` of them are not
 * zero: nobody of weight 0 is given a fen. */
static void split_portions(int64_t total_fen, int64_t weights, money_portion *portions,
                           money_share *shares, size_t count) {
  int64_t rest_fen = weights == 0 ? 0 : money_divide(total_fen, weights, portions, count);
  qsort_r(portions, count, sizeof *portions, compare_remainders, shares);
  money_hand_out(portions, count, rest_fen);
  for (size_t i = 0; i < count; i++) shares[portions[i].place].part_fen = portions[i].part_fen;
}

sd_status money_split(int64_t total_fen, money_share *shares, size_t count, sd_error *error) {
  money_portion *portions = memory_allocate(count * sizeof *portions);
  if (portions == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t i = 0; i < count; i++) {
    portions[i] = (money_portion){.weight = shares[i].weight, .place = i};
  }
  int64_t weights;
  bool possible = total_fen >= 0 && total_fen <= LIMIT_MONEY_FEN &&
                  money_weigh(portions, count, &weights) && (weights != 0 || total_fen == 0);
  if (possible) split_portions(total_fen, weights, portions, shares, count);
  memory_free(portions);
  return possible ? SD_OK : error_set(error, SD_MISUSE, MESSAGE_MONEY_SPLIT_MISUSE, NULL);
}
