/* Lists ask for bars after a clawback, as payments do.
 *
 * Who is barred on the day of the confirmation is left off by the program with reason C04, in an
 * act of the chain like every other; who is no longer barred is taken back.  The settlement then
 * reads the acts, so that it replays. */
#ifndef SUDUI_OPERATION_BARRED_H
#define SUDUI_OPERATION_BARRED_H

#include "operation/context.h"

typedef struct barred_request {
  const int64_t *lists; /* candidates */
  size_t list_count;
  const char *actor;
  int64_t now_us;
} barred_request;

/* In transactions of its own; how many were left off and taken back.  The context has rules of
 * settlement. */
sd_status operation_heed_bars(const operation_context *c, const barred_request *request,
                              int64_t *left_off_out, int64_t *taken_back_out, sd_error *error);

#endif
