/* The second person's approval, and what follows from it at once.
 *
 * Check, effect and performance of a proposal are one transaction: an effect that cannot be had
 * leaves the proposal as it was.  Operations of three persons, and of two whose own command goes
 * on, are only checked.  Source: reliability 3.4, design rules of money 5. */
#ifndef SUDUI_OPERATION_APPROVE_H
#define SUDUI_OPERATION_APPROVE_H

#include "audit/approval.h"
#include "operation/context.h"

typedef struct approve_request {
  int64_t id;
  const sm3_digest *seen; /* the hash of what the person looked at; NULL: of what is stored */
  const char *actor;
  int64_t now_us;
} approve_request;

/* Opens its own transaction.  As approval_check, and whatever the effect refuses; `out` (in `a`) is
 * how the proposal stands afterwards: its stage is STAGE_PERFORMED when the effect was had. */
sd_status operation_approve(const operation_context *c, const approve_request *request, arena *a,
                            approval *out, sd_error *error);

/* As approval_refuse, in its own transaction. */
sd_status operation_refuse(const operation_context *c, const approve_request *request,
                           const char *ground, arena *a, approval *out, sd_error *error);

#endif
