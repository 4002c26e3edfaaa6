/* Relations between awards of a settlement: pairs found, groups chosen, the choice recorded. */
#include <stdio.h>
#include <stdlib.h>

#include "base/allocator.h"
#include "list/choice.h"
#include "list/settle.h"
#include "policy/rule_table.h"

/* What must stay true: a pair has at most one link, that of the first row that fits it; awards of
 * one subject stand together, so pairs of one subject are found in its run of awards and pairs of
 * different subjects by sorting on the key of a row. */

typedef struct pair_link {
  uint32_t first, second; /* awards */
  uint32_t root;          /* of their group */
  const relation *row;
} pair_link;

typedef struct relation_pass {
  settle_set *set;
  arena *arena;
  sd_error *error;
  pair_link *links;
  size_t count, capacity;
  uint32_t *parents; /* of each award: union of what links hold together */
  bool *selects;     /* [row][side][list] */
  bool standing;     /* all awards stand and have their amounts, fixed or not */
} relation_pass;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static bool selected(const relation_pass *p, size_t row, int side, const award *w) {
  return p->selects[(row * 2 + (size_t)side) * p->set->list_count + w->list];
}

static bool takes_part(const relation_pass *p, const award *w) {
  return w->fixed || p->standing ? w->amount_fen > 0 : w->state == AWARD_GRANTED;
}

static bool is_cross(const relation *r) {
  return r->window == RELATION_SAME_PROJECT || r->window == RELATION_SAME_REPRESENTATIVE;
}

static text key_of(const relation_pass *p, const relation *r, const award *w) {
  size_t key = settle_key_index(p->set, r->key);
  return key == SIZE_MAX || w->keys == NULL ? TEXT("") : w->keys[key];
}

/* --- Does a row fit a pair --- */

typedef enum window_fit { FITS_NOT, FITS, FITS_UNKNOWN } window_fit;

static window_fit fits_window(const relation_pass *p, const relation *r, const award *x,
                              const award *y) {
  const settle_list *a = &p->set->lists[x->list], *b = &p->set->lists[y->list];
  bool same_subject = text_equal(x->code, y->code), same_year = a->data_year == b->data_year;
  if (!same_subject && !is_cross(r)) return FITS_NOT;
  if (r->key.size != 0) {
    text left = key_of(p, r, x), right = key_of(p, r, y);
    if (left.size == 0 || right.size == 0) return same_subject ? FITS_UNKNOWN : FITS_NOT;
    if (!text_equal(left, right)) return FITS_NOT;
  }
  text left_type = settle_version(p->set, x)->money.type;
  text right_type = settle_version(p->set, y)->money.type;
  switch (r->window) {
    case RELATION_SAME_YEAR:
    case RELATION_SAME_REPRESENTATIVE:
      return same_year ? FITS : FITS_NOT;
    case RELATION_SAME_TYPE:
      return same_year && left_type.size != 0 && text_equal(left_type, right_type) ? FITS
                                                                                   : FITS_NOT;
    case RELATION_SAME_MATTER:
    case RELATION_SAME_PROJECT:
      return FITS;
  }
  return FITS_NOT;
}

/* The first row that fits; `*swapped` when y is its first.  `*unknown` when a row before could fit
 * but its key is not on file. */
static const relation *row_of(const relation_pass *p, const award *x, const award *y, bool *swapped,
                              const relation **unknown) {
  *unknown = NULL;
  for (size_t i = 0; i < p->set->relations->count; i++) {
    const relation *r = &p->set->relations->rows[i];
    bool straight = selected(p, i, 0, x) && selected(p, i, 1, y);
    bool crossed = selected(p, i, 0, y) && selected(p, i, 1, x);
    if (!straight && !crossed) continue;
    window_fit fit = fits_window(p, r, x, y);
    if (fit == FITS_UNKNOWN && r->kind != RELATION_ADDITIVE) *unknown = r;
    if (fit == FITS_NOT) continue;
    *swapped = !straight;
    return r;
  }
  return NULL;
}

/* --- Pairs --- */

