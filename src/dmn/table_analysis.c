/* Gaps, overlaps and dead rules of decision tables, each with a witness.
 *
 * A gap is looked for with what may match, an overlap with what must: a condition that could not be
 * read never makes a finding, it only hides some. */
#include "dmn/table_analysis.h"

#include "base/limits.h"
#include "base/messages/dmn.h"
#include "dmn/decision_table.h"
#include "dmn/table_report.h"
#include "dmn/table_rules.h"
#include "feel/interpreter.h"

static const dmn_rule *rule_at(const table_report *r, size_t rule) {
  return &r->rules->table->rules[rule];
}

static bool spend(table_report *r) {
  if (r->rules->steps_left == 0) return false;
  r->rules->steps_left--;
  return true;
}

/* --- Gaps --- */

/* Rules that may match where the path leads. */
static void matching_rules(const table_rules *t, const size_t *path, uint64_t *out) {
  size_t words = bits_words(t->table->rule_count);
  for (size_t w = 0; w < words; w++) out[w] = ~UINT64_C(0);
  for (size_t i = 0; i < t->table->input_count; i++) {
    const uint64_t *rules = t->columns[i].may + path[i] * words;
    for (size_t w = 0; w < words; w++) out[w] &= rules[w];
  }
  if (t->table->rule_count % 64 != 0 && words != 0) {
    out[words - 1] &= (UINT64_C(1) << t->table->rule_count % 64) - 1;
  }
}

/* The first rule in `in` that is not in `except`, or DMN_NO_INDEX. */
static int32_t first_rule(const uint64_t *in, const uint64_t *except, size_t rule_count) {
  for (size_t i = 0; i < rule_count; i++) {
    if (bits_has(in, i) && !bits_has(except, i)) return (int32_t)i;
  }
  return DMN_NO_INDEX;
}

static bool is_wanted(const table_column *c, size_t piece) {
  return piece < c->domain.count && bits_has(c->allowed, piece) && !c->is_null[piece];
}

/* True when one rule ends just below the point of the path in `column` and another begins just
 * above it; `sides` has room for two sets of rules. */
static bool is_boundary(const table_rules *t, size_t *path, size_t column, uint64_t *sides,
                        int32_t rules_out[2]) {
  const table_column *c = &t->columns[column];
  size_t point = path[column], words = bits_words(t->table->rule_count);
  if (!c->domain.is_ordered || !c->is_point[point] || point == 0) return false;
  if (!is_wanted(c, point) || !is_wanted(c, point - 1) || !is_wanted(c, point + 1)) return false;
  path[column] = point - 1;
  matching_rules(t, path, sides);
  path[column] = point + 1;
  matching_rules(t, path, sides + words);
  path[column] = point;
  rules_out[0] = first_rule(sides, sides + words, t->table->rule_count);
  rules_out[1] = first_rule(sides + words, sides, t->table->rule_count);
  return rules_out[0] != DMN_NO_INDEX && rules_out[1] != DMN_NO_INDEX;
}

typedef struct gap_search {
  table_report *report;
  size_t *path;
  uint64_t *sides;
} gap_search;

static bool tell_gap(void *context, const size_t *path, size_t column, size_t first, size_t last) {
  gap_search *search = context;
  table_report *r = search->report;
  const table_rules *t = r->rules;
  bool has_null = false;
  for (size_t i = 0; i < t->table->input_count; i++) {
    search->path[i] = path[i];
    has_null |= t->columns[i].is_null[path[i]];
  }
  (void)column, (void)first, (void)last;
  table_fact fact = {.kind = DMN_FINDING_GAP,
                     .message = has_null ? MESSAGE_DMN_TABLE_GAP_NULL : MESSAGE_DMN_TABLE_GAP,
                     .path = search->path,
                     .rules = {DMN_NO_INDEX, DMN_NO_INDEX},
                     .column = DMN_NO_INDEX};
  for (size_t i = 0; i < t->table->input_count && !has_null; i++) {
    if (!is_boundary(t, search->path, i, search->sides, fact.rules)) continue;
    fact.kind = DMN_FINDING_BOUNDARY_GAP;
    fact.message = MESSAGE_DMN_TABLE_BOUNDARY_GAP;
    fact.column = (int32_t)i;
    break;
  }
  return table_report_combination(r, &fact);
}

/* What a sweep says when it could not end by itself. */
static void note_sweep(table_report *r, cover_result result) {
  if (result == COVER_TOO_LARGE || result == COVER_OUT_OF_MEMORY) r->is_too_large = true;
}

static cover_column cover_column_of(const table_column *c, const uint64_t *rules,
                                    const uint64_t *wanted) {
  return (cover_column){.piece_count = c->domain.count,
                        .rules = rules,
                        .wanted = wanted,
                        .is_point = c->is_point,
                        .is_apart = c->is_null};
}

