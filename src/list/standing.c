/* How every company of a list stands: its decision with all that came later laid over it. */
#include "list/standing.h"

#include <string.h>

#include "base/messages/list.h"
#include "list/award_store.h"
#include "list/decision_line.h"
#include "list/objection.h"

/* What must stay true: settlement, changes, answers and decisions are all read in order of code, so
 * that one pass lays them over each other. */

typedef struct walk {
  int64_t list;
  text after;
  arena *arena; /* of the whole walk */
  arena *part;  /* of one stored part */
  line_change *changes;
  confirmation *answers;
  size_t change_count, answer_count, change_at, answer_at, version_count;
  bool needs_answer;
  query *awards; /* NULL: not settled */
  bool has_award;
  standing_visitor visit;
  void *context;
} walk;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status corrupt(int64_t list, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(list)));
}

/* The award of `code`, if the settlement has one: those before it are passed over. */
static sd_status take_award(walk *w, standing *s, sd_error *error) {
  s->granted = s->decided.status == DECISION_MET && w->awards == NULL;
  s->amount_fen = s->granted ? s->decided.amount_fen : 0;
  while (w->has_award && text_compare(query_text(w->awards, 0), text_of(s->decided.code)) < 0) {
    TRY(query_step(w->awards, &w->has_award, error));
  }
  if (!w->has_award || !text_is(query_text(w->awards, 0), s->decided.code)) return SD_OK;
  if (!award_state_parse(query_text(w->awards, 1), &s->award)) return corrupt(w->list, error);
  s->settled = true;
  s->granted = s->award == AWARD_GRANTED;
  s->amount_fen = s->granted ? query_integer(w->awards, 2) : 0;
  return SD_OK;
}

static void take_change(walk *w, standing *s) {
  const char *code = s->decided.code;
  while (w->change_at < w->change_count && strcmp(w->changes[w->change_at].code, code) < 0) {
    w->change_at++;
  }
  if (w->change_at == w->change_count) return;
  const line_change *change = &w->changes[w->change_at];
  if (strcmp(change->code, code) != 0) return;
  s->suspended = change->suspended;
  s->changed = change->changed;
  if (!change->changed) return;
  s->granted = change->amount_fen > 0;
  s->amount_fen = change->amount_fen;
}

static void take_answer(walk *w, standing *s) {
  const char *code = s->decided.code;
  s->needs_answer = w->needs_answer;
  while (w->answer_at < w->answer_count && strcmp(w->answers[w->answer_at].code, code) < 0) {
    w->answer_at++;
  }
  bool found = w->answer_at < w->answer_count && strcmp(w->answers[w->answer_at].code, code) == 0;
  s->answer = found ? w->answers[w->answer_at].state : CONFIRMATION_WAITING;
}

static sd_status visit_part(walk *w, text lines, sd_error *error) {
  arena_reset(w->part);
  while (lines.size != 0) {
    standing s = {0};
    if (!decision_line_read(&lines, w->part, &s.decided) || s.decided.version >= w->version_count) {
      return corrupt(w->list, error);
    }
    if (text_compare(text_of(s.decided.code), w->after) <= 0) continue;
    TRY(take_award(w, &s, error));
    take_change(w, &s);
    take_answer(w, &s);
    TRY(w->visit(w->context, &s, error));
  }
  return SD_OK;
}

static sd_status visit_parts(walk *w, database *db, sd_error *error) {
  query *q;
  /* From the part that may hold the first code behind `after`. */
  TRY(query_open(db,
                 "SELECT lines FROM list_part WHERE run = ?1 AND first_code >= coalesce("
                 "(SELECT max(first_code) FROM list_part WHERE run = ?1 AND first_code <= ?2), '')"
                 " ORDER BY first_code",
                 &q, error));
  query_bind_integer(q, 1, w->list);
  query_bind_text(q, 2, w->after.data == NULL ? TEXT("") : w->after);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = visit_part(w, query_text(q, 0), error);
  }
  query_close(q);
  return status;
}

static sd_status open_awards(walk *w, database *db, sd_error *error) {
  int64_t settlement;
  TRY(award_settlement_of(db, w->list, &settlement, error));
  if (settlement == 0) return SD_OK;
  TRY(query_open(db,
                 "SELECT code, state, amount_fen FROM list_award WHERE settlement = ?1"
                 " AND list = ?2 AND code > ?3 ORDER BY code",
                 &w->awards, error));
  query_bind_integer(w->awards, 1, settlement);
  query_bind_integer(w->awards, 2, w->list);
  query_bind_text(w->awards, 3, w->after.data == NULL ? TEXT("") : w->after);
  return query_step(w->awards, &w->has_award, error);
}

static sd_status walk_list(walk *w, database *db, sd_error *error) {
  list_run *head = NULL;
  TRY(run_load_head(db, w->list, w->arena, &head, error));
  w->version_count = head->version_count;
  w->needs_answer = item_stage_place(head->versions[0], ITEM_STAGE_CONFIRM) >= 0;
  TRY(line_changes_read(db, w->list, w->arena, &w->changes, &w->change_count, error));
  TRY(confirmations_read(db, w->list, w->arena, &w->answers, &w->answer_count, error));
  TRY(open_awards(w, db, error));
  return visit_parts(w, db, error);
}

sd_status list_each_standing(database *db, int64_t list, text after, standing_visitor visit,
                             void *context, sd_error *error) {
  walk w = {.list = list,
            .after = after,
            .arena = arena_create(0),
            .part = arena_create(0),
            .visit = visit,
            .context = context};
  sd_status status =
      w.arena == NULL || w.part == NULL ? out_of_memory(error) : walk_list(&w, db, error);
  query_close(w.awards);
  arena_destroy(w.part);
  arena_destroy(w.arena);
  return status;
}
