/* A small city on the disk in memory, and the commands of a year of its work, as one table. */
#include "city.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/random.h"
#include "operation/city_proof.h"
#include "payout/payout.h"
#include "payout/reference.h"
#include "store/keyring.h"

#define ISO "320400100000001"
#define TREASURY "320400100000002"
#define BATCH "320400100000003"
#define BANK " --name 财政局 --bank-code 011304000012"
#define FIRST "91320412XXP0M5CA8J"  /* is paid */
#define SECOND "91320412XXQP7B8R03" /* has an account that cannot be paid to */
#define OBJECTS                                                                    \
  " --matter 金额有误 --signed 赵某 --evidence $C/inbox/credit.csv --by 刘" \
  " --now 2025-07-02T01:00:00Z"

/* $C: the city's folder; $F1, $F2…: the bank files in the order of their making; $O1…: references
 * of orders; $E1…: open entries of the exception queue. */
const city_command city_commands[] = {
    /* --- facts, policies, people's money --- */
    {"import $C/inbox/market-register.csv --now 2025-06-30T01:00:00Z", true, 0},
    {"import $C/inbox/profile.csv --now 2025-06-30T01:01:00Z", true, 0},
    {"import $C/inbox/bank-accounts.csv --now 2025-06-30T01:02:00Z", true, 0},
    {"import $C/inbox/tax-2022.csv --now 2025-06-30T01:02:30Z", true, 0},
    {"import $C/inbox/tax-2023.csv --now 2025-06-30T01:03:00Z", true, 1},
    {"import $C/inbox/tax-2024.csv --now 2025-06-30T01:04:00Z", true, 0},
    {"import $C/inbox/credit.csv --now 2025-06-30T01:05:00Z", true, 0},
    {"import $C/inbox/hnte-list.xlsx --now 2025-06-30T01:06:00Z", true, 0},
    {"import $C/inbox/science-sme.csv --now 2025-06-30T01:07:00Z", true, 0},
    {"import $C/inbox/credit.csv --dry-run", false, 0},
    {"import $C/inbox/missing.csv", false, 66},
    {"policy list", false, 0},
    {"policy show changzhou-rd-award", false, 0},
    {"policy check changzhou-rd-award", false, 0},
    {"policy release changzhou-rd-award changzhou-hnte-award --by 张 --now 2025-06-30T01:10:00Z",
     true, 0},
    {"payer add " ISO " --by 王 --now 2025-06-30T01:20:00Z" BANK, true, 0},
    {"payer add " TREASURY " --format treasury --division 320400 --by 王"
     " --now 2025-06-30T01:21:00Z" BANK,
     true, 0},
    {"payer add " BATCH " --format batch --by 王 --now 2025-06-30T01:22:00Z" BANK, true, 0},
    {"budget receive CZ-KJ-2025-03 --amount 1000000.00 --year 2025 --document D1 --payer " ISO
     " --by 王 --now 2025-06-30T01:30:00Z",
     true, 0},
    {"budget receive CZ-KJ-2025-01 --amount 1000000.00 --year 2025 --document D2 --payer " TREASURY
     " --by 王 --now 2025-06-30T01:31:00Z",
     true, 0},
    {"budget receive CZ-KJ-2025-03 --amount 1000000.00 --year 2026 --document D3 --payer " BATCH
     " --by 王 --now 2025-06-30T01:32:00Z",
     true, 0},
    {"budget receive CZ-KJ-2025-09 --amount 5.00 --year 2025 --document D4 --payer " ISO
     " --by 王 --now 2025-06-30T01:33:00Z",
     true, 0},
    {"budget receive CZ-KJ-2025-09 --amount 300000.00 --year 2025 --document D5 --payer " ISO
     " --by 王 --now 2025-06-30T01:34:00Z",
     true, 0},
    {"refuse 7 --ground 文号有误 --by 李 --now 2025-06-30T01:35:00Z", true, 0},
    {"approvals", false, 0},
    {"approve --all --by 陈 --now 2025-06-30T01:40:00Z", true, 0},
    {"budget show", false, 0},
    {"facts " FIRST, false, 0},
    {"conflicts --as-of 2025-06-30", false, 0},
    {"facts export changzhou-rd-award --as-of 2025-06-30 --out $C/facts.csv", false, 0},
    /* --- lists, their owner, the public --- */
    {"run --item changzhou-rd-award --as-of 2025-06-30 --by 张 --now 2025-06-30T02:00:00Z", true,
     0},
    {"run --item changzhou-hnte-award --as-of 2025-06-30 --by 张 --now 2025-06-30T02:01:00Z", true,
     0},
    {"list show", false, 0},
    {"list show changzhou-rd-award --status met", false, 0},
    {"explain " FIRST " changzhou-rd-award", false, 0},
    {"list exclude changzhou-rd-award " SECOND " --reason R02 --by 张 --now 2025-06-30T02:10:00Z",
     true, 0},
    {"list restore changzhou-rd-award " SECOND " --by 张 --now 2025-06-30T02:20:00Z", true, 0},
    {"list confirm changzhou-rd-award changzhou-hnte-award --by 张 --now 2025-06-30T02:30:00Z",
     true, 0},
    {"list approve changzhou-rd-award --by 张 --now 2025-06-30T03:00:00Z", false, 77},
    {"list approve changzhou-rd-award --by 李 --now 2025-06-30T03:00:00Z", true, 0},
    {"list approve changzhou-hnte-award --by 李 --now 2025-06-30T03:01:00Z", true, 0},
    {"list publish changzhou-rd-award --by 张 --now 2025-06-30T04:00:00Z", true, 0},
    {"list publish changzhou-hnte-award --by 张 --now 2025-06-30T04:01:00Z", true, 0},
    {"notice changzhou-rd-award --out $C/notice.html", false, 0},
    {"objection file changzhou-rd-award " FIRST OBJECTS " --channel complaint", true, 0},
    {"objection file changzhou-rd-award " SECOND OBJECTS " --channel business", true, 0},
    {"objection decide 1 --reject --ground 查无此事 --by 张 --now 2025-07-03T01:00:00Z", true, 0},
    {"objection decide 2 --uphold --amount 100.00 --ground 票据不符 --by 张"
     " --now 2025-07-03T01:10:00Z",
     true, 0},
    {"approve --all --by 李 --now 2025-07-03T02:00:00Z", true, 0},
    {"objection signer 2 --by 纪检刘 --now 2025-07-03T03:00:00Z", true, 0},
    {"list finalize changzhou-rd-award --by 张 --now 2025-07-15T01:00:00Z", true, 0},
    {"list finalize changzhou-hnte-award --by 张 --now 2025-07-15T01:01:00Z", true, 0},
    /* --- payment by messages of ISO 20022 and by vouchers of the treasury --- */
    {"pay changzhou-rd-award --by 赵 --now 2025-07-15T02:00:00Z", true, 1},
    {"pay changzhou-rd-award --by 赵 --now 2025-07-15T02:00:30Z", false, 1}, /* again: nothing */
    {"pay changzhou-hnte-award --payer " TREASURY " --by 赵 --now 2025-07-15T02:01:00Z", true, 0},
    {"approve --all --by 周 --now 2025-07-15T02:30:00Z", true, 0},
    {"pay release --all --by 赵 --now 2025-07-15T02:59:00Z", false, 77}, /* the maker */
    {"pay release --all --by 钱 --now 2025-07-15T03:00:00Z", true, 0},
    {"bank-simulator $F1 --out $C/inbox/statement-1.xml --answer-out $C/inbox/answer-1.xml"
     " --returned-per-mille 400 --rejected-per-mille 300 --opening 1300000",
     false, 0},
    {"bank-simulator $F2 --out $C/inbox/statement-2.xml --answer-out $C/inbox/answer-2.xml"
     " --advice-out $C/inbox/advice-2.xml --opening 1000000",
     false, 0},
    {"reconcile $C/inbox/answer-1.xml --by 孙 --now 2025-07-16T01:00:00Z", true, 0},
    {"reconcile $C/inbox/statement-1.xml --by 孙 --now 2025-07-17T01:00:00Z", true, 0},
    {"reconcile $C/inbox/statement-1.xml --by 孙 --now 2025-07-17T01:05:00Z", false, 0}, /* again */
    {"reconcile $C/inbox/answer-2.xml --by 孙 --now 2025-07-17T01:10:00Z", true, 0},
    {"reconcile $C/inbox/advice-2.xml --by 孙 --now 2025-07-17T01:20:00Z", true, 0},
    {"reconcile $C/inbox/statement-2.xml --by 孙 --now 2025-07-17T01:30:00Z", true, 0},
    {"pay changzhou-rd-award --reissue --by 赵 --now 2025-07-18T02:00:00Z", true, 1},
    {"approve --all --by 周 --now 2025-07-18T02:30:00Z", true, 0},
    {"pay release --all --by 钱 --now 2025-07-18T03:00:00Z", true, 0},
    /* --- what arrived since, and the next year, paid by a batch file --- */
    {"import $C/inbox/late.csv --now 2025-08-01T01:00:00Z", true, 0},
    {"update --by 夜班 --now 2025-08-01T02:00:00Z", true, 0},
    {"decisions changzhou-rd-award", false, 0},
    {"run --item changzhou-rd-award --as-of 2026-06-30 --data-year 2023 --by 张"
     " --now 2026-06-30T02:00:00Z",
     true, 0},
    {"list confirm changzhou-rd-award --by 张 --now 2026-06-30T02:30:00Z", true, 0},
    {"list approve changzhou-rd-award --by 李 --now 2026-06-30T03:00:00Z", true, 0},
    {"list publish changzhou-rd-award --by 张 --now 2026-06-30T04:00:00Z", true, 0},
    {"list finalize changzhou-rd-award --by 张 --now 2026-07-15T01:00:00Z", true, 0},
    {"clawback open " FIRST " changzhou-rd-award --ground 资格被撤销，办法第12条 --amount 90000.00"
     " --by 赵 --now 2026-07-15T01:10:00Z",
     true, 0},
    {"clawback notice 1 --due 2026-12-31 --instalments 3 --by 赵 --now 2026-07-15T01:20:00Z", true,
     0},
    {"clawback appeal 1 --note 申请复核 --by 赵 --now 2026-07-15T01:30:00Z", true, 0},
    {"clawback appeal 1 --dismissed --note 维持 --by 赵 --now 2026-07-15T01:40:00Z", true, 0},
    {"pay changzhou-rd-award --payer " BATCH " --by 赵 --now 2026-07-15T02:00:00Z", true, 1},
    {"clawback offset 1 --award 3/" FIRST " --amount 20000.00 --line CZ-KJ-2025-03 --year 2026"
     " --reason 抵扣 --by 赵 --now 2026-07-15T02:10:00Z",
     true, 0},
    {"approve --all --by 周 --now 2026-07-15T02:30:00Z", true, 0},
    {"pay release --all --by 钱 --now 2026-07-15T03:00:00Z", true, 0},
    {"bank-simulator $F4 --out $C/inbox/statement-4.csv --answer-out $C/inbox/answer-4.csv"
     " --opening 1000000",
     false, 0},
    {"reconcile $C/inbox/answer-4.csv --by 孙 --now 2026-07-16T01:00:00Z", true, 0},
    {"reconcile $C/inbox/statement-4.csv --by 孙 --now 2026-07-16T01:10:00Z", true, 0},
    {"reconcile $C/inbox/statement-5.csv --by 孙 --now 2026-08-01T01:00:00Z", true, 1},
    {"exceptions", false, 0},
    {"clawback show 1", false, 0},
    {"clawback open 91320413XXTEQH59XX changzhou-rd-award --from-year 2026 --amount 30000.00"
     " --ground 票据不符，办法第12条 --by 赵 --now 2026-08-01T02:00:00Z",
     true, 0},
    {"clawback notice 2 --due 2026-08-31 --by 赵 --now 2026-08-01T02:10:00Z", true, 0},
    {"clawback pay 2 --entry $E1 --reason 首期到账 --by 赵 --now 2026-08-02T01:00:00Z", true, 0},
    {"exceptions resolve $E2 --as charge --line CZ-KJ-2025-03 --year 2026 --reason 手续费 --by 赵"
     " --now 2026-08-02T01:10:00Z",
     true, 0},
    {"exceptions resolve $E3 --as suspense --reason 待查 --by 赵 --now 2026-08-02T01:20:00Z", true,
     0},
    {"exceptions resolve $E4 --as return --order $O6 --reason 部分退回 --by 赵"
     " --now 2026-08-02T01:30:00Z",
     true, 0},
    {"approve --all --by 周 --now 2026-08-02T02:00:00Z", true, 0},
    {"pay correct $O2 --line CZ-KJ-2025-09 --year 2025 --reason 指标选错 --by 赵"
     " --now 2026-08-02T03:00:00Z",
     true, 0},
    {"ledger correct --debit suspense/" BATCH " --credit received/CZ-KJ-2025-03/2026"
     " --amount 50.00 --document 调1 --reason 查明为拨款 --by 赵 --now 2026-08-02T03:10:00Z",
     true, 0},
    {"clawback write-off 1 --reason 企业已注销 --by 赵 --now 2026-08-02T03:20:00Z", true, 0},
    {"approve --all --by 周 --now 2026-08-02T04:00:00Z", true, 0},
    {"clawback close 1 --note 结案 --by 赵 --now 2026-08-02T05:00:00Z", true, 0},
    {"pay changzhou-rd-award --reissue --payer " BATCH " --by 赵 --now 2026-08-03T01:00:00Z", true,
     1},
    /* --- the end of the year, accounts of people, copies, proofs --- */
    {"budget close CZ-KJ-2025-03 --year 2025 --keep-reservations --by 赵 --now "
     "2026-12-31T01:00:00Z",
     true, 0},
    {"budget statement CZ-KJ-2025-03 --year 2025 --at 2025-12-31", false, 0},
    {"ledger statement allotted/CZ-KJ-2025-03/2026", false, 0},
    {"account add kuaiji --name 赵 --role finance --by 吴 --now 2026-12-31T02:00:00Z", true, 0},
    {"approve --all --by 何 --now 2026-12-31T03:00:00Z", true, 0},
    {"account list", false, 0},
    {"backup $C/backup.db", false, 0},
    {"restore $C/backup.db " CITY_FOLDER "-2", false, 0},
    {"run --item changzhou-hnte-award --as-of 2026-12-31 --by 张 --now 2026-12-31T04:00:00Z", true,
     0},
    {"list withdraw 4 --ground 口径有误 --by 张 --now 2026-12-31T05:00:00Z", true, 0},
    {"replay --all", false, 0},
    {"audit verify --write-checkpoint $C/checkpoint.txt", false, 0},
    {"audit verify --checkpoint $C/checkpoint.txt", false, 0},
    {"summary", false, 0},
};
const size_t city_command_count = sizeof city_commands / sizeof city_commands[0];