static bool expects_result(const dmn_table *table) {
  for (size_t i = 0; i < table->output_count; i++) {
    if (table->outputs[i].default_part != DMN_NO_CELL) return false;
  }
  return table->hit_policy == DMN_UNIQUE || table->hit_policy == DMN_ANY ||
         table->hit_policy == DMN_FIRST || table->hit_policy == DMN_PRIORITY;
}

static void find_gaps(table_report *r) {
  table_rules *t = r->rules;
  size_t columns = t->table->input_count, words = bits_words(t->table->rule_count);
  if (!expects_result(t->table)) return;
  cover_column *covers = ARENA_ARRAY(t->arena, cover_column, columns + 1);
  uint64_t *every = ARENA_ARRAY(t->arena, uint64_t, words + 1);
  gap_search search = {r, ARENA_ARRAY(t->arena, size_t, columns + 1),
                       ARENA_ARRAY(t->arena, uint64_t, 2 * words + 1)};
  if (!covers || !every || !search.path || !search.sides) {
    r->is_too_large = true;
    return;
  }
  for (size_t i = 0; i < columns; i++) {
    const table_column *c = &t->columns[i];
    covers[i] = cover_column_of(c, c->may, c->allowed);
  }
  for (size_t i = 0; i < t->table->rule_count; i++) bits_add(every, i);
  cover_sweep sweep = {.arena = t->arena,
                       .columns = covers,
                       .column_count = columns,
                       .rule_count = t->table->rule_count,
                       .rules = every,
                       .visit = tell_gap,
                       .context = &search,
                       .steps_left = &t->steps_left};
  note_sweep(r, cover_run(&sweep));
}

/* --- Two rules on one combination --- */

/* A piece of `column` in which both rules match, a point when there is one; SIZE_MAX: none. */
static size_t common_piece(const table_rules *t, size_t x, size_t y, size_t column,
                           size_t *count_out) {
  const table_column *c = &t->columns[column];
  const uint64_t *of_x = table_rules_must(t, x, column), *of_y = table_rules_must(t, y, column);
  size_t found = SIZE_MAX;
  *count_out = 0;
  for (size_t w = 0; w < bits_words(c->domain.count); w++) {
    uint64_t both = of_x[w] & of_y[w] & c->allowed[w];
    for (; both != 0; both &= both - 1) {
      size_t piece = w * 64 + (size_t)__builtin_ctzll(both);
      ++*count_out;
      if (found == SIZE_MAX || (c->is_point[piece] && !c->is_point[found])) found = piece;
    }
  }
  return found;
}

/* True when the rules share only a point of the column and part there. */
static bool part_at_point(const table_rules *t, size_t x, size_t y, size_t column, size_t point) {
  const table_column *c = &t->columns[column];
  if (!c->domain.is_ordered || !c->is_point[point] || point == 0) return false;
  if (!is_wanted(c, point - 1) || !is_wanted(c, point + 1)) return false;
  const uint64_t *of_x = table_rules_must(t, x, column), *of_y = table_rules_must(t, y, column);
  bool x_is_below = bits_has(of_x, point - 1) && bits_has(of_y, point + 1);
  bool y_is_below = bits_has(of_y, point - 1) && bits_has(of_x, point + 1);
  return x_is_below || y_is_below;
}

static bool have_different_outputs(const table_rules *t, size_t x, size_t y) {
  for (size_t i = 0; i < t->table->output_count; i++) {
    value of_x, of_y;
    if (table_rules_constant(t, t->table->rules[x].outputs[i].part, &of_x) &&
        table_rules_constant(t, t->table->rules[y].outputs[i].part, &of_y) &&
        !value_identical(of_x, of_y) && value_equal(of_x, of_y) != TERNARY_TRUE) {
      return true;
    }
  }
  return false;
}

/* Tells of the pair when some combination matches both; false ends the search. */
static bool compare_rules(table_report *r, size_t x, size_t y, size_t *path) {
  const table_rules *t = r->rules;
  bool is_unique = t->table->hit_policy == DMN_UNIQUE;
  table_fact fact = {.kind = DMN_FINDING_OVERLAP,
                     .message = MESSAGE_DMN_TABLE_OVERLAP,
                     .path = path,
                     .rules = {(int32_t)x, (int32_t)y},
                     .column = DMN_NO_INDEX,
                     .is_error = true};
  for (size_t i = 0; i < t->table->input_count; i++) {
    size_t count = 0;
    path[i] = common_piece(t, x, y, i, &count);
    if (path[i] == SIZE_MAX) return true;
    if (fact.column == DMN_NO_INDEX && count == 1 && part_at_point(t, x, y, i, path[i])) {
      fact.column = (int32_t)i;
    }
  }
  if (!is_unique) {
    if (!have_different_outputs(t, x, y)) return true;
    fact.kind = DMN_FINDING_CONFLICT;
    fact.message = MESSAGE_DMN_TABLE_CONFLICT;
    fact.column = DMN_NO_INDEX;
  } else if (fact.column != DMN_NO_INDEX) {
    fact.kind = DMN_FINDING_BOUNDARY_OVERLAP;
    fact.message = MESSAGE_DMN_TABLE_BOUNDARY_OVERLAP;
  }
  return table_report_combination(r, &fact);
}