static sd_status add_link(relation_pass *p, uint32_t first, uint32_t second, const relation *r) {
  if (p->count == p->capacity) {
    size_t capacity = p->capacity == 0 ? 1024 : p->capacity * 2;
    pair_link *links = memory_resize(p->links, capacity * sizeof *links);
    if (links == NULL) return no_memory(p->error);
    p->links = links;
    p->capacity = capacity;
  }
  p->links[p->count++] = (pair_link){.first = first, .second = second, .row = r};
  return SD_OK;
}

static void hold(award *w, text attribute) {
  if (w->fixed || w->state != AWARD_GRANTED) return;
  w->state = AWARD_HELD;
  w->missing = attribute;
}

/* `holding`: only marks awards whose key is missing; else makes links. */
static sd_status look_at_pair(relation_pass *p, uint32_t i, uint32_t j, bool holding) {
  award *x = &p->set->awards[i], *y = &p->set->awards[j];
  if ((x->fixed && y->fixed) || (!holding && (!takes_part(p, x) || !takes_part(p, y))))
    return SD_OK;
  bool swapped = false;
  const relation *unknown, *r = row_of(p, x, y, &swapped, &unknown);
  if (holding) {
    if (unknown == NULL) return SD_OK;
    if (key_of(p, unknown, x).size == 0) hold(x, unknown->key);
    if (key_of(p, unknown, y).size == 0) hold(y, unknown->key);
    return SD_OK;
  }
  if (r == NULL || r->kind == RELATION_ADDITIVE) return SD_OK;
  return add_link(p, swapped ? j : i, swapped ? i : j, r);
}

static sd_status pairs_of_subjects(relation_pass *p, bool holding) {
  const settle_set *set = p->set;
  for (size_t begin = 0, end; begin < set->award_count; begin = end) {
    for (end = begin + 1; end < set->award_count; end++) {
      if (!text_equal(set->awards[end].code, set->awards[begin].code)) break;
    }
    for (size_t i = begin; i < end; i++) {
      for (size_t j = i + 1; j < end; j++) {
        TRY(look_at_pair(p, (uint32_t)i, (uint32_t)j, holding));
      }
    }
  }
  return SD_OK;
}

typedef struct keyed {
  text key;
  uint32_t award;
} keyed;

static int compare_keyed(const void *a, const void *b) {
  const keyed *x = a, *y = b;
  int order = text_compare(x->key, y->key);
  return order != 0 ? order : (x->award > y->award) - (x->award < y->award);
}

static sd_status link_keyed(relation_pass *p, const keyed *list, size_t count, const relation *r) {
  for (size_t begin = 0, end; begin < count; begin = end) {
    for (end = begin + 1; end < count && text_equal(list[end].key, list[begin].key); end++) {
    }
    for (size_t i = begin; i < end; i++) {
      for (size_t j = i + 1; j < end; j++) {
        const award *x = &p->set->awards[list[i].award], *y = &p->set->awards[list[j].award];
        bool swapped;
        const relation *unknown;
        if (text_equal(x->code, y->code) || (x->fixed && y->fixed) ||
            row_of(p, x, y, &swapped, &unknown) != r) {
          continue;
        }
        TRY(look_at_pair(p, list[i].award, list[j].award, false));
      }
    }
  }
  return SD_OK;
}

/* Pairs of different subjects that one row puts together by its key. */
static sd_status pairs_across(relation_pass *p, size_t row) {
  const relation *r = &p->set->relations->rows[row];
  if (!is_cross(r)) return SD_OK;
  keyed *list = memory_allocate((p->set->award_count + 1) * sizeof *list);
  if (list == NULL) return no_memory(p->error);
  size_t count = 0;
  for (size_t i = 0; i < p->set->award_count; i++) {
    const award *w = &p->set->awards[i];
    text key = key_of(p, r, w);
    if (key.size == 0 || !takes_part(p, w) ||
        (!selected(p, row, 0, w) && !selected(p, row, 1, w))) {
      continue;
    }
    list[count++] = (keyed){key, (uint32_t)i};
  }
  qsort(list, count, sizeof *list, compare_keyed);
  sd_status status = link_keyed(p, list, count, r);
  memory_free(list);
  return status;
}

