/* The ways of one row, from the truths of its conditions. */
/* What must stay true: the same ways, gaps and distances as dmn_near_miss_find, in its order; where
 * that cannot be had from single facts, it is asked. */
#include "column/near_miss_row.h"

#include <string.h>

#include "feel/arithmetic.h"

enum { GAPS_MAX = NEAR_MISS_GAPS_MAX * (NEAR_MISS_EXTENSIONS_MAX + 1) };

typedef enum step_end { STEP_DONE, STEP_REFUSED, STEP_ASK_RECORD, STEP_FAILED } step_end;

/* A way while it is measured and tried. */
typedef struct attempt {
  column_gap *gaps;
  size_t gap_count;
  miss_truth outcome; /* of the changed record */
} attempt;

static bool is_number(value v) { return v.kind == VALUE_NUMBER; }

/* --- Truths --- */

static bool is_ordering(dmn_comparison comparison) {
  return comparison >= DMN_LESS && comparison <= DMN_GREATER_EQUAL;
}

static miss_truth truth_of_quotient(const miss_atom *atom, miss_row *row) {
  value a = miss_operand_value(&atom->numerator, row);
  value b = miss_operand_value(&atom->denominator, row), c = miss_operand_value(&atom->right, row);
  if (a.kind == VALUE_UNKNOWN || b.kind == VALUE_UNKNOWN || c.kind == VALUE_UNKNOWN)
    return MISS_UNKNOWN;
  decimal zero = decimal_of(0);
  int sign = is_number(b) ? decimal_compare(&b.as.number, &zero) : 0;
  value wanted = value_multiply(row->arena, c, b);
  if (!is_number(a) || sign == 0 || !is_number(wanted)) return MISS_NULL;
  dmn_comparison comparison = atom->condition->comparison;
  return miss_truth_of(sign > 0 ? miss_compare(comparison, a, wanted)
                                : miss_compare(comparison, value_negate(a), value_negate(wanted)));
}

static miss_truth truth_of_membership(value x, const value_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    if (value_equal(x, list->items[i]) == TERNARY_TRUE) return MISS_TRUE;
  }
  return MISS_FALSE;
}

miss_truth near_miss_atom_truth(const miss_atom *atom, miss_row *row) {
  dmn_comparison comparison = atom->condition->comparison;
  if (is_ordering(comparison) && atom->is_quotient) return truth_of_quotient(atom, row);
  value left = miss_operand_value(&atom->left, row);
  if (comparison == DMN_HOLDS) return miss_truth_of(left);
  if (comparison == DMN_IN)
    return left.kind == VALUE_UNKNOWN ? MISS_UNKNOWN
                                      : truth_of_membership(left, atom->condition->right.as.list);
  return miss_truth_of(miss_compare(comparison, left, miss_operand_value(&atom->right, row)));
}

/* --- Distances --- */

/* c·b - a for a/b against c; false when b is not above zero. */
static bool measure_quotient(const miss_atom *atom, miss_row *row, value c, column_gap *gap) {
  value b = miss_operand_value(&atom->denominator, row);
  decimal zero = decimal_of(0);
  if (!is_number(b) || decimal_compare(&b.as.number, &zero) <= 0) return false;
  gap->of = value_multiply(row->arena, c, b);
  gap->distance = value_subtract(row->arena, gap->of, miss_operand_value(&atom->numerator, row));
  gap->lacking = gap->distance;
  return true;
}

static step_end measure(const miss_atom *atom, miss_row *row, dmn_comparison comparison,
                        column_gap *gap) {
  bool is_order = is_ordering(comparison);
  if (gap->is_missing || (!is_order && comparison != DMN_EQUAL)) return STEP_DONE;
  /* What is compared with true or with a text has no distance. */
  if (!is_order && atom->right.is_constant && !is_number(atom->right.steps[0].constant))
    return STEP_DONE;
  if (!atom->left.is_simple || !atom->right.is_simple) return STEP_ASK_RECORD;
  value c = miss_operand_value(&atom->right, row);
  if (!atom->is_quotient || !is_number(c) || !measure_quotient(atom, row, c, gap)) {
    value left = miss_operand_value(&atom->left, row);
    if (!is_order && !is_number(left)) return STEP_DONE;
    gap->distance = value_subtract(row->arena, c, left);
    if (is_number(gap->distance)) gap->lacking = gap->distance, gap->of = c;
  }
  gap->is_strict = comparison == DMN_LESS || comparison == DMN_GREATER;
  return STEP_DONE;
}

