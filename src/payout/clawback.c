/* Money asked back from a payee: the case, its term and instalments, what came in, how it ended. */
#include "payout/clawback.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/payout_rows.h"

static const struct state_row {
  bool owing;
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} state_rows[CLAWBACK_STATE_COUNT] = {
#define S(name, owing, chinese, english) {owing, #name, {chinese, english}},
#include "payout/clawback_states.def"
#undef S
};

static const char *const event_names[CLAWBACK_EVENT_COUNT] = {
#define E(name, chinese, english) #name,
#include "payout/clawback_events.def"
#undef E
};

static const struct step_row {
  clawback_state from;
  clawback_event event;
  clawback_state to;
} step_rows[] = {
#define T(from, event, to) {CLAWBACK_##from, CLAWBACK_EVENT_##event, CLAWBACK_##to},
#include "payout/clawback_transitions.def"
#undef T
};

bool clawback_next_state(clawback_state from, clawback_event event, clawback_state *to) {
  for (size_t i = 0; i < sizeof step_rows / sizeof step_rows[0]; i++) {
    if (step_rows[i].from != from || step_rows[i].event != event) continue;
    *to = step_rows[i].to;
    return true;
  }
  return false;
}

bool clawback_state_is_owing(clawback_state state) { return state_rows[state].owing; }
const char *clawback_state_name(clawback_state state) { return state_rows[state].name; }
const char *clawback_state_label(clawback_state state, language lang) {
  return state_rows[state].labels[lang];
}

static bool state_parse(text name, clawback_state *out) {
  for (int i = 0; i < CLAWBACK_STATE_COUNT; i++) {
    if (!text_is(name, state_rows[i].name)) continue;
    *out = (clawback_state)i;
    return true;
  }
  return false;
}

/* --- rows --- */

#define CASE_COLUMNS                                                                \
  "id, subject, item, ground, line, year, amount_fen, interest_fen, recovered_fen," \
  " written_off_fen, due_date, instalments, bar_until, state"

static void copy(char *out, size_t size, text source) {
  (void)snprintf(out, size, "%.*s", TEXT_ARG(source));
}

static sd_status case_of_row(database *db, query *q, clawback_case *out, sd_error *error) {
  *out = (clawback_case){.id = query_integer(q, 0),
                         .year = (int32_t)query_integer(q, 5),
                         .amount_fen = query_integer(q, 6),
                         .interest_fen = query_integer(q, 7),
                         .recovered_fen = query_integer(q, 8),
                         .written_off_fen = query_integer(q, 9),
                         .instalments = (int32_t)query_integer(q, 11)};
  copy(out->subject, sizeof out->subject, query_text(q, 1));
  copy(out->item, sizeof out->item, query_text(q, 2));
  copy(out->ground, sizeof out->ground, query_text(q, 3));
  copy(out->line, sizeof out->line, query_text(q, 4));
  copy(out->due_date, sizeof out->due_date, query_text(q, 10));
  copy(out->bar_until, sizeof out->bar_until, query_text(q, 12));
  if (state_parse(query_text(q, 13), &out->state)) return SD_OK;
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID,
                   SD_ARGS("payout_clawback.state", SD_NUMBER(out->id)));
}

sd_status clawback_find(database *db, int64_t id, clawback_case *out, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " CASE_COLUMNS " FROM payout_clawback WHERE id = ?1", &q, error));
  query_bind_integer(q, 1, id);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK) {
    status = row ? case_of_row(db, q, out, error)
                 : error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_CLAWBACK_UNKNOWN,
                             SD_ARGS(SD_NUMBER(id)));
  }
  query_close(q);
  return status;
}

sd_status clawbacks_each(database *db, clawback_visitor visit, void *context, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " CASE_COLUMNS " FROM payout_clawback ORDER BY id", &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    clawback_case c;
    status = case_of_row(db, q, &c, error);
    if (status == SD_OK) status = visit(context, &c, error);
  }
  query_close(q);
  return status;
}

