/* For tests of decision models: models from a few lines of XML, inputs and results as FEEL text. */
#ifndef SUDUI_TESTS_SUPPORT_DMN_H
#define SUDUI_TESTS_SUPPORT_DMN_H

#include "base/text_builder.h"
#include "dmn/evaluate.h"
#include "dmn/load.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"
#include "feel/temporal.h"
#include "support/table.h"

#define DMN_HEAD                                                                    \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" " \
  "namespace=\"urn:main\">"
#define DMN_END "</definitions>"

/* <inputData> and <decision> in short.  Requirements stand between a decision's name and its
 * expression. */
#define DMN_INPUT_DATA(name, type)                                                             \
  "<inputData id=\"i_" name "\" name=\"" name "\"><variable name=\"" name "\" typeRef=\"" type \
  "\"/></inputData>"
#define DMN_DECISION_OF(name, requirements, expression)                  \
  "<decision id=\"d_" name "\" name=\"" name "\"><variable name=\"" name \
  "\"/>" requirements expression "</decision>"
#define DMN_NEEDS_INPUT(name) \
  "<informationRequirement><requiredInput href=\"#i_" name "\"/></informationRequirement>"
#define DMN_NEEDS(name) \
  "<informationRequirement><requiredDecision href=\"#d_" name "\"/></informationRequirement>"
#define DMN_CALLS(id) \
  "<knowledgeRequirement><requiredKnowledge href=\"#" id "\"/></knowledgeRequirement>"
#define DMN_FEEL(expression) "<literalExpression><text>" expression "</text></literalExpression>"

/* The model of DMN_HEAD body DMN_END; fails the test when it cannot be read. */
static inline dmn_model *model_of(const char *body) {
  text_builder xml;
  text_builder_init(&xml, 1 << 22);
  text_builder_add_string(&xml, DMN_HEAD);
  text_builder_add_string(&xml, body);
  text_builder_add_string(&xml, DMN_END);
  dmn_source source = {TEXT("m.dmn"), text_builder_text(&xml)};
  dmn_model *model = NULL;
  sd_error error = {0};
  if (dmn_model_create(&source, 1, &model, &error) != SD_OK) fail_msg("%s", error.text[1]);
  text_builder_release(&xml);
  return model;
}

/* The names of the messages said about a model, each followed by a space. */
static inline const char *findings_of(const dmn_model *model) {
  static char buffer[2000];
  size_t used = 0;
  buffer[0] = '\0';
  const diagnostic_list *list = dmn_model_diagnostics(model);
  for (size_t i = 0; i < list->count && used + 100 < sizeof buffer; i++) {
    used += (size_t)snprintf(buffer + used, sizeof buffer - used, "%s ",
                             message_name(list->items[i].message));
  }
  return buffer;
}

/* Binds each entry of the FEEL context `inputs` by its name. */
static inline void bind_all(dmn_evaluation *e, const char *inputs, arena *a) {
  source_text source = {text_of(inputs), TEXT("inputs"), 0};
  compiler_options options = {.arena = a};
  name_table *names = name_table_create(a);
  const program *p = compile_expression(&source, names, &options);
  evaluation core;
  evaluation_init(&core, a);
  value context = interpreter_run(&core, p, ARENA_ARRAY(a, value, p->frame_size + 1));
  if (context.kind != VALUE_CONTEXT) fail_msg("no context: %s", inputs);
  for (size_t i = 0; i < context.as.context->count; i++) {
    text key = context.as.context->keys[i];
    if (!dmn_evaluation_bind_name(e, key, context.as.context->values[i])) {
      fail_msg("no input %.*s", TEXT_ARG(key));
    }
  }
}

/* The FEEL text of `v`; an unknown as "unknown(a, b)" with the names of the missing inputs. */
static inline const char *shown(const dmn_model *model, value v) {
  static char buffer[2000];
  text_builder b;
  text_builder_init(&b, sizeof buffer - 1);
  if (v.kind == VALUE_UNKNOWN) {
    const char *comma = "";
    text_builder_add_string(&b, "unknown(");
    for (size_t i = 0; i < model->input_count; i++) {
      if (!missing_set_has(v.as.missing, i)) continue;
      text_builder_format(&b, "%s%.*s", comma, TEXT_ARG(dmn_model_input(model, i)->name));
      comma = ", ";
    }
    text_builder_add_byte(&b, ')');
  } else {
    value_to_text(v, &b);
  }
  snprintf(buffer, sizeof buffer, "%s", b.data == NULL ? "" : b.data);
  text_builder_release(&b);
  return buffer;
}

/* The value of `decision` for these inputs, as shown() writes it. */
static inline const char *decided(const dmn_model *model, const char *decision, const char *inputs,
                                  bool three_valued) {
  dmn_evaluation_options options = {.now = value_null(), .three_valued = three_valued};
  dmn_evaluation *e = dmn_evaluation_create(model, &options);
  arena *a = arena_create(0);
  assert_non_null(e);
  bind_all(e, inputs, a);
  const dmn_element *element = dmn_model_find(model, DMN_DECISION, text_of(decision));
  if (element == NULL) fail_msg("no decision %s", decision);
  const char *result = shown(model, dmn_evaluation_decide(e, element));
  arena_destroy(a);
  dmn_evaluation_destroy(e);
  return result;
}

#endif
