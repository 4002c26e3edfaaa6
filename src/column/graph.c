/* The operations that a plan runs on each batch, as a graph without repetition. */
#include "column/graph.h"

#include <string.h>

#include "base/calendar.h"

/* What must stay true: the bounds of a vector hold in every row whose facts are present, whatever
 * the rows of the batch are, as long as its columns keep to their ranges. */

static const int64_t BOUND = INT64_C(1) << 62;
enum { TABLE_START = 1024 };

flow_class flow_class_of(flow_op op) {
  enum { M = FLOW_MASK, V = FLOW_VECTOR, T = FLOW_TOTALS };
  static const uint8_t CLASSES[] = {
#define FLOW(name, result, operands, meaning) result,
#include "column/flows.def"
#undef FLOW
  };
  return (flow_class)CLASSES[op];
}

const char *flow_name(flow_op op) {
  static const char *const NAMES[] = {
#define FLOW(name, result, operands, meaning) #name,
#include "column/flows.def"
#undef FLOW
  };
  return NAMES[op];
}

/* --- Finding and adding --- */

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return hash ^ (hash >> 29);
}

static uint64_t hash_of(const flow_node *n) {
  uint64_t hash = mix(mix(n->op, n->detail), ((uint64_t)n->a << 32) | n->b);
  hash = mix(mix(hash, ((uint64_t)n->c << 32) | n->d), (uint64_t)n->k);
  hash = mix(hash, (uint64_t)n->m);
  for (uint32_t i = 0; i < n->entry_count; i++) {
    hash = mix(mix(hash, ((uint64_t)n->entries[i].where << 32) | n->entries[i].vector),
               (uint64_t)n->entries[i].constant);
  }
  return hash;
}

static bool same_node(const flow_node *x, const flow_node *y) {
  bool same = x->op == y->op && x->detail == y->detail && x->a == y->a && x->b == y->b &&
              x->c == y->c && x->d == y->d && x->k == y->k && x->m == y->m &&
              x->entry_count == y->entry_count;
  for (uint32_t i = 0; same && i < x->entry_count; i++) {
    same = x->entries[i].where == y->entries[i].where &&
           x->entries[i].vector == y->entries[i].vector &&
           x->entries[i].constant == y->entries[i].constant;
  }
  return same;
}

static void place(graph *g, node_id id) {
  uint64_t at = hash_of(&g->nodes[id]);
  while (g->table[at % g->table_size] != 0) at++;
  g->table[at % g->table_size] = id + 1;
}

static bool grow(graph *g) {
  uint32_t capacity = g->capacity == 0 ? TABLE_START : g->capacity * 2;
  flow_node *nodes = ARENA_ARRAY(g->arena, flow_node, capacity);
  uint32_t *table = ARENA_ARRAY(g->arena, uint32_t, (size_t)capacity * 4);
  if (nodes == NULL || table == NULL) return false;
  if (g->count != 0) memcpy(nodes, g->nodes, g->count * sizeof *nodes);
  g->nodes = nodes;
  g->capacity = capacity;
  g->table = table;
  g->table_size = capacity * 4;
  for (node_id i = 0; i < g->count; i++) place(g, i);
  return true;
}

static const flow_entry *copy_entries(graph *g, const flow_node *n) {
  flow_entry *copy = ARENA_ARRAY(g->arena, flow_entry, n->entry_count);
  if (copy != NULL) memcpy(copy, n->entries, n->entry_count * sizeof *copy);
  return copy;
}

static node_id intern(graph *g, const flow_node *n) {
  if (g->has_failed) return NODE_ZERO;
  for (uint64_t at = hash_of(n); g->table[at % g->table_size] != 0; at++) {
    node_id id = g->table[at % g->table_size] - 1;
    if (same_node(&g->nodes[id], n)) return id;
  }
  if (g->count == g->capacity && !grow(g)) {
    g->has_failed = true;
    return NODE_ZERO;
  }
  flow_node *to = &g->nodes[g->count];
  *to = *n;
  if (n->entry_count != 0 && (to->entries = copy_entries(g, n)) == NULL) {
    g->has_failed = true;
    return NODE_ZERO;
  }
  place(g, g->count);
  return g->count++;
}

bool graph_init(graph *g, arena *a, const column *columns) {
  *g = (graph){.arena = a, .columns = columns};
  if (!grow(g)) return false;
  intern(g, &(flow_node){.op = FLOW_ZERO});
  intern(g, &(flow_node){.op = FLOW_ONES});
  return !g->has_failed;
}

