/* The figures of the whole city, or of one district, for one data year. */
#include "operation/city_figures.h"

#include <string.h>

#include "base/clock.h"
#include "operation/city_tally.h"

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

const char *city_wait_name(city_wait w) {
  static const char *const names[] = {"stage", "objection", "answer", "fact", "failed", "account"};
  return names[w];
}

/* --- The lists --- */

typedef struct one_list {
  list_status status; /* its texts are copied */
  list_run *head;
  bool is_current;
} one_list;

typedef struct all_lists {
  database *db;
  arena *arena;
  one_list *lists;
  size_t count, capacity;
} all_lists;

static sd_status take_list(void *context, const list_status *list, sd_error *error) {
  all_lists *all = context;
  if (all->count == all->capacity) {
    size_t capacity = all->capacity == 0 ? 64 : 2 * all->capacity;
    one_list *grown = ARENA_ARRAY(all->arena, one_list, capacity);
    if (grown == NULL) return out_of_memory(error);
    if (all->count != 0) memcpy(grown, all->lists, all->count * sizeof *grown);
    all->lists = grown;
    all->capacity = capacity;
  }
  one_list *l = &all->lists[all->count++];
  *l = (one_list){.status = *list};
  l->status.item = arena_copy(all->arena, list->item);
  l->status.version_label = arena_copy(all->arena, list->version_label);
  if (l->status.item.data == NULL || l->status.version_label.data == NULL) {
    return out_of_memory(error);
  }
  TRY(list_is_current(all->db, list, &l->is_current, error));
  return run_load_head(all->db, list->id, all->arena, &l->head, error);
}

static sd_status take_years(const all_lists *all, city_figures *out, arena *a, sd_error *error) {
  int32_t *years = ARENA_ARRAY(a, int32_t, CITY_YEARS_MAX);
  if (years == NULL) return out_of_memory(error);
  for (size_t i = 0; i < all->count; i++) {
    int32_t year = all->lists[i].head->data_year;
    size_t at = out->year_count;
    while (at > 0 && years[at - 1] > year) at--;
    bool known = at > 0 && years[at - 1] == year;
    if (known || !all->lists[i].is_current || out->year_count == CITY_YEARS_MAX) continue;
    memmove(&years[at + 1], &years[at], (out->year_count - at) * sizeof *years);
    years[at] = year;
    out->year_count++;
  }
  out->years = years;
  return SD_OK;
}

/* --- Who received something before --- */

enum { EARLIER_AWARDS_MAX = 32 };

/* What is read of every subject: earlier awards, then what groups companies. */
typedef struct known_columns {
  column_request requests[EARLIER_AWARDS_MAX + CITY_TRAIT_COUNT];
  size_t award_count, count;
  size_t traits[CITY_TRAIT_COUNT]; /* SIZE_MAX: not in the catalogue */
} known_columns;

static bool is_earlier_award(const attribute *a) {
  return a->type == ATTRIBUTE_MONEY && a->period == ATTRIBUTE_PERIOD_NONE &&
         text_ends_with(a->id, TEXT("_award_paid"));
}

static void add_trait(const attribute_catalogue *catalogue, known_columns *k, city_trait trait,
                      const char *id, int32_t period) {
  const attribute *found = attribute_find(catalogue, text_of(id));
  k->traits[trait] = SIZE_MAX;
  if (found == NULL || !attribute_period_fits(found->period, period)) return;
  k->traits[trait] = k->count;
  k->requests[k->count++] = (column_request){id, period, PICK_LATEST, NULL};
}

static sd_status read_known(registry *r, city_tally *t, known_columns *k, sd_error *error) {
  const attribute_catalogue *catalogue = registry_catalogue(r);
  *k = (known_columns){.count = 0};
  for (size_t i = 0; i < catalogue->count && k->count < EARLIER_AWARDS_MAX; i++) {
    if (!is_earlier_award(&catalogue->attributes[i])) continue;
    const char *id = arena_copy(t->arena, catalogue->attributes[i].id).data;
    if (id == NULL) return out_of_memory(error);
    k->requests[k->count++] = (column_request){id, PERIOD_NONE, PICK_LATEST, NULL};
  }
  k->award_count = k->count;
  add_trait(catalogue, k, CITY_INDUSTRY, "industry_code", PERIOD_NONE);
  add_trait(catalogue, k, CITY_SIZE, "above_scale", t->out->data_year);
  snapshot_request request = {
      .view = {INT64_MAX, INT64_MAX}, .columns = k->requests, .column_count = k->count};
  return registry_snapshot(r, &request, t->arena, &t->known, error);
}

/* "C3841" → place of section C; 0 for what is no section of GB/T 4754. */
static uint8_t industry_place(text code) {
  bool is_section = code.size != 0 && code.data[0] >= 'A' && code.data[0] <= 'T';
  return is_section ? (uint8_t)(code.data[0] - 'A' + 1) : 0;
}

static void mark_traits(city_tally *t, const known_columns *k) {
  size_t industry = k->traits[CITY_INDUSTRY], size = k->traits[CITY_SIZE];
  fact_value v;
  for (size_t i = 0; i < t->known->subject_count; i++) {
    uint8_t *places = t->receivers[i].places;
    if (industry != SIZE_MAX && snapshot_value(t->known, industry, i, &v)) {
      places[CITY_INDUSTRY] = industry_place(v.content);
    }
    const snapshot_column *column = size == SIZE_MAX ? NULL : &t->known->columns[size];
    if (column != NULL && (column->flags[i] & CELL_PRESENT) != 0) {
      places[CITY_SIZE] = column->values[i] != 0 ? 1 : 2;
    }
  }
}

