/* Proposals in the store: steps, voiding, the chain, tampering, and every action in every state. */
#include "audit/approval.h"

#include "audit/audit.h"
#include "support/city.h"

static const guarded_operation BUDGET = OPERATION_BUDGET_CHANGE, RELEASE = OPERATION_PAYOUT_RELEASE;

static void open_city(city *c) {
  city_open(c);
  MUST(audit_migrate(c->db, error));
}

static approval_request request(guarded_operation operation, const char *content,
                                const char *actor) {
  return (approval_request){.operation = operation,
                            .subject = TEXT("2025 KJ-01"),
                            .content = text_of(content),
                            .actor = actor,
                            .now_us = 1000};
}

/* One step in a transaction of its own; `id` is given and taken for steps on a proposal. */
typedef enum step_kind { PROPOSE, CHECK, PERFORM, REFUSE } step_kind;

static sd_status step(database *db, step_kind kind, const approval_request *r, int64_t *id,
                      sd_error *error) {
  switch (kind) {
    case PROPOSE:
      return approval_propose(db, r, id, error);
    case PERFORM:
      return approval_perform(db, r, NULL, error);
    case REFUSE:
      return approval_refuse(db, *id, r->actor, "金额有误", r->now_us, error);
    case CHECK: {
      sm3_digest seen;
      assert_true(approval_hash(r->operation, r->subject, r->content, &seen));
      return approval_check(db, *id, r->actor, &seen, r->now_us, error);
    }
  }
  return SD_MISUSE;
}

static sd_status step_alone(database *db, step_kind kind, const approval_request *r, int64_t *id) {
  MUST(database_begin(db, error));
  sd_status status = step(db, kind, r, id, NULL);
  if (status == SD_OK) {
    MUST(database_commit(db, error));
  } else {
    database_rollback(db);
  }
  return status;
}

typedef struct script_line {
  step_kind kind;
  const char *content, *actor;
  sd_status expected;
} script_line;

static void play(const char *name, guarded_operation operation, const script_line *lines,
                 size_t count) {
  city c;
  open_city(&c);
  int64_t id = 0;
  for (size_t i = 0; i < count; i++) {
    approval_request r = request(operation, lines[i].content, lines[i].actor);
    sd_status status = step_alone(c.db, lines[i].kind, &r, &id);
    if (status != lines[i].expected) {
      fail_msg("%s, line %zu: %s", name, i + 1, status_name(status));
    }
  }
  int64_t proposals;
  MUST(approval_verify(c.db, &proposals, error));
  city_close(&c);
}

#define PLAY(name, operation, ...)                   \
  do {                                               \
    const script_line lines_[] = {__VA_ARGS__};      \
    play(name, operation, lines_, COUNT_OF(lines_)); \
  } while (0)

static void steps_in_order_and_out_of_it(void **state) {
  (void)state;
  PLAY("two persons", BUDGET, {PERFORM, "a", "张三", SD_REFUSED}, {PROPOSE, "a", "张三", SD_OK},
       {PERFORM, "a", "李四", SD_REFUSED}, {CHECK, "a", "张 三", SD_REFUSED},
       {CHECK, "b", "李四", SD_CONFLICT}, {CHECK, "a", "", SD_REFUSED}, {CHECK, "a", "李四", SD_OK},
       {CHECK, "a", "王五", SD_REFUSED}, {PERFORM, "b", "李四", SD_CONFLICT},
       {PERFORM, "a", "李四", SD_OK}, {PERFORM, "a", "李四", SD_REFUSED},
       {REFUSE, "a", "李四", SD_REFUSED});
  PLAY("three persons", RELEASE, {PROPOSE, "a", "张三", SD_OK}, {CHECK, "a", "李四", SD_OK},
       {PERFORM, "a", "张三", SD_REFUSED}, {PERFORM, "a", "李　四", SD_REFUSED},
       {PERFORM, "a", "王五", SD_OK});
  PLAY("a change voids", BUDGET, {PROPOSE, "a", "张三", SD_OK}, {CHECK, "a", "李四", SD_OK},
       {PROPOSE, "b", "王五", SD_OK}, {PERFORM, "a", "李四", SD_REFUSED},
       {PERFORM, "b", "李四", SD_REFUSED}, {CHECK, "b", "王五", SD_REFUSED},
       {CHECK, "b", "李四", SD_OK}, {PERFORM, "b", "王五", SD_OK});
  PLAY("refused, then again", BUDGET, {PROPOSE, "a", "张三", SD_OK}, {REFUSE, "a", "李四", SD_OK},
       {CHECK, "a", "李四", SD_REFUSED}, {PERFORM, "a", "李四", SD_REFUSED},
       {PROPOSE, "a", "张三", SD_OK}, {CHECK, "a", "李四", SD_OK});
  PLAY("the same again", BUDGET, {PROPOSE, "a", "张三", SD_OK}, {PROPOSE, "a", "张三 ", SD_OK},
       {PROPOSE, "a", "李四", SD_CONFLICT}, {PROPOSE, "", "张三", SD_INVALID},
       {PROPOSE, "a", "", SD_REFUSED});
}

