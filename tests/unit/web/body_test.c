/* Bodies as sent: forms of both kinds, files, JSON; and what is refused. */
#include "web/body.h"

#include "support/table.h"

#define MULTIPART "multipart/form-data; boundary=B"
#define PART(name, value) \
  "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define UPLOAD(head, bytes) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" bytes "\r\n"
#define END "--B--\r\n"

static void bodies(void **state) {
  (void)state;
  static const struct {
    const char *row, *type, *body;
    int status;
    size_t fields, files;
    const char *name, *value; /* of a field */
  } cases[] = {
      {"nothing", "", "", 0, 0, 0, NULL, NULL},
      {"a form", "application/x-www-form-urlencoded", "a=1&b=%E4%BC%81", 0, 2, 0, "b", "企"},
      {"with a charset", "Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=1", 0, 1, 0, "a",
       "1"},
      {"a broken form", "application/x-www-form-urlencoded", "a=%", 400, 0, 0, NULL, NULL},
      {"text", "text/plain", "a=1", 415, 0, 0, NULL, NULL},
      {"no type", "", "a=1", 415, 0, 0, NULL, NULL},
      {"a type that begins so", "application/jsonx", "{}", 415, 0, 0, NULL, NULL},
      {"JSON", "application/json", "{\"a\": \"1\", \"b\": 0.10, \"c\": true, \"d\": null}", 0, 3, 0,
       "b", "0.10"},
      {"JSON true", "application/json", "{\"c\": true}", 0, 1, 0, "c", "true"},
      {"JSON array", "application/json", "{\"a\": [\"x\", 2]}", 0, 2, 0, "a", "x"},
      {"JSON, empty object", "application/json", "{}", 0, 0, 0, NULL, NULL},
      {"JSON in JSON", "application/json", "{\"a\": {}}", 400, 0, 0, NULL, NULL},
      {"JSON array in array", "application/json", "{\"a\": [[1]]}", 400, 0, 0, NULL, NULL},
      {"JSON, no object", "application/json", "[1]", 400, 0, 0, NULL, NULL},
      {"JSON, a member twice", "application/json", "{\"a\": 1, \"a\": 2}", 400, 0, 0, NULL, NULL},
      {"JSON, a control character", "application/json", "{\"a\": \"\\u0001\"}", 400, 0, 0, NULL,
       NULL},
      {"JSON, cut off", "application/json", "{\"a\": 1", 400, 0, 0, NULL, NULL},
      {"JSON, more behind", "application/json", "{} {}", 400, 0, 0, NULL, NULL},
      {"parts", MULTIPART, PART("a", "1") PART("b", "x\r\n--C") END, 0, 2, 0, "b", "x\r\n--C"},
      {"no parts", MULTIPART, END, 0, 0, 0, NULL, NULL},
      {"an empty part", MULTIPART, PART("a", "") END, 0, 1, 0, "a", ""},
      {"a quoted boundary", "multipart/form-data; charset=x; boundary=\"B\"", PART("a", "1") END, 0,
       1, 0, "a", "1"},
      {"a file", MULTIPART,
       UPLOAD("name=\"f\"; filename=\"a.csv\"\r\nContent-Type: text/csv", "x,\x01\xff") END, 0, 0,
       1, NULL, NULL},
      {"no boundary", "multipart/form-data", PART("a", "1") END, 400, 0, 0, NULL, NULL},
      {"an empty boundary", "multipart/form-data; boundary=", PART("a", "1") END, 400, 0, 0, NULL,
       NULL},
      {"a boundary that is too long",
       "multipart/form-data; "
       "boundary=01234567890123456789012345678901234567890123456789012345678901234567890",
       END, 400, 0, 0, NULL, NULL},
      {"no end", MULTIPART, PART("a", "1"), 400, 0, 0, NULL, NULL},
      {"cut off", MULTIPART, "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", 400, 0,
       0, NULL, NULL},
      {"something before", MULTIPART, "x\r\n" PART("a", "1") END, 400, 0, 0, NULL, NULL},
      {"no name", MULTIPART, UPLOAD("filename=\"a\"", "x") END, 400, 0, 0, NULL, NULL},
      {"another disposition", MULTIPART,
       "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END, 400, 0, 0, NULL,
       NULL},
      {"two dispositions", MULTIPART,
       "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n"
       "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END,
       400, 0, 0, NULL, NULL},
      {"no disposition", MULTIPART, "--B\r\n\r\n1\r\n" END, 400, 0, 0, NULL, NULL},
      {"a head that is none", MULTIPART, "--B\r\nhello\r\n\r\n1\r\n" END, 400, 0, 0, NULL, NULL},
      {"a field that is no text", MULTIPART, PART("a", "\xff") END, 400, 0, 0, NULL, NULL},
      {"a field with a control character", MULTIPART, PART("a", "\x02") END, 400, 0, 0, NULL, NULL},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    web_request r = {.arena = arena_create(0)};
    int status = web_body_read(text_of(cases[i].type), text_of(cases[i].body), &r);
    CHECK_ROW(cases[i].row, status == cases[i].status);
    if (status == 0) {
      CHECK_ROW(cases[i].row, r.form.count == cases[i].fields);
      CHECK_ROW(cases[i].row, r.files.count == cases[i].files);
      text value = web_field_value(r.form, cases[i].name == NULL ? "" : cases[i].name);
      CHECK_ROW(cases[i].row, cases[i].name == NULL || text_is(value, cases[i].value));
    }
    arena_destroy(r.arena);
  }
}

static void names_of_files_are_no_paths(void **state) {
  (void)state;
  static const struct {
    const char *sent, *name;
  } cases[] = {{"a.csv", "a.csv"},
               {"../../etc/passwd", "passwd"},
               {"C:\\\\x\\y.xlsx", "y.xlsx"},
               {"企业.csv", "企业.csv"},
               {"/", ""},
               {"a%22b.csv", "a%22b.csv"},
               {"a;b=c.csv", "a;b=c.csv"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char body[300];
    int size = snprintf(body, sizeof body,
                        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n"
                        "Content-Type: text/csv\r\n\r\nbytes\r\n--B--\r\n",
                        cases[i].sent);
    web_request r = {.arena = arena_create(0)};
    CHECK_ROW(cases[i].sent, web_body_read(TEXT(MULTIPART), (text){body, (size_t)size}, &r) == 0);
    const web_file *file = web_file_of(r.files, "f");
    CHECK_ROW(cases[i].sent, file != NULL && text_is(file->name, cases[i].name));
    CHECK_ROW(cases[i].sent, text_is(file->bytes, "bytes"));
    CHECK_ROW(cases[i].sent, text_is(file->content_type, "text/csv"));
    arena_destroy(r.arena);
  }
}

static void there_is_a_most(void **state) {
  (void)state;
  char body[WEB_FIELDS_MAX * 64 + 200];
  for (size_t parts = WEB_FIELDS_MAX; parts <= WEB_FIELDS_MAX + 1; parts++) {
    size_t used = 0;
    for (size_t i = 0; i < parts; i++) {
      used += (size_t)snprintf(body + used, sizeof body - used, "%s", PART("a", "1"));
    }
    used += (size_t)snprintf(body + used, sizeof body - used, "%s", END);
    web_request r = {.arena = arena_create(0)};
    int status = web_body_read(TEXT(MULTIPART), (text){body, used}, &r);
    assert_int_equal(status, parts <= WEB_FIELDS_MAX ? 0 : 400);
    arena_destroy(r.arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(bodies),
                                     cmocka_unit_test(names_of_files_are_no_paths),
                                     cmocka_unit_test(there_is_a_most)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
