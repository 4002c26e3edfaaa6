/* Which versions are asked, what a stored run leaves, and who hears of what cannot be run. */
#include "operation/run_item.h"

#include "base/messages/policy.h"
#include "list/life.h"
#include "support/item_run.h"

static item_catalogue catalogue_of(fixture *f, catalogue_entry entries[3]) {
  entries[0] = (catalogue_entry){.path = TEXT("2022.dmn"), .item = f->versions[0]};
  entries[1] = (catalogue_entry){.path = TEXT("broken.dmn")};
  entries[2] = (catalogue_entry){.path = TEXT("2025.dmn"), .item = f->versions[1]};
  return (item_catalogue){.entries = entries, .count = 3, .faulty_count = 1};
}

typedef struct force_row {
  const char *name, *item;
  civil_date day;
  int32_t data_year;
  sd_status status;
  size_t versions;
  message_id message;
} force_row;

static const force_row force_rows[] = {
    {"both, each in its regions", "sd-rd", {2025, 6, 30}, 2024, SD_OK, 2, 0},
    {"the old rule is not asked for a new year", "sd-rd", {2025, 6, 30}, 2025, SD_OK, 1, 0},
    {"before the new rule", "sd-rd", {2024, 12, 31}, 2024, SD_OK, 1, 0},
    {"none yet", "sd-rd", {2021, 1, 1}, 2024, SD_NOT_FOUND, 0, MESSAGE_POLICY_NONE_APPLIES},
    {"no such item", "sd-rb", {2025, 6, 30}, 2024, SD_NOT_FOUND, 0, MESSAGE_POLICY_NO_SUCH_ITEM},
};

static void test_in_force(void **state) {
  fixture *f = *state;
  catalogue_entry entries[3];
  const item_catalogue items = catalogue_of(f, entries);
  for (size_t i = 0; i < COUNT_OF(force_rows); i++) {
    const force_row *row = &force_rows[i];
    const run_wanted wanted = {.items = &items,
                               .item = row->item,
                               .data_year = row->data_year,
                               .view = {calendar_day_of(row->day), RUN_US}};
    run_request request = {0};
    sd_error error = {0};
    sd_status status = operation_run_request(&wanted, f->arena, &request, &error);
    CHECK_ROW(row->name, status == row->status);
    CHECK_ROW(row->name, request.version_count == row->versions);
    CHECK_ROW(row->name, status == SD_OK || error.message == row->message);
    CHECK_ROW(row->name, status != SD_OK || request.budget_fen == RUN_BUDGET_OF_ITEM);
  }
}

static sd_status count_runs(void *context, const audit_entry *entry, sd_error *error) {
  int *runs = context;
  (void)error;
  *runs += text_is(entry->act, "run") && text_is(entry->actor, "王");
  return SD_OK;
}

static void test_stored(void **state) {
  fixture *f = *state;
  sd_error error = {0};
  const operation_context context = {.db = f->db, .registry = f->registry};
  int64_t first = 0, second = 0;
  require(operation_run_item(&context, &f->request, "王", RUN_US, &first, &error), &error);
  require(operation_run_item(&context, &f->request, "王", LATER_US, &second, &error), &error);
  assert_true(first > 0 && second > first);
  list_status list;
  require(list_get_status(f->db, second, f->arena, &list, &error), &error);
  assert_int_equal(list.state, LIST_CANDIDATE);
  assert_true(text_is(list.maker, "王"));
  assert_true(list.counts.met > 0 && list.created_us == LATER_US);
  int runs = 0;
  require(audit_each(f->db, 1, count_runs, &runs, &error), &error);
  assert_int_equal(runs, 2);
}

typedef struct heard {
  int64_t ids[2];
  sd_status statuses[2];
} heard;

static sd_status hear(void *context, size_t index, list_run *run, sd_status status,
                      sd_error *error) {
  heard *h = context;
  (void)error;
  h->statuses[index] = status;
  h->ids[index] = status == SD_OK ? run->id : 0;
  return SD_OK;
}

/* Nobody is named as the maker of the first, so it cannot be stored; the second goes on. */
static void test_refused(void **state) {
  fixture *f = *state;
  sd_error error = {0};
  heard h = {0};
  run_keeping keeping = {f->db, "", RUN_US, {hear, &h}};
  const run_taker keeper = operation_run_keeper(&keeping);
  require(run_compute_each(f->registry, &f->request, 1, &keeper, &error), &error);
  assert_int_not_equal(h.statuses[0], SD_OK);
  keeping.actor = "王";
  require(run_compute_each(f->registry, &f->request, 1, &keeper, &error), &error);
  assert_int_equal(h.statuses[0], SD_OK);
  int64_t latest = 0;
  require(run_latest(f->db, TEXT("sd-rd"), &latest, &error), &error);
  assert_int_equal(latest, h.ids[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_in_force, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(test_stored, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(test_refused, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
