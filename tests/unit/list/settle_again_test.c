/* Awards that stand, asked again: a table of small cities, each in many orders. */
#include "list/settle.h"

#include "base/arena.h"
#include "base/random.h"
#include "support/table.h"

enum { AWARDS_MAX = 4, SHUFFLES = 10 };

/* Items: 0 "city" (cap 500.00), 1 "district" (no cap), 2 "late" (cap 900.00); amounts in fen. */
typedef struct stands {
  const char *code, *key;
  int item;
  int64_t amount_fen, since;
  bool judged;
  const char *against; /* expected */
  int64_t most_fen;
} stands;

typedef struct again_case {
  const char *name;
  relation_kind kind; /* between city (first) and district (second) */
  relation_window window;
  relation_later later;
  int64_t top_fen, ceiling_fen; /* of a top-up; of all three items together, 0: none */
  bool by_group;                /* the ceiling is per value of the key */
  stands awards[AWARDS_MAX];
} again_case;

#define Y RELATION_SAME_YEAR
#define PROJECT RELATION_SAME_PROJECT
#define ADD RELATION_ADDITIVE
#define EXCL RELATION_EXCLUSIVE
#define NO_LATER RELATION_LATER_UNSTATED

static const again_case CASES[] = {
    {"nothing in the way", ADD, Y, NO_LATER, 0, 0, false, {{"A", "", 0, 400, 1, true, "", 400}}},
    {"above the cap of the item",
     ADD,
     Y,
     NO_LATER,
     0,
     0,
     false,
     {{"A", "", 0, 50001, 1, true, "cap", 50000}}},
    {"the ceiling is used up in the order in which awards came to stand",
     ADD,
     Y,
     NO_LATER,
     0,
     70000,
     false,
     {{"A", "", 0, 50000, 3, true, "ceiling:year", 40000},
      {"A", "", 1, 30000, 5, true, "ceiling:year", 0},
      {"A", "", 2, 30000, 1, true, "", 30000},
      {"B", "", 2, 70000, 2, true, "", 70000}}},
    {"the same, with what others gave first",
     ADD,
     Y,
     NO_LATER,
     0,
     70000,
     false,
     {{"A", "", 0, 45000, 3, true, "ceiling:year", 40000},
      {"A", "", 2, 30000, 1, false, "", 30000}}},
    {"others that came later take nothing from it",
     ADD,
     Y,
     NO_LATER,
     0,
     70000,
     false,
     {{"A", "", 0, 45000, 3, true, "", 45000}, {"A", "", 2, 30000, 4, false, "", 30000}}},
    {"a ceiling of a group counts its other companies",
     ADD,
     Y,
     NO_LATER,
     0,
     70000,
     true,
     {{"A", "g", 0, 45000, 3, true, "ceiling:year", 40000},
      {"B", "g", 2, 30000, 1, true, "", 30000},
      {"C", "h", 2, 70000, 2, true, "", 70000}}},
    {"whose group is not on file",
     ADD,
     Y,
     NO_LATER,
     0,
     70000,
     true,
     {{"A", "", 0, 100, 3, true, "missing:group", 0}}},
    {"exclusive: the later of two has to go",
     EXCL,
     Y,
     NO_LATER,
     0,
     0,
     false,
     {{"A", "", 0, 400, 5, true, "exclusive:district@2024", 0},
      {"A", "", 1, 300, 2, true, "", 300}}},
    {"exclusive, the other way round",
     EXCL,
     Y,
     NO_LATER,
     0,
     0,
     false,
     {{"A", "", 0, 400, 2, true, "", 400}, {"A", "", 1, 300, 5, true, "exclusive:city@2024", 0}}},
    {"exclusive: of two companies in one year nobody",
     EXCL,
     Y,
     NO_LATER,
     0,
     0,
     false,
     {{"A", "", 0, 400, 2, true, "", 400}, {"B", "", 1, 300, 5, true, "", 300}}},
    {"exclusive by project: also of two companies",
     EXCL,
     PROJECT,
     NO_LATER,
     0,
     0,
     false,
     {{"A", "p", 0, 400, 2, true, "", 400},
      {"B", "p", 1, 300, 5, true, "exclusive:city@2024@A", 0},
      {"C", "q", 1, 300, 6, true, "", 300}}},
    {"exclusive, but the later gets the difference",
     EXCL,
     Y,
     RELATION_LATER_DIFFERENCE,
     0,
     0,
     false,
     {{"A", "", 0, 40000, 5, true, "exclusive:district@2024", 20000},
      {"A", "", 1, 30000, 2, true, "", 30000}}},
    {"a difference is asked up to the cap",
     RELATION_DIFFERENCE,
     Y,
     NO_LATER,
     0,
     0,
     false,
     {{"A", "", 0, 40000, 1, true, "", 40000}, {"A", "", 1, 30000, 5, true, "", 30000}}},
    {"a top-up stays below its ceiling",
     RELATION_TOP_UP,
     Y,
     NO_LATER,
     60000,
     0,
     false,
     {{"A", "", 0, 40000, 1, true, "", 40000},
      {"A", "", 1, 30000, 5, true, "top-up:city@2024", 20000}}},
    {"the first of a top-up is not reduced by the second",
     RELATION_TOP_UP,
     Y,
     NO_LATER,
     60000,
     0,
     false,
     {{"A", "", 0, 40000, 5, true, "", 40000}, {"A", "", 1, 30000, 1, true, "", 30000}}},
    {"higher of two, the later at nothing",
     RELATION_HIGHER,
     Y,
     RELATION_LATER_NOTHING,
     0,
     0,
     false,
     {{"A", "", 0, 400, 5, true, "higher-of:district@2024", 0},
      {"A", "", 1, 300, 1, true, "", 300}}},
    {"what leaves least is named",
     EXCL,
     Y,
     NO_LATER,
     0,
     30000,
     false,
     {{"A", "", 0, 50001, 5, true, "exclusive:district@2024", 0},
      {"A", "", 1, 20000, 2, true, "", 20000}}},
};

