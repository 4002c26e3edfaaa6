/* Columns cut into pieces: numbers between, constants of conditions, kinds. */
#include "dmn/table_domain.h"

#include "support/dmn.h"

static void finds_a_number_between(void **state) {
  (void)state;
  static const struct {
    const char *low, *high; /* NULL: no end */
    bool is_whole;
    const char *number; /* NULL: there is none */
  } ROWS[] = {
      {NULL, NULL, false, "0"},
      {NULL, "5", false, "0"},
      {NULL, "-0.5", false, "-1"},
      {NULL, "0", true, "-1"},
      {"-3", NULL, false, "0"},
      {"2.5", NULL, false, "3"},
      {"2.5", NULL, true, "3"},
      {"0.03", "0.05", false, "0.04"},
      {"50000000", "200000000", false, "100000000"},
      {"1", "2", false, "1.5"},
      {"1", "2", true, NULL},
      {"1.5", "2.5", true, "2"},
      {"0.1", "0.1000000000000000000000000000000001", false, NULL},
      {"0.1", "0.1000000000000000000000000000000003", false,
       "0.1000000000000000000000000000000002"},
      {"9999999999999999999999999999999999", "10000000000000000000000000000000000", false, NULL},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    decimal low, high, found;
    char shown_number[DECIMAL_TEXT_PLAIN_SIZE] = "none", row[100];
    snprintf(row, sizeof row, "%s..%s", ROWS[i].low, ROWS[i].high);
    if (ROWS[i].low != NULL) assert_true(decimal_parse(text_of(ROWS[i].low), &low));
    if (ROWS[i].high != NULL) assert_true(decimal_parse(text_of(ROWS[i].high), &high));
    if (domain_number_between(ROWS[i].low == NULL ? NULL : &low,
                              ROWS[i].high == NULL ? NULL : &high, ROWS[i].is_whole, &found)) {
      decimal_format(&found, shown_number, sizeof shown_number);
    }
    CHECK_ROW_TEXT(row, shown_number, ROWS[i].number == NULL ? "none" : ROWS[i].number);
  }
}

static const program *compile_tests(const char *tests, arena *a) {
  source_text *source = ARENA_NEW(a, source_text);
  *source = (source_text){text_of(tests), TEXT("tests"), 0};
  name_table *names = name_table_create(a);
  name_table_declare(names, TEXT("x"), 1, NULL);
  compiler_options options = {.arena = a, .slots_reserved = 2};
  return compile_unary_tests(source, names, 0, &options);
}

/* The pieces: points as they are, intervals and other values by a sample in braces. */
static const char *pieces_of(const char *tests, value_kind kind, bool is_whole) {
  static char buffer[1000];
  arena *a = arena_create(0);
  domain_constants constants = {.arena = a};
  table_domain domain;
  const program *p = compile_tests(tests, a);
  text_builder b;
  text_builder_init(&b, sizeof buffer - 1);
  if (!domain_read_tests(&constants, p, p->root)) text_builder_add_string(&b, "unread");
  bool is_known = b.size == 0 && domain_make(&constants, kind, is_whole, &domain);
  if (b.size == 0 && !is_known) text_builder_add_string(&b, "no domain");
  for (size_t i = 0; is_known && i + 1 < domain.count; i++) { /* null is always the last */
    if (i > 0) text_builder_add_byte(&b, ' ');
    if (!domain.pieces[i].is_point) text_builder_add_byte(&b, '{');
    value_to_text(domain.pieces[i].sample, &b);
    if (!domain.pieces[i].is_point) text_builder_add_byte(&b, '}');
  }
  if (is_known) assert_true(domain.pieces[domain.count - 1].is_null);
  snprintf(buffer, sizeof buffer, "%s", b.data);
  text_builder_release(&b);
  arena_destroy(a);
  return buffer;
}

static void cuts_columns_at_constants(void **state) {
  (void)state;
  static const struct {
    const char *tests;
    value_kind kind;
    bool is_whole;
    const char *pieces;
  } ROWS[] = {
      {"< 5", VALUE_NULL, false, "{0} 5 {6}"},
      {"[1..2), 1.0", VALUE_NUMBER, false, "{0} 1 {1.5} 2 {3}"},
      {"[1..2], 2.5", VALUE_NUMBER, true, "{0} 1 2 {3}"},
      {"not(\"p\", \"q\")", VALUE_STRING, false, "p q {其他}"},
      {"\"其他\", \"其他?\"", VALUE_STRING, false, "其他 其他? {其他??}"},
      {"true", VALUE_NULL, false, "true false"},
      {"(@\"2024-02-28\"..@\"2024-02-29\")", VALUE_NULL, false,
       "{2024-02-27} 2024-02-28 2024-02-29 {2024-03-01}"},
      {"null", VALUE_NULL, false, "{{}}"},
      {"null, 3", VALUE_NULL, false, "{0} 3 {4}"},
      {"[1, 2]", VALUE_NUMBER, false, "{0} 1 {1.5} 2 {3}"},
      {"\"p\"", VALUE_NUMBER, false, "{0}"},
      {"\"p\", 1", VALUE_NULL, false, "no domain"},
      {"< \"p\"", VALUE_STRING, false, "unread"},
      {"? > 5", VALUE_NUMBER, false, "unread"},
      {"< x", VALUE_NUMBER, false, "unread"},
      {"@\"P1D\"", VALUE_NULL, false, "unread"},
      {"1", VALUE_LIST, false, "no domain"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].tests, pieces_of(ROWS[i].tests, ROWS[i].kind, ROWS[i].is_whole),
                   ROWS[i].pieces);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_a_number_between),
                                     cmocka_unit_test(cuts_columns_at_constants)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
