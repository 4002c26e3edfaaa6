/* What follows from the truths of a decision's conditions, once for each combination. */
#include "column/near_miss_pattern.h"

#include <string.h>

#include "base/allocator.h"

enum { FIRST_CAPACITY = 256, KEPT_MAX = 65536 };

miss_truth miss_truth_of(value v) {
  if (v.kind == VALUE_BOOLEAN) return v.as.boolean ? MISS_TRUE : MISS_FALSE;
  return v.kind == VALUE_UNKNOWN ? MISS_UNKNOWN : MISS_NULL;
}

bool miss_patterns_init(miss_patterns *p, const dmn_model *model, const dmn_element *decision,
                        bool wanted, size_t atom_count, value now) {
  *p = (miss_patterns){.model = model,
                       .decision = decision,
                       .wanted = wanted,
                       .atom_count = atom_count,
                       .capacity = FIRST_CAPACITY};
  p->lasting = arena_create(0);
  p->scratch = arena_create(0);
  p->evaluation =
      dmn_evaluation_create(model, &(dmn_evaluation_options){.now = now, .three_valued = true});
  p->slots = memory_allocate(p->capacity * sizeof(miss_pattern *));
  if (p->slots == NULL) return false;
  memset(p->slots, 0, p->capacity * sizeof(miss_pattern *));
  return p->lasting != NULL && p->scratch != NULL && p->evaluation != NULL;
}

void miss_patterns_release(miss_patterns *p) {
  dmn_evaluation_destroy(p->evaluation);
  arena_destroy(p->scratch);
  arena_destroy(p->lasting);
  memory_free(p->slots);
}

void miss_patterns_trim(miss_patterns *p) {
  if (p->count < KEPT_MAX) return;
  memset(p->slots, 0, p->capacity * sizeof(miss_pattern *));
  p->count = 0;
  arena_reset(p->lasting);
}

/* --- Making one --- */

void miss_patterns_bind(miss_patterns *p, miss_row *row) {
  dmn_evaluation_reset(p->evaluation);
  for (uint32_t i = 0; i < p->model->input_count; i++) {
    value v = miss_input_value(row, i);
    if (v.kind != VALUE_UNKNOWN) dmn_evaluation_bind(p->evaluation, i, v);
  }
  row->is_bound = true;
}

static bool has_truths(const dmn_condition_tree *tree, const miss_key *key) {
  for (uint32_t i = 0; i < tree->atom_count; i++) {
    if (miss_truth_of(tree->atoms[i]->result) != miss_key_get(key, i)) return false;
  }
  return true;
}

static bool keep_candidates(miss_patterns *p, dmn_condition_tree *tree, miss_pattern *out) {
  const dmn_candidate *found = NULL;
  size_t count = 0;
  if (!dmn_near_miss_candidates(tree, p->wanted, p->scratch, &found, &count)) return false;
  dmn_candidate *kept = ARENA_ARRAY(p->lasting, dmn_candidate, count + 1);
  if (kept == NULL) return false;
  for (size_t i = 0; i < count; i++) {
    uint32_t *items = ARENA_ARRAY(p->lasting, uint32_t, found[i].count + 1);
    if (items == NULL) return false;
    if (found[i].count != 0) memcpy(items, found[i].items, found[i].count * sizeof *items);
    kept[i] = (dmn_candidate){items, found[i].count};
  }
  out->candidates = kept;
  out->candidate_count = count;
  return true;
}

static miss_pattern *make_pattern(miss_patterns *p, const miss_key *key, miss_row *row) {
  miss_pattern *pattern = ARENA_NEW(p->lasting, miss_pattern);
  if (pattern == NULL) return NULL;
  arena_reset(p->scratch);
  pattern->key = *key;
  miss_patterns_bind(p, row);
  pattern->outcome = miss_truth_of(dmn_evaluation_decide(p->evaluation, p->decision));
  dmn_condition_tree tree;
  bool is_tree = dmn_evaluation_limit(p->evaluation) == EVALUATION_IN_LIMITS &&
                 dmn_condition_tree_make(&tree, p->model, p->evaluation, p->decision, p->scratch);
  pattern->is_usable = is_tree && tree.atom_count == p->atom_count && has_truths(&tree, key);
  if (pattern->is_usable && !keep_candidates(p, &tree, pattern)) return NULL;
  return pattern;
}

/* --- Finding --- */

static uint64_t hash_key(const miss_key *key) {
  uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);
  for (size_t i = 0; i < MISS_ATOM_WORDS; i++) {
    hash = (hash ^ key->high[i]) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 29) ^ key->low[i]) * UINT64_C(0x94D049BB133111EB);
  }
  return hash ^ (hash >> 31);
}

static miss_pattern **find_slot(miss_pattern **slots, size_t capacity, const miss_key *key) {
  size_t at = (size_t)hash_key(key) & (capacity - 1);
  while (slots[at] != NULL && memcmp(&slots[at]->key, key, sizeof *key) != 0) {
    at = (at + 1) & (capacity - 1);
  }
  return &slots[at];
}

static bool grow(miss_patterns *p) {
  size_t capacity = p->capacity * 2;
  miss_pattern **slots = memory_allocate(capacity * sizeof *slots);
  if (slots == NULL) return false;
  memset(slots, 0, capacity * sizeof *slots);
  for (size_t i = 0; i < p->capacity; i++) {
    if (p->slots[i] != NULL) *find_slot(slots, capacity, &p->slots[i]->key) = p->slots[i];
  }
  memory_free(p->slots);
  p->slots = slots;
  p->capacity = capacity;
  return true;
}

const miss_pattern *miss_patterns_get(miss_patterns *p, const miss_key *key, miss_row *row) {
  miss_pattern **slot = find_slot(p->slots, p->capacity, key);
  if (*slot != NULL) return *slot;
  miss_pattern *made = make_pattern(p, key, row);
  if (made == NULL) return NULL;
  if (p->count * 2 >= p->capacity) {
    if (!grow(p)) return NULL;
    slot = find_slot(p->slots, p->capacity, key);
  }
  *slot = made;
  p->count++;
  return made;
}
