/* Yearly figures as made: sizes, growth, R&D of high-tech companies, young companies. */
#include "sample/company.h"

#include "support/table.h"

enum { COMPANIES = 8000, FEN_PER_YUAN = 100 };
#define YUAN(n) (INT64_C(n) * FEN_PER_YUAN)

static const struct {
  const char *name;
  bool high_tech;
  int64_t revenue_below; /* of the last year, in yuan */
  int low_per_cent, high_per_cent;
} SIZES[] = {
    {"small companies are most", false, 10000000, 55, 80},
    {"few others are large", false, 400000000, 99, 100},
    {"half of high-tech are below 35 million", true, 35000000, 42, 62},
    {"some high-tech are large", true, 400000000, 95, 100},
};

static void sizes_are_plausible(void **state) {
  (void)state;
  sample_options options = sample_options_default("unused");
  options.companies = COMPANIES;
  sample_plan plan;
  sample_plan_init(&plan, &options);
  int below[COUNT_OF(SIZES)] = {0}, all[2] = {0};
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    if (!c.years[2].exists) continue;
    all[c.titles.hnte_valid]++;
    for (size_t row = 0; row < COUNT_OF(SIZES); row++) {
      below[row] += c.titles.hnte_valid == SIZES[row].high_tech &&
                    c.years[2].revenue < SIZES[row].revenue_below * FEN_PER_YUAN;
    }
  }
  for (size_t row = 0; row < COUNT_OF(SIZES); row++) {
    int per_cent = below[row] * 100 / all[SIZES[row].high_tech];
    CHECK_ROW(SIZES[row].name,
              per_cent >= SIZES[row].low_per_cent && per_cent <= SIZES[row].high_per_cent);
  }
}

static void high_tech_does_research(void **state) {
  (void)state;
  sample_options options = sample_options_default("unused");
  options.companies = COMPANIES;
  sample_plan plan;
  sample_plan_init(&plan, &options);
  int high_tech = 0, above = 0, others = 0, without = 0;
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    const company_year *last = &c.years[2];
    if (c.titles.hnte_valid) {
      high_tech++;
      above += last->rd_expense * 100 >= last->revenue * 3;
      assert_true(last->rd_expense > 0);
    } else {
      others++;
      without += last->rd_expense == 0;
    }
  }
  assert_true(above * 100 >= high_tech * 95);
  assert_in_range(without * 100 / others, 50, 62);
}

static void years_before_registration_are_empty(void **state) {
  (void)state;
  sample_options options = sample_options_default("unused");
  options.companies = COMPANIES;
  options.first_year = 2019; /* the most years */
  sample_plan plan;
  sample_plan_init(&plan, &options);
  int young = 0;
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    for (size_t y = 0; y < plan.year_count; y++) {
      int32_t year = options.first_year + (int32_t)y;
      assert_int_equal(c.years[y].exists, c.registered_on.year <= year);
    }
    young += !c.years[0].exists;
  }
  assert_true(young > COMPANIES / 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sizes_are_plausible),
      cmocka_unit_test(high_tech_does_research),
      cmocka_unit_test(years_before_registration_are_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
