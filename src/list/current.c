/* Updates: the subjects that new facts are about are decided again on the newest run of each item.
 */
/* What must stay true: what is appended makes the current decisions equal to those of a run made
 * now for the run's day; an update sees all batches behind the last one or none. */
#include "list/current.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "base/messages/list.h"
#include "list/current_rows.h"
#include "list/part_decider.h"
#include "registry/changes.h"
#include "registry/snapshot_digest.h"

enum {
  LINES_BYTES_MAX = INT32_MAX,
  BY_RECORD_MAX = 512 /* subjects up to which the record evaluator is faster */
};

/* A run on which decisions are kept current. */
typedef struct base {
  list_run *run;
  run_request request;
  run_plan plan;
  int64_t batch; /* that is in its decisions */
  int64_t *ids;  /* subjects to decide again, in an update */
  size_t id_count, id_capacity;
  text part; /* lines of the run's part that was looked into last, from the last subject on */
  update_row row;
  sm3_hasher *hasher;
} base;

struct updater {
  registry *registry;
  arena *arena; /* of what was loaded */
  base *bases;  /* by run */
  size_t base_count;
  int64_t stamp; /* changes with every run that is stored or withdrawn */
};

/* One update in the making. */
typedef struct updating {
  updater *updater;
  arena *scratch;
  registry_view view; /* of the newest batch; the day is each base's own */
  int64_t last_batch;
} updating;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Loading --- */

static sd_status read_stamp(database *db, int64_t *out, sd_error *error) {
  return database_read_integer(db,
                               "SELECT (SELECT count(*) FROM list_run) * 1000003"
                               " + (SELECT count(*) FROM list_act WHERE act = 'withdraw')",
                               out, error);
}

static sd_status load_base(updater *u, int64_t id, sd_error *error) {
  base *b = &u->bases[u->base_count];
  database *db = registry_database(u->registry);
  TRY(run_load_head(db, id, u->arena, &b->run, error));
  b->request = (run_request){.versions = b->run->versions,
                             .version_count = b->run->version_count,
                             .areas = b->run->areas,
                             .data_year = b->run->data_year,
                             .view = b->run->view,
                             .budget_fen = RUN_BUDGET_NONE};
  u->base_count++;
  TRY(plan_prepare_models(&b->request, u->arena, &b->plan, error));
  return current_batch(db, b->run, &b->batch, error);
}

static void unload(updater *u) {
  for (size_t i = 0; i < u->base_count; i++) {
    plan_release(&u->bases[i].plan);
    memory_free(u->bases[i].ids);
    sm3_destroy(u->bases[i].hasher);
  }
  u->base_count = 0;
  arena_reset(u->arena);
}

static sd_status load(updater *u, sd_error *error) {
  int64_t *runs = NULL;
  size_t count = 0;
  database *db = registry_database(u->registry);
  unload(u);
  TRY(read_stamp(db, &u->stamp, error));
  TRY(current_bases(db, u->arena, &runs, &count, error));
  u->bases = ARENA_ARRAY(u->arena, base, count + 1);
  if (u->bases == NULL) return out_of_memory(error);
  for (size_t i = 0; i < count; i++) TRY(load_base(u, runs[i], error));
  return SD_OK;
}

sd_status updater_open(registry *r, updater **out, sd_error *error) {
  updater *u = memory_allocate(sizeof *u);
  if (u == NULL) return out_of_memory(error);
  *u = (updater){.registry = r, .arena = arena_create(0)};
  sd_status status = u->arena == NULL ? out_of_memory(error) : load(u, error);
  if (status != SD_OK) {
    updater_close(u);
    return status;
  }
  *out = u;
  return SD_OK;
}

void updater_close(updater *u) {
  if (u == NULL) return;
  if (u->arena != NULL) unload(u);
  arena_destroy(u->arena);
  memory_free(u);
}

/* --- Whom the batches are about --- */

static bool asks_for(const base *b, const batch_changes *c) {
  if (c->attribute == NULL) return true; /* new of a kind */
  for (size_t i = 0; i < b->plan.column_count; i++) {
    const column_request *request = &b->plan.columns[i];
    if (request->period == c->period && text_is(c->attribute->id, request->attribute)) return true;
  }
  return false;
}

