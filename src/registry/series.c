/* Series (one attribute, one period, one source) and their current facts. */
#include "registry/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "registry/sealed_fact.h"

/* --- The list of series --- */

static int compare_series(const void *a, const void *b) {
  const series *x = a, *y = b;
  if (x->attribute->index != y->attribute->index)
    return x->attribute->index < y->attribute->index ? -1 : 1;
  if (x->period != y->period) return x->period < y->period ? -1 : 1;
  return text_compare(x->source, y->source);
}

static sd_status read_series(registry *r, query *q, arena *a, series *items, size_t count,
                             sd_error *error) {
  const attribute_catalogue *catalogue = registry_catalogue(r);
  bool row = false;
  for (size_t i = 0; i < count; i++) {
    TRY(query_step(q, &row, error));
    const attribute *found = attribute_find(catalogue, query_text(q, 1));
    items[i] = (series){.id = query_integer(q, 0),
                        .attribute = found,
                        .period = (int32_t)query_integer(q, 2),
                        .source = arena_copy(a, query_text(q, 3))};
    if (!items[i].source.data)
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  return SD_OK;
}

sd_status series_list_load(registry *r, arena *a, series_list *out, sd_error *error) {
  int64_t count = 0;
  TRY(database_read_integer(registry_database(r), "SELECT count(*) FROM series", &count, error));
  series *items = ARENA_ARRAY(a, series, (size_t)count + 1);
  if (!items) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  query *q = NULL;
  TRY(query_open(registry_database(r),
                 "SELECT series.id, attribute.name, series.period, source.name FROM series "
                 "JOIN attribute ON attribute.id=series.attribute_id "
                 "JOIN source ON source.id=series.source_id",
                 &q, error));
  sd_status status = read_series(r, q, a, items, (size_t)count, error);
  query_close(q);
  if (status != SD_OK) return status;
  qsort(items, (size_t)count, sizeof *items, compare_series);
  *out = (series_list){items, (size_t)count};
  return SD_OK;
}

static bool is_of(const series *s, const attribute *a, int32_t period) {
  return s->attribute == a && s->period == period;
}

series_list series_list_part(const series_list *all, const attribute *a, int32_t period) {
  size_t first = 0;
  while (first < all->count && !is_of(&all->items[first], a, period)) first++;
  size_t end = first;
  while (end < all->count && is_of(&all->items[end], a, period)) end++;
  return (series_list){all->items + first, end - first};
}

sd_status series_last_batch(registry *r, int64_t known_us, int64_t *batch_out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(registry_database(r), "SELECT max(id) FROM batch WHERE known_us<=?1", &q, error));
  query_bind_integer(q, 1, known_us);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *batch_out = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  return status;
}

/* --- Facts --- */

#define FACTS_OF_SERIES(value)                                  \
  "SELECT subject_id, valid_from, batch_id, row_number, " value \
  " FROM fact "                                                 \
  "WHERE series_id=?1 AND subject_id BETWEEN ?2 AND ?3 "        \
  "ORDER BY subject_id, valid_from, batch_id, row_number"

/* Reading whole series is what a snapshot costs, so that each query names only what it needs. */
static sd_status open_facts(registry *r, const series *s, subject_range range, query **out,
                            sd_error *error) {
  bool is_string = s->attribute->type == ATTRIBUTE_STRING;
  TRY(query_open(registry_database(r),
                 is_string ? FACTS_OF_SERIES("content") : FACTS_OF_SERIES("value"), out, error));
  query_bind_integer(*out, 1, s->id);
  query_bind_integer(*out, 2, range.first);
  query_bind_integer(*out, 3, range.last);
  return SD_OK;
}

/* `opened` holds what was sealed until the next fact is read. */
static sd_status read_fact(registry *r, query *q, const series *s, text_builder *opened,
                           stored_fact *out, sd_error *error) {
  out->subject_id = query_integer(q, 0);
  out->valid_from_day = query_integer(q, 1);
  out->batch = query_integer(q, 2);
  out->row = query_integer(q, 3);
  out->value.type = s->attribute->type;
  if (s->attribute->type != ATTRIBUTE_STRING) {
    out->value.number = query_integer(q, 4);
    return SD_OK;
  }
  out->value.content = query_text(q, 4);
  if (!fact_is_sealed(s->attribute)) return SD_OK;
  const fact_place place = {s->id, out->subject_id, out->valid_from_day, out->batch};
  TRY(fact_open(registry_database(r), &place, out->value.content, opened, error));
  out->value.content = text_builder_text(opened);
  return SD_OK;
}

