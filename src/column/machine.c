/* Runs a schedule on batches; the memory of one thread. */
#include "column/machine.h"

#include <string.h>

#include "base/allocator.h"

enum { NEEDS_VALUES = 1, NEEDS_PRESENCE = 2 };

/* An operand that is a column: where its address goes for each batch. */
typedef struct machine_patch {
  const void **at;
  uint32_t column;
  bool is_presence;
} machine_patch;

/* --- Making --- */

static uint32_t place_of(const machine *m, node_id id) { return m->schedule->places[id]; }

static void *address_of(const machine *m, node_id id) {
  const flow_node *n = &m->graph->nodes[id];
  switch (flow_class_of((flow_op)n->op)) {
    case FLOW_MASK:
      return m->masks[place_of(m, id)];
    case FLOW_VECTOR:
      return place_of(m, id) == NODE_NONE ? NULL : m->vectors[place_of(m, id)];
    default:
      return &m->totals[place_of(m, id)];
  }
}

/* A column of 8 bytes is its own vector. */
static bool is_direct(const machine *m, const flow_node *n) {
  return n->op == FLOW_LOAD && m->graph->columns[n->a].width == 8;
}

static void patch(machine *m, const void **at, uint32_t column_index, bool is_presence) {
  m->patches[m->patch_count++] = (machine_patch){at, column_index, is_presence};
  m->needs[column_index] |= is_presence ? NEEDS_PRESENCE : NEEDS_VALUES;
}

static void set_operand(machine *m, const void **at, node_id id) {
  const flow_node *n = &m->graph->nodes[id];
  if (is_direct(m, n)) {
    patch(m, at, n->a, false);
  } else {
    *at = address_of(m, id);
  }
}

static bool is_never_negative(const graph *g, const flow_node *n) {
  static const int64_t NARROW = INT64_C(1) << 51;
  if (n->op == FLOW_DIVIDE) return g->nodes[n->a].low >= 0 && g->nodes[n->a].high < NARROW;
  return (n->op == FLOW_SHARE || n->op == FLOW_SHARE_WIDE) && g->nodes[n->b].low >= 0;
}

static void set_column(machine *m, flow_call *call, const flow_node *n) {
  const column *c = &m->graph->columns[n->a];
  call->width = c->width;
  call->is_unsigned = c->kind == COLUMN_BOOLEAN || c->kind == COLUMN_STRING;
  patch(m, &call->a, n->a, n->op == FLOW_ABSENT);
}

static void set_entries(machine *m, flow_call *call, const flow_node *n, flow_call_entry **next) {
  call->entries = *next;
  call->entry_count = n->entry_count;
  for (uint32_t i = 0; i < n->entry_count; i++) {
    flow_call_entry *entry = (*next)++;
    entry->constant = n->entries[i].constant;
    entry->where = m->masks[place_of(m, n->entries[i].where)];
    if (n->entries[i].vector == NODE_NONE) continue;
    set_operand(m, (const void **)&entry->vector, n->entries[i].vector);
  }
}

/* The codes of COLUMN_IN as a table of bits. */
static void set_codes(flow_call *call, const flow_node *n, uint64_t **next) {
  call->b = *next;
  call->k = 0;
  for (uint32_t i = 0; i < n->entry_count; i++) {
    uint64_t code = (uint64_t)n->entries[i].constant;
    (*next)[code / 64] |= UINT64_C(1) << (code % 64);
    if ((int64_t)code >= call->k) call->k = (int64_t)code + 1;
  }
  *next += call->k / 64 + 1;
}

static void set_call(machine *m, flow_call *call, node_id id, flow_call_entry **entries,
                     uint64_t **codes) {
  const flow_node *n = &m->graph->nodes[id];
  *call = (flow_call){.to = address_of(m, id),
                      .op = n->op,
                      .detail = n->detail,
                      .k = n->k,
                      .m = n->m,
                      .is_positive = is_never_negative(m->graph, n)};
  call->rows = m->masks[NODE_ONES];
  if (n->op == FLOW_PART) call->times = n->c;
  bool is_of_column = n->op == FLOW_ABSENT || n->op == FLOW_COLUMN_REACHES ||
                      n->op == FLOW_COLUMN_IS || n->op == FLOW_COLUMN_IN || n->op == FLOW_LOAD;
  if (is_of_column) {
    set_column(m, call, n);
    if (n->op == FLOW_COLUMN_IN) set_codes(call, n, codes);
    return;
  }
  if (n->entry_count != 0) {
    set_entries(m, call, n, entries);
    return;
  }
  node_id operands[FLOW_OPERANDS_MAX];
  const void **at[] = {&call->a, &call->b, &call->c, &call->d};
  uint32_t count = flow_operands(n, operands, FLOW_OPERANDS_MAX);
  for (uint32_t i = 0; i < count; i++) set_operand(m, at[i], operands[i]);
}

