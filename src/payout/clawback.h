/* Money asked back from a payee: the case, its term and instalments, what came in, how it ended.
 *
 * A case states facts and a clause as its ground, and nothing about guilt.  Money comes in as a
 * booked entry of a statement or is set off against a later award; both, and writing off, are acts
 * of two people (payout/correction).  Recovered money waits in the line's "recovered" account for
 * finance and does not restore the quota.  Source: R-60, domain.md 2.9. */
#ifndef SUDUI_PAYOUT_CLAWBACK_H
#define SUDUI_PAYOUT_CLAWBACK_H

#include "payout/payout.h"

typedef enum clawback_state {
#define S(name, owing, chinese, english) CLAWBACK_##name,
#include "payout/clawback_states.def"
#undef S
  CLAWBACK_STATE_COUNT
} clawback_state;

typedef enum clawback_event {
#define E(name, chinese, english) CLAWBACK_EVENT_##name,
#include "payout/clawback_events.def"
#undef E
  CLAWBACK_EVENT_COUNT
} clawback_event;

bool clawback_next_state(clawback_state from, clawback_event event, clawback_state *to);
bool clawback_state_is_owing(clawback_state state);
const char *clawback_state_name(clawback_state state); /* static, as the label */
const char *clawback_state_label(clawback_state state, language lang);

/* Which of the payments to the subject for the item are asked back. */
typedef struct clawback_claim {
  const char *subject;
  const char *item;
  const char *ground;    /* facts and clause; not empty */
  int32_t from_year;     /* 0: all years */
  int64_t amount_fen;    /* 0: all that was paid and not given back; else a part of it */
  int64_t interest_fen;  /* 0 when there is none */
  const char *bar_until; /* YYYY-MM-DD, the last day without payments; NULL or "" for no bar */
} clawback_claim;

/* SD_NOT_FOUND when nothing was paid, SD_REFUSED when more is asked than was paid or a case for
 * subject and item is open.  These functions open their own transactions. */
sd_status clawback_open(database *db, const clawback_claim *claim, const char *actor,
                        int64_t now_us, int64_t *id_out, sd_error *error);
/* The notice: due on a day, in equal instalments, a month from one to the next. */
sd_status clawback_notice(database *db, int64_t id, const char *due_date, int32_t instalments,
                          const char *actor, int64_t now_us, sd_error *error);
/* NOTICE has its own function, paying and writing off are corrections: the others. */
sd_status clawback_step(database *db, int64_t id, clawback_event event, const char *note,
                        const char *actor, int64_t now_us, sd_error *error);

typedef struct clawback_case {
  int64_t id;
  char subject[32], item[64];
  char ground[512];
  char line[BUDGET_LINE_SIZE]; /* that bore the last payment: where recovered money goes */
  int32_t year;
  int64_t amount_fen; /* with interest */
  int64_t interest_fen;
  int64_t recovered_fen; /* paid and set off */
  int64_t written_off_fen;
  char due_date[16];
  int32_t instalments;
  char bar_until[16];
  clawback_state state;
} clawback_case;

sd_status clawback_find(database *db, int64_t id, clawback_case *out, sd_error *error);
typedef sd_status (*clawback_visitor)(void *context, const clawback_case *c, sd_error *error);
/* In order of id. */
sd_status clawbacks_each(database *db, clawback_visitor visit, void *context, sd_error *error);
/* The n-th instalment, from 1: its day and its amount; they add up to the claim. */
sd_status clawback_instalment(const clawback_case *c, int32_t number, char due_date_out[16],
                              int64_t *amount_fen_out, sd_error *error);

/* Whether something stands in the way of paying this subject on a day; for lists too. */
typedef enum clawback_bar { CLAWBACK_FREE, CLAWBACK_BARRED, CLAWBACK_OWES } clawback_bar;
sd_status clawback_bar_of(database *db, const char *subject, const char *date, clawback_bar *out,
                          sd_error *error);
/* What was set off against an award; 0 when nothing was. */
sd_status clawback_set_off_of(database *db, const char *award, int64_t *amount_fen_out,
                              sd_error *error);

/* Within the transaction of a correction, after its transfers: money taken for the case, from an
 * entry or from `award` (NULL for an entry).  SD_REFUSED above what is left. */
sd_status clawback_take(database *db, clawback_case *c, int64_t amount_fen, const char *award,
                        const char *actor, int64_t now_us, sd_error *error);
sd_status clawback_write_off(database *db, clawback_case *c, const char *reason, const char *actor,
                             int64_t now_us, sd_error *error);

#endif
