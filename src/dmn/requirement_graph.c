/* Resolves what elements refer to, orders decisions by need and refuses cycles by name. */
#include "dmn/requirement_graph.h"

#include "base/limits.h"
#include "base/messages/dmn.h"
#include "base/text_builder.h"
#include "dmn/reference.h"

/* --- Gathering --- */

/* Connects the imports of all documents that can be reached from the main one. */
static bool reach_documents(dmn_model *model) {
  dmn_document **queue = ARENA_ARRAY(model->arena, dmn_document *, model->document_count);
  if (queue == NULL) return false;
  size_t head = 0, tail = 0;
  queue[tail++] = &model->documents[0];
  model->documents[0].is_reached = true;
  while (head < tail) {
    dmn_document *document = queue[head++];
    for (size_t i = 0; i < document->import_count; i++) {
      dmn_document *target = dmn_reference_import(model, document, &document->imports[i]);
      if (target == NULL || target->is_reached) continue;
      target->is_reached = true;
      queue[tail++] = target;
    }
  }
  return true;
}

static void add_elements(dmn_model *model, const dmn_document *document, bool is_input) {
  for (size_t i = 0; i < document->element_count; i++) {
    dmn_element *element = document->elements[i];
    if ((element->kind == DMN_INPUT) != is_input) continue;
    element->slot = (uint32_t)model->element_count;
    model->elements[model->element_count++] = element;
    if (is_input) model->input_count++;
  }
}

static bool is_of_reached_document(const dmn_model *model, const diagnostic *d) {
  for (size_t i = 0; i < model->document_count; i++) {
    if (d->span.source == &model->documents[i].file) return model->documents[i].is_reached;
  }
  return true;
}

static void forget_other_documents(dmn_model *model) {
  diagnostic_list *list = &model->diagnostics;
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (is_of_reached_document(model, &list->items[i])) {
      list->items[kept++] = list->items[i];
    } else if (list->items[i].severity == DIAGNOSTIC_ERROR) {
      list->error_count--;
    }
  }
  list->count = kept;
}

bool dmn_graph_gather(dmn_model *model) {
  size_t count = 0;
  for (size_t i = 0; i < model->document_count; i++) count += model->documents[i].element_count;
  model->elements = ARENA_ARRAY(model->arena, dmn_element *, count + 1);
  if (model->elements == NULL || !reach_documents(model)) return false;
  forget_other_documents(model);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < model->document_count; i++) {
      if (model->documents[i].is_reached) add_elements(model, &model->documents[i], pass == 0);
    }
  }
  return true;
}

/* --- Order: depth first, with a stack of its own --- */

typedef enum visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE } visit;

typedef struct graph_walk {
  dmn_model *model;
  uint8_t *visits;     /* by slot */
  dmn_element **stack; /* the open decisions */
  size_t *next;        /* beside stack: the requirement to look at next */
  size_t depth;
  dmn_element **order; /* finished decisions */
  size_t order_count;
  uint32_t *stamps; /* by slot: the last decision whose needs hold it */
  size_t need_total;
} graph_walk;

/* "甲 → 乙 → 甲" of the open decisions from `element` on; all of them become faulty. */
static void report_cycle(graph_walk *w, dmn_element *element) {
  text_builder path;
  text_builder_init(&path, 500);
  size_t from = w->depth;
  while (from > 0 && w->stack[from - 1] != element) from--;
  for (size_t i = from - 1; i < w->depth; i++) {
    w->stack[i]->is_faulty = w->stack[i]->is_refused = true;
    text_builder_add(&path, w->stack[i]->name);
    text_builder_add_string(&path, " → ");
  }
  text_builder_add(&path, element->name);
  diagnostic_add(&w->model->diagnostics, DIAGNOSTIC_ERROR, MESSAGE_DMN_CYCLE,
                 dmn_node_span(element->document, element->node),
                 SD_ARGS(path.data == NULL ? "" : path.data));
  text_builder_release(&path);
}

static void add_need(graph_walk *w, dmn_element *decision, dmn_element *need, uint32_t stamp) {
  if (w->stamps[need->slot] == stamp) return;
  w->stamps[need->slot] = stamp;
  decision->needs[decision->need_count++] = need;
}

