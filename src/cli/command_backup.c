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

/* --- The fingerprint beside the file: SM3 of its bytes, in the form of sha256sum --- */

enum { PIECE_BYTES = 1 << 20, FINGERPRINT_BYTES_MAX = 4096 };

static sd_status fingerprint_of(invocation *call, const char *path, char out[SM3_TEXT_SIZE],
                                sd_error *error) {
  file_reader *reader = NULL;
  sm3_hasher *hasher = sm3_create();
  char *piece = arena_allocate(call->arena, PIECE_BYTES);
  sm3_digest digest;
  sd_status status = hasher == NULL || piece == NULL
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : file_reader_open(path, &reader, error);
  size_t size = 1;
  while (status == SD_OK && size != 0) {
    status = file_reader_read(reader, piece, PIECE_BYTES, &size, error);
    if (status == SD_OK) sm3_add(hasher, (text){piece, size});
  }
  if (status == SD_OK && !sm3_finish(hasher, &digest)) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (status == SD_OK) sm3_format(&digest, out);
  file_reader_close(reader);
  sm3_destroy(hasher);
  return status;
}

static const char *beside(const invocation *call, const char *path) {
  char name[4096];
  snprintf(name, sizeof name, "%s.sm3", path);
  const char *kept = arena_copy_string(call->arena, name);
  return kept == NULL ? "" : kept;
}

static sd_status write_fingerprint(invocation *call, const char *path, sd_error *error) {
  char hash[SM3_TEXT_SIZE], line[SM3_TEXT_SIZE + 1];
  TRY(fingerprint_of(call, path, hash, error));
  snprintf(line, sizeof line, "%s\n", hash);
  return file_write(beside(call, path), text_of(line), error);
}

/* SD_NOT_FOUND without a fingerprint, SD_CORRUPT when the bytes are others. */
static sd_status check_fingerprint(invocation *call, const char *path, sd_error *error) {
  char hash[SM3_TEXT_SIZE];
  text kept;
  TRY(file_read(beside(call, path), FINGERPRINT_BYTES_MAX, call->arena, &kept, error));
  TRY(fingerprint_of(call, path, hash, error));
  if (text_is(text_trim(kept), hash)) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_CLI_BACKUP_DAMAGED, SD_ARGS(path));
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
  if (status == SD_OK) status = write_fingerprint(call, path, error);
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
  TRY(check_fingerprint(call, from, error));
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
