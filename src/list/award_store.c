/* Settled awards in the database: written once, read back, laid over the decisions of a run. */
#include "list/award_store.h"

#include <stdio.h>
#include <string.h>

#include "audit/four_eyes.h"
#include "base/csv.h"
#include "base/messages/list.h"

static const migration steps[] = {
    {"settlements and exclusions",
     "CREATE TABLE list_document("
     " hash TEXT PRIMARY KEY,"
     " bytes BLOB NOT NULL"
     ") STRICT;"
     "CREATE TABLE list_settlement("
     " id INTEGER PRIMARY KEY,"
     " actor TEXT NOT NULL,"
     " created_us INTEGER NOT NULL,"
     " as_of_day INTEGER NOT NULL,"
     " known_us INTEGER NOT NULL,"
     " relations TEXT NOT NULL,"
     " ceilings TEXT NOT NULL,"
     " reasons TEXT NOT NULL,"
     " lists TEXT NOT NULL,"
     " head TEXT NOT NULL,"
     " awards INTEGER NOT NULL,"
     " amount_fen INTEGER NOT NULL,"
     " hash TEXT NOT NULL"
     ") STRICT;"
     "CREATE TABLE list_settlement_list("
     " settlement INTEGER NOT NULL REFERENCES list_settlement,"
     " list INTEGER NOT NULL REFERENCES list_run,"
     " granted INTEGER NOT NULL,"
     " amount_fen INTEGER NOT NULL,"
     " PRIMARY KEY(settlement, list)"
     ") STRICT;"
     "CREATE INDEX list_settlement_list_of ON list_settlement_list(list, settlement);"
     "CREATE TABLE list_settlement_prior("
     " settlement INTEGER NOT NULL REFERENCES list_settlement,"
     " list INTEGER NOT NULL,"
     " prior INTEGER NOT NULL,"
     " PRIMARY KEY(settlement, list)"
     ") STRICT;"
     "CREATE TABLE list_award("
     " settlement INTEGER NOT NULL REFERENCES list_settlement,"
     " list INTEGER NOT NULL,"
     " code TEXT NOT NULL,"
     " state TEXT NOT NULL,"
     " amount_fen INTEGER NOT NULL,"
     " advance_fen INTEGER NOT NULL,"
     " reasons TEXT NOT NULL,"
     " missing TEXT NOT NULL,"
     " steps TEXT NOT NULL,"
     " PRIMARY KEY(settlement, list, code)"
     ") STRICT, WITHOUT ROWID;"
     "CREATE TABLE list_exclusion("
     " id INTEGER PRIMARY KEY,"
     " list INTEGER NOT NULL REFERENCES list_run,"
     " code TEXT NOT NULL,"
     " act TEXT NOT NULL,"
     " reasons TEXT NOT NULL,"
     " note TEXT NOT NULL,"
     " actor TEXT NOT NULL,"
     " time_us INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX list_exclusion_list ON list_exclusion(list, code, id);"
     "CREATE TRIGGER list_settlement_update BEFORE UPDATE ON list_settlement BEGIN"
     " SELECT RAISE(ABORT, 'settlements are never changed'); END;"
     "CREATE TRIGGER list_settlement_delete BEFORE DELETE ON list_settlement BEGIN"
     " SELECT RAISE(ABORT, 'settlements are never deleted'); END;"
     "CREATE TRIGGER list_award_update BEFORE UPDATE ON list_award BEGIN"
     " SELECT RAISE(ABORT, 'awards are never changed'); END;"
     "CREATE TRIGGER list_award_delete BEFORE DELETE ON list_award BEGIN"
     " SELECT RAISE(ABORT, 'awards are never deleted'); END;"
     "CREATE TRIGGER list_exclusion_update BEFORE UPDATE ON list_exclusion BEGIN"
     " SELECT RAISE(ABORT, 'exclusions are never changed'); END;"
     "CREATE TRIGGER list_exclusion_delete BEFORE DELETE ON list_exclusion BEGIN"
     " SELECT RAISE(ABORT, 'exclusions are never deleted'); END;"},
    {"the entry of the chain that a settlement had seen last",
     "ALTER TABLE list_settlement ADD COLUMN until_entry INTEGER NOT NULL DEFAULT 0"},
};

sd_status award_store_migrate(database *db, sd_error *error) {
  return database_migrate(db, "list-award", steps, sizeof steps / sizeof steps[0], error);
}

