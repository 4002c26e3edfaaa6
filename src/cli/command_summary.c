/* summary: the city on one screen, with one award and one near-miss explained in full. */
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "ledger/ledger.h"
#include "list/award_store.h"
#include "payout/payout.h"
#include "registry/registry.h"

enum { DISTRICTS_MAX = 64 };

typedef struct district_sum {
  const char *code;
  int64_t met, amount_fen;
} district_sum;

typedef struct summary_call {
  invocation *call;
  city *city;
  item_context context;
  json_writer *writer;
  grid items;
  district_sum districts[DISTRICTS_MAX];
  size_t district_count;
} summary_call;

static void print_heading(const summary_call *s, message_id message) {
  if (!s->call->json) fprintf(s->call->out, "\n%s\n", message_text(s->call->lang, message));
}

/* --- The company file --- */

static sd_status summarise_registry(summary_call *s, sd_error *error) {
  registry_counts counts;
  registry_view view = {INT64_MAX, INT64_MAX};
  TRY(registry_count(s->city->registry, view, &counts, error));
  arena *a = s->call->arena;
  say(s->call, MESSAGE_CLI_SUMMARY_REGISTRY,
      SD_ARGS(count_string(a, counts.subjects), count_string(a, counts.facts),
              count_string(a, counts.batches), count_string(a, counts.conflicts)));
  json_writer *w = s->writer;
  json_member_integer(w, "subjects", counts.subjects);
  json_member_integer(w, "facts", counts.facts);
  json_member_integer(w, "files", counts.batches);
  json_member_integer(w, "conflicts", counts.conflicts);
  return SD_OK;
}

/* --- Items and districts --- */

static district_sum *district_of(summary_call *s, text code) {
  for (size_t i = 0; i < s->district_count; i++) {
    if (text_is(code, s->districts[i].code)) return &s->districts[i];
  }
  if (s->district_count == DISTRICTS_MAX) return &s->districts[DISTRICTS_MAX - 1];
  district_sum *d = &s->districts[s->district_count++];
  d->code = text_string(s->call->arena, code);
  return d;
}

static sd_status add_districts(summary_call *s, int64_t run_id, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  list_run *run = NULL;
  run_group *groups = NULL;
  size_t count = 0;
  sd_status status = award_load_run(s->city->db, run_id, a, &run, error);
  if (status == SD_OK) status = run_by_district(run, a, &groups, &count, error);
  for (size_t i = 0; i < count && status == SD_OK; i++) {
    district_sum *d = district_of(s, groups[i].district);
    d->met += groups[i].counts.met;
    d->amount_fen += groups[i].counts.amount_fen;
  }
  arena_destroy(a);
  return status;
}

static sd_status add_item(void *context, const list_status *list, sd_error *error) {
  summary_call *s = context;
  arena *a = s->call->arena;
  const run_counts *n = &list->counts;
  const char *cells[] = {count_string(a, list->id),
                         text_string(a, list->item),
                         text_string(a, list->version_label),
                         count_string(a, n->met),
                         count_string(a, n->not_met),
                         count_string(a, n->unknown),
                         n->computed_fen == 0 ? "" : money_string(a, n->computed_fen),
                         n->amount_fen == 0 ? "" : money_string(a, n->amount_fen),
                         message_text(s->call->lang, list_state_message(list->state))};
  grid_row(&s->items, cells);
  json_writer *w = s->writer;
  json_begin_object(w);
  json_member_integer(w, "list", list->id);
  json_member_text(w, "item", list->item);
  json_member_text(w, "versions", list->version_label);
  json_member_integer(w, "met", n->met);
  json_member_integer(w, "not_met", n->not_met);
  json_member_integer(w, "unknown", n->unknown);
  json_member_integer(w, "computed_fen", n->computed_fen);
  json_member_integer(w, "amount_fen", n->amount_fen);
  json_member_string(w, "state", list_state_name(list->state));
  json_end_object(w);
  return s->items.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status summarise_items(summary_call *s, sd_error *error) {
  invocation *call = s->call;
  language lang = call->lang;
  grid_init(&s->items, call->arena, "rllrrrrrl");
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_LIST),
                           message_text(lang, MESSAGE_CLI_COLUMN_ITEM),
                           message_text(lang, MESSAGE_CLI_COLUMN_VERSION),
                           message_text(lang, MESSAGE_CLI_COLUMN_MET),
                           message_text(lang, MESSAGE_CLI_COLUMN_NOT_MET),
                           message_text(lang, MESSAGE_CLI_COLUMN_UNKNOWN),
                           message_text(lang, MESSAGE_CLI_COLUMN_COMPUTED),
                           message_text(lang, MESSAGE_CLI_COLUMN_AMOUNT),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATE)};
  grid_row(&s->items, heading);
  json_key(s->writer, "items");
  json_begin_array(s->writer);
  sd_status status = list_each(s->city->db, TEXT(""), add_item, s, error);
  json_end_array(s->writer);
  if (status != SD_OK) return status;
  print_heading(s, MESSAGE_CLI_SUMMARY_ITEMS);
  grid_show(&s->items, call, "  ");
  return SD_OK;
}

static int by_code(const void *x, const void *y) {
  return strcmp(((const district_sum *)x)->code, ((const district_sum *)y)->code);
}

