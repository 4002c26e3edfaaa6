/* Near misses of columns are those of the record evaluator: every form of condition, random facts.
 */
#include "column/near_miss.h"

#include "base/calendar.h"
#include "base/random.h"
#include "support/column_model.h"
#include "support/near_miss_compare.h"
#include "support/table.h"

#define ALL              \
  NEEDS_INPUT("rd")      \
  NEEDS_INPUT("before")  \
  NEEDS_INPUT("revenue") \
  NEEDS_INPUT("staff")   \
  NEEDS_INPUT("valid") NEEDS_INPUT("field") NEEDS_INPUT("founded") NEEDS_INPUT("day")
#define IS(name, text) \
  DECISION(name, "boolean", ALL NEEDS("ratio") NEEDS("total") NEEDS("points"), LITERAL(text))
#define RULE(first, second, output)                                                \
  "<rule><inputEntry><text>" first "</text></inputEntry><inputEntry><text>" second \
  "</text></inputEntry><outputEntry><text>" output "</text></outputEntry></rule>"
#define TABLE(policy, first, second, type, rules)                              \
  "<decisionTable hitPolicy='" policy "'><input><inputExpression><text>" first \
  "</text></inputExpression></input><input><inputExpression><text>" second     \
  "</text></inputExpression></input><output typeRef='" type "'/>" rules "</decisionTable>"

static const char SOURCE[] = MODEL(
    INPUT("rd", "number") INPUT("before", "number") INPUT("revenue", "number") INPUT(
        "staff", "number") INPUT("valid", "boolean") INPUT("field", "string") INPUT("founded",
                                                                                    "date")
        INPUT("day", "date") DECISION("ratio", "number", ALL, LITERAL("rd / revenue")) DECISION(
            "total", "number", ALL, LITERAL("rd + (if founded.year &lt; 2020 then before else 0)"))
            DECISION("points", "number", ALL,
                     TABLE("FIRST", "staff", "revenue", "number",
                           RULE("&lt; 10", "-", "5") RULE("[10..30)", "> 500", "12")
                               RULE("-", "-", "20"))) IS("simple", "revenue >= 1000")
                IS("strict", "staff &lt; 10") IS("quotient", "rd / revenue >= 0.05") IS(
                    "ratio and more", "revenue >= 1000 and ratio >= 0.05")
                    IS("share", "ratio > 0.08 and revenue > 1000 and rd &lt; 110") IS(
                        "sum", "total >= 150") IS("difference", "rd - before > 20 and before >= 10")
                        IS("product", "3 * staff - revenue &lt;= -100") IS(
                            "points reached", "points >= 20 and revenue >= 400")
                            IS("either", "staff >= 20 or revenue >= 1000 or field = \"green\"") IS(
                                "negated", "not(staff > 10) and valid = false")
                                IS("member", "field in (\"new\", \"green\") and rd != null") IS(
                                    "inside", "staff in [20..50] and staff &lt;= 40")
                                    IS("between", "revenue between 300 and 700") IS(
                                        "dated",
                                        "day >= date(\"2024-06-30\") and founded.year = 2020")
                                        IS("aged", "day - founded >= duration(\"P365D\")") IS(
                                            "chosen", "if valid then staff >= 20 else staff >= 100")
                                            IS("compared", "(rd > before) = true and valid") IS(
                                                "absent", "before = null or before > 50")
                                                DECISION("table", "boolean", ALL NEEDS("ratio"),
                                                         TABLE("FIRST", "revenue", "ratio",
                                                               "boolean",
                                                               RULE("&lt;= 500", ">= 0.05", "true")
                                                                   RULE("> 500", ">= 0.03", "true")
                                                                       RULE("-", "-", "false")))
                                                    DECISION(
                                                        "unique", "boolean", ALL,
                                                        TABLE("UNIQUE", "staff", "valid", "boolean",
                                                              RULE("[0..20)", "-", "false") RULE(
                                                                  ">= 20", "true", "true")
                                                                  RULE(">= 20", "false", "false")))
                                                        DECISION("both", "boolean",
                                                                 NEEDS("table") NEEDS("unique"),
                                                                 LITERAL("table and unique")));

