/* What auditors see: the chain, who did what, who looked at whom; proof and replay at a press. */
#include <inttypes.h>
#include <stdio.h>

#include "access/view_log.h"
#include "audit/audit_search.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/messages/web.h"
#include "list/run.h"
#include "operation/city_proof.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/page_audit.h"
#include "web/pages.h"

/* What must stay true: whatever is found at a press (a proof, a replay) is itself an entry of the
 * chain, with who asked for it. */

enum { ROWS_ON_PAGE = 100, ROWS_IN_FILE = 100000, FILE_BYTES_MAX = 64 << 20 };

sd_status audit_refuse_bound(const web_call *call, sd_error *error) {
  if (call->session->account.district.size == 0) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_WEB_NOT_YOURS, NULL);
}

/* --- Acts in words --- */

static const struct {
  const char *word;
  message_id name;
} acts[] = {
#define A(word, name) {word, MESSAGE_##name},
#include "web/audit_acts.def"
#undef A
};

static void view_act(const web_call *call, text word) {
  view *v = call->view;
  view_text(v, "act", word);
  for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
    if (text_is(word, acts[i].word)) view_message(v, "act_name", acts[i].name);
  }
}

/* For the choice; programs know the words. */
static void view_acts(const web_call *call) {
  view *v = call->view;
  if (v->is_json) return;
  view_list(v, "acts");
  for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
    view_begin(v, "act");
    view_string(v, "word", acts[i].word);
    view_message(v, "name", acts[i].name);
    view_end(v);
  }
  view_list_end(v);
}

/* --- What is asked for: ?person=&about=&act=&from=&to=&below= --- */

typedef struct asked {
  text person, about, act;
  int64_t from_us, to_us, below;
} asked;

/* The moment when a day begins in China; an empty or impossible date is none. */
static bool read_day(text source, int64_t shift, int64_t *out) {
  civil_date date;
  *out = 0;
  if (source.size == 0) return true;
  if (!calendar_parse_iso(source, &date)) return false;
  *out =
      (calendar_day_of(date) + shift) * CLOCK_DAY_US - CLOCK_CHINA_OFFSET_SECONDS * CLOCK_SECOND_US;
  return true;
}

static sd_status read_asked(web_call *call, asked *out, sd_error *error) {
  web_fields q = call->request->query;
  *out = (asked){.person = text_trim(web_field_value(q, "person")),
                 .about = text_trim(web_field_value(q, "about")),
                 .act = text_trim(web_field_value(q, "act"))};
  text from = web_field_value(q, "from"), to = web_field_value(q, "to");
  text below = web_field_value(q, "below");
  bool sound = read_day(from, 0, &out->from_us) && read_day(to, 1, &out->to_us) &&
               (below.size == 0 || page_number(below, &out->below));
  view *v = call->view;
  view_text(v, "person", out->person);
  view_text(v, "about", out->about);
  view_text(v, "asked_act", out->act);
  view_text(v, "from", from);
  view_text(v, "to", to);
  return sound ? SD_OK : error_set(error, SD_INVALID, MESSAGE_WEB_AUDIT_BAD_QUESTION, NULL);
}

/* --- Rows of both logs, shown or written into a file --- */

typedef struct rows {
  web_call *call;
  text_builder *file; /* NULL: shown */
  int64_t limit, taken, last;
} rows;

/* False when the row is only there to say that there are more. */
static bool take(rows *r, int64_t number) {
  if (r->file == NULL && r->taken == ROWS_ON_PAGE) {
    r->taken++;
    return false;
  }
  r->taken++;
  r->last = number;
  return true;
}

static void add_cells(text_builder *b, int64_t number, int64_t time_us, const text *cells,
                      size_t count) {
  char moment[CLOCK_TEXT_SIZE];
  clock_format(time_us, moment);
  text_builder_format(b, "%" PRId64 ",%s", number, moment);
  for (size_t i = 0; i < count; i++) {
    text_builder_add_byte(b, ',');
    csv_add_cell(b, cells[i]);
  }
  text_builder_add_string(b, "\r\n");
}

static sd_status add_entry(void *context, const audit_entry *e, sd_error *error) {
  rows *r = context;
  (void)error;
  if (!take(r, e->sequence)) return SD_OK;
  if (r->file != NULL) {
    char hash[SM3_TEXT_SIZE];
    sm3_format(&e->hash, hash);
    const text cells[] = {e->actor, e->act, e->reference, e->payload, text_of(hash)};
    add_cells(r->file, e->sequence, e->time_us, cells, sizeof cells / sizeof cells[0]);
    return SD_OK;
  }
  view *v = r->call->view;
  view_begin(v, "entry");
  view_integer(v, "sequence", e->sequence);
  view_moment(v, "time", e->time_us);
  view_text(v, "actor", e->actor);
  view_act(r->call, e->act);
  view_text(v, "reference", e->reference);
  view_end(v);
  return SD_OK;
}

