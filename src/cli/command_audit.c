/* audit verify: the whole chain of acts, and the whole ledger, recomputed. */
#include "audit/approval.h"
#include "audit/audit.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "ledger/ledger.h"
#include "list/confirmation.h"
#include "list/draft.h"
#include "list/objection.h"
#include "list/settlement.h"
#include "list/verify.h"
#include "payout/verify.h"
#include "registry/batch_digest.h"
#include "registry/fact_report.h"

enum { CHECKPOINT_BYTES_MAX = 4096 };

static sd_status read_checkpoint(const invocation *call, audit_head *head, sd_error *error) {
  const char *path = option_value(call, "checkpoint");
  text content;
  TRY(file_read(path, CHECKPOINT_BYTES_MAX, call->arena, &content, error));
  if (audit_head_parse(text_trim(content), head)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_CLI_BAD_CHECKPOINT, SD_ARGS(path));
}

typedef struct findings {
  audit_report report;
  list_proof lists;
  ledger_proof proof;
  int64_t proposals, objections, reports, drafts, confirmations;
  registry_proof facts;
  settlement_proof settlements;
} findings;

static sd_status verify(invocation *call, city *c, findings *f, sd_error *error) {
  audit_head checkpoint;
  bool has_checkpoint = option_given(call, "checkpoint");
  if (has_checkpoint) TRY(read_checkpoint(call, &checkpoint, error));
  progress p;
  progress_begin(&p, call->lang, MESSAGE_CLI_PROGRESS_VERIFY, call->quiet);
  sd_status status = database_check(c->db, error);
  if (status == SD_OK) {
    status = audit_verify(c->db, has_checkpoint ? &checkpoint : NULL, progress_callback, &p,
                          &f->report, error);
  }
  if (status == SD_OK) status = approval_verify(c->db, &f->proposals, error);
  if (status == SD_OK) status = objection_verify(c->db, &f->objections, error);
  if (status == SD_OK) status = fact_report_verify(c->db, &f->reports, error);
  if (status == SD_OK) status = confirmation_verify(c->db, &f->confirmations, error);
  if (status == SD_OK) status = registry_verify(c->db, &f->facts, error);
  if (status == SD_OK) status = draft_verify(c->db, &f->drafts, error);
  if (status == SD_OK) status = list_verify(c->db, &f->lists, error);
  if (status == SD_OK) status = settlement_verify(c->db, &f->settlements, error);
  if (status == SD_OK) status = ledger_verify(c->db, &f->proof, error);
  payout_proof payments;
  if (status == SD_OK) status = payout_verify(c->db, &payments, error);
  progress_end(&p);
  return status;
}

sd_status command_audit_verify(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error));
  findings f = {0};
  sd_status status = verify(call, &c, &f, error);
  city_close(&c);
  if (status != SD_OK) return status;
  char head[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&f.report.head, head);
  const char *out = option_value(call, "write-checkpoint");
  if (out != NULL) TRY(file_write(out, text_of(head), error));
  arena *a = call->arena;
  say(call, MESSAGE_CLI_AUDIT_SOUND,
      SD_ARGS(count_string(a, f.report.entries), head, count_string(a, f.proof.transfers),
              money_string(a, f.proof.debits_posted_fen)));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_object(w);
  json_member_integer(w, "entries", f.report.entries);
  json_member_string(w, "head", head);
  json_member_integer(w, "proposals", f.proposals);
  json_member_integer(w, "drafts", f.drafts);
  json_member_integer(w, "reports", f.reports);
  json_member_integer(w, "runs", f.lists.runs);
  json_member_integer(w, "list_acts", f.lists.acts);
  json_member_integer(w, "settlements", f.settlements.settlements);
  json_member_integer(w, "exclusions", f.settlements.exclusions);
  json_member_integer(w, "accounts", f.proof.accounts);
  json_member_integer(w, "transfers", f.proof.transfers);
  json_member_integer(w, "debits_posted_fen", f.proof.debits_posted_fen);
  json_member_integer(w, "pending_fen", f.proof.pending_fen);
  json_end_object(w);
  return json_answer_end(&answer, call, SD_OK, error);
}
