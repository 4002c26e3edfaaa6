/* Runs as earlier programs stored them: a score that is one decision was none to them. */
#include "support/settled_city.h"

#define SCORED(how)                                                                       \
  "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "                    \
  "xmlns:sudui='urn:sudui:item:1' id='d' name='x' namespace='urn:x'><extensionElements>"  \
  "<sudui:item id='other' name='n' owner='o' kind='奖补' mode='申报' class='定补'>" \
  "<sudui:policy number='1' title='t'/><sudui:version id='1' regions='3204'/>"            \
  "<sudui:decisions status='s' amount='a' " how                                           \
  "/><sudui:amount rounding='fen' mode='half-up'/>"                                       \
  "<sudui:budget line='L' total='1000.00' whenShort='pro-rata'/>"                         \
  "<sudui:publication days='5' unit='working'/></sudui:item></extensionElements></definitions>"

static void reads_as_the_program_did_then(void **state) {
  settled_city *c = *state;
  static const int64_t AMOUNTS[] = {60000, 0, -1};
  static const struct {
    const char *name, *model;
    int format;
    const char *min, *max;
  } ROWS[] = {
      {"one decision, now", SCORED("score='得分'"), RUN_FORMAT_PARTS, "得分", "得分"},
      {"one decision, then", SCORED("score='得分'"), RUN_FORMAT_WHOLE, "", ""},
      {"an interval, now", SCORED("scoreMin='低' scoreMax='高'"), RUN_FORMAT_PARTS, "低", "高"},
      {"an interval, then", SCORED("scoreMin='低' scoreMax='高'"), RUN_FORMAT_WHOLE, "低", "高"},
      {"no score, then", SCORED(""), RUN_FORMAT_WHOLE, "", ""},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t id = store_run_of(c, ROWS[i].model, AMOUNTS, ROWS[i].format);
    list_run *whole = NULL, *head = NULL;
    assert_int_equal(run_load_head(c->file->db, id, c->file->arena, &head, NULL), SD_OK);
    const item_version *v = head->versions[0];
    CHECK_ROW(ROWS[i].name, text_is(v->score_min_decision, ROWS[i].min));
    CHECK_ROW(ROWS[i].name, text_is(v->score_max_decision, ROWS[i].max));
    CHECK_ROW(ROWS[i].name, (int)head->format == ROWS[i].format);
    CHECK_ROW(ROWS[i].name, run_load(c->file->db, id, c->file->arena, &whole, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].name, whole->decision_count == 3 && whole->decisions[0].amount_fen == 60000);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(reads_as_the_program_did_then)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
