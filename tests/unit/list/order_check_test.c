/* The look before ordering: exclusion lists, ceilings and relations asked again, whatever changed.
 */
#include "list/order_check.h"

#include "support/settled_city.h"

static const int64_t CITY[] = {60000, 50000, 30000}, LATE[] = {40000, 10000, 0};

static order_check *look_at(settled_city *c, int64_t list) {
  order_check *found = NULL;
  sd_error error = {0};
  const order_check_request request = {
      .list = list, .part = ITEM_STAGE_PAY, .rules = c->rules, .view = {20200, ++c->now_us}};
  if (order_check_compute(c->file->registry, &request, c->file->arena, &found, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  return found;
}

/* "clear 54545" or "over-limit 60000 at most 40000 ceiling:year". */
static const char *said_of(settled_city *c, int64_t list, const char *code) {
  static char shown[300];
  const order_verdict *v = order_check_find(look_at(c, list), text_of(code));
  if (v == NULL) return "nothing";
  int used = snprintf(shown, sizeof shown, "%s %lld", order_result_word(v->result),
                      (long long)v->amount_fen);
  if (v->against.size != 0) {
    used += snprintf(shown + used, sizeof shown - (size_t)used, " at most %lld %s",
                     (long long)v->most_fen, v->against.data);
  }
  if (v->reasons.size != 0) {
    snprintf(shown + used, sizeof shown - (size_t)used, " %s %s", v->reasons.data, v->entries.data);
  }
  return shown;
}

/* The ceiling of both items together is 700.00 for a company. */
static void asks_ceilings_again(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY), late = store_run(c, ITEM("late", ""), LATE);
  must_confirm(c, &city, 1); /* A 545.45, B 454.55 of 1,000.00 */
  must_confirm(c, &late, 1); /* A 154.55, B 100.00 */
  const struct {
    int64_t *list;
    const char *changed;
    int64_t amount_fen; /* -1: nothing is changed */
    const char *city_a, *late_a, *city_b;
  } ROWS[] = {
      {&city, CODE_A, -1, "clear 54545", "clear 15455", "clear 45455"},
      {&city, CODE_A, 60000, "over-limit 60000 at most 54545 ceiling:year", "clear 15455",
       "clear 45455"},
      {&late, CODE_A, 5000, "clear 60000", "clear 5000", "clear 45455"},
      {&late, CODE_A, 20000, "clear 60000", "over-limit 20000 at most 10000 ceiling:year",
       "clear 45455"},
      {&late, CODE_A, 10000, "clear 60000", "clear 10000", "clear 45455"},
      {&city, CODE_B, 60001, "clear 60000", "clear 10000",
       "over-limit 60001 at most 60000 ceiling:year"},
      {&city, CODE_B, 0, "clear 60000", "clear 10000", "nothing"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    if (ROWS[i].amount_fen >= 0) uphold(c, *ROWS[i].list, ROWS[i].changed, ROWS[i].amount_fen);
    CHECK_ROW_TEXT(ROWS[i].city_a, said_of(c, late, CODE_A), ROWS[i].late_a);
    CHECK_ROW_TEXT(ROWS[i].late_a, said_of(c, city, CODE_A), ROWS[i].city_a);
    CHECK_ROW_TEXT(ROWS[i].city_a, said_of(c, city, CODE_B), ROWS[i].city_b);
  }
}

/* Whoever settles after a change sees it; the same is computed again later. */
static void settles_beside_a_change(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY), late = store_run(c, ITEM("late", ""), LATE);
  must_confirm(c, &city, 1);
  uphold(c, city, CODE_A, 69000);
  must_confirm(c, &late, 1);
  assert_int_equal(amount_of(c, late, CODE_A, "granted"), 1000);
  assert_string_equal(said_of(c, city, CODE_A), "clear 69000");
  assert_string_equal(said_of(c, late, CODE_A), "clear 1000");
  uphold(c, city, CODE_A, 10000);
  check_replay(c, 2);
}

static void asks_relations_again(void **state) {
  settled_city *c = *state;
  static const settlement_documents EXCLUSIVE = {
      .relations = TEXT("first,second,relation,window,key,later,ceiling,clause\n"
                        "city,district,exclusive,same-year,,,,一\n")};
  assert_int_equal(settlement_rules_read(&EXCLUSIVE, c->file->arena, &c->rules, NULL), SD_OK);
  int64_t city = store_run(c, ITEM("city", ""), (const int64_t[]){60000, 0, 0});
  int64_t district = store_run(c, ITEM("district", ""), (const int64_t[]){50000, 40000, 0});
  must_confirm(c, (const int64_t[]){city, district}, 2);
  assert_string_equal(said_of(c, city, CODE_A), "clear 60000");
  assert_string_equal(said_of(c, district, CODE_A), "nothing");
  uphold(c, district, CODE_A, 50000); /* should have been on the list, says the decision */
  assert_string_equal(said_of(c, district, CODE_A),
                      "in-the-way 50000 at most 0 exclusive:city@2024");
  assert_string_equal(said_of(c, city, CODE_A), "clear 60000");
  uphold(c, city, CODE_A, 0);
  assert_string_equal(said_of(c, district, CODE_A), "clear 50000");
  uphold(c, city, CODE_B, 1000);
  assert_string_equal(said_of(c, city, CODE_B),
                      "in-the-way 1000 at most 0 exclusive:district@2024");
}

/* Figures, groups and exclusion lists as they are known at the look, not at the settlement. */
static void asks_with_corrected_facts(void **state) {
  settled_city *c = *state;
  static const settlement_documents BY_REVENUE = {
      .ceilings = TEXT("ceiling,items,per,limit,attribute,period,share,clause\n"
                       "part,city,subject,,revenue,0,50%,二\n"),
      .reasons = TEXT("reason,by,zh,en\nC01,program,失信,on a list\n"),
      .lists = TEXT("list,items,listed,since,until,repaired,reason,clause\n"
                    "court,city,dishonesty_list,,,,C01,三\n")};
  assert_int_equal(settlement_rules_read(&BY_REVENUE, c->file->arena, &c->rules, NULL), SD_OK);
  int64_t city = store_run(c, ITEM("city", ""), (const int64_t[]){60000, 15000, 0});
  must_confirm(c, &city, 1);
  assert_string_equal(said_of(c, city, CODE_A), "clear 60000");
  assert_string_equal(said_of(c, city, CODE_B), "clear 15000");
  learn(c, "[file]\nsource = 税务局\nkey = 代码\nperiod = 2024\n[columns]\n营收 = revenue\n",
        TEXT("代码,营收\n" CODE_A ",1000\n"));
  assert_string_equal(said_of(c, city, CODE_A), "over-limit 60000 at most 50000 ceiling:part");
  learn(c, "[file]\nsource = 法院\nkey = 代码\n[columns]\n失信 = dishonesty_list\n",
        TEXT("代码,失信\n" CODE_B ",是\n"));
  assert_string_equal(said_of(c, city, CODE_B), "excluded 15000 C01 court:-");
}

/* Without settlement the run's amounts and the rules at hand count. */
static void looks_at_a_list_that_nothing_concerns(void **state) {
  settled_city *c = *state;
  int64_t other = store_run(c, ITEM("other", ""), CITY);
  assert_string_equal(said_of(c, other, CODE_A), "clear 60000");
  order_check *found = look_at(c, other);
  assert_int_equal(found->count, 3);
  assert_int_equal(found->found[ORDER_CLEAR], 3);
  assert_int_equal(found->settlement, 0);
}

static void verdicts_are_read_back(void **state) {
  (void)state;
  static const order_verdict ROWS[] = {
      {TEXT(CODE_A), ORDER_CLEAR, 100, 100, TEXT(""), TEXT(""), TEXT("")},
      {TEXT(CODE_B), ORDER_EXCLUDED, 5, 4, TEXT("C01 C02"), TEXT("a:2025-01-01 b:-"), TEXT("cap")},
      {TEXT(CODE_C), ORDER_FACT_MISSING, 5, 0, TEXT(""), TEXT(""), TEXT("missing:revenue@2024")}};
  text_builder lines, again;
  arena *a = arena_create(0);
  text_builder_init(&lines, 4096);
  text_builder_init(&again, 4096);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) order_verdict_write(&ROWS[i], &lines);
  text rest = text_builder_text(&lines);
  order_verdict v;
  while (rest.size != 0) {
    assert_true(order_verdict_read(&rest, a, &v));
    order_verdict_write(&v, &again);
  }
  assert_true(text_equal(text_builder_text(&lines), text_builder_text(&again)));
  static const char *const DAMAGED[] = {"", "x|clear|1.00|1.00|||", "x|gone|1.00|1.00|||\n",
                                        "x|clear|y|1.00|||\n", "x|clear|1.00\n"};
  for (size_t i = 0; i < COUNT_OF(DAMAGED); i++) {
    text damaged = text_of(DAMAGED[i]);
    CHECK_ROW(DAMAGED[i], !order_verdict_read(&damaged, a, &v));
  }
  text_builder_release(&lines);
  text_builder_release(&again);
  arena_destroy(a);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(asks_ceilings_again),
      TEST(settles_beside_a_change),
      TEST(asks_relations_again),
      TEST(asks_with_corrected_facts),
      TEST(looks_at_a_list_that_nothing_concerns),
      cmocka_unit_test(verdicts_are_read_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
