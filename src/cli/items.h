/* Items, areas and lists as the command line names them. */
#ifndef SUDUI_CLI_ITEMS_H
#define SUDUI_CLI_ITEMS_H

#include "cli/city.h"
#include "list/life.h"
#include "policy/catalogue.h"

/* policies/ and data/areas.csv of the call's data folder. */
typedef struct item_context {
  const item_catalogue *items;
  const area_table *areas;
} item_context;
sd_status item_context_read(const invocation *call, item_context *out, sd_error *error);
/* The drafts of the city among the items: the released ones, with `all` every one
 * (list/version_catalogue). */
sd_status item_context_add_drafts(const invocation *call, const city *c, bool all,
                                  item_context *context, sd_error *error);

/* The versions of an item that are in force, for a run. SD_NOT_FOUND names a likely item. */
sd_status item_versions_in_force(const item_context *c, const char *id, int64_t day,
                                 int32_t data_year, arena *a, const item_version ***out,
                                 size_t *count_out, sd_error *error);

/* The column "district" of everybody on file; its dictionary says where the city's subjects are. */
sd_status districts_on_file(const city *c, registry_view view, arena *a,
                            const snapshot_column **out, sd_error *error);
/* True when the version covers one of these districts: items of other places are none of ours. */
bool item_concerns(const item_context *c, const snapshot_column *districts, const item_version *v,
                   int64_t day, int32_t data_year);

/* A list by its number or by its item (the newest).  SD_NOT_FOUND. */
sd_status list_of_operand(database *db, const char *operand, int64_t *id_out, sd_error *error);

/* The ids of all lists in `state`; with `state` -1 of all. */
sd_status lists_in_state(database *db, int state, arena *a, int64_t **ids_out, size_t *count_out,
                         sd_error *error);

/* The lists of a step: those in `state` with --all, else the one that the operand names. */
sd_status lists_of_call(const invocation *call, database *db, int state, int64_t **ids_out,
                        size_t *count_out, sd_error *error);

/* "met", "not met", "unknown" for people. */
message_id decision_message(uint8_t status);

/* "武进区" of a code, or the code itself. */
const char *area_name(const area_table *areas, text code, language lang, arena *a);

#endif
