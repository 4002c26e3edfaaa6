/* Lists whose item needs no owner's confirmation are settled by the program before their approval.
 *
 * Otherwise relations, ceilings and exclusion lists would hold only where an owner confirms.  A
 * list is settled when its item stands in one of the tables and nobody has confirmed it; the
 * settlement is the program's own, stored and replayed like every other.  Source
 * (first moment).
 */
#ifndef SUDUI_OPERATION_SETTLE_UNCONFIRMED_H
#define SUDUI_OPERATION_SETTLE_UNCONFIRMED_H

#include "operation/context.h"

/* In a transaction of its own; a no-op for every other list.  The context has a registry and rules
 * of settlement.  As settlement_confirm. */
sd_status operation_settle_unconfirmed(const operation_context *c, int64_t list, int64_t now_us,
                                       bool *settled_out, sd_error *error);

#endif