/* --- Bit maps --- */

node_id graph_absent(graph *g, uint32_t column_index) {
  if (g->columns[column_index].width == 0 && g->columns[column_index].present == NULL) {
    return NODE_ZERO;
  }
  return intern(g, &(flow_node){.op = FLOW_ABSENT, .a = column_index});
}

/* The x of "every row but x", else NODE_NONE. */
static node_id negated(const graph *g, node_id id) {
  const flow_node *n = &g->nodes[id];
  return n->op == FLOW_MINUS && n->a == NODE_ONES ? n->b : NODE_NONE;
}

node_id graph_minus(graph *g, node_id a, node_id b) {
  if (a == NODE_ZERO || b == NODE_ONES || a == b) return NODE_ZERO;
  if (b == NODE_ZERO) return a;
  node_id inner = negated(g, b);
  if (inner != NODE_NONE) return graph_and(g, a, inner);
  return intern(g, &(flow_node){.op = FLOW_MINUS, .a = a, .b = b});
}

node_id graph_not(graph *g, node_id a) { return graph_minus(g, NODE_ONES, a); }

node_id graph_and(graph *g, node_id a, node_id b) {
  if (a == NODE_ZERO || b == NODE_ZERO) return NODE_ZERO;
  if (a == NODE_ONES || a == b) return b;
  if (b == NODE_ONES) return a;
  if (negated(g, a) != NODE_NONE) return graph_minus(g, b, negated(g, a));
  if (negated(g, b) != NODE_NONE) return graph_minus(g, a, negated(g, b));
  if (a > b) return graph_and(g, b, a);
  return intern(g, &(flow_node){.op = FLOW_AND, .a = a, .b = b});
}

node_id graph_or(graph *g, node_id a, node_id b) {
  if (a == NODE_ONES || b == NODE_ONES) return NODE_ONES;
  if (a == NODE_ZERO || a == b) return b;
  if (b == NODE_ZERO) return a;
  if (negated(g, a) == b || negated(g, b) == a) return NODE_ONES;
  if (a > b) return graph_or(g, b, a);
  return intern(g, &(flow_node){.op = FLOW_OR, .a = a, .b = b});
}

node_id graph_codes(graph *g, uint32_t column_index, const uint32_t *codes, uint32_t count) {
  node_id any = NODE_ZERO;
  if (count <= 4) {
    for (uint32_t i = 0; i < count; i++) {
      any = graph_or(
          g, any, intern(g, &(flow_node){.op = FLOW_COLUMN_IS, .a = column_index, .k = codes[i]}));
    }
    return any;
  }
  flow_entry *entries = ARENA_ARRAY(g->arena, flow_entry, count);
  if (entries == NULL) {
    g->has_failed = true;
    return NODE_ZERO;
  }
  bool is_run = true;
  for (uint32_t i = 0; i < count; i++) {
    entries[i].constant = codes[i];
    is_run = is_run && codes[i] == codes[0] + i;
  }
  if (!is_run) {
    return intern(
        g, &(flow_node){
               .op = FLOW_COLUMN_IN, .a = column_index, .entries = entries, .entry_count = count});
  }
  flow_node low = {.op = FLOW_COLUMN_REACHES, .a = column_index, .k = codes[0]};
  flow_node high = {.op = FLOW_COLUMN_REACHES, .a = column_index, .k = codes[0] + (int64_t)count};
  node_id from = codes[0] == 0 ? NODE_ONES : intern(g, &low);
  bool is_last = (int64_t)codes[0] + count >= g->columns[column_index].dictionary_count;
  return graph_minus(g, from, is_last ? NODE_ZERO : intern(g, &high));
}

/* Year and later months grow with the day, so that a comparison with them is one with the day. */
static bool solve_for_day(const flow_node *n, int64_t k, int64_t *day_out) {
  if (n->op != FLOW_YEAR || k < 1 || k > 9999) return false;
  *day_out = calendar_day_of((civil_date){.year = (int32_t)k, .month = 1, .day = 1});
  return true;
}

