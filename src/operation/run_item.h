/* Items decided for everybody and stored, the same from a command and from a page.
 *
 * A run decides an item: which of its versions decides a subject follows from the day, the data
 * year and the subject's district.  Stored runs are candidate lists with an entry "run" in the
 * audit chain.  Source: R-02, design rule 4. */
#ifndef SUDUI_OPERATION_RUN_ITEM_H
#define SUDUI_OPERATION_RUN_ITEM_H

#include "operation/context.h"
#include "policy/catalogue.h"

typedef struct run_wanted {
  const item_catalogue *items; /* with the released drafts */
  const area_table *areas;
  const char *item;
  int32_t data_year;
  registry_view view; /* as_of_day says which versions are in force */
} run_wanted;

/* Those of the item that are in force, in `a`, at least one.  SD_NOT_FOUND when none applies, or
 * there is no such item, with a likely one. */
sd_status operation_versions_in_force(const run_wanted *w, arena *a, const item_version ***out,
                                      size_t *count_out, sd_error *error);

/* What run_compute_each is asked for: the budget of the item, all else as wanted.  The same errors.
 */
sd_status operation_run_request(const run_wanted *w, arena *a, run_request *out, sd_error *error);

/* Stores each run that is computed, then hands it on, with its id, to `then`; what could not be
 * computed or stored goes there too, with its status. */
typedef struct run_keeping {
  database *db;
  const char *actor;
  int64_t now_us;
  run_taker then;
} run_keeping;
/* For run_compute_each and run_merge_shards; borrows `k`. */
run_taker operation_run_keeper(run_keeping *k);

/* One item computed and stored.  Errors of run_compute and run_store. */
sd_status operation_run_item(const operation_context *c, const run_request *request,
                             const char *actor, int64_t now_us, int64_t *id_out, sd_error *error);

#endif
