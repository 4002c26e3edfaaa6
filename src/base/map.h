/* A map from text to pointer that keeps insertion order.
 *
 * Lives in an arena and only grows; keys are borrowed and must outlive it.  Own code and not
 * GHashTable, because GLib ends the process when memory is out and cannot use an arena. */
#ifndef SUDUI_BASE_MAP_H
#define SUDUI_BASE_MAP_H

#include "base/arena.h"

typedef struct map_entry {
  text key;
  void *value;
} map_entry;

typedef struct map {
  arena *arena;
  map_entry *entries; /* in insertion order */
  size_t count;
  size_t entry_capacity;
  uint32_t *slots;   /* index + 1 into entries; 0 is free */
  size_t slot_count; /* a power of two */
} map;

void map_init(map *m, arena *a);
/* NULL when absent. */
void *map_get(const map *m, text key);
/* The entry's index, or SIZE_MAX. */
size_t map_index(const map *m, text key);
/* Adds or replaces; false when memory is out. */
bool map_set(map *m, text key, void *value);

#endif
