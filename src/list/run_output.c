/* The canonical output of a run: the bytes that its hash stands for. */
#include <inttypes.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "list/run.h"

const char *decision_status_name(decision_status status) {
  switch (status) {
    case DECISION_NOT_MET:
      return "NOT_MET";
    case DECISION_MET:
      return "MET";
    case DECISION_UNKNOWN:
      return "UNKNOWN";
  }
  return "UNKNOWN";
}

static const char *fault_name(decision_fault fault) {
  switch (fault) {
    case DECISION_SOUND:
      return "";
    case DECISION_FAULT_LIMIT:
      return "limit";
    case DECISION_FAULT_STATUS:
      return "status";
    case DECISION_FAULT_AMOUNT:
      return "amount";
  }
  return "";
}

static void add_hash(text_builder *out, const sm3_digest *digest) {
  char hex[SM3_TEXT_SIZE];
  sm3_format(digest, hex);
  text_builder_add(out, (text){hex, SM3_TEXT_SIZE - 1});
}

static void add_amount(text_builder *out, int64_t amount_fen) {
  char buffer[MONEY_TEXT_SIZE];
  text_builder_add(out, (text){buffer, money_format_plain(amount_fen, buffer)});
}

static void write_head(const list_run *run, text_builder *out) {
  char day[CALENDAR_TEXT_SIZE];
  calendar_format_day(run->view.as_of_day, day);
  text_builder_format(out, "sudui-run 1\nitem %.*s\ndata-year %d\nas-of %s\nknown-us %" PRId64 "\n",
                      TEXT_ARG(run->item), (int)run->data_year, day, run->view.known_us);
  text_builder_add_string(out, "budget ");
  if (run->budget_fen == RUN_BUDGET_NONE) {
    text_builder_add_string(out, "none");
  } else {
    add_amount(out, run->budget_fen);
  }
  text_builder_add_string(out, run->budget_of_item ? " of the item" : " given");
  for (size_t i = 0; i < run->version_count; i++) {
    text_builder_format(out, "\nversion %zu %.*s ", i, TEXT_ARG(run->versions[i]->version));
    add_hash(out, &run->versions[i]->hash);
  }
  if (run->areas != NULL) {
    text_builder_add_string(out, "\nareas ");
    add_hash(out, &run->areas_hash);
  }
  text_builder_add_string(out, "\nsnapshot ");
  add_hash(out, &run->snapshot_hash);
  text_builder_add_string(out,
                          "\ncode,status,fault,version,district,missing,score-min,score-max,"
                          "computed,amount\n");
}

static void write_decision(const decision *d, text_builder *out) {
  text_builder_add_string(out, d->code);
  text_builder_add_byte(out, ',');
  text_builder_add_string(out, decision_status_name((decision_status)d->status));
  text_builder_add_byte(out, ',');
  text_builder_add_string(out, fault_name((decision_fault)d->fault));
  text_builder_add_byte(out, ',');
  text_builder_add_number(out, d->version);
  const text cells[] = {d->district, d->missing, d->score_min, d->score_max};
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
    text_builder_add_byte(out, ',');
    csv_add_cell(out, cells[i]);
  }
  text_builder_add_byte(out, ',');
  add_amount(out, d->computed_fen);
  text_builder_add_byte(out, ',');
  add_amount(out, d->amount_fen);
  text_builder_add_byte(out, '\n');
}

void run_write(const list_run *run, text_builder *out) {
  write_head(run, out);
  for (size_t i = 0; i < run->decision_count; i++) write_decision(&run->decisions[i], out);
  text_builder_format(out, "end %zu\n", run->decision_count);
}

const decision *run_find(const list_run *run, text code) {
  size_t low = 0, high = run->decision_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = text_compare(text_of(run->decisions[middle].code), code);
    if (order == 0) return &run->decisions[middle];
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return NULL;
}
