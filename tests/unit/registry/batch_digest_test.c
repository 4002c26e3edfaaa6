/* Facts held to the audit chain: whatever is done to one of them is found. */
#include "registry/batch_digest.h"

#include "support/company_file.h"

static const char MAPPING[] =
    "[file]\nsource=局\nkey=代码\nperiod=2024\n[columns]\n名称=name\n收入=revenue\n人数=employees\n"
    "电话=phone\n日期=registered_on\n";
static const char FIRST[] =
    "代码,名称,收入,人数,电话,日期\n" CODE_A ",甲,100.00,5,0519-1,2020-01-02\n" CODE_B
    ",乙,200.00,6,0519-2,\n" CODE_C ",丙,300.00,7,0519-3,2021-03-04\n";
static const char SECOND[] =
    "代码,名称,收入,人数,电话,日期\n" CODE_A ",甲,111.00,5,0519-9,2020-01-02\n";

static void load(company_file *f, const char *table, int64_t now_us) {
  import_request request = {.now_us = now_us};
  import_report report;
  assert_int_equal(load_table_text(f, MAPPING, text_of(table), &request, &report, NULL), SD_OK);
}

/* Each is tried on the same database and taken back. */
static const struct {
  const char *row, *sql;
} damages[] = {
    {"another amount", "UPDATE fact SET value = value + 1 WHERE value = 20000"},
    {"another text", "UPDATE fact SET content = '丁' WHERE content = '乙'"},
    {"another day", "UPDATE fact SET valid_from = valid_from + 1 WHERE value = 20000"},
    {"another row of the file", "UPDATE fact SET row_number = 99 WHERE value = 20000"},
    {"a fact deleted", "DELETE FROM fact WHERE value = 20000"},
    {"a fact added",
     "INSERT INTO fact SELECT series_id, subject_id, valid_from + 5, batch_id, row_number, value,"
     " content FROM fact WHERE value = 20000"},
    {"moved to another company",
     "UPDATE fact SET subject_id = 4 - subject_id WHERE value IN (10000, 30000) AND batch_id = 1"},
    {"two companies change codes",
     "UPDATE subject SET code = 'X' WHERE id = 1; UPDATE subject SET code = '" CODE_A
     "' WHERE id = 2; UPDATE subject SET code = '" CODE_B "' WHERE id = 1"},
    {"another source", "UPDATE source SET name = '院'"},
    {"another attribute",
     "UPDATE attribute SET name = 'rd_expense_' WHERE name = 'rd_expense';"
     "UPDATE attribute SET name = 'rd_expense' WHERE name = 'revenue';"
     "UPDATE attribute SET name = 'revenue' WHERE name = 'rd_expense_'"},
    {"another period", "UPDATE series SET period = 2023 WHERE period = 2024"},
    {"moved to a later batch", "UPDATE fact SET batch_id = 2 WHERE value = 20000"},
    {"to a batch that is none", "UPDATE fact SET batch_id = 7 WHERE value = 20000"},
    {"known earlier", "UPDATE batch SET known_us = known_us - 1 WHERE id = 2"},
    {"by somebody else", "UPDATE batch SET actor = '李四' WHERE id = 1"},
    {"of another file", "UPDATE batch SET file_hash = 'ab' WHERE id = 1"},
    {"another count of cells", "UPDATE batch SET cells_empty = cells_empty + 1 WHERE id = 2"},
    {"another name of the file", "UPDATE batch SET file = 'x.csv' WHERE id = 1"},
    {"no value", "UPDATE fact SET value = NULL WHERE value = 20000"},
    {"a list of changes less", "DROP TRIGGER change_delete; DELETE FROM change WHERE batch_id = 2"},
    {"a list of changes of other subjects",
     "DROP TRIGGER change_update;"
     "UPDATE change SET subjects = x'8182' WHERE batch_id = 1 AND series_id <> 0"},
    {"of a kind since another batch", "UPDATE subject_kind SET batch_id = 0 WHERE subject_id = 1"},
    {"of another kind", "UPDATE subject_kind SET kind = 'incubator' WHERE subject_id = 1"},
    {"a batch deleted", "DELETE FROM fact WHERE batch_id = 2; DELETE FROM batch WHERE id = 2"},
    {"a sealed text of another fact",
     "UPDATE fact SET content = (SELECT content FROM fact WHERE content LIKE 'sm4:%' LIMIT 1)"
     " WHERE content LIKE 'sm4:%'"},
};

static void test_damages(void **state) {
  company_file *f = *state;
  registry_proof proof;
  load(f, FIRST, 1000);
  load(f, SECOND, 2000);
  assert_int_equal(registry_verify(f->db, &proof, NULL), SD_OK);
  assert_true(proof.batches == 2 && proof.facts == 16 && proof.unproved == 0);
  assert_int_equal(database_run(f->db, "DROP TRIGGER fact_update; DROP TRIGGER fact_delete", NULL),
                   SD_OK);
  for (size_t i = 0; i < COUNT_OF(damages); i++) {
    assert_int_equal(database_begin(f->db, NULL), SD_OK);
    sd_error error = {0};
    CHECK_ROW(damages[i].row, database_run(f->db, damages[i].sql, &error) == SD_OK);
    CHECK_ROW(damages[i].row, registry_verify(f->db, &proof, &error) == SD_CORRUPT);
    database_rollback(f->db);
  }
  assert_int_equal(registry_verify(f->db, &proof, NULL), SD_OK);
}

/* Rows in any order of their codes give a digest that verifies. */
static void test_order(void **state) {
  company_file *f = *state;
  text_builder table;
  text_builder_init(&table, 1 << 24);
  text_builder_add_string(&table, "代码,名称,收入,人数,电话,日期\n");
  const char *const codes[] = {CODE_C, CODE_A, CODE_B};
  for (int i = 0; i < 3; i++) {
    text_builder_format(&table, "%s,企业%d,%d.00,1,1,\n", codes[i], i, i + 1);
  }
  load(f, table.data, 1000);
  registry_proof proof;
  assert_int_equal(registry_verify(f->db, &proof, NULL), SD_OK);
  assert_int_equal(proof.batches, 1);
  text_builder_release(&table);
}

/* A few facts in a large city are looked up, many are read with their series: the same digest. */
static void test_looked_up(void **state) {
  company_file *f = *state;
  registry_proof proof;
  load(f, FIRST, 1000);
  assert_int_equal(database_run(f->db, "INSERT INTO subject VALUES(6400, 'X', 1)", NULL), SD_OK);
  load(f, SECOND, 2000);
  assert_int_equal(registry_verify(f->db, &proof, NULL), SD_OK);
  assert_true(proof.batches == 2 && proof.facts == 16);
}

static void test_nothing(void **state) {
  company_file *f = *state;
  registry_proof proof;
  assert_int_equal(registry_verify(f->db, &proof, NULL), SD_OK);
  assert_true(proof.batches == 0 && proof.facts == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_damages, open_company_file, close_company_file),
      cmocka_unit_test_setup_teardown(test_order, open_company_file, close_company_file),
      cmocka_unit_test_setup_teardown(test_looked_up, open_company_file, close_company_file),
      cmocka_unit_test_setup_teardown(test_nothing, open_company_file, close_company_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