static void mark_facts(city_tally *t, size_t award_count) {
  for (size_t c = 0; c < award_count; c++) {
    const snapshot_column *column = &t->known->columns[c];
    for (size_t i = 0; i < t->known->subject_count; i++) {
      if (column->values[i] > 0) t->receivers[i].was_before = true;
    }
  }
}

/* Orders for earlier data years. */
static void mark_orders(city_tally *t, const all_lists *all, int32_t data_year) {
  size_t at = 0; /* both are in order of list */
  for (size_t i = 0; i < t->mark_count; i++) {
    const payout_mark *m = &t->marks[i];
    while (at < all->count && all->lists[at].status.id < m->list) at++;
    bool earlier = at < all->count && all->lists[at].status.id == m->list &&
                   all->lists[at].head->data_year < data_year;
    if (!earlier || !order_state_is_open(m->state)) continue;
    size_t subject = snapshot_find(t->known, text_of(m->subject));
    if (subject != SIZE_MAX) t->receivers[subject].was_before = true;
  }
}

/* --- Stages --- */

typedef struct stage_times {
  int64_t *values[ITEM_STAGE_COUNT];
  size_t counts[ITEM_STAGE_COUNT];
} stage_times;

static sd_status add_stages(database *db, int64_t list, int64_t now_us, arena *a, stage_times *s,
                            sd_error *error) {
  list_progress p;
  arena_mark mark = arena_get_mark(a);
  TRY(list_progress_get(db, list, NULL, now_us, a, &p, error));
  for (size_t i = 0; i < p.count; i++) {
    const stage_place *place = &p.places[i];
    bool next = i + 1 < p.count && p.places[i + 1].since_us != 0;
    if (!place->done || place->since_us == 0) continue;
    int64_t end_us = next ? p.places[i + 1].since_us : place->done_us;
    int kind = place->stage.kind;
    s->values[kind][s->counts[kind]++] = end_us - place->since_us;
  }
  arena_rewind(a, mark);
  return SD_OK;
}

static int64_t tenths(int64_t span_us) { return (10 * span_us + CLOCK_DAY_US / 2) / CLOCK_DAY_US; }

static sd_status close_stages(city_tally *t, stage_times *s, sd_error *error) {
  city_stage *stages = ARENA_ARRAY(t->arena, city_stage, ITEM_STAGE_COUNT + 1);
  if (stages == NULL) return out_of_memory(error);
  size_t count = 0;
  for (int kind = 0; kind < ITEM_STAGE_COUNT; kind++) {
    if (s->counts[kind] == 0) continue;
    stages[count++] =
        (city_stage){.kind = kind,
                     .count = (int64_t)s->counts[kind],
                     .median_tenths = tenths(tally_median(s->values[kind], s->counts[kind]))};
  }
  if (t->bank_count != 0) {
    for (size_t i = 0; i < t->bank_count; i++) t->bank_days[i] *= 10;
    stages[count++] = (city_stage){.kind = CITY_STAGE_BANK,
                                   .count = (int64_t)t->bank_count,
                                   .median_tenths = tally_median(t->bank_days, t->bank_count)};
  }
  t->out->stages = stages;
  t->out->stage_count = count;
  return SD_OK;
}

/* --- The whole --- */

static sd_status walk_lists(city_tally *t, const all_lists *all, sd_error *error) {
  stage_times stages = {0};
  for (int kind = 0; kind < ITEM_STAGE_COUNT; kind++) {
    stages.values[kind] = ARENA_ARRAY(t->arena, int64_t, all->count + 1);
    if (stages.values[kind] == NULL) return out_of_memory(error);
  }
  for (size_t i = 0; i < all->count; i++) {
    const one_list *l = &all->lists[i];
    if (!l->is_current || l->head->data_year != t->out->data_year) continue;
    city_group *item = &t->items[t->out->item_count++];
    *item = (city_group){.key = l->status.item,
                         .version = l->status.version_label,
                         .list = l->status.id,
                         .state = l->status.state,
                         .pays = l->head->versions[0]->amount_decision.size != 0};
    TRY(tally_list(t, all->db, &l->status, item, error));
    TRY(add_stages(all->db, l->status.id, t->request->now_us, t->arena, &stages, error));
  }
  return close_stages(t, &stages, error);
}

sd_status city_figures_read(registry *r, const city_request *request, arena *a, city_figures *out,
                            sd_error *error) {
  all_lists all = {.db = registry_database(r), .arena = a};
  payout_mark *marks = NULL;
  *out = (city_figures){0};
  city_tally *t = ARENA_NEW(a, city_tally);
  if (t == NULL) return out_of_memory(error);
  *t = (city_tally){.request = request, .arena = a, .out = out};
  TRY(list_each(all.db, TEXT(""), take_list, &all, error));
  TRY(take_years(&all, out, a, error));
  out->data_year = request->data_year != 0 ? request->data_year
                   : out->year_count != 0  ? out->years[out->year_count - 1]
                                           : 0;
  TRY(payout_marks_read(all.db, a, &marks, &t->mark_count, error));
  t->marks = marks;
  known_columns known;
  TRY(read_known(r, t, &known, error));
  TRY(tally_begin(t, all.count, error));
  mark_facts(t, known.award_count);
  mark_traits(t, &known);
  mark_orders(t, &all, out->data_year);
  TRY(walk_lists(t, &all, error));
  return tally_finish(t, error);
}
