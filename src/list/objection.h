/* Objections to a published list, and the changes they lead to.
 *
 * An objection is written, within the period, with evidence, and signed with a seal or a real name;
 * what is anonymous, late or without evidence is recorded and refused, and staff may open an
 * ex-officio check of the same matter.  An open objection suspends the one company, not the list.
 * A decision has a ground; one that changes an amount needs a second person.  What was published is
 * never edited: a change is a row beside it.  Who reported is kept apart: no export shows it, and
 * whoever looks is written down.  Source, domain.md 2.7. */
#ifndef SUDUI_LIST_OBJECTION_H
#define SUDUI_LIST_OBJECTION_H

#include "list/life.h"

typedef enum objection_kind {
  OBJECTION_LINE,      /* against a line of the list */
  OBJECTION_MISSING,   /* a company that is not on it and should be (应享未享) */
  OBJECTION_EX_OFFICIO /* opened by staff: needs no signature and no evidence yet */
} objection_kind;

typedef enum objection_state {
  OBJECTION_OPEN,
  OBJECTION_REFUSED, /* at once, with its ground: anonymous, late, no evidence */
  OBJECTION_REJECTED,
  OBJECTION_UPHELD
} objection_state;

const char *objection_kind_word(objection_kind kind); /* "line", "missing", "ex-officio" */
bool objection_kind_of_word(text word, objection_kind *out);
const char *objection_state_word(objection_state state);
message_id objection_state_message(objection_state state);

typedef struct objection_request {
  int64_t list;
  text code; /* the company it is about */
  objection_kind kind;
  text channel;  /* "business" or "complaint" */
  text reporter; /* real name or unit; empty: anonymous */
  bool sealed;   /* by a unit; else signed by a person */
  text matter;   /* what is wrong, in a sentence */
  text evidence_name;
  const sm3_digest *evidence; /* of the file; NULL: none */
  text evidence_bytes;        /* kept, when they are at hand; else empty */
  const char *actor;          /* who takes it in */
  int64_t now_us;
} objection_request;

typedef struct objection {
  int64_t id, list;
  text code, channel, matter, evidence_name, evidence_sm3;
  objection_kind kind;
  objection_state state;
  bool sealed;
  bool evidence_kept; /* its bytes, not the hash alone: objection_evidence gives them */
  text taken_by, decided_by, ground; /* of a refusal or a decision */
  int64_t received_us, decided_us;
  int64_t amount_fen; /* after an upheld objection */
} objection;

/* Records it in a transaction of its own; the state says whether it is open or refused.  The same
 * matter with the same evidence by the same person, while open, is that one again.
 * SD_REFUSED for a list that is not published; SD_NOT_FOUND for a company that the run does not
 * know; SD_INVALID when a line is not on the list, a missing company is, or a word is unknown. */
sd_status objection_file(database *db, const objection_request *request, int64_t *id_out,
                         objection_state *state_out, sd_error *error);

typedef sd_status (*objection_visitor)(void *context, const objection *o, sd_error *error);
/* Of one list, or of all with 0; in order of id.  Never the reporter. */
sd_status objections_each(database *db, int64_t list, objection_visitor visit, void *context,
                          sd_error *error);
sd_status objection_find(database *db, int64_t id, arena *a, objection *out, sd_error *error);

/* The evidence that was kept, for those who decide; the look is an entry of the audit chain.
 * SD_NOT_FOUND when its bytes were not kept; SD_CORRUPT when they are not those of the hash. */
sd_status objection_evidence(database *db, int64_t id, const char *actor, int64_t now_us, arena *a,
                             text *bytes_out, sd_error *error);

/* The reporter, for those who must know; the look is an entry of the audit chain. */
sd_status objection_reporter(database *db, int64_t id, const char *actor, int64_t now_us, arena *a,
                             text *out, sd_error *error);

/* Rejected with a ground, by one person.  SD_REFUSED when it is not open. */
sd_status objection_reject(database *db, int64_t id, const char *actor, const char *ground,
                           int64_t now_us, sd_error *error);
/* Upheld: the company gets `amount_fen` (0: nothing).  Only proposes; see objection_apply. */
sd_status objection_propose(database *db, int64_t id, const char *actor, const char *ground,
                            int64_t amount_fen, int64_t now_us, int64_t *proposal_out,
                            sd_error *error);