static const char *const DECISIONS[] = {
    "simple",     "strict",  "quotient", "ratio and more", "share",  "sum",
    "difference", "product", "either",   "negated",        "member", "inside",
    "between",    "dated",   "aged",     "chosen",         "absent", "compared",
    "table",      "unique",  "both",     "points reached"};

enum { ROWS = 700, INPUTS = 8 };

typedef struct facts {
  int64_t values[INPUTS][ROWS];
  uint64_t present[INPUTS][ROWS / 64 + 1];
  column columns[INPUTS];
} facts;

static const text FIELDS[] = {{"new", 3}, {"green", 5}, {"old", 3}};

static void make_facts(facts *f) {
  static const int64_t BOUNDS[INPUTS] = {12000, 8000, 150000, 60, 2, 3, 3000, 500};
  static const column_kind KINDS[INPUTS] = {COLUMN_NUMBER, COLUMN_NUMBER,  COLUMN_NUMBER,
                                            COLUMN_NUMBER, COLUMN_BOOLEAN, COLUMN_STRING,
                                            COLUMN_DATE,   COLUMN_DATE};
  random_source r;
  random_init(&r, 5);
  for (size_t i = 0; i < INPUTS; i++) {
    for (size_t row = 0; row < ROWS; row++) {
      int64_t drawn = (int64_t)random_below(&r, (uint64_t)BOUNDS[i]);
      f->values[i][row] = i < 3    ? drawn / 100 * 100
                          : i == 6 ? 17000 + drawn
                          : i == 7 ? 19700 + drawn
                                   : drawn;
      if (random_below(&r, 12) != 0) f->present[i][row / 64] |= UINT64_C(1) << (row % 64);
    }
    f->columns[i] = (column){.kind = KINDS[i],
                             .width = 8,
                             .scale = i < 3 ? 2 : 0,
                             .values = f->values[i],
                             .present = f->present[i],
                             .dictionary = i == 5 ? FIELDS : NULL,
                             .dictionary_count = i == 5 ? 3 : 0};
    column_find_range(&f->columns[i], ROWS);
  }
}

typedef struct comparison {
  const dmn_model *model;
  const dmn_element *decision;
  bool wanted;
  const facts *facts;
  const column_near_miss *columns;
  dmn_evaluation *evaluation;
  arena *arena;
  size_t compared, verified;
} comparison;

static bool compare(void *context, size_t thread, const column_miss *miss) {
  comparison *c = context;
  assert_int_equal(thread, 0);
  dmn_evaluation_reset(c->evaluation);
  for (uint32_t i = 0; i < INPUTS; i++)
    if (column_is_present(&c->facts->columns[i], miss->row))
      dmn_evaluation_bind(c->evaluation, i, column_cell(&c->facts->columns[i], miss->row));
  value is = dmn_evaluation_decide(c->evaluation, c->decision);
  assert_true(c->wanted ? value_is_false(is) : value_is_true(is));
  arena_reset(c->arena);
  const dmn_near_miss *found =
      dmn_near_miss_find(c->model, c->evaluation, c->decision, c->wanted, c->arena);
  assert_non_null(found);
  const char *difference = difference_of_ways(c->columns, miss, found);
  if (difference != NULL)
    fail_msg("%s, row %zu: %s", c->decision->name.data, miss->row, difference);
  c->compared++;
  for (size_t i = 0; i < miss->way_count; i++) c->verified += miss->ways[i].is_verified;
  return true;
}

