/* Runs over a small company file: who is decided by which version, three values, amounts, threads,
 * replay after later corrections, explanations. */
#include "list/run.h"

#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/identifier.h"
#include "list/explain.h"
#include "registry/import.h"
#include "registry/snapshot_digest.h"
#include "support/table.h"

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

static void import_table(fixture *f, const char *table, int64_t now_us) {
  sd_error error = {0};
  mapping *map;
  import_report report;
  require(mapping_read(text_of(MAPPING), "a.mapping", registry_catalogue(f->registry), f->arena,
                       &map, &error),
          &error);
  const import_request request = {.path = "a.csv",
                                  .content = text_of(table),
                                  .mapping = map,
                                  .actor = "导入员",
                                  .now_us = now_us};
  require(registry_import(f->registry, &request, f->arena, &report, &error), &error);
  assert_int_equal(report.rows_rejected, 0);
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

static list_run *compute(fixture *f) {
  list_run *run = NULL;
  sd_error error = {0};
  require(run_compute(f->registry, &f->request, f->arena, &run, &error), &error);
  return run;
}

/* The decisions as "code-end STATUS version amount missing" lines. */
static void describe_run(const list_run *run, text_builder *out) {
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    char amount[MONEY_TEXT_SIZE];
    money_format_plain(d->amount_fen, amount);
    text_builder_format(out, "%s %s %.*s %s%s%.*s\n", d->code + 15,
                        decision_status_name((decision_status)d->status),
                        TEXT_ARG(run->versions[d->version]->version), amount,
                        d->missing.size == 0 ? "" : " ", TEXT_ARG(d->missing));
  }
}

