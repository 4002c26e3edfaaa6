/* Why somebody may be left off a list: reason codes and the lists that exclude. */
#include "policy/exclusion.h"

#include "base/messages/policy.h"
#include "policy/rule_table.h"

enum { ROWS_MAX = 200 };
enum { REASON_CODE, REASON_BY, REASON_ZH, REASON_EN };
enum {
  LIST_ID,
  LIST_ITEMS,
  LIST_LISTED,
  LIST_SINCE,
  LIST_UNTIL,
  LIST_REPAIRED,
  LIST_REASON,
  LIST_CLAUSE
};
static const char *const REASON_COLUMNS[] = {"reason", "by", "zh", "en", NULL};
static const char *const LIST_COLUMNS[] = {"list",     "items",  "listed", "since", "until",
                                           "repaired", "reason", "clause", NULL};

typedef struct rules_reading {
  exclusion_rules *rules;
  exclusion_reason *reasons;
  exclusion_list *lists;
} rules_reading;

const exclusion_reason *exclusion_reason_find(const exclusion_rules *rules, text code) {
  for (size_t i = 0; i < rules->reason_count; i++) {
    if (text_equal(rules->reasons[i].code, code)) return &rules->reasons[i];
  }
  return NULL;
}

static sd_status take_reason(void *context, const rule_row *row) {
  rules_reading *r = context;
  static const char *const makers[] = {"program", "owner", NULL};
  int by;
  for (size_t i = REASON_CODE; i <= REASON_EN; i++) TRY(rule_row_require(row, i));
  TRY(rule_row_choice(row, REASON_BY, makers, &by));
  if (r->rules->reason_count == ROWS_MAX) {
    return rule_row_fail(row, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("reasons", SD_NUMBER(ROWS_MAX)));
  }
  text code = row->cells[REASON_CODE];
  if (exclusion_reason_find(r->rules, code) != NULL || text_find(code, TEXT(" "), 0) != SIZE_MAX) {
    return rule_row_fail(row, MESSAGE_POLICY_TABLE_TWICE, SD_ARGS(code.data));
  }
  r->reasons[r->rules->reason_count++] = (exclusion_reason){.code = code,
                                                            .by_owner = by == 1,
                                                            .chinese = row->cells[REASON_ZH],
                                                            .english = row->cells[REASON_EN],
                                                            .line = row->line};
  return SD_OK;
}

static sd_status take_list(void *context, const rule_row *row) {
  rules_reading *r = context;
  static const size_t needed[] = {LIST_ID, LIST_ITEMS, LIST_REASON, LIST_CLAUSE};
  for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
    TRY(rule_row_require(row, needed[i]));
  }
  if (row->cells[LIST_LISTED].size == 0) TRY(rule_row_require(row, LIST_SINCE));
  if (r->rules->list_count == ROWS_MAX) {
    return rule_row_fail(row, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("lists", SD_NUMBER(ROWS_MAX)));
  }
  if (exclusion_reason_find(r->rules, row->cells[LIST_REASON]) == NULL) {
    return rule_row_fail(row, MESSAGE_POLICY_NO_REASON, SD_ARGS(row->cells[LIST_REASON].data));
  }
  r->lists[r->rules->list_count++] = (exclusion_list){.id = row->cells[LIST_ID],
                                                      .items = row->cells[LIST_ITEMS],
                                                      .listed = row->cells[LIST_LISTED],
                                                      .since = row->cells[LIST_SINCE],
                                                      .until = row->cells[LIST_UNTIL],
                                                      .repaired = row->cells[LIST_REPAIRED],
                                                      .reason = row->cells[LIST_REASON],
                                                      .clause = row->cells[LIST_CLAUSE],
                                                      .line = row->line};
  return SD_OK;
}

sd_status exclusion_rules_read(text reasons, text lists, arena *a, exclusion_rules **out,
                               sd_error *error) {
  rules_reading r = {.rules = ARENA_NEW(a, exclusion_rules),
                     .reasons = ARENA_ARRAY(a, exclusion_reason, ROWS_MAX),
                     .lists = ARENA_ARRAY(a, exclusion_list, ROWS_MAX)};
  text reasons_copy = arena_copy(a, reasons), lists_copy = arena_copy(a, lists);
  if (r.rules == NULL || r.reasons == NULL || r.lists == NULL || lists_copy.data == NULL ||
      reasons_copy.data == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  *r.rules = (exclusion_rules){.reasons_source = reasons_copy,
                               .lists_source = lists_copy,
                               .reasons = r.reasons,
                               .lists = r.lists};
  const rule_table reason_rows = {reasons, "exclusion_reasons.csv", REASON_COLUMNS, take_reason,
                                  &r};
  const rule_table list_rows = {lists, "exclusion_lists.csv", LIST_COLUMNS, take_list, &r};
  TRY(rule_table_read(&reason_rows, a, error));
  TRY(rule_table_read(&list_rows, a, error));
  *out = r.rules;
  return SD_OK;
}

bool exclusion_holds(const exclusion_facts *facts, int64_t day) {
  bool entered = facts->since_day != INT64_MAX ? facts->since_day <= day : facts->listed;
  int64_t since_day = facts->since_day != INT64_MAX ? facts->since_day : INT64_MIN;
  bool removed = facts->until_day <= day && facts->until_day >= since_day;
  bool repaired = facts->repaired_day <= day && facts->repaired_day >= since_day;
  return entered && !removed && !repaired;
}