/* The first day d with d + k months >= day. */
static bool solve_for_months(const graph *g, const flow_node *n, int64_t day, int64_t *day_out) {
  if (n->op != FLOW_ADD_MONTHS) return false;
  int64_t low = g->nodes[n->a].low, high = g->nodes[n->a].high + 1;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    civil_date date, moved;
    if (!calendar_date_of(middle, &date) || !calendar_add_months(date, n->k, &moved)) return false;
    if (calendar_day_of(moved) < day) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  *day_out = low;
  return true;
}

node_id graph_reaches(graph *g, node_id vector, __int128 k) {
  const flow_node n = g->nodes[vector];
  if (k <= n.low) return NODE_ONES;
  if (k > n.high) return NODE_ZERO;
  int64_t bound = (int64_t)k, day;
  if (n.op == FLOW_LOAD) {
    return intern(g, &(flow_node){.op = FLOW_COLUMN_REACHES, .a = n.a, .k = bound});
  }
  if (n.op == FLOW_SHIFT) return graph_reaches(g, n.a, k - n.k);
  if (solve_for_day(&n, bound, &day) || solve_for_months(g, &n, bound, &day)) {
    return graph_reaches(g, n.a, day);
  }
  return intern(g, &(flow_node){.op = FLOW_REACHES, .a = vector, .k = bound});
}

node_id graph_is(graph *g, node_id vector, __int128 k) {
  const flow_node n = g->nodes[vector];
  if (k < n.low || k > n.high) return NODE_ZERO;
  if (n.low == n.high) return NODE_ONES;
  if (k == n.low) return graph_not(g, graph_reaches(g, vector, k + 1));
  if (k == n.high || n.op == FLOW_YEAR || n.op == FLOW_ADD_MONTHS) {
    return graph_minus(g, graph_reaches(g, vector, k), graph_reaches(g, vector, k + 1));
  }
  if (n.op == FLOW_SHIFT) return graph_is(g, n.a, k - n.k);
  if (n.op == FLOW_LOAD) {
    return intern(g, &(flow_node){.op = FLOW_COLUMN_IS, .a = n.a, .k = (int64_t)k});
  }
  return intern(g, &(flow_node){.op = FLOW_IS, .a = vector, .k = (int64_t)k});
}

node_id graph_reaches_other(graph *g, node_id a, node_id b) {
  const flow_node *x = &g->nodes[a], *y = &g->nodes[b];
  if (a == b || x->low >= y->high) return NODE_ONES;
  if (x->high < y->low) return NODE_ZERO;
  return intern(g, &(flow_node){.op = FLOW_REACHES_OTHER, .a = a, .b = b});
}

node_id graph_is_other(graph *g, node_id a, node_id b) {
  const flow_node *x = &g->nodes[a], *y = &g->nodes[b];
  if (a == b) return NODE_ONES;
  if (x->high < y->low || y->high < x->low) return NODE_ZERO;
  if (a > b) return graph_is_other(g, b, a);
  return intern(g, &(flow_node){.op = FLOW_IS_OTHER, .a = a, .b = b});
}

node_id graph_share(graph *g, const flow_node *node) { return intern(g, node); }

node_id graph_tie(graph *g, node_id shares) {
  return intern(g, &(flow_node){.op = FLOW_TIE, .a = shares});
}

node_id graph_record_map(graph *g, node_id record, record_map which) {
  return intern(g, &(flow_node){.op = FLOW_RECORD_MAP, .a = record, .k = which});
}

/* --- Vectors --- */

static node_id vector(graph *g, flow_node n, __int128 low, __int128 high) {
  if (low < -BOUND || high > BOUND) return NODE_NONE;
  n.low = (int64_t)low;
  n.high = (int64_t)high;
  return intern(g, &n);
}

node_id graph_load(graph *g, uint32_t column_index) {
  const column *c = &g->columns[column_index];
  return vector(g, (flow_node){.op = FLOW_LOAD, .a = column_index}, c->min, c->max);
}

node_id graph_add(graph *g, node_id a, node_id b) {
  const flow_node *x = &g->nodes[a], *y = &g->nodes[b];
  __int128 low = (__int128)x->low + y->low, high = (__int128)x->high + y->high;
  if (a > b) return graph_add(g, b, a);
  return vector(g, (flow_node){.op = FLOW_ADD, .a = a, .b = b}, low, high);
}

node_id graph_subtract(graph *g, node_id a, node_id b) {
  const flow_node *x = &g->nodes[a], *y = &g->nodes[b];
  __int128 low = (__int128)x->low - y->high, high = (__int128)x->high - y->low;
  return vector(g, (flow_node){.op = FLOW_SUBTRACT, .a = a, .b = b}, low, high);
}

