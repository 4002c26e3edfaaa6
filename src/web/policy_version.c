/* An item version as the pages of policy officers show it: model, findings, worked examples,
 * release. */
#include "web/policy_version.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/web.h"
#include "dmn/condition.h"
#include "dmn/load.h"
#include "web/page_explanation.h"

/* What must stay true: a draft is checked with the worked examples of the file that it came from.
 */

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status policy_catalogue(const web_call *call, item_catalogue **out, sd_error *error) {
  return version_catalogue_read(call->db, call->options->items, true, call->arena, out, error);
}

/* --- Findings --- */

/* The cell whose text a diagnostic is about. */
static void find_cell(policy_finding *f, const dmn_model *model, const source_text *source) {
  for (size_t e = 0; e < model->element_count; e++) {
    const dmn_table *table = dmn_decision_table_of(model->elements[e]);
    for (size_t r = 0; table != NULL && r < table->rule_count; r++) {
      size_t inputs = table->input_count;
      for (size_t c = 0; c < inputs + table->output_count; c++) {
        const dmn_rule *rule = &table->rules[r];
        const dmn_cell *cell = c < inputs ? &rule->inputs[c] : &rule->outputs[c - inputs];
        if (source->text.data == NULL || cell->source.text.data != source->text.data) continue;
        f->table = table;
        f->rules[0] = (int32_t)r;
        f->is_output = c >= inputs;
        f->column = (int32_t)(c < inputs ? c : c - inputs);
        return;
      }
    }
  }
}

static policy_finding *add_finding(policy_version *v) {
  if (v->finding_count == v->finding_capacity) {
    size_t capacity = v->finding_capacity * 2 + 16;
    policy_finding *findings = ARENA_ARRAY(v->arena, policy_finding, capacity);
    if (findings == NULL) return NULL;
    if (v->finding_count != 0) {
      memcpy(findings, v->findings, v->finding_count * sizeof *findings);
    }
    v->findings = findings;
    v->finding_capacity = capacity;
  }
  policy_finding *f = &v->findings[v->finding_count++];
  *f = (policy_finding){.rules = {DMN_NO_INDEX, DMN_NO_INDEX}, .column = DMN_NO_INDEX};
  return f;
}

static sd_status keep_finding(void *context, const version_finding *finding, sd_error *error) {
  policy_version *v = context;
  policy_finding *f = add_finding(v);
  if (f == NULL) return out_of_memory(error);
  f->is_error = finding->is_error;
  f->sentence = arena_copy(v->arena, finding->sentence);
  if (f->sentence.data == NULL) return out_of_memory(error);
  const dmn_table_finding *t = finding->of_table;
  if (t != NULL) {
    f->table = t->table;
    f->is_gap = t->kind == DMN_FINDING_GAP || t->kind == DMN_FINDING_BOUNDARY_GAP;
    f->is_output = t->kind == DMN_FINDING_OUTPUT;
    f->column = t->column;
    f->witness = t->witness;
    memcpy(f->rules, t->rules, sizeof f->rules);
  }
  if (finding->of_rules != NULL && finding->of_rules->span.source != NULL) {
    find_cell(f, v->model, finding->of_rules->span.source);
  }
  if (finding->of_case != NULL) {
    text name = arena_copy(v->arena, finding->of_case->case_name);
    if (name.data == NULL) return out_of_memory(error);
    f->case_name = name.data;
  }
  return SD_OK;
}

/* --- Opening --- */

/* The file of worked examples of a version, through the drafts down to the file. */
static void read_cases(const web_call *call, const item_catalogue *c, text base,
                       policy_version *v) {
  const item_version *from = v->item;
  for (int depth = 0; depth < 100 && base.size != 0; depth++) {
    draft d;
    from = version_catalogue_find(c, v->item->id, base);
    if (from == NULL || draft_find(call->db, v->item->id, base, call->arena, &d, NULL) != SD_OK) {
      break;
    }
    base = d.base;
  }
  if (from == NULL) return;
  (void)policy_cases_read(from->path.data, call->arena, &v->cases_name, &v->cases, NULL);
}

sd_status policy_version_check(const web_call *call, const item_version *item, text base,
                               policy_version *out, sd_error *error) {
  item_catalogue *c = NULL;
  *out = (policy_version){.item = item, .base = base, .arena = call->arena};
  TRY(policy_catalogue(call, &c, error));
  read_cases(call, c, base, out);
  const dmn_source source = {item->path, item->bytes};
  if (dmn_model_create(&source, 1, &out->model, &out->fault) != SD_OK) out->model = NULL;
  const version_check check = {.item = item,
                               .attributes = call->options->attributes,
                               .model = out->model,
                               .cases = out->cases,
                               .cases_name = out->cases_name,
                               .lang = call->lang};
  sd_status status = version_check_run(&check, call->arena, keep_finding, out, &out->result, error);
  if (out->model == NULL) out->result.errors++;
  if (status != SD_OK) policy_version_close(out);
  return status;
}

