/* Starting a run of an item from a page: long work, one at a time for each item. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/web.h"
#include "list/life.h"
#include "operation/run_item.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/policy_version.h"

/* What must stay true: the run is the command's, of the item with all versions in force; the
 * version whose page starts it is one of them. */

enum { LISTS_SHOWN = 10, ITEM_BYTES_MAX = 150, YEAR_LEAST = 1990 };

static int64_t today_of(const web_call *call) {
  return clock_day(call->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
}

/* What a job is told: which item, for which year, as of which day. */
typedef struct run_argument {
  char item[ITEM_BYTES_MAX + 1];
  int32_t data_year;
  int64_t as_of_day;
} run_argument;

static const char *subject_of(const web_call *call, char out[JOB_TEXT_BYTES_MAX]) {
  snprintf(out, JOB_TEXT_BYTES_MAX, "run %.*s",
           TEXT_ARG(text_slice(call->pieces[0], 0, ITEM_BYTES_MAX)));
  return out;
}

/* --- The page --- */

typedef struct newest_lists {
  list_status lists[LISTS_SHOWN]; /* of the item; the oldest first */
  size_t count;
  web_call *call;
} newest_lists;

static sd_status take_list(void *context, const list_status *list, sd_error *error) {
  newest_lists *n = context;
  if (n->count == LISTS_SHOWN) {
    memmove(n->lists, n->lists + 1, (LISTS_SHOWN - 1) * sizeof n->lists[0]);
    n->count--;
  }
  list_status *kept = &n->lists[n->count++];
  *kept = *list;
  kept->version_label = arena_copy(n->call->arena, list->version_label);
  kept->maker = arena_copy(n->call->arena, list->maker);
  return kept->version_label.data != NULL && kept->maker.data != NULL
             ? SD_OK
             : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status view_lists(web_call *call, text item, sd_error *error) {
  view *v = call->view;
  newest_lists *n = ARENA_NEW(call->arena, newest_lists);
  if (n == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  n->call = call;
  TRY(list_each(call->db, item, take_list, n, error));
  view_list(v, "lists");
  for (size_t i = n->count; i-- > 0;) {
    const list_status *s = &n->lists[i];
    view_begin(v, "list");
    view_integer(v, "list", s->id);
    view_text(v, "versions", s->version_label);
    view_message(v, "state_name", list_state_message(s->state));
    view_text(v, "maker", s->maker);
    view_moment(v, "made", s->created_us);
    view_integer(v, "met", s->counts.met);
    view_integer(v, "unknown", s->counts.unknown);
    view_money(v, "amount", s->counts.amount_fen);
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

/* Whoever started it; the way to its progress is its starter's alone. */
static void view_job(web_call *call) {
  char subject[JOB_TEXT_BYTES_MAX];
  job_status job;
  if (!job_find_subject(call->jobs, subject_of(call, subject), &job)) return;
  call->response->live = true;
  view_boolean(call->view, "under_way", true);
  if (job.account == call->session->account.id) view_integer(call->view, "job", job.id);
}

/* The year of the newest run, else the one before this. */
static sd_status default_year(const web_call *call, text item, int32_t *out, sd_error *error) {
  int64_t id = 0;
  civil_date date = {0};
  list_run *run = NULL;
  calendar_date_of(today_of(call), &date);
  *out = date.year - 1;
  TRY(run_latest(call->db, item, &id, error));
  if (id == 0) return SD_OK;
  TRY(run_load_head(call->db, id, call->arena, &run, error));
  *out = run->data_year;
  return SD_OK;
}

static sd_status find_version(const web_call *call, const item_version **out, sd_error *error) {
  item_catalogue *c = NULL;
  TRY(policy_catalogue(call, &c, error));
  *out = version_catalogue_find(c, call->pieces[0], call->pieces[1]);
  return *out != NULL && call->pieces[0].size <= ITEM_BYTES_MAX
             ? SD_OK
             : error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

sd_status page_item_run(web_call *call, sd_error *error) {
  const item_version *item = NULL;
  int32_t data_year = 0;
  TRY(find_version(call, &item, error));
  TRY(default_year(call, item->id, &data_year, error));
  policy_view_heading(call, item);
  view_integer(call->view, "data_year", data_year);
  view_day(call->view, "as_of", today_of(call));
  view_job(call);
  return view_lists(call, item->id, error);
}

/* --- The job --- */

static sd_status run_item(job_run *run, sd_error *error) {
  run_argument a;
  run_request request;
  int64_t list = 0, now_us = clock_now_us();
  memcpy(&a, run->argument.data, sizeof a);
  const run_wanted wanted = {.items = run->options->items,
                             .areas = run->options->areas,
                             .item = a.item,
                             .data_year = a.data_year,
                             .view = {a.as_of_day, now_us}};
  TRY(operation_run_request(&wanted, run->arena, &request, error));
  request.threads = 1; /* pages are answered beside it */
  request.progress = job_progress_callback;
  request.progress_context = run;
  const operation_context context = {.db = run->db, .registry = run->registry};
  TRY(operation_run_item(&context, &request, run->actor, now_us, &list, error));
  char path[40];
  snprintf(path, sizeof path, "/list-work/%lld", (long long)list);
  job_result(run, path);
  return SD_OK;
}

/* A fault when another version, or none, applies to what is asked. */
static sd_status check_version(web_call *call, const run_argument *a, sd_error *error) {
  const run_wanted wanted = {.items = call->options->items,
                             .item = a->item,
                             .data_year = a->data_year,
                             .view = {a->as_of_day, call->request->now_us}};
  const item_version **versions = NULL;
  size_t count = 0;
  sd_status status = operation_versions_in_force(&wanted, call->arena, &versions, &count, error);
  if (status == SD_NOT_FOUND) {
    form_fault_error(call, "data_year", error);
    return SD_OK;
  }
  if (status != SD_OK) return status;
  for (size_t i = 0; i < count; i++) {
    if (text_equal(versions[i]->version, call->pieces[1])) return SD_OK;
  }
  text own = arena_copy(call->arena, call->pieces[1]);
  sd_error other = {0};
  (void)error_set(&other, SD_INVALID, MESSAGE_WEB_RUN_OTHER_VERSION,
                  SD_ARGS(versions[0]->version.data, own.data == NULL ? "" : own.data));
  form_fault_error(call, "data_year", &other);
  return SD_OK;
}

sd_status act_item_run(web_call *call, sd_error *error) {
  const item_version *item = NULL;
  char subject[JOB_TEXT_BYTES_MAX];
  civil_date today = {0};
  TRY(find_version(call, &item, error));
  calendar_date_of(today_of(call), &today);
  run_argument a = {.data_year = (int32_t)form_integer(call, "data_year", YEAR_LEAST, today.year),
                    .as_of_day = form_day(call, "as_of")};
  snprintf(a.item, sizeof a.item, "%.*s", TEXT_ARG(item->id));
  if (a.as_of_day > today_of(call)) form_fault_message(call, "as_of", MESSAGE_WEB_RUN_FUTURE);
  if (call->fault_count == 0) TRY(check_version(call, &a, error));
  if (call->fault_count != 0) return page_item_run(call, error);
  return job_start_alone(call, MESSAGE_WEB_RUN_ITEM, run_item, subject_of(call, subject),
                         (text){(const char *)&a, sizeof a}, error);
}
