/* Which versions of items are released: proposed by one person, checked by another, by hash.
 *
 * A version is its model file; a changed file is another version and must be released anew.  Any
 * model may be run, so that a draft can be tried on real data, but only lists of released versions
 * can be approved.  With the version stands what the four tests and the data say of it, and the way
 * of redeeming that they leave to it: two people saw it, and the chain keeps it.
 * Source: reliability 3.4 (publish policy or rule version). */
#ifndef SUDUI_LIST_VERSION_RELEASE_H
#define SUDUI_LIST_VERSION_RELEASE_H

#include "audit/approval.h"
#include "policy/item.h"

/* Opens a proposal; `*id_out` is 0 when this very file is released already.  Inside a transaction.
 */
sd_status version_release_propose(database *db, const item_version *v, const char *actor,
                                  int64_t now_us, int64_t *id_out, sd_error *error);

/* True when this very file was proposed, checked and released.  Cost: one query. */
sd_status version_is_released(database *db, const item_version *v, bool *out, sd_error *error);

/* Everything at once, by two persons, in a transaction of its own; for tests and first set-ups. */
sd_status version_release(database *db, const item_version *v, const char *maker,
                          const char *checker, int64_t now_us, sd_error *error);

#endif
