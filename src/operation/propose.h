/* A proposal in a transaction of its own. */
#ifndef SUDUI_OPERATION_PROPOSE_H
#define SUDUI_OPERATION_PROPOSE_H

#include "audit/approval.h"

/* As approval_propose, durable when it returns SD_OK. */
sd_status operation_propose(database *db, const approval_request *request, int64_t *id_out,
                            sd_error *error);

#endif
