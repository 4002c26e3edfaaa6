/* What a draft version of an item would change: the draft against what is in force, for the city.
 */
/* What must stay true: an evaluation depends on the facts, the models and the settings alone; the
 * literals are as written again after each. */
#include "list/simulation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "base/messages/list.h"
#include "column/parallel.h"
#include "list/run_columns.h"

enum { VERSIONS_MAX = 32, EXTRA_COLUMNS = 2 };

/* Draft or what is in force: a plan over all subjects, and what came out. */
typedef struct side {
  run_request request;
  run_plan plan;
  run_columns columns;
  bool is_prepared;
  const struct side *beside; /* has been read already; NULL: nothing has */
  uint8_t *status;           /* for each row; SIMULATION_NOT_COVERED too */
  int64_t *amount_fen;
} side;

/* Rows by what they have in common. */
typedef struct grouping {
  uint32_t *group_of; /* for each row */
  text *keys;
  size_t count;
} grouping;

struct simulation {
  arena *arena;
  simulation_key key;
  const item_version *draft_version;
  const item_version **base_versions;
  side draft, base;
  bool has_base;
  size_t row_count;
  simulation_parameter *parameters;
  size_t parameter_count;
  grouping groupings[SIMULATION_DIMENSION_COUNT];
  simulation_group *groups[SIMULATION_DIMENSION_COUNT];
  simulation_group *sorted[SIMULATION_DIMENSION_COUNT];
  simulation_outcome outcome;
  simulation_setting *settings; /* of the last evaluation, for the key */
  size_t setting_count;
};

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Deciding a side --- */

typedef struct decide_job {
  const side *side;
  size_t first_want[VERSIONS_MAX]; /* of each version: status, then amount */
} decide_job;

static bool has(const uint64_t *bits, uint32_t row) {
  return bits != NULL && (bits[row / 64] >> (row % 64) & 1) != 0;
}

/* The amount in fen, at most the cap; false when it is none, which makes the decision unknown. */
static bool take_amount(const item_version *item, column_worker *w, size_t want, uint32_t row,
                        const column_result *r, int64_t *out) {
  decimal yuan;
  if (r->kind == VALUE_NUMBER && has(r->known, row)) {
    yuan = decimal_scaled(r->values[row], -r->scale);
  } else {
    value v = column_worker_value(w, want, row);
    if (v.kind != VALUE_NUMBER) return false;
    yuan = v.as.number;
  }
  if (!money_of_yuan(&yuan, item->amount_unit, item->amount_rounding, out) || *out < 0)
    return false;
  if (item->amount_cap_fen > 0 && *out > item->amount_cap_fen) *out = item->amount_cap_fen;
  return true;
}

static void decide_row(const decide_job *job, column_worker *w, const column_result *results,
                       size_t index, uint32_t row) {
  const side *s = job->side;
  int32_t version = plan_version_of(&s->plan, index);
  s->amount_fen[index] = 0;
  if (version < 0) {
    s->status[index] = version == PLAN_NOBODY ? SIMULATION_NOT_COVERED : DECISION_UNKNOWN;
    return;
  }
  const version_plan *v = &s->plan.versions[version];
  size_t want = job->first_want[version];
  const column_result *status = &results[want];
  if (status->kind != VALUE_BOOLEAN || !has(status->known, row)) {
    s->status[index] = DECISION_UNKNOWN;
    return;
  }
  s->status[index] = has(status->truth, row) ? DECISION_MET : DECISION_NOT_MET;
  if (s->status[index] != DECISION_MET || v->amount == NULL) return;
  int64_t amount_fen;
  if (take_amount(v->item, w, want + 1, row, &results[want + 1], &amount_fen)) {
    s->amount_fen[index] = amount_fen;
  } else {
    s->status[index] = DECISION_UNKNOWN;
  }
}

static bool decide_batch(void *context, column_worker *w, const column_batch *batch, size_t first) {
  const decide_job *job = context;
  column_result results[2 * VERSIONS_MAX];
  for (size_t v = 0; v < job->side->plan.version_count; v++) {
    size_t want = job->first_want[v];
    column_worker_result(w, want, &results[want]);
    if (job->side->plan.versions[v].amount != NULL)
      column_worker_result(w, want + 1, &results[want + 1]);
  }
  for (uint32_t i = 0; i < batch->row_count; i++) decide_row(job, w, results, first + i, i);
  return true;
}

