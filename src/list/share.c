/* An amount in parts that sum to it: between levels, and paid in two instalments. */
#include "list/share.h"

#include "base/limits.h"
#include "base/money_core.h"

enum { PPM_WHOLE = 1000000 };
#define WEIGHTS_MAX INT64_C(2147483648)

static bool sum_weights(const share_claim *claims, size_t count, int64_t *sum_out) {
  int64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (claims[i].weight < 0 || claims[i].weight > WEIGHTS_MAX - sum || claims[i].fixed_fen < 0) {
      return false;
    }
    sum += claims[i].weight;
  }
  *sum_out = sum;
  return true;
}

bool share_divide(int64_t amount_fen, const share_claim *claims, size_t count, size_t remainder,
                  int64_t *parts_fen) {
  int64_t weights;
  if (amount_fen < 0 || amount_fen > LIMIT_MONEY_FEN || remainder >= count ||
      !sum_weights(claims, count, &weights)) {
    return false;
  }
  int64_t rest_fen = amount_fen;
  for (size_t i = 0; i < count; i++) {
    parts_fen[i] = claims[i].fixed_fen < rest_fen ? claims[i].fixed_fen : rest_fen;
    rest_fen -= parts_fen[i];
  }
  int64_t to_divide_fen = rest_fen;
  for (size_t i = 0; i < count && weights != 0; i++) {
    int64_t part_fen = money_rate(to_divide_fen, claims[i].weight, weights);
    parts_fen[i] += part_fen;
    rest_fen -= part_fen;
  }
  parts_fen[remainder] += rest_fen;
  return true;
}

int64_t share_advance(int64_t amount_fen, int64_t share_ppm, int64_t unit_fen) {
  if (share_ppm <= 0 || share_ppm >= PPM_WHOLE || amount_fen <= 0 || unit_fen < 1) {
    return amount_fen;
  }
  return money_round_down(money_rate(amount_fen, share_ppm, PPM_WHOLE), unit_fen);
}

void list_share(const item_version *version, int64_t amount_fen, int64_t *parts_fen) {
  share_claim claims[LIMIT_SHARING_LEVELS];
  size_t remainder = 0, count = version->share_count;
  for (size_t i = 0; i < count && i < LIMIT_SHARING_LEVELS; i++) {
    const item_share *s = &version->shares[i];
    claims[i] = (share_claim){s->fixed_fen, s->weight};
    if (text_equal(s->level, version->share_remainder)) remainder = i;
  }
  if (count != 0 && count <= LIMIT_SHARING_LEVELS) {
    (void)share_divide(amount_fen, claims, count, remainder, parts_fen);
  }
}

void list_share_instalments(const item_version *version, int64_t amount_fen, int64_t advance_fen,
                            int64_t *first_fen, int64_t *rest_fen) {
  size_t count = version->share_count;
  int64_t whole_fen[LIMIT_SHARING_LEVELS];
  if (count == 0 || count > LIMIT_SHARING_LEVELS) return;
  list_share(version, amount_fen, whole_fen);
  list_share(version, advance_fen, first_fen);
  int64_t over_fen = 0;
  for (size_t i = 0; i < count; i++) {
    if (first_fen[i] <= whole_fen[i]) continue;
    over_fen += first_fen[i] - whole_fen[i];
    first_fen[i] = whole_fen[i];
  }
  for (size_t i = 0; i < count; i++) {
    int64_t room_fen = whole_fen[i] - first_fen[i];
    int64_t moved_fen = over_fen < room_fen ? over_fen : room_fen;
    first_fen[i] += moved_fen;
    over_fen -= moved_fen;
    rest_fen[i] = whole_fen[i] - first_fen[i];
  }
}
