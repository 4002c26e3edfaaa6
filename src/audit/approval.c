/* Proposals in the store: what was proposed, who checked it, who did it; each step in the chain. */
/* What must stay true: a row and its entry of the chain are one transaction and say the same; the
 * stage of a proposal is the fold of its acts through proposal_step and nothing else; what is
 * performed has the hash of what was checked. */
#include "audit/approval.h"

#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/audit.h"

enum { CONTENT_BYTES_MAX = 1 << 20, PERSON_BYTES_MAX = 512, ACTS_MAX = 8 };

static const migration approval_steps[] = {
    {"proposals",
     "CREATE TABLE approval("
     " id INTEGER PRIMARY KEY,"
     " operation TEXT NOT NULL,"
     " subject TEXT NOT NULL,"
     " content BLOB NOT NULL,"
     " hash TEXT NOT NULL,"
     " maker TEXT NOT NULL,"
     " time_us INTEGER NOT NULL,"
     " entry INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX approval_subject ON approval(operation, subject, id);"
     "CREATE TABLE approval_act("
     " proposal INTEGER NOT NULL REFERENCES approval(id),"
     " number INTEGER NOT NULL,"
     " act TEXT NOT NULL,"
     " actor TEXT NOT NULL,"
     " time_us INTEGER NOT NULL,"
     " ground TEXT NOT NULL,"
     " entry INTEGER NOT NULL,"
     " PRIMARY KEY(proposal, number)"
     ") STRICT;"
     "CREATE TRIGGER approval_update BEFORE UPDATE ON approval BEGIN"
     " SELECT RAISE(ABORT, 'proposals are never changed'); END;"
     "CREATE TRIGGER approval_delete BEFORE DELETE ON approval BEGIN"
     " SELECT RAISE(ABORT, 'proposals are never deleted'); END;"
     "CREATE TRIGGER approval_act_update BEFORE UPDATE ON approval_act BEGIN"
     " SELECT RAISE(ABORT, 'acts on proposals are never changed'); END;"
     "CREATE TRIGGER approval_act_delete BEFORE DELETE ON approval_act BEGIN"
     " SELECT RAISE(ABORT, 'acts on proposals are never deleted'); END;"},
};

/* The words of the acts, in the tables and in the chain. */
static const char *const ACT_WORDS[] = {[ACT_CHECK] = "approval-check",
                                        [ACT_PERFORM] = "approval-perform",
                                        [ACT_REFUSE] = "approval-refuse",
                                        [ACT_VOID] = "approval-void"};
static const char *const PROPOSE_WORD = "approval-propose";

sd_status approval_migrate(database *db, sd_error *error) {
  return database_migrate(db, "approval", approval_steps,
                          sizeof approval_steps / sizeof approval_steps[0], error);
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

bool approval_hash(guarded_operation operation, text subject, text content, sm3_digest *out) {
  sm3_hasher *h = sm3_create();
  if (h == NULL) return false;
  const text parts[] = {TEXT("sudui-approval-1"), text_of(operation_word(operation)), subject};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    sm3_add(h, parts[i]);
    sm3_add(h, TEXT("\n"));
  }
  sm3_add(h, content);
  bool ok = sm3_finish(h, out);
  sm3_destroy(h);
  return ok;
}

/* --- What the chain says of a step --- */

typedef struct step_record {
  int64_t id;
  const char *act;
  text actor, operation, subject, hash, ground;
  int64_t time_us;
} step_record;

static void write_step(const step_record *step, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_text(&w, "operation", step->operation);
  json_member_text(&w, "subject", step->subject);
  json_member_text(&w, "hash", step->hash);
  if (step->ground.size != 0) json_member_text(&w, "ground", step->ground);
  json_end_object(&w);
}

/* Actor and act end with a NUL. */
static sd_status append_step(database *db, const step_record *step, int64_t *entry_out,
                             sd_error *error) {
  char reference[24];
  snprintf(reference, sizeof reference, "%" PRId64, step->id);
  text_builder payload;
  text_builder_init(&payload, CONTENT_BYTES_MAX);
  write_step(step, &payload);
  audit_head head = {0};
  sd_status status = payload.failed
                         ? out_of_memory(error)
                         : audit_append(db, step->actor.data, step->act, reference,
                                        text_builder_text(&payload), step->time_us, &head, error);
  text_builder_release(&payload);
  *entry_out = head.sequence;
  return status;
}

