/* The company file as of a day and as known at a moment, as typed columns. */
/* What must stay true: a snapshot depends on nothing but the view, the requests and the facts
 * within the view; dictionaries are numbered in the order of codes, so that the order in which
 * files arrived does not show. */
#include "registry/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "registry/pick.h"
#include "registry/series.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "snapshot_hash goes over memory");

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Subjects --- */

typedef struct subject_index {
  char (*codes)[SUBJECT_CODE_SIZE];
  size_t count;
  uint32_t *place_of; /* by id: index into codes plus 1; 0 when it is not in the snapshot */
  int64_t id_max;
  int64_t single_id; /* when a single subject was asked for: there is no `place_of` */
} subject_index;

/* The ids that belong to the kind by then, as a bit for each. */
static sd_status mark_kind(registry *r, const char *kind, int64_t last_batch, arena *a,
                           int64_t id_max, bool **out, sd_error *error) {
  bool *marks = ARENA_ARRAY(a, bool, (size_t)id_max + 1);
  if (!marks) return no_memory(error);
  query *q = NULL;
  TRY(query_open(registry_database(r),
                 "SELECT subject_id FROM subject_kind WHERE kind=?1 AND batch_id<=?2", &q, error));
  query_bind_string(q, 1, kind);
  query_bind_integer(q, 2, last_batch);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    int64_t id = query_integer(q, 0);
    if (id >= 0 && id <= id_max) marks[id] = true;
  }
  query_close(q);
  *out = marks;
  return status;
}

/* Index into codes plus 1; 0 when it is not in the snapshot. */
static size_t place_of_subject(const subject_index *index, int64_t id) {
  if (index->single_id != 0) return id == index->single_id;
  return id > index->id_max ? 0 : index->place_of[id];
}

static void add_subject(subject_index *index, int64_t id, text code) {
  memcpy(index->codes[index->count], code.data, code.size);
  index->place_of[id] = (uint32_t)++index->count;
}

static sd_status read_subjects(query *q, const bool *marks, int64_t last_batch,
                               subject_index *index, sd_error *error) {
  bool row = true;
  for (;;) {
    TRY(query_step(q, &row, error));
    if (!row) return SD_OK;
    int64_t id = query_integer(q, 0);
    text code = query_text(q, 1);
    if (id > index->id_max || (marks && !marks[id]) || code.size >= SUBJECT_CODE_SIZE) continue;
    if (query_integer(q, 2) <= last_batch) add_subject(index, id, code);
  }
}

