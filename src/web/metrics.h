/* What operators watch: counts, times and states in the text format of Prometheus (0.0.4).
 *
 * Names end with their unit (_seconds, _bytes) or _total; counters never fall until the server
 * starts anew; nothing personal.  Counting is wait-free, by any number of threads. */
#ifndef SUDUI_WEB_METRICS_H
#define SUDUI_WEB_METRICS_H

#include <stdatomic.h>

#include "base/text_builder.h"

enum { METRICS_CODES = 5, METRICS_BUCKETS = 8 };

/* All zero at the start. */
typedef struct metrics {
  atomic_int_fast64_t answers[METRICS_CODES];       /* by the first digit of the status of HTTP */
  atomic_int_fast64_t buckets[METRICS_BUCKETS + 1]; /* by time, each once; the last: longer */
  atomic_int_fast64_t answer_us;                    /* of all together */
  atomic_int_fast64_t failures, refusals, kept, logins_refused, overloaded;
} metrics;

/* One answer and how long it took until it could be sent. */
void metrics_note(metrics *m, int status, int64_t duration_us);

typedef enum metric_kind { METRIC_COUNTER, METRIC_GAUGE } metric_kind;
/* "# HELP" and "# TYPE"; then metric_value for each of its values. */
void metric_begin(text_builder *b, metric_kind kind, const char *name, const char *help);
/* `label` NULL: without one. */
void metric_value(text_builder *b, const char *name, const char *label, const char *value_of_label,
                  int64_t value);
/* Both, for a metric of one value. */
void metric_add(text_builder *b, metric_kind kind, const char *name, const char *help,
                int64_t value);

/* All that `m` counted. */
void metrics_write(metrics *m, text_builder *b);

#endif
