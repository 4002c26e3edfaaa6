/* Four eyes: every ordering of up to six actions, and names that are one person. */
#include "audit/four_eyes.h"

#include "base/allocator.h"
#include "support/table.h"

enum { USERS = 3, HASHES = 2, LENGTH = 6, NONE = -1 };

typedef enum kind { PROPOSE, CHECK, PERFORM, REFUSE, KINDS } kind;

typedef struct action {
  kind kind;
  int user, hash;
  bool done;
} action;

static const text USER[USERS] = {{"A", 1}, {"B", 1}, {"C", 1}};
static const sm3_digest HASH[HASHES] = {{{1}}, {{2}}};

/* A desk with one subject on it: what a proposal does to the one before is the caller's rule. */
typedef struct desk {
  proposal_state state;
  bool any;
} desk;

static bool apply(desk *d, guarded_operation operation, const action *a) {
  if (a->kind == PROPOSE) {
    if (d->any && stage_is_open(d->state.stage)) {
      if (sm3_equal(&d->state.hash, &HASH[a->hash])) return false;
      if (proposal_step(&d->state, ACT_VOID, USER[a->user], &HASH[a->hash]) != VERDICT_DONE) {
        return false;
      }
    }
    d->any = true;
    d->state = (proposal_state){.operation = operation,
                                .stage = STAGE_PROPOSED,
                                .hash = HASH[a->hash],
                                .maker = USER[a->user],
                                .checker = TEXT("")};
    return true;
  }
  static const proposal_act acts[] = {
      [CHECK] = ACT_CHECK, [PERFORM] = ACT_PERFORM, [REFUSE] = ACT_REFUSE};
  return d->any &&
         proposal_step(&d->state, acts[a->kind], USER[a->user], &HASH[a->hash]) == VERDICT_DONE;
}

/* The invariant, told from the history alone: an effect on a hash had, since the last proposal of
 * any content, a maker and another checker on that hash, and a releaser who is neither. */
static bool effect_is_sound(const action *history, int count, int persons) {
  const action *effect = &history[count - 1];
  int maker = NONE, checker = NONE, hash = NONE;
  for (int i = 0; i < count - 1; i++) {
    const action *a = &history[i];
    if (!a->done) continue;
    if (a->kind == PROPOSE) {
      maker = a->user;
      hash = a->hash;
      checker = NONE;
    } else if (a->kind == CHECK) {
      if (a->hash != hash) return false;
      checker = a->user;
    } else {
      maker = checker = NONE; /* performed or refused: closed */
    }
  }
  return maker != NONE && checker != NONE && maker != checker && effect->hash == hash &&
         (persons == 2 || (effect->user != maker && effect->user != checker));
}

typedef struct search {
  guarded_operation operation;
  action history[LENGTH];
  int64_t orderings, effects;
} search;

static void extend(search *s, const desk *before, int depth) {
  s->orderings++;
  if (depth == LENGTH) return;
  for (int choice = 0; choice < KINDS * USERS * HASHES; choice++) {
    action *a = &s->history[depth];
    *a = (action){.kind = (kind)(choice / (USERS * HASHES)),
                  .user = choice / HASHES % USERS,
                  .hash = choice % HASHES};
    desk d = *before;
    a->done = apply(&d, s->operation, a);
    if (a->done && a->kind == PERFORM) {
      s->effects++;
      if (!effect_is_sound(s->history, depth + 1, operation_persons(s->operation))) {
        fail_msg("%s: an effect without distinct persons on one hash after %d actions",
                 operation_word(s->operation), depth + 1);
      }
    }
    extend(s, &d, depth + 1);
  }
}

/* Whatever comes before the first proposal does nothing, and users and hashes may be renamed: so
 * all orderings are those that begin with "A proposes the first content". */
static void no_effect_without_distinct_persons_on_one_hash(void **state) {
  (void)state;
  static const guarded_operation operations[] = {OPERATION_BUDGET_CHANGE, OPERATION_PAYOUT_RELEASE};
  for (size_t i = 0; i < COUNT_OF(operations); i++) {
    search s = {.operation = operations[i]};
    desk d = {0};
    s.history[0] = (action){.kind = PROPOSE};
    s.history[0].done = apply(&d, s.operation, &s.history[0]);
    assert_true(s.history[0].done);
    extend(&s, &d, 1);
    print_message("%s: %lld orderings, %lld effects, all sound\n", operation_word(s.operation),
                  (long long)s.orderings, (long long)s.effects);
    assert_true(s.orderings > 8000000);
    assert_true(s.effects > 10000); /* the search reaches effects at all */
  }
}

static void the_table_of_operations_is_whole(void **state) {
  (void)state;
  assert_int_equal(OPERATION_COUNT, 8);
  for (int i = 0; i < OPERATION_COUNT; i++) {
    guarded_operation operation = (guarded_operation)i, found;
    const char *word = operation_word(operation);
    assert_true(operation_of_word(text_of(word), &found));
    assert_int_equal(found, operation);
    int persons = operation == OPERATION_PAYOUT_RELEASE ? 3 : 2;
    assert_int_equal(operation_persons(operation), persons);
    assert_true(message_text(LANGUAGE_CHINESE, operation_message(operation))[0] != '\0');
  }
  guarded_operation ignored;
  assert_false(operation_of_word(TEXT("anything"), &ignored));
}

static void names_of_one_person(void **state) {
  (void)state;
  static const struct {
    const char *one, *other;
    bool same;
  } rows[] = {
      {"Director Li", "Director Li", true},
      {"Director Li", "director  LI ", true},
      {"Director Li", "Ｄｉｒｅｃｔｏｒ　Ｌｉ", true},
      {"李主任", "李 主任", true},
      {"李主任", "李\xE2\x80\x8B主任", true}, /* U+200B, zero width space */
      {"李主任", "\xEF\xBB\xBF李主任", true}, /* U+FEFF, byte order mark */
      {"李主任", "李主任\xE2\x80\x8E", true}, /* U+200E, left-to-right mark */
      {"李主任", "李\xEF\xB8\x80主任", true}, /* U+FE00, variation selector */
      {"李主任", "李主任\n", true},
      {"欧阳（财政）", "欧阳(财政)", true},
      {"李主任", "张科长", false},
      {"李主任", "李", false},
      {"", "李主任", true}, /* nobody is never another person */
      {" \xE2\x80\x8B", "李主任", true},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    CHECK_ROW(rows[i].other,
              person_is_same(text_of(rows[i].one), text_of(rows[i].other)) == rows[i].same);
    CHECK_ROW(rows[i].other,
              person_is_same(text_of(rows[i].other), text_of(rows[i].one)) == rows[i].same);
  }
  static char long_name[2001];
  memset(long_name, 'x', sizeof long_name - 1);
  assert_true(person_is_same(text_of(long_name), TEXT("李主任")));
  memory_fail_after(0, true);
  bool same = person_is_same(TEXT("李主任"), TEXT("张科长"));
  memory_fail_after(-1, false);
  assert_false(same); /* however little memory is left */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_effect_without_distinct_persons_on_one_hash),
      cmocka_unit_test(the_table_of_operations_is_whole),
      cmocka_unit_test(names_of_one_person),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
