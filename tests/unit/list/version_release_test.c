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

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_version_is_its_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
