/* The range of an outcome holds every outcome, and is as narrow as the conditions say. */
#include "dmn/outcome_range.h"

#include "support/dmn.h"

#define NEEDS_ALL \
  DMN_NEEDS_INPUT("a") DMN_NEEDS_INPUT("b") DMN_NEEDS_INPUT("ok") DMN_NEEDS_INPUT("kind")
#define LOGIC(name, more, text) DMN_DECISION_OF(name, NEEDS_ALL more, DMN_FEEL(text))
#define CELL(text) "<inputEntry><text>" text "</text></inputEntry>"
#define RULE(cell, output) \
  "<rule>" CELL(cell) "<outputEntry><text>" output "</text></outputEntry></rule>"
#define TABLE(name, policy, input, rules)                                                      \
  DMN_DECISION_OF(name, NEEDS_ALL,                                                             \
                  "<decisionTable hitPolicy='" policy "'><input><inputExpression><text>" input \
                  "</text></inputExpression></input><output/>" rules "</decisionTable>")

static const char BODY[] =
    DMN_INPUT_DATA("a", "number") DMN_INPUT_DATA("b", "number") DMN_INPUT_DATA(
        "ok", "boolean") DMN_INPUT_DATA("kind", "string") LOGIC("enough", "", "a >= 200 and ok")
        LOGIC("gain", "", "a - b") LOGIC("grows", DMN_NEEDS("gain"), "gain >= 20 and ok") LOGIC(
            "fixed", DMN_NEEDS("enough"), "if enough then 50 else 0")
            LOGIC("rate", DMN_NEEDS("enough"), "if enough then a * 0.1 else 0") LOGIC(
                "capped", DMN_NEEDS("enough"), "if enough then min(max(a * 0.1, 30), 100) else 0")
                LOGIC("tenth", DMN_NEEDS("grows") DMN_NEEDS("gain"),
                      "if grows then gain * 0.1 else 0") LOGIC("free", "", "a + b")
                    LOGIC("ratio", "", "a / b") LOGIC("odd", "", "modulo(a, 7)")
                        LOGIC("less", "", "if a &lt; 10 then -a else 10 - b * 2")
                            TABLE("by kind", "UNIQUE", "kind",
                                  RULE("\"first\"", "300") RULE("\"again\"", "150"))
                                TABLE("steps", "UNIQUE", "a",
                                      RULE("&lt;= 100", "a * 0.02")
                                          RULE("(100..500]", "2 + (a - 100) * 0.01")
                                              RULE("> 500", "6 + (a - 500) * 0.005"))
                                    TABLE("first", "FIRST", "a", RULE(">= 10", "1") RULE("-", "2"));

typedef struct range_model {
  dmn_model *model;
  dmn_evaluation *evaluation;
  arena *arena;
} range_model;

static range_model open_model(void) {
  range_model m = {.model = model_of(BODY), .arena = arena_create(0)};
  m.evaluation = dmn_evaluation_create(m.model, &(dmn_evaluation_options){.three_valued = true});
  assert_non_null(m.evaluation);
  assert_string_equal(findings_of(m.model), "");
  return m;
}

static void close_model(range_model *m) {
  dmn_evaluation_destroy(m->evaluation);
  arena_destroy(m->arena);
  dmn_model_destroy(m->model);
}

static decimal number(const char *source) {
  decimal d;
  assert_true(decimal_parse(text_of(source), &d));
  return d;
}

/* "a=5 ok=true kind=first": what is known. */
static void bind(range_model *m, const char *known) {
  dmn_evaluation_reset(m->evaluation);
  for (const char *at = known; *at != '\0';) {
    const char *equals = strchr(at, '=');
    size_t end = strcspn(at, " ");
    text name = {at, (size_t)(equals - at)}, given = {equals + 1, end - name.size - 1};
    value v = text_is(name, "ok")     ? value_boolean(text_is(given, "true"))
              : text_is(name, "kind") ? value_string(given)
                                      : value_null();
    decimal d;
    if (v.kind == VALUE_NULL && decimal_parse(given, &d)) v = value_number(d);
    assert_true(dmn_evaluation_bind_name(m->evaluation, name, v));
    at += end;
    while (*at == ' ') at++;
  }
}

static const dmn_element *decision_of(const range_model *m, const char *name) {
  const dmn_element *found = dmn_model_find(m->model, DMN_DECISION, text_of(name));
  assert_non_null(found);
  return found;
}

static dmn_outcome_range range_of(range_model *m, const char *known, const char *name,
                                  const char *assumed) {
  dmn_outcome_range out;
  bind(m, known);
  const dmn_element *of = decision_of(m, name);
  const dmn_element *given = assumed == NULL ? NULL : decision_of(m, assumed);
  dmn_evaluation_decide(m->evaluation, of);
  if (given != NULL) dmn_evaluation_decide(m->evaluation, given);
  assert_true(dmn_outcome_range_find(m->model, m->evaluation, of, given, m->arena, &out));
  return out;
}

