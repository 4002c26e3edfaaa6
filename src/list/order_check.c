/* The look at a list just before it is ordered: exclusion lists, caps, ceilings and relations. */
#include "list/order_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/messages/list.h"
#include "list/given.h"
#include "list/settlement_store.h"
#include "policy/rule_table.h"

/* What must stay true: the awards of the list at hand are judged, all others are taken as they
 * stand; whom nothing puts beside the list is not read. */

enum { BYTES_MAX = INT32_MAX, LINE_FIELDS = 7 };

static const char *const RESULTS[] = {"clear", "excluded", "over-limit", "in-the-way",
                                      "fact-missing"};

const char *order_result_word(order_result result) { return RESULTS[result]; }

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Which lists stand beside this one --- */

static bool is_cross(const relation *r) {
  return r->window == RELATION_SAME_PROJECT || r->window == RELATION_SAME_REPRESENTATIVE;
}

static bool puts_together(const relation *r, text x, text y) {
  bool straight = rule_selects(r->first, x) && rule_selects(r->second, y);
  bool crossed = rule_selects(r->first, y) && rule_selects(r->second, x);
  return r->kind != RELATION_ADDITIVE && (straight || crossed);
}

/* True when a row puts an award of item `y` beside one of item `x`; `*others` when also of another
 * company. */
static bool stands_beside(const settlement_rules *rules, text x, text y, bool *others) {
  bool found = false;
  for (size_t i = 0; i < rules->relations->count; i++) {
    const relation *r = &rules->relations->rows[i];
    if (!puts_together(r, x, y)) continue;
    found = true;
    *others = *others || is_cross(r);
  }
  for (size_t i = 0; i < rules->ceilings->count; i++) {
    const ceiling *c = &rules->ceilings->rows[i];
    if (!rule_selects(c->items, x) || !rule_selects(c->items, y)) continue;
    found = true;
    *others = *others || c->holder.size != 0;
  }
  return found;
}

/* --- Gathering --- */

typedef struct look_pass {
  registry *registry;
  arena *arena;
  order_check *check;
  const order_check_ground *ground;
  settlement *s;        /* what settlement_take_facts and settle_again work on */
  size_t capacity, own; /* awards of the list itself come first */
  bool is_own, others;
} look_pass;

static bool is_own_company(const look_pass *p, text code) {
  size_t low = 0, high = p->own;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = text_compare(p->s->set.awards[middle].code, code);
    if (order == 0) return true;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

static sd_status take_given(void *context, const given_award *g, sd_error *error) {
  look_pass *p = context;
  settle_set *set = &p->s->set;
  if (!p->is_own && !p->others && !is_own_company(p, g->code)) return SD_OK;
  if (set->award_count == p->capacity) {
    size_t capacity = p->capacity == 0 ? 4096 : p->capacity * 2;
    award *awards = ARENA_ARRAY(p->arena, award, capacity);
    if (awards == NULL) return no_memory(error);
    if (set->award_count != 0) memcpy(awards, set->awards, set->award_count * sizeof *awards);
    set->awards = awards;
    p->capacity = capacity;
  }
  text code = arena_copy(p->arena, g->code);
  if (code.data == NULL) return no_memory(error);
  set->awards[set->award_count++] = (award){.code = code,
                                            .list = (uint32_t)(set->list_count - 1),
                                            .version = g->version,
                                            .fixed = !p->is_own,
                                            .amount_fen = g->amount_fen,
                                            .since = g->since,
                                            .reasons = TEXT(""),
                                            .entries = TEXT(""),
                                            .missing = TEXT("")};
  return SD_OK;
}

static sd_status take_list(look_pass *p, int64_t list, int64_t settled_by, sd_error *error) {
  database *db = registry_database(p->registry);
  list_run *run = NULL;
  civil_date date = {0};
  TRY(given_run_load(db, list, settled_by, p->arena, &run, error));
  calendar_date_of(run->view.as_of_day, &date);
  settle_set *set = &p->s->set;
  set->lists[set->list_count++] = (settle_list){.id = run->id,
                                                .item = run->item,
                                                .versions = run->versions,
                                                .version_count = run->version_count,
                                                .data_year = run->data_year,
                                                .award_year = date.year};
  return given_each(db, run, settled_by, p->ground->until_entry, take_given, p, error);
}

static sd_status item_of(database *db, int64_t list, arena *a, text *out, sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db, "SELECT item FROM list_run WHERE id = ?1", &q, error));
  query_bind_integer(q, 1, list);
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row ? arena_copy(a, query_text(q, 0)) : TEXT("");
  query_close(q);
  return status == SD_OK && out->data == NULL ? no_memory(error) : status;
}

