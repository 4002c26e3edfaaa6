/* Facts over time: what was true on a day, as known at a moment, and whose word counts. */
#include "support/company_file.h"

/* One line of a story: who said what, when it became known, from when it holds. */
typedef struct statement {
  int64_t known_us;
  const char *source;
  const char *valid_from; /* NULL: since ever */
  const char *rows;       /* "code,value\n..." for the column of the story */
} statement;

static void tell(company_file *f, const char *id, const statement *s) {
  char mapping_text[400], table[600];
  snprintf(mapping_text, sizeof mapping_text,
           "[file]\nsource = %s\nkey = 代码\nperiod = 2024\n%s%s\n[columns]\n值 = %s\n", s->source,
           s->valid_from ? "valid from = " : "", s->valid_from ? s->valid_from : "", id);
  snprintf(table, sizeof table, "代码,值\n%s", s->rows);
  import_request request = {.now_us = s->known_us};
  import_report report;
  sd_error error = {0};
  if (load_table_text(f, mapping_text, text_of(table), &request, &report, &error) != SD_OK)
    fail_msg("%s: %s", s->rows, error.text[LANGUAGE_ENGLISH]);
}

/* The tax office corrects itself, statistics disagrees, an audit comes late. */
static const statement revenue_story[] = {
    {100, "税务局", NULL, CODE_A ",1000\n" CODE_B ",500\n"},
    {200, "统计局", NULL, CODE_A ",900\n" CODE_B ",500\n"},
    {300, "税务局", NULL, CODE_A ",1100\n"},
    {400, "审计", NULL, CODE_A ",950\n"},
    {500, "税务局", NULL, CODE_A ",900\n"},
};

static void revenue_as_known_at_each_moment(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(revenue_story); i++) tell(f, "revenue", &revenue_story[i]);
  static const struct {
    const char *name;
    int64_t known_us;
    pick_rule pick;
    const char *order, *expected; /* '!': in conflict */
  } rows[] = {
      {"nothing known yet", 99, PICK_LATEST, NULL, ""},
      {"the tax office only", 100, PICK_LATEST, NULL, "1000.00"},
      {"just before statistics", 199, PICK_MIN, NULL, "1000.00"},
      {"statistics is later", 200, PICK_LATEST, NULL, "900.00!"},
      {"the smallest", 200, PICK_MIN, NULL, "900.00!"},
      {"the largest", 200, PICK_MAX, NULL, "1000.00!"},
      {"tax first", 200, PICK_ORDER, "税务局>统计局", "1000.00!"},
      {"statistics first", 200, PICK_ORDER, "统计局>税务局", "900.00!"},
      {"correction is the latest", 300, PICK_LATEST, NULL, "1100.00!"},
      {"corrected value is gone from the smallest", 300, PICK_MIN, NULL, "900.00!"},
      {"the largest is the correction", 300, PICK_MAX, NULL, "1100.00!"},
      {"audit is not named: behind those that are", 400, PICK_ORDER, "统计局", "900.00!"},
      {"audit first", 400, PICK_ORDER, "审计>税务局", "950.00!"},
      {"named one has none: the latest of the others", 400, PICK_ORDER, "海关", "950.00!"},
      {"still two opinions", 500, PICK_MAX, NULL, "950.00!"},
      {"the end of time", INT64_MAX, PICK_LATEST, NULL, "900.00!"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    column_request column = {"revenue", 2024, rows[i].pick, rows[i].order};
    char value[64];
    read_value(f, CODE_A, &column, INT64_MAX, rows[i].known_us, value, sizeof value);
    CHECK_ROW_TEXT(rows[i].name, value, rows[i].expected);
  }
  column_request other = {"revenue", 2024, PICK_LATEST, NULL};
  char value[64];
  read_value(f, CODE_B, &other, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "500.00"); /* two sources, one opinion */
}

