/* Arrow columns in: every form, offsets, validity, dictionaries, and arrays that lie. */
#include "libdmn/arrow_input.h"

#include "base/text_builder.h"

#include "support/arrow.h"
#include "support/table.h"

#define MAX_BUFFERS 3

_Alignas(8) static const int8_t BYTES[] = {1, -2, 3, 127, -128, 6, 7, 8};
static const int16_t SHORTS[] = {1, -2, 300};
static const int32_t INTS[] = {1, -2, 70000, 20000, 0};
static const int64_t LONGS[] = {1, INT64_MIN, INT64_MAX};
static const uint8_t UBYTES[] = {1, 255, 3};
static const uint32_t UINTS[] = {1, 4000000000u};
static const uint64_t ULONGS[] = {1, UINT64_MAX, 3};
static const uint8_t BITS[] = {0x0d};       /* 1 0 1 1 */
static const uint8_t HOLE[] = {0xfd, 0xff}; /* the second is absent */
static const int64_t MILLISECONDS[] = {86400000, -1, 86399999};
static const __int128 MONEY[] = {12345, -1, 0};
static const __int128 LONG_MONEY[] = {(__int128)1234567890123456789 * 10000000000,
                                      (__int128)-5 * 10000000000};
static const __int128 TOO_LONG[] = {(__int128)1234567890123456789 * 1000000 + 1};
static const int32_t OFFSETS[] = {0, 1, 1, 3, 4};
static const int64_t LARGE_OFFSETS[] = {0, 1, 1, 3, 4};
static const int32_t BACKWARDS[] = {0, 2, 1};
static const char LETTERS[] = "abca";
static const char LATIN[] = "a\xff";
static const int32_t LATIN_OFFSETS[] = {0, 1, 2};
static const int8_t CODES[] = {2, 0, 1, 3};
static const int8_t WRONG_CODES[] = {0, 4};
static const int8_t NEGATIVE_CODES[] = {0, -1};
static const uint8_t DICTIONARY_HOLE[] = {0x0e}; /* the first is null */

typedef struct form_case {
  const char *name, *format, *dictionary_format;
  const void *buffers[MAX_BUFFERS];
  int64_t buffer_count, offset, parent_offset, rows;
  const void *dictionary_buffers[MAX_BUFFERS];
  int64_t dictionary_length;
  const char *expected; /* the cells, - for absent; or a status */
  bool is_borrowed;     /* the values are those of the array */
} form_case;