int sudui_main(int argc, char **argv);

/* --- Commands --- */

/* What a placeholder stands for: the n-th value of a query; "" when there is none. */
static void look_up(char kind, int n, char out[DISK_PATH_SIZE]) {
  static const struct {
    char kind;
    const char *sql, *before;
  } places[] = {
      {'F', "SELECT file_name FROM payout_file ORDER BY rowid", CITY_FOLDER "/outbox/"},
      {'O', "SELECT reference FROM payout_order ORDER BY rowid", ""},
      {'E', "SELECT number FROM payout_entry WHERE is_queued = 1 ORDER BY number", ""},
  };
  out[0] = '\0';
  sqlite3 *db = NULL;
  sqlite3_stmt *rows = NULL;
  if (sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) abort();
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    if (places[i].kind != kind) continue;
    if (sqlite3_prepare_v2(db, places[i].sql, -1, &rows, NULL) != SQLITE_OK) abort();
    for (int k = 0; k < n && sqlite3_step(rows) == SQLITE_ROW; k++) {
      if (k < n - 1) continue;
      snprintf(out, DISK_PATH_SIZE, "%s%s", places[i].before, sqlite3_column_text(rows, 0));
    }
    sqlite3_finalize(rows);
  }
  sqlite3_close(db);
}

void city_resolve(const char *line, char out[CITY_LINE_SIZE]) {
  size_t size = 0;
  for (const char *at = line; *at != '\0' && size < CITY_LINE_SIZE - DISK_PATH_SIZE;) {
    if (*at != '$') {
      out[size++] = *at++;
      continue;
    }
    char value[DISK_PATH_SIZE] = CITY_FOLDER;
    char *end = (char *)(uintptr_t)(at + 2);
    if (at[1] != 'C') look_up(at[1], (int)strtol(at + 2, &end, 10), value);
    size += (size_t)snprintf(out + size, DISK_PATH_SIZE, "%s", value);
    at = end;
  }
  out[size] = '\0';
}

