/* A table as an official would send it: cells in the department's own forms, CSV or XLSX. */
#include "sample/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/money.h"
#include "sample/csv_sink.h"
#include "sample/distribution.h"
#include "sample/table_mapping.h"
#include "sample/xlsx_sink.h"

enum {
  CELL_SIZE = 256,
  PATH_SIZE = 1024,
  DISPUTED_PER_MILLE = 80, /* of figures stated twice; 1 of 100 of all facts */
  FEN_DECIMALS = 2,
  WAN_DECIMALS = 6, /* from fen */
  YI_DECIMALS = 10
};
static const int64_t FEN_PER_YI = INT64_C(10000000000);

struct table_writer {
  const sample_plan *plan;
  const table_definition *definition;
  size_t year_index;
  table_counts *counts;
  csv_sink *csv; /* one of the two */
  xlsx_sink *xlsx;
  uint32_t part; /* of an XLSX table, from 1 */
  uint64_t stream_seed;
  uint64_t facts_of_row; /* at most */
  random_source random;  /* of the row */
  table_fault fault;     /* still to be put in */
  bool damaged, repeating, mixed_row;
  table_counts row;
  sd_status status;
  sd_error error;
};

/* --- Files ------------------------------------------------------------------------------------ */

static void write_header(table_writer *w) {
  header_line line;
  if (w->xlsx != NULL) {
    table_header_write_xlsx(w->plan, w->definition, w->xlsx);
    return;
  }
  for (size_t at = 0; table_header_next(w->plan, w->definition, &at, &line);) {
    csv_sink_add(w->csv, text_of(line.flat));
  }
  csv_sink_end_row(w->csv);
}

static sd_status open_part(table_writer *w, sd_error *error) {
  static const encoding ENCODINGS[] = {ENCODING_UTF8, ENCODING_UTF8_MARKED, ENCODING_GB18030};
  const table_definition *d = w->definition;
  char path[PATH_SIZE];
  bool xlsx = d->form == TABLE_XLSX;
  TRY(table_path(w->plan, d, w->year_index, w->part, xlsx ? "xlsx" : "csv", path, sizeof path,
                 error));
  TRY(xlsx ? xlsx_sink_open(path, "Sheet1", &w->xlsx, error)
           : csv_sink_open(path, ENCODINGS[d->form], &w->csv, error));
  write_header(w);
  w->counts->files++;
  return table_mapping_write(w->plan, d, w->year_index, w->part, error);
}

static sd_status close_part(table_writer *w, sd_error *error) {
  csv_sink *csv = w->csv;
  xlsx_sink *xlsx = w->xlsx;
  w->csv = NULL;
  w->xlsx = NULL;
  sd_status status = csv != NULL ? csv_sink_close(csv, error) : SD_OK;
  if (xlsx != NULL) status = xlsx_sink_close(xlsx, error);
  return status;
}

