/* Worked examples of a policy: a table of cases, evaluated by the model and compared. */
#include "policy/policy_cases.h"

#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/policy.h"
#include "dmn/evaluate.h"
#include "dmn/load.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"

/* What must stay true: values of a line live in the arena of `literals`, which is emptied only
 * when the next line begins, after the model's evaluation has let go of them. */
typedef struct case_runner {
  const policy_cases *cases;
  policy_cases_summary *summary;
  arena *header_arena;
  const dmn_element **columns; /* NULL items: the column of the case's name */
  size_t column_count;
  dmn_evaluation *evaluation;
  evaluation literals;
} case_runner;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status refuse_line(const case_runner *r, uint64_t line, message_id message,
                             const char *const *arguments, sd_error *error) {
  error_set(error, SD_INVALID, message, arguments);
  error_place(error, r->cases->name, (uint32_t)line, 0);
  return SD_INVALID;
}

static sd_status read_header(case_runner *r, const csv_row *row, sd_error *error) {
  r->columns = ARENA_ARRAY(r->header_arena, const dmn_element *, row->count);
  if (r->columns == NULL) return no_memory(error);
  r->column_count = row->count;
  for (size_t i = 1; i < row->count; i++) {
    const dmn_element *element = dmn_model_find(r->cases->model, DMN_INPUT, row->cells[i]);
    if (element == NULL) {
      element = dmn_model_find(r->cases->model, DMN_DECISION, row->cells[i]);
    }
    text name = arena_copy(r->header_arena, row->cells[i]);
    if (name.data == NULL) return no_memory(error);
    if (element == NULL) {
      return refuse_line(r, row->line, MESSAGE_POLICY_CASES_COLUMN, SD_ARGS(name.data), error);
    }
    for (size_t j = 1; j < i; j++) {
      if (r->columns[j] == element) {
        return refuse_line(r, row->line, MESSAGE_POLICY_CASES_TWICE, SD_ARGS(name.data), error);
      }
    }
    r->columns[i] = element;
  }
  return SD_OK;
}

/* The value of the literal in cell `index`. */
static sd_status read_literal(case_runner *r, const csv_row *row, size_t index, value *out,
                              sd_error *error) {
  evaluation *e = &r->literals;
  source_text *source = ARENA_NEW(e->arena, source_text);
  name_table *names = name_table_create(e->arena);
  if (source == NULL || names == NULL) return no_memory(error);
  source->text = row->cells[index];
  diagnostic_list mistakes;
  diagnostic_list_init(&mistakes, e->arena, 1);
  const compiler_options options = {.arena = e->arena, .names = names, .diagnostics = &mistakes};
  const program *p = compile_expression(source, names, &options);
  if (p == NULL) return no_memory(error);
  if (!p->is_faulty && mistakes.error_count == 0) {
    size_t frame_size = p->frame_size == 0 ? 1 : p->frame_size;
    value *frame = evaluation_push_frame(e, frame_size);
    if (frame == NULL) return no_memory(error);
    *out = interpreter_run(e, p, frame);
    evaluation_pop_frame(e, frame, frame_size);
    if (!value_is_null(*out) || text_is(row->cells[index], "null")) return SD_OK;
  }
  text column = arena_copy(e->arena, r->columns[index]->name);
  text cell = arena_copy(e->arena, row->cells[index]);
  if (column.data == NULL || cell.data == NULL) return no_memory(error);
  return refuse_line(r, row->line, MESSAGE_POLICY_CASES_LITERAL, SD_ARGS(column.data, cell.data),
                     error);
}

static void describe(const case_runner *r, const dmn_element *decision, value v,
                     text_builder *out) {
  if (v.kind != VALUE_UNKNOWN) {
    value_to_text(v, out);
    return;
  }
  text_builder_add_string(out, "unknown (");
  const missing_set *missing = dmn_evaluation_missing(r->evaluation, decision);
  const char *separator = "";
  for (size_t i = 0; missing != NULL && i < r->cases->model->input_count; i++) {
    if (!missing_set_has(missing, i)) continue;
    text_builder_add_string(out, separator);
    text_builder_add(out, dmn_model_input(r->cases->model, i)->name);
    separator = "、";
  }
  text_builder_add_string(out, ")");
}

static void report(case_runner *r, const csv_row *row, size_t index, value actual) {
  r->summary->mismatch_count++;
  if (r->cases->on_mismatch == NULL) return;
  text_builder described;
  text_builder_init(&described, LIMIT_CELL_BYTES);
  describe(r, r->columns[index], actual, &described);
  r->cases->on_mismatch(r->cases->context,
                        &(policy_case_mismatch){.case_name = row->cells[0],
                                                .line = row->line,
                                                .decision = r->columns[index]->name,
                                                .expected = row->cells[index],
                                                .actual = text_builder_text(&described)});
  text_builder_release(&described);
}

static sd_status check_decision(case_runner *r, const csv_row *row, size_t index, sd_error *error) {
  value actual = dmn_evaluation_decide(r->evaluation, r->columns[index]);
  bool as_expected = actual.kind == VALUE_UNKNOWN;
  if (!text_is(row->cells[index], "unknown")) {
    value expected = value_null();
    TRY(read_literal(r, row, index, &expected, error));
    as_expected = actual.kind == expected.kind &&
                  (value_is_null(actual) || value_equal(actual, expected) == TERNARY_TRUE);
  }
  r->summary->check_count++;
  if (!as_expected) report(r, row, index, actual);
  return SD_OK;
}

