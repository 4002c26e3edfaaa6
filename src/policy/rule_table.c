/* Tables of rules as CSV with a header, read row by row by the names of columns. */
#include "policy/rule_table.h"

#include <stdio.h>

#include "base/csv.h"
#include "base/limits.h"
#include "base/messages/policy.h"
#include "base/money.h"

enum { COLUMNS_MAX = 16 };

typedef struct table_reading {
  const rule_table *table;
  arena *arena;
  sd_error *error;
  size_t places[COLUMNS_MAX]; /* of each column in the file */
  bool has_header;
  uint32_t rows;
} table_reading;

sd_status rule_row_fail(const rule_row *row, message_id message, const char *const *arguments) {
  error_set(row->error, SD_INVALID, message, arguments);
  error_place(row->error, row->file, row->line, 0);
  return SD_INVALID;
}

static sd_status read_header(table_reading *r, const rule_row *place, const csv_row *row) {
  for (size_t i = 0; r->table->names[i] != NULL; i++) {
    size_t at = 0;
    while (at < row->count && !text_is(text_trim(row->cells[at]), r->table->names[i])) at++;
    if (at == row->count) {
      return rule_row_fail(place, MESSAGE_POLICY_TABLE_COLUMN, SD_ARGS(r->table->names[i]));
    }
    r->places[i] = at;
  }
  r->has_header = true;
  return SD_OK;
}

static sd_status take_row(void *context, const csv_row *row, sd_error *error) {
  table_reading *r = context;
  rule_row place = {.file = r->table->file,
                    .line = (uint32_t)row->line,
                    .names = r->table->names,
                    .arena = r->arena,
                    .error = error};
  if (row->count != 0 && text_starts_with(text_trim(row->cells[0]), TEXT("#"))) return SD_OK;
  if (row->fault != CSV_FAULT_NONE)
    return rule_row_fail(&place, csv_fault_message(row->fault), NULL);
  if (!r->has_header) return read_header(r, &place, row);
  if (r->rows++ == LIMIT_RULE_TABLE_ROWS) {
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("table rows", SD_NUMBER(LIMIT_RULE_TABLE_ROWS)));
  }
  text cells[COLUMNS_MAX];
  for (size_t i = 0; r->table->names[i] != NULL; i++) {
    text cell = r->places[i] < row->count ? text_trim(row->cells[r->places[i]]) : TEXT("");
    cells[i] = arena_copy(r->arena, cell);
    if (cells[i].data == NULL) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
  }
  place.cells = cells;
  return r->table->function(r->table->context, &place);
}

sd_status rule_table_read(const rule_table *table, arena *a, sd_error *error) {
  table_reading reading = {.table = table, .arena = a, .error = error};
  return csv_read(table->content, table->file, take_row, &reading, error);
}

sd_status rule_row_require(const rule_row *row, size_t column) {
  if (row->cells[column].size != 0) return SD_OK;
  return rule_row_fail(row, MESSAGE_POLICY_MISSING, SD_ARGS(row->file, row->names[column]));
}

sd_status rule_row_choice(const rule_row *row, size_t column, const char *const *words, int *out) {
  for (int i = 0; words[i] != NULL; i++) {
    if (!text_is(row->cells[column], words[i])) continue;
    *out = i;
    return SD_OK;
  }
  char list[300] = "";
  size_t used = 0;
  for (int i = 0; words[i] != NULL && used < sizeof list; i++) {
    used +=
        (size_t)snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : " | ", words[i]);
  }
  return rule_row_fail(row, MESSAGE_POLICY_NO_SUCH_WORD,
                       SD_ARGS(row->names[column], row->cells[column].data, list));
}

sd_status rule_row_money(const rule_row *row, size_t column, int64_t *fen_out) {
  *fen_out = 0;
  if (row->cells[column].size == 0) return SD_OK;
  if (money_parse(row->cells[column], fen_out) && *fen_out > 0) return SD_OK;
  return rule_row_fail(row, MESSAGE_POLICY_BAD_MONEY,
                       SD_ARGS(row->names[column], row->cells[column].data));
}

bool rule_share_parse(text value, int64_t *ppm_out) {
  enum { WHOLE = 1000000 };
  bool percent = text_ends_with(value, TEXT("%"));
  text digits = percent ? text_slice(value, 0, value.size - 1) : value;
  decimal number, ppm, scale = decimal_of(percent ? WHOLE / 100 : WHOLE);
  int64_t found;
  if (!decimal_parse(digits, &number) || !decimal_multiply(&number, &scale, &ppm) ||
      !decimal_to_int64(&ppm, &found) || found < 1 || found > WHOLE) {
    return false;
  }
  *ppm_out = found;
  return true;
}

sd_status rule_row_share(const rule_row *row, size_t column, int64_t fallback, int64_t *ppm_out) {
  *ppm_out = fallback;
  if (row->cells[column].size == 0 || rule_share_parse(row->cells[column], ppm_out)) return SD_OK;
  return rule_row_fail(row, MESSAGE_POLICY_BAD_SHARE,
                       SD_ARGS(row->names[column], row->cells[column].data));
}

bool rule_selects(text selector, text item) {
  for (size_t at = 0; at < selector.size;) {
    size_t space = text_find(selector, TEXT(" "), at);
    text word = text_slice(selector, at, space == SIZE_MAX ? selector.size - at : space - at);
    at += word.size + 1;
    if (text_is(word, "*") || (word.size != 0 && text_equal(word, item))) return true;
  }
  return false;
}