typedef struct machine_sizes {
  size_t entries, codes, patches, records, ties;
} machine_sizes;

static machine_sizes measure(const machine *m) {
  machine_sizes sizes = {0};
  for (uint32_t i = 0; i < m->schedule->step_count; i++) {
    const flow_node *n = &m->graph->nodes[m->schedule->steps[i]];
    if (n->op == FLOW_COLUMN_IN) {
      sizes.codes += m->graph->columns[n->a].dictionary_count / 64 + 2;
    } else {
      sizes.entries += n->entry_count;
    }
    sizes.patches += 4 + n->entry_count;
    sizes.records += n->op == FLOW_RECORD;
    sizes.ties += n->op == FLOW_SHARES;
  }
  return sizes;
}

static void *carve(char **next, size_t size) {
  char *at = *next;
  *next += (size + 63) / 64 * 64;
  return at;
}

static bool allocate(machine *m, const machine_sizes *z, flow_call_entry **entries,
                     uint64_t **codes) {
  const schedule *s = m->schedule;
  size_t sizes[] = {s->place_counts[FLOW_VECTOR] * sizeof *m->vectors,
                    s->place_counts[FLOW_MASK] * sizeof *m->masks,
                    (s->place_counts[FLOW_TOTALS] + 1) * sizeof *m->totals,
                    s->step_count * sizeof *m->calls,
                    z->entries * sizeof **entries,
                    z->codes * sizeof **codes,
                    z->patches * sizeof *m->patches,
                    z->records * sizeof *m->records,
                    s->step_count * sizeof *m->record_of,
                    (m->column_count + 1) * sizeof *m->column_copies,
                    (m->column_count + 1) * sizeof *m->presence_copies,
                    (m->column_count + 1) * sizeof *m->values_at,
                    (m->column_count + 1) * sizeof *m->presence_at,
                    m->column_count + 1,
                    z->ties * sizeof *m->ties};
  size_t total = 64;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) total += (sizes[i] + 63) / 64 * 64;
  m->memory = memory_allocate(total);
  if (m->memory == NULL) return false;
  char *next = (char *)m->memory + (64 - (uintptr_t)m->memory % 64) % 64;
  m->vectors = carve(&next, sizes[0]);
  m->masks = carve(&next, sizes[1]);
  m->totals = carve(&next, sizes[2]);
  m->calls = carve(&next, sizes[3]);
  *entries = carve(&next, sizes[4]);
  *codes = carve(&next, sizes[5]);
  m->patches = carve(&next, sizes[6]);
  m->records = carve(&next, sizes[7]);
  m->record_of = carve(&next, sizes[8]);
  m->column_copies = carve(&next, sizes[9]);
  m->presence_copies = carve(&next, sizes[10]);
  m->values_at = carve(&next, sizes[11]);
  m->presence_at = carve(&next, sizes[12]);
  m->needs = carve(&next, sizes[13]);
  m->ties = carve(&next, sizes[14]);
  return true;
}

/* How many calls from each on have the same operands. */
static void count_groups(machine *m) {
  const schedule *s = m->schedule;
  for (uint32_t i = s->step_count; i-- > 0;) {
    const flow_node *n = &m->graph->nodes[s->steps[i]];
    m->calls[i].group = 1;
    if (i + 1 == s->step_count || !flow_is_grouped((flow_op)n->op)) continue;
    bool is_same = flow_same_group(n, &m->graph->nodes[s->steps[i + 1]]);
    if (is_same && m->calls[i + 1].group < GROUP_MAX) m->calls[i].group = m->calls[i + 1].group + 1;
  }
}

bool machine_init(machine *m, const graph *g, const schedule *s, const kernel_set *kernels,
                  size_t column_count) {
  *m = (machine){.graph = g, .schedule = s, .kernels = kernels, .column_count = column_count};
  machine_sizes sizes = measure(m);
  flow_call_entry *entries;
  uint64_t *codes;
  if (!allocate(m, &sizes, &entries, &codes)) return false;
  uint32_t records = 0, ties = 0;
  for (uint32_t i = 0; i < s->step_count; i++) {
    const flow_node *n = &g->nodes[s->steps[i]];
    set_call(m, &m->calls[i], s->steps[i], &entries, &codes);
    if (is_direct(m, n)) m->calls[i].to = NULL;
    if (n->op == FLOW_RECORD) m->record_of[i] = records++;
    if (n->op == FLOW_SHARES) m->calls[i].ties = m->ties[ties++];
  }
  for (uint32_t i = 0; i < s->step_count; i++) {
    const flow_node *n = &g->nodes[s->steps[i]];
    if (n->op != FLOW_RECORD_MAP && n->op != FLOW_TIE) continue;
    uint32_t from = 0; /* the step of its RECORD or SHARES */
    while (s->steps[from] != n->a) from++;
    m->calls[i].a =
        n->op == FLOW_TIE ? m->calls[from].ties : m->records[m->record_of[from]].maps[n->k];
  }
  count_groups(m);
  return true;
}

