/* What the bank said: statements, the queue of exceptions, the daily proof. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "base/money.h"
#include "operation/intake.h"
#include "payout/correction.h"
#include "payout/journal.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/page_finance.h"

/* What must stay true: nothing here books anything by itself; an act on a queued entry becomes a
 * proposal that another person approves. */

/* --- Statements --- */

static sd_status add_statement(void *context, const statement_record *s, sd_error *error) {
  (void)error;
  web_call *call = context;
  view *v = call->view;
  view_begin(v, "statement");
  view_integer(v, "number", s->number);
  view_string(v, "account", s->account);
  view_string(v, "id", s->id);
  view_integer(v, "bank_number", s->bank_number);
  view_string(v, "date", s->date);
  view_money(v, "opening", s->opening_fen);
  view_money(v, "debits", s->debits_fen);
  view_money(v, "credits", s->credits_fen);
  view_money(v, "closing", s->closing_fen);
  view_string(v, "file_name", s->file_name);
  view_string(v, "sm3", s->hash);
  view_integer(v, "entries", s->entries);
  view_integer(v, "matched", s->entries - s->queued);
  view_integer(v, "queued", s->queued);
  view_boolean(v, "some_queued", s->queued > 0);
  view_moment(v, "imported", s->imported_us);
  view_end(v);
  return SD_OK;
}

/* What the last upload was, told by the page that it leads to. */
static void view_told(const web_call *call) {
  static const char *const told[] = {"known", "answer", "advice"};
  text what = web_field_value(call->request->query, "told");
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
    if (text_is(what, told[i])) view_string(call->view, "told", told[i]);
  }
}

sd_status page_finance_statements(web_call *call, sd_error *error) {
  TRY(finance_whole_city(call, error));
  view_told(call);
  view_list(call->view, "statements");
  TRY(statements_each(call->db, 0, add_statement, call, error));
  view_list_end(call->view);
  return SD_OK;
}

static sd_status take_newest(void *context, const statement_record *s, sd_error *error) {
  (void)error;
  int64_t *newest = context;
  if (*newest == 0) *newest = s->number;
  return SD_OK;
}

/* Where the result of an upload is seen. */
static sd_status result_path(database *db, const intake *in, char out[JOB_TEXT_BYTES_MAX],
                             sd_error *error) {
  int64_t newest = 0;
  const char *told = in->known                            ? "?told=known"
                     : in->kind == BANK_MESSAGE_REPLY     ? "?told=answer"
                     : in->kind == BANK_MESSAGE_STATEMENT ? ""
                                                          : "?told=advice";
  snprintf(out, JOB_TEXT_BYTES_MAX, "/finance/statements%s", told);
  if (told[0] != '\0') return SD_OK;
  TRY(statements_each(db, 0, take_newest, &newest, error));
  snprintf(out, JOB_TEXT_BYTES_MAX, "/finance/statements/%lld", (long long)newest);
  return SD_OK;
}

/* The name of the file, a NUL, its bytes. */
static sd_status take_in(job_run *run, sd_error *error) {
  intake in;
  char path[JOB_TEXT_BYTES_MAX];
  size_t name_size = strlen(run->argument.data);
  const intake_request request = {
      .bytes = text_slice(run->argument, name_size + 1, run->argument.size),
      .name = run->argument.data,
      .actor = run->actor,
      .now_us = clock_now_us()};
  TRY(operation_take_in(run->db, &request, &in, error));
  TRY(result_path(run->db, &in, path, error));
  job_result(run, path);
  return SD_OK;
}