static bool add_ids(base *b, const int64_t *ids, size_t count) {
  if (b->id_count + count > b->id_capacity) {
    size_t capacity = 2 * b->id_capacity + count;
    int64_t *grown = memory_resize(b->ids, capacity * sizeof *grown);
    if (grown == NULL) return false;
    b->ids = grown;
    b->id_capacity = capacity;
  }
  memcpy(b->ids + b->id_count, ids, count * sizeof *ids);
  b->id_count += count;
  return true;
}

static sd_status note_changes(void *context, const batch_changes *c, sd_error *error) {
  updater *u = context;
  for (size_t i = 0; i < u->base_count; i++) {
    base *b = &u->bases[i];
    if (c->batch <= b->batch || !asks_for(b, c)) continue;
    if (!add_ids(b, c->ids, c->count)) return out_of_memory(error);
  }
  return SD_OK;
}

static int compare_ids(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static size_t sort_ids(int64_t *ids, size_t count) {
  size_t kept = 0;
  if (count > 1) qsort(ids, count, sizeof *ids, compare_ids);
  for (size_t i = 0; i < count; i++) {
    if (kept == 0 || ids[kept - 1] != ids[i]) ids[kept++] = ids[i];
  }
  return kept;
}

static sd_status newest_batch(updating *x, sd_error *error) {
  database *db = registry_database(x->updater->registry);
  TRY(database_read_integer(db, "SELECT max(id) FROM batch", &x->last_batch, error));
  return database_read_integer(db, "SELECT max(known_us) FROM batch", &x->view.known_us, error);
}

static sd_status find_subjects(updating *x, sd_error *error) {
  updater *u = x->updater;
  int64_t after = x->last_batch;
  for (size_t i = 0; i < u->base_count; i++) {
    base *b = &u->bases[i];
    b->id_count = 0;
    if (b->batch < after) after = b->batch;
  }
  bool known = false;
  TRY(changes_known_since(registry_database(u->registry), after, &known, error));
  if (!known) return error_set(error, SD_CONFLICT, MESSAGE_LIST_UPDATE_UNKNOWN, NULL);
  TRY(changes_each(u->registry, after, x->last_batch, note_changes, u, error));
  for (size_t i = 0; i < u->base_count; i++) {
    base *b = &u->bases[i];
    b->id_count = sort_ids(b->ids, b->id_count);
  }
  return SD_OK;
}

/* --- What is current --- */

static sd_status read_part(database *db, int64_t run, text code, arena *a, text *out,
                           sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT lines FROM list_part WHERE run = ?1 AND first_code <= ?2"
                 " ORDER BY first_code DESC LIMIT 1",
                 &q, error));
  query_bind_integer(q, 1, run);
  query_bind_text(q, 2, code);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row ? arena_copy(a, query_text(q, 0)) : TEXT("");
  query_close(q);
  return out->data == NULL ? out_of_memory(error) : status;
}

static int compare_line(text line, text code) {
  return text_compare(text_slice(line, 0, code.size), code);
}

/* Drops the lines of subjects before `code`. */
static void skip_lines(text *lines, text code) {
  while (lines->size != 0 && compare_line(*lines, code) < 0) {
    size_t end = text_find(*lines, TEXT("\n"), 0);
    *lines = end == SIZE_MAX ? TEXT("") : text_slice(*lines, end + 1, lines->size);
  }
}

/* The run's own line; subjects are asked for in order of code, so that a part is read once. */
static sd_status line_of_run(updating *x, base *b, text code, text *out, sd_error *error) {
  *out = TEXT("");
  skip_lines(&b->part, code);
  if (b->part.size == 0) {
    database *db = registry_database(x->updater->registry);
    TRY(read_part(db, b->run->id, code, x->scratch, &b->part, error));
    skip_lines(&b->part, code);
  }
  if (b->part.size == 0 || compare_line(b->part, code) != 0) return SD_OK;
  *out = text_slice(b->part, 0, text_find(b->part, TEXT("\n"), 0) + 1);
  return SD_OK;
}

/* The amount of a list is no part of what changes; a run's line is compared without it. */
static sd_status without_amount(text line, arena *a, text *out, sd_error *error) {
  if (line.size == 0) return SD_OK;
  size_t comma = line.size;
  while (comma > 0 && line.data[comma - 1] != ',') comma--;
  char *copy = arena_allocate(a, comma + sizeof "0.00\n");
  if (copy == NULL) return out_of_memory(error);
  memcpy(copy, line.data, comma);
  memcpy(copy + comma, "0.00\n", sizeof "0.00\n" - 1);
  *out = (text){copy, comma + sizeof "0.00\n" - 1};
  return SD_OK;
}

