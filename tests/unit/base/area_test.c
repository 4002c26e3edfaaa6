/* Areas: the table, parents, regions with exclusions. */
#include "base/area.h"

#include "support/table.h"

static const char TABLE[] =
    "code,name_zh,name_en,parent,kind,from,to\n"
    "370000,山东省,Shandong,,official,,\n"
    "370200,青岛市,Qingdao,370000,official,,\n"
    "3702E1,西海岸新区,West Coast,370200,extension,2014-06-03,\n"
    "320000,江苏省,Jiangsu,,official,,\n"
    "320400,常州市,Changzhou,320000,official,,\n"
    "320405,戚墅堰区,Qishuyan,320400,official,,2015-04-28\n"
    "3204E1,常州经开区,Economic Zone,320400,extension,,\n"
    "99ZZZ1,飞地,Exclave,320400,extension,,\n";

static void finds_areas(void **state) {
  (void)state;
  arena *a = arena_create(0);
  area_table *t;
  assert_int_equal(area_table_read(text_of(TABLE), "areas.csv", a, &t, NULL), SD_OK);
  assert_int_equal(t->count, 8);
  assert_true(text_is(area_find(t, TEXT("3204E1"))->name_chinese, "常州经开区"));
  assert_true(area_find(t, TEXT("3204E1"))->is_extension);
  assert_true(area_find(t, TEXT("320405"))->to_day < INT64_MAX);
  assert_null(area_find(t, TEXT("999999")));
  assert_true(area_is_within(t, TEXT("3702E1"), TEXT("370000")));
  assert_false(area_is_within(t, TEXT("370000"), TEXT("3702E1")));
  static const struct {
    const char *code, *regions;
    bool in;
  } ROWS[] = {
      {"3204E1", "3204", true},
      {"320400", "3204", true},
      {"3204E1", "320400", true},
      {"320400", "320000", true},
      {"370200", "37 -3702", false},
      {"3702E1", "37 -3702", false},
      {"370100", "37 -3702", true},
      {"320400", "37 -3702", false},
      {"320400", "", true},
      {"370200", "-3702", false},
      {"320400", "-3702", true},
      {"99ZZZ1", "3204", true},
      {"320400", "320400 370000", true},
      {"320400", "  37   32 ", true},
      {"3204E1", "3204E1", true},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].regions,
              area_in_regions(t, text_of(ROWS[i].code), text_of(ROWS[i].regions)) == ROWS[i].in);
  }
  assert_true(area_in_regions(NULL, TEXT("3204E1"), TEXT("3204")));
  arena_destroy(a);
}

static void refuses_bad_tables(void **state) {
  (void)state;
  static const struct {
    const char *name, *table;
    message_id message;
  } ROWS[] = {
      {"empty", "", MESSAGE_AREA_COLUMNS},
      {"other columns", "code,name\n", MESSAGE_AREA_COLUMNS},
      {"short row", "code,name_zh,name_en,parent,kind,from,to\n370000,a\n", MESSAGE_AREA_COLUMNS},
      {"short code", "code,name_zh,name_en,parent,kind,from,to\n37,a,b,,official,,\n",
       MESSAGE_AREA_BAD_CODE},
      {"no such day",
       "code,name_zh,name_en,parent,kind,from,to\n370000,a,b,,official,2023-02-30,\n",
       MESSAGE_AREA_BAD_DATE},
      {"unknown parent", "code,name_zh,name_en,parent,kind,from,to\n370200,a,b,370000,official,,\n",
       MESSAGE_AREA_UNKNOWN_PARENT},
      {"circle",
       "code,name_zh,name_en,parent,kind,from,to\n111111,a,b,222222,official,,\n"
       "222222,a,b,111111,official,,\n",
       MESSAGE_AREA_UNKNOWN_PARENT},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    arena *a = arena_create(0);
    area_table *t;
    sd_error error = {0};
    CHECK_ROW(ROWS[i].name,
              area_table_read(text_of(ROWS[i].table), "x.csv", a, &t, &error) == SD_INVALID);
    CHECK_ROW(ROWS[i].name, error.message == ROWS[i].message);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_areas),
      cmocka_unit_test(refuses_bad_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
