/* Which of several awards that stand in each other's way are given, and how much. */
#include "list/choice.h"

#include "base/allocator.h"
#include "base/limits.h"

/* What must stay true: a fixed award is taken and keeps its amount; no set has two awards that
 * exclude each other; no amount is negative.  The awards are split into groups that links hold
 * together, and each group is chosen by itself. */

typedef struct choice {
  choice_award *awards;
  size_t count;
  const choice_link *links;
  size_t link_count;
  size_t *group;      /* the smallest index of each award's group */
  size_t *members;    /* of the group at hand: those to be chosen */
  uint32_t *excludes; /* of each member: the members that exclude it */
  size_t member_count;
  int64_t *amounts; /* of each award in the set at hand */
  bool *taken;      /* the set at hand */
} choice;

static bool is_exclusive(const choice_link *l) {
  return l->kind == RELATION_EXCLUSIVE || l->kind == RELATION_HIGHER;
}

/* --- Groups --- */

static void join_groups(choice *c) {
  for (size_t i = 0; i < c->count; i++) c->group[i] = i;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < c->link_count; i++) {
      const choice_link *l = &c->links[i];
      size_t *a = &c->group[l->first], *b = &c->group[l->second];
      if (l->kind == RELATION_ADDITIVE || *a == *b) continue;
      *a = *b = *a < *b ? *a : *b;
      changed = true;
    }
  }
}

/* --- What fixed awards do to the others --- */

/* Exclusion by something already given: nothing, or the difference where the relation says so. */
static void meet_fixed(choice *c, size_t index) {
  const choice_link *l = &c->links[index];
  bool first_fixed = c->awards[l->first].fixed, second_fixed = c->awards[l->second].fixed;
  if (first_fixed == second_fixed || l->kind == RELATION_ADDITIVE) return;
  choice_award *given = &c->awards[first_fixed ? l->first : l->second];
  choice_award *other = &c->awards[first_fixed ? l->second : l->first];
  bool pays_difference = l->later == RELATION_LATER_DIFFERENCE;
  bool leaves_out = l->later == RELATION_LATER_NOTHING || (is_exclusive(l) && !pays_difference);
  if (given->amount_fen == 0) return;
  if (leaves_out && !(l->kind == RELATION_HIGHER && l->later == RELATION_LATER_UNSTATED &&
                      other->amount_fen > given->amount_fen)) {
    other->with_fen = -1;
    other->because = index;
    return;
  }
  /* The first of a direction is only reduced where the relation says so. */
  if (!is_exclusive(l) && second_fixed && !pays_difference) return;
  int64_t free_fen = l->kind == RELATION_TOP_UP ? l->ceiling_fen - given->amount_fen
                                                : other->amount_fen - given->amount_fen;
  int64_t reduced_fen = other->amount_fen - (free_fen > 0 ? free_fen : 0);
  if (reduced_fen <= other->reduction_fen) return;
  other->reduction_fen = reduced_fen;
  other->because = index;
}

/* --- Sets --- */

/* What an award of the set at hand comes to, given the present amounts of the others. */
static int64_t amount_in_set(const choice *c, size_t award) {
  const choice_award *a = &c->awards[award];
  int64_t amount_fen = a->amount_fen - a->reduction_fen;
  for (size_t i = 0; i < c->link_count; i++) {
    const choice_link *l = &c->links[i];
    if (l->second != award || l->first == award || !c->taken[l->first] ||
        c->awards[l->first].fixed) {
      continue;
    }
    int64_t most_fen = amount_fen;
    if (l->kind == RELATION_DIFFERENCE) most_fen = a->amount_fen - c->amounts[l->first];
    if (l->kind == RELATION_TOP_UP) most_fen = l->ceiling_fen - c->amounts[l->first];
    if (most_fen < amount_fen) amount_fen = most_fen > 0 ? most_fen : 0;
  }
  return amount_fen;
}

/* The amounts of the set `taken`.  A chain of directions settles in as many passes as it is long.
 */
static int64_t total_of(choice *c) {
  for (size_t i = 0; i < c->member_count; i++) c->amounts[c->members[i]] = 0;
  bool changed = true;
  for (size_t pass = 0; changed && pass <= c->member_count; pass++) {
    changed = false;
    for (size_t i = 0; i < c->member_count; i++) {
      size_t at = c->members[i];
      int64_t amount_fen = c->taken[at] ? amount_in_set(c, at) : 0;
      changed |= c->amounts[at] != amount_fen;
      c->amounts[at] = amount_fen;
    }
  }
  int64_t total_fen = 0;
  for (size_t i = 0; i < c->member_count; i++) total_fen += c->amounts[c->members[i]];
  return total_fen;
}

static void set_members(choice *c, uint32_t mask) {
  for (size_t i = 0; i < c->member_count; i++) {
    c->taken[c->members[i]] = (mask >> i & 1) != 0;
  }
}

static bool is_allowed(const choice *c, uint32_t mask) {
  for (size_t i = 0; i < c->member_count; i++) {
    if ((mask >> i & 1) != 0 && (mask & c->excludes[i]) != 0) return false;
  }
  return true;
}

/* True when `a` has the member of the smallest index in which they differ. */
static bool comes_first(uint32_t a, uint32_t b) {
  uint32_t differ = a ^ b;
  return (a & (differ & (0u - differ))) != 0;
}

