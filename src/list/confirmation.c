/* Confirmation by the companies of a list: will, account and commitment; reminders and silence. */
#include "list/confirmation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/messages/list.h"
#include "list/stage.h"

enum { PAYLOAD_BYTES_MAX = 4096, CHANNELS_NEEDED = 2 };

static const char *const ACTS[] = {"notice", "confirm", "decline", "lapse"};
static const char *const CHANNELS[] = {"sms", "phone", "letter", "portal", "visit"};
enum { CHANNEL_COUNT = sizeof CHANNELS / sizeof CHANNELS[0] };

static const struct {
  const char *word;
  message_id message;
} STATES[] = {{"waiting", MESSAGE_LIST_CONFIRMATION_WAITING},
              {"confirmed", MESSAGE_LIST_CONFIRMATION_CONFIRMED},
              {"declined", MESSAGE_LIST_CONFIRMATION_DECLINED},
              {"lapsed", MESSAGE_LIST_CONFIRMATION_LAPSED}};

const char *confirmation_state_word(confirmation_state state) { return STATES[state].word; }
message_id confirmation_state_message(confirmation_state state) { return STATES[state].message; }

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static void write_payload(int64_t list, text code, text act, text detail, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "list", list);
  json_member_text(&w, "company", code);
  json_member_text(&w, "act", act);
  json_member_text(&w, "detail", detail);
  json_end_object(&w);
}

/* --- Reading --- */

typedef struct reading {
  database *db;
  int64_t list;
  confirmation *last;
  uint32_t seen; /* channels of `last` */
} reading;

static int channel_of(text word) {
  for (int i = 0; i < CHANNEL_COUNT; i++) {
    if (text_is(word, CHANNELS[i])) return i;
  }
  return -1;
}

/* A row: code, act, detail, actor, time_us, entry; by company and number. */
static sd_status take_row(reading *r, query *q, sd_error *error) {
  text act = query_text(q, 1), detail = query_text(q, 2);
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_payload(r->list, query_text(q, 0), act, detail, &payload);
  char reference[24];
  snprintf(reference, sizeof reference, "%" PRId64, r->list);
  const audit_entry expected = {.sequence = query_integer(q, 5),
                                .time_us = query_integer(q, 4),
                                .actor = query_text(q, 3),
                                .act = TEXT("confirmation"),
                                .reference = text_of(reference),
                                .payload = text_builder_text(&payload)};
  bool same = false;
  sd_status status = audit_has(r->db, &expected, &same, error);
  text_builder_release(&payload);
  if (status == SD_OK && !same) {
    status = error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(r->list)));
  }
  TRY(status);
  confirmation *c = r->last;
  if (text_is(act, ACTS[CONFIRMATION_NOTICE])) {
    int channel = channel_of(detail);
    if (channel >= 0) r->seen |= 1u << channel;
    c->notices++;
    c->channels = __builtin_popcount(r->seen);
    return SD_OK;
  }
  for (int i = CONFIRMATION_CONFIRM; i <= CONFIRMATION_LAPSE; i++) {
    if (text_is(act, ACTS[i])) c->state = (confirmation_state)i;
  }
  c->answered_us = query_integer(q, 4);
  snprintf(c->account, sizeof c->account, "%.*s", TEXT_ARG(detail));
  return SD_OK;
}

/* `code` NULL: of everybody. */
static sd_status read_rows(database *db, int64_t list, const char *code, query *q,
                           confirmation *out, size_t *count, sd_error *error) {
  reading r = {.db = db, .list = list};
  query_bind_integer(q, 1, list);
  if (code != NULL) query_bind_string(q, 2, code);
  for (bool row = true;;) {
    TRY(query_step(q, &row, error));
    if (!row) return SD_OK;
    text found = query_text(q, 0);
    if (r.last == NULL || !text_is(found, r.last->code)) {
      r.last = &out[(*count)++];
      *r.last = (confirmation){0};
      snprintf(r.last->code, sizeof r.last->code, "%.*s", TEXT_ARG(found));
      r.seen = 0;
    }
    TRY(take_row(&r, q, error));
  }
}

#define CONFIRMATION_ROWS \
  "SELECT code, act, detail, actor, time_us, entry FROM list_confirmation WHERE list = ?1"

