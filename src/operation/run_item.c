/* Items decided for everybody and stored, the same from a command and from a page. */
#include "operation/run_item.h"

#include "base/calendar.h"
#include "base/messages/policy.h"

sd_status operation_versions_in_force(const run_wanted *w, arena *a, const item_version ***out,
                                      size_t *count_out, sd_error *error) {
  const item_version **versions = ARENA_ARRAY(a, const item_version *, w->items->count + 1);
  if (versions == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  size_t count = 0;
  for (size_t i = 0; i < w->items->count; i++) {
    const item_version *v = w->items->entries[i].item;
    bool is_asked = v != NULL && text_is(v->id, w->item);
    if (is_asked && item_is_in_force(v, w->view.as_of_day, w->data_year)) versions[count++] = v;
  }
  *out = versions;
  *count_out = count;
  if (count != 0) return SD_OK;
  text id = text_of(w->item);
  if (!catalogue_has_item(w->items, id)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_POLICY_NO_SUCH_ITEM,
                     SD_ARGS(w->item, catalogue_likely_item(w->items, id).data));
  }
  char date[CALENDAR_TEXT_SIZE];
  calendar_format_day(w->view.as_of_day, date);
  return error_set(error, SD_NOT_FOUND, MESSAGE_POLICY_NONE_APPLIES,
                   SD_ARGS(w->item, date, SD_NUMBER(w->data_year), "-"));
}

sd_status operation_run_request(const run_wanted *w, arena *a, run_request *out, sd_error *error) {
  const item_version **versions = NULL;
  size_t count = 0;
  TRY(operation_versions_in_force(w, a, &versions, &count, error));
  *out = (run_request){.versions = versions,
                       .version_count = count,
                       .areas = w->areas,
                       .data_year = w->data_year,
                       .view = w->view,
                       .budget_fen = RUN_BUDGET_OF_ITEM};
  return SD_OK;
}

static sd_status keep(void *context, size_t index, list_run *run, sd_status status,
                      sd_error *error) {
  run_keeping *k = context;
  if (status == SD_OK) status = run_store(k->db, run, k->actor, k->now_us, error);
  return k->then.take(k->then.context, index, run, status, error);
}

run_taker operation_run_keeper(run_keeping *k) { return (run_taker){keep, k}; }

static sd_status take_id(void *context, size_t index, list_run *run, sd_status status,
                         sd_error *error) {
  int64_t *id = context;
  (void)index;
  (void)error;
  if (status == SD_OK) *id = run->id;
  return status;
}

sd_status operation_run_item(const operation_context *c, const run_request *request,
                             const char *actor, int64_t now_us, int64_t *id_out, sd_error *error) {
  *id_out = 0;
  run_keeping k = {c->db, actor, now_us, {take_id, id_out}};
  const run_taker keeper = operation_run_keeper(&k);
  return run_compute_each(c->registry, request, 1, &keeper, error);
}
