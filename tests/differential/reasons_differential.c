/* Do reasons and decision agree?  Every shipped policy, for every company of a city.
 *
 * usage: reasons_differential CITY ROOT DAY-NUMBER DATA-YEAR [STRIDE]
 *
 * A run decides everybody; then each STRIDE-th subject is decided again by itself and explained,
 * and it is held that
 *   - the decision is that of the run, with the same missing facts and amount;
 *   - the last step of the explanation has the result of the decision;
 *   - each condition is as its own value, comparison and threshold say;
 *   - what is listed implies the result: with every condition that is not listed left open, the
 *     connectives of the decision still give it;
 *   - every condition has a text and a clause, and every fact has names in both languages.
 * The closing line counts subjects. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "dmn/explanation.h"
#include "list/run_plan.h"
#include "support/open_city.h"

enum { THREADS = 2, SHOWN_MAX = 20 };

typedef enum truth { FALSE, TRUE, NOTHING, OPEN } truth;

typedef struct comparison_job {
  const run_plan *plan;
  const list_run *run;
  size_t stride;
  atomic_size_t next;
  atomic_size_t passed, failed, reasons;
} comparison_job;

static truth truth_of(value v) {
  if (v.kind == VALUE_BOOLEAN) return v.as.boolean ? TRUE : FALSE;
  return v.kind == VALUE_NULL ? NOTHING : OPEN;
}

/* --- What is listed implies the result --- */

static bool same_value(value x, value y) {
  return x.kind == y.kind && (x.kind == VALUE_UNKNOWN || value_identical(x, y));
}

static bool is_listed(const dmn_explanation_step *step, const dmn_condition *c) {
  for (size_t i = 0; i < step->reason_count; i++) {
    const dmn_reason *r = &step->reasons[i];
    if (r->kind == DMN_REASON_CONDITION && text_equal(r->condition, c->condition) &&
        r->comparison == c->comparison && same_value(r->left, c->left) &&
        same_value(r->right, c->right) && same_value(r->result, c->result))
      return true;
  }
  return false;
}

static bool is_listed_rule(const dmn_explanation_step *step, const dmn_condition *rule) {
  for (size_t i = 0; i < step->reason_count; i++) {
    const dmn_reason *r = &step->reasons[i];
    if (r->kind == DMN_REASON_RULE && r->rule == rule->rule && same_value(r->result, rule->output))
      return true;
  }
  return false;
}

static truth implied(const dmn_explanation_step *step, const dmn_condition *c);

/* `absorbing` decides alone: false for all, true for any. */
static truth implied_chain(const dmn_explanation_step *step, const dmn_condition *c,
                           truth absorbing) {
  truth result = absorbing == FALSE ? TRUE : FALSE;
  for (size_t i = 0; i < c->child_count; i++) {
    truth one = implied(step, c->children[i]);
    if (one == absorbing) return absorbing;
    if (one == OPEN || (one == NOTHING && result != OPEN)) result = one;
  }
  return result;
}

static truth implied_choice(const dmn_explanation_step *step, const dmn_condition *c) {
  truth condition = implied(step, c->children[0]);
  truth then = implied(step, c->children[1]), otherwise = implied(step, c->children[2]);
  if (condition == TRUE) return then;
  if (condition != OPEN) return otherwise;
  return then == otherwise ? then : OPEN;
}

static truth implied_table(const dmn_explanation_step *step, const dmn_condition *c) {
  for (size_t i = 0; i < c->child_count; i++)
    if (is_listed_rule(step, c->children[i]) && implied_chain(step, c->children[i], FALSE) == TRUE)
      return truth_of(c->children[i]->output);
  return OPEN;
}

static truth implied(const dmn_explanation_step *step, const dmn_condition *c) {
  switch (c->kind) {
    case DMN_CONDITION_ATOM:
      return is_listed(step, c) ? truth_of(c->result) : OPEN;
    case DMN_CONDITION_ALL:
      return implied_chain(step, c, FALSE);
    case DMN_CONDITION_ANY:
      return implied_chain(step, c, TRUE);
    case DMN_CONDITION_NOT: {
      truth one = implied(step, c->children[0]);
      return one == TRUE ? FALSE : one == FALSE ? TRUE : one;
    }
    case DMN_CONDITION_CHOICE:
      return implied_choice(step, c);
    case DMN_CONDITION_TABLE:
      return implied_table(step, c);
    default: /* a constant, or a decision, which is told in a step of its own */
      return truth_of(c->result);
  }
}

