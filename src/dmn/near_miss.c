/* The smallest sets of conditions that stand between a subject and an outcome, with distances.
 *
 * A way is a set of atoms that have to change; the ways of a condition are made from those of its
 * parts (all: together, any: one of them).  No way that is kept contains another.  A way that the
 * changed inputs prove insufficient is extended by what then lacks, or dropped. */
#include "dmn/near_miss.h"

#include <string.h>

#include "base/limits.h"
#include "feel/arithmetic.h"
#include "feel/interpreter.h"

/* An item is the number of an atom × 2, + 1 when it has to become true. */
typedef struct way {
  uint32_t count;
  uint32_t items[NEAR_MISS_GAPS_MAX]; /* ascending */
} way;

typedef struct way_list {
  way *ways; /* fewest items first */
  size_t count, capacity;
} way_list;

typedef struct search {
  dmn_condition_tree *tree;
  arena *scratch;        /* of the lists */
  dmn_evaluation *trial; /* for verifying */
  bool wanted;
  bool failed; /* memory is out */
  bool is_truncated;
} search;

/* --- Sets of ways --- */

static bool way_contains(const way *larger, const way *smaller) {
  uint32_t j = 0;
  for (uint32_t i = 0; i < smaller->count; i++) {
    while (j < larger->count && larger->items[j] < smaller->items[i]) j++;
    if (j == larger->count || larger->items[j] != smaller->items[i]) return false;
  }
  return true;
}

/* Both together; false when one atom would have to be true and false, or the set is too large. */
static bool way_join(const way *x, const way *y, way *out) {
  uint32_t i = 0, j = 0, count = 0;
  while (i < x->count || j < y->count) {
    uint32_t item;
    if (j == y->count || (i < x->count && x->items[i] < y->items[j]))
      item = x->items[i++];
    else if (i == x->count || y->items[j] < x->items[i])
      item = y->items[j++];
    else
      item = x->items[i++], j++;
    if (count > 0 && out->items[count - 1] / 2 == item / 2) return false;
    if (count == NEAR_MISS_GAPS_MAX) return false;
    out->items[count++] = item;
  }
  out->count = count;
  return true;
}

/* Room for one way more. */
static bool list_grow(search *s, way_list *list) {
  if (list->count < list->capacity) return true;
  size_t capacity = list->capacity ? list->capacity * 4 : 1;
  way *ways = ARENA_ARRAY(s->scratch, way, capacity);
  if (!ways) {
    s->failed = true;
    return false;
  }
  if (list->count > 0) memcpy(ways, list->ways, list->count * sizeof *ways);
  list->ways = ways;
  list->capacity = capacity;
  return true;
}

static void list_add(search *s, way_list *list, const way *added) {
  if (s->failed || !list_grow(s, list)) return;
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++)
    if (way_contains(added, &list->ways[i])) return;
  for (size_t i = 0; i < list->count; i++)
    if (!way_contains(&list->ways[i], added)) list->ways[kept++] = list->ways[i];
  size_t place = kept;
  while (place > 0 && list->ways[place - 1].count > added->count) place--;
  memmove(&list->ways[place + 1], &list->ways[place], (kept - place) * sizeof(way));
  list->ways[place] = *added;
  list->count = kept + 1;
  if (list->count > NEAR_MISS_WAYS_MAX) {
    list->count = NEAR_MISS_WAYS_MAX;
    s->is_truncated = true;
  }
}

static way_list list_of_nothing_to_do(search *s) {
  way_list list = (way_list){0};
  list_add(s, &list, &(way){.count = 0});
  return list;
}

static void list_add_all(search *s, way_list *list, const way_list *more) {
  for (size_t i = 0; i < more->count; i++) list_add(s, list, &more->ways[i]);
}

static way_list list_product(search *s, const way_list *x, const way_list *y) {
  way_list list = (way_list){0};
  for (size_t i = 0; i < x->count && !s->failed; i++)
    for (size_t j = 0; j < y->count; j++) {
      way both;
      if (way_join(&x->ways[i], &y->ways[j], &both)) list_add(s, &list, &both);
    }
  return list;
}

/* --- The ways of a condition --- */