static void find_overlaps(table_report *r) {
  const table_rules *t = r->rules;
  if (t->table->hit_policy != DMN_UNIQUE && t->table->hit_policy != DMN_ANY) return;
  size_t *path = ARENA_ARRAY(t->arena, size_t, t->table->input_count + 1);
  if (path == NULL) r->is_too_large = true;
  for (size_t i = 0; i < t->table->rule_count && path != NULL; i++) {
    for (size_t j = i + 1; j < t->table->rule_count; j++) {
      if (!spend(r)) {
        r->is_too_large = true;
        return;
      }
      if (!compare_rules(r, i, j, path)) return;
    }
  }
}

/* --- Rules that never fire --- */

/* True when some cell of the rule holds nowhere, which is told. */
static bool has_empty_condition(table_report *r, size_t rule) {
  const table_rules *t = r->rules;
  for (size_t i = 0; i < t->table->input_count; i++) {
    const table_column *c = &t->columns[i];
    const uint64_t *may = table_rules_may(t, rule, i);
    if (bits_meet(may, c->possible, bits_words(c->domain.count))) continue;
    const source_text *source = &rule_at(r, rule)->inputs[i].source;
    table_report_cell(r, DMN_FINDING_EMPTY_CONDITION, MESSAGE_DMN_TABLE_EMPTY_CONDITION, rule, i,
                      source);
    return true;
  }
  return false;
}

static bool stop_at_uncovered(void *context, const size_t *path, size_t column, size_t first,
                              size_t last) {
  (void)context, (void)path, (void)column, (void)first, (void)last;
  return false;
}

/* Whether the rules in `others` decide all that could match `rule`. */
static bool is_covered(table_report *r, size_t rule, const uint64_t *others) {
  table_rules *t = r->rules;
  size_t columns = t->table->input_count;
  cover_column *covers = ARENA_ARRAY(t->arena, cover_column, columns + 1);
  for (size_t i = 0; i < columns && covers != NULL; i++) {
    const table_column *c = &t->columns[i];
    size_t words = bits_words(c->domain.count);
    uint64_t *wanted = ARENA_ARRAY(t->arena, uint64_t, words);
    if (wanted == NULL) covers = NULL;
    if (wanted == NULL) break;
    const uint64_t *may = table_rules_may(t, rule, i);
    for (size_t w = 0; w < words; w++) wanted[w] = may[w] & c->possible[w];
    covers[i] = cover_column_of(c, c->must, wanted);
  }
  if (covers == NULL) {
    r->is_too_large = true;
    return false;
  }
  cover_sweep sweep = {.arena = t->arena,
                       .columns = covers,
                       .column_count = columns,
                       .rule_count = t->table->rule_count,
                       .rules = others,
                       .visit = stop_at_uncovered,
                       .steps_left = &t->steps_left};
  cover_result result = cover_run(&sweep);
  note_sweep(r, result);
  return result == COVER_DONE;
}

/* Leaves out of `others` what is not needed to cover the rule. */
static void find_smallest_cover(table_report *r, size_t rule, uint64_t *others) {
  for (size_t i = r->rules->table->rule_count; i-- > 0;) {
    if (!bits_has(others, i)) continue;
    others[i / 64] ^= UINT64_C(1) << i % 64;
    if (!is_covered(r, rule, others)) bits_add(others, i);
  }
}

static void find_shadowed(table_report *r, size_t rule, const table_order *order) {
  table_rules *t = r->rules;
  uint64_t *others = ARENA_ARRAY(t->arena, uint64_t, bits_words(t->table->rule_count));
  if (others == NULL) {
    r->is_too_large = true;
    return;
  }
  bool has_any = false;
  for (size_t i = 0; i < t->table->rule_count; i++) {
    bool comes_first = i != rule && table_order_is_before(order, i, rule);
    if (comes_first) bits_add(others, i);
    has_any |= comes_first;
  }
  if (!has_any || !is_covered(r, rule, others)) return;
  find_smallest_cover(r, rule, others);
  table_report_shadowed(r, rule, others);
}