static sd_status corrupt(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_PROPOSAL_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

/* Holds a row to the entry of the chain that it names. */
static sd_status compare_step(database *db, const step_record *step, int64_t sequence,
                              sd_error *error) {
  char reference[24];
  snprintf(reference, sizeof reference, "%" PRId64, step->id);
  text_builder payload;
  text_builder_init(&payload, CONTENT_BYTES_MAX);
  write_step(step, &payload);
  const audit_entry expected = {.sequence = sequence,
                                .time_us = step->time_us,
                                .actor = step->actor,
                                .act = text_of(step->act),
                                .reference = text_of(reference),
                                .payload = text_builder_text(&payload)};
  bool same = false;
  sd_status status = payload.failed ? out_of_memory(error) : audit_has(db, &expected, &same, error);
  text_builder_release(&payload);
  TRY(status);
  return same ? SD_OK : corrupt(step->id, error);
}

/* --- Reading --- */

/* A proposal with the folded names that the machine compares. */
typedef struct loaded {
  approval found;
  proposal_state state;
  int64_t act_count;
} loaded;

static sd_status fold_into(arena *a, text name, text *out, sd_error *error) {
  text_builder folded;
  text_builder_init(&folded, PERSON_BYTES_MAX);
  *out = TEXT("");
  bool ok = person_fold(name, &folded);
  if (ok) *out = arena_copy(a, text_builder_text(&folded));
  text_builder_release(&folded);
  if (!ok) return error_set(error, SD_REFUSED, MESSAGE_AUDIT_NO_PERSON, NULL);
  return out->data != NULL ? SD_OK : out_of_memory(error);
}

static step_record step_of(const approval *p, const char *act, text actor, const char *hex) {
  return (step_record){.id = p->id,
                       .act = act,
                       .actor = actor,
                       .operation = text_of(operation_word(p->operation)),
                       .subject = p->subject,
                       .hash = text_of(hex),
                       .ground = TEXT("")};
}

static sd_status read_head(database *db, int64_t id, arena *a, loaded *out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT operation, subject, content, hash, maker, time_us, entry FROM approval"
                 " WHERE id = ?1",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_AUDIT_NO_PROPOSAL, SD_ARGS(SD_NUMBER(id)));
  }
  approval *p = &out->found;
  *out = (loaded){.found = {.id = id, .checker = TEXT(""), .performer = TEXT("")}};
  p->closer = p->ground = TEXT("");
  int64_t entry = 0;
  if (status == SD_OK) {
    p->subject = arena_copy(a, query_text(q, 1));
    p->content = arena_copy(a, query_bytes(q, 2));
    p->maker = arena_copy(a, query_text(q, 4));
    p->proposed_us = query_integer(q, 5);
    entry = query_integer(q, 6);
    sm3_digest hash = {0};
    if (p->subject.data == NULL || p->content.data == NULL || p->maker.data == NULL) {
      status = out_of_memory(error);
    } else if (!operation_of_word(query_text(q, 0), &p->operation) ||
               !sm3_parse(query_text(q, 3), &p->hash) ||
               !approval_hash(p->operation, p->subject, p->content, &hash) ||
               !sm3_equal(&hash, &p->hash)) {
      status = corrupt(id, error);
    }
  }
  query_close(q);
  TRY(status);
  char hex[SM3_TEXT_SIZE];
  sm3_format(&p->hash, hex);
  step_record step = step_of(p, PROPOSE_WORD, p->maker, hex);
  step.time_us = p->proposed_us;
  TRY(compare_step(db, &step, entry, error));
  out->state = (proposal_state){
      .operation = p->operation, .stage = STAGE_PROPOSED, .hash = p->hash, .checker = TEXT("")};
  return fold_into(a, p->maker, &out->state.maker, error);
}

static bool act_of_word(text word, proposal_act *out) {
  for (size_t i = 0; i < sizeof ACT_WORDS / sizeof ACT_WORDS[0]; i++) {
    if (!text_is(word, ACT_WORDS[i])) continue;
    *out = (proposal_act)i;
    return true;
  }
  return false;
}

static void take_act(approval *p, proposal_act act, text actor, const step_record *step) {
  switch (act) {
    case ACT_CHECK:
      p->checker = actor;
      p->checked_us = step->time_us;
      return;
    case ACT_PERFORM:
      p->performer = actor;
      p->performed_us = step->time_us;
      return;
    case ACT_REFUSE:
    case ACT_VOID:
      p->closer = actor;
      p->ground = step->ground;
      p->closed_us = step->time_us;
      return;
  }
}

