/* Everything that a city can prove about itself, in one go: chain, looks, lists, ledger, files. */
#include "operation/city_proof.h"

#include <stdlib.h>
#include <string.h>

#include "access/view_log.h"
#include "audit/approval.h"
#include "base/messages/operation.h"
#include "list/confirmation.h"
#include "list/draft.h"
#include "list/objection.h"
#include "list/order_check.h"
#include "operation/award_shares.h"
#include "registry/batch_digest.h"
#include "registry/fact_report.h"

typedef struct order_proof {
  database *db;
  arena *a;
  int64_t list; /* of the last order */
  list_status status;
} order_proof;

/* The award of an order is "list/company" with what award_id_write puts behind it, and its item is
 * the list's. */
static sd_status check_order(void *context, const payout_order *order, sd_error *error) {
  order_proof *p = context;
  char start[AWARD_ID_SIZE];
  int64_t list = strtoll(order->list, NULL, 10);
  if (list != p->list) {
    arena_reset(p->a);
    TRY(list_get_status(p->db, list, p->a, &p->status, error));
    p->list = list;
  }
  award_id_write(list, text_of(order->subject), false, TEXT(""), start);
  size_t size = strlen(start);
  const char behind = strncmp(order->award, start, size) == 0 ? order->award[size] : '?';
  bool same = behind == '\0' || behind == '/' || behind == '@';
  if (same && text_is(p->status.item, order->item)) return SD_OK;
  database_stop_writing(p->db);
  return error_set(error, SD_CORRUPT, MESSAGE_OPERATION_ORDER_DIFFERS, SD_ARGS(order->reference));
}

static sd_status check_orders(database *db, sd_error *error) {
  const order_filter all = {.state = -1};
  order_proof p = {.db = db, .a = arena_create(0)};
  if (p.a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = payout_orders_each(db, &all, check_order, &p, error);
  arena_destroy(p.a);
  return status;
}

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
  TRY(payout_verify(db, &out->payments, error));
  return check_orders(db, error);
}