static dmn_comparison comparison_of_gap(const near_miss_row *r, const column_gap *gap) {
  dmn_comparison own = r->atoms[gap->atom].condition->comparison;
  return gap->becomes_true ? own : dmn_comparison_negated(own);
}

static step_end make_gap(near_miss_row *r, const miss_key *key, uint32_t item, column_gap *out) {
  miss_truth truth = miss_key_get(key, item / 2);
  *out = (column_gap){.atom = item / 2,
                      .becomes_true = item % 2,
                      .is_missing = truth != MISS_FALSE && truth != MISS_TRUE};
  return measure(&r->atoms[out->atom], &r->facts, comparison_of_gap(r, out), out);
}

static step_end make_gaps(near_miss_row *r, const miss_key *key, const dmn_candidate *candidate,
                          attempt *t) {
  for (size_t i = 0; i < candidate->count; i++) {
    step_end end = make_gap(r, key, candidate->items[i], &t->gaps[t->gap_count++]);
    if (end != STEP_DONE) return end;
  }
  return STEP_DONE;
}

/* --- Changes --- */

typedef struct change_set {
  uint64_t changed[MISS_INPUT_WORDS];
  value *to;
} change_set;

static bool has_change(const change_set *set, uint32_t slot) {
  return (set->changed[slot / 64] >> (slot % 64) & 1) != 0;
}

/* Two conditions on one input: the larger move of the same direction serves both. */
static bool merge_change(change_set *set, uint32_t slot, value now, value to) {
  if (!has_change(set, slot)) {
    set->changed[slot / 64] |= UINT64_C(1) << (slot % 64);
    set->to[slot] = to;
    return true;
  }
  value *known = &set->to[slot];
  if (!is_number(to) || !is_number(*known)) return value_identical(*known, to);
  int before = decimal_compare(&known->as.number, &now.as.number);
  int after = decimal_compare(&to.as.number, &now.as.number);
  if (before * after < 0) return false;
  if (decimal_compare(&to.as.number, &known->as.number) * after > 0) *known = to;
  return true;
}

static step_end move_number(near_miss_row *r, const column_gap *gap, change_set *set) {
  const miss_atom *atom = &r->atoms[gap->atom];
  const miss_lever *lever =
      atom->levers.is_known ? miss_levers_find(&atom->levers, &r->facts) : NULL;
  if (lever == NULL) return STEP_ASK_RECORD;
  if (lever->input == COLUMN_NONE) return STEP_REFUSED;
  value now = miss_input_value(&r->facts, lever->input);
  if (!is_number(now)) return STEP_ASK_RECORD;
  decimal move = gap->distance.as.number, step = decimal_scaled(1, -2), to;
  bool is_downwards = comparison_of_gap(r, gap) == DMN_LESS;
  if (gap->is_strict && is_downwards) decimal_subtract(&gap->distance.as.number, &step, &move);
  if (gap->is_strict && !is_downwards) decimal_add(&gap->distance.as.number, &step, &move);
  if (lever->is_inverse) move = decimal_negate(&move);
  if (!decimal_add(&now.as.number, &move, &to)) return STEP_REFUSED;
  return merge_change(set, lever->input, now, value_number(to)) ? STEP_DONE : STEP_REFUSED;
}

/* The value that makes the comparison hold for an input that stands on its left by itself. */
static bool value_that_fits(near_miss_row *r, const column_gap *gap, value *out) {
  const miss_atom *atom = &r->atoms[gap->atom];
  dmn_comparison comparison = comparison_of_gap(r, gap);
  value right = atom->right.is_simple ? miss_operand_value(&atom->right, &r->facts) : value_null();
  switch (comparison) {
    case DMN_HOLDS:
      *out = value_boolean(gap->becomes_true);
      return true;
    case DMN_EQUAL:
    case DMN_LESS_EQUAL:
    case DMN_GREATER_EQUAL:
      *out = right;
      return true;
    case DMN_NOT_EQUAL:
      *out = value_boolean(right.kind == VALUE_BOOLEAN && !right.as.boolean);
      return right.kind == VALUE_BOOLEAN;
    case DMN_IN:
      right = atom->condition->right;
      if (right.kind != VALUE_LIST || right.as.list->count == 0) return false;
      *out = right.as.list->items[0];
      return true;
    default:
      return false;
  }
}

