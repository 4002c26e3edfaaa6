/* Questions about single facts: all of a subject, those behind a cell, conflicts, counts. */
#include <stdio.h>
#include <string.h>

#include "base/messages/registry.h"
#include "registry/pick.h"
#include "registry/series.h"
#include "registry/snapshot.h"

enum { COLUMNS_AT_ONCE = 16 }; /* of a pass over all subjects, to bound its memory */

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Facts of one subject in one series --- */

typedef struct fact_list {
  arena *arena;
  stored_fact *facts;
  size_t count, capacity;
} fact_list;

static sd_status keep_fact(void *context, const stored_fact *fact, sd_error *error) {
  fact_list *list = context;
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    stored_fact *grown = ARENA_ARRAY(list->arena, stored_fact, capacity);
    if (!grown) return no_memory(error);
    if (list->count) memcpy(grown, list->facts, list->count * sizeof *grown);
    list->facts = grown;
    list->capacity = capacity;
  }
  stored_fact *kept = &list->facts[list->count++];
  *kept = *fact;
  if (!fact->value.content.data) return SD_OK;
  kept->value.content = arena_copy(list->arena, fact->value.content);
  return kept->value.content.data ? SD_OK : no_memory(error);
}

/* The last fact of the view; facts beside it are current too.  NULL when there is none. */
static const stored_fact *last_in_view(const fact_list *list, registry_view view) {
  const stored_fact *last = NULL;
  for (size_t i = 0; i < list->count; i++)
    if (list->facts[i].valid_from_day <= view.as_of_day) last = &list->facts[i];
  return last;
}

static bool is_current(const stored_fact *fact, const stored_fact *last) {
  return last && fact->valid_from_day == last->valid_from_day && fact->batch == last->batch;
}

/* --- Handing over --- */

typedef struct teller {
  registry *registry;
  const char *code;
  fact_visitor visit;
  void *context;
} teller;

static sd_status tell_fact(const teller *t, const series *s, const stored_fact *fact, bool current,
                           sd_error *error) {
  fact_record record = {.attribute = s->attribute,
                        .period = s->period,
                        .value = fact->value,
                        .source = s->source,
                        .valid_from_day = fact->valid_from_day,
                        .batch = fact->batch,
                        .row = fact->row,
                        .current = current};
  snprintf(record.subject, sizeof record.subject, "%s", t->code);
  query *q = NULL;
  bool row = false;
  TRY(query_open(registry_database(t->registry), "SELECT known_us, file FROM batch WHERE id=?1", &q,
                 error));
  query_bind_integer(q, 1, fact->batch);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    record.known_us = query_integer(q, 0);
    record.file = query_text(q, 1);
    status = t->visit(t->context, &record, error);
  }
  query_close(q);
  return status;
}

static sd_status tell_series(const teller *t, const series *s, registry_view view,
                             int64_t last_batch, int64_t subject_id, arena *a, sd_error *error) {
  fact_list list = {.arena = a};
  TRY(series_all_facts(t->registry, s, last_batch, (subject_range){subject_id, subject_id},
                       keep_fact, &list, error));
  const stored_fact *last = last_in_view(&list, view);
  for (size_t i = 0; i < list.count; i++)
    TRY(tell_fact(t, s, &list.facts[i], is_current(&list.facts[i], last), error));
  return SD_OK;
}

/* --- All facts of a subject --- */

static sd_status find_subject(registry *r, const char *code, int64_t *id_out, sd_error *error) {
  TRY(subject_id_of(r, text_of(code), id_out, error));
  if (*id_out != 0) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_SUBJECT_UNKNOWN, SD_ARGS(code));
}

static sd_status tell_subject(const teller *t, const attribute *wanted, registry_view view,
                              arena *a, sd_error *error) {
  int64_t id = 0, last_batch = 0;
  series_list all;
  TRY(find_subject(t->registry, t->code, &id, error));
  TRY(series_last_batch(t->registry, view.known_us, &last_batch, error));
  TRY(series_list_load(t->registry, a, &all, error));
  for (size_t i = 0; i < all.count; i++)
    if (!wanted || all.items[i].attribute == wanted)
      TRY(tell_series(t, &all.items[i], view, last_batch, id, a, error));
  return SD_OK;
}

/* A NUL-ended copy of a code, cut to the room of one. */
static void copy_code(text code, char out[SUBJECT_CODE_SIZE]) {
  snprintf(out, SUBJECT_CODE_SIZE, "%.*s", (int)(code.size < 40 ? code.size : 40),
           code.data ? code.data : "");
}

