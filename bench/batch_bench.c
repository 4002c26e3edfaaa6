/* Measures ten decision models over columns of companies.
 *
 *   batch_bench MODELS COMPANIES.bin MODE THREADS RUNS [ROWS.csv]
 *
 * MODELS is the folder of policy1.dmn to policy10.dmn (bench/models.mjs), COMPANIES.bin what the
 * workload's generator writes.  MODE is "null" (a missing fact is null, as for all peers) or
 * "unknown" (three values); "null-records" and "unknown-records" hand every row to the record
 * evaluator; "null:avx2" and the like name the kernels.  With ROWS.csv the decisions of every row
 * are written there instead of being measured: the status of policy 1, then amounts in fen, -1 for
 * unknown.
 *
 * Prints one line of JSON: medians in ms, what was counted, and the memory that it took. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "column/parallel.h"
#include "dmn/load.h"

enum {
  POLICIES = 10,
  MONEY_COLUMNS = 15,
  COUNT_COLUMNS = 7,
  CODE_COLUMNS = 5,
  COLUMNS = MONEY_COLUMNS + COUNT_COLUMNS + CODE_COLUMNS,
  HEADER_BYTES = 64,
  RUNS_MAX = 99,
  HUGE_PAGE = 2 << 20
};

static const char *const NAMES[COLUMNS] = {
    "rev1",      "rev2",     "rev3",      "rd1",          "rd2",       "rd3",      "hitech_rev",
    "na1",       "na2",      "na3",       "total_assets", "taxes",     "exports",  "equip",
    "interest",  "reg_days", "headcount", "st_staff",     "dom_share", "ip1",      "ip2",
    "new_hires", "region",   "field",     "accident",     "certified", "incubator"};
static const char *const RESULTS[POLICIES] = {"t1", "award2", "t3", "t4d", "t5",
                                              "t6", "t7",     "t8", "t9",  "t10"};
static text REGIONS[] = {{"BJ", 2}, {"SH", 2}, {"GD", 2}, {"JS", 2},
                         {"ZJ", 2}, {"SC", 2}, {"HB", 2}};
static text FIELDS[] = {{"OTHER", 5}, {"F1", 2}, {"F2", 2}, {"F3", 2}, {"F4", 2},
                        {"F5", 2},    {"F6", 2}, {"F7", 2}, {"F8", 2}};

typedef struct companies {
  size_t count, bytes;
  column columns[COLUMNS];
} companies;

typedef struct policies {
  dmn_model *models[POLICIES];
  uint32_t slots[POLICIES][COLUMNS];
  column_model bound[POLICIES];
  column_want wanted[POLICIES];
} policies;

static void stop(const char *what) {
  fprintf(stderr, "batch_bench: %s\n", what);
  exit(1);
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare_times(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

/* --- The companies --- */

/* Memory as a store would give it: aligned, in large pages where the system has them. */
static void *take_memory(size_t bytes) {
  size_t whole = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  void *memory = bytes < HUGE_PAGE ? aligned_alloc(64, (bytes + 63) / 64 * 64)
                                   : aligned_alloc(HUGE_PAGE, whole);
  if (memory == NULL) stop("memory");
  if (bytes >= HUGE_PAGE) madvise(memory, whole, MADV_HUGEPAGE);
  return memory;
}

static void read_exactly(int file, void *to, size_t bytes, size_t from) {
  for (size_t done = 0; done < bytes;) {
    ssize_t got = pread(file, (char *)to + done, bytes - done, (off_t)(from + done));
    if (got <= 0) stop("the companies' file is too short");
    done += (size_t)got;
  }
}

static bool is_absent(const column *c, size_t row) {
  int64_t v = column_integer(c, row);
  return v == (c->width == 8 ? INT64_MIN : c->width == 4 ? INT32_MIN : 255);
}

static void find_presence(column *c, size_t count) {
  uint64_t *words = take_memory((count + 63) / 64 * sizeof *words);
  for (size_t first = 0; first < count; first += 64) {
    uint64_t word = 0;
    size_t end = count - first < 64 ? count - first : 64;
    for (size_t i = 0; i < end; i++) word |= (uint64_t)!is_absent(c, first + i) << i;
    words[first / 64] = word;
  }
  c->present = words;
}