/* What an approved proposal does, inside of the caller's transaction: the decision and the change;
 * one upwards begins a publication of its own where the item says so. */
sd_status objection_apply(database *db, text content, const char *maker,
                          const day_calendar *calendar, int64_t now_us, sd_error *error);

/* What a list's lines are beside what was published. */
typedef struct line_change {
  char code[SUBJECT_CODE_SIZE];
  bool suspended; /* an objection is open */
  bool changed;   /* amount_fen counts */
  int64_t amount_fen;
  int64_t payable_day; /* the day after its own publication; 0: at once */
} line_change;

/* Ascending by code, one for each company that differs; lives in `a`. */
sd_status line_changes_read(database *db, int64_t list, arena *a, line_change **out,
                            size_t *count_out, sd_error *error);

/* Every objection and change held to the chain; their number. */
sd_status objection_verify(database *db, int64_t *count_out, sd_error *error);

#define OBJECTION_EVIDENCE_TABLES                                  \
  "CREATE TABLE list_objection_evidence("                          \
  " objection INTEGER PRIMARY KEY REFERENCES list_objection,"      \
  " bytes BLOB NOT NULL"                                           \
  ") STRICT;"                                                      \
  "CREATE TRIGGER list_objection_evidence_update BEFORE UPDATE ON" \
  " list_objection_evidence BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;"

/* The tables. */
#define OBJECTION_TABLES                                                                   \
  "CREATE TABLE list_objection("                                                           \
  " id INTEGER PRIMARY KEY,"                                                               \
  " list INTEGER NOT NULL REFERENCES list_run,"                                            \
  " code TEXT NOT NULL,"                                                                   \
  " kind TEXT NOT NULL,"                                                                   \
  " channel TEXT NOT NULL,"                                                                \
  " sealed INTEGER NOT NULL,"                                                              \
  " matter TEXT NOT NULL,"                                                                 \
  " evidence_name TEXT NOT NULL,"                                                          \
  " evidence_sm3 TEXT NOT NULL,"                                                           \
  " actor TEXT NOT NULL,"                                                                  \
  " time_us INTEGER NOT NULL,"                                                             \
  " entry INTEGER NOT NULL"                                                                \
  ") STRICT;"                                                                              \
  "CREATE INDEX list_objection_list ON list_objection(list, code);"                        \
  "CREATE TABLE list_objection_reporter("                                                  \
  " objection INTEGER PRIMARY KEY REFERENCES list_objection,"                              \
  " name TEXT NOT NULL"                                                                    \
  ") STRICT;"                                                                              \
  "CREATE TABLE list_objection_decision("                                                  \
  " objection INTEGER PRIMARY KEY REFERENCES list_objection,"                              \
  " outcome TEXT NOT NULL,"                                                                \
  " ground TEXT NOT NULL,"                                                                 \
  " amount_fen INTEGER NOT NULL,"                                                          \
  " payable_day INTEGER NOT NULL,"                                                         \
  " actor TEXT NOT NULL,"                                                                  \
  " time_us INTEGER NOT NULL,"                                                             \
  " entry INTEGER NOT NULL"                                                                \
  ") STRICT;"                                                                              \
  "CREATE TRIGGER list_objection_update BEFORE UPDATE ON list_objection BEGIN"             \
  " SELECT RAISE(ABORT, 'objections are never changed'); END;"                             \
  "CREATE TRIGGER list_objection_delete BEFORE DELETE ON list_objection BEGIN"             \
  " SELECT RAISE(ABORT, 'objections are never deleted'); END;"                             \
  "CREATE TRIGGER list_objection_decision_update BEFORE UPDATE ON list_objection_decision" \
  " BEGIN SELECT RAISE(ABORT, 'decisions on objections are never changed'); END;"          \
  "CREATE TRIGGER list_objection_decision_delete BEFORE DELETE ON list_objection_decision" \
  " BEGIN SELECT RAISE(ABORT, 'decisions on objections are never deleted'); END;"

/* Names of reporters sealed anew with the current key (store/keyring), within the caller's
 * transaction; their number. */
sd_status objection_reseal(database *db, int64_t *count_out, sd_error *error);

#endif
