/* Batches: decisions over tables that come and go as Arrow arrays.
 *
 * What must stay true: nothing of the caller's arrays is kept after a call.  The plan is made for
 * the ranges and dictionaries of the first batch and made again for a batch that does not fit it.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/libdmn.h"
#include "column/parallel.h"
#include "feel/temporal.h"
#include "libdmn/arrow_input.h"
#include "libdmn/arrow_results.h"
#include "libdmn/binding.h"
#include "libdmn/failure.h"

enum { THREADS_MAX = 64 };

struct dmn_batch {
  const dmn_model *model;
  dmn_batch_options options;
  arena *lasting; /* what is made when the batch is opened */
  const dmn_element **decisions;
  size_t decision_count;
  const text *slot_names; /* beside the model's inputs */
  size_t child_count;     /* of the schema */
  arrow_input *inputs;
  size_t input_count;
  uint32_t *slot_columns; /* by input slot: index of the input, or COLUMN_NONE */

  arena *planning; /* of the plan: the columns that it was made for */
  column *planned;
  column_plan *plan; /* NULL: none yet */
};

/* --- Opening --- */

static dmn_status find_decisions(dmn_batch *b, const dmn_text *names, size_t count,
                                 dmn_error *error) {
  b->decisions = ARENA_ARRAY(b->lasting, const dmn_element *, count);
  if (b->decisions == NULL) return failure_out_of_memory(error);
  for (size_t i = 0; i < count; i++) {
    text name = text_of_public(names[i]);
    b->decisions[b->decision_count] = binding_find(b->model, DMN_DECISION, name);
    if (b->decisions[b->decision_count++] != NULL) continue;
    text shown = arena_copy(b->lasting, text_slice(name, 0, 300));
    if (shown.data == NULL) return failure_out_of_memory(error);
    text nearest = binding_nearest(b->model, DMN_DECISION, name, b->lasting);
    return nearest.size == 0
               ? failure_set(error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_DECISION, SD_ARGS(shown.data))
               : failure_set(error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_DECISION_NEAR,
                             SD_ARGS(shown.data, nearest.data));
  }
  return DMN_OK;
}

/* Imported inputs with the names of their imports before them. */
static bool name_slots(dmn_batch *b) {
  const text *prefixes = binding_prefixes(b->model, b->lasting);
  text *names = ARENA_ARRAY(b->lasting, text, b->model->input_count + 1);
  if (prefixes == NULL || names == NULL) return false;
  for (size_t i = 0; i < b->model->input_count; i++) {
    const dmn_element *input = b->model->elements[i];
    text prefix = prefixes[input->document - b->model->documents];
    char *joined = arena_allocate(b->lasting, prefix.size + input->name.size + 1);
    if (joined == NULL) return false;
    memcpy(joined, prefix.data, prefix.size);
    memcpy(joined + prefix.size, input->name.data, input->name.size);
    names[i] = (text){joined, prefix.size + input->name.size};
  }
  b->slot_names = names;
  return true;
}

static dmn_status refuse_column(dmn_batch *b, const char *name, dmn_error *error) {
  text shown = arena_copy(b->lasting, text_slice(text_of(name), 0, 300));
  if (shown.data == NULL) return failure_out_of_memory(error);
  text nearest = binding_nearest(b->model, DMN_INPUT, text_of(name), b->lasting);
  if (nearest.size == 0) {
    return failure_set(error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_INPUT, SD_ARGS(shown.data));
  }
  return failure_set(error, SD_NOT_FOUND, MESSAGE_LIBDMN_NO_INPUT_NEAR,
                     SD_ARGS(shown.data, nearest.data));
}

