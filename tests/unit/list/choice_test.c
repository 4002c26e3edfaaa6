/* The tables of tests/list/relations.amount-cases; and random sets against a plain enumeration. */
#include "list/choice.h"

#include "base/file.h"
#include "base/money.h"
#include "base/random.h"
#include "support/table.h"

enum { AWARDS_MAX = 24, LINKS_MAX = 64, WORD_MAX = 64 };

typedef struct choice_case {
  char name[128];
  char names[AWARDS_MAX][WORD_MAX];
  choice_award awards[AWARDS_MAX];
  size_t count;
  choice_link links[LINKS_MAX];
  size_t link_count;
  bool made;
} choice_case;

static int64_t yuan(const char *word) {
  int64_t fen;
  if (!money_parse(text_of(word), &fen)) fail_msg("no amount: %s", word);
  return fen;
}

static size_t award_named(const choice_case *c, const char *name) {
  for (size_t i = 0; i < c->count; i++) {
    if (strcmp(c->names[i], name) == 0) return i;
  }
  fail_msg("%s: no award %s", c->name, name);
  return 0;
}

static void read_link(choice_case *c, const char *line) {
  char first[WORD_MAX], second[WORD_MAX], kind[WORD_MAX], more[2][WORD_MAX] = {"", ""};
  assert_true(
      sscanf(line, "link %63s %63s %63s %63s %63s", first, second, kind, more[0], more[1]) >= 3);
  choice_link *l = &c->links[c->link_count++];
  *l = (choice_link){.first = award_named(c, first), .second = award_named(c, second)};
  bool known = false;
  for (int k = RELATION_ADDITIVE; k <= RELATION_TOP_UP; k++) {
    if (strcmp(kind, relation_kind_name((relation_kind)k)) != 0) continue;
    l->kind = (relation_kind)k;
    known = true;
  }
  CHECK_ROW(c->name, known);
  for (int i = 0; i < 2; i++) {
    if (strcmp(more[i], "later=nothing") == 0) l->later = RELATION_LATER_NOTHING;
    if (strcmp(more[i], "later=difference") == 0) l->later = RELATION_LATER_DIFFERENCE;
    if (strncmp(more[i], "ceiling=", 8) == 0) l->ceiling_fen = yuan(more[i] + 8);
  }
}

static void check_award(choice_case *c, const char *line) {
  char name[WORD_MAX], amount[WORD_MAX], with[WORD_MAX] = "";
  assert_true(sscanf(line, "gets %63s %63s with=%63s", name, amount, with) >= 2);
  if (!c->made) assert_true(choice_make(c->awards, c->count, c->links, c->link_count));
  c->made = true;
  const choice_award *a = &c->awards[award_named(c, name)];
  int64_t gets_fen = a->is_taken ? a->amount_fen - a->reduction_fen : 0;
  if (gets_fen != yuan(amount)) {
    fail_msg("%s: %s gets %lld fen", c->name, name, (long long)gets_fen);
  }
  if (gets_fen != a->amount_fen) CHECK_ROW(c->name, a->because < c->link_count);
  if (with[0] == '\0') return;
  int64_t expected_fen = strcmp(with, "none") == 0 ? -1 : yuan(with);
  if (a->with_fen != expected_fen) {
    fail_msg("%s: with %s at best %lld fen", c->name, name, (long long)a->with_fen);
  }
}

static void take_line(choice_case *c, const char *line) {
  char name[WORD_MAX], amount[WORD_MAX], given[WORD_MAX] = "";
  if (sscanf(line, "award %63s %63s %63s", name, amount, given) >= 2) {
    snprintf(c->names[c->count], WORD_MAX, "%s", name);
    c->awards[c->count++] =
        (choice_award){.amount_fen = yuan(amount), .fixed = strcmp(given, "given") == 0};
  } else if (strncmp(line, "link ", 5) == 0) {
    read_link(c, line);
  } else if (strncmp(line, "gets ", 5) == 0) {
    check_award(c, line);
  } else if (line[0] != '\0' && line[0] != '#') {
    fail_msg("cannot be read: %s", line);
  }
}

