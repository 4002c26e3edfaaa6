/* What is wrong in the tables of rules that stand beside the items: relations, ceilings,
 * exclusions. */
#include "policy/rule_lint.h"

#include "base/messages/policy.h"
#include "policy/ceiling.h"
#include "policy/exclusion.h"
#include "policy/relation.h"
#include "policy/rule_table.h"

typedef struct rule_walk {
  const rule_documents *documents;
  arena *arena;
  const char *path; /* of the document at hand */
  rule_lint_visitor visit;
  void *context;
  sd_error *error;
} rule_walk;

static sd_status tell(const rule_walk *w, bool is_error, uint32_t line, message_id message,
                      const char *const *arguments) {
  const lint_finding finding = {is_error, line, message, arguments};
  return w->visit(w->context, w->path, &finding, NULL, w->error);
}

/* What the reader of a table refused, as a finding; anything else ends the walk. */
static sd_status tell_unread(const rule_walk *w, sd_status status, const sd_error *why) {
  if (status == SD_OK) return SD_OK;
  if (status == SD_OUT_OF_MEMORY) return error_set(w->error, status, MESSAGE_OUT_OF_MEMORY, NULL);
  return w->visit(w->context, w->path, NULL, why, w->error);
}

/* --- names --- */

static const char *copied(const rule_walk *w, text t) {
  text kept = arena_copy(w->arena, t);
  return kept.data == NULL ? "" : kept.data;
}

static text next_word(text words, size_t *at) {
  while (*at < words.size && words.data[*at] == ' ') ++*at;
  size_t space = text_find(words, TEXT(" "), *at);
  text word = text_slice(words, *at, (space == SIZE_MAX ? words.size : space) - *at);
  *at += word.size;
  return word;
}

static sd_status lint_items(const rule_walk *w, uint32_t line, text items) {
  const item_catalogue *c = w->documents->items;
  for (size_t at = 0; at < items.size;) {
    text id = next_word(items, &at);
    if (id.size == 0 || text_is(id, "*") || catalogue_has_item(c, id)) continue;
    TRY(tell(w, true, line, MESSAGE_POLICY_RULE_NO_ITEM,
             SD_ARGS(copied(w, id), catalogue_likely_item(c, id).data)));
  }
  return SD_OK;
}

/* `type` ATTRIBUTE_TYPE_COUNT: any. */
static sd_status lint_attribute(const rule_walk *w, uint32_t line, text id, attribute_type type) {
  if (id.size == 0) return SD_OK;
  const attribute *found = attribute_find(w->documents->attributes, id);
  if (found == NULL) {
    return tell(w, true, line, MESSAGE_POLICY_RULE_NO_ATTRIBUTE, SD_ARGS(copied(w, id)));
  }
  if (type == ATTRIBUTE_TYPE_COUNT || found->type == type) return SD_OK;
  return tell(w, true, line, MESSAGE_POLICY_RULE_OTHER_TYPE,
              SD_ARGS(copied(w, id), attribute_type_name(found->type), attribute_type_name(type)));
}

/* --- relations --- */

static bool is_directed(const relation *r) {
  return r->kind == RELATION_DIFFERENCE || r->kind == RELATION_TOP_UP;
}

static bool is_pair(const relation *r, text one, text other, bool *turned) {
  bool straight = rule_selects(r->first, one) && rule_selects(r->second, other);
  *turned = !straight && rule_selects(r->first, other) && rule_selects(r->second, one);
  return straight || *turned;
}

static bool says_same(const relation *a, const relation *b, bool turned) {
  return a->kind == b->kind && a->window == b->window && a->later == b->later &&
         a->ceiling_fen == b->ceiling_fen && text_equal(a->key, b->key) &&
         (!turned || !is_directed(a));
}

/* A pair that a row before told already: told differently, it would depend on who reads first. */
static sd_status lint_pair(const rule_walk *w, const relation_table *table, size_t row, text one,
                           text other) {
  const relation *r = &table->rows[row];
  for (size_t i = 0; i < row; i++) {
    bool turned;
    const relation *before = &table->rows[i];
    if (!is_pair(before, one, other, &turned)) continue;
    bool named = !text_is(before->first, "*") && !text_is(before->second, "*");
    bool same = says_same(before, r, turned);
    char line[24];
    number_text(line, before->line);
    message_id message = !named ? MESSAGE_POLICY_RELATION_SHADOWED
                         : same ? MESSAGE_POLICY_RELATION_TWICE
                                : MESSAGE_POLICY_RELATION_ASYMMETRIC;
    return tell(w, named && !same, r->line, message,
                SD_ARGS(copied(w, one), copied(w, other), line));
  }
  return SD_OK;
}