static void compare_decision(comparison *c, const uint32_t *inputs) {
  column_near_miss *columns = NULL;
  const column_near_miss_request request = {.model = {c->model, inputs},
                                            .decision = c->decision,
                                            .wanted = c->wanted,
                                            .columns = c->facts->columns,
                                            .column_count = INPUTS,
                                            .row_count = ROWS};
  assert_int_equal(column_near_miss_create(&request, &columns, NULL), SD_OK);
  c->columns = columns;
  column_near_miss_counts counts;
  const column_near_miss_run_request run = {.threads = 1, .visit = compare, .context = c};
  size_t before = c->compared;
  assert_int_equal(column_near_miss_run(columns, &run, &counts, NULL), SD_OK);
  assert_int_equal(counts.missed, c->compared - before);
  if (counts.missed == 0) fail_msg("%s %d: nobody misses", c->decision->name.data, c->wanted);
  column_near_miss_destroy(columns);
}

static void equals_the_record_evaluator(void **state) {
  (void)state;
  static facts f;
  make_facts(&f);
  dmn_model *model = model_of(SOURCE);
  uint32_t inputs[INPUTS] = {0, 1, 2, 3, 4, 5, 6, 7};
  const dmn_evaluation_options options = {.three_valued = true};
  comparison c = {.model = model,
                  .facts = &f,
                  .evaluation = dmn_evaluation_create(model, &options),
                  .arena = arena_create(0)};
  for (size_t i = 0; i < sizeof DECISIONS / sizeof DECISIONS[0]; i++) {
    c.decision = dmn_model_find(model, DMN_DECISION, text_of(DECISIONS[i]));
    if (c.decision == NULL) fail_msg("no decision %s", DECISIONS[i]);
    for (int wanted = 0; wanted < 2; wanted++) {
      c.wanted = wanted != 0;
      compare_decision(&c, inputs);
    }
  }
  assert_true(c.compared > 10000);
  assert_true(c.verified > 5000);
  arena_destroy(c.arena);
  dmn_evaluation_destroy(c.evaluation);
  dmn_model_destroy(model);
}

static bool count(void *context, size_t thread, const column_miss *miss) {
  (void)thread;
  *(size_t *)context += miss->row;
  return true;
}

/* Rows that are not asked for are passed over; two threads find what one finds. */
static void skips_and_shares(void **state) {
  (void)state;
  static facts f;
  make_facts(&f);
  dmn_model *model = model_of(SOURCE);
  uint32_t inputs[INPUTS] = {0, 1, 2, 3, 4, 5, 6, 7};
  const column_near_miss_request request = {
      .model = {model, inputs},
      .decision = dmn_model_find(model, DMN_DECISION, TEXT("simple")),
      .wanted = true,
      .columns = f.columns,
      .column_count = INPUTS,
      .row_count = ROWS};
  column_near_miss *columns = NULL;
  assert_int_equal(column_near_miss_create(&request, &columns, NULL), SD_OK);
  assert_int_equal(column_near_miss_atom_count(columns), 1);
  assert_true(text_is(column_near_miss_measure(columns, 0), "revenue"));
  uint64_t skipped[ROWS / 64 + 1] = {0};
  for (size_t i = 0; i < ROWS / 64 + 1; i++) skipped[i] = UINT64_MAX;
  skipped[3] = 0;
  size_t sum = 0, again = 0, none = 0;
  column_near_miss_counts counts;
  column_near_miss_run_request run = {.skipped = skipped, .visit = count, .context = &sum};
  assert_int_equal(column_near_miss_run(columns, &run, &counts, NULL), SD_OK);
  assert_true(counts.missed > 10 && counts.missed <= 64);
  run.threads = 2;
  run.context = &again;
  assert_int_equal(column_near_miss_run(columns, &run, &counts, NULL), SD_OK);
  assert_int_equal(sum, again);
  skipped[3] = UINT64_MAX;
  run.context = &none;
  assert_int_equal(column_near_miss_run(columns, &run, &counts, NULL), SD_OK);
  assert_int_equal(counts.missed, 0);
  column_near_miss_destroy(columns);
  dmn_model_destroy(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_record_evaluator),
                                     cmocka_unit_test(skips_and_shares)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
