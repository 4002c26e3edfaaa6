/* A decision as a line of the canonical output of its run, and back. */
#include "list/decision_line.h"

#include <string.h>

#include "base/csv.h"

enum { CODE_SIZE = SUBJECT_CODE_SIZE - 1 };

/* --- Names --- */

#define NAME(literal) \
  { literal, sizeof(literal) - 1 }
static const text STATUSES[] = {
    [DECISION_NOT_MET] = NAME("NOT_MET"),
    [DECISION_MET] = NAME("MET"),
    [DECISION_UNKNOWN] = NAME("UNKNOWN"),
};
static const text FAULTS[] = {
    [DECISION_SOUND] = NAME(""),
    [DECISION_FAULT_LIMIT] = NAME("limit"),
    [DECISION_FAULT_STATUS] = NAME("status"),
    [DECISION_FAULT_AMOUNT] = NAME("amount"),
};
enum { STATUS_COUNT = DECISION_UNKNOWN + 1, FAULT_COUNT = DECISION_FAULT_AMOUNT + 1 };

const char *decision_status_name(decision_status status) { return STATUSES[status].data; }

static bool find_name(const text *names, size_t count, text name, uint8_t *out) {
  for (size_t i = 0; i < count; i++) {
    if (!text_equal(names[i], name)) continue;
    *out = (uint8_t)i;
    return true;
  }
  return false;
}

/* --- Writing --- */

static char *put(char *at, text t) {
  memcpy(at, t.data, t.size);
  return at + t.size;
}

static char *put_amount(char *at, int64_t amount_fen) {
  *at++ = ',';
  if (amount_fen == 0) return put(at, TEXT("0.00"));
  return at + money_format_plain(amount_fen, at);
}

void decision_line_write(const decision *d, text_builder *out) {
  char head[SUBJECT_CODE_SIZE + 64], tail[2 * MONEY_TEXT_SIZE + 4], *at = head;
  at = put(at, text_of(d->code));
  *at++ = ',';
  at = put(at, STATUSES[d->status]);
  *at++ = ',';
  at = put(at, FAULTS[d->fault]);
  *at++ = ',';
  text_builder_add(out, (text){head, (size_t)(at - head)});
  text_builder_add_number(out, d->version);
  const text cells[] = {d->district, d->missing, d->score_min, d->score_max};
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
    text_builder_add_byte(out, ',');
    if (cells[i].size != 0) csv_add_cell(out, cells[i]);
  }
  at = put_amount(tail, d->computed_fen);
  at = put_amount(at, d->amount_fen);
  *at++ = '\n';
  text_builder_add(out, (text){tail, (size_t)(at - tail)});
}

/* --- Reading --- */

/* csv_add_cell quotes what a spreadsheet would take for a formula and sets an apostrophe before. */
static text without_apostrophe(text t) {
  bool guarded = t.size > 1 && t.data[0] == '\'' && memchr("=+-@\t", t.data[1], 5) != NULL;
  return guarded ? text_slice(t, 1, t.size - 1) : t;
}

/* Where the quote stands that ends a cell; SIZE_MAX when none does. */
static size_t closing_quote(text cell) {
  for (size_t i = 0; i < cell.size; i++) {
    if (cell.data[i] != '"') continue;
    if (i + 1 == cell.size || cell.data[i + 1] != '"') return i;
    i++;
  }
  return SIZE_MAX;
}

/* The cell in quotes at the start of `rest`, whose opening quote is taken off already. */
static bool read_quoted(text *rest, arena *a, text *out) {
  size_t end = closing_quote(*rest), used = 0;
  char *copy = end == SIZE_MAX ? NULL : arena_allocate(a, end + 1);
  if (copy == NULL) return false;
  for (size_t i = 0; i < end; i++) {
    i += rest->data[i] == '"';
    copy[used++] = rest->data[i];
  }
  *out = without_apostrophe((text){copy, used});
  *rest = text_slice(*rest, end + 1, rest->size);
  return true;
}

/* Takes a cell and the separator behind it off `rest`. */
static bool take_cell(text *rest, char separator, arena *a, text *out) {
  if (rest->size != 0 && rest->data[0] == '"') {
    *rest = text_slice(*rest, 1, rest->size);
    if (!read_quoted(rest, a, out)) return false;
    if (rest->size == 0 || rest->data[0] != separator) return false;
    *rest = text_slice(*rest, 1, rest->size);
    return true;
  }
  const char *end = memchr(rest->data, separator, rest->size);
  if (end == NULL) return false;
  size_t size = (size_t)(end - rest->data);
  *out = (text){rest->data, size};
  *rest = (text){end + 1, rest->size - size - 1};
  return true;
}

static bool read_version(text digits, uint16_t *out) {
  uint32_t number = 0;
  if (digits.size == 0 || digits.size > 5) return false;
  for (size_t i = 0; i < digits.size; i++) {
    if (digits.data[i] < '0' || digits.data[i] > '9') return false;
    number = number * 10 + (uint32_t)(digits.data[i] - '0');
  }
  *out = (uint16_t)number;
  return number <= UINT16_MAX;
}

/* "123.45" as put_amount writes it, and nothing else. */
static bool read_amount(text yuan, int64_t *fen_out) {
  if (text_is(yuan, "0.00")) {
    *fen_out = 0;
    return true;
  }
  return yuan.size > 3 && yuan.data[yuan.size - 3] == '.' && money_parse(yuan, fen_out);
}

bool decision_line_read(text *rest, arena *a, decision *out) {
  text code, status, fault, version, computed, amount;
  *out = (decision){.status = 0};
  if (!take_cell(rest, ',', a, &code) || code.size > CODE_SIZE ||
      !take_cell(rest, ',', a, &status) || !take_cell(rest, ',', a, &fault) ||
      !take_cell(rest, ',', a, &version) || !take_cell(rest, ',', a, &out->district) ||
      !take_cell(rest, ',', a, &out->missing) || !take_cell(rest, ',', a, &out->score_min) ||
      !take_cell(rest, ',', a, &out->score_max) || !take_cell(rest, ',', a, &computed) ||
      !take_cell(rest, '\n', a, &amount)) {
    return false;
  }
  memcpy(out->code, code.data, code.size);
  return find_name(STATUSES, STATUS_COUNT, status, &out->status) &&
         find_name(FAULTS, FAULT_COUNT, fault, &out->fault) &&
         read_version(version, &out->version) && read_amount(computed, &out->computed_fen) &&
         read_amount(amount, &out->amount_fen);
}

bool decision_lines_read(text lines, size_t version_count, arena *a, decision *decisions,
                         size_t room, size_t *count) {
  while (lines.size != 0) {
    if (*count == room) return false;
    decision *d = &decisions[*count];
    if (!decision_line_read(&lines, a, d) || d->version >= version_count) return false;
    if (*count != 0 && memcmp(d[-1].code, d->code, sizeof d->code) >= 0) return false;
    ++*count;
  }
  return true;
}
