/* Runs in the database: models by hash, parameters, decisions; written once, read back whole. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/messages/list.h"
#include "list/award_store.h"
#include "list/confirmation.h"
#include "list/current.h"
#include "list/decision_line.h"
#include "list/draft.h"
#include "list/objection.h"
#include "list/order_check.h"
#include "list/reading.h"
#include "list/record.h"
#include "list/run_amount.h"
#include "list/run_areas.h"

enum { OUTPUT_BYTES_MAX = INT32_MAX };

/* A cell as csv_add_cell writes it. */
#define CELL(name)                                                                            \
  "',' || CASE WHEN " name " GLOB '*[,\"' || char(10, 13) || ']*' THEN '\"' || replace(" name \
  ", '\"', '\"\"') || '\"' ELSE " name " END || "
#define YUAN(name) "printf(',%d.%02d', " name " / 100, " name " % 100)"
/* One row a decision takes three times the space and ten times the time of its line. */
#define DECISIONS_AS_LINES \
  "CREATE TABLE list_part("                                                                 \
  " run INTEGER NOT NULL REFERENCES list_run,"                                              \
  " first_code TEXT NOT NULL,"                                                              \
  " lines TEXT NOT NULL,"                                                                   \
  " PRIMARY KEY(run, first_code)"                                                           \
  ") STRICT;"                                                                               \
  "INSERT INTO list_part(run, first_code, lines)"                                           \
  " SELECT run, min(code), group_concat(line, '') FROM ("                                   \
  "SELECT run, code, (row_number() OVER (PARTITION BY run ORDER BY code) - 1) / 512 part,"  \
  " code || CASE status WHEN 0 THEN ',NOT_MET' WHEN 1 THEN ',MET' ELSE ',UNKNOWN' END"      \
  " || CASE fault WHEN 0 THEN ',' WHEN 1 THEN ',limit' WHEN 2 THEN ',status'"               \
  " ELSE ',amount' END || ',' || version || " CELL("district") CELL("missing")              \
      CELL("score_min") CELL("score_max") YUAN("computed_fen") " || " YUAN("amount_fen")    \
  " || char(10) line FROM list_decision ORDER BY run, code) GROUP BY run, part;"            \
  "DROP TABLE list_decision;"                                                               \
  "CREATE TRIGGER list_part_update BEFORE UPDATE ON list_part BEGIN"                        \
  " SELECT RAISE(ABORT, 'decisions are never changed'); END;"                               \
  "CREATE TRIGGER list_part_delete BEFORE DELETE ON list_part BEGIN"                        \
  " SELECT RAISE(ABORT, 'decisions are never deleted'); END;"

