/* A plan over all rows on all processors, with the same result for any number of them. */
#include "column/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/allocator.h"

/* What must stay true: totals are sums of integers, so that the order of batches does not matter,
 * and which rows form a batch does not depend on the number of threads. */

enum { THREADS_MAX = 64 };

typedef struct column_job {
  const column_plan *plan;
  const column_run_request *request;
  atomic_size_t next, done; /* rows taken, rows ready */
  atomic_bool has_failed;
} column_job;

typedef struct job_thread {
  column_job *job;
  column_worker *worker;
  column_totals *totals;
  bool reports;
  sd_status status;
  sd_error error;
} job_thread;

static sd_status run_batch(job_thread *t, size_t first) {
  const column_run_request *request = t->job->request;
  size_t left = request->row_count - first;
  column_batch batch = {.columns = request->columns,
                        .first_row = request->rows == NULL ? first : 0,
                        .row_count = left < COLUMN_BATCH_ROWS ? (uint32_t)left : COLUMN_BATCH_ROWS,
                        .rows = request->rows == NULL ? NULL : request->rows + first};
  TRY(column_worker_run(t->worker, &batch, &t->error));
  column_worker_add_totals(t->worker, t->totals);
  if (request->consume != NULL && !request->consume(request->context, t->worker, &batch, first)) {
    return error_set(&t->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  size_t done = atomic_fetch_add(&t->job->done, batch.row_count) + batch.row_count;
  if (t->reports && request->progress != NULL) {
    request->progress(request->progress_context, done, request->row_count);
  }
  return SD_OK;
}

static void *work(void *context) {
  job_thread *t = context;
  while (t->status == SD_OK && !atomic_load(&t->job->has_failed)) {
    size_t first = atomic_fetch_add(&t->job->next, COLUMN_BATCH_ROWS);
    if (first >= t->job->request->row_count) break;
    t->status = run_batch(t, first);
  }
  if (t->status != SD_OK) atomic_store(&t->job->has_failed, true);
  return NULL;
}

static size_t thread_count(const column_run_request *request) {
  long processors = request->threads != 0 ? (long)request->threads : sysconf(_SC_NPROCESSORS_ONLN);
  size_t batches = request->row_count / COLUMN_BATCH_ROWS + 1;
  size_t count = processors < 1 ? 1 : (size_t)processors;
  if (count > THREADS_MAX) count = THREADS_MAX;
  return count < batches ? count : batches;
}

/* A thread that cannot be started is no failure: the others take its batches. */
static void run_threads(job_thread *threads, size_t count) {
  pthread_t ids[THREADS_MAX];
  bool is_started[THREADS_MAX] = {false};
  for (size_t i = 1; i < count; i++) {
    is_started[i] = pthread_create(&ids[i], NULL, work, &threads[i]) == 0;
  }
  threads[0].reports = true;
  work(&threads[0]);
  for (size_t i = 1; i < count; i++) {
    if (is_started[i]) pthread_join(ids[i], NULL);
  }
}

static bool thread_init(job_thread *t, column_job *job) {
  t->job = job;
  t->status = SD_OK;
  t->worker = column_worker_create(job->plan);
  t->totals = memory_allocate(column_plan_wanted_count(job->plan) * sizeof *t->totals);
  return t->worker != NULL && t->totals != NULL;
}

static sd_status finish(const column_job *job, const job_thread *threads, size_t count,
                        column_totals *totals, sd_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (threads[i].status == SD_OK) continue;
    if (error != NULL) *error = threads[i].error;
    return threads[i].status;
  }
  size_t wants = column_plan_wanted_count(job->plan);
  for (size_t w = 0; totals != NULL && w < wants; w++) {
    totals[w] = (column_totals){0};
    for (size_t i = 0; i < count; i++) column_totals_add(&totals[w], &threads[i].totals[w]);
  }
  return SD_OK;
}

sd_status column_run(const column_plan *plan, const column_run_request *request,
                     column_totals *totals_out, sd_error *error) {
  column_job job = {.plan = plan, .request = request};
  job_thread threads[THREADS_MAX] = {0};
  size_t made = 0, wanted = thread_count(request);
  bool ok = true;
  while (ok && made < wanted) ok = thread_init(&threads[made++], &job);
  sd_status status;
  if (ok) {
    run_threads(threads, made);
    status = finish(&job, threads, made, totals_out, error);
  } else {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  for (size_t i = 0; i < made; i++) {
    column_worker_destroy(threads[i].worker);
    memory_free(threads[i].totals);
  }
  return status;
}