static sd_status find_wanted(registry *r, const char *attribute_id, const attribute **out,
                             sd_error *error) {
  *out = attribute_id ? attribute_find(registry_catalogue(r), text_of(attribute_id)) : NULL;
  if (!attribute_id || *out) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_UNKNOWN_ATTRIBUTE, SD_ARGS(attribute_id));
}

sd_status registry_subject_facts(registry *r, text code, const char *attribute_id,
                                 registry_view view, fact_visitor visit, void *context,
                                 sd_error *error) {
  char copy[SUBJECT_CODE_SIZE];
  copy_code(code, copy);
  const attribute *wanted = NULL;
  TRY(find_wanted(r, attribute_id, &wanted, error));
  arena *a = arena_create(0);
  if (!a) return no_memory(error);
  teller t = {r, copy, visit, context};
  bool own = false;
  sd_status status = registry_begin_view(r, &own, error);
  if (status == SD_OK) {
    status = tell_subject(&t, wanted, view, a, error);
    registry_end_view(r, own);
  }
  arena_destroy(a);
  return status;
}

/* --- The facts behind a cell --- */

typedef struct cell_fact {
  const series *series;
  stored_fact fact;
} cell_fact;

static int compare_contents(const fact_value *a, const fact_value *b) {
  if (a->type == ATTRIBUTE_STRING) return text_compare(a->content, b->content);
  return a->number < b->number ? -1 : a->number > b->number;
}

static pick_candidate candidate_of(const cell_fact *f, const column_request *column) {
  return (pick_candidate){f->fact.valid_from_day, f->fact.batch, f->fact.row,
                          pick_rank_of_source(column->order, f->series->source)};
}

static size_t pick_fact(const cell_fact *facts, size_t count, const column_request *column) {
  size_t best = 0;
  for (size_t i = 1; i < count; i++) {
    pick_candidate now = candidate_of(&facts[i], column),
                   before = candidate_of(&facts[best], column);
    int order = compare_contents(&facts[i].fact.value, &facts[best].fact.value);
    if (pick_is_better(column->pick, &now, &before, order)) best = i;
  }
  return best;
}

static sd_status collect_cell(const teller *t, const series_list *part, registry_view view,
                              int64_t last_batch, int64_t id, arena *a, cell_fact **out,
                              size_t *count_out, sd_error *error) {
  fact_list list = {.arena = a};
  size_t *ends = ARENA_ARRAY(a, size_t, part->count + 1);
  if (!ends) return no_memory(error);
  for (size_t i = 0; i < part->count; i++) {
    TRY(series_current_facts(t->registry, &part->items[i], view, last_batch,
                             (subject_range){id, id}, keep_fact, &list, error));
    ends[i] = list.count;
  }
  cell_fact *facts = ARENA_ARRAY(a, cell_fact, list.count + 1);
  if (!facts) return no_memory(error);
  for (size_t i = 0, s = 0; i < list.count; i++) {
    while (i >= ends[s]) s++;
    facts[i] = (cell_fact){&part->items[s], list.facts[i]};
  }
  *out = facts;
  *count_out = list.count;
  return SD_OK;
}

static sd_status tell_cell(const teller *t, const column_request *column, registry_view view,
                           arena *a, sd_error *error) {
  int64_t id = 0, last_batch = 0;
  const attribute *wanted = NULL;
  series_list all;
  cell_fact *facts = NULL;
  size_t count = 0;
  TRY(find_wanted(t->registry, column->attribute, &wanted, error));
  TRY(find_subject(t->registry, t->code, &id, error));
  TRY(series_last_batch(t->registry, view.known_us, &last_batch, error));
  TRY(series_list_load(t->registry, a, &all, error));
  series_list part = series_list_part(&all, wanted, column->period);
  TRY(collect_cell(t, &part, view, last_batch, id, a, &facts, &count, error));
  if (count == 0) return SD_OK;
  size_t best = pick_fact(facts, count, column);
  TRY(tell_fact(t, facts[best].series, &facts[best].fact, true, error));
  for (size_t i = 0; i < count; i++)
    if (i != best) TRY(tell_fact(t, facts[i].series, &facts[i].fact, true, error));
  return SD_OK;
}

sd_status registry_cell_facts(registry *r, text code, registry_view view,
                              const column_request *column, fact_visitor visit, void *context,
                              sd_error *error) {
  char copy[SUBJECT_CODE_SIZE];
  copy_code(code, copy);
  arena *a = arena_create(0);
  if (!a) return no_memory(error);
  teller t = {r, copy, visit, context};
  bool own = false;
  sd_status status = registry_begin_view(r, &own, error);
  if (status == SD_OK) {
    status = tell_cell(&t, column, view, a, error);
    registry_end_view(r, own);
  }
  arena_destroy(a);
  return status;
}

