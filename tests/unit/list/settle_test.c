/* The tables of tests/list/settlement.amount-cases in many orders, and properties of a large set.
 */
#include "list/settle.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/random.h"
#include "support/table.h"

enum { MANY = 32, WORD_MAX = 96, SHUFFLES = 12 };

typedef struct case_award {
  char words[10][WORD_MAX];
  int word_count;
} case_award;

/* A case as it stands in the file; the set is made anew for each order. */
typedef struct settle_case {
  char name[128];
  relation relations[MANY];
  ceiling ceilings[MANY];
  size_t relation_count, ceiling_count, item_count, list_count, award_count;
  item_version items[MANY];
  struct {
    char item[WORD_MAX];
    int32_t year;
  } lists[MANY];
  case_award awards[MANY];
  arena *arena;
  settle_set set;
  sd_status status;
} settle_case;

static int64_t yuan(const char *word) {
  int64_t fen;
  if (!money_parse(text_of(word), &fen)) fail_msg("no amount: %s", word);
  return fen;
}

static text keep(settle_case *c, const char *word) {
  return arena_copy(c->arena, text_of(strcmp(word, "-") == 0 ? "" : word));
}

static int word_in(const char *word, const char *const *words) {
  for (int i = 0; words[i] != NULL; i++) {
    if (strcmp(word, words[i]) == 0) return i;
  }
  fail_msg("no such word: %s", word);
  return 0;
}

/* --- Reading --- */

static int split(char *line, char words[][WORD_MAX], int most) {
  int count = 0;
  for (char *word = strtok_r(line, " ", &line); word != NULL && count < most;
       word = strtok_r(NULL, " ", &line)) {
    snprintf(words[count++], WORD_MAX, "%s", word);
  }
  return count;
}

static void read_relation(settle_case *c, char words[][WORD_MAX]) {
  static const char *const windows[] = {
      "same-year", "same-type", "same-matter", "same-project", "same-legal-representative", NULL};
  static const char *const laters[] = {"-", "nothing", "difference", NULL};
  relation *r = &c->relations[c->relation_count++];
  *r = (relation){.first = keep(c, words[1]),
                  .second = keep(c, words[2]),
                  .window = (relation_window)word_in(words[4], windows),
                  .key = keep(c, words[5]),
                  .later = (relation_later)word_in(words[6], laters),
                  .ceiling_fen = strcmp(words[7], "-") == 0 ? 0 : yuan(words[7])};
  while (strcmp(relation_kind_name(r->kind), words[3]) != 0) r->kind++;
}

static void read_ceiling(settle_case *c, char words[][WORD_MAX]) {
  for (char *plus; (plus = strchr(words[2], '+')) != NULL;) *plus = ' ';
  c->ceilings[c->ceiling_count++] =
      (ceiling){.id = keep(c, words[1]),
                .items = keep(c, words[2]),
                .holder = keep(c, strcmp(words[3], "subject") == 0 ? "-" : words[3]),
                .limit_fen = strcmp(words[4], "-") == 0 ? 0 : yuan(words[4]),
                .attribute = keep(c, words[5]),
                .share_ppm = 1000000};
}

static void read_factor(item_version *v, char *value, bool points) {
  char *colon = strchr(value, ':');
  *colon++ = '\0';
  v->money.basis = points ? ITEM_BASIS_POINTS : ITEM_BASIS_RATE;
  v->money.factor.max = points ? yuan(value) : strtoll(value, NULL, 10);
  v->money.factor.step = points ? yuan(colon) : strtoll(colon, NULL, 10);
}