static dmn_status bind_column(dmn_batch *b, const struct ArrowSchema *child, size_t index,
                              dmn_error *error) {
  const char *name = child->name == NULL ? "" : child->name;
  const dmn_element *input = binding_find(b->model, DMN_INPUT, text_of(name));
  if (input == NULL) {
    return b->options.other_columns_allowed ? DMN_OK : refuse_column(b, name, error);
  }
  if (b->slot_columns[input->slot] != COLUMN_NONE) {
    return failure_set(error, SD_INVALID, MESSAGE_LIBDMN_ARROW_TWICE, SD_ARGS(input->name.data));
  }
  arrow_input *in = &b->inputs[b->input_count];
  sd_error failure = {0};
  sd_status status = arrow_input_read(child, input->type, b->lasting, in, &failure);
  if (status != SD_OK) return failure_give(error, &failure);
  in->child = index;
  b->slot_columns[input->slot] = (uint32_t)b->input_count++;
  return DMN_OK;
}

static dmn_status bind_columns(dmn_batch *b, const struct ArrowSchema *columns, dmn_error *error) {
  bool is_struct = columns->release != NULL && columns->format != NULL &&
                   strcmp(columns->format, "+s") == 0 && columns->n_children >= 0 &&
                   (columns->n_children == 0 || columns->children != NULL);
  if (!is_struct) return failure_set(error, SD_INVALID, MESSAGE_LIBDMN_ARROW_STRUCT, NULL);
  b->child_count = (size_t)columns->n_children;
  b->inputs = ARENA_ARRAY(b->lasting, arrow_input, b->child_count + 1);
  b->slot_columns = ARENA_ARRAY(b->lasting, uint32_t, b->model->input_count + 1);
  if (b->inputs == NULL || b->slot_columns == NULL) return failure_out_of_memory(error);
  for (size_t i = 0; i < b->model->input_count; i++) b->slot_columns[i] = COLUMN_NONE;
  dmn_status status = DMN_OK;
  for (size_t i = 0; status == DMN_OK && i < b->child_count; i++) {
    const struct ArrowSchema *child = columns->children[i];
    status = child == NULL ? failure_set(error, SD_INVALID, MESSAGE_LIBDMN_ARROW_STRUCT, NULL)
                           : bind_column(b, child, i, error);
  }
  return status;
}

static dmn_status check_options(const dmn_batch_options *o, dmn_error *error) {
  int32_t offset_max = TEMPORAL_OFFSET_SECONDS_MAX;
  if (o->utc_offset_seconds > offset_max || o->utc_offset_seconds < -offset_max) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_OFFSET, NULL);
  }
  if (o->number_scale > COLUMN_SCALE_MAX) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_ARROW_SCALE, NULL);
  }
  return DMN_OK;
}

static dmn_status null_argument(dmn_error *error, const char *name) {
  return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_NULL_ARGUMENT, SD_ARGS(name));
}

dmn_status dmn_batch_open(const dmn_model *model, const dmn_text *names, size_t name_count,
                          const struct ArrowSchema *columns, const dmn_batch_options *options,
                          dmn_batch **batch_out, dmn_error *error) {
  if (batch_out == NULL) return null_argument(error, "batch_out");
  *batch_out = NULL;
  if (model == NULL) return null_argument(error, "model");
  if (names == NULL || name_count == 0) return null_argument(error, "names");
  if (columns == NULL) return null_argument(error, "columns");
  dmn_batch_options used = DMN_BATCH_OPTIONS_INIT;
  if (options != NULL && !options_take(&used, sizeof used, sizeof used, options)) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_OPTIONS, NULL);
  }
  dmn_status status = check_options(&used, error);
  if (status != DMN_OK) return status;
  dmn_batch *b = memory_allocate(sizeof *b);
  if (b == NULL) return failure_out_of_memory(error);
  b->model = model;
  b->options = used;
  b->lasting = arena_create(0);
  bool ok = b->lasting != NULL && name_slots(b);
  status = ok ? find_decisions(b, names, name_count, error) : failure_out_of_memory(error);
  if (status == DMN_OK) status = bind_columns(b, columns, error);
  if (status == DMN_OK) {
    *batch_out = b;
  } else {
    dmn_batch_close(b);
  }
  return status;
}

