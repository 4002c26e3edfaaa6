/* The tables of tests/list/pricing.amount-cases, each in every order that a few shuffles give. */
#include "list/pricing.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/random.h"
#include "support/table.h"

enum { CLAIMS_MAX = 16, WORD_MAX = 96, SHUFFLES = 20 };

typedef struct claim_row {
  scale_claim claim;
  char key[WORD_MAX];
  int64_t expected_fen;
} claim_row;

typedef struct pricing_case {
  char name[128];
  item_version rules;
  int64_t budget_fen;
  claim_row rows[CLAIMS_MAX];
  size_t count;
  bool refused, is_short;
  int64_t given_fen, factor; /* factor 0: not looked at */
} pricing_case;

static int64_t yuan(const char *word) {
  int64_t fen;
  if (!money_parse(text_of(word), &fen)) fail_msg("no amount: %s", word);
  return fen;
}

static int choose(const char *word, const char *const *words) {
  for (int i = 0; words[i] != NULL; i++) {
    if (strcmp(word, words[i]) == 0) return i;
  }
  fail_msg("no such word: %s", word);
  return 0;
}

static void read_rule(pricing_case *c, char *line) {
  static const char *const bases[] = {"amount", "rate", "points", NULL};
  static const char *const units[] = {"fen", "yuan", "1000yuan", "wan", NULL};
  static const char *const modes[] = {"half-even", "half-up", "half-down", "up", "down", NULL};
  static const char *const orders[] = {"cap-then-scale", "scale-then-cap", NULL};
  static const char *const rests[] = {"keep", "spread", NULL};
  static const char *const parts[] = {"fen", "unit", NULL};
  static const char *const shorts[] = {"stop", "pro-rata", NULL};
  item_money *m = &c->rules.money;
  for (char *word = strtok_r(line, " ", &line); word != NULL; word = strtok_r(NULL, " ", &line)) {
    char *value = strchr(word, '=');
    if (value == NULL) continue;
    *value++ = '\0';
    bool points = m->basis == ITEM_BASIS_POINTS;
    int64_t number = points ? 0 : strtoll(value, NULL, 10);
    if (strcmp(word, "basis") == 0) m->basis = (item_basis)choose(value, bases);
    if (strcmp(word, "max") == 0) m->factor.max = points ? yuan(value) : number;
    if (strcmp(word, "min") == 0) m->factor.min = points ? yuan(value) : number;
    if (strcmp(word, "step") == 0) m->factor.step = points ? yuan(value) : number;
    if (strcmp(word, "unit") == 0) m->unit = (money_unit)choose(value, units);
    if (strcmp(word, "mode") == 0) m->mode = (rounding)choose(value, modes);
    if (strcmp(word, "order") == 0) m->scale_then_cap = choose(value, orders) == 1;
    if (strcmp(word, "rest") == 0) m->spread = choose(value, rests) == 1;
    if (strcmp(word, "parts") == 0) m->parts_in_units = choose(value, parts) == 1;
    if (strcmp(word, "short") == 0) c->rules.pro_rata_when_short = choose(value, shorts) == 1;
  }
}

static void read_claim(pricing_case *c, const char *line) {
  char quantity[WORD_MAX], reduction[WORD_MAX], ceiling[WORD_MAX], amount[WORD_MAX];
  claim_row *row = &c->rows[c->count++];
  if (sscanf(line, "claim %95s %95s %95s %95s -> %95s", row->key, quantity, reduction, ceiling,
             amount) != 5) {
    fail_msg("cannot be read: %s", line);
  }
  row->claim = (scale_claim){
      .quantity = yuan(quantity),
      .reduction_fen = yuan(reduction),
      .ceiling_fen = strcmp(ceiling, "-") == 0 ? INT64_C(999999999999999) : yuan(ceiling)};
  row->expected_fen = yuan(amount);
}

static void check_order(const pricing_case *c, const size_t *order) {
  scale_claim claims[CLAIMS_MAX];
  for (size_t i = 0; i < c->count; i++) {
    claims[i] = c->rows[order[i]].claim;
    claims[i].key = text_of(c->rows[order[i]].key);
  }
  pricing priced;
  sd_error error = {0};
  const pricing_budget budget = {&c->rules, pricing_unit_fen(&c->rules), c->budget_fen};
  sd_status status = pricing_settle(&budget, claims, c->count, &priced, &error);
  CHECK_ROW(c->name, status == (c->refused ? SD_REFUSED : SD_OK));
  if (c->refused) return;
  for (size_t i = 0; i < c->count; i++) {
    if (claims[i].amount_fen != c->rows[order[i]].expected_fen) {
      fail_msg("%s: %s gets %lld fen", c->name, c->rows[order[i]].key,
               (long long)claims[i].amount_fen);
    }
  }
  CHECK_ROW(c->name, priced.given_fen == c->given_fen && priced.is_short == c->is_short);
  CHECK_ROW(c->name, c->factor == 0 || priced.price.factor == c->factor);
}

static void check_case(const pricing_case *c) {
  size_t order[CLAIMS_MAX];
  random_source r;
  random_init(&r, 11);
  for (size_t i = 0; i < c->count; i++) order[i] = i;
  for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    check_order(c, order);
    for (size_t i = c->count; i > 1; i--) {
      size_t k = random_below(&r, i), kept = order[i - 1];
      order[i - 1] = order[k];
      order[k] = kept;
    }
  }
}

static void take_line(pricing_case *c, char *line) {
  char word[WORD_MAX];
  if (sscanf(line, "budget %95s", word) == 1) {
    c->budget_fen = strcmp(word, "none") == 0 ? PRICING_NO_BUDGET : yuan(word);
  } else if (strncmp(line, "rule ", 5) == 0) {
    read_rule(c, line + 5);
  } else if (strncmp(line, "claim ", 6) == 0) {
    read_claim(c, line);
  } else if (sscanf(line, "gives %95s", word) == 1) {
    c->given_fen = yuan(word);
    c->is_short = strstr(line, "short") != NULL;
    const char *factor = strstr(line, "factor=");
    if (factor != NULL) c->factor = strtoll(factor + 7, NULL, 10);
  } else if (strcmp(line, "refused") == 0) {
    c->refused = true;
  } else if (line[0] != '\0' && line[0] != '#') {
    fail_msg("cannot be read: %s", line);
  }
}

static void gives_what_the_cases_say(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text content;
  assert_int_equal(file_read("tests/list/pricing.amount-cases", 1 << 20, a, &content, NULL), SD_OK);
  char *rest = arena_copy_string(a, content.data);
  pricing_case c = {.name = ""};
  size_t cases = 0;
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
    if (strncmp(line, "case ", 5) != 0) {
      take_line(&c, line);
      continue;
    }
    if (c.name[0] != '\0') check_case(&c);
    c = (pricing_case){.rules = {.pro_rata_when_short = true}};
    snprintf(c.name, sizeof c.name, "%s", line + 5);
    cases++;
  }
  check_case(&c);
  assert_true(cases >= 20);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(gives_what_the_cases_say)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