/* --- Conflicts, a few columns at a time over all subjects --- */

typedef sd_status (*columns_function)(void *context, const snapshot *s,
                                      const column_request *requests, sd_error *error);

static sd_status take_columns(registry *r, const column_request *requests, size_t count,
                              registry_view view, columns_function function, void *context,
                              sd_error *error) {
  arena *a = arena_create(0);
  if (!a) return no_memory(error);
  snapshot_request request = {.view = view, .columns = requests, .column_count = count};
  const snapshot *s = NULL;
  sd_status status = registry_snapshot(r, &request, a, &s, error);
  if (status == SD_OK) status = function(context, s, requests, error);
  arena_destroy(a);
  return status;
}

static sd_status each_column(registry *r, registry_view view, arena *a, columns_function function,
                             void *context, sd_error *error) {
  series_list all;
  TRY(series_list_load(r, a, &all, error));
  column_request requests[COLUMNS_AT_ONCE];
  size_t count = 0;
  for (size_t i = 0; i < all.count; i++) {
    const series *s = &all.items[i];
    if (i > 0 && all.items[i - 1].attribute == s->attribute && all.items[i - 1].period == s->period)
      continue;
    requests[count++] = (column_request){.attribute = s->attribute->id.data, .period = s->period};
    if (count < COLUMNS_AT_ONCE) continue;
    TRY(take_columns(r, requests, count, view, function, context, error));
    count = 0;
  }
  return count ? take_columns(r, requests, count, view, function, context, error) : SD_OK;
}

static sd_status each_column_in_one_state(registry *r, registry_view view,
                                          columns_function function, void *context,
                                          sd_error *error) {
  arena *a = arena_create(0);
  bool own = false;
  sd_status status = a ? registry_begin_view(r, &own, error) : no_memory(error);
  if (status == SD_OK) {
    status = each_column(r, view, a, function, context, error);
    registry_end_view(r, own);
  }
  arena_destroy(a);
  return status;
}

typedef struct conflict_walk {
  registry *registry;
  registry_view view;
  fact_visitor visit;
  void *context;
} conflict_walk;

static sd_status tell_conflicts(void *context, const snapshot *s, const column_request *requests,
                                sd_error *error) {
  const conflict_walk *walk = context;
  for (size_t c = 0; c < s->column_count; c++)
    for (size_t i = 0; i < s->subject_count && s->columns[c].conflict_count > 0; i++)
      if (s->columns[c].flags[i] & CELL_CONFLICT)
        TRY(registry_cell_facts(walk->registry, text_of(s->codes[i]), walk->view, &requests[c],
                                walk->visit, walk->context, error));
  return SD_OK;
}

sd_status registry_conflicts(registry *r, registry_view view, fact_visitor visit, void *context,
                             sd_error *error) {
  conflict_walk walk = {r, view, visit, context};
  return each_column_in_one_state(r, view, tell_conflicts, &walk, error);
}

/* --- Counts --- */

static sd_status add_conflicts(void *context, const snapshot *s, const column_request *requests,
                               sd_error *error) {
  (void)requests;
  (void)error;
  int64_t *conflicts = context;
  for (size_t c = 0; c < s->column_count; c++) *conflicts += (int64_t)s->columns[c].conflict_count;
  return SD_OK;
}

static sd_status count_batches(registry *r, int64_t last_batch, registry_counts *out,
                               sd_error *error) {
  query *q = NULL;
  TRY(query_open(registry_database(r),
                 "SELECT count(*), sum(facts_added), sum(subjects_added) FROM batch WHERE id<=?1",
                 &q, error));
  query_bind_integer(q, 1, last_batch);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    out->batches = query_integer(q, 0);
    out->facts = query_integer(q, 1);
    out->subjects = query_integer(q, 2);
  }
  query_close(q);
  return status;
}

sd_status registry_count(registry *r, registry_view view, registry_counts *out, sd_error *error) {
  int64_t last_batch = 0;
  *out = (registry_counts){0};
  TRY(series_last_batch(r, view.known_us, &last_batch, error));
  TRY(count_batches(r, last_batch, out, error));
  return each_column_in_one_state(r, view, add_conflicts, &out->conflicts, error);
}

sd_status registry_subjects_at_most(registry *r, int64_t *out, sd_error *error) {
  return database_read_integer(registry_database(r), "SELECT max(id) FROM subject", out, error);
}