static sd_status load_subjects(registry *r, const snapshot_request *request, int64_t last_batch,
                               arena *a, subject_index *index, sd_error *error) {
  int64_t total = 0;
  database *db = registry_database(r);
  TRY(database_read_integer(db, "SELECT count(*) FROM subject", &total, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM subject", &index->id_max, error));
  index->codes = arena_allocate_array(a, (size_t)total + 1, SUBJECT_CODE_SIZE);
  index->place_of = ARENA_ARRAY(a, uint32_t, (size_t)index->id_max + 1);
  bool *marks = NULL;
  if (!index->codes || !index->place_of) return no_memory(error);
  if (request->kind) TRY(mark_kind(r, request->kind, last_batch, a, index->id_max, &marks, error));
  query *q = NULL;
  TRY(query_open(db, "SELECT id, code, batch_id FROM subject ORDER BY code", &q, error));
  sd_status status = read_subjects(q, marks, last_batch, index, error);
  query_close(q);
  return status;
}

static sd_status load_single_subject(registry *r, const snapshot_request *request, arena *a,
                                     subject_index *index, sd_error *error) {
  int64_t id = 0;
  TRY(subject_id_of(r, text_of(request->code), &id, error));
  if (id == 0)
    return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_SUBJECT_UNKNOWN, SD_ARGS(request->code));
  index->single_id = id;
  index->codes = arena_allocate_array(a, 1, SUBJECT_CODE_SIZE);
  if (!index->codes) return no_memory(error);
  memcpy(index->codes[0], request->code, strlen(request->code));
  index->count = 1;
  return SD_OK;
}

/* --- One column --- */

typedef struct column_builder {
  const column_request *request;
  const subject_index *subjects;
  snapshot_column *column;
  int64_t *values;
  uint8_t *flags;
  pick_candidate *picks; /* the picked fact of each subject so far */
  uint32_t rank;         /* of the source being read */
  map words;             /* strings: content -> index */
  arena *arena;
} column_builder;

static sd_status intern(column_builder *b, text content, int64_t *out, sd_error *error) {
  size_t index = map_index(&b->words, content);
  if (index == SIZE_MAX) {
    text copy = arena_copy(b->arena, content);
    if (!copy.data || !map_set(&b->words, copy, b)) return no_memory(error);
    index = b->words.count - 1;
  }
  *out = (int64_t)index;
  return SD_OK;
}

static int compare_values(const column_builder *b, int64_t x, int64_t y) {
  if (b->column->type == ATTRIBUTE_STRING)
    return text_compare(b->words.entries[x].key, b->words.entries[y].key);
  return x < y ? -1 : x > y;
}

static sd_status consider(void *context, const stored_fact *fact, sd_error *error) {
  column_builder *b = context;
  size_t place = place_of_subject(b->subjects, fact->subject_id);
  if (place-- == 0) return SD_OK;
  int64_t value = fact->value.number;
  if (b->column->type == ATTRIBUTE_STRING) TRY(intern(b, fact->value.content, &value, error));
  pick_candidate now = {fact->valid_from_day, fact->batch, fact->row, b->rank};
  uint8_t flags = b->flags[place];
  bool take = (flags & CELL_PRESENT) == 0;
  if (!take) {
    if (b->values[place] != value) b->flags[place] = CELL_PRESENT | CELL_CONFLICT;
    take = pick_is_better(b->request->pick, &now, &b->picks[place],
                          compare_values(b, value, b->values[place]));
  }
  if (!take) return SD_OK;
  b->flags[place] |= CELL_PRESENT;
  b->values[place] = value;
  b->picks[place] = now;
  return SD_OK;
}

/* Numbers the strings anew in the order of subjects, and drops those that were not picked. */
static sd_status settle_dictionary(column_builder *b, sd_error *error) {
  snapshot_column *column = b->column;
  size_t count = b->words.count;
  text *dictionary = ARENA_ARRAY(b->arena, text, count + 1);
  int64_t *number_of = ARENA_ARRAY(b->arena, int64_t, count + 1); /* plus 1; 0 is none yet */
  if (!dictionary || !number_of) return no_memory(error);
  for (size_t i = 0; i < b->subjects->count; i++) {
    if ((b->flags[i] & CELL_PRESENT) == 0) continue;
    size_t word = (size_t)b->values[i];
    if (number_of[word] == 0) {
      dictionary[column->dictionary_count++] = b->words.entries[word].key;
      number_of[word] = (int64_t)column->dictionary_count;
    }
    b->values[i] = number_of[word] - 1;
  }
  column->dictionary = dictionary;
  return SD_OK;
}

static sd_status read_sources(registry *r, const snapshot_request *request,
                              const series_list *sources, int64_t last_batch, column_builder *b,
                              sd_error *error) {
  for (size_t i = 0; i < sources->count; i++) {
    const series *s = &sources->items[i];
    b->rank = pick_rank_of_source(b->request->order, s->source);
    TRY(series_current_facts(r, s, request->view, last_batch, b->subjects->single_id, consider, b,
                             error));
  }
  return SD_OK;
}

static sd_status check_column(registry *r, const column_request *c, const attribute **out,
                              sd_error *error) {
  const attribute *a = attribute_find(registry_catalogue(r), text_of(c->attribute));
  if (!a)
    return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_UNKNOWN_ATTRIBUTE,
                     SD_ARGS(c->attribute));
  if (!attribute_period_fits(a->period, c->period))
    return error_set(error, SD_INVALID, MESSAGE_REGISTRY_PERIOD_UNFIT,
                     SD_ARGS(c->attribute, SD_NUMBER(c->period)));
  *out = a;
  return SD_OK;
}

static sd_status build_column(registry *r, const snapshot_request *request, const series_list *all,
                              int64_t last_batch, column_builder *b, sd_error *error) {
  snapshot_column *column = b->column;
  TRY(check_column(r, b->request, &column->attribute, error));
  column->type = column->attribute->type;
  column->scale = attribute_type_scale(column->type);
  size_t room = b->subjects->count + 1;
  b->values = ARENA_ARRAY(b->arena, int64_t, room);
  b->flags = ARENA_ARRAY(b->arena, uint8_t, room);
  if (!b->values || !b->flags) return no_memory(error);
  memset(b->picks, 0, room * sizeof *b->picks);
  map_init(&b->words, b->arena);
  series_list sources = series_list_part(all, column->attribute, b->request->period);
  TRY(read_sources(r, request, &sources, last_batch, b, error));
  if (column->type == ATTRIBUTE_STRING) TRY(settle_dictionary(b, error));
  column->values = b->values;
  column->flags = b->flags;
  for (size_t i = 0; i < b->subjects->count; i++) {
    column->present_count += (b->flags[i] & CELL_PRESENT) != 0;
    column->conflict_count += (b->flags[i] & CELL_CONFLICT) != 0;
  }
  return SD_OK;
}

/* --- The whole --- */

