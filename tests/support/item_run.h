/* For tests: an item of two versions, of which each decides other regions, over a company file. */
#ifndef SUDUI_TESTS_SUPPORT_ITEM_RUN_H
#define SUDUI_TESTS_SUPPORT_ITEM_RUN_H

#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/identifier.h"
#include "list/run.h"
#include "registry/import.h"
#include "support/table.h"
#include "support/test_keys.h"

static const char ATTRIBUTES[] =
    "id,name_zh,name_en,type,unit,period,personal\n"
    "district,所属板块,District,string,,none,no\n"
    "sme,中小企业,SME,boolean,,none,no\n"
    "rd_expense,研发费用,R&D,money,元,year,no\n";

static const char MAPPING[] =
    "[file]\nsource = 税务局\nkey = 代码\nperiod = 2024\n\n"
    "[columns]\n板块 = district\n中小企业 = sme\n研发费用 = rd_expense\n"
    "上年研发费用 = rd_expense, period 2023\n";

/* In Shandong outside of Qingdao (3701..), in Qingdao (3702..), without a district, elsewhere. */
static const char COMPANIES[] =
    "代码,板块,中小企业,研发费用,上年研发费用\n"
    "91320411MA00000156,370100,是,2000000,1000000\n"
    "91320411MA00000231,370100,是,1000000,2000000\n"
    "91320411MA0000031U,370100,是,,2000000\n"
    "91320411MA000004XK,370100,否,,2000000\n"
    "91320411MA0000058K,370200,否,2000000,\n"
    "91320411MA0000066E,370211,否,900000,\n"
    "91320411MA00000749,,是,2000000,1000000\n"
    "91320411MA00000824,320411,是,2000000,1000000\n";

#define HEAD                                                                              \
  "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "                    \
  "xmlns:sudui='urn:sudui:item:1' id='d' name='x' namespace='urn:x'>"                     \
  "<extensionElements><sudui:item id='sd-rd' name='研发补助' nameEn='R and D' "       \
  "owner='科技厅' kind='奖补' mode='免申即享' class='定补' subject='company'>" \
  "<sudui:policy number='1' title='t' issuer='i' level='省'/>"
#define TAIL                                                                       \
  "<sudui:decisions status='资格' amount='金额'/>"                             \
  "<sudui:amount rounding='wan' mode='half-up' cap=''/>"                           \
  "<sudui:budget line='B-1' total='1000000.00' whenShort='pro-rata'/>"             \
  "<sudui:publication days='5' unit='working'/></sudui:item></extensionElements>"  \
  "<inputData id='i1' name='研发费用'><extensionElements>"                     \
  "<sudui:fact attribute='rd_expense' period='0' pick='min'/></extensionElements>" \
  "<variable name='研发费用' typeRef='number'/></inputData>"
#define NEED(id) "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"

/* The transition of the Shandong rules: data year 2024 outside of Qingdao goes by the old rule,
 * Qingdao 2024 and everybody from 2025 by the new one (R-02). */
static const char OLD_RULE[] =
    HEAD "<sudui:version id='2022' from='2022-01-01' to='' dataYearTo='2024' regions='37 -3702'/>"
    TAIL
    "<inputData id='i2' name='上年研发费用'><extensionElements>"
    "<sudui:fact attribute='rd_expense' period='-1'/></extensionElements>"
    "<variable name='上年研发费用' typeRef='number'/></inputData>"
    "<inputData id='i3' name='中小企业'><extensionElements><sudui:fact attribute='sme'/>"
    "</extensionElements><variable name='中小企业' typeRef='boolean'/></inputData>"
    "<decision id='s' name='资格'><description>第三条</description>"
    "<variable name='资格' typeRef='boolean'/>" NEED("i1") NEED("i2") NEED("i3")
    "<literalExpression><text>研发费用 &gt; 上年研发费用 and 中小企业</text></literalExpression>"
    "</decision><decision id='a' name='金额'><description>第五条</description>"
    "<variable name='金额' typeRef='number'/>" NEED("i1") NEED("i2")
    "<literalExpression><text>(研发费用 - 上年研发费用) * 0.1</text></literalExpression>"
    "</decision></definitions>";