/* One row of approval_act: act, actor, time_us, ground, entry. */
static sd_status read_act(database *db, query *q, arena *a, loaded *out, sd_error *error) {
  approval *p = &out->found;
  proposal_act act;
  if (!act_of_word(query_text(q, 0), &act)) return corrupt(p->id, error);
  char hex[SM3_TEXT_SIZE];
  sm3_format(&p->hash, hex);
  step_record step = step_of(p, ACT_WORDS[act], arena_copy(a, query_text(q, 1)), hex);
  step.time_us = query_integer(q, 2);
  step.ground = arena_copy(a, query_text(q, 3));
  if (step.actor.data == NULL || step.ground.data == NULL) return out_of_memory(error);
  TRY(compare_step(db, &step, query_integer(q, 4), error));
  text person;
  TRY(fold_into(a, step.actor, &person, error));
  if (proposal_step(&out->state, act, person, &p->hash) != VERDICT_DONE) {
    return corrupt(p->id, error);
  }
  take_act(p, act, step.actor, &step);
  p->stage = out->state.stage;
  out->act_count++;
  return SD_OK;
}

static sd_status load(database *db, int64_t id, arena *a, loaded *out, sd_error *error) {
  TRY(read_head(db, id, a, out, error));
  query *q;
  TRY(query_open(db,
                 "SELECT act, actor, time_us, ground, entry FROM approval_act"
                 " WHERE proposal = ?1 ORDER BY number",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    status = read_act(db, q, a, out, error);
  }
  query_close(q);
  return status;
}

sd_status approval_find(database *db, int64_t id, arena *a, approval *out, sd_error *error) {
  loaded l;
  TRY(load(db, id, a, &l, error));
  *out = l.found;
  return SD_OK;
}

sd_status approval_each(database *db, bool open_only, approval_visitor visit, void *context,
                        sd_error *error) {
  int64_t last;
  TRY(database_read_integer(db, "SELECT max(id) FROM approval", &last, error));
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = SD_OK;
  for (int64_t id = 1; id <= last && status == SD_OK; id++) {
    approval found;
    arena_reset(a);
    status = approval_find(db, id, a, &found, error);
    if (status == SD_OK && (!open_only || stage_is_open(found.stage))) {
      status = visit(context, &found, error);
    }
  }
  arena_destroy(a);
  return status;
}

bool approval_waits_for(const approval *found, text person) {
  if (!stage_is_open(found->stage)) return false;
  if (found->stage == STAGE_PROPOSED) return !person_is_same(person, found->maker);
  return operation_persons(found->operation) == 2 ||
         (!person_is_same(person, found->maker) && !person_is_same(person, found->checker));
}

/* --- Writing --- */

static sd_status insert_act(database *db, const loaded *l, const step_record *step, int64_t entry,
                            sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO approval_act(proposal, number, act, actor, time_us, ground, entry)"
                 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 &q, error));
  query_bind_integer(q, 1, step->id);
  query_bind_integer(q, 2, l->act_count + 1);
  query_bind_string(q, 3, step->act);
  query_bind_text(q, 4, step->actor);
  query_bind_integer(q, 5, step->time_us);
  query_bind_text(q, 6, step->ground);
  query_bind_integer(q, 7, entry);
  return query_finish(q, error);
}

static sd_status refuse_verdict(const loaded *l, proposal_verdict verdict, const char *actor,
                                sd_error *error) {
  const approval *p = &l->found;
  char number[24];
  snprintf(number, sizeof number, "%" PRId64, p->id);
  switch (verdict) {
    case VERDICT_OTHER_HASH:
      return error_set(error, SD_CONFLICT, MESSAGE_AUDIT_OTHER_CONTENT, SD_ARGS(number));
    case VERDICT_SAME_PERSON:
      return error_set(error, SD_REFUSED, MESSAGE_AUDIT_SAME_PERSON, SD_ARGS(actor, number));
    case VERDICT_NO_PERSON:
      return error_set(error, SD_REFUSED, MESSAGE_AUDIT_NO_PERSON, NULL);
    default:
      return error_set(error, SD_REFUSED, MESSAGE_AUDIT_WRONG_STAGE,
                       SD_ARGS(number, stage_word(p->stage)));
  }
}

/* What is to be done to a loaded proposal. */
typedef struct new_act {
  proposal_act act;
  const char *actor, *ground;
  const sm3_digest *seen;
  int64_t now_us;
} new_act;

static sd_status take_step(database *db, arena *a, loaded *l, const new_act *act, sd_error *error) {
  text person;
  text actor = text_of(act->actor == NULL ? "" : act->actor);
  TRY(fold_into(a, actor, &person, error));
  proposal_verdict verdict = proposal_step(&l->state, act->act, person, act->seen);
  if (verdict != VERDICT_DONE) return refuse_verdict(l, verdict, act->actor, error);
  char hex[SM3_TEXT_SIZE];
  sm3_format(&l->found.hash, hex);
  step_record step = step_of(&l->found, ACT_WORDS[act->act], actor, hex);
  step.time_us = act->now_us;
  step.ground = text_of(act->ground);
  int64_t entry;
  TRY(append_step(db, &step, &entry, error));
  return insert_act(db, l, &step, entry, error);
}