/* What stands behind `decision`, each before those that need it; the targets are finished. */
static bool collect_needs(graph_walk *w, dmn_element *decision) {
  size_t count_max = 0;
  uint32_t stamp = (uint32_t)w->order_count + 1;
  for (size_t i = 0; i < decision->requirement_count; i++) {
    const dmn_element *target = decision->requirements[i].target;
    if (target != NULL) count_max += target->need_count + 1;
  }
  if (count_max > w->model->element_count) count_max = w->model->element_count;
  if (w->need_total + count_max > LIMIT_MODEL_NEEDS) {
    decision->is_faulty = decision->is_refused = true;
    diagnostic_add(&w->model->diagnostics, DIAGNOSTIC_ERROR, MESSAGE_DMN_TOO_MANY_NEEDS,
                   dmn_node_span(decision->document, decision->node),
                   SD_ARGS(decision->name.data, SD_NUMBER(LIMIT_MODEL_NEEDS)));
    return true;
  }
  decision->needs = ARENA_ARRAY(w->model->arena, dmn_element *, count_max + 1);
  if (decision->needs == NULL) return false;
  for (size_t i = 0; i < decision->requirement_count; i++) {
    dmn_element *target = decision->requirements[i].target;
    if (target == NULL || (target->kind != DMN_INPUT && target->kind != DMN_DECISION)) continue;
    for (size_t j = 0; j < target->need_count; j++) add_need(w, decision, target->needs[j], stamp);
    if (target != decision) add_need(w, decision, target, stamp);
  }
  w->need_total += decision->need_count;
  return true;
}

static void open_decision(graph_walk *w, dmn_element *decision) {
  w->visits[decision->slot] = VISIT_OPEN;
  w->stack[w->depth] = decision;
  w->next[w->depth++] = 0;
}

static bool visit_from(graph_walk *w, dmn_element *root) {
  open_decision(w, root);
  while (w->depth > 0) {
    dmn_element *decision = w->stack[w->depth - 1];
    size_t i = w->next[w->depth - 1]++;
    if (i == decision->requirement_count) {
      if (!collect_needs(w, decision)) return false;
      w->visits[decision->slot] = VISIT_DONE;
      w->order[w->order_count++] = decision;
      w->depth--;
      continue;
    }
    dmn_element *target = decision->requirements[i].target;
    if (target == NULL || target->kind != DMN_DECISION) continue;
    if (w->visits[target->slot] == VISIT_OPEN) report_cycle(w, target);
    if (w->visits[target->slot] == VISIT_NEW) open_decision(w, target);
  }
  return true;
}

/* --- Services --- */

/* The decisions behind the outputs, without going behind the parameters, in the order of need. */
static bool order_service(graph_walk *w, dmn_service *service, uint32_t stamp) {
  for (size_t i = 0; i < service->parameter_count; i++) {
    w->visits[service->parameters[i]->slot] = VISIT_OPEN; /* a border */
  }
  size_t wanted = 0;
  for (size_t i = 0; i < service->output_count; i++) {
    w->stamps[service->outputs[i]->slot] = stamp;
  }
  for (size_t i = w->order_count; i > 0; i--) {
    const dmn_element *decision = w->order[i - 1];
    if (w->stamps[decision->slot] != stamp || w->visits[decision->slot] == VISIT_OPEN) continue;
    wanted++;
    for (size_t j = 0; j < decision->requirement_count; j++) {
      const dmn_element *target = decision->requirements[j].target;
      if (target != NULL && target->kind == DMN_DECISION) w->stamps[target->slot] = stamp;
    }
  }
  service->order = ARENA_ARRAY(w->model->arena, dmn_element *, wanted + 1);
  for (size_t i = 0; service->order != NULL && i < w->order_count; i++) {
    dmn_element *decision = w->order[i];
    bool is_wanted = w->stamps[decision->slot] == stamp && w->visits[decision->slot] != VISIT_OPEN;
    if (is_wanted) service->order[service->order_count++] = decision;
  }
  for (size_t i = 0; i < service->parameter_count; i++) {
    w->visits[service->parameters[i]->slot] = VISIT_DONE;
  }
  return service->order != NULL;
}

