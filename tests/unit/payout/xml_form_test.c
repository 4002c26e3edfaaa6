/* Reading by a table: what is kept, what is skipped, when records are visited. */
#include "support/table.h"

#include "base/text_builder.h"
#include "payout/xml_form.h"

enum { ROOT, BOX, NAME, SUM, NOTE };

static const form_element elements[] = {[ROOT] = {-1, FORM_GROUP, "Root"},
                                        [BOX] = {ROOT, FORM_RECORD, "Box"},
                                        [NAME] = {BOX, FORM_LEAF, "Name"},
                                        [SUM] = {BOX, FORM_LEAF, "Sum"},
                                        [NOTE] = {BOX, FORM_FIRST, "Note"}};
static const form box_form = {"test.001", elements, 5, false};

/* Writes what it sees: "name/sum/currency/note;" for each box. */
static sd_status take_box(void *context, int record, uint32_t line, const form_value *values,
                          sd_error *error) {
  (void)error;
  assert_int_equal(record, BOX);
  assert_true(line > 0);
  const char *texts[] = {values[NAME].value, values[SUM].value, values[SUM].currency,
                         values[NOTE].value};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    text_builder_add_string(context, texts[i] != NULL ? texts[i] : "-");
    text_builder_add_byte(context, i == 3 ? ';' : '/');
  }
  return SD_OK;
}

#define OPEN "<Root xmlns=\"urn:iso:std:iso:20022:tech:xsd:test.001\">"

static const struct form_row {
  const char *row, *xml, *seen;
  sd_status status;
} form_rows[] = {
    {"nothing", OPEN "</Root>", "", SD_OK},
    {"a box", OPEN "<Box><Name>a</Name><Sum Ccy=\"CNY\"> 5 </Sum></Box></Root>", "a/5/CNY/-;",
     SD_OK},
    {"values do not leak", OPEN "<Box><Name>a</Name></Box><Box/></Root>", "a/-/-/-;-/-/-/-;",
     SD_OK},
    {"the first of several", OPEN "<Box><Note>x</Note><Note>y</Note></Box></Root>", "-/-/-/x;",
     SD_OK},
    {"once means once", OPEN "<Box><Name>a</Name><Name>b</Name></Box></Root>", "", SD_INVALID},
    {"once, even when empty", OPEN "<Box><Name/><Name>b</Name></Box></Root>", "", SD_INVALID},
    {"unknown is skipped whole", OPEN "<Other><Box><Name>a</Name></Box></Other></Root>", "", SD_OK},
    {"same name elsewhere", OPEN "<Name>z</Name><Box><Name>a</Name></Box></Root>", "a/-/-/-;",
     SD_OK},
    {"comment", OPEN "<Box><!-- <Name>b</Name> --><Name>a</Name></Box></Root>", "a/-/-/-;", SD_OK},
    {"character data", OPEN "<Box><Name><![CDATA[<a>]]></Name></Box></Root>", "<a>/-/-/-;", SD_OK},
    {"other namespace", "<Root xmlns=\"urn:x\"/>", "", SD_SYNTAX_ERROR},
    {"no namespace", "<Root/>", "", SD_SYNTAX_ERROR},
    {"other root", "<Toor xmlns=\"urn:iso:std:iso:20022:tech:xsd:test.001\"/>", "",
     SD_SYNTAX_ERROR},
};

static void test_forms(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(form_rows); i++) {
    const struct form_row *row = &form_rows[i];
    arena *a = arena_create(0);
    text_builder seen;
    text_builder_init(&seen, 1 << 12);
    text_builder_add_string(&seen, "");
    sd_error error = {0};
    sd_status status = form_read(&box_form, text_of(row->xml), "b.xml", a, take_box, &seen, &error);
    CHECK_ROW_TEXT(row->row, status_name(status), status_name(row->status));
    CHECK_ROW_TEXT(row->row, seen.data != NULL ? seen.data : "", row->seen);
    CHECK_ROW(row->row, status == SD_OK || (strcmp(error.file, "b.xml") == 0 && error.line == 1));
    text_builder_release(&seen);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
