/* What a subject says about a fact on file that is wrong or missing: a case with a number. */
/* What must stay true: a row and its entry of the chain are one transaction and say the same. */
#include "registry/fact_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/registry.h"
#include "registry/attribute.h"

enum { PAYLOAD_BYTES_MAX = 1 << 16, VALUE_SIZE = 400 };

static const struct {
  const char *word;
  message_id message;
} STATES[] = {{"open", MESSAGE_REGISTRY_REPORT_OPEN},
              {"forwarded", MESSAGE_REGISTRY_REPORT_FORWARDED},
              {"corrected", MESSAGE_REGISTRY_REPORT_CORRECTED},
              {"stands", MESSAGE_REGISTRY_REPORT_STANDS}};

const char *fact_report_state_word(fact_report_state state) { return STATES[state].word; }
message_id fact_report_state_message(fact_report_state state) { return STATES[state].message; }

static bool state_of_word(text word, fact_report_state *out) {
  for (int i = FACT_REPORT_OPEN; i <= FACT_REPORT_STANDS; i++) {
    if (!text_is(word, STATES[i].word)) continue;
    *out = (fact_report_state)i;
    return true;
  }
  return false;
}

bool fact_report_answer_of_word(text word, fact_report_state *out) {
  return state_of_word(word, out) && *out != FACT_REPORT_OPEN;
}

static const migration steps[] = {
    {"reports of wrong facts",
     "CREATE TABLE fact_report("
     " id INTEGER PRIMARY KEY,"
     " code TEXT NOT NULL,"
     " attribute TEXT NOT NULL,"
     " period INTEGER NOT NULL,"
     " source TEXT NOT NULL,"
     " on_file TEXT NOT NULL,"
     " claimed TEXT NOT NULL,"
     " statement TEXT NOT NULL,"
     " actor TEXT NOT NULL,"
     " time_us INTEGER NOT NULL,"
     " entry INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX fact_report_code ON fact_report(code);"
     "CREATE TABLE fact_report_answer("
     " report INTEGER NOT NULL REFERENCES fact_report,"
     " number INTEGER NOT NULL,"
     " outcome TEXT NOT NULL,"
     " note TEXT NOT NULL,"
     " actor TEXT NOT NULL,"
     " time_us INTEGER NOT NULL,"
     " entry INTEGER NOT NULL,"
     " PRIMARY KEY(report, number)"
     ") STRICT;"
     "CREATE TRIGGER fact_report_update BEFORE UPDATE ON fact_report BEGIN"
     " SELECT RAISE(ABORT, 'reports are never changed'); END;"
     "CREATE TRIGGER fact_report_delete BEFORE DELETE ON fact_report BEGIN"
     " SELECT RAISE(ABORT, 'reports are never deleted'); END;"
     "CREATE TRIGGER fact_report_answer_update BEFORE UPDATE ON fact_report_answer BEGIN"
     " SELECT RAISE(ABORT, 'answers are never changed'); END;"
     "CREATE TRIGGER fact_report_answer_delete BEFORE DELETE ON fact_report_answer BEGIN"
     " SELECT RAISE(ABORT, 'answers are never deleted'); END;"},
};