sd_status confirmations_read(database *db, int64_t list, arena *a, confirmation **out,
                             size_t *count_out, sd_error *error) {
  query *q;
  *count_out = 0;
  *out = NULL;
  TRY(query_open(db, "SELECT count(DISTINCT code) FROM list_confirmation WHERE list = ?1", &q,
                 error));
  query_bind_integer(q, 1, list);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  size_t most = status == SD_OK && row ? (size_t)query_integer(q, 0) : 0;
  query_close(q);
  if (status != SD_OK || most == 0) return status;
  *out = ARENA_ARRAY(a, confirmation, most);
  if (*out == NULL) return out_of_memory(error);
  TRY(query_open(db, CONFIRMATION_ROWS " ORDER BY code, number", &q, error));
  status = read_rows(db, list, NULL, q, *out, count_out, error);
  query_close(q);
  return status;
}

sd_status confirmation_find(database *db, int64_t list, text code, confirmation *out,
                            sd_error *error) {
  query *q;
  size_t count = 0;
  *out = (confirmation){0};
  char wanted[SUBJECT_CODE_SIZE];
  snprintf(wanted, sizeof wanted, "%.*s", TEXT_ARG(text_slice(code, 0, sizeof wanted - 1)));
  TRY(query_open(db, CONFIRMATION_ROWS " AND code = ?2 ORDER BY number", &q, error));
  sd_status status = read_rows(db, list, wanted, q, out, &count, error);
  query_close(q);
  return status;
}

/* --- Taking --- */

typedef struct taking {
  database *db;
  const confirmation_request *request;
  arena *arena;
  list_progress progress;
  const item_version *item;
  const stage_place *place; /* of the confirmation */
  confirmation now;         /* of the company */
} taking;

static sd_status refuse(const taking *t, message_id message, sd_error *error) {
  char code[SUBJECT_CODE_SIZE];
  snprintf(code, sizeof code, "%.*s", TEXT_ARG(t->request->code));
  return error_set(error, SD_REFUSED, message, SD_ARGS(code, SD_NUMBER(t->request->list)));
}

static sd_status find_place(taking *t, sd_error *error) {
  const confirmation_request *r = t->request;
  list_run *run = NULL;
  TRY(list_progress_get(t->db, r->list, r->calendar, r->now_us, t->arena, &t->progress, error));
  TRY(run_load_head(t->db, r->list, t->arena, &run, error));
  t->item = run->versions[0];
  int place = item_stage_place(t->item, ITEM_STAGE_CONFIRM);
  if (place < 0 || t->progress.status.state == LIST_WITHDRAWN ||
      (size_t)place > t->progress.current) {
    return refuse(t, MESSAGE_LIST_CONFIRMATION_NOT_NOW, error);
  }
  t->place = &t->progress.places[place];
  return SD_OK;
}

static sd_status find_company(taking *t, sd_error *error) {
  decision d;
  TRY(run_load_decision(t->db, t->request->list, t->request->code, t->arena, &d, error));
  if (d.status != DECISION_MET) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_SUBJECT,
                     SD_ARGS(SD_NUMBER(t->request->list), d.code));
  }
  return confirmation_find(t->db, t->request->list, t->request->code, &t->now, error);
}

/* The last day on which a company that was silent may still confirm. */
static bool is_too_late(const taking *t) {
  if (t->item->confirmation.silence != ITEM_SILENCE_KEEP) return false;
  civil_date begun = {0}, end = {0};
  calendar_date_of(clock_day(t->place->since_us, CLOCK_CHINA_OFFSET_SECONDS), &begun);
  if (!calendar_add_months(begun, t->item->confirmation.keep_years * 12, &end)) return false;
  return clock_day(t->request->now_us, CLOCK_CHINA_OFFSET_SECONDS) > calendar_day_of(end);
}

