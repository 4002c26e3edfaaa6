/* notice: what the public sees of a list, as HTML, XLSX or PDF. */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/messages/cli.h"
#include "base/messages/notice.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "notice/notice_make.h"

static sd_status write_file(const invocation *call, const notice *n, const char *path,
                            sd_error *error) {
  notice_form form;
  text bytes;
  if (!notice_form_of_name(text_of(path), &form)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_NOTICE_FORM, SD_ARGS(path));
  }
  TRY(notice_write_bytes(n, form, call->arena, &bytes, error));
  sd_status status = file_write(path, bytes, error);
  if (status != SD_NOT_FOUND) return status;
  return error_set(error, SD_IO_FAILED, MESSAGE_NOTICE_FAILED, SD_ARGS(path, strerror(ENOENT)));
}

static sd_status make_notice(const invocation *call, const city *c, int64_t id, notice *n,
                             sd_error *error) {
  item_context context;
  TRY(item_context_read(call, &context, error));
  const notice_request request = {.list = id,
                                  .lang = call->lang,
                                  .only_changes = option_given(call, "changes"),
                                  .areas = context.areas};
  return notice_make(c->registry, &request, call->arena, n, error);
}

sd_status command_notice(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  int64_t id = 0;
  notice n = {0};
  sd_status status = list_of_operand(c.db, call->operands[0], &id, error);
  if (status == SD_OK) status = make_notice(call, &c, id, &n, error);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  const char *path = NULL;
  for (size_t i = 0; status == SD_OK && (path = option_value_at(call, "out", i)) != NULL; i++) {
    status = write_file(call, &n, path, error);
    if (status != SD_OK) break;
    say(call, MESSAGE_CLI_NOTICE_WRITTEN, SD_ARGS(SD_NUMBER(id), path));
    json_string(&answer.writer, path);
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
