/* Items, areas and lists as the command line names them. */
#include "cli/items.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/output.h"
#include "list/version_catalogue.h"
#include "operation/run_item.h"

sd_status item_context_read(const invocation *call, item_context *out, sd_error *error) {
  const char *path = data_path(call, "data/areas.csv");
  text csv;
  area_table *areas = NULL;
  item_catalogue *items = NULL;
  TRY(file_read(path, LIMIT_MODEL_BYTES, call->arena, &csv, error));
  TRY(area_table_read(csv, path, call->arena, &areas, error));
  TRY(catalogue_read(data_path(call, "policies"), call->arena, &items, error));
  *out = (item_context){items, areas};
  return SD_OK;
}

sd_status item_context_add_drafts(const invocation *call, const city *c, bool all,
                                  item_context *context, sd_error *error) {
  item_catalogue *items = NULL;
  TRY(version_catalogue_read(c->db, context->items, all, call->arena, &items, error));
  context->items = items;
  return SD_OK;
}

sd_status item_versions_in_force(const item_context *c, const char *id, int64_t day,
                                 int32_t data_year, arena *a, const item_version ***out,
                                 size_t *count_out, sd_error *error) {
  const run_wanted wanted = {
      .items = c->items, .item = id, .data_year = data_year, .view = {.as_of_day = day}};
  return operation_versions_in_force(&wanted, a, out, count_out, error);
}

sd_status districts_on_file(const city *c, registry_view view, arena *a,
                            const snapshot_column **out, sd_error *error) {
  const column_request column = {"district", PERIOD_NONE, PICK_LATEST, NULL};
  snapshot_request request = {.view = view, .columns = &column, .column_count = 1};
  const snapshot *s = NULL;
  TRY(registry_snapshot(c->registry, &request, a, &s, error));
  *out = &s->columns[0];
  return SD_OK;
}

bool item_concerns(const item_context *c, const snapshot_column *districts, const item_version *v,
                   int64_t day, int32_t data_year) {
  for (size_t i = 0; i < districts->dictionary_count; i++) {
    if (item_covers(v, c->areas, day, data_year, districts->dictionary[i])) return true;
  }
  return false;
}

sd_status list_of_operand(database *db, const char *operand, int64_t *id_out, sd_error *error) {
  char *end = NULL;
  long long number = strtoll(operand, &end, 10);
  if (end != operand && *end == '\0' && number > 0) {
    *id_out = number;
    return SD_OK;
  }
  TRY(run_latest(db, text_of(operand), id_out, error));
  if (*id_out != 0) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_LIST, SD_ARGS(operand));
}

typedef struct id_list {
  int state;
  arena *arena;
  int64_t *ids;
  size_t count, capacity;
} id_list;

static sd_status collect_id(void *context, const list_status *list, sd_error *error) {
  id_list *l = context;
  if (l->state >= 0 && (int)list->state != l->state) return SD_OK;
  if (l->count == l->capacity) {
    size_t capacity = l->capacity == 0 ? 32 : l->capacity * 2;
    int64_t *ids = ARENA_ARRAY(l->arena, int64_t, capacity);
    if (ids == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    if (l->count != 0) memcpy(ids, l->ids, l->count * sizeof *ids);
    l->ids = ids;
    l->capacity = capacity;
  }
  l->ids[l->count++] = list->id;
  return SD_OK;
}

sd_status lists_in_state(database *db, int state, arena *a, int64_t **ids_out, size_t *count_out,
                         sd_error *error) {
  id_list list = {.state = state, .arena = a};
  TRY(list_each(db, TEXT(""), collect_id, &list, error));
  *ids_out = list.ids;
  *count_out = list.count;
  return SD_OK;
}

sd_status lists_of_call(const invocation *call, database *db, int state, int64_t **ids_out,
                        size_t *count_out, sd_error *error) {
  bool all = option_given(call, "all");
  if (all == (call->operand_count != 0)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_LIST_OR_ALL, NULL);
  }
  if (all) return lists_in_state(db, state, call->arena, ids_out, count_out, error);
  *count_out = 1;
  *ids_out = ARENA_NEW(call->arena, int64_t);
  if (*ids_out == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return list_of_operand(db, call->operands[0], *ids_out, error);
}

message_id decision_message(uint8_t status) {
  static const message_id words[] = {MESSAGE_CLI_COLUMN_NOT_MET, MESSAGE_CLI_COLUMN_MET,
                                     MESSAGE_CLI_COLUMN_UNKNOWN};
  return words[status];
}

const char *area_name(const area_table *areas, text code, language lang, arena *a) {
  const area *found = code.size == 0 ? NULL : area_find(areas, code);
  if (found == NULL) return text_string(a, code);
  return text_string(a, lang == LANGUAGE_ENGLISH ? found->name_english : found->name_chinese);
}
