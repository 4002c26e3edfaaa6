/* For tests: a company file in a folder of its own, with a small catalogue. */
#ifndef SUDUI_TESTS_SUPPORT_COMPANY_FILE_H
#define SUDUI_TESTS_SUPPORT_COMPANY_FILE_H

#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "registry/import.h"
#include "registry/snapshot.h"
#include "support/table.h"
#include "support/test_keys.h"

/* Valid codes in ascending order. */
#define CODE_A "91320411000000000J"
#define CODE_B "913204110000791932"
#define CODE_C "91320411000158385E"

static const char company_file_catalogue[] =
    "id,name_zh,name_en,type,unit,period,personal\n"
    "name,企业名称,Name,string,,none,no\n"
    "district,所属板块,District,string,,none,no\n"
    "registered_on,成立日期,Registered on,date,,none,no\n"
    "dishonesty_list,失信,Dishonest,boolean,,none,no\n"
    "employees,职工总数,Employees,integer,人,year,no\n"
    "revenue,营业收入,Revenue,money,元,year,no\n"
    "rd_expense,研发费用,R&D,money,元,year,no\n"
    "rd_ratio,研发强度,R&D ratio,ratio,,year,no\n"
    "market_share,占有率,Share,ratio,,none,no\n"
    "score,得分,Score,number,分,none,no\n"
    "insured,参保人数,Insured,integer,人,month,no\n"
    "phone,联系电话,Telephone,string,,none,yes\n"
    "bank_account_name,银行账户户名,Name of the bank account,string,,none,no\n"
    "bank_account_number,银行账号,Number of the bank account,string,,none,yes\n"
    "bank_code,开户行行号,Bank code of the account,string,,none,no\n";

typedef struct company_file {
  char folder[64];
  char path[128];
  arena *arena;
  database *db;
  attribute_catalogue *catalogue;
  registry *registry;
} company_file;

static int open_company_file(void **state) {
  static company_file f;
  snprintf(f.folder, sizeof f.folder, "%s", "/tmp/sudui-registry-XXXXXX");
  if (!mkdtemp(f.folder)) return -1;
  snprintf(f.path, sizeof f.path, "%s/city.db", f.folder);
  f.arena = arena_create(0);
  if (attribute_catalogue_read(text_of(company_file_catalogue), "catalogue", f.arena, &f.catalogue,
                               NULL) != SD_OK ||
      database_create(f.path, &f.db, NULL) != SD_OK || !use_test_keys(f.db) ||
      audit_migrate(f.db, NULL) != SD_OK ||
      registry_open(f.db, f.catalogue, &f.registry, NULL) != SD_OK)
    return -1;
  *state = &f;
  return 0;
}

static int close_company_file(void **state) {
  company_file *f = *state;
  char name[200];
  registry_close(f->registry);
  database_close(f->db);
  arena_destroy(f->arena);
  for (size_t i = 0; i < 4; i++) {
    static const char *const endings[] = {"city.db", "city.db-wal", "city.db-shm", "rejects.csv"};
    snprintf(name, sizeof name, "%s/%s", f->folder, endings[i]);
    unlink(name);
  }
  return rmdir(f->folder);
}

/* Loads a table given as text with a mapping given as text. */
__attribute__((unused)) static sd_status load_table_text(company_file *f, const char *mapping_text,
                                                         text table, import_request *request,
                                                         import_report *report, sd_error *error) {
  mapping *m = NULL;
  TRY(mapping_read(text_of(mapping_text), "test.mapping", f->catalogue, f->arena, &m, error));
  request->mapping = m;
  request->content = table;
  if (!request->path) request->path = "folder/table.csv";
  if (!request->actor) request->actor = "张三";
  return registry_import(f->registry, request, f->arena, report, error);
}

__attribute__((unused)) static int64_t count_facts(company_file *f) {
  int64_t count = -1;
  assert_int_equal(database_read_integer(f->db, "SELECT count(*) FROM fact", &count, NULL), SD_OK);
  return count;
}

__attribute__((unused)) static int64_t day_of(const char *iso) {
  civil_date date;
  assert_true(calendar_parse_iso(text_of(iso), &date));
  return calendar_day_of(date);
}

/* The value of one cell as of a day and as known at a moment, as plain text; "" when absent and
 * a '!' behind it when it is in conflict. */
__attribute__((unused)) static void read_value(company_file *f, const char *code,
                                               const column_request *column, int64_t day,
                                               int64_t known_us, char *out, size_t size) {
  arena *a = arena_create(0);
  const snapshot *s = NULL;
  snapshot_request request = {
      .view = {day, known_us}, .code = code, .columns = column, .column_count = 1};
  assert_int_equal(registry_snapshot(f->registry, &request, a, &s, NULL), SD_OK);
  fact_value value;
  out[0] = '\0';
  if (snapshot_value(s, 0, 0, &value)) {
    fact_value_format_plain(&value, out, size - 1);
    size_t used = strlen(out);
    if (s->columns[0].flags[0] & CELL_CONFLICT) snprintf(out + used, size - used, "!");
  }
  arena_destroy(a);
}

#endif
