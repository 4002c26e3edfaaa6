/* Whatever a bank sent: an answer, an advice or a statement, told apart by its content, once. */
#include "operation/intake.h"

static sd_status apply(inbound *in, intake *out, sd_error *error) {
  sd_status status = SD_OK;
  out->kind = in->message.kind;
  switch (out->kind) {
    case BANK_MESSAGE_REPLY:
      status = bank_answer_apply(in, &out->answer, error);
      out->known = out->answer.known;
      break;
    case BANK_MESSAGE_ADVICE:
      status = advice_apply(in, &out->advice, error);
      out->known = out->advice.known;
      break;
    case BANK_MESSAGE_STATEMENT:
      status = statement_apply(in, &out->statement, error);
      out->known = out->statement.statements == 0 && out->statement.statements_known != 0;
      break;
  }
  return status;
}

sd_status operation_take_in(database *db, const intake_request *request, intake *out,
                            sd_error *error) {
  *out = (intake){0};
  inbound in;
  sd_status status =
      inbound_open(&in, db, request->actor, request->bytes, request->name, request->now_us, error);
  if (status == SD_OK) {
    status = apply(&in, out, error);
  } else {
    inbound_refuse(&in, status);
  }
  inbound_close(&in);
  return status;
}