static void outside_of_a_transaction_nothing_is_written(void **state) {
  (void)state;
  city c;
  open_city(&c);
  approval_request r = request(BUDGET, "a", "张三");
  int64_t id;
  assert_int_equal(approval_propose(c.db, &r, &id, NULL), SD_MISUSE);
  assert_int_equal(step_alone(c.db, PROPOSE, &r, &id), SD_OK);
  assert_int_equal(approval_check(c.db, id, "李四", NULL, 1, NULL), SD_MISUSE);
  approval_request split = r;
  split.subject = TEXT("two\nlines");
  assert_int_equal(step_alone(c.db, PROPOSE, &split, &id), SD_INVALID);
  MUST(database_begin(c.db, error));
  assert_int_equal(approval_refuse(c.db, 1, "李四", " ", 1, NULL), SD_MISUSE);
  assert_int_equal(approval_check(c.db, 77, "李四", NULL, 1, NULL), SD_NOT_FOUND);
  database_rollback(c.db);
  city_close(&c);
}

static sd_status count_waiting(void *context, const approval *found, sd_error *error) {
  (void)error;
  int *waiting = context;
  waiting[0] += approval_waits_for(found, TEXT("张三"));
  waiting[1] += approval_waits_for(found, TEXT("李四"));
  waiting[2] += approval_waits_for(found, TEXT("王五"));
  return SD_OK;
}

static void it_is_known_what_waits_for_whom(void **state) {
  (void)state;
  city c;
  open_city(&c);
  int64_t budget = 0, release = 0;
  approval_request r = request(BUDGET, "a", "张三");
  assert_int_equal(step_alone(c.db, PROPOSE, &r, &budget), SD_OK);
  approval_request f = request(RELEASE, "file", "李四");
  f.subject = TEXT("file 1");
  assert_int_equal(step_alone(c.db, PROPOSE, &f, &release), SD_OK);
  f.actor = "张三";
  assert_int_equal(step_alone(c.db, CHECK, &f, &release), SD_OK);
  int waiting[3] = {0};
  MUST(approval_each(c.db, true, count_waiting, waiting, error));
  assert_int_equal(waiting[0], 0); /* made one, checked the other */
  assert_int_equal(waiting[1], 1); /* may check the budget, made the file */
  assert_int_equal(waiting[2], 2);
  bool stands;
  MUST(approval_stands(c.db, RELEASE, f.subject, f.content, &stands, error));
  assert_false(stands);
  f.actor = "王五";
  assert_int_equal(step_alone(c.db, PERFORM, &f, &release), SD_OK);
  MUST(approval_stands(c.db, RELEASE, f.subject, f.content, &stands, error));
  assert_true(stands);
  MUST(approval_stands(c.db, RELEASE, f.subject, TEXT("other"), &stands, error));
  assert_false(stands);
  arena *a = arena_create(0);
  approval found;
  MUST(approval_find(c.db, release, a, &found, error));
  assert_true(text_is(found.maker, "李四") && text_is(found.checker, "张三"));
  assert_true(text_is(found.performer, "王五") && found.stage == STAGE_PERFORMED);
  arena_destroy(a);
  city_close(&c);
}

