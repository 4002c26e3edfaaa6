/* A settlement: the owner's confirmation of lists, with the amounts that follow from it. */
#include "list/settlement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/messages/list.h"
#include "list/given.h"
#include "list/list_exclusion.h"
#include "list/settlement_store.h"

enum { OUTPUT_BYTES_MAX = INT32_MAX, STEP_TEXT_MAX = 8192 };

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Rules --- */

#define RELATION_HEAD "first,second,relation,window,key,later,ceiling,clause\n"
#define CEILING_HEAD "ceiling,items,per,limit,attribute,period,share,clause\n"
#define REASON_HEAD "reason,by,zh,en\n"
#define LIST_HEAD "list,items,listed,since,until,repaired,reason,clause\n"

static text or_head(text content, text head) { return content.size == 0 ? head : content; }

sd_status settlement_rules_read(const settlement_documents *documents, arena *a,
                                settlement_rules *out, sd_error *error) {
  relation_table *relations;
  ceiling_table *ceilings;
  exclusion_rules *exclusions;
  TRY(relation_table_read(or_head(documents->relations, TEXT(RELATION_HEAD)), "relations.csv", a,
                          &relations, error));
  TRY(ceiling_table_read(or_head(documents->ceilings, TEXT(CEILING_HEAD)), "ceilings.csv", a,
                         &ceilings, error));
  TRY(exclusion_rules_read(or_head(documents->reasons, TEXT(REASON_HEAD)),
                           or_head(documents->lists, TEXT(LIST_HEAD)), a, &exclusions, error));
  *out = (settlement_rules){relations, ceilings, exclusions};
  return SD_OK;
}

/* --- Lists and awards --- */

/* What is put together on the way to a set. */
typedef struct gathering {
  registry *registry;
  settlement *s;
  arena *arena;
  sd_error *error;
  size_t capacity; /* of awards */
} gathering;

static sd_status add_list(gathering *g, const list_run *run) {
  civil_date date = {0};
  calendar_date_of(run->view.as_of_day, &date);
  g->s->set.lists[g->s->set.list_count++] =
      (settle_list){.id = run->id,
                    .item = run->item,
                    .versions = run->versions,
                    .version_count = run->version_count,
                    .data_year = run->data_year,
                    .award_year = date.year,
                    .budget_given = !run->budget_of_item && run->budget_fen != RUN_BUDGET_NONE,
                    .budget_fen = run->budget_fen,
                    .unknown = run->counts.unknown};
  return SD_OK;
}

static sd_status add_award(gathering *g, award w) {
  settle_set *set = &g->s->set;
  if (set->award_count == g->capacity) {
    size_t capacity = g->capacity == 0 ? 4096 : g->capacity * 2;
    award *awards = ARENA_ARRAY(g->arena, award, capacity);
    if (awards == NULL) return no_memory(g->error);
    if (set->award_count != 0) memcpy(awards, set->awards, set->award_count * sizeof *awards);
    set->awards = awards;
    g->capacity = capacity;
  }
  w.list = (uint32_t)(set->list_count - 1);
  set->awards[set->award_count++] = w;
  return SD_OK;
}

/* The candidates of a list; whom the owner left off comes with the reasons. */
static sd_status add_candidates(gathering *g, const list_run *run) {
  exclusion_entry *entries;
  size_t count, at = 0;
  TRY(list_exclusions_read(registry_database(g->registry), run->id, g->s->request.view.known_us,
                           g->arena, &entries, &count, g->error));
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    if (d->status != DECISION_MET) continue;
    while (at < count && text_compare(entries[at].code, text_of(d->code)) < 0) at++;
    bool excluded = at < count && text_is(entries[at].code, d->code);
    TRY(add_award(g, (award){.code = text_of(d->code),
                             .version = d->version,
                             .quantity = d->computed_fen,
                             .reasons = excluded ? entries[at].reasons : TEXT(""),
                             .missing = TEXT("")}));
  }
  return SD_OK;
}

static sd_status add_given(void *context, const given_award *given, sd_error *error) {
  gathering *g = context;
  text code = arena_copy(g->arena, given->code);
  if (code.data == NULL) return no_memory(error);
  g->s->changed += given->changed;
  return add_award(g, (award){.code = code,
                              .version = given->version,
                              .fixed = true,
                              .amount_fen = given->amount_fen,
                              .since = given->since,
                              .reasons = TEXT(""),
                              .missing = TEXT("")});
}

static sd_status gather(gathering *g) {
  settlement *s = g->s;
  database *db = registry_database(g->registry);
  size_t lists = s->request.list_count + s->prior_count;
  s->runs = ARENA_ARRAY(g->arena, list_run *, s->request.list_count);
  s->set.lists = ARENA_ARRAY(g->arena, settle_list, lists);
  if (s->runs == NULL || s->set.lists == NULL) return no_memory(g->error);
  for (size_t i = 0; i < s->request.list_count; i++) {
    TRY(run_load(db, s->request.lists[i], g->arena, &s->runs[i], g->error));
    TRY(add_list(g, s->runs[i]));
    TRY(add_candidates(g, s->runs[i]));
  }
  for (size_t i = 0; i < s->prior_count; i++) {
    list_run *run;
    TRY(given_run_load(db, s->priors[i].list, s->priors[i].settlement, g->arena, &run, g->error));
    TRY(add_list(g, run));
    TRY(given_each(db, run, s->priors[i].settlement, s->request.until_entry, add_given, g,
                   g->error));
  }
  return SD_OK;
}

