/* Metrics: what is counted where, and how it is written. */
#include "web/metrics.h"

#include "support/table.h"

static void answers_by_status_and_time(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int status;
    int64_t duration_us;
    const char *lines[2]; /* that stand in the text of this answer alone */
    const char *sum;
  } cases[] = {
      {"a kept page", 200, 0, {"code=\"2xx\"} 1\n", "le=\"0.001\"} 1\n"}, "_sum 0.000000\n"},
      {"at a bound", 303, 1000, {"code=\"3xx\"} 1\n", "le=\"0.001\"} 1\n"}, "_sum 0.001000\n"},
      {"behind it", 404, 1001, {"le=\"0.001\"} 0\n", "le=\"0.005\"} 1\n"}, "_sum 0.001001\n"},
      {"a login", 422, 60000, {"code=\"4xx\"} 1\n", "le=\"0.1\"} 1\n"}, "_sum 0.060000\n"},
      {"very long", 503, 61000000, {"le=\"60\"} 0\n", "le=\"+Inf\"} 1\n"}, "_sum 61.000000\n"},
      {"of no class", 0, 5, {"code=\"5xx\"} 1\n", "le=\"+Inf\"} 1\n"}, "_count 1\n"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    metrics m = {0};
    text_builder b;
    text_builder_init(&b, 1 << 16);
    metrics_note(&m, cases[i].status, cases[i].duration_us);
    metrics_write(&m, &b);
    const char *written = text_builder_text(&b).data;
    for (size_t k = 0; k < 2; k++) CHECK_ROW(cases[i].row, strstr(written, cases[i].lines[k]));
    CHECK_ROW(cases[i].row, strstr(written, cases[i].sum));
    text_builder_release(&b);
  }
}

static void buckets_hold_all_that_were_faster(void **state) {
  (void)state;
  metrics m = {0};
  text_builder b;
  text_builder_init(&b, 1 << 16);
  for (int64_t us = 1; us < 100000000; us *= 3) metrics_note(&m, 200, us); /* 17 of them */
  metrics_write(&m, &b);
  const char *place = text_builder_text(&b).data;
  int last = 0, seen = 0;
  while ((place = strstr(place, "_bucket{")) != NULL) {
    int count = 0;
    assert_int_equal(sscanf(strchr(place, '}'), "} %d", &count), 1);
    assert_true(count >= last);
    last = count;
    seen++;
    place++;
  }
  assert_int_equal(seen, METRICS_BUCKETS + 1);
  assert_int_equal(last, 17);
  text_builder_release(&b);
}

static void values_with_and_without_labels(void **state) {
  (void)state;
  text_builder b;
  text_builder_init(&b, 1 << 12);
  metric_add(&b, METRIC_GAUGE, "a_bytes", "Bytes.", -3);
  metric_begin(&b, METRIC_COUNTER, "b_total", "Things.");
  metric_value(&b, "b_total", "kind", "x", 9);
  assert_true(text_is(text_builder_text(&b),
                      "# HELP a_bytes Bytes.\n# TYPE a_bytes gauge\n"
                      "a_bytes -3\n"
                      "# HELP b_total Things.\n# TYPE b_total counter\n"
                      "b_total{kind=\"x\"} 9\n"));
  text_builder_release(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(answers_by_status_and_time),
                                     cmocka_unit_test(buckets_hold_all_that_were_faster),
                                     cmocka_unit_test(values_with_and_without_labels)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