sd_status policy_version_open(const web_call *call, policy_version *out, sd_error *error) {
  item_catalogue *c = NULL;
  draft d = {.base = TEXT("")};
  *out = (policy_version){0};
  TRY(policy_catalogue(call, &c, error));
  const item_version *item = version_catalogue_find(c, call->pieces[0], call->pieces[1]);
  if (item == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  sd_error own = {0};
  sd_status found = draft_find(call->db, item->id, item->version, call->arena, &d, &own);
  if (found != SD_OK && found != SD_NOT_FOUND) {
    if (error != NULL) *error = own;
    return found;
  }
  TRY(policy_version_check(call, item, d.base, out, error));
  out->drafted_by = d.actor;
  out->drafted_us = d.time_us;
  return SD_OK;
}

void policy_version_close(policy_version *v) {
  dmn_model_destroy(v->model);
  v->model = NULL;
}

/* --- Release --- */

typedef struct release_search {
  const web_call *call;
  char label[300];
  policy_release *out;
} release_search;

static sd_status compare_approval(void *context, const approval *p, sd_error *error) {
  release_search *s = context;
  if (p->operation != OPERATION_POLICY_VERSION || !text_is(p->subject, s->label)) return SD_OK;
  arena *a = s->call->arena;
  if (p->stage == STAGE_PERFORMED && s->out->is_released) {
    s->out->maker = arena_copy(a, p->maker);
    s->out->checker = arena_copy(a, p->checker);
    s->out->released_us = p->performed_us;
  }
  if (stage_is_open(p->stage)) {
    s->out->proposal = p->id;
    s->out->proposed_by = arena_copy(a, p->maker);
    s->out->proposal_hash = p->hash;
    if (s->out->proposed_by.data == NULL) return out_of_memory(error);
  }
  return SD_OK;
}

sd_status policy_release_read(const web_call *call, const item_version *item, policy_release *out,
                              sd_error *error) {
  release_search s = {.call = call, .out = out};
  *out = (policy_release){0};
  item_label(item, s.label, sizeof s.label);
  TRY(version_is_released(call->db, item, &out->is_released, error));
  return approval_each(call->db, false, compare_approval, &s, error);
}

/* --- Views --- */

static void view_date(view *v, const char *name, int64_t day) {
  if (day != INT64_MIN && day != INT64_MAX) view_day(v, name, day);
}

void policy_view_heading(const web_call *call, const item_version *item) {
  view *v = call->view;
  bool english = call->lang == LANGUAGE_ENGLISH && item->name_english.size != 0;
  view_text(v, "item", item->id);
  view_text(v, "version", item->version);
  view_text(v, "name", english ? item->name_english : item->name);
  view_text(v, "owner", item->owner);
  if (item->scope_count != 0) {
    view_date(v, "from", item->scopes[0].from_day);
    view_date(v, "to", item->scopes[0].to_day);
  }
}

void policy_view_findings(const web_call *call, const policy_version *v) {
  view_list(call->view, "findings");
  if (v->model == NULL) {
    view_begin(call->view, "finding");
    view_boolean(call->view, "is_error", true);
    view_string(call->view, "sentence", v->fault.text[call->lang]);
    view_end(call->view);
  }
  for (size_t i = 0; i < v->finding_count; i++) {
    const policy_finding *f = &v->findings[i];
    view_begin(call->view, "finding");
    view_integer(call->view, "number", (int64_t)i + 1);
    /* A draft is there to decide some examples otherwise. */
    view_boolean(call->view, "is_error", f->is_error && f->case_name == NULL);
    view_boolean(call->view, "is_example", f->case_name != NULL);
    view_text(call->view, "sentence", f->sentence);
    view_end(call->view);
  }
  view_list_end(call->view);
}

/* The findings of one cell; of the rule as a whole with column DMN_NO_INDEX. */
static void view_marks(view *v, const policy_version *p, const dmn_table *table, size_t rule,
                       bool is_output, int32_t column) {
  view_list(v, "marks");
  for (size_t i = 0; i < p->finding_count; i++) {
    const policy_finding *f = &p->findings[i];
    bool is_here = f->table == table && f->column == column &&
                   (column == DMN_NO_INDEX || f->is_output == is_output) &&
                   (f->rules[0] == (int32_t)rule || f->rules[1] == (int32_t)rule);
    if (!is_here) continue;
    view_begin(v, "mark");
    view_integer(v, "finding", (int64_t)i + 1);
    view_boolean(v, "is_error", f->is_error);
    view_end(v);
  }
  view_list_end(v);
}

/* The id of a cell's element, by which an editor knows it. */
static text cell_id(const dmn_rule *rule, bool is_output, size_t column) {
  const char *name = is_output ? "outputEntry" : "inputEntry";
  for (const xml_node *n = rule->node->first_child; n != NULL; n = n->next) {
    if (!text_is(n->name, name)) continue;
    if (column-- == 0) return xml_node_attribute(n, "id");
  }
  return (text){NULL, 0};
}

static void view_cells(const web_call *call, const policy_version *p, const dmn_table *table,
                       size_t rule, bool is_output) {
  view *v = call->view;
  size_t count = is_output ? table->output_count : table->input_count;
  const dmn_cell *cells = is_output ? table->rules[rule].outputs : table->rules[rule].inputs;
  for (size_t i = 0; i < count; i++) {
    text id = cell_id(&table->rules[rule], is_output, i);
    view_begin(v, "cell");
    if (id.size != 0) view_text(v, "id", id);
    page_view_model_text(call, "text", text_trim(cells[i].source.text), NULL);
    view_boolean(v, "is_output", is_output);
    view_integer(v, "column", (int64_t)i);
    view_marks(v, p, table, rule, is_output, (int32_t)i);
    view_end(v);
  }
}

static void view_rules(const web_call *call, const policy_version *p, const dmn_table *table) {
  view *v = call->view;
  view_list(v, "rules");
  for (size_t r = 0; r < table->rule_count; r++) {
    view_begin(v, "rule");
    view_integer(v, "number", (int64_t)r + 1);
    view_text(v, "clause", dmn_rule_clause(table, r));
    view_marks(v, p, table, r, false, DMN_NO_INDEX);
    view_list(v, "cells");
    view_cells(call, p, table, r, false);
    view_cells(call, p, table, r, true);
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
}

/* What no rule matches, as rows of the table. */
static void view_gaps(view *v, const policy_version *p, const dmn_table *table) {
  view_list(v, "gaps");
  for (size_t i = 0; i < p->finding_count; i++) {
    const policy_finding *f = &p->findings[i];
    if (f->table != table || !f->is_gap || f->witness == NULL) continue;
    view_begin(v, "gap");
    view_integer(v, "finding", (int64_t)i + 1);
    view_list(v, "values");
    for (size_t c = 0; c < table->input_count; c++) {
      view_begin(v, "value");
      view_text(v, "text", f->witness[c]);
      view_end(v);
    }
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
}

static void view_table(const web_call *call, const policy_version *p, const dmn_table *table) {
  view *v = call->view;
  view_begin(v, "table");
  view_string(v, "hit_policy", dmn_hit_policy_name(table->hit_policy));
  view_list(v, "columns");
  for (size_t i = 0; i < table->input_count; i++) {
    view_begin(v, "column");
    page_view_model_text(call, "text", text_trim(table->inputs[i].expression.text), NULL);
    view_end(v);
  }
  for (size_t i = 0; i < table->output_count; i++) {
    const dmn_output_clause *o = &table->outputs[i];
    view_begin(v, "column");
    page_view_model_text(call, "text", o->name.size != 0 ? o->name : o->label, NULL);
    view_boolean(v, "is_output", true);
    view_end(v);
  }
  view_list_end(v);
  view_rules(call, p, table);
  view_gaps(v, p, table);
  view_end(v);
}

void policy_view_decisions(const web_call *call, const policy_version *p) {
  view *v = call->view;
  view_list(v, "decisions");
  for (size_t i = 0; p->model != NULL && i < p->model->element_count; i++) {
    const dmn_element *e = p->model->elements[i];
    if (e->kind != DMN_DECISION && e->kind != DMN_KNOWLEDGE) continue;
    const dmn_table *table = e->kind == DMN_DECISION ? dmn_decision_table_of(e) : NULL;
    view_begin(v, "decision");
    page_view_model_text(call, "name", e->name, NULL);
    view_text(v, "id", e->id);
    view_text(v, "clause", e->description);
    view_boolean(v, "is_status", text_equal(e->name, p->item->status_decision));
    view_boolean(v, "is_amount", text_equal(e->name, p->item->amount_decision));
    if (table != NULL) view_table(call, p, table);
    if (table == NULL && e->expression != NULL && e->expression->kind == DMN_LITERAL) {
      page_view_model_text(call, "formula", text_trim(e->expression->source.text), NULL);
    }
    view_end(v);
  }
  view_list_end(v);
}
