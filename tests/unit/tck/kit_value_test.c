/* Values of the kit's test files: read as written, compared as the kit compares. */
#include "tck/kit_value.h"

#include "base/text_builder.h"
#include "support/table.h"

#define NODE(content)                                         \
  "<n xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' " \
  "xmlns:xsd='http://www.w3.org/2001/XMLSchema'>" content "</n>"
#define VALUE(type, content) "<value xsi:type='xsd:" type "'>" content "</value>"

static value read(const char *content, const feel_type *hint, arena *a) {
  xml_node *root;
  assert_int_equal(xml_tree_read(text_of(content), "v.xml", a, &root, NULL), SD_OK);
  return kit_value_read(root, hint, a);
}

static void reads_values(void **state) {
  (void)state;
  static const struct {
    const char *content;
    value_kind kind;
    const char *written;
  } ROWS[] = {
      {NODE(VALUE("string", " a ")), VALUE_STRING, " a "},
      {NODE(VALUE("string", "")), VALUE_STRING, ""},
      {NODE(VALUE("boolean", "true")), VALUE_BOOLEAN, "true"},
      {NODE(VALUE("decimal", ".041")), VALUE_NUMBER, "0.041"},
      {NODE(VALUE("double", "01.3")), VALUE_NUMBER, "1.3"},
      {NODE(VALUE("date", "2020-02-29")), VALUE_DATE, "2020-02-29"},
      {NODE(VALUE("time", "10:00:00Z")), VALUE_TIME, "10:00:00Z"},
      {NODE(VALUE("dateTime", "2020-01-01T10:00:00")), VALUE_DATE_TIME, "2020-01-01T10:00:00"},
      {NODE(VALUE("duration", "P1Y")), VALUE_MONTHS_DURATION, "P1Y"},
      {NODE(VALUE("duration", "PT24H")), VALUE_DAYS_DURATION, "P1D"},
      {NODE("<value xsi:nil='true'/>"), VALUE_NULL, "null"},
      {NODE("<value/>"), VALUE_NULL, "null"},
      {NODE(""), VALUE_NULL, "null"},
      {NODE("<value>text</value>"), VALUE_STRING, "text"},
      {NODE("<list/>"), VALUE_LIST, "[]"},
      {NODE("<list><item>" VALUE("decimal", "1") "</item><item><list/></item></list>"), VALUE_LIST,
       "[1, []]"},
      {NODE("<component name='a b'>" VALUE("decimal", "1") "</component><component name=''>" VALUE(
           "string", "x") "</component>"),
       VALUE_CONTEXT, "{a b: 1, \"\": \"x\"}"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    arena *a = arena_create(0);
    text_builder out;
    text_builder_init(&out, 1000);
    value v = read(ROWS[i].content, NULL, a);
    value_to_text(v, &out);
    CHECK_ROW(ROWS[i].content, v.kind == ROWS[i].kind);
    CHECK_ROW_TEXT(ROWS[i].content, out.data == NULL ? "" : out.data, ROWS[i].written);
    text_builder_release(&out);
    arena_destroy(a);
  }
}

static void takes_types_from_the_model(void **state) {
  (void)state;
  arena *a = arena_create(0);
  type_field field = {TEXT("n"), type_basic(TYPE_NUMBER)};
  feel_type person = {.kind = TYPE_CONTEXT, .fields = &field, .field_count = 1};
  value v = read(NODE("<component name='n'><value>5</value></component>"), &person, a);
  assert_int_equal(v.as.context->values[0].kind, VALUE_NUMBER);
  assert_int_equal(read(NODE("<value>5</value>"), type_basic(TYPE_NUMBER), a).kind, VALUE_NUMBER);
  arena_destroy(a);
}

static void compares_values(void **state) {
  (void)state;
  static const struct {
    const char *name, *x, *y;
    bool agrees;
  } ROWS[] = {
      {"numbers close", NODE(VALUE("decimal", "1")), NODE(VALUE("decimal", "1.000000009")), true},
      {"numbers apart", NODE(VALUE("decimal", "1")), NODE(VALUE("decimal", "1.00000001")), false},
      {"kinds", NODE(VALUE("decimal", "1")), NODE(VALUE("string", "1")), false},
      {"null and empty", NODE("<value xsi:nil='true'/>"), NODE(VALUE("string", "")), false},
      {"nulls", NODE("<value xsi:nil='true'/>"), NODE(""), true},
      {"Z and +00:00", NODE(VALUE("time", "10:00:00Z")), NODE(VALUE("time", "10:00:00+00:00")),
       true},
      {"the same moment elsewhere", NODE(VALUE("time", "10:00:00Z")),
       NODE(VALUE("time", "11:00:00+01:00")), false},
      {"with and without offset", NODE(VALUE("time", "10:00:00Z")), NODE(VALUE("time", "10:00:00")),
       false},
      {"fractions", NODE(VALUE("dateTime", "2020-01-01T10:00:00.5")),
       NODE(VALUE("dateTime", "2020-01-01T10:00:00")), false},
      {"durations", NODE(VALUE("duration", "PT555M")), NODE(VALUE("duration", "PT9H15M")), true},
      {"kinds of durations", NODE(VALUE("duration", "P0D")), NODE(VALUE("duration", "P0M")), false},
      {"lists in order", NODE("<list><item>" VALUE("decimal", "1") "</item><item/></list>"),
       NODE("<list><item/><item>" VALUE("decimal", "1") "</item></list>"), false},
      {"contexts as maps",
       NODE("<component name='a'/><component name='b'>" VALUE("decimal", "1") "</component>"),
       NODE("<component name='b'>" VALUE("decimal", "1") "</component><component name='a'/>"),
       true},
      {"contexts with another key", NODE("<component name='a'/>"), NODE("<component name='b'/>"),
       false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    arena *a = arena_create(0);
    value x = read(ROWS[i].x, NULL, a), y = read(ROWS[i].y, NULL, a);
    CHECK_ROW(ROWS[i].name, kit_value_agrees(x, y) == ROWS[i].agrees);
    CHECK_ROW(ROWS[i].name, kit_value_agrees(y, x) == ROWS[i].agrees);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_values),
                                     cmocka_unit_test(takes_types_from_the_model),
                                     cmocka_unit_test(compares_values)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