static void find_dead_rules(table_report *r) {
  const table_rules *t = r->rules;
  bool has_order = t->table->hit_policy == DMN_FIRST || t->table->hit_policy == DMN_PRIORITY;
  table_order order = {0};
  if (has_order && !table_order_make(&order, r->rules)) r->is_too_large = true;
  for (size_t i = 0; i < t->table->rule_count && !r->is_ended && !r->is_too_large; i++) {
    arena_mark mark = arena_get_mark(t->arena);
    if (!has_empty_condition(r, i) && has_order) find_shadowed(r, i, &order);
    arena_rewind(t->arena, mark);
  }
}

/* --- What could not be read --- */

/* One finding for each column: the first of its cells. */
static void find_unread(table_report *r) {
  const table_rules *t = r->rules;
  for (size_t i = 0; i < t->table->input_count; i++) {
    for (size_t j = 0; j < t->table->rule_count; j++) {
      const dmn_cell *cell = &rule_at(r, j)->inputs[i];
      if (cell->part == DMN_NO_CELL || t->is_readable[cell->part]) continue;
      table_report_cell(r, DMN_FINDING_NOT_ANALYSED, MESSAGE_DMN_TABLE_NOT_ANALYSED, j, i,
                        &cell->source);
      break;
    }
  }
}

/* --- One table, all tables --- */

static void analyse_table(table_report *r) {
  if (table_rules_make(r->rules) != TABLE_RULES_OK) {
    r->is_too_large = true;
  } else {
    find_unread(r);
    table_report_outputs(r);
    find_dead_rules(r);
    if (!r->is_ended && !r->is_too_large) find_overlaps(r);
    if (!r->is_ended && !r->is_too_large) find_gaps(r);
  }
  table_report_end(r);
}

/* The program of the logic of an element, or NULL. */
static const program *program_of(const dmn_element *element) {
  if (element->kind == DMN_DECISION) return element->program;
  const value_function *function = element->function;
  if (element->kind != DMN_KNOWLEDGE || function == NULL) return NULL;
  if (function->callback != function_program_call) return NULL;
  return ((const function_program *)function->data)->program;
}

static sd_status analyse_native(const table_report *what, const table_rules *where,
                                sd_error *error) {
  arena *sets = arena_create(LIMIT_TABLE_MEMORY_BYTES);
  arena *values = arena_create(LIMIT_FEEL_MEMORY_BYTES);
  table_rules rules = *where;
  table_report report = *what;
  bool has_memory = sets != NULL && values != NULL;
  if (has_memory) {
    rules.arena = sets;
    rules.steps_left = LIMIT_TABLE_STEPS;
    evaluation_init(&rules.evaluation, values);
    report.rules = &rules;
    analyse_table(&report);
  }
  arena_destroy(sets);
  arena_destroy(values);
  bool is_out = !has_memory || report.is_out_of_memory;
  return is_out ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

sd_status dmn_table_analyse(const dmn_model *model, const dmn_element *element,
                            const dmn_table_analysis_options *options, arena *a,
                            dmn_table_finding_visitor *visit, void *context, sd_error *error) {
  static const dmn_table_analysis_options NO_OPTIONS = {0};
  const program *p = element->is_faulty || element->is_refused ? NULL : program_of(element);
  if (p == NULL) return SD_OK;
  table_report report = {.arena = a, .visit = visit, .context = context};
  for (uint32_t i = 0; i < p->count; i++) {
    if (p->code[i].opcode != OP_NATIVE) continue;
    const program_native *native = &p->natives[p->code[i].b];
    if (native->function != &dmn_table_native) continue;
    table_rules rules = {.model = model,
                         .element = element,
                         .table = native->data,
                         .program = p,
                         .native = i,
                         .options = options == NULL ? &NO_OPTIONS : options};
    TRY(analyse_native(&report, &rules, error));
  }
  return SD_OK;
}

const char *dmn_finding_kind_name(dmn_finding_kind kind) {
  static const char *const FINDING_KIND_NAMES[] = {
      [DMN_FINDING_GAP] = "gap",
      [DMN_FINDING_BOUNDARY_GAP] = "boundary-gap",
      [DMN_FINDING_OVERLAP] = "overlap",
      [DMN_FINDING_BOUNDARY_OVERLAP] = "boundary-overlap",
      [DMN_FINDING_CONFLICT] = "conflict",
      [DMN_FINDING_EMPTY_CONDITION] = "empty-condition",
      [DMN_FINDING_SHADOWED] = "shadowed",
      [DMN_FINDING_OUTPUT] = "output",
      [DMN_FINDING_NOT_ANALYSED] = "not-analysed",
      [DMN_FINDING_TOO_LARGE] = "too-large"};
  return FINDING_KIND_NAMES[kind];
}