/* The case as it is now, with its event and its entry in the chain. */
static sd_status case_step(database *db, clawback_case *c, clawback_event event, const char *note,
                           const char *actor, int64_t now_us, sd_error *error) {
  assert(database_in_transaction(db));
  clawback_state to;
  if (!clawback_next_state(c->state, event, &to)) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_CLAWBACK_STEP,
                     SD_ARGS(SD_NUMBER(c->id), clawback_state_name(c->state), event_names[event]));
  }
  query *q;
  TRY(query_open(db,
                 "UPDATE payout_clawback SET recovered_fen = ?2, written_off_fen = ?3,"
                 " due_date = ?4, instalments = ?5, state = ?6 WHERE id = ?1",
                 &q, error));
  query_bind_integer(q, 1, c->id);
  query_bind_integer(q, 2, c->recovered_fen);
  query_bind_integer(q, 3, c->written_off_fen);
  query_bind_string(q, 4, c->due_date);
  query_bind_integer(q, 5, c->instalments);
  query_bind_string(q, 6, clawback_state_name(to));
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status != SD_OK) return status;
  text_builder payload;
  json_writer w;
  text_builder_init(&payload, 16384);
  json_init(&w, &payload);
  json_begin_object(&w);
  json_member_integer(&w, "case", c->id);
  json_member_string(&w, "from", clawback_state_name(c->state));
  json_member_string(&w, "event", event_names[event]);
  json_member_string(&w, "to", clawback_state_name(to));
  json_member_integer(&w, "recovered_fen", c->recovered_fen);
  json_member_integer(&w, "written_off_fen", c->written_off_fen);
  json_member_string(&w, "note", note);
  json_end_object(&w);
  status = payload.failed ? payout_out_of_memory(error)
                          : audit_append(db, actor, "clawback", c->subject,
                                         text_builder_text(&payload), now_us, NULL, error);
  text_builder_release(&payload);
  c->state = to;
  return status;
}

/* --- opening --- */

/* What was paid to the subject for the item and has not come back; the line of the last payment. */
static sd_status read_paid(database *db, const clawback_claim *claim, clawback_case *c,
                           int64_t *paid_out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT amount_fen - returned_fen, budget_line, year FROM payout_order WHERE"
                 " subject = ?1 AND item = ?2 AND year >= ?3 AND state IN ('PAID',"
                 " 'PARTLY_RETURNED') ORDER BY year, booked_date, reference",
                 &q, error));
  query_bind_string(q, 1, claim->subject);
  query_bind_string(q, 2, claim->item);
  query_bind_integer(q, 3, claim->from_year);
  sd_status status = SD_OK;
  *paid_out = 0;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    if (!money_add(*paid_out, query_integer(q, 0), paid_out)) {
      status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
    }
    copy(c->line, sizeof c->line, query_text(q, 1));
    c->year = (int32_t)query_integer(q, 2);
  }
  query_close(q);
  return status;
}

static sd_status check_claim(database *db, const clawback_claim *claim, clawback_case *c,
                             sd_error *error) {
  civil_date date;
  const char *bar = claim->bar_until == NULL ? "" : claim->bar_until;
  if (bar[0] != '\0' && (strlen(bar) != 10 || !calendar_parse_iso(text_of(bar), &date))) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_DATE_INVALID, SD_ARGS(bar));
  }
  bool whole = claim->ground != NULL && claim->ground[0] != '\0' &&
               strlen(claim->ground) < sizeof c->ground && claim->interest_fen >= 0 &&
               claim->amount_fen >= 0;
  if (!whole) return error_set(error, SD_INVALID, MESSAGE_PAYOUT_CLAWBACK_GROUND, NULL);
  int64_t paid_fen;
  TRY(read_paid(db, claim, c, &paid_fen, error));
  if (paid_fen == 0) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_CLAWBACK_NOTHING,
                     SD_ARGS(claim->subject, claim->item));
  }
  int64_t amount_fen = claim->amount_fen == 0 ? paid_fen : claim->amount_fen;
  if (amount_fen > paid_fen || !money_add(amount_fen, claim->interest_fen, &c->amount_fen)) {
    char asked[MONEY_TEXT_SIZE], paid[MONEY_TEXT_SIZE];
    money_format(amount_fen, asked);
    money_format(paid_fen, paid);
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_CLAWBACK_TOO_MUCH, SD_ARGS(asked, paid));
  }
  return SD_OK;
}