static sd_status gather(look_pass *p, sd_error *error) {
  const order_check_ground *g = p->ground;
  settle_set *set = &p->s->set;
  set->lists = ARENA_ARRAY(p->arena, settle_list, g->prior_count + 1);
  if (set->lists == NULL) return no_memory(error);
  p->is_own = true;
  TRY(take_list(p, p->check->request.list, g->settlement, error));
  p->is_own = false;
  p->own = set->award_count;
  text own = set->lists[0].item;
  for (size_t i = 0; i < g->prior_count; i++) {
    text item;
    p->others = false;
    TRY(item_of(registry_database(p->registry), g->priors[i].list, p->arena, &item, error));
    if (!stands_beside(&g->rules, own, item, &p->others)) continue;
    TRY(take_list(p, g->priors[i].list, g->priors[i].settlement, error));
  }
  return SD_OK;
}

static sd_status name_keys(look_pass *p, sd_error *error) {
  const relation_table *t = p->ground->rules.relations;
  settle_set *set = &p->s->set;
  text *keys = ARENA_ARRAY(p->arena, text, t->count + 1);
  if (keys == NULL) return no_memory(error);
  set->keys = keys;
  for (size_t i = 0; i < t->count; i++) {
    if (t->rows[i].key.size == 0 || settle_key_index(set, t->rows[i].key) != SIZE_MAX) continue;
    keys[set->key_count++] = t->rows[i].key;
  }
  return SD_OK;
}

/* --- Verdicts --- */

static order_result result_of(const award *w) {
  if (w->reasons.size != 0) return ORDER_EXCLUDED;
  if (w->against.size == 0) return ORDER_CLEAR;
  if (text_starts_with(w->against, TEXT("missing:"))) return ORDER_FACT_MISSING;
  bool of_rules = text_is(w->against, "cap") || text_starts_with(w->against, TEXT("bound:")) ||
                  text_starts_with(w->against, TEXT("ceiling:"));
  return of_rules ? ORDER_OVER_LIMIT : ORDER_IN_THE_WAY;
}

static sd_status take_verdicts(look_pass *p, sd_error *error) {
  order_check *c = p->check;
  const settle_set *set = &p->s->set;
  order_verdict *verdicts = ARENA_ARRAY(p->arena, order_verdict, p->own + 1);
  if (verdicts == NULL) return no_memory(error);
  for (size_t i = 0; i < set->award_count; i++) { /* settle_again sorted them by code */
    const award *w = &set->awards[i];
    if (w->fixed) continue;
    order_verdict *v = &verdicts[c->count++];
    *v = (order_verdict){.code = w->code,
                         .result = result_of(w),
                         .amount_fen = w->amount_fen,
                         .most_fen = w->most_fen,
                         .reasons = w->reasons,
                         .entries = w->entries,
                         .against = w->against};
    c->found[v->result]++;
  }
  c->verdicts = verdicts;
  return SD_OK;
}

const order_verdict *order_check_find(const order_check *c, text code) {
  size_t low = 0, high = c->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = text_compare(c->verdicts[middle].code, code);
    if (order == 0) return &c->verdicts[middle];
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return NULL;
}

/* --- Bytes --- */

void order_verdict_write(const order_verdict *v, text_builder *out) {
  char amount[MONEY_TEXT_SIZE], most[MONEY_TEXT_SIZE];
  money_format_plain(v->amount_fen, amount);
  money_format_plain(v->most_fen, most);
  const text fields[LINE_FIELDS] = {v->code,         text_of(RESULTS[v->result]),
                                    text_of(amount), text_of(most),
                                    v->reasons,      v->entries,
                                    v->against};
  for (int i = 0; i < LINE_FIELDS; i++) {
    text_builder_add(out, fields[i]);
    text_builder_add_byte(out, i + 1 == LINE_FIELDS ? '\n' : '|');
  }
}

static bool read_result(text word, order_result *out) {
  for (int i = 0; i <= ORDER_FACT_MISSING; i++) {
    if (!text_is(word, RESULTS[i])) continue;
    *out = (order_result)i;
    return true;
  }
  return false;
}

bool order_verdict_read(text *lines, arena *a, order_verdict *out) {
  text fields[LINE_FIELDS];
  for (int i = 0; i < LINE_FIELDS; i++) {
    size_t end = text_find(*lines, i + 1 == LINE_FIELDS ? TEXT("\n") : TEXT("|"), 0);
    if (end == SIZE_MAX) return false;
    fields[i] = arena_copy(a, text_slice(*lines, 0, end));
    if (fields[i].data == NULL) return false;
    *lines = text_slice(*lines, end + 1, lines->size);
  }
  *out = (order_verdict){
      .code = fields[0], .reasons = fields[4], .entries = fields[5], .against = fields[6]};
  return read_result(fields[1], &out->result) && money_parse(fields[2], &out->amount_fen) &&
         money_parse(fields[3], &out->most_fen);
}

