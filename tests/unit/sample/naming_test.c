/* Made-up names and codes: valid in form, different from each other, nobody's. */
#include "sample/naming.h"

#include "base/area.h"
#include "base/file.h"
#include "base/map.h"
#include "support/table.h"

enum { SUBJECTS = 40000 };

typedef struct name_set {
  arena *arena;
  map map;
} name_set;

static void set_init(name_set *s) {
  s->arena = arena_create(0);
  map_init(&s->map, s->arena);
}

static void set_add(name_set *s, const char *name) {
  assert_true(map_set(&s->map, arena_copy(s->arena, text_of(name)), s));
}

static void codes_are_valid_and_different(void **state) {
  (void)state;
  size_t count;
  const naming_district *districts = naming_districts(&count);
  name_set seen;
  char code[USCC_LENGTH + 1];
  set_init(&seen);
  for (uint64_t i = 0; i < SUBJECTS; i++) {
    naming_code(&districts[i % count], 20250630, i, code);
    assert_int_equal(uscc_check(text_of(code)), IDENTIFIER_VALID);
    assert_memory_equal(code + 8, "XX", 2); /* a serial that nobody has */
    set_add(&seen, code);
  }
  assert_int_equal(seen.map.count, SUBJECTS);
  arena_destroy(seen.arena);
}

static const struct {
  const char *name;
  uint64_t subjects; /* of the city: short names up to 32,400, longer ones above */
} CITIES[] = {{"two characters", 32400}, {"three characters", 32401}, {"the most", 5832000}};

static void company_names_are_different_and_marked(void **state) {
  (void)state;
  size_t count;
  const naming_district *d = naming_districts(&count);
  const trade work = {"软件", "I6513", "电子信息"};
  for (size_t city = 0; city < COUNT_OF(CITIES); city++) {
    name_set seen;
    set_init(&seen);
    uint64_t made = CITIES[city].subjects < SUBJECTS ? CITIES[city].subjects : SUBJECTS;
    for (uint64_t i = 0; i < made; i++) {
      char name[NAME_SIZE];
      naming_company(d, &work, i, CITIES[city].subjects, "有限公司", name);
      CHECK_ROW(CITIES[city].name, text_is_utf8(text_of(name)));
      CHECK_ROW(CITIES[city].name, strstr(name, "（虚构）") != NULL);
      set_add(&seen, name);
    }
    CHECK_ROW(CITIES[city].name, seen.map.count == made);
    arena_destroy(seen.arena);
  }
}

static void accounts_and_phones_are_nobodys(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 4);
  for (int i = 0; i < 1000; i++) {
    char number[NUMBER_SIZE], bank[NUMBER_SIZE], phone[NUMBER_SIZE];
    const char *bank_name;
    naming_account(&r, number, bank, &bank_name);
    naming_phone(&r, phone);
    assert_int_equal(cnaps_check(text_of(bank)), IDENTIFIER_VALID);
    assert_int_equal(bank[7], '9');
    assert_memory_equal(number, "000", 3);
    assert_int_equal(strlen(number), 19);
    assert_memory_equal(phone, "100", 3);
    assert_int_equal(strlen(phone), 11);
  }
}

static void districts_weigh_a_hundred(void **state) {
  (void)state;
  size_t count;
  const naming_district *d = naming_districts(&count);
  uint32_t total = 0;
  for (size_t i = 0; i < count; i++) total += d[i].weight;
  assert_int_equal(total, 100);
}

static void districts_are_areas_and_have_words(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text csv;
  area_table *areas;
  assert_int_equal(file_read("data/areas.csv", 1 << 20, a, &csv, NULL), SD_OK);
  assert_int_equal(area_table_read(csv, "data/areas.csv", a, &areas, NULL), SD_OK);
  size_t count;
  const naming_district *d = naming_districts(&count);
  for (size_t i = 0; i < count; i++) {
    char line[64];
    snprintf(line, sizeof line, "\n%s = %s\n", d[i].name, d[i].area);
    CHECK_ROW(d[i].area, strstr(NAMING_DISTRICT_WORDS, line) != NULL);
    CHECK_ROW(d[i].area, area_is_within(areas, text_of(d[i].area), TEXT("320400")));
    const area *registered = area_find(areas, text_of(d[i].registered));
    CHECK_ROW(d[i].registered, registered != NULL && !registered->is_extension);
  }
  arena_destroy(a);
}

static void some_persons_have_rare_characters(void **state) {
  (void)state;
  random_source r;
  random_init(&r, 5);
  int rare = 0;
  for (int i = 0; i < 10000; i++) {
    char name[PERSON_SIZE];
    naming_person(&r, name);
    assert_true(text_is_utf8(text_of(name)));
    rare += strstr(name, "䶮") != NULL || strstr(name, "㐀") != NULL || strstr(name, "𠮷") != NULL;
  }
  assert_in_range(rare, 20, 60); /* 40 expected */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(codes_are_valid_and_different),
      cmocka_unit_test(company_names_are_different_and_marked),
      cmocka_unit_test(accounts_and_phones_are_nobodys),
      cmocka_unit_test(districts_weigh_a_hundred),
      cmocka_unit_test(districts_are_areas_and_have_words),
      cmocka_unit_test(some_persons_have_rare_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
