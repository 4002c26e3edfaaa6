/* How long the reasons of one decision take: for every run of a city, some subjects one by one.
 *
 * usage: explain_bench CITY ROOT [SUBJECTS]; prints one line a run: subjects, then the p50, p99 and
 * longest time of the thread in microseconds for facts, decision, reasons and ways together; the
 * models are loaded before. */
#include <time.h>

#include "list/explain.h"
#include "support/open_city.h"

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int compare_times(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static int64_t *times;
static size_t wanted;

static sd_status measure(registry *r, int64_t run_id, sd_error *error) {
  arena *a = arena_create(0);
  list_run *run = NULL;
  explainer *x = NULL;
  sd_status status = run_load(registry_database(r), run_id, a, &run, error);
  if (status == SD_OK) status = explainer_open(r, run_id, &x, error);
  size_t count = 0, stride = status != SD_OK ? 1 : run->decision_count / wanted + 1;
  arena *one = arena_create(0);
  for (size_t i = 0; status == SD_OK && i < run->decision_count; i += stride) {
    int64_t start = now_ns();
    explanation *e;
    arena_reset(one);
    status = explainer_explain(x, text_of(run->decisions[i].code), one, &e, error);
    times[count++] = now_ns() - start;
  }
  if (status == SD_OK && count != 0) {
    qsort(times, count, sizeof *times, compare_times);
    printf("%-22s %7zu %9.1f %9.1f %9.1f\n", run->item.data, count, (double)times[count / 2] / 1e3,
           (double)times[count * 99 / 100] / 1e3, (double)times[count - 1] / 1e3);
  }
  explainer_close(x);
  arena_destroy(one);
  arena_destroy(a);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  wanted = argc > 3 ? strtoul(argv[3], NULL, 10) : 1000;
  times = malloc((2 * wanted + 2) * sizeof *times);
  opened_city c;
  open_city(argv[1], argv[2], &c);
  sd_error error = {0};
  int64_t last = 0;
  demand(database_read_integer(c.db, "SELECT max(id) FROM list_run", &last, &error), &error);
  printf("%-22s %7s %9s %9s %9s\n", "run", "n", "p50 µs", "p99 µs", "max µs");
  for (int64_t id = 1; id <= last; id++) demand(measure(c.registry, id, &error), &error);
  close_city(&c);
  free(times);
  return 0;
}