static sd_status lint_relation(const rule_walk *w, const relation_table *table, size_t row) {
  const relation *r = &table->rows[row];
  TRY(lint_items(w, r->line, r->first));
  TRY(lint_items(w, r->line, r->second));
  TRY(lint_attribute(w, r->line, r->key, ATTRIBUTE_TYPE_COUNT));
  for (size_t at = 0; at < r->first.size;) {
    text one = next_word(r->first, &at);
    if (one.size == 0 || text_is(one, "*")) continue;
    for (size_t k = 0; k < r->second.size;) {
      text other = next_word(r->second, &k);
      if (other.size == 0 || text_is(other, "*")) continue;
      TRY(lint_pair(w, table, row, one, other));
    }
  }
  return SD_OK;
}

static sd_status lint_relations(rule_walk *w) {
  relation_table *table = NULL;
  sd_error why = {0};
  w->path = w->documents->relations.path;
  TRY(tell_unread(
      w, relation_table_read(w->documents->relations.content, w->path, w->arena, &table, &why),
      &why));
  for (size_t i = 0; table != NULL && i < table->count; i++) TRY(lint_relation(w, table, i));
  return SD_OK;
}

/* --- ceilings --- */

static sd_status lint_ceiling(const rule_walk *w, const ceiling *c) {
  TRY(lint_items(w, c->line, c->items));
  TRY(lint_attribute(w, c->line, c->holder, ATTRIBUTE_TYPE_COUNT));
  TRY(lint_attribute(w, c->line, c->attribute, ATTRIBUTE_MONEY));
  const attribute *figure = attribute_find(w->documents->attributes, c->attribute);
  if (figure == NULL || c->has_period == (figure->period == ATTRIBUTE_PERIOD_YEAR)) return SD_OK;
  return tell(
      w, true, c->line, MESSAGE_POLICY_PERIOD_MISMATCH,
      SD_ARGS(copied(w, c->id), copied(w, c->attribute), attribute_period_name(figure->period)));
}

static sd_status lint_ceilings(rule_walk *w) {
  ceiling_table *table = NULL;
  sd_error why = {0};
  w->path = w->documents->ceilings.path;
  TRY(tell_unread(
      w, ceiling_table_read(w->documents->ceilings.content, w->path, w->arena, &table, &why),
      &why));
  for (size_t i = 0; table != NULL && i < table->count; i++) {
    TRY(lint_ceiling(w, &table->rows[i]));
  }
  return SD_OK;
}

/* --- exclusions --- */

static sd_status lint_exclusion_list(const rule_walk *w, const exclusion_list *l) {
  TRY(lint_items(w, l->line, l->items));
  TRY(lint_attribute(w, l->line, l->listed, ATTRIBUTE_BOOLEAN));
  TRY(lint_attribute(w, l->line, l->since, ATTRIBUTE_DATE));
  TRY(lint_attribute(w, l->line, l->until, ATTRIBUTE_DATE));
  return lint_attribute(w, l->line, l->repaired, ATTRIBUTE_DATE);
}

/* The program gives the reasons of lists, and one of its own after a clawback. */
static bool is_given(const exclusion_rules *rules, const exclusion_reason *reason) {
  if (reason->by_owner || text_is(reason->code, RULE_REASON_BARRED)) return true;
  for (size_t i = 0; i < rules->list_count; i++) {
    if (text_equal(rules->lists[i].reason, reason->code)) return true;
  }
  return false;
}

static sd_status lint_exclusions(rule_walk *w) {
  exclusion_rules *rules = NULL;
  sd_error why = {0};
  const rule_documents *d = w->documents;
  w->path = d->lists.path;
  sd_status status =
      exclusion_rules_read(d->reasons.content, d->lists.content, w->arena, &rules, &why);
  bool of_reasons = status != SD_OK && text_is(text_of(why.file), "exclusion_reasons.csv");
  if (of_reasons) w->path = d->reasons.path;
  TRY(tell_unread(w, status, &why));
  for (size_t i = 0; rules != NULL && i < rules->list_count; i++) {
    const exclusion_reason *reason = exclusion_reason_find(rules, rules->lists[i].reason);
    TRY(lint_exclusion_list(w, &rules->lists[i]));
    if (reason == NULL || !reason->by_owner) continue;
    TRY(tell(w, true, rules->lists[i].line, MESSAGE_POLICY_RULE_OWNER_REASON,
             SD_ARGS(copied(w, reason->code))));
  }
  w->path = d->reasons.path;
  for (size_t i = 0; rules != NULL && i < rules->reason_count; i++) {
    if (is_given(rules, &rules->reasons[i])) continue;
    TRY(tell(w, false, rules->reasons[i].line, MESSAGE_POLICY_RULE_REASON_UNUSED,
             SD_ARGS(copied(w, rules->reasons[i].code))));
  }
  return SD_OK;
}

sd_status rule_lint(const rule_documents *documents, arena *a, rule_lint_visitor visit,
                    void *context, sd_error *error) {
  rule_walk w = {
      .documents = documents, .arena = a, .visit = visit, .context = context, .error = error};
  TRY(lint_relations(&w));
  TRY(lint_ceilings(&w));
  return lint_exclusions(&w);
}
