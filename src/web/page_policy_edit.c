/* The editor of an item version: what is saved becomes a draft, with the findings at its cells. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "operation/draft_edit.h"
#include "policy/model_edit.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/policy_version.h"

enum { CELLS_MAX = 180 }; /* fields of a form, WEB_FIELDS_MAX less the others */

/* --- The page --- */

/* A table whose cells are fields: without scripts, or because that is easier. */
static void view_form_table(const web_call *call, const policy_version *p) {
  text wanted = web_field_value(call->request->query, "table");
  for (size_t i = 0; p->model != NULL && i < p->model->element_count; i++) {
    const dmn_element *e = p->model->elements[i];
    const dmn_table *table = e->kind == DMN_DECISION ? dmn_decision_table_of(e) : NULL;
    if (table == NULL || wanted.size == 0 || !text_equal(wanted, e->id)) continue;
    size_t cells = table->rule_count * (table->input_count + table->output_count);
    if (cells <= CELLS_MAX) view_text(call->view, "form_table", e->id);
    if (cells > CELLS_MAX) view_boolean(call->view, "form_too_large", true);
  }
}

static sd_status show_edit(web_call *call, const policy_version *p, text model, sd_error *error) {
  view *v = call->view;
  (void)error;
  view_text(v, "base", call->pieces[1]);
  policy_view_heading(call, p->item);
  view_boolean(v, "has_editor", asset_find(TEXT("/assets/editor.js")) != NULL);
  view_text(v, "model", model);
  view_form_table(call, p);
  policy_view_findings(call, p);
  policy_view_decisions(call, p);
  return SD_OK;
}

sd_status page_item_edit(web_call *call, sd_error *error) {
  policy_version p;
  text model = {NULL, 0};
  TRY(policy_version_open(call, &p, error));
  sd_error own = {0};
  sd_status status = model_in_namespace(p.item->bytes, p.item->path.data,
                                        TEXT(MODEL_EDITOR_NAMESPACE), call->arena, &model, &own);
  if (status == SD_OK) {
    status = show_edit(call, &p, model, error);
  } else if (status == SD_INVALID) { /* what the editor cannot know: shown, and editable as text */
    view_string(call->view, "not_editable", own.text[call->lang]);
    status = show_edit(call, &p, p.item->bytes, error);
  } else {
    if (error != NULL) *error = own;
  }
  policy_version_close(&p);
  return status;
}

/* --- What was typed --- */

static bool read_index(text *rest, size_t *out) {
  size_t digits = 0;
  *out = 0;
  while (digits < rest->size && rest->data[digits] >= '0' && rest->data[digits] <= '9' &&
         digits < 6) {
    *out = *out * 10 + (size_t)(rest->data[digits++] - '0');
  }
  *rest = text_slice(*rest, digits, rest->size);
  return digits != 0;
}

/* "cell-3-i0": rule and column, from 0. */
static bool read_cell_name(text name, model_cell *out) {
  if (!text_starts_with(name, TEXT("cell-"))) return false;
  text rest = text_slice(name, 5, name.size);
  if (!read_index(&rest, &out->rule) || rest.size < 3 || rest.data[0] != '-') return false;
  out->is_output = rest.data[1] == 'o';
  rest = text_slice(rest, 2, rest.size);
  return read_index(&rest, &out->column) && rest.size == 0;
}

/* In the namespace of the editor, where that can be: there the file is shown when it has faults. */
static sd_status read_file(const web_call *call, const web_file *file, text *out, sd_error *error) {
  sd_error own = {0};
  sd_status status = model_in_namespace(file->bytes, "model", TEXT(MODEL_EDITOR_NAMESPACE),
                                        call->arena, out, &own);
  if (status == SD_OK) return SD_OK;
  *out = file->bytes;
  if (status == SD_INVALID) return SD_OK; /* of a newer DMN: as it is */
  if (error != NULL) *error = own;
  return status;
}

/* The model with the cells of the form, or that of the file; without cells the model that was sent
 * whole. */
