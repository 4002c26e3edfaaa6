/* Writes the facts of one batch in the order of their key. */
/* What must stay true: within a series, subject and valid_from, the facts of the last batch are the
 * series' last word; a batch that says the same again adds nothing, one that says anything else is
 * stored whole, so that the set of its facts is the new last word. */
#include "registry/fact_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "registry/changes.h"
#include "registry/sealed_fact.h"
#include "registry/series.h"

enum {
  PORTION_FACTS = 4 * 1000 * 1000,
  PORTION_SUBJECTS = 2 * 1000 * 1000,
  SEEK_STEPS = 16, /* steps over other subjects before a new search pays */
  CODE_SIZE = SUBJECT_CODE_SIZE - 1
};

typedef struct pending_fact {
  uint32_t series;
  uint32_t subject;
  uint32_t row;
  int32_t valid_from;
  int64_t number;
  const char *content; /* NUL-ended; NULL unless a string */
} pending_fact;

typedef struct pending_series {
  const attribute *attribute;
  int32_t period;
  text source;
  int64_t id; /* 0 until the first flush */
} pending_series;

typedef struct pending_subject {
  char code[CODE_SIZE];
  int64_t id;
} pending_subject;

struct fact_writer {
  registry *registry;
  text kind;
  fact_writer_begin begin;
  void *context;
  bool has_begun;
  int64_t batch;
  fact_writer_counts counts;

  pending_series *series;
  size_t series_count, series_capacity;
  pending_subject *subjects;
  size_t subject_count, subject_capacity;
  uint32_t *slots; /* index into subjects plus 1, by code; 0 is free */
  size_t slot_count;
  pending_fact *facts;
  size_t fact_count, fact_capacity;
  arena *contents;
  int64_t subject_id_before; /* ids above it have no facts from before this portion */
  int64_t portion;           /* flushes so far */
  int64_t *changed;          /* ids of a list of changes in the making; room for a portion */
  size_t changed_count, changed_capacity;
};

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status fact_writer_create(registry *r, text kind, fact_writer_begin begin, void *context,
                             fact_writer **out, sd_error *error) {
  fact_writer *w = memory_allocate(sizeof *w);
  if (!w) return no_memory(error);
  *w = (fact_writer){.registry = r, .kind = kind, .begin = begin, .context = context};
  w->contents = arena_create(0);
  if (!w->contents) {
    fact_writer_destroy(w);
    return no_memory(error);
  }
  *out = w;
  return SD_OK;
}

void fact_writer_destroy(fact_writer *w) {
  if (!w) return;
  arena_destroy(w->contents);
  memory_free(w->series);
  memory_free(w->subjects);
  memory_free(w->slots);
  memory_free(w->facts);
  memory_free(w->changed);
  memory_free(w);
}

fact_writer_counts fact_writer_get_counts(const fact_writer *w) { return w->counts; }

/* --- Gathering --- */

static bool make_room(void **items, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  size_t grown = *capacity ? *capacity * 2 : 1024;
  void *room = memory_resize(*items, grown * size);
  if (!room) return false;
  *items = room;
  *capacity = grown;
  return true;
}

sd_status fact_writer_series(fact_writer *w, const attribute *a, int32_t period, text source,
                             uint32_t *series_out, sd_error *error) {
  for (size_t i = 0; i < w->series_count; i++) {
    const pending_series *s = &w->series[i];
    if (s->attribute != a || s->period != period || !text_equal(s->source, source)) continue;
    *series_out = (uint32_t)i;
    return SD_OK;
  }
  void *items = w->series;
  if (!make_room(&items, w->series_count, &w->series_capacity, sizeof *w->series))
    return no_memory(error);
  w->series = items;
  *series_out = (uint32_t)w->series_count;
  w->series[w->series_count++] =
      (pending_series){.attribute = a, .period = period, .source = source};
  return SD_OK;
}

static size_t slot_of_code(const fact_writer *w, const char *code) {
  size_t slot = (size_t)text_hash((text){code, CODE_SIZE}) & (w->slot_count - 1);
  while (w->slots[slot] != 0 && memcmp(w->subjects[w->slots[slot] - 1].code, code, CODE_SIZE) != 0)
    slot = (slot + 1) & (w->slot_count - 1);
  return slot;
}

