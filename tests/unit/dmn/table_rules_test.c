/* Tables as sets: pieces of columns, what cells certainly or possibly allow, whole numbers. */
#include "dmn/table_rules.h"

#include "base/limits.h"
#include "dmn/decision_table.h"
#include "support/dmn.h"

#define ENTRY(kind, written) "<" kind "><text>" written "</text></" kind ">"
#define RULE(a, b, output) \
  "<rule>" ENTRY("inputEntry", a) ENTRY("inputEntry", b) ENTRY("outputEntry", output) "</rule>"

static const char MODEL[] = "<itemDefinition name='tShare'><typeRef>number</typeRef>" ENTRY(
    "allowedValues",
    "[0..1]") "</itemDefinition>" DMN_INPUT_DATA("n", "number") DMN_INPUT_DATA("a", "tShare")
    DMN_DECISION_OF("total", DMN_NEEDS_INPUT("n"), DMN_FEEL("sum(n, 2 * n, 7)")) DMN_DECISION_OF(
        "d", DMN_NEEDS_INPUT("n") DMN_NEEDS_INPUT("a") DMN_NEEDS("total"),
        "<decisionTable hitPolicy='FIRST'>"
        "<input>" ENTRY("inputExpression", "total - 1") "</input>"
        "<input>" ENTRY("inputExpression", "a") "</input>"
        "<output/>" RULE("[1..2]", "&lt; 0.5", "-5")
            RULE("not(2)", "&lt; a * 2", "n") RULE("-", "0.5, null", "null") "</decisionTable>");

static bool is_n(void *context, const dmn_element *input) {
  (void)context;
  return text_is(input->name, "n");
}

/* "{0} 1 2 {3} -" with a sign behind each piece in the set. */
static const char *shown_set(const table_column *column, const uint64_t *set) {
  static char buffer[500];
  text_builder b;
  text_builder_init(&b, sizeof buffer - 1);
  for (size_t i = 0; i < column->domain.count; i++) {
    if (!bits_has(set, i)) continue;
    if (b.size != 0) text_builder_add_byte(&b, ' ');
    value_to_text(column->domain.pieces[i].sample, &b);
  }
  snprintf(buffer, sizeof buffer, "%s", b.size == 0 ? "" : b.data);
  text_builder_release(&b);
  return buffer;
}

typedef struct made_rules {
  dmn_model *model;
  arena *sets, *values;
  table_rules rules;
} made_rules;

static table_rules_result make_rules(made_rules *m, uint64_t steps) {
  static const dmn_table_analysis_options OPTIONS = {is_n, NULL};
  m->model = model_of(MODEL);
  m->sets = arena_create(0);
  m->values = arena_create(0);
  const dmn_element *d = dmn_model_find(m->model, DMN_DECISION, TEXT("d"));
  m->rules = (table_rules){.model = m->model,
                           .element = d,
                           .table = dmn_decision_table_of(d),
                           .program = d->program,
                           .native = d->program->root,
                           .options = &OPTIONS,
                           .arena = m->sets,
                           .steps_left = steps};
  while (d->program->code[m->rules.native].opcode != OP_NATIVE) m->rules.native--;
  evaluation_init(&m->rules.evaluation, m->values);
  return table_rules_make(&m->rules);
}

static void release_rules(made_rules *m) {
  arena_destroy(m->sets);
  arena_destroy(m->values);
  dmn_model_destroy(m->model);
}

static void tells_where_cells_hold(void **state) {
  (void)state;
  made_rules m;
  assert_int_equal(make_rules(&m, 1000), TABLE_RULES_OK);
  static const struct {
    size_t rule, column;
    const char *must, *may;
  } ROWS[] = {
      {0, 0, "1 2", "1 2"}, /* whole: nothing between 1 and 2 */
      {1, 0, "0 1 3 null", "0 1 3 null"},
      {2, 0, "0 1 2 3 null", "0 1 2 3 null"},
      {0, 1, "-1 0 0.2", "-1 0 0.2"},
      {1, 1, "", "-1 0 0.2 0.5 0.8 1 2 null"}, /* mentions a */
      {2, 1, "0.5 null", "0.5 null"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char name[20];
    const table_column *column = &m.rules.columns[ROWS[i].column];
    snprintf(name, sizeof name, "%zu, %zu", ROWS[i].rule, ROWS[i].column);
    CHECK_ROW_TEXT(name,
                   shown_set(column, table_rules_must(&m.rules, ROWS[i].rule, ROWS[i].column)),
                   ROWS[i].must);
    CHECK_ROW_TEXT(name, shown_set(column, table_rules_may(&m.rules, ROWS[i].rule, ROWS[i].column)),
                   ROWS[i].may);
  }
  assert_string_equal(shown_set(&m.rules.columns[1], m.rules.columns[1].allowed),
                      "0 0.2 0.5 0.8 1 null");
  assert_string_equal(shown_set(&m.rules.columns[0], m.rules.columns[0].allowed), "0 1 2 3");
  release_rules(&m);
}

static void tells_constant_outputs(void **state) {
  (void)state;
  made_rules m;
  assert_int_equal(make_rules(&m, 1000), TABLE_RULES_OK);
  const dmn_table *table = m.rules.table;
  value v;
  assert_true(table_rules_constant(&m.rules, table->rules[0].outputs[0].part, &v));
  assert_string_equal(shown(m.model, v), "-5");
  assert_false(table_rules_constant(&m.rules, table->rules[1].outputs[0].part, &v));
  assert_true(table_rules_constant(&m.rules, table->rules[2].outputs[0].part, &v));
  assert_true(value_is_null(v));
  assert_false(table_rules_constant(&m.rules, DMN_NO_CELL, &v));
  release_rules(&m);
}

static void stops_when_steps_are_spent(void **state) {
  (void)state;
  for (uint64_t steps = 0; steps < 30; steps++) {
    made_rules m;
    table_rules_result result = make_rules(&m, steps);
    assert_true(result == TABLE_RULES_TOO_LARGE || steps > 10);
    release_rules(&m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tells_where_cells_hold),
                                     cmocka_unit_test(tells_constant_outputs),
                                     cmocka_unit_test(stops_when_steps_are_spent)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
