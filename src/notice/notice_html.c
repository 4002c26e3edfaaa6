/* A notice as a page that needs no other file and prints well. */
#include "base/xml.h"
#include "notice/notice.h"

static const char STYLE[] =
    "body{font:16px/1.6 'Noto Serif CJK SC','Songti SC',SimSun,serif;max-width:52em;margin:2em "
    "auto;"
    "padding:0 1em;color:#111}"
    "h1{font-size:1.5em;text-align:center}table{width:100%;border-collapse:collapse;margin:1em 0}"
    "th,td{border:1px solid #666;padding:.3em .6em;text-align:left}th{background:#eee}"
    ".amount,.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".seal{font-size:.85em;color:#444;overflow-wrap:anywhere}"
    "@media print{body{margin:0;max-width:none;font-size:11pt}thead{display:table-header-group}"
    "tr{break-inside:avoid}}";

static void add_element(text_builder *out, const char *tag, const char *class,
                        const char *content) {
  text_builder_format(out, "<%s%s%s%s>", tag, class == NULL ? "" : " class=\"",
                      class == NULL ? "" : class, class == NULL ? "" : "\"");
  xml_escape(text_of(content), out);
  text_builder_format(out, "</%s>", tag);
}

static const char *class_of(int column) {
  return column < 0 ? "number" : column == ITEM_COLUMN_AMOUNT ? "amount" : NULL;
}

static void add_table(const notice *n, text_builder *out) {
  int columns[NOTICE_COLUMNS_MAX];
  size_t count = notice_columns(n, columns);
  char cell[NOTICE_CELL_SIZE];
  text_builder_add_string(out, "<table><thead><tr>");
  for (size_t c = 0; c < count; c++) {
    add_element(out, "th", class_of(columns[c]), notice_heading(n, columns[c]));
  }
  text_builder_add_string(out, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < n->count; i++) {
    text_builder_add_string(out, "<tr>");
    for (size_t c = 0; c < count; c++) {
      notice_cell(n, i, columns[c], cell);
      add_element(out, "td", class_of(columns[c]), cell);
    }
    text_builder_add_string(out, "</tr>\n");
  }
  text_builder_add_string(out, "</tbody></table>\n");
}

void notice_write_html(const notice *n, text_builder *out) {
  char sentence[NOTICE_SENTENCE_SIZE];
  text_builder_format(out,
                      "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                      "<meta name=\"viewport\" content=\"width=device-width\">"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\">",
                      n->lang == LANGUAGE_CHINESE ? "zh-CN" : "en");
  notice_title(n, sentence);
  add_element(out, "title", NULL, sentence);
  text_builder_format(out, "<style>%s</style></head>\n<body>\n", STYLE);
  add_element(out, "h1", NULL, sentence);
  notice_preface(n, sentence);
  add_element(out, "p", NULL, sentence);
  add_table(n, out);
  notice_total(n, sentence);
  add_element(out, "p", "total", sentence);
  notice_contacts(n, sentence);
  add_element(out, "p", NULL, sentence);
  notice_seal(n, sentence);
  add_element(out, "p", "seal", sentence);
  text_builder_add_string(out, "\n</body></html>\n");
}
