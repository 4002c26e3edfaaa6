/* Settlements in a database: confirmed, laid over runs, reserved, replayed, damaged, verified. */
#include "list/settlement.h"

#include "audit/audit.h"
#include "base/clock.h"
#include "base/messages/list.h"
#include "list/exclusion_check.h"
#include "list/life.h"
#include "list/list_exclusion.h"
#include "support/company_file.h"

#define ITEM(id, more)                                                                    \
  "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "                    \
  "xmlns:sudui='urn:sudui:item:1' id='d' name='x' namespace='urn:x'><extensionElements>"  \
  "<sudui:item id='" id                                                                   \
  "' name='n' owner='o' kind='奖补' mode='申报' class='定补'>"                      \
  "<sudui:policy number='1' title='t'/><sudui:version id='1' regions='3204'/>"            \
  "<sudui:decisions status='s' amount='a'/><sudui:amount rounding='fen' mode='half-up'/>" \
  "<sudui:budget line='" id "' total='1000.00' whenShort='pro-rata'/>" more               \
  "<sudui:publication days='5' unit='working'/></sudui:item></extensionElements></definitions>"

static const settlement_documents DOCUMENTS = {
    .relations = TEXT("first,second,relation,window,key,later,ceiling,clause\n"
                      "city,district,difference,same-year,,difference,,第一条\n"),
    .ceilings = TEXT("ceiling,items,per,limit,attribute,period,share,clause\n"
                     "year,city late,subject,700,,,,第二条\n"),
    .reasons = TEXT("reason,by,zh,en\nR01,owner,不在范围,out of scope\nR02,owner,不符,differs\n"
                    "C01,program,失信,on a list\n"),
    .lists = TEXT("list,items,listed,since,until,repaired,reason,clause\n"
                  "d,city,dishonesty_list,,,,C01,第三条\n")};

typedef struct settled_city {
  company_file *file;
  settlement_rules rules;
  int64_t now_us;
} settled_city;

static sd_error last_error;

