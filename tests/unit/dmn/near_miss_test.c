/* What stands between a subject and an outcome, how far it is, and that it would be enough. */
#include "dmn/near_miss.h"

#include "base/allocator.h"
#include "dmn/explanation.h"
#include "dmn/load.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "support/table.h"

#define INPUT(name, type)                                                               \
  "<inputData id='i_" name "' name='" name "'><variable name='" name "' typeRef='" type \
  "'/></inputData>"
#define NEEDS_INPUT(name) \
  "<informationRequirement><requiredInput href='#i_" name "'/></informationRequirement>"
#define NEEDS(name) \
  "<informationRequirement><requiredDecision href='#d_" name "'/></informationRequirement>"
#define ALL_INPUTS         \
  NEEDS_INPUT("rd")        \
  NEEDS_INPUT("rd before") \
  NEEDS_INPUT("revenue")   \
  NEEDS_INPUT("staff")     \
  NEEDS_INPUT("valid") NEEDS_INPUT("field") NEEDS_INPUT("founded") NEEDS_INPUT("day")
#define DECISION(name, type, needs, logic)                                 \
  "<decision id='d_" name "' name='" name "'><description>clause of " name \
  "</description>"                                                         \
  "<variable name='" name "' typeRef='" type "'/>" needs ALL_INPUTS logic "</decision>"
#define LITERAL(source) "<literalExpression><text>" source "</text></literalExpression>"
#define RULE(first, second, output, clause)                                        \
  "<rule><inputEntry><text>" first "</text></inputEntry><inputEntry><text>" second \
  "</text></inputEntry><outputEntry><text>" output                                 \
  "</text></outputEntry><annotationEntry>"                                         \
  "<text>" clause "</text></annotationEntry></rule>"

