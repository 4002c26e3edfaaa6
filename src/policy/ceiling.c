/* What one holder gets in a year from several items together: the table policies/ceilings.csv. */
#include "policy/ceiling.h"

#include "base/decimal.h"
#include "base/messages/policy.h"
#include "policy/rule_table.h"

enum {
  ID,
  ITEMS,
  PER,
  LIMIT,
  ATTRIBUTE,
  PERIOD,
  SHARE,
  CLAUSE,
  PPM_WHOLE = 1000000,
  ROWS_MAX = 64
};
static const char *const COLUMNS[] = {"ceiling", "items", "per",    "limit", "attribute",
                                      "period",  "share", "clause", NULL};

static sd_status read_figure(const rule_row *row, ceiling *c) {
  decimal number;
  int64_t offset = 0;
  text period = row->cells[PERIOD];
  c->has_period = period.size != 0;
  if (c->has_period && (!decimal_parse(period, &number) || !decimal_to_int64(&number, &offset) ||
                        offset < -20 || offset > 0)) {
    return rule_row_fail(row, MESSAGE_POLICY_BAD_NUMBER, SD_ARGS("period", period.data));
  }
  c->period_offset = (int32_t)offset;
  c->attribute = row->cells[ATTRIBUTE];
  TRY(rule_row_share(row, SHARE, PPM_WHOLE, &c->share_ppm));
  TRY(rule_row_money(row, LIMIT, &c->limit_fen));
  if (c->attribute.size == 0 && c->limit_fen == 0) {
    return rule_row_fail(row, MESSAGE_POLICY_MISSING, SD_ARGS(row->file, "limit"));
  }
  if (c->attribute.size != 0 && c->holder.size != 0) {
    return rule_row_fail(row, MESSAGE_POLICY_CEILING_HOLDER, SD_ARGS(c->attribute.data));
  }
  return SD_OK;
}

static sd_status take_row(void *context, const rule_row *row) {
  ceiling_table *table = context;
  ceiling *rows = (ceiling *)table->rows;
  if (table->count == ROWS_MAX) {
    return rule_row_fail(row, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("ceilings", SD_NUMBER(ROWS_MAX)));
  }
  ceiling *c = &rows[table->count];
  TRY(rule_row_require(row, ID));
  TRY(rule_row_require(row, ITEMS));
  TRY(rule_row_require(row, CLAUSE));
  *c = (ceiling){.id = row->cells[ID],
                 .items = row->cells[ITEMS],
                 .holder = text_is(row->cells[PER], "subject") ? TEXT("") : row->cells[PER],
                 .clause = row->cells[CLAUSE],
                 .line = row->line};
  TRY(read_figure(row, c));
  for (size_t i = 0; i < table->count; i++) {
    if (text_equal(rows[i].id, c->id)) {
      return rule_row_fail(row, MESSAGE_POLICY_TABLE_TWICE, SD_ARGS(c->id.data));
    }
  }
  table->count++;
  return SD_OK;
}

sd_status ceiling_table_read(text content, const char *file, arena *a, ceiling_table **out,
                             sd_error *error) {
  ceiling_table *read = ARENA_NEW(a, ceiling_table);
  ceiling *rows = ARENA_ARRAY(a, ceiling, ROWS_MAX);
  text source = arena_copy(a, content);
  if (read == NULL || rows == NULL || source.data == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  *read = (ceiling_table){.source = source, .rows = rows};
  const rule_table table = {content, file, COLUMNS, take_row, read};
  TRY(rule_table_read(&table, a, error));
  *out = read;
  return SD_OK;
}
