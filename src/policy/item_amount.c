/* The amounts of an item version: rate or points, bounds, advance, order of capping, sharing. */
#include "base/limits.h"
#include "base/messages/policy.h"
#include "policy/item_reader.h"
#include "policy/rule_table.h"

enum { PPM_WHOLE = 1000000 };

static const text namespace_text = {ITEM_NAMESPACE, sizeof ITEM_NAMESPACE - 1};

static const xml_node *child(const xml_node *node, const char *name) {
  return xml_node_child(node, namespace_text, name);
}

/* Parts per million, from 1 to the whole; `fallback` when it is missing. */
static sd_status read_share(const item_reader *r, const xml_node *node, const char *name,
                            int64_t fallback, int64_t *ppm_out) {
  text value = item_optional(node, name);
  *ppm_out = fallback;
  if (value.size == 0 || rule_share_parse(value, ppm_out)) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_BAD_SHARE, SD_ARGS(name, value.data));
}

/* --- Rounding and order --- */

static sd_status optional_choice(const item_reader *r, const xml_node *node, const char *name,
                                 const char *const *words, size_t *index_out) {
  *index_out = 0;
  if (item_optional(node, name).size == 0) return SD_OK;
  return item_choice(r, node, name, words, index_out);
}

/* What the model gives of a base or of points is kept to hundredths; the unit and the mode of the
 * item are those of the amount that is made of it. */
static sd_status read_order(const item_reader *r, const xml_node *item) {
  item_version *v = r->item;
  v->money.unit = v->amount_unit;
  v->money.mode = v->amount_rounding;
  if (v->money.basis != ITEM_BASIS_AMOUNT) {
    v->amount_unit = MONEY_UNIT_FEN;
    v->amount_rounding = ROUNDING_HALF_EVEN;
  }
  const xml_node *amount = child(item, "amount");
  if (amount == NULL) return SD_OK;
  static const char *const orders[] = {"cap-then-scale", "scale-then-cap", NULL};
  static const char *const rests[] = {"keep", "spread", NULL};
  static const char *const parts_words[] = {"fen", "unit", NULL};
  size_t order, rest, parts;
  TRY(optional_choice(r, amount, "order", orders, &order));
  TRY(optional_choice(r, amount, "rest", rests, &rest));
  TRY(optional_choice(r, amount, "parts", parts_words, &parts));
  v->money.parts_in_units = parts == 1;
  v->money.scale_then_cap = order == 1;
  v->money.spread = rest == 1;
  v->money.type = item_optional(amount, "type");
  return SD_OK;
}

/* --- Rate and points --- */

static sd_status check_factor(const item_reader *r, const xml_node *node) {
  const item_factor *f = &r->item->money.factor;
  bool on_grid = f->step == 0 || (f->max % f->step == 0 && f->min % f->step == 0);
  if (f->min <= f->max && on_grid && (f->step != 0 || f->min == 0)) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_BAD_FACTOR, SD_ARGS(node->name.data));
}

static sd_status read_factor(const item_reader *r, const xml_node *item) {
  item_version *v = r->item;
  const xml_node *rate = child(item, "rate"), *points = child(item, "points");
  const xml_node *node = rate != NULL ? rate : points;
  if (node == NULL) return SD_OK;
  text ignored;
  TRY(item_required(r, node, "max", &ignored));
  v->money.basis = rate != NULL ? ITEM_BASIS_RATE : ITEM_BASIS_POINTS;
  item_factor *f = &v->money.factor;
  if (rate != NULL) {
    TRY(read_share(r, node, "max", 0, &f->max));
    TRY(read_share(r, node, "min", 0, &f->min));
    TRY(read_share(r, node, "step", 0, &f->step));
  } else {
    TRY(item_read_money(r, node, "max", &f->max));
    TRY(item_read_money(r, node, "min", &f->min));
    TRY(item_read_money(r, node, "step", &f->step));
  }
  if (rate != NULL && points != NULL) {
    return item_fail_at(r, points, MESSAGE_POLICY_BAD_FACTOR, SD_ARGS("points"));
  }
  return check_factor(r, node);
}

/* --- Bounds --- */

static sd_status read_bound(const item_reader *r, const xml_node *node, item_bound *bound) {
  int64_t offset;
  TRY(item_required(r, node, "attribute", &bound->attribute));
  TRY(item_read_whole(r, node, "period", INT64_MIN, &offset));
  bound->has_period = offset != INT64_MIN;
  if (bound->has_period && (offset < -20 || offset > 0)) {
    return item_fail_at(r, node, MESSAGE_POLICY_BAD_NUMBER,
                        SD_ARGS("period", item_optional(node, "period").data));
  }
  bound->period_offset = bound->has_period ? (int32_t)offset : 0;
  bound->clause = item_optional(node, "clause");
  bound->line = node->line;
  return read_share(r, node, "share", PPM_WHOLE, &bound->share_ppm);
}

static sd_status read_bounds(const item_reader *r, const xml_node *item) {
  size_t count = 0;
  for (const xml_node *n = child(item, "bound"); n != NULL;
       n = xml_node_next(n, namespace_text, "bound")) {
    count++;
  }
  if (count == 0) return SD_OK;
  item_bound *bounds = ARENA_ARRAY(r->arena, item_bound, count);
  if (bounds == NULL) return error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  r->item->money.bounds = bounds;
  for (const xml_node *n = child(item, "bound"); n != NULL;
       n = xml_node_next(n, namespace_text, "bound")) {
    TRY(read_bound(r, n, &bounds[r->item->money.bound_count++]));
  }
  return SD_OK;
}