/* A firm moves; the news of a move comes after the move, and one was wrong. */
static const statement district_story[] = {
    {100, "市场监管局", NULL, CODE_A ",武进区\n"},
    {200, "市场监管局", "2024-06-01", CODE_A ",新北区\n"},
    {300, "市场监管局", "2024-03-01", CODE_A ",钟楼区\n"},
    {400, "市场监管局", "2024-06-01", CODE_A ",天宁区\n"},
};

static void district_on_a_day_as_known_at_a_moment(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(district_story); i++) tell(f, "district", &district_story[i]);
  static const struct {
    const char *day;
    int64_t known_us;
    const char *expected;
  } rows[] = {
      {"2024-01-01", 150, "武进区"}, {"2024-12-31", 150, "武进区"}, {"2024-05-31", 250, "武进区"},
      {"2024-06-01", 250, "新北区"}, {"2024-04-01", 250, "武进区"}, {"2024-04-01", 350, "钟楼区"},
      {"2024-02-29", 350, "武进区"}, {"2024-06-01", 350, "新北区"}, {"2024-06-01", 450, "天宁区"},
      {"2024-05-31", 450, "钟楼区"}, {"1990-01-01", 450, "武进区"}, {"2024-06-01", 50, ""},
  };
  column_request column = {"district", PERIOD_NONE, PICK_LATEST, NULL};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char value[64];
    read_value(f, CODE_A, &column, day_of(rows[i].day), rows[i].known_us, value, sizeof value);
    CHECK_ROW_TEXT(rows[i].day, value, rows[i].expected);
  }
}

/* One file may contradict itself; a later file of the same source settles it. */
static void a_file_that_says_two_things(void **state) {
  company_file *f = *state;
  static const statement story[] = {
      {100, "税务局", NULL, CODE_A ",10\n" CODE_A ",20\n" CODE_A ",10\n"},
      {200, "税务局", NULL, CODE_A ",10\n"},
  };
  tell(f, "revenue", &story[0]);
  assert_int_equal(count_facts(f), 2);
  column_request column = {"revenue", 2024, PICK_LATEST, NULL};
  char value[64];
  read_value(f, CODE_A, &column, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "20.00!");
  tell(f, "revenue", &story[1]);
  read_value(f, CODE_A, &column, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "10.00");
  read_value(f, CODE_A, &column, INT64_MAX, 150, value, sizeof value);
  assert_string_equal(value, "20.00!");
}

/* --- The whole table --- */

static const column_request both_columns[] = {{"revenue", 2024, PICK_LATEST, NULL},
                                              {"district", PERIOD_NONE, PICK_LATEST, NULL}};

static void take_hash(company_file *f, int64_t known_us, const char *kind, sm3_digest *out,
                      size_t *subjects) {
  arena *a = arena_create(0);
  const snapshot *s = NULL;
  snapshot_request request = {
      .view = {INT64_MAX, known_us}, .kind = kind, .columns = both_columns, .column_count = 2};
  assert_int_equal(registry_snapshot(f->registry, &request, a, &s, NULL), SD_OK);
  assert_int_equal(snapshot_hash(s, &request, out, NULL), SD_OK);
  *subjects = s->subject_count;
  arena_destroy(a);
}