static sd_status check_lapse(const taking *t, sd_error *error) {
  const item_confirmation *rule = &t->item->confirmation;
  int64_t today = clock_day(t->request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  if (rule->silence != ITEM_SILENCE_LAPSE) {
    return refuse(t, MESSAGE_LIST_CONFIRMATION_NEVER_LAPSES, error);
  }
  if (t->now.notices < rule->notices || t->now.channels < CHANNELS_NEEDED ||
      t->place->due_day >= today) {
    char code[SUBJECT_CODE_SIZE], day[CALENDAR_TEXT_SIZE] = "-";
    snprintf(code, sizeof code, "%.*s", TEXT_ARG(t->request->code));
    if (t->place->due_day != INT64_MAX) calendar_format_day(t->place->due_day, day);
    return error_set(error, SD_REFUSED, MESSAGE_LIST_CONFIRMATION_TOO_SOON,
                     SD_ARGS(code, SD_NUMBER(t->now.notices), SD_NUMBER(t->now.channels),
                             SD_NUMBER(rule->notices), day));
  }
  return SD_OK;
}

static sd_status check_act(const taking *t, sd_error *error) {
  const confirmation_request *r = t->request;
  bool answered = t->now.state == CONFIRMATION_CONFIRMED || t->now.state == CONFIRMATION_LAPSED;
  if (answered) return refuse(t, MESSAGE_LIST_CONFIRMATION_ANSWERED, error);
  switch (r->act) {
    case CONFIRMATION_NOTICE:
      if (channel_of(r->channel) >= 0) return SD_OK;
      return error_set(error, SD_INVALID, MESSAGE_LIST_CONFIRMATION_CHANNEL, NULL);
    case CONFIRMATION_CONFIRM:
      if (!r->commitment) return refuse(t, MESSAGE_LIST_CONFIRMATION_COMMITMENT, error);
      if (r->account.size == 0) return refuse(t, MESSAGE_LIST_CONFIRMATION_ACCOUNT, error);
      return is_too_late(t) ? refuse(t, MESSAGE_LIST_CONFIRMATION_OVER, error) : SD_OK;
    case CONFIRMATION_DECLINE:
      return SD_OK;
    case CONFIRMATION_LAPSE:
      return check_lapse(t, error);
  }
  return SD_MISUSE;
}

static sd_status insert_row(const taking *t, text detail, int64_t entry, sd_error *error) {
  query *q;
  TRY(query_open(t->db,
                 "INSERT INTO list_confirmation SELECT ?1, ?2, 1 + count(*), ?3, ?4, ?5, ?6, ?7"
                 " FROM list_confirmation WHERE list = ?1 AND code = ?2",
                 &q, error));
  query_bind_integer(q, 1, t->request->list);
  query_bind_text(q, 2, t->request->code);
  query_bind_string(q, 3, ACTS[t->request->act]);
  query_bind_text(q, 4, detail);
  query_bind_string(q, 5, t->request->actor);
  query_bind_integer(q, 6, t->request->now_us);
  query_bind_integer(q, 7, entry);
  return query_finish(q, error);
}

static sd_status take_in(taking *t, sd_error *error) {
  const confirmation_request *r = t->request;
  TRY(find_place(t, error));
  TRY(find_company(t, error));
  TRY(check_act(t, error));
  text detail = r->act == CONFIRMATION_NOTICE    ? r->channel
                : r->act == CONFIRMATION_CONFIRM ? r->account
                                                 : TEXT("");
  char reference[24];
  snprintf(reference, sizeof reference, "%" PRId64, r->list);
  text_builder payload;
  audit_head head = {0};
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_payload(r->list, r->code, text_of(ACTS[r->act]), detail, &payload);
  sd_status status = payload.failed
                         ? out_of_memory(error)
                         : audit_append(t->db, r->actor, "confirmation", reference,
                                        text_builder_text(&payload), r->now_us, &head, error);
  text_builder_release(&payload);
  TRY(status);
  return insert_row(t, detail, head.sequence, error);
}

sd_status confirmation_take(database *db, const confirmation_request *request, sd_error *error) {
  if (request->actor == NULL || request->actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  taking t = {.db = db, .request = request, .arena = arena_create(0)};
  if (t.arena == NULL) return out_of_memory(error);
  sd_status status = database_begin(db, error);
  if (status == SD_OK) {
    status = take_in(&t, error);
    if (status == SD_OK) status = database_commit(db, error);
    database_rollback(db);
  }
  arena_destroy(t.arena);
  return status;
}

sd_status confirmation_verify(database *db, int64_t *count_out, sd_error *error) {
  int64_t last, rows, entries;
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status =
      database_read_integer(db, "SELECT max(list) FROM list_confirmation", &last, error);
  for (int64_t list = 1; status == SD_OK && list <= last; list++) {
    confirmation *found;
    size_t count;
    arena_reset(a);
    status = confirmations_read(db, list, a, &found, &count, error); /* each row to its entry */
  }
  arena_destroy(a);
  TRY(status);
  TRY(database_read_integer(db, "SELECT count(*) FROM list_confirmation", &rows, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM audit_entry WHERE act = 'confirmation'",
                            &entries, error));
  *count_out = rows;
  return rows == entries ? SD_OK
                         : error_set(error, SD_CORRUPT, MESSAGE_LIST_CONFIRMATIONS_MISSING,
                                     SD_ARGS(SD_NUMBER(rows), SD_NUMBER(entries)));
}
