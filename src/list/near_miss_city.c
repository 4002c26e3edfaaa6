/* Who narrowly misses an item: every company of the city at once. */
#include "list/near_miss_city.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "column/near_miss.h"
#include "list/explain_reasons.h"
#include "list/run_columns.h"
#include "list/run_plan.h"

/* A company that lacks a single condition, before it is put into words. */
typedef struct candidate {
  int64_t near_ppm;
  uint32_t row;
  uint32_t condition; /* index of counts */
  uint8_t way;        /* among its smallest */
} candidate;

/* Of one condition of one version; 2 × atom + becomes_true. */
typedef struct condition_count {
  size_t companies;
  size_t bands[NEAR_MISS_BAND_COUNT];
} condition_count;

/* What one thread found. */
typedef struct part {
  condition_count *counts;
  candidate *candidates;
  size_t candidate_count, capacity;
  size_t by_gaps[NEAR_MISS_GAPS_COUNTED + 1];
  size_t missed, no_way;
} part;

typedef struct search {
  const near_miss_request *request;
  arena *arena;
  run_plan plan;
  run_columns columns;
  near_miss_report *out;
  size_t version;      /* the one that is being treated */
  size_t *first_count; /* of each version: where its conditions begin among the counts */
  size_t count_count;
  column_near_miss **near; /* of each version; NULL when it covers nobody */
  part parts[NEAR_MISS_THREADS_MAX];
} search;

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Counting --- */

/* lacking / of in millionths, rounded up, so that "within" is never more than it says. */
static int64_t nearness(const column_gap *gap) {
  if (gap->lacking.kind != VALUE_NUMBER || gap->of.kind != VALUE_NUMBER) return INT64_MAX;
  decimal lacking = decimal_absolute(&gap->lacking.as.number);
  decimal of = decimal_absolute(&gap->of.as.number), million = decimal_of(1000000), ratio;
  int64_t ppm;
  if (decimal_is_zero(&of) || !decimal_multiply(&lacking, &million, &lacking) ||
      !decimal_divide(&lacking, &of, &ratio) || !decimal_round(&ratio, 0, ROUNDING_UP, &ratio) ||
      !decimal_to_int64(&ratio, &ppm)) {
    return INT64_MAX - 1;
  }
  return ppm;
}

static near_miss_band band_of(int64_t near_ppm) {
  if (near_ppm == INT64_MAX) return NEAR_MISS_NO_MEASURE;
  if (near_ppm <= 10000) return NEAR_MISS_1_PERCENT;
  if (near_ppm <= 50000) return NEAR_MISS_5_PERCENT;
  if (near_ppm <= 100000) return NEAR_MISS_10_PERCENT;
  return near_ppm <= 250000 ? NEAR_MISS_25_PERCENT : NEAR_MISS_FURTHER;
}

static bool add_candidate(part *p, candidate added) {
  if (p->candidate_count == p->capacity) {
    size_t capacity = p->capacity == 0 ? 1024 : p->capacity * 2;
    candidate *grown = memory_resize(p->candidates, capacity * sizeof *grown);
    if (grown == NULL) return false;
    p->candidates = grown;
    p->capacity = capacity;
  }
  p->candidates[p->candidate_count++] = added;
  return true;
}

static bool count_single(search *s, part *p, const column_miss *miss) {
  candidate nearest = {.near_ppm = INT64_MAX};
  bool is_found = false;
  for (size_t i = 0; i < miss->way_count; i++) {
    const column_gap *gap = &miss->ways[i].gaps[0];
    int64_t near_ppm = nearness(gap);
    size_t index = s->first_count[s->version] + 2 * gap->atom + gap->becomes_true;
    p->counts[index].companies++;
    p->counts[index].bands[band_of(near_ppm)]++;
    if (is_found && near_ppm >= nearest.near_ppm) continue;
    is_found = true;
    nearest = (candidate){near_ppm, (uint32_t)miss->row, (uint32_t)index, (uint8_t)i};
  }
  int64_t within = s->request->within_ppm;
  return (within >= 0 && nearest.near_ppm > within) || add_candidate(p, nearest);
}