static void read_item(settle_case *c, char words[][WORD_MAX], int count) {
  static const char *const units[] = {"fen", "yuan", "1000yuan", "wan", NULL};
  item_version *v = &c->items[c->item_count++];
  *v = (item_version){.id = keep(c, words[1]),
                      .budget_line = TEXT(""),
                      .amount_decision = TEXT("金额"),
                      .pro_rata_when_short = true,
                      .money = {.mode = ROUNDING_DOWN, .type = TEXT("")}};
  for (int i = 2; i < count; i++) {
    char *value = strchr(words[i], '=');
    *value++ = '\0';
    const char *key = words[i];
    if (strcmp(key, "cap") == 0) v->amount_cap_fen = yuan(value);
    if (strcmp(key, "unit") == 0) v->money.unit = (money_unit)word_in(value, units);
    if (strcmp(key, "rate") == 0) read_factor(v, value, false);
    if (strcmp(key, "points") == 0) read_factor(v, value, true);
    if (strcmp(key, "order") == 0) v->money.scale_then_cap = value[0] == 's';
    if (strcmp(key, "rest") == 0) v->money.spread = strcmp(value, "spread") == 0;
    if (strcmp(key, "type") == 0) v->money.type = keep(c, value);
    if (strcmp(key, "advance") == 0) v->money.advance_ppm = strtoll(value, NULL, 10);
    if (strcmp(key, "short") == 0) v->pro_rata_when_short = strcmp(value, "stop") != 0;
    if (strcmp(key, "budget") == 0) {
      char *colon = strchr(value, ':');
      *colon++ = '\0';
      v->budget_line = keep(c, value);
      v->budget_total_fen = yuan(colon);
    }
  }
}

/* --- Making the set --- */

static size_t list_of(const settle_case *c, const char *word) {
  char item[WORD_MAX];
  snprintf(item, sizeof item, "%s", word);
  char *at = strchr(item, '@');
  int year = 0;
  if (at != NULL) {
    *at++ = '\0';
    year = (int)strtol(at, NULL, 10);
  }
  for (size_t i = 0; i < c->list_count; i++) {
    if (strcmp(c->lists[i].item, item) == 0 && (year == 0 || c->lists[i].year == year)) return i;
  }
  fail_msg("%s: no list %s", c->name, word);
  return 0;
}

static const item_version *version_of(const settle_case *c, const char *item) {
  for (size_t i = 0; i < c->item_count; i++) {
    if (text_is(c->items[i].id, item)) return &c->items[i];
  }
  fail_msg("%s: no item %s", c->name, item);
  return NULL;
}

static void read_award_words(settle_case *c, const case_award *row, award *w) {
  text *keys = ARENA_ARRAY(c->arena, text, c->set.key_count);
  text *holders = ARENA_ARRAY(c->arena, text, c->ceiling_count);
  int64_t *figures = ARENA_ARRAY(c->arena, int64_t, c->ceiling_count);
  award_cap *caps = ARENA_ARRAY(c->arena, award_cap, 4);
  for (size_t i = 0; i < c->set.key_count; i++) keys[i] = TEXT("");
  for (size_t i = 0; i < c->ceiling_count; i++) {
    figures[i] = SETTLE_NO_FIGURE;
    holders[i] = TEXT("");
  }
  for (int i = 4; i < row->word_count; i++) {
    char word[WORD_MAX];
    snprintf(word, sizeof word, "%s", row->words[i]);
    char *value = strchr(word, '='), *colon = value == NULL ? NULL : strrchr(value, ':');
    if (value == NULL) {
      w->fixed = true;
      w->amount_fen = w->quantity;
      continue;
    }
    *value++ = '\0';
    if (strcmp(word, "excluded") == 0) w->reasons = keep(c, value);
    if (strcmp(word, "held") == 0) w->missing = keep(c, value);
    if (strcmp(word, "bound") == 0) {
      *colon++ = '\0';
      caps[w->cap_count++] = (award_cap){keep(c, value), yuan(colon)};
    }
    for (size_t k = 0; k < c->ceiling_count; k++) {
      if (text_is(c->ceilings[k].holder, word)) holders[k] = keep(c, value);
      if (strcmp(word, "figure") == 0 && strncmp(value, c->ceilings[k].id.data, 3) == 0) {
        figures[k] = yuan(colon + 1);
      }
    }
    size_t key = settle_key_index(&c->set, text_of(word));
    if (key != SIZE_MAX) keys[key] = keep(c, value);
  }
  w->keys = keys;
  w->holders = holders;
  w->figures = figures;
  w->caps = caps;
}