static sd_status act_on(database *db, int64_t id, const new_act *act, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  loaded l;
  new_act complete = *act;
  sd_status status = load(db, id, a, &l, error);
  if (act->seen == NULL) complete.seen = &l.found.hash;
  if (status == SD_OK) status = take_step(db, a, &l, &complete, error);
  arena_destroy(a);
  return status;
}

sd_status approval_check(database *db, int64_t id, const char *actor, const sm3_digest *seen,
                         int64_t now_us, sd_error *error) {
  const new_act act = {ACT_CHECK, actor, "", seen, now_us};
  return act_on(db, id, &act, error);
}

sd_status approval_refuse(database *db, int64_t id, const char *actor, const char *ground,
                          int64_t now_us, sd_error *error) {
  if (ground == NULL || text_trim(text_of(ground)).size == 0) {
    return error_set(error, SD_MISUSE, MESSAGE_AUDIT_NO_GROUND, NULL);
  }
  const new_act act = {ACT_REFUSE, actor, ground, NULL, now_us};
  return act_on(db, id, &act, error);
}

/* The newest proposal for the operation and subject, whatever its stage; 0 when there is none. */
static sd_status newest(database *db, guarded_operation operation, text subject, int64_t *id_out,
                        sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT max(id) FROM approval WHERE operation = ?1 AND subject = ?2", &q,
                 error));
  query_bind_string(q, 1, operation_word(operation));
  query_bind_text(q, 2, subject);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *id_out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

sd_status approval_newest_id(database *db, guarded_operation operation, text subject,
                             int64_t *id_out, sd_error *error) {
  *id_out = 0;
  return newest(db, operation, subject, id_out, error);
}

sd_status approval_open_id(database *db, guarded_operation operation, text subject, int64_t *id_out,
                           sd_error *error) {
  int64_t id;
  *id_out = 0;
  TRY(newest(db, operation, subject, &id, error));
  if (id == 0) return SD_OK;
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  approval found;
  sd_status status = approval_find(db, id, a, &found, error);
  if (status == SD_OK && stage_is_open(found.stage)) *id_out = id;
  arena_destroy(a);
  return status;
}

static sd_status insert_proposal(database *db, const approval_request *r, const sm3_digest *hash,
                                 int64_t *id_out, sd_error *error) {
  int64_t last, entry;
  TRY(database_read_integer(db, "SELECT max(id) FROM approval", &last, error));
  char hex[SM3_TEXT_SIZE];
  sm3_format(hash, hex);
  const step_record step = {.id = last + 1,
                            .act = PROPOSE_WORD,
                            .actor = text_of(r->actor),
                            .operation = text_of(operation_word(r->operation)),
                            .subject = r->subject,
                            .hash = text_of(hex),
                            .ground = TEXT(""),
                            .time_us = r->now_us};
  TRY(append_step(db, &step, &entry, error));
  query *q;
  TRY(query_open(db,
                 "INSERT INTO approval(id, operation, subject, content, hash, maker, time_us,"
                 " entry)"
                 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 &q, error));
  query_bind_integer(q, 1, step.id);
  query_bind_text(q, 2, step.operation);
  query_bind_text(q, 3, r->subject);
  query_bind_bytes(q, 4, r->content.data, r->content.size);
  query_bind_string(q, 5, hex);
  query_bind_string(q, 6, r->actor);
  query_bind_integer(q, 7, r->now_us);
  query_bind_integer(q, 8, entry);
  sd_status status = query_execute(q, error);
  query_close(q);
  *id_out = step.id;
  return status;
}

static sd_status check_request(const approval_request *r, sd_error *error) {
  bool one_line = r->subject.size != 0 && text_find(r->subject, TEXT("\n"), 0) == SIZE_MAX;
  if (one_line && r->content.size != 0 && r->content.size <= CONTENT_BYTES_MAX) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
}