static sd_status add_look(void *context, const view_entry *e, sd_error *error) {
  rows *r = context;
  (void)error;
  if (!take(r, e->number)) return SD_OK;
  if (r->file != NULL) {
    const text cells[] = {e->person, e->subject, e->path};
    add_cells(r->file, e->number, e->time_us, cells, sizeof cells / sizeof cells[0]);
    return SD_OK;
  }
  view *v = r->call->view;
  view_begin(v, "look");
  view_integer(v, "number", e->number);
  view_moment(v, "time", e->time_us);
  view_text(v, "person", e->person);
  view_text(v, "company", e->subject);
  view_text(v, "path", e->path);
  view_end(v);
  return SD_OK;
}

static sd_status each_entry(web_call *call, const asked *a, rows *r, sd_error *error) {
  audit_filter filter = {a->person, a->act, a->about, a->from_us, a->to_us, a->below};
  return audit_search(call->db, &filter, r->limit, add_entry, r, error);
}

static sd_status each_look(web_call *call, const asked *a, rows *r, sd_error *error) {
  view_filter filter = {a->person, a->about, a->from_us, a->to_us, a->below};
  return view_log_each(call->db, &filter, r->limit, add_look, r, error);
}

/* --- Pages --- */

typedef sd_status (*row_source)(web_call *call, const asked *a, rows *r, sd_error *error);

static sd_status show_rows(web_call *call, const char *name, row_source source, sd_error *error) {
  asked a;
  rows r = {.call = call, .limit = ROWS_ON_PAGE + 1};
  TRY(read_asked(call, &a, error));
  view_list(call->view, name);
  TRY(source(call, &a, &r, error));
  view_list_end(call->view);
  if (r.taken > ROWS_ON_PAGE) view_integer(call->view, "below", r.last);
  return SD_OK;
}

static sd_status add_run(void *context, const list_status *list, sd_error *error) {
  web_call *call = context;
  (void)error;
  view_begin(call->view, "run");
  view_integer(call->view, "list", list->id);
  view_text(call->view, "name", page_item_name(call, list->item, list->version_label));
  view_end(call->view);
  return SD_OK;
}

sd_status audit_add_runs(web_call *call, sd_error *error) {
  view_list(call->view, "runs");
  TRY(list_each(call->db, TEXT(""), add_run, call, error));
  view_list_end(call->view);
  return SD_OK;
}

sd_status page_audit(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  audit_head head;
  TRY(audit_head_get(call->db, &head, error));
  char buffer[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&head, buffer);
  view_string(call->view, "head", buffer);
  view_boolean(call->view, "may_replay", (call->session->account.roles & ROLE_AUDITOR) != 0);
  TRY(audit_add_runs(call, error));
  view_acts(call);
  return show_rows(call, "entries", each_entry, error);
}

sd_status page_audit_looks(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  view_boolean(call->view, "may_replay", (call->session->account.roles & ROLE_AUDITOR) != 0);
  return show_rows(call, "looks", each_look, error);
}