static void drop_plan(dmn_batch *b) {
  column_plan_destroy(b->plan);
  arena_destroy(b->planning);
  b->plan = NULL;
  b->planning = NULL;
}

void dmn_batch_close(dmn_batch *batch) {
  if (batch == NULL) return;
  drop_plan(batch);
  arena_destroy(batch->lasting);
  memory_free(batch);
}

/* --- The plan --- */

static bool same_dictionary(const column *x, const column *y) {
  if (x->dictionary_count != y->dictionary_count) return false;
  for (uint32_t i = 0; i < x->dictionary_count; i++) {
    if (!text_equal(x->dictionary[i], y->dictionary[i])) return false;
  }
  return true;
}

/* Whether batches with `c` run on a plan that was made for `planned`. */
static bool column_fits(const column *planned, const column *c) {
  return planned->kind == c->kind && planned->width == c->width && planned->scale == c->scale &&
         planned->min <= c->min && planned->max >= c->max && same_dictionary(planned, c);
}

static bool columns_fit(const dmn_batch *b, const column *columns) {
  bool fits = b->plan != NULL;
  for (size_t i = 0; fits && i < b->input_count; i++) {
    fits = column_fits(&b->planned[i], &columns[i]);
  }
  return fits;
}

/* Keeps what the plan was made for, without the values. */
static bool keep_columns(dmn_batch *b, const column *columns) {
  b->planning = arena_create(0);
  b->planned = b->planning == NULL ? NULL : ARENA_ARRAY(b->planning, column, b->input_count + 1);
  if (b->planned == NULL) return false;
  for (size_t i = 0; i < b->input_count; i++) {
    b->planned[i] = columns[i];
    b->planned[i].values = NULL;
    b->planned[i].present = NULL;
    text *dictionary = ARENA_ARRAY(b->planning, text, columns[i].dictionary_count + 1);
    if (dictionary == NULL) return false;
    for (uint32_t k = 0; k < columns[i].dictionary_count; k++) {
      dictionary[k] = arena_copy(b->planning, columns[i].dictionary[k]);
      if (dictionary[k].data == NULL) return false;
    }
    b->planned[i].dictionary = dictionary;
  }
  return true;
}

static value moment_of(const dmn_batch_options *o) {
  if (o->now_utc_us == DMN_NO_TIME) return value_null();
  return value_of_date_time(temporal_of_moment(o->now_utc_us, o->utc_offset_seconds));
}

static dmn_status make_plan(dmn_batch *b, const column *columns, dmn_error *error) {
  drop_plan(b);
  if (!keep_columns(b, columns)) return failure_out_of_memory(error);
  column_want *wanted = ARENA_ARRAY(b->planning, column_want, b->decision_count);
  if (wanted == NULL) return failure_out_of_memory(error);
  for (size_t i = 0; i < b->decision_count; i++) wanted[i].decision = b->decisions[i];
  column_model model = {b->model, b->slot_columns};
  column_plan_request request = {.models = &model,
                                 .model_count = 1,
                                 .wanted = wanted,
                                 .wanted_count = b->decision_count,
                                 .columns = columns,
                                 .column_count = b->input_count,
                                 .now = moment_of(&b->options),
                                 .three_valued = !b->options.nulls_are_known};
  sd_error failure = {0};
  sd_status status = column_plan_create(&request, &b->plan, &failure);
  return status == SD_OK ? DMN_OK : failure_give(error, &failure);
}

/* --- Comparisons with null --- */

static bool is_null_at(const program *p, uint32_t index) {
  const instruction *in = &p->code[index];
  return in->opcode == OP_CONSTANT && p->constants[in->a].kind == VALUE_NULL;
}

static bool program_asks_for_null(const program *p) {
  for (uint32_t i = 0; p != NULL && i < p->count; i++) {
    const instruction *in = &p->code[i];
    bool is_equality = in->opcode == OP_EQUAL || in->opcode == OP_NOT_EQUAL;
    bool is_test = in->opcode == OP_TEST_COMPARE || in->opcode == OP_TEST_VALUE;
    if ((is_equality && is_null_at(p, in->a)) ||
        ((is_equality || is_test) && is_null_at(p, in->b))) {
      return true;
    }
  }
  return false;
}

