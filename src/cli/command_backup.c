/* backup and restore: a copy of the city that can be started from. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "store/backup.h"
#include "store/fingerprint.h"

static sd_status copy(invocation *call, database *db, const char *path, sd_error *error) {
  progress p;
  progress_begin(&p, call->lang, MESSAGE_CLI_PROGRESS_BACKUP, call->quiet);
  sd_status status = database_backup(db, path, progress_callback, &p, error);
  progress_end(&p);
  return status;
}

static sd_status tell(invocation *call, const char *path, const char *head, int64_t entries,
                      sd_error *error) {
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "path", path);
  json_member_integer(&answer.writer, "entries", entries);
  json_member_string(&answer.writer, "head", head);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, SD_OK, error);
}

sd_status command_backup(invocation *call, sd_error *error) {
  const char *path = call->operands[0];
  city c;
  audit_head head = {0};
  char shown[AUDIT_HEAD_TEXT_SIZE];
  TRY(city_open(call, 0, &c, error));
  sd_status status = copy(call, c.db, path, error);
  city_close(&c);
  /* The head is read from the copy: that is what was saved. */
  database *saved = NULL;
  if (status == SD_OK) status = database_open(path, &saved, error);
  if (status == SD_OK) status = audit_head_get(saved, &head, error);
  database_close(saved);
  if (status == SD_OK) status = fingerprint_write(path, error);
  TRY(status);
  audit_head_format(&head, shown);
  say(call, MESSAGE_CLI_BACKED_UP, SD_ARGS(path, shown));
  return tell(call, path, shown, head.sequence, error);
}

static const char *inside(const invocation *call, const char *folder, const char *name) {
  text path = file_join(call->arena, text_of(folder), text_of(name));
  return path.data == NULL ? "" : path.data;
}

static sd_status fill_city(invocation *call, database *saved, const char *folder,
                           audit_report *report, sd_error *error) {
  database *db = NULL;
  const char *path = inside(call, folder, "sudui.db");
  TRY(file_make_directory(inside(call, folder, "inbox"), error));
  TRY(file_make_directory(inside(call, folder, "outbox"), error));
  TRY(copy(call, saved, path, error));
  TRY(database_open(path, &db, error));
  sd_status status = audit_verify(db, NULL, NULL, NULL, report, error);
  database_close(db);
  return status;
}

sd_status command_restore(invocation *call, sd_error *error) {
  const char *from = call->operands[0], *folder = call->operands[1];
  if (file_exists(inside(call, folder, "sudui.db"))) {
    return error_set(error, SD_CONFLICT, MESSAGE_CLI_CITY_EXISTS, SD_ARGS(folder));
  }
  database *saved = NULL;
  audit_report report = {0};
  TRY(fingerprint_check(from, error));
  TRY(database_open(from, &saved, error));
  sd_status status = database_check(saved, error);
  if (status == SD_OK) status = fill_city(call, saved, folder, &report, error);
  database_close(saved);
  TRY(status);
  char head[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&report.head, head);
  say(call, MESSAGE_CLI_RESTORED, SD_ARGS(folder, count_string(call->arena, report.entries), head));
  return tell(call, folder, head, report.entries, error);
}