static sd_status build_columns(registry *r, const snapshot_request *request,
                               const subject_index *subjects, int64_t last_batch, arena *a,
                               arena *scratch, snapshot *out, sd_error *error) {
  series_list all;
  TRY(series_list_load(r, scratch, &all, error));
  snapshot_column *columns = ARENA_ARRAY(a, snapshot_column, request->column_count + 1);
  pick_candidate *picks = ARENA_ARRAY(scratch, pick_candidate, subjects->count + 1);
  if (!columns || !picks) return no_memory(error);
  for (size_t i = 0; i < request->column_count; i++) {
    column_builder b = {.request = &request->columns[i],
                        .subjects = subjects,
                        .column = &columns[i],
                        .picks = picks,
                        .arena = a};
    TRY(build_column(r, request, &all, last_batch, &b, error));
  }
  *out = (snapshot){.subject_count = subjects->count,
                    .codes = (const char(*)[SUBJECT_CODE_SIZE])subjects->codes,
                    .columns = columns,
                    .column_count = request->column_count,
                    .last_batch = last_batch};
  return SD_OK;
}

static sd_status build_snapshot(registry *r, const snapshot_request *request, arena *a,
                                arena *scratch, snapshot *out, sd_error *error) {
  subject_index subjects = {0};
  int64_t last_batch = 0;
  TRY(series_last_batch(r, request->view.known_us, &last_batch, error));
  if (request->code)
    TRY(load_single_subject(r, request, a, &subjects, error));
  else
    TRY(load_subjects(r, request, last_batch, a, &subjects, error));
  return build_columns(r, request, &subjects, last_batch, a, scratch, out, error);
}

sd_status registry_snapshot(registry *r, const snapshot_request *request, arena *a,
                            const snapshot **out, sd_error *error) {
  snapshot *s = ARENA_NEW(a, snapshot);
  arena *scratch = arena_create(0);
  bool own = false;
  sd_status status = s && scratch ? registry_begin_view(r, &own, error) : no_memory(error);
  if (status == SD_OK) {
    status = build_snapshot(r, request, a, scratch, s, error);
    registry_end_view(r, own);
  }
  arena_destroy(scratch);
  if (status == SD_OK) *out = s;
  return status;
}

/* --- Reading a snapshot --- */

size_t snapshot_find(const snapshot *s, text code) {
  size_t low = 0, high = s->subject_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = text_compare(text_of(s->codes[middle]), code);
    if (order == 0) return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return SIZE_MAX;
}

bool snapshot_value(const snapshot *s, size_t column, size_t subject, fact_value *out) {
  const snapshot_column *c = &s->columns[column];
  if ((c->flags[subject] & CELL_PRESENT) == 0) return false;
  *out = (fact_value){.type = c->type, .number = c->values[subject], .content = TEXT("")};
  if (c->type == ATTRIBUTE_STRING) {
    out->content = c->dictionary[c->values[subject]];
    out->number = 0;
  }
  return true;
}

static void add_hash_string(sm3_hasher *h, const char *string) {
  sm3_add(h, (text){string, strlen(string) + 1});
}

static void add_hash_number(sm3_hasher *h, int64_t number) {
  unsigned char bytes[8];
  for (int i = 7; i >= 0; i--) bytes[i] = (unsigned char)((uint64_t)number >> (8 * (7 - i)));
  sm3_add(h, (text){(const char *)bytes, sizeof bytes});
}

static void hash_column(sm3_hasher *h, const snapshot *s, const snapshot_column *c,
                        const column_request *request) {
  add_hash_string(h, request->attribute);
  add_hash_number(h, request->period);
  add_hash_number(h, (int64_t)request->pick);
  add_hash_string(h, request->order ? request->order : "");
  add_hash_number(h, c->scale);
  for (size_t i = 0; i < c->dictionary_count; i++) {
    add_hash_number(h, (int64_t)c->dictionary[i].size);
    sm3_add(h, c->dictionary[i]);
  }
  sm3_add(h, (text){(const char *)c->values, s->subject_count * sizeof *c->values});
  sm3_add(h, (text){(const char *)c->flags, s->subject_count});
}

sd_status snapshot_hash(const snapshot *s, const snapshot_request *request, sm3_digest *out,
                        sd_error *error) {
  sm3_hasher *h = sm3_create();
  if (!h) return no_memory(error);
  add_hash_string(h, "sudui-snapshot-1");
  add_hash_number(h, (int64_t)s->subject_count);
  sm3_add(h, (text){(const char *)s->codes, s->subject_count * SUBJECT_CODE_SIZE});
  for (size_t i = 0; i < s->column_count; i++)
    hash_column(h, s, &s->columns[i], &request->columns[i]);
  bool finished = sm3_finish(h, out);
  sm3_destroy(h);
  return finished ? SD_OK : no_memory(error);
}