static sd_status run_case(case_runner *r, const csv_row *row, sd_error *error) {
  dmn_evaluation_reset(r->evaluation);
  evaluation_reset(&r->literals);
  r->summary->case_count++;
  for (size_t i = 1; i < row->count; i++) {
    if (r->columns[i]->kind != DMN_INPUT || row->cells[i].size == 0) continue;
    value v = value_null();
    TRY(read_literal(r, row, i, &v, error));
    dmn_evaluation_bind(r->evaluation, r->columns[i]->slot, v);
  }
  for (size_t i = 1; i < row->count; i++) {
    if (r->columns[i]->kind != DMN_DECISION || row->cells[i].size == 0) continue;
    TRY(check_decision(r, row, i, error));
  }
  return SD_OK;
}

static sd_status on_row(void *context, const csv_row *row, sd_error *error) {
  case_runner *r = context;
  if (row->fault != CSV_FAULT_NONE) {
    return refuse_line(r, row->line, csv_fault_message(row->fault), NULL, error);
  }
  if (r->columns == NULL) return read_header(r, row, error);
  if (row->count == r->column_count) return run_case(r, row, error);
  char expected[24], found[24];
  snprintf(expected, sizeof expected, "%zu", r->column_count);
  snprintf(found, sizeof found, "%zu", row->count);
  return refuse_line(r, row->line, MESSAGE_POLICY_CASES_WIDTH, SD_ARGS(expected, found), error);
}

sd_status policy_cases_run(const policy_cases *cases, policy_cases_summary *summary_out,
                           sd_error *error) {
  *summary_out = (policy_cases_summary){0};
  case_runner r = {.cases = cases, .summary = summary_out, .header_arena = arena_create(0)};
  arena *literals = arena_create(LIMIT_FEEL_MEMORY_BYTES);
  r.evaluation =
      dmn_evaluation_create(cases->model, &(dmn_evaluation_options){.three_valued = true});
  sd_status status = SD_OUT_OF_MEMORY;
  if (r.header_arena == NULL || literals == NULL || r.evaluation == NULL) {
    no_memory(error);
  } else {
    evaluation_init(&r.literals, literals);
    status = csv_read(cases->content, cases->name, on_row, &r, error);
    if (status == SD_OK && summary_out->case_count == 0) {
      status = refuse_line(&r, 1, MESSAGE_POLICY_CASES_NONE, NULL, error);
    }
  }
  dmn_evaluation_destroy(r.evaluation);
  arena_destroy(literals);
  arena_destroy(r.header_arena);
  return status;
}

/* A model with mistakes decides nothing: its first error is the answer. */
static sd_status refuse_faulty(const dmn_model *model, const char *path, sd_error *error) {
  const diagnostic_list *list = dmn_model_diagnostics(model);
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].severity != DIAGNOSTIC_ERROR) continue;
    text_builder line;
    text_builder_init(&line, LIMIT_CELL_BYTES);
    diagnostic_describe(&list->items[i], LANGUAGE_CHINESE, &line);
    error_set(error, SD_INVALID, MESSAGE_POLICY_CASES_MODEL, SD_ARGS(line.data));
    error_place(error, path, 0, 0);
    text_builder_release(&line);
    return SD_INVALID;
  }
  return SD_OK;
}

/* "a/2022.dmn": "a/2022.cases.csv", NUL-ended; NULL when memory is out. */
static const char *cases_path_of(arena *a, const char *model_path) {
  static const char suffix[] = ".cases.csv";
  text stem = text_of(model_path);
  if (text_ends_with(stem, TEXT(".dmn"))) stem.size -= TEXT(".dmn").size;
  char *path = arena_allocate(a, stem.size + sizeof suffix);
  if (path == NULL) return NULL;
  memcpy(path, stem.data, stem.size);
  memcpy(path + stem.size, suffix, sizeof suffix);
  return path;
}

sd_status policy_cases_read(const char *model_path, arena *a, const char **name_out,
                            text *content_out, sd_error *error) {
  *content_out = (text){NULL, 0};
  *name_out = cases_path_of(a, model_path);
  if (*name_out == NULL) return no_memory(error);
  return file_read(*name_out, LIMIT_MODEL_BYTES, a, content_out, error);
}

sd_status policy_cases_run_file(const char *model_path, policy_case_function on_mismatch,
                                void *context, policy_cases_summary *summary_out, sd_error *error) {
  *summary_out = (policy_cases_summary){0};
  arena *a = arena_create(0);
  policy_cases cases = {.on_mismatch = on_mismatch, .context = context};
  dmn_model *model = NULL;
  sd_status status = a == NULL
                         ? no_memory(error)
                         : policy_cases_read(model_path, a, &cases.name, &cases.content, error);
  if (status == SD_OK) status = dmn_model_create_file(model_path, NULL, 0, &model, error);
  if (status == SD_OK) status = refuse_faulty(model, model_path, error);
  cases.model = model;
  if (status == SD_OK) status = policy_cases_run(&cases, summary_out, error);
  dmn_model_destroy(model);
  arena_destroy(a);
  return status;
}
