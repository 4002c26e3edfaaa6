/* The life of a list: candidate, approved, published, final; or withdrawn. */
#include "list/life.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/approval.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/messages/list.h"
#include "list/award_store.h"
#include "list/confirmation.h"
#include "list/objection.h"
#include "list/record.h"
#include "list/stage.h"
#include "list/version_release.h"

/* What must stay true: an act and its audit entry are one transaction; the state follows from the
 * acts alone; what is acted upon is read back and checked against its hash first. */

enum { CONTENT_BYTES_MAX = INT32_MAX };

static const struct {
  const char *name;
  message_id message;
} STATES[] = {
    [LIST_CANDIDATE] = {"candidate", MESSAGE_LIST_STATE_CANDIDATE},
    [LIST_APPROVED] = {"approved", MESSAGE_LIST_STATE_APPROVED},
    [LIST_PUBLISHED] = {"published", MESSAGE_LIST_STATE_PUBLISHED},
    [LIST_FINAL] = {"final", MESSAGE_LIST_STATE_FINAL},
    [LIST_WITHDRAWN] = {"withdrawn", MESSAGE_LIST_STATE_WITHDRAWN},
};

const char *list_state_name(list_state state) { return STATES[state].name; }

message_id list_state_message(list_state state) { return STATES[state].message; }

/* --- Status --- */

static sd_status corrupt_list(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

static int64_t day_of(text iso) {
  civil_date date;
  return calendar_parse_iso(iso, &date) ? calendar_day_of(date) : 0;
}

/* Takes one row of list_act: act, actor, time_us, hash, first_day, last_day, note. */
static bool take_act(query *q, arena *a, list_status *s) {
  int act = list_act_of_word(query_text(q, 0));
  text actor = arena_copy(a, query_text(q, 1)), note = arena_copy(a, query_text(q, 6));
  int64_t time_us = query_integer(q, 2);
  if (act < 0 || actor.data == NULL || note.data == NULL) return false;
  if (act < ITEM_STAGE_COUNT) {
    s->stages_done |= 1u << act;
    s->stage_us[act] = time_us;
    s->stage_actor[act] = actor;
    s->stage_note[act] = note;
  }
  switch (act) {
    case ITEM_STAGE_APPROVE:
      s->approver = actor;
      s->approved_us = time_us;
      if (s->state == LIST_CANDIDATE) s->state = LIST_APPROVED;
      return true;
    case ITEM_STAGE_PUBLISH:
      s->publisher = actor;
      s->published_us = time_us;
      s->published_day = day_of(query_text(q, 4));
      s->last_day = day_of(query_text(q, 5));
      if (s->state != LIST_WITHDRAWN) s->state = LIST_PUBLISHED;
      return sm3_parse(query_text(q, 3), &s->hash);
    case LIST_ACT_FINALIZE:
      s->finalizer = actor;
      s->finalized_us = time_us;
      s->state = LIST_FINAL;
      return sm3_parse(query_text(q, 3), &s->hash);
    case LIST_ACT_WITHDRAW:
      s->state = LIST_WITHDRAWN;
      s->withdrawn_us = time_us;
      s->withdraw_ground = note;
      return true;
    default:
      return true;
  }
}

static sd_status read_acts(database *db, arena *a, list_status *s, sd_error *error) {
  for (int i = 0; i < ITEM_STAGE_COUNT; i++) s->stage_actor[i] = s->stage_note[i] = TEXT("");
  s->withdraw_ground = TEXT("");
  query *q;
  TRY(query_open(db,
                 "SELECT act, actor, time_us, hash, first_day, last_day, note FROM list_act"
                 " WHERE list = ?1 ORDER BY time_us, CASE act WHEN 'approve' THEN 1"
                 " WHEN 'publish' THEN 2 WHEN 'finalize' THEN 3 ELSE 4 END",
                 &q, error));
  query_bind_integer(q, 1, s->id);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    if (!take_act(q, a, s)) status = corrupt_list(s->id, error);
  }
  query_close(q);
  return status;
}

