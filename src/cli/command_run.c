/* run and replay: decide an item for everybody, and prove it again. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "base/messages/policy.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/view.h"
#include "list/order_check.h"
#include "list/shard.h"
#include "operation/run_item.h"

enum { OUTPUT_BYTES_MAX = 1 << 30 };

/* What all items of one call share. */
typedef struct run_call {
  invocation *call;
  city *city;
  item_context context;
  registry_view view;
  int32_t data_year;
  run_request *requests;
  size_t request_count;
  size_t run_count;
  progress progress;
  grid grid;
  json_writer *writer;
  sd_status status; /* of the first item that could not be decided */
  sd_error error;
} run_call;

static void write_run_json(json_writer *w, const list_run *run) {
  char hash[SM3_TEXT_SIZE];
  json_begin_object(w);
  json_member_integer(w, "run", run->id);
  json_member_text(w, "item", run->item);
  json_member_integer(w, "data_year", run->data_year);
  json_member_integer(w, "decisions", (int64_t)run->decision_count);
  json_member_integer(w, "met", run->counts.met);
  json_member_integer(w, "not_met", run->counts.not_met);
  json_member_integer(w, "unknown", run->counts.unknown);
  json_member_integer(w, "faulty", run->counts.faulty);
  json_member_integer(w, "computed_fen", run->counts.computed_fen);
  json_member_integer(w, "amount_fen", run->counts.amount_fen);
  json_member_boolean(w, "prorated", run->prorated);
  sm3_format(&run->snapshot_hash, hash);
  json_member_string(w, "snapshot_sm3", hash);
  sm3_format(&run->output_hash, hash);
  json_member_string(w, "output_sm3", hash);
  json_end_object(w);
}

static void add_run_row(run_call *r, const list_run *run) {
  arena *a = r->call->arena;
  const char *cells[] = {
      count_string(a, run->id),
      text_string(a, run->item),
      count_string(a, run->counts.met),
      count_string(a, run->counts.not_met),
      count_string(a, run->counts.unknown),
      run->counts.computed_fen == 0 ? "" : money_string(a, run->counts.computed_fen),
      run->counts.amount_fen == 0 ? "" : money_string(a, run->counts.amount_fen)};
  grid_row(&r->grid, cells);
  r->run_count++;
  write_run_json(r->writer, run);
  if (run->counts.faulty != 0) r->call->findings = true;
}

/* --- Which items --- */

static sd_status add_request(run_call *r, const char *id, sd_error *error) {
  const run_wanted wanted = {.items = r->context.items,
                             .areas = r->context.areas,
                             .item = id,
                             .data_year = r->data_year,
                             .view = r->view};
  return operation_run_request(&wanted, r->call->arena, &r->requests[r->request_count++], error);
}

/* True when --except names the item. */
static bool is_excepted(const run_call *r, text id) {
  const char *name;
  for (size_t i = 0; (name = option_value_at(r->call, "except", i)) != NULL; i++) {
    if (text_is(id, name)) return true;
  }
  return false;
}

/* A name that is no item's would leave out nothing, unseen. */
static sd_status check_excepted(const run_call *r, sd_error *error) {
  const item_catalogue *items = r->context.items;
  const char *name;
  for (size_t i = 0; (name = option_value_at(r->call, "except", i)) != NULL; i++) {
    if (catalogue_has_item(items, text_of(name))) continue;
    return error_set(error, SD_NOT_FOUND, MESSAGE_POLICY_NO_SUCH_ITEM,
                     SD_ARGS(name, catalogue_likely_item(items, text_of(name)).data));
  }
  return SD_OK;
}

static sd_status add_all(run_call *r, sd_error *error) {
  const item_catalogue *items = r->context.items;
  text last = TEXT("");
  const snapshot_column *districts = NULL;
  TRY(check_excepted(r, error));
  TRY(districts_on_file(r->city, r->view, r->call->arena, &districts, error));
  for (size_t i = 0; i < items->count; i++) {
    const item_version *v = items->entries[i].item;
    /* The catalogue is in order of item, so an item's versions follow each other. */
    if (v == NULL || text_equal(v->id, last) || is_excepted(r, v->id) ||
        !item_concerns(&r->context, districts, v, r->view.as_of_day, r->data_year)) {
      continue;
    }
    last = v->id;
    TRY(add_request(r, v->id.data, error));
  }
  return SD_OK;
}

static sd_status add_named(run_call *r, sd_error *error) {
  const char *id;
  for (size_t i = 0; (id = option_value_at(r->call, "item", i)) != NULL; i++) {
    TRY(add_request(r, id, error));
  }
  return SD_OK;
}