/* The same passwords, secrets and nonces of sealed values each time a command runs, or what two
 * runs leave could not be compared. */
static random_source dice;
static const char *dice_name(void) { return "repeatable"; }
static uint32_t dice_number(void) { return (uint32_t)random_next(&dice); }
static void dice_bytes(void *const out, const size_t size) {
  for (size_t i = 0; i < size; i++) ((unsigned char *)out)[i] = (unsigned char)random_next(&dice);
}
static randombytes_implementation repeatable = {
    .implementation_name = dice_name, .random = dice_number, .buf = dice_bytes};

int __wrap_RAND_bytes(unsigned char *out, int size); /* of OpenSSL */
int __wrap_RAND_bytes(unsigned char *out, int size) {
  dice_bytes(out, (size_t)size);
  return 1;
}

int city_do(const char *line) {
  char resolved[CITY_LINE_SIZE];
  city_resolve(line, resolved);
  return city_run(resolved);
}

int city_run(const char *line) {
  static char words[40][DISK_PATH_SIZE];
  char *argv[44] = {"sudui"};
  int argc = 1;
  for (const char *at = line; *at != '\0';) {
    size_t size = strcspn(at, " ");
    snprintf(words[argc], DISK_PATH_SIZE, "%.*s", (int)size, at);
    argv[argc] = words[argc];
    argc++;
    at += size + (at[size] == ' ');
  }
  if (strncmp(line, "init", 4) != 0) {
    argv[argc++] = "--city";
    argv[argc++] = CITY_FOLDER;
  }
  argv[argc++] = "--quiet";
  random_init(&dice, 1);
  return sudui_main(argc, argv);
}

