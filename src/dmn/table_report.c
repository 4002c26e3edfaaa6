/* Findings of a table put into words: witnesses, places, severities; and which rule comes first. */
#include "dmn/table_report.h"

#include "base/limits.h"
#include "base/messages/dmn.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"

enum { REPORT_TEXT_BYTES_MAX = 1 << 20 };

/* --- Texts --- */

static const char *keep(table_report *r, text t) {
  text copy = arena_copy(r->arena, t);
  if (copy.data == NULL) r->is_out_of_memory = true;
  return copy.data == NULL ? "" : copy.data;
}

static const char *keep_number(table_report *r, size_t number) {
  char buffer[24];
  return keep(r, text_of(number_text(buffer, (int64_t)number)));
}

/* As FEEL writes it: what a list of this one value shows between its brackets. */
static void add_literal(const table_report *r, value v, text_builder *out) {
  text_builder b;
  text_builder_init(&b, REPORT_TEXT_BYTES_MAX);
  value_to_text(value_list_make(r->rules->arena, &v, 1), &b);
  text shown = text_builder_text(&b);
  if (shown.size > 2) text_builder_add(out, text_slice(shown, 1, shown.size - 2));
  text_builder_release(&b);
}

static const char *literal_of(table_report *r, value v) {
  text_builder b;
  text_builder_init(&b, REPORT_TEXT_BYTES_MAX);
  add_literal(r, v, &b);
  const char *kept = keep(r, text_builder_text(&b));
  text_builder_release(&b);
  return kept;
}

static const text *witness_of(table_report *r, const size_t *path) {
  const table_rules *t = r->rules;
  text *witness = ARENA_ARRAY(r->arena, text, t->table->input_count + 1);
  if (witness == NULL) {
    r->is_out_of_memory = true;
    return NULL;
  }
  for (size_t i = 0; i < t->table->input_count; i++) {
    const domain_piece *piece = &t->columns[i].domain.pieces[path[i]];
    witness[i] = text_of(piece->is_unbounded ? "-" : literal_of(r, piece->sample));
  }
  return witness;
}

static void add_pair(const table_report *r, size_t column, text literal, text_builder *out) {
  if (out->size != 0) text_builder_add_string(out, ", ");
  text_builder_add(out, r->rules->columns[column].name);
  text_builder_add_string(out, " = ");
  text_builder_add(out, literal);
}

/* "收入 = 5000000, 占比 = 0.05", without columns in which any value will do. */
static const char *witness_text(table_report *r, const text *witness) {
  text_builder b;
  text_builder_init(&b, REPORT_TEXT_BYTES_MAX);
  for (size_t i = 0; i < r->rules->table->input_count; i++) {
    if (!text_is(witness[i], "-")) add_pair(r, i, witness[i], &b);
  }
  const char *kept = b.size == 0 ? "-" : keep(r, text_builder_text(&b));
  text_builder_release(&b);
  return kept;
}

static const char *boundary_text(table_report *r, const text *witness, size_t column) {
  text_builder b;
  text_builder_init(&b, REPORT_TEXT_BYTES_MAX);
  add_pair(r, column, witness[column], &b);
  const char *kept = keep(r, text_builder_text(&b));
  text_builder_release(&b);
  return kept;
}

/* --- Telling --- */

static source_span table_span(const table_report *r) {
  return dmn_node_span(r->rules->table->document, r->rules->table->node);
}

static source_span rule_span(const table_report *r, size_t rule) {
  return dmn_node_span(r->rules->table->document, r->rules->table->rules[rule].node);
}

static source_span cell_span(const source_text *source) {
  return (source_span){source, 0, (uint32_t)source->text.size};
}

static bool tell(table_report *r, dmn_table_finding *finding) {
  if (r->is_ended || r->is_out_of_memory) return false;
  if (r->count == LIMIT_TABLE_FINDINGS) {
    r->is_ended = r->is_truncated = true;
    return false;
  }
  r->count++;
  finding->element = r->rules->element;
  finding->table = r->rules->table;
  r->is_ended = !r->visit(r->context, finding);
  return !r->is_ended;
}

/* A finding with its first argument, the decision's name; the others follow in add_argument. */
static dmn_table_finding finding_of(table_report *r, dmn_finding_kind kind, message_id message) {
  return (dmn_table_finding){.kind = kind,
                             .severity = DIAGNOSTIC_WARNING,
                             .message = message,
                             .arguments = {keep(r, r->rules->element->name)},
                             .span = table_span(r),
                             .rules = {DMN_NO_INDEX, DMN_NO_INDEX},
                             .column = DMN_NO_INDEX};
}