/* "2022 2025" of the run's models. */
static sd_status read_version_label(database *db, int64_t id, arena *a, text *out,
                                    sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT m.version FROM list_run_model r JOIN list_model m ON m.hash = r.hash"
                 " WHERE r.run = ?1 ORDER BY r.place",
                 &q, error));
  query_bind_integer(q, 1, id);
  char label[256] = "";
  size_t used = 0;
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    int size = snprintf(label + used, sizeof label - used, "%s%.*s", used == 0 ? "" : " ",
                        TEXT_ARG(query_text(q, 0)));
    used = used + (size_t)size < sizeof label ? used + (size_t)size : sizeof label - 1;
  }
  query_close(q);
  *out = arena_copy(a, (text){label, used});
  if (status == SD_OK && out->data == NULL) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  return status;
}

static sd_status read_run_row(database *db, int64_t id, arena *a, list_status *s, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT item, actor, created_us, output_hash, met, not_met, unknown, faulty,"
                 " computed_fen, amount_fen FROM list_run WHERE id = ?1",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_RUN, SD_ARGS(SD_NUMBER(id)));
  }
  if (status == SD_OK) {
    *s = (list_status){.id = id,
                       .item = arena_copy(a, query_text(q, 0)),
                       .maker = arena_copy(a, query_text(q, 1)),
                       .approver = TEXT(""),
                       .publisher = TEXT(""),
                       .finalizer = TEXT(""),
                       .created_us = query_integer(q, 2),
                       .counts = {.met = query_integer(q, 4),
                                  .not_met = query_integer(q, 5),
                                  .unknown = query_integer(q, 6),
                                  .faulty = query_integer(q, 7),
                                  .computed_fen = query_integer(q, 8),
                                  .amount_fen = query_integer(q, 9)}};
    if (!sm3_parse(query_text(q, 3), &s->hash)) status = corrupt_list(id, error);
    if (s->item.data == NULL || s->maker.data == NULL) {
      status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
  }
  query_close(q);
  return status;
}

sd_status list_get_status(database *db, int64_t id, arena *a, list_status *out, sd_error *error) {
  TRY(read_run_row(db, id, a, out, error));
  TRY(award_adjust_counts(db, id, &out->counts, error));
  TRY(read_version_label(db, id, a, &out->version_label, error));
  return read_acts(db, a, out, error);
}

sd_status list_is_current(database *db, const list_status *list, bool *out, sd_error *error) {
  *out = list->state != LIST_WITHDRAWN;
  if (list->state != LIST_CANDIDATE) return SD_OK;
  query *q;
  TRY(query_open(db,
                 "SELECT count(*) FROM list_run r JOIN list_run o"
                 " ON o.item = r.item AND o.data_year = r.data_year AND o.id <> r.id"
                 " WHERE r.id = ?1 AND NOT EXISTS"
                 " (SELECT 1 FROM list_act a WHERE a.list = o.id AND a.act = 'withdraw')"
                 " AND (o.id > r.id OR EXISTS"
                 " (SELECT 1 FROM list_act a WHERE a.list = o.id AND a.act = 'approve'))",
                 &q, error));
  query_bind_integer(q, 1, list->id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row && query_integer(q, 0) == 0;
  query_close(q);
  return status;
}

sd_status list_each(database *db, text item, list_visitor visit, void *context, sd_error *error) {
  int64_t last;
  TRY(database_read_integer(db, "SELECT max(id) FROM list_run", &last, error));
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = SD_OK;
  for (int64_t id = 1; id <= last && status == SD_OK; id++) {
    list_status s;
    arena_reset(a);
    status = list_get_status(db, id, a, &s, error);
    if (status == SD_OK && (item.size == 0 || text_equal(item, s.item))) {
      status = visit(context, &s, error);
    }
  }
  arena_destroy(a);
  return status;
}

/* --- Content --- */

static void write_content(const list_run *run, text_builder *out) {
  char day[CALENDAR_TEXT_SIZE], hex[SM3_TEXT_SIZE], amount[MONEY_TEXT_SIZE];
  calendar_format_day(run->view.as_of_day, day);
  sm3_format(&run->output_hash, hex);
  text_builder_format(out, "sudui-list 1\nlist %" PRId64 "\nitem %.*s\ndata-year %d\nas-of %s\n",
                      run->id, TEXT_ARG(run->item), (int)run->data_year, day);
  text_builder_format(out, "run-output %s\ncode,version,amount\n", hex);
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    if (d->status != DECISION_MET) continue;
    money_format_plain(d->amount_fen, amount);
    text_builder_format(out, "%s,%.*s,%s\n", d->code, TEXT_ARG(run->versions[d->version]->version),
                        amount);
  }
  money_format_plain(run->counts.amount_fen, amount);
  text_builder_format(out, "total %" PRId64 " %s\n", run->counts.met, amount);
}