/* Compiled anew each time: the literals may be other ones. */
static sd_status decide_side(const simulation *s, const side *of, sd_error *error) {
  column_model models[VERSIONS_MAX];
  column_want wants[2 * VERSIONS_MAX];
  decide_job job = {.side = of};
  size_t want_count = 0;
  for (uint32_t v = 0; v < of->plan.version_count; v++) {
    const version_plan *version = &of->plan.versions[v];
    models[v] = (column_model){version->model, of->columns.column_of[v]};
    job.first_want[v] = want_count;
    wants[want_count++] = (column_want){.model = v, .decision = version->status};
    if (version->amount != NULL)
      wants[want_count++] = (column_want){.model = v, .decision = version->amount};
  }
  const column_plan_request request = {.models = models,
                                       .model_count = of->plan.version_count,
                                       .wanted = wants,
                                       .wanted_count = want_count,
                                       .columns = of->columns.columns,
                                       .column_count = of->columns.column_count,
                                       .now = plan_now(of->request.view.as_of_day),
                                       .three_valued = true};
  if (s->row_count == 0) return SD_OK;
  column_plan *plan = NULL;
  TRY(column_plan_create(&request, &plan, error));
  const column_run_request run = {.columns = of->columns.columns,
                                  .row_count = s->row_count,
                                  .threads = of->request.threads,
                                  .consume = decide_batch,
                                  .context = &job};
  sd_status status = column_run(plan, &run, NULL, error);
  column_plan_destroy(plan);
  return status;
}

/* --- Preparing --- */

/* The version as if in force now and for every data year, in its regions. */
static const item_version *in_force(const item_version *v, arena *a) {
  item_version *copy = ARENA_NEW(a, item_version);
  item_scope *scopes = ARENA_ARRAY(a, item_scope, v->scope_count + 1);
  if (copy == NULL || scopes == NULL) return NULL;
  for (size_t i = 0; i < v->scope_count; i++) {
    scopes[i] = v->scopes[i];
    scopes[i].from_day = INT64_MIN;
    scopes[i].to_day = INT64_MAX;
    scopes[i].data_year_from = INT32_MIN;
    scopes[i].data_year_to = INT32_MAX;
  }
  *copy = *v;
  copy->scopes = scopes;
  return copy;
}

static bool has_attribute(registry *r, const char *id, attribute_period period) {
  const attribute *found = attribute_find(registry_catalogue(r), text_of(id));
  return found != NULL && found->period == period;
}

/* The columns of the groupings stand behind those of the plan. */
static bool add_group_columns(registry *r, side *of, arena *a) {
  column_request *columns = ARENA_ARRAY(a, column_request, of->plan.column_count + EXTRA_COLUMNS);
  if (columns == NULL) return false;
  size_t count = of->plan.column_count;
  memcpy(columns, of->plan.columns, count * sizeof *columns);
  bool has_size = has_attribute(r, "above_scale", ATTRIBUTE_PERIOD_YEAR);
  bool has_field = has_attribute(r, "tech_field", ATTRIBUTE_PERIOD_NONE);
  columns[count++] =
      has_size ? (column_request){.attribute = "above_scale", .period = of->request.data_year}
               : columns[PLAN_DISTRICT];
  columns[count++] =
      has_field ? (column_request){.attribute = "tech_field"} : columns[PLAN_DISTRICT];
  of->plan.columns = columns;
  of->plan.column_count = count;
  return true;
}

static bool is_same_text(const char *x, const char *y) {
  return text_equal(text_of(x), text_of(y));
}

/* Whether two sides ask for the same facts in the same order. */
static bool has_same_columns(const run_plan *x, const run_plan *y) {
  if (x->column_count != y->column_count) return false;
  for (size_t i = 0; i < x->column_count; i++) {
    const column_request *a = &x->columns[i], *b = &y->columns[i];
    if (!is_same_text(a->attribute, b->attribute) || a->period != b->period || a->pick != b->pick ||
        !is_same_text(a->order, b->order)) {
      return false;
    }
  }
  return true;
}

