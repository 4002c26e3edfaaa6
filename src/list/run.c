/* A run: computed, and replayed. */
#include "list/run.h"

#include <string.h>

#include "base/messages/list.h"
#include "base/spool.h"
#include "list/decision_line.h"
#include "list/run_amount.h"
#include "list/run_finish.h"

enum { OUTPUT_BYTES_MAX = INT32_MAX };

static run_budget budget_of(const run_request *request) {
  bool of_item = request->budget_fen == RUN_BUDGET_OF_ITEM;
  return (run_budget){.of_item = of_item,
                      .given_fen = of_item ? RUN_BUDGET_NONE : request->budget_fen};
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Computing --- */

sd_status run_begin(const run_request *request, arena *a, list_run **out, sd_error *error) {
  list_run *run = ARENA_NEW(a, list_run);
  const item_version **versions = ARENA_ARRAY(a, const item_version *, request->version_count);
  if (run == NULL || versions == NULL) return out_of_memory(error);
  memcpy(versions, request->versions, request->version_count * sizeof *versions);
  *run = (list_run){
      .item = request->versions[0]->id,
      .format = request->format == 0 ? RUN_FORMAT_PARTS : request->format,
      .versions = versions,
      .version_count = request->version_count,
      .areas = request->areas,
      .data_year = request->data_year,
      .view = request->view,
      .budget_of_item = request->budget_fen == RUN_BUDGET_OF_ITEM,
      .budget_fen = run_budget_total(request->versions, request->version_count, budget_of(request)),
      .actor = TEXT("")};
  if (run->areas != NULL && !sm3_of(run->areas->source, &run->areas_hash)) {
    return out_of_memory(error);
  }
  *out = run;
  return SD_OK;
}

sd_status run_finish(list_run *run, text lines, size_t count, arena *a, sd_error *error) {
  decision *decisions = ARENA_ARRAY(a, decision, count + 1);
  if (decisions == NULL) return out_of_memory(error);
  if (!decision_lines_read(lines, run->version_count, a, decisions, count, &run->decision_count) ||
      run->decision_count != count) {
    return error_set(error, SD_CORRUPT, MESSAGE_LIST_LINES, SD_ARGS(run->item.data));
  }
  TRY(run_settle(run, decisions, count, error));
  return run_hash_output(run, &run->output_hash, error);
}

sd_status run_hash_parts(list_run *run, const run_stream_result *result, sd_error *error) {
  run->last_batch = result->last_batch;
  bool ok = snapshot_parts_hash(result->subject_count, result->codes, result->columns,
                                result->digests, result->column_count, &run->snapshot_hash);
  return ok ? SD_OK : out_of_memory(error);
}

/* Runs of the first format were hashed over the whole snapshot, column by column. */
static sd_status hash_whole_snapshot(registry *r, const run_request *request,
                                     const run_stream_result *result, arena *a, sm3_digest *out,
                                     sd_error *error) {
  const snapshot *facts;
  const snapshot_request whole = {.view = request->view,
                                  .kind = request->versions[0]->subject.data,
                                  .columns = result->columns,
                                  .column_count = result->column_count};
  TRY(registry_snapshot(r, &whole, a, &facts, error));
  return snapshot_hash(facts, &whole, out, error);
}

static sd_status hash_facts(registry *r, const run_request *request,
                            const run_stream_result *result, arena *a, list_run *run,
                            sd_error *error) {
  run->last_batch = result->last_batch;
  if (run->format == RUN_FORMAT_WHOLE) {
    return hash_whole_snapshot(r, request, result, a, &run->snapshot_hash, error);
  }
  return run_hash_parts(run, result, error);
}

enum { SPOOL_BYTES_IN_MEMORY = 1 << 20 };

static sd_status put_aside(void *context, size_t index, text lines, sd_error *error) {
  return spool_add(((spool **)context)[index], lines, error);
}

/* One of several: in an arena of its own, so that only one run is in memory at a time. */
static sd_status finish_one(registry *r, const run_request *request,
                            const run_stream_result *result, spool *lines, arena *a, list_run **out,
                            sd_error *error) {
  text all;
  TRY(run_begin(request, a, out, error));
  TRY(spool_read_all(lines, a, &all, error));
  TRY(hash_facts(r, request, result, a, *out, error));
  return run_finish(*out, all, result->decision_count, a, error);
}

static sd_status finish_each(registry *r, const run_stream_request *request,
                             const run_stream_result *results, spool **lines,
                             const run_taker *taker, sd_error *error) {
  for (size_t i = 0; i < request->count; i++) {
    sd_status status = request->statuses[i];
    sd_error own = request->errors[i];
    list_run *run = NULL;
    arena *a = arena_create(0);
    if (a == NULL) return out_of_memory(error);
    if (status == SD_OK) {
      status = finish_one(r, &request->requests[i], &results[i], lines[i], a, &run, &own);
    }
    spool_destroy(lines[i]);
    lines[i] = NULL;
    status = taker->take(taker->context, i, status == SD_OK ? run : NULL, status, &own);
    arena_destroy(a);
    if (status == SD_OK) continue;
    if (error != NULL) *error = own;
    return status;
  }
  return SD_OK;
}

static bool make_spools(registry *r, spool **lines, size_t count) {
  for (size_t i = 0; i < count; i++) {
    lines[i] = spool_create(database_path(registry_database(r)), SPOOL_BYTES_IN_MEMORY);
    if (lines[i] == NULL) return false;
  }
  return true;
}

sd_status run_compute_each(registry *r, const run_request *requests, size_t count,
                           const run_taker *taker, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  spool **lines = ARENA_ARRAY(a, spool *, count + 1);
  run_stream_request request = {.requests = requests,
                                .count = count,
                                .shard = RUN_WHOLE,
                                .take = put_aside,
                                .context = lines,
                                .statuses = ARENA_ARRAY(a, sd_status, count + 1),
                                .errors = ARENA_ARRAY(a, sd_error, count + 1)};
  run_stream_result *results;
  sd_status status = SD_OK;
  if (lines == NULL || request.statuses == NULL || request.errors == NULL ||
      !make_spools(r, lines, count)) {
    status = out_of_memory(error);
  }
  if (status == SD_OK && count != 0) status = run_stream(r, &request, a, &results, error);
  if (status == SD_OK && count != 0)
    status = finish_each(r, &request, results, lines, taker, error);
  for (size_t i = 0; lines != NULL && i < count; i++) spool_destroy(lines[i]);
  arena_destroy(a);
  return status;
}

static sd_status add_lines(void *context, size_t index, text lines, sd_error *error) {
  (void)index;
  text_builder *all = context;
  text_builder_add(all, lines);
  return all->failed ? out_of_memory(error) : SD_OK;
}

static sd_status compute_one(registry *r, const run_request *request, text_builder *lines, arena *a,
                             list_run *run, sd_error *error) {
  sd_status model_status = SD_OK;
  sd_error model_error = {0};
  const run_stream_request streamed = {.requests = request,
                                       .count = 1,
                                       .shard = RUN_WHOLE,
                                       .take = add_lines,
                                       .context = lines,
                                       .statuses = &model_status,
                                       .errors = &model_error};
  run_stream_result *result;
  TRY(run_stream(r, &streamed, a, &result, error));
  if (model_status != SD_OK) {
    if (error != NULL) *error = model_error;
    return model_status;
  }
  text all = arena_copy(a, text_builder_text(lines));
  if (all.data == NULL) return out_of_memory(error);
  TRY(hash_facts(r, request, result, a, run, error));
  return run_finish(run, all, result->decision_count, a, error);
}

sd_status run_compute(registry *r, const run_request *request, arena *a, list_run **out,
                      sd_error *error) {
  list_run *run = NULL;
  if (request->version_count == 0) {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_VERSION, NULL);
  }
  TRY(run_begin(request, a, &run, error));
  text_builder lines;
  text_builder_init(&lines, OUTPUT_BYTES_MAX);
  sd_status status = compute_one(r, request, &lines, a, run, error);
  text_builder_release(&lines);
  if (status == SD_OK) *out = run;
  return status;
}

