/* The log of looks: written, asked for, and every change of it found. */
#include "access/view_log.h"

#include "support/users.h"

static const struct {
  const char *person, *subject, *path;
  int64_t time_us;
} LOOKS[] = {{"li 李四", "91A", "/lists/1/91A", NOON},
             {"li 李四", "", "/lists/1", NOON + MINUTE},
             {"wang 王五", "91A", "/lists/2/91A", NOON + 2 * MINUTE},
             {"wang 王五", "91B", "/lists/2/91B", NOON + 3 * MINUTE}};

static void add_looks(database *db) {
  for (size_t i = 0; i < COUNT_OF(LOOKS); i++) {
    view_entry e = {.time_us = LOOKS[i].time_us,
                    .account = 1,
                    .person = text_of(LOOKS[i].person),
                    .subject = text_of(LOOKS[i].subject),
                    .path = text_of(LOOKS[i].path)};
    assert_int_equal(view_log_add(db, &e, NULL), SD_OK);
    assert_int_equal(e.number, i + 1);
  }
}

static sd_status take(void *context, const view_entry *e, sd_error *error) {
  (void)error;
  text_builder_format(context, "%lld ", (long long)e->number);
  return SD_OK;
}

static void asks_by_person_company_and_day(void **state) {
  database *db = ((fixture *)*state)->db;
  make_account(db, "lisi", ROLE_LEADER, "");
  add_looks(db);
  static const struct {
    const char *name;
    view_filter filter;
    int64_t limit;
    const char *numbers;
  } cases[] = {
      {"all, the newest first", {.below_number = 0}, 10, "4 3 2 1 "},
      {"a part of a person", {.person = {"王", 3}}, 10, "4 3 "},
      {"a company", {.subject = {"91A", 3}}, 10, "3 1 "},
      {"a part of a company is none", {.subject = {"91", 2}}, 10, ""},
      {"a time, its end is out", {.from_us = NOON + MINUTE, .to_us = NOON + 3 * MINUTE}, 9, "3 2 "},
      {"both", {.person = {"li", 2}, .subject = {"91A", 3}}, 10, "1 "},
      {"a page", {.below_number = 4}, 2, "3 2 "},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    text_builder found;
    text_builder_init(&found, 1000);
    text_builder_add_string(&found, "");
    assert_int_equal(view_log_each(db, &cases[i].filter, cases[i].limit, take, &found, NULL),
                     SD_OK);
    CHECK_ROW(cases[i].name, text_equal(text_builder_text(&found), text_of(cases[i].numbers)));
    text_builder_release(&found);
  }
}

static void finds_every_change(void **state) {
  database *db = ((fixture *)*state)->db;
  make_account(db, "lisi", ROLE_LEADER, "");
  add_looks(db);
  int64_t count;
  sm3_digest head;
  assert_int_equal(view_log_verify(db, &count, &head, NULL), SD_OK);
  assert_int_equal(count, COUNT_OF(LOOKS));
  static const char *const refused[] = {"UPDATE access_view SET subject = 'x'",
                                        "DELETE FROM access_view"};
  for (size_t i = 0; i < COUNT_OF(refused); i++) {
    assert_int_not_equal(database_run(db, refused[i], NULL), SD_OK);
  }
  assert_int_equal(database_run(db,
                                "DROP TRIGGER access_view_update;"
                                "DROP TRIGGER access_view_delete",
                                NULL),
                   SD_OK);
  static const struct {
    const char *change, *back;
    int64_t sound;
  } cases[] = {
      {"UPDATE access_view SET subject = '91B' WHERE number = 1",
       "UPDATE access_view SET subject = '91A' WHERE number = 1", 0},
      {"UPDATE access_view SET time_us = time_us + 1 WHERE number = 3",
       "UPDATE access_view SET time_us = time_us - 1 WHERE number = 3", 2},
      {"UPDATE access_view SET person = 'li ' || person WHERE number = 4",
       "UPDATE access_view SET person = substr(person, 4) WHERE number = 4", 3},
      {"DELETE FROM access_view WHERE number = 2", NULL, 1},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    assert_int_equal(database_run(db, cases[i].change, NULL), SD_OK);
    CHECK_ROW(cases[i].change, view_log_verify(db, &count, &head, NULL) == SD_CORRUPT);
    CHECK_ROW(cases[i].change, count == cases[i].sound);
    if (cases[i].back == NULL) continue;
    assert_int_equal(database_run(db, cases[i].back, NULL), SD_OK);
    CHECK_ROW(cases[i].back, view_log_verify(db, &count, &head, NULL) == SD_OK);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(asks_by_person_company_and_day, open_accounts, close_fixture),
      cmocka_unit_test_setup_teardown(finds_every_change, open_accounts, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
