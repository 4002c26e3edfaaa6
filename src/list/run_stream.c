/* The first pass of several runs, read from the store part by part, on all processors. */
#include "list/run_stream.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/allocator.h"
#include "list/part_decider.h"
#include "store/keyring.h"

/* What must stay true: lines are handed over in order of code whatever thread decided them; all
 * threads see the facts of the same batches, because facts are never changed and a view names the
 * last batch. */

enum { THREADS_MAX = 64, LINES_BYTES_MAX = INT32_MAX };

typedef struct streamed_group {
  item_group group;
  subject_set subjects;
  size_t first_part, end_part; /* of the shard */
  sm3_digest *codes;
  sm3_digest **digests; /* for each column of the group */
} streamed_group;

typedef struct stream_job {
  registry *registry;
  const run_stream_request *request;
  arena *arena;
  run_plan *plans; /* beside the requests */
  streamed_group *groups;
  size_t group_count;
  run_stream_result *results;
  /* What the threads share: */
  pthread_mutex_t lock;
  pthread_cond_t turn_changed;
  size_t task_count, next_task; /* (group, part) in order */
  size_t turn;                  /* the task whose lines are next */
  sd_status status;             /* the first failure */
  sd_error error;
} stream_job;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Groups --- */

static streamed_group *find_group(stream_job *job, const run_plan *plan) {
  for (size_t i = 0; i < job->group_count; i++) {
    if (item_group_takes(&job->groups[i].group, plan)) return &job->groups[i];
  }
  size_t columns = 0, count = job->request->count;
  for (size_t i = 0; i < count; i++) columns += job->plans[i].column_count;
  streamed_group *made = &job->groups[job->group_count];
  if (!item_group_init(&made->group, plan, count, columns, job->arena)) return NULL;
  job->group_count++;
  return made;
}

static sd_status add_to_group(stream_job *job, size_t index, sd_error *error) {
  streamed_group *g = find_group(job, &job->plans[index]);
  bool added = g != NULL && item_group_add(&g->group, index, &job->plans[index], job->arena);
  return added ? SD_OK : out_of_memory(error);
}

/* A request whose models are wrong leaves the others alone. */
static sd_status plan_requests(stream_job *job, sd_error *error) {
  const run_stream_request *request = job->request;
  for (size_t i = 0; i < request->count; i++) {
    request->statuses[i] =
        plan_prepare_models(&request->requests[i], job->arena, &job->plans[i], &request->errors[i]);
    if (request->statuses[i] == SD_OUT_OF_MEMORY) return out_of_memory(error);
  }
  for (size_t i = 0; i < request->count; i++) {
    if (request->statuses[i] == SD_OK) TRY(add_to_group(job, i, error));
  }
  return SD_OK;
}

/* Whose subjects, which of their parts, and room for the digests of these. */
static sd_status load_group(stream_job *job, streamed_group *g, sd_error *error) {
  TRY(subject_set_load(job->registry, job->request->requests[0].view.known_us, g->group.kind,
                       job->arena, &g->subjects, error));
  run_shard shard = job->request->shard;
  size_t parts = snapshot_part_count(g->subjects.count);
  g->first_part = parts * shard.index / shard.count;
  g->end_part = parts * (shard.index + 1) / shard.count;
  size_t count = g->end_part - g->first_part;
  g->codes = ARENA_ARRAY(job->arena, sm3_digest, count + 1);
  g->digests = ARENA_ARRAY(job->arena, sm3_digest *, g->group.column_count);
  if (g->codes == NULL || g->digests == NULL) return out_of_memory(error);
  for (size_t i = 0; i < g->group.column_count; i++) {
    g->digests[i] = ARENA_ARRAY(job->arena, sm3_digest, count + 1);
    if (g->digests[i] == NULL) return out_of_memory(error);
  }
  job->task_count += count;
  return SD_OK;
}

static sd_status prepare_results(stream_job *job, sd_error *error) {
  for (size_t i = 0; i < job->group_count; i++) {
    const streamed_group *g = &job->groups[i];
    for (size_t k = 0; k < g->group.item_count; k++) {
      const group_item *item = &g->group.items[k];
      run_stream_result *result = &job->results[item->request];
      const sm3_digest **digests =
          ARENA_ARRAY(job->arena, const sm3_digest *, item->plan->column_count);
      if (digests == NULL) return out_of_memory(error);
      for (size_t c = 0; c < item->plan->column_count; c++) {
        digests[c] = g->digests[item->columns[c]];
      }
      *result = (run_stream_result){.columns = item->plan->columns,
                                    .column_count = item->plan->column_count,
                                    .subject_count = g->subjects.count,
                                    .first_part = g->first_part,
                                    .part_count = g->end_part - g->first_part,
                                    .codes = g->codes,
                                    .digests = digests,
                                    .last_batch = g->subjects.last_batch};
    }
  }
  return SD_OK;
}