static const migration list_steps[] = {
    {"runs and acts",
     "CREATE TABLE list_model("
     " hash TEXT PRIMARY KEY,"
     " item TEXT NOT NULL,"
     " version TEXT NOT NULL,"
     " bytes BLOB NOT NULL"
     ") STRICT;"
     "CREATE TABLE list_run("
     " id INTEGER PRIMARY KEY,"
     " item TEXT NOT NULL,"
     " data_year INTEGER NOT NULL,"
     " as_of TEXT NOT NULL,"
     " known_us INTEGER NOT NULL,"
     " budget_of_item INTEGER NOT NULL,"
     " budget_fen INTEGER NOT NULL,"
     " prorated INTEGER NOT NULL,"
     " snapshot_hash TEXT NOT NULL,"
     " output_hash TEXT NOT NULL,"
     " actor TEXT NOT NULL,"
     " created_us INTEGER NOT NULL,"
     " met INTEGER NOT NULL,"
     " not_met INTEGER NOT NULL,"
     " unknown INTEGER NOT NULL,"
     " faulty INTEGER NOT NULL,"
     " computed_fen INTEGER NOT NULL,"
     " amount_fen INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX list_run_item ON list_run(item, data_year);"
     "CREATE TABLE list_run_model("
     " run INTEGER NOT NULL REFERENCES list_run,"
     " place INTEGER NOT NULL,"
     " hash TEXT NOT NULL REFERENCES list_model,"
     " PRIMARY KEY(run, place)"
     ") STRICT;"
     "CREATE TABLE list_decision("
     " run INTEGER NOT NULL REFERENCES list_run,"
     " code TEXT NOT NULL,"
     " status INTEGER NOT NULL,"
     " fault INTEGER NOT NULL,"
     " version INTEGER NOT NULL,"
     " district TEXT NOT NULL,"
     " missing TEXT NOT NULL,"
     " score_min TEXT NOT NULL,"
     " score_max TEXT NOT NULL,"
     " computed_fen INTEGER NOT NULL,"
     " amount_fen INTEGER NOT NULL,"
     " PRIMARY KEY(run, code)"
     ") STRICT;"
     "CREATE TABLE list_act("
     " list INTEGER NOT NULL REFERENCES list_run,"
     " act TEXT NOT NULL,"
     " actor TEXT NOT NULL,"
     " time_us INTEGER NOT NULL,"
     " hash TEXT NOT NULL,"
     " first_day TEXT NOT NULL,"
     " last_day TEXT NOT NULL,"
     " PRIMARY KEY(list, act)"
     ") STRICT;"
     "CREATE TRIGGER list_run_update BEFORE UPDATE ON list_run BEGIN"
     " SELECT RAISE(ABORT, 'runs are never changed'); END;"
     "CREATE TRIGGER list_run_delete BEFORE DELETE ON list_run BEGIN"
     " SELECT RAISE(ABORT, 'runs are never deleted'); END;"
     "CREATE TRIGGER list_decision_update BEFORE UPDATE ON list_decision BEGIN"
     " SELECT RAISE(ABORT, 'decisions are never changed'); END;"
     "CREATE TRIGGER list_decision_delete BEFORE DELETE ON list_decision BEGIN"
     " SELECT RAISE(ABORT, 'decisions are never deleted'); END;"
     "CREATE TRIGGER list_model_update BEFORE UPDATE ON list_model BEGIN"
     " SELECT RAISE(ABORT, 'models are never changed'); END;"
     "CREATE TRIGGER list_act_update BEFORE UPDATE ON list_act BEGIN"
     " SELECT RAISE(ABORT, 'acts are never changed'); END;"
     "CREATE TRIGGER list_act_delete BEFORE DELETE ON list_act BEGIN"
     " SELECT RAISE(ABORT, 'acts are never deleted'); END;"},
    {"areas of runs", RUN_AREAS_TABLES},
    {"decisions as lines of the canonical output", DECISIONS_AS_LINES},
    {"format of runs", "ALTER TABLE list_run ADD COLUMN format INTEGER NOT NULL DEFAULT 1"},
    {"documents behind acts on lists",
     "ALTER TABLE list_act ADD COLUMN note TEXT NOT NULL DEFAULT ''"},
    {"objections", OBJECTION_TABLES},
    {"confirmations by companies", CONFIRMATION_TABLES},
    {"decisions kept current", CURRENT_TABLES},
    {"evidence of objections", OBJECTION_EVIDENCE_TABLES},
    {"what companies have read", READING_TABLES},
    {"looks just before ordering", ORDER_CHECK_TABLES},
};

sd_status list_migrate(database *db, sd_error *error) {
  TRY(database_migrate(db, "list", list_steps, sizeof list_steps / sizeof list_steps[0], error));
  TRY(award_store_migrate(db, error));
  return draft_migrate(db, error);
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Writing --- */

static sd_status store_model(database *db, const list_run *run, size_t place, sd_error *error) {
  const item_version *item = run->versions[place];
  char hash[SM3_TEXT_SIZE];
  sm3_format(&item->hash, hash);
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_model(hash, item, version, bytes) VALUES (?1, ?2, ?3, ?4)"
                 " ON CONFLICT(hash) DO NOTHING",
                 &q, error));
  query_bind_string(q, 1, hash);
  query_bind_text(q, 2, item->id);
  query_bind_text(q, 3, item->version);
  query_bind_bytes(q, 4, item->bytes.data, item->bytes.size);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status != SD_OK) return status;
  TRY(query_open(db, "INSERT INTO list_run_model(run, place, hash) VALUES (?1, ?2, ?3)", &q,
                 error));
  query_bind_integer(q, 1, run->id);
  query_bind_integer(q, 2, (int64_t)place);
  query_bind_string(q, 3, hash);
  return query_finish(q, error);
}