static way_list ways_of(search *s, const dmn_condition *c, bool target);

static way_list ways_of_each(search *s, const dmn_condition *c, bool target) {
  way_list all = list_of_nothing_to_do(s);
  for (size_t i = 0; i < c->child_count && !s->failed; i++) {
    way_list one = ways_of(s, c->children[i], target);
    all = list_product(s, &all, &one);
  }
  return all;
}

static way_list ways_of_some(search *s, const dmn_condition *c, bool target) {
  way_list any = (way_list){0};
  for (size_t i = 0; i < c->child_count && !s->failed; i++) {
    way_list one = ways_of(s, c->children[i], target);
    list_add_all(s, &any, &one);
  }
  return any;
}

static way_list ways_of_choice(search *s, const dmn_condition *c, bool target) {
  way_list any = (way_list){0};
  for (size_t branch = 1; branch <= 2 && !s->failed; branch++) {
    way_list condition = ways_of(s, c->children[0], branch == 1);
    way_list outcome = ways_of(s, c->children[branch], target);
    way_list both = list_product(s, &condition, &outcome);
    list_add_all(s, &any, &both);
  }
  return any;
}

static bool answers(value v, bool target) {
  return v.kind == VALUE_BOOLEAN && v.as.boolean == target;
}

/* In the order of the rules an earlier match hides a later one; elsewhere the rules exclude each
 * other, so that a rule that comes to match ends the match of the other by itself. */
static way_list ways_of_table(search *s, const dmn_condition *c, bool target) {
  way_list any = (way_list){0};
  dmn_hit_policy policy = c->table->hit_policy;
  bool is_ordered = policy == DMN_FIRST || policy == DMN_PRIORITY;
  if (!is_ordered && policy != DMN_UNIQUE && policy != DMN_ANY) return any;
  for (size_t i = 0; i < c->child_count && !s->failed; i++) {
    const dmn_condition *rule = c->children[i];
    if (!answers(rule->output, target)) continue;
    way_list matching = ways_of_each(s, rule, true);
    for (size_t j = 0; is_ordered && j < i && !s->failed; j++) {
      const dmn_condition *earlier = c->children[j];
      if (answers(earlier->output, target) || value_is_false(earlier->result)) continue;
      way_list hidden = ways_of_some(s, earlier, false);
      matching = list_product(s, &matching, &hidden);
    }
    list_add_all(s, &any, &matching);
  }
  return any;
}

static way_list ways_of(search *s, const dmn_condition *c, bool target) {
  if (s->failed) return (way_list){0};
  if (c->kind != DMN_CONDITION_RULE && answers(c->result, target)) return list_of_nothing_to_do(s);
  way_list list = {0};
  switch (c->kind) {
    case DMN_CONDITION_ATOM:
      list_add(s, &list, &(way){.count = 1, .items = {c->atom * 2 + target}});
      return list;
    case DMN_CONDITION_ALL:
      return target ? ways_of_each(s, c, true) : ways_of_some(s, c, false);
    case DMN_CONDITION_ANY:
      return target ? ways_of_some(s, c, true) : ways_of_each(s, c, false);
    case DMN_CONDITION_NOT:
      return ways_of(s, c->children[0], !target);
    case DMN_CONDITION_DECISION:
      return ways_of(s, c->children[0], target);
    case DMN_CONDITION_CHOICE:
      return ways_of_choice(s, c, target);
    case DMN_CONDITION_TABLE:
      return ways_of_table(s, c, target);
    default:
      return list;
  }
}

/* --- Distances --- */

static bool is_ordering(dmn_comparison comparison) {
  return comparison >= DMN_LESS && comparison <= DMN_GREATER_EQUAL;
}

/* The numerator of a/b when `operand` is one with a positive denominator. */
static bool find_numerator(dmn_condition_tree *tree, dmn_operand operand, dmn_operand *numerator,
                           value *denominator_value) {
  dmn_operand quotient = dmn_operand_follow(tree, operand);
  const instruction *in = &quotient.program->code[quotient.instruction];
  if (in->opcode != OP_DIVIDE) return false;
  *numerator = (dmn_operand){quotient.program, in->a, quotient.frame};
  *denominator_value =
      dmn_operand_value(tree, (dmn_operand){quotient.program, in->b, quotient.frame});
  decimal zero = decimal_of(0);
  return denominator_value->kind == VALUE_NUMBER &&
         decimal_compare(&denominator_value->as.number, &zero) > 0;
}