static sd_status summarise_districts(summary_call *s, sd_error *error) {
  invocation *call = s->call;
  int64_t *ids = NULL;
  size_t count = 0;
  TRY(lists_in_state(s->city->db, -1, call->arena, &ids, &count, error));
  for (size_t i = 0; i < count; i++) {
    list_status list;
    bool is_current;
    TRY(list_get_status(s->city->db, ids[i], call->arena, &list, error));
    TRY(list_is_current(s->city->db, &list, &is_current, error));
    if (is_current) TRY(add_districts(s, ids[i], error));
  }
  qsort(s->districts, s->district_count, sizeof *s->districts, by_code);
  grid g;
  grid_init(&g, call->arena, "lrr");
  const char *heading[] = {message_text(call->lang, MESSAGE_CLI_COLUMN_DISTRICT),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_MET),
                           message_text(call->lang, MESSAGE_CLI_COLUMN_AMOUNT)};
  grid_row(&g, heading);
  json_key(s->writer, "districts");
  json_begin_array(s->writer);
  for (size_t i = 0; i < s->district_count; i++) {
    const district_sum *d = &s->districts[i];
    const char *cells[] = {area_name(s->context.areas, text_of(d->code), call->lang, call->arena),
                           count_string(call->arena, d->met),
                           money_string(call->arena, d->amount_fen)};
    grid_row(&g, cells);
    json_begin_object(s->writer);
    json_member_string(s->writer, "district", d->code);
    json_member_integer(s->writer, "met", d->met);
    json_member_integer(s->writer, "amount_fen", d->amount_fen);
    json_end_object(s->writer);
  }
  json_end_array(s->writer);
  print_heading(s, MESSAGE_CLI_SUMMARY_DISTRICTS);
  grid_show(&g, call, "  ");
  return SD_OK;
}

/* --- Money and audit --- */

static sd_status summarise_orders(summary_call *s, sd_error *error) {
  payout_summary p;
  TRY(payout_summary_get(s->city->db, &p, error));
  invocation *call = s->call;
  arena *a = call->arena;
  say(call, MESSAGE_CLI_SUMMARY_PAYMENTS,
      SD_ARGS(count_string(a, p.files), count_string(a, p.statements),
              count_string(a, p.entries_matched), count_string(a, p.entries_queued)));
  json_key(s->writer, "orders");
  json_begin_array(s->writer);
  for (int i = 0; i < ORDER_STATE_COUNT; i++) {
    if (p.orders[i] == 0) continue;
    order_state state = (order_state)i;
    say(call, MESSAGE_CLI_SUMMARY_ORDERS,
        SD_ARGS(order_state_label(state, call->lang), count_string(a, p.orders[i]),
                money_string(a, p.sum_fen[i])));
    json_begin_object(s->writer);
    json_member_string(s->writer, "state", order_state_name(state));
    json_member_integer(s->writer, "orders", p.orders[i]);
    json_member_integer(s->writer, "amount_fen", p.sum_fen[i]);
    json_end_object(s->writer);
  }
  json_end_array(s->writer);
  return SD_OK;
}

static sd_status summarise_audit(summary_call *s, sd_error *error) {
  audit_report report;
  ledger_proof proof;
  TRY(audit_verify(s->city->db, NULL, NULL, NULL, &report, error));
  TRY(ledger_verify(s->city->db, &proof, error));
  char head[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&report.head, head);
  arena *a = s->call->arena;
  say(s->call, MESSAGE_CLI_AUDIT_SOUND,
      SD_ARGS(count_string(a, report.entries), head, count_string(a, proof.transfers),
              money_string(a, proof.debits_posted_fen)));
  json_member_integer(s->writer, "audit_entries", report.entries);
  json_member_string(s->writer, "audit_head", head);
  json_member_integer(s->writer, "transfers", proof.transfers);
  return SD_OK;
}

static sd_status summarise_money(summary_call *s, sd_error *error) {
  print_heading(s, MESSAGE_CLI_SUMMARY_MONEY);
  json_key(s->writer, "budget");
  TRY(write_budget_lines(s->call, s->city->db, s->writer, "  ", error));
  if (!s->call->json) fputc('\n', s->call->out);
  TRY(summarise_orders(s, error));
  TRY(write_bank_proofs(s->call, s->city->db, s->writer, error));
  return summarise_audit(s, error);
}

static sd_status summarise(summary_call *s, sd_error *error) {
  json_begin_object(s->writer);
  TRY(summarise_registry(s, error));
  TRY(summarise_items(s, error));
  TRY(summarise_districts(s, error));
  TRY(summarise_money(s, error));
  print_heading(s, MESSAGE_CLI_SUMMARY_AWARD);
  json_key(s->writer, "award");
  TRY(explain_example(s->call, s->city, &s->context, EXAMPLE_AWARD, s->writer, error));
  print_heading(s, MESSAGE_CLI_SUMMARY_NEAR_MISS);
  json_key(s->writer, "near_miss");
  TRY(explain_example(s->call, s->city, &s->context, EXAMPLE_NEAR_MISS, s->writer, error));
  json_end_object(s->writer);
  return SD_OK;
}

sd_status command_summary(invocation *call, sd_error *error) {
  summary_call s = {.call = call};
  TRY(item_context_read(call, &s.context, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  s.city = &c;
  json_answer answer;
  json_answer_begin(&answer);
  s.writer = &answer.writer;
  sd_status status = item_context_add_drafts(call, &c, false, &s.context, error);
  if (status == SD_OK) status = summarise(&s, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
