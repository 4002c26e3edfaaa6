/* Compiles elements: a program per decision, a function per knowledge model and service.
 *
 * A decision sees what it requires, in the slots of the elements.  A knowledge model sees its
 * parameters (slots 0 ..), then the functions that it requires and itself, which are captured. */
#include "dmn/element_compiler.h"

#include "dmn/boxed_expression.h"
#include "dmn/decision_run.h"
#include "dmn/item_type.h"
#include "feel/compiler.h"

static dmn_logic logic_of(dmn_compilation *c, const dmn_element *element) {
  return (dmn_logic){.compilation = c,
                     .document = element->document,
                     .names = dmn_document_names(c, element->document),
                     .arena = c->model->arena};
}

/* A tree that is too large becomes null; the compiler reports it, and when it reports nothing it
 * had no memory, from which nothing may be concluded. */
static const program *compile_logic(dmn_logic *l, syntax_node *tree, size_t slots_reserved) {
  dmn_compilation *c = l->compilation;
  compiler_options options = {.arena = l->arena,
                              .slots_reserved = (uint32_t)slots_reserved,
                              .names = l->names,
                              .diagnostics = &c->model->diagnostics};
  size_t errors_before = c->model->diagnostics.error_count;
  const program *compiled = tree == NULL ? NULL : compile_tree(tree, &options);
  bool is_reported = c->model->diagnostics.error_count > errors_before;
  if (compiled == NULL && tree != NULL && is_reported) {
    compiled = compile_tree(syntax_literal(l->arena, tree->span, value_null()), &options);
  }
  if (compiled == NULL) c->is_out_of_memory = true;
  return compiled;
}

/* --- Decisions --- */

static void compile_decision(dmn_compilation *c, dmn_element *decision) {
  if (decision->expression == NULL || decision->is_refused) return;
  dmn_logic l = logic_of(c, decision);
  name_table_push(l.names);
  for (size_t i = 0; i < decision->requirement_count; i++) {
    const dmn_requirement *requirement = &decision->requirements[i];
    if (requirement->target == NULL) continue;
    name_table_declare(l.names, requirement->name, requirement->target->slot,
                       requirement->target->type);
  }
  syntax_node *tree = dmn_expression_tree(&l, decision->expression);
  tree = dmn_logic_typed(&l, tree, decision->type_ref, decision->node);
  decision->program = compile_logic(&l, tree, c->model->element_count);
  name_table_pop(l.names);
  if (decision->program != NULL && decision->program->frame_size > c->model->frame_size) {
    c->model->frame_size = decision->program->frame_size;
  }
}

/* --- Functions --- */

/* What a function's variable says of its result: of old, its type is the result's. */
static const feel_type *result_type_of(const dmn_element *element) {
  const feel_type *type = element->type;
  return type != NULL && type->kind == TYPE_FUNCTION ? type->result : type;
}

static value_function *make_function(dmn_compilation *c, const dmn_element *element,
                                     size_t parameter_count) {
  arena *a = c->model->arena;
  value_function *function = ARENA_NEW(a, value_function);
  text *names = ARENA_ARRAY(a, text, parameter_count + 1);
  const feel_type **types = ARENA_ARRAY(a, const feel_type *, parameter_count + 1);
  if (function == NULL || names == NULL || types == NULL) return NULL;
  *function = (value_function){.kind = FUNCTION_NATIVE,
                               .parameters = names,
                               .parameter_types = types,
                               .parameter_count = parameter_count,
                               .result_type = result_type_of(element)};
  const dmn_expression *e = element->expression;
  for (size_t i = 0; i < parameter_count; i++) {
    const dmn_element *parameter = e == NULL ? element->service->parameters[i] : NULL;
    names[i] = parameter != NULL ? parameter->name : e->parts[i].name;
    types[i] = parameter != NULL
                   ? parameter->type
                   : dmn_type_find(c, element->document, e->parts[i].type_ref, e->parts[i].node);
  }
  return function;
}

/* All function objects exist before any logic is compiled, because they may call each other; the
 * bodies of knowledge models (`bodies` by slot) get their programs later. */
