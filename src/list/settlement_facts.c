/* The facts behind a settlement: exclusion lists, bounds, figures of ceilings, keys. */
#include <stdio.h>
#include <stdlib.h>

#include "list/exclusion_check.h"
#include "list/settlement.h"
#include "policy/rule_table.h"

/* What must stay true: one view answers everything, so that all awards are judged by one state of
 * the company file; a figure that is not on file holds the award that needs it. */

enum { COLUMNS_MAX = 512 };

typedef struct fact_pass {
  settlement *s;
  arena *arena;
  sd_error *error;
  column_request columns[COLUMNS_MAX];
  size_t count;
  const snapshot *facts;
  exclusion_check *excluded;
} fact_pass;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static size_t find_column(const fact_pass *p, text id, int32_t period) {
  for (size_t i = 0; i < p->count; i++) {
    if (text_is(id, p->columns[i].attribute) && p->columns[i].period == period) return i;
  }
  return SIZE_MAX;
}

static sd_status ask(fact_pass *p, text id, int32_t period) {
  if (id.size == 0 || find_column(p, id, period) != SIZE_MAX) return SD_OK;
  if (p->count == COLUMNS_MAX) {
    return error_set(p->error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("columns", SD_NUMBER(COLUMNS_MAX)));
  }
  p->columns[p->count++] = (column_request){id.data, period, PICK_LATEST, NULL};
  return SD_OK;
}

static int32_t period_of(bool has_period, int32_t offset, int32_t data_year) {
  return has_period ? data_year + offset : PERIOD_NONE;
}

/* --- What is asked --- */

static sd_status ask_for_list(fact_pass *p, const settle_list *l) {
  for (size_t k = 0; k < l->version_count; k++) {
    const item_money *m = &l->versions[k]->money;
    for (size_t i = 0; i < m->bound_count; i++) {
      const item_bound *b = &m->bounds[i];
      TRY(ask(p, b->attribute, period_of(b->has_period, b->period_offset, l->data_year)));
    }
  }
  const ceiling_table *ceilings = p->s->request.rules.ceilings;
  for (size_t i = 0; i < ceilings->count; i++) {
    const ceiling *c = &ceilings->rows[i];
    if (!rule_selects(c->items, l->item)) continue;
    TRY(ask(p, c->attribute, period_of(c->has_period, c->period_offset, l->data_year)));
    TRY(ask(p, c->holder, PERIOD_NONE));
  }
  return SD_OK;
}

static sd_status ask_for_all(fact_pass *p) {
  const settlement *s = p->s;
  TRY(ask(p, TEXT("district"), PERIOD_NONE));
  for (size_t i = 0; i < s->set.key_count; i++) TRY(ask(p, s->set.keys[i], PERIOD_NONE));
  for (size_t i = 0; i < s->set.list_count; i++) TRY(ask_for_list(p, &s->set.lists[i]));
  return SD_OK;
}

/* --- Answers --- */

static bool value_of(const fact_pass *p, text id, int32_t period, size_t subject, fact_value *out) {
  size_t column = find_column(p, id, period);
  return column != SIZE_MAX && subject != SIZE_MAX &&
         snapshot_value(p->facts, column, subject, out);
}

static text text_value(const fact_pass *p, text id, size_t subject) {
  fact_value v;
  char plain[300];
  if (id.size == 0 || !value_of(p, id, PERIOD_NONE, subject, &v)) return TEXT("");
  if (v.type == ATTRIBUTE_STRING) return v.content;
  fact_value_format_plain(&v, plain, sizeof plain);
  return arena_copy(p->arena, text_of(plain));
}

/* `share_ppm` of a figure in yuan, rounded down to the fen; a negative figure allows nothing. */
static bool share_of_figure(const fact_value *v, int64_t share_ppm, int64_t *fen_out) {
  decimal figure = fact_value_decimal(v), share = decimal_scaled(share_ppm, -6), part;
  if (!decimal_multiply(&figure, &share, &part) ||
      !money_of_yuan(&part, MONEY_UNIT_FEN, ROUNDING_DOWN, fen_out)) {
    return false;
  }
  if (*fen_out < 0) *fen_out = 0;
  return true;
}

static void add_word(const fact_pass *p, text *words, const char *word) {
  char joined[400];
  if (words->size == 0) {
    snprintf(joined, sizeof joined, "%s", word);
  } else {
    snprintf(joined, sizeof joined, "%.*s %s", TEXT_ARG(*words), word);
  }
  *words = arena_copy(p->arena, text_of(joined));
}

static void name_fact(char *buffer, size_t size, text id, int32_t period) {
  if (period == PERIOD_NONE) {
    snprintf(buffer, size, "%.*s", TEXT_ARG(id));
  } else {
    snprintf(buffer, size, "%.*s@%d", TEXT_ARG(id), (int)period);
  }
}