static uint32_t best_of_all(choice *c) {
  uint32_t best = 0;
  int64_t best_fen = -1;
  for (uint32_t mask = 0; mask < (UINT32_C(1) << c->member_count); mask++) {
    if (!is_allowed(c, mask)) continue;
    set_members(c, mask);
    int64_t total_fen = total_of(c);
    for (size_t i = 0; i < c->member_count; i++) {
      choice_award *a = &c->awards[c->members[i]];
      if ((mask >> i & 1) != 0 && total_fen > a->with_fen) a->with_fen = total_fen;
    }
    if (total_fen < best_fen || (total_fen == best_fen && !comes_first(mask, best))) continue;
    best = mask;
    best_fen = total_fen;
  }
  return best;
}

/* Too many to compare: the largest first, then the smaller index. */
static void take_largest(choice *c) {
  for (size_t i = 0; i < c->member_count; i++) c->taken[c->members[i]] = false;
  for (size_t round = 0; round < c->member_count; round++) {
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < c->member_count; i++) {
      size_t at = c->members[i];
      if (c->taken[at] || c->awards[at].with_fen == -1) continue;
      if (next == SIZE_MAX || c->awards[at].amount_fen > c->awards[next].amount_fen) next = at;
    }
    if (next == SIZE_MAX) return;
    c->taken[next] = true;
    for (size_t i = 0; i < c->link_count; i++) {
      const choice_link *l = &c->links[i];
      if (!is_exclusive(l) || (l->first != next && l->second != next)) continue;
      size_t other = l->first == next ? l->second : l->first;
      if (!c->awards[other].fixed && !c->taken[other]) c->awards[other].with_fen = -1;
    }
  }
}

/* --- Why --- */

static void explain_group(choice *c, size_t group, int64_t total_fen) {
  for (size_t i = 0; i < c->count; i++) {
    choice_award *a = &c->awards[i];
    if (c->group[i] != group || a->fixed) continue;
    a->is_taken = c->taken[i];
    a->best_fen = total_fen;
    int64_t reduction_fen = a->is_taken ? a->amount_fen - c->amounts[i] : a->amount_fen;
    bool by_link = reduction_fen > a->reduction_fen || (!a->is_taken && a->because == SIZE_MAX);
    a->reduction_fen = reduction_fen;
    for (size_t k = 0; by_link && k < c->link_count; k++) {
      const choice_link *l = &c->links[k];
      bool excludes = is_exclusive(l) && !a->is_taken && (l->first == i || l->second == i) &&
                      c->taken[l->first == i ? l->second : l->first];
      bool reduces = !is_exclusive(l) && l->kind != RELATION_ADDITIVE && a->is_taken &&
                     l->second == i && c->taken[l->first];
      if (!excludes && !reduces) continue;
      a->because = k;
      break;
    }
  }
}

static void find_members(choice *c, size_t group) {
  c->member_count = 0;
  for (size_t i = 0; i < c->count; i++) {
    if (c->group[i] != group) continue;
    c->taken[i] = c->awards[i].fixed;
    c->amounts[i] = 0;
    if (!c->awards[i].fixed && c->awards[i].with_fen != -1) c->members[c->member_count++] = i;
  }
}

static size_t place_of(const choice *c, size_t award) {
  for (size_t i = 0; i < c->member_count; i++) {
    if (c->members[i] == award) return i;
  }
  return SIZE_MAX;
}

static void choose_group(choice *c, size_t group) {
  find_members(c, group);
  if (c->member_count > LIMIT_EXCLUSIVE_SETS) {
    take_largest(c);
  } else {
    for (size_t i = 0; i < c->member_count; i++) c->excludes[i] = 0;
    for (size_t i = 0; i < c->link_count; i++) {
      const choice_link *l = &c->links[i];
      size_t a = place_of(c, l->first), b = place_of(c, l->second);
      if (!is_exclusive(l) || a == SIZE_MAX || b == SIZE_MAX || a == b) continue;
      c->excludes[a] |= UINT32_C(1) << b;
      c->excludes[b] |= UINT32_C(1) << a;
    }
    set_members(c, best_of_all(c));
  }
  explain_group(c, group, total_of(c));
}

static bool reserve(choice *c) {
  size_t n = c->count + 1;
  c->group = memory_allocate(n * sizeof *c->group);
  c->members = memory_allocate(n * sizeof *c->members);
  c->excludes = memory_allocate(n * sizeof *c->excludes);
  c->amounts = memory_allocate(n * sizeof *c->amounts);
  c->taken = memory_allocate(n * sizeof *c->taken);
  return c->group != NULL && c->members != NULL && c->excludes != NULL && c->amounts != NULL &&
         c->taken != NULL;
}

bool choice_make(choice_award *awards, size_t count, const choice_link *links, size_t link_count) {
  choice c = {.awards = awards, .count = count, .links = links, .link_count = link_count};
  bool ok = reserve(&c);
  for (size_t i = 0; ok && i < count; i++) {
    awards[i].is_taken = true;
    awards[i].reduction_fen = 0;
    awards[i].because = SIZE_MAX;
    awards[i].best_fen = awards[i].amount_fen;
    awards[i].with_fen = 0;
  }
  if (ok) join_groups(&c);
  for (size_t i = 0; ok && i < link_count; i++) meet_fixed(&c, i);
  for (size_t i = 0; ok && i < count; i++) {
    if (c.group[i] == i) choose_group(&c, i);
  }
  memory_free(c.group);
  memory_free(c.members);
  memory_free(c.excludes);
  memory_free(c.amounts);
  memory_free(c.taken);
  return ok;
}