static void make_set(settle_case *c, relation_table *relations, ceiling_table *ceilings) {
  *relations = (relation_table){.rows = c->relations, .count = c->relation_count};
  *ceilings = (ceiling_table){.rows = c->ceilings, .count = c->ceiling_count};
  text *keys = ARENA_ARRAY(c->arena, text, MANY);
  c->set = (settle_set){.lists = ARENA_ARRAY(c->arena, settle_list, c->list_count + 1),
                        .awards = ARENA_ARRAY(c->arena, award, c->award_count + 1),
                        .list_count = c->list_count,
                        .award_count = c->award_count,
                        .relations = relations,
                        .keys = keys,
                        .ceilings = ceilings};
  for (size_t i = 0; i < c->relation_count; i++) {
    text key = c->relations[i].key;
    if (key.size != 0 && settle_key_index(&c->set, key) == SIZE_MAX) keys[c->set.key_count++] = key;
  }
  for (size_t i = 0; i < c->list_count; i++) {
    const item_version **versions = ARENA_ARRAY(c->arena, const item_version *, 1);
    versions[0] = version_of(c, c->lists[i].item);
    c->set.lists[i] = (settle_list){.id = 100 - (int64_t)i,
                                    .item = versions[0]->id,
                                    .versions = versions,
                                    .version_count = 1,
                                    .data_year = c->lists[i].year,
                                    .award_year = 2025};
  }
  for (size_t i = 0; i < c->award_count; i++) {
    const case_award *row = &c->awards[i];
    award *w = &c->set.awards[i];
    *w = (award){.code = keep(c, row->words[1]),
                 .list = (uint32_t)list_of(c, row->words[2]),
                 .quantity = yuan(row->words[3]),
                 .reasons = TEXT(""),
                 .missing = TEXT("")};
    read_award_words(c, row, w);
  }
}

static void shuffle_set(settle_set *set, random_source *r) {
  for (size_t i = set->award_count; i > 1; i--) {
    size_t k = random_below(r, i);
    award kept = set->awards[i - 1];
    set->awards[i - 1] = set->awards[k];
    set->awards[k] = kept;
  }
  for (size_t i = set->list_count; i > 1; i--) {
    size_t k = random_below(r, i);
    settle_list kept = set->lists[i - 1];
    set->lists[i - 1] = set->lists[k];
    set->lists[k] = kept;
    for (size_t j = 0; j < set->award_count; j++) {
      uint32_t *list = &set->awards[j].list;
      *list = *list == i - 1 ? (uint32_t)k : *list == k ? (uint32_t)(i - 1) : *list;
    }
  }
}

/* --- Checking --- */

static const award *award_of(const settle_case *c, const char *code, const char *item) {
  const char *at = strchr(item, '@');
  size_t size = at == NULL ? strlen(item) : (size_t)(at - item);
  for (size_t i = 0; i < c->set.award_count; i++) {
    const award *w = &c->set.awards[i];
    const settle_list *l = &c->set.lists[w->list];
    if (!w->fixed && text_is(w->code, code) && text_equal(l->item, (text){item, size}) &&
        (at == NULL || l->data_year == strtol(at + 1, NULL, 10))) {
      return w;
    }
  }
  fail_msg("%s: no award of %s for %s", c->name, code, item);
  return NULL;
}

