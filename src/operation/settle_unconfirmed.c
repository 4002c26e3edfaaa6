/* Lists whose item needs no owner's confirmation are settled by the program before their approval.
 */
#include "operation/settle_unconfirmed.h"

#include "base/clock.h"
#include "operation/barred.h"
#include "policy/rule_table.h"

static const char PROGRAM[] = "sudui";

/* True when a table says something about the item beside others. */
static bool is_concerned(const settlement_rules *rules, text item) {
  for (size_t i = 0; i < rules->relations->count; i++) {
    const relation *r = &rules->relations->rows[i];
    if (rule_selects(r->first, item) || rule_selects(r->second, item)) return true;
  }
  for (size_t i = 0; i < rules->ceilings->count; i++) {
    if (rule_selects(rules->ceilings->rows[i].items, item)) return true;
  }
  for (size_t i = 0; i < rules->exclusions->list_count; i++) {
    if (rule_selects(rules->exclusions->lists[i].items, item)) return true;
  }
  return false;
}

static bool needs_owner(const list_run *run) {
  for (size_t i = 0; i < run->version_count; i++) {
    if (run->versions[i]->money.needs_confirmation) return true;
  }
  return false;
}

static sd_status settle(const operation_context *c, int64_t list, int64_t now_us, arena *a,
                        bool *settled_out, sd_error *error) {
  int64_t before;
  list_status status;
  list_run *run = NULL;
  TRY(list_get_status(c->db, list, a, &status, error));
  TRY(award_settlement_of(c->db, list, &before, error));
  TRY(run_load_head(c->db, list, a, &run, error));
  if (status.state != LIST_CANDIDATE || before != 0 || needs_owner(run) ||
      run->versions[0]->amount_decision.size == 0 || !is_concerned(c->settlement, run->item)) {
    return SD_OK;
  }
  int64_t left_off, taken_back;
  const barred_request bars = {&list, 1, PROGRAM, now_us};
  TRY(operation_heed_bars(c, &bars, &left_off, &taken_back, error));
  settlement *s = NULL;
  const settlement_request request = {
      .lists = &list,
      .list_count = 1,
      .rules = *c->settlement,
      .view = {clock_day(now_us, CLOCK_CHINA_OFFSET_SECONDS), now_us}};
  TRY(settlement_confirm(c->registry, &request, PROGRAM, now_us, a, &s, error));
  *settled_out = true;
  return SD_OK;
}

sd_status operation_settle_unconfirmed(const operation_context *c, int64_t list, int64_t now_us,
                                       bool *settled_out, sd_error *error) {
  *settled_out = false;
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = settle(c, list, now_us, a, settled_out, error);
  arena_destroy(a);
  return status;
}