sd_status fact_report_migrate(database *db, sd_error *error) {
  return database_migrate(db, "registry-report", steps, sizeof steps / sizeof steps[0], error);
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- What the chain says; follows from the rows alone --- */

static void write_filed(const fact_report *f, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_text(&w, "subject", f->code);
  json_member_text(&w, "attribute", f->attribute);
  json_member_integer(&w, "period", f->period);
  json_member_text(&w, "source", f->source);
  json_member_text(&w, "on_file", f->on_file);
  json_member_text(&w, "claimed", f->claimed);
  json_member_text(&w, "statement", f->statement);
  json_end_object(&w);
}

static void write_answered(text outcome, text note, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_text(&w, "outcome", outcome);
  json_member_text(&w, "note", note);
  json_end_object(&w);
}

/* Takes and releases the payload. */
static sd_status append(database *db, audit_entry entry, int64_t id, text_builder *payload,
                        int64_t *sequence_out, sd_error *error) {
  char reference[24];
  audit_head head = {0};
  snprintf(reference, sizeof reference, "%" PRId64, id);
  sd_status status = payload->failed
                         ? out_of_memory(error)
                         : audit_append(db, entry.actor.data, entry.act.data, reference,
                                        text_builder_text(payload), entry.time_us, &head, error);
  text_builder_release(payload);
  *sequence_out = head.sequence;
  return status;
}

/* --- Reading --- */

#define REPORT_COLUMNS                                                                         \
  "f.id, f.code, f.attribute, f.period, f.source, f.on_file, f.claimed, f.statement, f.actor," \
  " f.time_us, a.outcome, a.note, a.actor, a.time_us, f.entry FROM fact_report f"              \
  " LEFT JOIN fact_report_answer a ON a.report = f.id AND a.number ="                          \
  " (SELECT max(number) FROM fact_report_answer WHERE report = f.id)"

static sd_status corrupt(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_REGISTRY_REPORT_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

static sd_status take_row(query *q, fact_report *f, sd_error *error) {
  *f = (fact_report){.id = query_integer(q, 0),
                     .code = query_text(q, 1),
                     .attribute = query_text(q, 2),
                     .period = (int32_t)query_integer(q, 3),
                     .source = query_text(q, 4),
                     .on_file = query_text(q, 5),
                     .claimed = query_text(q, 6),
                     .statement = query_text(q, 7),
                     .actor = query_text(q, 8),
                     .time_us = query_integer(q, 9)};
  if (query_is_null(q, 10)) return SD_OK;
  f->note = query_text(q, 11);
  f->answered_by = query_text(q, 12);
  f->answered_us = query_integer(q, 13);
  return fact_report_answer_of_word(query_text(q, 10), &f->state) ? SD_OK : corrupt(f->id, error);
}

sd_status fact_reports_each(database *db, text code, fact_report_visitor visit, void *context,
                            sd_error *error) {
  query *q;
  TRY(query_open(db,
                 code.size == 0 ? "SELECT " REPORT_COLUMNS " ORDER BY f.id DESC"
                                : "SELECT " REPORT_COLUMNS " WHERE f.code = ?1 ORDER BY f.id DESC",
                 &q, error));
  if (code.size != 0) query_bind_text(q, 1, code);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    fact_report f;
    status = take_row(q, &f, error);
    if (status == SD_OK) status = visit(context, &f, error);
  }
  query_close(q);
  return status;
}

sd_status fact_report_find(database *db, int64_t id, arena *a, fact_report *out, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " REPORT_COLUMNS " WHERE f.id = ?1", &q, error));
  query_bind_integer(q, 1, id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_NO_REPORT, SD_ARGS(SD_NUMBER(id)));
  }
  if (status == SD_OK) status = take_row(q, out, error);
  text *const texts[] = {&out->code,    &out->attribute, &out->source,
                         &out->on_file, &out->claimed,   &out->statement,
                         &out->actor,   &out->note,      &out->answered_by};
  for (size_t i = 0; status == SD_OK && i < sizeof texts / sizeof texts[0]; i++) {
    *texts[i] = arena_copy(a, *texts[i]);
    if (texts[i]->data == NULL) status = out_of_memory(error);
  }
  query_close(q);
  return status;
}

/* --- Taking in --- */

typedef struct fact_search {
  const fact_report_request *request;
  char value[VALUE_SIZE];
  bool found;
} fact_search;

static sd_status look_at_fact(void *context, const fact_record *fact, sd_error *error) {
  fact_search *s = context;
  (void)error;
  if (!fact->current || fact->period != s->request->period ||
      !text_equal(fact->source, s->request->source)) {
    return SD_OK;
  }
  s->found = true;
  fact_value_format_plain(&fact->value, s->value, sizeof s->value);
  return SD_OK;
}