/* Whether a decision, or one that it needs, compares something with a written null; without that a
 * null names no missing fact.  Models with functions count as if they did. */
static bool asks_for_null(const dmn_model *model, const dmn_element *decision) {
  bool asks = program_asks_for_null(decision->program);
  for (size_t i = model->input_count; i < model->element_count; i++) {
    asks |= model->elements[i]->kind != DMN_DECISION;
  }
  for (size_t i = 0; i < decision->need_count; i++) {
    asks |= program_asks_for_null(decision->needs[i]->program);
  }
  return asks;
}

/* --- Evaluating --- */

typedef struct batch_run {
  dmn_batch *batch;
  arrow_results *results; /* beside the decisions */
  atomic_int outcome;     /* the first that is not ARROW_DONE, and in `decision` whose it was */
  atomic_size_t decision;
} batch_run;

static bool take_piece(void *context, column_worker *w, const column_batch *rows, size_t first) {
  batch_run *run = context;
  for (size_t i = 0; i < run->batch->decision_count; i++) {
    arrow_outcome outcome = arrow_results_take(
        &run->results[i], w, i, run->batch->model->input_count, first, rows->row_count);
    if (outcome == ARROW_DONE) continue;
    atomic_store(&run->decision, i);
    atomic_store(&run->outcome, (int)outcome);
    return false;
  }
  return true;
}

static dmn_status outcome_failure(const dmn_batch *b, arrow_outcome outcome, size_t decision,
                                  dmn_error *error) {
  switch (outcome) {
    case ARROW_TOO_DEEP:
      return failure_limit(error, "value depth", LIMIT_VALUE_DEPTH);
    case ARROW_TOO_LARGE:
      return failure_limit(error, "evaluation memory", INT32_MAX);
    case ARROW_TOO_MANY_DIGITS:
      return failure_set(error, SD_TYPE_ERROR, MESSAGE_LIBDMN_ARROW_RESULT,
                         SD_ARGS(b->decisions[decision]->name.data));
    default:
      return failure_out_of_memory(error);
  }
}

static dmn_status decide_rows(batch_run *run, const column *columns, size_t row_count,
                              dmn_error *error) {
  dmn_batch *b = run->batch;
  uint32_t threads = b->options.threads;
  column_run_request request = {.columns = columns,
                                .row_count = row_count,
                                .threads = threads == 0            ? 1
                                           : threads > THREADS_MAX ? THREADS_MAX
                                                                   : threads,
                                .consume = take_piece,
                                .context = run};
  sd_error failure = {0};
  sd_status status = row_count == 0 ? SD_OK : column_run(b->plan, &request, NULL, &failure);
  arrow_outcome outcome = (arrow_outcome)atomic_load(&run->outcome);
  if (outcome != ARROW_DONE) return outcome_failure(b, outcome, atomic_load(&run->decision), error);
  return status == SD_OK ? DMN_OK : failure_give(error, &failure);
}

/* The struct of all columns; on failure `out` is released. */
static dmn_status give_results(batch_run *run, size_t row_count, struct ArrowArray *out,
                               dmn_error *error) {
  dmn_batch *b = run->batch;
  size_t width = b->options.without_missing ? 2 : 3;
  void *buffers[] = {NULL};
  if (!arrow_array_make(out, (int64_t)row_count, 0, buffers, 1, width * b->decision_count)) {
    return failure_out_of_memory(error);
  }
  for (size_t i = 0; i < b->decision_count; i++) {
    arrow_outcome outcome =
        arrow_results_give(&run->results[i], b->slot_names, out->children + width * i);
    if (outcome == ARROW_DONE) continue;
    arrow_array_drop(out);
    return outcome_failure(b, outcome, i, error);
  }
  return DMN_OK;
}