sd_status series_all_facts(registry *r, const series *s, int64_t last_batch, subject_range range,
                           stored_fact_visitor visit, void *context, sd_error *error) {
  query *q = NULL;
  TRY(open_facts(r, s, range, &q, error));
  bool row = true;
  sd_status status = SD_OK;
  text_builder opened;
  text_builder_init(&opened, SIZE_MAX / 2);
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    stored_fact fact = {0};
    status = read_fact(r, q, s, &opened, &fact, error);
    if (status == SD_OK && fact.batch <= last_batch) status = visit(context, &fact, error);
  }
  text_builder_release(&opened);
  query_close(q);
  return status;
}

/* The facts of one subject that are current so far.  Contents are copied, because the query moves
 * on before they are handed over. */
typedef struct current_facts {
  stored_fact *facts;
  size_t count;
  size_t capacity;
  arena *contents; /* for strings */
} current_facts;

static sd_status flush_current(current_facts *current, stored_fact_visitor visit, void *context,
                               sd_error *error) {
  for (size_t i = 0; i < current->count; i++) TRY(visit(context, &current->facts[i], error));
  current->count = 0;
  if (current->contents) arena_reset(current->contents);
  return SD_OK;
}

static bool make_room(current_facts *current) {
  if (current->count < current->capacity) return true;
  size_t capacity = current->capacity ? current->capacity * 2 : 8;
  stored_fact *grown = memory_resize(current->facts, capacity * sizeof *grown);
  if (!grown) return false;
  current->facts = grown;
  current->capacity = capacity;
  return true;
}

static sd_status add_current(current_facts *current, const stored_fact *fact, sd_error *error) {
  if (current->count > 0) {
    const stored_fact *first = &current->facts[0];
    if (first->valid_from_day != fact->valid_from_day || first->batch != fact->batch)
      current->count = 0; /* a later one takes the place */
  }
  bool kept = make_room(current);
  if (kept) {
    stored_fact *place = &current->facts[current->count++];
    *place = *fact;
    if (current->contents) {
      place->value.content = arena_copy(current->contents, fact->value.content);
      kept = place->value.content.data != NULL;
    }
  }
  return kept ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* One series walked within a view. */
typedef struct current_walk {
  registry *registry;
  query *q;
  const series *series;
  registry_view view;
  int64_t last_batch;
  current_facts current;
  text_builder opened;
} current_walk;

static sd_status walk_current(current_walk *w, stored_fact_visitor visit, void *context,
                              sd_error *error) {
  current_facts *current = &w->current;
  for (;;) {
    bool row = false;
    TRY(query_step(w->q, &row, error));
    if (!row) return flush_current(current, visit, context, error);
    stored_fact fact = {0};
    TRY(read_fact(w->registry, w->q, w->series, &w->opened, &fact, error));
    if (fact.batch > w->last_batch || fact.valid_from_day > w->view.as_of_day) continue;
    if (current->count > 0 && current->facts[0].subject_id != fact.subject_id)
      TRY(flush_current(current, visit, context, error));
    TRY(add_current(current, &fact, error));
  }
}

sd_status series_current_facts(registry *r, const series *s, registry_view view, int64_t last_batch,
                               subject_range range, stored_fact_visitor visit, void *context,
                               sd_error *error) {
  current_walk w = {.registry = r, .series = s, .view = view, .last_batch = last_batch};
  if (s->attribute->type == ATTRIBUTE_STRING) {
    w.current.contents = arena_create(0);
    if (!w.current.contents) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  text_builder_init(&w.opened, SIZE_MAX / 2);
  sd_status status = open_facts(r, s, range, &w.q, error);
  if (status == SD_OK) status = walk_current(&w, visit, context, error);
  query_close(w.q);
  text_builder_release(&w.opened);
  arena_destroy(w.current.contents);
  memory_free(w.current.facts);
  return status;
}