/* What is on file of what the report names. */
static sd_status find_fact(registry *r, fact_search *s, sd_error *error) {
  const fact_report_request *q = s->request;
  const attribute *a = attribute_find(registry_catalogue(r), q->attribute);
  char shown[100];
  snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(text_slice(q->attribute, 0, 90)));
  if (a == NULL) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_UNKNOWN_ATTRIBUTE, SD_ARGS(shown));
  }
  if (!attribute_period_fits(a->period, q->period)) {
    return error_set(error, SD_INVALID, MESSAGE_REGISTRY_PERIOD_UNFIT,
                     SD_ARGS(shown, SD_NUMBER(q->period)));
  }
  const registry_view everything = {INT64_MAX, INT64_MAX};
  TRY(registry_subject_facts(r, q->code, a->id.data, everything, look_at_fact, s, error));
  attribute_mask(a, s->value); /* a report is kept open, unlike the facts that are sealed */
  if (q->source.size == 0 || s->found) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_REPORT_NO_FACT, SD_ARGS(shown));
}

static sd_status check_texts(const fact_report_request *r, sd_error *error) {
  bool good =
      text_trim(r->statement).size != 0 && r->statement.size <= FACT_REPORT_TEXT_BYTES_MAX &&
      r->claimed.size <= FACT_REPORT_TEXT_BYTES_MAX && r->actor != NULL && r->actor[0] != '\0';
  return good ? SD_OK : error_set(error, SD_INVALID, MESSAGE_REGISTRY_REPORT_WORDS, NULL);
}