static const form_case CASES[] = {
    {"int8", "c", NULL, {NULL, BYTES}, 2, 0, 0, 4, {0}, 0, "1 -2 3 127", true},
    {"offset", "c", NULL, {NULL, BYTES}, 2, 2, 0, 2, {0}, 0, "3 127", true},
    {"offset of the struct", "c", NULL, {NULL, BYTES}, 2, 1, 3, 2, {0}, 0, "-128 6", true},
    {"int16", "s", NULL, {NULL, SHORTS}, 2, 0, 0, 3, {0}, 0, "1 -2 300", true},
    {"int32", "i", NULL, {NULL, INTS}, 2, 0, 0, 3, {0}, 0, "1 -2 70000", true},
    {"int64",
     "l",
     NULL,
     {NULL, LONGS},
     2,
     0,
     0,
     3,
     {0},
     0,
     "1 -9223372036854775808 9223372036854775807",
     true},
    {"validity", "i", NULL, {HOLE, INTS}, 2, 0, 0, 3, {0}, 0, "1 - 70000", true},
    {"validity with offset", "i", NULL, {HOLE, INTS}, 2, 1, 0, 2, {0}, 0, "- 70000", true},
    {"askew", "i", NULL, {NULL, (const char *)BYTES + 1}, 2, 0, 0, 1, {0}, 0, "-2139159554", false},
    {"uint8", "C", NULL, {NULL, UBYTES}, 2, 0, 0, 3, {0}, 0, "1 255 3", false},
    {"uint32", "I", NULL, {NULL, UINTS}, 2, 0, 0, 2, {0}, 0, "1 4000000000", false},
    {"uint64 too large", "L", NULL, {NULL, ULONGS}, 2, 0, 0, 3, {0}, 0, "type", false},
    {"uint64 absent", "L", NULL, {HOLE, ULONGS}, 2, 0, 0, 3, {0}, 0, "1 - 3", false},
    {"boolean", "b", NULL, {NULL, BITS}, 2, 0, 0, 4, {0}, 0, "true false true true", false},
    {"boolean with offset", "b", NULL, {NULL, BITS}, 2, 1, 0, 2, {0}, 0, "false true", false},
    {"days", "tdD", NULL, {NULL, INTS}, 2, 3, 0, 2, {0}, 0, "day20000 day0", true},
    {"milliseconds",
     "tdm",
     NULL,
     {NULL, MILLISECONDS},
     2,
     0,
     0,
     3,
     {0},
     0,
     "day1 day-1 day0",
     false},
    {"decimal", "d:12,2", NULL, {NULL, MONEY}, 2, 0, 0, 3, {0}, 0, "123.45 -0.01 0", false},
    {"decimal 128", "d:12,2,128", NULL, {NULL, MONEY}, 2, 1, 0, 1, {0}, 0, "-0.01", false},
    {"negative scale", "d:12,-2", NULL, {NULL, MONEY}, 2, 0, 0, 2, {0}, 0, "1234500 -100", false},
    {"zeros at the end",
     "d:38,12",
     NULL,
     {NULL, LONG_MONEY},
     2,
     0,
     0,
     2,
     {0},
     0,
     "12345678901234567.89 -0.05",
     false},
    {"a scale above 18",
     "d:38,20",
     NULL,
     {NULL, LONG_MONEY},
     2,
     1,
     0,
     1,
     {0},
     0,
     "-0.0000000005",
     false},
    {"too many digits", "d:38,2", NULL, {NULL, TOO_LONG}, 2, 0, 0, 1, {0}, 0, "type", false},
    {"texts",
     "u",
     NULL,
     {NULL, OFFSETS, LETTERS},
     3,
     0,
     0,
     4,
     {0},
     0,
     "\"a\" \"\" \"bc\" \"a\"",
     false},
    {"large texts",
     "U",
     NULL,
     {HOLE, LARGE_OFFSETS, LETTERS},
     3,
     1,
     0,
     2,
     {0},
     0,
     "- \"bc\"",
     false},
    {"offsets backwards",
     "u",
     NULL,
     {NULL, BACKWARDS, LETTERS},
     3,
     0,
     0,
     2,
     {0},
     0,
     "invalid",
     false},
    {"no UTF-8", "u", NULL, {NULL, LATIN_OFFSETS, LATIN}, 3, 0, 0, 2, {0}, 0, "invalid", false},
    {"codes",
     "c",
     "u",
     {NULL, CODES},
     2,
     0,
     0,
     3,
     {NULL, OFFSETS, LETTERS},
     3,
     "\"bc\" \"a\" \"\"",
     true},
    {"a text twice",
     "c",
     "u",
     {NULL, CODES},
     2,
     0,
     0,
     4,
     {NULL, OFFSETS, LETTERS},
     4,
     "\"bc\" \"a\" \"\" \"a\"",
     false},
    {"null in a dictionary",
     "c",
     "u",
     {NULL, CODES},
     2,
     0,
     0,
     4,
     {DICTIONARY_HOLE, OFFSETS, LETTERS},
     4,
     "\"bc\" - \"\" \"a\"",
     false},
    {"code too large",
     "c",
     "u",
     {NULL, WRONG_CODES},
     2,
     0,
     0,
     2,
     {NULL, OFFSETS, LETTERS},
     3,
     "invalid",
     false},
    {"code below zero",
     "c",
     "u",
     {NULL, NEGATIVE_CODES},
     2,
     0,
     0,
     2,
     {NULL, OFFSETS, LETTERS},
     3,
     "invalid",
     false},
    {"wrong code that is absent",
     "c",
     "u",
     {HOLE, WRONG_CODES},
     2,
     0,
     0,
     2,
     {NULL, OFFSETS, LETTERS},
     3,
     "\"a\" -",
     true},
    {"all missing", "n", NULL, {NULL}, 0, 0, 0, 2, {0}, 0, "0 0", false},
    {"no values", "i", NULL, {NULL, NULL}, 2, 0, 0, 2, {0}, 0, "invalid", false},
    {"too few buffers", "u", NULL, {NULL, OFFSETS}, 2, 0, 0, 2, {0}, 0, "invalid", false},
    {"no rows", "i", NULL, {NULL, NULL}, 2, 0, 0, 0, {0}, 0, "", true},
};

static void print_cell(const column *c, size_t row, text_builder *out) {
  value v = c->width == 0 ? value_number(decimal_of(0)) : column_cell(c, row);
  char buffer[DECIMAL_TEXT_PLAIN_SIZE];
  if (out->size != 0) text_builder_add_byte(out, ' ');
  switch (v.kind) {
    case VALUE_NUMBER:
      text_builder_add(out, (text){buffer, decimal_format(&v.as.number, buffer, sizeof buffer)});
      break;
    case VALUE_BOOLEAN:
      text_builder_add_string(out, v.as.boolean ? "true" : "false");
      break;
    case VALUE_STRING:
      text_builder_format(out, "\"%.*s\"", TEXT_ARG(v.as.string));
      break;
    case VALUE_DATE:
      text_builder_format(out, "day%lld", (long long)column_integer(c, row));
      break;
    default:
      text_builder_add_byte(out, '-');
  }
}