/* The columns of the batch in `a`, and a plan that they fit. */
static dmn_status take_columns(dmn_batch *b, const struct ArrowArray *in, arena *a, column **out,
                               dmn_error *error) {
  bool is_struct = in->release != NULL && in->n_children == (int64_t)b->child_count &&
                   in->length >= 0 && in->offset >= 0 && in->length <= INT64_MAX - in->offset &&
                   (b->child_count == 0 || in->children != NULL);
  if (!is_struct) return failure_set(error, SD_INVALID, MESSAGE_LIBDMN_ARROW_STRUCT, NULL);
  if (in->length > INT32_MAX) return failure_limit(error, "evaluation memory", INT32_MAX);
  column *columns = ARENA_ARRAY(a, column, b->input_count + 1);
  if (columns == NULL) return failure_out_of_memory(error);
  for (size_t i = 0; i < b->input_count; i++) {
    sd_error failure = {0};
    sd_status status = arrow_input_take(&b->inputs[i], in, a, &columns[i], &failure);
    if (status != SD_OK) return failure_give(error, &failure);
  }
  *out = columns;
  return columns_fit(b, columns) ? DMN_OK : make_plan(b, columns, error);
}

static void release_results(batch_run *run) {
  for (size_t i = 0; run->results != NULL && i < run->batch->decision_count; i++) {
    arrow_results_release(&run->results[i]);
  }
}

static dmn_status evaluate(dmn_batch *b, const struct ArrowArray *in, arena *a,
                           struct ArrowArray *out, dmn_error *error) {
  column *columns = NULL;
  dmn_status status = take_columns(b, in, a, &columns, error);
  if (status != DMN_OK) return status;
  size_t row_count = (size_t)in->length;
  batch_run run = {.batch = b, .results = ARENA_ARRAY(a, arrow_results, b->decision_count)};
  bool ok = run.results != NULL;
  for (size_t i = 0; ok && i < b->decision_count; i++) {
    ok = arrow_results_init(&run.results[i], arrow_value_of(b->decisions[i]->type),
                            b->options.number_scale, !b->options.without_missing, row_count);
    run.results[i].asks_for_null = asks_for_null(b->model, b->decisions[i]);
  }
  status = ok ? decide_rows(&run, columns, row_count, error) : failure_out_of_memory(error);
  if (status == DMN_OK) status = give_results(&run, row_count, out, error);
  release_results(&run);
  return status;
}

dmn_status dmn_batch_evaluate(dmn_batch *batch, const struct ArrowArray *columns,
                              struct ArrowArray *results_out, dmn_error *error) {
  if (results_out == NULL) return null_argument(error, "results_out");
  *results_out = (struct ArrowArray){0};
  if (batch == NULL) return null_argument(error, "batch");
  if (columns == NULL) return null_argument(error, "columns");
  arena *a = arena_create(0);
  if (a == NULL) return failure_out_of_memory(error);
  dmn_status status = evaluate(batch, columns, a, results_out, error);
  arena_destroy(a);
  return status;
}

/* --- The schema of the results --- */

dmn_status dmn_batch_schema(const dmn_batch *batch, struct ArrowSchema *schema_out,
                            dmn_error *error) {
  if (schema_out == NULL) return null_argument(error, "schema_out");
  *schema_out = (struct ArrowSchema){0};
  if (batch == NULL) return null_argument(error, "batch");
  const dmn_batch_options *o = &batch->options;
  size_t width = o->without_missing ? 2 : 3;
  if (!arrow_schema_make(schema_out, "+s", TEXT(""), TEXT(""), width * batch->decision_count)) {
    return failure_out_of_memory(error);
  }
  for (size_t i = 0; i < batch->decision_count; i++) {
    const dmn_element *d = batch->decisions[i];
    if (arrow_decision_schema(schema_out->children + width * i, d->name, arrow_value_of(d->type),
                              o->number_scale, !o->without_missing)) {
      continue;
    }
    arrow_schema_drop(schema_out);
    return failure_out_of_memory(error);
  }
  return DMN_OK;
}