sd_status list_write(database *db, int64_t id, text_builder *out, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  list_run *run;
  sd_status status = award_load_run(db, id, a, &run, error);
  if (status == SD_OK) write_content(run, out);
  if (status == SD_OK && out->failed) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  arena_destroy(a);
  return status;
}

static sd_status hash_content(const list_run *run, sm3_digest *out, sd_error *error) {
  text_builder content;
  text_builder_init(&content, CONTENT_BYTES_MAX);
  write_content(run, &content);
  bool ok = !content.failed && sm3_of(text_builder_text(&content), out);
  text_builder_release(&content);
  return ok ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Acts --- */

/* One act in the making. */
typedef struct list_action {
  database *db;
  arena *arena;
  int64_t id;
  int act; /* item_stage_kind, or LIST_ACT_FINALIZE or LIST_ACT_WITHDRAW */
  const char *actor, *note;
  int64_t now_us;
  const day_calendar *calendar;
  list_status before;
  list_run *run;
  sm3_digest hash;
  int64_t first_day, last_day;
} list_action;

/* An error whose arguments are a list's number (`first` and maybe `second`) and the words for
 * states, which differ from language to language. */
static sd_status refuse_state(message_id message, const char *first, const char *second,
                              const list_state states[2], sd_error *error) {
  sd_status status = error_set(error, SD_REFUSED, message, NULL);
  if (error == NULL) return status;
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    const char *word = message_text((language)lang, STATES[states[0]].message);
    const char *other = message_text((language)lang, STATES[states[1]].message);
    const char *const with_two_states[] = {first, word, other, NULL};
    const char *const with_two_lists[] = {first, second, word, NULL};
    message_format((language)lang, message, second == NULL ? with_two_states : with_two_lists,
                   error->text[lang], sizeof error->text[lang]);
  }
  return status;
}

static sd_status wrong_state(const list_action *act, list_state needed, sd_error *error) {
  return refuse_state(MESSAGE_LIST_WRONG_STATE, SD_NUMBER(act->id), NULL,
                      (const list_state[]){act->before.state, needed}, error);
}