static sd_status name_keys(settlement *s, arena *a, sd_error *error) {
  const relation_table *t = s->request.rules.relations;
  text *keys = ARENA_ARRAY(a, text, t->count);
  if (keys == NULL) return no_memory(error);
  s->set.keys = keys;
  for (size_t i = 0; i < t->count; i++) {
    text key = t->rows[i].key;
    if (key.size == 0 || settle_key_index(&s->set, key) != SIZE_MAX) continue;
    keys[s->set.key_count++] = key;
  }
  return SD_OK;
}

/* --- Canonical bytes --- */

static void add_hash(text_builder *out, const char *name, text content) {
  sm3_digest digest;
  char hex[SM3_TEXT_SIZE];
  out->failed |= !sm3_of(content, &digest);
  sm3_format(&digest, hex);
  text_builder_format(out, "%s %s\n", name, hex);
}

static void add_money(text_builder *out, const char *name, int64_t amount_fen) {
  char amount[MONEY_TEXT_SIZE];
  money_format_plain(amount_fen, amount);
  text_builder_format(out, " %s %s", name, amount);
}

static void write_budget(const settle_budget *b, text_builder *out) {
  text_builder_format(out, "budget %.*s item %.*s", TEXT_ARG(b->key), TEXT_ARG(b->item));
  add_money(out, "available", b->available_fen);
  add_money(out, "promised", b->result.needed_fen);
  add_money(out, "given", b->result.given_fen);
  if (b->rules->money.basis != ITEM_BASIS_AMOUNT) {
    text_builder_format(out, " factor %" PRId64 " of %" PRId64, b->result.price.factor,
                        b->rules->money.factor.max);
    if (b->factor_if_all >= 0) {
      text_builder_format(out, " if-all-met %" PRId64, b->factor_if_all);
    }
  }
  if (b->result.is_divided) text_builder_add_string(out, " divided");
  if (b->unknown != 0) text_builder_format(out, " unknown %" PRId64, b->unknown);
  if (b->unknown > 0 && b->unknown_fen > 0) add_money(out, "unknown-at-most", b->unknown_fen);
  text_builder_add_byte(out, '\n');
}

static void write_head(const settlement *s, text_builder *out) {
  char day[CALENDAR_TEXT_SIZE], hex[SM3_TEXT_SIZE];
  calendar_format_day(s->request.view.as_of_day, day);
  text_builder_format(out, "sudui-settlement 1\nas-of %s\nknown-us %" PRId64 "\n", day,
                      s->request.view.known_us);
  add_hash(out, "relations", s->request.rules.relations->source);
  add_hash(out, "ceilings", s->request.rules.ceilings->source);
  add_hash(out, "reasons", s->request.rules.exclusions->reasons_source);
  add_hash(out, "lists", s->request.rules.exclusions->lists_source);
  for (size_t i = 0; i < s->request.list_count; i++) {
    sm3_format(&s->runs[i]->output_hash, hex);
    text_builder_format(out, "list %" PRId64 " %.*s %d run %s\n", s->runs[i]->id,
                        TEXT_ARG(s->runs[i]->item), (int)s->runs[i]->data_year, hex);
  }
  for (size_t i = 0; i < s->prior_count; i++) {
    text_builder_format(out, "given %" PRId64 " by %" PRId64 "\n", s->priors[i].list,
                        s->priors[i].settlement);
  }
  if (s->changed != 0) {
    text_builder_format(out, "changed %zu until %" PRId64 "\n", s->changed, s->request.until_entry);
  }
  for (size_t i = 0; i < s->set.budget_count; i++) {
    if (s->set.budgets[i].key.size != 0) write_budget(&s->set.budgets[i], out);
  }
  text_builder_add_string(out, "code,list,state,amount,advance,reasons,missing,steps\n");
}

static sd_status write_steps(settlement *s, arena *a, sd_error *error) {
  char amount[MONEY_TEXT_SIZE];
  text_builder line;
  text_builder_init(&line, STEP_TEXT_MAX);
  s->steps_texts = ARENA_ARRAY(a, text, s->set.award_count);
  sd_status status = s->steps_texts == NULL ? no_memory(error) : SD_OK;
  for (size_t i = 0; status == SD_OK && i < s->set.award_count; i++) {
    const award *w = &s->set.awards[i];
    text_builder_clear(&line);
    for (size_t k = 0; k < w->step_count; k++) {
      money_format_plain(w->steps[k].after_fen, amount);
      text_builder_format(&line, "%s%.*s=%s", k == 0 ? "" : " ", TEXT_ARG(w->steps[k].by), amount);
    }
    s->steps_texts[i] = line.size == 0 ? TEXT("") : arena_copy(a, text_builder_text(&line));
    if (line.failed || s->steps_texts[i].data == NULL) status = no_memory(error);
  }
  text_builder_release(&line);
  return status;
}

