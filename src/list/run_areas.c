/* The areas of a run in the database: stored once by hash, read back and checked. */
#include "list/run_areas.h"

#include "base/messages/list.h"

static sd_status execute_and_close(query *q, sd_error *error) { return query_finish(q, error); }

sd_status run_areas_store(database *db, const list_run *run, sd_error *error) {
  if (run->areas == NULL) return SD_OK;
  char hash[SM3_TEXT_SIZE];
  sm3_format(&run->areas_hash, hash);
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_areas(hash, bytes) VALUES (?1, ?2) ON CONFLICT(hash) DO NOTHING",
                 &q, error));
  query_bind_string(q, 1, hash);
  query_bind_bytes(q, 2, run->areas->source.data, run->areas->source.size);
  TRY(execute_and_close(q, error));
  TRY(query_open(db, "INSERT INTO list_run_areas(run, hash) VALUES (?1, ?2)", &q, error));
  query_bind_integer(q, 1, run->id);
  query_bind_string(q, 2, hash);
  return execute_and_close(q, error);
}

static sd_status corrupt(const list_run *run, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CORRUPT, SD_ARGS(SD_NUMBER(run->id)));
}

typedef struct area_row {
  query *q;
  const list_run *run;
} area_row;

static sd_status make_areas(void *context, arena *a, const void **out, sd_error *error) {
  const area_row *row = context;
  sm3_digest found;
  text bytes = query_bytes(row->q, 1);
  if (!sm3_of(bytes, &found)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (!sm3_equal(&row->run->areas_hash, &found)) return corrupt(row->run, error);
  area_table *areas;
  TRY(area_table_read(bytes, "areas.csv", a, &areas, error));
  *out = areas;
  return SD_OK;
}

static sd_status read_row(query *q, model_stock *stock, arena *a, list_run *run, sd_error *error) {
  if (!sm3_parse(query_text(q, 0), &run->areas_hash)) return corrupt(run, error);
  area_row row = {q, run};
  const model_stock_key key = {STOCK_AREAS, run->areas_hash};
  const void *areas;
  TRY(model_stock_get(stock, &key, a, (model_maker){make_areas, &row}, &areas, error));
  run->areas = areas;
  return SD_OK;
}

sd_status run_areas_load(database *db, model_stock *stock, arena *a, list_run *run,
                         sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT r.hash, s.bytes FROM list_run_areas r JOIN list_areas s ON s.hash = r.hash"
                 " WHERE r.run = ?1",
                 &q, error));
  query_bind_integer(q, 1, run->id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) status = read_row(q, stock, a, run, error);
  query_close(q);
  return status;
}
