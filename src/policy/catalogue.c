/* All item versions of a policies folder, and which one applies. */
#include "policy/catalogue.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/policy.h"

static sd_status grow_entries(item_catalogue *c, size_t more, arena *a, sd_error *error) {
  catalogue_entry *entries = ARENA_ARRAY(a, catalogue_entry, c->count + more);
  if (entries == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (c->count != 0) memcpy(entries, c->entries, c->count * sizeof *entries);
  c->entries = entries;
  return SD_OK;
}

static sd_status read_entry(item_catalogue *c, text path, arena *a, sd_error *error) {
  catalogue_entry *entry = &c->entries[c->count++];
  entry->path = path;
  text bytes;
  item_version *item = NULL;
  sd_status status = file_read(path.data, LIMIT_MODEL_BYTES, a, &bytes, &entry->error);
  if (status == SD_OK) status = item_read(bytes, path.data, a, &item, &entry->error);
  if (status == SD_OUT_OF_MEMORY) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  entry->item = item;
  c->faulty_count += item == NULL;
  return SD_OK;
}

static sd_status read_item_folder(item_catalogue *c, text folder, arena *a, sd_error *error) {
  text *names = NULL;
  size_t count = 0;
  TRY(file_list(folder.data, TEXT(".dmn"), a, &names, &count, error));
  TRY(grow_entries(c, count, a, error));
  for (size_t i = 0; i < count; i++) {
    text path = file_join(a, folder, names[i]);
    if (path.data == NULL) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    TRY(read_entry(c, path, a, error));
  }
  return SD_OK;
}

/* Two files of one item with one version id are one too many. */
static void refuse_doubles(item_catalogue *c) {
  for (size_t i = 0; i < c->count; i++) {
    catalogue_entry *late = &c->entries[i];
    for (size_t j = 0; j < i && late->item != NULL; j++) {
      const item_version *early = c->entries[j].item;
      if (early == NULL || !text_equal(early->id, late->item->id) ||
          !text_equal(early->version, late->item->version)) {
        continue;
      }
      error_set(&late->error, SD_CONFLICT, MESSAGE_POLICY_SAME_VERSION,
                SD_ARGS(early->id.data, early->version.data, early->path.data));
      error_place(&late->error, late->path.data, 0, 0);
      late->item = NULL;
      c->faulty_count++;
    }
  }
}

sd_status catalogue_read(const char *directory, arena *a, item_catalogue **out, sd_error *error) {
  item_catalogue *c = ARENA_NEW(a, item_catalogue);
  if (c == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text *names = NULL;
  size_t count = 0;
  TRY(file_list(directory, TEXT(""), a, &names, &count, error));
  for (size_t i = 0; i < count; i++) {
    text folder = file_join(a, text_of(directory), names[i]);
    if (folder.data == NULL) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    if (file_is_directory(folder.data)) TRY(read_item_folder(c, folder, a, error));
  }
  refuse_doubles(c);
  *out = c;
  return SD_OK;
}

bool catalogue_has_item(const item_catalogue *c, text id) {
  for (size_t i = 0; i < c->count; i++) {
    if (c->entries[i].item != NULL && text_equal(c->entries[i].item->id, id)) return true;
  }
  return false;
}

text catalogue_likely_item(const item_catalogue *c, text id) {
  text best = TEXT("");
  size_t least = SIZE_MAX;
  for (size_t i = 0; i < c->count; i++) {
    if (c->entries[i].item == NULL) continue;
    size_t distance = text_distance(c->entries[i].item->id, id);
    if (best.size != 0 && distance >= least) continue;
    best = c->entries[i].item->id;
    least = distance;
  }
  return best;
}

sd_status catalogue_choose(const item_catalogue *c, const area_table *areas, text id, int64_t day,
                           int32_t data_year, text district, const item_version **out,
                           sd_error *error) {
  *out = NULL;
  for (size_t i = 0; i < c->count; i++) {
    const item_version *v = c->entries[i].item;
    if (v == NULL || !text_equal(v->id, id) || !item_covers(v, areas, day, data_year, district)) {
      continue;
    }
    if (*out != NULL) {
      return error_set(error, SD_CONFLICT, MESSAGE_POLICY_TWO_APPLY,
                       SD_ARGS(v->id.data, (*out)->version.data, v->version.data));
    }
    *out = v;
  }
  if (*out != NULL) return SD_OK;
  char date[CALENDAR_TEXT_SIZE];
  calendar_format_day(day, date);
  char name[200], place[40];
  snprintf(name, sizeof name, "%.*s", TEXT_ARG(id));
  snprintf(place, sizeof place, "%.*s", TEXT_ARG(district));
  return error_set(error, SD_NOT_FOUND, MESSAGE_POLICY_NONE_APPLIES,
                   SD_ARGS(name, date, SD_NUMBER(data_year), place));
}
