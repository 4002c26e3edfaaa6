/* The near misses of a decision for all rows of columns. */
/* What must stay true: a row's result depends on its facts alone, whatever the threads. */
#include "column/near_miss.h"

#include <pthread.h>
#include <string.h>

#include "base/allocator.h"
#include "column/near_miss_row.h"
#include "column/parallel.h"

enum { WANTS_MAX = 64 };

struct column_near_miss {
  arena *arena;
  column_near_miss_request request;
  column_plan *plan;          /* the conditions of the decision */
  dmn_evaluation *evaluation; /* of the example, which the tree borrows from */
  dmn_condition_tree tree;
  miss_atom *atoms;
  size_t atom_count;
  bool by_columns;   /* else every row is for the record evaluator */
  uint32_t *want_of; /* by slot of a decision: the plan's want that gives it, or COLUMN_NONE */
  uint64_t (*rests_on)[MISS_INPUT_WORDS]; /* by slot of such a decision: its inputs */
  column_want *wants; /* [0] is the decision itself; then those that operands need as a whole */
  size_t want_count;
};

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Compiling --- */

static void compile_quotient(dmn_condition_tree *tree, miss_atom *atom) {
  dmn_operand f = dmn_operand_follow(tree, atom->condition->left_operand);
  const instruction *in = &f.program->code[f.instruction];
  if (in->opcode != OP_DIVIDE) return;
  miss_operand_compile(tree, (dmn_operand){f.program, in->a, f.frame}, &atom->numerator);
  miss_operand_compile(tree, (dmn_operand){f.program, in->b, f.frame}, &atom->denominator);
  atom->is_quotient = atom->numerator.is_simple && atom->denominator.is_simple;
}

static bool is_computable(const miss_atom *atom) {
  const dmn_condition *c = atom->condition;
  if (!atom->left.is_simple) return false;
  switch (c->comparison) {
    case DMN_HOLDS:
      return true;
    case DMN_IN:
      return c->right_operand.program == NULL && c->right.kind == VALUE_LIST;
    case DMN_NOT_IN:
      return false;
    default:
      return atom->right.is_simple;
  }
}

/* Wants each decision that the operand needs as a whole. */
static void want_decisions(column_near_miss *m, const miss_operand *o) {
  for (size_t i = 0; i < o->step_count; i++) {
    uint32_t slot = o->steps[i].slot;
    if (o->steps[i].kind != STEP_DECISION || m->want_of[slot] != COLUMN_NONE) continue;
    const dmn_element *element = m->tree.model->elements[slot];
    m->want_of[slot] = (uint32_t)m->want_count;
    m->wants[m->want_count++] = (column_want){.decision = element};
    const dmn_operand whole = {element->program, element->program->root, NULL};
    miss_operand_inputs(m->tree.model, whole, m->rests_on[slot]);
  }
}

static void compile_atom(column_near_miss *m, const dmn_condition *c, miss_atom *atom) {
  dmn_condition_tree *tree = &m->tree;
  dmn_operand left = c->left_operand, lever = left;
  *atom = (miss_atom){.condition = c, .place = COLUMN_NONE};
  miss_operand_compile(tree, left, &atom->left);
  miss_operand_compile(tree, c->right_operand, &atom->right);
  compile_quotient(tree, atom);
  dmn_operand f = dmn_operand_follow(tree, left);
  const instruction *in = &f.program->code[f.instruction];
  if (in->opcode == OP_DIVIDE) lever = (dmn_operand){f.program, in->a, f.frame};
  atom->measure = dmn_operand_text(tree, lever);
  miss_levers_compile(tree, lever, &atom->levers);
  miss_operand_inputs(tree->model, left, atom->inputs);
  miss_operand_inputs(tree->model, c->right_operand, atom->inputs);
  atom->is_computable = is_computable(atom);
  const miss_operand *operands[] = {&atom->left, &atom->right, &atom->numerator,
                                    &atom->denominator};
  for (size_t i = 0; i < sizeof operands / sizeof operands[0]; i++) want_decisions(m, operands[i]);
  for (size_t i = 0; i < atom->levers.choice_count; i++) {
    want_decisions(m, &atom->levers.choices[i]);
  }
}