static void write_file(const char *folder, const char *name, text content) {
  char path[400];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *out = fopen(path, "w");
  if (out == NULL || fwrite(content.data, 1, content.size, out) != content.size) abort();
  if (fclose(out) != 0) abort();
}

/* A table that corrects one figure of FIRST's, as a tax office sends it later. */
static void place_late_table(const char *folder) {
  write_file(folder, "late.csv", TEXT("代码,加计扣除\n" FIRST ",1.00\n"));
  write_file(
      folder, "late.mapping",
      TEXT("[file]\nsource = 市税务局\nkey = 代码\nkind = company\nperiod = 2024\n[columns]\n"
           "加计扣除 = super_deduction\n"));
}

/* A statement with what waits for people: money from a payee, a charge, money of nobody, a part of
 * a payment that came back; and one whole return. */
static void place_odd_statement(const char *folder) {
  static const char *const awards[] = {"3/91320413XXTEQH59XX", "3/91320481XX0000035N"};
  char references[2][REFERENCE_SIZE], lines[1024];
  for (int i = 0; i < 2; i++) reference_end_to_end(awards[i], 1, references[i]);
  snprintf(lines, sizeof lines,
           "SUDUI-STATEMENT,1,S-5,2," BATCH
           ",2026-07-20,768354.79,883132.32,5,0.30,114777.83\r\n"
           "E1,2026-07-20,收款,30000.00,,,\r\nE2,2026-07-20,付款,0.30,,,\r\n"
           "E3,2026-07-20,收款,50.00,,,\r\nE4,2026-07-20,退票,1000.00,%s,,\r\n"
           "E5,2026-07-20,退票,83727.83,%s,,\r\n",
           references[0], references[1]);
  text_builder gbk;
  text_builder_init(&gbk, 4096);
  if (encoding_to_gbk(text_of(lines), &gbk, NULL) != SD_OK) abort();
  write_file(folder, "statement-5.csv", text_builder_text(&gbk));
  text_builder_release(&gbk);
}

