/* The rows of one sheet of an XLSX file. */
#include "registry/xlsx.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "base/messages/registry.h"
#include "base/text_builder.h"
#include "base/xml.h"
#include "registry/xlsx_package.h"

typedef enum number_look { LOOK_PLAIN, LOOK_PERCENT, LOOK_DATE } number_look;

/* How the value of a cell is stored. */
typedef enum cell_kind { KIND_NUMBER, KIND_SHARED, KIND_TEXT, KIND_BOOLEAN } cell_kind;

typedef struct sheet_reader {
  const char *name;
  arena *arena; /* shared strings, styles */
  const text *strings;
  size_t string_count;
  const uint8_t *looks; /* a number_look for each cell format */
  size_t look_count;
  bool from_1904;

  arena *row_arena; /* texts of the current row */
  text cells[LIMIT_CSV_COLUMNS];
  bool are_numbers[LIMIT_CSV_COLUMNS];
  size_t count; /* one behind the last cell that is not empty */
  uint64_t row;
  message_id fault;

  cell_kind kind;
  size_t style;
  size_t column;
  bool in_value;
  text_builder value;
  table_row_function function;
  void *context;
  uint64_t content_size;
} sheet_reader;

bool xlsx_is_likely(text head) { return text_starts_with(head, TEXT("PK\003\004")); }
bool xlsx_is_old_format(text head) {
  return text_starts_with(head, TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static xml_limits sheet_limits(void) {
  return (xml_limits){.bytes_max = LIMIT_XLSX_INFLATED_BYTES,
                      .elements_max = LIMIT_STATEMENT_ELEMENTS,
                      .depth_max = LIMIT_XML_DEPTH};
}

static bool read_whole(text t, uint64_t max, uint64_t *out) {
  uint64_t number = 0;
  if (t.size == 0 || t.size > 18) return false;
  for (size_t i = 0; i < t.size; i++) {
    if (t.data[i] < '0' || t.data[i] > '9') return false;
    number = number * 10 + (uint64_t)(t.data[i] - '0');
  }
  *out = number;
  return number <= max;
}

/* --- Shared strings --- */

typedef struct string_table {
  arena *arena;
  text *items;
  size_t count, capacity;
} string_table;

static bool add_string(string_table *table, text content) {
  if (table->count == table->capacity) {
    size_t capacity = table->capacity ? table->capacity * 2 : 1024;
    text *grown = ARENA_ARRAY(table->arena, text, capacity);
    if (!grown) return false;
    if (table->count) memcpy(grown, table->items, table->count * sizeof *grown);
    table->items = grown;
    table->capacity = capacity;
  }
  table->items[table->count] = arena_copy(table->arena, content);
  return table->items[table->count++].data != NULL;
}

/* <si> holds one <t>, or runs <r><t>; readings of characters <rPh> are left out. */
static sd_status collect_strings(xml_reader *xml, string_table *table, text_builder *item,
                                 sd_error *error) {
  bool in_text = false, in_reading = false;
  for (;;) {
    xml_event event;
    TRY(xml_reader_next(xml, &event, error));
    if (event == XML_EVENT_FINISHED) return SD_OK;
    if (event == XML_EVENT_TEXT) {
      if (in_text) text_builder_add(item, xml_reader_text(xml));
      continue;
    }
    text name = xml_reader_name(xml);
    bool start = event == XML_EVENT_START;
    if (text_is(name, "rPh")) in_reading = start;
    if (text_is(name, "t")) in_text = start && !in_reading;
    if (!text_is(name, "si")) continue;
    if (start)
      text_builder_clear(item);
    else if (!add_string(table, text_builder_text(item)))
      return no_memory(error);
  }
}

static sd_status read_strings(sheet_reader *s, text content, sd_error *error) {
  if (content.size == 0) return SD_OK;
  if (content.size > LIMIT_XLSX_STRINGS_BYTES)
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("LIMIT_XLSX_STRINGS_BYTES", SD_NUMBER(LIMIT_XLSX_STRINGS_BYTES)));
  xml_reader *xml = NULL;
  TRY(xml_reader_open(content, s->name, sheet_limits(), &xml, error));
  string_table table = {.arena = s->arena};
  text_builder item;
  text_builder_init(&item, LIMIT_CELL_BYTES);
  sd_status status = collect_strings(xml, &table, &item, error);
  text_builder_release(&item);
  xml_reader_close(xml);
  s->strings = table.items;
  s->string_count = table.count;
  return status;
}

/* --- Styles: whether a number is shown as percent or date --- */

/* A date has y, m, d or h outside of quotes and brackets; percent wins. */
static number_look look_of_code(text code) {
  bool quoted = false, bracketed = false;
  number_look look = LOOK_PLAIN;
  for (size_t i = 0; i < code.size; i++) {
    char c = code.data[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\') i++;
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (bracketed) continue;
    if (c == ';') break;
    if (c == '%') return LOOK_PERCENT;
    if (c == 'y' || c == 'd' || c == 'Y' || c == 'D') look = LOOK_DATE;
  }
  return look;
}

/* Built-in formats; 27 to 36 and 50 to 58 are the Chinese dates. */
static number_look look_of_number(uint64_t id) {
  if (id == 9 || id == 10) return LOOK_PERCENT;
  if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
      (id >= 50 && id <= 54) || id == 57 || id == 58)
    return LOOK_DATE;
  return LOOK_PLAIN;
}

static const xml_node *child_named(const xml_node *n, const char *name) {
  for (const xml_node *c = n->first_child; c; c = c->next)
    if (text_is(c->name, name)) return c;
  return NULL;
}

static number_look look_of_format(const xml_node *formats, text id) {
  uint64_t number = 0;
  if (!read_whole(id, 100000, &number)) return LOOK_PLAIN;
  for (const xml_node *f = formats ? formats->first_child : NULL; f; f = f->next)
    if (text_equal(xml_node_attribute(f, "numFmtId"), id))
      return look_of_code(xml_node_attribute(f, "formatCode"));
  return look_of_number(number);
}

static sd_status read_styles(sheet_reader *s, text content, sd_error *error) {
  if (content.size == 0) return SD_OK;
  xml_node *root = NULL;
  TRY(xml_tree_read(content, s->name, s->arena, &root, error));
  const xml_node *formats = child_named(root, "numFmts"), *cells = child_named(root, "cellXfs");
  size_t count = 0;
  for (const xml_node *x = cells ? cells->first_child : NULL; x; x = x->next) count++;
  uint8_t *looks = ARENA_ARRAY(s->arena, uint8_t, count ? count : 1);
  if (!looks) return no_memory(error);
  for (const xml_node *x = cells ? cells->first_child : NULL; x; x = x->next)
    looks[s->look_count++] = (uint8_t)look_of_format(formats, xml_node_attribute(x, "numFmtId"));
  s->looks = looks;
  return SD_OK;
}

/* --- Cells --- */

/* "BC12" -> 54; false when it is none or beyond the columns allowed. */
static bool column_of_reference(text reference, size_t *column_out) {
  size_t column = 0, i = 0;
  for (; i < reference.size && reference.data[i] >= 'A' && reference.data[i] <= 'Z' && i < 3; i++)
    column = column * 26 + (size_t)(reference.data[i] - 'A') + 1;
  *column_out = column - 1;
  return i > 0 && column <= LIMIT_CSV_COLUMNS;
}

/* The number as percent: its point moved by two places, exactly. */
static text percent_text(sheet_reader *s, text value) {
  decimal d;
  char digits[DECIMAL_TEXT_PLAIN_SIZE + 1];
  if (!decimal_parse(value, &d)) return value;
  /* What Excel stores has up to 17 digits, of which it shows 15. */
  int32_t places = 15 - (d.digits + d.exponent);
  if (d.digits > 15 && !decimal_round(&d, places, ROUNDING_HALF_EVEN, &d)) return value;
  d.exponent += 2;
  size_t size = decimal_format(&d, digits, sizeof digits - 1);
  digits[size++] = '%';
  return arena_copy(s->row_arena, (text){digits, size});
}

static text date_text(sheet_reader *s, text value) {
  uint64_t serial = 0;
  size_t point = text_find(value, TEXT("."), 0);
  civil_date date;
  char digits[CALENDAR_TEXT_SIZE];
  if (!read_whole(text_slice(value, 0, point), 10000000, &serial) ||
      !calendar_date_of_excel_serial((int64_t)serial, s->from_1904, &date))
    return value;
  size_t size = calendar_format_iso(date, digits);
  return arena_copy(s->row_arena, (text){digits, size});
}

static text number_text_as_shown(sheet_reader *s, text value) {
  number_look look = s->style < s->look_count ? s->looks[s->style] : LOOK_PLAIN;
  if (look == LOOK_PERCENT) return percent_text(s, value);
  if (look == LOOK_DATE) return date_text(s, value);
  s->are_numbers[s->column] = true;
  return value;
}

static sd_status finish_cell(sheet_reader *s, sd_error *error) {
  text value = text_builder_text(&s->value);
  if (s->value.failed)
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("LIMIT_CELL_BYTES", SD_NUMBER(LIMIT_CELL_BYTES)));
  uint64_t index = 0;
  if (value.size == 0) return SD_OK;
  value = arena_copy(s->row_arena, value);
  if (!value.data) return no_memory(error);
  switch (s->kind) {
    case KIND_SHARED:
      if (!read_whole(value, UINT32_MAX, &index) || index >= s->string_count)
        return error_set(error, SD_SYNTAX_ERROR, MESSAGE_XLSX_BAD_CELL, SD_ARGS(value.data));
      value = s->strings[index];
      break;
    case KIND_BOOLEAN:
      value = text_is(value, "1") ? TEXT("TRUE") : TEXT("FALSE");
      break;
    case KIND_NUMBER:
      value = number_text_as_shown(s, value);
      break;
    case KIND_TEXT:
      break;
  }
  if (!value.data) return no_memory(error);
  s->cells[s->column] = value;
  if (s->column >= s->count) s->count = s->column + 1;
  return SD_OK;
}