static sd_status insert_report(database *db, const fact_report *f, int64_t entry, sd_error *error) {
  query *q;
  TRY(query_open(db, "INSERT INTO fact_report VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                 &q, error));
  query_bind_integer(q, 1, f->id);
  query_bind_text(q, 2, f->code);
  query_bind_text(q, 3, f->attribute);
  query_bind_integer(q, 4, f->period);
  query_bind_text(q, 5, f->source);
  query_bind_text(q, 6, f->on_file);
  query_bind_text(q, 7, f->claimed);
  query_bind_text(q, 8, f->statement);
  query_bind_text(q, 9, f->actor);
  query_bind_integer(q, 10, f->time_us);
  query_bind_integer(q, 11, entry);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

typedef struct open_search {
  const fact_report_request *request;
  int64_t id;
} open_search;

static sd_status find_open(void *context, const fact_report *f, sd_error *error) {
  open_search *s = context;
  (void)error;
  bool is_open = f->state == FACT_REPORT_OPEN || f->state == FACT_REPORT_FORWARDED;
  if (is_open && f->period == s->request->period &&
      text_equal(f->attribute, s->request->attribute) && text_equal(f->source, s->request->source))
    s->id = f->id;
  return SD_OK;
}

/* NULL data would be stored as NULL. */
static text never_null(text t) { return t.data == NULL ? TEXT("") : t; }

static sd_status file_in(registry *r, const fact_report_request *request, int64_t *id_out,
                         sd_error *error) {
  database *db = registry_database(r);
  fact_search search = {.request = request};
  TRY(find_fact(r, &search, error));
  open_search open = {.request = request};
  TRY(fact_reports_each(db, request->code, find_open, &open, error));
  *id_out = open.id;
  if (open.id != 0) return SD_OK;
  int64_t last, entry;
  TRY(database_read_integer(db, "SELECT max(id) FROM fact_report", &last, error));
  const fact_report f = {.id = last + 1,
                         .code = request->code,
                         .attribute = request->attribute,
                         .period = request->period,
                         .source = never_null(request->source),
                         .on_file = text_of(search.value),
                         .claimed = never_null(text_trim(request->claimed)),
                         .statement = text_trim(request->statement),
                         .actor = text_of(request->actor),
                         .time_us = request->now_us};
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_filed(&f, &payload);
  const audit_entry said = {.actor = f.actor, .act = TEXT("fact-report"), .time_us = f.time_us};
  TRY(append(db, said, f.id, &payload, &entry, error));
  *id_out = f.id;
  return insert_report(db, &f, entry, error);
}

sd_status fact_report_file(registry *r, const fact_report_request *request, int64_t *id_out,
                           sd_error *error) {
  database *db = registry_database(r);
  *id_out = 0;
  TRY(check_texts(request, error));
  TRY(database_begin(db, error));
  sd_status status = file_in(r, request, id_out, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}

/* --- Answering --- */

static sd_status insert_answer(database *db, const fact_report_answer *answer, text note,
                               int64_t entry, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO fact_report_answer SELECT ?1, 1 + count(*), ?2, ?3, ?4, ?5, ?6"
                 " FROM fact_report_answer WHERE report = ?1",
                 &q, error));
  query_bind_integer(q, 1, answer->id);
  query_bind_string(q, 2, STATES[answer->outcome].word);
  query_bind_text(q, 3, note);
  query_bind_string(q, 4, answer->actor);
  query_bind_integer(q, 5, answer->now_us);
  query_bind_integer(q, 6, entry);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

static sd_status reply_in(database *db, const fact_report_answer *answer, arena *a,
                          sd_error *error) {
  fact_report f = {0};
  int64_t entry;
  text note = text_trim(answer->note);
  TRY(fact_report_find(db, answer->id, a, &f, error));
  if (f.state == FACT_REPORT_CORRECTED || f.state == FACT_REPORT_STANDS) {
    return error_set(error, SD_REFUSED, MESSAGE_REGISTRY_REPORT_CLOSED, SD_ARGS(SD_NUMBER(f.id)));
  }
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_answered(text_of(STATES[answer->outcome].word), note, &payload);
  const audit_entry said = {.actor = text_of(answer->actor),
                            .act = TEXT("fact-report-answer"),
                            .time_us = answer->now_us};
  TRY(append(db, said, f.id, &payload, &entry, error));
  return insert_answer(db, answer, note, entry, error);
}

sd_status fact_report_reply(database *db, const fact_report_answer *answer, sd_error *error) {
  bool good = answer->outcome != FACT_REPORT_OPEN && text_trim(answer->note).size != 0 &&
              answer->note.size <= FACT_REPORT_TEXT_BYTES_MAX && answer->actor != NULL &&
              answer->actor[0] != '\0';
  if (!good) return error_set(error, SD_INVALID, MESSAGE_REGISTRY_REPORT_WORDS, NULL);
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = database_begin(db, error);
  if (status == SD_OK) {
    status = reply_in(db, answer, a, error);
    if (status == SD_OK) status = database_commit(db, error);
    database_rollback(db);
  }
  arena_destroy(a);
  return status;
}

/* --- Verifying --- */

/* Takes and releases the payload. */
static sd_status compare(database *db, audit_entry expected, int64_t id, text_builder *payload,
                         sd_error *error) {
  bool same;
  TRY(audit_has_row(db, expected, id, payload, &same, error));
  return same ? SD_OK : corrupt(id, error);
}

static sd_status verify_report(database *db, query *q, sd_error *error) {
  fact_report f;
  TRY(take_row(q, &f, error));
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_filed(&f, &payload);
  const audit_entry expected = {.sequence = query_integer(q, 14),
                                .time_us = f.time_us,
                                .actor = f.actor,
                                .act = TEXT("fact-report")};
  return compare(db, expected, f.id, &payload, error);
}

/* A row: report, outcome, note, actor, time_us, entry. */
static sd_status verify_answer(database *db, query *q, sd_error *error) {
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_answered(query_text(q, 1), query_text(q, 2), &payload);
  const audit_entry expected = {.sequence = query_integer(q, 5),
                                .time_us = query_integer(q, 4),
                                .actor = query_text(q, 3),
                                .act = TEXT("fact-report-answer")};
  return compare(db, expected, query_integer(q, 0), &payload, error);
}

static sd_status verify_rows(database *db, const char *sql,
                             sd_status (*verify_row)(database *, query *, sd_error *),
                             int64_t *count, sd_error *error) {
  query *q;
  TRY(query_open(db, sql, &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = verify_row(db, q, error);
    ++*count;
  }
  query_close(q);
  return status;
}

sd_status fact_report_verify(database *db, int64_t *count_out, sd_error *error) {
  int64_t entries;
  *count_out = 0;
  TRY(verify_rows(db, "SELECT " REPORT_COLUMNS " ORDER BY f.id", verify_report, count_out, error));
  TRY(verify_rows(db,
                  "SELECT report, outcome, note, actor, time_us, entry FROM fact_report_answer"
                  " ORDER BY report, number",
                  verify_answer, count_out, error));
  TRY(database_read_integer(
      db, "SELECT count(*) FROM audit_entry WHERE act IN ('fact-report', 'fact-report-answer')",
      &entries, error));
  return entries == *count_out ? SD_OK : corrupt(0, error);
}
