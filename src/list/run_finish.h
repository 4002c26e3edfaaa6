/* Inside of list/: from decided lines to a run. */
#ifndef SUDUI_LIST_RUN_FINISH_H
#define SUDUI_LIST_RUN_FINISH_H

#include "list/run_stream.h"

/* A run as it is asked for, in `a`, without decisions. */
sd_status run_begin(const run_request *request, arena *a, list_run **out, sd_error *error);
/* The hash of the facts, from the digests of all their parts. */
sd_status run_hash_parts(list_run *run, const run_stream_result *result, sd_error *error);
/* The second pass: what depends on the whole set.  `lines` live as long as the run and are `count`
 * decisions without amounts. */
sd_status run_finish(list_run *run, text lines, size_t count, arena *a, sd_error *error);

#endif
