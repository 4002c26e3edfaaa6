/* The chain asked by who, what, about what and when. */
#include "audit/audit_search.h"

#include "base/text_builder.h"
#include "support/scratch_database.h"

static const struct {
  const char *actor, *act, *reference, *payload;
  int64_t time_us;
} ENTRIES[] = {{"科技局 张", "run", "list 1", "{\"company\":\"91A\"}", 100},
               {"财政局 赵", "payout-prepare", "SDF-1", "{\"list\":1}", 200},
               {"科技局 张", "publish", "list 1", "{}", 300},
               {"审计局 郑", "run", "list 2", "{\"company\":\"91B\"}", 400}};

static sd_status take(void *context, const audit_entry *e, sd_error *error) {
  (void)error;
  text_builder_format(context, "%lld ", (long long)e->sequence);
  return SD_OK;
}

static void add_entries(database *db) {
  assert_int_equal(audit_migrate(db, NULL), SD_OK);
  assert_int_equal(database_begin(db, NULL), SD_OK);
  for (size_t i = 0; i < COUNT_OF(ENTRIES); i++) {
    assert_int_equal(audit_append(db, ENTRIES[i].actor, ENTRIES[i].act, ENTRIES[i].reference,
                                  text_of(ENTRIES[i].payload), ENTRIES[i].time_us, NULL, NULL),
                     SD_OK);
  }
  assert_int_equal(database_commit(db, NULL), SD_OK);
}

static void finds(void **state) {
  database *db = ((fixture *)*state)->db;
  add_entries(db);
  static const struct {
    const char *name, *actor, *act, *about;
    int64_t from_us, to_us, below, limit;
    const char *found;
  } cases[] = {
      {"all", "", "", "", 0, 0, 0, 10, "4 3 2 1 "},
      {"a person", "张", "", "", 0, 0, 0, 10, "3 1 "},
      {"an act", "", "run", "", 0, 0, 0, 10, "4 1 "},
      {"a part of an act is none", "", "ru", "", 0, 0, 0, 10, ""},
      {"a company, in the payload", "", "", "91B", 0, 0, 0, 10, "4 "},
      {"a file, in the reference", "", "", "SDF-1", 0, 0, 0, 10, "2 "},
      {"a day, its end is out", "", "", "", 200, 400, 0, 10, "3 2 "},
      {"a page", "", "", "", 0, 0, 4, 2, "3 2 "},
      {"a percent sign is itself", "%", "", "", 0, 0, 0, 10, ""},
      {"all of it", "张", "run", "91A", 100, 101, 0, 10, "1 "},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    audit_filter filter = {.actor = text_of(cases[i].actor),
                           .act = text_of(cases[i].act),
                           .about = text_of(cases[i].about),
                           .from_us = cases[i].from_us,
                           .to_us = cases[i].to_us,
                           .below_sequence = cases[i].below};
    text_builder found;
    text_builder_init(&found, 1000);
    text_builder_add_string(&found, "");
    assert_int_equal(audit_search(db, &filter, cases[i].limit, take, &found, NULL), SD_OK);
    CHECK_ROW(cases[i].name, text_equal(text_builder_text(&found), text_of(cases[i].found)));
    text_builder_release(&found);
  }
}

static void finds_one(void **state) {
  database *db = ((fixture *)*state)->db;
  add_entries(db);
  arena *a = arena_create(0);
  audit_entry e;
  assert_int_equal(audit_entry_find(db, 2, a, &e, NULL), SD_OK);
  assert_true(text_is(e.actor, "财政局 赵") && text_is(e.payload, "{\"list\":1}"));
  assert_true(text_is(e.reference, "SDF-1") && e.time_us == 200);
  assert_int_equal(audit_entry_find(db, 9, a, &e, NULL), SD_NOT_FOUND);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(finds, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(finds_one, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
