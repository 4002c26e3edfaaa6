/* Measures one record through ten decision models, and the loading of a large one.
 *
 *   record_bench FOLDER RUNS
 *
 * FOLDER has policy1.dmn to policy10.dmn, large.dmn (bench/models.mjs) and companies.bin (columns
 * of 10,000 companies).  The results are checked before anything is measured: per policy the number
 * of eligible companies and the sum of amounts, to the fen.  Prints one line of JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "dmn/evaluate.h"
#include "dmn/load.h"

enum {
  POLICIES = 10,
  MONEY_COLUMNS = 15,
  COUNT_COLUMNS = 7,
  CODE_COLUMNS = 5,
  RUNS_MAX = 99,
  MEMORY_BYTES = 1 << 28
};
enum { COLUMNS = MONEY_COLUMNS + COUNT_COLUMNS + CODE_COLUMNS, HEADER_BYTES = 64, CODE_NULL = 255 };

/* Agreed by all engines that were given the workload. */
static const int64_t ELIGIBLE[POLICIES] = {738,  3059, 6219, 1796, 516,
                                           3547, 3290, 9330, 4296, 5166};
static const int64_t SUMS_FEN[POLICIES] = {
    0,           21618000000,  204858769436, 8980000000, 10990000000, 194707624941, 985953593719,
    54848000000, 141247936204, 500505277063};

static const char *const NAMES[COLUMNS] = {
    "rev1",      "rev2",     "rev3",      "rd1",          "rd2",       "rd3",      "hitech_rev",
    "na1",       "na2",      "na3",       "total_assets", "taxes",     "exports",  "equip",
    "interest",  "reg_days", "headcount", "st_staff",     "dom_share", "ip1",      "ip2",
    "new_hires", "region",   "field",     "accident",     "certified", "incubator"};
static const char *const RESULTS[POLICIES] = {"t1", "award2", "t3", "t4d", "t5",
                                              "t6", "t7",     "t8", "t9",  "t10"};

typedef struct companies {
  uint64_t count;
  const int64_t *money[MONEY_COLUMNS];
  const int32_t *counts[COUNT_COLUMNS];
  const uint8_t *codes[CODE_COLUMNS];
} companies;

typedef struct policy {
  dmn_model *model;
  dmn_evaluation *evaluation;
  const dmn_element *result;
  uint32_t slots[COLUMNS]; /* of the inputs that the model has */
  int columns[COLUMNS];
  size_t input_count;
} policy;

typedef struct totals {
  int64_t eligible[POLICIES], sums_fen[POLICIES];
} totals;