/* --- Replay --- */

static text line_at(text bytes, size_t offset) {
  size_t start = offset < bytes.size ? offset : bytes.size;
  while (start > 0 && bytes.data[start - 1] != '\n') start--;
  size_t end = text_find(bytes, TEXT("\n"), start);
  return text_slice(bytes, start, (end == SIZE_MAX ? bytes.size : end) - start);
}

sd_status replay_compare(text stored, text replayed, arena *a, replay_report *out,
                         sd_error *error) {
  size_t at = 0;
  uint32_t line = 1;
  while (at < stored.size && at < replayed.size && stored.data[at] == replayed.data[at]) {
    line += stored.data[at++] == '\n';
  }
  bool identical = at == stored.size && at == replayed.size;
  *out = (replay_report){.identical = identical,
                         .stored_bytes = stored.size,
                         .replayed_bytes = replayed.size,
                         .first_difference = identical ? SIZE_MAX : at,
                         .difference_line = identical ? 0 : line,
                         .stored_line = TEXT(""),
                         .replayed_line = TEXT("")};
  if (identical) return SD_OK;
  out->stored_line = arena_copy(a, line_at(stored, at));
  out->replayed_line = arena_copy(a, line_at(replayed, at));
  if (out->stored_line.data != NULL && out->replayed_line.data != NULL) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status run_replay(registry *r, int64_t id, unsigned threads, arena *a, replay_report *out,
                     sd_error *error) {
  list_run *stored, *replayed;
  TRY(run_load(registry_database(r), id, a, &stored, error));
  const run_request request = {
      .versions = stored->versions,
      .version_count = stored->version_count,
      .areas = stored->areas,
      .format = stored->format,
      .data_year = stored->data_year,
      .view = stored->view,
      .budget_fen = stored->budget_of_item ? RUN_BUDGET_OF_ITEM : stored->budget_fen,
      .threads = threads};
  TRY(run_compute(r, &request, a, &replayed, error));
  text_builder before, after;
  text_builder_init(&before, OUTPUT_BYTES_MAX);
  text_builder_init(&after, OUTPUT_BYTES_MAX);
  run_write(stored, &before);
  run_write(replayed, &after);
  sd_status status;
  if (before.failed || after.failed) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  } else {
    status = replay_compare(text_builder_text(&before), text_builder_text(&after), a, out, error);
  }
  text_builder_release(&before);
  text_builder_release(&after);
  return status;
}
