/* A second person looks at a bank file before a third may release it. */
#include "payout/file_check.h"

#include "audit/approval.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/payout_rows.h"

static void write_content(const payout_file *f, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_string(&w, "file", f->file_name);
  json_member_integer(&w, "payments", f->count);
  json_member_integer(&w, "sum_fen", f->sum_fen);
  json_member_string(&w, "sm3", f->hash);
  json_end_object(&w);
}

typedef sd_status (*approval_step)(database *db, const approval_request *r, int64_t *id_out,
                                   sd_error *error);

static sd_status take_step(database *db, const payout_file *file, const char *actor, int64_t now_us,
                           approval_step step, sd_error *error) {
  text_builder content;
  text_builder_init(&content, 4096);
  write_content(file, &content);
  const approval_request r = {.operation = OPERATION_PAYOUT_RELEASE,
                              .subject = text_of(file->message),
                              .content = text_builder_text(&content),
                              .actor = actor,
                              .now_us = now_us};
  int64_t id;
  sd_status status = content.failed ? payout_out_of_memory(error) : step(db, &r, &id, error);
  text_builder_release(&content);
  return status;
}

sd_status file_check_propose(database *db, const payout_file *file, const char *maker,
                             int64_t now_us, sd_error *error) {
  return take_step(db, file, maker, now_us, approval_propose, error);
}

sd_status file_check_perform(database *db, const payout_file *file, const char *releaser,
                             int64_t now_us, sd_error *error) {
  return take_step(db, file, releaser, now_us, approval_perform, error);
}

sd_status file_check_close(database *db, const payout_file *file, const char *actor, int64_t now_us,
                           sd_error *error) {
  int64_t id;
  TRY(approval_open_id(db, OPERATION_PAYOUT_RELEASE, text_of(file->message), &id, error));
  return id == 0 ? SD_OK : approval_refuse(db, id, actor, "payout-cancel", now_us, error);
}

sd_status payout_check(database *db, const char *message, const char *hash, const char *checker,
                       int64_t now_us, sd_error *error) {
  payout_file file;
  int64_t id = 0;
  TRY(payout_file_find(db, message, &file, error));
  if (hash == NULL || !text_is(text_of(hash), file.hash)) {
    return error_set(error, SD_CONFLICT, MESSAGE_PAYOUT_FILE_OTHER_HASH, SD_ARGS(message));
  }
  TRY(database_begin(db, error));
  sd_status status = approval_open_id(db, OPERATION_PAYOUT_RELEASE, text_of(message), &id, error);
  if (status == SD_OK && id == 0) {
    status = error_set(error, SD_REFUSED, MESSAGE_PAYOUT_FILE_WRONG_STATE,
                       SD_ARGS(message, order_state_name(file.state)));
  }
  if (status == SD_OK) status = approval_check(db, id, checker, NULL, now_us, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}
