/* The tables of the company file: facts stay, attributes stay, batches are told in order. */
#include "base/messages/registry.h"
#include "support/story.h"

static void facts_cannot_be_changed_or_deleted(void **state) {
  company_file *f = *state;
  tell(f, "revenue", &revenue_story[0]);
  assert_int_equal(database_run(f->db, "UPDATE fact SET value=1", NULL), SD_REFUSED);
  assert_int_equal(database_run(f->db, "DELETE FROM fact", NULL), SD_REFUSED);
}

static void a_catalogue_may_grow_but_not_change(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name, *csv;
    sd_status expected;
    message_id reason;
  } rows[] = {
      {"one more", "%sextra,新增,Extra,date,,none,no\n", SD_OK, MESSAGE_NONE},
      {"one less", "id,name_zh,name_en,type,unit,period,personal\nname,名,N,string,,none,no\n",
       SD_CONFLICT, MESSAGE_REGISTRY_ATTRIBUTE_GONE},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char csv[2000];
    bool with_all = strncmp(rows[i].csv, "%s", 2) == 0;
    snprintf(csv, sizeof csv, "%s%s", with_all ? company_file_catalogue : "",
             rows[i].csv + (with_all ? 2 : 0));
    attribute_catalogue *c = NULL;
    registry *r = NULL;
    sd_error error = {0};
    assert_int_equal(attribute_catalogue_read(text_of(csv), "c", f->arena, &c, NULL), SD_OK);
    CHECK_ROW(rows[i].name, registry_open(f->db, c, &r, &error) == rows[i].expected);
    if (rows[i].expected != SD_OK) CHECK_ROW(rows[i].name, error.message == rows[i].reason);
    registry_close(r);
  }
}

static sd_status write_batch(void *context, const batch_record *batch, sd_error *error) {
  (void)error;
  char *out = context;
  size_t used = strlen(out);
  snprintf(out + used, 200 - used, "%d@%d %.*s by %.*s: %d rows, %d facts\n", (int)batch->id,
           (int)batch->known_us, TEXT_ARG(batch->file), TEXT_ARG(batch->actor), (int)batch->rows,
           (int)batch->facts);
  return SD_OK;
}

/* The second file arrives by a clock that was set back: known time does not run backwards. */
static void batches_in_the_order_of_arrival(void **state) {
  company_file *f = *state;
  static const statement back = {50, "统计局", NULL, CODE_B ",7\n"};
  tell(f, "revenue", &revenue_story[0]);
  tell(f, "revenue", &back);
  char transcript[200] = "";
  assert_int_equal(registry_batches(f->registry, write_batch, transcript, NULL), SD_OK);
  assert_string_equal(transcript,
                      "1@100 table.csv by 张三: 2 rows, 2 facts\n"
                      "2@100 table.csv by 张三: 1 rows, 1 facts\n");
}

/* A run relied on what was known at 120: it may not change, whatever the clock of an import says.
 */
static void nothing_arrives_behind_a_seal(void **state) {
  company_file *f = *state;
  static const statement late = {110, "统计局", NULL, CODE_B ",7\n"};
  tell(f, "revenue", &revenue_story[0]);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(registry_seal(f->db, 120, 1, NULL), SD_OK);
  assert_int_equal(registry_seal(f->db, 120, 1, NULL), SD_OK);
  assert_int_equal(registry_seal(f->db, 120, 0, NULL), SD_CONFLICT);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  tell(f, "revenue", &late);
  char transcript[200] = "";
  assert_int_equal(registry_batches(f->registry, write_batch, transcript, NULL), SD_OK);
  assert_string_equal(transcript,
                      "1@100 table.csv by 张三: 2 rows, 2 facts\n"
                      "2@121 table.csv by 张三: 1 rows, 1 facts\n");
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(facts_cannot_be_changed_or_deleted),
      CASE(a_catalogue_may_grow_but_not_change),
      CASE(batches_in_the_order_of_arrival),
      CASE(nothing_arrives_behind_a_seal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
