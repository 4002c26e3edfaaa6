/* Tables of rules held to the items and attributes that they name, and to themselves. */
#include "policy/rule_lint.h"

#include "base/messages/policy.h"
#include "support/table.h"

static const char CATALOGUE[] =
    "id,name_zh,name_en,type,unit,period,personal\n"
    "name,n,n,string,,none,no\n"
    "listed,n,n,boolean,,none,no\n"
    "since,n,n,date,,none,no\n"
    "tax,n,n,money,元,year,no\n"
    "capital,n,n,money,元,none,no\n";
#define RELATIONS "first,second,relation,window,key,later,ceiling,clause\n"
#define CEILINGS "ceiling,items,per,limit,attribute,period,share,clause\n"
#define REASONS "reason,by,zh,en\n"
#define LISTS "list,items,listed,since,until,repaired,reason,clause\n"

/* What the first finding of a row is; MESSAGE_NONE: none. */
static const struct {
  const char *row, *relations, *ceilings, *reasons, *lists;
  message_id message;
  bool is_error;
  uint32_t line;
  const char *path;
} rows[] = {
    {"nothing there", "", "", "", "", MESSAGE_NONE, false, 0, NULL},
    {"all well", RELATIONS "a,b,exclusive,same-year,,,,c\n", CEILINGS "y,a b,subject,5,,,,c\n",
     REASONS "R1,owner,z,e\nC1,program,z,e\n", LISTS "l,a,listed,since,,,C1,c\n", MESSAGE_NONE,
     false, 0, NULL},
    {"an item that is none", RELATIONS "a,zz,exclusive,same-year,,,,c\n", "", "", "",
     MESSAGE_POLICY_RULE_NO_ITEM, true, 2, "r"},
    {"an item that is none, on the left of several", RELATIONS "a aa,b,additive,same-year,,,,c\n",
     "", "", "", MESSAGE_POLICY_RULE_NO_ITEM, true, 2, "r"},
    {"no clause", RELATIONS "a,b,exclusive,same-year,,,,\n", "", "", "", MESSAGE_POLICY_MISSING,
     true, 2, "r"},
    {"a word that is none", RELATIONS "a,b,rival,same-year,,,,c\n", "", "", "",
     MESSAGE_POLICY_NO_SUCH_WORD, true, 2, "r"},
    {"a key that is none", RELATIONS "a,b,exclusive,same-matter,zz,,,c\n", "", "", "",
     MESSAGE_POLICY_RULE_NO_ATTRIBUTE, true, 2, "r"},
    {"turned round and otherwise",
     RELATIONS "a,b,exclusive,same-year,,,,c\nb,a,higher-of,same-year,,,,c\n", "", "", "",
     MESSAGE_POLICY_RELATION_ASYMMETRIC, true, 3, "r"},
    {"the same pair in another window",
     RELATIONS "a,b,exclusive,same-year,,,,c\na,b,exclusive,same-type,,,,c\n", "", "", "",
     MESSAGE_POLICY_RELATION_ASYMMETRIC, true, 3, "r"},
    {"a difference both ways",
     RELATIONS "a,b,difference,same-year,,,,c\nb,a,difference,same-year,,,,c\n", "", "", "",
     MESSAGE_POLICY_RELATION_ASYMMETRIC, true, 3, "r"},
    {"turned round and alike",
     RELATIONS "a,b,exclusive,same-year,,,,c\nb,a,exclusive,same-year,,,,c\n", "", "", "",
     MESSAGE_POLICY_RELATION_TWICE, false, 3, "r"},
    {"behind a star", RELATIONS "*,*,exclusive,same-year,,,,c\na,b,additive,same-year,,,,c\n", "",
     "", "", MESSAGE_POLICY_RELATION_SHADOWED, false, 3, "r"},
    {"an exception before a star",
     RELATIONS "a,b,additive,same-year,,,,c\n*,*,exclusive,same-year,,,,c\n", "", "", "",
     MESSAGE_NONE, false, 0, NULL},
    {"a ceiling of an item that is none", "", CEILINGS "y,a q,subject,5,,,,c\n", "", "",
     MESSAGE_POLICY_RULE_NO_ITEM, true, 2, "c"},
    {"a ceiling without clause", "", CEILINGS "y,a,subject,5,,,,\n", "", "", MESSAGE_POLICY_MISSING,
     true, 2, "c"},
    {"a figure that is none", "", CEILINGS "y,a,subject,,zz,0,80%,c\n", "", "",
     MESSAGE_POLICY_RULE_NO_ATTRIBUTE, true, 2, "c"},
    {"a figure that is no money", "", CEILINGS "y,a,subject,,since,,80%,c\n", "", "",
     MESSAGE_POLICY_RULE_OTHER_TYPE, true, 2, "c"},
    {"a yearly figure without its year", "", CEILINGS "y,a,subject,,tax,,80%,c\n", "", "",
     MESSAGE_POLICY_PERIOD_MISMATCH, true, 2, "c"},
    {"a year of a figure that has none", "", CEILINGS "y,a,subject,,capital,0,80%,c\n", "", "",
     MESSAGE_POLICY_PERIOD_MISMATCH, true, 2, "c"},
    {"a holder that is none", "", CEILINGS "y,a,zz,5,,,,c\n", "", "",
     MESSAGE_POLICY_RULE_NO_ATTRIBUTE, true, 2, "c"},
    {"a reason without its words", "", "", REASONS "R1,owner,,e\n", "", MESSAGE_POLICY_MISSING,
     true, 2, "e"},
    {"a reason twice", "", "", REASONS "R1,owner,z,e\nR1,owner,z,e\n", "",
     MESSAGE_POLICY_TABLE_TWICE, true, 3, "e"},
    {"a reason that nobody gives", "", "", REASONS "C7,program,z,e\n", "",
     MESSAGE_POLICY_RULE_REASON_UNUSED, false, 2, "e"},
    {"the reason after a clawback", "", "", REASONS "C04,program,z,e\n", "", MESSAGE_NONE, false, 0,
     NULL},
    {"a list with a reason that is none", "", "", REASONS, LISTS "l,a,listed,,,,C1,c\n",
     MESSAGE_POLICY_NO_REASON, true, 2, "l"},
    {"a list with an owner's reason", "", "", REASONS "R1,owner,z,e\n",
     LISTS "l,a,listed,,,,R1,c\n", MESSAGE_POLICY_RULE_OWNER_REASON, true, 2, "l"},
    {"a list of an item that is none", "", "", REASONS "C1,program,z,e\n",
     LISTS "l,a x,listed,,,,C1,c\n", MESSAGE_POLICY_RULE_NO_ITEM, true, 2, "l"},
    {"a list without clause", "", "", REASONS "C1,program,z,e\n", LISTS "l,a,listed,,,,C1,\n",
     MESSAGE_POLICY_MISSING, true, 2, "l"},
    {"a date that is none", "", "", REASONS "C1,program,z,e\n", LISTS "l,a,listed,name,,,C1,c\n",
     MESSAGE_POLICY_RULE_OTHER_TYPE, true, 2, "l"},
    {"a flag that is none", "", "", REASONS "C1,program,z,e\n", LISTS "l,a,since,,,,C1,c\n",
     MESSAGE_POLICY_RULE_OTHER_TYPE, true, 2, "l"},
};

