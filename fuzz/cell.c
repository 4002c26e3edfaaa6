/* One cell of an official's table, read as every type of attribute.
 *
 * The first byte chooses type (low 3 bits), unit (next 3) and whether it comes from a spreadsheet's
 * number; the rest is the cell.  Claims: a value has the type asked for, and its plain text is read
 * as the same value; a refusal has its sentence. */
#include "registry/cell.h"

#include "support.h"

static void check_value(cell_reader *reader, const cell_rule *rule, const fact_value *v) {
  FUZZ_CHECK(v->type == rule->attribute->type);
  if (v->type == ATTRIBUTE_STRING) {
    FUZZ_CHECK(v->content.size > 0);
    return;
  }
  char plain[256];
  fact_value again;
  bool is_empty = false;
  fact_value_format_plain(v, plain, sizeof plain);
  cell_rule bare = *rule;
  bare.unit = rule->attribute->type == ATTRIBUTE_MONEY ? UNIT_YUAN : UNIT_NONE;
  message_id refused =
      cell_read(reader, &bare, text_of(plain), (cell_origin){0}, &again, &is_empty);
  FUZZ_CHECK(refused == MESSAGE_NONE && !is_empty);
  FUZZ_CHECK(fact_value_equal(v, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  static const char *const units[ATTRIBUTE_TYPE_COUNT] = {"元", "人", "分", "", "", "", ""};
  attribute_type type = (attribute_type)((data[0] & 7) % ATTRIBUTE_TYPE_COUNT);
  attribute kind = {
      .id = TEXT("a"), .name_chinese = TEXT("甲"), .unit = text_of(units[type]), .type = type};
  cell_rule rule = {
      .attribute = &kind, .unit = (value_unit)(data[0] >> 3 & 7), .negative = size % 2 == 0};
  cell_origin origin = {.is_number = (data[0] & 0x40) != 0,
                        .serials_from_1904 = (data[0] & 0x80) != 0};
  text cell = fuzz_text(data + 1, size - 1);
  cell_reader reader;
  cell_reader_init(&reader);
  fact_value v;
  bool is_empty = false;
  message_id refused = cell_read(&reader, &rule, cell, origin, &v, &is_empty);
  FUZZ_CHECK((int)refused >= 0 && refused < MESSAGE_LIMIT);
  if (refused == MESSAGE_NONE && !is_empty) check_value(&reader, &rule, &v);
  int32_t period;
  int64_t day;
  text code;
  for (int p = ATTRIBUTE_PERIOD_NONE; p <= ATTRIBUTE_PERIOD_MONTH; p++) {
    attribute_period wanted = (attribute_period)p;
    if (cell_read_period(&reader, wanted, cell, &period) == MESSAGE_NONE)
      FUZZ_CHECK(attribute_period_fits(wanted, period));
  }
  cell_read_date(&reader, cell, origin, &day);
  if (cell_read_code(&reader, cell, &code) == MESSAGE_NONE) FUZZ_CHECK(code.size == 18);
  cell_reader_release(&reader);
  return 0;
}
