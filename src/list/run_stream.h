/* Inside of list/: the first pass of several runs, read from the store part by part.
 *
 * Subjects are taken in order of code, SNAPSHOT_PART_SUBJECTS at a time; each thread reads the
 * facts of its part on a connection of its own and decides every item on them.  Memory: 27 bytes a
 * subject for who they are, and one part for each thread.  A shard is the parts of which it is
 * somebody's turn; where the runs then come from does not show in them. */
#ifndef SUDUI_LIST_RUN_STREAM_H
#define SUDUI_LIST_RUN_STREAM_H

#include "list/run_plan.h"
#include "list/shard.h"
#include "registry/snapshot_digest.h"

/* What came of one request, beside its lines. */
typedef struct run_stream_result {
  const column_request *columns; /* of the item's plan */
  size_t column_count;
  size_t subject_count;          /* of the kind, in all shards */
  size_t first_part, part_count; /* of this shard */
  const sm3_digest *codes;       /* for each of its parts */
  const sm3_digest **digests;    /* for each column, for each of its parts */
  int64_t last_batch;
  size_t decision_count;
} run_stream_result;

/* Lines of request `index`, in order of code; borrowed.  One call at a time. */
typedef sd_status (*run_stream_taker)(void *context, size_t index, text lines, sd_error *error);

typedef struct run_stream_request {
  const run_request *requests; /* all with the same view */
  size_t count;
  run_shard shard;
  run_stream_taker take;
  void *context;
  sd_status *statuses; /* for each request: what is wrong with its models, not with the call */
  sd_error *errors;    /* beside them */
} run_stream_request;

/* Threads and progress are those of the first request.  `results_out` is an array beside the
 * requests, in `a`; those whose status is not SD_OK have no lines.  Inside of a transaction of the
 * caller one thread reads on its connection. */
sd_status run_stream(registry *r, const run_stream_request *request, arena *a,
                     run_stream_result **results_out, sd_error *error);

#endif