static sd_status store_head(database *db, const list_run *run, sd_error *error) {
  char as_of[CALENDAR_TEXT_SIZE], snapshot_hash[SM3_TEXT_SIZE], output_hash[SM3_TEXT_SIZE];
  calendar_format_day(run->view.as_of_day, as_of);
  sm3_format(&run->snapshot_hash, snapshot_hash);
  sm3_format(&run->output_hash, output_hash);
  query *q;
  TRY(query_open(
      db,
      "INSERT INTO list_run(id, item, data_year, as_of, known_us, budget_fen, prorated,"
      " snapshot_hash, output_hash, actor, created_us, met, not_met, unknown, faulty,"
      " computed_fen, amount_fen, budget_of_item, format) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
      " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
      &q, error));
  query_bind_integer(q, 1, run->id);
  query_bind_text(q, 2, run->item);
  query_bind_integer(q, 3, run->data_year);
  query_bind_string(q, 4, as_of);
  query_bind_integer(q, 5, run->view.known_us);
  query_bind_integer(q, 6, run->budget_fen);
  query_bind_integer(q, 7, run->prorated);
  query_bind_string(q, 8, snapshot_hash);
  query_bind_string(q, 9, output_hash);
  query_bind_text(q, 10, run->actor);
  query_bind_integer(q, 11, run->created_us);
  query_bind_integer(q, 12, run->counts.met);
  query_bind_integer(q, 13, run->counts.not_met);
  query_bind_integer(q, 14, run->counts.unknown);
  query_bind_integer(q, 15, run->counts.faulty);
  query_bind_integer(q, 16, run->counts.computed_fen);
  query_bind_integer(q, 17, run->counts.amount_fen);
  query_bind_integer(q, 18, run->budget_of_item);
  query_bind_integer(q, 19, run->format);
  return query_finish(q, error);
}

static sd_status store_part(query *q, const list_run *run, size_t first, text_builder *lines,
                            sd_error *error) {
  text_builder_clear(lines);
  size_t end = first + DECISION_PART_LINES;
  for (size_t i = first; i < end && i < run->decision_count; i++) {
    decision_line_write(&run->decisions[i], lines);
  }
  if (lines->failed) return out_of_memory(error);
  query_bind_string(q, 2, run->decisions[first].code);
  query_bind_text(q, 3, text_builder_text(lines));
  return query_execute(q, error);
}

static sd_status store_decisions(database *db, const list_run *run, sd_error *error) {
  query *q;
  TRY(query_open(db, "INSERT INTO list_part(run, first_code, lines) VALUES (?1, ?2, ?3)", &q,
                 error));
  text_builder lines;
  text_builder_init(&lines, OUTPUT_BYTES_MAX);
  query_bind_integer(q, 1, run->id);
  sd_status status = SD_OK;
  for (size_t i = 0; i < run->decision_count && status == SD_OK; i += DECISION_PART_LINES) {
    status = store_part(q, run, i, &lines, error);
  }
  text_builder_release(&lines);
  query_close(q);
  return status;
}