static void add_argument(dmn_table_finding *finding, const char *argument) {
  size_t i = 0;
  while (i < DMN_FINDING_ARGUMENTS_MAX && finding->arguments[i] != NULL) i++;
  if (i < DMN_FINDING_ARGUMENTS_MAX) finding->arguments[i] = argument;
}

bool table_report_combination(table_report *r, const table_fact *fact) {
  dmn_table_finding finding = finding_of(r, fact->kind, fact->message);
  if (fact->is_error) finding.severity = DIAGNOSTIC_ERROR;
  finding.column = fact->column;
  finding.witness = witness_of(r, fact->path);
  if (finding.witness == NULL) return false;
  for (size_t i = 0; i < DMN_FINDING_RULES_MAX && fact->kind != DMN_FINDING_GAP; i++) {
    finding.rules[i] = fact->rules[i];
    add_argument(&finding, keep_number(r, (size_t)fact->rules[i] + 1));
  }
  if (fact->kind != DMN_FINDING_GAP) finding.span = rule_span(r, (size_t)fact->rules[1]);
  if (fact->column != DMN_NO_INDEX) {
    add_argument(&finding, boundary_text(r, finding.witness, (size_t)fact->column));
  }
  add_argument(&finding, witness_text(r, finding.witness));
  return tell(r, &finding);
}

void table_report_cell(table_report *r, dmn_finding_kind kind, message_id message, size_t rule,
                       size_t column, const source_text *source) {
  dmn_table_finding finding = finding_of(r, kind, message);
  bool is_dead = kind == DMN_FINDING_EMPTY_CONDITION;
  const char *name = keep(r, r->rules->columns[column].name), *number = keep_number(r, rule + 1);
  if (is_dead) finding.severity = DIAGNOSTIC_ERROR;
  finding.span = cell_span(source);
  finding.rules[0] = (int32_t)rule;
  finding.column = (int32_t)column;
  add_argument(&finding, is_dead ? number : name);
  add_argument(&finding, is_dead ? name : number);
  add_argument(&finding, keep(r, text_trim(source->text)));
  tell(r, &finding);
}

void table_report_shadowed(table_report *r, size_t rule, const uint64_t *others) {
  dmn_table_finding finding = finding_of(r, DMN_FINDING_SHADOWED, MESSAGE_DMN_TABLE_SHADOWED);
  text_builder b;
  text_builder_init(&b, REPORT_TEXT_BYTES_MAX);
  for (size_t i = 0; i < r->rules->table->rule_count; i++) {
    if (!bits_has(others, i)) continue;
    if (b.size != 0) text_builder_add_string(&b, ", ");
    text_builder_add_number(&b, (int64_t)i + 1);
    if (finding.rules[1] == DMN_NO_INDEX) finding.rules[1] = (int32_t)i;
  }
  finding.severity = DIAGNOSTIC_ERROR;
  finding.span = rule_span(r, rule);
  finding.rules[0] = (int32_t)rule;
  add_argument(&finding, keep_number(r, rule + 1));
  add_argument(&finding, keep(r, text_builder_text(&b)));
  text_builder_release(&b);
  tell(r, &finding);
}

void table_report_end(table_report *r) {
  if (!r->is_truncated && !r->is_too_large) return;
  bool is_too_large = r->is_too_large;
  dmn_table_finding finding =
      finding_of(r, DMN_FINDING_TOO_LARGE,
                 is_too_large ? MESSAGE_DMN_TABLE_TOO_LARGE : MESSAGE_DMN_TABLE_MORE_FINDINGS);
  size_t steps = LIMIT_TABLE_STEPS - (size_t)r->rules->steps_left;
  add_argument(&finding, keep_number(r, is_too_large ? steps : LIMIT_TABLE_FINDINGS));
  finding.element = r->rules->element;
  finding.table = r->rules->table;
  if (!r->is_out_of_memory) r->visit(r->context, &finding);
}

/* --- Outputs --- */

/* The type of an output: its own, or that of the decision which the table alone decides. */
static const feel_type *type_of_output(const table_rules *t, size_t output) {
  const dmn_table *table = t->table;
  const dmn_expression *e = t->element->expression;
  if (table->outputs[output].type != NULL) return table->outputs[output].type;
  bool gives_output = table->output_count == 1 && table->hit_policy != DMN_COLLECT &&
                      table->hit_policy != DMN_RULE_ORDER && table->hit_policy != DMN_OUTPUT_ORDER;
  bool is_alone = t->element->kind == DMN_DECISION && e != NULL && e->table == table;
  return gives_output && is_alone ? t->element->type : NULL;
}

/* The unary tests of the output values; NULL when there are none, or no constants. */
static const program *tests_of_output(const table_rules *t, const dmn_output_clause *output) {
  if (output->values.text.data == NULL) return NULL;
  name_table *names = name_table_create(t->arena);
  compiler_options options = {.arena = t->arena, .slots_reserved = 1};
  if (names == NULL) return NULL;
  const program *tests = compile_unary_tests(&output->values, names, 0, &options);
  return tests == NULL || tests->is_faulty ? NULL : tests;
}

