/* A map from text to pointer that keeps insertion order. */
#include "base/map.h"

#include <string.h>

void map_init(map *m, arena *a) { *m = (map){.arena = a}; }

/* The slot that holds `key`, or the free one where it belongs. */
static size_t find_slot(const map *m, text key) {
  size_t slot = (size_t)text_hash(key) & (m->slot_count - 1);
  while (m->slots[slot] != 0 && !text_equal(m->entries[m->slots[slot] - 1].key, key)) {
    slot = (slot + 1) & (m->slot_count - 1);
  }
  return slot;
}

size_t map_index(const map *m, text key) {
  if (m->count == 0) return SIZE_MAX;
  uint32_t index = m->slots[find_slot(m, key)];
  return index == 0 ? SIZE_MAX : index - 1;
}

void *map_get(const map *m, text key) {
  size_t index = map_index(m, key);
  return index == SIZE_MAX ? NULL : m->entries[index].value;
}

static bool grow(map *m) {
  size_t capacity = m->entry_capacity == 0 ? 8 : m->entry_capacity * 2;
  map_entry *entries = ARENA_ARRAY(m->arena, map_entry, capacity);
  uint32_t *slots = ARENA_ARRAY(m->arena, uint32_t, capacity * 2);
  if (entries == NULL || slots == NULL) return false;
  if (m->count != 0) memcpy(entries, m->entries, m->count * sizeof *entries);
  m->entries = entries;
  m->entry_capacity = capacity;
  m->slots = slots;
  m->slot_count = capacity * 2;
  for (size_t i = 0; i < m->count; i++) m->slots[find_slot(m, entries[i].key)] = (uint32_t)i + 1;
  return true;
}

bool map_set(map *m, text key, void *value) {
  size_t index = map_index(m, key);
  if (index != SIZE_MAX) {
    m->entries[index].value = value;
    return true;
  }
  if (m->count == m->entry_capacity && !grow(m)) return false;
  m->slots[find_slot(m, key)] = (uint32_t)m->count + 1;
  m->entries[m->count++] = (map_entry){key, value};
  return true;
}