static bool visit(void *context, size_t thread, const column_miss *miss) {
  search *s = context;
  part *p = &s->parts[thread];
  if (p->counts == NULL) {
    p->counts = memory_allocate((s->count_count + 1) * sizeof *p->counts);
    if (p->counts == NULL) return false;
    memset(p->counts, 0, (s->count_count + 1) * sizeof *p->counts);
  }
  p->missed++;
  if (miss->way_count == 0) {
    p->no_way++;
    return true;
  }
  size_t gaps = miss->ways[0].gap_count;
  p->by_gaps[gaps <= NEAR_MISS_GAPS_COUNTED ? gaps - 1 : NEAR_MISS_GAPS_COUNTED]++;
  return gaps != 1 || count_single(s, p, miss);
}

/* --- Searching --- */

static bool is_asked(const search *s, size_t row) {
  if (plan_version_of(&s->plan, row) != (int32_t)s->version) return false;
  text wanted = s->request->district;
  if (wanted.size == 0) return true;
  text district = plan_district(&s->plan, row);
  const area_table *areas = s->request->run->areas;
  return areas != NULL ? area_is_within(areas, district, wanted) : text_equal(district, wanted);
}

static sd_status create_near(search *s, size_t version, sd_error *error) {
  const version_plan *v = &s->plan.versions[version];
  const column_near_miss_request request = {.model = {v->model, s->columns.column_of[version]},
                                            .decision = v->status,
                                            .wanted = true,
                                            .columns = s->columns.columns,
                                            .column_count = s->columns.column_count,
                                            .row_count = s->plan.facts->subject_count,
                                            .now = plan_now(s->request->run->view.as_of_day)};
  TRY(column_near_miss_create(&request, &s->near[version], error));
  s->first_count[version] = s->count_count;
  s->count_count += 2 * column_near_miss_atom_count(s->near[version]);
  return SD_OK;
}

static sd_status search_version(search *s, size_t version, uint64_t *skipped, sd_error *error) {
  size_t rows = s->plan.facts->subject_count;
  s->version = version;
  memset(skipped, 0, (rows / 64 + 1) * sizeof *skipped);
  for (size_t i = 0; i < rows; i++) {
    if (plan_version_of(&s->plan, i) == (int32_t)version) s->out->covered++;
    if (!is_asked(s, i)) skipped[i / 64] |= UINT64_C(1) << (i % 64);
  }
  column_near_miss_counts counts;
  const column_near_miss_run_request run = {
      .skipped = skipped, .threads = s->request->run->threads, .visit = visit, .context = s};
  TRY(column_near_miss_run(s->near[version], &run, &counts, error));
  s->out->by_record += counts.by_record;
  return SD_OK;
}

static sd_status search_all(search *s, sd_error *error) {
  size_t versions = s->plan.version_count, rows = s->plan.facts->subject_count;
  s->near = ARENA_ARRAY(s->arena, column_near_miss *, versions);
  s->first_count = ARENA_ARRAY(s->arena, size_t, versions);
  uint64_t *skipped = ARENA_ARRAY(s->arena, uint64_t, rows / 64 + 1);
  if (s->near == NULL || s->first_count == NULL || skipped == NULL) return out_of_memory(error);
  if (rows == 0) return SD_OK;
  for (size_t i = 0; i < versions; i++) TRY(create_near(s, i, error));
  for (size_t i = 0; i < versions; i++) TRY(search_version(s, i, skipped, error));
  return SD_OK;
}

/* --- Conditions --- */

static int compare_conditions(const void *a, const void *b) {
  const near_miss_condition *x = *(const near_miss_condition *const *)a,
                            *y = *(const near_miss_condition *const *)b;
  if (x->companies != y->companies) return x->companies < y->companies ? 1 : -1;
  return (x > y) - (x < y);
}

static void add_parts(const search *s, size_t index, near_miss_condition *to) {
  for (size_t i = 0; i < NEAR_MISS_THREADS_MAX; i++) {
    const part *p = &s->parts[i];
    if (p->counts == NULL) continue;
    to->companies += p->counts[index].companies;
    for (size_t k = 0; k < NEAR_MISS_BAND_COUNT; k++) to->bands[k] += p->counts[index].bands[k];
  }
}

static bool copy_text(arena *a, text source, text *out) {
  *out = source.size == 0 ? TEXT("") : arena_copy(a, source);
  return out->data != NULL;
}