static sd_status add_requests(run_call *r, sd_error *error) {
  size_t named = 0;
  while (option_value_at(r->call, "item", named) != NULL) named++;
  size_t room = named > r->context.items->count ? named : r->context.items->count;
  r->requests = ARENA_ARRAY(r->call->arena, run_request, room + 1);
  if (r->requests == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return option_given(r->call, "all") ? add_all(r, error) : add_named(r, error);
}

/* --- Running --- */

/* An item that cannot be decided (a short budget, a faulty model) does not stop the others; the
 * first failure is the command's. */
static sd_status take_run(void *context, size_t index, list_run *run, sd_status status,
                          sd_error *error) {
  (void)index;
  run_call *r = context;
  if (r->progress.shown) progress_end(&r->progress);
  if (status == SD_OK) add_run_row(r, run);
  if (status == SD_OK || status == SD_OUT_OF_MEMORY || status == SD_STORE_FAILED) return status;
  if (r->status == SD_OK) {
    r->status = status;
    r->error = *error;
  } else {
    output_error(r->call, error);
  }
  return SD_OK;
}

static sd_status write_shard(run_call *r, run_shard shard, sd_error *error) {
  invocation *call = r->call;
  const char *path = option_value(call, "out");
  if (path == NULL) return error_set(error, SD_MISUSE, MESSAGE_CLI_SHARD_OUT, NULL);
  TRY(run_write_shard(r->city->registry, r->requests, r->request_count, shard, path, error));
  json_string(r->writer, path);
  say(call, MESSAGE_CLI_SHARD_WRITTEN,
      SD_ARGS(path, count_string(call->arena, (int64_t)r->request_count)));
  return SD_OK;
}

/* Everything at once, one share of it, or shares that others computed. */
static sd_status compute_requests(run_call *r, sd_error *error) {
  invocation *call = r->call;
  run_keeping keeping = {r->city->db, call->actor, call->now_us, {take_run, r}};
  const run_taker taker = operation_run_keeper(&keeping);
  const char *shard_text = option_value(call, "shard");
  run_shard shard;
  if (shard_text != NULL) {
    if (!run_shard_parse(shard_text, &shard)) {
      return error_set(error, SD_MISUSE, MESSAGE_CLI_SHARD_WRONG, SD_ARGS(shard_text));
    }
    return write_shard(r, shard, error);
  }
  if (option_given(call, "merge")) {
    return run_merge_shards(r->requests, r->request_count, call->operands, call->operand_count,
                            &taker, error);
  }
  return run_compute_each(r->city->registry, r->requests, r->request_count, &taker, error);
}

static sd_status run_requests(run_call *r, sd_error *error) {
  TRY(add_requests(r, error));
  if (r->request_count == 0) return SD_OK;
  progress_begin(&r->progress, r->call->lang, MESSAGE_CLI_PROGRESS_RUN, r->call->quiet);
  r->requests[0].progress = progress_callback;
  r->requests[0].progress_context = &r->progress;
  sd_status status = compute_requests(r, error);
  progress_end(&r->progress);
  if (status != SD_OK || r->status == SD_OK) return status;
  *error = r->error;
  return r->status;
}

static sd_status prepare(run_call *r, sd_error *error) {
  invocation *call = r->call;
  if (option_given(call, "all") == option_given(call, "item") ||
      (option_given(call, "except") && !option_given(call, "all"))) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_ITEM_OR_ALL, NULL);
  }
  if (option_given(call, "merge") != (call->operand_count != 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_MERGE_FILES, NULL);
  }
  TRY(option_date(call, "as-of", 0, &r->view.as_of_day, error));
  /* What arrives later must not change what is replayed, so "now" is the latest known time. */
  TRY(option_moment(call, "known-at", call->now_us, &r->view.known_us, error));
  if (r->view.known_us > call->now_us) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_KNOWN_IN_FUTURE, NULL);
  }
  civil_date date = {0};
  calendar_date_of(r->view.as_of_day, &date);
  TRY(option_year(call, "data-year", 1900, date.year - 1, &r->data_year, error));
  return item_context_read(call, &r->context, error);
}

static void add_heading(run_call *r) {
  language lang = r->call->lang;
  grid_init(&r->grid, r->call->arena, "rlrrrrr");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_RUN),
                           message_text(lang, MESSAGE_CLI_COLUMN_ITEM),
                           message_text(lang, MESSAGE_CLI_COLUMN_MET),
                           message_text(lang, MESSAGE_CLI_COLUMN_NOT_MET),
                           message_text(lang, MESSAGE_CLI_COLUMN_UNKNOWN),
                           message_text(lang, MESSAGE_CLI_COLUMN_COMPUTED),
                           message_text(lang, MESSAGE_CLI_COLUMN_AMOUNT)};
  grid_row(&r->grid, heading);
}

