/* The first pass of several items over one part of the subjects: by columns, by record where
 * needed. */
/* What must stay true: a decision depends on its subject's facts alone, not on the part, the thread
 * or the evaluator; what the column evaluator says is taken only where it is a plain value. */
#include "list/part_decider.h"

#include <string.h>

#include "base/allocator.h"
#include "base/map.h"
#include "column/worker.h"
#include "list/decision_line.h"

/* Beside the group's columns: the day and the data year, which hold for everybody. */
enum { CONSTANT_DAY, CONSTANT_YEAR, CONSTANT_COUNT };
/* A plan is made anew when values leave the range it was made for; ranges grow by powers of two. */
enum { PLANS_MAX = 200 };

/* Words keep their number from part to part, so that one plan serves all parts. */
typedef struct word_list {
  map numbers;
  text *words;
  size_t capacity;
} word_list;

/* The decisions of one version among the wants of the column plan. */
typedef struct version_wants {
  size_t status, amount, score_min, score_max; /* SIZE_MAX: none */
} version_wants;

typedef struct decided_version {
  const version_plan *plan;
  version_wants wants;
  dmn_evaluation *evaluation; /* made when a record is first needed */
} decided_version;

struct part_decider {
  const item_group *group;
  bool by_records;
  arena *arena;
  word_list *words; /* for each column of the group */
  column *columns;  /* of the part: the group's, then the constants */
  column *planned;  /* for which the plan was made */
  size_t column_count;
  decided_version *versions; /* of all items, one after another */
  size_t version_count;
  column_model *models; /* beside the versions */
  column_want *wants;
  size_t want_count;
  column_result *results; /* beside the wants */
  int64_t constants[CONSTANT_COUNT];
  column_plan *plan;
  column_worker *worker;
  size_t plans_made;
};

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Groups --- */

static bool same_request(const column_request *a, const column_request *b) {
  bool same_order = (a->order == NULL) == (b->order == NULL) &&
                    (a->order == NULL || strcmp(a->order, b->order) == 0);
  return strcmp(a->attribute, b->attribute) == 0 && a->period == b->period && a->pick == b->pick &&
         same_order;
}

static size_t column_of(item_group *g, const column_request *wanted) {
  for (size_t i = 0; i < g->column_count; i++) {
    if (same_request(&g->columns[i], wanted)) return i;
  }
  g->columns[g->column_count] = *wanted;
  return g->column_count++;
}

static const char *kind_of(const run_plan *plan) { return plan->versions[0].item->subject.data; }

bool item_group_init(item_group *g, const run_plan *first, size_t items_max, size_t columns_max,
                     arena *a) {
  *g = (item_group){.kind = kind_of(first),
                    .data_year = first->request->data_year,
                    .as_of_day = first->request->view.as_of_day,
                    .columns = ARENA_ARRAY(a, column_request, columns_max),
                    .items = ARENA_ARRAY(a, group_item, items_max)};
  return g->columns != NULL && g->items != NULL;
}

bool item_group_takes(const item_group *g, const run_plan *plan) {
  return strcmp(g->kind, kind_of(plan)) == 0 && g->data_year == plan->request->data_year &&
         g->as_of_day == plan->request->view.as_of_day;
}

bool item_group_add(item_group *g, size_t request, const run_plan *plan, arena *a) {
  size_t *columns = ARENA_ARRAY(a, size_t, plan->column_count);
  if (columns == NULL) return false;
  for (size_t i = 0; i < plan->column_count; i++) columns[i] = column_of(g, &plan->columns[i]);
  g->items[g->item_count++] = (group_item){request, plan, columns};
  return true;
}

/* --- Making --- */

static size_t add_want(part_decider *d, const dmn_element *element) {
  if (element == NULL) return SIZE_MAX;
  d->wants[d->want_count] = (column_want){(uint32_t)d->version_count, element, false};
  return d->want_count++;
}

static bool add_version(part_decider *d, const group_item *item, const version_plan *v) {
  uint32_t *columns = ARENA_ARRAY(d->arena, uint32_t, v->model->input_count + 1);
  if (columns == NULL) return false;
  for (size_t i = 0; i < v->model->input_count; i++) columns[i] = COLUMN_NONE;
  for (size_t i = 0; i < v->binding_count; i++) {
    const input_binding *b = &v->bindings[i];
    size_t place = b->input->kind == ITEM_FACT_AS_OF       ? d->group->column_count + CONSTANT_DAY
                   : b->input->kind == ITEM_FACT_DATA_YEAR ? d->group->column_count + CONSTANT_YEAR
                                                           : item->columns[b->column];
    columns[b->slot] = (uint32_t)place;
  }
  decided_version *version = &d->versions[d->version_count];
  version->plan = v;
  version->wants = (version_wants){add_want(d, v->status), add_want(d, v->amount),
                                   add_want(d, v->score_min), add_want(d, v->score_max)};
  d->models[d->version_count++] = (column_model){v->model, columns};
  return true;
}

