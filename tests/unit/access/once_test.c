/* Keys of requests: new, under way, done, other content, other sessions, a day later. */
#include "access/once.h"

#include "support/users.h"

static once_request request_of(unsigned char who, const char *key, unsigned char content) {
  once_request r = {.key = text_of(key)};
  memset(r.session.bytes, who, sizeof r.session.bytes);
  memset(r.content.bytes, content, sizeof r.content.bytes);
  return r;
}

static once_state ask(database *db, once_request r, int64_t now_us, arena *a, once_answer *out) {
  once_state state = ONCE_RUNNING;
  assert_int_equal(once_begin(db, &r, now_us, a, &state, out, NULL), SD_OK);
  return state;
}

static void a_key_counts_once(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  once_answer seen, answer = {.status = 303, .location = TEXT("/accounts"), .is_kept = true};
  once_request first = request_of(1, "k", 1);
  assert_int_equal(ask(db, first, NOON, a, &seen), ONCE_NEW);
  assert_int_equal(ask(db, first, NOON, a, &seen), ONCE_RUNNING);
  assert_int_equal(ask(db, request_of(1, "k", 2), NOON, a, &seen), ONCE_DIFFERENT);
  assert_int_equal(ask(db, request_of(2, "k", 1), NOON, a, &seen), ONCE_NEW);
  assert_int_equal(once_finish(db, &first, &answer, NULL), SD_OK);
  assert_int_equal(ask(db, first, NOON, a, &seen), ONCE_DONE);
  assert_int_equal(seen.status, 303);
  assert_true(text_is(seen.location, "/accounts") && seen.is_kept);
  assert_int_equal(ask(db, request_of(1, "k", 2), NOON, a, &seen), ONCE_DIFFERENT);
  int64_t last = NOON + ONCE_HOURS * 60 * MINUTE;
  assert_int_equal(ask(db, first, last - 1, a, &seen), ONCE_DONE);
  assert_int_equal(ask(db, first, last, a, &seen), ONCE_NEW);
  arena_destroy(a);
}

static void what_failed_may_be_tried_again(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  once_answer seen;
  once_request r = request_of(3, "again", 1);
  assert_int_equal(ask(db, r, NOON, a, &seen), ONCE_NEW);
  assert_int_equal(once_forget(db, &r, NULL), SD_OK);
  assert_int_equal(ask(db, request_of(3, "again", 2), NOON, a, &seen), ONCE_NEW);
  arena_destroy(a);
}

static void secrets_and_long_answers_are_not_kept(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  char *body = arena_allocate(a, ONCE_BODY_BYTES_MAX + 1);
  memset(body, 'x', ONCE_BODY_BYTES_MAX + 1);
  static const struct {
    const char *row;
    size_t size;
    bool keep, kept;
  } cases[] = {{"short", 5, true, true},
               {"secret", 5, false, false},
               {"the longest", ONCE_BODY_BYTES_MAX, true, true},
               {"too long", ONCE_BODY_BYTES_MAX + 1, true, false}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    once_answer seen,
        answer = {.status = 200, .body = {body, cases[i].size}, .is_kept = cases[i].keep};
    once_request r = request_of(4, cases[i].row, 1);
    CHECK_ROW(cases[i].row, ask(db, r, NOON, a, &seen) == ONCE_NEW);
    CHECK_ROW(cases[i].row, once_finish(db, &r, &answer, NULL) == SD_OK);
    CHECK_ROW(cases[i].row, ask(db, r, NOON, a, &seen) == ONCE_DONE);
    CHECK_ROW(cases[i].row, seen.is_kept == cases[i].kept);
    CHECK_ROW(cases[i].row, seen.body.size == (cases[i].kept ? cases[i].size : 0));
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_key_counts_once),
                                     cmocka_unit_test(what_failed_may_be_tried_again),
                                     cmocka_unit_test(secrets_and_long_answers_are_not_kept)};
  return cmocka_run_group_tests(tests, open_accounts, close_fixture);
}
