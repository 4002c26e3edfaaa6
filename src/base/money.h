/* Money as whole fen: checked arithmetic, text forms, rounding, exact splitting.
 *
 * An amount is int64 fen within ±LIMIT_MONEY_FEN; functions that would leave it return false and
 * leave the result alone.  No floating point.  The arithmetic itself is base/money_core's. */
#ifndef SUDUI_BASE_MONEY_H
#define SUDUI_BASE_MONEY_H

#include "base/decimal.h"
#include "base/error.h"
#include "base/money_core.h"

enum { MONEY_TEXT_SIZE = 32 };

/* To which unit a computed amount is rounded. */
typedef enum money_unit {
  MONEY_UNIT_FEN,
  MONEY_UNIT_YUAN,
  MONEY_UNIT_THOUSAND_YUAN,
  MONEY_UNIT_WAN /* 10,000 yuan */
} money_unit;

/* Yuan as people write them: "1234", "-1234.5", "1,234.56".  Separators, if any, must stand at
 * every third digit; at most two digits after the point. */
bool money_parse(text yuan, int64_t *fen_out);
/* "1,234.56".  Returns the length without the NUL. */
size_t money_format(int64_t amount_fen, char buffer[MONEY_TEXT_SIZE]);
/* "1234.56", for files. */
size_t money_format_plain(int64_t amount_fen, char buffer[MONEY_TEXT_SIZE]);

/* Rounds yuan to a whole number of `unit`. */
bool money_of_yuan(const decimal *yuan, money_unit unit, rounding mode, int64_t *fen_out);
decimal money_to_yuan(int64_t amount_fen);

/* One receiver of a split. */
typedef struct money_share {
  text key;         /* unique within the split; settles ties */
  int64_t weight;   /* not negative */
  int64_t part_fen; /* filled in */
} money_share;

/* Parts in proportion to the weights that sum exactly to `total_fen` (not negative): everybody
 * the whole fen below, then one fen each by largest remainder, ties to the smaller key.  The
 * parts do not depend on the order of `shares`, which is kept.  O(n log n).  SD_MISUSE for a
 * negative number, weights above MONEY_WEIGHTS_MAX or that sum to 0 while the total does not. */
sd_status money_split(int64_t total_fen, money_share *shares, size_t count, sd_error *error);

#endif