static void columns_are_in_the_order_of_codes(void **state) {
  company_file *f = *state;
  static const statement revenue = {100, "税务局", NULL, CODE_C ",3\n" CODE_A ",1\n"};
  static const statement district = {200, "市场监管局", NULL,
                                     CODE_B ",乙区\n" CODE_C ",甲区\n" CODE_A ",乙区\n"};
  tell(f, "revenue", &revenue);
  tell(f, "district", &district);
  arena *a = arena_create(0);
  const snapshot *s = NULL;
  snapshot_request request = {.view = {INT64_MAX, INT64_MAX},
                              .kind = "company",
                              .columns = both_columns,
                              .column_count = 2};
  assert_int_equal(registry_snapshot(f->registry, &request, a, &s, NULL), SD_OK);
  assert_int_equal(s->subject_count, 3);
  assert_string_equal(s->codes[0], CODE_A);
  assert_string_equal(s->codes[1], CODE_B);
  assert_string_equal(s->codes[2], CODE_C);
  assert_int_equal(snapshot_find(s, TEXT(CODE_C)), 2);
  assert_true(snapshot_find(s, TEXT("913204110000000000")) == SIZE_MAX);
  const snapshot_column *money = &s->columns[0], *words = &s->columns[1];
  assert_true(money->scale == 2 && money->values[0] == 100 && money->values[2] == 300);
  assert_true(money->flags[1] == 0 && money->present_count == 2);
  assert_int_equal(words->dictionary_count, 2);
  assert_string_equal(words->dictionary[0].data, "乙区"); /* first use, by code */
  assert_true(words->values[0] == 0 && words->values[1] == 0 && words->values[2] == 1);
  fact_value value;
  assert_false(snapshot_value(s, 0, 1, &value));
  arena_destroy(a);
}

static void a_snapshot_does_not_depend_on_what_came_later_or_in_which_order(void **state) {
  company_file *f = *state;
  static const statement revenue = {100, "税务局", NULL, CODE_B ",3\n" CODE_A ",1\n"};
  static const statement district = {100, "市场监管局", NULL, CODE_A ",乙区\n" CODE_B ",甲区\n"};
  static const statement later = {300, "税务局", NULL, CODE_C ",7\n" CODE_A ",2\n"};
  sm3_digest first, again, now, reversed;
  size_t subjects;
  tell(f, "revenue", &revenue);
  tell(f, "district", &district);
  take_hash(f, 200, "company", &first, &subjects);
  assert_int_equal(subjects, 2);
  tell(f, "revenue", &later);
  take_hash(f, 200, "company", &again, &subjects);
  assert_true(sm3_equal(&first, &again));
  assert_int_equal(subjects, 2);
  take_hash(f, 300, "company", &now, &subjects);
  assert_false(sm3_equal(&first, &now));
  assert_int_equal(subjects, 3);
  void *other_state = f;
  close_company_file(&other_state);
  open_company_file(&other_state);
  tell(f, "district", &district);
  tell(f, "revenue", &revenue);
  take_hash(f, 200, "company", &reversed, &subjects);
  assert_true(sm3_equal(&first, &reversed));
}

static void kinds_are_kept_apart(void **state) {
  company_file *f = *state;
  static const statement company = {100, "税务局", NULL, CODE_A ",1\n" CODE_B ",2\n"};
  tell(f, "revenue", &company);
  import_request request = {.now_us = 200};
  import_report report;
  assert_int_equal(
      load_table_text(f, "[file]\nsource=科技局\nkey=代码\nkind=incubator\n[columns]\n名=name\n",
                      TEXT("代码,名\n" CODE_B ",乙\n" CODE_C ",丙\n"), &request, &report, NULL),
      SD_OK);
  assert_int_equal(report.subjects_added, 1);
  static const struct {
    const char *kind;
    int64_t known_us;
    size_t subjects;
  } rows[] = {{"company", INT64_MAX, 2},     {"incubator", INT64_MAX, 2}, {"incubator", 150, 0},
              {"institution", INT64_MAX, 0}, {NULL, INT64_MAX, 3},        {NULL, 150, 2}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    sm3_digest hash;
    size_t subjects;
    take_hash(f, rows[i].known_us, rows[i].kind, &hash, &subjects);
    CHECK_ROW(rows[i].kind ? rows[i].kind : "all", subjects == rows[i].subjects);
  }
  bool is_there = false;
  assert_int_equal(registry_has_subject(f->registry, TEXT(CODE_B), "incubator", &is_there, NULL),
                   SD_OK);
  assert_true(is_there);
  assert_int_equal(registry_has_subject(f->registry, TEXT(CODE_C), "company", &is_there, NULL),
                   SD_OK);
  assert_false(is_there);
}