/* --- Sharing --- */

/* "市:8" a weight, "市=200000.00" a fixed part, "市=200000.00:1" both. */
static bool read_level(const item_reader *r, text part, item_share *share) {
  size_t colon = text_find(part, TEXT(":"), 0), equals = text_find(part, TEXT("="), 0);
  size_t end = colon < part.size ? colon : part.size;
  decimal weight;
  if (colon != SIZE_MAX && (!decimal_parse(text_slice(part, colon + 1, part.size), &weight) ||
                            !decimal_to_int64(&weight, &share->weight) || share->weight < 1 ||
                            share->weight > PPM_WHOLE)) {
    return false;
  }
  if (equals != SIZE_MAX) {
    if (equals > end ||
        !money_parse(text_slice(part, equals + 1, end - equals - 1), &share->fixed_fen) ||
        share->fixed_fen < 1) {
      return false;
    }
    end = equals;
  }
  share->level = arena_copy(r->arena, text_slice(part, 0, end));
  return end != 0 && share->level.data != NULL && (colon != SIZE_MAX || equals != SIZE_MAX);
}

static bool has_level(const item_version *v, text level) {
  for (size_t i = 0; i < v->share_count; i++) {
    if (text_equal(v->shares[i].level, level)) return true;
  }
  return false;
}

static item_share *share_of(item_share *shares, size_t count, text level) {
  for (size_t i = 0; i < count; i++) {
    if (text_equal(shares[i].level, level)) return &shares[i];
  }
  return NULL;
}

/* "市=KJ-01 区=WJ-KJ-01": the line of each level, all of them or none, and none where one level
 * pays for all. */
static sd_status read_lines(const item_reader *r, const xml_node *sharing, item_share *shares) {
  text rule = item_optional(sharing, "lines");
  item_version *v = r->item;
  size_t found = 0;
  for (size_t at = 0; at < rule.size;) {
    size_t space = text_find(rule, TEXT(" "), at);
    text part = text_slice(rule, at, space == SIZE_MAX ? rule.size - at : space - at);
    at += part.size + 1;
    if (part.size == 0) continue;
    size_t equals = text_find(part, TEXT("="), 0);
    item_share *share =
        equals == SIZE_MAX ? NULL : share_of(shares, v->share_count, text_slice(part, 0, equals));
    text line = share == NULL ? (text){0} : text_slice(part, equals + 1, part.size - equals - 1);
    if (line.size == 0 || share->line.size != 0) {
      return item_fail_at(r, sharing, MESSAGE_POLICY_BAD_SHARING, SD_ARGS(rule.data));
    }
    share->line = arena_copy(r->arena, line);
    if (share->line.data == NULL) {
      return error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    found++;
  }
  if (found == 0 || (found == v->share_count && v->money.pays.size == 0)) return SD_OK;
  return item_fail_at(r, sharing, MESSAGE_POLICY_BAD_SHARING, SD_ARGS(rule.data));
}

static sd_status read_sharing(const item_reader *r, const xml_node *item) {
  item_version *v = r->item;
  const xml_node *sharing = child(item, "sharing");
  if (sharing == NULL) return SD_OK;
  text rule;
  TRY(item_required(r, sharing, "level", &rule));
  item_share *shares = ARENA_ARRAY(r->arena, item_share, rule.size);
  if (shares == NULL) return error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  v->shares = shares;
  for (size_t at = 0; at < rule.size;) {
    size_t space = text_find(rule, TEXT(" "), at);
    text part = text_slice(rule, at, space == SIZE_MAX ? rule.size - at : space - at);
    at += part.size + 1;
    if (part.size == 0) continue;
    if (v->share_count == LIMIT_SHARING_LEVELS || !read_level(r, part, &shares[v->share_count]) ||
        has_level(v, shares[v->share_count].level)) {
      return item_fail_at(r, sharing, MESSAGE_POLICY_BAD_SHARING, SD_ARGS(rule.data));
    }
    v->share_count++;
  }
  TRY(item_required(r, sharing, "remainder", &v->share_remainder));
  v->money.pays = item_optional(sharing, "pays");
  TRY(read_lines(r, sharing, shares));
  if (!has_level(v, v->share_remainder)) {
    return item_fail_at(r, sharing, MESSAGE_POLICY_BAD_SHARING, SD_ARGS(v->share_remainder.data));
  }
  if (v->money.pays.size == 0 || has_level(v, v->money.pays)) return SD_OK;
  return item_fail_at(r, sharing, MESSAGE_POLICY_BAD_SHARING, SD_ARGS(v->money.pays.data));
}

sd_status item_read_amounts(const item_reader *r, const xml_node *item) {
  TRY(read_factor(r, item));
  TRY(read_order(r, item));
  TRY(read_bounds(r, item));
  TRY(read_sharing(r, item));
  const xml_node *advance = child(item, "advance"), *confirmation = child(item, "confirmation");
  if (advance != NULL) TRY(read_share(r, advance, "share", 0, &r->item->money.advance_ppm));
  if (confirmation == NULL) return SD_OK;
  static const char *const answers[] = {"no", "yes", NULL};
  size_t answer;
  TRY(item_choice(r, confirmation, "required", answers, &answer));
  r->item->money.needs_confirmation = answer == 1;
  return SD_OK;
}