static bool grow_slots(fact_writer *w) {
  if (w->subject_count * 2 < w->slot_count) return true;
  size_t count = w->slot_count ? w->slot_count * 2 : 4096;
  uint32_t *slots = memory_allocate(count * sizeof *slots);
  if (!slots) return false;
  memory_free(w->slots);
  w->slots = slots;
  w->slot_count = count;
  for (size_t i = 0; i < w->subject_count; i++)
    w->slots[slot_of_code(w, w->subjects[i].code)] = (uint32_t)i + 1;
  return true;
}

sd_status fact_writer_subject(fact_writer *w, text code, uint32_t *subject_out, sd_error *error) {
  if (w->fact_count >= PORTION_FACTS || w->subject_count >= PORTION_SUBJECTS)
    TRY(fact_writer_flush(w, error));
  void *items = w->subjects;
  if (!grow_slots(w) ||
      !make_room(&items, w->subject_count, &w->subject_capacity, sizeof *w->subjects))
    return no_memory(error);
  w->subjects = items;
  size_t slot = slot_of_code(w, code.data);
  if (w->slots[slot] == 0) {
    memcpy(w->subjects[w->subject_count].code, code.data, CODE_SIZE);
    w->subjects[w->subject_count].id = 0;
    w->slots[slot] = (uint32_t)++w->subject_count;
  }
  *subject_out = w->slots[slot] - 1;
  return SD_OK;
}

sd_status fact_writer_add(fact_writer *w, const new_fact *fact, sd_error *error) {
  void *items = w->facts;
  if (!make_room(&items, w->fact_count, &w->fact_capacity, sizeof *w->facts))
    return no_memory(error);
  w->facts = items;
  pending_fact *f = &w->facts[w->fact_count];
  *f = (pending_fact){.series = fact->series,
                      .subject = fact->subject,
                      .row = (uint32_t)fact->row,
                      .valid_from = (int32_t)fact->valid_from_day,
                      .number = fact->value.number};
  if (fact->value.type == ATTRIBUTE_STRING) {
    f->content = arena_copy(w->contents, fact->value.content).data;
    if (!f->content) return no_memory(error);
  }
  w->fact_count++;
  return SD_OK;
}

/* --- Series and subjects in the database --- */

static sd_status next_id(fact_writer *w, const char *sql, int64_t *out, sd_error *error) {
  TRY(database_read_integer(registry_database(w->registry), sql, out, error));
  *out += 1;
  return SD_OK;
}

static sd_status find_or_add_source(fact_writer *w, text name, int64_t *id_out, sd_error *error) {
  database *db = registry_database(w->registry);
  query *q = NULL;
  bool row = false;
  TRY(query_open(db, "SELECT id FROM source WHERE name=?1", &q, error));
  query_bind_text(q, 1, name);
  sd_status status = query_step(q, &row, error);
  if (row) *id_out = query_integer(q, 0);
  query_close(q);
  if (status != SD_OK || row) return status;
  TRY(next_id(w, "SELECT max(id) FROM source", id_out, error));
  TRY(query_open(db, "INSERT INTO source(id, name) VALUES(?1, ?2)", &q, error));
  query_bind_integer(q, 1, *id_out);
  query_bind_text(q, 2, name);
  return query_finish(q, error);
}

static void bind_series(query *q, const fact_writer *w, const pending_series *s,
                        int64_t source_id) {
  query_bind_integer(q, 1, registry_attribute_id(w->registry, s->attribute));
  query_bind_integer(q, 2, s->period);
  query_bind_integer(q, 3, source_id);
}

static sd_status settle_series(fact_writer *w, pending_series *s, sd_error *error) {
  database *db = registry_database(w->registry);
  int64_t source_id = 0, id = 0;
  TRY(find_or_add_source(w, s->source, &source_id, error));
  query *q = NULL;
  bool row = false;
  TRY(query_open(db, "SELECT id FROM series WHERE attribute_id=?1 AND period=?2 AND source_id=?3",
                 &q, error));
  bind_series(q, w, s, source_id);
  sd_status status = query_step(q, &row, error);
  if (row) s->id = query_integer(q, 0);
  query_close(q);
  if (status != SD_OK || row) return status;
  TRY(next_id(w, "SELECT max(id) FROM series", &id, error));
  TRY(query_open(db,
                 "INSERT INTO series(id, attribute_id, period, source_id) "
                 "VALUES(?4, ?1, ?2, ?3)",
                 &q, error));
  bind_series(q, w, s, source_id);
  query_bind_integer(q, 4, id);
  status = query_execute(q, error);
  query_close(q);
  s->id = id;
  return status;
}

