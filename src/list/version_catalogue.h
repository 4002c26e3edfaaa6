/* The item versions of a city: the files of its policies folder, and the drafts that were released.
 *
 * The versions that go back to one file are a family: of those that are released each ends where
 * the next begins, and of two that begin on one day the later draft holds, so that two never apply
 * at once.  Nothing is overwritten; the catalogue follows from files, drafts and approvals. */
#ifndef SUDUI_LIST_VERSION_CATALOGUE_H
#define SUDUI_LIST_VERSION_CATALOGUE_H

#include "list/draft.h"
#include "list/version_release.h"
#include "policy/catalogue.h"

/* `files` with the released drafts behind them, in `a`; versions of `files` are borrowed.  With
 * `all` the drafts that are not released too, which end nothing; drafts among `files` are read
 * anew.  A draft that can no longer be read is an entry with its error.  Cost: reads each draft. */
sd_status version_catalogue_read(database *db, const item_catalogue *files, bool all, arena *a,
                                 item_catalogue **out, sd_error *error);

/* The version of the item, or NULL. */
const item_version *version_catalogue_find(const item_catalogue *c, text item, text version);

#endif