typedef struct found {
  int count;
  message_id message;
  bool is_error;
  uint32_t line;
  char path[8];
} found;

static sd_status take(void *context, const char *path, const lint_finding *finding,
                      const sd_error *unread, sd_error *error) {
  (void)error;
  found *f = context;
  if (f->count++ != 0) return SD_OK;
  f->message = unread != NULL ? unread->message : finding->message;
  f->is_error = unread != NULL || finding->is_error;
  f->line = unread != NULL ? unread->line : finding->line;
  snprintf(f->path, sizeof f->path, "%s", path);
  return SD_OK;
}

static void test_rows(void **state) {
  (void)state;
  const item_version a = {.id = TEXT("a")}, b = {.id = TEXT("b")};
  catalogue_entry entries[] = {{.item = &a}, {.item = &b}};
  const item_catalogue items = {.entries = entries, .count = 2};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct arena *memory = arena_create(0);
    attribute_catalogue *attributes = NULL;
    assert_int_equal(attribute_catalogue_read(text_of(CATALOGUE), "a", memory, &attributes, NULL),
                     SD_OK);
    const rule_documents documents = {.relations = {"r", text_of(rows[i].relations)},
                                      .ceilings = {"c", text_of(rows[i].ceilings)},
                                      .reasons = {"e", text_of(rows[i].reasons)},
                                      .lists = {"l", text_of(rows[i].lists)},
                                      .items = &items,
                                      .attributes = attributes};
    found f = {.message = MESSAGE_NONE};
    CHECK_ROW(rows[i].row, rule_lint(&documents, memory, take, &f, NULL) == SD_OK);
    CHECK_ROW_TEXT(rows[i].row, message_name(f.message), message_name(rows[i].message));
    CHECK_ROW(rows[i].row, f.is_error == rows[i].is_error && f.line == rows[i].line);
    if (rows[i].path != NULL) CHECK_ROW_TEXT(rows[i].row, f.path, rows[i].path);
    arena_destroy(memory);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
