/* Amounts in Chinese capitals (大写), as they stand on vouchers and printed notices. */
#include "base/money_capital.h"

static const char *const DIGITS[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};

static void add_below_10000(int64_t n, text_builder *out) {
  static const struct {
    int64_t unit;
    const char *name;
  } places[] = {{1000, "仟"}, {100, "佰"}, {10, "拾"}, {1, ""}};
  bool begun = false, skipped = false;
  for (int i = 0; i < 4; i++) {
    int64_t digit = n / places[i].unit % 10;
    if (digit == 0) {
      skipped = begun;
      continue;
    }
    if (skipped) text_builder_add_string(out, DIGITS[0]);
    skipped = false;
    begun = true;
    text_builder_add_string(out, DIGITS[digit]);
    text_builder_add_string(out, places[i].name);
  }
}

/* Above 0.  A part whose first digit is missing is joined with 零. */
static void add_whole(int64_t n, text_builder *out) {
  static const struct {
    int64_t unit;
    const char *name;
  } groups[] = {{100000000, "亿"}, {10000, "万"}};
  for (int i = 0; i < 2; i++) {
    if (n < groups[i].unit) continue;
    int64_t rest = n % groups[i].unit;
    add_whole(n / groups[i].unit, out);
    text_builder_add_string(out, groups[i].name);
    if (rest == 0) return;
    if (rest < groups[i].unit / 10) text_builder_add_string(out, DIGITS[0]);
    add_whole(rest, out);
    return;
  }
  add_below_10000(n, out);
}

void money_capital(int64_t amount_fen, text_builder *out) {
  if (amount_fen < 0) text_builder_add_string(out, "负");
  int64_t fen = amount_fen < 0 ? -amount_fen : amount_fen;
  int64_t yuan = fen / 100, tenths = fen / 10 % 10, hundredths = fen % 10;
  if (yuan != 0) add_whole(yuan, out);
  if (yuan == 0 && fen == 0) text_builder_add_string(out, DIGITS[0]);
  if (yuan != 0 || fen == 0) text_builder_add_string(out, "元");
  if (tenths == 0 && hundredths == 0) {
    text_builder_add_string(out, "整");
    return;
  }
  bool zero_between = yuan != 0 && (tenths == 0 || yuan % 10 == 0);
  if (zero_between) text_builder_add_string(out, DIGITS[0]);
  if (tenths != 0) {
    text_builder_add_string(out, DIGITS[tenths]);
    text_builder_add_string(out, "角");
  }
  if (hundredths == 0) {
    text_builder_add_string(out, "整");
    return;
  }
  text_builder_add_string(out, DIGITS[hundredths]);
  text_builder_add_string(out, "分");
}