static void chooses_as_the_cases_say(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text content;
  assert_int_equal(file_read("tests/list/relations.amount-cases", 1 << 20, a, &content, NULL),
                   SD_OK);
  char *rest = arena_copy_string(a, content.data);
  static choice_case c;
  size_t cases = 0;
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
    if (strncmp(line, "case ", 5) != 0) {
      take_line(&c, line);
      continue;
    }
    c = (choice_case){.name = ""};
    snprintf(c.name, sizeof c.name, "%s", line + 5);
    cases++;
  }
  assert_true(cases >= 20);
  arena_destroy(a);
}

/* The largest total of awards of which no two are linked, by plain enumeration. */
static int64_t best_total(const choice_award *awards, size_t count, const choice_link *links,
                          size_t link_count) {
  int64_t best_fen = 0;
  for (uint32_t mask = 0; mask < UINT32_C(1) << count; mask++) {
    int64_t total_fen = 0;
    bool allowed = true;
    for (size_t i = 0; i < count; i++) total_fen += (mask >> i & 1) != 0 ? awards[i].amount_fen : 0;
    for (size_t i = 0; i < link_count; i++) {
      allowed &= (mask >> links[i].first & mask >> links[i].second & 1) == 0;
    }
    if (allowed && total_fen > best_fen) best_fen = total_fen;
  }
  return best_fen;
}

static void finds_the_optimum(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 21);
  for (int set = 0; set < 2000; set++) {
    choice_award awards[AWARDS_MAX] = {0}, reversed[AWARDS_MAX] = {0};
    choice_link links[LINKS_MAX], mirrored[LINKS_MAX];
    size_t count = 2 + random_below(&r, 8), link_count = random_below(&r, 12);
    for (size_t i = 0; i < count; i++) awards[i].amount_fen = random_between(&r, 0, 50);
    for (size_t i = 0; i < link_count; i++) {
      size_t first = random_below(&r, count);
      size_t second = (first + 1 + random_below(&r, count - 1)) % count;
      links[i] = (choice_link){
          .first = first, .second = second, .kind = (relation_kind)(1 + random_below(&r, 2))};
      mirrored[link_count - 1 - i] =
          (choice_link){.first = second, .second = first, .kind = links[i].kind};
    }
    assert_true(choice_make(awards, count, links, link_count));
    memcpy(reversed, awards, sizeof awards);
    assert_true(choice_make(reversed, count, mirrored, link_count));
    int64_t total_fen = 0;
    for (size_t i = 0; i < count; i++) {
      total_fen += awards[i].is_taken ? awards[i].amount_fen - awards[i].reduction_fen : 0;
      assert_int_equal(awards[i].is_taken, reversed[i].is_taken);
      assert_true(awards[i].with_fen <= awards[i].best_fen || awards[i].is_taken);
    }
    for (size_t i = 0; i < link_count; i++) {
      assert_false(awards[links[i].first].is_taken && awards[links[i].second].is_taken);
    }
    assert_int_equal(total_fen, best_total(awards, count, links, link_count));
  }
}

/* More than can be compared: a star of 20, where the largest is taken and the others are not. */
static void takes_the_largest_of_too_many(void **state) {
  (void)state;
  choice_award awards[20];
  choice_link links[19];
  for (size_t i = 0; i < 20; i++) {
    awards[i] = (choice_award){.amount_fen = i == 7 ? 500 : 100};
    if (i < 19) {
      links[i] = (choice_link){.first = 7, .second = i < 7 ? i : i + 1, .kind = RELATION_EXCLUSIVE};
    }
  }
  assert_true(choice_make(awards, 20, links, 19));
  for (size_t i = 0; i < 20; i++) assert_int_equal(awards[i].is_taken, i == 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(chooses_as_the_cases_say),
      cmocka_unit_test(finds_the_optimum),
      cmocka_unit_test(takes_the_largest_of_too_many),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