static bool fill(part_decider *d) {
  size_t versions = 0;
  for (size_t i = 0; i < d->group->item_count; i++) {
    versions += d->group->items[i].plan->version_count;
  }
  d->column_count = d->group->column_count + CONSTANT_COUNT;
  d->words = ARENA_ARRAY(d->arena, word_list, d->group->column_count + 1);
  d->columns = ARENA_ARRAY(d->arena, column, d->column_count);
  d->planned = ARENA_ARRAY(d->arena, column, d->column_count);
  d->versions = ARENA_ARRAY(d->arena, decided_version, versions);
  d->models = ARENA_ARRAY(d->arena, column_model, versions);
  d->wants = ARENA_ARRAY(d->arena, column_want, 4 * versions);
  d->results = ARENA_ARRAY(d->arena, column_result, 4 * versions);
  if (d->words == NULL || d->columns == NULL || d->planned == NULL || d->versions == NULL ||
      d->models == NULL || d->wants == NULL || d->results == NULL) {
    return false;
  }
  for (size_t i = 0; i < d->group->column_count; i++) map_init(&d->words[i].numbers, d->arena);
  for (size_t i = 0; i < d->group->item_count; i++) {
    const group_item *item = &d->group->items[i];
    for (size_t v = 0; v < item->plan->version_count; v++) {
      if (!add_version(d, item, &item->plan->versions[v])) return false;
    }
  }
  d->constants[CONSTANT_DAY] = d->group->as_of_day;
  d->constants[CONSTANT_YEAR] = d->group->data_year;
  return true;
}

part_decider *part_decider_create(const item_group *group, bool by_records) {
  arena *a = arena_create(0);
  part_decider *d = a == NULL ? NULL : ARENA_NEW(a, part_decider);
  if (d == NULL) {
    arena_destroy(a);
    return NULL;
  }
  d->group = group;
  d->by_records = by_records;
  d->arena = a;
  if (fill(d)) return d;
  part_decider_destroy(d);
  return NULL;
}

static void forget_plan(part_decider *d) {
  column_worker_destroy(d->worker);
  column_plan_destroy(d->plan);
  d->worker = NULL;
  d->plan = NULL;
}

void part_decider_destroy(part_decider *d) {
  if (d == NULL) return;
  forget_plan(d);
  for (size_t i = 0; d->versions != NULL && i < d->version_count; i++) {
    dmn_evaluation_destroy(d->versions[i].evaluation);
  }
  arena_destroy(d->arena);
}

/* --- The columns of a part --- */

static bool number_of_word(part_decider *d, word_list *list, text word, uint32_t *out) {
  size_t index = map_index(&list->numbers, word);
  if (index == SIZE_MAX) {
    index = list->numbers.count;
    text copy = arena_copy(d->arena, word);
    if (copy.data == NULL || !map_set(&list->numbers, copy, list)) return false;
    if (index == list->capacity) {
      size_t capacity = index == 0 ? 64 : 2 * index;
      text *words = ARENA_ARRAY(d->arena, text, capacity);
      if (words == NULL) return false;
      if (index != 0) memcpy(words, list->words, index * sizeof *words);
      list->words = words;
      list->capacity = capacity;
    }
    list->words[index] = copy;
  }
  *out = (uint32_t)index;
  return true;
}

static bool take_words(part_decider *d, size_t index, const snapshot *part, arena *scratch,
                       column *out) {
  const snapshot_column *from = &part->columns[index];
  word_list *list = &d->words[index];
  uint32_t *number_of = ARENA_ARRAY(scratch, uint32_t, from->dictionary_count + 1);
  uint32_t *codes = ARENA_ARRAY(scratch, uint32_t, part->subject_count);
  if (number_of == NULL || codes == NULL) return false;
  for (size_t i = 0; i < from->dictionary_count; i++) {
    if (!number_of_word(d, list, from->dictionary[i], &number_of[i])) return false;
  }
  for (size_t i = 0; i < part->subject_count; i++) {
    if ((from->flags[i] & CELL_PRESENT) != 0) codes[i] = number_of[from->values[i]];
  }
  out->kind = COLUMN_STRING;
  out->width = sizeof *codes;
  out->values = codes;
  out->dictionary = list->words;
  out->dictionary_count = (uint32_t)list->numbers.count;
  out->has_range = true;
  out->min = 0;
  out->max = out->dictionary_count == 0 ? 0 : (int64_t)out->dictionary_count - 1;
  return true;
}

