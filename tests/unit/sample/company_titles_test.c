/* Titles as made: certificates valid on the day, kinds, pools, IP that fits. */
#include "sample/company.h"

#include "support/table.h"

enum { COMPANIES = 6000 };

static sample_plan standard_plan(void) {
  sample_options options = sample_options_default("unused");
  options.companies = COMPANIES;
  sample_plan plan;
  sample_plan_init(&plan, &options);
  return plan;
}

static void certificates_hold_three_years(void **state) {
  (void)state;
  sample_plan plan = standard_plan();
  int of_last_year = 0, first = 0, again = 0, moved = 0;
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    const company_titles *t = &c.titles;
    if (t->certificate[0] == '\0') continue;
    int64_t from = calendar_day_of(t->hnte_from), to = calendar_day_of(t->hnte_to);
    assert_true(to - from == 3 * 365 || to - from == 3 * 365 - 1);
    assert_int_equal(t->hnte_valid, to >= plan.as_of_day);
    assert_true(from <= plan.as_of_day);
    if (!t->hnte_valid) continue;
    assert_true(from - calendar_day_of(c.registered_on) > 365);
    assert_string_not_equal(c.trade->tech_field, "其他");
    of_last_year += t->hnte_from.year == 2024;
    first += strcmp(t->hnte_kind, "首次认定") == 0;
    again += strcmp(t->hnte_kind, "重新认定") == 0;
    moved += strcmp(t->hnte_kind, "整体迁入") == 0;
  }
  assert_in_range(of_last_year, 340, 460); /* 36 of 100 */
  assert_true(again > first && first > moved && moved > 0);
}

static void titles_follow_from_what_a_company_is(void **state) {
  (void)state;
  sample_plan plan = standard_plan();
  int gazelles = 0, pool = 0;
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    const company_titles *t = &c.titles;
    if (t->gazelle_level != NULL) {
      gazelles++;
      assert_true(t->hnte_valid && c.years[2].revenue > c.years[1].revenue);
    }
    if (t->little_giant_on.year != 0) assert_true(t->srdi_on.year != 0);
    if (t->srdi_on.year != 0) assert_true(t->innovative_on.year != 0 && c.sme);
    pool += t->pool_on.year != 0 && t->certificate[0] == '\0';
  }
  assert_true(gazelles > 50 && pool > 150);
}

static void ip_fits(void **state) {
  (void)state;
  sample_plan plan = standard_plan();
  for (uint64_t i = 0; i < COMPANIES; i++) {
    company c;
    company_make(&plan, i, &c);
    const company_profile *p = &c.profile;
    assert_in_range(p->ip_class1_own, 0, p->ip_class1);
    assert_in_range(p->ip_class1_high_value, 0, p->ip_class1_own);
    assert_in_range(p->ip_class1_main_product, 0, p->ip_class1_own);
    if (p->core_ip) assert_true(p->ip_class1 + p->ip_class2 > 0);
    assert_true(p->segment_years >= 0 && p->development_score <= 100);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(certificates_hold_three_years),
      cmocka_unit_test(titles_follow_from_what_a_company_is),
      cmocka_unit_test(ip_fits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
