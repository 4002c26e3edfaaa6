/* Money handed down and up between levels: orderings, reasons, ways between banks, conservation. */
#include "support/city.h"

#include "audit/audit.h"
#include "base/random.h"
#include "ledger/passing.h"

/* The lines of the tests; D pays from the city's bank account, E from one of its own. */
enum { LINE_P, LINE_C, LINE_D, LINE_E, LINE_COUNT };
static const struct {
  const char *name, *bank;
  budget_level level;
} lines[LINE_COUNT] = {{"P", "100", LEVEL_PROVINCE},
                       {"C", "200", LEVEL_CITY},
                       {"D", "200", LEVEL_DISTRICT},
                       {"E", "300", LEVEL_DISTRICT}};

static void open_lines(city *c) {
  city_open(c);
  MUST(audit_migrate(c->db, error));
  MUST(ledger_migrate(c->db, error));
  MUST(database_begin(c->db, error));
  for (int i = 0; i < LINE_COUNT; i++) {
    budget_line l;
    MUST(budget_line_open(c->db, lines[i].name, 2025, lines[i].bank, 1, &l, error));
    MUST(budget_line_set_level(c->db, &l, lines[i].level, error));
  }
  MUST(database_commit(c->db, error));
}

static sd_status receive(database *db, int line, const char *key, int64_t amount) {
  budget_line l;
  TRY(budget_line_find(db, lines[line].name, 2025, &l, NULL));
  return budget_receive(db, "t", &l, key, amount, 1, NULL);
}

static sd_status allot(database *db, int line, const char *key, int64_t amount) {
  budget_line l;
  TRY(budget_line_find(db, lines[line].name, 2025, &l, NULL));
  return budget_allot(db, "t", &l, key, amount, 1, NULL);
}

static budget_passing passing_of(int from, int to, const char *key, int64_t amount) {
  return (budget_passing){.from = lines[from].name,
                          .to = lines[to].name,
                          .year = 2025,
                          .key = key,
                          .amount_fen = amount};
}

static sd_status pass(database *db, int from, int to, const char *key, int64_t amount) {
  const budget_passing p = passing_of(from, to, key, amount);
  return budget_pass(db, "t", &p, 1, NULL);
}

static budget_state state_of(database *db, int line) {
  budget_state s = {0};
  MUST(budget_state_get(db, lines[line].name, 2025, &s, error));
  return s;
}

static void check_proof(database *db) {
  ledger_proof proof;
  MUST(ledger_verify(db, &proof, error));
}

/* Each act of a row is tried in its own transaction. */
typedef struct step {
  char act; /* R receive, A allot, P pass on */
  int from, to;
  const char *key;
  int64_t amount;
  sd_status status;
} step;

static sd_status do_step(database *db, const step *s) {
  MUST(database_begin(db, error));
  sd_status status = s->act == 'R'   ? receive(db, s->from, s->key, s->amount)
                     : s->act == 'A' ? allot(db, s->from, s->key, s->amount)
                                     : pass(db, s->from, s->to, s->key, s->amount);
  if (status == SD_OK) MUST(database_commit(db, error));
  database_rollback(db);
  return status;
}

