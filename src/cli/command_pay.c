/* pay: the awards of final lists become orders, reservations and a bank file. */
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/payee_account.h"
#include "cli/settled.h"
#include "cli/view.h"
#include "list/confirmation.h"
#include "list/exclusion_check.h"
#include "list/share.h"
#include "payout/payout.h"
#include "registry/snapshot.h"

/* The facts an order needs about its payee, in this order. */
enum { FACT_NAME, FACT_ACCOUNT_NAME, FACT_ACCOUNT_NUMBER, FACT_BANK_CODE, FACT_COUNT };
static const char *const fact_ids[FACT_COUNT] = {"name", "bank_account_name", "bank_account_number",
                                                 "bank_code"};

/* Collects the lines of one list. */
typedef struct pay_call {
  invocation *call;
  city *city;
  const day_calendar *calendar;
  const snapshot *facts;
  exclusion_check *excluded; /* as of now, just before the orders */
  size_t excluded_count;
  const list_run *run;
  arena *arena; /* of the list */
  payout_line *lines;
  size_t count, capacity;
  int32_t year;
  item_stage_kind part; /* what is paid now: an advance, or the rest */
  bool has_advance;
  account_file accounts;
  confirmation *answers;
  size_t answer_count;
} pay_call;

static sd_status read_payee_facts(pay_call *p, sd_error *error) {
  column_request columns[FACT_COUNT];
  for (int i = 0; i < FACT_COUNT; i++) {
    columns[i] = (column_request){fact_ids[i], PERIOD_NONE, PICK_LATEST, NULL};
  }
  /* The account as it is known today, not as it was when the list was made. */
  snapshot_request request = {
      .view = {clock_day(p->call->now_us, CLOCK_CHINA_OFFSET_SECONDS), p->call->now_us},
      .columns = columns,
      .column_count = FACT_COUNT};
  return registry_snapshot(p->city->registry, &request, p->call->arena, &p->facts, error);
}

/* The second look at the exclusion lists; the first was when the list was confirmed. */
static sd_status look_at_exclusions(pay_call *p, sd_error *error) {
  settlement_rules rules;
  const registry_view view = {clock_day(p->call->now_us, CLOCK_CHINA_OFFSET_SECONDS),
                              p->call->now_us};
  TRY(settled_rules_read(p->call, &rules, error));
  return exclusion_check_open(p->city->registry, rules.exclusions, view, p->call->arena,
                              &p->excluded, error);
}

/* States the moment of the look. */
static void say_exclusions(const pay_call *p) {
  char moment[CLOCK_TEXT_SIZE];
  clock_format(p->call->now_us, moment);
  say(p->call, MESSAGE_CLI_PAY_EXCLUSIONS,
      SD_ARGS(moment, count_string(p->call->arena, (int64_t)p->excluded_count)));
}

static const char *fact_text(const pay_call *p, int column, size_t subject) {
  fact_value v;
  if (subject == SIZE_MAX || !snapshot_value(p->facts, (size_t)column, subject, &v)) return NULL;
  return v.content.data;
}

static const item_version *version_of(const list_run *run, text version) {
  for (size_t i = 0; i < run->version_count; i++) {
    if (text_equal(run->versions[i]->version, version)) return run->versions[i];
  }
  return run->versions[0];
}

/* an account that changed within the item's days, or is not the one that the company
 * confirmed, is paid to after two people looked at it. */
static sd_status account_is_unchecked(const pay_call *p, text code, bool *out, sd_error *error) {
  char now[SM3_TEXT_SIZE];
  *out = account_was_changed(&p->accounts, code);
  for (size_t i = 0; i < p->answer_count && !*out; i++) {
    const confirmation *k = &p->answers[i];
    *out = text_is(code, k->code) && account_digest(&p->accounts, code, now) &&
           strcmp(now, k->account) != 0;
  }
  if (!*out) return SD_OK;
  bool checked;
  TRY(account_was_checked(p->city->db, &p->accounts, code, &checked, error));
  *out = !checked;
  return SD_OK;
}

