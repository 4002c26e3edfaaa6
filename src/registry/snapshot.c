/* The company file as of a day and as known at a moment, as typed columns. */
/* What must stay true: a snapshot depends on nothing but the view, the requests and the facts
 * within the view; dictionaries are numbered in the order of codes, so that the order in which
 * files arrived does not show. */
#include "registry/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/messages/registry.h"
#include "registry/pick.h"
#include "registry/series.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "snapshot_hash goes over memory");

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Subjects --- */

typedef struct placed_id {
  int64_t id;
  uint32_t place; /* among the codes */
} placed_id;

/* A run of `ids` that is read at once, because few others lie between them. */
typedef struct id_segment {
  size_t first, end;
} id_segment;

/* The subjects in the order in which facts are stored. */
typedef struct subject_index {
  placed_id *ids; /* ascending */
  size_t count;
  id_segment *segments;
  size_t segment_count;
} subject_index;

/* To step over a fact takes about a twentieth of looking for one. */
enum { GAP_MAX = 16 };

static int compare_ids(const void *a, const void *b) {
  int64_t x = ((const placed_id *)a)->id, y = ((const placed_id *)b)->id;
  return x < y ? -1 : x > y;
}

static sd_status index_subjects(const subject_set *subjects, arena *a, subject_index *out,
                                sd_error *error) {
  out->count = subjects->count;
  out->ids = ARENA_ARRAY(a, placed_id, subjects->count + 1);
  out->segments = ARENA_ARRAY(a, id_segment, subjects->count + 1);
  if (!out->ids || !out->segments) return no_memory(error);
  bool in_order = true;
  for (size_t i = 0; i < subjects->count; i++) {
    out->ids[i] = (placed_id){subjects->ids[i], (uint32_t)i};
    in_order = in_order && (i == 0 || subjects->ids[i - 1] < subjects->ids[i]);
  }
  if (!in_order) qsort(out->ids, out->count, sizeof *out->ids, compare_ids);
  for (size_t i = 0; i < out->count; i++) {
    if (i == 0 || out->ids[i].id - out->ids[i - 1].id > GAP_MAX)
      out->segments[out->segment_count++].first = i;
    out->segments[out->segment_count - 1].end = i + 1;
  }
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
  size_t next;           /* of the subjects' ids: facts come in their order */
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
  const subject_index *subjects = b->subjects;
  while (b->next < subjects->count && subjects->ids[b->next].id < fact->subject_id) b->next++;
  if (b->next == subjects->count || subjects->ids[b->next].id != fact->subject_id) return SD_OK;
  size_t place = subjects->ids[b->next].place;
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

static sd_status read_source(registry *r, const series *s, registry_view view, int64_t last_batch,
                             column_builder *b, sd_error *error) {
  const subject_index *subjects = b->subjects;
  for (size_t i = 0; i < subjects->segment_count; i++) {
    id_segment part = subjects->segments[i];
    subject_range range = {subjects->ids[part.first].id, subjects->ids[part.end - 1].id};
    b->next = part.first;
    TRY(series_current_facts(r, s, view, last_batch, range, consider, b, error));
  }
  return SD_OK;
}

static sd_status read_sources(registry *r, const snapshot_request *request,
                              const series_list *sources, int64_t last_batch, column_builder *b,
                              sd_error *error) {
  for (size_t i = 0; i < sources->count; i++) {
    const series *s = &sources->items[i];
    b->rank = pick_rank_of_source(b->request->order, s->source);
    TRY(read_source(r, s, request->view, last_batch, b, error));
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
                               const subject_set *subjects, arena *a, arena *scratch, snapshot *out,
                               sd_error *error) {
  series_list all;
  subject_index index = {0};
  TRY(series_list_load(r, scratch, &all, error));
  TRY(index_subjects(subjects, scratch, &index, error));
  snapshot_column *columns = ARENA_ARRAY(a, snapshot_column, request->column_count + 1);
  pick_candidate *picks = ARENA_ARRAY(scratch, pick_candidate, subjects->count + 1);
  if (!columns || !picks) return no_memory(error);
  for (size_t i = 0; i < request->column_count; i++) {
    if (request->progress != NULL) {
      request->progress(request->progress_context, i, request->column_count);
    }
    column_builder b = {.request = &request->columns[i],
                        .subjects = &index,
                        .column = &columns[i],
                        .picks = picks,
                        .arena = a};
    TRY(build_column(r, request, &all, subjects->last_batch, &b, error));
  }
  *out = (snapshot){.subject_count = subjects->count,
                    .codes = subjects->codes,
                    .columns = columns,
                    .column_count = request->column_count,
                    .last_batch = subjects->last_batch};
  return SD_OK;
}

static sd_status build_snapshot(registry *r, const snapshot_request *request, arena *a,
                                arena *scratch, snapshot *out, sd_error *error) {
  subject_set own = {0};
  int64_t known_us = request->view.known_us;
  if (request->subjects) {
    own = *request->subjects;
  } else if (request->code) {
    TRY(subject_set_of_code(r, known_us, request->code, a, &own, error));
  } else {
    TRY(subject_set_load(r, known_us, request->kind, a, &own, error));
  }
  return build_columns(r, request, &own, a, scratch, out, error);
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