static void product_bounds(const flow_node *x, const flow_node *y, __int128 *low, __int128 *high) {
  __int128 corners[] = {(__int128)x->low * y->low, (__int128)x->low * y->high,
                        (__int128)x->high * y->low, (__int128)x->high * y->high};
  *low = *high = corners[0];
  for (size_t i = 1; i < 4; i++) {
    if (corners[i] < *low) *low = corners[i];
    if (corners[i] > *high) *high = corners[i];
  }
}

node_id graph_multiply(graph *g, node_id a, node_id b) {
  __int128 low, high;
  if (a > b) return graph_multiply(g, b, a);
  product_bounds(&g->nodes[a], &g->nodes[b], &low, &high);
  return vector(g, (flow_node){.op = FLOW_MULTIPLY, .a = a, .b = b}, low, high);
}

node_id graph_shift(graph *g, node_id a, int64_t k) {
  const flow_node n = g->nodes[a];
  if (k == 0) return a;
  if (n.op == FLOW_SHIFT && !__builtin_add_overflow(k, n.k, &k)) return graph_shift(g, n.a, k);
  return vector(g, (flow_node){.op = FLOW_SHIFT, .a = a, .k = k}, (__int128)n.low + k,
                (__int128)n.high + k);
}

node_id graph_scale(graph *g, node_id a, int64_t k) {
  const flow_node n = g->nodes[a];
  if (k == 1) return a;
  if (n.op == FLOW_SCALE && !__builtin_mul_overflow(k, n.k, &k)) return graph_scale(g, n.a, k);
  __int128 low = (__int128)n.low * k, high = (__int128)n.high * k;
  flow_node node = {.op = FLOW_SCALE, .a = a, .k = k};
  return k < 0 ? vector(g, node, high, low) : vector(g, node, low, high);
}

node_id graph_extreme(graph *g, node_id a, node_id b, bool is_greatest) {
  const flow_node *x = &g->nodes[a], *y = &g->nodes[b];
  if (a == b) return a;
  if (a > b) return graph_extreme(g, b, a, is_greatest);
  if (x->low >= y->high) return is_greatest ? a : b;
  if (y->low >= x->high) return is_greatest ? b : a;
  int64_t low = (x->low > y->low) == is_greatest ? x->low : y->low;
  int64_t high = (x->high > y->high) == is_greatest ? x->high : y->high;
  flow_op op = is_greatest ? FLOW_GREATEST : FLOW_LEAST;
  return vector(g, (flow_node){.op = (uint8_t)op, .a = a, .b = b}, low, high);
}

/* min(floor(x * p / q), k) of small positive numbers, the usual shape of an award: one operation.
 */
static bool is_part(const graph *g, const flow_node *n, int64_t k, flow_node *out) {
  static const int64_t NARROW = INT64_C(1) << 51;
  if (n->op != FLOW_DIVIDE || k < 0) return false;
  const flow_node *x = &g->nodes[n->a];
  bool is_down = n->detail == ROUNDING_FLOOR || n->detail == ROUNDING_DOWN;
  if (!is_down || x->low < 0 || x->high >= NARROW) return false;
  bool is_scaled = x->op == FLOW_SCALE && x->k > 0 && x->k <= UINT32_MAX;
  *out = (flow_node){.op = FLOW_PART, .a = is_scaled ? x->a : n->a, .k = k, .m = n->k};
  out->c = is_scaled ? (uint32_t)x->k : 1;
  return true;
}

node_id graph_extreme_of(graph *g, node_id a, int64_t k, bool is_greatest) {
  const flow_node n = g->nodes[a];
  flow_node part;
  if (is_greatest ? k <= n.low : k >= n.high) return a;
  if (!is_greatest && is_part(g, &n, k, &part)) return vector(g, part, n.low < k ? n.low : k, k);
  int64_t low = (n.low > k) == is_greatest ? n.low : k;
  int64_t high = (n.high > k) == is_greatest ? n.high : k;
  flow_op op = is_greatest ? FLOW_AT_LEAST : FLOW_AT_MOST;
  return vector(g, (flow_node){.op = (uint8_t)op, .a = a, .k = k}, low, high);
}

