/* The table of ceilings: what is read, and what is refused with its line. */
#include "policy/ceiling.h"
#include "base/messages/policy.h"

#include "support/table.h"

#define HEAD "ceiling,items,per,limit,attribute,period,share,clause\n"

static void reads_rows(void **state) {
  (void)state;
  arena *a = arena_create(0);
  ceiling_table *t = NULL;
  assert_int_equal(ceiling_table_read(TEXT(HEAD "tax,a b,subject,5000000,tax_paid,0,80%,第一条\n"
                                                "group,*,legal_representative,1000000,,,,第二条\n"),
                                      "c.csv", a, &t, NULL),
                   SD_OK);
  assert_int_equal(t->count, 2);
  assert_int_equal(t->rows[0].limit_fen, 500000000);
  assert_int_equal(t->rows[0].share_ppm, 800000);
  assert_true(t->rows[0].has_period && t->rows[0].holder.size == 0);
  assert_true(text_is(t->rows[1].holder, "legal_representative"));
  assert_false(t->rows[1].has_period);
  arena_destroy(a);
}

static const struct {
  const char *name, *row;
  message_id message;
} REFUSED[] = {
    {"neither limit nor figure", "t,a,subject,,,,,c", MESSAGE_POLICY_MISSING},
    {"no clause", "t,a,subject,5,,,,", MESSAGE_POLICY_MISSING},
    {"no items", "t,,subject,5,,,,c", MESSAGE_POLICY_MISSING},
    {"a share above the whole", "t,a,subject,5,x,0,120%,c", MESSAGE_POLICY_BAD_SHARE},
    {"a year to come", "t,a,subject,5,x,1,,c", MESSAGE_POLICY_BAD_NUMBER},
    {"nothing", "t,a,subject,0,,,,c", MESSAGE_POLICY_BAD_MONEY},
    {"a figure of a group", "t,a,group_code,5,x,0,,c", MESSAGE_POLICY_CEILING_HOLDER},
    {"twice", "t,a,subject,5,,,,c\nt,b,subject,5,,,,c", MESSAGE_POLICY_TABLE_TWICE},
};

static void refuses_what_cannot_be(void **state) {
  (void)state;
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
    char content[300];
    snprintf(content, sizeof content, HEAD "%s\n", REFUSED[i].row);
    ceiling_table *t = NULL;
    sd_error error = {0};
    CHECK_ROW(REFUSED[i].name,
              ceiling_table_read(text_of(content), "c.csv", a, &t, &error) == SD_INVALID);
    CHECK_ROW(REFUSED[i].name, error.message == REFUSED[i].message && error.line >= 2);
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_rows),
                                     cmocka_unit_test(refuses_what_cannot_be)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
