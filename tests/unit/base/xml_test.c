/* The XML reader: events with places, what is refused, limits, encodings. */
#include "base/xml.h"

#include "base/text_builder.h"
#include "support/table.h"

/* Writes the events as a line each: "+1:1 a{uri} x=1", "t text", "-", "." or the error. */
static void describe_events(xml_reader *r, text_builder *out) {
  sd_error error = {0};
  for (;;) {
    xml_event event;
    if (xml_reader_next(r, &event, &error) != SD_OK) {
      text_builder_format(out, "! %s %s %u:%u\n", status_name(error.status),
                          message_name(error.message), error.line, error.column);
      return;
    }
    if (event == XML_EVENT_FINISHED) {
      text_builder_add_string(out, ".\n");
      return;
    }
    if (event == XML_EVENT_END) text_builder_add_string(out, "-\n");
    if (event == XML_EVENT_TEXT) {
      text_builder_format(out, "t %.*s\n", TEXT_ARG(xml_reader_text(r)));
    }
    if (event != XML_EVENT_START) continue;
    text_builder_format(out, "+%u:%u %.*s", xml_reader_line(r), xml_reader_column(r),
                        TEXT_ARG(xml_reader_name(r)));
    text uri = xml_reader_namespace(r);
    if (uri.size != 0) text_builder_format(out, "{%.*s}", TEXT_ARG(uri));
    size_t count;
    const xml_attribute *attributes = xml_reader_attributes(r, &count);
    for (size_t i = 0; i < count; i++) {
      text_builder_format(out, " %.*s=%.*s", TEXT_ARG(attributes[i].name),
                          TEXT_ARG(attributes[i].value));
    }
    text_builder_add_byte(out, '\n');
  }
}

static void check_events(const char *row, text document, xml_limits limits, const char *expected) {
  xml_reader *r;
  assert_int_equal(xml_reader_open(document, "a.xml", limits, &r, NULL), SD_OK);
  text_builder out;
  text_builder_init(&out, 1 << 20);
  describe_events(r, &out);
  CHECK_ROW_TEXT(row, out.data, expected);
  text_builder_release(&out);
  xml_reader_close(r);
}