static bool describe_condition(const search *s, size_t version, size_t place,
                               near_miss_condition *out) {
  const dmn_condition *c = column_near_miss_atom(s->near[version], place / 2);
  out->version = s->plan.versions[version].item;
  out->becomes_true = place % 2 != 0;
  text measure = column_near_miss_measure(s->near[version], place / 2);
  return copy_text(s->arena, c->decision == NULL ? TEXT("") : c->decision->name, &out->decision) &&
         copy_text(s->arena, c->clause, &out->clause) &&
         copy_text(s->arena, c->condition, &out->condition) &&
         copy_text(s->arena, measure, &out->measure);
}

/* `all` is by index of counts, for the entries; the report gets those that occur, in order. */
static sd_status collect_conditions(search *s, near_miss_condition *all, sd_error *error) {
  near_miss_condition **sorted = ARENA_ARRAY(s->arena, near_miss_condition *, s->count_count + 1);
  near_miss_condition *kept = ARENA_ARRAY(s->arena, near_miss_condition, s->count_count + 1);
  if (sorted == NULL || kept == NULL) return out_of_memory(error);
  size_t count = 0;
  for (size_t v = 0; v < s->plan.version_count && s->near[v] != NULL; v++) {
    for (size_t i = 0; i < 2 * column_near_miss_atom_count(s->near[v]); i++) {
      near_miss_condition *c = &all[s->first_count[v] + i];
      add_parts(s, s->first_count[v] + i, c);
      if (c->companies == 0) continue;
      if (!describe_condition(s, v, i, c)) return out_of_memory(error);
      sorted[count++] = c;
    }
  }
  if (count != 0) qsort(sorted, count, sizeof *sorted, compare_conditions);
  for (size_t i = 0; i < count; i++) kept[i] = *sorted[i];
  s->out->conditions = kept;
  s->out->condition_count = count;
  return SD_OK;
}

/* --- Entries --- */