/* The tree of one row, for the structure that all rows share. */
static bool make_example(column_near_miss *m) {
  const column_near_miss_request *r = &m->request;
  const dmn_model *model = r->model.model;
  m->evaluation =
      dmn_evaluation_create(model, &(dmn_evaluation_options){.now = r->now, .three_valued = true});
  value *to = ARENA_ARRAY(m->arena, value, model->input_count + 1);
  if (m->evaluation == NULL || to == NULL) return false;
  miss_row row = {.model = model,
                  .columns = r->columns,
                  .column_of = r->model.columns,
                  .to = to,
                  .arena = m->arena};
  for (uint32_t i = 0; i < model->input_count; i++) {
    value v = miss_input_value(&row, i);
    if (v.kind != VALUE_UNKNOWN) dmn_evaluation_bind(m->evaluation, i, v);
  }
  dmn_evaluation_decide(m->evaluation, r->decision);
  return dmn_condition_tree_make(&m->tree, model, m->evaluation, r->decision, m->arena);
}

static bool compile_atoms(column_near_miss *m) {
  size_t elements = m->tree.model->element_count + 1;
  m->atom_count = m->tree.atom_count;
  m->atoms = ARENA_ARRAY(m->arena, miss_atom, m->atom_count + 1);
  m->want_of = ARENA_ARRAY(m->arena, uint32_t, elements);
  m->wants = ARENA_ARRAY(m->arena, column_want, elements + 1);
  m->rests_on = arena_allocate_array(m->arena, elements, sizeof *m->rests_on);
  if (!m->atoms || !m->want_of || !m->wants || !m->rests_on) return false;
  for (size_t i = 0; i < elements; i++) m->want_of[i] = COLUMN_NONE;
  m->wants[m->want_count++] = (column_want){.decision = m->request.decision};
  for (size_t i = 0; i < m->atom_count; i++) compile_atom(m, m->tree.atoms[i], &m->atoms[i]);
  return true;
}

static sd_status make_plan(column_near_miss *m, sd_error *error) {
  const column_near_miss_request *r = &m->request;
  const column_plan_request request = {.models = &r->model,
                                       .model_count = 1,
                                       .wanted = m->wants,
                                       .wanted_count = m->want_count,
                                       .columns = r->columns,
                                       .column_count = r->column_count,
                                       .now = r->now,
                                       .three_valued = true,
                                       .with_conditions = true};
  return column_plan_create(&request, &m->plan, error);
}

/* Where the truth of each atom comes from. */
static void place_atoms(column_near_miss *m) {
  m->by_columns = m->atom_count <= MISS_ATOMS_MAX && m->want_count <= WANTS_MAX;
  for (size_t i = 0; i < m->atom_count; i++) {
    miss_atom *atom = &m->atoms[i];
    const dmn_condition *c = atom->condition;
    if (c->instruction != PROGRAM_NONE) {
      atom->place = column_plan_find_condition(m->plan, 0, c->left_operand.program, c->instruction);
    }
    if (atom->place == COLUMN_NONE && !atom->is_computable) m->by_columns = false;
  }
}

sd_status column_near_miss_create(const column_near_miss_request *request, column_near_miss **out,
                                  sd_error *error) {
  arena *a = arena_create(0);
  column_near_miss *m = a == NULL ? NULL : ARENA_NEW(a, column_near_miss);
  if (m == NULL) {
    arena_destroy(a);
    return out_of_memory(error);
  }
  m->arena = a;
  m->request = *request;
  sd_status status = SD_OK;
  if (request->model.model->input_count > MISS_INPUTS_MAX || request->row_count == 0) {
    status = error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                       SD_ARGS("inputs", SD_NUMBER(MISS_INPUTS_MAX)));
  }
  if (status == SD_OK && !(make_example(m) && compile_atoms(m))) status = out_of_memory(error);
  if (status == SD_OK) status = make_plan(m, error);
  if (status == SD_OK) place_atoms(m);
  if (status != SD_OK) {
    column_near_miss_destroy(m);
    return status;
  }
  *out = m;
  return SD_OK;
}

void column_near_miss_destroy(column_near_miss *m) {
  if (m == NULL) return;
  column_plan_destroy(m->plan);
  dmn_evaluation_destroy(m->evaluation);
  arena_destroy(m->arena);
}

size_t column_near_miss_atom_count(const column_near_miss *m) { return m->atom_count; }

const dmn_condition *column_near_miss_atom(const column_near_miss *m, size_t atom) {
  return m->atoms[atom].condition;
}

text column_near_miss_measure(const column_near_miss *m, size_t atom) {
  return m->atoms[atom].measure;
}