static bool make_functions(dmn_compilation *c, function_program **bodies) {
  for (size_t i = 0; i < c->model->element_count; i++) {
    dmn_element *element = c->model->elements[i];
    if (element->kind != DMN_KNOWLEDGE && element->kind != DMN_SERVICE) continue;
    bool is_service = element->kind == DMN_SERVICE;
    if (element->is_refused || (!is_service && element->expression == NULL)) continue;
    size_t count = is_service ? element->service->parameter_count : element->expression->part_count;
    value_function *function = make_function(c, element, count);
    function_program *body = is_service ? NULL : ARENA_NEW(c->model->arena, function_program);
    if (function == NULL || (!is_service && body == NULL)) return false;
    function->callback = is_service ? dmn_service_call : function_program_call;
    function->data = is_service ? (const void *)element : (const void *)body;
    element->function = function;
    bodies[i] = body;
  }
  return true;
}

/* Declares parameters and captured functions; the captured values, in the order of their slots. */
static value *open_knowledge_scope(dmn_logic *l, const dmn_element *knowledge,
                                   name_entry **parameters, size_t *captured_count_out) {
  const dmn_expression *e = knowledge->expression;
  value *captured = ARENA_ARRAY(l->arena, value, knowledge->requirement_count + 1);
  if (captured == NULL) return NULL;
  size_t count = 0;
  uint32_t slot = (uint32_t)e->part_count;
  name_table_declare(l->names, knowledge->name, slot + (uint32_t)count, knowledge->type);
  captured[count++] = function_native(knowledge->function);
  for (size_t i = 0; i < knowledge->requirement_count; i++) {
    const dmn_requirement *requirement = &knowledge->requirements[i];
    if (requirement->target == NULL || requirement->target->function == NULL) continue;
    name_table_declare(l->names, requirement->name, slot + (uint32_t)count,
                       requirement->target->type);
    captured[count++] = function_native(requirement->target->function);
  }
  for (size_t i = 0; i < e->part_count; i++) {
    parameters[i] = name_table_declare(l->names, e->parts[i].name, (uint32_t)i,
                                       knowledge->function->parameter_types[i]);
  }
  *captured_count_out = count;
  return captured;
}

static void compile_knowledge(dmn_compilation *c, dmn_element *knowledge, function_program *body) {
  dmn_logic l = logic_of(c, knowledge);
  size_t parameter_count = knowledge->expression->part_count;
  name_entry **parameters = ARENA_ARRAY(l.arena, name_entry *, parameter_count + 1);
  name_table_push(l.names);
  if (parameters != NULL) {
    body->captured = open_knowledge_scope(&l, knowledge, parameters, &body->captured_count);
  }
  if (body->captured != NULL) {
    syntax_node *tree = dmn_function_body_tree(&l, knowledge->expression, parameters);
    body->program = compile_logic(&l, tree, parameter_count + body->captured_count);
  } else {
    c->is_out_of_memory = true;
  }
  name_table_pop(l.names);
}

/* --- All elements --- */

static void declare_members(dmn_compilation *c) {
  dmn_model *model = c->model;
  for (size_t i = 0; i < model->document_count; i++) {
    const dmn_document *document = &model->documents[i];
    name_table *names = dmn_document_names(c, document);
    for (size_t j = 0; j < document->element_count; j++) {
      dmn_expression_declare_members(names, document->elements[j]->expression);
    }
    for (size_t j = 0; j < document->import_count; j++) {
      const dmn_document *from = document->imports[j].document;
      for (size_t k = 0; from != NULL && k < from->element_count; k++) {
        dmn_expression_declare_members(names, from->elements[k]->expression);
      }
    }
  }
}

bool dmn_elements_compile(dmn_compilation *c) {
  dmn_model *model = c->model;
  function_program **bodies =
      ARENA_ARRAY(model->arena, function_program *, model->element_count + 1);
  if (bodies == NULL || !make_functions(c, bodies)) return false;
  declare_members(c);
  model->frame_size = (uint32_t)model->element_count;
  for (size_t i = 0; i < model->element_count && !c->is_out_of_memory; i++) {
    dmn_element *element = model->elements[i];
    size_t errors_before = model->diagnostics.error_count;
    if (element->kind == DMN_DECISION) compile_decision(c, element);
    if (bodies[i] != NULL) compile_knowledge(c, element, bodies[i]);
    if (model->diagnostics.error_count > errors_before) element->is_faulty = true;
  }
  return !c->is_out_of_memory;
}
