/* Inside of column/: runs a schedule on batches; the memory of one thread. */
#ifndef SUDUI_COLUMN_MACHINE_H
#define SUDUI_COLUMN_MACHINE_H

#include "column/kernels.h"
#include "column/schedule.h"
#include "column/worker.h"

/* What RECORD operations leave beside their vector. */
typedef struct machine_record {
  uint64_t maps[4][COLUMN_BATCH_WORDS]; /* by record_map */
} machine_record;

/* Fills the vector and the bit maps of decision `decision` for all rows of the batch. */
typedef void machine_recorder(void *context, uint32_t decision, int64_t *vector,
                              machine_record *record);

typedef struct machine {
  const graph *graph;
  const schedule *schedule;
  const kernel_set *kernels;
  void *memory; /* all of it */
  flow_call *calls;
  uint64_t (*masks)[COLUMN_BATCH_WORDS];
  int64_t (*vectors)[COLUMN_BATCH_ROWS];
  __int128 *totals;
  machine_record *records;              /* by order of the RECORD operations */
  uint32_t *record_of;                  /* by step: which of them */
  uint64_t (*ties)[COLUMN_BATCH_WORDS]; /* by order of the SHARES operations */
  void **column_copies; /* by column: its rows of the batch when they had to be copied */
  uint64_t **presence_copies;
  const void **values_at, **presence_at; /* by column: of the batch */
  uint8_t *needs;                        /* by column: which of them are read */
  struct machine_patch *patches;         /* operands that are columns of the batch */
  uint32_t patch_count;
  size_t column_count;
  machine_recorder *recorder;
  void *recorder_context;
} machine;

bool machine_init(machine *m, const graph *g, const schedule *s, const kernel_set *kernels,
                  size_t column_count);
void machine_release(machine *m);
/* False when memory is out. */
bool machine_run(machine *m, const column_batch *batch);

const uint64_t *machine_mask(const machine *m, node_id id);
const int64_t *machine_vector(const machine *m, node_id id);
__int128 machine_total(const machine *m, node_id id);

#endif
