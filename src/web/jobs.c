/* Long work: done in threads of their own, each with its own connection, and watched from pages. */
#include "web/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "list/version_catalogue.h"

/* What must stay true: whatever the pages read is read and written under the lock; a place is used
 * again only when its job has ended. */

typedef struct job {
  job_status status; /* id 0: never used */
  job_work work;
  arena *arena;
  text argument;
  char actor[USER_TEXT_BYTES_MAX + 1];
} job;

struct job_table {
  const site_options *options;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_t threads[JOBS_RUNNING];
  unsigned thread_count;
  int64_t last_id;
  atomic_bool ending; /* what runs asks it without the lock */
  job jobs[JOBS_KEPT];
};

/* --- In the job --- */

bool job_progress(job_run *run, uint64_t done, uint64_t total) {
  job_table *t = run->table;
  pthread_mutex_lock(&t->lock);
  t->jobs[run->place].status.done = done;
  t->jobs[run->place].status.total = total;
  bool goes_on = !atomic_load(&t->ending);
  pthread_mutex_unlock(&t->lock);
  return goes_on;
}

void job_progress_callback(void *context, uint64_t done, uint64_t total) {
  (void)job_progress(context, done, total);
}

void job_result(job_run *run, const char *path) {
  job_table *t = run->table;
  pthread_mutex_lock(&t->lock);
  snprintf(t->jobs[run->place].status.result, JOB_TEXT_BYTES_MAX, "%s", path);
  pthread_mutex_unlock(&t->lock);
}

static sd_status work_on(job_table *t, job *j, sd_error *error) {
  site_options options = *t->options;
  item_catalogue *items = NULL;
  job_run run = {.options = &options,
                 .arena = j->arena,
                 .argument = j->argument,
                 .actor = j->actor,
                 .table = t,
                 .place = (unsigned)(j - t->jobs)};
  sd_status status = database_open(t->options->database, &run.db, error);
  if (status == SD_OK) database_cancel_when(run.db, &t->ending);
  if (status == SD_OK) status = database_use_keys(run.db, options.keys, error);
  if (status == SD_OK) status = registry_open(run.db, t->options->attributes, &run.registry, error);
  if (status == SD_OK) {
    status = version_catalogue_read(run.db, options.items, false, j->arena, &items, error);
  }
  if (status == SD_OK) {
    options.items = items;
    status = j->work(&run, error);
  }
  registry_close(run.registry);
  database_close(run.db);
  return status;
}

static job *next_waiting(job_table *t) {
  job *first = NULL;
  for (size_t i = 0; i < JOBS_KEPT; i++) {
    job *j = &t->jobs[i];
    if (j->status.id == 0 || j->status.state != JOB_WAITING) continue;
    if (first == NULL || j->status.id < first->status.id) first = j;
  }
  return first;
}

static void *run_jobs(void *context) {
  job_table *t = context;
  pthread_mutex_lock(&t->lock);
  while (!t->ending) {
    job *j = next_waiting(t);
    if (j == NULL) {
      pthread_cond_wait(&t->changed, &t->lock);
      continue;
    }
    j->status.state = JOB_RUNNING;
    pthread_mutex_unlock(&t->lock);
    sd_error error = {0};
    sd_status status = work_on(t, j, &error);
    pthread_mutex_lock(&t->lock);
    for (int lang = 0; lang < LANGUAGE_COUNT && status != SD_OK; lang++) {
      (void)snprintf(j->status.fault[lang], JOB_TEXT_BYTES_MAX, "%.*s", JOB_TEXT_BYTES_MAX - 1,
                     error.text[lang]);
    }
    j->status.state = status == SD_OK ? JOB_DONE : JOB_FAILED;
    arena_destroy(j->arena);
    j->arena = NULL;
  }
  pthread_mutex_unlock(&t->lock);
  return NULL;
}

/* --- The table --- */

job_table *job_table_create(const site_options *options, int64_t first_id) {
  job_table *t = memory_allocate(sizeof *t);
  if (t == NULL) return NULL;
  *t = (job_table){.options = options, .last_id = first_id - 1};
  pthread_mutex_init(&t->lock, NULL);
  pthread_cond_init(&t->changed, NULL);
  return t;
}

void job_table_destroy(job_table *t) {
  if (t == NULL) return;
  pthread_mutex_lock(&t->lock);
  atomic_store(&t->ending, true);
  pthread_cond_broadcast(&t->changed);
  pthread_mutex_unlock(&t->lock);
  for (unsigned i = 0; i < t->thread_count; i++) pthread_join(t->threads[i], NULL);
  for (size_t i = 0; i < JOBS_KEPT; i++) arena_destroy(t->jobs[i].arena);
  pthread_cond_destroy(&t->changed);
  pthread_mutex_destroy(&t->lock);
  memory_free(t);
}