/* --- Groups --- */

static uint32_t root_of(relation_pass *p, uint32_t index) {
  while (p->parents[index] != index) {
    p->parents[index] = p->parents[p->parents[index]];
    index = p->parents[index];
  }
  return index;
}

static int compare_links(const void *a, const void *b) {
  const pair_link *x = a, *y = b;
  if (x->root != y->root) return x->root < y->root ? -1 : 1;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return (x->second > y->second) - (x->second < y->second);
}

static void join_all(relation_pass *p) {
  for (size_t i = 0; i < p->set->award_count; i++) p->parents[i] = (uint32_t)i;
  for (size_t i = 0; i < p->count; i++) {
    uint32_t a = root_of(p, p->links[i].first), b = root_of(p, p->links[i].second);
    p->parents[a > b ? a : b] = a < b ? a : b;
  }
  for (size_t i = 0; i < p->count; i++) p->links[i].root = root_of(p, p->links[i].first);
  if (p->count != 0) qsort(p->links, p->count, sizeof *p->links, compare_links);
}

/* One group of awards that links hold together. */
typedef struct link_group {
  uint32_t *members; /* awards, ascending */
  choice_award *awards;
  choice_link *links;
  size_t count, link_count;
} link_group;

static int compare_indices(const void *a, const void *b) {
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static size_t place_of(const link_group *g, uint32_t index) {
  const uint32_t *found = bsearch(&index, g->members, g->count, sizeof index, compare_indices);
  return found == NULL ? 0 : (size_t)(found - g->members);
}

static void fill_group(const relation_pass *p, const pair_link *links, link_group *g) {
  size_t all = 0;
  for (size_t i = 0; i < g->link_count; i++) {
    g->members[all++] = links[i].first;
    g->members[all++] = links[i].second;
  }
  qsort(g->members, all, sizeof *g->members, compare_indices);
  g->count = 0;
  for (size_t i = 0; i < all; i++) {
    if (i == 0 || g->members[i] != g->members[i - 1]) g->members[g->count++] = g->members[i];
  }
  for (size_t i = 0; i < g->count; i++) {
    const award *w = &p->set->awards[g->members[i]];
    g->awards[i] = (choice_award){.amount_fen = w->fixed ? w->amount_fen : settle_amount_now(w),
                                  .fixed = w->fixed};
  }
  for (size_t i = 0; i < g->link_count; i++) {
    g->links[i] = (choice_link){.first = place_of(g, links[i].first),
                                .second = place_of(g, links[i].second),
                                .kind = links[i].row->kind,
                                .later = links[i].row->later,
                                .ceiling_fen = links[i].row->ceiling_fen};
  }
}

/* "exclusive:wujin-hnte-award@2024:300000.00:200000.00": the other award, the total of the chosen
 * set, and the best total with this award; of another subject with its code behind the year. */
static bool describe(const relation_pass *p, const link_group *g, size_t index, award *w) {
  const choice_award *c = &g->awards[index];
  const choice_link *l = &g->links[c->because];
  const award *other = &p->set->awards[g->members[l->first == index ? l->second : l->first]];
  char step[256], best[MONEY_TEXT_SIZE], with[MONEY_TEXT_SIZE] = "-", subject[24] = "";
  money_format_plain(c->best_fen, best);
  if (c->with_fen >= 0) money_format_plain(c->with_fen, with);
  if (!text_equal(other->code, w->code)) {
    snprintf(subject, sizeof subject, "@%.*s", TEXT_ARG(other->code));
  }
  const settle_list *list = &p->set->lists[other->list];
  int size = snprintf(step, sizeof step, "%s:%.*s@%d%s", relation_kind_name(l->kind),
                      TEXT_ARG(list->item), (int)list->data_year, subject);
  if (!c->is_taken) {
    snprintf(step + size, sizeof step - (size_t)size, ":%s:%s", best, with);
  }
  w->relation = arena_copy(p->arena, text_of(step));
  return w->relation.data != NULL;
}

static sd_status choose_group(relation_pass *p, const pair_link *links, link_group *g) {
  fill_group(p, links, g);
  if (!choice_make(g->awards, g->count, g->links, g->link_count)) return no_memory(p->error);
  for (size_t i = 0; i < g->count; i++) {
    award *w = &p->set->awards[g->members[i]];
    const choice_award *c = &g->awards[i];
    if (w->fixed || (c->is_taken && c->reduction_fen == 0)) continue;
    w->ceiling_fen = c->is_taken ? settle_amount_now(w) - c->reduction_fen : 0;
    w->reduction_fen = c->is_taken ? c->reduction_fen : w->promise_fen;
    if (!describe(p, g, i, w)) return no_memory(p->error);
  }
  return SD_OK;
}

static sd_status choose_all(relation_pass *p) {
  size_t largest = 0;
  for (size_t begin = 0, end; begin < p->count; begin = end) {
    for (end = begin + 1; end < p->count && p->links[end].root == p->links[begin].root; end++) {
    }
    if (end - begin > largest) largest = end - begin;
  }
  link_group g = {.members = memory_allocate((2 * largest + 1) * sizeof *g.members),
                  .awards = memory_allocate((2 * largest + 1) * sizeof *g.awards),
                  .links = memory_allocate((largest + 1) * sizeof *g.links)};
  bool ok = g.members != NULL && g.awards != NULL && g.links != NULL;
  sd_status status = ok ? SD_OK : no_memory(p->error);
  for (size_t begin = 0, end; status == SD_OK && begin < p->count; begin = end) {
    for (end = begin + 1; end < p->count && p->links[end].root == p->links[begin].root; end++) {
    }
    g.link_count = end - begin;
    status = choose_group(p, &p->links[begin], &g);
  }
  memory_free(g.members);
  memory_free(g.awards);
  memory_free(g.links);
  return status;
}

static void select_lists(relation_pass *p) {
  for (size_t i = 0; i < p->set->relations->count; i++) {
    const relation *r = &p->set->relations->rows[i];
    for (size_t k = 0; k < p->set->list_count; k++) {
      bool *selects = &p->selects[i * 2 * p->set->list_count + k];
      selects[0] = rule_selects(r->first, p->set->lists[k].item);
      selects[p->set->list_count] = rule_selects(r->second, p->set->lists[k].item);
    }
  }
}

/* Finds all links; with `holding` awards whose key is missing are held before. */
static sd_status find_links(relation_pass *p, bool holding) {
  const settle_set *set = p->set;
  p->parents = memory_allocate((set->award_count + 1) * sizeof *p->parents);
  p->selects = memory_allocate(set->relations->count * 2 * (set->list_count + 1));
  if (p->parents == NULL || p->selects == NULL) return no_memory(p->error);
  select_lists(p);
  if (holding) TRY(pairs_of_subjects(p, true));
  TRY(pairs_of_subjects(p, false));
  for (size_t i = 0; i < set->relations->count; i++) TRY(pairs_across(p, i));
  join_all(p);
  return SD_OK;
}

static void release(relation_pass *p) {
  memory_free(p->links);
  memory_free(p->parents);
  memory_free(p->selects);
}

sd_status settle_relations(settle_set *set, arena *a, sd_error *error) {
  if (set->relations == NULL || set->relations->count == 0) return SD_OK;
  relation_pass p = {.set = set, .arena = a, .error = error};
  sd_status status = find_links(&p, true);
  if (status == SD_OK) status = choose_all(&p);
  release(&p);
  return status;
}

sd_status settle_pairs_each(settle_set *set, arena *a, settle_pair_visitor visit, void *context,
                            sd_error *error) {
  if (set->relations == NULL || set->relations->count == 0) return SD_OK;
  relation_pass p = {.set = set, .arena = a, .error = error, .standing = true};
  sd_status status = find_links(&p, false);
  for (size_t i = 0; status == SD_OK && i < p.count; i++) {
    const settle_pair pair = {&set->awards[p.links[i].first], &set->awards[p.links[i].second],
                              p.links[i].row};
    status = visit(context, &pair, error);
  }
  release(&p);
  return status;
}
