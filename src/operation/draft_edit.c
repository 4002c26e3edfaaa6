/* An edited model becomes a draft version of its item. */
#include "operation/draft_edit.h"

#include <stdio.h>

#include "base/messages/operation.h"
#include "dmn/load.h"
#include "policy/model_edit.h"
#include "policy/version_check.h"

sd_status draft_edit_make(database *db, const draft_edit *edit, arena *a, item_version **out,
                          sd_error *error) {
  const item_version *base = version_catalogue_find(edit->items, edit->item, edit->base);
  char name[200];
  *out = NULL;
  snprintf(name, sizeof name, "%.*s.dmn", TEXT_ARG(text_slice(edit->item, 0, 150)));
  text path = arena_copy(a, text_of(name)), dmn = {NULL, 0}, bytes = {NULL, 0};
  if (path.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (base == NULL) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_OPERATION_NO_VERSION, SD_ARGS(path.data));
  }
  model_heading heading = {.from_date = edit->from_date};
  TRY(model_namespace(base->bytes, base->path.data, a, &dmn, error));
  TRY(model_in_namespace(edit->bytes, path.data, dmn, a, &bytes, error));
  TRY(draft_next_version(db, edit->item, edit->base, a, &heading.version, error));
  TRY(model_set_heading(bytes, path.data, &heading, a, &bytes, error));
  TRY(item_read(bytes, path.data, a, out, error));
  if (text_equal((*out)->id, edit->item)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_OPERATION_OTHER_ITEM, SD_ARGS((*out)->id.data));
}

static sd_status stop_at_error(void *context, const version_finding *finding, sd_error *error) {
  char sentence[500];
  (void)context;
  if (!finding->is_error || finding->of_case != NULL) return SD_OK;
  snprintf(sentence, sizeof sentence, "%.*s", TEXT_ARG(text_slice(finding->sentence, 0, 450)));
  return error_set(error, SD_INVALID, MESSAGE_OPERATION_DRAFT_ERROR, SD_ARGS(sentence));
}

static sd_status check(const draft_keeping *k, arena *a, sd_error *error) {
  const dmn_source source = {k->item->path, k->item->bytes};
  dmn_model *model = NULL;
  version_check_result result;
  TRY(dmn_model_create(&source, 1, &model, error));
  const version_check what = {.item = k->item, .attributes = k->attributes, .model = model};
  sd_status status = version_check_run(&what, a, stop_at_error, NULL, &result, error);
  dmn_model_destroy(model);
  return status;
}

sd_status draft_edit_keep(database *db, const draft_keeping *keeping, arena *a, sd_error *error) {
  const draft d = {.item = keeping->item->id,
                   .version = keeping->item->version,
                   .base = keeping->base,
                   .bytes = keeping->item->bytes,
                   .actor = keeping->actor,
                   .time_us = keeping->now_us};
  int64_t id = 0;
  TRY(check(keeping, a, error));
  TRY(database_begin(db, error));
  sd_status status = draft_store(db, &d, &id, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}