/* --- Running --- */

typedef struct near_miss_worker {
  column_worker *owner; /* the column worker whose thread it serves */
  const column_near_miss *m;
  near_miss_row row;
  column_result wants[WANTS_MAX]; /* of the batch */
  size_t batch_first;             /* the row that the batch begins with */
  column_near_miss_counts counts;
  bool is_ready;
} near_miss_worker;

typedef struct near_miss_job {
  const column_near_miss *m;
  const column_near_miss_run_request *request;
  pthread_mutex_t lock; /* of `workers`' owners */
  size_t worker_count;
  near_miss_worker workers[NEAR_MISS_THREADS_MAX];
} near_miss_job;

static value value_of_result(near_miss_worker *w, uint32_t want, uint32_t place) {
  const column_result *result = &w->wants[want];
  uint64_t bit = UINT64_C(1) << (place % 64);
  if ((result->unknown[place / 64] & bit) != 0) return (value){.kind = VALUE_UNKNOWN};
  if ((result->null[place / 64] & bit) != 0) return value_null();
  if ((result->known[place / 64] & bit) == 0 || result->kind != VALUE_NUMBER ||
      result->values == NULL) {
    return column_worker_value(w->owner, want, place);
  }
  return value_number(decimal_scaled(result->values[place], -result->scale));
}

/* Of the row as it is from the columns; with changes that matter from the record evaluator. */
static value decide(miss_row *row, uint32_t slot) {
  near_miss_worker *w = row->context;
  uint64_t touched = 0;
  for (size_t i = 0; i < MISS_INPUT_WORDS; i++)
    touched |= w->m->rests_on[slot][i] & row->changed[i];
  if (touched == 0)
    return value_of_result(w, w->m->want_of[slot], (uint32_t)(row->row - w->batch_first));
  if (!row->is_bound) miss_patterns_bind(&w->row.patterns, row);
  return dmn_evaluation_decide(w->row.patterns.evaluation, row->model->elements[slot]);
}

static bool worker_init(near_miss_worker *w, const column_near_miss *m) {
  const column_near_miss_request *r = &m->request;
  w->is_ready = true;
  w->row =
      (near_miss_row){.atoms = m->atoms, .atom_count = m->atom_count, .by_record = !m->by_columns};
  w->row.values = arena_create(0);
  size_t inputs = r->model.model->input_count + 1;
  w->row.fresh = memory_allocate(2 * inputs * sizeof(value));
  bool ok = miss_patterns_init(&w->row.patterns, r->model.model, r->decision, r->wanted,
                               m->atom_count, r->now);
  if (!ok || w->row.values == NULL || w->row.fresh == NULL) return false;
  w->row.facts = (miss_row){.model = r->model.model,
                            .columns = r->columns,
                            .column_of = r->model.columns,
                            .to = w->row.fresh + inputs,
                            .arena = w->row.values,
                            .decide = decide,
                            .context = w};
  w->m = m;
  return true;
}

static void worker_release(near_miss_worker *w) {
  if (!w->is_ready) return;
  miss_patterns_release(&w->row.patterns);
  arena_destroy(w->row.values);
  memory_free(w->row.fresh);
}

/* The state of the thread that runs `owner`. */
static near_miss_worker *find_worker(near_miss_job *job, column_worker *owner) {
  near_miss_worker *found = NULL;
  pthread_mutex_lock(&job->lock);
  for (size_t i = 0; i < job->worker_count && found == NULL; i++) {
    if (job->workers[i].owner == owner) found = &job->workers[i];
  }
  if (found == NULL && job->worker_count < NEAR_MISS_THREADS_MAX) {
    found = &job->workers[job->worker_count++];
    found->owner = owner;
  }
  pthread_mutex_unlock(&job->lock);
  if (found != NULL && !found->is_ready && !worker_init(found, job->m)) return NULL;
  return found;
}

/* The truths of 64 rows: for each atom a word of each plane. */
typedef struct truth_block {
  uint64_t high[MISS_ATOMS_MAX], low[MISS_ATOMS_MAX];
} truth_block;