static void check_gets(const settle_case *c, char words[][WORD_MAX], int count) {
  const award *w = award_of(c, words[1], words[2]);
  if (w->amount_fen != yuan(words[3])) {
    fail_msg("%s: %s gets %lld fen for %s", c->name, words[1], (long long)w->amount_fen, words[2]);
  }
  award_state state = AWARD_GRANTED;
  for (int i = 4; i < count; i++) {
    if (strcmp(words[i], "nothing") == 0) state = AWARD_NOTHING;
    if (strcmp(words[i], "excluded") == 0) state = AWARD_EXCLUDED;
    if (strcmp(words[i], "held") == 0) state = AWARD_HELD;
    if (strncmp(words[i], "advance=", 8) == 0) {
      CHECK_ROW(c->name, w->advance_fen == yuan(words[i] + 8));
    }
    if (strcmp(words[i], "by") == 0) {
      CHECK_ROW(c->name, w->step_count != 0);
      text by = w->steps[w->step_count - 1].by;
      if (!text_is(by, words[i + 1])) fail_msg("%s: by %.*s", c->name, TEXT_ARG(by));
    }
  }
  CHECK_ROW(c->name, w->state == state);
}

static void check_steps(const settle_case *c, char words[][WORD_MAX], int count) {
  const award *w = award_of(c, words[1], words[2]);
  char shown[600] = "", expected[600] = "", amount[MONEY_TEXT_SIZE];
  for (size_t i = 0; i < w->step_count; i++) {
    money_format_plain(w->steps[i].after_fen, amount);
    size_t used = strlen(shown);
    snprintf(shown + used, sizeof shown - used, " %.*s=%s", TEXT_ARG(w->steps[i].by), amount);
  }
  for (int i = 3; i < count; i++) {
    size_t used = strlen(expected);
    snprintf(expected + used, sizeof expected - used, " %s", words[i]);
  }
  CHECK_ROW_TEXT(c->name, shown, expected);
}

/* Lines of the case that follow `settle`: what must hold. */
static void check_lines(const settle_case *c, const char *lines) {
  char copy[8000], words[12][WORD_MAX], *rest = copy;
  snprintf(copy, sizeof copy, "%s", lines);
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
    int count = split(line, words, 12);
    if (count == 0) continue;
    if (strcmp(words[0], "refused") == 0) {
      CHECK_ROW(c->name, c->status == SD_REFUSED || c->status == SD_INVALID);
      return;
    }
    bool is_check = strcmp(words[0], "gets") == 0 || strcmp(words[0], "steps") == 0;
    CHECK_ROW(c->name, !is_check || c->status == SD_OK);
    if (strcmp(words[0], "gets") == 0) check_gets(c, words, count);
    if (strcmp(words[0], "steps") == 0) check_steps(c, words, count);
  }
}

static void take_line(settle_case *c, char *line) {
  char words[12][WORD_MAX];
  int count = split(line, words, 12);
  if (count == 0) return;
  if (strcmp(words[0], "relation") == 0) read_relation(c, words);
  if (strcmp(words[0], "ceiling") == 0) read_ceiling(c, words);
  if (strcmp(words[0], "item") == 0) read_item(c, words, count);
  if (strcmp(words[0], "list") == 0) {
    snprintf(c->lists[c->list_count].item, WORD_MAX, "%s", words[1]);
    c->lists[c->list_count++].year = (int32_t)strtol(words[2], NULL, 10);
  }
  if (strcmp(words[0], "award") == 0) {
    case_award *row = &c->awards[c->award_count++];
    memcpy(row->words, words, sizeof row->words);
    row->word_count = count;
  }
}

static void settle_in_orders(settle_case *c, const char *lines) {
  random_source r;
  random_init(&r, 31);
  for (int order = 0; order < SHUFFLES; order++) {
    relation_table relations;
    ceiling_table ceilings;
    make_set(c, &relations, &ceilings);
    if (order != 0) shuffle_set(&c->set, &r);
    sd_error error = {0};
    c->status = settle_awards(&c->set, c->arena, &error);
    check_lines(c, lines);
  }
}

