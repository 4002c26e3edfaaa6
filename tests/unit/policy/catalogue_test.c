/* The shipped policies as a catalogue: all readable, and the right version for day, year, place. */
#include "policy/catalogue.h"

#include "base/calendar.h"
#include "base/file.h"
#include "support/table.h"

static const struct {
  const char *name, *item, *day;
  int32_t data_year;
  const char *district;
  sd_status status;
  const char *version; /* when SD_OK */
} choices[] = {
    {"SRDI on the last day of the old rules", "srdi", "2026-03-31", 2025, "320411", SD_OK, "2022"},
    {"SRDI on the first day of the new rules", "srdi", "2026-04-01", 2025, "320411", SD_OK, "2026"},
    {"SRDI before there were rules", "srdi", "2010-01-01", 2009, "320411", SD_NOT_FOUND, NULL},
    {"high-tech recognition", "hnte-recognition", "2025-06-30", 2024, "320412", SD_OK, "2016"},
    {"an item that does not exist", "srdii", "2025-06-30", 2024, "320412", SD_NOT_FOUND, NULL},
};

static item_catalogue *read_shipped(arena *a) {
  item_catalogue *c = NULL;
  sd_error error = {0};
  if (catalogue_read("policies", a, &c, &error) != SD_OK) fail_msg("%s", error.text[1]);
  return c;
}

static void shipped_items_are_sound(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_catalogue *c = read_shipped(a);
  assert_true(c->count > 5);
  for (size_t i = 0; i < c->count; i++) {
    const sd_error *error = &c->entries[i].error;
    if (error->status == SD_OK) continue;
    fail_msg("%s:%u: %s", c->entries[i].path.data, error->line, error->text[1]);
  }
  arena_destroy(a);
}

static void chooses_the_version(void **state) {
  (void)state;
  arena *a = arena_create(0);
  item_catalogue *c = read_shipped(a);
  for (size_t i = 0; i < COUNT_OF(choices); i++) {
    civil_date day;
    assert_true(calendar_parse_iso(text_of(choices[i].day), &day));
    const item_version *v = NULL;
    sd_status status =
        catalogue_choose(c, NULL, text_of(choices[i].item), calendar_day_of(day),
                         choices[i].data_year, text_of(choices[i].district), &v, NULL);
    CHECK_ROW(choices[i].name, status == choices[i].status);
    if (status == SD_OK) CHECK_ROW_TEXT(choices[i].name, v->version.data, choices[i].version);
  }
  assert_true(text_is(catalogue_likely_item(c, TEXT("hnte-recogniton")), "hnte-recognition"));
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shipped_items_are_sound),
      cmocka_unit_test(chooses_the_version),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
