/* All item versions of a policies folder, and which one applies.
 *
 * A folder has one folder for each item and in it one .dmn file for each version.  A file that
 * cannot be read does not hide the others: it stays in the catalogue with its error. */
#ifndef SUDUI_POLICY_CATALOGUE_H
#define SUDUI_POLICY_CATALOGUE_H

#include "policy/item.h"

typedef struct catalogue_entry {
  text path;
  const item_version *item; /* NULL when the file is faulty */
  sd_error error;           /* status SD_OK when it is not */
} catalogue_entry;

typedef struct item_catalogue {
  catalogue_entry *entries; /* in order of path */
  size_t count;
  size_t faulty_count;
} item_catalogue;

/* Reads `directory`/<item>/<version>.dmn.  SD_NOT_FOUND when there is no such folder. */
sd_status catalogue_read(const char *directory, arena *a, item_catalogue **out, sd_error *error);

/* True when the catalogue has the item at all. */
bool catalogue_has_item(const item_catalogue *c, text id);

/* The id nearest to `id`, for messages; "" when the catalogue is empty. */
text catalogue_likely_item(const item_catalogue *c, text id);

/* A subject's version: the one of the item that covers day, data year and district.
 * SD_NOT_FOUND when none does, SD_CONFLICT when two do: the choice is never silent. */
sd_status catalogue_choose(const item_catalogue *c, const area_table *areas, text id, int64_t day,
                           int32_t data_year, text district, const item_version **out,
                           sd_error *error);

#endif
