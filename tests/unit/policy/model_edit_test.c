/* Patches of model files: what changes, what does not, what is refused. */
#include "policy/model_edit.h"

#include "support/table.h"

#define DMN13 "https://www.omg.org/spec/DMN/20191111/MODEL/"
#define DMN15 "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define HEAD(ns) "<definitions xmlns=\"" ns "\" xmlns:s=\"urn:sudui:item:1\" name=\"m\">\n"
#define ITEM \
  "<extensionElements><s:item><s:version id='2025' from=\"2025-01-01\" to=\"2025-12-31\" "
#define TABLE                                                                                \
  "<decision name=\"档\"><decisionTable><rule><inputEntry><text>&lt; 5</text></inputEntry>" \
  "<inputEntry><text/></inputEntry><outputEntry><text><![CDATA[a</b]]></text></outputEntry>" \
  "</rule><rule><inputEntry><text>-</text></inputEntry></rule></decisionTable></decision>"

static void headings(void **state) {
  (void)state;
  static const struct {
    const char *model, *version, *from, *expected; /* NULL: refused */
  } cases[] = {
      {HEAD(DMN13) ITEM "/></s:item></extensionElements></definitions>", "2025.1", "2025-07-01",
       HEAD(DMN13) "<extensionElements><s:item><s:version id='2025.1' from=\"2025-07-01\" "
                   "to=\"2025-12-31\" /></s:item></extensionElements></definitions>"},
      {HEAD(DMN13) ITEM "/></s:item></extensionElements></definitions>", "2026", "2026-01-01",
       HEAD(DMN13) "<extensionElements><s:item><s:version id='2026' from=\"2026-01-01\" to=\"\" "
                   "/></s:item></extensionElements></definitions>"},
      {HEAD(DMN13) ITEM "/></s:item></extensionElements></definitions>", "a<\"b", "",
       HEAD(DMN13) "<extensionElements><s:item><s:version id='a&lt;&quot;b' from=\"2025-01-01\" "
                   "to=\"2025-12-31\" /></s:item></extensionElements></definitions>"},
      {HEAD(DMN13) "<!-- id=\"2025\" --><s:version/></definitions>", "1", "2025-01-01",
       HEAD(DMN13) "<!-- id=\"2025\" --><s:version id=\"1\" from=\"2025-01-01\"/></definitions>"},
      {HEAD(DMN13) "<version id=\"1\"/></definitions>", "2", "", NULL},
      {"<definitions", "2", "", NULL},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    const model_heading heading = {text_of(cases[i].version), text_of(cases[i].from)};
    text out = {NULL, 0};
    sd_status status = model_set_heading(text_of(cases[i].model), "x.dmn", &heading, a, &out, NULL);
    CHECK_ROW(cases[i].model, (status == SD_OK) == (cases[i].expected != NULL));
    if (status == SD_OK) CHECK_ROW_TEXT(cases[i].model, out.data, cases[i].expected);
    arena_destroy(a);
  }
}

static void cells(void **state) {
  (void)state;
  static const struct {
    const char *name;
    size_t rule;
    bool is_output;
    size_t column;
    const char *value, *old, *expected; /* `old` of the table becomes `expected`; NULL: refused */
  } cases[] = {
      {"an input", 0, false, 0, "< 6", "&lt; 5", "&lt; 6"},
      {"an empty one", 0, false, 1, "\"甲\"", "<text/>", "<text>&quot;甲&quot;</text>"},
      {"an output in CDATA", 0, true, 0, "7 & 8", "<![CDATA[a</b]]>", "7 &amp; 8"},
      {"the second rule", 1, false, 0, ">= 5", "-", "&gt;= 5"},
      {"no such rule", 2, false, 0, "1", NULL, NULL},
      {"no such column", 1, false, 1, "1", NULL, NULL},
      {"no output there", 1, true, 0, "1", NULL, NULL},
  };
  const char *model = HEAD(DMN13) TABLE "</definitions>";
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    const model_cell cell = {TEXT("档"), cases[i].rule, cases[i].is_output, cases[i].column,
                             text_of(cases[i].value)};
    text out = {NULL, 0};
    sd_status status = model_set_cells(text_of(model), "x.dmn", &cell, 1, a, &out, NULL);
    CHECK_ROW(cases[i].name, (status == SD_OK) == (cases[i].expected != NULL));
    if (status == SD_OK) {
      const char *at = strstr(model + strlen(HEAD(DMN13)) + 20, cases[i].old);
      char expected[2000];
      snprintf(expected, sizeof expected, "%.*s%s%s", (int)(at - model), model, cases[i].expected,
               at + strlen(cases[i].old));
      CHECK_ROW_TEXT(cases[i].name, out.data, expected);
    }
    arena_destroy(a);
  }
}

static void namespaces(void **state) {
  (void)state;
  static const struct {
    const char *model, *to, *expected; /* NULL: refused */
  } cases[] = {
      {HEAD(DMN15) TABLE "</definitions>", DMN13, HEAD(DMN13) TABLE "</definitions>"},
      {HEAD(DMN13) TABLE "</definitions>", DMN15, HEAD(DMN15) TABLE "</definitions>"},
      {HEAD(DMN13) TABLE "</definitions>", DMN13, HEAD(DMN13) TABLE "</definitions>"},
      {"<d:definitions name='" DMN15 "' xmlns:d='" DMN15
       "' xmlns:x=\"https://www.omg.org/spec/DMN/20230324/DMNDI/\" "
       "xmlns:dc=\"http://www.omg.org/spec/DMN/20180521/DC/\"/>",
       DMN13,
       "<d:definitions name='" DMN15 "' xmlns:d='" DMN13
       "' xmlns:x=\"https://www.omg.org/spec/DMN/20191111/DMNDI/\" "
       "xmlns:dc=\"http://www.omg.org/spec/DMN/20180521/DC/\"/>"},
      {HEAD(DMN15) "<decision><conditional/></decision></definitions>", DMN13, NULL},
      {HEAD(DMN15) "<itemDefinition><typeConstraint/></itemDefinition></definitions>", DMN13, NULL},
      {HEAD(DMN15) "<decision><s:for/></decision></definitions>", DMN13,
       HEAD(DMN13) "<decision><s:for/></decision></definitions>"},
      {HEAD("http://www.omg.org/spec/DMN/20180521/MODEL/") "</definitions>", DMN13, NULL},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    arena *a = arena_create(0);
    text out = {NULL, 0};
    sd_error error = {0};
    sd_status status =
        model_in_namespace(text_of(cases[i].model), "x.dmn", text_of(cases[i].to), a, &out, &error);
    CHECK_ROW(cases[i].model, (status == SD_OK) == (cases[i].expected != NULL));
    CHECK_ROW(cases[i].model, status == SD_OK || error.line > 0);
    if (status == SD_OK) CHECK_ROW_TEXT(cases[i].model, out.data, cases[i].expected);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(headings), cmocka_unit_test(cells),
                                     cmocka_unit_test(namespaces)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
