/* Changes of budget lines: money that arrives, is allotted, is passed on; each for two people. */
#include <stdio.h>
#include <string.h>

#include "base/messages/ledger.h"
#include "base/messages/web.h"
#include "operation/budget_change.h"
#include "operation/receipt.h"
#include "web/form.h"
#include "web/page_finance.h"

static const char receive_word[] = "receive";

static sd_status add_line(void *context, const budget_state *s, sd_error *error) {
  (void)error;
  web_call *call = context;
  view *v = call->view;
  view_begin(v, "line");
  view_string(v, "line", s->line.line);
  view_integer(v, "year", s->line.year);
  if (s->line.level != LEVEL_NONE) {
    view_string(v, "level", level_label(s->line.level, call->lang));
  }
  view_string(v, "account", s->line.bank);
  view_money(v, "received", s->received_fen);
  view_money(v, "allotted", s->allotted_fen);
  view_money(v, "free", s->free_fen);
  view_money(v, "available", s->available_fen);
  view_boolean(v, "closed", s->line.closed);
  view_end(v);
  return SD_OK;
}

static void add_act(const web_call *call, const char *word, const char *name) {
  view_begin(call->view, "act");
  view_string(call->view, "word", word);
  view_string(call->view, "name", name);
  view_end(call->view);
}

sd_status page_finance_budget(web_call *call, sd_error *error) {
  view *v = call->view;
  TRY(finance_whole_city(call, error));
  /* What a link from elsewhere is about. */
  view_text(v, "line", web_field_value(call->request->query, "line"));
  view_text(v, "year", web_field_value(call->request->query, "year"));
  view_list(v, "budget");
  TRY(budget_lines_each(call->db, add_line, call, error));
  view_list_end(v);
  TRY(finance_view_payers(call, error));
  view_list(v, "acts");
  add_act(call, receive_word, message_text(call->lang, MESSAGE_WEB_ACT_RECEIVE));
  for (int i = 0; i < BUDGET_ACT_COUNT; i++) {
    add_act(call, budget_act_word((budget_act)i), budget_act_label((budget_act)i, call->lang));
  }
  view_list_end(v);
  view_list(v, "levels");
  for (int i = LEVEL_NONE + 1; i < LEVEL_COUNT; i++) {
    view_begin(v, "level");
    view_string(v, "word", level_word((budget_level)i));
    view_string(v, "name", level_label((budget_level)i, call->lang));
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

static sd_status propose_receipt(web_call *call, const budget_change *c, int64_t *proposal_out,
                                 sd_error *error) {
  const receipt r = {.line = c->line,
                     .year = c->year,
                     .amount_fen = c->amount_fen,
                     .document = c->document,
                     .account = c->account};
  if (r.account == NULL) form_needed(call, "account");
  if (r.document == NULL) form_needed(call, "document");
  if (r.amount_fen <= 0) form_fault_message(call, "amount", MESSAGE_WEB_FIELD_MONEY);
  if (call->fault_count != 0) return page_finance_budget(call, error);
  return receipt_propose(call->db, &r, page_actor(call), call->request->now_us, proposal_out,
                         error);
}

static bool read_act(const web_call *call, budget_act *out) {
  for (int i = 0; i < BUDGET_ACT_COUNT; i++) {
    if (!text_is(form_text(call, "act"), budget_act_word((budget_act)i))) continue;
    *out = (budget_act)i;
    return true;
  }
  return false;
}

/* The page again with the reason at the field that it is about; other faults stand above the form.
 */
static sd_status refuse_at_field(web_call *call, sd_status status, const sd_error *fault,
                                 sd_error *error) {
  const char *field = NULL;
  if (fault->message == MESSAGE_LEDGER_DOCUMENT_INVALID) field = "document";
  if (fault->message == MESSAGE_LEDGER_BUDGET_LINE_INVALID) field = "line";
  if (field == NULL) {
    if (error != NULL) *error = *fault;
    return status;
  }
  form_fault_error(call, field, fault);
  return page_finance_budget(call, error);
}

static sd_status propose(web_call *call, const budget_change *c, bool receives, int64_t *proposal,
                         sd_error *error) {
  sd_error fault = {0};
  sd_status status = receives ? propose_receipt(call, c, proposal, &fault)
                              : budget_change_propose(call->db, c, page_actor(call),
                                                      call->request->now_us, proposal, &fault);
  return status == SD_OK ? SD_OK : refuse_at_field(call, status, &fault, error);
}

sd_status act_finance_budget(web_call *call, sd_error *error) {
  int64_t proposal = 0;
  char number[24];
  TRY(finance_whole_city(call, error));
  form_needed(call, "line");
  budget_change c = {.line = finance_string(call, "line"),
                     .year = (int32_t)form_integer(call, "year", 2000, 2999),
                     .to = finance_string(call, "to"),
                     .document = finance_string(call, "document"),
                     .account = finance_string(call, "account"),
                     .keep = text_is(form_text(call, "keep"), "yes")};
  if (form_text(call, "amount").size != 0) c.amount_fen = form_money(call, "amount");
  (void)level_parse(form_text(call, "level"), &c.level);
  bool receives = text_is(form_text(call, "act"), receive_word);
  if (!receives && !read_act(call, &c.act)) form_fault_message(call, "act", MESSAGE_WEB_NO_ACT);
  if (call->fault_count != 0) return page_finance_budget(call, error);
  TRY(propose(call, &c, receives, &proposal, error));
  if (call->fault_count != 0) return SD_OK; /* the page is shown again */
  call->response->location = finance_path(call, "/approvals/", number_text(number, proposal));
  return SD_OK;
}
