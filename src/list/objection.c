/* Objections to a published list, and the changes they lead to. */
/* What must stay true: a row and its entry of the chain are one transaction and say the same; the
 * reporter's name is in one table and nowhere else; what was published is never edited. */
#include "list/objection.h"
#include "store/keyring.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/approval.h"
#include "audit/audit.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/messages/audit.h"
#include "base/messages/list.h"

enum { PAYLOAD_BYTES_MAX = 1 << 16, TEXT_BYTES_MAX = 4000 };

static const char *const KINDS[] = {"line", "missing", "ex-officio"};
static const struct {
  const char *word;
  message_id message;
} STATES[] = {{"open", MESSAGE_LIST_OBJECTION_OPEN},
              {"refused", MESSAGE_LIST_OBJECTION_REFUSED},
              {"rejected", MESSAGE_LIST_OBJECTION_REJECTED},
              {"upheld", MESSAGE_LIST_OBJECTION_UPHELD}};

const char *objection_kind_word(objection_kind kind) { return KINDS[kind]; }
const char *objection_state_word(objection_state state) { return STATES[state].word; }
message_id objection_state_message(objection_state state) { return STATES[state].message; }

bool objection_kind_of_word(text word, objection_kind *out) {
  for (int i = 0; i <= OBJECTION_EX_OFFICIO; i++) {
    if (!text_is(word, KINDS[i])) continue;
    *out = (objection_kind)i;
    return true;
  }
  return false;
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- What the chain says; follows from the rows alone --- */

static void write_filed(const objection *o, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "list", o->list);
  json_member_text(&w, "company", o->code);
  json_member_string(&w, "kind", KINDS[o->kind]);
  json_member_text(&w, "channel", o->channel);
  json_member_boolean(&w, "sealed", o->sealed);
  json_member_text(&w, "matter", o->matter);
  json_member_text(&w, "evidence", o->evidence_name);
  json_member_text(&w, "evidence_sm3", o->evidence_sm3);
  json_end_object(&w);
}

static void write_decided(const objection *o, int64_t payable_day, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_string(&w, "outcome", STATES[o->state].word);
  json_member_text(&w, "ground", o->ground);
  json_member_integer(&w, "amount_fen", o->amount_fen);
  json_member_integer(&w, "payable_day", payable_day);
  json_end_object(&w);
}

static sd_status append(database *db, const objection *o, const char *act, text actor,
                        int64_t time_us, text_builder *payload, int64_t *entry_out,
                        sd_error *error) {
  char reference[24];
  audit_head head = {0};
  snprintf(reference, sizeof reference, "%" PRId64, o->id);
  sd_status status = payload->failed
                         ? out_of_memory(error)
                         : audit_append(db, actor.data, act, reference, text_builder_text(payload),
                                        time_us, &head, error);
  text_builder_release(payload);
  *entry_out = head.sequence;
  return status;
}

/* --- Reading --- */

#define OBJECTION_COLUMNS                                                                       \
  "o.id, o.list, o.code, o.kind, o.channel, o.sealed, o.matter, o.evidence_name,"               \
  " o.evidence_sm3, o.actor, o.time_us, d.outcome, d.ground, d.amount_fen, d.actor, d.time_us," \
  " d.payable_day, o.entry, d.entry,"                                                           \
  " EXISTS(SELECT 1 FROM list_objection_evidence e WHERE e.objection = o.id)"                   \
  " FROM list_objection o"                                                                      \
  " LEFT JOIN list_objection_decision d ON d.objection = o.id"

/* Texts are borrowed from the row. */
static bool read_row(query *q, objection *o) {
  *o = (objection){.id = query_integer(q, 0),
                   .list = query_integer(q, 1),
                   .code = query_text(q, 2),
                   .channel = query_text(q, 4),
                   .sealed = query_integer(q, 5) != 0,
                   .matter = query_text(q, 6),
                   .evidence_name = query_text(q, 7),
                   .evidence_sm3 = query_text(q, 8),
                   .evidence_kept = query_integer(q, 19) != 0,
                   .taken_by = query_text(q, 9),
                   .received_us = query_integer(q, 10),
                   .ground = query_text(q, 12),
                   .amount_fen = query_integer(q, 13),
                   .decided_by = query_text(q, 14),
                   .decided_us = query_integer(q, 15)};
  if (!objection_kind_of_word(query_text(q, 3), &o->kind)) return false;
  if (query_is_null(q, 11)) return true;
  for (int i = OBJECTION_REFUSED; i <= OBJECTION_UPHELD; i++) {
    if (text_is(query_text(q, 11), STATES[i].word)) o->state = (objection_state)i;
  }
  return o->state != OBJECTION_OPEN;
}