static void run_case(const char *name, const char *body) {
  static settle_case c;
  c = (settle_case){.arena = arena_create(0)};
  snprintf(c.name, sizeof c.name, "%s", name);
  char *copy = arena_copy_string(c.arena, body);
  for (char *line; (line = strsep(&copy, "\n")) != NULL;) take_line(&c, line);
  settle_in_orders(&c, body);
  arena_destroy(c.arena);
}

static void settles_as_the_cases_say(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text content;
  assert_int_equal(file_read("tests/list/settlement.amount-cases", 1 << 20, a, &content, NULL),
                   SD_OK);
  size_t cases = 0;
  for (char *at = strstr(content.data, "\ncase "); at != NULL; cases++) {
    at += 6;
    char *next = strstr(at, "\ncase "), *end = strchr(at, '\n');
    size_t size = next == NULL ? strlen(end) : (size_t)(next - end);
    text name = arena_copy(a, (text){at, (size_t)(end - at)});
    run_case(name.data, arena_copy(a, (text){end, size}).data);
    at = next;
  }
  assert_true(cases >= 20);
  arena_destroy(a);
}

/* --- A large set --- */

enum { SUBJECTS = 400, ITEMS = 4 };

static const item_version LARGE[ITEMS] = {
    {.id = TEXT("a"),
     .amount_decision = TEXT("x"),
     .budget_line = TEXT("A"),
     .budget_total_fen = 40000000,
     .pro_rata_when_short = true,
     .amount_cap_fen = 600000},
    {.id = TEXT("b"),
     .amount_decision = TEXT("x"),
     .budget_line = TEXT("B"),
     .budget_total_fen = 50000000,
     .pro_rata_when_short = true,
     .money = {.basis = ITEM_BASIS_RATE, .factor = {.max = 500000, .step = 1000}}},
    {.id = TEXT("c"),
     .amount_decision = TEXT("x"),
     .budget_line = TEXT("C"),
     .budget_total_fen = 70000000,
     .pro_rata_when_short = true,
     .money = {.scale_then_cap = true, .spread = true}},
    {.id = TEXT("d"),
     .amount_decision = TEXT("x"),
     .budget_line = TEXT(""),
     .money = {.unit = MONEY_UNIT_YUAN}},
};

static void draw_set(settle_set *set, arena *a, const relation_table *relations,
                     const ceiling_table *ceilings) {
  static const item_version *const VERSIONS[ITEMS] = {&LARGE[0], &LARGE[1], &LARGE[2], &LARGE[3]};
  random_source r;
  random_init(&r, 77);
  *set = (settle_set){.lists = ARENA_ARRAY(a, settle_list, ITEMS),
                      .awards = ARENA_ARRAY(a, award, SUBJECTS * ITEMS),
                      .list_count = ITEMS,
                      .relations = relations,
                      .ceilings = ceilings};
  for (size_t k = 0; k < ITEMS; k++) {
    set->lists[k] = (settle_list){.id = (int64_t)k + 1,
                                  .item = LARGE[k].id,
                                  .versions = &VERSIONS[k],
                                  .version_count = 1,
                                  .data_year = 2024,
                                  .award_year = 2025};
  }
  for (int i = 0; i < SUBJECTS; i++) {
    char code[16];
    snprintf(code, sizeof code, "c%05d", i);
    text kept = arena_copy(a, text_of(code));
    for (uint32_t k = 0; k < ITEMS; k++) {
      if (!random_chance(&r, 3, 4)) continue;
      bool fixed = random_chance(&r, 1, 8);
      int64_t quantity = random_between(&r, 0, 900000);
      set->awards[set->award_count++] = (award){.code = kept,
                                                .list = k,
                                                .quantity = quantity,
                                                .fixed = fixed,
                                                .amount_fen = fixed ? quantity / 2 : 0,
                                                .reasons = TEXT(""),
                                                .missing = TEXT("")};
    }
  }
}