static sd_status store_all(database *db, list_run *run, sd_error *error) {
  TRY(registry_seal(db, run->view.known_us, run->last_batch, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM list_run", &run->id, error));
  run->id++;
  TRY(store_head(db, run, error));
  for (size_t i = 0; i < run->version_count; i++) TRY(store_model(db, run, i, error));
  TRY(run_areas_store(db, run, error));
  TRY(store_decisions(db, run, error));
  return record_run(db, run, error);
}

sd_status run_store(database *db, list_run *run, const char *actor, int64_t now_us,
                    sd_error *error) {
  if (actor == NULL || actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  run->actor = text_of(actor);
  run->created_us = now_us;
  bool own_transaction = !database_in_transaction(db);
  if (own_transaction) TRY(database_begin(db, error));
  sd_status status = store_all(db, run, error);
  if (status == SD_OK && own_transaction) status = database_commit(db, error);
  if (status != SD_OK) {
    if (own_transaction) database_rollback(db);
    run->id = 0;
  }
  return status;
}

/* --- Reading --- */

static sd_status corrupt(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

/* Copies a text; the one before is taken again when it is the same, as districts mostly are. */
static bool copy_text(arena *a, text source, const text *before, text *out) {
  if (source.size == 0) {
    *out = TEXT("");
    return true;
  }
  *out = before != NULL && text_equal(source, *before) ? *before : arena_copy(a, source);
  return out->data != NULL;
}

static bool read_head_row(query *q, arena *a, list_run *run) {
  civil_date as_of;
  run->data_year = (int32_t)query_integer(q, 1);
  run->view.known_us = query_integer(q, 3);
  run->budget_fen = query_integer(q, 4);
  run->budget_of_item = query_integer(q, 16) != 0;
  run->format = (run_format)query_integer(q, 17);
  run->prorated = query_integer(q, 5) != 0;
  run->created_us = query_integer(q, 9);
  run->counts = (run_counts){.met = query_integer(q, 10),
                             .not_met = query_integer(q, 11),
                             .unknown = query_integer(q, 12),
                             .faulty = query_integer(q, 13),
                             .computed_fen = query_integer(q, 14),
                             .amount_fen = query_integer(q, 15)};
  bool sound = calendar_parse_iso(query_text(q, 2), &as_of) &&
               sm3_parse(query_text(q, 6), &run->snapshot_hash) &&
               sm3_parse(query_text(q, 7), &run->output_hash);
  if (sound) run->view.as_of_day = calendar_day_of(as_of);
  return copy_text(a, query_text(q, 0), NULL, &run->item) &&
         copy_text(a, query_text(q, 8), NULL, &run->actor) && sound;
}

static sd_status load_head(database *db, int64_t id, arena *a, list_run *run, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT item, data_year, as_of, known_us, budget_fen, prorated, snapshot_hash,"
                 " output_hash, actor, created_us, met, not_met, unknown, faulty, computed_fen,"
                 " amount_fen, budget_of_item, format FROM list_run WHERE id = ?1",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_RUN, SD_ARGS(SD_NUMBER(id)));
  }
  if (status == SD_OK && !read_head_row(q, a, run)) status = corrupt(id, error);
  query_close(q);
  run->id = id;
  return status;
}

typedef struct model_row {
  query *q;
  int64_t run;
  sm3_digest stated;
} model_row;

/* Parses a stored model after its hash was checked. */
static sd_status make_model(void *context, arena *a, const void **out, sd_error *error) {
  const model_row *row = context;
  sm3_digest found;
  text bytes = query_bytes(row->q, 1);
  if (!sm3_of(bytes, &found)) return out_of_memory(error);
  if (!sm3_equal(&row->stated, &found)) return corrupt(row->run, error);
  char path[128];
  snprintf(path, sizeof path, "run %" PRId64 "/%.*s.dmn", row->run,
           TEXT_ARG(query_text(row->q, 2)));
  item_version *version;
  TRY(item_read(bytes, path, a, &version, error));
  *out = version;
  return SD_OK;
}

/* The programs that wrote runs of the first format did not know a score that is one decision: their
 * runs stay as they were. */
static sd_status read_as_then(const list_run *run, arena *a, const item_version **version,
                              sd_error *error) {
  bool is_single = (*version)->score_min_decision.data == (*version)->score_max_decision.data;
  if (run->format != RUN_FORMAT_WHOLE || !is_single) return SD_OK;
  item_version *then = ARENA_NEW(a, item_version);
  if (then == NULL) return out_of_memory(error);
  *then = **version;
  then->score_min_decision = then->score_max_decision = TEXT("");
  *version = then;
  return SD_OK;
}

static sd_status read_model_row(query *q, const list_run *run, model_stock *stock, arena *a,
                                const item_version **out, sd_error *error) {
  model_row row = {.q = q, .run = run->id};
  if (!sm3_parse(query_text(q, 0), &row.stated)) return corrupt(run->id, error);
  const model_stock_key key = {STOCK_ITEM, row.stated};
  const void *version;
  TRY(model_stock_get(stock, &key, a, (model_maker){make_model, &row}, &version, error));
  *out = version;
  return read_as_then(run, a, out, error);
}

static sd_status load_models(database *db, model_stock *stock, arena *a, list_run *run,
                             sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT m.hash, m.bytes, m.version FROM list_run_model r"
                 " JOIN list_model m ON m.hash = r.hash WHERE r.run = ?1 ORDER BY r.place",
                 &q, error));
  enum { VERSIONS_MAX = 32 };
  const item_version *versions[VERSIONS_MAX];
  query_bind_integer(q, 1, run->id);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    if (run->version_count == VERSIONS_MAX) {
      status = corrupt(run->id, error);
    } else {
      status = read_model_row(q, run, stock, a, &versions[run->version_count], error);
    }
    if (status == SD_OK) run->version_count++;
  }
  query_close(q);
  if (status != SD_OK) return status;
  if (run->version_count == 0) return corrupt(run->id, error);
  const item_version **kept = ARENA_ARRAY(a, const item_version *, run->version_count);
  if (kept == NULL) return out_of_memory(error);
  memcpy(kept, versions, run->version_count * sizeof *kept);
  run->versions = kept;
  return SD_OK;
}

