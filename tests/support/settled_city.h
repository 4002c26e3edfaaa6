/* Lists with a few candidates that are settled, changed and looked at, on a small company file. */
#ifndef SUDUI_TESTS_SUPPORT_SETTLED_CITY_H
#define SUDUI_TESTS_SUPPORT_SETTLED_CITY_H

#include "audit/audit.h"
#include "list/award_store.h"
#include "list/list_exclusion.h"
#include "list/settlement.h"
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

__attribute__((unused)) static sd_error last_error;

__attribute__((unused)) static void import_facts(company_file *f) {
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

__attribute__((unused)) static int open_city_file(void **state) {
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

__attribute__((unused)) static int close_city_file(void **state) {
  settled_city *c = *state;
  void *file = c->file;
  return close_company_file(&file);
}

/* A run of three subjects; an amount of 0 is not met, -1 unknown. */
__attribute__((unused)) static int64_t store_run_of(settled_city *c, const char *model,
                                                    const int64_t amounts[3], int format) {
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
                  .format = format,
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

__attribute__((unused)) static int64_t store_run(settled_city *c, const char *model,
                                                 const int64_t amounts[3]) {
  return store_run_of(c, model, amounts, RUN_FORMAT_PARTS);
}

__attribute__((unused)) static sd_status confirm_lists(settled_city *c, const int64_t *lists,
                                                       size_t count, settlement **out) {
  c->now_us += 1000;
  const settlement_request request = {
      .lists = lists, .list_count = count, .rules = c->rules, .view = {20100, c->now_us}};
  last_error = (sd_error){0};
  return settlement_confirm(c->file->registry, &request, "张", c->now_us, c->file->arena, out,
                            &last_error);
}

__attribute__((unused)) static void must_confirm(settled_city *c, const int64_t *lists,
                                                 size_t count) {
  settlement *s;
  if (confirm_lists(c, lists, count, &s) != SD_OK) {
    fail_msg("%s", last_error.text[LANGUAGE_ENGLISH]);
  }
}

__attribute__((unused)) static int64_t amount_of(settled_city *c, int64_t list, const char *code,
                                                 const char *state) {
  stored_award w;
  bool found;
  assert_int_equal(award_find(c->file->db, list, text_of(code), c->file->arena, &found, &w, NULL),
                   SD_OK);
  assert_true(found);
  assert_string_equal(award_state_name(w.state), state);
  return w.amount_fen;
}

__attribute__((unused)) static void exclude(settled_city *c, int64_t list, const char *code,
                                            const char *reasons, sd_status expected) {
  c->now_us += 1000;
  const exclusion_act act = {.list = list,
                             .code = text_of(code),
                             .reasons = text_of(reasons),
                             .note = TEXT("见函"),
                             .actor = "张",
                             .now_us = c->now_us};
  assert_int_equal(list_exclusion_add(c->file->db, &act, c->rules.exclusions, NULL), expected);
}

__attribute__((unused)) static void check_replay(settled_city *c, int64_t id) {
  replay_report report;
  sd_error error = {0};
  if (settlement_replay(c->file->registry, id, c->file->arena, &report, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
  assert_true(report.identical && report.stored_bytes > 300);
}

/* A change by an upheld objection, as objection_apply leaves it; returns its entry of the chain. */
__attribute__((unused)) static int64_t uphold(settled_city *c, int64_t list, const char *code,
                                              int64_t amount_fen) {
  static int64_t last;
  database *db = c->file->db;
  audit_head head;
  char sql[1000];
  last++;
  c->now_us += 1000;
  assert_int_equal(database_begin(db, NULL), SD_OK);
  assert_int_equal(
      audit_append(db, "李", "objection-decide", "1", TEXT("{}"), c->now_us, &head, NULL), SD_OK);
  snprintf(sql, sizeof sql,
           "INSERT INTO list_objection VALUES(%lld, %lld, '%s', 'ex-officio', 'business', 0, 'm',"
           " '', '', '李', 1, 1);"
           "INSERT INTO list_objection_decision VALUES(%lld, 'upheld', 'g', %lld, 0, '李', %lld,"
           " %lld)",
           (long long)last, (long long)list, code, (long long)last, (long long)amount_fen,
           (long long)c->now_us, (long long)head.sequence);
  assert_int_equal(database_run(db, sql, NULL), SD_OK);
  assert_int_equal(database_commit(db, NULL), SD_OK);
  return head.sequence;
}

/* Facts of one source, known from now on. */
__attribute__((unused)) static void learn(settled_city *c, const char *mapping_text, text table) {
  c->now_us += 1000;
  import_request request = {.now_us = c->now_us};
  import_report report;
  sd_error error = {0};
  if (load_table_text(c->file, mapping_text, table, &request, &report, &error) != SD_OK) {
    fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  }
}

#endif