static int compare_codes(const void *a, const void *b, void *subjects) {
  const pending_subject *all = subjects;
  return memcmp(all[*(const uint32_t *)a].code, all[*(const uint32_t *)b].code, CODE_SIZE);
}

/* --- What changes --- */

static sd_status note_change(fact_writer *w, int64_t subject_id, sd_error *error) {
  void *items = w->changed;
  if (!make_room(&items, w->changed_count, &w->changed_capacity, sizeof *w->changed))
    return no_memory(error);
  w->changed = items;
  w->changed[w->changed_count++] = subject_id;
  return SD_OK;
}

static sd_status store_changes(fact_writer *w, int64_t series_id, sd_error *error) {
  const changes_key key = {w->batch, series_id, w->portion};
  size_t count = w->changed_count;
  w->changed_count = 0;
  return changes_store(registry_database(w->registry), &key, w->changed, count, error);
}

static int compare_numbers(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

typedef struct subject_queries {
  query *find, *add, *add_kind;
} subject_queries;

static sd_status settle_subject(fact_writer *w, pending_subject *s, const subject_queries *q,
                                int64_t *last_id, sd_error *error) {
  text code = {s->code, CODE_SIZE};
  bool found = false;
  if (w->subject_id_before > 0) {
    query_bind_text(q->find, 1, code);
    TRY(query_step(q->find, &found, error));
    if (found) s->id = query_integer(q->find, 0);
    query_reset(q->find);
  }
  if (!found) {
    s->id = ++*last_id;
    query_bind_integer(q->add, 1, s->id);
    query_bind_text(q->add, 2, code);
    query_bind_integer(q->add, 3, w->batch);
    TRY(query_execute(q->add, error));
    w->counts.subjects_added++;
  }
  query_bind_text(q->add_kind, 1, w->kind);
  query_bind_integer(q->add_kind, 2, s->id);
  query_bind_integer(q->add_kind, 3, w->batch);
  TRY(query_execute(q->add_kind, error));
  if (database_changed_rows(registry_database(w->registry)) == 0) return SD_OK;
  return note_change(w, s->id, error);
}

/* In the order of codes, so that new ids and the index of codes grow at their ends. */
static sd_status settle_all(fact_writer *w, const uint32_t *order, const subject_queries *q,
                            sd_error *error) {
  int64_t last_id = 0;
  TRY(database_read_integer(registry_database(w->registry), "SELECT max(id) FROM subject", &last_id,
                            error));
  w->subject_id_before = last_id;
  for (size_t i = 0; i < w->subject_count; i++)
    TRY(settle_subject(w, &w->subjects[order[i]], q, &last_id, error));
  if (w->changed_count > 1)
    qsort(w->changed, w->changed_count, sizeof *w->changed, compare_numbers);
  return store_changes(w, CHANGES_OF_KINDS, error);
}

static sd_status settle_subjects(fact_writer *w, uint32_t *order, sd_error *error) {
  database *db = registry_database(w->registry);
  for (size_t i = 0; i < w->subject_count; i++) order[i] = (uint32_t)i;
  qsort_r(order, w->subject_count, sizeof *order, compare_codes, w->subjects);
  subject_queries q = {0};
  sd_status status = query_open(db, "SELECT id FROM subject WHERE code=?1", &q.find, error);
  if (status == SD_OK)
    status =
        query_open(db, "INSERT INTO subject(id, code, batch_id) VALUES(?1, ?2, ?3)", &q.add, error);
  if (status == SD_OK)
    status = query_open(db,
                        "INSERT INTO subject_kind(kind, subject_id, batch_id) "
                        "VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
                        &q.add_kind, error);
  if (status == SD_OK) status = settle_all(w, order, &q, error);
  query_close(q.find);
  query_close(q.add);
  query_close(q.add_kind);
  return status;
}

/* --- The order of the key --- */

static int compare_ids(const void *a, const void *b, void *subjects) {
  const pending_subject *all = subjects;
  int64_t x = all[*(const uint32_t *)a].id, y = all[*(const uint32_t *)b].id;
  return x < y ? -1 : x > y;
}

/* One pass of a counting sort: stable, by a number below `bound` of each fact. */
static bool sort_by(const pending_fact *from, pending_fact *to, size_t count, size_t bound,
                    const uint32_t *rank_of_subject) {
  size_t *starts = memory_allocate((bound + 1) * sizeof *starts);
  if (!starts) return false;
  for (size_t i = 0; i < count; i++)
    starts[(rank_of_subject ? rank_of_subject[from[i].subject] : from[i].series) + 1]++;
  for (size_t i = 0; i < bound; i++) starts[i + 1] += starts[i];
  for (size_t i = 0; i < count; i++)
    to[starts[rank_of_subject ? rank_of_subject[from[i].subject] : from[i].series]++] = from[i];
  memory_free(starts);
  return true;
}

/* By series, then subject id, then row: they came in the order of rows. */
static bool sort_facts(fact_writer *w, uint32_t *order) {
  qsort_r(order, w->subject_count, sizeof *order, compare_ids, w->subjects);
  uint32_t *rank = memory_allocate(w->subject_count * sizeof *rank);
  pending_fact *sorted = memory_allocate(w->fact_capacity * sizeof *sorted);
  bool done = rank && sorted;
  if (done) {
    for (size_t i = 0; i < w->subject_count; i++) rank[order[i]] = (uint32_t)i;
    done = sort_by(w->facts, sorted, w->fact_count, w->subject_count, rank) &&
           sort_by(sorted, w->facts, w->fact_count, w->series_count, NULL);
  }
  memory_free(rank);
  memory_free(sorted);
  return done;
}

/* --- What is there already --- */

/* The facts of one series from the database, walked beside the sorted new ones. */
typedef struct cursor {
  database *db;
  query *q;
  const pending_series *series;
  int64_t subject_id, batch;
  int32_t valid_from;
  bool has_row;
  text content;        /* of a string; opened when it was sealed */
  text_builder opened; /* holds it */
} cursor;

static sd_status step_cursor(cursor *c, sd_error *error) {
  TRY(query_step(c->q, &c->has_row, error));
  if (!c->has_row) return SD_OK;
  c->subject_id = query_integer(c->q, 0);
  c->valid_from = (int32_t)query_integer(c->q, 1);
  c->batch = query_integer(c->q, 2);
  c->content = query_text(c->q, 4);
  if (!fact_is_sealed(c->series->attribute)) return SD_OK;
  const fact_place place = {c->series->id, c->subject_id, c->valid_from, c->batch};
  TRY(fact_open(c->db, &place, c->content, &c->opened, error));
  c->content = text_builder_text(&c->opened);
  return SD_OK;
}

static sd_status search_cursor(cursor *c, int64_t subject_id, sd_error *error) {
  query_reset(c->q);
  query_bind_integer(c->q, 1, c->series->id);
  query_bind_integer(c->q, 2, subject_id);
  return step_cursor(c, error);
}

static sd_status move_cursor(cursor *c, int64_t subject_id, int32_t valid_from, sd_error *error) {
  for (int steps = 0; c->has_row && c->subject_id < subject_id; steps++) {
    if (steps < SEEK_STEPS)
      TRY(step_cursor(c, error));
    else
      TRY(search_cursor(c, subject_id, error));
  }
  while (c->has_row && c->subject_id == subject_id && c->valid_from < valid_from)
    TRY(step_cursor(c, error));
  return SD_OK;
}

static bool same_content(const pending_fact *f, const cursor *c) {
  return f->content ? text_is(c->content, f->content) : query_integer(c->q, 3) == f->number;
}

static bool equal_pending(const pending_fact *a, const pending_fact *b) {
  if (a->content && b->content) return strcmp(a->content, b->content) == 0;
  return !a->content && !b->content && a->number == b->number;
}

enum { ROW_DROPPED = 0 }; /* the row number of a fact that is not to be written */

static void drop(fact_writer *w, pending_fact *f) {
  f->row = ROW_DROPPED;
  w->counts.unchanged++;
}

/* Facts that the file says twice.  The limit keeps this from being slow for a file that gives one
 * subject a million values. */
static sd_status drop_repeated(fact_writer *w, pending_fact *group, size_t count, sd_error *error) {
  size_t kept = 1;
  for (size_t i = 1; i < count; i++) {
    size_t k = 0;
    while (k < kept && !equal_pending(&group[k], &group[i])) k++;
    if (k < kept) {
      drop(w, &group[i]);
      continue;
    }
    if (kept == LIMIT_CONTRADICTIONS)
      return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                       SD_ARGS("LIMIT_CONTRADICTIONS", SD_NUMBER(LIMIT_CONTRADICTIONS)));
    pending_fact f = group[i]; /* what is kept stands in front */
    group[i] = group[kept];
    group[kept++] = f;
  }
  return SD_OK;
}