/* Reading is nearly all that preparing costs: what the draft has read is not read again. */
static sd_status load_side(registry *r, side *of, const side *other, sd_error *error) {
  bool shared = other != NULL && has_same_columns(&of->plan, &other->plan);
  return shared ? plan_use_facts(&of->plan, other->plan.facts, error)
                : plan_load_facts(r, (text){NULL, 0}, &of->plan, error);
}

static sd_status prepare_side(registry *r, const simulation_request *asked, side *of,
                              const item_version *const *versions, size_t count, arena *a,
                              sd_error *error) {
  of->request = (run_request){.versions = versions,
                              .version_count = count,
                              .areas = asked->areas,
                              .data_year = asked->data_year,
                              .view = asked->view,
                              .budget_fen = RUN_BUDGET_NONE,
                              .threads = asked->threads,
                              .progress = asked->progress,
                              .progress_context = asked->progress_context};
  of->is_prepared = true;
  TRY(plan_prepare_models(&of->request, a, &of->plan, error));
  if (!add_group_columns(r, of, a)) return out_of_memory(error);
  TRY(load_side(r, of, of->beside, error));
  TRY(run_columns_make(&of->plan, a, &of->columns, error));
  size_t rows = of->plan.facts->subject_count;
  of->status = ARENA_ARRAY(a, uint8_t, rows + 1);
  of->amount_fen = ARENA_ARRAY(a, int64_t, rows + 1);
  return of->status == NULL || of->amount_fen == NULL ? out_of_memory(error) : SD_OK;
}

static sd_status check_versions(const simulation_request *request, sd_error *error) {
  const item_version *draft = request->draft;
  if (request->base_count > VERSIONS_MAX) {
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("versions", SD_NUMBER(VERSIONS_MAX)));
  }
  for (size_t i = 0; i <= request->base_count; i++) {
    const item_version *v = i < request->base_count ? request->bases[i] : draft;
    if (v->money.basis != ITEM_BASIS_AMOUNT)
      return error_set(error, SD_INVALID, MESSAGE_LIST_SIMULATION_BASIS, SD_ARGS(v->id.data));
    if (!text_equal(v->subject, draft->subject))
      return error_set(error, SD_INVALID, MESSAGE_LIST_SIMULATION_SUBJECT,
                       SD_ARGS(draft->subject.data, v->subject.data));
  }
  return SD_OK;
}

/* --- Groups --- */

static sd_status make_grouping(simulation *s, simulation_dimension dimension, size_t place,
                               sd_error *error) {
  const snapshot_column *c = &s->draft.plan.facts->columns[place];
  grouping *g = &s->groupings[dimension];
  bool is_text = c->type == ATTRIBUTE_STRING;
  size_t words = is_text ? c->dictionary_count : 2;
  g->count = words + 1;
  g->group_of = ARENA_ARRAY(s->arena, uint32_t, s->row_count + 1);
  g->keys = ARENA_ARRAY(s->arena, text, g->count);
  s->groups[dimension] = ARENA_ARRAY(s->arena, simulation_group, g->count);
  s->sorted[dimension] = ARENA_ARRAY(s->arena, simulation_group, g->count);
  if (g->group_of == NULL || g->keys == NULL || s->groups[dimension] == NULL ||
      s->sorted[dimension] == NULL) {
    return out_of_memory(error);
  }
  for (size_t i = 0; i < words; i++)
    g->keys[i] = is_text ? c->dictionary[i] : text_of(i == 0 ? "false" : "true");
  g->keys[words] = TEXT("");
  for (size_t i = 0; i < s->row_count; i++) {
    bool is_present = (c->flags[i] & CELL_PRESENT) != 0;
    g->group_of[i] = (uint32_t)(is_present ? (size_t)c->values[i] : words);
  }
  return SD_OK;
}

static sd_status make_groupings(simulation *s, sd_error *error) {
  size_t extra = s->draft.plan.column_count - EXTRA_COLUMNS;
  TRY(make_grouping(s, SIMULATION_DISTRICT, PLAN_DISTRICT, error));
  TRY(make_grouping(s, SIMULATION_SIZE, extra, error));
  return make_grouping(s, SIMULATION_FIELD, extra + 1, error);
}