/* --- One part --- */

typedef struct stream_worker {
  stream_job *job;
  registry *registry; /* on a connection of its own, except for the caller's thread */
  database *own_database;
  arena *arena;            /* of one part */
  part_decider **deciders; /* for each group, made when first needed */
  text_builder *lines;     /* for each request */
  size_t *counts;          /* beside them */
  bool reports;
} stream_worker;

static sd_status read_part(stream_worker *w, const streamed_group *g, size_t part,
                           const snapshot **out, sd_error *error) {
  const subject_set subjects =
      subject_set_part(&g->subjects, part * SNAPSHOT_PART_SUBJECTS, SNAPSHOT_PART_SUBJECTS);
  const snapshot_request request = {.view = w->job->request->requests[0].view,
                                    .subjects = &subjects,
                                    .columns = g->group.columns,
                                    .column_count = g->group.column_count};
  return registry_snapshot(w->registry, &request, w->arena, out, error);
}

static sd_status digest_part(stream_worker *w, const streamed_group *g, size_t part,
                             const snapshot *facts, sd_error *error) {
  size_t place = part - g->first_part;
  bool ok = snapshot_codes_digest(facts, &g->codes[place]);
  for (size_t i = 0; ok && i < g->group.column_count; i++) {
    arena_mark mark = arena_get_mark(w->arena);
    ok = snapshot_column_digest(facts, i, w->arena, &g->digests[i][place]);
    arena_rewind(w->arena, mark);
  }
  return ok ? SD_OK : out_of_memory(error);
}

static sd_status decide_part(stream_worker *w, size_t group, size_t part, sd_error *error) {
  const streamed_group *g = &w->job->groups[group];
  const snapshot *facts;
  arena_reset(w->arena);
  for (size_t i = 0; i < g->group.item_count; i++) text_builder_clear(&w->lines[i]);
  memset(w->counts, 0, g->group.item_count * sizeof *w->counts);
  if (w->deciders[group] == NULL) w->deciders[group] = part_decider_create(&g->group, false);
  if (w->deciders[group] == NULL) return out_of_memory(error);
  TRY(read_part(w, g, part, &facts, error));
  TRY(digest_part(w, g, part, facts, error));
  return part_decider_run(w->deciders[group], facts, w->arena, w->lines, w->counts, error);
}

/* Called when it is this part's turn, by one thread at a time. */
static sd_status hand_over(stream_worker *w, size_t group, sd_error *error) {
  const item_group *g = &w->job->groups[group].group;
  for (size_t i = 0; i < g->item_count; i++) {
    size_t request = g->items[i].request;
    w->job->results[request].decision_count += w->counts[i];
    TRY(w->job->request->take(w->job->request->context, request, text_builder_text(&w->lines[i]),
                              error));
  }
  return SD_OK;
}

/* --- Threads --- */

static void fail(stream_job *job, sd_status status, const sd_error *error) {
  if (job->status != SD_OK) return;
  job->status = status;
  job->error = *error;
}

/* The group and part of the next task; false when there is none or somebody failed. */
static bool take_task(stream_job *job, size_t *task, size_t *group, size_t *part) {
  pthread_mutex_lock(&job->lock);
  bool taken = job->status == SD_OK && job->next_task < job->task_count;
  if (taken) *task = job->next_task++;
  pthread_mutex_unlock(&job->lock);
  if (!taken) return false;
  size_t rest = *task;
  for (*group = 0;; ++*group) {
    const streamed_group *g = &job->groups[*group];
    size_t parts = g->end_part - g->first_part;
    if (rest < parts) {
      *part = g->first_part + rest;
      return true;
    }
    rest -= parts;
  }
}

static void finish_task(stream_worker *w, size_t task, size_t group, sd_status status,
                        sd_error *error) {
  stream_job *job = w->job;
  pthread_mutex_lock(&job->lock);
  while (job->turn != task && job->status == SD_OK) {
    pthread_cond_wait(&job->turn_changed, &job->lock);
  }
  if (status == SD_OK && job->status == SD_OK) status = hand_over(w, group, error);
  if (status != SD_OK) fail(job, status, error);
  job->turn++;
  pthread_cond_broadcast(&job->turn_changed);
  pthread_mutex_unlock(&job->lock);
  const run_request *first = &job->request->requests[0];
  if (w->reports && first->progress != NULL) {
    first->progress(first->progress_context, task + 1, job->task_count);
  }
}

