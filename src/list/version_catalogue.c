/* The item versions of a city: the files of its policies folder, and the drafts that were released.
 */
#include "list/version_catalogue.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 300 };
#define DRAFT_PATH "draft/"

/* A draft, and the version in the folder that it goes back to. */
typedef struct member {
  text item, version, root;
  bool released;
} member;

typedef struct reading {
  database *db;
  item_catalogue *catalogue;
  size_t capacity;
  bool all;
  arena *arena;
  member *members;
  size_t member_count, member_capacity;
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

/* --- Families: the versions that go back to one file --- */

static const member *find_member(const reading *r, text item, text version) {
  for (size_t i = 0; i < r->member_count; i++) {
    const member *m = &r->members[i];
    if (text_equal(m->item, item) && text_equal(m->version, version)) return m;
  }
  return NULL;
}

static member *add_member(reading *r, const draft *d, bool released) {
  if (r->member_count == r->member_capacity) {
    size_t capacity = r->member_capacity * 2 + 16;
    member *members = ARENA_ARRAY(r->arena, member, capacity);
    if (members == NULL) return NULL;
    if (r->member_count != 0) memcpy(members, r->members, r->member_count * sizeof *members);
    r->members = members;
    r->member_capacity = capacity;
  }
  const member *base = find_member(r, d->item, d->base);
  text root = base == NULL ? arena_copy(r->arena, d->base) : base->root;
  member *m = &r->members[r->member_count];
  *m = (member){.item = arena_copy(r->arena, d->item),
                .version = arena_copy(r->arena, d->version),
                .root = root,
                .released = released};
  if (root.data == NULL || m->item.data == NULL || m->version.data == NULL) return NULL;
  r->member_count++;
  return m;
}

static int64_t first_day_of(const item_version *v) {
  int64_t first = INT64_MAX;
  for (size_t i = 0; i < v->scope_count; i++) {
    if (v->scopes[i].from_day < first) first = v->scopes[i].from_day;
  }
  return first;
}

/* A copy of `v` that ends on `day`; NULL when memory is out. */
static item_version *ended(const item_version *v, int64_t day, arena *a) {
  item_version *copy = ARENA_NEW(a, item_version);
  item_scope *scopes = ARENA_ARRAY(a, item_scope, v->scope_count + 1);
  if (copy == NULL || scopes == NULL) return NULL;
  *copy = *v;
  copy->scopes = scopes;
  for (size_t i = 0; i < v->scope_count; i++) {
    scopes[i] = v->scopes[i];
    if (scopes[i].to_day > day) scopes[i].to_day = day;
  }
  return copy;
}

/* Of a family each version ends where the next begins; of two that begin on one day the later draft
 * holds. */
static sd_status place_in_family(reading *r, const member *m, const item_version **item,
                                 sd_error *error) {
  int64_t first = first_day_of(*item);
  for (size_t i = 0; i < r->catalogue->count; i++) {
    catalogue_entry *entry = &r->catalogue->entries[i];
    if (entry->item == NULL || !text_equal(entry->item->id, m->item)) continue;
    const member *other = find_member(r, m->item, entry->item->version);
    bool is_root = other == NULL && text_equal(entry->item->version, m->root);
    bool is_kin = other != NULL && other->released && text_equal(other->root, m->root);
    if (!is_root && !is_kin) continue;
    int64_t begins = first_day_of(entry->item);
    const item_version *shorter =
        begins <= first ? ended(entry->item, first, r->arena) : ended(*item, begins, r->arena);
    if (shorter == NULL) return out_of_memory(error);
    if (begins <= first) entry->item = shorter;
    if (begins > first) *item = shorter;
  }
  return SD_OK;
}

static sd_status add_draft(void *context, const draft *d, sd_error *error) {
  reading *r = context;
  char path[PATH_SIZE];
  item_version *read = NULL;
  sd_error own = {0};
  bool released = false;
  snprintf(path, sizeof path, DRAFT_PATH "%.*s/%.*s.dmn", TEXT_ARG(d->item), TEXT_ARG(d->version));
  text kept_path = arena_copy(r->arena, text_of(path));
  if (kept_path.data == NULL) return out_of_memory(error);
  if (item_read(d->bytes, kept_path.data, r->arena, &read, &own) == SD_OK) {
    TRY(version_is_released(r->db, read, &released, error));
  }
  const member *m = add_member(r, d, released);
  if (m == NULL) return out_of_memory(error);
  if (!released && !r->all) return SD_OK;
  const item_version *item = read;
  if (released) TRY(place_in_family(r, m, &item, error));
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