static void requests_that_cannot_be_answered(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name;
    column_request column;
    const char *code;
    sd_status expected;
  } rows[] = {
      {"unknown attribute", {"turnover", 2024, PICK_LATEST, NULL}, NULL, SD_NOT_FOUND},
      {"no year for a yearly one", {"revenue", 0, PICK_LATEST, NULL}, NULL, SD_INVALID},
      {"a month for a yearly one", {"revenue", 202401, PICK_LATEST, NULL}, NULL, SD_INVALID},
      {"a year for one without", {"name", 2024, PICK_LATEST, NULL}, NULL, SD_INVALID},
      {"nobody on file", {"name", 0, PICK_LATEST, NULL}, CODE_A, SD_NOT_FOUND},
      {"nothing known is no error", {"name", 0, PICK_LATEST, NULL}, NULL, SD_OK},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    arena *a = arena_create(0);
    const snapshot *s = NULL;
    snapshot_request request = {.view = {INT64_MAX, INT64_MAX},
                                .code = rows[i].code,
                                .columns = &rows[i].column,
                                .column_count = 1};
    CHECK_ROW(rows[i].name,
              registry_snapshot(f->registry, &request, a, &s, NULL) == rows[i].expected);
    arena_destroy(a);
  }
}

/* --- Single facts --- */

typedef struct transcript {
  char content[1000];
  size_t size;
} transcript;

static sd_status write_down(void *context, const fact_record *fact, sd_error *error) {
  (void)error;
  transcript *t = context;
  char value[64];
  fact_value_format_plain(&fact->value, value, sizeof value);
  int written = snprintf(t->content + t->size, sizeof t->content - t->size, "%s %s %.*s %d:%d%s\n",
                         fact->attribute->id.data, value, TEXT_ARG(fact->source),
                         (int)fact->known_us, (int)fact->row, fact->current ? " *" : "");
  t->size += (size_t)written;
  return SD_OK;
}

static void all_facts_of_a_subject_with_their_origin(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(revenue_story); i++) tell(f, "revenue", &revenue_story[i]);
  for (size_t i = 0; i < COUNT_OF(district_story); i++) tell(f, "district", &district_story[i]);
  transcript t = {0};
  registry_view view = {day_of("2024-12-31"), 350};
  assert_int_equal(
      registry_subject_facts(f->registry, TEXT(CODE_A), NULL, view, write_down, &t, NULL), SD_OK);
  assert_string_equal(t.content,
                      "revenue 1000.00 税务局 100:2\n"
                      "revenue 1100.00 税务局 300:2 *\n"
                      "revenue 900.00 统计局 200:2 *\n");
  t = (transcript){0};
  view.known_us = INT64_MAX;
  assert_int_equal(
      registry_subject_facts(f->registry, TEXT(CODE_A), "district", view, write_down, &t, NULL),
      SD_OK);
  assert_string_equal(t.content,
                      "district 武进区 市场监管局 500:2\n"
                      "district 钟楼区 市场监管局 500:2\n"
                      "district 新北区 市场监管局 500:2\n"
                      "district 天宁区 市场监管局 500:2 *\n");
  assert_int_equal(
      registry_subject_facts(f->registry, TEXT(CODE_C), NULL, view, write_down, &t, NULL),
      SD_NOT_FOUND);
}

static void conflicts_and_the_facts_behind_a_cell(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(revenue_story); i++) tell(f, "revenue", &revenue_story[i]);
  transcript t = {0};
  registry_view view = {INT64_MAX, 400};
  column_request smallest = {"revenue", 2024, PICK_MIN, NULL};
  assert_int_equal(
      registry_cell_facts(f->registry, TEXT(CODE_A), view, &smallest, write_down, &t, NULL), SD_OK);
  assert_string_equal(t.content,
                      "revenue 900.00 统计局 200:2 *\n"
                      "revenue 950.00 审计 400:2 *\n"
                      "revenue 1100.00 税务局 300:2 *\n");
  t = (transcript){0};
  assert_int_equal(registry_conflicts(f->registry, view, write_down, &t, NULL), SD_OK);
  assert_string_equal(t.content,
                      "revenue 950.00 审计 400:2 *\n"
                      "revenue 1100.00 税务局 300:2 *\n"
                      "revenue 900.00 统计局 200:2 *\n");
  static const struct {
    int64_t known_us;
    registry_counts expected;
  } rows[] = {{50, {0, 0, 0, 0}}, {100, {2, 2, 0, 1}}, {200, {2, 4, 1, 2}}, {500, {2, 7, 1, 5}}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    registry_counts counts;
    assert_int_equal(
        registry_count(f->registry, (registry_view){INT64_MAX, rows[i].known_us}, &counts, NULL),
        SD_OK);
    assert_memory_equal(&counts, &rows[i].expected, sizeof counts);
  }
}