static void *work(void *context) {
  stream_worker *w = context;
  size_t task, group, part;
  while (take_task(w->job, &task, &group, &part)) {
    sd_error error = {0};
    finish_task(w, task, group, decide_part(w, group, part, &error), &error);
  }
  return NULL;
}

/* The caller's thread reads on the caller's connection. */
static sd_status open_connection(stream_worker *w, sd_error *error) {
  registry *shared = w->job->registry;
  if (w->reports) {
    w->registry = shared;
    return SD_OK;
  }
  TRY(database_open(database_path(registry_database(shared)), &w->own_database, error));
  database_share_keys(w->own_database, registry_database(shared));
  database_share_cancelling(w->own_database, registry_database(shared));
  return registry_open(w->own_database, registry_catalogue(shared), &w->registry, error);
}

static sd_status worker_init(stream_worker *w, stream_job *job, sd_error *error) {
  w->job = job;
  w->arena = arena_create(0);
  size_t requests = job->request->count;
  w->deciders = memory_allocate((job->group_count + 1) * sizeof(part_decider *));
  w->lines = memory_allocate((requests + 1) * sizeof *w->lines);
  w->counts = memory_allocate((requests + 1) * sizeof *w->counts);
  if (w->arena == NULL || w->deciders == NULL || w->lines == NULL || w->counts == NULL) {
    return out_of_memory(error);
  }
  for (size_t i = 0; i < requests; i++) text_builder_init(&w->lines[i], LINES_BYTES_MAX);
  return open_connection(w, error);
}

static void worker_release(stream_worker *w) {
  for (size_t i = 0; w->deciders != NULL && i < w->job->group_count; i++) {
    part_decider_destroy(w->deciders[i]);
  }
  for (size_t i = 0; w->lines != NULL && i < w->job->request->count; i++) {
    text_builder_release(&w->lines[i]);
  }
  memory_free(w->deciders);
  memory_free(w->lines);
  memory_free(w->counts);
  arena_destroy(w->arena);
  if (!w->reports) registry_close(w->registry);
  database_close(w->own_database);
}

static size_t thread_count(const stream_job *job) {
  unsigned wanted = job->request->requests[0].threads;
  long processors = wanted != 0 ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
  size_t count = processors < 1 ? 1 : (size_t)processors;
  if (database_in_transaction(registry_database(job->registry))) count = 1;
  if (count > THREADS_MAX) count = THREADS_MAX;
  return count < job->task_count ? count : job->task_count;
}

/* A thread that cannot be started is no failure: the others take its parts. */
static void run_threads(stream_worker *workers, size_t count) {
  pthread_t threads[THREADS_MAX];
  bool started[THREADS_MAX] = {false};
  for (size_t i = 1; i < count; i++) {
    started[i] = pthread_create(&threads[i], NULL, work, &workers[i]) == 0;
  }
  work(&workers[0]);
  for (size_t i = 1; i < count; i++) {
    if (started[i]) pthread_join(threads[i], NULL);
  }
}

static sd_status run_tasks(stream_job *job, sd_error *error) {
  size_t count = thread_count(job), made = 0;
  stream_worker workers[THREADS_MAX] = {{.reports = true}};
  sd_status status = SD_OK;
  pthread_mutex_init(&job->lock, NULL);
  pthread_cond_init(&job->turn_changed, NULL);
  while (status == SD_OK && made < count) status = worker_init(&workers[made++], job, error);
  if (status == SD_OK && count != 0) run_threads(workers, count);
  for (size_t i = 0; i < made; i++) worker_release(&workers[i]);
  pthread_cond_destroy(&job->turn_changed);
  pthread_mutex_destroy(&job->lock);
  if (status == SD_OK && job->status != SD_OK) {
    status = job->status;
    if (error != NULL) *error = job->error;
  }
  return status;
}

/* --- The whole --- */

sd_status run_stream(registry *r, const run_stream_request *request, arena *a,
                     run_stream_result **results_out, sd_error *error) {
  stream_job job = {.registry = r,
                    .request = request,
                    .arena = a,
                    .plans = ARENA_ARRAY(a, run_plan, request->count),
                    .groups = ARENA_ARRAY(a, streamed_group, request->count),
                    .results = ARENA_ARRAY(a, run_stream_result, request->count)};
  if (job.plans == NULL || job.groups == NULL || job.results == NULL) return out_of_memory(error);
  sd_status status = plan_requests(&job, error);
  for (size_t i = 0; status == SD_OK && i < job.group_count; i++) {
    status = load_group(&job, &job.groups[i], error);
  }
  if (status == SD_OK) status = prepare_results(&job, error);
  if (status == SD_OK) status = run_tasks(&job, error);
  for (size_t i = 0; i < request->count; i++) plan_release(&job.plans[i]);
  if (status == SD_OK) *results_out = job.results;
  return status;
}