static void place_inbox(void) {
  char folder[] = "/tmp/sudui-proof-XXXXXX", command[512], path[DISK_PATH_SIZE], real[400];
  if (mkdtemp(folder) == NULL) abort();
  char *argv[] = {"sudui", "sample", folder, "--companies", "30", "--seed", "3", "--quiet"};
  if (sudui_main(8, argv) != 0) abort();
  place_late_table(folder);
  place_odd_statement(folder);
  DIR *opened = opendir(folder);
  for (const struct dirent *entry; (entry = readdir(opened)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, CITY_FOLDER "/inbox/%.100s", entry->d_name);
    snprintf(real, sizeof real, "%s/%s", folder, entry->d_name);
    disk_place(path, real);
  }
  closedir(opened);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  if (system(command) != 0) abort();
}

void city_begin(const char *data_folder) {
  setenv("SUDUI_DATA", data_folder, 1);
  setenv("LANG", "en_US.UTF-8", 1);
  disk_register();
  if (randombytes_set_implementation(&repeatable) != 0 || sodium_init() < 0) abort();
  disk_place(DISK_ROOT "", NULL);
  if (city_run("init " CITY_FOLDER) != 0) {
    fprintf(stderr, "the city cannot be made\n");
    abort();
  }
  place_inbox();
}