void order_check_head_write(const order_check_head *head, text_builder *out) {
  static const char *const DOCUMENTS[] = {"relations", "ceilings", "reasons", "lists"};
  char day[CALENDAR_TEXT_SIZE];
  calendar_format_day(head->as_of_day, day);
  text_builder_format(out, "sudui-order-check 1\nlist %" PRId64 " %.*s\nas-of %s\n", head->list,
                      TEXT_ARG(head->part), day);
  text_builder_format(out, "known-us %" PRId64 "\nsettlement %" PRId64 " until %" PRId64 "\n",
                      head->known_us, head->settlement, head->until_entry);
  for (int i = 0; i < 4; i++) {
    text_builder_format(out, "%s %.*s\n", DOCUMENTS[i], TEXT_ARG(head->hashes[i]));
  }
  for (size_t i = 0; i < head->prior_count; i++) {
    text_builder_format(out, "given %" PRId64 " by %" PRId64 "\n", head->priors[i].list,
                        head->priors[i].settlement);
  }
  text_builder_add_string(out, "code|result|amount|at-most|reasons|entries|against\n");
}

static void write_head(const order_check *c, text_builder *out) {
  const order_check_request *r = &c->request;
  const text documents[] = {r->rules.relations->source, r->rules.ceilings->source,
                            r->rules.exclusions->reasons_source, r->rules.exclusions->lists_source};
  char hexes[4][SM3_TEXT_SIZE];
  order_check_head head = {.list = r->list,
                           .part = text_of(item_stage_word(r->part)),
                           .as_of_day = r->view.as_of_day,
                           .known_us = r->view.known_us,
                           .settlement = c->settlement,
                           .until_entry = c->until_entry,
                           .priors = c->priors,
                           .prior_count = c->prior_count};
  for (int i = 0; i < 4; i++) {
    sm3_digest digest;
    out->failed |= !sm3_of(documents[i], &digest);
    sm3_format(&digest, hexes[i]);
    head.hashes[i] = text_of(hexes[i]);
  }
  order_check_head_write(&head, out);
}

static sd_status write_bytes(look_pass *p, sd_error *error) {
  order_check *c = p->check;
  text_builder bytes;
  text_builder_init(&bytes, BYTES_MAX);
  write_head(c, &bytes);
  c->head_size = bytes.size;
  for (size_t i = 0; i < c->count; i++) order_verdict_write(&c->verdicts[i], &bytes);
  c->bytes = bytes.failed ? (text){NULL, 0} : arena_copy(p->arena, text_builder_text(&bytes));
  text_builder_release(&bytes);
  return c->bytes.data != NULL && sm3_of(c->bytes, &c->hash) ? SD_OK : no_memory(error);
}

/* --- Computing --- */

sd_status order_check_beside(registry *r, const order_check_request *request,
                             const order_check_ground *ground, arena *a, order_check **out,
                             sd_error *error) {
  order_check *c = ARENA_NEW(a, order_check);
  settlement *s = ARENA_NEW(a, settlement);
  if (c == NULL || s == NULL) return no_memory(error);
  *c = (order_check){.request = *request,
                     .settlement = ground->settlement,
                     .until_entry = ground->until_entry,
                     .priors = ground->priors,
                     .prior_count = ground->prior_count};
  c->request.rules.relations = ground->rules.relations;
  c->request.rules.ceilings = ground->rules.ceilings;
  *s = (settlement){
      .request = {.rules = c->request.rules, .view = request->view},
      .set = {.relations = ground->rules.relations, .ceilings = ground->rules.ceilings}};
  look_pass p = {.registry = r, .arena = a, .check = c, .ground = ground, .s = s};
  TRY(name_keys(&p, error));
  TRY(gather(&p, error));
  TRY(settlement_take_facts(r, s, a, error));
  c->last_batch = s->last_batch;
  TRY(settle_again(&s->set, a, error));
  TRY(take_verdicts(&p, error));
  TRY(write_bytes(&p, error));
  *out = c;
  return SD_OK;
}

/* All that was settled and not withdrawn, but for the list itself. */
static sd_status find_ground(registry *r, const order_check_request *request, arena *a,
                             order_check_ground *out, sd_error *error) {
  database *db = registry_database(r);
  settlement_prior *priors;
  audit_head head;
  const settlement_request own = {.lists = &request->list, .list_count = 1};
  settlement_request asked = {0};
  TRY(audit_head_get(db, &head, error));
  TRY(award_settlement_of(db, request->list, &out->settlement, error));
  TRY(settlement_priors_find(db, &own, a, &priors, &out->prior_count, error));
  out->priors = priors;
  out->until_entry = head.sequence;
  out->rules = request->rules;
  if (out->settlement == 0) return SD_OK;
  TRY(settlement_request_read(db, out->settlement, a, &asked, error));
  out->rules = asked.rules;
  return SD_OK;
}

sd_status order_check_compute(registry *r, const order_check_request *request, arena *a,
                              order_check **out, sd_error *error) {
  order_check_ground ground = {0};
  TRY(find_ground(r, request, a, &ground, error));
  return order_check_beside(r, request, &ground, a, out, error);
}
