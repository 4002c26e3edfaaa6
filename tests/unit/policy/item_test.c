/* Item versions: what is read, what is refused, and where they apply. */
#include "policy/item.h"

#include "base/calendar.h"
#include "base/messages/policy.h"
#include "support/table.h"

/* A model with one input, whose item part is replaced by each case. */
#define MODEL(item)                                                                        \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "                   \
  "xmlns:sudui=\"urn:sudui:item:1\" name=\"m\" namespace=\"n\">\n<extensionElements>" item \
  "</extensionElements>\n"                                                                 \
  "<inputData id=\"i\" name=\"研发费用\"><extensionElements><sudui:fact "              \
  "attribute=\"rd_expense\" period=\"-1\" pick=\"min\"/></extensionElements>"              \
  "<variable name=\"研发费用\" typeRef=\"number\"/></inputData>\n"                     \
  "<inputData id=\"d\" name=\"基准日\"><extensionElements><sudui:fact "                 \
  "attribute=\"@as_of\"/></extensionElements>"                                             \
  "<variable name=\"基准日\" typeRef=\"date\"/></inputData></definitions>"

#define HEAD                                                                        \
  "<sudui:item id=\"x\" name=\"某奖补\" owner=\"市科技局\" kind=\"奖补\" " \
  "mode=\"免申即享\" class=\"定补\">"                                         \
  "<sudui:policy number=\"某发〔2023〕5号\" title=\"某政策\"/>"
#define SCOPE "<sudui:version id=\"2023\" from=\"2023-02-01\" to=\"2026-02-01\" regions=\"3204\"/>"
#define DECISIONS "<sudui:decisions status=\"资格\" amount=\"金额\"/>"
#define AMOUNT "<sudui:amount rounding=\"wan\" mode=\"half-up\" cap=\"500000.00\"/>"
#define BUDGET "<sudui:budget line=\"KJ-1\" total=\"1,000,000.00\" whenShort=\"pro-rata\"/>"
#define NOTICE "<sudui:publication days=\"5\" unit=\"working\"/>"
#define TAIL "</sudui:item>"

static sd_status read_model(const char *model, arena *a, item_version **out, sd_error *error) {
  return item_read(text_of(model), "policies/x/2023.dmn", a, out, error);
}

static void reads_every_field(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_version *v = NULL;
  sd_error error = {0};
  const char *model = MODEL(HEAD SCOPE DECISIONS AMOUNT BUDGET
                            "<sudui:sharing level=\"市:8 县:1 区:1\" "
                            "remainder=\"区\"/>" NOTICE TAIL);
  assert_int_equal(read_model(model, a, &v, &error), SD_OK);
  assert_true(text_is(v->version, "2023"));
  assert_int_equal(v->amount_unit, MONEY_UNIT_WAN);
  assert_int_equal(v->amount_rounding, ROUNDING_HALF_UP);
  assert_int_equal(v->amount_cap_fen, 50000000);
  assert_int_equal(v->budget_total_fen, 100000000);
  assert_true(v->pro_rata_when_short);
  assert_int_equal(v->share_count, 3);
  assert_int_equal(v->shares[0].weight, 8);
  assert_true(text_is(v->share_remainder, "区"));
  assert_int_equal(v->publication_days, 5);
  assert_true(v->publication_working_days);
  assert_int_equal(v->input_count, 2);
  assert_true(text_is(v->inputs[0].attribute, "rd_expense"));
  assert_int_equal(v->inputs[0].period_offset, -1);
  assert_true(text_is(v->inputs[0].pick, "min"));
  assert_int_equal(v->inputs[1].kind, ITEM_FACT_AS_OF);
  arena_destroy(a);
}