static int64_t sum_of(const settle_set *set, const char *item, bool fixed) {
  int64_t sum_fen = 0;
  for (size_t i = 0; i < set->award_count; i++) {
    const award *w = &set->awards[i];
    if (text_is(set->lists[w->list].item, item) && w->fixed == fixed) sum_fen += w->amount_fen;
  }
  return sum_fen;
}

static void check_invariants(const settle_set *set, int64_t ceiling_fen) {
  assert_int_equal(sum_of(set, "a", false) + sum_of(set, "a", true), 40000000);
  assert_true(sum_of(set, "b", false) + sum_of(set, "b", true) <= 50000000);
  assert_true(sum_of(set, "c", false) + sum_of(set, "c", true) <= 70000000);
  for (size_t begin = 0, end; begin < set->award_count; begin = end) {
    int64_t new_fen = 0, old_fen = 0, of[ITEMS] = {0};
    for (end = begin; end < set->award_count; end++) {
      const award *w = &set->awards[end];
      if (!text_equal(w->code, set->awards[begin].code)) break;
      *(w->fixed ? &old_fen : &new_fen) += w->amount_fen;
      of[set->lists[w->list].item.data[0] - 'a'] += w->fixed ? 0 : w->amount_fen;
      if (w->fixed || w->step_count == 0) continue;
      assert_int_equal(w->steps[w->step_count - 1].after_fen, w->amount_fen);
    }
    assert_true(new_fen == 0 || new_fen + old_fen <= ceiling_fen);
    assert_true(of[2] == 0 || of[3] == 0);
  }
}

/* Budgets, ceilings and exclusions hold; a lower ceiling gives nobody more in all; every order of
 * lists and awards gives the same. */
static void holds_what_was_promised(void **state) {
  (void)state;
  static const relation RELATIONS[] = {
      {.first = TEXT("a"), .second = TEXT("b"), .kind = RELATION_DIFFERENCE, .key = TEXT("")},
      {.first = TEXT("c"), .second = TEXT("d"), .kind = RELATION_EXCLUSIVE, .key = TEXT("")}};
  static const relation_table TABLE = {.rows = RELATIONS, .count = 2};
  int64_t before_fen = INT64_MAX;
  for (int64_t ceiling_fen = 1500000; ceiling_fen >= 900000; ceiling_fen -= 300000) {
    const ceiling ceilings[] = {{.id = TEXT("year"),
                                 .items = TEXT("d c b a"),
                                 .holder = TEXT(""),
                                 .attribute = TEXT(""),
                                 .limit_fen = ceiling_fen}};
    const ceiling_table ceiling_rows = {.rows = ceilings, .count = 1};
    arena *a = arena_create(0);
    settle_set set, other;
    random_source r;
    random_init(&r, (uint64_t)ceiling_fen);
    draw_set(&set, a, &TABLE, &ceiling_rows);
    draw_set(&other, a, &TABLE, &ceiling_rows);
    shuffle_set(&other, &r);
    assert_int_equal(settle_awards(&set, a, NULL), SD_OK);
    assert_int_equal(settle_awards(&other, a, NULL), SD_OK);
    check_invariants(&set, ceiling_fen);
    int64_t sum_fen = 0;
    for (size_t i = 0; i < set.award_count; i++) {
      assert_true(text_equal(set.awards[i].code, other.awards[i].code));
      assert_int_equal(set.awards[i].amount_fen, other.awards[i].amount_fen);
      assert_int_equal(set.awards[i].step_count, other.awards[i].step_count);
      sum_fen += set.awards[i].fixed ? 0 : set.awards[i].amount_fen;
    }
    assert_true(sum_fen <= before_fen);
    before_fen = sum_fen;
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(settles_as_the_cases_say),
                                     cmocka_unit_test(holds_what_was_promised)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