static void add_side(simulation_side *to, uint8_t status, int64_t amount_fen) {
  to->met += status == DECISION_MET;
  to->not_met += status == DECISION_NOT_MET;
  to->unknown += status == DECISION_UNKNOWN;
  to->receivers += amount_fen > 0;
  to->cost_fen += amount_fen;
}

static void add_row(const simulation *s, size_t row, simulation_group *to) {
  uint8_t after = s->draft.status[row];
  uint8_t before = s->has_base ? s->base.status[row] : SIMULATION_NOT_COVERED;
  int64_t after_fen = s->draft.amount_fen[row];
  int64_t before_fen = s->has_base ? s->base.amount_fen[row] : 0;
  add_side(&to->before, before, before_fen);
  add_side(&to->after, after, after_fen);
  to->winners += after_fen > before_fen;
  to->losers += after_fen < before_fen;
  if (after_fen > before_fen) to->gained_fen += after_fen - before_fen;
  if (after_fen < before_fen) to->lost_fen += before_fen - after_fen;
  to->newly_met += after == DECISION_MET && before != DECISION_MET;
  to->no_longer_met += after != DECISION_MET && before == DECISION_MET;
}

static int compare_groups(const void *a, const void *b) {
  const simulation_group *x = a, *y = b;
  int64_t by_x = x->after.cost_fen + x->before.cost_fen;
  int64_t by_y = y->after.cost_fen + y->before.cost_fen;
  if (by_x != by_y) return by_x < by_y ? 1 : -1;
  if (x->after.met != y->after.met) return x->after.met < y->after.met ? 1 : -1;
  return text_compare(x->key, y->key);
}

/* Groups in which nobody is covered by either are left out. */
static void sort_groups(simulation *s, simulation_dimension dimension) {
  size_t kept = 0;
  for (size_t i = 0; i < s->groupings[dimension].count; i++) {
    simulation_group g = s->groups[dimension][i];
    g.key = s->groupings[dimension].keys[i];
    int64_t asked = g.before.met + g.before.not_met + g.before.unknown + g.after.met +
                    g.after.not_met + g.after.unknown;
    if (asked != 0) s->sorted[dimension][kept++] = g;
  }
  if (kept != 0) qsort(s->sorted[dimension], kept, sizeof(simulation_group), compare_groups);
  s->outcome.groups[dimension] = s->sorted[dimension];
  s->outcome.group_counts[dimension] = kept;
}

static void sum_up(simulation *s) {
  s->outcome = (simulation_outcome){.total.key = TEXT("")};
  for (size_t d = 0; d < SIMULATION_DIMENSION_COUNT; d++) {
    memset(s->groups[d], 0, s->groupings[d].count * sizeof(simulation_group));
    for (size_t i = 0; i < s->row_count; i++)
      add_row(s, i, &s->groups[d][s->groupings[d].group_of[i]]);
    sort_groups(s, (simulation_dimension)d);
  }
  for (size_t i = 0; i < s->row_count; i++) add_row(s, i, &s->outcome.total);
}

/* --- The key --- */

static void add_digest(sm3_hasher *h, const sm3_digest *digest) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(digest, hash);
  sm3_add(h, text_of(hash));
}

static sd_status hash_facts(const side *of, sm3_digest *out, sd_error *error) {
  const snapshot_request request = {.view = of->request.view,
                                    .kind = of->plan.versions[0].item->subject.data,
                                    .columns = of->plan.columns,
                                    .column_count = of->plan.column_count};
  return snapshot_hash(of->plan.facts, &request, out, error);
}

static sd_status make_key(simulation *s, const simulation_request *request, sd_error *error) {
  s->key = (simulation_key){.engine = DMN_ENGINE_VERSION,
                            .draft = request->draft->hash,
                            .view = request->view,
                            .data_year = request->data_year};
  sm3_digest facts[2] = {0};
  TRY(hash_facts(&s->draft, &facts[0], error));
  bool shared = s->has_base && s->base.plan.facts == s->draft.plan.facts;
  if (shared) facts[1] = facts[0];
  if (s->has_base && !shared) TRY(hash_facts(&s->base, &facts[1], error));
  sm3_hasher *bases = sm3_create(), *both = sm3_create();
  bool ok = bases != NULL && both != NULL;
  for (size_t i = 0; ok && i < request->base_count; i++)
    add_digest(bases, &request->bases[i]->hash);
  for (size_t i = 0; ok && i < 2; i++) add_digest(both, &facts[i]);
  ok = ok && sm3_finish(bases, &s->key.bases) && sm3_finish(both, &s->key.snapshot) &&
       sm3_of(request->areas == NULL ? TEXT("") : request->areas->source, &s->key.areas);
  sm3_destroy(bases);
  sm3_destroy(both);
  return ok ? SD_OK : out_of_memory(error);
}

