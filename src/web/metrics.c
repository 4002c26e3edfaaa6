/* What operators watch: counts, times and states in the text format of Prometheus (0.0.4). */
#include "web/metrics.h"

#include <inttypes.h>

#include "base/clock.h"

/* Upper bounds of the histogram: a kept page, a made one, one that the database or Argon2id takes
 * time for, and what somebody has to look into. */
static const struct {
  int64_t most_us;
  const char *seconds;
} bounds[METRICS_BUCKETS] = {{1000, "0.001"}, {5000, "0.005"}, {20000, "0.02"},  {100000, "0.1"},
                             {500000, "0.5"}, {2000000, "2"},  {10000000, "10"}, {60000000, "60"}};

void metrics_note(metrics *m, int status, int64_t duration_us) {
  int code = status / 100 - 1;
  if (code < 0 || code >= METRICS_CODES) code = METRICS_CODES - 1;
  int bucket = 0;
  while (bucket < METRICS_BUCKETS && duration_us > bounds[bucket].most_us) bucket++;
  atomic_fetch_add(&m->answers[code], 1);
  atomic_fetch_add(&m->buckets[bucket], 1);
  atomic_fetch_add(&m->answer_us, duration_us);
}

void metric_begin(text_builder *b, metric_kind kind, const char *name, const char *help) {
  text_builder_format(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
                      kind == METRIC_COUNTER ? "counter" : "gauge");
}

void metric_value(text_builder *b, const char *name, const char *label, const char *value_of_label,
                  int64_t value) {
  if (label == NULL) {
    text_builder_format(b, "%s %" PRId64 "\n", name, value);
  } else {
    text_builder_format(b, "%s{%s=\"%s\"} %" PRId64 "\n", name, label, value_of_label, value);
  }
}

void metric_add(text_builder *b, metric_kind kind, const char *name, const char *help,
                int64_t value) {
  metric_begin(b, kind, name, help);
  metric_value(b, name, NULL, NULL, value);
}

/* Buckets as the format wants them: each with all that were faster. */
static void write_times(metrics *m, text_builder *b) {
  static const char name[] = "sudui_request_duration_seconds";
  int64_t sum = 0, total_us = atomic_load(&m->answer_us);
  text_builder_format(b, "# HELP %s From the whole request to its answer.\n# TYPE %s histogram\n",
                      name, name);
  for (int i = 0; i <= METRICS_BUCKETS; i++) {
    sum += atomic_load(&m->buckets[i]);
    text_builder_format(b, "%s_bucket{le=\"%s\"} %" PRId64 "\n", name,
                        i == METRICS_BUCKETS ? "+Inf" : bounds[i].seconds, sum);
  }
  text_builder_format(b, "%s_sum %" PRId64 ".%06" PRId64 "\n%s_count %" PRId64 "\n", name,
                      total_us / CLOCK_SECOND_US, total_us % CLOCK_SECOND_US, name, sum);
}

void metrics_write(metrics *m, text_builder *b) {
  static const char *const codes[METRICS_CODES] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
  static const char requests[] = "sudui_requests_total";
  const struct {
    const char *name, *help;
    atomic_int_fast64_t *value;
  } counters[] = {
      {"sudui_failures_total", "Requests that failed here (5xx).", &m->failures},
      {"sudui_refusals_total", "Requests that were not allowed (401, 403).", &m->refusals},
      {"sudui_pages_kept_total", "Pages answered from the cache.", &m->kept},
      {"sudui_logins_refused_total", "Logins refused.", &m->logins_refused},
      {"sudui_overloaded_total", "Requests refused because too many wait (503).", &m->overloaded},
  };
  metric_begin(b, METRIC_COUNTER, requests, "Requests answered, by class of the status.");
  for (int i = 0; i < METRICS_CODES; i++) {
    metric_value(b, requests, "code", codes[i], atomic_load(&m->answers[i]));
  }
  for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
    metric_add(b, METRIC_COUNTER, counters[i].name, counters[i].help,
               atomic_load(counters[i].value));
  }
  write_times(m, b);
}