static const struct row {
  const char *row;
  step steps[6];
  int64_t free[LINE_COUNT]; /* behind the last step */
} rows[] = {
    {"passed, allotted",
     {{'R', LINE_P, 0, "a", 100, SD_OK},
      {'P', LINE_P, LINE_C, "b", 70, SD_OK},
      {'A', LINE_C, 0, "c", 70, SD_OK}},
     {30, 0, 0, 0}},
    {"allotted before it was passed",
     {{'R', LINE_P, 0, "a", 100, SD_OK},
      {'A', LINE_C, 0, "c", 70, SD_REFUSED},
      {'P', LINE_P, LINE_C, "b", 70, SD_OK},
      {'A', LINE_C, 0, "c", 70, SD_OK}},
     {30, 0, 0, 0}},
    {"passed before it was received",
     {{'P', LINE_P, LINE_C, "b", 70, SD_REFUSED},
      {'R', LINE_P, 0, "a", 100, SD_OK},
      {'P', LINE_P, LINE_C, "b", 70, SD_OK}},
     {30, 70, 0, 0}},
    {"allotted and passed are one limit",
     {{'R', LINE_P, 0, "a", 100, SD_OK},
      {'A', LINE_P, 0, "c", 60, SD_OK},
      {'P', LINE_P, LINE_C, "b", 41, SD_REFUSED},
      {'P', LINE_P, LINE_C, "b", 40, SD_OK},
      {'A', LINE_P, 0, "d", 1, SD_REFUSED}},
     {0, 40, 0, 0}},
    {"three levels",
     {{'R', LINE_P, 0, "a", 100, SD_OK},
      {'P', LINE_P, LINE_C, "b", 80, SD_OK},
      {'P', LINE_C, LINE_D, "c", 50, SD_OK},
      {'P', LINE_C, LINE_E, "d", 31, SD_REFUSED},
      {'P', LINE_C, LINE_E, "d", 30, SD_OK},
      {'A', LINE_C, 0, "e", 1, SD_REFUSED}},
     {20, 0, 50, 30}},
    {"past a level",
     {{'R', LINE_P, 0, "a", 100, SD_OK}, {'P', LINE_P, LINE_E, "b", 100, SD_OK}},
     {0, 0, 0, 100}},
    {"up again",
     {{'R', LINE_C, 0, "a", 100, SD_OK},
      {'P', LINE_C, LINE_D, "b", 60, SD_OK},
      {'A', LINE_D, 0, "c", 50, SD_OK},
      {'P', LINE_D, LINE_C, "d", 11, SD_REFUSED},
      {'P', LINE_D, LINE_C, "d", 10, SD_OK},
      {'A', LINE_C, 0, "e", 50, SD_OK}},
     {0, 0, 0, 0}},
    {"the same document",
     {{'R', LINE_P, 0, "a", 100, SD_OK},
      {'P', LINE_P, LINE_C, "b", 60, SD_OK},
      {'P', LINE_P, LINE_C, "b", 60, SD_OK},
      {'P', LINE_P, LINE_C, "b", 40, SD_CONFLICT},
      {'P', LINE_P, LINE_E, "b", 60, SD_CONFLICT}},
     {40, 60, 0, 0}},
    {"one level",
     {{'R', LINE_D, 0, "a", 100, SD_OK}, {'P', LINE_D, LINE_E, "b", 1, SD_REFUSED}},
     {0, 0, 100, 0}},
    {"nothing, and less",
     {{'R', LINE_P, 0, "a", 100, SD_OK},
      {'P', LINE_P, LINE_C, "b", 0, SD_REFUSED},
      {'P', LINE_P, LINE_C, "b", -5, SD_REFUSED},
      {'P', LINE_P, LINE_C, "", 5, SD_INVALID}},
     {100, 0, 0, 0}},
};

static void test_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    city c;
    open_lines(&c);
    for (size_t k = 0; k < COUNT_OF(rows[i].steps) && rows[i].steps[k].act != '\0'; k++) {
      sd_status status = do_step(c.db, &rows[i].steps[k]);
      CHECK_ROW_TEXT(rows[i].row, status_name(status), status_name(rows[i].steps[k].status));
    }
    for (int l = 0; l < LINE_COUNT; l++) {
      CHECK_ROW(rows[i].row, state_of(c.db, l).free_fen == rows[i].free[l]);
    }
    check_proof(c.db);
    city_close(&c);
  }
}

/* What free money decides, and nothing else: the model of all tests below. */
typedef struct model {
  int64_t free[LINE_COUNT], received[LINE_COUNT], allotted[LINE_COUNT], passed[LINE_COUNT];
  int64_t own; /* came from outside */
} model;

static sd_status model_step(model *m, const step *s) {
  if (s->act == 'R') {
    m->free[s->from] += s->amount;
    m->received[s->from] += s->amount;
    m->own += s->amount;
    return SD_OK;
  }
  if (s->amount > m->free[s->from]) return SD_REFUSED;
  m->free[s->from] -= s->amount;
  *(s->act == 'A' ? &m->allotted[s->from] : &m->passed[s->from]) += s->amount;
  if (s->act == 'A') return SD_OK;
  m->free[s->to] += s->amount;
  m->received[s->to] += s->amount;
  return SD_OK;
}