const item_version *simulation_draft(const simulation *s) { return s->draft_version; }

const simulation_key *simulation_get_key(const simulation *s) { return &s->key; }

sd_status simulation_key_digest(const simulation *s, sm3_digest *out, sd_error *error) {
  sm3_hasher *h = sm3_create();
  if (h == NULL) return out_of_memory(error);
  char number[160];
  sm3_add(h, text_of("sudui-simulation-1\n"));
  sm3_add(h, text_of(s->key.engine));
  const sm3_digest *digests[] = {&s->key.draft, &s->key.bases, &s->key.snapshot, &s->key.areas};
  for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) add_digest(h, digests[i]);
  snprintf(number, sizeof number, "\n%lld %lld %d\n", (long long)s->key.view.as_of_day,
           (long long)s->key.view.known_us, (int)s->key.data_year);
  sm3_add(h, text_of(number));
  for (size_t i = 0; i < s->setting_count; i++) {
    char digits[DECIMAL_TEXT_SIZE];
    size_t size = decimal_format(&s->settings[i].value, digits, sizeof digits);
    snprintf(number, sizeof number, "%zu=%.*s\n", s->settings[i].parameter, (int)size, digits);
    sm3_add(h, text_of(number));
  }
  bool ok = sm3_finish(h, out);
  sm3_destroy(h);
  return ok ? SD_OK : out_of_memory(error);
}

/* --- Opening --- */

static sd_status prepare(simulation *s, registry *r, const simulation_request *request,
                         sd_error *error) {
  arena *a = s->arena;
  TRY(check_versions(request, error));
  s->draft_version = in_force(request->draft, a);
  s->base_versions = ARENA_ARRAY(a, const item_version *, request->base_count + 1);
  if (s->draft_version == NULL || s->base_versions == NULL) return out_of_memory(error);
  for (size_t i = 0; i < request->base_count; i++) {
    s->base_versions[i] = in_force(request->bases[i], a);
    if (s->base_versions[i] == NULL) return out_of_memory(error);
  }
  s->has_base = request->base_count != 0;
  TRY(prepare_side(r, request, &s->draft, &s->draft_version, 1, a, error));
  s->row_count = s->draft.plan.facts->subject_count;
  s->base.beside = &s->draft;
  if (s->has_base) {
    TRY(prepare_side(r, request, &s->base, s->base_versions, request->base_count, a, error));
    TRY(decide_side(s, &s->base, error));
  }
  TRY(make_groupings(s, error));
  if (!simulation_parameters_find(&s->draft.plan.versions[0], a, &s->parameters,
                                  &s->parameter_count)) {
    return out_of_memory(error);
  }
  s->settings = ARENA_ARRAY(a, simulation_setting, s->parameter_count + 1);
  if (s->settings == NULL) return out_of_memory(error);
  return make_key(s, request, error);
}

sd_status simulation_open(registry *r, const simulation_request *request, simulation **out,
                          sd_error *error) {
  arena *a = arena_create(0);
  simulation *s = a == NULL ? NULL : ARENA_NEW(a, simulation);
  if (s == NULL) {
    arena_destroy(a);
    return out_of_memory(error);
  }
  s->arena = a;
  sd_status status = prepare(s, r, request, error);
  if (status != SD_OK) {
    simulation_close(s);
    return status;
  }
  *out = s;
  return SD_OK;
}

void simulation_close(simulation *s) {
  if (s == NULL) return;
  if (s->draft.is_prepared) plan_release(&s->draft.plan);
  if (s->base.is_prepared) plan_release(&s->base.plan);
  arena_destroy(s->arena);
}

/* --- Evaluating --- */

size_t simulation_parameter_count(const simulation *s) { return s->parameter_count; }

const simulation_parameter *simulation_parameter_at(const simulation *s, size_t index) {
  return &s->parameters[index];
}

