/* Draws by lot: known numbers, every result once, all of them as likely, any order of asking. */
#include "audit/draw.h"

#include "support/table.h"

static sm3_digest seed_of(const char *source) {
  sm3_digest seed;
  assert_true(sm3_of(text_of(source), &seed));
  return seed;
}

/* The first number is made of the first eight bytes of the block that the header describes. */
static void follows_from_the_seed(void **state) {
  (void)state;
  sm3_digest seed = seed_of("a"), block;
  unsigned char source[13 + SM3_SIZE + 16] = "sudui-draw-1";
  memcpy(source + 13, seed.bytes, SM3_SIZE);
  memset(source + 13 + SM3_SIZE, 0, 16);
  assert_true(sm3_of((text){(const char *)source, sizeof source}, &block));
  uint64_t first = 0, found;
  for (int i = 0; i < 8; i++) first = first << 8 | block.bytes[i];
  draw_source d;
  draw_begin(&d, &seed, 0);
  assert_true(draw_below(&d, UINT64_MAX, &found));
  assert_true(found == first % UINT64_MAX);
  draw_begin(&d, &seed, 1);
  assert_true(draw_below(&d, UINT64_MAX, &found) && found != first);
}

static void draws_each_at_most_once(void **state) {
  (void)state;
  static const struct {
    const char *name;
    size_t population, count;
    sd_status status;
  } cases[] = {{"one of one", 1, 1, SD_OK},      {"none", 5, 0, SD_OK},
               {"all", 50, 50, SD_OK},           {"some", 1000, 37, SD_OK},
               {"too many", 10, 11, SD_INVALID}, {"of none", 0, 1, SD_INVALID}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    uint32_t places[1000], drawn[1000];
    bool seen[1000] = {false};
    sm3_digest seed = seed_of(cases[i].name);
    draw_source d;
    draw_begin(&d, &seed, 0);
    sd_status status = draw_some(&d, cases[i].population, cases[i].count, places, drawn, NULL);
    CHECK_ROW(cases[i].name, status == cases[i].status);
    for (size_t k = 0; status == SD_OK && k < cases[i].count; k++) {
      CHECK_ROW(cases[i].name, drawn[k] < cases[i].population && !seen[drawn[k]]);
      seen[drawn[k]] = true;
    }
  }
}

/* 2 of 5 in order are 20 results; of 20,000 draws each should be found 1,000 times, with a standard
 * deviation of 31: within five of them. */
static void all_results_are_as_likely(void **state) {
  (void)state;
  int found[5][5] = {{0}};
  for (int i = 0; i < 20000; i++) {
    char name[32];
    uint32_t places[5], drawn[2];
    snprintf(name, sizeof name, "seed %d", i);
    sm3_digest seed = seed_of(name);
    draw_source d;
    draw_begin(&d, &seed, 0);
    assert_int_equal(draw_some(&d, 5, 2, places, drawn, NULL), SD_OK);
    found[drawn[0]][drawn[1]]++;
  }
  for (int a = 0; a < 5; a++) {
    for (int b = 0; b < 5; b++) {
      if (a == b) assert_int_equal(found[a][b], 0);
      if (a != b) assert_in_range(found[a][b], 845, 1155);
    }
  }
}

/* A bound just above half of 2^64 has nearly half of the numbers passed over, and none of them
 * wrapped: all results stay below it. */
static void passes_over_the_incomplete_multiple(void **state) {
  (void)state;
  uint64_t below = UINT64_C(0x8000000000000001), number;
  sm3_digest seed = seed_of("b");
  draw_source d;
  int high = 0;
  draw_begin(&d, &seed, 0);
  for (int i = 0; i < 2000; i++) {
    assert_true(draw_below(&d, below, &number));
    assert_true(number < below);
    high += number >= below / 2;
  }
  assert_in_range(high, 888, 1112);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(follows_from_the_seed),
                                     cmocka_unit_test(draws_each_at_most_once),
                                     cmocka_unit_test(all_results_are_as_likely),
                                     cmocka_unit_test(passes_over_the_incomplete_multiple)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
