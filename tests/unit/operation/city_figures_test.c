/* Figures of a small city, worked out by hand; tests/system/serve_city_test.py has payments. */
#include "operation/city_figures.h"

#include "payout/payout.h"
#include "support/item_run.h"

static const char AREAS[] =
    "code,name_zh,name_en,parent,kind,from,to\n"
    "370000,山东省,Shandong,,official,,\n"
    "370100,济南市,Jinan,370000,official,,\n"
    "370200,青岛市,Qingdao,370000,official,,\n"
    "370211,黄岛区,Huangdao,370200,official,,\n";

static void store_run(fixture *f, int32_t data_year) {
  list_run *run = NULL;
  sd_error error = {0};
  f->request.data_year = data_year;
  require(run_compute(f->registry, &f->request, f->arena, &run, &error), &error);
  require(run_store(f->db, run, "王经办", RUN_US, &error), &error);
}

static city_figures read_figures(fixture *f, const char *district, int32_t data_year) {
  area_table *areas = NULL;
  city_figures out;
  sd_error error = {0};
  require(area_table_read(text_of(AREAS), "areas.csv", f->arena, &areas, &error), &error);
  city_request request = {text_of(district), data_year, areas, LATER_US};
  require(city_figures_read(f->registry, &request, f->arena, &out, &error), &error);
  return out;
}

/* Decided (support/item_run.h): 156 met 100,000, 231 and 4XK not, 31U unknown in 370100; 58K met
 * 110,000 in 370200; 66E not met in 370211; 749 unknown without a district. */
static void sums_by_hand(void **state) {
  fixture *f = *state;
  require(payout_migrate(f->db, NULL), &(sd_error){0});
  store_run(f, 2025);
  store_run(f, 2024);
  static const struct {
    const char *name, *district;
    int64_t met, not_met, unknown, granted_fen, estimate, estimate_fen;
    size_t districts, missing;
  } cases[] = {
      /* Of 370100 a third is met: 1 unknown x 1/3 is none.  Where nobody is decided, none. */
      {"all", "", 2, 3, 2, 21000000, 0, 0, 4, 2},
      {"one district", "370100", 1, 2, 1, 10000000, 0, 0, 1, 1},
      {"a city with its district", "370200", 1, 1, 0, 11000000, 0, 0, 2, 0},
      {"a district without an award", "370211", 0, 1, 0, 0, 0, 0, 1, 0},
      {"elsewhere", "320400", 0, 0, 0, 0, 0, 0, 0, 0},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    city_figures c = read_figures(f, cases[i].district, 2024);
    const char *name = cases[i].name;
    CHECK_ROW(name, c.total.met == cases[i].met && c.total.not_met == cases[i].not_met);
    CHECK_ROW(name, c.total.unknown == cases[i].unknown);
    CHECK_ROW(name, c.total.granted.amount_fen == cases[i].granted_fen);
    CHECK_ROW(name, c.total.waiting[CITY_WAIT_STAGE].amount_fen == cases[i].granted_fen);
    CHECK_ROW(name, c.total.estimate.count == cases[i].estimate);
    CHECK_ROW(name, c.total.estimate.amount_fen == cases[i].estimate_fen);
    CHECK_ROW(name, c.district_count == cases[i].districts);
    CHECK_ROW(name, c.missing_count == cases[i].missing);
    CHECK_ROW(name, c.item_count == 1 && c.receivers == 0 && c.month_count == 0);
    CHECK_ROW(name, c.year_count == 2 && c.years[0] == 2024 && c.years[1] == 2025);
  }
  city_figures newest = read_figures(f, "", 0);
  assert_int_equal(newest.data_year, 2025);
  assert_int_equal(newest.total.unknown, 7); /* nobody has figures of 2025 yet */
  assert_true(text_is(newest.missing[0].fact, "rd_expense@2025"));
  assert_int_equal(read_figures(f, "", 2019).item_count, 0);
}

/* With more companies in one district: as many of the unknown are met as of the decided. */
static void estimates_the_unknown(void **state) {
  fixture *f = *state;
  require(payout_migrate(f->db, NULL), &(sd_error){0});
  text_builder table;
  text_builder_init(&table, 1 << 16);
  text_builder_add_string(&table, "代码,板块,中小企业,研发费用,上年研发费用\n");
  for (int i = 0; i < 15; i++) {
    char code[USCC_LENGTH + 1], serial[32];
    snprintf(serial, sizeof serial, "MC%06d", i);
    assert_true(uscc_make(TEXT("91"), TEXT("320411"), text_of(serial), code));
    /* 5 met with 420,000 each, 1 not met, 9 without a figure; all in 370200 beside 58K. */
    text_builder_format(&table, "%s,370200,是,%s,\n", code, i < 5 ? "8000000" : i == 5 ? "1" : "");
  }
  import_table(f, text_builder_text(&table).data, IMPORT_US);
  text_builder_release(&table);
  f->request.budget_fen = RUN_BUDGET_NONE;
  store_run(f, 2024);
  city_figures c = read_figures(f, "370200", 2024);
  /* 370200: 6 met of 7 decided, 9 unknown: 54/7 = 7.7, so 8, at (110,000 + 5 x 420,000) / 6. */
  assert_int_equal(c.total.met, 6);
  assert_int_equal(c.total.unknown, 9);
  assert_int_equal(c.total.estimate.count, 8);
  assert_int_equal(c.total.estimate.amount_fen, 8 * (INT64_C(221000000) / 6));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(sums_by_hand, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(estimates_the_unknown, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