/* Another list of the same item and year that was approved and not withdrawn, or 0. */
static sd_status find_rival(const list_action *act, int64_t *id_out, sd_error *error) {
  query *q;
  TRY(query_open(act->db,
                 "SELECT min(r.id) FROM list_run r JOIN list_act a ON a.list = r.id"
                 " AND a.act = 'approve' WHERE r.item = ?1 AND r.data_year = ?2 AND r.id <> ?3"
                 " AND NOT EXISTS (SELECT 1 FROM list_act w WHERE w.list = r.id"
                 " AND w.act = 'withdraw')",
                 &q, error));
  query_bind_text(q, 1, act->run->item);
  query_bind_integer(q, 2, act->run->data_year);
  query_bind_integer(q, 3, act->id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *id_out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

/* Draft models may be run, but nobody is paid by one. */
static sd_status check_versions(const list_action *act, sd_error *error) {
  for (size_t i = 0; i < act->run->version_count; i++) {
    const item_version *v = act->run->versions[i];
    bool released;
    TRY(version_is_released(act->db, v, &released, error));
    if (released) continue;
    return error_set(error, SD_REFUSED, MESSAGE_LIST_VERSION_NOT_RELEASED,
                     SD_ARGS(v->id.data, v->version.data));
  }
  return SD_OK;
}

static int64_t today_of(const list_action *act) {
  return clock_day(act->now_us, CLOCK_CHINA_OFFSET_SECONDS);
}

static sd_status still_published(const list_action *act, sd_error *error) {
  char last[CALENDAR_TEXT_SIZE];
  calendar_format_day(act->before.last_day, last);
  return error_set(error, SD_REFUSED, MESSAGE_LIST_STILL_PUBLISHED,
                   SD_ARGS(SD_NUMBER(act->id), last));
}

/* "The next stage is …, which … has". */
static sd_status not_next(const list_action *act, size_t next, sd_error *error) {
  const item_version *v = act->run->versions[0];
  sd_status status = error_set(error, SD_REFUSED, MESSAGE_LIST_NOT_NEXT, NULL);
  if (error == NULL) return status;
  char number[24];
  number_text(number, act->id);
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    const char *stage = message_text((language)lang, MESSAGE_LIST_NO_STAGE_LEFT);
    if (next < v->stage_count) {
      stage = message_text((language)lang, item_stage_message(v->stages[next].kind));
    }
    text holder = next < v->stage_count ? stage_holder(v, next) : TEXT("-");
    message_format((language)lang, MESSAGE_LIST_NOT_NEXT, SD_ARGS(number, stage, holder.data),
                   error->text[lang], sizeof error->text[lang]);
  }
  return status;
}

/* True when every stage before `place` is over; else says which is not. */
static sd_status check_before(const list_action *act, size_t place, sd_error *error) {
  const item_version *v = act->run->versions[0];
  size_t next = stage_next(&act->before, v, today_of(act));
  if (next >= place) return SD_OK;
  bool runs = v->stages[next].kind == ITEM_STAGE_PUBLISH &&
              (act->before.stages_done & 1u << ITEM_STAGE_PUBLISH) != 0;
  return runs ? still_published(act, error) : not_next(act, next, error);
}

/* What the maker of the run proposed by making it: exactly this output. */
static void write_proposal(const list_action *act, text_builder *out) {
  char hash[SM3_TEXT_SIZE];
  json_writer w;
  sm3_format(&act->hash, hash);
  json_init(&w, out);
  json_begin_object(&w);
  json_member_string(&w, "act", "list");
  json_member_integer(&w, "list", act->id);
  json_member_text(&w, "item", act->run->item);
  json_member_integer(&w, "data_year", act->run->data_year);
  json_member_integer(&w, "companies", act->run->counts.met);
  json_member_integer(&w, "amount_fen", act->run->counts.amount_fen);
  json_member_string(&w, "sm3", hash);
  json_end_object(&w);
}

static sd_status perform_proposal(const list_action *act, text content, sd_error *error) {
  char subject[48];
  (void)snprintf(subject, sizeof subject, "list %" PRId64, act->id);
  approval_request r = {.operation = OPERATION_LIST_APPROVAL,
                        .subject = text_of(subject),
                        .content = content,
                        .actor = act->before.maker.data,
                        .now_us = act->now_us};
  int64_t id;
  TRY(approval_propose(act->db, &r, &id, error));
  sd_status status = approval_check(act->db, id, act->actor, NULL, act->now_us, NULL);
  if (status == SD_REFUSED) {
    return error_set(error, SD_REFUSED, MESSAGE_LIST_SAME_PERSON,
                     SD_ARGS(SD_NUMBER(act->id), act->actor));
  }
  TRY(status);
  r.actor = act->actor;
  return approval_perform(act->db, &r, NULL, error);
}

/* Maker and approver are two people by the rule of every guarded operation: the run is its maker's
 * proposal, and whoever approves the list checks it, on its hash.  In the act's transaction. */
static sd_status check_two_people(const list_action *act, sd_error *error) {
  text_builder content;
  text_builder_init(&content, 4096);
  write_proposal(act, &content);
  sd_status status = content.failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : perform_proposal(act, text_builder_text(&content), error);
  text_builder_release(&content);
  return status;
}

static sd_status check_approval(list_action *act, sd_error *error) {
  TRY(check_two_people(act, error));
  TRY(check_versions(act, error));
  TRY(award_check_confirmed(act->db, act->run, text_of(act->actor), error));
  int64_t rival;
  TRY(find_rival(act, &rival, error));
  if (rival == 0) return SD_OK;
  list_status other;
  TRY(list_get_status(act->db, rival, act->arena, &other, error));
  return refuse_state(MESSAGE_LIST_OTHER_LIST, SD_NUMBER(act->id), SD_NUMBER(rival),
                      (const list_state[]){other.state, other.state}, error);
}

static sd_status check_publication(list_action *act, sd_error *error) {
  const item_version *item = act->run->versions[0];
  const day_period period = {item->publication_days, item->publication_working_days,
                             item->publication.first_day_counts};
  act->first_day = today_of(act);
  TRY(period_last_day(&period, act->first_day, act->calendar, &act->last_day, error));
  return hash_content(act->run, &act->hash, error);
}

static sd_status check_frozen(const list_action *act, sd_error *error) {
  sm3_digest found;
  TRY(hash_content(act->run, &found, error));
  return sm3_equal(&found, &act->before.hash) ? SD_OK : corrupt_list(act->id, error);
}

/* One of the stages of the item: everything before it is over, and it is not done yet. */
static sd_status check_stage(list_action *act, sd_error *error) {
  const item_version *v = act->run->versions[0];
  item_stage_kind kind = (item_stage_kind)act->act;
  int place = item_stage_place(v, kind);
  bool frozen = act->before.published_day != 0 || act->before.state == LIST_FINAL;
  if (act->before.state == LIST_WITHDRAWN) return wrong_state(act, LIST_CANDIDATE, error);
  if (place < 0 || (act->before.stages_done & 1u << kind) != 0) {
    return not_next(act, stage_next(&act->before, v, today_of(act)), error);
  }
  TRY(check_before(act, (size_t)place, error));
  if (frozen) act->hash = act->before.hash;
  if (kind == ITEM_STAGE_APPROVE) return check_approval(act, error);
  if (kind == ITEM_STAGE_PUBLISH) return check_publication(act, error);
  if (stage_needs_final(kind) && act->before.state != LIST_FINAL) {
    return wrong_state(act, LIST_FINAL, error);
  }
  return frozen ? check_frozen(act, error) : SD_OK;
}

static size_t first_payment(const item_version *v) {
  size_t i = 0;
  while (i < v->stage_count && !stage_needs_final(v->stages[i].kind)) i++;
  return i;
}

static sd_status check_finalization(list_action *act, sd_error *error) {
  if (act->before.state == LIST_FINAL || act->before.state == LIST_WITHDRAWN) {
    return wrong_state(act, LIST_PUBLISHED, error);
  }
  TRY(check_before(act, first_payment(act->run->versions[0]), error));
  if (act->before.published_day == 0) return hash_content(act->run, &act->hash, error);
  act->hash = act->before.hash;
  return check_frozen(act, error);
}

static sd_status check_withdrawal(list_action *act, sd_error *error) {
  if (act->before.state == LIST_WITHDRAWN) return wrong_state(act, LIST_CANDIDATE, error);
  if (act->before.state != LIST_FINAL) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_LIST_WITHDRAW_FINAL, SD_ARGS(SD_NUMBER(act->id)));
}

