/* Runs over a small company file: who is decided by which version, three values, amounts, threads,
 * replay after later corrections, explanations. */
#include "list/run.h"
#include "base/messages/list.h"

#include "list/explain.h"
#include "registry/snapshot_digest.h"
#include "support/item_run.h"

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
