/* Sets of subjects, and that a snapshot of some of them is that part of the snapshot of all. */
#include "registry/subject_set.h"

#include "base/identifier.h"
#include "base/random.h"
#include "base/text_builder.h"
#include "registry/snapshot_digest.h"
#include "support/company_file.h"

enum { COMPANIES = 300, FILES = 12, LAST_US = 1000 };

static const char MAPPING[] =
    "[file]\nsource = %s\nkey = 代码\nperiod = 2024\nkind = %s\n%s[columns]\n"
    "板块 = district\n收入 = revenue\n研发 = rd_expense\n";

static void add_company(text_builder *table, random_source *random) {
  char code[USCC_LENGTH + 1], serial[32], revenue[32] = "", expense[32] = "", district[16] = "";
  snprintf(serial, sizeof serial, "MB%06d", (int)random_below(random, COMPANIES));
  assert_true(uscc_make(TEXT("91"), TEXT("320411"), text_of(serial), code));
  if (random_below(random, 5) != 0)
    snprintf(revenue, sizeof revenue, "%d", (int)random_below(random, 4) * 1000);
  if (random_below(random, 3) != 0)
    snprintf(expense, sizeof expense, "%d", (int)random_below(random, 1000000));
  if (random_below(random, 4) != 0)
    snprintf(district, sizeof district, "D%d", (int)random_below(random, 9));
  text_builder_format(table, "%s,%s,%s,%s\n", code, district, revenue, expense);
}

/* Files of two kinds and two sources, in no order of codes, that correct each other. */
static void load_files(company_file *f, uint64_t seed) {
  random_source random;
  random_init(&random, seed);
  for (int i = 0; i < FILES; i++) {
    text_builder table;
    text_builder_init(&table, 1 << 20);
    text_builder_add_string(&table, "代码,板块,收入,研发\n");
    for (int k = 0; k < COMPANIES / 4; k++) add_company(&table, &random);
    char map[400];
    snprintf(map, sizeof map, MAPPING, i % 3 == 0 ? "统计局" : "税务局",
             i % 5 == 4 ? "incubator" : "company", i % 4 == 1 ? "valid from = 2024-07-01\n" : "");
    import_request request = {.now_us = 100 + i};
    import_report report;
    sd_error error = {0};
    if (load_table_text(f, map, text_builder_text(&table), &request, &report, &error) != SD_OK)
      fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
    text_builder_release(&table);
  }
}

static const column_request COLUMNS[] = {
    {"district", PERIOD_NONE, PICK_LATEST, NULL},   {"revenue", 2024, PICK_MIN, NULL},
    {"revenue", 2024, PICK_ORDER, "统计局>税务局"}, {"rd_expense", 2024, PICK_MAX, NULL},
    {"rd_expense", 2023, PICK_LATEST, NULL},
};

static const snapshot *read_set(company_file *f, const subject_set *set, int64_t known_us) {
  const snapshot *s = NULL;
  snapshot_request request = {.view = {day_of("2024-08-01"), known_us},
                              .kind = "company",
                              .subjects = set,
                              .columns = COLUMNS,
                              .column_count = COUNT_OF(COLUMNS)};
  assert_int_equal(registry_snapshot(f->registry, &request, f->arena, &s, NULL), SD_OK);
  return s;
}

static void check_same_cells(const snapshot *part, const snapshot *all, size_t first) {
  for (size_t i = 0; i < part->subject_count; i++) {
    size_t at = first == SIZE_MAX ? snapshot_find(all, text_of(part->codes[i])) : first + i;
    assert_true(at < all->subject_count);
    assert_string_equal(part->codes[i], all->codes[at]);
    for (size_t c = 0; c < COUNT_OF(COLUMNS); c++) {
      fact_value here = {0}, there = {0};
      assert_int_equal(part->columns[c].flags[i], all->columns[c].flags[at]);
      assert_int_equal(snapshot_value(part, c, i, &here), snapshot_value(all, c, at, &there));
      assert_int_equal(here.number, there.number);
      assert_true(text_equal(here.content, there.content));
    }
  }
}

static void a_part_is_a_part_of_the_whole(void **state) {
  company_file *f = *state;
  random_source random;
  random_init(&random, 7);
  load_files(f, 1);
  for (int64_t known_us = 101; known_us < 100 + FILES; known_us += 3) {
    const snapshot *all = read_set(f, NULL, known_us);
    subject_set set, ids_set;
    assert_int_equal(subject_set_load(f->registry, known_us, "company", f->arena, &set, NULL),
                     SD_OK);
    assert_int_equal(set.count, all->subject_count);
    for (size_t first = 0, size; first < set.count; first += size) {
      size = 1 + (size_t)random_below(&random, 70);
      subject_set part = subject_set_part(&set, first, size);
      check_same_cells(read_set(f, &part, known_us), all, first);
    }
    int64_t ids[2 * COMPANIES], count = 0;
    for (int64_t id = 1; id < 2 * COMPANIES; id++)
      if (random_below(&random, 9) == 0) ids[count++] = id;
    assert_int_equal(subject_set_of_ids(f->registry, known_us, "company", ids, (size_t)count,
                                        f->arena, &ids_set, NULL),
                     SD_OK);
    assert_true(ids_set.count > 0 && ids_set.count <= (size_t)count);
    check_same_cells(read_set(f, &ids_set, known_us), all, SIZE_MAX);
  }
}

static void the_hash_follows_the_cells(void **state) {
  company_file *f = *state;
  load_files(f, 2);
  sm3_digest before = {{0}}, now;
  int different = 0;
  for (int64_t known_us = 100; known_us < 100 + FILES; known_us++) {
    const snapshot *all = read_set(f, NULL, known_us);
    for (size_t c = 0; c < COUNT_OF(COLUMNS); c++) {
      assert_true(snapshot_column_digest(all, c, f->arena, &now));
      const snapshot *again = read_set(f, NULL, known_us);
      sm3_digest same;
      assert_true(snapshot_column_digest(again, c, f->arena, &same));
      assert_true(sm3_equal(&now, &same));
      different += !sm3_equal(&now, &before);
      before = now;
    }
  }
  assert_true(different > FILES * 3);
  sm3_digest codes[2] = {{{0}}}, whole, other;
  const sm3_digest *columns[] = {&before};
  assert_true(snapshot_parts_hash(5, codes, COLUMNS, columns, 1, &whole));
  assert_true(snapshot_parts_hash(6, codes, COLUMNS, columns, 1, &other));
  assert_false(sm3_equal(&whole, &other));
  assert_true(snapshot_parts_hash(5, codes, COLUMNS + 1, columns, 1, &other));
  assert_false(sm3_equal(&whole, &other));
  assert_int_equal(snapshot_part_count(0), 0);
  assert_int_equal(snapshot_part_count(SNAPSHOT_PART_SUBJECTS), 1);
  assert_int_equal(snapshot_part_count(SNAPSHOT_PART_SUBJECTS + 1), 2);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(a_part_is_a_part_of_the_whole),
      CASE(the_hash_follows_the_cells),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