static const char NEW_RULE[] =
    HEAD "<sudui:version id='2025' from='2025-01-01' to='' dataYearFrom='2024' regions='3702'/>"
    "<sudui:version id='2025' from='2025-01-01' to='' dataYearFrom='2025' regions='37 -3702'/>"
    TAIL
    "<decision id='s' name='资格'><description>第二条</description>"
    "<variable name='资格' typeRef='boolean'/>" NEED("i1")
    "<literalExpression><text>研发费用 &gt; 1000000</text></literalExpression></decision>"
    "<decision id='a' name='金额'><description>第四条</description>"
    "<variable name='金额' typeRef='number'/>" NEED("i1")
    "<literalExpression><text>研发费用 * 0.0525</text></literalExpression></decision>"
    "</definitions>";

typedef struct fixture {
  char path[64];
  database *db;
  arena *arena;
  registry *registry;
  const item_version *versions[2];
  run_request request;
} fixture;

enum { IMPORT_US = 1000000, RUN_US = 2000000, LATER_US = 3000000 };

static void require(sd_status status, const sd_error *error) {
  if (status == SD_OK) return;
  char sentence[700];
  error_describe(error, LANGUAGE_ENGLISH, sentence, sizeof sentence);
  fail_msg("%s", sentence);
}

static void import_with(fixture *f, const char *map_text, const char *table, int64_t now_us) {
  sd_error error = {0};
  mapping *layout;
  import_report report;
  require(mapping_read(text_of(map_text), "a.mapping", registry_catalogue(f->registry), f->arena,
                       &layout, &error),
          &error);
  const import_request request = {.path = "a.csv",
                                  .content = text_of(table),
                                  .mapping = layout,
                                  .actor = "导入员",
                                  .now_us = now_us};
  require(registry_import(f->registry, &request, f->arena, &report, &error), &error);
  assert_int_equal(report.rows_rejected, 0);
}

__attribute__((unused)) static void import_table(fixture *f, const char *table, int64_t now_us) {
  import_with(f, MAPPING, table, now_us);
}

static int open_fixture(void **state) {
  fixture *f = calloc(1, sizeof *f);
  *state = f;
  snprintf(f->path, sizeof f->path, "/tmp/sudui-run-%d.db", (int)getpid());
  f->arena = arena_create(0);
  sd_error error = {0};
  attribute_catalogue *catalogue;
  item_version *old_rule, *new_rule;
  require(
      attribute_catalogue_read(text_of(ATTRIBUTES), "attributes.csv", f->arena, &catalogue, &error),
      &error);
  require(database_create(f->path, &f->db, &error), &error);
  assert_true(use_test_keys(f->db));
  require(audit_migrate(f->db, &error), &error);
  require(list_migrate(f->db, &error), &error);
  require(registry_open(f->db, catalogue, &f->registry, &error), &error);
  require(item_read(text_of(OLD_RULE), "2022.dmn", f->arena, &old_rule, &error), &error);
  require(item_read(text_of(NEW_RULE), "2025.dmn", f->arena, &new_rule, &error), &error);
  import_table(f, COMPANIES, IMPORT_US);
  f->versions[0] = old_rule;
  f->versions[1] = new_rule;
  f->request = (run_request){.versions = f->versions,
                             .version_count = 2,
                             .data_year = 2024,
                             .view = {calendar_day_of((civil_date){2025, 6, 30}), RUN_US},
                             .budget_fen = RUN_BUDGET_OF_ITEM,
                             .threads = 1};
  return 0;
}

static int close_fixture(void **state) {
  fixture *f = *state;
  registry_close(f->registry);
  database_close(f->db);
  arena_destroy(f->arena);
  char path[80];
  static const char *const ENDS[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
    snprintf(path, sizeof path, "%s%s", f->path, ENDS[i]);
    unlink(path);
  }
  free(f);
  return 0;
}

/* Enough companies for several parts and threads, with every seventh cell empty. */
__attribute__((unused)) static void import_many(fixture *f, int count) {
  text_builder table;
  text_builder_init(&table, 1 << 24);
  text_builder_add_string(&table, "代码,板块,中小企业,研发费用,上年研发费用\n");
  for (int i = 0; i < count; i++) {
    char code[USCC_LENGTH + 1], serial[32], expense[32] = "";
    snprintf(serial, sizeof serial, "MB%06d", i);
    assert_true(uscc_make(TEXT("91"), TEXT("320411"), text_of(serial), code));
    if (i % 7 != 0) snprintf(expense, sizeof expense, "%d", 500000 + i * 1009 % 2000000);
    text_builder_format(&table, "%s,%s,%s,%s,%d\n", code, i % 3 == 0 ? "370200" : "370100",
                        i % 5 == 0 ? "否" : "是", expense, 1000000 + i);
  }
  import_table(f, text_builder_text(&table).data, IMPORT_US);
  text_builder_release(&table);
}

#endif