/* A file that takes longer than one waits for a page; one such at a time. */
static sd_status take_in_later(web_call *call, const intake_request *request, sd_error *error) {
  size_t name_size = strlen(request->name) + 1;
  char *packed = arena_allocate(call->arena, name_size + request->bytes.size);
  if (packed == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  memcpy(packed, request->name, name_size);
  memcpy(packed + name_size, request->bytes.data, request->bytes.size);
  return job_start_alone(call, MESSAGE_WEB_FINANCE_UPLOAD_BUTTON, take_in, "statement",
                         (text){packed, name_size + request->bytes.size}, error);
}

sd_status act_finance_statement(web_call *call, sd_error *error) {
  intake in;
  char path[JOB_TEXT_BYTES_MAX];
  TRY(finance_whole_city(call, error));
  const web_file *file = form_file(call, "statement");
  if (file == NULL) return page_finance_statements(call, error);
  text name = arena_copy(call->arena, file->name);
  const intake_request request = {.bytes = file->bytes,
                                  .name = name.data == NULL || name.size == 0 ? "-" : name.data,
                                  .actor = page_actor(call),
                                  .now_us = call->request->now_us};
  if (file->bytes.size > LIMIT_WEB_AT_ONCE_BYTES) return take_in_later(call, &request, error);
  sd_error fault = {0};
  sd_status status = operation_take_in(call->db, &request, &in, &fault);
  if (status == SD_OK) {
    TRY(result_path(call->db, &in, path, error));
    call->response->location = arena_copy(call->arena, text_of(path));
    return SD_OK;
  }
  bool of_the_file = status == SD_SYNTAX_ERROR || status == SD_INVALID || status == SD_REFUSED ||
                     status == SD_CONFLICT || status == SD_NOT_FOUND ||
                     status == SD_LIMIT_EXCEEDED || status == SD_TYPE_ERROR;
  if (!of_the_file) {
    if (error != NULL) *error = fault;
    return status;
  }
  form_fault_error(call, "statement", &fault);
  return page_finance_statements(call, error);
}

static void view_entry(const web_call *call, const entry_record *e) {
  view *v = call->view;
  view_integer(v, "entry", e->id);
  view_integer(v, "statement", e->statement);
  view_string(v, "statement_id", e->statement_id);
  view_string(v, "account", e->account);
  view_string(v, "reference", e->reference);
  view_string(v, "end_to_end", e->end_to_end);
  view_string(v, "date", e->booking_date);
  view_string(v, "return_code", e->return_code);
  view_string(v, "information", e->information);
  view_money(v, "amount", e->amount_fen);
  view_string(v, "side", e->is_credit ? "credit" : "debit");
  view_message(v, "side_name", e->is_credit ? MESSAGE_WEB_CREDIT : MESSAGE_WEB_DEBIT);
  view_string(v, "finding", finding_name(e->finding));
  view_string(v, "finding_name", finding_label(e->finding, call->lang));
  view_string(v, "next_act", finding_next_act(e->finding, call->lang));
  view_boolean(v, "matched", finding_is_matched(e->finding));
  view_boolean(v, "queued", e->is_queued);
  if (e->act[0] == '\0') return;
  correction_act act;
  view_string(v, "act",
              correction_of_word(e->act, &act) ? correction_label(act, call->lang) : e->act);
  view_string(v, "act_reason", e->reason);
  view_string(v, "act_maker", e->maker);
  view_moment(v, "act_at", e->resolved_us);
}

typedef struct entry_page {
  web_call *call;
  web_rows rows;
} entry_page;

static sd_status add_entry(void *context, const entry_record *e, sd_error *error) {
  (void)error;
  entry_page *p = context;
  if (!web_rows_take(&p->rows, e->id)) return SD_OK;
  view_begin(p->call->view, "entry");
  view_entry(p->call, e);
  view_end(p->call->view);
  return SD_OK;
}

static sd_status add_entries(web_call *call, entry_filter filter, sd_error *error) {
  entry_page page = {.call = call};
  TRY(web_rows_begin(call, &page.rows, error));
  filter.after = page.rows.after;
  filter.limit = WEB_ROWS_ON_PAGE + 1;
  view_list(call->view, "entries");
  TRY(entries_each(call->db, &filter, add_entry, &page, error));
  view_list_end(call->view);
  web_rows_end(call, &page.rows);
  return SD_OK;
}

/* Counts of each finding of a statement. */
typedef struct finding_sums {
  int64_t count[FINDING_COUNT], sum_fen[FINDING_COUNT];
} finding_sums;

static sd_status sum_finding(void *context, const entry_record *e, sd_error *error) {
  (void)error;
  finding_sums *s = context;
  s->count[e->finding]++;
  s->sum_fen[e->finding] += e->amount_fen;
  return SD_OK;
}

static sd_status add_findings(web_call *call, int64_t statement, sd_error *error) {
  finding_sums sums = {0};
  const entry_filter all = {.statement = statement};
  view *v = call->view;
  TRY(entries_each(call->db, &all, sum_finding, &sums, error));
  view_list(v, "findings");
  for (int f = 0; f < FINDING_COUNT; f++) {
    if (sums.count[f] == 0) continue;
    view_begin(v, "finding");
    view_string(v, "code", finding_name((entry_finding)f));
    view_string(v, "name", finding_label((entry_finding)f, call->lang));
    view_string(v, "next_act", finding_next_act((entry_finding)f, call->lang));
    view_boolean(v, "matched", finding_is_matched((entry_finding)f));
    view_integer(v, "count", sums.count[f]);
    view_money(v, "amount", sums.sum_fen[f]);
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

static sd_status add_this_statement(void *context, const statement_record *s, sd_error *error) {
  web_call *call = context;
  return add_statement(call, s, error);
}

sd_status page_finance_statement(web_call *call, sd_error *error) {
  int64_t number = 0;
  TRY(finance_whole_city(call, error));
  if (!page_number(call->pieces[0], &number)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  int64_t newest = 0;
  TRY(statements_each(call->db, number, take_newest, &newest, error));
  if (newest == 0) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  TRY(statements_each(call->db, number, add_this_statement, call, error));
  TRY(add_findings(call, number, error));
  return add_entries(call, (entry_filter){.statement = number}, error);
}

/* --- Exceptions --- */

sd_status page_finance_exceptions(web_call *call, sd_error *error) {
  TRY(finance_whole_city(call, error));
  return add_entries(call, (entry_filter){.queued = true}, error);
}

enum { NEEDS_ORDER = 1, NEEDS_LINE = 2, NEEDS_OTHER = 4, NEEDS_CASE = 8, NEEDS_TO = 16 };

/* What each act on an entry asks for; acts without an entry are on other pages. */
static const struct act_form {
  correction_act act;
  unsigned needs;
  entry_finding suggested_by; /* FINDING_COUNT: by none */
} act_forms[] = {
    {CORRECTION_RETURN, NEEDS_ORDER, FINDING_RETURN_PARTIAL},
    {CORRECTION_PAY_BACK, NEEDS_ORDER, FINDING_COUNT},
    {CORRECTION_RECEIPT, NEEDS_LINE, FINDING_COUNT},
    {CORRECTION_SUSPENSE, 0, FINDING_UNEXPECTED_CREDIT},
    {CORRECTION_RECOVERY, NEEDS_CASE, FINDING_COUNT},
    {CORRECTION_PASS_IN, NEEDS_LINE | NEEDS_TO, FINDING_COUNT},
    {CORRECTION_PAYMENT, NEEDS_ORDER, FINDING_DEBIT_AFTER_REJECTION},
    {CORRECTION_CHARGE, NEEDS_LINE, FINDING_NO_REFERENCE},
    {CORRECTION_HAND_BACK, NEEDS_LINE, FINDING_COUNT},
    {CORRECTION_REFUND, 0, FINDING_COUNT},
    {CORRECTION_PASS_OUT, NEEDS_LINE | NEEDS_TO, FINDING_COUNT},
    {CORRECTION_OFFSET, NEEDS_OTHER, FINDING_DUPLICATE_DEBIT},
};

static void add_acts(const web_call *call, const entry_record *e) {
  view *v = call->view;
  view_list(v, "acts");
  for (size_t i = 0; i < sizeof act_forms / sizeof act_forms[0]; i++) {
    const struct act_form *f = &act_forms[i];
    if (!e->is_queued || !correction_fits_entry(f->act, e->is_credit)) continue;
    view_begin(v, "act");
    view_string(v, "word", correction_word(f->act));
    view_string(v, "name", correction_label(f->act, call->lang));
    view_boolean(v, "needs_order", (f->needs & NEEDS_ORDER) != 0);
    view_boolean(v, "needs_line", (f->needs & NEEDS_LINE) != 0);
    view_boolean(v, "needs_to", (f->needs & NEEDS_TO) != 0);
    view_boolean(v, "needs_other", (f->needs & NEEDS_OTHER) != 0);
    view_boolean(v, "needs_case", (f->needs & NEEDS_CASE) != 0);
    view_boolean(v, "suggested", f->suggested_by == e->finding);
    view_end(v);
  }
  view_list_end(v);
}

typedef struct shown_entry {
  web_call *call;
  bool found;
} shown_entry;

static sd_status show_entry(void *context, const entry_record *e, sd_error *error) {
  (void)error;
  shown_entry *s = context;
  s->found = true;
  view_entry(s->call, e);
  add_acts(s->call, e);
  return SD_OK;
}

static sd_status add_line_name(void *context, const budget_state *state, sd_error *error) {
  (void)error;
  web_call *call = context;
  if (state->line.closed) return SD_OK;
  view_begin(call->view, "line");
  view_string(call->view, "line", state->line.line);
  view_integer(call->view, "year", state->line.year);
  view_end(call->view);
  return SD_OK;
}

sd_status page_finance_exception(web_call *call, sd_error *error) {
  entry_filter one = {0};
  shown_entry shown = {.call = call};
  char subject[40];
  int64_t proposal = 0;
  TRY(finance_whole_city(call, error));
  if (!page_number(call->pieces[0], &one.id)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  TRY(entries_each(call->db, &one, show_entry, &shown, error));
  if (!shown.found) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  (void)snprintf(subject, sizeof subject, "entry %lld", (long long)one.id);
  TRY(approval_open_id(call->db, OPERATION_LEDGER_CORRECTION, text_of(subject), &proposal, error));
  if (proposal != 0) view_integer(call->view, "proposal", proposal);
  view_list(call->view, "lines");
  TRY(budget_lines_each(call->db, add_line_name, call, error));
  view_list_end(call->view);
  return SD_OK;
}

/* "KJ-1 2026" of a field is a line and its year. */
static void read_line(web_call *call, const char *field, const char **line_out, int32_t *year_out) {
  const char *value = finance_string(call, field);
  if (value == NULL) return;
  const char *blank = strrchr(value, ' ');
  int64_t year = 0;
  if (blank == NULL || !page_number(text_of(blank + 1), &year) || year < 1900 || year > 2999) {
    form_fault_message(call, field, MESSAGE_WEB_LINE_AND_YEAR);
    return;
  }
  *line_out = arena_copy(call->arena, (text){value, (size_t)(blank - value)}).data;
  *year_out = (int32_t)year;
}

sd_status act_finance_exception(web_call *call, sd_error *error) {
  int64_t id = 0, proposal = 0;
  char number[24];
  TRY(finance_whole_city(call, error));
  if (!page_number(call->pieces[0], &id)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  correction c = {.entry = id};
  const char *word = finance_string(call, "act");
  if (word == NULL || !correction_of_word(word, &c.act)) {
    form_fault_message(call, "", MESSAGE_WEB_NO_ACT);
  }
  form_needed(call, "reason");
  c.reason = finance_string(call, "reason");
  c.order = finance_string(call, "order");
  c.to = finance_string(call, "to");
  c.other = finance_optional(call, "other", 1, INT32_MAX);
  c.clawback = finance_optional(call, "clawback", 1, INT32_MAX);
  read_line(call, "line", &c.line, &c.year);
  if (call->fault_count != 0) return page_finance_exception(call, error);
  TRY(correction_propose(call->db, &c, page_actor(call), call->request->now_us, &proposal, error));
  call->response->location = finance_path(call, "/approvals/", number_text(number, proposal));
  return SD_OK;
}

/* --- The daily proof --- */

static const struct proof_figure {
  const char *name;
  message_id title;
} figures[] = {
    {"received", MESSAGE_WEB_PROOF_RECEIVED},       {"paid", MESSAGE_WEB_PROOF_PAID},
    {"returned", MESSAGE_WEB_PROOF_RETURNED},       {"ledger", MESSAGE_WEB_PROOF_LEDGER},
    {"bank_opening", MESSAGE_WEB_PROOF_OPENING},    {"bank_credits", MESSAGE_WEB_PROOF_CREDITS},
    {"bank_debits", MESSAGE_WEB_PROOF_DEBITS},      {"bank_closing", MESSAGE_WEB_PROOF_CLOSING},
    {"difference", MESSAGE_WEB_PROOF_DIFFERENCE},   {"queued", MESSAGE_WEB_PROOF_QUEUED},
    {"unexplained", MESSAGE_WEB_PROOF_UNEXPLAINED},
};
enum { FIGURE_COUNT = sizeof figures / sizeof figures[0] };

static void figures_of(const bank_proof *p, int64_t out[FIGURE_COUNT]) {
  const int64_t values[FIGURE_COUNT] = {
      p->ledger_received_fen,
      p->ledger_paid_fen,
      p->ledger_returned_fen,
      p->ledger_balance_fen,
      p->bank_closing_fen - p->bank_credits_fen + p->bank_debits_fen,
      p->bank_credits_fen,
      p->bank_debits_fen,
      p->bank_closing_fen,
      p->difference_fen,
      p->queued_fen,
      p->unexplained_fen};
  memcpy(out, values, sizeof values);
}

static sd_status add_proof(void *context, const bank_proof *p, sd_error *error) {
  (void)error;
  web_call *call = context;
  view *v = call->view;
  int64_t values[FIGURE_COUNT];
  figures_of(p, values);
  view_begin(v, "account");
  view_string(v, "account", p->account);
  view_integer(v, "statements", p->statements);
  view_integer(v, "statement_number", p->statement_number);
  view_boolean(v, "any", p->statements > 0);
  view_boolean(v, "proven", p->statements > 0 && p->unexplained_fen == 0);
  view_boolean(v, "equal", p->statements > 0 && p->difference_fen == 0);
  for (int i = 0; i < FIGURE_COUNT; i++) view_money(v, figures[i].name, values[i]);
  view_end(v);
  return SD_OK;
}

sd_status page_finance_proof(web_call *call, sd_error *error) {
  TRY(finance_whole_city(call, error));
  view_moment(call->view, "now", call->request->now_us);
  call->response->live = true;
  view_list(call->view, "proof");
  TRY(bank_proofs_each(call->db, add_proof, call, error));
  view_list_end(call->view);
  return SD_OK;
}

typedef struct proof_file {
  web_call *call;
  text_builder bytes;
} proof_file;

static void write_heading(proof_file *f) {
  language lang = f->call->lang;
  text_builder_add(&f->bytes, TEXT("\xef\xbb\xbf")); /* so that spreadsheets read it as UTF-8 */
  csv_add_cell(&f->bytes, text_of(message_text(lang, MESSAGE_WEB_PROPOSAL_ACCOUNT)));
  for (int i = 0; i < FIGURE_COUNT; i++) {
    text_builder_add_byte(&f->bytes, ',');
    csv_add_cell(&f->bytes, text_of(message_text(lang, figures[i].title)));
  }
  text_builder_add_string(&f->bytes, "\r\n");
}

static sd_status write_proof(void *context, const bank_proof *p, sd_error *error) {
  (void)error;
  proof_file *f = context;
  int64_t values[FIGURE_COUNT];
  figures_of(p, values);
  csv_add_cell(&f->bytes, text_of(p->account));
  for (int i = 0; i < FIGURE_COUNT; i++) {
    char money[MONEY_TEXT_SIZE];
    money_format_plain(values[i], money);
    text_builder_add_byte(&f->bytes, ',');
    csv_add_cell(&f->bytes, text_of(money));
  }
  text_builder_add_string(&f->bytes, "\r\n");
  return SD_OK;
}

sd_status page_finance_proof_csv(web_call *call, sd_error *error) {
  proof_file f = {.call = call};
  TRY(finance_whole_city(call, error));
  text_builder_init(&f.bytes, LIMIT_WEB_ANSWER_BYTES);
  write_heading(&f);
  sd_status status = bank_proofs_each(call->db, write_proof, &f, error);
  text bytes = f.bytes.failed ? TEXT("") : arena_copy(call->arena, text_builder_text(&f.bytes));
  text_builder_release(&f.bytes);
  TRY(status);
  if (bytes.size == 0) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return web_answer_file(call, "daily-proof.csv", "text/csv; charset=utf-8", bytes);
}
