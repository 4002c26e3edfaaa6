/* How long one position of a slider takes: the first parameter of a draft moved to and fro.
 *
 * usage: simulation_bench CITY ROOT DAY-NUMBER DATA-YEAR; for each shipped item, prepared once
 * against itself: companies, milliseconds to prepare, then the median and the longest milliseconds
 * on the wall of 21 evaluations with all groups summed. */
#include <string.h>
#include <time.h>

#include "list/simulation.h"
#include "support/open_city.h"

enum { MOVES = 21 };

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare_times(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void measure(opened_city *city, const item_version *v, registry_view view,
                    int32_t data_year) {
  sd_error error = {0};
  arena *a = arena_create(0);
  const item_version *asked = everywhere(v, a);
  const simulation_request request = {.draft = asked,
                                      .bases = &asked,
                                      .base_count = 1,
                                      .areas = city->areas,
                                      .data_year = data_year,
                                      .view = view};
  simulation *s = NULL;
  double start = milliseconds(), times[MOVES];
  demand(simulation_open(city->registry, &request, &s, &error), &error);
  double prepared = milliseconds() - start;
  const simulation_outcome *outcome = NULL;
  for (size_t i = 0; i < MOVES; i++) {
    const simulation_setting setting = {0, decimal_of((int64_t)i)};
    start = milliseconds();
    demand(simulation_evaluate(s, &setting, simulation_parameter_count(s) != 0, &outcome, &error),
           &error);
    times[i] = milliseconds() - start;
  }
  const simulation_side *after = &outcome->total.after;
  qsort(times, MOVES, sizeof *times, compare_times);
  printf("%-24s %-6s %8lld companies, prepared %8.1f ms, move p50 %7.2f ms, longest %7.2f ms\n",
         v->id.data, v->version.data, (long long)(after->met + after->not_met + after->unknown),
         prepared, times[MOVES / 2], times[MOVES - 1]);
  fflush(stdout);
  simulation_close(s);
  arena_destroy(a);
}

int main(int argc, char **argv) {
  if (argc < 5) return 64;
  opened_city city;
  open_city(argv[1], argv[2], &city);
  registry_view view = {strtoll(argv[3], NULL, 10), INT64_MAX};
  int32_t data_year = (int32_t)strtol(argv[4], NULL, 10);
  for (size_t i = 0; i < city.items->count; i++) {
    const item_version *v = city.items->entries[i].item;
    if (v != NULL) measure(&city, v, view, data_year);
  }
  close_city(&city);
  return 0;
}