/* "[0, 50]", "[20, ...", "...]" without an end, "none". */
static const char *interval(const dmn_outcome_range *r) {
  static char buffer[200];
  char low[80] = "...", high[80] = "...";
  if (r->has_low) decimal_format(&r->low, low, sizeof low);
  if (r->has_high) decimal_format(&r->high, high, sizeof high);
  snprintf(buffer, sizeof buffer, "[%s, %s]", low, high);
  return r->is_empty ? "none" : buffer;
}

static const struct {
  const char *name, *known, *decision, *assumed, *expected;
} rows[] = {
    {"all known", "a=300 ok=true", "rate", NULL, "[30, 30]"},
    {"nothing known", "", "fixed", NULL, "[0, 50]"},
    {"nothing known, met", "", "fixed", "enough", "[50, 50]"},
    {"the threshold is a floor", "", "rate", "enough", "[20, ...]"},
    {"without the assumption", "", "rate", NULL, "[0, ...]"},
    {"caps", "", "capped", "enough", "[30, 100]"},
    {"one side of a cap", "ok=true a=500", "capped", "enough", "[50, 50]"},
    {"cannot be met", "a=100", "capped", "enough", "none"},
    {"through a decision", "", "tenth", "grows", "[2, ...]"},
    {"with one fact", "b=100", "tenth", "grows", "[2, ...]"},
    {"known gain", "a=150 b=100", "tenth", "grows", "[5, 5]"},
    {"outputs of rules", "", "by kind", NULL, "[150, 300]"},
    {"one rule left", "kind=first", "by kind", NULL, "[300, 300]"},
    {"no rule left", "kind=third", "by kind", NULL, "none"},
    {"rules narrow their own outputs", "", "steps", NULL, "[..., ...]"},
    {"and what is assumed narrows too", "", "steps", "enough", "[3, ...]"},
    {"first of rules", "", "first", NULL, "[1, 2]"},
    {"first of rules, sure", "a=11", "first", NULL, "[1, 1]"},
    {"a sum", "b=5", "free", "enough", "[205, ...]"},
    {"a quotient by what may be zero", "a=5", "ratio", NULL, "[..., ...]"},
    {"a quotient", "b=5", "ratio", "enough", "[40, ...]"},
    {"what cannot be followed", "", "odd", NULL, "[..., ...]"},
    {"an if without an assumption", "b=3", "less", NULL, "[-10, ...]"},
};

static void ranges(void **state) {
  (void)state;
  range_model m = open_model();
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    dmn_outcome_range r = range_of(&m, rows[i].known, rows[i].decision, rows[i].assumed);
    CHECK_ROW_TEXT(rows[i].name, interval(&r), rows[i].expected);
  }
  close_model(&m);
}

static bool lies_within(const dmn_outcome_range *r, const decimal *d) {
  return !r->is_empty && (!r->has_low || decimal_compare(&r->low, d) <= 0) &&
         (!r->has_high || decimal_compare(d, &r->high) <= 0);
}

/* Whatever the missing facts turn out to be, the outcome lies within. */
static void every_outcome_lies_within(void **state) {
  (void)state;
  static const char *const decisions[] = {"fixed", "rate",    "capped", "tenth", "free", "ratio",
                                          "less",  "by kind", "steps",  "first", "gain"};
  static const char *const a[] = {"a=-50", "a=5", "a=10", "a=100", "a=200", "a=501", "a=99999"};
  static const char *const b[] = {"b=-7", "b=0", "b=20", "b=480"};
  static const char *const ok[] = {"ok=true", "ok=false"};
  static const char *const kind[] = {"kind=first", "kind=again", "kind=other"};
  range_model m = open_model();
  size_t tried = 0;
  for (size_t n = 0; n < COUNT_OF(a) * COUNT_OF(b) * COUNT_OF(ok) * COUNT_OF(kind); n++) {
    const char *part[] = {a[n % 7], b[n / 7 % 4], ok[n / 28 % 2], kind[n / 56]};
    for (unsigned hidden = 0; hidden < 16; hidden++) {
      char known[100] = "", all[100] = "";
      for (unsigned k = 0; k < 4; k++) {
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s ", part[k]);
        if ((hidden >> k & 1) == 0) {
          snprintf(known + strlen(known), sizeof known - strlen(known), "%s ", part[k]);
        }
      }
      for (size_t d = 0; d < COUNT_OF(decisions); d++) {
        dmn_outcome_range r = range_of(&m, known, decisions[d], NULL);
        bind(&m, all);
        value v = dmn_evaluation_decide(m.evaluation, decision_of(&m, decisions[d]));
        if (v.kind == VALUE_NUMBER) CHECK_ROW(known, lies_within(&r, &v.as.number));
        tried += v.kind == VALUE_NUMBER;
        bool met = value_is_true(dmn_evaluation_decide(m.evaluation, decision_of(&m, "enough")));
        decimal was = v.kind == VALUE_NUMBER ? v.as.number : number("0");
        if (!met || v.kind != VALUE_NUMBER) continue;
        r = range_of(&m, known, decisions[d], "enough");
        CHECK_ROW(known, lies_within(&r, &was));
      }
      arena_reset(m.arena);
    }
  }
  assert_true(tried > 10000);
  close_model(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ranges),
                                     cmocka_unit_test(every_outcome_lies_within)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
