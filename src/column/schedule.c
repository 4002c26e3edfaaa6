/* In which order a graph is run, and where each node's result stands. */
#include "column/schedule.h"

#include <string.h>

/* Columns stand in `a` of these, not a node. */
static bool reads_column(flow_op op) {
  return op == FLOW_ABSENT || op == FLOW_COLUMN_REACHES || op == FLOW_COLUMN_IS ||
         op == FLOW_COLUMN_IN || op == FLOW_LOAD;
}

static uint32_t plain_operand_count(const flow_node *n) {
  switch ((flow_op)n->op) {
    case FLOW_SHARES:
      return 4;
    case FLOW_AND:
    case FLOW_OR:
    case FLOW_MINUS:
    case FLOW_REACHES_OTHER:
    case FLOW_IS_OTHER:
    case FLOW_SHARE:
    case FLOW_SHARE_WIDE:
    case FLOW_ADD:
    case FLOW_SUBTRACT:
    case FLOW_MULTIPLY:
    case FLOW_LEAST:
    case FLOW_GREATEST:
    case FLOW_TOTAL:
      return 2;
    case FLOW_ZERO:
    case FLOW_ONES:
    case FLOW_CHOOSE:
    case FLOW_WEIGH:
    case FLOW_RECORD:
      return 0;
    default:
      return 1;
  }
}

uint32_t flow_operands(const flow_node *n, node_id *out, uint32_t max) {
  uint32_t count = 0;
  if (reads_column((flow_op)n->op)) return 0;
  const node_id plain[] = {n->a, n->b, n->c, n->d};
  for (uint32_t i = 0; i < plain_operand_count(n); i++) out[count++] = plain[i];
  for (uint32_t i = 0; i < n->entry_count && count + 2 <= max; i++) {
    out[count++] = n->entries[i].where;
    if (n->entries[i].vector != NODE_NONE) out[count++] = n->entries[i].vector;
  }
  return count;
}

bool flow_is_grouped(flow_op op) { return op == FLOW_COLUMN_REACHES || op == FLOW_SHARES; }

bool flow_same_group(const flow_node *x, const flow_node *y) {
  return x->op == y->op && x->a == y->a && x->b == y->b && x->c == y->c && x->d == y->d;
}

typedef struct scheduler {
  const graph *graph;
  node_id *steps;
  uint32_t step_count;
  uint8_t *states;   /* by node: 0 new, 1 its operands are being run, 2 run */
  uint32_t *uses;    /* by node: uses left; roots have one that never ends */
  uint32_t *places;  /* by node */
  node_id *stack;    /* nodes to run */
  uint32_t *free[3]; /* places that were given back, by class */
  uint32_t free_counts[3], place_counts[3];
} scheduler;

/* A column of 8 bytes is its own vector and needs no place. */
static bool is_in_place(const graph *g, const flow_node *n) {
  return n->op == FLOW_LOAD && g->columns[n->a].width == 8;
}

static uint32_t take_place(scheduler *s, const flow_node *n) {
  flow_class class = flow_class_of((flow_op)n->op);
  if (is_in_place(s->graph, n)) return NODE_NONE;
  if (class != FLOW_TOTALS && s->free_counts[class] != 0) {
    return s->free[class][--s->free_counts[class]];
  }
  return s->place_counts[class]++;
}

static void give_back(scheduler *s, node_id id) {
  flow_class class = flow_class_of((flow_op)s->graph->nodes[id].op);
  if (--s->uses[id] != 0 || id <= NODE_ONES || class == FLOW_TOTALS) return;
  if (s->places[id] == NODE_NONE) return;
  s->free[class][s->free_counts[class]++] = s->places[id];
}