sd_status command_run(invocation *call, sd_error *error) {
  run_call r = {.call = call};
  TRY(prepare(&r, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  r.city = &c;
  add_heading(&r);
  json_answer answer;
  json_answer_begin(&answer);
  r.writer = &answer.writer;
  json_begin_array(r.writer);
  sd_status status = item_context_add_drafts(call, &c, false, &r.context, error);
  if (status == SD_OK) status = run_requests(&r, error);
  json_end_array(r.writer);
  city_close(&c);
  bool has_rows = r.run_count != 0 || !option_given(call, "shard");
  if (has_rows && (status == SD_OK || r.run_count != 0)) grid_show(&r.grid, call, "");
  return json_answer_end(&answer, call, status, error);
}

/* --- replay --- */

static sd_status write_replayed(city *c, int64_t id, const char *path, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  list_run *run = NULL;
  sd_status status = run_load(c->db, id, a, &run, error);
  text_builder output;
  text_builder_init(&output, OUTPUT_BYTES_MAX);
  if (status == SD_OK) {
    run_write(run, &output);
    status = output.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                           : file_write(path, text_builder_text(&output), error);
  }
  text_builder_release(&output);
  arena_destroy(a);
  return status;
}

/* The newest settlement of the run's list, if it has one. */
static sd_status replay_settlement(city *c, int64_t list, arena *a, json_writer *w,
                                   sd_error *error) {
  int64_t id;
  replay_report report = {0};
  TRY(award_settlement_of(c->db, list, &id, error));
  if (id == 0) return SD_OK;
  TRY(settlement_replay(c->registry, id, a, &report, error));
  json_begin_object(w);
  json_member_integer(w, "settlement", id);
  json_member_boolean(w, "identical", report.identical);
  json_member_integer(w, "bytes", (int64_t)report.stored_bytes);
  json_end_object(w);
  if (report.identical) return SD_OK;
  return error_set(
      error, SD_CORRUPT, MESSAGE_CLI_SETTLEMENT_DIFFERS,
      SD_ARGS(SD_NUMBER(id), SD_NUMBER(report.difference_line), text_string(a, report.stored_line),
              text_string(a, report.replayed_line)));
}

/* Every look at the list just before it was ordered. */
static sd_status replay_looks(city *c, int64_t list, arena *a, json_writer *w, sd_error *error) {
  replay_report report = {0};
  int64_t count;
  TRY(order_checks_replay(c->registry, list, a, &count, &report, error));
  if (count == 0 && report.identical) return SD_OK;
  json_begin_object(w);
  json_member_integer(w, "looks_of", list);
  json_member_integer(w, "looks", count);
  json_member_boolean(w, "identical", report.identical);
  json_end_object(w);
  if (report.identical) return SD_OK;
  return error_set(
      error, SD_CORRUPT, MESSAGE_CLI_LOOK_DIFFERS,
      SD_ARGS(SD_NUMBER(list), SD_NUMBER(report.difference_line),
              text_string(a, report.stored_line), text_string(a, report.replayed_line)));
}

static sd_status replay_one(invocation *call, city *c, int64_t id, json_writer *w,
                            sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  replay_report report = {0};
  sd_status status = run_replay(c->registry, id, 0, a, &report, error);
  if (status == SD_OK) {
    json_begin_object(w);
    json_member_integer(w, "run", id);
    json_member_boolean(w, "identical", report.identical);
    json_member_integer(w, "bytes", (int64_t)report.stored_bytes);
    json_end_object(w);
    if (!report.identical) {
      status = error_set(
          error, SD_CORRUPT, MESSAGE_CLI_REPLAY_DIFFERS,
          SD_ARGS(SD_NUMBER(id), SD_NUMBER(report.difference_line),
                  text_string(a, report.stored_line), text_string(a, report.replayed_line)));
    }
  }
  if (status == SD_OK) status = replay_settlement(c, id, a, w, error);
  if (status == SD_OK) status = replay_looks(c, id, a, w, error);
  arena_destroy(a);
  if (status == SD_OK && option_given(call, "out")) {
    status = write_replayed(c, id, option_value(call, "out"), error);
  }
  return status;
}

static sd_status runs_to_replay(const invocation *call, city *c, int64_t **ids, size_t *count,
                                sd_error *error) {
  if (option_given(call, "all")) {
    return lists_in_state(c->db, -1, call->arena, ids, count, error);
  }
  *count = call->operand_count;
  *ids = ARENA_ARRAY(call->arena, int64_t, call->operand_count);
  if (*ids == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (*count == 0) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(call->command->name, call->command->operands));
  }
  for (size_t i = 0; i < *count; i++) {
    TRY(list_of_operand(c->db, call->operands[i], &(*ids)[i], error));
  }
  return SD_OK;
}

sd_status command_replay(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  int64_t *ids = NULL;
  size_t count = 0;
  sd_status status = runs_to_replay(call, &c, &ids, &count, error);
  progress p;
  progress_begin(&p, call->lang, MESSAGE_CLI_PROGRESS_REPLAY, call->quiet);
  for (size_t i = 0; i < count && status == SD_OK; i++) {
    status = replay_one(call, &c, ids[i], &answer.writer, error);
    progress_show(&p, i + 1, count);
  }
  progress_end(&p);
  json_end_array(&answer.writer);
  city_close(&c);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_REPLAYED, SD_ARGS(count_string(call->arena, (int64_t)count)));
  }
  return json_answer_end(&answer, call, status, error);
}