static void take_case(const form_case *c, arena *a, text_builder *out, column *taken) {
  struct ArrowSchema schema = schema_of("x", c->format),
                     words = schema_of("", c->dictionary_format);
  if (c->dictionary_format != NULL) schema.dictionary = &words;
  const void *buffers[MAX_BUFFERS], *texts[MAX_BUFFERS];
  memcpy(buffers, c->buffers, sizeof buffers);
  memcpy(texts, c->dictionary_buffers, sizeof texts);
  struct ArrowArray array = array_of(c->parent_offset + c->rows, buffers, c->buffer_count);
  struct ArrowArray dictionary = array_of(c->dictionary_length, texts, 3);
  array.offset = c->offset;
  if (c->dictionary_format != NULL) array.dictionary = &dictionary;
  test_table table;
  table_begin(&table, c->rows);
  table_add(&table, &schema, &array);
  table.array.offset = c->parent_offset;
  arrow_input in;
  sd_error error = {0};
  assert_int_equal(arrow_input_read(&schema, NULL, a, &in, &error), SD_OK);
  sd_status status = arrow_input_take(&in, &table.array, a, taken, &error);
  if (status == SD_TYPE_ERROR) text_builder_add_string(out, "type");
  if (status == SD_INVALID) text_builder_add_string(out, "invalid");
  for (size_t row = 0; status == SD_OK && row < (size_t)c->rows; row++) print_cell(taken, row, out);
}

static void test_forms(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    const form_case *c = &CASES[i];
    arena *a = arena_create(0);
    text_builder shown;
    text_builder_init(&shown, 1000);
    column taken;
    take_case(c, a, &shown, &taken);
    text found = text_builder_text(&shown);
    if (!text_is(found, c->expected)) {
      fail_msg("%s: %.*s, not %s", c->name, TEXT_ARG(found), c->expected);
    }
    const char *expected =
        (const char *)c->buffers[1] + (c->offset + c->parent_offset) * taken.width;
    if (c->is_borrowed && (const char *)taken.values != expected) fail_msg("%s: copied", c->name);
    text_builder_release(&shown);
    arena_destroy(a);
  }
}

typedef struct format_case {
  const char *format, *dictionary_format;
  type_kind type;
  bool is_taken;
} format_case;

static const format_case FORMATS[] = {
    {"i", NULL, TYPE_NUMBER, true},
    {"i", NULL, TYPE_ANY, true},
    {"i", NULL, TYPE_STRING, false},
    {"i", NULL, TYPE_LIST, false},
    {"d:38,2", NULL, TYPE_NUMBER, true},
    {"d:76,2,256", NULL, TYPE_NUMBER, false},
    {"d:12", NULL, TYPE_NUMBER, false},
    {"d:12,2x", NULL, TYPE_NUMBER, false},
    {"g", NULL, TYPE_NUMBER, false},
    {"f", NULL, TYPE_ANY, false},
    {"b", NULL, TYPE_BOOLEAN, true},
    {"b", NULL, TYPE_NUMBER, false},
    {"tdD", NULL, TYPE_DATE, true},
    {"tdD", NULL, TYPE_DATE_TIME, false},
    {"tsu:UTC", NULL, TYPE_DATE_TIME, false},
    {"u", NULL, TYPE_STRING, true},
    {"u", NULL, TYPE_DATE, false},
    {"C", "U", TYPE_STRING, true},
    {"C", "i", TYPE_NUMBER, false},
    {"u", "u", TYPE_STRING, false},
    {"n", NULL, TYPE_CONTEXT, true},
    {"+s", NULL, TYPE_CONTEXT, false},
    {"", NULL, TYPE_ANY, false},
    {NULL, NULL, TYPE_ANY, false},
    {"ii", NULL, TYPE_ANY, false},
};

static void test_formats(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
    const format_case *c = &FORMATS[i];
    arena *a = arena_create(0);
    struct ArrowSchema schema = schema_of("x", c->format),
                       words = schema_of("", c->dictionary_format);
    if (c->dictionary_format != NULL) schema.dictionary = &words;
    arrow_input in;
    sd_error error = {0};
    sd_status status = arrow_input_read(&schema, type_basic(c->type), a, &in, &error);
    sd_status expected = c->is_taken ? SD_OK : SD_TYPE_ERROR;
    if (status != expected) fail_msg("row %zu: %s: %s", i, c->format, error.text[1]);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms), cmocka_unit_test(test_formats)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