static void count_uses(scheduler *s, const node_id *roots, uint32_t root_count) {
  /* Nodes refer to earlier ones: from the last to the first, who is needed is known. */
  for (uint32_t i = 0; i < root_count; i++) s->uses[roots[i]]++;
  for (node_id id = s->graph->count; id-- > 0;) {
    node_id operands[FLOW_OPERANDS_MAX];
    if (s->uses[id] == 0) continue;
    uint32_t count = flow_operands(&s->graph->nodes[id], operands, FLOW_OPERANDS_MAX);
    for (uint32_t i = 0; i < count; i++) s->uses[operands[i]]++;
  }
}

static void place_node(scheduler *s, node_id id) {
  const flow_node *n = &s->graph->nodes[id];
  node_id operands[FLOW_OPERANDS_MAX];
  uint32_t count = flow_operands(n, operands, FLOW_OPERANDS_MAX);
  s->states[id] = 2;
  s->steps[s->step_count++] = id;
  s->places[id] = take_place(s, n);
  for (uint32_t i = 0; i < count; i++) give_back(s, operands[i]);
}

/* Runs a node, and right behind it the others that compare the same operands with other constants,
 * so that the operands are read once for all of them. */
static void finish_node(scheduler *s, node_id id) {
  const flow_node *n = &s->graph->nodes[id];
  place_node(s, id);
  if (!flow_is_grouped((flow_op)n->op)) return;
  for (node_id other = id + 1; other < s->graph->count; other++) {
    bool is_needed = s->states[other] != 2 && s->uses[other] != 0;
    if (is_needed && flow_same_group(n, &s->graph->nodes[other])) place_node(s, other);
  }
}

static void run_root(scheduler *s, node_id root) {
  uint32_t depth = 0;
  s->stack[depth++] = root;
  while (depth != 0) {
    node_id id = s->stack[depth - 1];
    if (s->states[id] == 2) {
      depth--;
      continue;
    }
    node_id operands[FLOW_OPERANDS_MAX];
    uint32_t count = flow_operands(&s->graph->nodes[id], operands, FLOW_OPERANDS_MAX), waiting = 0;
    s->states[id] = 1;
    for (uint32_t i = count; i-- > 0;) {
      if (s->states[operands[i]] == 2) continue;
      s->stack[depth + waiting++] = operands[i];
    }
    depth += waiting;
    if (waiting == 0) {
      depth--;
      finish_node(s, id);
    }
  }
}

bool schedule_make(const graph *g, const node_id *roots, uint32_t root_count, schedule *out) {
  scheduler s = {.graph = g};
  uint32_t count = g->count;
  s.steps = ARENA_ARRAY(g->arena, node_id, count);
  s.states = ARENA_ARRAY(g->arena, uint8_t, count);
  s.uses = ARENA_ARRAY(g->arena, uint32_t, count);
  s.places = ARENA_ARRAY(g->arena, uint32_t, count);
  /* A node waits at most once for each of its uses. */
  uint32_t edges = 1;
  for (node_id i = 0; i < count; i++) edges += 5 + 2 * g->nodes[i].entry_count;
  s.stack = ARENA_ARRAY(g->arena, node_id, edges);
  bool ok =
      s.steps != NULL && s.states != NULL && s.uses != NULL && s.places != NULL && s.stack != NULL;
  for (size_t i = 0; i < 3; i++) {
    s.free[i] = ARENA_ARRAY(g->arena, uint32_t, count);
    ok = ok && s.free[i] != NULL;
  }
  if (!ok) return false;
  memset(s.places, 0xff, count * sizeof *s.places);
  s.places[NODE_ZERO] = 0;
  s.places[NODE_ONES] = 1;
  s.place_counts[FLOW_MASK] = 2;
  s.states[NODE_ZERO] = s.states[NODE_ONES] = 2;
  count_uses(&s, roots, root_count);
  for (uint32_t i = 0; i < root_count; i++) run_root(&s, roots[i]);
  *out = (schedule){.steps = s.steps, .step_count = s.step_count, .places = s.places};
  memcpy(out->place_counts, s.place_counts, sizeof s.place_counts);
  return true;
}