static void stop(const char *what) {
  fprintf(stderr, "record_bench: %s\n", what);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare_times(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

static int64_t median(int64_t *times, size_t count) {
  qsort(times, count, sizeof *times, compare_times);
  return times[count / 2];
}

static text read_whole(arena *a, const char *folder, const char *name, size_t bytes_max) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  text content;
  sd_error error;
  if (file_read(path, bytes_max, a, &content, &error) != SD_OK) stop(error.text[1]);
  return content;
}

/* --- The companies --- */

/* The next column of the file; each is padded to 64 bytes. */
static const char *next_column(const char **at, uint64_t count, size_t width) {
  const char *column = *at;
  *at += (count * width + 63) / 64 * 64;
  return column;
}

static companies read_companies(arena *a, const char *folder) {
  text content = read_whole(a, folder, "companies.bin", MEMORY_BYTES);
  companies c = {0};
  if (content.size < HEADER_BYTES) stop("companies.bin is not what it should be");
  memcpy(&c.count, content.data + 8, sizeof c.count);
  /* A copy of which the columns are aligned. */
  char *aligned = arena_allocate(a, content.size);
  if (aligned == NULL) stop("memory");
  memcpy(aligned, content.data, content.size);
  const char *at = aligned + HEADER_BYTES;
  for (int i = 0; i < MONEY_COLUMNS; i++) {
    c.money[i] = (const void *)next_column(&at, c.count, sizeof(int64_t));
  }
  for (int i = 0; i < COUNT_COLUMNS; i++) {
    c.counts[i] = (const void *)next_column(&at, c.count, sizeof(int32_t));
  }
  for (int i = 0; i < CODE_COLUMNS; i++) {
    c.codes[i] = (const void *)next_column(&at, c.count, 1);
  }
  if (at > aligned + content.size) stop("companies.bin is too short");
  return c;
}

static value value_of_code(int column, uint8_t code) {
  static const char *const REGIONS[] = {"BJ", "SH", "GD", "JS", "ZJ", "SC", "HB"};
  static const char *const FIELDS[] = {"OTHER", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8"};
  if (code == CODE_NULL) return value_null();
  switch (column) {
    case 0:
      return value_string(text_of(REGIONS[code]));
    case 1:
      return value_string(text_of(FIELDS[code]));
    default:
      return value_boolean(code != 0);
  }
}

static value value_at(const companies *c, int column, size_t row) {
  if (column < MONEY_COLUMNS) {
    int64_t fen = c->money[column][row];
    return fen == INT64_MIN ? value_null() : value_number(decimal_of(fen));
  }
  column -= MONEY_COLUMNS;
  if (column < COUNT_COLUMNS) {
    int32_t count = c->counts[column][row];
    return count == INT32_MIN ? value_null() : value_number(decimal_of(count));
  }
  column -= COUNT_COLUMNS;
  return value_of_code(column, c->codes[column][row]);
}

/* --- The policies --- */

static int column_of(text name) {
  for (int i = 0; i < COLUMNS; i++) {
    if (text_is(name, NAMES[i])) return i;
  }
  stop("a model has an input that no column gives");
  return 0;
}

static void load_policy(policy *p, const char *folder, int number) {
  char path[1024];
  snprintf(path, sizeof path, "%s/policy%d.dmn", folder, number + 1);
  sd_error error;
  if (dmn_model_create_file(path, NULL, 0, &p->model, &error) != SD_OK) stop(error.text[1]);
  if (dmn_model_diagnostics(p->model)->count != 0) stop("a model has diagnostics");
  p->evaluation = dmn_evaluation_create(p->model, NULL);
  p->result = dmn_model_find(p->model, DMN_DECISION, text_of(RESULTS[number]));
  if (p->evaluation == NULL || p->result == NULL) stop("a model has no result");
  p->input_count = p->model->input_count;
  for (size_t i = 0; i < p->input_count; i++) {
    const dmn_element *input = dmn_model_input(p->model, i);
    p->slots[i] = input->slot;
    p->columns[i] = column_of(input->name);
  }
}

/* The amount in fen, or 1 for a plain yes; 0 when there is no result. */
static int64_t decide(policy *p, const companies *c, size_t row) {
  dmn_evaluation_reset(p->evaluation);
  for (size_t i = 0; i < p->input_count; i++) {
    dmn_evaluation_bind(p->evaluation, p->slots[i], value_at(c, p->columns[i], row));
  }
  value result = dmn_evaluation_decide(p->evaluation, p->result);
  int64_t fen = 0;
  if (result.kind == VALUE_BOOLEAN) return result.as.boolean;
  if (result.kind == VALUE_NUMBER && !decimal_to_int64(&result.as.number, &fen)) {
    stop("an amount is not a whole number of fen");
  }
  return fen;
}

static totals decide_all(policy *policies, const companies *c) {
  totals t = {0};
  for (size_t row = 0; row < c->count; row++) {
    for (int i = 0; i < POLICIES; i++) {
      int64_t fen = decide(&policies[i], c, row);
      t.eligible[i] += fen > 0;
      if (i != 0) t.sums_fen[i] += fen;
    }
  }
  return t;
}

static void check(const totals *t) {
  bool agrees = true;
  for (int i = 0; i < POLICIES; i++) {
    if (t->eligible[i] == ELIGIBLE[i] && t->sums_fen[i] == SUMS_FEN[i]) continue;
    agrees = false;
    fprintf(stderr,
            "policy %d: %" PRId64 " eligible, not %" PRId64 "; %" PRId64 " fen, not %" PRId64 "\n",
            i + 1, t->eligible[i], ELIGIBLE[i], t->sums_fen[i], SUMS_FEN[i]);
  }
  if (!agrees) stop("the results are not the agreed ones");
}

/* --- Measuring --- */

static int64_t measure_records(const char *folder, const companies *c, int runs) {
  static policy policies[POLICIES];
  for (int i = 0; i < POLICIES; i++) load_policy(&policies[i], folder, i);
  totals first = decide_all(policies, c);
  check(&first);
  int64_t times[RUNS_MAX];
  for (int i = 0; i < runs; i++) {
    int64_t start = now_ns();
    totals again = decide_all(policies, c);
    times[i] = (now_ns() - start) / (int64_t)c->count;
    if (memcmp(&again, &first, sizeof again) != 0) stop("two runs differ");
  }
  for (int i = 0; i < POLICIES; i++) {
    dmn_evaluation_destroy(policies[i].evaluation);
    dmn_model_destroy(policies[i].model);
  }
  return median(times, (size_t)runs);
}

static int64_t measure_load(text content, int runs) {
  int64_t times[RUNS_MAX];
  dmn_source source = {TEXT("large.dmn"), content};
  for (int i = 0; i < runs; i++) {
    sd_error error;
    dmn_model *model;
    int64_t start = now_ns();
    if (dmn_model_create(&source, 1, &model, &error) != SD_OK) stop(error.text[1]);
    times[i] = now_ns() - start;
    if (dmn_model_diagnostics(model)->count != 0) stop("the large model has diagnostics");
    dmn_model_destroy(model);
  }
  return median(times, (size_t)runs);
}

int main(int argument_count, char **arguments) {
  if (argument_count != 3) stop("give a folder and a number of runs");
  int runs = (int)strtol(arguments[2], NULL, 10);
  if (runs < 1 || runs > RUNS_MAX) stop("give 1 to 99 runs");
  arena *a = arena_create(MEMORY_BYTES);
  if (a == NULL) stop("memory");
  companies c = read_companies(a, arguments[1]);
  text large = read_whole(a, arguments[1], "large.dmn", MEMORY_BYTES);
  int64_t record_ns = measure_records(arguments[1], &c, runs);
  int64_t load_ns = measure_load(large, runs);
  printf("{\"peer\": \"sudui\", \"ns\": %" PRId64 ", \"records\": %" PRIu64
         ", \"load_ns\": %" PRId64 ", \"load_bytes\": %zu}\n",
         record_ns, c.count, load_ns, large.size);
  arena_destroy(a);
  return 0;
}