static sd_status read_model(const web_call *call, text *out, sd_error *error) {
  web_fields form = call->request->form;
  model_cell cells[CELLS_MAX];
  size_t count = 0;
  text table = form_text(call, "decision");
  const web_file *file = web_file_of(call->request->files, "file");
  *out = form_text(call, "model");
  if (file != NULL && file->bytes.size != 0) return read_file(call, file, out, error);
  for (size_t i = 0; table.size != 0 && i < form.count && count < CELLS_MAX; i++) {
    if (!read_cell_name(form.items[i].name, &cells[count])) continue;
    cells[count].decision = table;
    cells[count++].value = form.items[i].value;
  }
  if (count == 0) return SD_OK;
  return model_set_cells(*out, "model", cells, count, call->arena, out, error);
}

/* The edited version, read and checked; `faults` counts what keeps it from being saved.  On
 * anything but SD_OK the reason is at the form. */
static sd_status make_version(web_call *call, text model, policy_version *p, sd_error *error) {
  item_catalogue *items = NULL;
  item_version *made = NULL;
  TRY(policy_catalogue(call, &items, error));
  const draft_edit edit = {.items = items,
                           .item = call->pieces[0],
                           .base = call->pieces[1],
                           .bytes = model,
                           .from_date = form_text(call, "from")};
  TRY(draft_edit_make(call->db, &edit, call->arena, &made, error));
  return policy_version_check(call, made, call->pieces[1], p, error);
}

static int64_t errors_of(const policy_version *p) {
  return p->result.errors - (int64_t)p->result.cases.mismatch_count;
}

/* The form again around what was typed, which cannot even be read. */
static sd_status show_unread(web_call *call, text model, const sd_error *fault, sd_error *error) {
  policy_version base;
  TRY(policy_version_open(call, &base, error));
  form_fault_error(call, "model", fault);
  base.finding_count = 0;
  sd_status status = show_edit(call, &base, model, error);
  policy_version_close(&base);
  return status;
}

static bool is_of_input(sd_status status) {
  return status == SD_INVALID || status == SD_SYNTAX_ERROR || status == SD_NOT_FOUND ||
         status == SD_LIMIT_EXCEEDED;
}

sd_status act_item_edit(web_call *call, sd_error *error) {
  policy_version p;
  text model = {NULL, 0};
  sd_error own = {0};
  sd_status status = read_model(call, &model, &own);
  if (status == SD_OK) status = make_version(call, model, &p, &own);
  if (is_of_input(status)) return show_unread(call, model, &own, error);
  if (status != SD_OK) {
    if (error != NULL) *error = own;
    return status;
  }
  if (errors_of(&p) > 0) {
    form_fault_message(call, "model", MESSAGE_WEB_EDIT_HAS_ERRORS);
    status = show_edit(call, &p, model, error);
  } else {
    const draft_keeping keeping = {.item = p.item,
                                   .base = call->pieces[1],
                                   .attributes = call->options->attributes,
                                   .actor = call->session->account.name,
                                   .now_us = call->request->now_us};
    status = draft_edit_keep(call->db, &keeping, call->arena, error);
    char path[300];
    snprintf(path, sizeof path, "/items/%.*s/%.*s", TEXT_ARG(text_slice(p.item->id, 0, 120)),
             TEXT_ARG(text_slice(p.item->version, 0, 120)));
    if (status == SD_OK) call->response->location = arena_copy(call->arena, text_of(path));
  }
  policy_version_close(&p);
  return status;
}

/* --- Findings while somebody writes: nothing is stored --- */

sd_status act_item_check(web_call *call, sd_error *error) {
  policy_version p;
  text model = {NULL, 0};
  sd_error own = {0};
  sd_status status = read_model(call, &model, &own);
  if (status == SD_OK) status = make_version(call, model, &p, &own);
  if (status != SD_OK) {
    if (error != NULL) *error = own;
    return status;
  }
  policy_view_heading(call, p.item);
  view_integer(call->view, "errors", errors_of(&p));
  view_integer(call->view, "differing", (int64_t)p.result.cases.mismatch_count);
  policy_view_findings(call, &p);
  policy_view_decisions(call, &p);
  policy_version_close(&p);
  return SD_OK;
}
