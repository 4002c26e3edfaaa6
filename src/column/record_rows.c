/* Rows of a batch handed to the record evaluator. */
#include "column/record_rows.h"

#include <string.h>

#include "base/allocator.h"
#include "column/plan_internal.h"
#include "dmn/decision_table.h"
#include "feel/interpreter.h"

bool record_rows_init(record_rows *r, const column_plan *plan) {
  *r = (record_rows){.plan = plan};
  r->evaluations = memory_allocate((plan->model_count + 1) * sizeof(dmn_evaluation *));
  r->bound = memory_allocate((plan->model_count + 1) * sizeof *r->bound);
  if (r->evaluations == NULL || r->bound == NULL) return false;
  const dmn_evaluation_options options = {.now = plan->now, .three_valued = plan->three_valued};
  for (size_t i = 0; i < plan->model_count; i++) {
    r->evaluations[i] = dmn_evaluation_create(plan->models[i].model, &options);
    if (r->evaluations[i] == NULL) return false;
  }
  record_rows_forget(r, NULL);
  return true;
}

void record_rows_release(record_rows *r) {
  for (size_t i = 0; r->evaluations != NULL && i < r->plan->model_count; i++) {
    dmn_evaluation_destroy(r->evaluations[i]);
  }
  memory_free(r->evaluations);
  memory_free(r->bound);
}

void record_rows_forget(record_rows *r, const column *columns) {
  r->columns = columns;
  for (size_t i = 0; i < r->plan->model_count; i++) r->bound[i] = SIZE_MAX;
}

dmn_evaluation *record_rows_bind(record_rows *r, uint32_t model, size_t row) {
  dmn_evaluation *e = r->evaluations[model];
  if (r->bound[model] == row) return e;
  r->bound[model] = row;
  dmn_evaluation_reset(e);
  const column_model *m = &r->plan->models[model];
  for (uint32_t slot = 0; slot < m->model->input_count; slot++) {
    if (m->columns[slot] == COLUMN_NONE) continue;
    const column *c = &r->columns[m->columns[slot]];
    if (column_is_present(c, row)) dmn_evaluation_bind(e, slot, column_cell(c, row));
  }
  return e;
}

/* --- Parts --- */

static void keep(evaluation *e, const program *p, uint32_t from, uint32_t slot, value *frame) {
  if (slot != PROGRAM_NONE) frame[slot] = interpreter_run_part(e, p, from, frame);
}

/* Gives variables inside of the decision their values, which short circuits may have left out. */
static void fill_variables(evaluation *e, const program *p, uint32_t end, value *frame) {
  for (uint32_t i = p->count; i-- > end;) { /* those around it, outermost first */
    const instruction *in = &p->code[i];
    if (in->first > end) continue;
    const uint32_t *entry = p->operands + in->a;
    if (in->opcode == OP_IN) keep(e, p, in->a, in->b, frame);
    for (uint32_t k = 0; in->opcode == OP_BLOCK && k < in->count; k++) {
      if (p->code[entry[2 * k + 1]].first > end) break;
      keep(e, p, entry[2 * k + 1], entry[2 * k], frame);
    }
    for (uint32_t k = 0; in->opcode == OP_CONTEXT && k < in->count; k++) {
      if (p->code[entry[3 * k + 2]].first > end) break;
      keep(e, p, entry[3 * k + 2], entry[3 * k + 1], frame);
    }
    bool is_table = in->opcode == OP_NATIVE && p->natives[in->b].function == &dmn_table_native;
    const dmn_table *table = is_table ? p->natives[in->b].data : NULL;
    for (uint32_t k = 0; table != NULL && k < table->input_count; k++) {
      keep(e, p, entry[2 * k], entry[2 * k + 1], frame);
    }
  }
}

value record_rows_part(record_rows *r, const column_condition *c, size_t row) {
  dmn_evaluation *e = record_rows_bind(r, c->model, row);
  dmn_evaluation_decide(e, c->decision);
  evaluation *core = dmn_evaluation_core(e);
  value *frame = dmn_evaluation_frame(e);
  fill_variables(core, c->program, c->instruction, frame);
  return interpreter_run_part(core, c->program, c->instruction, frame);
}
