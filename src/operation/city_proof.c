/* Everything that a city can prove about itself, in one go: chain, looks, lists, ledger, files. */
#include "operation/city_proof.h"

#include "access/view_log.h"
#include "audit/approval.h"
#include "list/confirmation.h"
#include "list/draft.h"
#include "list/objection.h"
#include "list/order_check.h"
#include "registry/batch_digest.h"
#include "registry/fact_report.h"

sd_status city_prove(database *db, const audit_head *checkpoint, audit_progress progress,
                     void *context, city_proof *out, sd_error *error) {
  *out = (city_proof){0};
  TRY(database_check(db, error));
  TRY(audit_verify(db, checkpoint, progress, context, &out->chain, error));
  TRY(view_log_verify(db, &out->looks, &out->looks_head, error));
  TRY(approval_verify(db, &out->proposals, error));
  TRY(objection_verify(db, &out->objections, error));
  TRY(fact_report_verify(db, &out->reports, error));
  TRY(confirmation_verify(db, &out->confirmations, error));
  TRY(registry_verify(db, &out->facts, error));
  TRY(draft_verify(db, &out->drafts, error));
  TRY(list_verify(db, &out->lists, error));
  TRY(settlement_verify(db, &out->settlements, error));
  TRY(order_check_verify(db, &out->order_checks, error));
  TRY(ledger_verify(db, &out->ledger, error));
  TRY(ledger_openings_verify(db, error));
  return payout_verify(db, &out->payments, error);
}
