/* Chooses and combines the rules that match.
 *
 * One walk serves the single-hit policies: the possible outcomes are the outputs of the uncertain
 * hits up to and including the first certain one, or else the default; if all are the same, that is
 * the result, whatever the missing facts are. */
#include "dmn/hit_policy.h"

#include "base/messages/dmn.h"
#include "feel/arithmetic.h"

static value unknown_of_set(const missing_set *missing) {
  if (missing == NULL) return value_null();
  return (value){.kind = VALUE_UNKNOWN, .as.missing = missing};
}

static value add_missing(const hit_source *s, value all, value more) {
  return value_unknown_union(s->evaluation->arena, all, more);
}

static value report_table(const hit_source *s, message_id message, const char *const *arguments) {
  return evaluation_report(s->evaluation, message, arguments);
}

/* --- Single hit --- */

typedef struct outcome {
  value common;  /* the first possible outcome */
  value missing; /* union of what could decide between them */
  bool is_first, is_common;
} outcome;

static void add_outcome(const hit_source *s, outcome *o, value output) {
  if (o->is_first) {
    o->common = output;
  } else if (!value_identical(o->common, output)) {
    o->is_common = false;
  }
  o->is_first = false;
  o->missing = add_missing(s, o->missing, output);
}

static value possible_outcome(const hit_source *s, const rule_hit *hits, size_t count) {
  outcome o = {.missing = value_null(), .is_first = true, .is_common = true};
  bool is_decided = false;
  for (size_t i = 0; i < count && !is_decided; i++) {
    is_decided = hits[i].is_certain;
    add_outcome(s, &o, s->output_of(s->context, hits[i].rule));
    o.missing = add_missing(s, o.missing, unknown_of_set(hits[i].missing));
  }
  if (!is_decided) add_outcome(s, &o, s->default_output(s->context));
  return o.is_common || o.missing.kind != VALUE_UNKNOWN ? o.common : o.missing;
}

static size_t count_certain(const rule_hit *hits, size_t count) {
  size_t certain = 0;
  for (size_t i = 0; i < count; i++) certain += hits[i].is_certain;
  return certain;
}

static value combine_unique(const hit_source *s, const rule_hit *hits, size_t count) {
  size_t certain = count_certain(hits, count);
  if (certain == 0) return possible_outcome(s, hits, count);
  if (certain > 1) return report_table(s, MESSAGE_DMN_UNIQUE_VIOLATED, SD_ARGS(SD_NUMBER(certain)));
  while (!hits->is_certain) hits++;
  return s->output_of(s->context, hits->rule);
}

static value combine_any(const hit_source *s, const rule_hit *hits, size_t count) {
  if (count_certain(hits, count) == 0) return possible_outcome(s, hits, count);
  value common = value_null();
  bool is_first = true;
  for (size_t i = 0; i < count; i++) {
    if (!hits[i].is_certain) continue;
    value output = s->output_of(s->context, hits[i].rule);
    if (!is_first && !value_identical(common, output)) {
      return report_table(s, MESSAGE_DMN_ANY_VIOLATED, NULL);
    }
    common = output;
    is_first = false;
  }
  return common;
}

/* --- Order of output values --- */

typedef struct ranked_hit {
  rule_hit hit;
  const uint32_t *ranks;
} ranked_hit;

static int compare_ranks(const ranked_hit *x, const ranked_hit *y, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (x->ranks[i] != y->ranks[i]) return x->ranks[i] < y->ranks[i] ? -1 : 1;
  }
  return 0;
}

/* Merges the sorted halves [from, middle) and [middle, to); equal ranks keep the rules' order. */
static void merge_halves(ranked_hit *hits, ranked_hit *spare, size_t from, size_t middle, size_t to,
                         size_t rank_count) {
  size_t left = from, right = middle;
  for (size_t i = from; i < to; i++) {
    bool takes_left =
        right == to || (left < middle && compare_ranks(&hits[left], &hits[right], rank_count) <= 0);
    spare[i] = takes_left ? hits[left++] : hits[right++];
  }
  for (size_t i = from; i < to; i++) hits[i] = spare[i];
}

static void sort_ranked(ranked_hit *hits, ranked_hit *spare, size_t count, size_t rank_count) {
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t from = 0; from + width < count; from += 2 * width) {
      size_t to = from + 2 * width < count ? from + 2 * width : count;
      merge_halves(hits, spare, from, from + width, to, rank_count);
    }
  }
}

/* Puts the hits in the order of their outputs' priorities; false when memory is out. */
static bool sort_by_output(const hit_source *s, rule_hit *hits, size_t count) {
  size_t width = s->table->output_count;
  arena *a = s->evaluation->arena;
  ranked_hit *ranked = ARENA_ARRAY(a, ranked_hit, 2 * count);
  uint32_t *ranks = ARENA_ARRAY(a, uint32_t, count * width);
  if (ranked == NULL || ranks == NULL) return false;
  for (size_t i = 0; i < count; i++) {
    ranked[i] = (ranked_hit){hits[i], &ranks[i * width]};
    s->rank(s->context, hits[i].rule, &ranks[i * width]);
  }
  sort_ranked(ranked, ranked + count, count, width);
  for (size_t i = 0; i < count; i++) hits[i] = ranked[i].hit;
  return true;
}

/* --- Several hits --- */

static value unknown_of_hits(const hit_source *s, const rule_hit *hits, size_t count) {
  value missing = value_null();
  for (size_t i = 0; i < count; i++) {
    missing = add_missing(s, missing, unknown_of_set(hits[i].missing));
  }
  return missing;
}