/* --- What it holds --- */

enum { ROW_COLUMNS_MAX = 64 };

static uint64_t mix(uint64_t hash, const void *bytes, size_t size) {
  const unsigned char *at = bytes;
  for (; size >= 8; at += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  for (size_t i = 0; i < size; i++) hash = (hash ^ at[i]) * UINT64_C(0x100000001B3);
  return hash;
}

static bool is_listed(const char *const *names, const char *name) {
  for (; names != NULL && *names != NULL; names++) {
    if (strcmp(*names, name) == 0) return true;
  }
  return false;
}

/* Columns that are listed as "table.column", by number. */
static void note_listed(sqlite3_stmt *rows, const char *table, const char *const *without,
                        bool listed[ROW_COLUMNS_MAX]) {
  for (int i = 0; i < ROW_COLUMNS_MAX && i < sqlite3_column_count(rows); i++) {
    char name[128];
    snprintf(name, sizeof name, "%s.%s", table, sqlite3_column_name(rows, i));
    listed[i] = is_listed(without, name);
  }
}

static uint64_t table_fingerprint(sqlite3 *db, const char *table, const char *const *without,
                                  uint64_t hash) {
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
  sqlite3_stmt *rows;
  if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK) {
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
    if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK) return 0;
  }
  bool listed[ROW_COLUMNS_MAX] = {false};
  note_listed(rows, table, without, listed);
  while (sqlite3_step(rows) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(rows); i++) {
      if (i < ROW_COLUMNS_MAX && listed[i]) continue;
      int type = sqlite3_column_type(rows, i);
      hash = mix(hash, &type, sizeof type);
      if (type == SQLITE_INTEGER) {
        hash = (hash ^ (uint64_t)sqlite3_column_int64(rows, i)) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
        continue;
      }
      const void *bytes = sqlite3_column_blob(rows, i);
      hash = mix(hash, bytes, (size_t)sqlite3_column_bytes(rows, i));
    }
  }
  sqlite3_finalize(rows);
  return hash;
}