static void decides_by_region_and_year(void **state) {
  fixture *f = *state;
  static const struct {
    const char *name;
    int32_t data_year;
    int64_t budget_fen;
    const char *decisions;
  } ROWS[] = {
      {"2024: old rule outside of Qingdao, new rule inside", 2024, RUN_BUDGET_OF_ITEM,
       "156 MET 2022 100000.00\n"
       "231 NOT_MET 2022 0.00\n"
       "31U UNKNOWN 2022 0.00 rd_expense@2024\n"
       "4XK NOT_MET 2022 0.00\n"
       "58K MET 2025 110000.00\n" /* 105,000 rounded half-up to 万元 */
       "66E NOT_MET 2025 0.00\n"
       "749 UNKNOWN 2022 0.00 district\n"},
      {"2024, the budget is short", 2024, 10000001,
       "156 MET 2022 47619.05\n"
       "231 NOT_MET 2022 0.00\n"
       "31U UNKNOWN 2022 0.00 rd_expense@2024\n"
       "4XK NOT_MET 2022 0.00\n"
       "58K MET 2025 52380.96\n"
       "66E NOT_MET 2025 0.00\n"
       "749 UNKNOWN 2022 0.00 district\n"},
      {"2025: the new rule for all, and nobody has facts", 2025, RUN_BUDGET_NONE,
       "156 UNKNOWN 2025 0.00 rd_expense@2025\n"
       "231 UNKNOWN 2025 0.00 rd_expense@2025\n"
       "31U UNKNOWN 2025 0.00 rd_expense@2025\n"
       "4XK UNKNOWN 2025 0.00 rd_expense@2025\n"
       "58K UNKNOWN 2025 0.00 rd_expense@2025\n"
       "66E UNKNOWN 2025 0.00 rd_expense@2025\n"
       "749 UNKNOWN 2022 0.00 district\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    f->request.data_year = ROWS[i].data_year;
    f->request.budget_fen = ROWS[i].budget_fen;
    text_builder out;
    text_builder_init(&out, 10000);
    describe_run(compute(f), &out);
    CHECK_ROW_TEXT(ROWS[i].name, out.data, ROWS[i].decisions);
    text_builder_release(&out);
  }
}

/* Enough companies for several parts and threads, with every seventh cell empty. */
static void import_many(fixture *f, int count) {
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

static void the_number_of_threads_does_not_matter(void **state) {
  fixture *f = *state;
  import_many(f, 3 * SNAPSHOT_PART_SUBJECTS);
  const list_run *one = compute(f);
  assert_int_equal(one->decision_count, 3 * SNAPSHOT_PART_SUBJECTS + 7);
  assert_true(one->counts.met > 500 && one->counts.not_met > 500 && one->counts.unknown > 200);
  assert_true(one->prorated && one->counts.amount_fen == 100000000);
  for (unsigned threads = 2; threads <= 8; threads *= 2) {
    f->request.threads = threads;
    const list_run *more = compute(f);
    assert_true(sm3_equal(&one->output_hash, &more->output_hash));
  }
}

static void replays_after_later_corrections(void **state) {
  fixture *f = *state;
  list_run *run = compute(f);
  require(run_store(f->db, run, "王经办", RUN_US, NULL), &(sd_error){0});
  import_table(f,
               "代码,板块,中小企业,研发费用,上年研发费用\n"
               "91320411MA00000156,370100,否,500000,1000000\n"
               "91320411MA0000031U,370100,是,9000000,2000000\n",
               LATER_US);
  replay_report report;
  sd_error error = {0};
  require(run_replay(f->registry, run->id, 2, f->arena, &report, &error), &error);
  assert_true(report.identical);
  assert_int_equal(report.stored_bytes, report.replayed_bytes);
  f->request.view.known_us = LATER_US; /* and what is known now gives something else */
  const list_run *later = compute(f);
  assert_false(sm3_equal(&later->output_hash, &run->output_hash));
  assert_int_equal(run_find(later, TEXT("91320411MA00000156"))->status, DECISION_NOT_MET);
  assert_int_equal(run_find(later, TEXT("91320411MA0000031U"))->amount_fen, 70000000);
}

/* Runs of earlier programs, whose output has a hash over the whole snapshot. */
static void replays_runs_of_the_first_format(void **state) {
  fixture *f = *state;
  const list_run *now = compute(f);
  f->request.format = RUN_FORMAT_WHOLE;
  list_run *run = compute(f);
  assert_false(sm3_equal(&run->snapshot_hash, &now->snapshot_hash));
  assert_true(sm3_equal(&compute(f)->output_hash, &run->output_hash));
  require(run_store(f->db, run, "王经办", RUN_US, NULL), &(sd_error){0});
  replay_report report;
  sd_error error = {0};
  require(run_replay(f->registry, run->id, 2, f->arena, &report, &error), &error);
  assert_true(report.identical);
}

/* Which district lies where is part of a run: the file of areas may change afterwards. */
static void replays_with_the_areas_of_then(void **state) {
  static const char AREAS[] =
      "code,name_zh,name_en,parent,kind,from,to\n"
      "320400,常州市,Changzhou,,official,,\n"
      "320411,新北区,Xinbei,320400,official,,\n"
      "370100,飞地,Exclave,320400,extension,,\n";
  fixture *f = *state;
  const list_run *without = compute(f);
  area_table *areas = NULL;
  sd_error error = {0};
  require(area_table_read(text_of(AREAS), "areas.csv", f->arena, &areas, &error), &error);
  f->request.areas = areas;
  list_run *run = compute(f);
  require(run_store(f->db, run, "王经办", RUN_US, NULL), &error);
  assert_false(sm3_equal(&run->output_hash, &without->output_hash));
  replay_report report;
  require(run_replay(f->registry, run->id, 2, f->arena, &report, &error), &error);
  assert_true(report.identical);
  require(database_run(f->db,
                       "DROP TRIGGER list_areas_update;"
                       "UPDATE list_areas SET bytes = x'00'",
                       &error),
          &error);
  assert_int_equal(run_replay(f->registry, run->id, 2, f->arena, &report, &error), SD_CORRUPT);
}

static void explains_what_it_reproduces(void **state) {
  fixture *f = *state;
  list_run *run = compute(f);
  require(run_store(f->db, run, "王经办", RUN_US, NULL), &(sd_error){0});
  explanation *why;
  sd_error error = {0};
  require(list_explain(f->registry, run->id, TEXT("91320411MA0000031U"), f->arena, &why, &error),
          &error);
  assert_int_equal(why->decision.status, DECISION_UNKNOWN);
  assert_int_equal(why->fact_count, 3);
  assert_true(text_is(why->facts[0].name, "研发费用"));
  assert_true(!why->facts[0].present && why->facts[0].decides);
  assert_int_equal(why->facts[0].period, 2024);
  assert_true(why->facts[1].present && why->facts[1].value.number == 200000000);
  require(list_explain(f->registry, run->id, TEXT("91320411MA00000749"), f->arena, &why, &error),
          &error);
  assert_true(text_is(why->decision.missing, "district"));
  assert_int_equal(
      list_explain(f->registry, run->id, TEXT("91320411MA00000824"), f->arena, &why, &error),
      SD_NOT_FOUND);
  /* A stored decision that the facts do not give. */
  require(database_run(f->db,
                       "DROP TRIGGER list_part_update;"
                       "UPDATE list_part SET lines ="
                       " replace(lines, '231,NOT_MET', '231,MET')",
                       &error),
          &error);
  assert_int_equal(
      list_explain(f->registry, run->id, TEXT("91320411MA00000231"), f->arena, &why, &error),
      SD_CORRUPT);
  assert_int_equal(error.message, MESSAGE_LIST_NOT_REPRODUCED);
}

static explanation *explain(fixture *f, int64_t run, const char *code) {
  explanation *why = NULL;
  sd_error error = {0};
  require(list_explain(f->registry, run, text_of(code), f->arena, &why, &error), &error);
  return why;
}

/* One line a reason or gap: "资格 第二条 研发费用 > 1000000: 900000 > 1000000 fails". */
static void describe_explanation(const explanation *why, text_builder *out) {
  static const char *const RESULTS[] = {"fails", "holds", "unknown"};
  for (size_t i = 0; i < why->reason_count; i++) {
    const explanation_reason *r = &why->reasons[i];
    text_builder_format(out, "%.*s %.*s %.*s: %.*s %.*s %.*s %s\n", TEXT_ARG(r->decision),
                        TEXT_ARG(r->clause), TEXT_ARG(r->condition), TEXT_ARG(r->value),
                        TEXT_ARG(r->comparison), TEXT_ARG(r->threshold), RESULTS[r->result]);
  }
  for (size_t i = 0; i < why->path_count; i++) {
    for (size_t k = 0; k < why->paths[i].gap_count; k++) {
      const explanation_gap *g = &why->paths[i].gaps[k];
      text_builder_format(out, "way %zu: %.*s %.*s %.*s (%.*s %.*s%s)\n", i + 1, TEXT_ARG(g->value),
                          TEXT_ARG(g->comparison), TEXT_ARG(g->threshold), TEXT_ARG(g->distance_in),
                          TEXT_ARG(g->distance), g->is_strict ? " and more" : "");
    }
  }
}

static void gives_reasons_and_ways(void **state) {
  fixture *f = *state;
  list_run *run = compute(f);
  require(run_store(f->db, run, "王经办", RUN_US, NULL), &(sd_error){0});
  static const struct {
    const char *code, *lines;
  } ROWS[] = {
      {"91320411MA0000058K",
       "资格 第二条 研发费用 > 1000000: 2000000 > 1000000 holds\n"
       "金额 第四条 研发费用 * 0.0525: 105000   holds\n"},
      {"91320411MA0000066E",
       "资格 第二条 研发费用 > 1000000: 900000 > 1000000 fails\n"
       "way 1: 900000 > 1000000 (研发费用 100000 and more)\n"},
      {"91320411MA00000231",
       "资格 第三条 研发费用 > 上年研发费用: 1000000 > 2000000 fails\n"
       "资格 第三条 中小企业: true   holds\n"
       "way 1: 1000000 > 2000000 (研发费用 1000000 and more)\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder out;
    text_builder_init(&out, 10000);
    describe_explanation(explain(f, run->id, ROWS[i].code), &out);
    CHECK_ROW_TEXT(ROWS[i].code, text_builder_text(&out).data, ROWS[i].lines);
    text_builder_release(&out);
  }
}

static void refuses_two_versions_for_one_subject(void **state) {
  fixture *f = *state;
  const item_version *twice[] = {f->versions[0], f->versions[0]};
  f->request.versions = twice;
  list_run *run;
  sd_error error = {0};
  assert_int_equal(run_compute(f->registry, &f->request, f->arena, &run, &error), SD_CONFLICT);
  f->request.version_count = 0;
  assert_int_equal(run_compute(f->registry, &f->request, f->arena, &run, &error), SD_MISUSE);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_fixture, close_fixture)
  const struct CMUnitTest tests[] = {
      TEST(decides_by_region_and_year),      TEST(the_number_of_threads_does_not_matter),
      TEST(replays_after_later_corrections), TEST(replays_runs_of_the_first_format),
      TEST(replays_with_the_areas_of_then),  TEST(explains_what_it_reproduces),
      TEST(gives_reasons_and_ways),          TEST(refuses_two_versions_for_one_subject),
  };
#undef TEST
  return cmocka_run_group_tests(tests, NULL, NULL);
}