static sd_status take_bounds(const fact_pass *p, award *w, size_t subject) {
  const settle_list *l = &p->s->set.lists[w->list];
  const item_money *m = &l->versions[w->version]->money;
  award_cap *caps = ARENA_ARRAY(p->arena, award_cap, m->bound_count);
  if (caps == NULL) return no_memory(p->error);
  for (size_t i = 0; i < m->bound_count; i++) {
    const item_bound *b = &m->bounds[i];
    int32_t period = period_of(b->has_period, b->period_offset, l->data_year);
    char name[120], by[160];
    fact_value v;
    int64_t limit_fen;
    name_fact(name, sizeof name, b->attribute, period);
    if (!value_of(p, b->attribute, period, subject, &v) ||
        !share_of_figure(&v, b->share_ppm, &limit_fen)) {
      add_word(p, &w->missing, name);
      continue;
    }
    snprintf(by, sizeof by, "%s*%lldppm", name, (long long)b->share_ppm);
    caps[w->cap_count++] = (award_cap){arena_copy(p->arena, text_of(by)), limit_fen};
    if (caps[w->cap_count - 1].by.data == NULL) return no_memory(p->error);
  }
  w->caps = caps;
  return SD_OK;
}

static sd_status take_ceilings(const fact_pass *p, award *w, size_t subject) {
  const ceiling_table *table = p->s->request.rules.ceilings;
  if (table->count == 0) return SD_OK;
  const settle_list *l = &p->s->set.lists[w->list];
  int64_t *figures = ARENA_ARRAY(p->arena, int64_t, table->count);
  text *holders = ARENA_ARRAY(p->arena, text, table->count);
  if (figures == NULL || holders == NULL) return no_memory(p->error);
  for (size_t i = 0; i < table->count; i++) {
    const ceiling *c = &table->rows[i];
    fact_value v;
    figures[i] = SETTLE_NO_FIGURE;
    if (c->attribute.size != 0 &&
        value_of(p, c->attribute, period_of(c->has_period, c->period_offset, l->data_year), subject,
                 &v) &&
        !share_of_figure(&v, c->share_ppm, &figures[i])) {
      figures[i] = SETTLE_NO_FIGURE;
    }
    holders[i] = text_value(p, c->holder, subject);
  }
  w->figures = figures;
  w->holders = holders;
  return SD_OK;
}

/* Reasons of the exclusion lists that hold on the day of the settlement, behind the owner's. */
static sd_status take_exclusions(const fact_pass *p, award *w) {
  text item = p->s->set.lists[w->list].item;
  text reasons = exclusion_check_reasons(p->excluded, item, w->code, p->arena);
  w->entries = exclusion_check_entries(p->excluded, item, w->code, p->arena);
  if (reasons.data == NULL || w->entries.data == NULL) return no_memory(p->error);
  if (reasons.size != 0) add_word(p, &w->reasons, reasons.data);
  return w->reasons.data == NULL ? no_memory(p->error) : SD_OK;
}

static sd_status take_award(const fact_pass *p, award *w) {
  size_t subject = snapshot_find(p->facts, w->code);
  if (p->s->set.key_count != 0) {
    text *keys = ARENA_ARRAY(p->arena, text, p->s->set.key_count);
    if (keys == NULL) return no_memory(p->error);
    for (size_t i = 0; i < p->s->set.key_count; i++) {
      keys[i] = text_value(p, p->s->set.keys[i], subject);
    }
    w->keys = keys;
  }
  TRY(take_ceilings(p, w, subject));
  if (w->fixed) return SD_OK;
  TRY(take_exclusions(p, w));
  TRY(take_bounds(p, w, subject));
  return w->reasons.data == NULL || w->missing.data == NULL ? no_memory(p->error) : SD_OK;
}

static int compare_codes(const void *a, const void *b) {
  return text_compare(*(const text *)a, *(const text *)b);
}

/* The subjects of the awards, each once. */
static sd_status find_subjects(registry *r, const settlement *s, arena *a, subject_set *out,
                               sd_error *error) {
  text *codes = ARENA_ARRAY(a, text, s->set.award_count + 1);
  size_t count = 0;
  if (codes == NULL) return no_memory(error);
  for (size_t i = 0; i < s->set.award_count; i++) codes[i] = s->set.awards[i].code;
  qsort(codes, s->set.award_count, sizeof *codes, compare_codes);
  for (size_t i = 0; i < s->set.award_count; i++) {
    if (count == 0 || !text_equal(codes[i], codes[count - 1])) codes[count++] = codes[i];
  }
  return subject_set_of_codes(r, s->request.view.known_us, codes, count, a, out, error);
}

sd_status settlement_take_facts(registry *r, settlement *s, arena *a, sd_error *error) {
  fact_pass *p = ARENA_NEW(a, fact_pass);
  if (p == NULL) return no_memory(error);
  *p = (fact_pass){.s = s, .arena = a, .error = error};
  TRY(ask_for_all(p));
  subject_set subjects = {0};
  TRY(find_subjects(r, s, a, &subjects, error));
  const snapshot_request request = {.view = s->request.view,
                                    .subjects = &subjects,
                                    .columns = p->columns,
                                    .column_count = p->count};
  TRY(registry_snapshot(r, &request, a, &p->facts, error));
  s->last_batch = p->facts->last_batch;
  const exclusion_look look = {s->request.rules.exclusions, s->request.view, &subjects};
  TRY(exclusion_check_open(r, &look, a, &p->excluded, error));
  for (size_t i = 0; i < s->set.award_count; i++) TRY(take_award(p, &s->set.awards[i]));
  return SD_OK;
}