/* Each line is what somebody with the file and SQL at hand could do. */
static void tampering_is_found(void **state) {
  (void)state;
  static const struct {
    const char *name, *sql;
  } rows[] = {
      {"content", "UPDATE approval SET content = x'62'"},
      {"maker", "UPDATE approval SET maker = '赵六'"},
      {"hash", "UPDATE approval SET hash = substr(hash, 33) || substr(hash, 1, 32)"},
      {"operation", "UPDATE approval SET operation = 'role-grant'"},
      {"time", "UPDATE approval SET time_us = 5"},
      {"checker", "UPDATE approval_act SET actor = '赵六'"},
      {"act", "UPDATE approval_act SET act = 'approval-perform'"},
      {"forged check", "INSERT INTO approval_act VALUES(2, 1, 'approval-check', '李四', 1, '', 3)"},
      {"unknown act", "INSERT INTO approval_act VALUES(2, 1, 'anything', '李四', 1, '', 3)"},
      {"dropped act", "DELETE FROM approval_act"},
      {"dropped proposal", "DELETE FROM approval WHERE id = 2"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    city c;
    open_city(&c);
    int64_t id = 0;
    approval_request r = request(BUDGET, "a", "张三");
    assert_int_equal(step_alone(c.db, PROPOSE, &r, &id), SD_OK);
    r.actor = "李四";
    assert_int_equal(step_alone(c.db, CHECK, &r, &id), SD_OK);
    r.subject = TEXT("2026 KJ-01");
    assert_int_equal(step_alone(c.db, PROPOSE, &r, &id), SD_OK);
    int64_t count;
    MUST(approval_verify(c.db, &count, error));
    assert_int_equal(count, 2);
    sd_error guarded;
    CHECK_ROW(rows[i].name, strstr(rows[i].sql, "INSERT") != NULL ||
                                database_run(c.db, rows[i].sql, &guarded) != SD_OK);
    database_close(c.db);
    MUST(database_open(c.path, &c.db, error));
    MUST(database_run(c.db,
                      "DROP TRIGGER approval_update; DROP TRIGGER approval_delete;"
                      "DROP TRIGGER approval_act_update; DROP TRIGGER approval_act_delete",
                      error));
    MUST(database_run(c.db, rows[i].sql, error));
    CHECK_ROW(rows[i].name, approval_verify(c.db, &count, NULL) == SD_CORRUPT);
    city_close(&c);
  }
}

/* --- Every action in every state --- */

enum { USERS = 3, CONTENTS = 2, MOVES = 4 * USERS * CONTENTS, DEPTH = 6 };
static const char *const USER[USERS] = {"张三", "李四", "王五"};
static const char *const CONTENT[CONTENTS] = {"a", "b"};

/* The oracle: the newest proposal and nothing else. */
typedef struct model {
  int stage, content, maker, checker; /* stage -1: none yet */
} model;

static sd_status expect(model *m, step_kind kind, int user, int content, int persons) {
  bool open = m->stage == STAGE_PROPOSED || m->stage == STAGE_CHECKED;
  switch (kind) {
    case PROPOSE:
      if (open && m->content == content) return user == m->maker ? SD_OK : SD_CONFLICT;
      *m = (model){STAGE_PROPOSED, content, user, -1};
      return SD_OK;
    case CHECK:
      if (m->stage == -1) return SD_NOT_FOUND;
      if (m->stage != STAGE_PROPOSED) return SD_REFUSED;
      if (m->content != content) return SD_CONFLICT;
      if (user == m->maker) return SD_REFUSED;
      m->stage = STAGE_CHECKED;
      m->checker = user;
      return SD_OK;
    case PERFORM:
      if (m->stage != STAGE_CHECKED) return SD_REFUSED;
      if (m->content != content) return SD_CONFLICT;
      if (persons == 3 && (user == m->maker || user == m->checker)) return SD_REFUSED;
      m->stage = STAGE_PERFORMED;
      return SD_OK;
    case REFUSE:
      if (m->stage == -1) return SD_NOT_FOUND;
      if (!open) return SD_REFUSED;
      m->stage = STAGE_REFUSED;
      return SD_OK;
  }
  return SD_MISUSE;
}

typedef struct path {
  model model;
  int moves[DEPTH], length;
} path;

/* Plays a path and one more move inside of a transaction that is taken back. */
static sd_status try_move(database *db, guarded_operation operation, const path *p, int move) {
  MUST(database_begin(db, error));
  int64_t id = 0;
  sd_status status = SD_OK;
  for (int i = 0; i <= p->length; i++) {
    int m = i < p->length ? p->moves[i] : move;
    approval_request r = request(operation, CONTENT[m % CONTENTS], USER[m / CONTENTS % USERS]);
    status = step(db, (step_kind)(m / (CONTENTS * USERS)), &r, &id, NULL);
    if (i < p->length) assert_int_equal(status, SD_OK);
  }
  database_rollback(db);
  return status;
}

static bool is_known(const path *paths, size_t count, const model *m) {
  for (size_t i = 0; i < count; i++) {
    if (memcmp(&paths[i].model, m, sizeof *m) == 0) return true;
  }
  return false;
}

static void the_store_follows_the_oracle_in_every_state(void **state) {
  (void)state;
  static path paths[400];
  static const guarded_operation operations[] = {OPERATION_BUDGET_CHANGE, OPERATION_PAYOUT_RELEASE};
  for (size_t o = 0; o < COUNT_OF(operations); o++) {
    city c;
    open_city(&c);
    size_t count = 1, tried = 0;
    paths[0] = (path){.model = {-1, -1, -1, -1}};
    for (size_t i = 0; i < count; i++) {
      for (int move = 0; move < MOVES && paths[i].length < DEPTH; move++) {
        model m = paths[i].model;
        sd_status expected =
            expect(&m, (step_kind)(move / (CONTENTS * USERS)), move / CONTENTS % USERS,
                   move % CONTENTS, operation_persons(operations[o]));
        sd_status found = try_move(c.db, operations[o], &paths[i], move);
        if (found != expected) {
          fail_msg("state %zu, move %d: %s, expected %s", i, move, status_name(found),
                   status_name(expected));
        }
        tried++;
        if (expected != SD_OK || is_known(paths, count, &m)) continue;
        assert_true(count < COUNT_OF(paths));
        paths[count] = paths[i];
        paths[count].model = m;
        paths[count].moves[paths[count].length++] = move;
        count++;
      }
    }
    print_message("%s: %zu states, %zu moves\n", operation_word(operations[o]), count, tried);
    assert_true(count > 40);
    city_close(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_in_order_and_out_of_it),
      cmocka_unit_test(outside_of_a_transaction_nothing_is_written),
      cmocka_unit_test(it_is_known_what_waits_for_whom),
      cmocka_unit_test(tampering_is_found),
      cmocka_unit_test(the_store_follows_the_oracle_in_every_state),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