static sd_status corrupt(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_OBJECTION_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

sd_status objections_each(database *db, int64_t list, objection_visitor visit, void *context,
                          sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " OBJECTION_COLUMNS " WHERE ?1 = 0 OR o.list = ?1 ORDER BY o.id", &q,
                 error));
  query_bind_integer(q, 1, list);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    objection o;
    status = read_row(q, &o) ? visit(context, &o, error) : corrupt(o.id, error);
  }
  query_close(q);
  return status;
}

static void keep(arena *a, text *t, bool *ok) {
  *t = arena_copy(a, *t);
  *ok = *ok && t->data != NULL;
}

sd_status objection_find(database *db, int64_t id, arena *a, objection *out, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT " OBJECTION_COLUMNS " WHERE o.id = ?1", &q, error));
  query_bind_integer(q, 1, id);
  bool row = false, ok = true;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_OBJECTION, SD_ARGS(SD_NUMBER(id)));
  }
  if (status == SD_OK && !read_row(q, out)) status = corrupt(id, error);
  if (status == SD_OK) {
    text *const texts[] = {&out->code,          &out->channel,      &out->matter,
                           &out->evidence_name, &out->evidence_sm3, &out->taken_by,
                           &out->decided_by,    &out->ground};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) keep(a, texts[i], &ok);
    if (!ok) status = out_of_memory(error);
  }
  query_close(q);
  return status;
}

/* --- Taking in --- */

/* Names of reporters are stored sealed for their objection. */
static field_place reporter_place(int64_t objection_id, char row[24]) {
  (void)snprintf(row, 24, "%" PRId64, objection_id);
  return (field_place){"list_objection_reporter.name", text_of(row)};
}

static sd_status open_reporter(database *db, int64_t id, text stored, arena *a, text *out,
                               sd_error *error) {
  char row[24];
  const field_place place = reporter_place(id, row);
  text_builder name;
  text_builder_init(&name, 1 << 16);
  sd_status status = field_open(db, &place, stored, &name, error);
  if (status == SD_OK) {
    *out = arena_copy(a, text_builder_text(&name));
    if (out->data == NULL) status = out_of_memory(error);
  }
  text_builder_release(&name);
  return status;
}

static sd_status insert_objection(database *db, const objection *o, text reporter, int64_t entry,
                                  sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_objection VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                 " ?12)",
                 &q, error));
  query_bind_integer(q, 1, o->id);
  query_bind_integer(q, 2, o->list);
  query_bind_text(q, 3, o->code);
  query_bind_string(q, 4, KINDS[o->kind]);
  query_bind_text(q, 5, o->channel);
  query_bind_integer(q, 6, o->sealed);
  query_bind_text(q, 7, o->matter);
  query_bind_text(q, 8, o->evidence_name);
  query_bind_text(q, 9, o->evidence_sm3);
  query_bind_text(q, 10, o->taken_by);
  query_bind_integer(q, 11, o->received_us);
  query_bind_integer(q, 12, entry);
  sd_status status = query_execute(q, error);
  query_close(q);
  if (status != SD_OK || reporter.size == 0) return status;
  text_builder sealed;
  char row[24];
  const field_place place = reporter_place(o->id, row);
  text_builder_init(&sealed, 1 << 16);
  status = field_seal(db, &place, reporter, &sealed, error);
  if (status == SD_OK) {
    status = query_open(db, "INSERT INTO list_objection_reporter VALUES(?1, ?2)", &q, error);
  }
  if (status == SD_OK) {
    query_bind_integer(q, 1, o->id);
    query_bind_text(q, 2, text_builder_text(&sealed));
    status = query_finish(q, error);
  }
  text_builder_release(&sealed);
  return status;
}