void machine_release(machine *m) {
  for (size_t i = 0; m->memory != NULL && i < m->column_count; i++) {
    memory_free(m->column_copies[i]);
    memory_free(m->presence_copies[i]);
  }
  memory_free(m->memory);
}

/* --- Columns of a batch --- */

/* The rows of the batch, one after another; room for whole words. */
static const void *copy_values(machine *m, const column_batch *batch, uint32_t index) {
  const column *c = &batch->columns[index];
  char *copy = m->column_copies[index];
  if (copy == NULL) copy = m->column_copies[index] = memory_allocate(COLUMN_BATCH_ROWS * 8);
  if (copy == NULL) return NULL;
  const char *from = c->values;
  if (batch->rows == NULL) {
    memcpy(copy, from + batch->first_row * c->width, (size_t)batch->row_count * c->width);
    return copy;
  }
  for (uint32_t i = 0; i < batch->row_count; i++) {
    size_t row = batch->first_row + batch->rows[i];
    memcpy(copy + (size_t)i * c->width, from + row * c->width, c->width);
  }
  return copy;
}

static const void *values_of(machine *m, const column_batch *batch, uint32_t index) {
  const column *c = &batch->columns[index];
  if (batch->rows != NULL || batch->row_count % 64 != 0) return copy_values(m, batch, index);
  return (const char *)c->values + batch->first_row * c->width;
}

/* NULL: all are present. */
static const void *presence_of(machine *m, const column_batch *batch, uint32_t index, bool *ok) {
  const column *c = &batch->columns[index];
  if (c->present == NULL) return NULL;
  if (batch->rows == NULL) return c->present + batch->first_row / 64;
  uint64_t *copy = m->presence_copies[index];
  if (copy == NULL) copy = m->presence_copies[index] = memory_allocate(COLUMN_BATCH_WORDS * 8);
  *ok = *ok && copy != NULL;
  if (copy == NULL) return NULL;
  memset(copy, 0, COLUMN_BATCH_WORDS * sizeof *copy);
  for (uint32_t i = 0; i < batch->row_count; i++) {
    uint64_t bit = column_is_present(c, batch->first_row + batch->rows[i]);
    copy[i / 64] |= bit << (i % 64);
  }
  return copy;
}

static bool bind_columns(machine *m, const column_batch *batch) {
  bool ok = true;
  for (uint32_t i = 0; i < m->column_count; i++) {
    if (m->needs[i] & NEEDS_VALUES) m->values_at[i] = values_of(m, batch, i);
    if (m->needs[i] & NEEDS_PRESENCE) m->presence_at[i] = presence_of(m, batch, i, &ok);
    ok = ok && ((m->needs[i] & NEEDS_VALUES) == 0 || m->values_at[i] != NULL);
  }
  for (uint32_t i = 0; ok && i < m->patch_count; i++) {
    const machine_patch *p = &m->patches[i];
    *p->at = p->is_presence ? m->presence_at[p->column] : m->values_at[p->column];
  }
  return ok;
}

/* --- Running --- */

bool machine_run(machine *m, const column_batch *batch) {
  uint32_t words = (batch->row_count + 63) / 64;
  if (!bind_columns(m, batch)) return false;
  uint64_t *ones = m->masks[NODE_ONES];
  memset(ones, 0, sizeof m->masks[NODE_ONES]);
  memset(ones, 0xff, batch->row_count / 64 * sizeof *ones);
  if (batch->row_count % 64 != 0) ones[words - 1] = (UINT64_C(1) << (batch->row_count % 64)) - 1;
  for (uint32_t i = 0; i < m->schedule->step_count; i++) m->calls[i].words = words;
  for (uint32_t i = 0; i < m->schedule->step_count; i += m->calls[i].group) {
    flow_call *call = &m->calls[i];
    if (call->op == FLOW_RECORD) {
      m->recorder(m->recorder_context, (uint32_t)call->k, call->to, &m->records[m->record_of[i]]);
    } else if (call->op == FLOW_RECORD_MAP || call->op == FLOW_TIE) {
      memcpy(call->to, call->a, words * sizeof(uint64_t));
    } else if (call->op != FLOW_LOAD || call->width != 8) {
      m->kernels->run[call->op](call);
    }
  }
  return true;
}

const uint64_t *machine_mask(const machine *m, node_id id) { return m->masks[place_of(m, id)]; }

const int64_t *machine_vector(const machine *m, node_id id) {
  const flow_node *n = &m->graph->nodes[id];
  return is_direct(m, n) ? m->values_at[n->a] : m->vectors[place_of(m, id)];
}

__int128 machine_total(const machine *m, node_id id) { return m->totals[place_of(m, id)]; }
