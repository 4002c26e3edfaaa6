/* What a list gives: the awards of its settlement, with what upheld objections changed since. */
#include "list/given.h"

#include <string.h>

#include "base/messages/list.h"
#include "list/award_store.h"

/* What must stay true: awards, changes and decisions are read in order of code, so that one pass
 * lays them over each other; of several changes of one company that of the last objection counts,
 * as in what is paid (line_changes_read). */

typedef struct given_walk {
  database *db;
  const list_run *run;
  query *changes;
  bool has_change; /* the row at hand */
  int64_t since;   /* of the settlement */
  given_visitor visit;
  void *context;
} given_walk;

static sd_status corrupt(const given_walk *w, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(w->run->id)));
}

static sd_status give(const given_walk *w, text code, int64_t amount_fen, int64_t change_entry,
                      sd_error *error) {
  if (amount_fen <= 0) return SD_OK;
  uint16_t version = 0; /* the only one, where decisions are not at hand */
  if (w->run->decision_count != 0) {
    const decision *d = run_find(w->run, code);
    if (d == NULL) return corrupt(w, error);
    version = d->version;
  }
  const given_award g = {.code = code,
                         .version = version,
                         .amount_fen = amount_fen,
                         .since = change_entry != 0 ? 2 * change_entry : w->since,
                         .changed = change_entry != 0};
  return w->visit(w->context, &g, error);
}

/* The last change of the company at hand; moves to the next company. */
static sd_status take_change(given_walk *w, char code[SUBJECT_CODE_SIZE], int64_t *amount_fen,
                             int64_t *entry, sd_error *error) {
  text name = query_text(w->changes, 0);
  if (name.size >= SUBJECT_CODE_SIZE) return corrupt(w, error);
  memcpy(code, name.data, name.size);
  code[name.size] = '\0';
  do {
    *amount_fen = query_integer(w->changes, 1);
    *entry = query_integer(w->changes, 2);
    TRY(query_step(w->changes, &w->has_change, error));
  } while (w->has_change && text_is(query_text(w->changes, 0), code));
  return SD_OK;
}

/* Changes of companies before `code` (NULL data: all that are left), and of `code` itself. */
static sd_status pass_changes(given_walk *w, text code, bool *changed_out, sd_error *error) {
  *changed_out = false;
  while (w->has_change && !*changed_out) {
    char changed[SUBJECT_CODE_SIZE];
    int64_t amount_fen = 0, entry = 0;
    int order = code.data == NULL ? -1 : text_compare(query_text(w->changes, 0), code);
    if (order > 0) return SD_OK;
    TRY(take_change(w, changed, &amount_fen, &entry, error));
    TRY(give(w, text_of(changed), amount_fen, entry, error));
    *changed_out = order == 0;
  }
  return SD_OK;
}

static sd_status take_award(void *context, const stored_award *a, sd_error *error) {
  given_walk *w = context;
  bool changed;
  TRY(pass_changes(w, a->code, &changed, error));
  if (changed || a->state != AWARD_GRANTED) return SD_OK;
  return give(w, a->code, a->amount_fen, 0, error);
}

static sd_status walk_decisions(given_walk *w, sd_error *error) {
  for (size_t i = 0; i < w->run->decision_count; i++) {
    const decision *d = &w->run->decisions[i];
    bool changed;
    if (d->status != DECISION_MET) continue;
    TRY(pass_changes(w, text_of(d->code), &changed, error));
    if (!changed) TRY(give(w, text_of(d->code), d->amount_fen, 0, error));
  }
  return SD_OK;
}

static sd_status settled_since(database *db, int64_t settlement, int64_t *out, sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db, "SELECT until_entry FROM list_settlement WHERE id = ?1", &q, error));
  query_bind_integer(q, 1, settlement);
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row ? 2 * query_integer(q, 0) + 1 : 0;
  query_close(q);
  return status;
}

static sd_status walk_all(given_walk *w, int64_t settlement, sd_error *error) {
  bool changed;
  TRY(settled_since(w->db, settlement, &w->since, error));
  TRY(query_step(w->changes, &w->has_change, error));
  if (settlement == 0) {
    TRY(walk_decisions(w, error));
  } else {
    TRY(award_each(w->db, settlement, w->run->id, take_award, w, error));
  }
  return pass_changes(w, (text){NULL, 0}, &changed, error);
}

sd_status given_run_load(database *db, int64_t list, int64_t settlement, arena *a, list_run **out,
                         sd_error *error) {
  TRY(run_load_head(db, list, a, out, error));
  bool head_does = settlement != 0 && (*out)->version_count == 1;
  return head_does ? SD_OK : run_load(db, list, a, out, error);
}

sd_status given_each(database *db, const list_run *run, int64_t settlement, int64_t until,
                     given_visitor visit, void *context, sd_error *error) {
  given_walk w = {.db = db, .run = run, .visit = visit, .context = context};
  TRY(query_open(db,
                 "SELECT o.code, d.amount_fen, d.entry FROM list_objection o"
                 " JOIN list_objection_decision d ON d.objection = o.id"
                 " WHERE o.list = ?1 AND d.outcome = 'upheld' AND d.entry <= ?2"
                 " ORDER BY o.code, o.id",
                 &w.changes, error));
  query_bind_integer(w.changes, 1, run->id);
  query_bind_integer(w.changes, 2, until);
  sd_status status = walk_all(&w, settlement, error);
  query_close(w.changes);
  return status;
}
