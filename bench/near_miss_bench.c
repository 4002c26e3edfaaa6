/* How long the near misses of a whole city take: every item for a city made large.
 *
 * usage: near_miss_bench CITY ROOT DAY-NUMBER DATA-YEAR ROWS; the companies of CITY are repeated
 * until there are ROWS of them; of each item the seconds on the wall and of the processors, and the
 * nanoseconds of a processor for each company; then the sum of all and what ten of them take on the
 * average. */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "column/near_miss.h"
#include "list/run_columns.h"
#include "support/open_city.h"

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool count(void *context, size_t thread, const column_miss *miss) {
  (void)thread;
  bool is_single = miss->way_count != 0 && miss->ways[0].gap_count == 1;
  atomic_fetch_add_explicit((atomic_size_t *)context, is_single, memory_order_relaxed);
  return true;
}

/* The same facts over and over; `flags` of the snapshot as bits. */
static void repeat(const snapshot_column *from, size_t have, size_t rows, arena *a, column *to) {
  if (to->width == 0) return;
  int64_t *values = ARENA_ARRAY(a, int64_t, rows);
  uint8_t *flags = ARENA_ARRAY(a, uint8_t, rows);
  uint64_t *present = ARENA_ARRAY(a, uint64_t, rows / 64 + 1);
  if (values == NULL || flags == NULL || present == NULL) exit(2);
  for (size_t at = 0; at < rows; at += have) {
    size_t part = rows - at < have ? rows - at : have;
    memcpy(values + at, from->values, part * sizeof *values);
    memcpy(flags + at, from->flags, part);
  }
  column_pack_presence(flags, CELL_PRESENT, rows, present);
  to->values = values;
  to->present = present;
}

static double measure(opened_city *city, const item_version *v, registry_view view,
                      int32_t data_year, size_t rows) {
  sd_error error = {0};
  arena *a = arena_create(0);
  const item_version *asked = everywhere(v, a);
  const run_request request = {.versions = &asked,
                               .version_count = 1,
                               .areas = city->areas,
                               .data_year = data_year,
                               .view = view,
                               .budget_fen = RUN_BUDGET_NONE};
  run_plan plan;
  run_columns columns;
  column_near_miss *near = NULL;
  demand(plan_prepare(city->registry, &request, (text){NULL, 0}, a, &plan, &error), &error);
  demand(run_columns_make(&plan, a, &columns, &error), &error);
  size_t have = plan.facts->subject_count;
  for (size_t i = 0; i < plan.facts->column_count; i++)
    repeat(&plan.facts->columns[i], have, rows, a, &columns.columns[i]);
  const column_near_miss_request near_request = {
      .model = {plan.versions[0].model, columns.column_of[0]},
      .decision = plan.versions[0].status,
      .wanted = true,
      .columns = columns.columns,
      .column_count = columns.column_count,
      .row_count = rows,
      .now = plan_now(view.as_of_day)};
  atomic_size_t single = 0;
  column_near_miss_counts counts = {0};
  const column_near_miss_run_request run = {.visit = count, .context = &single};
  double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  demand(column_near_miss_create(&near_request, &near, &error), &error);
  demand(column_near_miss_run(near, &run, &counts, &error), &error);
  wall = seconds(CLOCK_MONOTONIC) - wall;
  cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  printf("%-24s %-6s %9zu missed %9zu one gap %6zu patterns %7.2f s %7.2f s CPU %8.0f ns\n",
         v->id.data, v->version.data, counts.missed, (size_t)single, counts.patterns, wall, cpu,
         cpu * 1e9 / (double)rows);
  fflush(stdout);
  column_near_miss_destroy(near);
  plan_release(&plan);
  arena_destroy(a);
  return wall;
}

int main(int argc, char **argv) {
  if (argc < 6) return 64;
  opened_city city;
  open_city(argv[1], argv[2], &city);
  registry_view view = {strtoll(argv[3], NULL, 10), INT64_MAX};
  int32_t data_year = (int32_t)strtol(argv[4], NULL, 10);
  size_t rows = strtoul(argv[5], NULL, 10);
  double all = 0;
  size_t items = 0;
  for (size_t i = 0; i < city.items->count; i++) {
    const item_version *v = city.items->entries[i].item;
    if (v == NULL || !text_is(v->subject, "company")) continue;
    all += measure(&city, v, view, data_year, rows);
    items++;
  }
  close_city(&city);
  printf("%zu items, %zu companies: %.2f s, ten items on the average %.2f s\n", items, rows, all,
         all * 10 / (double)items);
  return 0;
}