static void set_distance(search *s, dmn_gap *gap) {
  const dmn_condition *c = gap->condition;
  bool is_measured = is_ordering(gap->comparison) ||
                     (gap->comparison == DMN_EQUAL && c->left.kind == VALUE_NUMBER);
  if (!is_measured || gap->is_missing) return;
  arena *a = s->tree->arena;
  dmn_operand numerator;
  value denominator;
  if (c->left.kind == VALUE_NUMBER && c->right.kind == VALUE_NUMBER &&
      find_numerator(s->tree, c->left_operand, &numerator, &denominator)) {
    value wanted = value_multiply(a, c->right, denominator);
    gap->distance = value_subtract(a, wanted, dmn_operand_value(s->tree, numerator));
    gap->distance_in = dmn_operand_text(s->tree, numerator);
  } else {
    gap->distance = value_subtract(a, c->right, c->left);
    gap->distance_in = dmn_operand_text(s->tree, c->left_operand);
  }
  if (gap->distance.kind == VALUE_NULL) gap->distance_in = (text){"", 0};
  gap->is_strict = gap->comparison == DMN_LESS || gap->comparison == DMN_GREATER;
}

static dmn_gap make_gap(search *s, uint32_t item) {
  const dmn_condition *atom = s->tree->atoms[item / 2];
  bool becomes_true = item % 2;
  dmn_gap gap = {
      .condition = atom,
      .comparison = becomes_true ? atom->comparison : dmn_comparison_negated(atom->comparison),
      .is_negated = !becomes_true,
      .is_missing = atom->result.kind != VALUE_BOOLEAN,
      .distance = value_null()};
  set_distance(s, &gap);
  return gap;
}

/* --- Verifying: change the inputs and evaluate again --- */

typedef struct input_change {
  bool is_changed;
  value to;
} input_change;

/* An input that moves the operand one to one, and in which direction. */
static const dmn_element *find_lever(dmn_condition_tree *tree, dmn_operand operand,
                                     bool *is_inverse, unsigned depth) {
  if (depth > LIMIT_FEEL_DEPTH) return NULL;
  const dmn_element *element = dmn_operand_element(tree, operand);
  if (element && element->kind == DMN_INPUT) {
    value now = dmn_evaluation_frame(tree->evaluation)[element->slot];
    return now.kind == VALUE_NUMBER ? element : NULL;
  }
  dmn_operand o = dmn_operand_follow(tree, operand);
  const instruction *in = &o.program->code[o.instruction];
  dmn_operand first = {o.program, in->a, o.frame}, second = {o.program, in->b, o.frame};
  if (in->opcode == OP_ADD || in->opcode == OP_SUBTRACT) {
    const dmn_element *lever = find_lever(tree, first, is_inverse, depth + 1);
    if (lever) return lever;
    if (in->opcode == OP_SUBTRACT) *is_inverse = !*is_inverse;
    return find_lever(tree, second, is_inverse, depth + 1);
  }
  if (in->opcode == OP_IF) {
    bool holds = value_is_true(dmn_operand_value(tree, first));
    dmn_operand taken = {o.program, holds ? in->b : in->c, o.frame};
    return find_lever(tree, taken, is_inverse, depth + 1);
  }
  return NULL;
}

/* A little more than the distance, where the distance itself is not enough. */
static decimal beyond(const dmn_gap *gap) {
  decimal step = decimal_scaled(1, -2), distance = gap->distance.as.number, moved = distance;
  bool downwards = gap->comparison == DMN_LESS;
  if (gap->is_strict && downwards) decimal_subtract(&distance, &step, &moved);
  if (gap->is_strict && !downwards) decimal_add(&distance, &step, &moved);
  return moved;
}