static void import_facts(company_file *f) {
  static const char mapping_text[] =
      "[file]\nsource = 税务局\nkey = 代码\nperiod = 2024\n[columns]\n营收 = revenue\n"
      "失信 = dishonesty_list\n板块 = district\n";
  import_request request = {.now_us = 1000};
  import_report report;
  sd_error error = {0};
  if (load_table_text(f, mapping_text,
                      TEXT("代码,营收,失信,板块\n" CODE_A ",5000,否,320411\n" CODE_B
                           ",400,否,320411\n" CODE_C ",,是,320411\n"),
                      &request, &report, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
}

static int open_city_file(void **state) {
  static settled_city c;
  if (open_company_file(state) != 0) return -1;
  c = (settled_city){.file = *state, .now_us = 2000000};
  sd_error error = {0};
  if (list_migrate(c.file->db, &error) != SD_OK ||
      settlement_rules_read(&DOCUMENTS, c.file->arena, &c.rules, &error) != SD_OK) {
    print_error("%s\n", error.text[LANGUAGE_ENGLISH]);
    return -1;
  }
  import_facts(c.file);
  *state = &c;
  return 0;
}

static int close_city_file(void **state) {
  settled_city *c = *state;
  void *file = c->file;
  return close_company_file(&file);
}

/* A run of three subjects; an amount of 0 is not met, -1 unknown. */
static int64_t store_run(settled_city *c, const char *model, const int64_t amounts[3]) {
  static const char *const CODES[] = {CODE_A, CODE_B, CODE_C};
  arena *a = c->file->arena;
  item_version *version;
  sd_error error = {0};
  if (item_read(text_of(model), "x.dmn", a, &version, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  const item_version **versions = ARENA_ARRAY(a, const item_version *, 1);
  decision *decisions = ARENA_ARRAY(a, decision, 3);
  list_run run = {.item = version->id,
                  .format = RUN_FORMAT_PARTS,
                  .versions = versions,
                  .version_count = 1,
                  .data_year = 2024,
                  .view = {.as_of_day = 20000, .known_us = 1500},
                  .last_batch = 1,
                  .budget_of_item = true,
                  .budget_fen = 100000,
                  .decisions = decisions,
                  .decision_count = 3};
  versions[0] = version;
  for (int i = 0; i < 3; i++) {
    decision *d = &decisions[i];
    *d = (decision){.status = amounts[i] > 0   ? DECISION_MET
                              : amounts[i] < 0 ? DECISION_UNKNOWN
                                               : DECISION_NOT_MET,
                    .district = TEXT("320411"),
                    .missing = TEXT(""),
                    .score_min = TEXT(""),
                    .score_max = TEXT("")};
    snprintf(d->code, sizeof d->code, "%s", CODES[i]);
    if (amounts[i] > 0) d->computed_fen = d->amount_fen = amounts[i];
    run.counts.met += amounts[i] > 0;
    run.counts.not_met += amounts[i] == 0;
    run.counts.unknown += amounts[i] < 0;
    run.counts.computed_fen += d->computed_fen;
    run.counts.amount_fen += d->amount_fen;
  }
  if (run_hash_output(&run, &run.output_hash, &error) != SD_OK ||
      run_store(c->file->db, &run, "张", 1600, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  return run.id;
}

static sd_status confirm_lists(settled_city *c, const int64_t *lists, size_t count,
                               settlement **out) {
  c->now_us += 1000;
  const settlement_request request = {
      .lists = lists, .list_count = count, .rules = c->rules, .view = {20100, c->now_us}};
  last_error = (sd_error){0};
  return settlement_confirm(c->file->registry, &request, "张", c->now_us, c->file->arena, out,
                            &last_error);
}

static void must_confirm(settled_city *c, const int64_t *lists, size_t count) {
  settlement *s;
  if (confirm_lists(c, lists, count, &s) != SD_OK) {
    fail_msg("%s", last_error.text[LANGUAGE_ENGLISH]);
  }
}

static int64_t amount_of(settled_city *c, int64_t list, const char *code, const char *state) {
  stored_award w;
  bool found;
  assert_int_equal(award_find(c->file->db, list, text_of(code), c->file->arena, &found, &w, NULL),
                   SD_OK);
  assert_true(found);
  assert_string_equal(award_state_name(w.state), state);
  return w.amount_fen;
}

static void exclude(settled_city *c, int64_t list, const char *code, const char *reasons,
                    sd_status expected) {
  c->now_us += 1000;
  const exclusion_act act = {.list = list,
                             .code = text_of(code),
                             .reasons = text_of(reasons),
                             .note = TEXT("见函"),
                             .actor = "张",
                             .now_us = c->now_us};
  assert_int_equal(list_exclusion_add(c->file->db, &act, c->rules.exclusions, NULL), expected);
}

static void check_replay(settled_city *c, int64_t id) {
  replay_report report;
  sd_error error = {0};
  if (settlement_replay(c->file->registry, id, c->file->arena, &report, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  assert_true(report.identical && report.stored_bytes > 300);
}

static const int64_t CITY[] = {60000, 50000, 30000}, DISTRICT[] = {90000, 50000, 20000};

/* The owner leaves somebody off, an exclusion list another; the district pays the difference. */
static void confirms_with_all_reasons(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY);
  int64_t district = store_run(c, ITEM("district", ""), DISTRICT);
  exclude(c, city, CODE_C, "R01 R02", SD_OK);
  exclude(c, city, CODE_B, "R09", SD_INVALID);
  exclude(c, city, CODE_B, "C01", SD_INVALID);
  exclude(c, city, "91320411000000000X", "R01", SD_NOT_FOUND);
  must_confirm(c, (const int64_t[]){city, district}, 2);
  assert_int_equal(amount_of(c, city, CODE_A, "granted"), 54545);
  assert_int_equal(amount_of(c, city, CODE_B, "granted"), 45455);
  assert_int_equal(amount_of(c, city, CODE_C, "excluded"), 0);
  assert_int_equal(amount_of(c, district, CODE_A, "granted"), 30000);
  assert_int_equal(amount_of(c, district, CODE_B, "nothing"), 0);
  assert_int_equal(amount_of(c, district, CODE_C, "granted"), 20000);
  stored_award w;
  bool found;
  assert_int_equal(award_find(c->file->db, city, TEXT(CODE_C), c->file->arena, &found, &w, NULL),
                   SD_OK);
  assert_true(text_is(w.reasons, "R01 R02 C01")); /* all of them at once */
  check_replay(c, 1);
  list_status status;
  assert_int_equal(list_get_status(c->file->db, city, c->file->arena, &status, NULL), SD_OK);
  assert_int_equal(status.counts.met, 2);
  assert_int_equal(status.counts.amount_fen, 100000);
}

/* After a restoration the list must be confirmed again, and then nobody may be left off. */
static void follows_the_owner(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", "<sudui:confirmation required='yes'/>"), CITY);
  sd_error error = {0};
  assert_int_equal(list_approve(c->file->db, city, "李", c->now_us + 1, &error), SD_REFUSED);
  exclude(c, city, CODE_A, "R01", SD_OK);
  must_confirm(c, &city, 1);
  assert_int_equal(amount_of(c, city, CODE_A, "excluded"), 0);
  assert_int_equal(amount_of(c, city, CODE_B, "granted"), 50000);
  exclude(c, city, CODE_A, "", SD_OK);
  list_run *run;
  assert_int_equal(run_load(c->file->db, city, c->file->arena, &run, NULL), SD_OK);
  assert_int_equal(award_check_confirmed(c->file->db, run, TEXT("李"), &error), SD_REFUSED);
  assert_int_equal(error.message, MESSAGE_LIST_UNSETTLED);
  must_confirm(c, &city, 1);
  assert_int_equal(amount_of(c, city, CODE_A, "granted"), 54545);
  assert_int_equal(award_check_confirmed(c->file->db, run, TEXT("张"), &error), SD_REFUSED);
  assert_int_equal(error.message, MESSAGE_LIST_SAME_CONFIRMER);
  assert_int_equal(award_check_confirmed(c->file->db, run, TEXT("李"), &error), SD_OK);
  assert_int_equal(award_load_run(c->file->db, city, c->file->arena, &run, NULL), SD_OK);
  assert_int_equal(run->counts.met, 2);
  assert_int_equal(run_find(run, TEXT(CODE_C))->status, DECISION_NOT_MET); /* dishonesty list */
}

/* What one settlement gave, the next takes as it is: ceilings and budgets are not exceeded by two
 * lists that are confirmed one after the other; a list that is withdrawn gives its part back. */
static void reserves_for_the_first(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY);
  int64_t late = store_run(c, ITEM("late", ""), (const int64_t[]){40000, 10000, 0});
  must_confirm(c, &city, 1);
  must_confirm(c, &late, 1);
  assert_int_equal(amount_of(c, late, CODE_A, "granted"), 70000 - 54545);
  assert_int_equal(amount_of(c, late, CODE_B, "granted"), 10000);
  check_replay(c, 2);
  int64_t again = store_run(c, ITEM("city", ""), (const int64_t[]){20000, 0, 0});
  must_confirm(c, &again, 1);
  assert_int_equal(amount_of(c, again, CODE_A, "nothing"), 0); /* budget and ceiling are used up */
  assert_int_equal(list_withdraw(c->file->db, city, "张", "口径有误", c->now_us + 1, NULL), SD_OK);
  must_confirm(c, &late, 1);
  assert_int_equal(amount_of(c, late, CODE_A, "granted"), 40000);
  check_replay(c, 1);
  check_replay(c, 2);
  check_replay(c, 4);
}

/* An amount bounded by a figure: below it, above it, and not on file. */
static void is_bounded_by_facts(void **state) {
  settled_city *c = *state;
  int64_t list = store_run(
      c, ITEM("other", "<sudui:bound attribute='revenue' period='0' share='80%' clause='四'/>"),
      CITY);
  must_confirm(c, &list, 1);
  assert_int_equal(amount_of(c, list, CODE_A, "granted"), 60000);
  assert_int_equal(amount_of(c, list, CODE_B, "granted"), 32000);
  stored_award w;
  bool found;
  assert_int_equal(award_find(c->file->db, list, TEXT(CODE_C), c->file->arena, &found, &w, NULL),
                   SD_OK);
  assert_int_equal(w.state, AWARD_HELD);
  assert_true(text_is(w.missing, "revenue@2024"));
  import_request request = {.now_us = c->now_us + 5};
  import_report report;
  assert_int_equal(load_table_text(c->file,
                                   "[file]\nsource = 税务局\nkey = 代码\nperiod = 2024\n"
                                   "[columns]\n营收 = revenue\n",
                                   TEXT("代码,营收\n" CODE_C ",9000\n"), &request, &report, NULL),
                   SD_OK);
  check_replay(c, 1); /* what arrived later does not change it */
  must_confirm(c, &list, 1);
  assert_int_equal(amount_of(c, list, CODE_C, "granted"), 24590);
}

/* Somebody who comes onto a list between the settlement and the order is seen just before it. */
static void looks_again_before_paying(void **state) {
  settled_city *c = *state;
  import_request request = {.now_us = c->now_us + 50};
  import_report report;
  assert_int_equal(load_table_text(c->file,
                                   "[file]\nsource = 法院\nkey = 代码\n[columns]\n"
                                   "失信 = dishonesty_list\n",
                                   TEXT("代码,失信\n" CODE_B ",是\n"), &request, &report, NULL),
                   SD_OK);
  static const struct {
    int64_t after_us;
    const char *item, *code, *reasons;
  } ROWS[] = {{10, "city", CODE_B, ""},  {60, "city", CODE_B, "C01"}, {60, "city", CODE_A, ""},
              {60, "other", CODE_B, ""}, {10, "city", CODE_C, "C01"}, {60, "city", "nobody", ""}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    exclusion_check *check;
    const registry_view view = {20100, c->now_us + ROWS[i].after_us};
    assert_int_equal(exclusion_check_open(c->file->registry, c->rules.exclusions, view,
                                          c->file->arena, &check, NULL),
                     SD_OK);
    text reasons = exclusion_check_reasons(check, text_of(ROWS[i].item), text_of(ROWS[i].code),
                                           c->file->arena);
    assert_true(text_is(reasons, ROWS[i].reasons));
  }
}

static void sees_every_damage(void **state) {
  static const struct {
    const char *row, *sql;
  } ROWS[] = {
      {"an amount", "UPDATE list_award SET amount_fen = amount_fen + 1 WHERE state = 'granted'"},
      {"a step", "UPDATE list_award SET steps = 'rules=1.00'"},
      {"an award less", "DELETE FROM list_award WHERE state = 'excluded'"},
      {"another hash", "UPDATE list_settlement SET hash = replace(hash, '0', '1')"},
      {"an exclusion less", "DELETE FROM list_exclusion"},
      {"an edited document", "UPDATE list_document SET bytes = CAST(bytes || '.' AS BLOB)"},
      {"a document less",
       "DELETE FROM list_document WHERE hash = (SELECT relations FROM list_settlement)"},
      {"made by another document",
       "UPDATE list_settlement SET ceilings = replace(ceilings, '0',"
       " '1')"},
  };
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY);
  exclude(c, city, CODE_B, "R01", SD_OK);
  must_confirm(c, &city, 1);
  database *db = c->file->db;
  settlement_proof proof;
  assert_int_equal(settlement_verify(db, &proof, NULL), SD_OK);
  assert_true(proof.settlements == 1 && proof.exclusions == 1);
  assert_int_equal(database_run(db,
                                "DROP TRIGGER list_award_update; DROP TRIGGER list_award_delete;"
                                "DROP TRIGGER list_settlement_update;"
                                "DROP TRIGGER list_exclusion_delete",
                                NULL),
                   SD_OK);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    assert_int_equal(database_begin(db, NULL), SD_OK);
    CHECK_ROW(ROWS[i].row, database_run(db, ROWS[i].sql, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].row, settlement_verify(db, &proof, NULL) == SD_CORRUPT);
    database_rollback(db);
  }
  assert_int_equal(settlement_verify(db, &proof, NULL), SD_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(confirms_with_all_reasons), TEST(follows_the_owner), TEST(reserves_for_the_first),
      TEST(is_bounded_by_facts),       TEST(sees_every_damage), TEST(looks_again_before_paying),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