static int compare_candidates(const void *a, const void *b) {
  const candidate *x = a, *y = b;
  if (x->near_ppm != y->near_ppm) return x->near_ppm < y->near_ppm ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

/* By the rules and the cap, when the inputs are changed as the way says. */
static bool find_award(const search *s, size_t version, size_t row, const dmn_way *way,
                       dmn_evaluation *trial, arena *scratch, near_miss_entry *entry) {
  const version_plan *v = &s->plan.versions[version];
  if (!way->is_verified || v->amount == NULL) return true;
  decision d = {0};
  plan_bind(&s->plan, v, row, trial);
  for (size_t i = 0; i < way->change_count; i++)
    dmn_evaluation_bind(trial, way->changes[i].slot, way->changes[i].to);
  if (!plan_decide(v, trial, scratch, &d)) return false;
  if (d.status != DECISION_MET) return true;
  int64_t cap_fen = v->item->amount_cap_fen;
  entry->has_award = true;
  entry->award_fen = cap_fen > 0 && d.computed_fen > cap_fen ? cap_fen : d.computed_fen;
  return true;
}

/* The evaluations of one version: the company as it is, and as it would be. */
typedef struct describer {
  dmn_evaluation *evaluation, *trial;
  arena *scratch;
} describer;

static bool describe_entry(search *s, describer *d, const candidate *from,
                           const near_miss_condition *all, near_miss_entry *to) {
  size_t version = (size_t)plan_version_of(&s->plan, from->row);
  const version_plan *v = &s->plan.versions[version];
  arena_reset(d->scratch);
  plan_bind(&s->plan, v, from->row, d->evaluation);
  dmn_evaluation_decide(d->evaluation, v->status);
  const dmn_near_miss *found =
      dmn_near_miss_find(v->model, d->evaluation, v->status, true, d->scratch);
  if (found == NULL || from->way >= found->way_count) return false;
  const dmn_way *way = &found->ways[from->way];
  *to = (near_miss_entry){.near_ppm = from->near_ppm,
                          .condition = &all[from->condition],
                          .is_verified = way->is_verified};
  memcpy(to->code, s->plan.facts->codes[from->row], sizeof to->code);
  return copy_text(s->arena, plan_district(&s->plan, from->row), &to->district) &&
         explain_gap(&way->gaps[0], s->arena, &to->gap) &&
         find_award(s, version, from->row, way, d->trial, d->scratch, to);
}

static bool describer_init(describer *d, const search *s, size_t version) {
  const version_plan *v = &s->plan.versions[version];
  d->evaluation = plan_evaluation_create(&s->plan, v, false);
  d->trial = plan_evaluation_create(&s->plan, v, false);
  d->scratch = arena_create(0);
  return d->evaluation != NULL && d->trial != NULL && d->scratch != NULL;
}

static void describer_release(describer *d) {
  dmn_evaluation_destroy(d->evaluation);
  dmn_evaluation_destroy(d->trial);
  arena_destroy(d->scratch);
}

static bool describe_entries(search *s, const candidate *candidates, size_t count,
                             const near_miss_condition *all, near_miss_entry *entries) {
  bool ok = true;
  for (size_t v = 0; ok && v < s->plan.version_count; v++) {
    describer d = {0};
    ok = describer_init(&d, s, v);
    for (size_t i = 0; ok && i < count; i++) {
      if (plan_version_of(&s->plan, candidates[i].row) != (int32_t)v) continue;
      ok = describe_entry(s, &d, &candidates[i], all, &entries[i]);
    }
    describer_release(&d);
  }
  return ok;
}

static sd_status collect_entries(search *s, const near_miss_condition *all, sd_error *error) {
  size_t total = 0, used = 0;
  for (size_t i = 0; i < NEAR_MISS_THREADS_MAX; i++) total += s->parts[i].candidate_count;
  candidate *candidates = ARENA_ARRAY(s->arena, candidate, total + 1);
  if (candidates == NULL) return out_of_memory(error);
  for (size_t i = 0; i < NEAR_MISS_THREADS_MAX; i++) {
    const part *p = &s->parts[i];
    if (p->candidate_count == 0) continue;
    memcpy(&candidates[used], p->candidates, p->candidate_count * sizeof *candidates);
    used += p->candidate_count;
  }
  if (total != 0) qsort(candidates, total, sizeof *candidates, compare_candidates);
  size_t count = total < s->request->top ? total : s->request->top;
  near_miss_entry *entries = ARENA_ARRAY(s->arena, near_miss_entry, count + 1);
  if (entries == NULL || !describe_entries(s, candidates, count, all, entries))
    return out_of_memory(error);
  s->out->within = total;
  s->out->entries = entries;
  s->out->entry_count = count;
  return SD_OK;
}

/* --- The report --- */

static sd_status compute(search *s, registry *r, sd_error *error) {
  const run_request *request = s->request->run;
  near_miss_report *out = s->out;
  TRY(plan_prepare(r, request, (text){NULL, 0}, s->arena, &s->plan, error));
  TRY(run_columns_make(&s->plan, s->arena, &s->columns, error));
  *out = (near_miss_report){.item = request->versions[0]->id,
                            .versions = request->versions,
                            .version_count = request->version_count,
                            .data_year = request->data_year,
                            .view = request->view,
                            .last_batch = s->plan.facts->last_batch};
  TRY(search_all(s, error));
  for (size_t i = 0; i < NEAR_MISS_THREADS_MAX; i++) {
    out->missed += s->parts[i].missed;
    out->no_way += s->parts[i].no_way;
    for (size_t k = 0; k <= NEAR_MISS_GAPS_COUNTED; k++) out->by_gaps[k] += s->parts[i].by_gaps[k];
  }
  near_miss_condition *all = ARENA_ARRAY(s->arena, near_miss_condition, s->count_count + 1);
  if (all == NULL) return out_of_memory(error);
  TRY(collect_conditions(s, all, error));
  return collect_entries(s, all, error);
}

sd_status near_miss_compute(registry *r, const near_miss_request *request, arena *a,
                            near_miss_report **out, sd_error *error) {
  search *s = ARENA_NEW(a, search);
  if (s == NULL) return out_of_memory(error);
  s->request = request;
  s->arena = a;
  s->out = ARENA_NEW(a, near_miss_report);
  sd_status status = s->out == NULL ? out_of_memory(error) : compute(s, r, error);
  for (size_t i = 0; s->near != NULL && i < s->plan.version_count; i++)
    column_near_miss_destroy(s->near[i]);
  for (size_t i = 0; i < NEAR_MISS_THREADS_MAX; i++) {
    memory_free(s->parts[i].counts);
    memory_free(s->parts[i].candidates);
  }
  plan_release(&s->plan);
  if (status == SD_OK) *out = s->out;
  return status;
}
