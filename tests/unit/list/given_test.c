/* What a list gives: a settlement, and changes by objections as of each entry of the chain. */
#include "list/given.h"

#include "support/settled_city.h"

static const int64_t CITY[] = {60000, 50000, 30000};

typedef struct taken {
  char shown[400];
  int64_t since[4];
  size_t count;
} taken;

static sd_status take(void *context, const given_award *g, sd_error *error) {
  (void)error;
  taken *t = context;
  size_t used = strlen(t->shown);
  snprintf(t->shown + used, sizeof t->shown - used, "%c%.*s=%lld", g->changed ? '!' : ' ', (int)1,
           g->code.data + g->code.size - 1, (long long)g->amount_fen);
  if (t->count < COUNT_OF(t->since)) t->since[t->count++] = g->since;
  return SD_OK;
}

static taken gives(settled_city *c, int64_t list, int64_t settlement_id, int64_t until) {
  list_run *run = NULL;
  taken t = {{0}, {0}, 0};
  sd_status status = given_run_load(c->file->db, list, settlement_id, c->file->arena, &run, NULL);
  assert_int_equal(status, SD_OK);
  assert_int_equal(run->decision_count == 0, settlement_id != 0); /* no more than is needed */
  assert_int_equal(given_each(c->file->db, run, settlement_id, until, take, &t, NULL), SD_OK);
  return t;
}

static void lays_changes_over_the_settlement(void **state) {
  settled_city *c = *state;
  int64_t list = store_run(c, ITEM("other", ""), CITY);
  must_confirm(c, &list, 1); /* 100000 fen of budget for 140000 */
  int64_t raised = uphold(c, list, CODE_A, 70000), removed = uphold(c, list, CODE_B, 0);
  int64_t again = uphold(c, list, CODE_A, 65000);
  const struct {
    int64_t until;
    const char *gives; /* last character of the code, "!" before a change */
  } ROWS[] = {
      {0, " J=42857 2=35714 E=21429"},
      {raised, "!J=70000 2=35714 E=21429"},
      {removed, "!J=70000 E=21429"},
      {again, "!J=65000 E=21429"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW_TEXT(ROWS[i].gives, gives(c, list, 1, ROWS[i].until).shown, ROWS[i].gives);
  }
  taken t = gives(c, list, 1, again);
  assert_true(t.since[0] == 2 * again && t.since[1] < t.since[0] && t.since[1] % 2 == 1);
}

/* Without a settlement the run counts; a company that it did not take can be given something. */
static void takes_the_run_and_new_companies(void **state) {
  settled_city *c = *state;
  int64_t list = store_run(c, ITEM("other", ""), (const int64_t[]){60000, 0, -1});
  assert_string_equal(gives(c, list, 0, 0).shown, " J=60000");
  uphold(c, list, CODE_B, 100);
  int64_t last = uphold(c, list, CODE_C, 200);
  assert_string_equal(gives(c, list, 0, last).shown, " J=60000!2=100!E=200");
  assert_int_equal(gives(c, list, 0, last).since[0], 0);
}

static void refuses_a_company_of_no_run(void **state) {
  settled_city *c = *state;
  int64_t list = store_run(c, ITEM("other", ""), CITY), last = uphold(c, list, "nobody", 5);
  list_run *run = NULL;
  taken t = {{0}, {0}, 0};
  assert_int_equal(run_load(c->file->db, list, c->file->arena, &run, NULL), SD_OK);
  assert_int_equal(given_each(c->file->db, run, 0, last, take, &t, NULL), SD_CORRUPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(lays_changes_over_the_settlement),
                                     TEST(takes_the_run_and_new_companies),
                                     TEST(refuses_a_company_of_no_run)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
