/* Are the near misses of columns those of the record evaluator?  Every shipped policy.
 *
 * usage: near_miss_differential CITY ROOT DAY-NUMBER DATA-YEAR [STRIDE]
 *
 * All companies that do not meet a policy are asked in columns; of every STRIDE-th of them the
 * record evaluator is asked too, and it is held that the smallest sets of conditions are the same
 * in the same order, with the same distances, and proved to be enough or not alike; and that the
 * changes that are said to be enough give the outcome.  The closing line counts subjects. */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "list/run_columns.h"
#include "support/near_miss_compare.h"
#include "support/open_city.h"

enum { THREADS = 2, SHOWN_MAX = 20 };

typedef struct comparison {
  const run_plan *plan;
  const column_near_miss *columns;
  dmn_evaluation *evaluations[THREADS];
  arena *arenas[THREADS];
  size_t stride;
  atomic_size_t passed, failed, single, ways;
} comparison;

/* The changes of a verified way give the outcome. */
static const char *check_changes(const comparison *c, const column_miss *miss, dmn_evaluation *e) {
  const version_plan *version = &c->plan->versions[0];
  for (size_t i = 0; i < miss->way_count; i++) {
    const column_way *way = &miss->ways[i];
    if (!way->is_verified) continue;
    plan_bind(c->plan, version, miss->row, e);
    for (size_t k = 0; k < way->change_count; k++)
      dmn_evaluation_bind(e, way->changes[k].slot, way->changes[k].to);
    if (!value_is_true(dmn_evaluation_decide(e, version->status)))
      return "the changes do not give the outcome";
  }
  return NULL;
}

static bool visit(void *context, size_t thread, const column_miss *miss) {
  comparison *c = context;
  bool is_single = miss->way_count != 0 && miss->ways[0].gap_count == 1;
  atomic_fetch_add(&c->single, is_single);
  atomic_fetch_add(&c->ways, miss->way_count);
  if (c->stride == 0 || miss->row % c->stride != 0) return true;
  const version_plan *version = &c->plan->versions[0];
  dmn_evaluation *e = c->evaluations[thread];
  arena *a = c->arenas[thread];
  arena_reset(a);
  plan_bind(c->plan, version, miss->row, e);
  dmn_evaluation_decide(e, version->status);
  const dmn_near_miss *found = dmn_near_miss_find(version->model, e, version->status, true, a);
  const char *fault = found == NULL ? "memory" : difference_of_ways(c->columns, miss, found);
  if (fault == NULL) fault = check_changes(c, miss, e);
  if (fault == NULL) {
    atomic_fetch_add(&c->passed, 1);
  } else if (atomic_fetch_add(&c->failed, 1) < SHOWN_MAX) {
    printf("%s %s: %s\n", version->item->id.data, c->plan->facts->codes[miss->row], fault);
  }
  return true;
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void compare_version(opened_city *city, const item_version *v, registry_view view,
                            int32_t data_year, comparison *c) {
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
  const column_near_miss_request asked_near = {
      .model = {plan.versions[0].model, columns.column_of[0]},
      .decision = plan.versions[0].status,
      .wanted = true,
      .columns = columns.columns,
      .column_count = columns.column_count,
      .row_count = plan.facts->subject_count,
      .now = plan_now(view.as_of_day)};
  if (asked_near.row_count != 0)
    demand(column_near_miss_create(&asked_near, &near, &error), &error);
  c->plan = &plan;
  c->columns = near;
  for (size_t i = 0; i < THREADS; i++) {
    c->evaluations[i] = plan_evaluation_create(&plan, &plan.versions[0], false);
    c->arenas[i] = arena_create(0);
  }
  column_near_miss_counts counts = {0};
  double start = seconds();
  const column_near_miss_run_request run = {.threads = THREADS, .visit = visit, .context = c};
  if (near != NULL) demand(column_near_miss_run(near, &run, &counts, &error), &error);
  printf(
      "%-24s %-6s %8zu missed, %8zu one gap, %5zu patterns, %6zu by record, %6.2f s CPU, "
      "%zu compared, %zu differences\n",
      v->id.data, v->version.data, counts.missed, atomic_load(&c->single), counts.patterns,
      counts.by_record, seconds() - start, atomic_load(&c->passed), atomic_load(&c->failed));
  fflush(stdout);
  for (size_t i = 0; i < THREADS; i++) {
    dmn_evaluation_destroy(c->evaluations[i]);
    arena_destroy(c->arenas[i]);
  }
  column_near_miss_destroy(near);
  plan_release(&plan);
  arena_destroy(a);
}

int main(int argc, char **argv) {
  if (argc < 5) return 64;
  opened_city city;
  open_city(argv[1], argv[2], &city);
  registry_view view = {strtoll(argv[3], NULL, 10), INT64_MAX};
  int32_t data_year = (int32_t)strtol(argv[4], NULL, 10);
  size_t passed = 0, failed = 0, stride = argc > 5 ? strtoul(argv[5], NULL, 10) : 1;
  for (size_t i = 0; i < city.items->count; i++) {
    const item_version *v = city.items->entries[i].item;
    if (v == NULL) continue;
    comparison c = {.stride = stride};
    compare_version(&city, v, view, data_year, &c);
    passed += atomic_load(&c.passed);
    failed += atomic_load(&c.failed);
  }
  close_city(&city);
  printf("%zu passed, %zu failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