/* Compares a group (one subject and valid_from) with the last batch's facts of the same.  `known`
 * has a mark for each fact of the group that the last batch has too. */
static sd_status compare_with_last(cursor *c, const pending_fact *group, size_t count,
                                   int64_t subject_id, bool *known, int64_t *batch_out,
                                   size_t *strange_out, sd_error *error) {
  *batch_out = 0;
  *strange_out = 0; /* facts of the last batch that the group does not have */
  while (c->has_row && c->subject_id == subject_id && c->valid_from == group->valid_from) {
    if (c->batch != *batch_out) {
      memset(known, 0, count * sizeof *known);
      *strange_out = 0;
      *batch_out = c->batch;
    }
    bool met = false;
    for (size_t i = 0; i < count; i++) {
      if (group[i].row == ROW_DROPPED || !same_content(&group[i], c)) continue;
      known[i] = met = true;
    }
    if (!met) ++*strange_out;
    TRY(step_cursor(c, error));
  }
  return SD_OK;
}

static sd_status drop_known(fact_writer *w, cursor *c, pending_fact *group, size_t count,
                            int64_t subject_id, sd_error *error) {
  TRY(move_cursor(c, subject_id, group->valid_from, error));
  bool few[32], *known = count <= 32 ? few : memory_allocate(count * sizeof *known);
  if (!known) return no_memory(error);
  memset(known, 0, count * sizeof *known);
  int64_t batch = 0;
  size_t strange = 0, unknown = 0;
  sd_status status = compare_with_last(c, group, count, subject_id, known, &batch, &strange, error);
  for (size_t i = 0; i < count; i++) unknown += group[i].row != ROW_DROPPED && !known[i];
  bool says_the_same = strange == 0 && unknown == 0;
  for (size_t i = 0; status == SD_OK && i < count; i++)
    if (known[i] && (says_the_same || batch == w->batch)) drop(w, &group[i]);
  if (known != few) memory_free(known);
  return status;
}

