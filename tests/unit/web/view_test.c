/* A use case written once: the same content as JSON and as the XML of a page. */
#include "web/view.h"

#include <libxml/tree.h>

#include "base/clock.h"
#include "support/table.h"

static void write_sample(view *v) {
  view_text(v, "name", TEXT("甲 <b>&\"乙\""));
  view_money(v, "amount", 123456789);
  view_boolean(v, "open", true);
  view_boolean(v, "closed", false);
  view_list(v, "lines");
  for (int i = 1; i <= 2; i++) {
    view_begin(v, "line");
    view_integer(v, "number", i);
    view_list(v, "orders");
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
  view_day(v, "day", 20089);
  view_moment(v, "time", INT64_C(1735689600) * CLOCK_SECOND_US);
  view_string(v, "left_out", NULL);
}

static void as_json(void **state) {
  (void)state;
  view v;
  view_init(&v, true, LANGUAGE_ENGLISH, "sample");
  write_sample(&v);
  text json = view_json(&v);
  assert_string_equal(
      json.data,
      "{\"name\":\"甲 \\u003cb>&\\\"乙\\\"\",\"amount_fen\":123456789,\"open\":true,"
      "\"closed\":false,\"lines\":[{\"number\":1,\"orders\":[]},"
      "{\"number\":2,\"orders\":[]}],\"day\":\"2025-01-01\","
      "\"time\":\"2025-01-01T00:00:00Z\"}");
  view_release(&v);
}

static void as_xml(void **state) {
  (void)state;
  view v;
  view_init(&v, false, LANGUAGE_ENGLISH, "sample");
  write_sample(&v);
  xmlChar *bytes = NULL;
  int size = 0;
  xmlDocDumpMemoryEnc(v.document, &bytes, &size, "UTF-8");
  assert_string_equal((const char *)bytes,
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<sample name=\"甲 &lt;b&gt;&amp;&quot;乙&quot;\" amount=\"1,234,567.89\""
                      " open=\"true\" day=\"2025-01-01\" time=\"2025-01-01 08:00\"><lines>"
                      "<line number=\"1\"><orders/></line><line number=\"2\"><orders/></line>"
                      "</lines></sample>\n");
  xmlFree(bytes);
  view_release(&v);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(as_json), cmocka_unit_test(as_xml)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
