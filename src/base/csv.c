/* CSV (RFC 4180) row by row over libcsv in its strict mode, from memory or from a file. */
#include "base/csv.h"

#include <csv.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"

enum { READ_BYTES = 256 * 1024, CELLS_BYTES_FIRST = 4096 };

/* What must stay true: cells are collected as offsets, because the buffer moves while it grows,
 * and become texts when their row ends. */
typedef struct csv_reading {
  struct csv_parser parser;
  csv_row_function function;
  void *context;
  const char *name;
  sd_error *error;
  sd_status status;
  char *bytes; /* of the row's cells, each ended by a NUL */
  size_t size, capacity;
  size_t *starts; /* of the cells in `bytes`; LIMIT_CSV_COLUMNS + 1 of them */
  text *cells;
  size_t count;
  csv_fault fault;
  uint64_t line;        /* where the row in hand begins */
  uint64_t line_breaks; /* inside of its cells */
  bool after_return;    /* the row before ended with CR, whose LF is no line of its own */
  uint64_t bytes_read;
  uint64_t breaks_before;  /* line breaks in the pieces before the one in hand */
  bool piece_after_return; /* the piece before ended with CR */
  bool skipping;           /* the rest of a faulty line */
} csv_reading;

static void fail_memory(csv_reading *r) {
  if (r->status == SD_OK) {
    r->status = error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
}

static bool reserve(csv_reading *r, size_t extra) {
  if (r->size + extra <= r->capacity) return true;
  size_t capacity = r->capacity == 0 ? (size_t)CELLS_BYTES_FIRST : r->capacity * 2;
  while (capacity < r->size + extra) capacity *= 2;
  char *grown = memory_resize(r->bytes, capacity);
  if (grown == NULL) {
    fail_memory(r);
    return false;
  }
  r->bytes = grown;
  r->capacity = capacity;
  return true;
}

/* LF, CR and CR LF are one each; `after_return`: a CR stands before the data, counted already. */
static uint64_t count_line_breaks(const char *data, size_t size, bool after_return) {
  uint64_t count = 0;
  for (size_t i = 0; i < size; i++) {
    if (data[i] == '\r' || (data[i] == '\n' && !after_return)) count++;
    after_return = data[i] == '\r';
  }
  return count;
}

static void on_cell(void *data, size_t size, void *context) {
  csv_reading *r = context;
  if (r->status != SD_OK) return;
  r->line_breaks += count_line_breaks(data, size, false);
  if (r->count == LIMIT_CSV_COLUMNS) {
    r->fault = CSV_FAULT_COLUMNS;
    return;
  }
  if (size > LIMIT_CELL_BYTES) {
    r->fault = CSV_FAULT_CELL;
    size = 0;
  }
  if (!reserve(r, size + 1)) return;
  r->starts[r->count++] = r->size;
  if (size != 0) memcpy(r->bytes + r->size, data, size);
  r->size += size;
  r->bytes[r->size++] = '\0';
}

static void deliver_row(csv_reading *r) {
  r->starts[r->count] = r->size;
  for (size_t i = 0; i < r->count; i++) {
    r->cells[i] = (text){r->bytes + r->starts[i], r->starts[i + 1] - r->starts[i] - 1};
  }
  csv_row row = {.line = r->line,
                 .count = r->count,
                 .cells = r->cells,
                 .fault = r->fault,
                 .bytes_read = r->bytes_read};
  r->status = r->function(r->context, &row, r->error);
  if (r->status != SD_OK) error_place(r->error, r->name, (uint32_t)r->line, 0);
}

static void begin_row(csv_reading *r) {
  r->line += r->line_breaks;
  r->line_breaks = 0;
  r->size = r->count = 0;
  r->fault = CSV_FAULT_NONE;
}

/* libcsv calls this for every CR and LF outside of quotes, also for empty lines. */
static void on_line_end(int character, void *context) {
  csv_reading *r = context;
  if (r->status != SD_OK) return;
  bool second_half = character == '\n' && r->after_return && r->count == 0;
  r->after_return = character == '\r';
  if (second_half) return;
  bool empty = r->count == 0 || (r->count == 1 && r->starts[0] + 1 == r->size);
  if (!empty) deliver_row(r);
  begin_row(r);
  if (character != -1) r->line++;
}

static bool start_parser(csv_reading *r) {
  if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) {
    fail_memory(r);
    return false;
  }
  csv_set_blk_size(&r->parser, 4096);
  return true;
}

