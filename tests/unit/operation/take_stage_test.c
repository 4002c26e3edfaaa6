/* Before an approval the program settles what nobody confirms; other acts and lists are left alone.
 */
#include "operation/take_stage.h"

#include "list/standing.h"
#include "list/version_release.h"
#include "operation/run_item.h"
#include "payout/payout.h"
#include "support/item_run.h"

#define CEILING(items)                                                 \
  "ceiling,items,per,limit,attribute,period,share,clause\nyear," items \
  ",subject,30000,,,,"                                                 \
  "第一条\n"

typedef struct stage_row {
  const char *name;
  const char *ceilings;
  const char *actor;
  item_stage_kind kind;
  bool without_rules, without_release;
  sd_status status;
  bool settled;
  list_state state; /* afterwards */
} stage_row;

static const stage_row stage_rows[] = {
    {"settled, then approved", CEILING("sd-rd"), "李", ITEM_STAGE_APPROVE, false, false, SD_OK,
     true, LIST_APPROVED},
    {"of no table", CEILING("other"), "李", ITEM_STAGE_APPROVE, false, false, SD_OK, false,
     LIST_APPROVED},
    {"its maker: settled, not approved", CEILING("sd-rd"), "王", ITEM_STAGE_APPROVE, false, false,
     SD_REFUSED, true, LIST_CANDIDATE},
    {"not released: settled, not approved", CEILING("sd-rd"), "李", ITEM_STAGE_APPROVE, false, true,
     SD_REFUSED, true, LIST_CANDIDATE},
    {"without rules nothing is approved", CEILING("sd-rd"), "李", ITEM_STAGE_APPROVE, true, false,
     SD_MISUSE, false, LIST_CANDIDATE},
    {"another act settles nothing", CEILING("sd-rd"), "李", ITEM_STAGE_PUBLISH, false, false,
     SD_REFUSED, false, LIST_CANDIDATE},
};

/* Highest amount of a line, which the ceiling bounds once the list is settled. */
static sd_status take_highest(void *context, const standing *s, sd_error *error) {
  int64_t *highest = context;
  (void)error;
  if (s->amount_fen > *highest) *highest = s->amount_fen;
  return SD_OK;
}

static void check_row(fixture *f, const stage_row *row) {
  sd_error error = {0};
  settlement_rules rules;
  const settlement_documents documents = {.relations = TEXT(""),
                                          .ceilings = text_of(row->ceilings),
                                          .reasons = TEXT(""),
                                          .lists = TEXT("")};
  require(settlement_rules_read(&documents, f->arena, &rules, &error), &error);
  day_calendar *calendar = NULL;
  require(operation_calendar_read(".", f->arena, &calendar, &error), &error);
  const operation_context context = {.db = f->db,
                                     .registry = f->registry,
                                     .calendar = calendar,
                                     .settlement = row->without_rules ? NULL : &rules};
  for (size_t i = 0; i < 2 && !row->without_release; i++) {
    require(version_release(f->db, f->versions[i], "王", "李", IMPORT_US, &error), &error);
  }
  stage_act act = {.kind = row->kind, .actor = row->actor, .now_us = LATER_US};
  require(operation_run_item(&context, &f->request, "王", RUN_US, &act.list, &error), &error);
  bool settled = !row->settled;
  CHECK_ROW(row->name, operation_take_stage(&context, &act, &settled, &error) == row->status);
  CHECK_ROW(row->name, settled == row->settled);
  list_status list;
  require(list_get_status(f->db, act.list, f->arena, &list, &error), &error);
  CHECK_ROW(row->name, list.state == row->state);
  int64_t settled_by = 0, highest = 0;
  require(award_settlement_of(f->db, act.list, &settled_by, &error), &error);
  CHECK_ROW(row->name, (settled_by != 0) == row->settled);
  require(list_each_standing(f->db, act.list, TEXT(""), take_highest, &highest, &error), &error);
  CHECK_ROW(row->name, row->settled ? highest <= 3000000 : highest > 3000000);
}

static void test_take_stage(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(stage_rows); i++) {
    void *one = NULL;
    assert_int_equal(open_fixture(&one), 0);
    fixture *f = one;
    sd_error error = {0};
    require(payout_migrate(f->db, &error), &error);
    check_row(f, &stage_rows[i]);
    close_fixture(&one);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_take_stage)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
