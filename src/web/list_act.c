/* What an owner does with a whole list: at once with a short one, as long work with a long one. */
#include "web/list_act.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "operation/take_stage.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/pages.h"

/* What must stay true: long work does what the page would have done, by the same functions. */

typedef enum act_kind { ACT_SETTLE, ACT_FINALIZE, ACT_STAGE } act_kind;

typedef struct list_act {
  int64_t list;
  act_kind kind;
  item_stage_kind stage;
} list_act;

/* What the act works with: of a page or of a job. */
typedef struct act_place {
  operation_context context;
  const char *actor;
  const char *document; /* its number; NULL: none */
  int64_t now_us;
  arena *arena;
  job_run *job; /* NULL: on a page */
} act_place;

bool list_is_long(const list_status *list) {
  const run_counts *c = &list->counts;
  return c->met > LIMIT_WEB_AT_ONCE_LINES ||
         c->met + c->not_met + c->unknown > LIMIT_WEB_AT_ONCE_DECISIONS;
}

static sd_status settle(const act_place *p, const list_act *act, sd_error *error) {
  settlement *made = NULL;
  const settlement_request request = {
      .lists = &act->list,
      .list_count = 1,
      .rules = *p->context.settlement,
      .view = {clock_day(p->now_us, CLOCK_CHINA_OFFSET_SECONDS), p->now_us},
      .progress = p->job == NULL ? NULL : job_progress_callback,
      .progress_context = p->job};
  return settlement_confirm(p->context.registry, &request, p->actor, p->now_us, p->arena, &made,
                            error);
}

static sd_status perform(const act_place *p, const list_act *act, sd_error *error) {
  if (act->kind == ACT_SETTLE) return settle(p, act, error);
  if (act->kind == ACT_FINALIZE) {
    return list_finalize(p->context.db, act->list, p->actor, p->now_us, error);
  }
  const stage_act stage = {.list = act->list,
                           .kind = act->stage,
                           .actor = p->actor,
                           .document = p->document,
                           .now_us = p->now_us};
  bool settled;
  return operation_take_stage(&p->context, &stage, &settled, error);
}

static sd_status perform_later(job_run *run, sd_error *error) {
  list_act act;
  char path[JOB_TEXT_BYTES_MAX];
  memcpy(&act, run->argument.data, sizeof act);
  const char *number = run->argument.data + sizeof act;
  snprintf(path, sizeof path, "/list-work/%lld", (long long)act.list);
  job_result(run, path);
  const act_place place = {.context = page_job_context(run),
                           .actor = run->actor,
                           .document = number[0] == '\0' ? NULL : number,
                           .now_us = clock_now_us(),
                           .arena = run->arena,
                           .job = run};
  return perform(&place, &act, error);
}

bool list_stage_is_of_owner(item_stage_kind kind) {
  return kind == ITEM_STAGE_APPROVE || kind == ITEM_STAGE_PUBLISH || kind == ITEM_STAGE_FILE ||
         kind == ITEM_STAGE_CONFIRM;
}

static bool read_word(text word, list_act *act) {
  act->kind = text_is(word, "settle")     ? ACT_SETTLE
              : text_is(word, "finalize") ? ACT_FINALIZE
                                          : ACT_STAGE;
  if (act->kind != ACT_STAGE) return true;
  for (int kind = 0; kind < ITEM_STAGE_COUNT; kind++) {
    act->stage = (item_stage_kind)kind;
    bool is_meant = text_is(word, item_stage_word(act->stage));
    if (is_meant && list_stage_is_of_owner(act->stage)) return true;
  }
  return false;
}

static message_id title_of(const list_act *act) {
  if (act->kind == ACT_SETTLE) return MESSAGE_WEB_WORK_SETTLE;
  if (act->kind == ACT_FINALIZE) return MESSAGE_WEB_WORK_FINALIZE;
  return item_stage_message(act->stage);
}

/* The act, then the number of the document with a NUL. */
static sd_status perform_as_job(web_call *call, const list_act *act, text document,
                                sd_error *error) {
  char subject[JOB_TEXT_BYTES_MAX];
  char *packed = arena_allocate(call->arena, sizeof *act + document.size + 1);
  if (packed == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  memcpy(packed, act, sizeof *act);
  if (document.size != 0) memcpy(packed + sizeof *act, document.data, document.size);
  snprintf(subject, sizeof subject, "list %lld", (long long)act->list);
  return job_start_alone(call, title_of(act), perform_later, subject,
                         (text){packed, sizeof *act + document.size + 1}, error);
}

sd_status list_act_do(web_call *call, int64_t list, text word, sd_error *error) {
  list_act act = {.list = list};
  list_status status;
  if (!read_word(word, &act)) {
    return error_set(error, SD_INVALID, MESSAGE_WEB_WORK_NO_ACT, NULL);
  }
  if (call->options->settlement == NULL && act.kind == ACT_SETTLE) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  text document = arena_copy(call->arena, form_text(call, "document"));
  if (document.data == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  TRY(list_get_status(call->db, list, call->arena, &status, error));
  if (list_is_long(&status)) return perform_as_job(call, &act, document, error);
  const act_place place = {.context = page_context(call),
                           .actor = page_actor(call),
                           .document = document.size == 0 ? NULL : document.data,
                           .now_us = call->request->now_us,
                           .arena = call->arena};
  return perform(&place, &act, error);
}
