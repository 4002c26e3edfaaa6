/* The reply to a treasury statement: counts, the same message id again, and banks without one. */
#include "support/paid_city.h"

#include "payout/statement_reply.h"

static text reply_of(paid_city *c, const char *id, statement_reply *found) {
  text_builder out;
  text_builder_init(&out, 1 << 16);
  MUST(statement_reply_write(c->city.db, id, found, &out, error));
  text copy = arena_copy(c->arena, text_builder_text(&out));
  text_builder_release(&out);
  return copy;
}

static bool says(text reply, const char *words) { return strstr(reply.data, words) != NULL; }

static void test_counts_what_waits(void **state) {
  (void)state;
  paid_city c;
  statement_reply found;
  paid_city_open(&c, &bank_format_treasury, 3);
  statement_entry entries[] = {paid_city_entry(&c, "E1", 0, PAID_CITY_ORDER_FEN, false),
                               paid_city_entry(&c, "E2", -1, 700, true)};
  paid_city_book(&c, "2026-11-24", entries, 2);
  statement_entry more[] = {paid_city_entry(&c, "E3", 1, PAID_CITY_ORDER_FEN, false)};
  paid_city_book(&c, "2026-11-25", more, 1);
  static const struct {
    const char *id;
    statement_reply found;
    const char *says[6];
  } ROWS[] = {
      {"S-1",
       {2, 1, PAID_CITY_ORDER_FEN + 700},
       {"<VtCode>5507</VtCode>", "<OriBillNo>S-1</OriBillNo>", "<AllNum>2</AllNum>",
        "<AllAmt>17.00</AllAmt>", "<XCheckResult>1</XCheckResult>", "<XDiffNum>1</XDiffNum>"}},
      {"S-2",
       {1, 0, PAID_CITY_ORDER_FEN},
       {"<OriBillNo>S-2</OriBillNo>", "<XCheckResult>0</XCheckResult>", "<XDiffNum>0</XDiffNum>",
        "<PayAcctNo>" PAID_CITY_PAYER "</PayAcctNo>", "encoding=\"GBK\"", "320400"}},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text reply = reply_of(&c, ROWS[i].id, &found);
    CHECK_ROW(ROWS[i].id, memcmp(&found, &ROWS[i].found, sizeof found) == 0);
    for (size_t k = 0; k < COUNT_OF(ROWS[i].says); k++) {
      CHECK_ROW(ROWS[i].says[k], says(reply, ROWS[i].says[k]));
    }
    CHECK_ROW(ROWS[i].id, text_equal(reply, reply_of(&c, ROWS[i].id, &found)));
  }
  paid_city_close(&c);
}

static void test_refusals(void **state) {
  (void)state;
  text_builder out;
  statement_reply found;
  for (size_t f = 0; bank_format_at(f) != NULL; f++) {
    paid_city c;
    paid_city_open(&c, bank_format_at(f), 1);
    statement_entry entries[] = {paid_city_entry(&c, "E1", 0, PAID_CITY_ORDER_FEN, false)};
    paid_city_book(&c, "2026-11-24", entries, 1);
    text_builder_init(&out, 1 << 16);
    bool is_treasury = bank_format_at(f) == &bank_format_treasury;
    CHECK_ROW(bank_format_at(f)->name,
              statement_reply_write(c.city.db, "S-1", &found, &out, NULL) ==
                  (is_treasury ? SD_OK : SD_REFUSED));
    CHECK_ROW(bank_format_at(f)->name,
              statement_reply_write(c.city.db, "S-2", &found, &out, NULL) == SD_NOT_FOUND);
    text_builder_release(&out);
    paid_city_close(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts_what_waits),
                                     cmocka_unit_test(test_refusals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