static value *outputs_of(const hit_source *s, const rule_hit *hits, size_t count) {
  value *outputs = ARENA_ARRAY(s->evaluation->arena, value, count + 1);
  if (outputs == NULL) {
    evaluation_stop(s->evaluation, EVALUATION_OUT_OF_MEMORY);
    return NULL;
  }
  for (size_t i = 0; i < count; i++) outputs[i] = s->output_of(s->context, hits[i].rule);
  return outputs;
}

static value collect_list(const hit_source *s, const rule_hit *hits, size_t count) {
  if (count_certain(hits, count) < count) return unknown_of_hits(s, hits, count);
  value *outputs = outputs_of(s, hits, count);
  return outputs == NULL ? value_null() : value_list_make(s->evaluation->arena, outputs, count);
}

static const char *aggregation_name(dmn_aggregation aggregation) {
  static const char *const AGGREGATION_NAMES[] = {"COLLECT", "SUM", "COUNT", "MIN", "MAX"};
  return AGGREGATION_NAMES[aggregation];
}

/* Total so far and one more; null, with a report, when they do not go together. */
static value aggregate_step(const hit_source *s, value total, value next) {
  value unknown = add_missing(s, total, next);
  if (unknown.kind == VALUE_UNKNOWN) return unknown;
  int order = 0;
  value result = value_null();
  if (s->table->aggregation == DMN_SUM) {
    result = value_add(s->evaluation->arena, total, next);
  } else if (value_order(next, total, &order)) {
    bool is_better = s->table->aggregation == DMN_MIN ? order < 0 : order > 0;
    result = is_better ? next : total;
  }
  if (!value_is_null(result)) return result;
  return report_table(s, MESSAGE_DMN_AGGREGATE_KIND,
                      SD_ARGS(aggregation_name(s->table->aggregation),
                              value_kind_name(value_is_null(total) ? next.kind : total.kind)));
}

/* True when adding this uncertain hit's output would leave the total as it is. */
static bool is_without_effect(const hit_source *s, value total, value output) {
  if (s->table->aggregation == DMN_SUM) {
    return output.kind == VALUE_NUMBER && decimal_is_zero(&output.as.number);
  }
  int order = 0;
  if (!value_order(output, total, &order)) return false;
  return s->table->aggregation == DMN_MIN ? order >= 0 : order <= 0;
}

static value aggregate(const hit_source *s, const rule_hit *hits, size_t count) {
  if (s->table->aggregation == DMN_COUNT) {
    if (count_certain(hits, count) < count) return unknown_of_hits(s, hits, count);
    return value_number(decimal_of((int64_t)count));
  }
  value *outputs = outputs_of(s, hits, count);
  if (outputs == NULL) return value_null();
  value total = value_null();
  bool is_first = true;
  for (size_t i = 0; i < count; i++) {
    if (!hits[i].is_certain) continue;
    total = is_first ? outputs[i] : aggregate_step(s, total, outputs[i]);
    is_first = false;
    if (value_is_null(total)) return total;
  }
  value missing = value_null();
  for (size_t i = 0; i < count; i++) {
    if (hits[i].is_certain || (!is_first && is_without_effect(s, total, outputs[i]))) continue;
    missing = add_missing(s, missing, unknown_of_set(hits[i].missing));
    missing = add_missing(s, missing, outputs[i]);
  }
  return missing.kind == VALUE_UNKNOWN ? add_missing(s, missing, total) : total;
}

/* --- All policies --- */

static bool has_default(const dmn_table *table) {
  for (size_t i = 0; i < table->output_count; i++) {
    if (table->outputs[i].default_part != DMN_NO_CELL) return true;
  }
  return false;
}

/* Without any hit: the default, else an empty list, a count of zero, or null. */
static value combine_nothing(const hit_source *s) {
  const dmn_table *table = s->table;
  if (has_default(table)) return s->default_output(s->context);
  bool is_list = table->hit_policy == DMN_RULE_ORDER || table->hit_policy == DMN_OUTPUT_ORDER ||
                 (table->hit_policy == DMN_COLLECT && table->aggregation == DMN_NO_AGGREGATION);
  if (is_list) return value_list_make(s->evaluation->arena, NULL, 0);
  bool is_count = table->hit_policy == DMN_COLLECT && table->aggregation == DMN_COUNT;
  return is_count ? value_number(decimal_of(0)) : value_null();
}

bool hit_policy_stops_at_hit(const dmn_table *table) { return table->hit_policy == DMN_FIRST; }

value hit_policy_combine(const hit_source *source, rule_hit *hits, size_t count) {
  if (count == 0) return combine_nothing(source);
  switch (source->table->hit_policy) {
    case DMN_UNIQUE:
      return combine_unique(source, hits, count);
    case DMN_ANY:
      return combine_any(source, hits, count);
    case DMN_FIRST:
      return possible_outcome(source, hits, count);
    case DMN_PRIORITY:
      if (!sort_by_output(source, hits, count)) break;
      return possible_outcome(source, hits, count);
    case DMN_RULE_ORDER:
      return collect_list(source, hits, count);
    case DMN_OUTPUT_ORDER:
      if (!sort_by_output(source, hits, count)) break;
      return collect_list(source, hits, count);
    case DMN_COLLECT:
      return source->table->aggregation == DMN_NO_AGGREGATION ? collect_list(source, hits, count)
                                                              : aggregate(source, hits, count);
  }
  return evaluation_stop(source->evaluation, EVALUATION_OUT_OF_MEMORY);
}