/* Two conditions on one input: the larger move of the same direction serves both. */
static bool merge_change(input_change *change, value now, value to) {
  if (!change->is_changed) {
    *change = (input_change){true, to};
    return true;
  }
  if (to.kind != VALUE_NUMBER || change->to.kind != VALUE_NUMBER)
    return value_identical(change->to, to);
  int before = decimal_compare(&change->to.as.number, &now.as.number);
  int after = decimal_compare(&to.as.number, &now.as.number);
  if (before * after < 0) return false;
  int order = decimal_compare(&to.as.number, &change->to.as.number);
  if (order * after > 0) change->to = to;
  return true;
}

static bool move_number(search *s, const dmn_gap *gap, input_change *changes) {
  dmn_operand operand = gap->condition->left_operand, numerator;
  value denominator;
  if (find_numerator(s->tree, operand, &numerator, &denominator)) operand = numerator;
  bool is_inverse = false;
  const dmn_element *lever = find_lever(s->tree, operand, &is_inverse, 0);
  if (!lever) return false;
  value now = dmn_evaluation_frame(s->tree->evaluation)[lever->slot];
  decimal move = beyond(gap), to;
  if (is_inverse) move = decimal_negate(&move);
  if (!decimal_add(&now.as.number, &move, &to)) return false;
  return merge_change(&changes[lever->slot], now, value_number(to));
}

/* The value that makes the comparison hold for an input that stands on its left by itself. */
static bool value_that_fits(const dmn_gap *gap, value *out) {
  const dmn_condition *c = gap->condition;
  switch (gap->comparison) {
    case DMN_HOLDS:
      *out = value_boolean(!gap->is_negated);
      return true;
    case DMN_EQUAL:
      *out = c->right;
      return true;
    case DMN_NOT_EQUAL:
      if (c->right.kind != VALUE_BOOLEAN) return false;
      *out = value_boolean(!c->right.as.boolean);
      return true;
    case DMN_IN:
      if (c->right.kind != VALUE_LIST || c->right.as.list->count == 0) return false;
      *out = c->right.as.list->items[0];
      return true;
    case DMN_LESS_EQUAL:
    case DMN_GREATER_EQUAL:
      *out = c->right;
      return true;
    default:
      return false;
  }
}

static bool apply_gap(search *s, const dmn_gap *gap, input_change *changes) {
  if (gap->is_missing) return false;
  if (gap->distance.kind == VALUE_NUMBER) return move_number(s, gap, changes);
  const dmn_element *element = dmn_operand_element(s->tree, gap->condition->left_operand);
  value to;
  if (!element || element->kind != DMN_INPUT || !value_that_fits(gap, &to)) return false;
  value now = dmn_evaluation_frame(s->tree->evaluation)[element->slot];
  return merge_change(&changes[element->slot], now, to);
}

/* What the decision would be with the changed inputs. */
static value try_changes(search *s, const input_change *changes) {
  const dmn_model *model = s->tree->model;
  const value *now = dmn_evaluation_frame(s->tree->evaluation);
  dmn_evaluation_reset(s->trial);
  for (uint32_t i = 0; i < model->input_count; i++) {
    value v = changes[i].is_changed ? changes[i].to : now[i];
    if (v.kind != VALUE_UNKNOWN) dmn_evaluation_bind(s->trial, i, v);
  }
  return dmn_evaluation_decide(s->trial, s->tree->root->decision);
}

typedef enum verdict { VERDICT_ENOUGH, VERDICT_NOT_ENOUGH, VERDICT_OPEN } verdict;

/* Adds the changes that the gaps ask for, which are measured in the tree of `s`. */
static bool apply_gaps(search *s, const dmn_way *w, input_change *changes) {
  size_t count = s->tree->model->input_count;
  input_change *fresh = ARENA_ARRAY(s->scratch, input_change, count + 1);
  if (!fresh) return false;
  for (size_t i = 0; i < w->gap_count; i++)
    if (!apply_gap(s, &w->gaps[i], fresh)) return false;
  for (size_t i = 0; i < count; i++)
    if (fresh[i].is_changed) changes[i] = fresh[i];
  return true;
}

static verdict judge(search *s, const input_change *changes) {
  value result = try_changes(s, changes);
  if (answers(result, s->wanted)) return VERDICT_ENOUGH;
  return answers(result, !s->wanted) ? VERDICT_NOT_ENOUGH : VERDICT_OPEN;
}

