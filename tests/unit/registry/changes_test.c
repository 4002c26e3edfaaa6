/* Lists of changes: what an import says that it changed is what it stored. */
#include "registry/changes.h"

#include "base/text_builder.h"
#include "support/story.h"

static void keeps_lists_of_ids(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name;
    int64_t ids[6];
    size_t count, kept;
  } ROWS[] = {
      {"none", {0}, 0, 0},
      {"one", {1}, 1, 1},
      {"neighbours", {1, 2, 3}, 3, 3},
      {"repeated", {5, 5, 5, 6}, 4, 2},
      {"far", {127, 128, 255, 16384, 1000000, INT64_C(1) << 55}, 6, 6},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    const changes_key key = {(int64_t)i + 100, CHANGES_OF_KINDS, 0};
    CHECK_ROW(ROWS[i].name, changes_store(f->db, &key, ROWS[i].ids, ROWS[i].count, NULL) == SD_OK);
    int64_t stored = 0;
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM change WHERE batch_id=%d", (int)i + 100);
    database_read_integer(f->db, sql, &stored, NULL);
    CHECK_ROW(ROWS[i].name, stored == (ROWS[i].kept != 0));
  }
}

static sd_status describe(void *context, const batch_changes *c, sd_error *error) {
  (void)error;
  text_builder_format(context, "%d %s@%d", (int)c->batch,
                      c->attribute ? c->attribute->id.data : "-", (int)c->period);
  for (size_t i = 0; i < c->count; i++) text_builder_format(context, " %d", (int)c->ids[i]);
  text_builder_add_byte(context, '\n');
  return SD_OK;
}

static void follows_the_facts(void **state) {
  company_file *f = *state;
  static const statement story[] = {
      {100, "税务局", NULL, CODE_A ",1000\n" CODE_B ",500\n"},
      {200, "税务局", NULL, CODE_A ",1000\n" CODE_B ",600\n"}, /* one is as it was */
      {300, "统计局", NULL, CODE_C ",7\n" CODE_A ",8\n"},
      {400, "税务局", NULL, CODE_A ",1000\n"}, /* nothing new */
  };
  for (size_t i = 0; i < COUNT_OF(story); i++) tell(f, "revenue", &story[i]);
  tell(f, "district", &(statement){500, "市场监管局", "2024-06-01", CODE_B ",武进区\n"});
  static const struct {
    int64_t after, last;
    const char *expected;
  } rows[] = {
      {0, 99,
       "1 -@0 1 2\n1 revenue@2024 1 2\n2 revenue@2024 2\n3 -@0 3\n3 revenue@2024 1 3\n"
       "5 district@0 2\n"},
      {1, 2, "2 revenue@2024 2\n"},
      {3, 4, ""},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    text_builder out;
    text_builder_init(&out, 10000);
    assert_int_equal(changes_each(f->registry, rows[i].after, rows[i].last, describe, &out, NULL),
                     SD_OK);
    CHECK_ROW_TEXT(rows[i].expected, out.size == 0 ? "" : out.data, rows[i].expected);
    text_builder_release(&out);
  }
  bool known = false;
  assert_int_equal(changes_known_since(f->db, 0, &known, NULL), SD_OK);
  assert_true(known);
  assert_int_equal(database_run(f->db, "UPDATE change SET subjects=x'80'", NULL), SD_REFUSED);
}

/* Two portions of a series are one list; a list that may be too long is not read. */
static void gathers_a_batch(void **state) {
  company_file *f = *state;
  static const struct {
    changes_key key;
    int64_t ids[3];
  } stored[] = {
      {{7, CHANGES_OF_KINDS, 0}, {1, 2, 3}},
      {{7, 4, 0}, {2, 5, 9}},
      {{7, 4, 1}, {1, 5, 8}},
      {{7, 3, 0}, {1, 1, 3}},
      {{8, 3, 0}, {1, 2, 3}},
  };
  for (size_t i = 0; i < COUNT_OF(stored); i++) {
    assert_int_equal(changes_store(f->db, &stored[i].key, stored[i].ids, 3, NULL), SD_OK);
  }
  static const struct {
    size_t most;
    const char *expected;
  } rows[] = {{100, "3: 1 3\n4: 1 2 5 8 9\n"},
              {6, "3: 1 3\n4: 1 2 5 8 9\n"},
              {5, "3: 1 3\n4: ?\n"},
              {0, "3: ?\n4: ?\n"}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    arena *a = arena_create(0);
    batch_series *series;
    size_t count;
    text_builder out;
    text_builder_init(&out, 1000);
    assert_int_equal(changes_of_batch(f->db, 7, rows[i].most, a, &series, &count, NULL), SD_OK);
    for (size_t s = 0; s < count; s++) {
      text_builder_format(&out, "%d:%s", (int)series[s].id, series[s].ids == NULL ? " ?" : "");
      for (size_t k = 0; series[s].ids != NULL && k < series[s].count; k++) {
        text_builder_format(&out, " %d", (int)series[s].ids[k]);
      }
      text_builder_add_byte(&out, '\n');
    }
    CHECK_ROW_TEXT(rows[i].expected, out.data, rows[i].expected);
    text_builder_release(&out);
    arena_destroy(a);
  }
}

/* A city whose first batches came before there were lists. */
static void knows_from_when_on(void **state) {
  company_file *f = *state;
  assert_int_equal(database_run(f->db, "UPDATE change_start SET batch_id=5", NULL), SD_OK);
  for (int64_t batch = 2; batch < 7; batch++) {
    bool known = false;
    assert_int_equal(changes_known_since(f->db, batch, &known, NULL), SD_OK);
    assert_int_equal(known, batch >= 4);
  }
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(keeps_lists_of_ids),
      CASE(follows_the_facts),
      CASE(gathers_a_batch),
      CASE(knows_from_when_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