/* The model, line by line; and over all levels nothing comes from nowhere. */
static void check_model(database *db, const model *m) {
  budget_level_state levels[LEVEL_COUNT];
  int64_t own = 0, kept = 0;
  for (int l = 0; l < LINE_COUNT; l++) {
    budget_state s = state_of(db, l);
    assert_int_equal(s.free_fen, m->free[l]);
    assert_int_equal(s.received_fen, m->received[l]);
    assert_int_equal(s.allotted_fen, m->allotted[l]);
    assert_int_equal(s.passed_down_fen + s.passed_up_fen, m->passed[l]);
    assert_true(s.allotted_fen + s.passed_down_fen + s.passed_up_fen <= s.received_fen);
  }
  MUST(budget_levels_at(db, 2025, INT64_MAX, levels, error));
  int64_t down = 0, up = 0, from_above = 0, from_below = 0;
  for (int i = 0; i < LEVEL_COUNT; i++) {
    const budget_state *s = &levels[i].sum;
    own += levels[i].own_fen;
    kept += s->free_fen + s->allotted_fen + s->under_way_fen;
    down += s->passed_down_fen, up += s->passed_up_fen;
    from_above += s->from_above_fen, from_below += s->from_below_fen;
  }
  assert_int_equal(own, m->own);
  assert_int_equal(kept, own);
  assert_int_equal(down, from_above);
  assert_int_equal(up, from_below);
}

/* All orders of five acts: what is possible depends on the order, what is allowed never on luck. */
static void test_orders(void **state) {
  (void)state;
  static const step acts[] = {
      {'R', LINE_P, 0, "r", 100, SD_OK},     {'A', LINE_P, 0, "a", 30, SD_OK},
      {'P', LINE_P, LINE_C, "p", 60, SD_OK}, {'P', LINE_C, LINE_D, "q", 50, SD_OK},
      {'P', LINE_D, LINE_C, "u", 20, SD_OK},
  };
  enum { ACTS = COUNT_OF(acts), ORDERS = 5 * 4 * 3 * 2 };
  city c;
  open_lines(&c);
  MUST(database_begin(c.db, error));
  model m = {0};
  for (int order = 0; order < ORDERS; order++) {
    bool used[ACTS] = {false};
    for (int k = 0, rest = order, base = ORDERS; k < ACTS; k++) {
      base /= ACTS - k;
      int nth = rest / base, at = 0;
      rest %= base;
      for (;; at++) {
        if (!used[at] && nth-- == 0) break;
      }
      used[at] = true;
      step s = acts[at];
      char key[16];
      snprintf(key, sizeof key, "%s%d", s.key, order);
      s.key = key;
      sd_status expected = model_step(&m, &s);
      sd_status found = s.act == 'R'   ? receive(c.db, s.from, key, s.amount)
                        : s.act == 'A' ? allot(c.db, s.from, key, s.amount)
                                       : pass(c.db, s.from, s.to, key, s.amount);
      assert_int_equal(found, expected);
    }
    check_model(c.db, &m);
  }
  MUST(database_commit(c.db, error));
  check_proof(c.db);
  city_close(&c);
}

static void test_conservation(void **state) {
  (void)state;
  enum { STEPS = 3000, CHECK_EACH = 50 };
  city c;
  open_lines(&c);
  MUST(database_begin(c.db, error));
  model m = {0};
  random_source r;
  random_init(&r, 20250701);
  int refused = 0;
  for (int i = 0; i < STEPS; i++) {
    char key[16];
    snprintf(key, sizeof key, "k%d", i);
    step s = {.act = "RAAPPPP"[random_below(&r, 7)],
              .from = (int)random_below(&r, LINE_COUNT),
              .to = (int)random_below(&r, LINE_COUNT),
              .key = key,
              .amount = random_between(&r, 1, 100)};
    if (s.act == 'P' && lines[s.from].level == lines[s.to].level) continue;
    sd_status expected = model_step(&m, &s);
    sd_status found = s.act == 'R'   ? receive(c.db, s.from, key, s.amount)
                      : s.act == 'A' ? allot(c.db, s.from, key, s.amount)
                                     : pass(c.db, s.from, s.to, key, s.amount);
    assert_int_equal(found, expected);
    refused += expected == SD_REFUSED;
    if (i % CHECK_EACH == 0) check_model(c.db, &m);
  }
  assert_true(refused > STEPS / 20); /* the limit was met, and often */
  check_model(c.db, &m);
  MUST(database_commit(c.db, error));
  check_proof(c.db);
  city_close(&c);
}

static int64_t balance(database *db, const char *code) {
  account a;
  MUST(ledger_account_find(db, code, &a, error));
  return account_balance_fen(&a);
}