static const struct {
  const char *name;
  const char *model;
  message_id message;
} refused[] = {
    {"no item", MODEL(""), MESSAGE_POLICY_NO_ITEM},
    {"no owner", MODEL("<sudui:item id=\"x\" name=\"n\"/>"), MESSAGE_POLICY_MISSING},
    {"no such kind",
     MODEL("<sudui:item id=\"x\" name=\"n\" owner=\"o\" kind=\"赠送\" mode=\"申报\" "
           "class=\"定补\"/>"),
     MESSAGE_POLICY_NO_SUCH_WORD},
    {"no version", MODEL(HEAD DECISIONS AMOUNT BUDGET NOTICE TAIL), MESSAGE_POLICY_MISSING},
    {"30 February",
     MODEL(HEAD
           "<sudui:version id=\"1\" from=\"2023-02-30\"/>" DECISIONS AMOUNT BUDGET NOTICE TAIL),
     MESSAGE_POLICY_BAD_DATE},
    {"ends before it begins",
     MODEL(HEAD "<sudui:version id=\"1\" from=\"2024-01-01\" to=\"2023-01-01\"/>" DECISIONS AMOUNT
               BUDGET NOTICE TAIL),
     MESSAGE_POLICY_EMPTY_SCOPE},
    {"two version ids",
     MODEL(HEAD SCOPE "<sudui:version id=\"2024\"/>" DECISIONS AMOUNT BUDGET NOTICE TAIL),
     MESSAGE_POLICY_TWO_VERSIONS},
    {"pays without a budget", MODEL(HEAD SCOPE DECISIONS AMOUNT NOTICE TAIL),
     MESSAGE_POLICY_MISSING},
    {"negative budget",
     MODEL(HEAD SCOPE DECISIONS AMOUNT
           "<sudui:budget line=\"K\" total=\"-1.00\" whenShort=\"stop\"/>" NOTICE TAIL),
     MESSAGE_POLICY_BAD_MONEY},
    {"remainder at no level",
     MODEL(HEAD SCOPE DECISIONS AMOUNT BUDGET
           "<sudui:sharing level=\"市:1 区:1\" remainder=\"省\"/>" NOTICE TAIL),
     MESSAGE_POLICY_BAD_SHARING},
    {"no notice period", MODEL(HEAD SCOPE DECISIONS AMOUNT BUDGET TAIL), MESSAGE_POLICY_MISSING},
};

static void refuses_with_place(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(refused); i++) {
    arena *a = arena_create(0);
    item_version *v = NULL;
    sd_error error = {0};
    CHECK_ROW(refused[i].name, read_model(refused[i].model, a, &v, &error) == SD_INVALID);
    CHECK_ROW_TEXT(refused[i].name, message_name(error.message), message_name(refused[i].message));
    CHECK_ROW(refused[i].name, error.line != 0 && error.file[0] != '\0');
    arena_destroy(a);
  }
}

/* Shandong's transition (domain.md 4.6): data year 2024 outside of Qingdao keeps the old rule,
 * Qingdao's 2024 and everybody's 2025 take the new one. */
#define OLD_SCOPE "<sudui:version id=\"2022\" dataYearTo=\"2024\" regions=\"37 -3702\"/>"
#define NEW_SCOPES                                                                          \
  "<sudui:version id=\"2025\" dataYearFrom=\"2024\" dataYearTo=\"2024\" regions=\"3702\"/>" \
  "<sudui:version id=\"2025\" dataYearFrom=\"2025\" regions=\"37\"/>"

static const struct {
  const char *name;
  int32_t data_year;
  const char *district;
  bool old_applies, new_applies;
} transition[] = {
    {"Jinan 2023", 2023, "370100", true, false},
    {"Jinan 2024", 2024, "370100", true, false},
    {"Jinan 2025", 2025, "370100", false, true},
    {"Qingdao 2023", 2023, "370200", false, false},
    {"Qingdao 2024", 2024, "370211", false, true},
    {"Qingdao 2025", 2025, "370200", false, true},
    {"Changzhou 2025", 2025, "320400", false, false},
};

static void chooses_by_data_year_and_region(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_version *old_rule = NULL, *new_rule = NULL;
  sd_error error = {0};
  assert_int_equal(
      read_model(MODEL(HEAD OLD_SCOPE DECISIONS AMOUNT BUDGET NOTICE TAIL), a, &old_rule, &error),
      SD_OK);
  assert_int_equal(
      read_model(MODEL(HEAD NEW_SCOPES DECISIONS AMOUNT BUDGET NOTICE TAIL), a, &new_rule, &error),
      SD_OK);
  for (size_t i = 0; i < COUNT_OF(transition); i++) {
    text district = text_of(transition[i].district);
    int32_t year = transition[i].data_year;
    CHECK_ROW(transition[i].name,
              item_covers(old_rule, NULL, 20000, year, district) == transition[i].old_applies);
    CHECK_ROW(transition[i].name,
              item_covers(new_rule, NULL, 20000, year, district) == transition[i].new_applies);
  }
  arena_destroy(a);
}

static void span_is_half_open(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_version *v = NULL;
  sd_error error = {0};
  const char *model = MODEL(HEAD SCOPE DECISIONS AMOUNT BUDGET NOTICE TAIL);
  assert_int_equal(read_model(model, a, &v, &error), SD_OK);
  int64_t first = calendar_day_of((civil_date){2023, 2, 1});
  int64_t end = calendar_day_of((civil_date){2026, 2, 1});
  assert_false(item_is_in_force(v, first - 1, 2024));
  assert_true(item_is_in_force(v, first, 2024));
  assert_true(item_is_in_force(v, end - 1, 2024));
  assert_false(item_is_in_force(v, end, 2024));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_field),
      cmocka_unit_test(refuses_with_place),
      cmocka_unit_test(chooses_by_data_year_and_region),
      cmocka_unit_test(span_is_half_open),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
