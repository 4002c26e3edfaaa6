/* notice: what the public sees of a list, as HTML, XLSX or PDF. */
#include <stdio.h>

#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "notice/notice_make.h"

static sd_status make_notice(const invocation *call, city *c, int64_t id, notice *n,
                             sd_error *error) {
  item_context context;
  TRY(item_context_read(call, &context, error));
  const notice_request request = {.list = id,
                                  .lang = call->lang,
                                  .only_changes = option_given(call, "changes"),
                                  .areas = context.areas};
  return notice_make(c->registry, c->db, &request, call->arena, n, error);
}

static sd_status write_page(const notice *n, const char *path, sd_error *error) {
  text_builder page;
  text_builder_init(&page, INT32_MAX);
  notice_write_html(n, &page);
  sd_status status = page.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                                 : file_write(path, text_builder_text(&page), error);
  text_builder_release(&page);
  return status;
}

static sd_status write_file(const notice *n, const char *path, sd_error *error) {
  text name = text_of(path);
  if (text_ends_with(name, TEXT(".html"))) return write_page(n, path, error);
  if (text_ends_with(name, TEXT(".xlsx"))) return notice_write_xlsx(n, path, error);
  if (text_ends_with(name, TEXT(".pdf"))) return notice_write_pdf(n, path, error);
  return error_set(error, SD_MISUSE, MESSAGE_CLI_NOTICE_FORM, SD_ARGS(path));
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
    status = write_file(&n, path, error);
    if (status != SD_OK) break;
    say(call, MESSAGE_CLI_NOTICE_WRITTEN, SD_ARGS(SD_NUMBER(id), path));
    json_string(&answer.writer, path);
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