static bool take_column(part_decider *d, size_t index, const snapshot *part, arena *scratch,
                        column *out) {
  const snapshot_column *from = &part->columns[index];
  uint64_t *present = ARENA_ARRAY(scratch, uint64_t, (part->subject_count + 63) / 64);
  if (present == NULL) return false;
  column_pack_presence(from->flags, CELL_PRESENT, part->subject_count, present);
  *out = (column){.width = sizeof(int64_t), .values = from->values, .present = present};
  if (from->type == ATTRIBUTE_STRING) return take_words(d, index, part, scratch, out);
  out->kind = from->type == ATTRIBUTE_BOOLEAN ? COLUMN_BOOLEAN
              : from->type == ATTRIBUTE_DATE  ? COLUMN_DATE
                                              : COLUMN_NUMBER;
  out->scale = (uint8_t)from->scale;
  column_find_range(out, part->subject_count);
  return true;
}

static column constant_column(const part_decider *d, size_t constant) {
  return (column){.kind = constant == CONSTANT_DAY ? COLUMN_DATE : COLUMN_NUMBER,
                  .has_range = true,
                  .min = d->constants[constant],
                  .max = d->constants[constant],
                  .values = &d->constants[constant]};
}

static bool take_columns(part_decider *d, const snapshot *part, arena *scratch) {
  for (size_t i = 0; i < d->group->column_count; i++) {
    if (!take_column(d, i, part, scratch, &d->columns[i])) return false;
  }
  for (size_t i = 0; i < CONSTANT_COUNT; i++) {
    d->columns[d->group->column_count + i] = constant_column(d, i);
  }
  return true;
}

/* --- The plan --- */

static bool plan_serves(const part_decider *d) {
  if (d->plan == NULL) return false;
  if (d->plans_made == PLANS_MAX) return true; /* what is out of range is decided rightly too */
  for (size_t i = 0; i < d->group->column_count; i++) {
    const column *now = &d->columns[i], *then = &d->planned[i];
    if (now->min < then->min || now->max > then->max) return false;
  }
  return true;
}

/* The bounds of the least power of two around a value and what was there before. */
static int64_t widen(int64_t bound, int64_t before) {
  uint64_t size = bound < 0 ? (uint64_t)~bound : (uint64_t)bound, mask = 0;
  while (mask < size) mask = 2 * mask + 1;
  int64_t wide = bound < 0 ? ~(int64_t)mask : (int64_t)mask;
  if (bound < 0) return wide < before ? wide : before;
  return wide > before ? wide : before;
}

static sd_status make_plan(part_decider *d, sd_error *error) {
  forget_plan(d);
  for (size_t i = 0; i < d->column_count; i++) {
    column *c = &d->planned[i];
    int64_t min = c->min, max = c->max;
    *c = d->columns[i];
    if (c->kind == COLUMN_STRING || c->width == 0) continue;
    c->min = c->min < 0 ? widen(c->min, min) : min;
    c->max = c->max > 0 ? widen(c->max, max) : max;
    if (c->kind == COLUMN_BOOLEAN) c->min = 0, c->max = 1;
  }
  const value now = plan_now(d->group->as_of_day);
  const column_plan_request request = {.models = d->models,
                                       .model_count = d->version_count,
                                       .wanted = d->wants,
                                       .wanted_count = d->want_count,
                                       .columns = d->planned,
                                       .column_count = d->column_count,
                                       .now = now,
                                       .three_valued = true};
  TRY(column_plan_create(&request, &d->plan, error));
  d->plans_made++;
  d->worker = column_worker_create(d->plan);
  return d->worker == NULL ? out_of_memory(error) : SD_OK;
}

/* --- Deciding --- */

/* One item in one part. */
typedef struct item_part {
  run_plan plan; /* the item's, with the facts of the part */
  decided_version *versions;
  text_builder *lines;
  size_t *count;
} item_part;

static bool has(const uint64_t *bits, uint32_t row) {
  return bits != NULL && (bits[row / 64] >> (row % 64) & 1) != 0;
}

static bool take_amount(const item_version *item, const column_result *r, uint32_t row,
                        int64_t *out) {
  if (r->kind != VALUE_NUMBER || !has(r->known, row)) return false;
  const decimal yuan = decimal_scaled(r->values[row], -r->scale);
  return money_of_yuan(&yuan, item->amount_unit, item->amount_rounding, out) && *out >= 0;
}

/* A score that is no number is left empty, like the record evaluator does. */
static bool take_score(const column_result *r, uint32_t row, arena *scratch, text *out) {
  if (has(r->unknown, row) || has(r->null, row)) return true;
  if (r->kind != VALUE_NUMBER || !has(r->known, row)) return false;
  char buffer[DECIMAL_TEXT_SIZE];
  const decimal number = decimal_scaled(r->values[row], -r->scale);
  *out = arena_copy(scratch, (text){buffer, decimal_format(&number, buffer, sizeof buffer)});
  return out->data != NULL;
}