/* Between two bank accounts whose statements are read: each moves when its own statement says so,
 * and nothing arrives that has not left. */
static void test_way(void **state) {
  (void)state;
  city c;
  open_lines(&c);
  database *db = c.db;
  MUST(database_begin(db, error));
  MUST(receive(db, LINE_C, "r", 100));
  budget_passing p = passing_of(LINE_C, LINE_E, "d1", 60);
  p.from_waits = p.to_waits = true;
  assert_int_equal(budget_passing_left(db, "t", &p, 1, NULL), SD_NOT_FOUND); /* never passed */
  MUST(budget_pass(db, "t", &p, 1, error));
  budget_state from = state_of(db, LINE_C), to = state_of(db, LINE_E);
  assert_true(from.free_fen == 40 && from.under_way_fen == 60 && to.received_fen == 0);
  assert_int_equal(balance(db, "bank/200"), 100);
  MUST(database_commit(db, error));

  static const struct {
    const char *row, *key;
    int64_t amount;
    bool left; /* or arrived */
    sd_status status;
    int64_t bank_c, bank_e, received_e;
  } steps[] = {{"arrived before it left", "e1", 60, false, SD_REFUSED, 100, 0, 0},
               {"more than was passed", "b1", 61, true, SD_REFUSED, 100, 0, 0},
               {"a part leaves", "b1", 25, true, SD_OK, 75, 0, 0},
               {"told twice", "b1", 25, true, SD_OK, 75, 0, 0},
               {"more arrives than left", "e1", 26, false, SD_REFUSED, 75, 0, 0},
               {"it arrives", "e1", 25, false, SD_OK, 75, 25, 25},
               {"the rest leaves", "b2", 35, true, SD_OK, 40, 25, 25},
               {"and one fen more", "b3", 1, true, SD_REFUSED, 40, 25, 25},
               {"the rest arrives", "e2", 35, false, SD_OK, 40, 60, 60}};
  for (size_t i = 0; i < COUNT_OF(steps); i++) {
    p.key = steps[i].key;
    p.amount_fen = steps[i].amount;
    MUST(database_begin(db, error));
    sd_status status = steps[i].left ? budget_passing_left(db, "t", &p, 1, NULL)
                                     : budget_passing_arrived(db, "t", &p, 1, NULL);
    if (status == SD_OK) MUST(database_commit(db, error));
    database_rollback(db);
    CHECK_ROW_TEXT(steps[i].row, status_name(status), status_name(steps[i].status));
    CHECK_ROW(steps[i].row, balance(db, "bank/200") == steps[i].bank_c);
    CHECK_ROW(steps[i].row, balance(db, "bank/300") == steps[i].bank_e);
    CHECK_ROW(steps[i].row, state_of(db, LINE_E).received_fen == steps[i].received_e);
  }
  to = state_of(db, LINE_E);
  assert_true(to.banked_fen == 60 && to.from_above_fen == 60 &&
              state_of(db, LINE_C).under_way_fen == 0);
  check_proof(db);
  city_close(&c);
}

static sd_status take_route(void *context, const budget_route *route, sd_error *error) {
  (void)error;
  *(budget_route *)context = *route;
  return SD_OK;
}

