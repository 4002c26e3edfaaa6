/* Names in English: what is known is said, everything else stays; every name of the shipped models
 * is known. */
#include "policy/english.h"

#include <glob.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/messages/policy.h"
#include "dmn/load.h"
#include "support/table.h"

#define HEAD "zh,en\n"

static const char CATALOGUE[] =
    "id,name_zh,name_en,type,unit,period,personal\n"
    "rd,研发费用,R&D expenditure,money,元,year,no\nsales,销售收入,Sales,money,元,year,no\n";

static english_names *names_of(arena *a, const char *rows, sd_error *error) {
  attribute_catalogue *c = NULL;
  english_names *n = NULL;
  assert_int_equal(attribute_catalogue_read(text_of(CATALOGUE), "a.csv", a, &c, NULL), SD_OK);
  return english_names_read(text_of(rows), "n.csv", c, a, &n, error) == SD_OK ? n : NULL;
}

static void renders_what_it_knows(void **state) {
  (void)state;
  static const struct {
    const char *written, *shown; /* empty: nothing in it is known */
  } ROWS[] = {
      {"研发费用 >= 5", "R&D expenditure >= 5"},
      {"研发费用/销售收入>=0.05", "R&D expenditure/Sales>=0.05"},
      {"上年研发费用 > 研发费用", "上年研发费用 > R&D expenditure"}, /* no part of a longer name */
      {"研发费用二 > 1", ""},
      {"登记状态 = \"存续\"", "登记状态 = \"existing\""},
      {"\"研发费用 > 1\"", ""}, /* a text is a whole */
      {"\"a\\\"存续\" = \"存续\"", "\"a\\\"存续\" = \"existing\""},
      {"区间.最低分 + 1", "区间.least + 1"},
      {"not(\"存续\", \"无\")", "not(\"existing\", \"无\")"},
      {"（研发费用）", "（R&D expenditure）"},
      {"研发费用　+　1", "R&D expenditure　+　1"},
      {"\"存续", "\"existing"}, /* cut off: nothing is read beyond the end */
      {"\"", ""},
      {"\"\\", ""},
      {"", ""},
      {"1 > 2", ""},
      {"\xe7\xa0 研发费用", "\xe7\xa0 R&D expenditure"}, /* no UTF-8: stays */
  };
  arena *a = arena_create(0);
  const english_names *n = names_of(a, HEAD "存续,existing\n最低分,least\n", NULL);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text shown = english_expression(n, text_of(ROWS[i].written), a);
    text copy = arena_copy(a, shown);
    CHECK_ROW_TEXT(ROWS[i].written, copy.data, ROWS[i].shown);
  }
  assert_true(text_is(english_name(n, TEXT("研发费用")), "R&D expenditure"));
  assert_int_equal(english_name(n, TEXT("研发")).size, 0);
  assert_int_equal(english_name(NULL, TEXT("研发费用")).size, 0);
  assert_int_equal(english_expression(NULL, TEXT("研发费用"), a).size, 0);
  arena_destroy(a);
}

static void refuses_with_the_line(void **state) {
  (void)state;
  static const struct {
    const char *name, *content;
    message_id message;
    uint32_t line;
  } ROWS[] = {
      {"no such column", "a,b\n", MESSAGE_POLICY_TABLE_COLUMN, 1},
      {"no English", HEAD "存续,\n", MESSAGE_POLICY_MISSING, 2},
      {"no Chinese", HEAD ",existing\n", MESSAGE_POLICY_MISSING, 2},
      {"twice", HEAD "存续,existing\n存续,there\n", MESSAGE_POLICY_NAME_TWICE, 3},
      {"in the catalogue", HEAD "研发费用,R&D\n", MESSAGE_POLICY_NAME_TWICE, 2},
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    sd_error error = {0};
    CHECK_ROW(ROWS[i].name, names_of(a, ROWS[i].content, &error) == NULL);
    CHECK_ROW(ROWS[i].name, error.message == ROWS[i].message && error.line == ROWS[i].line);
  }
  arena_destroy(a);
}

static void know_all(const english_names *n, const char *path, arena *a, size_t *count) {
  text bytes;
  dmn_model *model = NULL;
  assert_int_equal(file_read(path, LIMIT_MODEL_BYTES, a, &bytes, NULL), SD_OK);
  dmn_source source = {text_of(path), bytes};
  assert_int_equal(dmn_model_create(&source, 1, &model, NULL), SD_OK);
  for (size_t i = 0; i < model->element_count; i++) {
    text name = arena_copy(a, model->elements[i]->name);
    bool known = english_name(n, name).size != 0;
    if (!known) print_error("%s: %s\n", path, name.data);
    assert_true(known);
    (*count)++;
  }
  dmn_model_destroy(model);
}

static void knows_the_shipped_models(void **state) {
  (void)state;
  arena *a = arena_create(0);
  attribute_catalogue *c = NULL;
  english_names *n = NULL;
  text csv;
  glob_t found;
  size_t count = 0;
  assert_int_equal(attribute_catalogue_read_file("data/attributes.csv", a, &c, NULL), SD_OK);
  assert_int_equal(file_read("data/names.csv", LIMIT_RULE_TABLE_BYTES, a, &csv, NULL), SD_OK);
  assert_int_equal(english_names_read(csv, "data/names.csv", c, a, &n, NULL), SD_OK);
  assert_int_equal(glob("policies/*/*.dmn", 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++) know_all(n, found.gl_pathv[i], a, &count);
  assert_true(found.gl_pathc >= 20 && count > 300);
  globfree(&found);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(renders_what_it_knows),
                                     cmocka_unit_test(refuses_with_the_line),
                                     cmocka_unit_test(knows_the_shipped_models)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
