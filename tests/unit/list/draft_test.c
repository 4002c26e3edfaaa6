/* Drafts: stored once, numbered, held to the chain; and what a released one ends. */
#include "list/draft.h"

#include "base/calendar.h"
#include "list/version_catalogue.h"
#include "support/scratch_database.h"

#define MODEL(version, from)                                                                      \
  "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "                          \
  "xmlns:sudui=\"urn:sudui:item:1\" name=\"m\" namespace=\"n\"><extensionElements>"               \
  "<sudui:item id=\"x\" name=\"n\" owner=\"o\" kind=\"资质\" mode=\"申报\" class=\"定补\">" \
  "<sudui:policy number=\"1\" title=\"t\"/><sudui:version id=\"" version "\" from=\"" from        \
  "\"/><sudui:decisions status=\"资格\"/><sudui:publication days=\"5\" unit=\"natural\"/>"      \
  "</sudui:item></extensionElements></definitions>"
static const char first[] = MODEL("2025", "2025-01-01");
static const char second[] = MODEL("2025.1", "2025-07-01");

static const char third[] = MODEL("2025.2", "2025-04-01");
static const char fourth[] = MODEL("2025.3", "2025-07-01");

static void migrate(database *db) {
  assert_int_equal(audit_migrate(db, NULL), SD_OK);
  assert_int_equal(draft_migrate(db, NULL), SD_OK);
}

static sd_status store(database *db, const char *version, const char *bytes, const char *actor,
                       sd_error *error) {
  const draft d = {.item = TEXT("x"),
                   .version = text_of(version),
                   .base = TEXT("2025"),
                   .bytes = text_of(bytes),
                   .actor = text_of(actor),
                   .time_us = 1000};
  int64_t id;
  assert_int_equal(database_begin(db, NULL), SD_OK);
  sd_status status = draft_store(db, &d, &id, error);
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}

static void stored_once(void **state) {
  fixture *f = *state;
  migrate(f->db);
  arena *a = arena_create(0);
  static const struct {
    const char *version, *actor;
    sd_status expected;
    const char *next; /* of base 2025 then */
  } steps[] = {{"2025.1", "甲", SD_OK, "2025.2"}, {"2025.1", "乙", SD_CONFLICT, "2025.2"},
               {"", "甲", SD_INVALID, "2025.2"},  {"2025.2", "", SD_INVALID, "2025.2"},
               {"2025.3", "乙", SD_OK, "2025.2"}, {"2025.2", "乙", SD_OK, "2025.4"}};
  for (size_t i = 0; i < COUNT_OF(steps); i++) {
    text next;
    CHECK_ROW(steps[i].version,
              store(f->db, steps[i].version, second, steps[i].actor, NULL) == steps[i].expected);
    assert_int_equal(draft_next_version(f->db, TEXT("x"), TEXT("2025"), a, &next, NULL), SD_OK);
    CHECK_ROW_TEXT(steps[i].version, next.data, steps[i].next);
    assert_int_equal(draft_next_version(f->db, TEXT("x"), TEXT("2025.7"), a, &next, NULL), SD_OK);
    CHECK_ROW_TEXT(steps[i].version, next.data, steps[i].next);
  }
  draft found;
  assert_int_equal(draft_find(f->db, TEXT("x"), TEXT("2025.3"), a, &found, NULL), SD_OK);
  assert_true(found.id == 2 && text_is(found.actor, "乙") && text_is(found.bytes, second));
  assert_int_equal(draft_find(f->db, TEXT("y"), TEXT("2025.3"), a, &found, NULL), SD_NOT_FOUND);
  int64_t count;
  assert_int_equal(draft_verify(f->db, &count, NULL), SD_OK);
  assert_int_equal(count, 3);
  assert_int_not_equal(database_run(f->db, "UPDATE policy_draft SET actor = '丙'", NULL), SD_OK);
  arena_destroy(a);
}

static void damage_is_seen(void **state) {
  fixture *f = *state;
  migrate(f->db);
  static const char *const damages[] = {
      "UPDATE policy_draft SET bytes = x'3c' WHERE id = 1",
      "UPDATE policy_draft SET actor = '丙' WHERE id = 1",
      "UPDATE policy_draft SET base = '2024' WHERE id = 1",
      "DELETE FROM policy_draft WHERE id = 1",
  };
  assert_int_equal(store(f->db, "2025.1", second, "甲", NULL), SD_OK);
  assert_int_equal(database_run(f->db,
                                "DROP TRIGGER policy_draft_update;"
                                "DROP TRIGGER policy_draft_delete",
                                NULL),
                   SD_OK);
  for (size_t i = 0; i < COUNT_OF(damages); i++) {
    int64_t count;
    assert_int_equal(database_begin(f->db, NULL), SD_OK);
    assert_int_equal(database_run(f->db, damages[i], NULL), SD_OK);
    CHECK_ROW(damages[i], draft_verify(f->db, &count, NULL) == SD_CORRUPT);
    database_rollback(f->db);
  }
}