/* --- One condition by itself --- */

static bool holds(dmn_comparison comparison, int order) {
  switch (comparison) {
    case DMN_LESS:
      return order < 0;
    case DMN_LESS_EQUAL:
      return order <= 0;
    case DMN_GREATER:
      return order > 0;
    default:
      return order >= 0;
  }
}

static bool is_consistent(const dmn_reason *r) {
  if (r->result.kind != VALUE_BOOLEAN) return true;
  bool said = r->result.as.boolean;
  int order;
  /* Whether a fact is on file is known, also when the fact is not. */
  if (r->left.kind == VALUE_UNKNOWN && r->right.kind == VALUE_NULL)
    return (r->comparison == DMN_EQUAL) == said;
  switch (r->comparison) {
    case DMN_HOLDS:
      return r->left.kind == VALUE_BOOLEAN && r->left.as.boolean == said;
    case DMN_EQUAL:
      return (value_equal(r->left, r->right) == TERNARY_TRUE) == said;
    case DMN_NOT_EQUAL:
      return (value_equal(r->left, r->right) == TERNARY_FALSE) == said;
    case DMN_LESS:
    case DMN_LESS_EQUAL:
    case DMN_GREATER:
    case DMN_GREATER_EQUAL:
      return value_order(r->left, r->right, &order) && holds(r->comparison, order) == said;
    default:
      return true;
  }
}

/* --- One subject --- */

static const char *check_step(const version_plan *version, dmn_evaluation *e,
                              const dmn_explanation_step *step, arena *a) {
  for (size_t i = 0; i < step->reason_count; i++) {
    const dmn_reason *r = &step->reasons[i];
    if (r->clause.size == 0) return "a reason without a clause";
    if (r->kind != DMN_REASON_CONDITION) continue;
    if (r->condition.size == 0) return "a condition without a text";
    if (!is_consistent(r)) return "a condition that is not as its parts say";
  }
  bool is_condition = step->result.kind == VALUE_BOOLEAN;
  if (!is_condition || step->decision->program == NULL) return NULL;
  dmn_condition_tree tree;
  if (!dmn_condition_tree_make_shallow(&tree, version->model, e, step->decision, a))
    return "memory";
  truth given = implied(step, tree.root->children[0]);
  return given == truth_of(step->result) ? NULL : "the listed conditions do not imply the result";
}

static const char *check_facts(const run_plan *plan, const version_plan *version) {
  for (size_t i = 0; i < version->binding_count; i++) {
    const input_binding *b = &version->bindings[i];
    if (b->input->kind != ITEM_FACT_ATTRIBUTE) continue;
    const attribute *of = plan->facts->columns[b->column].attribute;
    if (of->name_chinese.size == 0 || of->name_english.size == 0)
      return "a fact without names in both languages";
  }
  return NULL;
}

static const char *check_missing(const version_plan *version, const dmn_explanation *why,
                                 dmn_evaluation *e, const decision *d, arena *a) {
  if (d->status != DECISION_UNKNOWN || d->fault != DECISION_SOUND) return NULL;
  const missing_set *missing = why->missing;
  if (value_is_true(dmn_evaluation_decide(e, version->status)) && version->amount != NULL)
    missing = dmn_evaluation_undecided_by(e, version->amount);
  return text_equal(plan_missing_text(version, missing, a), d->missing) ? NULL
                                                                        : "other missing facts";
}