/* Rows of one subject and series by valid_from, which is nearly always the same. */
static void sort_group(pending_fact *group, size_t count) {
  for (size_t i = 1; i < count; i++) {
    pending_fact f = group[i];
    size_t k = i;
    for (; k > 0 && group[k - 1].valid_from > f.valid_from; k--) group[k] = group[k - 1];
    group[k] = f;
  }
}

static size_t group_size(const pending_fact *facts, size_t count, bool by_valid_from) {
  size_t size = 1;
  while (size < count && facts[size].subject == facts->subject &&
         (!by_valid_from || facts[size].valid_from == facts->valid_from))
    size++;
  return size;
}

static sd_status settle_groups(fact_writer *w, cursor *c, pending_fact *facts, size_t count,
                               sd_error *error) {
  for (size_t i = 0; i < count;) {
    size_t size = group_size(&facts[i], count - i, false);
    int64_t subject_id = w->subjects[facts[i].subject].id;
    if (size > 1) sort_group(&facts[i], size);
    for (size_t end = i + size; i < end;) {
      size_t part = group_size(&facts[i], end - i, true);
      if (part > 1) TRY(drop_repeated(w, &facts[i], part, error));
      if (subject_id <= w->subject_id_before)
        TRY(drop_known(w, c, &facts[i], part, subject_id, error));
      i += part;
    }
  }
  return SD_OK;
}

