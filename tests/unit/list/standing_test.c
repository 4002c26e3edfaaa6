/* Standings of a list against its run and the lines that would be paid, and from any code on. */
#include "list/standing.h"

#include "list/life.h"
#include "support/item_run.h"

enum { MANY = 1500 };

typedef struct taken {
  standing rows[MANY + 10];
  size_t count, most;
} taken;

static sd_status take(void *context, const standing *s, sd_error *error) {
  taken *t = context;
  (void)error;
  if (t->count == t->most) return SD_REFUSED;
  t->rows[t->count++] = *s;
  return SD_OK;
}

static sd_status add_line(void *context, const list_line *line, sd_error *error) {
  (void)error;
  *(int64_t *)context += line->amount_fen;
  return SD_OK;
}

static const list_run *stored(fixture *f) {
  list_run *run = NULL;
  sd_error error = {0};
  import_many(f, MANY);
  require(run_compute(f->registry, &f->request, f->arena, &run, &error), &error);
  require(run_store(f->db, run, "王经办", RUN_US, &error), &error);
  return run;
}

static void says_what_the_run_decided(void **state) {
  fixture *f = *state;
  sd_error error = {0};
  const list_run *run = stored(f);
  static taken all;
  all = (taken){.most = MANY + 10};
  require(list_each_standing(f->db, run->id, TEXT(""), take, &all, &error), &error);
  assert_int_equal(all.count, run->decision_count);
  int64_t sum = 0, lines = 0;
  for (size_t i = 0; i < all.count; i++) {
    const standing *s = &all.rows[i];
    const decision *d = &run->decisions[i];
    CHECK_ROW(d->code, strcmp(s->decided.code, d->code) == 0 && s->decided.status == d->status);
    CHECK_ROW(d->code, s->granted == (d->status == DECISION_MET) && !s->settled && !s->suspended);
    CHECK_ROW(d->code, s->amount_fen == (s->granted ? d->amount_fen : 0));
    sum += s->amount_fen;
  }
  require(list_each_line(f->db, run->id, false, add_line, &lines, &error), &error);
  assert_true(sum == lines && sum == run->counts.amount_fen && sum > 0);
}

static void goes_on_behind_any_code(void **state) {
  fixture *f = *state;
  sd_error error = {0};
  const list_run *run = stored(f);
  static taken some;
  /* At the beginning, inside of a part, at its last line and its first, near the end. */
  static const size_t places[] = {0, 1, 300, 510, 511, 512, 1000, 1500};
  for (size_t i = 0; i < COUNT_OF(places); i++) {
    const decision *d = &run->decisions[places[i]];
    some = (taken){.most = 3};
    sd_status status = list_each_standing(f->db, run->id, text_of(d->code), take, &some, &error);
    size_t left = run->decision_count - places[i] - 1;
    CHECK_ROW(d->code, some.count == (left < 3 ? left : 3));
    CHECK_ROW(d->code, status == (left > 3 ? SD_REFUSED : SD_OK));
    for (size_t k = 0; k < some.count; k++) {
      CHECK_ROW(d->code,
                strcmp(some.rows[k].decided.code, run->decisions[places[i] + 1 + k].code) == 0);
    }
  }
  assert_int_equal(list_each_standing(f->db, 99, TEXT(""), take, &some, &error), SD_NOT_FOUND);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(says_what_the_run_decided, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(goes_on_behind_any_code, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
