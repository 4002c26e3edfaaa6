/* Publication and stages of an item: what is read, the allow-list of columns, what is refused. */
#include "base/messages/policy.h"
#include "policy/item.h"
#include "support/table.h"

static item_version *read_item(arena *a, const char *publication, const char *stages,
                               sd_error *error) {
  char model[4000];
  snprintf(model, sizeof model,
           "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "
           "xmlns:sudui=\"urn:sudui:item:1\" name=\"m\" namespace=\"n\">\n<extensionElements>"
           "<sudui:item id=\"x\" name=\"奖\" owner=\"市科技局\" kind=\"奖补\" mode=\"免申即享\" "
           "class=\"定补\"><sudui:policy number=\"1\" title=\"t\"/><sudui:version id=\"1\"/>"
           "<sudui:decisions status=\"s\" amount=\"m\"/>"
           "<sudui:amount rounding=\"yuan\" mode=\"half-up\"/>"
           "<sudui:budget line=\"K\" total=\"1.00\" whenShort=\"stop\"/>\n%s\n%s\n"
           "</sudui:item></extensionElements></definitions>",
           publication, stages);
  item_version *v = NULL;
  return item_read(text_of(model), "x.dmn", a, &v, error) == SD_OK ? v : NULL;
}

#define NOTICE "<sudui:publication days=\"5\" unit=\"working\"/>"

static void without_a_word_of_stages(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_version *v = read_item(a, NOTICE, "", NULL);
  assert_non_null(v);
  assert_int_equal(v->stage_count, 3);
  assert_int_equal(item_stage_place(v, ITEM_STAGE_PAY), 2);
  assert_int_equal(item_stage_place(v, ITEM_STAGE_FILE), -1);
  assert_true(v->publication.republish_raised && !v->publication.first_day_counts);
  assert_int_equal(v->publication.columns,
                   1u << ITEM_COLUMN_NAME | 1u << ITEM_COLUMN_DISTRICT | 1u << ITEM_COLUMN_AMOUNT);
  /* Nobody loses an award by silence unless the item says so. */
  assert_int_equal(v->confirmation.silence, ITEM_SILENCE_KEEP);
  assert_int_equal(v->confirmation.notices, 3);
  arena_destroy(a);
}

static void everything_is_read(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_version *v = read_item(
      a,
      "<sudui:publication days=\"7\" unit=\"natural\" firstDayCounts=\"yes\" "
      "whenRaised=\"notify\" columns=\"name  amount\" business=\"1\" complaints=\"2\"/>",
      "<sudui:stages><sudui:stage do=\"approve\" by=\"科技局\" within=\"5\" unit=\"natural\"/>"
      "<sudui:stage do=\"confirm\" silence=\"lapse\" notices=\"4\" keepYears=\"2\" "
      "accountCheckDays=\"60\"/><sudui:stage do=\"pay\"/>"
      "<sudui:stage do=\"claim\" from=\"市\" percent=\"15\"/></sudui:stages>",
      NULL);
  assert_non_null(v);
  assert_true(v->publication.first_day_counts && !v->publication.republish_raised);
  assert_int_equal(v->publication.columns, 1u << ITEM_COLUMN_NAME | 1u << ITEM_COLUMN_AMOUNT);
  assert_true(text_is(v->publication.business_contact, "1") &&
              text_is(v->publication.complaint_contact, "2"));
  assert_int_equal(v->stage_count, 4);
  assert_true(text_is(v->stages[0].by, "科技局") && v->stages[0].within_days == 5);
  assert_false(v->stages[0].working_days);
  assert_int_equal(v->confirmation.silence, ITEM_SILENCE_LAPSE);
  assert_int_equal(v->confirmation.notices, 4);
  assert_int_equal(v->confirmation.keep_years, 2);
  assert_int_equal(v->confirmation.account_check_days, 60);
  assert_int_equal(v->stages[3].percent, 15);
  arena_destroy(a);
}

#define STAGES(inside) "<sudui:stages>" inside "</sudui:stages>"
#define PUBLICATION(more) "<sudui:publication days=\"5\" unit=\"working\" " more "/>"

static const struct {
  const char *name, *publication, *stages;
  message_id message;
} REFUSED[] = {
    {"an account can never be published", PUBLICATION("columns=\"name bank_account_number\""), "",
     MESSAGE_POLICY_NO_SUCH_WORD},
    {"nor under another word", PUBLICATION("columns=\"name account\""), "",
     MESSAGE_POLICY_NO_SUCH_WORD},
    {"nor in capitals", PUBLICATION("columns=\"NAME\""), "", MESSAGE_POLICY_NO_SUCH_WORD},
    {"a list without names", PUBLICATION("columns=\"amount\""), "", MESSAGE_POLICY_MISSING},
    {"half a yes", PUBLICATION("firstDayCounts=\"true\""), "", MESSAGE_POLICY_NO_SUCH_WORD},
    {"a year and more", "<sudui:publication days=\"367\" unit=\"natural\"/>", "",
     MESSAGE_POLICY_BAD_NUMBER},
    {"days below zero", "<sudui:publication days=\"-1\" unit=\"natural\"/>", "",
     MESSAGE_POLICY_BAD_NUMBER},
    {"no stage in stages", NOTICE, STAGES(""), MESSAGE_POLICY_MISSING},
    {"a stage without a word", NOTICE, STAGES("<sudui:stage/>"), MESSAGE_POLICY_MISSING},
    {"paid before approved", NOTICE,
     STAGES("<sudui:stage do=\"pay\"/><sudui:stage do=\"approve\"/>"), MESSAGE_POLICY_STAGE_ORDER},
    {"approved twice", NOTICE,
     STAGES("<sudui:stage do=\"approve\"/><sudui:stage do=\"approve\"/><sudui:stage do=\"pay\"/>"),
     MESSAGE_POLICY_STAGE_ORDER},
    {"never paid", NOTICE, STAGES("<sudui:stage do=\"approve\"/>"), MESSAGE_POLICY_STAGE_ORDER},
    {"silence after two notices", NOTICE,
     STAGES("<sudui:stage do=\"approve\"/><sudui:stage do=\"confirm\" notices=\"2\"/>"
            "<sudui:stage do=\"pay\"/>"),
     MESSAGE_POLICY_BAD_NUMBER},
    {"kept for ever", NOTICE,
     STAGES("<sudui:stage do=\"approve\"/><sudui:stage do=\"confirm\" keepYears=\"99\"/>"
            "<sudui:stage do=\"pay\"/>"),
     MESSAGE_POLICY_BAD_NUMBER},
};

static void refuses_with_place(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
    arena *a = arena_create(0);
    sd_error error = {0};
    CHECK_ROW(REFUSED[i].name,
              read_item(a, REFUSED[i].publication, REFUSED[i].stages, &error) == NULL);
    CHECK_ROW_TEXT(REFUSED[i].name, message_name(error.message), message_name(REFUSED[i].message));
    CHECK_ROW(REFUSED[i].name, error.line != 0 && error.file[0] != '\0');
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_word_of_stages),
      cmocka_unit_test(everything_is_read),
      cmocka_unit_test(refuses_with_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
