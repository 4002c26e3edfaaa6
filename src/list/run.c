/* A run: computed, and replayed. */
#include "list/run.h"

#include <string.h>

#include "list/run_amount.h"
#include "list/run_plan.h"

enum { OUTPUT_BYTES_MAX = INT32_MAX };

static run_budget budget_of(const run_request *request) {
  bool of_item = request->budget_fen == RUN_BUDGET_OF_ITEM;
  return (run_budget){.of_item = of_item,
                      .given_fen = of_item ? RUN_BUDGET_NONE : request->budget_fen};
}

static sd_status compute(run_plan *plan, list_run *run, sd_error *error) {
  decision *decisions;
  TRY(plan_decide_all(plan, &decisions, &run->decision_count, error));
  TRY(run_settle_amounts(run->versions, run->version_count, decisions, run->decision_count,
                         budget_of(plan->request), &run->prorated, error));
  run->decisions = decisions;
  run->snapshot_hash = plan->facts_hash;
  run->last_batch = plan->facts->last_batch;
  TRY(run_count(decisions, run->decision_count, &run->counts, error));
  if (run->areas != NULL && !sm3_of(run->areas->source, &run->areas_hash)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  return run_hash_output(run, &run->output_hash, error);
}

sd_status run_compute(registry *r, const run_request *request, arena *a, list_run **out,
                      sd_error *error) {
  list_run *run = ARENA_NEW(a, list_run);
  const item_version **versions = ARENA_ARRAY(a, const item_version *, request->version_count);
  if (run == NULL || versions == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  run_plan plan;
  sd_status status = plan_prepare(r, request, (text){NULL, 0}, a, &plan, error);
  if (status == SD_OK) {
    memcpy(versions, request->versions, request->version_count * sizeof *versions);
    *run = (list_run){.item = request->versions[0]->id,
                      .versions = versions,
                      .version_count = request->version_count,
                      .areas = request->areas,
                      .data_year = request->data_year,
                      .view = request->view,
                      .budget_of_item = request->budget_fen == RUN_BUDGET_OF_ITEM,
                      .budget_fen = run_budget_total(request->versions, request->version_count,
                                                     budget_of(request)),
                      .actor = TEXT("")};
    status = compute(&plan, run, error);
  }
  plan_release(&plan);
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

static sd_status compare_outputs(text stored, text replayed, arena *a, replay_report *out,
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
    status = compare_outputs(text_builder_text(&before), text_builder_text(&after), a, out, error);
  }
  text_builder_release(&before);
  text_builder_release(&after);
  return status;
}
