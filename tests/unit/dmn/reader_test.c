/* What the readers of DMN XML share. */
#include "dmn/reader.h"

#include "support/table.h"

typedef struct fixture {
  arena *arena;
  diagnostic_list diagnostics;
  dmn_document document;
  dmn_reader reader;
  xml_node *root;
} fixture;

static void open_fixture(fixture *f, const char *content) {
  *f = (fixture){.arena = arena_create(0)};
  diagnostic_list_init(&f->diagnostics, f->arena, 0);
  assert_int_equal(xml_tree_read(text_of(content), "a.dmn", f->arena, &f->root, NULL), SD_OK);
  f->document.root = f->root;
  f->document.model_namespace = TEXT("urn:m");
  f->document.file.origin = TEXT("a.dmn");
  f->reader = (dmn_reader){.arena = f->arena,
                           .diagnostics = &f->diagnostics,
                           .document = &f->document,
                           .owner = TEXT("资格")};
}

static void reads_parts_of_elements(void **state) {
  (void)state;
  fixture f;
  open_fixture(&f,
               "<r xmlns='urn:m' xmlns:o='urn:o' name='  甲 '><a/><o:a/><a><text> 1 </text></a>"
               "<description>\n d </description></r>");
  assert_true(dmn_reader_is(&f.reader, f.root, "r"));
  assert_int_equal(dmn_reader_count(&f.reader, f.root, "a"), 2);
  assert_true(text_is(dmn_reader_attribute(f.root, "name"), "甲"));
  assert_non_null(dmn_reader_attribute(f.root, "none").data);
  assert_true(text_is(dmn_reader_child_text(&f.reader, f.root, "description"), "d"));
  const xml_node *first = dmn_reader_child(&f.reader, f.root, "a");
  assert_null(dmn_reader_source(&f.reader, first, NULL).text.data);
  const xml_node *second = dmn_reader_next(&f.reader, first, "a");
  source_text source = dmn_reader_source(&f.reader, second, "R1C2");
  assert_true(text_is(source.text, " 1 "));
  assert_true(text_is(source.origin, "a.dmn [资格 R1C2]"));
  assert_int_equal(source.first_line, 1);
  assert_null(dmn_reader_next(&f.reader, second, "a"));
  arena_destroy(f.arena);
}

static void reads_type_names(void **state) {
  (void)state;
  static const struct {
    const char *written, *name;
  } ROWS[] = {{"string", "string"},
              {" date and time ", "date and time"},
              {"f:number", "number"},
              {"m:tPerson", "m:tPerson"},
              {"q:number", "q:number"},
              {"alias.tPerson", "alias.tPerson"},
              {"", ""}};
  fixture f;
  open_fixture(&f,
               "<r xmlns='urn:m' xmlns:m='urn:m' "
               "xmlns:f='https://www.omg.org/spec/DMN/20230324/FEEL/'/>");
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text name = dmn_reader_type_name(f.root, text_of(ROWS[i].written));
    CHECK_ROW(ROWS[i].written, text_is(name, ROWS[i].name));
  }
  arena_destroy(f.arena);
}

static void knows_the_language(void **state) {
  (void)state;
  static const struct {
    const char *content;
    bool is_feel;
  } ROWS[] = {
      {"<r xmlns='urn:m'/>", true},
      {"<r xmlns='urn:m' expressionLanguage='FEEL'/>", true},
      {"<r xmlns='urn:m' expressionLanguage='https://www.omg.org/spec/DMN/20230324/FEEL/'/>", true},
      {"<r xmlns='urn:m' expressionLanguage='urn:javascript'/>", false},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    fixture f;
    open_fixture(&f, ROWS[i].content);
    CHECK_ROW(ROWS[i].content, dmn_reader_is_feel(&f.reader, f.root) == ROWS[i].is_feel);
    CHECK_ROW(ROWS[i].content, (f.diagnostics.error_count == 0) == ROWS[i].is_feel);
    arena_destroy(f.arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_parts_of_elements),
                                     cmocka_unit_test(reads_type_names),
                                     cmocka_unit_test(knows_the_language)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
