/* The first pass of a run: every subject by itself, on all processors. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/allocator.h"
#include "list/run_plan.h"

/* What must stay true: a decision depends on its subject's facts alone, and each thread writes only
 * the decisions of the blocks it took; so the result is the same for any number of threads. */

enum { BLOCK_SUBJECTS = 256, THREADS_MAX = 64, DECIDED_BY_NOBODY = 0xFF };

/* --- One subject --- */

text plan_missing_text(const version_plan *version, const missing_set *missing, arena *a) {
  size_t size = 1;
  for (size_t i = 0; i < version->binding_count; i++) {
    size += version->bindings[i].input->attribute.size + 16;
  }
  char *names = arena_allocate(a, size);
  if (names == NULL) return (text){NULL, 0};
  size_t used = 0;
  for (size_t i = 0; missing != NULL && i < version->binding_count; i++) {
    const input_binding *b = &version->bindings[i];
    if (!missing_set_has(missing, b->slot)) continue;
    int written =
        snprintf(names + used, size - used, "%s%s", used == 0 ? "" : " ", b->input->attribute.data);
    used += (size_t)written;
    if (b->period == PERIOD_NONE) continue;
    used += (size_t)snprintf(names + used, size - used, "@%d", (int)b->period);
  }
  return (text){names, used};
}

/* Unknown because of `missing`, or, if nothing is missing, because of the model's fault. */
static bool set_unknown(const version_plan *version, const missing_set *missing,
                        decision_fault fault, arena *a, decision *out) {
  out->status = DECISION_UNKNOWN;
  out->computed_fen = 0;
  out->missing = plan_missing_text(version, missing, a);
  if (out->missing.size == 0) out->fault = (uint8_t)fault;
  return out->missing.data != NULL;
}

static bool decide_amount(const version_plan *version, dmn_evaluation *e, arena *a, decision *out) {
  value amount = dmn_evaluation_decide(e, version->amount);
  const item_version *item = version->item;
  if (amount.kind == VALUE_NUMBER &&
      money_of_yuan(&amount.as.number, item->amount_unit, item->amount_rounding,
                    &out->computed_fen) &&
      out->computed_fen >= 0) {
    return true;
  }
  const missing_set *missing = dmn_evaluation_undecided_by(e, version->amount);
  return set_unknown(version, missing, DECISION_FAULT_AMOUNT, a, out);
}

/* The number of a score decision as plain text; empty when it is none. */
static bool decide_score(dmn_evaluation *e, const dmn_element *element, arena *a, text *out) {
  *out = TEXT("");
  if (element == NULL) return true;
  value v = dmn_evaluation_decide(e, element);
  if (v.kind != VALUE_NUMBER) return true;
  char buffer[DECIMAL_TEXT_SIZE];
  *out = arena_copy(a, (text){buffer, decimal_format(&v.as.number, buffer, sizeof buffer)});
  return out->data != NULL;
}

bool plan_decide(const version_plan *version, dmn_evaluation *e, arena *a, decision *out) {
  out->missing = out->score_min = out->score_max = TEXT("");
  value status = dmn_evaluation_decide(e, version->status);
  bool ok = true;
  if (status.kind == VALUE_BOOLEAN) {
    out->status = status.as.boolean ? DECISION_MET : DECISION_NOT_MET;
    if (status.as.boolean && version->amount != NULL) ok = decide_amount(version, e, a, out);
  } else {
    const missing_set *missing = dmn_evaluation_undecided_by(e, version->status);
    ok = set_unknown(version, missing, DECISION_FAULT_STATUS, a, out);
  }
  ok = ok && decide_score(e, version->score_min, a, &out->score_min) &&
       decide_score(e, version->score_max, a, &out->score_max);
  if (ok && dmn_evaluation_limit(e) != EVALUATION_IN_LIMITS) {
    out->score_min = out->score_max = TEXT("");
    return set_unknown(version, NULL, DECISION_FAULT_LIMIT, a, out);
  }
  return ok;
}

/* --- All subjects --- */

typedef struct decide_job {
  const run_plan *plan;
  decision *decisions;
  atomic_size_t next; /* first subject that nobody took */
  atomic_size_t done;
  atomic_bool failed;
} decide_job;

typedef struct decide_worker {
  decide_job *job;
  arena *arena;                 /* texts of its decisions */
  dmn_evaluation **evaluations; /* one for each version */
  bool reports;                 /* the caller's own thread */
} decide_worker;