static void facts_cannot_be_changed_or_deleted(void **state) {
  company_file *f = *state;
  tell(f, "revenue", &revenue_story[0]);
  assert_int_equal(database_run(f->db, "UPDATE fact SET value=1", NULL), SD_REFUSED);
  assert_int_equal(database_run(f->db, "DELETE FROM fact", NULL), SD_REFUSED);
}

static void a_catalogue_may_grow_but_not_change(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name, *csv;
    sd_status expected;
    message_id reason;
  } rows[] = {
      {"one more", "%sextra,新增,Extra,date,,none,no\n", SD_OK, MESSAGE_NONE},
      {"one less", "id,name_zh,name_en,type,unit,period,personal\nname,名,N,string,,none,no\n",
       SD_CONFLICT, MESSAGE_REGISTRY_ATTRIBUTE_GONE},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char csv[2000];
    bool with_all = strncmp(rows[i].csv, "%s", 2) == 0;
    snprintf(csv, sizeof csv, "%s%s", with_all ? company_file_catalogue : "",
             rows[i].csv + (with_all ? 2 : 0));
    attribute_catalogue *c = NULL;
    registry *r = NULL;
    sd_error error = {0};
    assert_int_equal(attribute_catalogue_read(text_of(csv), "c", f->arena, &c, NULL), SD_OK);
    CHECK_ROW(rows[i].name, registry_open(f->db, c, &r, &error) == rows[i].expected);
    if (rows[i].expected != SD_OK) CHECK_ROW(rows[i].name, error.message == rows[i].reason);
    registry_close(r);
  }
}

static void pick_rules_are_read(void **state) {
  (void)state;
  static const struct {
    const char *source;
    bool sound;
    pick_rule rule;
    const char *order;
  } rows[] = {{"", true, PICK_LATEST, NULL},
              {"latest", true, PICK_LATEST, NULL},
              {"min", true, PICK_MIN, NULL},
              {"max", true, PICK_MAX, NULL},
              {"order:甲>乙", true, PICK_ORDER, "甲>乙"},
              {"order:", false, PICK_LATEST, NULL},
              {"first", false, PICK_LATEST, NULL}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    pick_rule rule = PICK_LATEST;
    const char *order = NULL;
    CHECK_ROW(rows[i].source, pick_rule_parse(rows[i].source, &rule, &order) == rows[i].sound);
    CHECK_ROW(rows[i].source, rule == rows[i].rule);
    if (rows[i].order) CHECK_ROW_TEXT(rows[i].source, order, rows[i].order);
  }
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(revenue_as_known_at_each_moment),
      CASE(district_on_a_day_as_known_at_a_moment),
      CASE(a_file_that_says_two_things),
      CASE(columns_are_in_the_order_of_codes),
      CASE(a_snapshot_does_not_depend_on_what_came_later_or_in_which_order),
      CASE(kinds_are_kept_apart),
      CASE(requests_that_cannot_be_answered),
      CASE(all_facts_of_a_subject_with_their_origin),
      CASE(conflicts_and_the_facts_behind_a_cell),
      CASE(facts_cannot_be_changed_or_deleted),
      CASE(a_catalogue_may_grow_but_not_change),
      cmocka_unit_test(pick_rules_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