static void begin_cell(sheet_reader *s, const xml_reader *xml) {
  text type = xml_reader_attribute(xml, "t"), reference = xml_reader_attribute(xml, "r");
  uint64_t style = 0;
  if (reference.size == 0)
    s->column++; /* without one it follows the last */
  else if (!column_of_reference(reference, &s->column))
    s->column = LIMIT_CSV_COLUMNS;
  if (s->column >= LIMIT_CSV_COLUMNS) {
    s->column = LIMIT_CSV_COLUMNS - 1;
    s->fault = csv_fault_message(CSV_FAULT_COLUMNS);
  }
  s->style = read_whole(xml_reader_attribute(xml, "s"), UINT32_MAX, &style) ? (size_t)style : 0;
  s->kind = KIND_TEXT;
  if (type.size == 0 || text_is(type, "n")) s->kind = KIND_NUMBER;
  if (text_is(type, "s")) s->kind = KIND_SHARED;
  if (text_is(type, "b")) s->kind = KIND_BOOLEAN;
  text_builder_clear(&s->value);
}

/* --- Rows --- */

static void begin_row(sheet_reader *s, const xml_reader *xml) {
  uint64_t number = 0;
  s->row++;
  if (read_whole(xml_reader_attribute(xml, "r"), LIMIT_XLSX_ROWS, &number) && number >= s->row)
    s->row = number;
  for (size_t i = 0; i < s->count; i++) s->cells[i] = TEXT("");
  memset(s->are_numbers, 0, sizeof s->are_numbers);
  s->count = 0;
  s->column = SIZE_MAX; /* one before the first */
  s->fault = MESSAGE_NONE;
  arena_reset(s->row_arena);
}