/* --- Words --- */

static const char *const STATES[] = {"granted", "nothing", "excluded", "held"};

const char *award_state_name(award_state state) { return STATES[state]; }

bool award_state_parse(text name, award_state *out) {
  for (int i = 0; i < 4; i++) {
    if (!text_is(name, STATES[i])) continue;
    *out = (award_state)i;
    return true;
  }
  return false;
}

bool award_next_step(text *rest, text *by_out, text *after_out) {
  *rest = text_trim(*rest);
  if (rest->size == 0) return false;
  size_t space = text_find(*rest, TEXT(" "), 0);
  text step = text_slice(*rest, 0, space == SIZE_MAX ? rest->size : space);
  size_t equals = step.size;
  while (equals > 0 && step.data[equals - 1] != '=') equals--;
  *by_out = text_slice(step, 0, equals == 0 ? 0 : equals - 1);
  *after_out = text_slice(step, equals, step.size);
  *rest = text_slice(*rest, step.size, rest->size);
  return true;
}

void award_write(const stored_award *w, text_builder *out) {
  char amount[MONEY_TEXT_SIZE], advance[MONEY_TEXT_SIZE];
  money_format_plain(w->amount_fen, amount);
  money_format_plain(w->advance_fen, advance);
  text_builder_add(out, w->code);
  text_builder_add_byte(out, ',');
  text_builder_add_number(out, w->list);
  const text cells[] = {text_of(STATES[w->state]),
                        text_of(amount),
                        text_of(advance),
                        w->reasons,
                        w->missing,
                        w->steps};
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
    text_builder_add_byte(out, ',');
    csv_add_cell(out, cells[i]);
  }
  text_builder_add_byte(out, '\n');
}

/* --- Reading --- */

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status read_integer(database *db, const char *sql, int64_t argument, int64_t *out,
                              sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db, sql, &q, error));
  query_bind_integer(q, 1, argument);
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

sd_status award_settlement_of(database *db, int64_t list, int64_t *id_out, sd_error *error) {
  return read_integer(db, "SELECT max(settlement) FROM list_settlement_list WHERE list = ?1", list,
                      id_out, error);
}

sd_status award_adjust_counts(database *db, int64_t list, run_counts *counts, sd_error *error) {
  query *q;
  bool settled = false;
  TRY(query_open(db,
                 "SELECT granted, amount_fen FROM list_settlement_list WHERE list = ?1"
                 " ORDER BY settlement DESC LIMIT 1",
                 &q, error));
  query_bind_integer(q, 1, list);
  sd_status status = query_step(q, &settled, error);
  if (status == SD_OK && settled) {
    counts->not_met += counts->met - query_integer(q, 0);
    counts->met = query_integer(q, 0);
    counts->amount_fen = query_integer(q, 1);
  }
  query_close(q);
  return status;
}

/* --- May it be approved --- */

static sd_status check_confirmer(database *db, const list_run *run, int64_t settlement,
                                 text approver, sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db, "SELECT actor FROM list_settlement WHERE id = ?1", &q, error));
  query_bind_integer(q, 1, settlement);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row && person_is_same(query_text(q, 0), approver)) {
    char name[200];
    snprintf(name, sizeof name, "%.*s", TEXT_ARG(approver));
    status = error_set(error, SD_REFUSED, MESSAGE_LIST_SAME_CONFIRMER,
                       SD_ARGS(SD_NUMBER(run->id), name));
  }
  query_close(q);
  return status;
}

sd_status award_check_confirmed(database *db, const list_run *run, text approver, sd_error *error) {
  int64_t settlement, newer;
  TRY(award_settlement_of(db, run->id, &settlement, error));
  for (size_t i = 0; settlement == 0 && i < run->version_count; i++) {
    if (!run->versions[i]->money.needs_confirmation) continue;
    return error_set(error, SD_REFUSED, MESSAGE_LIST_NOT_CONFIRMED, SD_ARGS(SD_NUMBER(run->id)));
  }
  TRY(read_integer(db,
                   "SELECT count(*) FROM list_exclusion e WHERE e.list = ?1 AND e.time_us >"
                   " coalesce((SELECT max(s.known_us) FROM list_settlement s"
                   " JOIN list_settlement_list l ON l.settlement = s.id WHERE l.list = ?1), -1)",
                   run->id, &newer, error));
  if (newer != 0) {
    return error_set(error, SD_REFUSED, MESSAGE_LIST_UNSETTLED, SD_ARGS(SD_NUMBER(run->id)));
  }
  return settlement == 0 ? SD_OK : check_confirmer(db, run, settlement, approver, error);
}