static void read_block(const column_near_miss *m, const column_result *results, size_t word,
                       truth_block *out) {
  for (size_t i = 0; i < m->atom_count; i++) {
    if (m->atoms[i].place == COLUMN_NONE) continue;
    const column_result *c = &results[i];
    bool is_boolean = c->truth != NULL;
    uint64_t null = (c->null != NULL ? c->null[word] : 0) | (c->other != NULL ? c->other[word] : 0);
    uint64_t known = is_boolean ? c->known[word] : 0;
    uint64_t unknown = c->unknown != NULL ? c->unknown[word] : 0;
    if (!is_boolean && c->known != NULL) null |= c->known[word];
    out->high[i] = (known & (is_boolean ? c->truth[word] : 0)) | null;
    out->low[i] = null | unknown;
  }
}

static void read_key(const column_near_miss *m, const truth_block *block, unsigned bit,
                     miss_row *facts, miss_key *key) {
  *key = (miss_key){0};
  for (uint32_t i = 0; i < m->atom_count; i++) {
    if (m->atoms[i].place == COLUMN_NONE) {
      miss_key_set(key, i, near_miss_atom_truth(&m->atoms[i], facts));
      continue;
    }
    key->high[i / 64] |= (block->high[i] >> bit & 1) << (i % 64);
    key->low[i / 64] |= (block->low[i] >> bit & 1) << (i % 64);
  }
}

static bool solve_row(near_miss_job *job, near_miss_worker *w, const miss_key *key, size_t row) {
  column_miss miss;
  bool by_record = false;
  if (!near_miss_row_solve(&w->row, row, key, &miss, &by_record)) return false;
  w->counts.missed++;
  w->counts.by_record += by_record;
  return job->request->visit(job->request->context, (size_t)(w - job->workers), &miss);
}

/* Rows of which the decision is the opposite of what is wanted. */
static uint64_t missing_rows(const near_miss_job *job, const column_result *status, size_t word,
                             size_t first) {
  if (status->truth == NULL) return 0;
  uint64_t truth = status->truth[word];
  uint64_t rows = status->known[word] & (job->m->request.wanted ? ~truth : truth);
  const uint64_t *skipped = job->request->skipped;
  return skipped == NULL ? rows : rows & ~skipped[first / 64 + word];
}

static bool solve_batch(void *context, column_worker *cw, const column_batch *batch, size_t first) {
  near_miss_job *job = context;
  const column_near_miss *m = job->m;
  near_miss_worker *w = find_worker(job, cw);
  if (w == NULL) return false;
  column_result results[MISS_ATOMS_MAX];
  size_t wants = m->want_count < WANTS_MAX ? m->want_count : WANTS_MAX;
  for (size_t i = 0; i < wants; i++) column_worker_result(cw, i, &w->wants[i]);
  w->batch_first = first;
  for (size_t i = 0; m->by_columns && i < m->atom_count; i++) {
    if (m->atoms[i].place != COLUMN_NONE)
      column_worker_condition(cw, m->atoms[i].place, &results[i]);
  }
  for (size_t word = 0; word * 64 < batch->row_count; word++) {
    uint64_t rows = missing_rows(job, &w->wants[0], word, first);
    truth_block block;
    if (rows != 0 && m->by_columns) read_block(m, results, word, &block);
    for (; rows != 0; rows &= rows - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(rows);
      miss_key key = {0};
      w->row.facts.row = first + word * 64 + bit;
      miss_row_clear(&w->row.facts);
      if (m->by_columns) read_key(m, &block, bit, &w->row.facts, &key);
      if (!solve_row(job, w, &key, first + word * 64 + bit)) return false;
    }
  }
  return true;
}

sd_status column_near_miss_run(const column_near_miss *m,
                               const column_near_miss_run_request *request,
                               column_near_miss_counts *counts_out, sd_error *error) {
  near_miss_job *job = memory_allocate(sizeof *job);
  if (job == NULL) return out_of_memory(error);
  memset(job, 0, sizeof *job);
  job->m = m;
  job->request = request;
  pthread_mutex_init(&job->lock, NULL);
  const column_run_request run = {.columns = m->request.columns,
                                  .row_count = m->request.row_count,
                                  .threads = request->threads,
                                  .consume = solve_batch,
                                  .context = job};
  sd_status status = column_run(m->plan, &run, NULL, error);
  *counts_out = (column_near_miss_counts){0};
  for (size_t i = 0; i < job->worker_count; i++) {
    counts_out->missed += job->workers[i].counts.missed;
    counts_out->by_record += job->workers[i].counts.by_record;
    counts_out->patterns += job->workers[i].row.patterns.count;
    worker_release(&job->workers[i]);
  }
  pthread_mutex_destroy(&job->lock);
  memory_free(job);
  return status;
}