static sd_status check_act(list_action *act, sd_error *error) {
  if (act->act == LIST_ACT_FINALIZE) return check_finalization(act, error);
  if (act->act == LIST_ACT_WITHDRAW) return check_withdrawal(act, error);
  return check_stage(act, error);
}

static sd_status insert_act(const list_action *act, const char *hash, const char *first,
                            const char *last, sd_error *error) {
  query *q;
  TRY(query_open(act->db,
                 "INSERT INTO list_act(list, act, actor, time_us, hash, first_day, last_day,"
                 " note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 &q, error));
  query_bind_integer(q, 1, act->id);
  query_bind_string(q, 2, list_act_word(act->act));
  query_bind_string(q, 3, act->actor);
  query_bind_integer(q, 4, act->now_us);
  query_bind_string(q, 5, hash);
  query_bind_string(q, 6, first);
  query_bind_string(q, 7, last);
  query_bind_string(q, 8, act->note == NULL ? "" : act->note);
  return query_finish(q, error);
}

static sd_status note_act(const list_action *act, sd_error *error) {
  char hash[SM3_TEXT_SIZE];
  char first[CALENDAR_TEXT_SIZE] = "", last[CALENDAR_TEXT_SIZE] = "";
  sm3_format(&act->hash, hash);
  if (act->act == ITEM_STAGE_PUBLISH) {
    calendar_format_day(act->first_day, first);
    calendar_format_day(act->last_day, last);
  }
  TRY(insert_act(act, hash, first, last, error));
  const act_record record = {.list = act->id,
                             .item = act->run->item,
                             .act = text_of(list_act_word(act->act)),
                             .actor = text_of(act->actor),
                             .time_us = act->now_us,
                             .hash = text_of(hash),
                             .first_day = text_of(first),
                             .last_day = text_of(last),
                             .note = text_of(act->note == NULL ? "" : act->note)};
  return record_act_append(act->db, &record, error);
}

static sd_status perform_in_transaction(list_action *act, sd_error *error) {
  TRY(list_get_status(act->db, act->id, act->arena, &act->before, error));
  TRY(award_load_run(act->db, act->id, act->arena, &act->run, error));
  act->hash = act->run->output_hash;
  TRY(check_act(act, error));
  return note_act(act, error);
}

static sd_status perform(list_action act, sd_error *error) {
  if (act.actor == NULL || act.actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  act.arena = arena_create(0);
  if (act.arena == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = database_begin(act.db, error);
  if (status == SD_OK) {
    status = perform_in_transaction(&act, error);
    if (status == SD_OK) status = database_commit(act.db, error);
    if (status != SD_OK) database_rollback(act.db);
  }
  arena_destroy(act.arena);
  return status;
}

sd_status list_take_stage(database *db, int64_t id, item_stage_kind kind, const char *actor,
                          const char *note, const day_calendar *calendar, int64_t now_us,
                          sd_error *error) {
  return perform((list_action){.db = db,
                               .id = id,
                               .act = (int)kind,
                               .actor = actor,
                               .note = note,
                               .calendar = calendar,
                               .now_us = now_us},
                 error);
}

sd_status list_approve(database *db, int64_t id, const char *actor, int64_t now_us,
                       sd_error *error) {
  return list_take_stage(db, id, ITEM_STAGE_APPROVE, actor, NULL, NULL, now_us, error);
}

sd_status list_publish(database *db, int64_t id, const char *actor, const day_calendar *calendar,
                       int64_t now_us, sd_error *error) {
  return list_take_stage(db, id, ITEM_STAGE_PUBLISH, actor, NULL, calendar, now_us, error);
}

sd_status list_finalize(database *db, int64_t id, const char *actor, int64_t now_us,
                        sd_error *error) {
  return perform(
      (list_action){.db = db, .id = id, .act = LIST_ACT_FINALIZE, .actor = actor, .now_us = now_us},
      error);
}

sd_status list_withdraw(database *db, int64_t id, const char *actor, const char *ground,
                        int64_t now_us, sd_error *error) {
  if (ground == NULL || text_trim(text_of(ground)).size == 0) {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_WITHDRAW_GROUND, NULL);
  }
  return perform((list_action){.db = db,
                               .id = id,
                               .act = LIST_ACT_WITHDRAW,
                               .actor = actor,
                               .note = ground,
                               .now_us = now_us},
                 error);
}

/* --- Lines --- */

/* What stands beside the published lines; both ascend by code, as the lines do. */
typedef struct line_filter {
  line_change *changes;
  confirmation *answers;
  size_t change_count, answer_count, change_at, answer_at;
  bool needs_answer;
} line_filter;

static const line_change *change_of(line_filter *f, const char *code) {
  while (f->change_at < f->change_count && strcmp(f->changes[f->change_at].code, code) < 0) {
    f->change_at++;
  }
  bool found = f->change_at < f->change_count && strcmp(f->changes[f->change_at].code, code) == 0;
  return found ? &f->changes[f->change_at] : NULL;
}

static bool has_confirmed(line_filter *f, const char *code) {
  while (f->answer_at < f->answer_count && strcmp(f->answers[f->answer_at].code, code) < 0) {
    f->answer_at++;
  }
  return f->answer_at < f->answer_count && strcmp(f->answers[f->answer_at].code, code) == 0 &&
         f->answers[f->answer_at].state == CONFIRMATION_CONFIRMED;
}

/* False when the company is not paid, or not now. */
static bool line_of(line_filter *f, const list_run *run, const decision *d, bool must_be_final,
                    list_line *line) {
  const line_change *change = change_of(f, d->code);
  bool changed = change != NULL && change->changed;
  *line = (list_line){.code = text_of(d->code),
                      .district = d->district,
                      .version = run->versions[d->version]->version,
                      .amount_fen = changed                     ? change->amount_fen
                                    : d->status == DECISION_MET ? d->amount_fen
                                                                : 0,
                      .payable_day = changed ? change->payable_day : 0};
  if (line->amount_fen <= 0) return false;
  if (!must_be_final) return true;
  return (change == NULL || !change->suspended) && (!f->needs_answer || has_confirmed(f, d->code));
}

static sd_status visit_lines(list_action *act, bool must_be_final, list_line_visitor visit,
                             void *context, sd_error *error) {
  TRY(list_get_status(act->db, act->id, act->arena, &act->before, error));
  TRY(award_load_run(act->db, act->id, act->arena, &act->run, error));
  if (must_be_final) {
    if (act->before.state != LIST_FINAL) return wrong_state(act, LIST_FINAL, error);
    TRY(check_frozen(act, error));
  }
  line_filter f = {.needs_answer =
                       item_stage_place(act->run->versions[0], ITEM_STAGE_CONFIRM) >= 0};
  TRY(line_changes_read(act->db, act->id, act->arena, &f.changes, &f.change_count, error));
  TRY(confirmations_read(act->db, act->id, act->arena, &f.answers, &f.answer_count, error));
  for (size_t i = 0; i < act->run->decision_count; i++) {
    list_line line;
    if (!line_of(&f, act->run, &act->run->decisions[i], must_be_final, &line)) continue;
    TRY(visit(context, &line, error));
  }
  return SD_OK;
}

sd_status list_each_line(database *db, int64_t id, bool must_be_final, list_line_visitor visit,
                         void *context, sd_error *error) {
  list_action act = {.db = db, .id = id, .arena = arena_create(0)};
  if (act.arena == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = visit_lines(&act, must_be_final, visit, context, error);
  arena_destroy(act.arena);
  return status;
}
