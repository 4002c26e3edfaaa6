/* An amount in parts that sum to it: between levels of government, and paid in two instalments.
 *
 * Plain integers without allocation, so that the sums can be proved.  Source: R-33; fixed parts
 * (Changzhou), 8:1:1 (Fujian), 5:5 (Changfeng), 15 % back (Liyang), 80 % in advance (Jinhua). */
#ifndef SUDUI_LIST_SHARE_H
#define SUDUI_LIST_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/item.h"

/* One level's claim on an amount. */
typedef struct share_claim {
  int64_t fixed_fen; /* taken first, as far as the amount reaches; not negative */
  int64_t weight;    /* of what the fixed parts leave; not negative */
} share_claim;

/* Fixed parts in the order given, then the rest by weight, each rounded down to whole fen; what is
 * left goes to `remainder`.  The parts are not negative and sum to `amount_fen`, which is not
 * negative.  False, and nothing is written, when an index or a number is out of range or the sum
 * of the weights is above 2^31.  O(count). */
bool share_divide(int64_t amount_fen, const share_claim *claims, size_t count, size_t remainder,
                  int64_t *parts_fen);

/* The first instalment: `share_ppm` parts per million of the amount, rounded down to `unit_fen`;
 * the whole amount when the share is 0.  The rest is the difference. */
int64_t share_advance(int64_t amount_fen, int64_t share_ppm, int64_t unit_fen);

/* An amount divided between the levels of the item; `parts_fen` has version->share_count items. */
void list_share(const item_version *version, int64_t amount_fen, int64_t *parts_fen);

/* Both instalments of an amount divided between the levels: parts of each sum to it, and a level's
 * two parts to its part of the whole.  Where rounding would make a level's second part negative, a
 * fen of its first is another level's. */
void list_share_instalments(const item_version *version, int64_t amount_fen, int64_t advance_fen,
                            int64_t *first_fen, int64_t *rest_fen);

#endif
