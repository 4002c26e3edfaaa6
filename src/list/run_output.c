/* The canonical output of a run: the bytes that its hash stands for. */
#include <inttypes.h>

#include "base/calendar.h"
#include "list/decision_line.h"

enum { OUTPUT_BYTES_MAX = INT32_MAX };

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
  text_builder_format(out, "sudui-run %d\nitem %.*s\n", (int)run->format, TEXT_ARG(run->item));
  text_builder_format(out, "data-year %d\nas-of %s\nknown-us %" PRId64 "\n", (int)run->data_year,
                      day, run->view.known_us);
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

static void write_end(const list_run *run, text_builder *out) {
  text_builder_format(out, "end %zu\n", run->decision_count);
}

void run_write(const list_run *run, text_builder *out) {
  write_head(run, out);
  for (size_t i = 0; i < run->decision_count; i++) decision_line_write(&run->decisions[i], out);
  write_end(run, out);
}

/* Hands over what has gathered. */
static bool add_to_hash(sm3_hasher *h, text_builder *bytes) {
  bool whole = !bytes->failed;
  sm3_add(h, text_builder_text(bytes));
  text_builder_clear(bytes);
  return whole;
}

sd_status run_hash_output(const list_run *run, sm3_digest *out, sd_error *error) {
  text_builder bytes;
  text_builder_init(&bytes, OUTPUT_BYTES_MAX);
  sm3_hasher *h = sm3_create();
  bool ok = h != NULL;
  write_head(run, &bytes);
  for (size_t i = 0; ok && i < run->decision_count; i++) {
    decision_line_write(&run->decisions[i], &bytes);
    if (i % DECISION_PART_LINES == 0) ok = add_to_hash(h, &bytes);
  }
  write_end(run, &bytes);
  ok = ok && add_to_hash(h, &bytes) && sm3_finish(h, out);
  text_builder_release(&bytes);
  sm3_destroy(h);
  return ok ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
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
