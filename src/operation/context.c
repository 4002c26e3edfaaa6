/* What use cases stand on: the open city, and the tables of its data folder. */
#include "operation/context.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/messages/operation.h"

static const char calendar_path[] = "data/holidays.csv";

static sd_status path_of(const char *data, const char *relative, arena *a, const char **out,
                         sd_error *error) {
  text path = file_join(a, text_of(data), text_of(relative));
  if (path.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *out = path.data;
  return SD_OK;
}

static sd_status no_calendar(const char *path, sd_error *error) {
  return error_set(error, SD_NOT_FOUND, MESSAGE_OPERATION_NO_CALENDAR, SD_ARGS(path));
}

sd_status operation_calendar_read(const char *data, arena *a, day_calendar **out, sd_error *error) {
  const char *path = NULL;
  text content;
  *out = NULL;
  TRY(path_of(data, calendar_path, a, &path, error));
  if (!file_exists(path)) return no_calendar(path, error);
  TRY(file_read(path, LIMIT_MODEL_BYTES, a, &content, error));
  return day_calendar_read(content, path, a, out, error);
}

sd_status operation_calendar(const operation_context *c, const day_calendar **out,
                             sd_error *error) {
  *out = c->calendar;
  return c->calendar == NULL ? no_calendar(calendar_path, error) : SD_OK;
}

static sd_status read_table(const char *data, const char *relative, arena *a, text *out,
                            sd_error *error) {
  const char *path = NULL;
  *out = TEXT("");
  TRY(path_of(data, relative, a, &path, error));
  if (!file_exists(path)) return SD_OK;
  return file_read(path, LIMIT_RULE_TABLE_BYTES, a, out, error);
}

sd_status operation_settlement_read(const char *data, arena *a, settlement_rules *out,
                                    sd_error *error) {
  settlement_documents documents;
  TRY(read_table(data, "policies/relations.csv", a, &documents.relations, error));
  TRY(read_table(data, "policies/ceilings.csv", a, &documents.ceilings, error));
  TRY(read_table(data, "data/exclusion_reasons.csv", a, &documents.reasons, error));
  TRY(read_table(data, "data/exclusion_lists.csv", a, &documents.lists, error));
  return settlement_rules_read(&documents, a, out, error);
}

sd_status operation_english_read(const char *data, const attribute_catalogue *attributes, arena *a,
                                 english_names **out, sd_error *error) {
  text csv;
  TRY(read_table(data, "data/names.csv", a, &csv, error));
  return english_names_read(csv, "data/names.csv", attributes, a, out, error);
}