static bool is_under_way(const job *j) {
  return j->status.id != 0 && (j->status.state == JOB_WAITING || j->status.state == JOB_RUNNING);
}

/* The unfinished job of the subject, or NULL.  Under the lock. */
static job *same_subject(job_table *t, const char *subject) {
  for (size_t i = 0; i < JOBS_KEPT && subject[0] != '\0'; i++) {
    job *j = &t->jobs[i];
    if (is_under_way(j) && strcmp(j->status.subject, subject) == 0) return j;
  }
  return NULL;
}

/* A place that was never used, or that of the job that ended longest ago; NULL. */
static job *free_place(job_table *t) {
  job *oldest = NULL;
  for (size_t i = 0; i < JOBS_KEPT; i++) {
    job *j = &t->jobs[i];
    if (j->status.id == 0) return j;
    if (!is_under_way(j) && (oldest == NULL || j->status.id < oldest->status.id)) oldest = j;
  }
  return oldest;
}

/* False when no thread can be had at all. */
static bool have_threads(job_table *t) {
  while (t->thread_count < JOBS_RUNNING &&
         pthread_create(&t->threads[t->thread_count], NULL, run_jobs, t) == 0) {
    t->thread_count++;
  }
  return t->thread_count != 0;
}

/* The job that is there now: the wanted one, or the one of its subject. */
typedef struct enqueued {
  job_status status; /* id 0: there was no place */
  bool is_new;
  bool is_same; /* it does what is wanted, for the same account */
} enqueued;

static enqueued enqueue(job_table *t, const job *wanted) {
  enqueued e = {.is_new = false};
  pthread_mutex_lock(&t->lock);
  job *place = same_subject(t, wanted->status.subject);
  if (place == NULL) {
    place = have_threads(t) && !t->ending ? free_place(t) : NULL;
    e.is_new = place != NULL;
  }
  if (e.is_new) {
    *place = *wanted;
    place->status.id = ++t->last_id;
    pthread_cond_signal(&t->changed);
  }
  if (place != NULL) {
    e.status = place->status;
    e.is_same = place->status.account == wanted->status.account &&
                text_equal(place->argument, wanted->argument);
  }
  pthread_mutex_unlock(&t->lock);
  return e;
}

sd_status job_start_alone(web_call *call, message_id title, job_work work, const char *subject,
                          text argument, sd_error *error) {
  const user *of = &call->session->account;
  job wanted = {.work = work,
                .arena = arena_create(LIMIT_WEB_JOB_MEMORY_BYTES),
                .status = {.account = of->id, .title = title, .state = JOB_WAITING}};
  snprintf(wanted.actor, sizeof wanted.actor, "%.*s", TEXT_ARG(of->name));
  snprintf(wanted.status.subject, sizeof wanted.status.subject, "%s", subject);
  if (wanted.arena != NULL) wanted.argument = arena_copy(wanted.arena, argument);
  if (wanted.arena == NULL || (argument.size != 0 && wanted.argument.data == NULL)) {
    arena_destroy(wanted.arena);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  const enqueued e = enqueue(call->jobs, &wanted);
  if (!e.is_new) arena_destroy(wanted.arena);
  if (e.status.id == 0) return error_set(error, SD_CONFLICT, MESSAGE_WEB_JOBS_FULL, NULL);
  if (!e.is_same) return error_set(error, SD_CONFLICT, MESSAGE_WEB_JOB_TAKEN, NULL);
  char path[40];
  snprintf(path, sizeof path, "/jobs/%lld", (long long)e.status.id);
  call->response->location = arena_copy(call->arena, text_of(path));
  return SD_OK;
}

sd_status job_start(web_call *call, message_id title, job_work work, text argument,
                    sd_error *error) {
  return job_start_alone(call, title, work, "", argument, error);
}

bool job_find_subject(job_table *t, const char *subject, job_status *out) {
  pthread_mutex_lock(&t->lock);
  const job *j = same_subject(t, subject);
  if (j != NULL) *out = j->status;
  pthread_mutex_unlock(&t->lock);
  return j != NULL;
}

bool job_find(job_table *t, int64_t id, int64_t account, job_status *out) {
  bool found = false;
  pthread_mutex_lock(&t->lock);
  for (size_t i = 0; i < JOBS_KEPT && !found && id > 0; i++) {
    found = t->jobs[i].status.id == id && t->jobs[i].status.account == account;
    if (found) *out = t->jobs[i].status;
  }
  pthread_mutex_unlock(&t->lock);
  return found;
}