static step_end apply_gap(near_miss_row *r, const column_gap *gap, change_set *set) {
  const miss_atom *atom = &r->atoms[gap->atom];
  if (gap->is_missing) return STEP_REFUSED;
  if (is_number(gap->distance)) return move_number(r, gap, set);
  if (atom->left.input == COLUMN_NONE) return STEP_REFUSED;
  dmn_comparison comparison = comparison_of_gap(r, gap);
  bool needs_right = comparison == DMN_EQUAL || comparison == DMN_NOT_EQUAL ||
                     comparison == DMN_LESS_EQUAL || comparison == DMN_GREATER_EQUAL;
  if (needs_right && !atom->right.is_simple) return STEP_ASK_RECORD;
  if (comparison == DMN_IN && atom->condition->right_operand.program != NULL)
    return STEP_ASK_RECORD;
  value to;
  if (!value_that_fits(r, gap, &to)) return STEP_REFUSED;
  value now = miss_input_value(&r->facts, atom->left.input);
  return merge_change(set, atom->left.input, now, to) ? STEP_DONE : STEP_REFUSED;
}

/* Adds the changes that the gaps ask for, measured in the record as changed so far. */
static step_end apply_gaps(near_miss_row *r, const column_gap *gaps, size_t count) {
  change_set fresh = {.to = r->fresh};
  for (size_t i = 0; i < count; i++) {
    step_end end = apply_gap(r, &gaps[i], &fresh);
    if (end != STEP_DONE) return end;
  }
  for (uint32_t i = 0; i < r->facts.model->input_count; i++) {
    if (has_change(&fresh, i)) r->facts.to[i] = fresh.to[i];
  }
  for (size_t i = 0; i < MISS_INPUT_WORDS; i++) r->facts.changed[i] |= fresh.changed[i];
  r->facts.is_bound = false;
  return STEP_DONE;
}

static bool is_touched(const miss_atom *atom, const uint64_t *changed) {
  uint64_t common = 0;
  for (size_t i = 0; i < MISS_INPUT_WORDS; i++) common |= atom->inputs[i] & changed[i];
  return common != 0;
}

/* The pattern of the changed record; NULL with STEP_DONE cleared. */
static step_end find_changed(near_miss_row *r, const miss_key *key, const miss_pattern **out) {
  miss_key changed = *key;
  for (uint32_t i = 0; i < r->atom_count; i++) {
    if (!is_touched(&r->atoms[i], r->facts.changed)) continue;
    if (!r->atoms[i].is_computable) return STEP_ASK_RECORD;
    miss_key_set(&changed, i, near_miss_atom_truth(&r->atoms[i], &r->facts));
  }
  if (r->facts.is_odd) return STEP_ASK_RECORD;
  *out = miss_patterns_get(&r->patterns, &changed, &r->facts);
  if (*out == NULL) return STEP_FAILED;
  return (*out)->is_usable ? STEP_DONE : STEP_ASK_RECORD;
}

/* --- Trying --- */

static column_gap *find_gap(const column_gap *gaps, size_t count, uint32_t atom) {
  for (size_t i = 0; i < count; i++) {
    if (gaps[i].atom == atom) return (column_gap *)&gaps[i];
  }
  return NULL;
}

static step_end add_gap(near_miss_row *r, attempt *t, const column_gap *added) {
  column_gap *known = find_gap(t->gaps, t->gap_count, added->atom);
  if (known == NULL) {
    if (t->gap_count == GAPS_MAX) return STEP_ASK_RECORD;
    t->gaps[t->gap_count++] = *added;
    return STEP_DONE;
  }
  if (known->becomes_true != added->becomes_true) return STEP_REFUSED;
  if (!is_number(known->distance) || !is_number(added->distance)) return STEP_REFUSED;
  known->distance = value_add(r->values, known->distance, added->distance);
  known->lacking = known->of = value_null();
  return is_number(known->distance) ? STEP_DONE : STEP_REFUSED;
}

/* Adds what is lacking once the facts are changed, measured there. */
static step_end extend(near_miss_row *r, attempt *t, const miss_pattern *changed) {
  if (changed->candidate_count == 0) return STEP_REFUSED;
  const dmn_candidate *smallest = &changed->candidates[0];
  attempt more = {.gaps = ARENA_ARRAY(r->values, column_gap, smallest->count + 1)};
  if (more.gaps == NULL) return STEP_FAILED;
  step_end end = make_gaps(r, &changed->key, smallest, &more);
  if (end == STEP_DONE) end = apply_gaps(r, more.gaps, more.gap_count);
  for (size_t i = 0; end == STEP_DONE && i < more.gap_count; i++) {
    end = add_gap(r, t, &more.gaps[i]);
  }
  return end;
}

