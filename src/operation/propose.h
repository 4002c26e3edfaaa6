/* A proposal in a transaction of its own. */
#ifndef SUDUI_OPERATION_PROPOSE_H
#define SUDUI_OPERATION_PROPOSE_H

#include "audit/approval.h"
#include "base/text_builder.h"

/* As approval_propose, durable when it returns SD_OK; the request's content is what was written
 * into `content`, which stays the caller's. */
sd_status operation_propose(database *db, const approval_request *request,
                            const text_builder *content, int64_t *id_out, sd_error *error);

#endif
