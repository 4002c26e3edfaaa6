/* Companies as made: who is high-tech, what fits what, what stands at a line, accounts. */
#include "sample/company.h"

#include "support/table.h"

enum { COMPANIES = 4000 };
#define YUAN(n) (INT64_C(n) * 100)

static sample_plan plan_of(uint64_t companies, uint64_t seed) {
  sample_options options = sample_options_default("unused");
  options.companies = companies;
  options.seed = seed;
  sample_plan plan;
  sample_plan_init(&plan, &options);
  return plan;
}

static const struct {
  const char *name;
  uint64_t companies, seed, high_tech, incubators;
} CITIES[] = {
    {"one company", 1, 1, 0, 1},          {"a hundred", 100, 9, 18, 1},
    {"a thousand", 1000, 3, 184, 3},      {"round", 4000, 20250630, 736, 12},
    {"a prime number", 4001, 7, 736, 12},
};

static void high_tech_share_is_exact(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(CITIES); i++) {
    sample_plan plan = plan_of(CITIES[i].companies, CITIES[i].seed);
    uint64_t found = 0;
    for (uint64_t c = 0; c < CITIES[i].companies; c++) {
      company made;
      company_make(&plan, c, &made);
      found += made.titles.hnte_valid;
    }
    CHECK_ROW(CITIES[i].name, found == CITIES[i].high_tech && plan.high_tech == found);
    CHECK_ROW(CITIES[i].name, plan.incubators == CITIES[i].incubators);
  }
  assert_int_equal(plan_of(20000, 1).high_tech, 3680);
  assert_int_equal(plan_of(20000, 1).incubators, 60);
}

static void a_company_does_not_depend_on_others(void **state) {
  (void)state;
  sample_plan plan = plan_of(COMPANIES, 11);
  company first, again, other;
  company_make(&plan, 17, &first);
  company_make(&plan, 18, &other);
  company_make(&plan, 17, &again);
  assert_memory_equal(&first, &again, sizeof first);
}

static void check_year(const company *c, const company_year *y) {
  if (!y->exists) {
    assert_int_equal(y->revenue == 0 || y->employees == 0, 1);
    return;
  }
  assert_true(y->revenue > 0 && y->revenue % 10000 == 0);
  assert_true(y->main_revenue >= 0 && y->main_revenue <= y->revenue);
  assert_true(y->hightech_income >= 0 && y->hightech_income <= y->total_income);
  assert_int_equal(y->net_assets, y->total_assets - y->total_liabilities);
  assert_true(y->rd_domestic >= 0 && y->rd_domestic <= y->rd_expense);
  assert_true(y->super_deduction >= 0 && y->super_deduction <= y->rd_expense + YUAN(100));
  assert_true(y->science_staff <= y->employees && y->rd_staff <= y->science_staff);
  assert_true(y->insured <= y->employees && y->employees >= 1);
  assert_true(!y->tech_sme || (y->employees <= 500 && y->revenue <= YUAN(200000000)));
  assert_true(c->registered_on.year >= 1980);
}

static void figures_fit_each_other(void **state) {
  (void)state;
  sample_plan plan = plan_of(COMPANIES, 12);
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    for (size_t y = 0; y < plan.year_count; y++) check_year(&c, &c.years[y]);
    assert_int_equal(c.sme, c.years[2].employees < 1000 || c.years[2].revenue < YUAN(400000000));
  }
}

typedef struct distribution_counts {
  int high_tech_at_line, near_deduction, near_growth, claims, faults, not_payable;
} distribution_counts;

static void count_company(const company *c, distribution_counts *n) {
  const company_year *last = &c->years[2], *before = &c->years[1];
  int64_t missing = YUAN(1000000) - last->super_deduction;
  int64_t growth = last->super_deduction - before->super_deduction;
  n->claims += last->super_deduction > 0;
  n->near_deduction += missing > 0 && missing <= YUAN(60000);
  n->near_growth += before->super_deduction > 0 && growth < YUAN(200000) && growth > YUAN(180000);
  n->high_tech_at_line += c->titles.hnte_valid && last->revenue <= YUAN(50000000) &&
                          last->rd_expense * 100 < last->revenue * 5;
  n->faults += c->account_fault != ACCOUNT_RIGHT;
  n->not_payable += c->account_fault != ACCOUNT_RIGHT && c->account_fault != ACCOUNT_NAME_WIDTH;
}

static void some_stand_at_a_line(void **state) {
  (void)state;
  sample_plan plan = plan_of(COMPANIES, 13);
  distribution_counts n = {0};
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    count_company(&c, &n);
  }
  assert_true(n.near_deduction >= 15);
  assert_true(n.near_growth >= 10);
  assert_true(n.high_tech_at_line >= 10);
  assert_in_range(n.claims, COMPANIES * 30 / 100, COMPANIES * 60 / 100);
  assert_in_range(n.faults, COMPANIES * 9 / 100, COMPANIES * 15 / 100);
  assert_in_range(n.not_payable, COMPANIES * 5 / 100, COMPANIES * 10 / 100);
}

static const struct {
  const char *name;
  account_fault fault;
} ACCOUNTS[] = {{"right", ACCOUNT_RIGHT},
                {"brackets", ACCOUNT_NAME_WIDTH},
                {"other name", ACCOUNT_NAME_OTHER},
                {"bank code", ACCOUNT_BANK_CODE},
                {"letter", ACCOUNT_NUMBER_LETTER}};

static void accounts_have_the_fault_they_say(void **state) {
  (void)state;
  sample_plan plan = plan_of(COMPANIES, 14);
  for (size_t row = 0; row < COUNT_OF(ACCOUNTS); row++) {
    company c;
    uint64_t i = 0;
    do {
      company_make(&plan, i++, &c);
    } while (c.account_fault != ACCOUNTS[row].fault);
    bool same = strcmp(c.name, c.account_name) == 0;
    bool code = cnaps_check(text_of(c.bank_code)) == IDENTIFIER_VALID;
    bool letter = strchr(c.account_number, 'o') != NULL;
    account_fault f = ACCOUNTS[row].fault;
    CHECK_ROW(ACCOUNTS[row].name, same == (f != ACCOUNT_NAME_WIDTH && f != ACCOUNT_NAME_OTHER));
    CHECK_ROW(ACCOUNTS[row].name, code == (f != ACCOUNT_BANK_CODE));
    CHECK_ROW(ACCOUNTS[row].name, letter == (f == ACCOUNT_NUMBER_LETTER));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(high_tech_share_is_exact),
      cmocka_unit_test(a_company_does_not_depend_on_others),
      cmocka_unit_test(figures_fit_each_other),
      cmocka_unit_test(some_stand_at_a_line),
      cmocka_unit_test(accounts_have_the_fault_they_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