/* Looks at the newest proposal: the same again, another person's, or one that is now void. */
static sd_status settle_former(database *db, arena *a, const approval_request *r,
                               const sm3_digest *hash, int64_t *id_out, sd_error *error) {
  int64_t former;
  text person;
  TRY(fold_into(a, text_of(r->actor == NULL ? "" : r->actor), &person, error));
  TRY(newest(db, r->operation, r->subject, &former, error));
  *id_out = 0;
  if (former == 0) return SD_OK;
  loaded l;
  TRY(load(db, former, a, &l, error));
  if (!stage_is_open(l.state.stage)) return SD_OK;
  if (!sm3_equal(&l.found.hash, hash)) {
    const new_act act = {ACT_VOID, r->actor, "", hash, r->now_us};
    return take_step(db, a, &l, &act, error);
  }
  if (!text_equal(person, l.state.maker)) {
    return error_set(error, SD_CONFLICT, MESSAGE_AUDIT_ALREADY_PROPOSED,
                     SD_ARGS(l.found.maker.data, SD_NUMBER(former)));
  }
  *id_out = former;
  return SD_OK;
}

sd_status approval_propose(database *db, const approval_request *request, int64_t *id_out,
                           sd_error *error) {
  TRY(check_request(request, error));
  sm3_digest hash;
  if (!approval_hash(request->operation, request->subject, request->content, &hash)) {
    return out_of_memory(error);
  }
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = settle_former(db, a, request, &hash, id_out, error);
  if (status == SD_OK && *id_out == 0) status = insert_proposal(db, request, &hash, id_out, error);
  arena_destroy(a);
  return status;
}

static sd_status refuse_unproposed(const approval_request *r, sd_error *error) {
  sd_status status = error_set(error, SD_REFUSED, MESSAGE_AUDIT_NOT_PROPOSED, NULL);
  if (error == NULL) return status;
  char subject[200];
  snprintf(subject, sizeof subject, "%.*s", TEXT_ARG(r->subject));
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    const char *name = message_text((language)lang, operation_message(r->operation));
    message_format((language)lang, MESSAGE_AUDIT_NOT_PROPOSED, SD_ARGS(name, subject),
                   error->text[lang], sizeof error->text[lang]);
  }
  return status;
}

sd_status approval_perform(database *db, const approval_request *request, int64_t *id_out,
                           sd_error *error) {
  TRY(check_request(request, error));
  sm3_digest hash;
  if (!approval_hash(request->operation, request->subject, request->content, &hash)) {
    return out_of_memory(error);
  }
  int64_t id;
  TRY(newest(db, request->operation, request->subject, &id, error));
  if (id == 0) return refuse_unproposed(request, error);
  if (id_out != NULL) *id_out = id;
  const new_act act = {ACT_PERFORM, request->actor, "", &hash, request->now_us};
  return act_on(db, id, &act, error);
}

sd_status approval_standing(database *db, guarded_operation operation, text subject, arena *a,
                            bool *found_out, approval *out, sd_error *error) {
  *found_out = false;
  query *q;
  TRY(query_open(db,
                 "SELECT max(p.id) FROM approval p JOIN approval_act a ON a.proposal = p.id"
                 " AND a.act = ?3 WHERE p.operation = ?1 AND p.subject = ?2",
                 &q, error));
  query_bind_string(q, 1, operation_word(operation));
  query_bind_text(q, 2, subject);
  query_bind_string(q, 3, ACT_WORDS[ACT_PERFORM]);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  int64_t id = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  if (status != SD_OK || id == 0) return status;
  *found_out = true;
  return approval_find(db, id, a, out, error);
}

sd_status approval_stands(database *db, guarded_operation operation, text subject, text content,
                          bool *out, sd_error *error) {
  *out = false;
  sm3_digest hash;
  if (!approval_hash(operation, subject, content, &hash)) return out_of_memory(error);
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  approval found;
  bool is_there;
  sd_status status = approval_standing(db, operation, subject, a, &is_there, &found, error);
  *out = status == SD_OK && is_there && sm3_equal(&found.hash, &hash);
  arena_destroy(a);
  return status;
}

/* --- Verifying --- */

static sd_status count_one(void *context, const approval *found, sd_error *error) {
  (void)found, (void)error;
  ++*(int64_t *)context;
  return SD_OK;
}

sd_status approval_verify(database *db, int64_t *count_out, sd_error *error) {
  int64_t rows, entries;
  *count_out = 0;
  TRY(approval_each(db, false, count_one, count_out, error));
  TRY(database_read_integer(
      db, "SELECT (SELECT count(*) FROM approval) + (SELECT count(*) FROM approval_act)", &rows,
      error));
  TRY(database_read_integer(db, "SELECT count(*) FROM audit_entry WHERE act LIKE 'approval-%'",
                            &entries, error));
  if (rows == entries) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_PROPOSALS_MISSING,
                   SD_ARGS(SD_NUMBER(rows), SD_NUMBER(entries)));
}