/* The first version ends where the released draft begins; a draft that is not released ends
 * nothing. */
static void a_released_draft_follows(void **state) {
  fixture *f = *state;
  migrate(f->db);
  arena *a = arena_create(0);
  item_version *old = NULL, *new = NULL;
  item_catalogue *c = NULL;
  int64_t begin = calendar_day_of((civil_date){2025, 7, 1});
  assert_int_equal(item_read(text_of(first), "x.dmn", a, &old, NULL), SD_OK);
  assert_int_equal(item_read(text_of(second), "y.dmn", a, &new, NULL), SD_OK);
  catalogue_entry entry = {.path = TEXT("x.dmn"), .item = old};
  const item_catalogue files = {&entry, 1, 0};
  assert_int_equal(store(f->db, "2025.1", second, "甲", NULL), SD_OK);
  assert_int_equal(version_catalogue_read(f->db, &files, false, a, &c, NULL), SD_OK);
  assert_int_equal(c->count, 1);
  assert_int_equal(version_catalogue_read(f->db, &files, true, a, &c, NULL), SD_OK);
  assert_int_equal(c->count, 2);
  assert_true(item_is_in_force(c->entries[0].item, begin, 2024));
  assert_int_equal(version_release(f->db, new, "甲", "乙", 2000, NULL), SD_OK);
  assert_int_equal(version_catalogue_read(f->db, &files, false, a, &c, NULL), SD_OK);
  assert_int_equal(c->count, 2);
  static const struct {
    const char *when;
    int64_t after;
    bool old_holds, new_holds;
  } days[] = {{"the day before", -1, true, false}, {"the first day", 0, false, true}};
  for (size_t i = 0; i < COUNT_OF(days); i++) {
    int64_t day = begin + days[i].after;
    CHECK_ROW(days[i].when, item_is_in_force(c->entries[0].item, day, 2024) == days[i].old_holds);
    CHECK_ROW(days[i].when, item_is_in_force(c->entries[1].item, day, 2024) == days[i].new_holds);
  }
  assert_ptr_equal(version_catalogue_find(c, TEXT("x"), TEXT("2025.1")), c->entries[1].item);
  assert_null(version_catalogue_find(c, TEXT("x"), TEXT("2024")));
  assert_true(item_is_in_force(old, begin, 2024)); /* what was given is as it was */
  arena_destroy(a);
}

/* Whatever the order of releases: each ends where the next begins, on one day the later draft
 * holds. */
static void a_family_has_one_version_a_day(void **state) {
  fixture *f = *state;
  migrate(f->db);
  arena *a = arena_create(0);
  item_version *old = NULL;
  item_catalogue *c = NULL;
  assert_int_equal(item_read(text_of(first), "x.dmn", a, &old, NULL), SD_OK);
  catalogue_entry entry = {.path = TEXT("x.dmn"), .item = old};
  const item_catalogue files = {&entry, 1, 0};
  static const struct {
    const char *version, *bytes;
    const char *holders[4]; /* on the first of January, May, July and August then */
  } steps[] = {{"2025.1", second, {"2025", "2025", "2025.1", "2025.1"}},
               {"2025.2", third, {"2025", "2025.2", "2025.1", "2025.1"}},
               {"2025.3", fourth, {"2025", "2025.2", "2025.3", "2025.3"}}};
  static const uint8_t months[] = {1, 5, 7, 8};
  for (size_t i = 0; i < COUNT_OF(steps); i++) {
    item_version *v = NULL;
    assert_int_equal(store(f->db, steps[i].version, steps[i].bytes, "甲", NULL), SD_OK);
    assert_int_equal(item_read(text_of(steps[i].bytes), "y.dmn", a, &v, NULL), SD_OK);
    assert_int_equal(version_release(f->db, v, "甲", "乙", 2000, NULL), SD_OK);
    assert_int_equal(version_catalogue_read(f->db, &files, false, a, &c, NULL), SD_OK);
    for (size_t m = 0; m < COUNT_OF(months); m++) {
      int64_t day = calendar_day_of((civil_date){2025, months[m], 1});
      const item_version *found = NULL;
      CHECK_ROW(steps[i].version, catalogue_choose(c, NULL, TEXT("x"), day, 2024, TEXT("320412"),
                                                   &found, NULL) == SD_OK);
      if (found != NULL) CHECK_ROW_TEXT(steps[i].version, found->version.data, steps[i].holders[m]);
    }
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(stored_once, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(damage_is_seen, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(a_released_draft_follows, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(a_family_has_one_version_a_day, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
