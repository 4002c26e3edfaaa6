/* What a list gives: the awards of its settlement, with what upheld objections changed since.
 *
 * As of an entry of the audit chain, so that whoever asks again later gets the same answer whatever
 * was decided in between.  Source. */
#ifndef SUDUI_LIST_GIVEN_H
#define SUDUI_LIST_GIVEN_H

#include "list/run.h"

/* An award that stands, above 0. */
typedef struct given_award {
  text code;
  uint16_t version; /* of the run */
  int64_t amount_fen;
  /* The order in which awards came to stand, comparable between lists: behind the entry that the
   * settlement had seen last, or with the entry of the decision on an objection; 0: by the run. */
  int64_t since;
  bool changed; /* by an objection */
} given_award;

/* The run of a list as given_each needs it: the whole of it only where nothing was settled or where
 * several versions decided, since else its decisions say nothing that the awards do not.  What it
 * costs does not grow with the city then.  Errors of run_load. */
sd_status given_run_load(database *db, int64_t list, int64_t settlement, arena *a, list_run **out,
                         sd_error *error);

typedef sd_status (*given_visitor)(void *context, const given_award *g, sd_error *error);
/* In order of code; texts are borrowed during the call.  `run` is of given_run_load, `settlement`
 * is one of its list (0: what the run decided), and changes count that stand in the chain up to
 * entry `until`.  SD_CORRUPT for an award of a company that the decisions at hand do not know. */
sd_status given_each(database *db, const list_run *run, int64_t settlement, int64_t until,
                     given_visitor visit, void *context, sd_error *error);

#endif