static dmn_gap *find_gap(const dmn_way *w, const dmn_gap *gap) {
  for (size_t i = 0; i < w->gap_count; i++)
    if (w->gaps[i].condition == gap->condition) return &w->gaps[i];
  return NULL;
}

/* A gap of the changed record: a new one, or more of one that is there; false when they disagree.
 */
static bool add_gap(search *s, dmn_way *w, const dmn_gap *added) {
  dmn_gap *known = find_gap(w, added);
  if (!known) {
    w->gaps[w->gap_count++] = *added;
    return true;
  }
  if (known->is_negated != added->is_negated) return false;
  value sum = value_add(s->tree->arena, known->distance, added->distance);
  if (sum.kind != VALUE_NUMBER) return false;
  known->distance = sum;
  return true;
}

/* The conditions depend on each other (more revenue lowers the ratio): adds what is lacking once
 * the inputs are changed, measured there.  `s->trial` holds the changed record. */
static bool extend(search *s, dmn_way *w, input_change *changes) {
  dmn_condition_tree changed;
  if (!dmn_condition_tree_make(&changed, s->tree->model, s->trial, s->tree->root->decision,
                               s->scratch) ||
      changed.atom_count != s->tree->atom_count)
    return false;
  search inner = *s;
  inner.tree = &changed;
  way_list found = ways_of(&inner, changed.root, s->wanted);
  if (inner.failed || found.count == 0) return false;
  const way *smallest = &found.ways[0];
  dmn_way more = {.gaps = ARENA_ARRAY(s->scratch, dmn_gap, smallest->count + 1u)};
  dmn_gap *gaps = ARENA_ARRAY(s->tree->arena, dmn_gap, w->gap_count + smallest->count + 1);
  if (!more.gaps || !gaps) return false;
  for (uint32_t i = 0; i < smallest->count; i++)
    more.gaps[more.gap_count++] = make_gap(&inner, smallest->items[i]);
  if (!apply_gaps(&inner, &more, changes)) return false;
  memcpy(gaps, w->gaps, w->gap_count * sizeof *gaps);
  w->gaps = gaps;
  for (size_t i = 0; i < more.gap_count; i++) {
    /* The texts and present values are those of the record as it is. */
    more.gaps[i].condition = s->tree->atoms[more.gaps[i].condition->atom];
    if (!add_gap(s, w, &more.gaps[i])) return false;
  }
  return true;
}

/* Notes what was enough. */
static bool take_changes(search *s, dmn_way *w, const input_change *changes) {
  size_t count = s->tree->model->input_count;
  dmn_change *taken = ARENA_ARRAY(s->tree->arena, dmn_change, count + 1);
  if (!taken) return false;
  w->change_count = 0;
  for (uint32_t i = 0; i < count; i++)
    if (changes[i].is_changed) taken[w->change_count++] = (dmn_change){i, changes[i].to};
  w->changes = taken;
  return true;
}

/* False when the way is known not to be enough, even when it is extended at most `extensions`
 * times. */
static bool verify(search *s, dmn_way *w, int extensions) {
  input_change *changes = ARENA_ARRAY(s->scratch, input_change, s->tree->model->input_count + 1);
  if (!changes || !apply_gaps(s, w, changes)) return changes != NULL;
  verdict v = judge(s, changes);
  for (int i = 0; i < extensions && v == VERDICT_NOT_ENOUGH; i++) {
    if (!extend(s, w, changes)) return false;
    v = judge(s, changes);
  }
  w->is_verified = v == VERDICT_ENOUGH && take_changes(s, w, changes);
  return v != VERDICT_NOT_ENOUGH;
}

/* --- Results --- */

static bool has_all_gaps(const dmn_way *larger, const dmn_way *smaller) {
  for (size_t i = 0; i < smaller->gap_count; i++)
    if (!find_gap(larger, &smaller->gaps[i])) return false;
  return true;
}

