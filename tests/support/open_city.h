/* For programs that measure or compare: a city's folder opened with its catalogues. */
#ifndef SUDUI_TESTS_SUPPORT_OPEN_CITY_H
#define SUDUI_TESTS_SUPPORT_OPEN_CITY_H

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "list/run.h"
#include "policy/catalogue.h"

typedef struct opened_city {
  arena *arena;
  database *db;
  attribute_catalogue *attributes;
  registry *registry;
  item_catalogue *items;
  area_table *areas;
} opened_city;

/* Ends the program with the sentence of a failure. */
static inline void demand(sd_status status, const sd_error *error) {
  if (status == SD_OK) return;
  fprintf(stderr, "%s: %s\n", status_name(status), error->text[LANGUAGE_ENGLISH]);
  exit(2);
}

static inline text read_beside(opened_city *c, const char *folder, const char *name,
                               sd_error *error) {
  char path[500];
  text content;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  demand(file_read(path, 1 << 24, c->arena, &content, error), error);
  return content;
}

/* `root` has data/ and policies/. */
static inline void open_city(const char *folder, const char *root, opened_city *c) {
  char path[500];
  sd_error error = {0};
  *c = (opened_city){.arena = arena_create(0)};
  text csv = read_beside(c, root, "data/attributes.csv", &error);
  demand(attribute_catalogue_read(csv, "attributes.csv", c->arena, &c->attributes, &error), &error);
  csv = read_beside(c, root, "data/areas.csv", &error);
  demand(area_table_read(csv, "areas.csv", c->arena, &c->areas, &error), &error);
  snprintf(path, sizeof path, "%s/policies", root);
  demand(catalogue_read(path, c->arena, &c->items, &error), &error);
  snprintf(path, sizeof path, "%s/sudui.db", folder);
  demand(database_open(path, &c->db, &error), &error);
  demand(registry_open(c->db, c->attributes, &c->registry, &error), &error);
}

static inline void close_city(opened_city *c) {
  registry_close(c->registry);
  database_close(c->db);
  arena_destroy(c->arena);
}

/* The version as if it were in force everywhere and always, so that everybody is asked. */
static inline const item_version *everywhere(const item_version *v, arena *a) {
  item_version *copy = ARENA_NEW(a, item_version);
  item_scope *scope = ARENA_NEW(a, item_scope);
  if (copy == NULL || scope == NULL) exit(2);
  *scope = (item_scope){.from_day = 0,
                        .to_day = INT64_MAX,
                        .data_year_from = INT32_MIN,
                        .data_year_to = INT32_MAX,
                        .regions = TEXT("")};
  *copy = *v;
  copy->scopes = scope;
  copy->scope_count = 1;
  return copy;
}

#endif