static sd_status keep_evidence(database *db, int64_t id, text bytes, sd_error *error) {
  query *q;
  if (bytes.size == 0) return SD_OK;
  TRY(query_open(db, "INSERT INTO list_objection_evidence VALUES(?1, ?2)", &q, error));
  query_bind_integer(q, 1, id);
  query_bind_bytes(q, 2, bytes.data, bytes.size);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

/* Whether who signed objection `id` is this reporter; `stored` is the sealed name, or empty. */
static sd_status is_reporter(database *db, int64_t id, text stored, const objection_request *r,
                             bool *out, sd_error *error) {
  text name = TEXT("");
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = stored.size == 0 ? SD_OK : open_reporter(db, id, stored, a, &name, error);
  *out = status == SD_OK && text_equal(name, text_trim(r->reporter));
  arena_destroy(a);
  return status;
}

/* The open objection that says the same by the same person; 0: none.  A form sent twice is one. */
static sd_status find_same(database *db, const objection_request *r, int64_t *id_out,
                           sd_error *error) {
  query *q;
  bool row = true, same = false;
  char hash[SM3_TEXT_SIZE] = "";
  if (r->evidence != NULL) sm3_format(r->evidence, hash);
  *id_out = 0;
  if (r->kind == OBJECTION_EX_OFFICIO) return SD_OK; /* staff may look again */
  TRY(query_open(db,
                 "SELECT o.id, coalesce(n.name, '') FROM list_objection o"
                 " LEFT JOIN list_objection_reporter n ON n.objection = o.id"
                 " WHERE o.list = ?1 AND o.code = ?2 AND o.kind = ?3 AND o.channel = ?4"
                 " AND o.matter = ?5 AND o.actor = ?6 AND o.sealed = ?7 AND o.evidence_sm3 = ?8"
                 " AND NOT EXISTS"
                 " (SELECT 1 FROM list_objection_decision WHERE objection = o.id)",
                 &q, error));
  query_bind_integer(q, 1, r->list);
  query_bind_text(q, 2, r->code);
  query_bind_string(q, 3, KINDS[r->kind]);
  query_bind_text(q, 4, r->channel);
  query_bind_text(q, 5, r->matter);
  query_bind_string(q, 6, r->actor);
  query_bind_integer(q, 7, r->sealed);
  query_bind_string(q, 8, hash);
  sd_status status = SD_OK;
  while (status == SD_OK && !same && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = is_reporter(db, query_integer(q, 0), query_text(q, 1), r, &same, error);
    if (same) *id_out = query_integer(q, 0);
  }
  query_close(q);
  return status;
}

static sd_status record_decision(database *db, const objection *o, int64_t payable_day,
                                 sd_error *error) {
  text_builder payload;
  int64_t entry;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_decided(o, payable_day, &payload);
  TRY(append(db, o, "objection-decide", o->decided_by, o->decided_us, &payload, &entry, error));
  query *q;
  TRY(query_open(db, "INSERT INTO list_objection_decision VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 &q, error));
  query_bind_integer(q, 1, o->id);
  query_bind_string(q, 2, STATES[o->state].word);
  query_bind_text(q, 3, o->ground);
  query_bind_integer(q, 4, o->amount_fen);
  query_bind_integer(q, 5, payable_day);
  query_bind_text(q, 6, o->decided_by);
  query_bind_integer(q, 7, o->decided_us);
  query_bind_integer(q, 8, entry);
  return query_finish(q, error);
}

/* The ground on which it is refused at once; NULL when it is taken. */
static const char *refusal_of(const objection_request *r, const list_status *list) {
  if (r->kind == OBJECTION_EX_OFFICIO) return NULL;
  if (text_trim(r->reporter).size == 0) return "anonymous";
  if (r->evidence == NULL) return "no-evidence";
  int64_t today = clock_day(r->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  return today > list->last_day ? "late" : NULL;
}

static sd_status check_request(database *db, const objection_request *r, const list_status *list,
                               arena *a, sd_error *error) {
  bool words = (text_is(r->channel, "business") || text_is(r->channel, "complaint")) &&
               r->matter.size != 0 && r->matter.size <= TEXT_BYTES_MAX &&
               r->reporter.size <= TEXT_BYTES_MAX && r->evidence_name.size <= TEXT_BYTES_MAX;
  if (!words) return error_set(error, SD_INVALID, MESSAGE_LIST_OBJECTION_WORDS, NULL);
  if (r->actor == NULL || r->actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  if (list->published_day == 0 || list->state == LIST_WITHDRAWN) {
    return error_set(error, SD_REFUSED, MESSAGE_LIST_OBJECTION_UNPUBLISHED,
                     SD_ARGS(SD_NUMBER(r->list)));
  }
  decision d;
  TRY(run_load_decision(db, r->list, r->code, a, &d, error));
  bool listed = d.status == DECISION_MET;
  if ((r->kind == OBJECTION_LINE && !listed) || (r->kind == OBJECTION_MISSING && listed)) {
    return error_set(error, SD_INVALID, MESSAGE_LIST_OBJECTION_KIND,
                     SD_ARGS(d.code, SD_NUMBER(r->list)));
  }
  return SD_OK;
}

static sd_status file_in(database *db, const objection_request *r, arena *a, int64_t *id_out,
                         objection_state *state_out, sd_error *error) {
  list_status list;
  int64_t last, entry;
  TRY(list_get_status(db, r->list, a, &list, error));
  TRY(check_request(db, r, &list, a, error));
  *state_out = OBJECTION_OPEN;
  TRY(find_same(db, r, id_out, error));
  if (*id_out != 0) return SD_OK;
  TRY(database_read_integer(db, "SELECT max(id) FROM list_objection", &last, error));
  char hash[SM3_TEXT_SIZE] = "";
  if (r->evidence != NULL) sm3_format(r->evidence, hash);
  objection o = {.id = last + 1,
                 .list = r->list,
                 .code = r->code,
                 .kind = r->kind,
                 .channel = r->channel,
                 .sealed = r->sealed,
                 .matter = r->matter,
                 .evidence_name = r->evidence_name.data == NULL ? TEXT("") : r->evidence_name,
                 .evidence_sm3 = text_of(hash),
                 .taken_by = text_of(r->actor),
                 .received_us = r->now_us};
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_filed(&o, &payload);
  TRY(append(db, &o, "objection", o.taken_by, o.received_us, &payload, &entry, error));
  TRY(insert_objection(db, &o, text_trim(r->reporter), entry, error));
  TRY(keep_evidence(db, o.id, r->evidence_bytes, error));
  const char *refusal = refusal_of(r, &list);
  *id_out = o.id;
  *state_out = refusal == NULL ? OBJECTION_OPEN : OBJECTION_REFUSED;
  if (refusal == NULL) return SD_OK;
  o.state = OBJECTION_REFUSED;
  o.ground = text_of(refusal);
  o.decided_by = o.taken_by;
  o.decided_us = o.received_us;
  return record_decision(db, &o, 0, error);
}

/* Runs `work` in a transaction of its own. */
typedef sd_status (*transaction_work)(database *db, void *context, arena *a, sd_error *error);

static sd_status in_transaction(database *db, transaction_work work, void *context,
                                sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = database_begin(db, error);
  if (status == SD_OK) {
    status = work(db, context, a, error);
    if (status == SD_OK) status = database_commit(db, error);
    database_rollback(db);
  }
  arena_destroy(a);
  return status;
}

typedef struct filing {
  const objection_request *request;
  int64_t *id_out;
  objection_state *state_out;
} filing;

static sd_status file_work(database *db, void *context, arena *a, sd_error *error) {
  const filing *f = context;
  return file_in(db, f->request, a, f->id_out, f->state_out, error);
}

sd_status objection_file(database *db, const objection_request *request, int64_t *id_out,
                         objection_state *state_out, sd_error *error) {
  filing f = {request, id_out, state_out};
  return in_transaction(db, file_work, &f, error);
}

/* --- The reporter --- */

typedef struct look {
  int64_t id, now_us;
  const char *actor;
  arena *arena;
  text *out;
} look;

/* Writes down who looked at what of an objection. */
static sd_status note_look(database *db, const look *l, const objection *o, const char *act,
                           sd_error *error) {
  text_builder payload;
  int64_t entry;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  text_builder_add_string(&payload, "{}");
  return append(db, o, act, text_of(l->actor), l->now_us, &payload, &entry, error);
}

static sd_status evidence_work(database *db, void *context, arena *a, sd_error *error) {
  const look *l = context;
  objection o;
  query *q;
  sm3_digest digest;
  char hash[SM3_TEXT_SIZE];
  TRY(objection_find(db, l->id, a, &o, error));
  TRY(note_look(db, l, &o, "objection-evidence-seen", error));
  TRY(query_open(db, "SELECT bytes FROM list_objection_evidence WHERE objection = ?1", &q, error));
  query_bind_integer(q, 1, l->id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_OBJECTION, SD_ARGS(SD_NUMBER(l->id)));
  }
  if (status == SD_OK) {
    *l->out = arena_copy(l->arena, query_bytes(q, 0));
    if (l->out->data == NULL || !sm3_of(*l->out, &digest)) status = out_of_memory(error);
  }
  query_close(q);
  TRY(status);
  sm3_format(&digest, hash);
  return text_is(o.evidence_sm3, hash) ? SD_OK : corrupt(l->id, error);
}

sd_status objection_evidence(database *db, int64_t id, const char *actor, int64_t now_us, arena *a,
                             text *bytes_out, sd_error *error) {
  look l = {id, now_us, actor, a, bytes_out};
  return in_transaction(db, evidence_work, &l, error);
}

static sd_status look_work(database *db, void *context, arena *a, sd_error *error) {
  const look *l = context;
  objection o;
  TRY(objection_find(db, l->id, a, &o, error));
  TRY(note_look(db, l, &o, "objection-reporter-seen", error));
  query *q;
  TRY(query_open(db, "SELECT name FROM list_objection_reporter WHERE objection = ?1", &q, error));
  query_bind_integer(q, 1, l->id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *l->out = TEXT("");
  if (status == SD_OK && row) {
    status = open_reporter(db, l->id, query_text(q, 0), l->arena, l->out, error);
  }
  query_close(q);
  return status;
}

sd_status objection_reporter(database *db, int64_t id, const char *actor, int64_t now_us, arena *a,
                             text *out, sd_error *error) {
  look l = {id, now_us, actor, a, out};
  return in_transaction(db, look_work, &l, error);
}

/* --- Deciding --- */

typedef struct deciding {
  int64_t id, now_us, amount_fen;
  const char *actor, *ground;
  int64_t *proposal_out;
} deciding;

static sd_status find_open(database *db, const deciding *d, arena *a, objection *o,
                           sd_error *error) {
  TRY(objection_find(db, d->id, a, o, error));
  if (o->state != OBJECTION_OPEN) {
    return error_set(error, SD_REFUSED, MESSAGE_LIST_OBJECTION_CLOSED, SD_ARGS(SD_NUMBER(d->id)));
  }
  if (d->ground == NULL || text_trim(text_of(d->ground)).size == 0) {
    return error_set(error, SD_MISUSE, MESSAGE_AUDIT_NO_GROUND, NULL);
  }
  return SD_OK;
}

static sd_status reject_work(database *db, void *context, arena *a, sd_error *error) {
  const deciding *d = context;
  objection o;
  TRY(find_open(db, d, a, &o, error));
  o.state = OBJECTION_REJECTED;
  o.ground = text_of(d->ground);
  o.decided_by = text_of(d->actor);
  o.decided_us = d->now_us;
  return record_decision(db, &o, 0, error);
}

sd_status objection_reject(database *db, int64_t id, const char *actor, const char *ground,
                           int64_t now_us, sd_error *error) {
  deciding d = {.id = id, .actor = actor, .ground = ground, .now_us = now_us};
  return in_transaction(db, reject_work, &d, error);
}

static sd_status propose_work(database *db, void *context, arena *a, sd_error *error) {
  const deciding *d = context;
  objection o;
  decision before;
  TRY(find_open(db, d, a, &o, error));
  TRY(run_load_decision(db, o.list, o.code, a, &before, error));
  if (d->amount_fen < 0 || d->amount_fen > LIMIT_MONEY_FEN) {
    return error_set(error, SD_INVALID, MESSAGE_LIST_OBJECTION_WORDS, NULL);
  }
  char subject[64];
  snprintf(subject, sizeof subject, "list %" PRId64 " %s", o.list, before.code);
  text_builder content;
  text_builder_init(&content, PAYLOAD_BYTES_MAX);
  json_writer w;
  json_init(&w, &content);
  json_begin_object(&w);
  json_member_integer(&w, "objection", o.id);
  json_member_integer(&w, "before_fen", before.status == DECISION_MET ? before.amount_fen : 0);
  json_member_integer(&w, "after_fen", d->amount_fen);
  json_member_string(&w, "ground", d->ground);
  json_end_object(&w);
  const approval_request r = {.operation = OPERATION_LIST_APPROVAL,
                              .subject = text_of(subject),
                              .content = text_builder_text(&content),
                              .actor = d->actor,
                              .now_us = d->now_us};
  sd_status status =
      content.failed ? out_of_memory(error) : approval_propose(db, &r, d->proposal_out, error);
  text_builder_release(&content);
  return status;
}

sd_status objection_propose(database *db, int64_t id, const char *actor, const char *ground,
                            int64_t amount_fen, int64_t now_us, int64_t *proposal_out,
                            sd_error *error) {
  deciding d = {.id = id,
                .actor = actor,
                .ground = ground,
                .amount_fen = amount_fen,
                .now_us = now_us,
                .proposal_out = proposal_out};
  return in_transaction(db, propose_work, &d, error);
}

static bool number_of(const json_value *v, const char *key, int64_t *out) {
  const json_value *found = json_get(v, key);
  decimal number;
  return found != NULL && found->kind == JSON_NUMBER && decimal_parse(found->text, &number) &&
         decimal_to_int64(&number, out);
}

/* A higher amount, or a new company, is published for a period of its own. */
static sd_status payable_day_of(database *db, int64_t list, bool raised, int64_t today,
                                const day_calendar *calendar, arena *a, int64_t *out,
                                sd_error *error) {
  list_run *run = NULL;
  *out = 0;
  TRY(run_load_head(db, list, a, &run, error));
  const item_version *v = run->versions[0];
  if (!raised || !v->publication.republish_raised) return SD_OK;
  const day_period period = {v->publication_days, v->publication_working_days,
                             v->publication.first_day_counts};
  TRY(period_last_day(&period, today, calendar, out, error));
  ++*out;
  return SD_OK;
}

static sd_status apply_in(database *db, text content, const char *maker,
                          const day_calendar *calendar, int64_t now_us, arena *a, sd_error *error) {
  json_value *v = NULL;
  int64_t id, before, after, payable_day;
  TRY(json_read(content, "proposal", a, &v, error));
  const json_value *ground = json_get(v, "ground");
  if (!number_of(v, "objection", &id) || !number_of(v, "before_fen", &before) ||
      !number_of(v, "after_fen", &after) || ground == NULL || ground->kind != JSON_STRING) {
    return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
  }
  const deciding d = {.id = id, .ground = ground->text.data};
  objection o;
  TRY(find_open(db, &d, a, &o, error));
  int64_t today = clock_day(now_us, CLOCK_CHINA_OFFSET_SECONDS);
  TRY(payable_day_of(db, o.list, after > before, today, calendar, a, &payable_day, error));
  o.state = OBJECTION_UPHELD;
  o.ground = ground->text;
  o.amount_fen = after;
  o.decided_by = text_of(maker);
  o.decided_us = now_us;
  return record_decision(db, &o, payable_day, error);
}

sd_status objection_apply(database *db, text content, const char *maker,
                          const day_calendar *calendar, int64_t now_us, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status = apply_in(db, content, maker, calendar, now_us, a, error);
  arena_destroy(a);
  return status;
}

/* --- Changes --- */

/* Rows come by company and then by id: the last word on a company counts. */
static void take_change(query *q, line_change *changes, size_t *count) {
  text code = query_text(q, 0);
  line_change *last = *count == 0 ? NULL : &changes[*count - 1];
  if (last == NULL || !text_is(code, last->code)) {
    last = &changes[(*count)++];
    *last = (line_change){0};
    snprintf(last->code, sizeof last->code, "%.*s", TEXT_ARG(code));
  }
  if (query_is_null(q, 1)) last->suspended = true;
  if (!text_is(query_text(q, 1), STATES[OBJECTION_UPHELD].word)) return;
  last->changed = true;
  last->amount_fen = query_integer(q, 2);
  last->payable_day = query_integer(q, 3);
}

sd_status line_changes_read(database *db, int64_t list, arena *a, line_change **out,
                            size_t *count_out, sd_error *error) {
  query *q;
  *count_out = 0;
  TRY(query_open(db, "SELECT count(*) FROM list_objection WHERE list = ?1", &q, error));
  query_bind_integer(q, 1, list);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  size_t most = status == SD_OK && row ? (size_t)query_integer(q, 0) : 0;
  query_close(q);
  TRY(status);
  line_change *changes = ARENA_ARRAY(a, line_change, most);
  if (changes == NULL) return out_of_memory(error);
  *out = changes;
  if (most == 0) return SD_OK;
  TRY(query_open(db,
                 "SELECT o.code, d.outcome, d.amount_fen, d.payable_day FROM list_objection o"
                 " LEFT JOIN list_objection_decision d ON d.objection = o.id"
                 " WHERE o.list = ?1 AND (d.outcome IS NULL OR d.outcome = 'upheld')"
                 " ORDER BY o.code, o.id",
                 &q, error));
  query_bind_integer(q, 1, list);
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    take_change(q, changes, count_out);
  }
  query_close(q);
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

static sd_status verify_row(database *db, query *q, int64_t *count, sd_error *error) {
  objection o;
  if (!read_row(q, &o)) return corrupt(o.id, error);
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_filed(&o, &payload);
  const audit_entry filed = {.sequence = query_integer(q, 17),
                             .time_us = o.received_us,
                             .actor = o.taken_by,
                             .act = TEXT("objection")};
  TRY(compare(db, filed, o.id, &payload, error));
  ++*count;
  if (o.state == OBJECTION_OPEN) return SD_OK;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_decided(&o, query_integer(q, 16), &payload);
  ++*count;
  const audit_entry decided = {.sequence = query_integer(q, 18),
                               .time_us = o.decided_us,
                               .actor = o.decided_by,
                               .act = TEXT("objection-decide")};
  return compare(db, decided, o.id, &payload, error);
}

/* Names of reporters are sealed and not in the chain: each must open. */
static sd_status verify_reporters(database *db, sd_error *error) {
  query *q = NULL;
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  sd_status status =
      query_open(db, "SELECT objection, name FROM list_objection_reporter", &q, error);
  for (bool row = status == SD_OK; row && status == SD_OK;) {
    text name;
    arena_reset(a);
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    status = open_reporter(db, query_integer(q, 0), query_text(q, 1), a, &name, error);
  }
  query_close(q);
  arena_destroy(a);
  return status;
}

sd_status objection_verify(database *db, int64_t *count_out, sd_error *error) {
  int64_t entries;
  query *q;
  *count_out = 0;
  TRY(query_open(db, "SELECT " OBJECTION_COLUMNS " ORDER BY o.id", &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = verify_row(db, q, count_out, error);
  }
  query_close(q);
  TRY(status);
  TRY(verify_reporters(db, error));
  TRY(database_read_integer(
      db, "SELECT count(*) FROM audit_entry WHERE act IN ('objection', 'objection-decide')",
      &entries, error));
  return entries == *count_out ? SD_OK : corrupt(0, error);
}

sd_status objection_reseal(database *db, int64_t *count_out, sd_error *error) {
  static const sealed_column column = {
      "list_objection_reporter.name",
      "SELECT CAST(objection AS TEXT), name FROM list_objection_reporter",
      "UPDATE list_objection_reporter SET name = ?2 WHERE objection = CAST(?1 AS INTEGER)"};
  return field_reseal(db, &column, count_out, error);
}