static bool order_services(graph_walk *w) {
  uint32_t stamp = (uint32_t)w->model->element_count;
  for (size_t i = 0; i < w->model->element_count; i++) {
    dmn_element *element = w->model->elements[i];
    if (element->kind != DMN_SERVICE) continue;
    if (!order_service(w, element->service, ++stamp)) return false;
  }
  return true;
}

bool dmn_graph_resolve(dmn_model *model) {
  for (size_t i = 0; i < model->element_count; i++) {
    if (!dmn_reference_resolve(model, model->elements[i])) return false;
  }
  size_t count = model->element_count + 1;
  graph_walk w = {.model = model,
                  .visits = ARENA_ARRAY(model->arena, uint8_t, count),
                  .stack = ARENA_ARRAY(model->arena, dmn_element *, count),
                  .next = ARENA_ARRAY(model->arena, size_t, count),
                  .order = ARENA_ARRAY(model->arena, dmn_element *, count),
                  .stamps = ARENA_ARRAY(model->arena, uint32_t, count)};
  if (!w.visits || !w.stack || !w.next || !w.order || !w.stamps) return false;
  for (size_t i = 0; i < model->element_count; i++) {
    dmn_element *element = model->elements[i];
    if (element->kind != DMN_DECISION || w.visits[element->slot] != VISIT_NEW) continue;
    if (!visit_from(&w, element)) return false;
  }
  return order_services(&w);
}

/* --- Faults --- */

/* Who needs whom: the dependents of slot i are users[first[i]] .. users[first[i + 1] - 1]. */
typedef struct user_index {
  uint32_t *first;
  dmn_element **users;
} user_index;

typedef void need_visitor(user_index *index, dmn_element *user, const dmn_element *need);

static void count_user(user_index *index, dmn_element *user, const dmn_element *need) {
  (void)user;
  index->first[need->slot + 1]++;
}

/* Fills from the end of each run, so that `first` then says where the run begins. */
static void place_user(user_index *index, dmn_element *user, const dmn_element *need) {
  index->users[--index->first[need->slot + 1]] = user;
}

static void visit_needs(const dmn_model *model, user_index *index, need_visitor *visitor) {
  for (size_t i = 0; i < model->element_count; i++) {
    dmn_element *user = model->elements[i];
    for (size_t j = 0; j < user->requirement_count; j++) {
      if (user->requirements[j].target != NULL) visitor(index, user, user->requirements[j].target);
    }
    for (size_t j = 0; user->service != NULL && j < user->service->output_count; j++) {
      visitor(index, user, user->service->outputs[j]);
    }
  }
}

static bool index_users(const dmn_model *model, user_index *index) {
  size_t count = model->element_count;
  index->first = ARENA_ARRAY(model->arena, uint32_t, count + 2);
  if (index->first == NULL) return false;
  visit_needs(model, index, count_user);
  for (size_t i = 1; i <= count; i++) index->first[i] += index->first[i - 1];
  uint32_t total = index->first[count];
  index->users = ARENA_ARRAY(model->arena, dmn_element *, (size_t)total + 1);
  if (index->users == NULL) return false;
  visit_needs(model, index, place_user);
  for (size_t i = 0; i < count; i++) index->first[i] = index->first[i + 1];
  index->first[count] = total;
  return true;
}

bool dmn_graph_spread_faults(dmn_model *model) {
  user_index index;
  dmn_element **queue = ARENA_ARRAY(model->arena, dmn_element *, model->element_count + 1);
  if (queue == NULL || !index_users(model, &index)) return false;
  size_t head = 0, tail = 0;
  for (size_t i = 0; i < model->element_count; i++) {
    if (model->elements[i]->is_faulty) queue[tail++] = model->elements[i];
  }
  while (head < tail) {
    const dmn_element *cause = queue[head++];
    for (uint32_t i = index.first[cause->slot]; i < index.first[cause->slot + 1]; i++) {
      dmn_element *user = index.users[i];
      if (user->is_faulty) continue;
      user->is_faulty = true;
      queue[tail++] = user;
      diagnostic_add(&model->diagnostics, DIAGNOSTIC_WARNING, MESSAGE_DMN_FAULTY_NEED,
                     dmn_node_span(user->document, user->node),
                     SD_ARGS(user->name.data, cause->name.data));
    }
  }
  return true;
}