static sd_status drop_unchanged(fact_writer *w, const pending_series *s, pending_fact *facts,
                                size_t count, sd_error *error) {
  cursor c = {.db = registry_database(w->registry), .series = s};
  text_builder_init(&c.opened, SIZE_MAX / 2);
  TRY(query_open(registry_database(w->registry),
                 "SELECT subject_id, valid_from, batch_id, value, content FROM fact "
                 "WHERE series_id=?1 AND subject_id>=?2 "
                 "ORDER BY subject_id, valid_from, batch_id, row_number",
                 &c.q, error));
  sd_status status = search_cursor(&c, w->subjects[facts->subject].id, error);
  if (status == SD_OK) status = settle_groups(w, &c, facts, count, error);
  query_close(c.q);
  text_builder_release(&c.opened);
  return status;
}

/* --- Writing --- */

/* A string as it is stored; `sealed` holds it until the statement has run. */
static sd_status bind_string(fact_writer *w, query *q, const pending_series *s,
                             const pending_fact *f, text_builder *sealed, sd_error *error) {
  if (!fact_is_sealed(s->attribute)) {
    query_bind_string(q, 7, f->content);
    return SD_OK;
  }
  const fact_place place = {s->id, w->subjects[f->subject].id, f->valid_from, w->batch};
  TRY(fact_seal(registry_database(w->registry), &place, text_of(f->content), sealed, error));
  query_bind_text(q, 7, text_builder_text(sealed));
  return SD_OK;
}

static sd_status insert_facts(fact_writer *w, const pending_series *s, const pending_fact *facts,
                              size_t count, sd_error *error) {
  query *q = NULL;
  TRY(query_open(registry_database(w->registry),
                 "INSERT INTO fact(series_id, subject_id, valid_from, batch_id, row_number, "
                 "value, content) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 &q, error));
  query_bind_integer(q, 1, s->id);
  query_bind_integer(q, 4, w->batch);
  bool is_string = s->attribute->type == ATTRIBUTE_STRING;
  sd_status status = SD_OK;
  text_builder sealed;
  text_builder_init(&sealed, SIZE_MAX / 2);
  for (size_t i = 0; status == SD_OK && i < count; i++) {
    const pending_fact *f = &facts[i];
    if (f->row == ROW_DROPPED) continue;
    query_bind_integer(q, 2, w->subjects[f->subject].id);
    query_bind_integer(q, 3, f->valid_from);
    query_bind_integer(q, 5, f->row);
    if (is_string)
      status = bind_string(w, q, s, f, &sealed, error);
    else
      query_bind_integer(q, 6, f->number);
    if (status == SD_OK) status = query_execute(q, error);
    w->counts.added++;
    if (status == SD_OK) status = note_change(w, w->subjects[f->subject].id, error);
  }
  query_close(q);
  text_builder_release(&sealed);
  return status == SD_OK ? store_changes(w, s->id, error) : status;
}

static sd_status write_series(fact_writer *w, sd_error *error) {
  for (size_t i = 0; i < w->fact_count;) {
    size_t end = i;
    const pending_series *s = &w->series[w->facts[i].series];
    while (end < w->fact_count && w->facts[end].series == w->facts[i].series) end++;
    TRY(drop_unchanged(w, s, &w->facts[i], end - i, error));
    TRY(insert_facts(w, s, &w->facts[i], end - i, error));
    i = end;
  }
  return SD_OK;
}

static void forget_portion(fact_writer *w) {
  w->fact_count = w->subject_count = w->changed_count = 0;
  w->portion++;
  if (w->slots) memset(w->slots, 0, w->slot_count * sizeof *w->slots);
  arena_reset(w->contents);
}

sd_status fact_writer_flush(fact_writer *w, sd_error *error) {
  if (!w->has_begun) TRY(w->begin(w->context, &w->batch, error));
  w->has_begun = true;
  for (size_t i = 0; i < w->series_count; i++)
    if (w->series[i].id == 0) TRY(settle_series(w, &w->series[i], error));
  if (w->subject_count == 0) return SD_OK;
  uint32_t *order = memory_allocate(w->subject_count * sizeof *order);
  if (!order) return no_memory(error);
  sd_status status = settle_subjects(w, order, error);
  if (status == SD_OK && !sort_facts(w, order)) status = no_memory(error);
  memory_free(order);
  if (status == SD_OK) status = write_series(w, error);
  forget_portion(w);
  return status;
}