sd_status table_open(const sample_plan *plan, const table_definition *definition, size_t year_index,
                     table_counts *counts, table_writer **out, sd_error *error) {
  table_writer *w = memory_allocate(sizeof *w);
  if (w == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *w = (table_writer){
      .plan = plan,
      .definition = definition,
      .year_index = year_index,
      .counts = counts,
      .part = 1,
      .stream_seed = plan->options.seed ^ text_hash(text_of(definition->name)) ^ year_index};
  w->facts_of_row = table_facts_of_row(plan, definition);
  sd_status status = open_part(w, error);
  if (status != SD_OK) {
    table_abandon(w);
    return status;
  }
  *out = w;
  return SD_OK;
}

sd_status table_finish(table_writer *w, sd_error *error) {
  sd_status status = table_status(w, error);
  sd_status closed = close_part(w, status == SD_OK ? error : NULL);
  memory_free(w);
  return status != SD_OK ? status : closed;
}

void table_abandon(table_writer *w) {
  if (w == NULL) return;
  (void)close_part(w, NULL);
  memory_free(w);
}

const table_definition *table_definition_of(const table_writer *w) { return w->definition; }
size_t table_year_index(const table_writer *w) { return w->year_index; }

sd_status table_status(const table_writer *w, sd_error *error) {
  if (w->status != SD_OK && error != NULL) *error = w->error;
  return w->status;
}

/* --- Rows ------------------------------------------------------------------------------------- */

static table_fault draw_fault(table_writer *w) {
  uint32_t possible = w->definition->faults;
  if (!random_chance(&w->random, TABLE_DAMAGED_PER_MILLION, 1000000) || possible == 0) {
    return FAULT_NONE;
  }
  table_fault fault;
  do {
    fault = (table_fault)(1 + random_below(&w->random, FAULT_COUNT - 1));
  } while ((possible >> fault & 1) == 0);
  return fault;
}

static void begin_next_part_when_full(table_writer *w) {
  if (w->xlsx == NULL || xlsx_sink_rows(w->xlsx) < XLSX_SINK_ROWS_MAX || w->status != SD_OK) return;
  w->status = close_part(w, &w->error);
  w->part++;
  if (w->status == SD_OK) w->status = open_part(w, &w->error);
}

bool table_row_begin(table_writer *w, uint64_t subject) {
  random_init_stream(&w->random, w->stream_seed, subject);
  if (w->status != SD_OK) return false;
  if (draw_per_mille(&w->random, w->definition->absent_per_mille)) {
    w->counts->cells += w->facts_of_row;
    w->counts->cells_empty += w->facts_of_row;
    return false;
  }
  begin_next_part_when_full(w);
  w->fault = draw_fault(w);
  if (w->repeating) w->fault = FAULT_NONE;
  w->damaged = false;
  w->mixed_row = random_below(&w->random, 4) == 0;
  w->row = (table_counts){0};
  return w->status == SD_OK;
}

bool table_row_end(table_writer *w) {
  if (w->csv != NULL) csv_sink_end_row(w->csv);
  if (w->xlsx != NULL) xlsx_sink_end_row(w->xlsx);
  w->counts->rows++;
  if (w->damaged) {
    w->counts->rows_damaged++;
  } else {
    w->counts->cells += w->row.cells;
    w->counts->cells_empty += w->row.cells_empty;
    w->counts->facts_disputed += w->row.facts_disputed;
  }
  w->repeating = w->damaged && w->definition->damage_copies;
  return w->repeating;
}

/* --- Cells ------------------------------------------------------------------------------------ */

static void put(table_writer *w, const char *cell) {
  if (w->csv != NULL) {
    csv_sink_add(w->csv, text_of(cell));
  } else if (w->xlsx != NULL) {
    xlsx_sink_add_text(w->xlsx, cell);
  }
}

static void put_empty(table_writer *w) {
  static const char *const MARKS[] = {"", "", "", "", "-", "--", "—", "/"};
  const char *mark = MARKS[random_below(&w->random, sizeof MARKS / sizeof *MARKS)];
  if (w->xlsx != NULL && mark[0] == '\0') {
    xlsx_sink_add_empty(w->xlsx);
  } else {
    put(w, mark);
  }
}

/* Puts `cell` in and notes it when this is the kind of cell that the row's fault asks for. */
static bool put_fault(table_writer *w, table_fault fault, const char *cell) {
  if (w->fault != fault) return false;
  put(w, cell);
  w->fault = FAULT_NONE;
  w->damaged = true;
  return true;
}

/* Counts a fact; true when it is left out. */
static bool is_left_empty(table_writer *w) {
  w->row.cells++;
  if (!draw_per_mille(&w->random, w->definition->empty_per_mille)) return false;
  w->row.cells_empty++;
  put_empty(w);
  return true;
}

void table_add_code(table_writer *w, const char *code) {
  char wrong[USCC_LENGTH + 1];
  snprintf(wrong, sizeof wrong, "%s", code);
  char *last = &wrong[USCC_LENGTH - 1];
  *last = *last == '8' ? '9' : '8';
  if (put_fault(w, FAULT_CHECK_DIGIT, wrong)) return;
  snprintf(wrong, sizeof wrong, "%s", code);
  char *zero = strchr(wrong, '0');
  if (zero != NULL) *zero = 'O';
  if (zero != NULL && put_fault(w, FAULT_LETTER, wrong)) return;
  put(w, code);
}

void table_add_fixed(table_writer *w, const char *value) {
  w->row.cells++;
  put(w, value);
}

void table_add_note(table_writer *w, const char *value) { put(w, value); }

void table_add_nothing(table_writer *w) {
  if (w->xlsx != NULL) {
    xlsx_sink_add_empty(w->xlsx);
  } else {
    put(w, "");
  }
}

void table_add_text(table_writer *w, const char *value) {
  if (value == NULL || value[0] == '\0') {
    table_add_nothing(w);
  } else if (!is_left_empty(w)) {
    put(w, value);
  }
}

void table_add_word(table_writer *w, const char *value) {
  if (!put_fault(w, FAULT_UNKNOWN_WORD, "待核实")) table_add_text(w, value);
}

/* value / 10^decimals without zeros at the end. */
static void format_scaled(int64_t value, int decimals, const char *unit, char out[CELL_SIZE]) {
  int64_t divisor = 1;
  for (int i = 0; i < decimals; i++) divisor *= 10;
  int64_t rest = value % divisor;
  int size =
      snprintf(out, CELL_SIZE, "%s%" PRId64 ".%0*" PRId64, value < 0 ? "-" : "",
               value < 0 ? -(value / divisor) : value / divisor, decimals, rest < 0 ? -rest : rest);
  while (out[size - 1] == '0') size--;
  if (out[size - 1] == '.') size--;
  snprintf(out + size, CELL_SIZE - (size_t)size, "%s", unit);
}

static void put_money(table_writer *w, int64_t fen) {
  char cell[CELL_SIZE], separated[MONEY_TEXT_SIZE];
  money_form form = w->definition->money;
  if (w->xlsx != NULL) {
    xlsx_sink_add_number(w->xlsx, fen, form == MONEY_WAN ? WAN_DECIMALS : FEN_DECIMALS);
    return;
  }
  switch (form) {
    case MONEY_YUAN_SEPARATED:
      money_format(fen, separated);
      put(w, separated);
      return;
    case MONEY_YUAN:
      format_scaled(fen, FEN_DECIMALS, "", cell);
      break;
    case MONEY_WAN:
      format_scaled(fen, WAN_DECIMALS, "", cell);
      break;
    case MONEY_WITH_UNIT:
      if (fen >= FEN_PER_YI) {
        format_scaled(fen, YI_DECIMALS, "亿元", cell);
      } else {
        format_scaled(fen, WAN_DECIMALS, "万元", cell);
      }
      break;
  }
  put(w, cell);
}

void table_add_signed_money(table_writer *w, int64_t fen) {
  if (put_fault(w, FAULT_UNKNOWN_UNIT, "12.5万美元")) return;
  if (put_fault(w, FAULT_NOT_A_NUMBER, "约120")) return;
  if (!is_left_empty(w)) put_money(w, fen);
}

void table_add_money(table_writer *w, int64_t fen) {
  if (put_fault(w, FAULT_NEGATIVE_MONEY, "-350000")) return;
  table_add_signed_money(w, fen);
}

void table_add_disputed_money(table_writer *w, int64_t fen) {
  if (fen > 0 && draw_per_mille(&w->random, DISPUTED_PER_MILLE)) {
    int64_t grain = INT64_C(10000);
    fen = draw_part(&w->random, fen, 90000, 115000) / grain * grain + grain;
    w->row.facts_disputed++;
  }
  table_add_money(w, fen);
}

void table_add_integer(table_writer *w, int64_t value) {
  char cell[CELL_SIZE], wide[CELL_SIZE];
  if (put_fault(w, FAULT_NOT_A_NUMBER, "约120")) return;
  if (is_left_empty(w)) return;
  if (w->xlsx != NULL) {
    xlsx_sink_add_number(w->xlsx, value, 0);
    return;
  }
  snprintf(cell, sizeof cell, "%" PRId64, value);
  if (!w->definition->full_width) {
    put(w, cell);
    return;
  }
  size_t size = 0;
  for (const char *at = cell; *at != '\0'; at++) {
    size += text_encode(wide + size, *at - '!' + 0xFF01);
  }
  wide[size] = '\0';
  put(w, wide);
}

void table_add_percent(table_writer *w, int32_t per_mille) {
  char cell[CELL_SIZE];
  if (is_left_empty(w)) return;
  format_scaled(per_mille, 1, "%", cell);
  put(w, cell);
}

void table_add_boolean(table_writer *w, bool value) {
  static const char *const WORDS[][2] = {
      [BOOLEAN_YES_NO] = {"否", "是"}, [BOOLEAN_HAS] = {"无", "有"}, [BOOLEAN_TICK] = {"×", "√"}};
  if (put_fault(w, FAULT_UNKNOWN_WORD, "待核实")) return;
  if (!is_left_empty(w)) put(w, WORDS[w->definition->boolean][value]);
}

void table_add_date(table_writer *w, event_date date) {
  char cell[CELL_SIZE];
  if (date.year == 0) {
    table_add_nothing(w);
    return;
  }
  if (put_fault(w, FAULT_IMPOSSIBLE_DATE, "2023-02-30")) return;
  if (is_left_empty(w)) return;
  date_form form = w->definition->date;
  if (form == DATE_SERIAL && w->xlsx != NULL) {
    xlsx_sink_add_date(w->xlsx, date, !w->mixed_row);
    return;
  }
  char mark = "-/."[random_below(&w->random, 3)];
  if (form == DATE_CHINESE) {
    snprintf(cell, sizeof cell, "%" PRId32 "年%d月%d日", date.year, date.month, date.day);
  } else if (form == DATE_COMPACT) {
    snprintf(cell, sizeof cell, "%04" PRId32 "%02d%02d", date.year, date.month, date.day);
  } else {
    snprintf(cell, sizeof cell, "%" PRId32 "%c%d%c%d", date.year, mark, date.month, mark, date.day);
  }
  put(w, cell);
}
