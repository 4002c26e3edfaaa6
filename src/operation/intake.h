/* Whatever a bank sent: an answer, an advice or a statement, told apart by its content, once. */
#ifndef SUDUI_OPERATION_INTAKE_H
#define SUDUI_OPERATION_INTAKE_H

#include "payout/advice.h"
#include "payout/bank_answer.h"
#include "payout/reconciliation.h"

typedef struct intake_request {
  text bytes;
  const char *name; /* of the file, for messages and for the record */
  const char *actor;
  int64_t now_us;
} intake_request;

/* What it was and what followed; of the three results the one of `kind` is filled in. */
typedef struct intake {
  bank_message_kind kind;
  bool known; /* the same bytes came before: nothing was done */
  bank_answer answer;
  bank_advice advice;
  reconciliation statement;
} intake;

/* In a transaction of its own with its audit entry; a file that is refused leaves its name, hash
 * and reason on the audit chain.  Errors as statement_import and bank_answer_import. */
sd_status operation_take_in(database *db, const intake_request *request, intake *out,
                            sd_error *error);

#endif
