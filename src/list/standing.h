/* How every company of a list stands: its decision with all that came later laid over it.
 *
 * Over the decision of the run lie, in this order, the newest settlement (whom it leaves nothing is
 * given nothing), upheld objections, and what is open: an objection, the company's own answer.  The
 * amounts are those of list_each_line; but nothing is held to its hash here, so that a page may ask
 * for the whole city: what is paid is read with list_each_line. */
#ifndef SUDUI_LIST_STANDING_H
#define SUDUI_LIST_STANDING_H

#include "list/confirmation.h"
#include "list/run.h"
#include "list/settle.h"

typedef struct standing {
  decision decided;   /* as the run decided; its amounts before the settlement */
  bool granted;       /* what holds now; recognitions are granted without an amount */
  int64_t amount_fen; /* what holds now; 0 unless granted */
  bool settled;       /* the newest settlement knows the company; then `award` says how */
  award_state award;  /* AWARD_HELD: a fact that decides between awards is missing */
  bool suspended;     /* an objection is open */
  bool changed;       /* an upheld objection set the amount */
  bool needs_answer;  /* the item has a stage of confirmation */
  confirmation_state answer;
} standing;

typedef sd_status (*standing_visitor)(void *context, const standing *s, sd_error *error);
/* In order of code, from the first code behind `after` (empty: from the beginning); texts are
 * borrowed during the call.  Anything but SD_OK from the visitor ends the walk with that status.
 * SD_NOT_FOUND for an unknown list, SD_CORRUPT for lines that are none of ours.  About 0.3
 * microseconds a company, one part of 512 lines in memory. */
sd_status list_each_standing(database *db, int64_t list, text after, standing_visitor visit,
                             void *context, sd_error *error);

#endif