sqlite3 *city_look(const char *const *without, uint64_t *fingerprint_out) {
  sqlite3 *db = NULL;
  *fingerprint_out = 1;
  if (disk_find(&disk, CITY_DATABASE) < 0) return NULL;
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  *fingerprint_out = 0;
  if (sqlite3_open_v2(CITY_DATABASE, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) return db;
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_stmt *tables = NULL;
  if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                         -1, &tables, NULL) == SQLITE_OK) {
    while (sqlite3_step(tables) == SQLITE_ROW) {
      const char *name = (const char *)sqlite3_column_text(tables, 0);
      if (is_listed(without, name)) continue;
      if (without == NULL) hash = mix(hash, name, strlen(name));
      hash = table_fingerprint(db, name, without, hash);
    }
  }
  sqlite3_finalize(tables);
  *fingerprint_out = hash;
  return db;
}

/* --- Whether it is sound --- */

bool city_is_outgoing(const char *path) {
  static const char folder[] = CITY_FOLDER "/outbox/";
  const char *end = strrchr(path, '.');
  return strncmp(path, folder, sizeof folder - 1) == 0 && end != NULL &&
         (strcmp(end, ".xml") == 0 || strcmp(end, ".csv") == 0);
}

static int outbox_files(void) {
  int count = 0;
  for (int i = 0; i < disk.name_count; i++) count += city_is_outgoing(disk.names[i].path);
  return count;
}

/* Every file under its final name is stored, released before, and byte for byte the stored one;
 * every file that was handed over lies there. */
static const char *examine_outbox(database *db) {
  static char why[300];
  query *q;
  sd_error error = {0};
  if (query_open(db, "SELECT file_name, bytes, state FROM payout_file", &q, &error) != SD_OK) {
    return "the files cannot be read";
  }
  int known = 0;
  const char *wrong = NULL;
  for (bool row = true; wrong == NULL;) {
    if (query_step(q, &row, &error) != SD_OK) wrong = "the files cannot be read";
    if (wrong != NULL || !row) break;
    char path[DISK_PATH_SIZE];
    snprintf(path, sizeof path, CITY_FOLDER "/outbox/%s", query_text(q, 0).data);
    text bytes = query_bytes(q, 1), state = query_text(q, 2);
    int file = disk_find(&disk, path);
    if (file >= 0) {
      known++;
      const disk_file *f = &disk.files[file];
      if (f->size != bytes.size || memcmp(f->bytes, bytes.data, f->size) != 0) {
        wrong = "a file in the outbox is not the stored one";
      } else if (text_is(state, "PREPARED") || text_is(state, "CANCELLED")) {
        wrong = "a file lies in the outbox that was not released";
      }
    } else if (text_is(state, "HANDED_OVER")) {
      wrong = "a file that was handed over is not in the outbox";
    }
  }
  query_close(q);
  if (wrong == NULL && outbox_files() != known) wrong = "a file in the outbox that nobody stored";
  if (wrong != NULL) snprintf(why, sizeof why, "%s", wrong);
  return wrong == NULL ? NULL : why;
}

/* What `sudui audit verify` does. */
static sd_status prove(database *db, const keyring *keys, sd_error *error) {
  city_proof proof;
  sd_status status = database_use_keys(db, keys, error);
  return status == SD_OK ? city_prove(db, NULL, NULL, NULL, &proof, error) : status;
}

const char *city_examine(bool rows_are_sound) {
  static char why[400];
  database *db = NULL;
  sd_error error = {0};
  keyring *keys = NULL;
  sd_status status = database_open(CITY_DATABASE, &db, &error);
  if (status == SD_OK && rows_are_sound) {
    status = database_check(db, &error);
  } else if (status == SD_OK) {
    status = keyring_open(CITY_FOLDER "/field.keys", &keys, &error);
    if (status == SD_OK) status = prove(db, keys, &error);
  }
  const char *wrong = NULL;
  if (status == SD_OK) wrong = examine_outbox(db);
  database_close(db);
  keyring_close(keys);
  if (status == SD_OK) return wrong;
  snprintf(why, sizeof why, "%.390s", error.text[LANGUAGE_ENGLISH]);
  return why;
}