static sd_status insert_case(database *db, const clawback_claim *claim, const clawback_case *c,
                             int64_t now_us, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO payout_clawback (id, subject, item, ground, line, year, amount_fen,"
                 " interest_fen, bar_until, state, opened_us) VALUES"
                 " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
                 &q, error));
  query_bind_integer(q, 1, c->id);
  query_bind_string(q, 2, claim->subject);
  query_bind_string(q, 3, claim->item);
  query_bind_string(q, 4, claim->ground);
  query_bind_string(q, 5, c->line);
  query_bind_integer(q, 6, c->year);
  query_bind_integer(q, 7, c->amount_fen);
  query_bind_integer(q, 8, claim->interest_fen);
  query_bind_string(q, 9, claim->bar_until == NULL ? "" : claim->bar_until);
  query_bind_string(q, 10, clawback_state_name(CLAWBACK_OPEN));
  query_bind_integer(q, 11, now_us);
  return query_finish(q, error);
}

static sd_status refuse_second(database *db, const clawback_claim *claim, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT id FROM payout_clawback WHERE subject = ?1 AND item = ?2 AND state IN"
                 " ('OPEN', 'NOTIFIED', 'PARTLY_PAID', 'APPEALED')",
                 &q, error));
  query_bind_string(q, 1, claim->subject);
  query_bind_string(q, 2, claim->item);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    status = error_set(error, SD_REFUSED, MESSAGE_PAYOUT_CLAWBACK_OPEN,
                       SD_ARGS(SD_NUMBER(query_integer(q, 0))));
  }
  query_close(q);
  return status;
}

static sd_status open_in(database *db, const clawback_claim *claim, const char *actor,
                         int64_t now_us, int64_t *id_out, sd_error *error) {
  clawback_case c = {0};
  TRY(database_begin(db, error));
  TRY(refuse_second(db, claim, error));
  TRY(check_claim(db, claim, &c, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM payout_clawback", &c.id, error));
  *id_out = ++c.id;
  TRY(insert_case(db, claim, &c, now_us, error));
  text_builder payload;
  json_writer w;
  text_builder_init(&payload, 16384);
  json_init(&w, &payload);
  json_begin_object(&w);
  json_member_integer(&w, "case", c.id);
  json_member_string(&w, "item", claim->item);
  json_member_integer(&w, "amount_fen", c.amount_fen);
  json_member_integer(&w, "interest_fen", claim->interest_fen);
  json_member_integer(&w, "from_year", claim->from_year);
  json_member_string(&w, "ground", claim->ground);
  json_end_object(&w);
  sd_status status = payload.failed
                         ? payout_out_of_memory(error)
                         : audit_append(db, actor, "clawback-open", claim->subject,
                                        text_builder_text(&payload), now_us, NULL, error);
  text_builder_release(&payload);
  return status == SD_OK ? database_commit(db, error) : status;
}

sd_status clawback_open(database *db, const clawback_claim *claim, const char *actor,
                        int64_t now_us, int64_t *id_out, sd_error *error) {
  sd_status status = open_in(db, claim, actor, now_us, id_out, error);
  database_rollback(db);
  return status;
}

/* --- steps --- */

static sd_status step_in(database *db, clawback_case *c, clawback_event event, const char *note,
                         const char *actor, int64_t now_us, sd_error *error) {
  if (event == CLAWBACK_EVENT_DISMISS && c->recovered_fen > 0) event = CLAWBACK_EVENT_DISMISS_PART;
  TRY(case_step(db, c, event, note, actor, now_us, error));
  return database_commit(db, error);
}

sd_status clawback_step(database *db, int64_t id, clawback_event event, const char *note,
                        const char *actor, int64_t now_us, sd_error *error) {
  bool here = event == CLAWBACK_EVENT_APPEAL || event == CLAWBACK_EVENT_DISMISS ||
              event == CLAWBACK_EVENT_UPHOLD || event == CLAWBACK_EVENT_CLOSE;
  if (!here) return error_set(error, SD_MISUSE, MESSAGE_PAYOUT_FIELD_INVALID, SD_ARGS("event", ""));
  clawback_case c;
  sd_status status = database_begin(db, error);
  if (status == SD_OK) status = clawback_find(db, id, &c, error);
  if (status == SD_OK) status = step_in(db, &c, event, note, actor, now_us, error);
  database_rollback(db);
  return status;
}

sd_status clawback_notice(database *db, int64_t id, const char *due_date, int32_t instalments,
                          const char *actor, int64_t now_us, sd_error *error) {
  enum { INSTALMENTS_MAX = 120 };
  civil_date date;
  bool good = strlen(due_date) == 10 && calendar_parse_iso(text_of(due_date), &date) &&
              instalments >= 1 && instalments <= INSTALMENTS_MAX;
  if (!good) return error_set(error, SD_INVALID, MESSAGE_PAYOUT_DATE_INVALID, SD_ARGS(due_date));
  clawback_case c;
  sd_status status = database_begin(db, error);
  if (status == SD_OK) status = clawback_find(db, id, &c, error);
  if (status == SD_OK) {
    copy(c.due_date, sizeof c.due_date, text_of(due_date));
    c.instalments = instalments;
    status = step_in(db, &c, CLAWBACK_EVENT_NOTICE, due_date, actor, now_us, error);
  }
  database_rollback(db);
  return status;
}

sd_status clawback_instalment(const clawback_case *c, int32_t number, char due_date_out[16],
                              int64_t *amount_fen_out, sd_error *error) {
  civil_date date;
  if (number < 1 || number > c->instalments || !calendar_parse_iso(text_of(c->due_date), &date) ||
      !calendar_add_months(date, number - 1, &date)) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_DATE_INVALID, SD_ARGS(c->due_date));
  }
  char iso[CALENDAR_TEXT_SIZE];
  calendar_format_iso(date, iso);
  (void)snprintf(due_date_out, 16, "%.15s", iso);
  /* Equal parts; the fen that are left over fall to the first ones. */
  int64_t part = c->amount_fen / c->instalments, rest = c->amount_fen % c->instalments;
  *amount_fen_out = part + (number <= rest);
  return SD_OK;
}