int64_t divide_rounded(int64_t x, int64_t k, rounding mode) {
  int64_t quotient = x / k, rest = x % k;
  if (rest == 0) return quotient;
  int64_t away = x < 0 ? -1 : 1, size = rest < 0 ? -rest : rest;
  int side = size < k - size ? -1 : size > k - size; /* of the half */
  bool goes_away = false;
  switch (mode) {
    case ROUNDING_HALF_EVEN:
      goes_away = side > 0 || (side == 0 && quotient % 2 != 0);
      break;
    case ROUNDING_HALF_UP:
      goes_away = side >= 0;
      break;
    case ROUNDING_HALF_DOWN:
      goes_away = side > 0;
      break;
    case ROUNDING_UP:
      goes_away = true;
      break;
    case ROUNDING_DOWN:
      break;
    case ROUNDING_FLOOR:
      goes_away = x < 0;
      break;
    case ROUNDING_CEILING:
      goes_away = x > 0;
      break;
  }
  return goes_away ? quotient + away : quotient;
}

node_id graph_divide(graph *g, node_id a, int64_t k, rounding mode) {
  const flow_node n = g->nodes[a];
  if (k == 1) return a;
  flow_node node = {.op = FLOW_DIVIDE, .detail = (uint8_t)mode, .a = a, .k = k};
  return vector(g, node, divide_rounded(n.low, k, mode), divide_rounded(n.high, k, mode));
}

node_id graph_calendar(graph *g, flow_op op, node_id a, int64_t k) {
  const flow_node n = g->nodes[a];
  if (n.low < COLUMN_DAY_MIN || n.high > COLUMN_DAY_MAX) return NODE_NONE;
  flow_node node = {.op = (uint8_t)op, .a = a, .k = k};
  civil_date low, high;
  if (!calendar_date_of(n.low, &low) || !calendar_date_of(n.high, &high)) return NODE_NONE;
  if (op == FLOW_MONTH) return vector(g, node, 1, 12);
  if (op == FLOW_DAY) return vector(g, node, 1, 31);
  if (op == FLOW_YEAR) return vector(g, node, low.year, high.year);
  if (k < -12 * 9999 || k > 12 * 9999 || !calendar_add_months(low, k, &low) ||
      !calendar_add_months(high, k, &high)) {
    return NODE_NONE;
  }
  int64_t from = calendar_day_of(low), to = calendar_day_of(high);
  return from < COLUMN_DAY_MIN || to > COLUMN_DAY_MAX ? NODE_NONE : vector(g, node, from, to);
}

node_id graph_choose(graph *g, const flow_entry *entries, uint32_t count) {
  int64_t low = 0, high = 0;
  if (count == 1 && entries[0].where == NODE_ONES && entries[0].vector != NODE_NONE) {
    return entries[0].vector;
  }
  for (uint32_t i = 0; i < count; i++) {
    const flow_entry *e = &entries[i];
    int64_t from = e->vector == NODE_NONE ? e->constant : g->nodes[e->vector].low;
    int64_t to = e->vector == NODE_NONE ? e->constant : g->nodes[e->vector].high;
    if (from < low) low = from;
    if (to > high) high = to;
  }
  return vector(g, (flow_node){.op = FLOW_CHOOSE, .entries = entries, .entry_count = count}, low,
                high);
}

node_id graph_weigh(graph *g, const flow_entry *entries, uint32_t count) {
  __int128 low = 0, high = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (entries[i].where == NODE_ZERO) continue;
    *(entries[i].constant < 0 ? &low : &high) += entries[i].constant;
  }
  return vector(g, (flow_node){.op = FLOW_WEIGH, .entries = entries, .entry_count = count}, low,
                high);
}

node_id graph_record(graph *g, uint32_t decision, int64_t low, int64_t high) {
  return vector(g, (flow_node){.op = FLOW_RECORD, .k = decision}, low, high);
}

/* --- Totals --- */

node_id graph_count(graph *g, node_id where) {
  return intern(g, &(flow_node){.op = FLOW_COUNT, .a = where});
}

node_id graph_total(graph *g, node_id where, node_id of) {
  static const int64_t NARROW = INT64_C(1) << 50;
  const flow_node *n = &g->nodes[of];
  bool is_narrow = n->low > -NARROW && n->high < NARROW;
  return intern(g, &(flow_node){.op = FLOW_TOTAL, .detail = is_narrow, .a = where, .b = of});
}