/* A line whose statements nobody reads moves by the document; the other follows its own. */
static void test_one_side_waits(void **state) {
  (void)state;
  static const struct {
    const char *row;
    bool from_waits, to_waits;
    int64_t bank_c, bank_e, received_e; /* behind the document */
  } rows_of_banks[] = {{"neither", false, false, 40, 60, 60},
                       {"the giver", true, false, 100, 0, 0},
                       {"the taker", false, true, 40, 0, 0},
                       {"both", true, true, 100, 0, 0}};
  for (size_t i = 0; i < COUNT_OF(rows_of_banks); i++) {
    city c;
    open_lines(&c);
    MUST(database_begin(c.db, error));
    MUST(receive(c.db, LINE_C, "r", 100));
    budget_passing p = passing_of(LINE_C, LINE_E, "d", 60);
    p.from_waits = rows_of_banks[i].from_waits;
    p.to_waits = rows_of_banks[i].to_waits;
    MUST(budget_pass(c.db, "t", &p, 1, error));
    const char *row = rows_of_banks[i].row;
    CHECK_ROW(row, balance(c.db, "bank/200") == rows_of_banks[i].bank_c);
    CHECK_ROW(row, balance(c.db, "bank/300") == rows_of_banks[i].bank_e);
    CHECK_ROW(row, state_of(c.db, LINE_E).received_fen == rows_of_banks[i].received_e);
    p.key = "left";
    if (p.from_waits) MUST(budget_passing_left(c.db, "t", &p, 2, error));
    p.key = "arrived";
    if (p.to_waits) MUST(budget_passing_arrived(c.db, "t", &p, 3, error));
    CHECK_ROW(row, balance(c.db, "bank/300") == 60 && state_of(c.db, LINE_E).received_fen == 60);
    budget_route then = {0};
    MUST(budget_routes_each(c.db, 2025, 1, take_route, &then, error));
    CHECK_ROW(row, then.passed_fen == 60 && then.arrived_fen == rows_of_banks[i].received_e);
    MUST(budget_routes_each(c.db, 0, INT64_MAX, take_route, &then, error));
    CHECK_ROW(row, then.left_fen == 60 && then.arrived_fen == 60 && !then.is_up);
    MUST(database_commit(c.db, error));
    check_proof(c.db);
    city_close(&c);
  }
}

/* Levels, closed years, statements of the past. */
static void test_reasons_and_moments(void **state) {
  (void)state;
  city c;
  open_lines(&c);
  database *db = c.db;
  budget_line plain, line;
  int64_t swept;
  MUST(database_begin(db, error));
  MUST(budget_line_open(db, "N", 2025, "200", 1, &plain, error));
  MUST(budget_receive(db, "t", &plain, "r", 100, 1, error));
  budget_passing p = {.from = "N", .to = "D", .year = 2025, .key = "d", .amount_fen = 1};
  assert_int_equal(budget_pass(db, "t", &p, 1, NULL), SD_REFUSED); /* no level */
  MUST(budget_line_set_level(db, &plain, LEVEL_CITY, error));
  assert_int_equal(budget_line_set_level(db, &plain, LEVEL_DISTRICT, NULL), SD_CONFLICT);
  MUST(budget_pass(db, "t", &p, 2, error));
  p.to = "nowhere";
  assert_int_equal(budget_pass(db, "t", &p, 2, NULL), SD_NOT_FOUND);
  p = (budget_passing){.from = "N", .to = "D", .year = 2025, .key = "e", .amount_fen = 100};
  sd_error why = {0};
  assert_int_equal(budget_pass(db, "t", &p, 2, &why), SD_REFUSED);
  assert_non_null(strstr(why.text[LANGUAGE_ENGLISH], "0.99 are left"));
  MUST(budget_line_close(db, "t", "N", 2025, false, 3, &swept, error));
  assert_int_equal(swept, 99);
  p.amount_fen = 1;
  assert_int_equal(budget_pass(db, "t", &p, 3, NULL), SD_REFUSED); /* its year is over */
  MUST(database_commit(db, error));
  static const struct {
    int64_t at, received, passed, free, unspent;
  } moments[] = {{0, 0, 0, 0, 0}, {1, 100, 0, 100, 0}, {2, 100, 1, 99, 0}, {3, 100, 1, 0, 99}};
  for (size_t i = 0; i < COUNT_OF(moments); i++) {
    budget_state s;
    budget_level_state levels[LEVEL_COUNT];
    MUST(budget_state_at(db, "N", 2025, moments[i].at, &s, error));
    assert_true(s.received_fen == moments[i].received && s.passed_down_fen == moments[i].passed);
    assert_true(s.free_fen == moments[i].free && s.unspent_fen == moments[i].unspent);
    MUST(budget_levels_at(db, 2025, moments[i].at, levels, error));
    assert_int_equal(levels[LEVEL_CITY].lines, 2);
    assert_int_equal(levels[LEVEL_CITY].own_fen, moments[i].received);
    assert_int_equal(levels[LEVEL_DISTRICT].sum.from_above_fen, moments[i].passed);
  }
  MUST(budget_line_find(db, "D", 2025, &line, error));
  assert_int_equal(line.level, LEVEL_DISTRICT);
  check_proof(db);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),           cmocka_unit_test(test_orders),
      cmocka_unit_test(test_conservation),   cmocka_unit_test(test_way),
      cmocka_unit_test(test_one_side_waits), cmocka_unit_test(test_reasons_and_moments)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