sd_status clawback_take(database *db, clawback_case *c, int64_t amount_fen, const char *award,
                        const char *actor, int64_t now_us, sd_error *error) {
  int64_t left_fen = c->amount_fen - c->recovered_fen - c->written_off_fen;
  if (amount_fen <= 0 || amount_fen > left_fen) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_CLAWBACK_LEFT, SD_ARGS(SD_NUMBER(c->id)));
  }
  if (award != NULL && c->state == CLAWBACK_APPEALED) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_CLAWBACK_STEP,
                     SD_ARGS(SD_NUMBER(c->id), clawback_state_name(c->state), "SET_OFF"));
  }
  c->recovered_fen += amount_fen;
  clawback_event event = amount_fen == left_fen ? CLAWBACK_EVENT_PAY_REST : CLAWBACK_EVENT_PAY_PART;
  TRY(case_step(db, c, event, award == NULL ? "" : award, actor, now_us, error));
  if (award == NULL) return SD_OK;
  query *q;
  TRY(query_open(db,
                 "INSERT INTO payout_set_off (award, clawback, amount_fen, at_us) VALUES"
                 " (?1,?2,?3,?4)",
                 &q, error));
  query_bind_string(q, 1, award);
  query_bind_integer(q, 2, c->id);
  query_bind_integer(q, 3, amount_fen);
  query_bind_integer(q, 4, now_us);
  return query_finish(q, error);
}

sd_status clawback_write_off(database *db, clawback_case *c, const char *reason, const char *actor,
                             int64_t now_us, sd_error *error) {
  c->written_off_fen = c->amount_fen - c->recovered_fen;
  clawback_event event =
      c->recovered_fen == 0 ? CLAWBACK_EVENT_WRITE_OFF : CLAWBACK_EVENT_WRITE_OFF_REST;
  return case_step(db, c, event, reason, actor, now_us, error);
}

/* --- what stands in the way --- */

sd_status clawback_bar_of(database *db, const char *subject, const char *date, clawback_bar *out,
                          sd_error *error) {
  query *q;
  *out = CLAWBACK_FREE;
  TRY(query_open(db,
                 "SELECT bar_until >= ?2 AND state NOT IN ('OPEN', 'APPEALED', 'CANCELLED'),"
                 " state FROM payout_clawback WHERE subject = ?1",
                 &q, error));
  query_bind_string(q, 1, subject);
  query_bind_string(q, 2, date);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    clawback_state state;
    if (query_integer(q, 0) == 1) *out = CLAWBACK_BARRED;
    bool owing = state_parse(query_text(q, 1), &state) && clawback_state_is_owing(state);
    if (owing && *out == CLAWBACK_FREE) *out = CLAWBACK_OWES;
  }
  query_close(q);
  return status;
}

sd_status clawback_set_off_of(database *db, const char *award, int64_t *amount_fen_out,
                              sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT sum(amount_fen) FROM payout_set_off WHERE award = ?1", &q, error));
  query_bind_string(q, 1, award);
  bool row;
  sd_status status = query_step(q, &row, error);
  *amount_fen_out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}