static const char *check_subject(comparison_job *job, size_t index, dmn_evaluation *e, arena *a) {
  const run_plan *plan = job->plan;
  const version_plan *version = &plan->versions[0];
  const decision *stored = &job->run->decisions[index];
  decision again = {0};
  plan_bind(plan, version, index, e);
  if (!plan_decide(version, e, a, &again)) return "memory";
  if (strcmp(stored->code, plan->facts->codes[index]) != 0) return "another subject";
  if (stored->status != again.status || stored->fault != again.fault ||
      stored->computed_fen != again.computed_fen || !text_equal(stored->missing, again.missing))
    return "another decision";
  const dmn_explanation *why = dmn_explanation_make(version->model, e, version->status, a);
  if (why == NULL || why->step_count == 0) return "no explanation";
  const dmn_explanation_step *last = &why->steps[why->step_count - 1];
  bool met = stored->status == DECISION_MET, not_met = stored->status == DECISION_NOT_MET;
  if (last->decision != version->status || value_is_false(last->result) != not_met ||
      (met && !value_is_true(last->result)))
    return "the last step has another result than the decision";
  for (size_t i = 0; i < why->step_count; i++) {
    atomic_fetch_add(&job->reasons, why->steps[i].reason_count);
    const char *fault = check_step(version, e, &why->steps[i], a);
    if (fault != NULL) return fault;
  }
  const char *fault = check_missing(version, why, e, stored, a);
  return fault != NULL ? fault : check_facts(plan, version);
}

static void *work(void *context) {
  comparison_job *job = context;
  arena *a = arena_create(0);
  dmn_evaluation *e = plan_evaluation_create(job->plan, &job->plan->versions[0], false);
  for (;;) {
    size_t index = atomic_fetch_add(&job->next, job->stride);
    if (index >= job->run->decision_count) break;
    arena_reset(a);
    const char *fault = check_subject(job, index, e, a);
    if (fault == NULL) {
      atomic_fetch_add(&job->passed, 1);
    } else if (atomic_fetch_add(&job->failed, 1) < SHOWN_MAX) {
      printf("%s %s: %s\n", job->run->item.data, job->run->decisions[index].code, fault);
    }
  }
  dmn_evaluation_destroy(e);
  arena_destroy(a);
  return NULL;
}

/* --- All --- */

typedef struct totals {
  size_t passed, failed;
} totals;

static void compare_version(opened_city *c, const item_version *v, registry_view view,
                            int32_t data_year, comparison_job *job) {
  sd_error error = {0};
  arena *a = arena_create(0);
  const item_version *asked = everywhere(v, a);
  const run_request request = {.versions = &asked,
                               .version_count = 1,
                               .areas = c->areas,
                               .data_year = data_year,
                               .view = view,
                               .budget_fen = RUN_BUDGET_NONE,
                               .threads = THREADS};
  list_run *run = NULL;
  run_plan plan;
  demand(run_compute(c->registry, &request, a, &run, &error), &error);
  demand(plan_prepare(c->registry, &request, (text){NULL, 0}, a, &plan, &error), &error);
  job->plan = &plan;
  job->run = run;
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, job);
  for (size_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  printf("%-24s %-6s %8zu subjects, %9zu reasons, %zu differences\n", v->id.data, v->version.data,
         atomic_load(&job->passed), atomic_load(&job->reasons), atomic_load(&job->failed));
  fflush(stdout);
  plan_release(&plan);
  arena_destroy(a);
}

int main(int argc, char **argv) {
  if (argc < 5) return 64;
  opened_city c;
  open_city(argv[1], argv[2], &c);
  registry_view view = {strtoll(argv[3], NULL, 10), INT64_MAX};
  int32_t data_year = (int32_t)strtol(argv[4], NULL, 10);
  size_t stride = argc > 5 ? strtoul(argv[5], NULL, 10) : 1;
  totals all = {0};
  for (size_t i = 0; i < c.items->count; i++) {
    const item_version *v = c.items->entries[i].item;
    if (v == NULL) continue;
    comparison_job job = {.stride = stride};
    compare_version(&c, v, view, data_year, &job);
    all.passed += atomic_load(&job.passed);
    all.failed += atomic_load(&job.failed);
  }
  close_city(&c);
  printf("%zu passed, %zu failed\n", all.passed, all.failed);
  return all.failed == 0 ? 0 : 1;
}
