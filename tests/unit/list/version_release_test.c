/* Released versions: two persons, one hash; a changed file must be released anew. */
#include "list/version_release.h"

#include "audit/audit.h"
#include "support/city.h"

static const item_version FIRST = {
    .id = {"award", 5}, .name = {"奖", 3}, .version = {"2025", 4}, .hash = {{1}}};

static bool is_released(city *c, const item_version *v) {
  bool out;
  MUST(version_is_released(c->db, v, &out, error));
  return out;
}

static void a_version_is_its_file(void **state) {
  (void)state;
  city c;
  city_open(&c);
  MUST(audit_migrate(c.db, error));
  assert_false(is_released(&c, &FIRST));
  assert_int_equal(version_release(c.db, &FIRST, "赵", " 赵 ", 1, NULL), SD_REFUSED);
  assert_false(is_released(&c, &FIRST));
  MUST(version_release(c.db, &FIRST, "赵", "钱", 2, error));
  assert_true(is_released(&c, &FIRST));
  item_version changed = FIRST;
  changed.hash.bytes[0] = 2;
  assert_false(is_released(&c, &changed));
  MUST(database_begin(c.db, error));
  int64_t id = 0;
  MUST(version_release_propose(c.db, &FIRST, "赵", 3, &id, error));
  assert_int_equal(id, 0); /* released already */
  MUST(version_release_propose(c.db, &changed, "赵", 3, &id, error));
  assert_int_equal(id, 2);
  MUST(database_commit(c.db, error));
  assert_true(is_released(&c, &FIRST)); /* until the other is checked */
  MUST(version_release(c.db, &changed, "赵", "孙", 4, error));
  assert_true(is_released(&c, &changed) && !is_released(&c, &FIRST));
  int64_t count;
  MUST(approval_verify(c.db, &count, error));
  assert_int_equal(count, 2);
  city_close(&c);
}

/* what the tests say of a version is kept with its release. */
static void keeps_what_the_tests_say(void **state) {
  (void)state;
  static const struct {
    const char *row, *mode;
    item_admission admission;
    const char *kept;
  } ROWS[] = {
      {"all passed",
       "免申即享",
       {true, true, true, true, true, true},
       "\"admission\":\"passed\",\"mode\":\"免申即享\""},
      {"term and data",
       "免申即享",
       {true, true, true, true, false, false},
       "\"admission\":\"term data\",\"mode\":\"快申快享\""},
      {"nothing said", "免申即享", {0}, "\"admission\":\"not-stated\",\"mode\":\"快申快享\""},
      {"an application", "申报", {0}, "\"admission\":\"not-stated\",\"mode\":\"申报\""},
  };
  city c;
  city_open(&c);
  arena *a = arena_create(0);
  MUST(audit_migrate(c.db, error));
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    item_version v = FIRST;
    approval kept;
    v.mode = text_of(ROWS[i].mode);
    v.admission = ROWS[i].admission;
    v.hash.bytes[1] = (unsigned char)i;
    MUST(version_release(c.db, &v, "赵", "钱", 2 + (int64_t)i, error));
    MUST(approval_find(c.db, (int64_t)i + 1, a, &kept, error));
    CHECK_ROW(ROWS[i].row, text_find(kept.content, text_of(ROWS[i].kept), 0) != SIZE_MAX);
    CHECK_ROW(ROWS[i].row, is_released(&c, &v));
  }
  arena_destroy(a);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_version_is_its_file),
                                     cmocka_unit_test(keeps_what_the_tests_say)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