stored_award settlement_line(const settlement *s, size_t index) {
  const award *w = &s->set.awards[index];
  return (stored_award){.code = w->code,
                        .list = s->set.lists[w->list].id,
                        .state = w->state,
                        .amount_fen = w->amount_fen,
                        .advance_fen = w->advance_fen,
                        .reasons = w->reasons,
                        .missing = w->missing,
                        .steps = s->steps_texts[index]};
}

void settlement_write(const settlement *s, text_builder *out) {
  size_t count = 0;
  text_builder_add(out, s->head);
  for (size_t i = 0; i < s->set.award_count; i++) {
    if (s->set.awards[i].fixed) continue;
    const stored_award line = settlement_line(s, i);
    award_write(&line, out);
    count++;
  }
  text_builder_format(out, "end %zu\n", count);
}

static sd_status seal_bytes(settlement *s, arena *a, sd_error *error) {
  text_builder bytes;
  text_builder_init(&bytes, OUTPUT_BYTES_MAX);
  write_head(s, &bytes);
  s->head = bytes.failed ? (text){NULL, 0} : arena_copy(a, text_builder_text(&bytes));
  sd_status status = s->head.data == NULL ? no_memory(error) : write_steps(s, a, error);
  if (status == SD_OK) {
    text_builder_clear(&bytes);
    settlement_write(s, &bytes);
    if (bytes.failed || !sm3_of(text_builder_text(&bytes), &s->hash)) status = no_memory(error);
  }
  text_builder_release(&bytes);
  return status;
}

/* --- Computing --- */

void settlement_tell(const settlement *s, unsigned quarter, size_t awards) {
  if (s->request.progress == NULL) return;
  uint64_t all = s->set.award_count;
  s->request.progress(s->request.progress_context, quarter * all + awards, 4 * all);
}

static int compare_ids(const void *a, const void *b) {
  const int64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

sd_status settlement_compute_beside(registry *r, const settlement_request *request,
                                    const settlement_prior *priors, size_t prior_count, arena *a,
                                    settlement **out, sd_error *error) {
  settlement *s = ARENA_NEW(a, settlement);
  int64_t *lists = ARENA_ARRAY(a, int64_t, request->list_count);
  if (s == NULL || lists == NULL) return no_memory(error);
  memcpy(lists, request->lists, request->list_count * sizeof *lists);
  qsort(lists, request->list_count, sizeof *lists, compare_ids);
  *s = (settlement){
      .actor = TEXT(""),
      .request = *request,
      .priors = priors,
      .prior_count = prior_count,
      .set = {.relations = request->rules.relations, .ceilings = request->rules.ceilings}};
  s->request.lists = lists;
  gathering g = {.registry = r, .s = s, .arena = a, .error = error};
  TRY(name_keys(s, a, error));
  TRY(gather(&g));
  settlement_tell(s, 1, 0);
  TRY(settlement_take_facts(r, s, a, error));
  settlement_tell(s, 2, 0);
  TRY(settle_awards(&s->set, a, error));
  TRY(seal_bytes(s, a, error));
  *out = s;
  return SD_OK;
}

sd_status settlement_compute(registry *r, const settlement_request *request, arena *a,
                             settlement **out, sd_error *error) {
  settlement_request now = *request;
  settlement_prior *priors;
  size_t count;
  audit_head head;
  TRY(audit_head_get(registry_database(r), &head, error));
  now.until_entry = head.sequence;
  TRY(settlement_priors_find(registry_database(r), &now, a, &priors, &count, error));
  return settlement_compute_beside(r, &now, priors, count, a, out, error);
}

/* --- Confirming --- */

static sd_status check_candidates(database *db, const settlement_request *request, arena *a,
                                  sd_error *error) {
  for (size_t i = 0; i < request->list_count; i++) {
    list_status status;
    TRY(list_get_status(db, request->lists[i], a, &status, error));
    if (status.state == LIST_CANDIDATE) continue;
    return error_set(error, SD_REFUSED, MESSAGE_LIST_NOT_CANDIDATE,
                     SD_ARGS(SD_NUMBER(request->lists[i])));
  }
  return SD_OK;
}

sd_status settlement_confirm(registry *r, const settlement_request *request, const char *actor,
                             int64_t now_us, arena *a, settlement **out, sd_error *error) {
  database *db = registry_database(r);
  TRY(database_begin(db, error));
  sd_status status = check_candidates(db, request, a, error);
  if (status == SD_OK) status = settlement_compute(r, request, a, out, error);
  if (status == SD_OK) status = settlement_store(db, *out, actor, now_us, error);
  if (status == SD_OK) status = database_commit(db, error);
  if (status != SD_OK) database_rollback(db);
  return status;
}
