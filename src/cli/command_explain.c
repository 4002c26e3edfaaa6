/* explain: why a company got its decision. */
#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/output.h"

sd_status command_explain(invocation *call, sd_error *error) {
  item_context context;
  TRY(item_context_read(call, &context, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  const char *run = option_value(call, "run");
  int64_t id = 0;
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = list_of_operand(c.db, run != NULL ? run : call->operands[1], &id, error);
  if (status == SD_OK) {
    status =
        explain_subject(call, &c, &context, id, text_of(call->operands[0]), &answer.writer, error);
  }
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
