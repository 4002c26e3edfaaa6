/* Incubators as made: names, codes, areas, counts that fit. */
#include "sample/incubator.h"

#include "support/table.h"

static void incubators_are_plausible(void **state) {
  (void)state;
  sample_options options = sample_options_default("unused");
  sample_plan plan;
  sample_plan_init(&plan, &options);
  int spaces = 0, large = 0;
  for (uint64_t i = 0; i < plan.incubators; i++) {
    incubator made;
    incubator_make(&plan, i, &made);
    assert_int_equal(uscc_check(text_of(made.code)), IDENTIFIER_VALID);
    assert_non_null(strstr(made.name, "（虚构）"));
    assert_true(made.desk_public_area <= made.site_area && made.tenant_area <= made.site_area);
    assert_true(made.professional_staff <= made.service_staff);
    assert_true(calendar_day_of(made.operating_since) < plan.as_of_day);
    for (size_t y = 0; y < plan.year_count; y++) {
      assert_true(made.years[y].tenants_same_field <= made.years[y].tenants);
      assert_true(made.years[y].teams_hosted >= made.years[y].tenants);
    }
    spaces += strstr(made.name, "众创空间") != NULL;
    large += made.site_area >= 10000;
  }
  assert_int_equal(spaces, 36);
  assert_in_range(large, 10, 24);
}

static void no_code_is_a_companys(void **state) {
  (void)state;
  sample_options options = sample_options_default("unused");
  options.companies = 2000;
  sample_plan plan;
  sample_plan_init(&plan, &options);
  incubator made;
  incubator_make(&plan, 0, &made);
  for (uint64_t i = 0; i < options.companies; i++) {
    company c;
    company_make(&plan, i, &c);
    assert_string_not_equal(c.code + 8, made.code + 8);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(incubators_are_plausible),
      cmocka_unit_test(no_code_is_a_companys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