/* What of a payload is plain: its members that are no lists. */
static void add_members(web_call *call, text payload) {
  json_value *value = NULL;
  if (json_read(payload, "payload", call->arena, &value, NULL) != SD_OK) return;
  if (value->kind != JSON_OBJECT) return;
  view *v = call->view;
  view_list(v, "members");
  for (size_t i = 0; i < value->count; i++) {
    const json_value *one = &value->items[i];
    if (one->kind == JSON_ARRAY || one->kind == JSON_OBJECT) continue;
    view_begin(v, "member");
    view_text(v, "name", value->keys[i]);
    if (one->kind == JSON_BOOLEAN) view_string(v, "value", one->boolean ? "true" : "false");
    if (one->kind != JSON_BOOLEAN) view_text(v, "value", one->text);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_audit_entry(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  int64_t sequence = 0;
  audit_entry e;
  TRY(page_path_number(call, 0, &sequence, error));
  TRY(audit_entry_find(call->db, sequence, call->arena, &e, error));
  view *v = call->view;
  char hash[SM3_TEXT_SIZE], previous[SM3_TEXT_SIZE];
  sm3_format(&e.hash, hash);
  sm3_format(&e.previous, previous);
  view_integer(v, "sequence", e.sequence);
  view_moment(v, "time", e.time_us);
  view_text(v, "actor", e.actor);
  view_act(call, e.act);
  view_text(v, "reference", e.reference);
  view_string(v, "sm3", hash);
  view_string(v, "previous_sm3", previous);
  view_text(v, "payload", e.payload);
  add_members(call, e.payload);
  return SD_OK;
}

/* --- Files --- */

sd_status page_audit_file(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  bool looks = text_is(call->pieces[0], "looks");
  if (!looks && !text_is(call->pieces[0], "entries")) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  asked a;
  text_builder b;
  rows r = {.call = call, .file = &b, .limit = ROWS_IN_FILE};
  TRY(read_asked(call, &a, error));
  text_builder_init(&b, FILE_BYTES_MAX);
  text_builder_add_string(&b, "\xEF\xBB\xBF"); /* or spreadsheets take it for another encoding */
  text_builder_add_string(&b, looks ? "number,time,person,company,path\r\n"
                                    : "sequence,time,person,act,about,payload,sm3\r\n");
  sd_status status = looks ? each_look(call, &a, &r, error) : each_entry(call, &a, &r, error);
  text bytes = b.failed ? TEXT("") : arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  if (status != SD_OK) return status;
  if (bytes.size == 0) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  const char *name = looks ? "looks.csv" : "audit-chain.csv";
  return web_answer_file(call, name, "text/csv; charset=utf-8", bytes);
}

/* --- At a press: proof and replay, recorded in the chain --- */

static sd_status record(job_run *run, const char *act, const char *reference, text_builder *payload,
                        sd_error *error) {
  audit_head head;
  sd_status status = payload->failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : database_begin(run->db, error);
  if (status == SD_OK) {
    status = audit_append(run->db, run->actor, act, reference, text_builder_text(payload),
                          clock_now_us(), &head, error);
    if (status == SD_OK) status = database_commit(run->db, error);
    if (status != SD_OK) database_rollback(run->db);
  }
  if (status != SD_OK) return status;
  char path[64];
  snprintf(path, sizeof path, "/audit/entries/%" PRId64, head.sequence);
  job_result(run, path);
  return SD_OK;
}

static void write_proof(const city_proof *p, text_builder *out) {
  char head[AUDIT_HEAD_TEXT_SIZE], looks[SM3_TEXT_SIZE];
  json_writer w;
  json_init(&w, out);
  audit_head_format(&p->chain.head, head);
  sm3_format(&p->looks_head, looks);
  json_begin_object(&w);
  json_member_boolean(&w, "sound", true);
  json_member_integer(&w, "entries", p->chain.entries);
  json_member_string(&w, "head", head);
  json_member_integer(&w, "looks", p->looks);
  json_member_string(&w, "looks_head", looks);
  json_member_integer(&w, "runs", p->lists.runs);
  json_member_integer(&w, "list_acts", p->lists.acts);
  json_member_integer(&w, "proposals", p->proposals);
  json_member_integer(&w, "settlements", p->settlements.settlements);
  json_member_integer(&w, "transfers", p->ledger.transfers);
  json_member_integer(&w, "debits_posted_fen", p->ledger.debits_posted_fen);
  json_end_object(&w);
}

static sd_status prove(job_run *run, sd_error *error) {
  audit_head checkpoint;
  city_proof proof;
  bool given = run->argument.size != 0 && audit_head_parse(run->argument, &checkpoint);
  TRY(city_prove(run->db, given ? &checkpoint : NULL, job_progress_callback, run, &proof, error));
  text_builder payload;
  text_builder_init(&payload, 4096);
  write_proof(&proof, &payload);
  sd_status status = record(run, "audit-verify", given ? "checkpoint" : "", &payload, error);
  text_builder_release(&payload);
  return status;
}

sd_status act_audit_verify(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  audit_head head;
  text checkpoint = text_trim(form_text(call, "checkpoint"));
  if (checkpoint.size == 0 || audit_head_parse(checkpoint, &head)) {
    return job_start(call, MESSAGE_WEB_AUDIT_VERIFY, prove, checkpoint, error);
  }
  form_fault_message(call, "checkpoint", MESSAGE_WEB_AUDIT_BAD_CHECKPOINT);
  return page_audit(call, error);
}

static sd_status replay(job_run *run, sd_error *error) {
  int64_t list;
  replay_report report;
  if (!page_number(run->argument, &list)) return SD_INVALID;
  TRY(run_replay(run->registry, list, 1, run->arena, &report, error));
  text_builder payload;
  json_writer w;
  text_builder_init(&payload, 65536);
  json_init(&w, &payload);
  json_begin_object(&w);
  json_member_integer(&w, "list", list);
  json_member_boolean(&w, "identical", report.identical);
  json_member_integer(&w, "stored_bytes", (int64_t)report.stored_bytes);
  json_member_integer(&w, "replayed_bytes", (int64_t)report.replayed_bytes);
  if (!report.identical) {
    json_member_integer(&w, "difference_line", report.difference_line);
    json_member_text(&w, "stored_line", report.stored_line);
    json_member_text(&w, "replayed_line", report.replayed_line);
  }
  json_end_object(&w);
  char reference[32];
  snprintf(reference, sizeof reference, "list %" PRId64, list);
  sd_status status = record(run, "audit-replay", reference, &payload, error);
  text_builder_release(&payload);
  return status;
}

sd_status act_audit_replay(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  int64_t list = form_integer(call, "list", 1, INT32_MAX);
  list_status status;
  if (call->fault_count == 0) {
    TRY(list_get_status(call->db, list, call->arena, &status, error));
    return job_start(call, MESSAGE_WEB_AUDIT_REPLAY, replay, form_text(call, "list"), error);
  }
  return page_audit(call, error);
}