static sd_status current_line(updating *x, base *b, text code, text *out, sd_error *error) {
  int64_t batch = 0;
  database *db = registry_database(x->updater->registry);
  TRY(change_find(db, b->run->id, code, x->scratch, out, &batch, error));
  if (batch != 0) return SD_OK;
  TRY(line_of_run(x, b, code, out, error));
  return without_amount(*out, x->scratch, out, error);
}

/* --- Deciding again --- */

static sd_status compare_subject(updating *x, base *b, text code, text line, sd_error *error) {
  text before;
  arena_mark mark = arena_get_mark(x->scratch);
  TRY(current_line(x, b, code, &before, error));
  if (!text_equal(before, line)) {
    b->row.changes++;
    change_add_to_hash(b->hasher, code, line);
    TRY(change_store(registry_database(x->updater->registry), b->run->id, code, x->last_batch, line,
                     error));
  }
  if (b->part.size == 0) arena_rewind(x->scratch, mark); /* a part read meanwhile stays */
  return SD_OK;
}

/* Beside each subject its line, if any: lines are in the same order. */
static sd_status compare_lines(updating *x, base *b, const subject_set *subjects, text lines,
                               sd_error *error) {
  b->part = TEXT("");
  for (size_t i = 0; i < subjects->count; i++) {
    text code = text_of(subjects->codes[i]), line = TEXT("");
    if (lines.size != 0 && compare_line(lines, code) == 0) {
      size_t end = text_find(lines, TEXT("\n"), 0);
      line = text_slice(lines, 0, end + 1);
      lines = text_slice(lines, end + 1, lines.size);
    }
    TRY(compare_subject(x, b, code, line, error));
  }
  return SD_OK;
}

static sd_status decide_slice(updating *x, const item_group *g, part_decider *d,
                              const subject_set *subjects, text_builder *lines, sd_error *error) {
  updater *u = x->updater;
  arena_reset(x->scratch);
  const snapshot *facts = NULL;
  size_t *counts = ARENA_ARRAY(x->scratch, size_t, g->item_count);
  if (counts == NULL) return out_of_memory(error);
  const snapshot_request request = {.view = {g->as_of_day, x->view.known_us},
                                    .subjects = subjects,
                                    .columns = g->columns,
                                    .column_count = g->column_count};
  TRY(registry_snapshot(u->registry, &request, x->scratch, &facts, error));
  for (size_t i = 0; i < g->item_count; i++) text_builder_clear(&lines[i]);
  TRY(part_decider_run(d, facts, x->scratch, lines, counts, error));
  for (size_t i = 0; i < g->item_count; i++) {
    base *b = &u->bases[g->items[i].request];
    TRY(compare_lines(x, b, subjects, text_builder_text(&lines[i]), error));
  }
  return SD_OK;
}

static sd_status decide_slices(updating *x, const item_group *g, part_decider *d,
                               const subject_set *subjects, sd_error *error) {
  text_builder *lines = memory_allocate(g->item_count * sizeof *lines);
  if (lines == NULL) return out_of_memory(error);
  for (size_t i = 0; i < g->item_count; i++) text_builder_init(&lines[i], LINES_BYTES_MAX);
  sd_status status = SD_OK;
  for (size_t first = 0; status == SD_OK && first < subjects->count;
       first += SNAPSHOT_PART_SUBJECTS) {
    const subject_set slice = subject_set_part(subjects, first, SNAPSHOT_PART_SUBJECTS);
    status = decide_slice(x, g, d, &slice, lines, error);
  }
  for (size_t i = 0; i < g->item_count; i++) text_builder_release(&lines[i]);
  memory_free(lines);
  return status;
}

/* Every base of the group that has subjects, on the subjects of all of them. */
static sd_status decide_group(updating *x, const item_group *g, arena *a, sd_error *error) {
  updater *u = x->updater;
  base all = {0};
  subject_set subjects;
  bool ok = true;
  for (size_t i = 0; ok && i < g->item_count; i++) {
    const base *b = &u->bases[g->items[i].request];
    ok = add_ids(&all, b->ids, b->id_count);
  }
  sd_status status = ok ? SD_OK : out_of_memory(error);
  all.id_count = sort_ids(all.ids, all.id_count);
  if (status == SD_OK) {
    status = subject_set_of_ids(u->registry, x->view.known_us, g->kind, all.ids, all.id_count, a,
                                &subjects, error);
  }
  memory_free(all.ids);
  if (status != SD_OK) return status;
  part_decider *d = part_decider_create(g, subjects.count <= BY_RECORD_MAX);
  status = d == NULL ? out_of_memory(error) : decide_slices(x, g, d, &subjects, error);
  part_decider_destroy(d);
  return status;
}