static companies read_companies(const char *path) {
  companies c = {0};
  int file = open(path, O_RDONLY);
  if (file < 0) stop("the companies' file is not there");
  uint64_t count = 0;
  read_exactly(file, &count, sizeof count, 8);
  c.count = count;
  size_t at = HEADER_BYTES;
  for (int i = 0; i < COLUMNS; i++) {
    column *col = &c.columns[i];
    bool is_code = i >= MONEY_COLUMNS + COUNT_COLUMNS;
    col->width = i < MONEY_COLUMNS ? 8 : is_code ? 1 : 4;
    col->kind = is_code ? COLUMN_BOOLEAN : COLUMN_NUMBER;
    size_t bytes = c.count * col->width;
    void *values = take_memory(bytes);
    read_exactly(file, values, bytes, at);
    col->values = values;
    at += (bytes + 63) / 64 * 64;
    c.bytes += bytes + (c.count + 63) / 64 * 8;
    find_presence(col, c.count);
  }
  close(file);
  column *region = &c.columns[MONEY_COLUMNS + COUNT_COLUMNS], *field = region + 1;
  region->kind = field->kind = COLUMN_STRING;
  region->dictionary = REGIONS;
  region->dictionary_count = sizeof REGIONS / sizeof *REGIONS;
  field->dictionary = FIELDS;
  field->dictionary_count = sizeof FIELDS / sizeof *FIELDS;
  return c;
}

/* --- The policies --- */

static uint32_t column_of(text name) {
  for (uint32_t i = 0; i < COLUMNS; i++) {
    if (text_is(name, NAMES[i])) return i;
  }
  stop("a model has an input that no column gives");
  return 0;
}

static void load_policy(policies *p, const char *folder, uint32_t number) {
  char path[1024];
  snprintf(path, sizeof path, "%s/policy%u.dmn", folder, number + 1);
  sd_error error;
  dmn_model **model = &p->models[number];
  if (dmn_model_create_file(path, NULL, 0, model, &error) != SD_OK) stop(error.text[1]);
  for (size_t i = 0; i < (*model)->input_count; i++) {
    p->slots[number][i] = column_of(dmn_model_input(*model, i)->name);
  }
  p->bound[number] = (column_model){*model, p->slots[number]};
  const dmn_element *result = dmn_model_find(*model, DMN_DECISION, text_of(RESULTS[number]));
  if (result == NULL) stop("a model has no result");
  p->wanted[number] = (column_want){.model = number, .decision = result, .counts_only = true};
}

static column_plan *make_plan(const companies *c, policies *p, const char *mode, bool keep_values) {
  for (int i = 0; i < POLICIES; i++) p->wanted[i].counts_only = !keep_values;
  const char *kernels = strchr(mode, ':');
  column_plan_request request = {.models = p->bound,
                                 .model_count = POLICIES,
                                 .wanted = p->wanted,
                                 .wanted_count = POLICIES,
                                 .columns = c->columns,
                                 .column_count = COLUMNS,
                                 .now = value_null(),
                                 .kernels = kernels == NULL ? NULL : kernels + 1,
                                 .three_valued = strncmp(mode, "unknown", 7) == 0,
                                 .records_only = strstr(mode, "records") != NULL};
  column_plan *plan;
  sd_error error;
  if (column_plan_create(&request, &plan, &error) != SD_OK) stop(error.text[1]);
  return plan;
}

/* --- Measuring --- */

static int64_t whole_fen(const column_totals *t) {
  __int128 sum = t->sum;
  for (int32_t i = 0; i < t->sum_scale; i++) {
    if (sum % 10 != 0) stop("a sum is not a whole number of fen");
    sum /= 10;
  }
  return (int64_t)sum;
}

static void print_list(const char *name, const int64_t *items, int from) {
  printf(", \"%s\": [", name);
  for (int i = from; i < POLICIES; i++) printf("%s%" PRId64, i == from ? "" : ", ", items[i]);
  printf("]");
}

static void print_totals(const column_totals *totals) {
  int64_t eligible[POLICIES], unknown[POLICIES], sums[POLICIES];
  uint64_t record_rows = 0, other = 0;
  for (int i = 0; i < POLICIES; i++) {
    const column_totals *t = &totals[i];
    eligible[i] = (int64_t)(t->true_count + t->positive_count);
    unknown[i] = (int64_t)t->unknown_count;
    sums[i] = whole_fen(t);
    record_rows += t->record_rows;
    other += t->other_count;
  }
  print_list("eligible", eligible, 0);
  print_list("unknown", unknown, 0);
  print_list("sums", sums, 1);
  printf(", \"record_rows\": %" PRIu64 ", \"other\": %" PRIu64, record_rows, other);
}