/* Hands over the row in hand as faulty and makes the parser forget it. */
static void deliver_fault(csv_reading *r) {
  csv_free(&r->parser);
  if (!start_parser(r)) return;
  r->fault = CSV_FAULT_QUOTES;
  deliver_row(r);
  begin_row(r);
}

/* Without the rest of a faulty line, in which a quote is taken for what it is: part of it. */
static text skip_line(csv_reading *r, text piece) {
  if (!r->skipping) return piece;
  size_t skipped = 0;
  while (skipped < piece.size && piece.data[skipped] != '\n' && piece.data[skipped] != '\r') {
    skipped++;
  }
  if (skipped == piece.size) return text_slice(piece, skipped, 0);
  r->skipping = false;
  r->line++;
  r->after_return = piece.data[skipped] == '\r';
  return text_slice(piece, skipped + 1, piece.size);
}

static void feed(csv_reading *r, text piece) {
  const char *start = piece.data;
  bool after_return = r->piece_after_return;
  uint64_t breaks = count_line_breaks(piece.data, piece.size, after_return);
  if (piece.size != 0) r->piece_after_return = piece.data[piece.size - 1] == '\r';
  piece = skip_line(r, piece);
  while (piece.size != 0 && r->status == SD_OK) {
    size_t used = csv_parse(&r->parser, piece.data, piece.size, on_cell, on_line_end, r);
    if (used == piece.size || r->status != SD_OK) break;
    if (csv_error(&r->parser) != CSV_EPARSE) {
      fail_memory(r);
      break;
    }
    piece = text_slice(piece, used, piece.size);
    deliver_fault(r);
    size_t read = (size_t)(piece.data - start);
    r->line = r->breaks_before + count_line_breaks(start, read, after_return) + 1;
    r->skipping = true;
    piece = skip_line(r, piece);
  }
  r->breaks_before += breaks;
}

static void finish(csv_reading *r) {
  if (r->status != SD_OK) return;
  if (csv_fini(&r->parser, on_cell, on_line_end, r) != 0) {
    deliver_fault(r);
  }
}

static bool reading_init(csv_reading *r, const char *name, csv_row_function function, void *context,
                         sd_error *error) {
  *r = (csv_reading){
      .name = name, .function = function, .context = context, .error = error, .line = 1};
  r->starts = memory_allocate((LIMIT_CSV_COLUMNS + 1) * sizeof *r->starts);
  r->cells = memory_allocate(LIMIT_CSV_COLUMNS * sizeof *r->cells);
  if (r->starts == NULL || r->cells == NULL) fail_memory(r);
  return r->status == SD_OK && start_parser(r);
}

static void reading_release(csv_reading *r) {
  csv_free(&r->parser);
  memory_free(r->bytes);
  memory_free(r->starts);
  memory_free(r->cells);
}

sd_status csv_read(text content, const char *name, csv_row_function function, void *context,
                   sd_error *error) {
  csv_reading r;
  if (text_starts_with(content, TEXT("\xEF\xBB\xBF")))
    content = text_slice(content, 3, content.size);
  if (reading_init(&r, name, function, context, error)) {
    for (size_t at = 0; at < content.size && r.status == SD_OK; at += READ_BYTES) {
      text piece = text_slice(content, at, READ_BYTES);
      r.bytes_read += piece.size;
      feed(&r, piece);
    }
    finish(&r);
  }
  reading_release(&r);
  return r.status;
}