/* Measures the way and tries it; STEP_REFUSED when it is not enough, also when it is extended at
 * most `extensions` times.  Whether it is proved to be enough is in `*verified`. */
static step_end try_way(near_miss_row *r, const miss_pattern *pattern,
                        const dmn_candidate *candidate, int extensions, column_way *out) {
  attempt t = {.gaps = ARENA_ARRAY(r->values, column_gap, GAPS_MAX)};
  if (t.gaps == NULL) return STEP_FAILED;
  miss_row_clear(&r->facts);
  step_end end = make_gaps(r, &pattern->key, candidate, &t);
  if (end != STEP_DONE) return end;
  end = apply_gaps(r, t.gaps, t.gap_count);
  *out = (column_way){.gaps = t.gaps, .gap_count = t.gap_count};
  if (end == STEP_REFUSED) return STEP_DONE;
  miss_truth wanted = r->patterns.wanted ? MISS_TRUE : MISS_FALSE;
  miss_truth opposite = r->patterns.wanted ? MISS_FALSE : MISS_TRUE;
  const miss_pattern *changed = NULL;
  if (end == STEP_DONE) end = find_changed(r, &pattern->key, &changed);
  for (int i = 0; end == STEP_DONE && i < extensions && changed->outcome == opposite; i++) {
    end = extend(r, &t, changed);
    if (end == STEP_DONE) end = find_changed(r, &pattern->key, &changed);
  }
  if (end != STEP_DONE) return end;
  out->gap_count = t.gap_count;
  out->is_verified = changed->outcome == wanted;
  return changed->outcome == opposite ? STEP_REFUSED : STEP_DONE;
}

static bool take_changes(near_miss_row *r, column_way *way) {
  size_t count = r->facts.model->input_count;
  dmn_change *taken = ARENA_ARRAY(r->values, dmn_change, count + 1);
  if (taken == NULL) return false;
  for (uint32_t i = 0; i < count; i++) {
    if ((r->facts.changed[i / 64] >> (i % 64) & 1) != 0)
      taken[way->change_count++] = (dmn_change){i, r->facts.to[i]};
  }
  way->changes = taken;
  return true;
}

/* --- All ways of a row --- */

typedef struct way_set {
  column_way *ways;
  size_t count;
} way_set;

static bool has_all_gaps(const column_way *larger, const column_way *smaller) {
  for (size_t i = 0; i < smaller->gap_count; i++) {
    if (find_gap(larger->gaps, larger->gap_count, smaller->gaps[i].atom) == NULL) return false;
  }
  return true;
}

/* Fewest gaps first; a way that contains another is left out. */
static void keep_way(way_set *set, column_way added) {
  size_t kept = 0;
  for (size_t i = 0; i < set->count; i++) {
    if (has_all_gaps(&added, &set->ways[i])) return;
  }
  for (size_t i = 0; i < set->count; i++) {
    if (!has_all_gaps(&set->ways[i], &added)) set->ways[kept++] = set->ways[i];
  }
  size_t place = kept;
  while (place > 0 && set->ways[place - 1].gap_count > added.gap_count) place--;
  memmove(&set->ways[place + 1], &set->ways[place], (kept - place) * sizeof *set->ways);
  set->ways[place] = added;
  set->count = kept + 1;
}

static step_end try_and_keep(near_miss_row *r, const miss_pattern *pattern,
                             const dmn_candidate *candidate, int extensions, way_set *set) {
  column_way way;
  step_end end = try_way(r, pattern, candidate, extensions, &way);
  if (end != STEP_DONE) return end;
  bool fits = extensions == 0 || set->count == 0 || way.gap_count <= set->ways[0].gap_count;
  if (way.is_verified && !take_changes(r, &way)) return STEP_FAILED;
  if (fits) keep_way(set, way);
  return STEP_DONE;
}

/* First the ways that are enough as they are, as far as they can be among the smallest; then those
 * that become so by adding no more conditions than these have. */
