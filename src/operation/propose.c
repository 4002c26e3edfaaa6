/* A proposal in a transaction of its own. */
#include "operation/propose.h"

sd_status operation_propose(database *db, const approval_request *request, int64_t *id_out,
                            sd_error *error) {
  TRY(database_begin(db, error));
  sd_status status = approval_propose(db, request, id_out, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}
