/* How long the figures of the whole city take: what its page computes when it is not kept.
 *
 * usage: city_bench CITY ROOT [TIMES]; prints companies, lists, decisions, orders, then the shortest
 * and the longest time of the thread in milliseconds. */
#include <time.h>

#include "list/run.h"
#include "operation/city_figures.h"
#include "payout/payout.h"
#include "support/open_city.h"

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int64_t count_of(const opened_city *c, const char *sql) {
  int64_t count = 0;
  sd_error error = {0};
  demand(database_read_integer(c->db, sql, &count, &error), &error);
  return count;
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  size_t times = argc > 3 ? strtoul(argv[3], NULL, 10) : 5;
  opened_city c;
  open_city(argv[1], argv[2], &c);
  sd_error error = {0};
  demand(list_migrate(c.db, &error), &error);
  demand(payout_migrate(c.db, &error), &error);
  int64_t least = INT64_MAX, most = 0;
  city_request request = {.areas = c.areas, .now_us = INT64_C(1800000000000000)};
  for (size_t i = 0; i < times; i++) {
    arena *a = arena_create(0);
    city_figures figures;
    int64_t start = now_ns();
    demand(city_figures_read(c.registry, &request, a, &figures, &error), &error);
    int64_t took = now_ns() - start;
    if (took < least) least = took;
    if (took > most) most = took;
    arena_destroy(a);
  }
  printf("companies %lld, lists %lld, decisions %lld, orders %lld: %.1f to %.1f ms\n",
         (long long)count_of(&c, "SELECT count(*) FROM subject"),
         (long long)count_of(&c, "SELECT count(*) FROM list_run"),
         (long long)count_of(&c, "SELECT sum(met + not_met + unknown) FROM list_run"),
         (long long)count_of(&c, "SELECT count(*) FROM payout_order"), (double)least / 1e6,
         (double)most / 1e6);
  close_city(&c);
  return 0;
}