static const item_version ITEMS[] = {
    {.id = TEXT("city"), .amount_cap_fen = 50000, .money = {.type = TEXT("")}},
    {.id = TEXT("district"), .money = {.type = TEXT("")}},
    {.id = TEXT("late"), .amount_cap_fen = 90000, .money = {.type = TEXT("")}}};
static const item_version *const VERSIONS[] = {&ITEMS[0], &ITEMS[1], &ITEMS[2]};

static size_t make_set(const again_case *row, settle_set *set, arena *a) {
  static const text KEYS[] = {TEXT("project")};
  size_t count = 0;
  set->lists = ARENA_ARRAY(a, settle_list, 3);
  set->awards = ARENA_ARRAY(a, award, AWARDS_MAX);
  set->list_count = 3;
  set->keys = KEYS;
  set->key_count = 1;
  for (size_t i = 0; i < 3; i++) {
    set->lists[i] = (settle_list){.id = (int64_t)i + 1,
                                  .item = ITEMS[i].id,
                                  .versions = &VERSIONS[i],
                                  .version_count = 1,
                                  .data_year = 2024,
                                  .award_year = 2025};
  }
  for (; count < AWARDS_MAX && row->awards[count].code != NULL; count++) {
    const stands *s = &row->awards[count];
    text *keys = ARENA_ARRAY(a, text, 1), *holders = ARENA_ARRAY(a, text, 1);
    keys[0] = holders[0] = text_of(s->key);
    set->awards[count] = (award){.code = text_of(s->code),
                                 .list = (uint32_t)s->item,
                                 .fixed = !s->judged,
                                 .amount_fen = s->amount_fen,
                                 .since = s->since,
                                 .reasons = TEXT(""),
                                 .missing = TEXT(""),
                                 .keys = keys,
                                 .holders = holders};
  }
  set->award_count = count;
  return count;
}

static void shuffle(settle_set *set, random_source *r) {
  for (size_t i = set->award_count; i > 1; i--) {
    size_t k = random_below(r, i);
    award kept = set->awards[i - 1];
    set->awards[i - 1] = set->awards[k];
    set->awards[k] = kept;
  }
}

static void check(const again_case *row, const settle_set *set, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const stands *s = &row->awards[i];
    const award *found = NULL;
    for (size_t k = 0; k < set->award_count; k++) {
      const award *w = &set->awards[k];
      if (text_is(w->code, s->code) && text_equal(set->lists[w->list].item, ITEMS[s->item].id)) {
        found = w;
      }
    }
    CHECK_ROW(row->name, found != NULL);
    CHECK_ROW_TEXT(row->name, found->against.data, s->against);
    CHECK_ROW(row->name, found->most_fen == s->most_fen);
    CHECK_ROW(row->name, found->amount_fen == s->amount_fen);
  }
}

static void asks_as_the_cases_say(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 5);
  for (size_t i = 0; i < COUNT_OF(CASES); i++) {
    const again_case *row = &CASES[i];
    const relation relations[] = {{.first = TEXT("city"),
                                   .second = TEXT("district"),
                                   .kind = row->kind,
                                   .window = row->window,
                                   .key = row->window == PROJECT ? TEXT("project") : TEXT(""),
                                   .later = row->later,
                                   .ceiling_fen = row->top_fen}};
    const ceiling ceilings[] = {{.id = TEXT("year"),
                                 .items = TEXT("city district late"),
                                 .holder = row->by_group ? TEXT("group") : TEXT(""),
                                 .limit_fen = row->ceiling_fen,
                                 .attribute = TEXT("")}};
    const relation_table related = {.rows = relations, .count = 1};
    const ceiling_table limits = {.rows = ceilings, .count = row->ceiling_fen != 0};
    for (int order = 0; order < SHUFFLES; order++) {
      arena *a = arena_create(0);
      settle_set set = {.relations = &related, .ceilings = &limits};
      size_t count = make_set(row, &set, a);
      if (order != 0) shuffle(&set, &r);
      assert_int_equal(settle_again(&set, a, NULL), SD_OK);
      check(row, &set, count);
      arena_destroy(a);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(asks_as_the_cases_say)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
