/* Long work: done in threads of their own, each with its own connection, and watched from pages.
 *
 * A handler starts a job and answers with its page, /jobs/<id>; the page (or its events) shows the
 * progress and at the end the way to the result.  Jobs live as long as the server; what they
 * changed is in the database.  The end of the server cancels what runs (store/database,
 * database_cancel_when): its transaction is rolled back, nothing half-done is stored.  At most
 * JOBS_RUNNING run at once, JOBS_KEPT are remembered. */
#ifndef SUDUI_WEB_JOBS_H
#define SUDUI_WEB_JOBS_H

#include "web/site.h"

enum { JOBS_RUNNING = 2, JOBS_KEPT = 64, JOB_TEXT_BYTES_MAX = 300 };

/* What the work is given; borrowed while it runs. */
typedef struct job_run {
  const site_options *options;
  database *db;
  registry *registry;
  arena *arena;      /* of the job */
  text argument;     /* as it was given to job_start */
  const char *actor; /* name of the account */
  job_table *table;
  unsigned place;
} job_run;

/* Does the work; what it changes it commits itself.  Long loops call job_progress. */
typedef sd_status (*job_work)(job_run *run, sd_error *error);

/* Notes how far it is; false when it has to stop (the server ends). */
bool job_progress(job_run *run, uint64_t done, uint64_t total);
/* The same as a progress function of store/, list/ and so on; `context` is a job_run. */
void job_progress_callback(void *context, uint64_t done, uint64_t total);
/* Where the result is seen: a path of this site. */
void job_result(job_run *run, const char *path);

/* NULL when memory is out.  Threads begin with the first job.  Numbers begin with `first_id`: that
 * of a later start has to be above all of this one, so that an old page never shows other work. */
job_table *job_table_create(const site_options *options, int64_t first_id);
/* Cancels what runs and waits until it has ended: some milliseconds, or as long as a loop without
 * queries and without job_progress.  NULL is allowed. */
void job_table_destroy(job_table *t);

/* Puts the work in the queue for the account of the call and leads to its page.  The argument is
 * copied.  SD_CONFLICT when all places are taken by unfinished jobs. */
sd_status job_start(web_call *call, message_id title, job_work work, text argument,
                    sd_error *error);

/* The same for work that must not run twice at once.  While a job of this `subject` (shorter than
 * JOB_TEXT_BYTES_MAX) waits or runs, whoever starts the same again is led to it; another person or
 * another argument gets SD_CONFLICT. */
sd_status job_start_alone(web_call *call, message_id title, job_work work, const char *subject,
                          text argument, sd_error *error);

typedef enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED } job_state;

typedef struct job_status {
  int64_t id;
  int64_t account;
  message_id title;
  job_state state;
  uint64_t done, total;
  char subject[JOB_TEXT_BYTES_MAX];               /* empty: may run beside others */
  char result[JOB_TEXT_BYTES_MAX];                /* path; empty: none */
  char fault[LANGUAGE_COUNT][JOB_TEXT_BYTES_MAX]; /* of a failed one */
} job_status;

/* A copy; false when there is none by that number or it is another account's. */
bool job_find(job_table *t, int64_t id, int64_t account, job_status *out);
/* A copy of the job of this subject that waits or runs, whoever started it; false: there is none.
 */
bool job_find_subject(job_table *t, const char *subject, job_status *out);

#endif