static sd_status finish_row(sheet_reader *s, sd_error *error) {
  if (s->row > LIMIT_XLSX_ROWS)
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("LIMIT_XLSX_ROWS", SD_NUMBER(LIMIT_XLSX_ROWS)));
  if (s->count == 0) return SD_OK;
  table_row row = {.number = s->row,
                   .count = s->count,
                   .cells = s->cells,
                   .are_numbers = s->are_numbers,
                   .serials_from_1904 = s->from_1904,
                   .fault = s->fault};
  return s->function(s->context, &row, error);
}

static sd_status handle_start(sheet_reader *s, const xml_reader *xml) {
  text name = xml_reader_name(xml);
  if (text_is(name, "row"))
    begin_row(s, xml);
  else if (text_is(name, "c"))
    begin_cell(s, xml);
  else if (text_is(name, "v") || text_is(name, "t"))
    s->in_value = true;
  return SD_OK;
}

static sd_status handle_end(sheet_reader *s, const xml_reader *xml, sd_error *error) {
  text name = xml_reader_name(xml);
  if (text_is(name, "row")) return finish_row(s, error);
  if (text_is(name, "c")) return finish_cell(s, error);
  if (text_is(name, "v") || text_is(name, "t")) s->in_value = false;
  return SD_OK;
}

