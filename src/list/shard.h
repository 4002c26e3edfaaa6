/* Runs divided between processes: each decides a share of the subjects and writes a file; the files
 * of all shares together are a run, byte for byte the one that a single process makes.
 *
 * A file is text, one section for each item: what was asked (item, versions by hash, data year,
 * day, known time, areas, last batch), which parts of the subjects it has, the digests of their
 * facts, and the lines of their decisions; each section ends with its SM3.  What depends on the
 * whole set (rates, caps, budgets) is computed when the files are merged. */
#ifndef SUDUI_LIST_SHARD_H
#define SUDUI_LIST_SHARD_H

#include "list/run.h"

/* Shard `index` (from 0) of `count`: neighbouring parts of the subjects in order of code. */
typedef struct run_shard {
  uint32_t index, count;
} run_shard;
#define RUN_WHOLE ((run_shard){0, 1})
enum { RUN_SHARDS_MAX = 10000 };

/* "2/7": the second of seven.  False for anything else. */
bool run_shard_parse(const char *source, run_shard *out);

/* Decides the shard of all requests (with one view) and writes its file.  SD_INVALID and the like
 * for the first request whose models are wrong. */
sd_status run_write_shard(registry *r, const run_request *requests, size_t count, run_shard shard,
                          const char *path, sd_error *error);

/* Joins the files of all shards and hands over the runs in the order of the requests, which must be
 * those of the shards.  SD_CONFLICT when the files are of other models, facts or moments than the
 * requests or each other, or are not all shards; SD_CORRUPT when a file is damaged.  Nothing is
 * decided again.  Memory: one run. */
sd_status run_merge_shards(const run_request *requests, size_t count, const char *const *paths,
                           size_t path_count, const run_taker *taker, sd_error *error);

#endif