static const char model_source[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' "
    "namespace='urn:m'>" INPUT("rd", "number") INPUT("rd before", "number") INPUT(
        "revenue",
        "number") INPUT("staff", "number") INPUT("valid",
                                                 "boolean") INPUT("field",
                                                                  "string") INPUT("founded", "date")
        INPUT("day", "date") DECISION("ratio", "number", "", LITERAL("rd / revenue")) DECISION(
            "total", "number", "",
            LITERAL("rd + (if founded.year &lt; 2020 then rd before else 0)"))
            DECISION("simple", "boolean", "", LITERAL("revenue >= 1000")) DECISION(
                "strict", "boolean", "", LITERAL("staff &lt; 10"))
                DECISION("quotient", "boolean", "", LITERAL("rd / revenue >= 0.05")) DECISION(
                    "quotient below", "boolean", NEEDS("ratio"), LITERAL("ratio >= 0.05"))
                    DECISION("sum", "boolean", NEEDS("total"), LITERAL("total >= 500")) DECISION(
                        "both", "boolean", NEEDS("ratio"),
                        LITERAL("ratio >= 0.05 and staff >= 20 and valid"))
                        DECISION("either", "boolean", "", LITERAL("staff >= 20 or revenue >= 1000"))
                            DECISION("negated", "boolean", "",
                                     LITERAL("not(staff > 10) and valid = false"))
                                DECISION(
                                    "member", "boolean",
                                    "",
                                    LITERAL(
                                        "field in (\"new\", \"green\")")) DECISION("inside",
                                                                                   "boolean", "",
                                                                                   LITERAL(
                                                                                       "staff in "
                                                                                       "[20..50]"))
                                    DECISION("dated", "boolean", "",
                                             LITERAL("day >= date(\"2024-06-30\")"))
                                        DECISION("aged", "boolean", "",
                                                 LITERAL("day - founded >= duration(\"P365D\")"))
                                            DECISION("chosen", "boolean", "",
                                                     LITERAL(
                                                         "if valid then staff >= 20 else staff >= "
                                                         "100")) DECISION("chain", "boolean",
                                                                          NEEDS("simple")
                                                                              NEEDS("inside"),
                                                                          LITERAL(
                                                                              "simple and inside"))
                                                DECISION("table", "boolean", NEEDS("ratio"),
                                                         "<decisionTable hitPolicy='FIRST'>"
                                                         "<input><inputExpression><text>revenue</"
                                                         "text></inputExpression></input>"
                                                         "<input><inputExpression><text>ratio</"
                                                         "text></inputExpression></input>"
                                                         "<output typeRef='boolean'/><annotation "
                                                         "name='条款'/>" RULE(
                                                             "&lt;= 5000", ">= 0.05", "true",
                                                             "clause A") RULE("> 5000", ">= 0.03",
                                                                              "true", "clause B")
                                                             RULE("-", "-", "false",
                                                                  "clause C") "</decisionTable>")
                                                    DECISION(
                                                        "dependent", "boolean", NEEDS("ratio"),
                                                        LITERAL(
                                                            "revenue >= 1000 and ratio >= 0.05"))
                                                        DECISION("share", "boolean", NEEDS("ratio"),
                                                                 LITERAL("revenue >= 1000 and "
                                                                         "ratio >= 0.08"))
                                                            DECISION(
                                                                "never", "boolean", "",
                                                                LITERAL("revenue >= 1000 and "
                                                                        "false")) "</definitions>";

typedef struct near_miss_case {
  const char *decision;
  const char *inputs; /* a FEEL context */
  const char *ways;   /* as show_ways writes them */
} near_miss_case;

static const near_miss_case near_miss_cases[] = {
    {"simple", "{revenue: 900}", "+[revenue >= 1000: 900 >= 1000, 100 of revenue]"},
    {"simple", "{revenue: 1000}", "met"},
    {"simple", "{}", "?[revenue >= 1000: missing >= 1000]"},
    {"strict", "{staff: 12}", "+[staff < 10: 12 < 10, more than -2 of staff]"},
    {"quotient", "{rd: 42, revenue: 1000}", "+[rd / revenue >= 0.05: 0.042 >= 0.05, 8 of rd]"},
    {"quotient", "{rd: 1, revenue: 0}", "?[rd / revenue >= 0.05: missing >= 0.05]"},
    {"quotient below", "{rd: 42, revenue: 1000}", "+[ratio >= 0.05: 0.042 >= 0.05, 8 of rd]"},
    {"quotient below", "{rd: 0.01, revenue: 0.3}",
     "+[ratio >= 0.05: 0.03333333333333333333333333333333333 >= 0.05, 0.005 of rd]"},
    {"sum", "{rd: 100, rd before: 150, founded: @\"2019-01-01\"}",
     "+[total >= 500: 250 >= 500, 250 of total]"},
    {"sum", "{rd: 100, rd before: 150, founded: @\"2021-01-01\"}",
     "+[total >= 500: 100 >= 500, 400 of total]"},
    {"both", "{rd: 42, revenue: 1000, staff: 15, valid: false}",
     "+[ratio >= 0.05: 0.042 >= 0.05, 8 of rd; staff >= 20: 15 >= 20, 5 of staff; valid]"},
    {"both", "{rd: 50, revenue: 1000, staff: 20, valid: false}", "+[valid]"},
    {"either", "{revenue: 900, staff: 19}",
     "+[staff >= 20: 19 >= 20, 1 of staff] "
     "+[revenue >= 1000: 900 >= 1000, 100 of revenue]"},
    {"negated", "{staff: 11, valid: true}",
     "+[not staff > 10: 11 <= 10, -1 of staff; valid = false: true = false]"},
    {"member", "{field: \"old\"}", "+[field in (\"new\", \"green\"): old in [\"new\", \"green\"]]"},
    {"inside", "{staff: 12}", "+[staff in [20..50]: 12 >= 20, 8 of staff]"},
    {"inside", "{staff: 60}", "+[staff in [20..50]: 60 <= 50, -10 of staff]"},
    {"dated", "{day: @\"2024-06-20\"}",
     "+[day >= date(\"2024-06-30\"): 2024-06-20 >= 2024-06-30, P10D of day]"},
    {"aged", "{day: @\"2024-06-20\", founded: @\"2024-06-10\"}",
     "?[day - founded >= duration(\"P365D\"): P10D >= P365D, P355D of day - founded]"},
    {"chosen", "{staff: 19, valid: true}",
     "+[staff >= 20: 19 >= 20, 1 of staff] "
     "+[not valid; staff >= 100: 19 >= 100, 81 of staff]"},
    {"chosen", "{staff: 50, valid: false}", "+[valid] +[staff >= 100: 50 >= 100, 50 of staff]"},
    {"chain", "{revenue: 900, staff: 12}",
     "+[revenue >= 1000: 900 >= 1000, 100 of revenue; staff in [20..50]: 12 >= 20, 8 of staff]"},
    {"table", "{rd: 42, revenue: 1000}", "+[ratio >= 0.05: 0.042 >= 0.05, 8 of rd]"},
    {"table", "{rd: 100, revenue: 6000}",
     "+[ratio >= 0.03: 0.01666666666666666666666666666666667 >= 0.03, 80 of rd] "
     "+[revenue <= 5000: 6000 <= 5000, -1000 of revenue; "
     "ratio >= 0.05: 0.01666666666666666666666666666666667 >= 0.05, 200 of rd]"},
    {"table", "{rd: 200, revenue: 4990}",
     "+[ratio >= 0.05: 0.04008016032064128256513026052104208 >= 0.05, 49.5 of rd] "
     "+[revenue > 5000: 4990 > 5000, more than 10 of revenue]"},
    {"dependent", "{rd: 45, revenue: 900}",
     "+[revenue >= 1000: 900 >= 1000, 100 of revenue; ratio >= 0.05: 0.05 >= 0.05, 5 of rd]"},
    {"share", "{rd: 45, revenue: 600, staff: 100}",
     "+[revenue >= 1000: 600 >= 1000, 400 of revenue; ratio >= 0.08: 0.075 >= 0.08, 35 of rd]"},
    {"never", "{revenue: 900}", ""},
};

/* --- Showing --- */

static void show_gap(const dmn_gap *gap, text_builder *out) {
  const dmn_condition *c = gap->condition;
  if (gap->is_negated) text_builder_add_string(out, "not ");
  text_builder_add(out, c->condition);
  if (c->comparison == DMN_HOLDS) return;
  text_builder_add_string(out, ": ");
  if (gap->is_missing)
    text_builder_add_string(out, "missing");
  else
    value_to_text(c->left, out);
  text_builder_format(out, " %s ", dmn_comparison_text(gap->comparison));
  value_to_text(c->right, out);
  if (gap->distance.kind == VALUE_NULL) return;
  text_builder_add_string(out, gap->is_strict ? ", more than " : ", ");
  value_to_text(gap->distance, out);
  text_builder_format(out, " of %.*s", TEXT_ARG(gap->distance_in));
}

static void show_ways(const dmn_near_miss *found, text_builder *out) {
  if (found->is_met) text_builder_add_string(out, "met");
  for (size_t i = 0; i < found->way_count; i++) {
    text_builder_add_string(out, i > 0 ? " " : "");
    text_builder_add_string(out, found->ways[i].is_verified ? "+[" : "?[");
    for (size_t j = 0; j < found->ways[i].gap_count; j++) {
      if (j > 0) text_builder_add_string(out, "; ");
      show_gap(&found->ways[i].gaps[j], out);
    }
    text_builder_add_byte(out, ']');
  }
}

/* --- Setting up --- */

static dmn_model *load_model(void) {
  dmn_source source = {TEXT("model.dmn"), {model_source, sizeof model_source - 1}};
  dmn_model *model = NULL;
  sd_error error = {0};
  if (dmn_model_create(&source, 1, &model, &error) != SD_OK) fail_msg("%s", error.text[1]);
  const diagnostic_list *found = dmn_model_diagnostics(model);
  if (found->count > 0) {
    text_builder out;
    text_builder_init(&out, 10000);
    diagnostic_print(&found->items[0], LANGUAGE_ENGLISH, &out);
    fail_msg("%s", out.data);
  }
  return model;
}

static void bind_inputs(dmn_evaluation *e, const char *source, arena *a) {
  name_table *names = name_table_create(a);
  source_text *from = ARENA_NEW(a, source_text);
  from->text = text_of(source);
  compiler_options options = {.arena = a};
  const program *p = compile_expression(from, names, &options);
  evaluation core;
  evaluation_init(&core, a);
  value *frame = ARENA_ARRAY(a, value, p->frame_size + 1);
  value inputs = interpreter_run(&core, p, frame);
  assert_int_equal(inputs.kind, VALUE_CONTEXT);
  for (size_t i = 0; i < inputs.as.context->count; i++)
    assert_true(
        dmn_evaluation_bind_name(e, inputs.as.context->keys[i], inputs.as.context->values[i]));
}

static void distances(void **state) {
  (void)state;
  dmn_model *model = load_model();
  dmn_evaluation_options options = {.three_valued = true};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  for (size_t i = 0; i < COUNT_OF(near_miss_cases); i++) {
    const near_miss_case *c = &near_miss_cases[i];
    arena *a = arena_create(0);
    dmn_evaluation_reset(e);
    bind_inputs(e, c->inputs, a);
    const dmn_element *decision = dmn_model_find(model, DMN_DECISION, text_of(c->decision));
    CHECK_ROW(c->decision, decision != NULL);
    dmn_evaluation_decide(e, decision);
    const dmn_near_miss *found = dmn_near_miss_find(model, e, decision, true, a);
    CHECK_ROW(c->decision, found != NULL);
    text_builder out;
    text_builder_init(&out, 4000);
    show_ways(found, &out);
    char row[200];
    snprintf(row, sizeof row, "%s %s", c->decision, c->inputs);
    CHECK_ROW_TEXT(row, out.data ? out.data : "", c->ways);
    text_builder_release(&out);
    arena_destroy(a);
  }
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

/* --- Explanations --- */

typedef struct explanation_case {
  const char *decision, *inputs, *reasons;
} explanation_case;

static const explanation_case explanation_cases[] = {
    {"both", "{rd: 42, revenue: 1000, staff: 25, valid: true}",
     "ratio = 0.042 | both = false: ratio >= 0.05 (0.042 >= 0.05) false <clause of both>, "
     "staff >= 20 (25 >= 20) true <clause of both>, valid true <clause of both>"},
    {"chain", "{revenue: 900, staff: 30}",
     "simple = false: revenue >= 1000 (900 >= 1000) false <clause of simple> | "
     "inside = true: staff in [20..50] (30 >= 20) true <clause of inside>, "
     "staff in [20..50] (30 <= 50) true <clause of inside> | chain = false"},
    {"table", "{rd: 42, revenue: 1000}",
     "ratio = 0.042 | table = false: revenue <= 5000 (1000 <= 5000) true <clause A>, "
     "ratio >= 0.05 (0.042 >= 0.05) false <clause A>, rule 3 gives false <clause C>"},
    {"table", "{rd: 60, revenue: 1000}",
     "ratio = 0.06 | table = true: revenue <= 5000 (1000 <= 5000) true <clause A>, "
     "ratio >= 0.05 (0.06 >= 0.05) true <clause A>, rule 1 gives true <clause A>"},
    {"either", "{staff: 25}",
     "either = true: staff >= 20 (25 >= 20) true <clause of either>, "
     "revenue >= 1000 (unknown >= 1000) unknown <clause of either>"},
};

static void show_value(value v, text_builder *out) {
  if (v.kind == VALUE_UNKNOWN)
    text_builder_add_string(out, "unknown");
  else
    value_to_text(v, out);
}

static void show_reason(const dmn_reason *r, text_builder *out) {
  if (r->kind == DMN_REASON_RULE) {
    text_builder_format(out, "rule %u gives ", r->rule + 1);
    value_to_text(r->result, out);
  } else {
    text_builder_add(out, r->condition);
    if (r->comparison != DMN_HOLDS) {
      text_builder_add_string(out, " (");
      show_value(r->left, out);
      text_builder_format(out, " %s ", dmn_comparison_text(r->comparison));
      show_value(r->right, out);
      text_builder_add_byte(out, ')');
    }
    text_builder_add_byte(out, ' ');
    show_value(r->result, out);
  }
  text_builder_format(out, " <%.*s>", TEXT_ARG(r->clause));
}

static void explanations(void **state) {
  (void)state;
  dmn_model *model = load_model();
  dmn_evaluation_options options = {.three_valued = true};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  for (size_t i = 0; i < COUNT_OF(explanation_cases); i++) {
    const explanation_case *c = &explanation_cases[i];
    arena *a = arena_create(0);
    dmn_evaluation_reset(e);
    bind_inputs(e, c->inputs, a);
    const dmn_element *decision = dmn_model_find(model, DMN_DECISION, text_of(c->decision));
    const dmn_explanation *found = dmn_explanation_make(model, e, decision, a);
    text_builder out;
    text_builder_init(&out, 4000);
    for (size_t j = 0; j < found->step_count; j++) {
      const dmn_explanation_step *step = &found->steps[j];
      text_builder_format(&out, "%s%.*s = ", j > 0 ? " | " : "", TEXT_ARG(step->decision->name));
      show_value(step->result, &out);
      for (size_t k = 0; k < step->reason_count; k++) {
        text_builder_add_string(&out, k == 0 ? ": " : ", ");
        show_reason(&step->reasons[k], &out);
      }
    }
    CHECK_ROW_TEXT(c->decision, out.data ? out.data : "", c->reasons);
    text_builder_release(&out);
    arena_destroy(a);
  }
  dmn_evaluation_destroy(e);
  dmn_model_destroy(model);
}

static void nothing_leaks_without_memory(void **state) {
  (void)state;
  int64_t blocks = memory_live_blocks();
  dmn_model *model = load_model();
  const dmn_element *decision = dmn_model_find(model, DMN_DECISION, TEXT("both"));
  for (int64_t n = 0; n < 30; n++) {
    dmn_evaluation *e = dmn_evaluation_create(model, NULL);
    arena *a = arena_create(0);
    bind_inputs(e, "{rd: 42, revenue: 1000, staff: 15, valid: false}", a);
    dmn_evaluation_decide(e, decision);
    int64_t before = memory_live_blocks();
    arena *memory = arena_create(0);
    memory_fail_after(n, true);
    dmn_near_miss_find(model, e, decision, true, memory);
    memory_fail_after(-1, false);
    arena_destroy(memory);
    assert_true(memory_live_blocks() <=
                before + 4); /* the evaluation's own arenas may have grown */
    arena_destroy(a);
    dmn_evaluation_destroy(e);
  }
  dmn_model_destroy(model);
  assert_int_equal(memory_live_blocks(), blocks);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(distances), cmocka_unit_test(explanations),
                                     cmocka_unit_test(nothing_leaks_without_memory)};
  return cmocka_run_group_tests_name("near misses", tests, NULL, NULL);
}
