/* Where a list stands in the order of stages of its item: what is over, what is next, by when. */
#include "list/stage.h"

#include "base/clock.h"

static const char *const ACTS[LIST_ACT_COUNT] = {
    [ITEM_STAGE_APPROVE] = "approve",      [ITEM_STAGE_PUBLISH] = "publish",
    [ITEM_STAGE_FILE] = "list-file",       [ITEM_STAGE_CONFIRM] = "list-confirm",
    [ITEM_STAGE_ADVANCE] = "list-advance", [ITEM_STAGE_SETTLE] = "list-settle",
    [ITEM_STAGE_PAY] = "list-pay",         [ITEM_STAGE_CLAIM] = "list-claim",
    [LIST_ACT_FINALIZE] = "finalize",      [LIST_ACT_WITHDRAW] = "withdraw",
};

const char *list_act_word(int act) { return ACTS[act]; }

int list_act_of_word(text word) {
  for (int i = 0; i < LIST_ACT_COUNT; i++) {
    if (text_is(word, ACTS[i])) return i;
  }
  return -1;
}

bool stage_is_over(const list_status *s, item_stage_kind kind, int64_t day) {
  if ((s->stages_done & 1u << kind) == 0) return false;
  return kind != ITEM_STAGE_PUBLISH || day > s->last_day;
}

size_t stage_next(const list_status *s, const item_version *v, int64_t day) {
  size_t i = 0;
  while (i < v->stage_count && stage_is_over(s, v->stages[i].kind, day)) i++;
  return i;
}

text stage_holder(const item_version *v, size_t place) {
  return v->stages[place].by.size != 0 ? v->stages[place].by : v->owner;
}

bool stage_needs_final(item_stage_kind kind) {
  return kind == ITEM_STAGE_ADVANCE || kind == ITEM_STAGE_SETTLE || kind == ITEM_STAGE_PAY ||
         kind == ITEM_STAGE_CLAIM;
}

/* When a stage ended: a publication with its last day. */
static int64_t end_of(const list_status *s, item_stage_kind kind) {
  if (kind != ITEM_STAGE_PUBLISH) return s->stage_us[kind];
  return (s->last_day + 1) * INT64_C(86400000000) - CLOCK_CHINA_OFFSET_SECONDS * INT64_C(1000000);
}

static sd_status place_stages(const item_version *v, const day_calendar *calendar, int64_t today,
                              list_progress *p, sd_error *error) {
  const list_status *s = &p->status;
  int64_t since_us = s->created_us;
  p->count = v->stage_count;
  p->current = s->state == LIST_WITHDRAWN ? v->stage_count : stage_next(s, v, today);
  for (size_t i = 0; i < v->stage_count; i++) {
    stage_place *place = &p->places[i];
    item_stage_kind kind = v->stages[i].kind;
    *place = (stage_place){.stage = v->stages[i], .due_day = INT64_MAX};
    place->stage.by = stage_holder(v, i);
    place->done = stage_is_over(s, kind, today);
    if (i > p->current) continue;
    place->since_us = since_us;
    if (place->stage.within_days != 0) {
      const day_period period = {place->stage.within_days, place->stage.working_days, false};
      TRY(period_last_day(&period, clock_day(since_us, CLOCK_CHINA_OFFSET_SECONDS), calendar,
                          &place->due_day, error));
    }
    if (!place->done) continue;
    place->done_us = s->stage_us[kind];
    since_us = end_of(s, kind);
  }
  return SD_OK;
}

sd_status list_progress_get(database *db, int64_t id, const day_calendar *calendar, int64_t now_us,
                            arena *a, list_progress *out, sd_error *error) {
  list_run *run = NULL;
  *out = (list_progress){0};
  TRY(list_get_status(db, id, a, &out->status, error));
  TRY(run_load_head(db, id, a, &run, error));
  out->name = run->versions[0]->name;
  return place_stages(run->versions[0], calendar, clock_day(now_us, CLOCK_CHINA_OFFSET_SECONDS),
                      out, error);
}
