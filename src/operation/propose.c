/* A proposal in a transaction of its own. */
#include "operation/propose.h"

#include "base/messages/base.h"

sd_status operation_propose(database *db, const approval_request *request,
                            const text_builder *content, int64_t *id_out, sd_error *error) {
  if (content->failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  approval_request whole = *request;
  whole.content = text_builder_text(content);
  TRY(database_begin(db, error));
  sd_status status = approval_propose(db, &whole, id_out, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}
