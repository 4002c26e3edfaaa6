/* A stored run and its list: written, read back, damaged, and led through its states. */
#include "list/life.h"

#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/messages/list.h"
#include "list/version_release.h"
#include "support/table.h"
#include "support/test_keys.h"

static const char MODEL[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
    "xmlns:sudui='urn:sudui:item:1' id='d' name='x' namespace='urn:x'><extensionElements>"
    "<sudui:item id='award' name='奖励' nameEn='Award' owner='市科技局' kind='奖补' "
    "mode='免申即享' class='定补' subject='company'>"
    "<sudui:policy number='1' title='t' issuer='i' level='市'/>"
    "<sudui:version id='2025' from='2025-01-01' to='' regions='3204'/>"
    "<sudui:decisions status='资格' amount='金额'/>"
    "<sudui:amount rounding='yuan' mode='half-up'/>"
    "<sudui:budget line='B-1' total='1000.00' whenShort='pro-rata'/>"
    "<sudui:publication days='5' unit='working'/>"
    "</sudui:item></extensionElements></definitions>";

static const decision DECISIONS[] = {
    {.code = "91320411MA00000001",
     .status = DECISION_MET,
     .district = TEXT("320411"),
     .missing = TEXT(""),
     .score_min = TEXT(""),
     .score_max = TEXT(""),
     .computed_fen = 30000,
     .amount_fen = 30000},
    {.code = "91320411MA00000002",
     .status = DECISION_UNKNOWN,
     .district = TEXT("320411"),
     .missing = TEXT("rd_expense@2024 sme"),
     .score_min = TEXT("65.5"),
     .score_max = TEXT("80")},
    {.code = "91320412MA00000003",
     .status = DECISION_NOT_MET,
     .district = TEXT("320412"),
     .missing = TEXT(""),
     .score_min = TEXT(""),
     .score_max = TEXT("")},
    {.code = "91320412MA00000004",
     .status = DECISION_MET,
     .district = TEXT("a,\"b\""),
     .missing = TEXT(""),
     .score_min = TEXT(""),
     .score_max = TEXT(""),
     .computed_fen = 12345,
     .amount_fen = 12300},
};

typedef struct fixture {
  char path[64];
  database *db;
  attribute_catalogue *attributes;
  registry *registry;
  arena *arena;
  const item_version *version;
  list_run run;
} fixture;

static int64_t at(const char *moment) {
  int64_t moment_us;
  assert_true(clock_parse(text_of(moment), &moment_us));
  return moment_us;
}

static void hash_run(list_run *run) {
  text_builder output;
  text_builder_init(&output, 1 << 20);
  run_write(run, &output);
  assert_true(sm3_of(text_builder_text(&output), &run->output_hash));
  text_builder_release(&output);
}

static int open_fixture(void **state) {
  fixture *f = calloc(1, sizeof *f);
  snprintf(f->path, sizeof f->path, "/tmp/sudui-list-%d.db", (int)getpid());
  f->arena = arena_create(0);
  item_version *version;
  sd_error error = {0};
  if (item_read(text_of(MODEL), "award.dmn", f->arena, &version, &error) != SD_OK ||
      database_create(f->path, &f->db, &error) != SD_OK || !use_test_keys(f->db) ||
      audit_migrate(f->db, &error) != SD_OK || list_migrate(f->db, &error) != SD_OK ||
      attribute_catalogue_read(TEXT("id,name_zh,name_en,type,unit,period,personal\n"
                                    "district,所属板块,District,string,,none,no\n"),
                               "attributes.csv", f->arena, &f->attributes, &error) != SD_OK ||
      registry_open(f->db, f->attributes, &f->registry, &error) != SD_OK) {
    print_error("%s\n", error.text[LANGUAGE_ENGLISH]);
    return -1;
  }
  f->version = version;
  f->run = (list_run){
      .item = TEXT("award"),
      .format = RUN_FORMAT_PARTS,
      .versions = &f->version,
      .version_count = 1,
      .data_year = 2024,
      .view = {.as_of_day = calendar_day_of((civil_date){2025, 6, 30}),
               .known_us = at("2025-06-30T08:00:00Z")},
      .budget_fen = 100000,
      .decisions = DECISIONS,
      .decision_count = COUNT_OF(DECISIONS),
      .counts = {.met = 2, .not_met = 1, .unknown = 1, .computed_fen = 42345, .amount_fen = 42300}};
  hash_run(&f->run);
  *state = f;
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

static int64_t store(fixture *f) {
  sd_error error = {0};
  if (run_store(f->db, &f->run, "王经办", at("2025-06-30T09:00:00Z"), &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  return f->run.id;
}

/* The version of the run is released, so that its lists can be approved. */
static void release_version(fixture *f) {
  sd_error error = {0};
  if (version_release(f->db, f->version, "赵政策", "钱复核", at("2025-06-01T00:00:00Z"), &error) !=
      SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
}

static void writes_its_canonical_output(void **state) {
  fixture *f = *state;
  text_builder output;
  text_builder_init(&output, 1 << 20);
  run_write(&f->run, &output);
  char model[SM3_TEXT_SIZE], expected[2000];
  sm3_format(&f->version->hash, model);
  snprintf(expected, sizeof expected,
           "sudui-run 2\nitem award\ndata-year 2024\nas-of 2025-06-30\n"
           "known-us 1751270400000000\nbudget 1000.00 given\nversion 0 2025 %s\n"
           "snapshot 0000000000000000000000000000000000000000000000000000000000000000\n"
           "code,status,fault,version,district,missing,score-min,score-max,computed,amount\n"
           "91320411MA00000001,MET,,0,320411,,,,300.00,300.00\n"
           "91320411MA00000002,UNKNOWN,,0,320411,rd_expense@2024 sme,65.5,80,0.00,0.00\n"
           "91320412MA00000003,NOT_MET,,0,320412,,,,0.00,0.00\n"
           "91320412MA00000004,MET,,0,\"a,\"\"b\"\"\",,,,123.45,123.00\nend 4\n",
           model);
  assert_string_equal(output.data, expected);
  text_builder_release(&output);
}

static void reads_back_what_it_stored(void **state) {
  fixture *f = *state;
  int64_t id = store(f);
  list_run *back;
  sd_error error = {0};
  assert_int_equal(run_load(f->db, id, f->arena, &back, &error), SD_OK);
  assert_true(sm3_equal(&back->output_hash, &f->run.output_hash));
  assert_int_equal(back->decision_count, COUNT_OF(DECISIONS));
  assert_true(text_is(back->actor, "王经办"));
  assert_true(text_is(back->versions[0]->version, "2025"));
  assert_int_equal(run_find(back, TEXT("91320412MA00000004"))->amount_fen, 12300);
  assert_null(run_find(back, TEXT("91320412MA00000009")));
  decision one;
  assert_int_equal(run_load_decision(f->db, id, TEXT("91320411MA00000002"), f->arena, &one, &error),
                   SD_OK);
  assert_true(text_is(one.missing, "rd_expense@2024 sme"));
  assert_int_equal(run_load_decision(f->db, id, TEXT("nobody"), f->arena, &one, &error),
                   SD_NOT_FOUND);
  assert_int_equal(run_load(f->db, id + 1, f->arena, &back, &error), SD_NOT_FOUND);
  int64_t latest;
  assert_int_equal(run_latest(f->db, TEXT("award"), &latest, &error), SD_OK);
  assert_int_equal(latest, id);
  assert_int_equal(run_latest(f->db, TEXT("other"), &latest, &error), SD_OK);
  assert_int_equal(latest, 0);
}

static void counts_by_district(void **state) {
  fixture *f = *state;
  run_group *groups;
  size_t count;
  assert_int_equal(run_by_district(&f->run, f->arena, &groups, &count, NULL), SD_OK);
  assert_int_equal(count, 3);
  assert_true(text_is(groups[0].district, "320411"));
  assert_int_equal(groups[0].counts.met, 1);
  assert_int_equal(groups[0].counts.unknown, 1);
  assert_int_equal(groups[0].counts.amount_fen, 30000);
  assert_true(text_is(groups[2].district, "a,\"b\""));
}

/* What the triggers cannot stop (another program at the file) is noticed when it is read. */
static void notices_changed_rows(void **state) {
  fixture *f = *state;
  static const char *const DAMAGES[] = {
      "UPDATE list_part SET lines = replace(lines, ',300.00', ',300.01')",
      "UPDATE list_part SET lines = replace(lines, 'NOT_MET', 'MET')",
      "UPDATE list_part SET lines = substr(lines, 1, length(lines) - 1)",
      "UPDATE list_part SET lines = lines || lines",
      "DELETE FROM list_part",
      "UPDATE list_run SET budget_fen = 5",
      "UPDATE list_run SET met = 3, not_met = 0",
      "UPDATE list_model SET bytes = CAST(CAST(bytes AS TEXT) || ' ' AS BLOB)",
  };
  int64_t id = store(f);
  list_run *back;
  assert_int_equal(database_run(f->db, DAMAGES[0], NULL), SD_REFUSED); /* by a trigger */
  assert_int_equal(run_load(f->db, id, f->arena, &back, NULL), SD_OK);
  assert_int_equal(database_run(f->db,
                                "DROP TRIGGER list_part_update; DROP TRIGGER list_run_update;"
                                "DROP TRIGGER list_part_delete; DROP TRIGGER list_model_update",
                                NULL),
                   SD_OK);
  for (size_t i = 0; i < COUNT_OF(DAMAGES); i++) {
    assert_int_equal(database_begin(f->db, NULL), SD_OK);
    CHECK_ROW(DAMAGES[i], database_run(f->db, DAMAGES[i], NULL) == SD_OK);
    CHECK_ROW(DAMAGES[i], run_load(f->db, id, f->arena, &back, NULL) == SD_CORRUPT);
    database_rollback(f->db);
  }
}

/* Each row is an act on list 1; rows follow each other on the same database. */
typedef struct act_row {
  const char *name;
  list_state to;
  const char *actor, *moment;
  sd_status status;
  message_id message;
  list_state state; /* afterwards */
} act_row;

static const act_row ACTS[] = {
    {"publish before approval", LIST_PUBLISHED, "李审核", "2025-06-30T10:00:00Z", SD_REFUSED,
     MESSAGE_LIST_NOT_NEXT, LIST_CANDIDATE},
    {"the maker approves", LIST_APPROVED, "王经办", "2025-06-30T10:00:00Z", SD_REFUSED,
     MESSAGE_LIST_SAME_PERSON, LIST_CANDIDATE},
    {"the maker approves under another spelling", LIST_APPROVED, "　王 经办",
     "2025-06-30T10:00:00Z", SD_REFUSED, MESSAGE_LIST_SAME_PERSON, LIST_CANDIDATE},
    {"nobody approves", LIST_APPROVED, "", "2025-06-30T10:00:00Z", SD_MISUSE, MESSAGE_LIST_NO_ACTOR,
     LIST_CANDIDATE},
    {"another approves", LIST_APPROVED, "李审核", "2025-06-30T10:00:00Z", SD_OK, MESSAGE_NONE,
     LIST_APPROVED},
    {"approved twice", LIST_APPROVED, "李审核", "2025-06-30T10:00:00Z", SD_REFUSED,
     MESSAGE_LIST_NOT_NEXT, LIST_APPROVED},
    /* Monday night in China, so that the five working days end on the Monday after */
    {"publish", LIST_PUBLISHED, "李审核", "2025-06-30T15:59:00Z", SD_OK, MESSAGE_NONE,
     LIST_PUBLISHED},
    {"final too early", LIST_FINAL, "李审核", "2025-07-07T15:59:00Z", SD_REFUSED,
     MESSAGE_LIST_STILL_PUBLISHED, LIST_PUBLISHED},
    {"final on the day after", LIST_FINAL, "李审核", "2025-07-07T16:00:00Z", SD_OK, MESSAGE_NONE,
     LIST_FINAL},
    {"withdrawn too late", LIST_WITHDRAWN, "李审核", "2025-07-08T00:00:00Z", SD_REFUSED,
     MESSAGE_LIST_WITHDRAW_FINAL, LIST_FINAL},
};

static sd_status act_on(fixture *f, int64_t id, const act_row *row, sd_error *error) {
  int64_t now_us = at(row->moment);
  switch (row->to) {
    case LIST_APPROVED:
      return list_approve(f->db, id, row->actor, now_us, error);
    case LIST_PUBLISHED:
      return list_publish(f->db, id, row->actor, NULL, now_us, error);
    case LIST_FINAL:
      return list_finalize(f->db, id, row->actor, now_us, error);
    default:
      return list_withdraw(f->db, id, row->actor, "口径有误", now_us, error);
  }
}

static sd_status sum_line(void *context, const list_line *line, sd_error *error) {
  (void)error;
  *(int64_t *)context += line->amount_fen;
  return SD_OK;
}

static bool is_current(fixture *f, int64_t id) {
  list_status s;
  bool current = false;
  assert_int_equal(list_get_status(f->db, id, f->arena, &s, NULL), SD_OK);
  assert_int_equal(list_is_current(f->db, &s, &current, NULL), SD_OK);
  return current;
}

/* Of the lists of one item and year the approved one counts, else the newest candidate. */
static void knows_which_list_counts(void **state) {
  fixture *f = *state;
  int64_t first = store(f), second = store(f), third = store(f);
  assert_true(!is_current(f, first) && !is_current(f, second) && is_current(f, third));
  assert_int_equal(
      list_withdraw(f->db, third, "王经办", "口径有误", at("2025-06-30T10:00:00Z"), NULL), SD_OK);
  assert_true(!is_current(f, first) && is_current(f, second) && !is_current(f, third));
  release_version(f);
  assert_int_equal(list_approve(f->db, first, "李审核", at("2025-06-30T11:00:00Z"), NULL), SD_OK);
  assert_true(is_current(f, first) && !is_current(f, second) && !is_current(f, third));
}

static void leads_a_list_to_its_end(void **state) {
  fixture *f = *state;
  int64_t id = store(f), sum = 0;
  sd_error unreleased = {0};
  assert_int_equal(list_approve(f->db, id, "李审核", at("2025-06-30T10:00:00Z"), &unreleased),
                   SD_REFUSED);
  assert_int_equal(unreleased.message, MESSAGE_LIST_VERSION_NOT_RELEASED);
  release_version(f);
  for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
    sd_error error = {0};
    list_status s;
    CHECK_ROW(ACTS[i].name, list_each_line(f->db, id, true, sum_line, &sum, NULL) == SD_REFUSED ||
                                ACTS[i].state == LIST_FINAL);
    sd_status status = act_on(f, id, &ACTS[i], &error);
    CHECK_ROW(ACTS[i].name, status == ACTS[i].status && error.message == ACTS[i].message);
    assert_int_equal(list_get_status(f->db, id, f->arena, &s, NULL), SD_OK);
    CHECK_ROW(ACTS[i].name, s.state == ACTS[i].state);
  }
  sum = 0;
  assert_int_equal(list_each_line(f->db, id, true, sum_line, &sum, NULL), SD_OK);
  assert_int_equal(sum, 42300);
  list_status s;
  assert_int_equal(list_get_status(f->db, id, f->arena, &s, NULL), SD_OK);
  assert_true(text_is(s.approver, "李审核") && text_is(s.version_label, "2025"));
  char last[CALENDAR_TEXT_SIZE];
  calendar_format_day(s.last_day, last);
  assert_string_equal(last, "2025-07-07");
  text_builder content;
  text_builder_init(&content, 1 << 20);
  assert_int_equal(list_write(f->db, id, &content, NULL), SD_OK);
  assert_non_null(strstr(content.data, "91320412MA00000004,2025,123.00\ntotal 2 423.00\n"));
  sm3_digest digest;
  assert_true(sm3_of(text_builder_text(&content), &digest) && sm3_equal(&digest, &s.hash));
  text_builder_release(&content);
  audit_report report;
  assert_int_equal(audit_verify(f->db, NULL, NULL, NULL, &report, NULL), SD_OK);
  /* run, three of the version's release, approve with the three of its approval, publish, finalize;
   * nothing for refusals */
  assert_int_equal(report.entries, 10);
}

static sd_status count_list(void *context, const list_status *list, sd_error *error) {
  (void)list, (void)error;
  ++*(int *)context;
  return SD_OK;
}

/* Two runs of one item and year: only one list can be approved, until it is withdrawn. */
static void nobody_is_paid_by_two_lists(void **state) {
  fixture *f = *state;
  int64_t first = store(f), second = store(f), now_us = at("2025-06-30T10:00:00Z");
  sd_error error = {0};
  assert_true(first != second);
  release_version(f);
  assert_int_equal(list_approve(f->db, first, "李审核", now_us, NULL), SD_OK);
  assert_int_equal(list_approve(f->db, second, "李审核", now_us, &error), SD_REFUSED);
  assert_int_equal(error.message, MESSAGE_LIST_OTHER_LIST);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "list 1 (approved)"));
  assert_non_null(strstr(error.text[LANGUAGE_CHINESE], "名单 1（已审定）"));
  static const char *const none[] = {NULL, "", " \t\n"};
  for (size_t i = 0; i < COUNT_OF(none); i++) {
    assert_int_equal(list_withdraw(f->db, first, "王经办", none[i], now_us, &error), SD_MISUSE);
    assert_int_equal(error.message, MESSAGE_LIST_WITHDRAW_GROUND);
  }
  assert_int_equal(list_withdraw(f->db, first, "王经办", "口径有误", now_us, NULL), SD_OK);
  list_status told;
  assert_int_equal(list_get_status(f->db, first, f->arena, &told, NULL), SD_OK);
  assert_true(text_is(told.withdraw_ground, "口径有误") && told.withdrawn_us == now_us);
  assert_int_equal(list_get_status(f->db, second, f->arena, &told, NULL), SD_OK);
  assert_true(told.withdraw_ground.size == 0 && told.withdrawn_us == 0);
  assert_int_equal(list_approve(f->db, second, "李审核", now_us, NULL), SD_OK);
  assert_int_equal(list_approve(f->db, first, "李审核", now_us, NULL), SD_REFUSED);
  int count = 0;
  assert_int_equal(list_each(f->db, TEXT("award"), count_list, &count, NULL), SD_OK);
  assert_int_equal(count, 2);
  assert_int_equal(list_each(f->db, TEXT("other"), count_list, &count, NULL), SD_OK);
  assert_int_equal(count, 2);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_fixture, close_fixture)
  const struct CMUnitTest tests[] = {
      TEST(writes_its_canonical_output), TEST(reads_back_what_it_stored),
      TEST(counts_by_district),          TEST(notices_changed_rows),
      TEST(leads_a_list_to_its_end),     TEST(knows_which_list_counts),
      TEST(nobody_is_paid_by_two_lists),
  };
#undef TEST
  return cmocka_run_group_tests(tests, NULL, NULL);
}