static bool is_among(table_rules *t, const program *tests, value v) {
  evaluation_reset(&t->evaluation);
  value *frame = evaluation_push_frame(&t->evaluation, tests->frame_size + 1);
  if (frame == NULL) return true;
  frame[0] = v;
  value result = interpreter_run(&t->evaluation, tests, frame);
  evaluation_pop_frame(&t->evaluation, frame, tests->frame_size + 1);
  return !value_is_false(result);
}

static bool fits_type(table_rules *t, const feel_type *type, value v) {
  evaluation_reset(&t->evaluation);
  return type == NULL || !value_is_null(type_coerce(&t->evaluation, v, type));
}

static void report_output(table_report *r, message_id message, size_t rule, size_t output,
                          const char *wanted) {
  const source_text *source = &r->rules->table->rules[rule].outputs[output].source;
  dmn_table_finding finding = finding_of(r, DMN_FINDING_OUTPUT, message);
  finding.span = cell_span(source);
  finding.rules[0] = (int32_t)rule;
  finding.column = (int32_t)output;
  add_argument(&finding, keep_number(r, rule + 1));
  add_argument(&finding, keep(r, text_trim(source->text)));
  add_argument(&finding, wanted);
  tell(r, &finding);
}

static const char *type_text(table_report *r, const feel_type *type) {
  text_builder b;
  text_builder_init(&b, REPORT_TEXT_BYTES_MAX);
  if (type->name.size != 0) {
    text_builder_add(&b, type->name);
  } else {
    type_to_text(type, &b);
  }
  const char *kept = keep(r, text_builder_text(&b));
  text_builder_release(&b);
  return kept;
}

static void report_column(table_report *r, size_t output) {
  table_rules *t = r->rules;
  const dmn_output_clause *clause = &t->table->outputs[output];
  const feel_type *type = type_of_output(t, output);
  const program *tests = tests_of_output(t, clause);
  for (size_t i = 0; i < t->table->rule_count && !r->is_ended; i++) {
    value v;
    if (!table_rules_constant(t, t->table->rules[i].outputs[output].part, &v)) continue;
    if (value_is_null(v)) continue;
    if (!fits_type(t, type, v)) {
      report_output(r, MESSAGE_DMN_TABLE_OUTPUT_TYPE, i, output, type_text(r, type));
    } else if (tests != NULL && !is_among(t, tests, v)) {
      report_output(r, MESSAGE_DMN_TABLE_OUTPUT_VALUE, i, output,
                    keep(r, text_trim(clause->values.text)));
    }
  }
}

void table_report_outputs(table_report *r) {
  for (size_t i = 0; i < r->rules->table->output_count; i++) report_column(r, i);
}

/* --- Which rule comes first --- */

/* Which of the output values it is; UINT32_MAX when it is not constant. */
static uint32_t rank_of(table_rules *t, size_t rule, size_t output) {
  const dmn_output_clause *clause = &t->table->outputs[output];
  uint32_t rank = 0, first = clause->first_value_part;
  value v;
  if (clause->value_count == 0) return 0;
  if (!table_rules_constant(t, t->table->rules[rule].outputs[output].part, &v)) return UINT32_MAX;
  const uint32_t *parts = t->program->operands + t->program->code[t->native].a;
  for (; rank < clause->value_count; rank++) {
    evaluation_reset(&t->evaluation);
    t->frame[parts[2 * clause->holder_part + 1]] = v;
    uint32_t test = native_part_instruction(t->program, t->native, first + rank);
    if (value_is_true(interpreter_run_part(&t->evaluation, t->program, test, t->frame))) break;
  }
  return rank;
}

bool table_order_make(table_order *order, table_rules *t) {
  *order = (table_order){0};
  if (t->table->hit_policy != DMN_PRIORITY) return true;
  size_t width = t->table->output_count;
  uint32_t *ranks = ARENA_ARRAY(t->arena, uint32_t, width * t->table->rule_count + 1);
  if (ranks == NULL) return false;
  for (size_t i = 0; i < t->table->rule_count; i++) {
    for (size_t j = 0; j < width; j++) ranks[i * width + j] = rank_of(t, i, j);
  }
  *order = (table_order){width, ranks};
  return true;
}

bool table_order_is_before(const table_order *order, size_t rule, size_t other) {
  for (size_t i = 0; i < order->width; i++) {
    uint32_t x = order->ranks[rule * order->width + i], y = order->ranks[other * order->width + i];
    if (x == UINT32_MAX || y == UINT32_MAX) return false;
    if (x != y) return x < y;
  }
  return rule < other;
}
