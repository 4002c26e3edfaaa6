/* An edited model becomes a draft version of its item.
 *
 * What comes from an editor or a form is brought back into the model's own DMN, gets the next
 * version's name and the day from which it is to apply, and is checked as `policy check` does; with
 * an error nothing is stored.  Worked examples that come out otherwise are no error of a draft:
 * that is what it is for. */
#ifndef SUDUI_OPERATION_DRAFT_EDIT_H
#define SUDUI_OPERATION_DRAFT_EDIT_H

#include "list/version_catalogue.h"
#include "operation/context.h"

typedef struct draft_edit {
  const item_catalogue *items; /* with all drafts */
  text item, base;             /* the version that was edited */
  text bytes;                  /* the model as it is now */
  text from_date;              /* "2026-01-01"; empty: as before */
} draft_edit;

/* The version that would be stored, in `a`.  SD_NOT_FOUND for the base; the error has the place of
 * what cannot be read.  Nothing is stored. */
sd_status draft_edit_make(database *db, const draft_edit *edit, arena *a, item_version **out,
                          sd_error *error);

/* Stores what draft_edit_make gave, in a transaction of its own, unless it has errors: SD_INVALID
 * with the first of them. */
typedef struct draft_keeping {
  const item_version *item;
  text base;
  const attribute_catalogue *attributes;
  text actor;
  int64_t now_us;
} draft_keeping;
sd_status draft_edit_keep(database *db, const draft_keeping *keeping, arena *a, sd_error *error);

#endif