/* False when the row must be decided by the record evaluator. */
static bool decide_by_columns(const part_decider *d, const decided_version *v, uint32_t row,
                              arena *scratch, decision *out) {
  const column_result *status = &d->results[v->wants.status];
  if (status->kind != VALUE_BOOLEAN || !has(status->known, row)) return false;
  out->status = has(status->truth, row) ? DECISION_MET : DECISION_NOT_MET;
  if (out->status == DECISION_MET && v->wants.amount != SIZE_MAX &&
      !take_amount(v->plan->item, &d->results[v->wants.amount], row, &out->computed_fen)) {
    return false;
  }
  return (v->wants.score_min == SIZE_MAX ||
          take_score(&d->results[v->wants.score_min], row, scratch, &out->score_min)) &&
         (v->wants.score_max == SIZE_MAX ||
          take_score(&d->results[v->wants.score_max], row, scratch, &out->score_max));
}

static bool decide_by_record(const run_plan *plan, decided_version *v, size_t index, arena *scratch,
                             decision *out) {
  if (v->evaluation == NULL) v->evaluation = plan_evaluation_create(plan, v->plan, false);
  if (v->evaluation == NULL) return false;
  out->status = 0;
  out->computed_fen = 0;
  plan_bind(plan, v->plan, index, v->evaluation);
  return plan_decide(v->plan, v->evaluation, scratch, out);
}

static bool decide_row(part_decider *d, item_part *item, size_t index, uint32_t row,
                       arena *scratch) {
  const run_plan *plan = &item->plan;
  decision out;
  int32_t version = plan_begin_decision(plan, index, &out);
  if (version == PLAN_NOBODY) return true;
  if (version >= 0) {
    decided_version *v = &item->versions[version];
    if ((d->by_records || !decide_by_columns(d, v, row, scratch, &out)) &&
        !decide_by_record(plan, v, index, scratch, &out)) {
      return false;
    }
  }
  decision_line_write(&out, item->lines);
  ++*item->count;
  return !item->lines->failed;
}

static sd_status decide_batch(part_decider *d, const column_batch *batch, item_part *items,
                              arena *scratch, sd_error *error) {
  if (!d->by_records) {
    TRY(column_worker_run(d->worker, batch, error));
    for (size_t i = 0; i < d->want_count; i++) column_worker_result(d->worker, i, &d->results[i]);
  }
  for (size_t i = 0; i < d->group->item_count; i++) {
    arena_mark mark = arena_get_mark(scratch);
    for (uint32_t row = 0; row < batch->row_count; row++) {
      if (!decide_row(d, &items[i], batch->first_row + row, row, scratch)) {
        return out_of_memory(error);
      }
    }
    arena_rewind(scratch, mark);
  }
  return SD_OK;
}

/* The facts of the part as the item's plan numbers its columns. */
static sd_status item_part_init(item_part *item, const group_item *from, const snapshot *part,
                                arena *scratch, sd_error *error) {
  snapshot *facts = ARENA_NEW(scratch, snapshot);
  snapshot_column *columns = ARENA_ARRAY(scratch, snapshot_column, from->plan->column_count);
  if (facts == NULL || columns == NULL) return out_of_memory(error);
  for (size_t i = 0; i < from->plan->column_count; i++) {
    columns[i] = part->columns[from->columns[i]];
  }
  *facts = *part;
  facts->columns = columns;
  facts->column_count = from->plan->column_count;
  item->plan = *from->plan;
  item->plan.arena = scratch;
  return plan_use_facts(&item->plan, facts, error);
}

sd_status part_decider_run(part_decider *d, const snapshot *part, arena *scratch,
                           text_builder *lines, size_t *counts, sd_error *error) {
  size_t item_count = d->group->item_count;
  item_part *items = ARENA_ARRAY(scratch, item_part, item_count);
  if (items == NULL) return out_of_memory(error);
  if (!d->by_records && !take_columns(d, part, scratch)) return out_of_memory(error);
  decided_version *versions = d->versions;
  for (size_t i = 0; i < item_count; i++) {
    TRY(item_part_init(&items[i], &d->group->items[i], part, scratch, error));
    items[i].versions = versions;
    items[i].lines = &lines[i];
    items[i].count = &counts[i];
    versions += items[i].plan.version_count;
  }
  if (!d->by_records && !plan_serves(d)) TRY(make_plan(d, error));
  for (size_t first = 0; first < part->subject_count; first += COLUMN_BATCH_ROWS) {
    size_t rest = part->subject_count - first;
    const column_batch batch = {
        .columns = d->columns,
        .first_row = first,
        .row_count = (uint32_t)(rest < COLUMN_BATCH_ROWS ? rest : COLUMN_BATCH_ROWS)};
    TRY(decide_batch(d, &batch, items, scratch, error));
  }
  return SD_OK;
}