static sd_status read_pieces(csv_reading *r, file_reader *file, encoding_decoder *decoder,
                             char *buffer) {
  text_builder decoded;
  text_builder_init(&decoded, READ_BYTES * 4);
  sd_status status = SD_OK;
  for (size_t size = READ_BYTES; status == SD_OK && size != 0;) {
    status = file_reader_read(file, buffer, READ_BYTES, &size, r->error);
    if (status != SD_OK) break;
    text_builder_clear(&decoded);
    status = encoding_decoder_feed(decoder, (text){buffer, size}, size == 0, &decoded, r->error);
    if (status != SD_OK) {
      error_place(r->error, r->name, (uint32_t)r->line, 0);
      break;
    }
    r->bytes_read += size;
    feed(r, text_builder_text(&decoded));
    status = r->status;
  }
  text_builder_release(&decoded);
  if (status != SD_OK) return status;
  finish(r);
  return r->status;
}

static sd_status read_open_file(csv_reading *r, file_reader *file, encoding *found_out) {
  encoding found;
  TRY(encoding_detect_file(file, &found, r->error));
  if (found_out != NULL) *found_out = found;
  encoding_decoder *decoder = encoding_decoder_create(found);
  char *buffer = memory_allocate(READ_BYTES);
  sd_status status = SD_OUT_OF_MEMORY;
  if (decoder == NULL || buffer == NULL) {
    error_set(r->error, status, MESSAGE_OUT_OF_MEMORY, NULL);
  } else {
    status = read_pieces(r, file, decoder, buffer);
  }
  memory_free(buffer);
  encoding_decoder_destroy(decoder);
  return status;
}

sd_status csv_read_file(const char *path, csv_row_function function, void *context,
                        encoding *found_out, sd_error *error) {
  file_reader *file;
  TRY(file_reader_open(path, &file, error));
  csv_reading r;
  sd_status status = SD_OUT_OF_MEMORY;
  if (reading_init(&r, path, function, context, error)) {
    status = read_open_file(&r, file, found_out);
  }
  reading_release(&r);
  file_reader_close(file);
  return status;
}

message_id csv_fault_message(csv_fault fault) {
  switch (fault) {
    case CSV_FAULT_NONE:
      return MESSAGE_NONE;
    case CSV_FAULT_QUOTES:
      return MESSAGE_CSV_QUOTES;
    case CSV_FAULT_COLUMNS:
      return MESSAGE_CSV_COLUMNS;
    case CSV_FAULT_CELL:
      return MESSAGE_CSV_CELL;
  }
  return MESSAGE_NONE;
}

/* Digits, points, commas, percent and a sign in front: a spreadsheet takes it for a number. */
static bool looks_like_number(text cell) {
  size_t at = cell.size != 0 && (cell.data[0] == '-' || cell.data[0] == '+') ? 1 : 0;
  if (at == cell.size) return false;
  for (; at < cell.size; at++) {
    if (strchr("0123456789.,%", cell.data[at]) == NULL || cell.data[at] == '\0') return false;
  }
  return true;
}

/* Also behind white space, and the wide forms that Chinese and Japanese spreadsheets take for the
 * narrow ones. */
static bool looks_like_formula(text cell) {
  static const char *const starts[] = {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  text inner = text_trim(cell);
  if (cell.size != 0 && (cell.data[0] == '\t' || cell.data[0] == '\r')) return true;
  if (looks_like_number(cell)) return false;
  for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
    if (text_starts_with(inner, text_of(starts[i]))) return true;
  }
  return false;
}

void csv_add_cell(text_builder *out, text cell) {
  bool formula = looks_like_formula(cell);
  bool quoted = formula || text_trim(cell).size != cell.size;
  for (size_t i = 0; i < cell.size && !quoted; i++) {
    char c = cell.data[i];
    quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
  }
  if (!quoted) {
    text_builder_add(out, cell);
    return;
  }
  text_builder_add_byte(out, '"');
  if (formula) text_builder_add_byte(out, '\'');
  for (size_t i = 0; i < cell.size; i++) {
    if (cell.data[i] == '"') text_builder_add_byte(out, '"');
    text_builder_add_byte(out, cell.data[i]);
  }
  text_builder_add_byte(out, '"');
}
