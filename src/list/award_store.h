/* Settled awards in the database: written once, read back, laid over the decisions of a run.
 *
 * A list that was settled is paid by its newest settlement; what the run itself expected is then
 * only where it began.  Rows are never changed. */
#ifndef SUDUI_LIST_AWARD_STORE_H
#define SUDUI_LIST_AWARD_STORE_H

#include "list/run.h"
#include "list/settle.h"

/* One stored award; texts as the settlement wrote them. */
typedef struct stored_award {
  text code;
  int64_t list;
  award_state state;
  int64_t amount_fen, advance_fen;
  text reasons; /* codes with spaces between */
  text missing; /* facts with spaces between */
  text steps;   /* "rules=300000.00 cap=200000.00" */
} stored_award;

/* Creates or upgrades the tables of settlements and of owners' exclusions. */
sd_status award_store_migrate(database *db, sd_error *error);

/* The newest settlement of a list, 0 when it has none. */
sd_status award_settlement_of(database *db, int64_t list, int64_t *id_out, sd_error *error);

/* Replaces the amounts of `run` by those of its list's newest settlement; whoever is not granted
 * anything is not met any more.  A no-op without one.  The run's own hash stays. */
sd_status award_apply(database *db, list_run *run, arena *a, sd_error *error);

/* The run of a list with the amounts that hold: run_load, then award_apply. */
sd_status award_load_run(database *db, int64_t id, arena *a, list_run **out, sd_error *error);

/* Whom the settlement left nothing counts as not met, and the sum is that of the settlement. */
sd_status award_adjust_counts(database *db, int64_t list, run_counts *counts, sd_error *error);

/* What stands in the way of approving a list: SD_REFUSED when its owner must confirm it and has
 * not, when somebody was left off or taken back since, or when the approver confirmed it. */
sd_status award_check_confirmed(database *db, const list_run *run, text approver, sd_error *error);

/* One award of the list's newest settlement; `*found_out` is false when there is none. */
sd_status award_find(database *db, int64_t list, text code, arena *a, bool *found_out,
                     stored_award *out, sd_error *error);

typedef sd_status (*award_visitor)(void *context, const stored_award *w, sd_error *error);
/* The awards of one list in a settlement by code; texts are borrowed during the call. */
sd_status award_each(database *db, int64_t settlement, int64_t list, award_visitor visit,
                     void *context, sd_error *error);

/* "code,list,state,amount,advance,reasons,missing,steps" with a line end: a line of the canonical
 * bytes. */
void award_write(const stored_award *w, text_builder *out);
const char *award_state_name(award_state state); /* "granted"; static */
bool award_state_parse(text name, award_state *out);

/* Takes the next step off `*steps`: what it was, and the amount after it.  False at the end. */
bool award_next_step(text *steps, text *by_out, text *after_out);

#endif
