/* The table of relations: what is read, and what is refused with its line. */
#include "policy/relation.h"
#include "base/messages/policy.h"

#include "support/table.h"

#define HEAD "first,second,relation,window,key,later,ceiling,clause\n"

static void reads_rows_in_order(void **state) {
  (void)state;
  arena *a = arena_create(0);
  relation_table *t = NULL;
  const char *content = HEAD
      "# a remark\n"
      "city,district,top-up,same-matter,hnte_certificate,difference,\"450,000.00\",第三条\n"
      "*,*,exclusive,same-type,,,,不得重复\n"
      "a b,c,higher-of,same-legal-representative,legal_representative,nothing,,第五条\n";
  assert_int_equal(relation_table_read(text_of(content), "r.csv", a, &t, NULL), SD_OK);
  assert_int_equal(t->count, 3);
  assert_int_equal(t->rows[0].kind, RELATION_TOP_UP);
  assert_int_equal(t->rows[0].window, RELATION_SAME_MATTER);
  assert_int_equal(t->rows[0].later, RELATION_LATER_DIFFERENCE);
  assert_int_equal(t->rows[0].ceiling_fen, 45000000);
  assert_int_equal(t->rows[0].line, 3);
  assert_true(text_is(t->rows[0].key, "hnte_certificate"));
  assert_int_equal(t->rows[1].later, RELATION_LATER_UNSTATED);
  assert_int_equal(t->rows[2].window, RELATION_SAME_REPRESENTATIVE);
  assert_true(text_is(t->source, content));
  arena_destroy(a);
}

static const struct {
  const char *name, *content;
  message_id message;
  uint32_t line;
} REFUSED[] = {
    {"no such column", "first,second\na,b\n", MESSAGE_POLICY_TABLE_COLUMN, 1},
    {"no clause", HEAD "a,b,exclusive,same-year,,,,\n", MESSAGE_POLICY_MISSING, 2},
    {"no such relation", HEAD "a,b,both,same-year,,,,c\n", MESSAGE_POLICY_NO_SUCH_WORD, 2},
    {"no such window", HEAD "a,b,exclusive,same-day,,,,c\n", MESSAGE_POLICY_NO_SUCH_WORD, 2},
    {"project without key", HEAD "a,b,exclusive,same-project,,,,c\n", MESSAGE_POLICY_RELATION_KEY,
     2},
    {"year with key", HEAD "a,b,exclusive,same-year,name,,,c\n", MESSAGE_POLICY_RELATION_KEY, 2},
    {"top-up without ceiling", HEAD "a,b,top-up,same-year,,,,c\n", MESSAGE_POLICY_RELATION_CEILING,
     2},
    {"ceiling of another", HEAD "a,b,exclusive,same-year,,,5,c\n", MESSAGE_POLICY_RELATION_CEILING,
     2},
    {"difference to itself", HEAD "a,a,difference,same-year,,,,c\n",
     MESSAGE_POLICY_RELATION_DIRECTION, 2},
    {"difference to anybody", HEAD "*,a,difference,same-year,,,,c\n",
     MESSAGE_POLICY_RELATION_DIRECTION, 2},
};

static void refuses_with_the_line(void **state) {
  (void)state;
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
    relation_table *t = NULL;
    sd_error error = {0};
    CHECK_ROW(REFUSED[i].name, relation_table_read(text_of(REFUSED[i].content), "r.csv", a, &t,
                                                   &error) == SD_INVALID);
    CHECK_ROW(REFUSED[i].name,
              error.message == REFUSED[i].message && error.line == REFUSED[i].line);
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_rows_in_order),
                                     cmocka_unit_test(refuses_with_the_line)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