/* Fewest gaps first; a way that contains another is left out. */
static void keep_way(dmn_near_miss *out, dmn_way added) {
  size_t kept = 0;
  for (size_t i = 0; i < out->way_count; i++)
    if (has_all_gaps(&added, &out->ways[i])) return;
  for (size_t i = 0; i < out->way_count; i++)
    if (!has_all_gaps(&out->ways[i], &added)) out->ways[kept++] = out->ways[i];
  size_t place = kept;
  while (place > 0 && out->ways[place - 1].gap_count > added.gap_count) place--;
  memmove(&out->ways[place + 1], &out->ways[place], (kept - place) * sizeof *out->ways);
  out->ways[place] = added;
  out->way_count = kept + 1;
}

/* The gaps of a set of atoms; NULL gaps when memory is out. */
static dmn_way make_way(search *s, const way *w) {
  dmn_way made = {.gaps = ARENA_ARRAY(s->tree->arena, dmn_gap, w->count + 1u)};
  for (uint32_t i = 0; made.gaps && i < w->count; i++)
    made.gaps[made.gap_count++] = make_gap(s, w->items[i]);
  return made;
}

/* First the ways that are enough as they are; then, of the others, those that become so by adding
 * no more conditions than these have. */
static bool make_ways(search *s, const way_list *found, dmn_near_miss *out) {
  out->ways = ARENA_ARRAY(s->tree->arena, dmn_way, found->count * 2 + 1);
  if (!out->ways) return false;
  for (size_t i = 0; i < found->count; i++) {
    dmn_way made = make_way(s, &found->ways[i]);
    if (!made.gaps) return false;
    if (verify(s, &made, 0)) keep_way(out, made);
  }
  size_t fewest = out->way_count > 0 ? out->ways[0].gap_count : SIZE_MAX;
  for (size_t i = 0; i < found->count; i++) {
    dmn_way made = make_way(s, &found->ways[i]);
    if (!made.gaps) return false;
    bool is_extended = made.gap_count <= fewest && !verify(s, &made, 0) &&
                       verify(s, &made, NEAR_MISS_EXTENSIONS_MAX);
    if (is_extended && made.gap_count <= fewest) keep_way(out, made);
  }
  return true;
}

bool dmn_near_miss_candidates(dmn_condition_tree *tree, bool wanted, arena *a,
                              const dmn_candidate **out, size_t *count_out) {
  search s = {.tree = tree, .wanted = wanted, .scratch = a};
  way_list found = ways_of(&s, tree->root, wanted);
  dmn_candidate *candidates = ARENA_ARRAY(a, dmn_candidate, found.count + 1);
  if (s.failed || !candidates) return false;
  for (size_t i = 0; i < found.count; i++)
    candidates[i] = (dmn_candidate){found.ways[i].items, found.ways[i].count};
  *out = candidates;
  *count_out = found.count;
  return true;
}

const dmn_near_miss *dmn_near_miss_of_tree(dmn_condition_tree *tree, bool wanted) {
  dmn_near_miss *out = ARENA_NEW(tree->arena, dmn_near_miss);
  if (!out) return NULL;
  if (answers(tree->root->result, wanted)) {
    out->is_met = true;
    return out;
  }
  const evaluation *core = dmn_evaluation_core(tree->evaluation);
  dmn_evaluation_options options = {.now = core->now, .three_valued = core->three_valued};
  search s = {.tree = tree, .wanted = wanted, .scratch = arena_create(0)};
  s.trial = dmn_evaluation_create(tree->model, &options);
  bool is_complete = false;
  if (s.scratch && s.trial) {
    way_list found = ways_of(&s, tree->root, wanted);
    is_complete = !s.failed && make_ways(&s, &found, out);
  }
  dmn_evaluation_destroy(s.trial);
  arena_destroy(s.scratch);
  out->is_truncated = s.is_truncated;
  return is_complete ? out : NULL;
}

const dmn_near_miss *dmn_near_miss_find(const dmn_model *model, dmn_evaluation *evaluation_of,
                                        const dmn_element *decision, bool wanted, arena *a) {
  dmn_condition_tree tree;
  if (!dmn_condition_tree_make(&tree, model, evaluation_of, decision, a)) return NULL;
  return dmn_near_miss_of_tree(&tree, wanted);
}