static step_end solve(near_miss_row *r, const miss_pattern *pattern, way_set *set) {
  size_t count = pattern->candidate_count;
  bool refused[NEAR_MISS_WAYS_MAX] = {false};
  size_t tried = 0;
  for (; tried < count; tried++) {
    const dmn_candidate *candidate = &pattern->candidates[tried];
    if (set->count != 0 && candidate->count > set->ways[0].gap_count) break;
    step_end end = try_and_keep(r, pattern, candidate, 0, set);
    if (end != STEP_DONE && end != STEP_REFUSED) return end;
    refused[tried] = end == STEP_REFUSED;
  }
  size_t fewest = set->count != 0 ? set->ways[0].gap_count : SIZE_MAX;
  for (size_t i = 0; i < tried; i++) {
    const dmn_candidate *candidate = &pattern->candidates[i];
    if (!refused[i] || candidate->count > fewest) continue;
    way_set one = {.ways = ARENA_ARRAY(r->values, column_way, 2)};
    if (one.ways == NULL) return STEP_FAILED;
    step_end end = try_and_keep(r, pattern, candidate, NEAR_MISS_EXTENSIONS_MAX, &one);
    if (end != STEP_DONE && end != STEP_REFUSED) return end;
    if (one.count != 0 && one.ways[0].gap_count <= fewest) keep_way(set, one.ways[0]);
  }
  return STEP_DONE;
}

/* --- By the record evaluator --- */

static void take_record_gap(const dmn_gap *from, arena *a, column_gap *to) {
  *to = (column_gap){.atom = from->condition->atom,
                     .becomes_true = !from->is_negated,
                     .is_missing = from->is_missing,
                     .is_strict = from->is_strict,
                     .distance = from->distance};
  if (!is_number(from->distance) || !is_number(from->condition->left)) return;
  to->lacking = value_subtract(a, from->condition->right, from->condition->left);
  to->of = from->condition->right;
}

static step_end ask_record(near_miss_row *r, way_set *set) {
  miss_row_clear(&r->facts);
  miss_patterns *p = &r->patterns;
  miss_patterns_bind(p, &r->facts);
  dmn_evaluation_decide(p->evaluation, p->decision);
  const dmn_near_miss *found =
      dmn_near_miss_find(p->model, p->evaluation, p->decision, p->wanted, r->values);
  if (found == NULL) return STEP_FAILED;
  set->count = 0;
  set->ways = ARENA_ARRAY(r->values, column_way, found->way_count + 1);
  if (set->ways == NULL) return STEP_FAILED;
  for (size_t i = 0; i < found->way_count; i++) {
    const dmn_way *way = &found->ways[i];
    column_gap *gaps = ARENA_ARRAY(r->values, column_gap, way->gap_count + 1);
    if (gaps == NULL) return STEP_FAILED;
    for (size_t k = 0; k < way->gap_count; k++) take_record_gap(&way->gaps[k], r->values, &gaps[k]);
    set->ways[set->count++] = (column_way){.gaps = gaps,
                                           .gap_count = way->gap_count,
                                           .is_verified = way->is_verified,
                                           .changes = way->changes,
                                           .change_count = way->change_count};
  }
  return STEP_DONE;
}

/* --- One row --- */

static value present_left(const column_miss *miss, uint32_t atom) {
  near_miss_row *r = miss->row_facts;
  miss_row_clear(&r->facts);
  const miss_atom *of = &r->atoms[atom];
  return of->left.is_simple ? miss_operand_value(&of->left, &r->facts) : value_null();
}

bool near_miss_row_solve(near_miss_row *r, size_t row, const miss_key *key, column_miss *out,
                         bool *by_record_out) {
  arena_reset(r->values);
  miss_patterns_trim(&r->patterns);
  miss_row_clear(&r->facts);
  r->facts.row = row;
  r->facts.is_odd = false;
  *by_record_out = false;
  way_set set = {.ways = ARENA_ARRAY(r->values, column_way, 2 * NEAR_MISS_WAYS_MAX + 2)};
  if (set.ways == NULL) return false;
  step_end end = STEP_ASK_RECORD;
  if (!r->by_record) {
    const miss_pattern *pattern = miss_patterns_get(&r->patterns, key, &r->facts);
    if (pattern == NULL) return false;
    if (pattern->is_usable) end = solve(r, pattern, &set);
  }
  if (r->facts.is_odd && end != STEP_FAILED) end = STEP_ASK_RECORD;
  if (end == STEP_ASK_RECORD) {
    *by_record_out = true;
    end = ask_record(r, &set);
  }
  if (end != STEP_DONE) return false;
  size_t smallest = 0;
  while (smallest < set.count && set.ways[smallest].gap_count == set.ways[0].gap_count) smallest++;
  *out = (column_miss){
      .row = row, .ways = set.ways, .way_count = smallest, .left = present_left, .row_facts = r};
  return true;
}