static sd_status load_decisions(database *db, arena *a, list_run *run, sd_error *error) {
  size_t count = (size_t)(run->counts.met + run->counts.not_met + run->counts.unknown);
  decision *decisions = ARENA_ARRAY(a, decision, count);
  if (decisions == NULL) return out_of_memory(error);
  query *q;
  TRY(query_open(db, "SELECT lines FROM list_part WHERE run = ?1 ORDER BY first_code", &q, error));
  query_bind_integer(q, 1, run->id);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    text lines = arena_copy(a, query_text(q, 0));
    if (lines.data == NULL) {
      status = out_of_memory(error);
    } else if (!decision_lines_read(lines, run->version_count, a, decisions, count,
                                    &run->decision_count)) {
      status = corrupt(run->id, error);
    }
  }
  query_close(q);
  run->decisions = decisions;
  return status == SD_OK && run->decision_count != count ? corrupt(run->id, error) : status;
}

static sd_status check_output(const list_run *run, sd_error *error) {
  sm3_digest found;
  run_counts counts;
  TRY(run_hash_output(run, &found, error));
  bool sound = sm3_equal(&found, &run->output_hash) &&
               run_count(run->decisions, run->decision_count, &counts, NULL) == SD_OK &&
               memcmp(&counts, &run->counts, sizeof counts) == 0;
  return sound ? SD_OK : corrupt(run->id, error);
}

static sd_status load_without_decisions(database *db, int64_t id, model_stock *stock, arena *a,
                                        list_run **out, sd_error *error) {
  list_run *run = ARENA_NEW(a, list_run);
  if (run == NULL) return out_of_memory(error);
  TRY(load_head(db, id, a, run, error));
  TRY(load_models(db, stock, a, run, error));
  TRY(run_areas_load(db, stock, a, run, error));
  *out = run;
  return SD_OK;
}

sd_status run_load_head(database *db, int64_t id, arena *a, list_run **out, sd_error *error) {
  return load_without_decisions(db, id, model_stock_of(db), a, out, error);
}

/* Never from the stock: whoever loads a whole run wants to know that it is whole. */
sd_status run_load(database *db, int64_t id, arena *a, list_run **out, sd_error *error) {
  list_run *run;
  TRY(load_without_decisions(db, id, NULL, a, &run, error));
  TRY(load_decisions(db, a, run, error));
  TRY(check_output(run, error));
  *out = run;
  return SD_OK;
}

sd_status run_latest(database *db, text item, int64_t *id_out, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT max(id) FROM list_run WHERE item = ?1", &q, error));
  query_bind_text(q, 1, item);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *id_out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

/* The line of `code` in the part that would have it. */
static sd_status find_line(const list_run *run, text lines, text code, arena *a, decision *out,
                           bool *found, sd_error *error) {
  for (; lines.size != 0; lines = text_slice(lines, 1, lines.size)) {
    bool here = text_starts_with(lines, code) && lines.data[code.size] == ',';
    if (here) {
      *found = true;
      lines = arena_copy(a, lines);
      if (lines.data == NULL) return out_of_memory(error);
      bool sound = decision_line_read(&lines, a, out) && out->version < run->version_count;
      return sound ? SD_OK : corrupt(run->id, error);
    }
    size_t end = text_find(lines, TEXT("\n"), 0);
    lines = text_slice(lines, end == SIZE_MAX ? lines.size : end, lines.size);
    if (lines.size == 0) break;
  }
  return SD_OK;
}

sd_status run_load_decision(database *db, int64_t id, text code, arena *a, decision *out,
                            sd_error *error) {
  list_run *run;
  TRY(run_load_head(db, id, a, &run, error));
  return run_load_decision_of(db, run, code, a, out, error);
}

sd_status run_load_decision_of(database *db, const list_run *run, text code, arena *a,
                               decision *out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT lines FROM list_part WHERE run = ?1 AND first_code <= ?2"
                 " ORDER BY first_code DESC LIMIT 1",
                 &q, error));
  query_bind_integer(q, 1, run->id);
  query_bind_text(q, 2, code);
  bool row = false, found = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    status = find_line(run, query_text(q, 0), code, a, out, &found, error);
  }
  query_close(q);
  if (status != SD_OK || found) return status;
  char name[64];
  snprintf(name, sizeof name, "%.*s", TEXT_ARG(code));
  return error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_SUBJECT, SD_ARGS(SD_NUMBER(run->id), name));
}