/* The draft's rows with these numbers; the literals are as written again afterwards. */
static sd_status decide_draft(simulation *s, const simulation_setting *settings, size_t count,
                              sd_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (settings[i].parameter >= s->parameter_count)
      return error_set(
          error, SD_MISUSE, MESSAGE_LIST_SIMULATION_PARAMETER,
          SD_ARGS(SD_NUMBER(settings[i].parameter + 1), SD_NUMBER(s->parameter_count)));
  }
  for (size_t i = 0; i < count; i++)
    *s->parameters[settings[i].parameter].place = value_number(settings[i].value);
  sd_status status = decide_side(s, &s->draft, error);
  for (size_t i = 0; i < count; i++) {
    const simulation_parameter *p = &s->parameters[settings[i].parameter];
    *p->place = value_number(p->value);
  }
  return status;
}

sd_status simulation_evaluate(simulation *s, const simulation_setting *settings, size_t count,
                              const simulation_outcome **out, sd_error *error) {
  TRY(decide_draft(s, settings, count, error));
  s->setting_count = 0;
  for (size_t i = 0; i < count && i < s->parameter_count; i++)
    s->settings[s->setting_count++] = settings[i];
  sum_up(s);
  *out = &s->outcome;
  return SD_OK;
}

/* --- Movers --- */

static int64_t change_of(const simulation *s, size_t row) {
  return s->draft.amount_fen[row] - (s->has_base ? s->base.amount_fen[row] : 0);
}

typedef struct moved {
  int64_t by_fen; /* without sign */
  size_t row;
} moved;

static int compare_moved(const void *a, const void *b) {
  const moved *x = a, *y = b;
  if (x->by_fen != y->by_fen) return x->by_fen < y->by_fen ? 1 : -1;
  return (x->row > y->row) - (x->row < y->row);
}

sd_status simulation_movers(const simulation *s, bool gain, size_t top, arena *a,
                            const simulation_mover **out, size_t *count_out, sd_error *error) {
  moved *all = ARENA_ARRAY(a, moved, s->row_count + 1);
  if (all == NULL) return out_of_memory(error);
  size_t count = 0;
  for (size_t i = 0; i < s->row_count; i++) {
    int64_t by_fen = gain ? change_of(s, i) : -change_of(s, i);
    if (by_fen > 0) all[count++] = (moved){by_fen, i};
  }
  if (count != 0) qsort(all, count, sizeof *all, compare_moved);
  if (count > top) count = top;
  simulation_mover *movers = ARENA_ARRAY(a, simulation_mover, count + 1);
  if (movers == NULL) return out_of_memory(error);
  for (size_t i = 0; i < count; i++) {
    size_t row = all[i].row;
    movers[i] =
        (simulation_mover){.district = plan_district(&s->draft.plan, row),
                           .before = s->has_base ? s->base.status[row] : SIMULATION_NOT_COVERED,
                           .after = s->draft.status[row],
                           .before_fen = s->has_base ? s->base.amount_fen[row] : 0,
                           .after_fen = s->draft.amount_fen[row]};
    memcpy(movers[i].code, s->draft.plan.facts->codes[row], sizeof movers[i].code);
  }
  *out = movers;
  *count_out = count;
  return SD_OK;
}

/* --- Curves --- */

sd_status simulation_curve(simulation *s, size_t parameter, arena *a, const simulation_point **out,
                           size_t *count_out, sd_error *error) {
  const simulation_parameter *p = &s->parameters[parameter];
  decimal values[PARAMETER_POINTS_MAX];
  size_t count = simulation_parameter_points(p, values);
  simulation_point *points = ARENA_ARRAY(a, simulation_point, count + 1);
  if (points == NULL) return out_of_memory(error);
  for (size_t i = 0; i < count; i++) {
    const simulation_setting setting = {parameter, values[i]};
    TRY(decide_draft(s, &setting, 1, error));
    simulation_group total = {0};
    for (size_t row = 0; row < s->row_count; row++) add_row(s, row, &total);
    points[i] = (simulation_point){.value = values[i],
                                   .is_written = decimal_compare(&values[i], &p->value) == 0,
                                   .side = total.after,
                                   .winners = total.winners,
                                   .losers = total.losers};
  }
  *out = points;
  *count_out = count;
  return SD_OK;
}
