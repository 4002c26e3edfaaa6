/* Archives made by hand: those that are meant to harm, and those that were cut off. */
#include <zip.h>

#include "base/file.h"
#include "support/company_file.h"

static void path_of(const company_file *f, char *out, size_t size) {
  snprintf(out, size, "%s/rejects.csv", f->folder); /* removed with the folder */
}

static sd_status load_path(company_file *f, const char *path, sd_error *error) {
  import_request request = {.path = path};
  import_report report;
  return load_table_text(f, "[file]\nsource = 甲\nkey = 代码\nsheet = 名单\n[columns]\n名 = name\n",
                         (text){NULL, 0}, &request, &report, error);
}

typedef struct part {
  const char *name, *content;
} part;

static const char content_types[] = "<Types/>";
static const char root_relations[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"http://x/officeDocument\" "
    "Target=\"xl/workbook.xml\"/></Relationships>";
static const char book_relations[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"http://x/worksheet\" "
    "Target=\"/xl/sheet.xml\"/></Relationships>";
static const char book[] =
    "<workbook xmlns:r=\"http://r\"><sheets><sheet name=\"名单\" r:id=\"r1\"/></sheets></workbook>";
static const char good_sheet[] =
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>代码</t></is></c>"
    "<c r=\"B1\" t=\"inlineStr\"><is><t>名</t></is></c></row><row r=\"2\"><c r=\"A2\" "
    "t=\"str\"><v>" CODE_A
    "</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>甲</t></is></c></row></sheetData></worksheet>";
static const char dtd_sheet[] =
    "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>";
static const char bad_string_sheet[] =
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row></sheetData>"
    "</worksheet>";

static void add_part(zip_t *archive, const char *name, const void *content, size_t size) {
  zip_source_t *source = zip_source_buffer(archive, content, size, 0);
  assert_true(zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) >= 0);
}

static zip_t *begin_archive(const char *path, const char *sheet) {
  int failure = 0;
  zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &failure);
  assert_non_null(archive);
  const part parts[] = {{"[Content_Types].xml", content_types},
                        {"_rels/.rels", root_relations},
                        {"xl/_rels/workbook.xml.rels", book_relations},
                        {"xl/workbook.xml", book},
                        {"xl/sheet.xml", sheet}};
  for (size_t i = 0; i < COUNT_OF(parts); i++)
    if (parts[i].content)
      add_part(archive, parts[i].name, parts[i].content, strlen(parts[i].content));
  return archive;
}

static void archives_are_read_or_refused(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name, *sheet, *extra; /* extra: the name of one more part */
    size_t extra_size;                /* of zeros */
    sd_status status;
  } rows[] = {
      {"zip bomb", good_sheet, "xl/media/bomb.bin", 60u << 20, SD_LIMIT_EXCEEDED},
      {"too large when inflated", good_sheet, "xl/media/large.bin", 70u << 20, SD_LIMIT_EXCEEDED},
      {"macros", good_sheet, "xl/vbaProject.bin", 10, SD_REFUSED},
      {"external links", good_sheet, "xl/externalLinks/externalLink1.xml", 10, SD_REFUSED},
      {"entities", dtd_sheet, NULL, 0, SD_INVALID},
      {"broken XML", "<worksheet><sheetData>", NULL, 0, SD_SYNTAX_ERROR},
      {"a shared string that is not there", bad_string_sheet, NULL, 0, SD_SYNTAX_ERROR},
      {"no sheet", NULL, NULL, 0, SD_NOT_FOUND},
      {"sound", good_sheet, "xl/media/small.bin", 1000, SD_OK},
  };
  char path[100];
  path_of(f, path, sizeof path);
  static char zeros[70u << 20];
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    zip_t *archive = begin_archive(path, rows[i].sheet);
    if (rows[i].extra) add_part(archive, rows[i].extra, zeros, rows[i].extra_size);
    assert_int_equal(zip_close(archive), 0);
    sd_error error = {0};
    sd_status status = load_path(f, path, &error);
    if (status != rows[i].status)
      fail_msg("row %s: %s %s", rows[i].name, status_name(status), error.text[LANGUAGE_ENGLISH]);
    unlink(path);
  }
  assert_int_equal(count_facts(f), 1);
}

/* Every place at which a download may have been cut off. */
static void a_file_that_was_cut_off_is_refused(void **state) {
  company_file *f = *state;
  char path[100];
  path_of(f, path, sizeof path);
  assert_int_equal(zip_close(begin_archive(path, good_sheet)), 0);
  text whole;
  assert_int_equal(file_read(path, 100000, f->arena, &whole, NULL), SD_OK);
  for (size_t size = 4; size < whole.size; size += 37) {
    import_request request = {.path = "cut.xlsx"};
    import_report report;
    sd_status status = load_table_text(f, "[file]\nsource = 甲\nkey = 代码\n[columns]\n名 = name\n",
                                       (text){whole.data, size}, &request, &report, NULL);
    assert_int_not_equal(status, SD_OK);
  }
  assert_int_equal(count_facts(f), 0);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(archives_are_read_or_refused),
      CASE(a_file_that_was_cut_off_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
