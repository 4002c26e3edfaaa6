/* The catalogue of attributes: what it refuses, and how values look. */
#include "registry/attribute.h"
#include "base/messages/registry.h"

#include "support/table.h"

#define HEADER "id,name_zh,name_en,type,unit,period,personal\n"

static void catalogues_are_refused_with_line_and_value(void **state) {
  (void)state;
  static const struct {
    const char *name, *csv;
    uint32_t line;
    message_id reason;
  } rows[] = {
      {"empty", "", 1, MESSAGE_REGISTRY_CATALOGUE_COLUMNS},
      {"other header", "id,name\nx,y\n", 1, MESSAGE_REGISTRY_CATALOGUE_COLUMNS},
      {"header only", HEADER, 1, MESSAGE_REGISTRY_CATALOGUE_COLUMNS},
      {"unknown type", HEADER "a,甲,A,money,元,year,no\nb,乙,B,decimal,,none,no\n", 3,
       MESSAGE_REGISTRY_CATALOGUE_VALUE},
      {"unknown period", HEADER "a,甲,A,money,元,quarter,no\n", 2,
       MESSAGE_REGISTRY_CATALOGUE_VALUE},
      {"personal is yes or no", HEADER "a,甲,A,money,元,year,maybe\n", 2,
       MESSAGE_REGISTRY_CATALOGUE_VALUE},
      {"id in capitals", HEADER "Revenue,甲,A,money,元,year,no\n", 2,
       MESSAGE_REGISTRY_CATALOGUE_VALUE},
      {"the same id twice", HEADER "a,甲,A,money,元,year,no\na,乙,B,date,,none,no\n", 3,
       MESSAGE_REGISTRY_CATALOGUE_TWICE},
      {"a column is missing", HEADER "a,甲,A,money,元,year\n", 2,
       MESSAGE_REGISTRY_CATALOGUE_COLUMNS},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    arena *a = arena_create(0);
    attribute_catalogue *c = NULL;
    sd_error error = {0};
    CHECK_ROW(rows[i].name, attribute_catalogue_read(text_of(rows[i].csv), "attributes.csv", a, &c,
                                                     &error) == SD_INVALID);
    CHECK_ROW(rows[i].name, error.message == rows[i].reason);
    CHECK_ROW(rows[i].name, error.line == rows[i].line);
    arena_destroy(a);
  }
}

static void attributes_are_found_by_id(void **state) {
  (void)state;
  arena *a = arena_create(0);
  attribute_catalogue *c = NULL;
  assert_int_equal(attribute_catalogue_read(TEXT(HEADER "rd,研发费用,R&D,money,元,year,no\n"
                                                        "phone,电话,Phone,string,,none,yes\n"),
                                            "attributes.csv", a, &c, NULL),
                   SD_OK);
  const attribute *phone = attribute_find(c, TEXT("phone"));
  assert_non_null(phone);
  assert_true(phone->personal && phone->type == ATTRIBUTE_STRING && phone->index == 1);
  assert_null(attribute_find(c, TEXT("Phone")));
  arena_destroy(a);
}

static void numbers_of_people_are_masked(void **state) {
  (void)state;
  static const struct {
    const char *value, *shown;
    bool personal;
  } cases[] = {{"0007962619085750619", "****0619", true},
               {"13800000000", "****0000", true},
               {"0519-8123 4567", "****4567", true},
               {"+86 519", "****519", true},
               {"12345", "****5", true},
               {"1234", "1234", true},
               {"", "", true},
               {"王小明", "王小明", true},
               {"1234567x", "1234567x", true},
               {"0007962619085750619", "0007962619085750619", false}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char value[40];
    const attribute a = {.personal = cases[i].personal};
    snprintf(value, sizeof value, "%s", cases[i].value);
    attribute_mask(&a, value);
    CHECK_ROW_TEXT(cases[i].value, value, cases[i].shown);
  }
}

static void values_have_a_form_for_people_and_one_for_files(void **state) {
  (void)state;
  static const struct {
    attribute_type type;
    int64_t number;
    const char *plain, *chinese, *english;
  } rows[] = {
      {ATTRIBUTE_MONEY, 123456789, "1234567.89", "1,234,567.89", "1,234,567.89"},
      {ATTRIBUTE_MONEY, -5, "-0.05", "-0.05", "-0.05"},
      {ATTRIBUTE_INTEGER, 120, "120", "120", "120"},
      {ATTRIBUTE_NUMBER, 70500000, "70.5", "70.5", "70.5"},
      {ATTRIBUTE_RATIO, 50000000000, "0.05", "0.05", "0.05"},
      {ATTRIBUTE_BOOLEAN, 1, "true", "是", "yes"},
      {ATTRIBUTE_BOOLEAN, 0, "false", "否", "no"},
      {ATTRIBUTE_DATE, 19723, "2024-01-01", "2024-01-01", "2024-01-01"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    fact_value value = {.type = rows[i].type, .number = rows[i].number};
    char form[64];
    fact_value_format_plain(&value, form, sizeof form);
    CHECK_ROW_TEXT(rows[i].plain, form, rows[i].plain);
    fact_value_format(&value, LANGUAGE_CHINESE, form, sizeof form);
    CHECK_ROW_TEXT(rows[i].plain, form, rows[i].chinese);
    fact_value_format(&value, LANGUAGE_ENGLISH, form, sizeof form);
    CHECK_ROW_TEXT(rows[i].plain, form, rows[i].english);
  }
  char small[6];
  fact_value name = {.type = ATTRIBUTE_STRING, .content = TEXT("常州市")};
  fact_value_format_plain(&name, small, sizeof small);
  assert_string_equal(small, "常");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(catalogues_are_refused_with_line_and_value),
      cmocka_unit_test(attributes_are_found_by_id),
      cmocka_unit_test(numbers_of_people_are_masked),
      cmocka_unit_test(values_have_a_form_for_people_and_one_for_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
