/* The facts of a plan as columns for the column evaluator. */
#include "list/run_columns.h"

static column_kind kind_of(attribute_type type) {
  switch (type) {
    case ATTRIBUTE_BOOLEAN:
      return COLUMN_BOOLEAN;
    case ATTRIBUTE_DATE:
      return COLUMN_DATE;
    case ATTRIBUTE_STRING:
      return COLUMN_STRING;
    default:
      return COLUMN_NUMBER;
  }
}

static bool make_column(const snapshot_column *from, size_t rows, arena *a, column *to) {
  *to = (column){.kind = kind_of(from->type),
                 .width = sizeof(int64_t),
                 .scale = (uint8_t)from->scale,
                 .values = from->values,
                 .dictionary = from->dictionary,
                 .dictionary_count = (uint32_t)from->dictionary_count};
  uint64_t *present = ARENA_ARRAY(a, uint64_t, rows / 64 + 1);
  if (present == NULL) return false;
  size_t count = column_pack_presence(from->flags, CELL_PRESENT, rows, present);
  to->present = count == rows ? NULL : present;
  column_find_range(to, rows);
  return true;
}

/* A value that holds for all rows. */
static bool make_constant(column_kind kind, int64_t number, arena *a, column *to) {
  int64_t *held = ARENA_NEW(a, int64_t);
  if (held == NULL) return false;
  *held = number;
  *to = (column){.kind = kind, .has_range = true, .min = number, .max = number, .values = held};
  return true;
}

static bool bind_version(const version_plan *version, size_t fact_columns, arena *a,
                         const uint32_t **out) {
  uint32_t *places = ARENA_ARRAY(a, uint32_t, version->model->input_count + 1);
  if (places == NULL) return false;
  for (size_t i = 0; i < version->model->input_count; i++) places[i] = COLUMN_NONE;
  for (size_t i = 0; i < version->binding_count; i++) {
    const input_binding *b = &version->bindings[i];
    size_t place = b->column;
    if (b->input->kind == ITEM_FACT_AS_OF) place = fact_columns;
    if (b->input->kind == ITEM_FACT_DATA_YEAR) place = fact_columns + 1;
    places[b->slot] = (uint32_t)place;
  }
  *out = places;
  return true;
}

sd_status run_columns_make(const run_plan *plan, arena *a, run_columns *out, sd_error *error) {
  const snapshot *facts = plan->facts;
  size_t count = facts->column_count;
  *out = (run_columns){.columns = ARENA_ARRAY(a, column, count + 2), .column_count = count + 2};
  out->column_of = ARENA_ARRAY(a, const uint32_t *, plan->version_count);
  bool ok = out->columns != NULL && out->column_of != NULL;
  for (size_t i = 0; ok && i < count; i++) {
    ok = make_column(&facts->columns[i], facts->subject_count, a, &out->columns[i]);
  }
  ok = ok && make_constant(COLUMN_DATE, plan->request->view.as_of_day, a, &out->columns[count]) &&
       make_constant(COLUMN_NUMBER, plan->request->data_year, a, &out->columns[count + 1]);
  for (size_t i = 0; ok && i < plan->version_count; i++) {
    ok = bind_version(&plan->versions[i], count, a, &out->column_of[i]);
  }
  return ok ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}