#define AWARD_COLUMNS "code, list, state, amount_fen, advance_fen, reasons, missing, steps"

static sd_status take_row(query *q, stored_award *out, sd_error *error) {
  *out = (stored_award){.code = query_text(q, 0),
                        .list = query_integer(q, 1),
                        .amount_fen = query_integer(q, 3),
                        .advance_fen = query_integer(q, 4),
                        .reasons = query_text(q, 5),
                        .missing = query_text(q, 6),
                        .steps = query_text(q, 7)};
  if (award_state_parse(query_text(q, 2), &out->state)) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(out->list)));
}

sd_status award_each(database *db, int64_t settlement, int64_t list, award_visitor visit,
                     void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT " AWARD_COLUMNS " FROM list_award WHERE settlement = ?1 AND list = ?2"
                 " ORDER BY code",
                 &q, error));
  query_bind_integer(q, 1, settlement);
  query_bind_integer(q, 2, list);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    stored_award w;
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    status = take_row(q, &w, error);
    if (status == SD_OK) status = visit(context, &w, error);
  }
  query_close(q);
  return status;
}

sd_status award_find(database *db, int64_t list, text code, arena *a, bool *found_out,
                     stored_award *out, sd_error *error) {
  int64_t settlement;
  *found_out = false;
  TRY(award_settlement_of(db, list, &settlement, error));
  query *q;
  TRY(query_open(db,
                 "SELECT " AWARD_COLUMNS
                 " FROM list_award WHERE settlement = ?1 AND list = ?2 AND code = ?3",
                 &q, error));
  query_bind_integer(q, 1, settlement);
  query_bind_integer(q, 2, list);
  query_bind_text(q, 3, code);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) status = take_row(q, out, error);
  text *texts[] = {&out->code, &out->reasons, &out->missing, &out->steps};
  for (size_t i = 0; status == SD_OK && *found_out && i < 4; i++) {
    *texts[i] = arena_copy(a, *texts[i]);
    if (texts[i]->data == NULL) status = out_of_memory(error);
  }
  query_close(q);
  return status;
}

/* --- Over the decisions of a run --- */

typedef struct overlay {
  list_run *run;
  decision *decisions;
  size_t at;
} overlay;

static sd_status lay_over(void *context, const stored_award *w, sd_error *error) {
  overlay *o = context;
  while (o->at < o->run->decision_count &&
         text_compare(text_of(o->decisions[o->at].code), w->code) < 0) {
    o->at++;
  }
  if (o->at == o->run->decision_count || !text_is(w->code, o->decisions[o->at].code)) {
    return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(o->run->id)));
  }
  decision *d = &o->decisions[o->at];
  d->status = w->state == AWARD_GRANTED ? DECISION_MET : DECISION_NOT_MET;
  d->amount_fen = w->state == AWARD_GRANTED ? w->amount_fen : 0;
  return SD_OK;
}

sd_status award_load_run(database *db, int64_t id, arena *a, list_run **out, sd_error *error) {
  TRY(run_load(db, id, a, out, error));
  return award_apply(db, *out, a, error);
}

sd_status award_apply(database *db, list_run *run, arena *a, sd_error *error) {
  int64_t settlement;
  TRY(award_settlement_of(db, run->id, &settlement, error));
  if (settlement == 0) return SD_OK;
  overlay o = {.run = run, .decisions = ARENA_ARRAY(a, decision, run->decision_count)};
  if (o.decisions == NULL) return out_of_memory(error);
  memcpy(o.decisions, run->decisions, run->decision_count * sizeof *o.decisions);
  for (size_t i = 0; i < run->decision_count; i++) {
    if (o.decisions[i].status != DECISION_MET) continue;
    o.decisions[i].status = DECISION_NOT_MET;
    o.decisions[i].amount_fen = 0;
  }
  TRY(award_each(db, settlement, run->id, lay_over, &o, error));
  run->decisions = o.decisions;
  run->counts.met = run->counts.not_met = run->counts.amount_fen = 0;
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &o.decisions[i];
    run->counts.met += d->status == DECISION_MET;
    run->counts.not_met += d->status == DECISION_NOT_MET;
    run->counts.amount_fen += d->amount_fen;
  }
  return SD_OK;
}