static void measure(const companies *c, const column_plan *plan, size_t threads, int runs) {
  double times[RUNS_MAX];
  column_totals totals[POLICIES];
  column_run_request request = {.columns = c->columns, .row_count = c->count, .threads = threads};
  for (int i = -1; i < runs; i++) { /* one to warm up */
    column_totals again[POLICIES] = {0};
    sd_error error;
    double start = now_ms();
    if (column_run(plan, &request, again, &error) != SD_OK) stop(error.text[1]);
    if (i >= 0) times[i] = now_ms() - start;
    if (i >= 0 && memcmp(again, totals, sizeof totals) != 0) stop("two runs differ");
    memcpy(totals, again, sizeof totals);
  }
  qsort(times, (size_t)runs, sizeof *times, compare_times);
  printf(", \"ms\": %.3f, \"min\": %.3f, \"max\": %.3f", times[runs / 2], times[0],
         times[runs - 1]);
  print_totals(totals);
}

/* --- Rows for others to compare --- */

typedef struct row_sink {
  int64_t (*rows)[POLICIES];
} row_sink;

static int64_t fen_of(const column_result *r, uint32_t row) {
  uint64_t bit = UINT64_C(1) << row % 64;
  if ((r->unknown[row / 64] & bit) != 0) return -1;
  if ((r->other[row / 64] & bit) != 0) stop("a result is of another kind");
  if ((r->known[row / 64] & bit) == 0) return 0;
  if (r->kind == VALUE_BOOLEAN) return (r->truth[row / 64] & bit) != 0;
  int64_t n = r->values[row];
  for (int32_t i = 0; i < r->scale; i++) {
    if (n % 10 != 0) stop("an amount is not a whole number of fen");
    n /= 10;
  }
  return n;
}

static bool keep_rows(void *context, column_worker *w, const column_batch *batch, size_t first) {
  row_sink *sink = context;
  for (size_t i = 0; i < POLICIES; i++) {
    column_result result;
    column_worker_result(w, i, &result);
    for (uint32_t row = 0; row < batch->row_count; row++) {
      sink->rows[first + row][i] = fen_of(&result, row);
    }
  }
  return true;
}

static void write_rows(const companies *c, const column_plan *plan, size_t threads,
                       const char *path) {
  row_sink sink = {take_memory(c->count * sizeof *sink.rows)};
  column_run_request request = {.columns = c->columns,
                                .row_count = c->count,
                                .threads = threads,
                                .consume = keep_rows,
                                .context = &sink};
  sd_error error;
  if (column_run(plan, &request, NULL, &error) != SD_OK) stop(error.text[1]);
  FILE *out = fopen(path, "w");
  if (out == NULL) stop("the rows cannot be written");
  fputs("row,e1,a2,a3,a4,a5,a6,a7,a8,a9,a10\n", out);
  for (size_t row = 0; row < c->count; row++) {
    fprintf(out, "%zu", row);
    for (int i = 0; i < POLICIES; i++) fprintf(out, ",%" PRId64, sink.rows[row][i]);
    fputc('\n', out);
  }
  if (fclose(out) != 0) stop("the rows cannot be written");
  printf(", \"rows\": %zu", c->count);
}

int main(int count, char **arguments) {
  if (count < 6) stop("MODELS COMPANIES.bin MODE THREADS RUNS [ROWS.csv]");
  const char *mode = arguments[3];
  size_t threads = (size_t)strtoul(arguments[4], NULL, 10);
  int runs = (int)strtol(arguments[5], NULL, 10);
  if (runs < 1 || runs > RUNS_MAX) stop("give 1 to 99 runs");
  static policies p;
  double start = now_ms();
  companies c = read_companies(arguments[2]);
  double read = now_ms();
  for (int i = 0; i < COLUMNS; i++) column_find_range(&c.columns[i], c.count);
  double ranged = now_ms();
  for (uint32_t i = 0; i < POLICIES; i++) load_policy(&p, arguments[1], i);
  column_plan *plan = make_plan(&c, &p, mode, count > 6);
  double planned = now_ms();
  printf(
      "{\"peer\": \"sudui\", \"mode\": \"%s\", \"n\": %zu, \"threads\": %zu, \"load_ms\": %.1f, "
      "\"range_ms\": %.1f, \"plan_ms\": %.1f, \"findings\": %zu",
      mode, c.count, threads, read - start, ranged - read, planned - ranged,
      column_plan_finding_count(plan));
  if (count > 6) {
    write_rows(&c, plan, threads, arguments[6]);
  } else {
    measure(&c, plan, threads, runs);
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf(", \"column_bytes\": %zu, \"peak_bytes\": %ld}\n", c.bytes, usage.ru_maxrss * 1024);
  column_plan_destroy(plan);
  for (int i = 0; i < POLICIES; i++) dmn_model_destroy(p.models[i]);
  return 0;
}