static void reads_and_refuses(void **state) {
  (void)state;
  static const struct {
    const char *name, *document, *expected;
  } ROWS[] = {
      {"places", "<a>\n  <b x='1'\n     y='2'/><c/>\n</a>",
       "+1:1 a\nt \n  \n+2:3 b x=1 y=2\n-\n+3:13 c\n-\nt \n\n-\n.\n"},
      {"Chinese columns", "<a 名='值'><b/></a>", "+1:1 a 名=值\n+1:10 b\n-\n-\n.\n"},
      {"namespaces", "<p:a xmlns:p='u'><b xmlns='v' p:x='1'/></p:a>",
       "+1:1 a{u}\n+1:18 b{v} x=1\n-\n-\n.\n"},
      {"escapes",
       "<a x='&lt;&amp;&quot;&#38;lt;&#20013;'>&lt;&amp;&#x4E2D;<![CDATA[<b>&amp;]]></a>",
       "+1:1 a x=<&\"&lt;中\nt <&中<b>&amp;\n-\n.\n"},
      {"comment", "<a><!-- <b> -->x<!-- y -->z</a>", "+1:1 a\nt xz\n-\n.\n"},
      {"doctype", "<!DOCTYPE a><a/>", "! SD_INVALID XML_DOCTYPE_REFUSED 1:12\n"},
      {"billion laughs",
       "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\n"
       "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>\n<a>&d;</a>",
       "! SD_INVALID XML_DOCTYPE_REFUSED 1:13\n"},
      {"file of the machine", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>",
       "! SD_INVALID XML_DOCTYPE_REFUSED 1:13\n"},
      {"instruction", "<a><?php echo ?></a>",
       "+1:1 a\n! SD_INVALID XML_INSTRUCTION_REFUSED 1:17\n"},
      {"undeclared entity", "<a>&nbsp;</a>", "+1:1 a\n! SD_SYNTAX_ERROR XML_SYNTAX 1:10\n"},
      {"wrong end", "<a>\n<b></a>", "+1:1 a\nt \n\n+2:1 b\n! SD_SYNTAX_ERROR XML_SYNTAX 2:8\n"},
      {"cut off", "<a><b>", "+1:1 a\n+1:4 b\n! SD_SYNTAX_ERROR XML_SYNTAX 1:7\n"},
      {"empty", "", "! SD_SYNTAX_ERROR XML_SYNTAX 1:1\n"},
      {"two roots", "<a/><b/>", "+1:1 a\n-\n! SD_SYNTAX_ERROR XML_SYNTAX 1:5\n"},
      {"attribute twice", "<a x='1' x='2'/>", "! SD_SYNTAX_ERROR XML_SYNTAX 1:15\n"},
      {"unknown prefix", "<p:a/>", "! SD_SYNTAX_ERROR XML_SYNTAX 1:5\n"},
      {"not UTF-8", "<a>\xFF</a>", "+1:1 a\n! SD_SYNTAX_ERROR XML_SYNTAX 1:4\n"},
      {"GB18030", "<?xml version='1.0' encoding='GB18030'?><a>\xD6\xD0</a>",
       "+1:41 a\nt 中\n-\n.\n"},
      {"UTF-8 with mark", "\xEF\xBB\xBF<a/>", "+1:1 a\n-\n.\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    check_events(ROWS[i].name, text_of(ROWS[i].document), xml_limits_of_model(), ROWS[i].expected);
  }
}

static void keeps_its_limits(void **state) {
  (void)state;
  static const xml_limits LIMITS = {.bytes_max = 40, .elements_max = 3, .depth_max = 2};
  static const struct {
    const char *name, *document, *expected;
  } ROWS[] = {
      {"at the limits", "<a><b/><c/></a>", "+1:1 a\n+1:4 b\n-\n+1:8 c\n-\n-\n.\n"},
      {"depth", "<a><b><c/></b></a>", "+1:1 a\n+1:4 b\n! SD_LIMIT_EXCEEDED LIMIT_EXCEEDED 1:9\n"},
      {"elements", "<a><b/><c/><d/></a>",
       "+1:1 a\n+1:4 b\n-\n+1:8 c\n-\n! SD_LIMIT_EXCEEDED LIMIT_EXCEEDED 1:14\n"},
      {"bytes", "<a>12345678901234567890123456789012345678</a>",
       "! SD_LIMIT_EXCEEDED LIMIT_EXCEEDED 1:1\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    check_events(ROWS[i].name, text_of(ROWS[i].document), LIMITS, ROWS[i].expected);
  }
}

/* A document of several chunks: the texts come whole and the columns stay right. */
static void reads_over_chunks(void **state) {
  (void)state;
  text_builder document;
  text_builder_init(&document, 8 << 20);
  text_builder_add_string(&document, "<a>");
  for (int i = 0; i < 20000; i++) text_builder_format(&document, "<b i='%d'>文字%d</b>\n", i, i);
  text_builder_add_string(&document, "</a>");
  xml_reader *r;
  assert_int_equal(
      xml_reader_open(text_builder_text(&document), "a.xml", xml_limits_of_model(), &r, NULL),
      SD_OK);
  xml_event event;
  int seen = 0;
  while (xml_reader_next(r, &event, NULL) == SD_OK && event != XML_EVENT_FINISHED) {
    if (event != XML_EVENT_START || xml_reader_depth(r) != 2) continue;
    assert_int_equal(xml_reader_line(r), seen + 1);
    assert_int_equal(xml_reader_column(r), seen == 0 ? 4 : 1);
    char expected[32];
    snprintf(expected, sizeof expected, "文字%d", seen);
    assert_int_equal(xml_reader_next(r, &event, NULL), SD_OK);
    assert_int_equal(event, XML_EVENT_TEXT);
    assert_true(text_is(xml_reader_text(r), expected));
    seen++;
  }
  assert_int_equal(event, XML_EVENT_FINISHED);
  assert_int_equal(seen, 20000);
  xml_reader_close(r);
  text_builder_release(&document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_and_refuses),
      cmocka_unit_test(keeps_its_limits),
      cmocka_unit_test(reads_over_chunks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