static sd_status add_line(void *context, const list_line *line, sd_error *error) {
  pay_call *p = context;
  if (p->count == p->capacity) {
    size_t capacity = p->capacity == 0 ? 256 : p->capacity * 2;
    payout_line *lines = ARENA_ARRAY(p->arena, payout_line, capacity);
    if (lines == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (p->count != 0) memcpy(lines, p->lines, p->count * sizeof *lines);
    p->lines = lines;
    p->capacity = capacity;
  }
  if (line->payable_day > clock_day(p->call->now_us, CLOCK_CHINA_OFFSET_SECONDS)) return SD_OK;
  bool unchecked;
  TRY(account_is_unchecked(p, line->code, &unchecked, error));
  size_t subject = snapshot_find(p->facts, line->code);
  const item_version *v = version_of(p->run, line->version);
  /* The rest of an award that was paid in advance is an award of its own. */
  bool is_rest = p->has_advance && p->part == ITEM_STAGE_PAY;
  int64_t advance_fen =
      p->has_advance ? share_advance(line->amount_fen, v->money.advance_ppm, 1) : 0;
  int64_t amount_fen = p->part == ITEM_STAGE_ADVANCE ? advance_fen : line->amount_fen - advance_fen;
  if (amount_fen == 0) return SD_OK;
  text reasons = exclusion_check_reasons(p->excluded, v->id, line->code, p->arena);
  p->excluded_count += reasons.size != 0;
  char award_id[96];
  snprintf(award_id, sizeof award_id, "%lld/%.*s%s", (long long)p->run->id, TEXT_ARG(line->code),
           is_rest ? "/2" : "");
  p->lines[p->count++] = (payout_line){.award = text_string(p->arena, text_of(award_id)),
                                       .subject = text_string(p->arena, line->code),
                                       .item = text_string(p->arena, v->id),
                                       .registered_name = fact_text(p, FACT_NAME, subject),
                                       .account_name = fact_text(p, FACT_ACCOUNT_NAME, subject),
                                       .account_number = fact_text(p, FACT_ACCOUNT_NUMBER, subject),
                                       .bank_code = fact_text(p, FACT_BANK_CODE, subject),
                                       .budget_line = text_string(p->arena, v->budget_line),
                                       .year = p->year,
                                       .amount_fen = amount_fen,
                                       .account_unchecked = unchecked,
                                       .excluded = reasons.size != 0,
                                       .remittance = text_string(p->arena, v->name)};
  return SD_OK;
}

static void say_outcomes(const pay_call *p, const payout_outcome *outcomes) {
  invocation *call = p->call;
  for (int o = 0; o < OUTCOME_COUNT; o++) {
    int64_t count = 0, sum_fen = 0;
    for (size_t i = 0; i < p->count; i++) {
      if ((int)outcomes[i] != o) continue;
      count++;
      sum_fen += p->lines[i].amount_fen;
    }
    if (count == 0) continue;
    say(call, MESSAGE_CLI_FINDING,
        SD_ARGS(outcome_label((payout_outcome)o, call->lang), count_string(call->arena, count),
                money_string(call->arena, sum_fen)));
  }
}

static void write_prepared_json(json_writer *w, int64_t list, const payout_file *file) {
  json_begin_object(w);
  json_member_integer(w, "list", list);
  json_member_string(w, "message", file->message);
  json_member_string(w, "sm3", file->hash);
  json_member_integer(w, "orders", file->count);
  json_member_integer(w, "amount_fen", file->sum_fen);
  json_member_integer(w, "held", file->held);
  json_end_object(w);
}

static sd_status prepare_lines(pay_call *p, const list_status *status, const payer *from,
                               const char *execution_date, json_writer *w, sd_error *error) {
  invocation *call = p->call;
  char hash[SM3_TEXT_SIZE], list[24];
  sm3_format(&status->hash, hash);
  snprintf(list, sizeof list, "%lld", (long long)status->id);
  payout_request request = {.list = list,
                            .list_hash = hash,
                            .approver = text_string(p->arena, status->approver),
                            .maker = call->actor,
                            .payer = from->account_number,
                            .execution_date = execution_date,
                            .lines = p->lines,
                            .count = p->count,
                            .reissue = option_given(call, "reissue"),
                            .now_us = call->now_us};
  payout_outcome *outcomes = ARENA_ARRAY(p->arena, payout_outcome, p->count);
  if (outcomes == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  payout_file file = {0};
  TRY(payout_prepare(p->city->db, &request, outcomes, &file, error));
  say(call, MESSAGE_CLI_PREPARED,
      SD_ARGS(list, text_string(p->arena, status->item), count_string(p->arena, file.count),
              money_string(p->arena, file.sum_fen), file.message[0] == '\0' ? "-" : file.message));
  say_outcomes(p, outcomes);
  if (file.held != 0) call->findings = true;
  write_prepared_json(w, status->id, &file);
  return SD_OK;
}

/* An advance or the rest: what is due by the stages of the item, or was paid before and is looked
 * at again for lines that were held. */
static sd_status pay_part(pay_call *p, const list_progress *progress, size_t place,
                          const payer *from, const char *execution_date, json_writer *w,
                          sd_error *error) {
  invocation *call = p->call;
  int64_t id = progress->status.id;
  p->part = progress->places[place].stage.kind;
  p->lines = NULL;
  p->count = p->capacity = 0;
  TRY(list_each_line(p->city->db, id, true, add_line, p, error));
  /* A recognition list has no amounts and nothing to pay. */
  if (p->count == 0) return SD_OK;
  TRY(prepare_lines(p, &progress->status, from, execution_date, w, error));
  if (progress->places[place].done) return SD_OK;
  return list_take_stage(p->city->db, id, p->part, call->actor, NULL, NULL, call->now_us, error);
}

static sd_status pay_parts(pay_call *p, int64_t id, const payer *from, const char *execution_date,
                           json_writer *w, sd_error *error) {
  list_progress progress;
  list_run *run = NULL;
  TRY(run_load_head(p->city->db, id, p->arena, &run, error));
  p->run = run;
  p->has_advance = item_stage_place(run->versions[0], ITEM_STAGE_ADVANCE) >= 0;
  TRY(list_progress_get(p->city->db, id, p->calendar, p->call->now_us, p->arena, &progress, error));
  TRY(account_file_read(p->city, p->call->now_us, run->versions[0]->confirmation.account_check_days,
                        p->arena, &p->accounts, error));
  TRY(confirmations_read(p->city->db, id, p->arena, &p->answers, &p->answer_count, error));
  if (progress.status.state != LIST_FINAL) { /* says why not */
    return list_each_line(p->city->db, id, true, add_line, p, error);
  }
  for (size_t i = 0; i < progress.count && i <= progress.current; i++) {
    item_stage_kind kind = progress.places[i].stage.kind;
    if (kind != ITEM_STAGE_ADVANCE && kind != ITEM_STAGE_PAY) continue;
    TRY(pay_part(p, &progress, i, from, execution_date, w, error));
  }
  return SD_OK;
}

static sd_status pay_list(pay_call *p, int64_t id, const payer *from, const char *execution_date,
                          json_writer *w, sd_error *error) {
  p->arena = arena_create(0);
  if (p->arena == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status result = pay_parts(p, id, from, execution_date, w, error);
  arena_destroy(p->arena);
  return result;
}

typedef struct payer_choice {
  arena *arena;
  const char *wanted; /* NULL: the first */
  payer found;
} payer_choice;

static sd_status take_payer(void *context, const payer *candidate, sd_error *error) {
  (void)error;
  payer_choice *choice = context;
  if (choice->found.account_number != NULL) return SD_OK;
  if (choice->wanted != NULL && strcmp(choice->wanted, candidate->account_number) != 0) {
    return SD_OK;
  }
  choice->found.account_number = text_string(choice->arena, text_of(candidate->account_number));
  return SD_OK;
}

static sd_status choose_payer(invocation *call, city *c, payer *out, sd_error *error) {
  payer_choice choice = {.arena = call->arena, .wanted = option_value(call, "payer")};
  TRY(payers_each(c->db, take_payer, &choice, error));
  if (choice.found.account_number == NULL) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_PAYER, NULL);
  }
  *out = choice.found;
  return SD_OK;
}

static sd_status pay_lists(pay_call *p, json_writer *w, sd_error *error) {
  invocation *call = p->call;
  int64_t *ids = NULL, day;
  size_t count = 0;
  payer from = {0};
  TRY(lists_of_call(call, p->city->db, LIST_FINAL, &ids, &count, error));
  TRY(choose_payer(call, p->city, &from, error));
  int64_t today = clock_day(call->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  TRY(option_date(call, "execution-date", today, &day, error));
  char execution_date[CALENDAR_TEXT_SIZE];
  calendar_format_day(day, execution_date);
  civil_date date = {0};
  calendar_date_of(today, &date);
  p->year = date.year;
  TRY(read_payee_facts(p, error));
  TRY(look_at_exclusions(p, error));
  for (size_t i = 0; i < count; i++) {
    TRY(pay_list(p, ids[i], &from, execution_date, w, error));
  }
  say_exclusions(p);
  return SD_OK;
}

sd_status command_pay(invocation *call, sd_error *error) {
  city c;
  day_calendar *calendar = NULL;
  TRY(read_calendar(call, &calendar, error));
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  pay_call p = {.call = call, .city = &c, .calendar = calendar};
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  sd_status status = pay_lists(&p, &answer.writer, error);
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
