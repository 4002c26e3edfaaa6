/* The item versions of a city: the files of its policies folder, and the drafts that were released.
 */
#include "list/version_catalogue.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 300 };
#define DRAFT_PATH "draft/"

typedef struct reading {
  database *db;
  item_catalogue *catalogue;
  size_t capacity;
  bool all;
  arena *arena;
} reading;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static catalogue_entry *add_entry(reading *r) {
  item_catalogue *c = r->catalogue;
  if (c->count == r->capacity) {
    size_t capacity = r->capacity * 2 + 16;
    catalogue_entry *entries = ARENA_ARRAY(r->arena, catalogue_entry, capacity);
    if (entries == NULL) return NULL;
    if (c->count != 0) memcpy(entries, c->entries, c->count * sizeof *entries);
    c->entries = entries;
    r->capacity = capacity;
  }
  c->entries[c->count] = (catalogue_entry){0};
  return &c->entries[c->count++];
}

/* The version that a draft follows ends on the day on which the draft begins. */
static sd_status end_base(reading *r, const item_version *by, text base, sd_error *error) {
  int64_t begin = INT64_MAX;
  for (size_t i = 0; i < by->scope_count; i++) {
    if (by->scopes[i].from_day < begin) begin = by->scopes[i].from_day;
  }
  for (size_t i = 0; i < r->catalogue->count; i++) {
    catalogue_entry *entry = &r->catalogue->entries[i];
    const item_version *old = entry->item;
    if (old == NULL || !text_equal(old->id, by->id) || !text_equal(old->version, base)) continue;
    item_version *copy = ARENA_NEW(r->arena, item_version);
    item_scope *scopes = ARENA_ARRAY(r->arena, item_scope, old->scope_count + 1);
    if (copy == NULL || scopes == NULL) return out_of_memory(error);
    *copy = *old;
    copy->scopes = scopes;
    for (size_t k = 0; k < old->scope_count; k++) {
      scopes[k] = old->scopes[k];
      if (scopes[k].to_day > begin) scopes[k].to_day = begin;
    }
    entry->item = copy;
  }
  return SD_OK;
}

static sd_status add_draft(void *context, const draft *d, sd_error *error) {
  reading *r = context;
  char path[PATH_SIZE];
  item_version *item = NULL;
  sd_error own = {0};
  bool released = false;
  snprintf(path, sizeof path, DRAFT_PATH "%.*s/%.*s.dmn", TEXT_ARG(d->item), TEXT_ARG(d->version));
  text kept_path = arena_copy(r->arena, text_of(path));
  if (kept_path.data == NULL) return out_of_memory(error);
  if (item_read(d->bytes, kept_path.data, r->arena, &item, &own) == SD_OK) {
    TRY(version_is_released(r->db, item, &released, error));
  }
  if (!released && !r->all) return SD_OK;
  if (released) TRY(end_base(r, item, d->base, error));
  catalogue_entry *entry = add_entry(r);
  if (entry == NULL) return out_of_memory(error);
  *entry = (catalogue_entry){.path = kept_path, .item = item, .error = own};
  if (item == NULL) r->catalogue->faulty_count++;
  return SD_OK;
}

sd_status version_catalogue_read(database *db, const item_catalogue *files, bool all, arena *a,
                                 item_catalogue **out, sd_error *error) {
  reading r = {.db = db, .all = all, .arena = a};
  r.catalogue = ARENA_NEW(a, item_catalogue);
  if (r.catalogue == NULL) return out_of_memory(error);
  for (size_t i = 0; i < files->count; i++) {
    if (text_starts_with(files->entries[i].path, TEXT(DRAFT_PATH))) continue;
    catalogue_entry *entry = add_entry(&r);
    if (entry == NULL) return out_of_memory(error);
    *entry = files->entries[i];
  }
  r.catalogue->faulty_count = files->faulty_count;
  TRY(draft_each(db, TEXT(""), add_draft, &r, error));
  *out = r.catalogue;
  return SD_OK;
}

const item_version *version_catalogue_find(const item_catalogue *c, text item, text version) {
  for (size_t i = 0; i < c->count; i++) {
    const item_version *v = c->entries[i].item;
    if (v != NULL && text_equal(v->id, item) && text_equal(v->version, version)) return v;
  }
  return NULL;
}
