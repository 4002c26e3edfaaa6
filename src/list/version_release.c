/* Which versions of items are released: proposed by one person, checked by another, by hash. */
#include "list/version_release.h"

#include <stdio.h>

#include "base/json.h"

enum { CONTENT_BYTES_MAX = 4096, SUBJECT_SIZE = 300 };

typedef struct release_form {
  char subject[SUBJECT_SIZE]; /* "changzhou-rd-award 2023" */
  text_builder content;
} release_form;

static sd_status form_init(release_form *f, const item_version *v, sd_error *error) {
  char hash[SM3_TEXT_SIZE], tests[ADMISSION_TEXT_SIZE];
  sm3_format(&v->hash, hash);
  item_label(v, f->subject, sizeof f->subject);
  text_builder_init(&f->content, CONTENT_BYTES_MAX);
  json_writer w;
  json_init(&w, &f->content);
  json_begin_object(&w);
  json_member_text(&w, "item", v->id);
  json_member_text(&w, "version", v->version);
  json_member_text(&w, "name", v->name);
  if (v->mode.size != 0) {
    json_member_string(&w, "admission", item_admission_result(&v->admission, tests));
    json_member_text(&w, "mode", item_admitted_mode(&v->admission, v->mode));
  }
  json_member_string(&w, "sm3", hash);
  json_end_object(&w);
  return f->content.failed ? error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_OUT_OF_MEMORY, NULL)
                           : SD_OK;
}

static approval_request request_of(const release_form *f, const char *actor, int64_t now_us) {
  return (approval_request){.operation = OPERATION_POLICY_VERSION,
                            .subject = text_of(f->subject),
                            .content = text_builder_text(&f->content),
                            .actor = actor,
                            .now_us = now_us};
}

static sd_status stands(database *db, const release_form *f, bool *out, sd_error *error) {
  return approval_stands(db, OPERATION_POLICY_VERSION, text_of(f->subject),
                         text_builder_text(&f->content), out, error);
}

sd_status version_release_propose(database *db, const item_version *v, const char *actor,
                                  int64_t now_us, int64_t *id_out, sd_error *error) {
  release_form f;
  bool released = false;
  *id_out = 0;
  sd_status status = form_init(&f, v, error);
  if (status == SD_OK) status = stands(db, &f, &released, error);
  if (status == SD_OK && !released) {
    const approval_request r = request_of(&f, actor, now_us);
    status = approval_propose(db, &r, id_out, error);
  }
  text_builder_release(&f.content);
  return status;
}

sd_status version_is_released(database *db, const item_version *v, bool *out, sd_error *error) {
  release_form f;
  *out = false;
  sd_status status = form_init(&f, v, error);
  if (status == SD_OK) status = stands(db, &f, out, error);
  text_builder_release(&f.content);
  return status;
}

static sd_status release_in(database *db, const item_version *v, const char *maker,
                            const char *checker, int64_t now_us, sd_error *error) {
  int64_t id;
  TRY(version_release_propose(db, v, maker, now_us, &id, error));
  if (id == 0) return SD_OK;
  TRY(approval_check(db, id, checker, NULL, now_us, error));
  release_form f;
  sd_status status = form_init(&f, v, error);
  if (status == SD_OK) {
    const approval_request r = request_of(&f, checker, now_us);
    status = approval_perform(db, &r, NULL, error);
  }
  text_builder_release(&f.content);
  return status;
}

sd_status version_release(database *db, const item_version *v, const char *maker,
                          const char *checker, int64_t now_us, sd_error *error) {
  TRY(database_begin(db, error));
  sd_status status = release_in(db, v, maker, checker, now_us, error);
  if (status == SD_OK) status = database_commit(db, error);
  if (status != SD_OK) database_rollback(db);
  return status;
}