/* Bases that ask about the same kind, year and day share what is read of their subjects. */
static sd_status decide_groups(updating *x, arena *a, sd_error *error) {
  updater *u = x->updater;
  bool *done = ARENA_ARRAY(a, bool, u->base_count + 1);
  if (done == NULL) return out_of_memory(error);
  for (size_t i = 0; i < u->base_count; i++) {
    if (done[i] || u->bases[i].id_count == 0) continue;
    size_t columns = 0;
    for (size_t k = i; k < u->base_count; k++) columns += u->bases[k].plan.column_count;
    item_group g;
    bool ok = item_group_init(&g, &u->bases[i].plan, u->base_count, columns, a);
    for (size_t k = i; ok && k < u->base_count; k++) {
      base *b = &u->bases[k];
      if (b->id_count == 0 || !item_group_takes(&g, &b->plan)) continue;
      ok = item_group_add(&g, k, &b->plan, a);
      done[k] = true;
    }
    if (!ok) return out_of_memory(error);
    TRY(decide_group(x, &g, a, error));
  }
  return SD_OK;
}

/* --- The whole --- */

static sd_status begin_rows(updating *x, sd_error *error) {
  for (size_t i = 0; i < x->updater->base_count; i++) {
    base *b = &x->updater->bases[i];
    b->row = (update_row){.run = b->run->id,
                          .after_batch = b->batch,
                          .last_batch = x->last_batch,
                          .subjects = (int64_t)b->id_count};
    if (b->hasher == NULL) b->hasher = sm3_create();
    if (b->hasher == NULL) return out_of_memory(error);
  }
  return SD_OK;
}

static sd_status store_rows(updating *x, const char *actor, int64_t now_us, arena *a,
                            update_report *out, sd_error *error) {
  updater *u = x->updater;
  update_row *rows = ARENA_ARRAY(a, update_row, u->base_count + 1);
  update_item *items = ARENA_ARRAY(a, update_item, u->base_count + 1);
  if (rows == NULL || items == NULL) return out_of_memory(error);
  size_t count = 0;
  for (size_t i = 0; i < u->base_count; i++) {
    base *b = &u->bases[i];
    if (b->batch == x->last_batch) continue;
    if (!sm3_finish(b->hasher, &b->row.hash)) return out_of_memory(error);
    rows[count] = b->row;
    items[count++] = (update_item){.run = b->run->id,
                                   .item = arena_copy(a, b->run->item),
                                   .data_year = b->run->data_year,
                                   .subjects = (size_t)b->row.subjects,
                                   .changes = (size_t)b->row.changes};
  }
  out->items = items;
  out->item_count = count;
  return update_store(registry_database(u->registry), rows, count, actor, now_us, error);
}

static sd_status update(updating *x, const char *actor, int64_t now_us, arena *a,
                        update_report *out, sd_error *error) {
  updater *u = x->updater;
  int64_t stamp = 0;
  TRY(read_stamp(registry_database(u->registry), &stamp, error));
  if (stamp != u->stamp) TRY(load(u, error));
  TRY(newest_batch(x, error));
  out->batch = x->last_batch;
  bool behind = false;
  for (size_t i = 0; i < u->base_count; i++) {
    TRY(current_batch(registry_database(u->registry), u->bases[i].run, &u->bases[i].batch, error));
    behind = behind || u->bases[i].batch < x->last_batch;
  }
  if (!behind) return SD_OK;
  TRY(find_subjects(x, error));
  TRY(begin_rows(x, error));
  TRY(decide_groups(x, a, error));
  return store_rows(x, actor, now_us, a, out, error);
}

sd_status updater_apply(updater *u, const char *actor, int64_t now_us, arena *a, update_report *out,
                        sd_error *error) {
  database *db = registry_database(u->registry);
  *out = (update_report){0};
  if (actor == NULL || actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  updating x = {.updater = u, .scratch = arena_create(0)};
  if (x.scratch == NULL) return out_of_memory(error);
  sd_status status = database_begin(db, error);
  if (status == SD_OK) status = update(&x, actor, now_us, a, out, error);
  if (status == SD_OK && out->item_count != 0) status = database_commit(db, error);
  database_rollback(db);
  arena_destroy(x.scratch);
  return status;
}
