/* XML as a tree: names, places, joined text, escapes, want of memory. */
#include "base/allocator.h"
#include "base/text_builder.h"
#include "base/xml.h"
#include "support/table.h"

static void builds_a_tree(void **state) {
  (void)state;
  static const text DOCUMENT = TEXT(
      "<m:a xmlns:m='urn:m' xmlns='urn:d'>\n <b id='1'>x<c/>y</b>\n <m:b id='2'/><b "
      "id='3'/></m:a>");
  arena *a = arena_create(0);
  xml_node *root;
  assert_int_equal(xml_tree_read(DOCUMENT, "a.xml", a, &root, NULL), SD_OK);
  assert_true(xml_node_is(root, TEXT("urn:m"), "a"));
  const xml_node *b = xml_node_child(root, TEXT("urn:d"), "b");
  assert_true(text_is(b->content, "xy"));
  assert_true(text_is(xml_node_attribute(b, "id"), "1"));
  assert_null(xml_node_attribute(b, "none").data);
  assert_int_equal(b->line, 2);
  assert_int_equal(b->column, 2);
  assert_true(text_is(xml_node_attribute(xml_node_next(b, TEXT("urn:d"), "b"), "id"), "3"));
  assert_true(text_is(xml_node_namespace_of(b->first_child, TEXT("m")), "urn:m"));
  assert_null(xml_node_namespace_of(b, TEXT("q")).data);
  sd_error error = {0};
  assert_int_equal(xml_tree_read(TEXT("<a>\n<b></a>"), "b.xml", a, &root, &error), SD_SYNTAX_ERROR);
  assert_string_equal(error.file, "b.xml");
  assert_int_equal(error.line, 2);
  arena_destroy(a);
}

static void escapes_what_it_reads_back(void **state) {
  (void)state;
  text source = TEXT("<名> & \"x\" 'y'\n\tend");
  text_builder document;
  text_builder_init(&document, 1000);
  text_builder_add_string(&document, "<a v=\"");
  xml_escape(source, &document);
  text_builder_add_string(&document, "\">");
  xml_escape(source, &document);
  text_builder_add_string(&document, "</a>");
  arena *a = arena_create(0);
  xml_node *root;
  assert_int_equal(xml_tree_read(text_builder_text(&document), "a.xml", a, &root, NULL), SD_OK);
  assert_true(text_equal(root->content, source));
  assert_true(text_equal(xml_node_attribute(root, "v"), source));
  arena_destroy(a);
  text_builder_release(&document);
}

/* Thousands of pieces of text in one element: the content is joined without going quadratic. */
static void joins_many_pieces(void **state) {
  (void)state;
  text_builder document;
  text_builder_init(&document, 1 << 22);
  text_builder_add_string(&document, "<a>");
  for (int i = 0; i < 50000; i++) text_builder_add_string(&document, "0123456789<b/>");
  text_builder_add_string(&document, "</a>");
  arena *a = arena_create(64 << 20);
  xml_node *root;
  assert_int_equal(xml_tree_read(text_builder_text(&document), "a.xml", a, &root, NULL), SD_OK);
  assert_int_equal(root->content.size, 500000);
  assert_true(text_ends_with(root->content, TEXT("90123456789")));
  arena_destroy(a);
  text_builder_release(&document);
}

static void survives_want_of_memory(void **state) {
  (void)state;
  int64_t before = memory_live_blocks();
  for (int64_t i = 0; i < 40; i++) {
    arena *a = arena_create(0);
    xml_node *root;
    memory_fail_after(i, true);
    sd_status status = xml_tree_read(TEXT("<a x='1'><b>t</b></a>"), "a.xml", a, &root, NULL);
    memory_fail_after(-1, false);
    arena_destroy(a);
    assert_true(status == SD_OK || status == SD_OUT_OF_MEMORY);
    assert_int_equal(memory_live_blocks(), before);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(builds_a_tree),
      cmocka_unit_test(escapes_what_it_reads_back),
      cmocka_unit_test(joins_many_pieces),
      cmocka_unit_test(survives_want_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
