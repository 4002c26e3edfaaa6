/* Which of several current facts of different sources is taken. */
#include "registry/pick.h"

#include <string.h>

bool pick_rule_parse(const char *source, pick_rule *out, const char **order_out) {
  static const struct {
    const char *name;
    pick_rule rule;
  } names[] = {{"", PICK_LATEST}, {"latest", PICK_LATEST}, {"min", PICK_MIN}, {"max", PICK_MAX}};
  *order_out = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(source, names[i].name) != 0) continue;
    *out = names[i].rule;
    return true;
  }
  if (strncmp(source, "order:", 6) != 0 || source[6] == '\0') return false;
  *out = PICK_ORDER;
  *order_out = source + 6;
  return true;
}

uint32_t pick_rank_of_source(const char *order, text source) {
  uint32_t rank = 0;
  text rest = text_of(order);
  if (!order) return 0;
  while (rest.size > 0) {
    size_t end = text_find(rest, TEXT(">"), 0);
    if (text_equal(text_trim(text_slice(rest, 0, end)), source)) return rank;
    rank++;
    rest = end == SIZE_MAX ? TEXT("") : text_slice(rest, end + 1, rest.size);
  }
  return UINT32_MAX;
}

static bool is_later(const pick_candidate *a, const pick_candidate *b) {
  if (a->valid_from_day != b->valid_from_day) return a->valid_from_day > b->valid_from_day;
  if (a->batch != b->batch) return a->batch > b->batch;
  return a->row > b->row;
}

bool pick_is_better(pick_rule rule, const pick_candidate *now, const pick_candidate *before,
                    int value_order) {
  switch (rule) {
    case PICK_MIN:
      return value_order < 0;
    case PICK_MAX:
      return value_order > 0;
    case PICK_ORDER:
      if (now->rank != before->rank) return now->rank < before->rank;
      return is_later(now, before);
    case PICK_LATEST:
      break;
  }
  return is_later(now, before);
}