static bool decide_subject(decide_worker *w, size_t index) {
  const run_plan *plan = w->job->plan;
  decision *d = &w->job->decisions[index];
  int32_t version = plan_version_of(plan, index);
  memcpy(d->code, plan->facts->codes[index], sizeof d->code);
  d->district = plan_district(plan, index);
  d->missing = d->score_min = d->score_max = TEXT("");
  if (version == PLAN_NOBODY) {
    d->status = DECIDED_BY_NOBODY;
    return true;
  }
  if (version == PLAN_UNDECIDED) {
    d->status = DECISION_UNKNOWN;
    d->missing = TEXT("district");
    return true;
  }
  d->version = (uint16_t)version;
  plan_bind(plan, &plan->versions[version], index, w->evaluations[version]);
  return plan_decide(&plan->versions[version], w->evaluations[version], w->arena, d);
}

static void *work(void *context) {
  decide_worker *w = context;
  decide_job *job = w->job;
  size_t total = job->plan->facts->subject_count;
  while (!atomic_load(&job->failed)) {
    size_t first = atomic_fetch_add(&job->next, BLOCK_SUBJECTS);
    if (first >= total) break;
    size_t end = first + BLOCK_SUBJECTS < total ? first + BLOCK_SUBJECTS : total;
    for (size_t i = first; i < end; i++) {
      if (!decide_subject(w, i)) atomic_store(&job->failed, true);
    }
    size_t done = atomic_fetch_add(&job->done, end - first) + (end - first);
    const run_request *request = job->plan->request;
    if (w->reports && request->progress != NULL) {
      request->progress(request->progress_context, done, total);
    }
  }
  return NULL;
}

static bool worker_init(decide_worker *w, decide_job *job) {
  w->job = job;
  w->arena = arena_create(0);
  w->evaluations = memory_allocate(job->plan->version_count * sizeof(dmn_evaluation *));
  if (w->arena == NULL || w->evaluations == NULL) return false;
  for (size_t i = 0; i < job->plan->version_count; i++) {
    w->evaluations[i] = plan_evaluation_create(job->plan, &job->plan->versions[i], false);
    if (w->evaluations[i] == NULL) return false;
  }
  return true;
}

static void worker_release(decide_worker *w) {
  for (size_t i = 0; w->evaluations != NULL && i < w->job->plan->version_count; i++) {
    dmn_evaluation_destroy(w->evaluations[i]);
  }
  memory_free(w->evaluations);
  arena_destroy(w->arena);
}

static size_t thread_count(const run_plan *plan) {
  long processors =
      plan->request->threads != 0 ? (long)plan->request->threads : sysconf(_SC_NPROCESSORS_ONLN);
  size_t blocks = plan->facts->subject_count / BLOCK_SUBJECTS + 1;
  size_t count = processors < 1 ? 1 : (size_t)processors;
  if (count > THREADS_MAX) count = THREADS_MAX;
  return count < blocks ? count : blocks;
}

/* A thread that cannot be started is no failure: the others take its blocks. */
static void run_workers(decide_worker *workers, size_t count) {
  pthread_t threads[THREADS_MAX];
  bool started[THREADS_MAX] = {false};
  for (size_t i = 1; i < count; i++) {
    started[i] = pthread_create(&threads[i], NULL, work, &workers[i]) == 0;
  }
  workers[0].reports = true;
  work(&workers[0]);
  for (size_t i = 1; i < count; i++) {
    if (started[i]) pthread_join(threads[i], NULL);
  }
}

/* Moves texts out of the workers' arenas and drops subjects that no version covers. */
static bool keep_covered(const run_plan *plan, decision *decisions, size_t *count) {
  size_t kept = 0;
  for (size_t i = 0; i < *count; i++) {
    decision *d = &decisions[i];
    if (d->status == DECIDED_BY_NOBODY) continue;
    text *texts[] = {&d->missing, &d->score_min, &d->score_max};
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
      if (texts[k]->size == 0) {
        *texts[k] = TEXT("");
        continue;
      }
      *texts[k] = arena_copy(plan->arena, *texts[k]);
      if (texts[k]->data == NULL) return false;
    }
    decisions[kept++] = *d;
  }
  *count = kept;
  return true;
}

sd_status plan_decide_all(const run_plan *plan, decision **decisions_out, size_t *count_out,
                          sd_error *error) {
  size_t count = plan->facts->subject_count, workers_made = 0, wanted = thread_count(plan);
  decide_job job = {.plan = plan, .decisions = ARENA_ARRAY(plan->arena, decision, count)};
  decide_worker workers[THREADS_MAX] = {0};
  bool ok = job.decisions != NULL;
  while (ok && workers_made < wanted) ok = worker_init(&workers[workers_made++], &job);
  if (ok) {
    run_workers(workers, workers_made);
    ok = !atomic_load(&job.failed) && keep_covered(plan, job.decisions, &count);
  }
  for (size_t i = 0; i < workers_made; i++) worker_release(&workers[i]);
  if (!ok) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *decisions_out = job.decisions;
  *count_out = count;
  return SD_OK;
}