static sd_status read_rows(sheet_reader *s, xml_reader *xml, sd_error *error) {
  for (;;) {
    xml_event event;
    TRY(xml_reader_next(xml, &event, error));
    if (event == XML_EVENT_FINISHED) return SD_OK;
    if (event == XML_EVENT_TEXT && s->in_value) text_builder_add(&s->value, xml_reader_text(xml));
    if (event == XML_EVENT_START) TRY(handle_start(s, xml));
    if (event != XML_EVENT_END) continue;
    /* Headers of pages and other parts behind the data have elements of the same names. */
    if (text_is(xml_reader_name(xml), "sheetData")) return SD_OK;
    TRY(handle_end(s, xml, error));
  }
}

/* --- The workbook --- */

static sd_status find_sheet(sheet_reader *s, const xml_node *workbook, text sheet, text *id_out,
                            sd_error *error) {
  const xml_node *sheets = child_named(workbook, "sheets");
  text_builder names;
  text_builder_init(&names, 400);
  for (const xml_node *n = sheets ? sheets->first_child : NULL; n; n = n->next) {
    text name = xml_node_attribute(n, "name");
    if (sheet.size == 0 || text_equal(name, sheet)) {
      for (size_t i = 0; i < n->attribute_count; i++)
        if (text_is(n->attributes[i].name, "id")) *id_out = n->attributes[i].value;
      text_builder_release(&names);
      return SD_OK;
    }
    if (names.size > 0) text_builder_add_string(&names, ", ");
    text_builder_add(&names, name);
  }
  text wanted = arena_copy(s->arena, sheet);
  sd_status status =
      error_set(error, SD_NOT_FOUND, MESSAGE_XLSX_SHEET_MISSING,
                SD_ARGS(wanted.data ? wanted.data : "", names.data ? names.data : ""));
  text_builder_release(&names);
  return status;
}

static sd_status load_workbook(sheet_reader *s, xlsx_package *package, text sheet,
                               text *sheet_content, sd_error *error) {
  text workbook, part, content, id = TEXT("");
  TRY(xlsx_package_related(package, TEXT(""), "officeDocument", TEXT(""), s->arena, &workbook,
                           error));
  TRY(xlsx_package_read(package, workbook, false, s->arena, &content, error));
  xml_node *root = NULL;
  TRY(xml_tree_read(content, s->name, s->arena, &root, error));
  const xml_node *settings = child_named(root, "workbookPr");
  text from_1904 = settings ? xml_node_attribute(settings, "date1904") : TEXT("");
  s->from_1904 = text_is(from_1904, "1") || text_is(from_1904, "true");
  TRY(find_sheet(s, root, sheet, &id, error));
  TRY(xlsx_package_related(package, workbook, "sharedStrings", TEXT(""), s->arena, &part, error));
  content = TEXT("");
  if (part.size > 0) TRY(xlsx_package_read(package, part, true, s->arena, &content, error));
  TRY(read_strings(s, content, error));
  TRY(xlsx_package_related(package, workbook, "styles", TEXT(""), s->arena, &part, error));
  content = TEXT("");
  if (part.size > 0) TRY(xlsx_package_read(package, part, true, s->arena, &content, error));
  TRY(read_styles(s, content, error));
  TRY(xlsx_package_related(package, workbook, "worksheet", id, s->arena, &part, error));
  return xlsx_package_read(package, part, false, s->arena, sheet_content, error);
}

static sd_status read_sheet(sheet_reader *s, text content, text sheet, sd_error *error) {
  xlsx_package *package = NULL;
  TRY(xlsx_package_open(content, s->name, &package, error));
  text sheet_content;
  sd_status status = load_workbook(s, package, sheet, &sheet_content, error);
  xlsx_package_close(package);
  if (status != SD_OK) return status;
  xml_reader *xml = NULL;
  TRY(xml_reader_open(sheet_content, s->name, sheet_limits(), &xml, error));
  status = read_rows(s, xml, error);
  xml_reader_close(xml);
  return status;
}

sd_status xlsx_read(text content, const char *name, text sheet, table_row_function function,
                    void *context, sd_error *error) {
  arena *memory = arena_create(0), *row_memory = arena_create(0);
  sheet_reader *s = memory ? ARENA_NEW(memory, sheet_reader) : NULL;
  sd_status status = SD_OUT_OF_MEMORY;
  if (s && row_memory) {
    s->name = name;
    s->arena = memory;
    s->row_arena = row_memory;
    s->function = function;
    s->context = context;
    text_builder_init(&s->value, LIMIT_CELL_BYTES);
    status = read_sheet(s, content, sheet, error);
    if (status != SD_OK) error_place(error, name, 0, 0);
    text_builder_release(&s->value);
  } else {
    no_memory(error);
  }
  arena_destroy(row_memory);
  arena_destroy(memory);
  return status;
}
