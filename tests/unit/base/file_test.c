/* Files: limits, replacing, writing once, folders. */
#include "base/file.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/table.h"

static char folder[] = "/tmp/sudui-file-XXXXXX";

static int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state) {
  (void)state;
  char command[64];
  snprintf(command, sizeof command, "rm -r %s", folder);
  return system(command);
}

static const char *in_folder(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void reads_what_it_wrote(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text content;
  sd_error error = {0};
  assert_int_equal(file_write(in_folder("a"), TEXT("one"), NULL), SD_OK);
  assert_int_equal(file_write(in_folder("a"), TEXT("two!"), NULL), SD_OK);
  assert_int_equal(file_read(in_folder("a"), 4, a, &content, NULL), SD_OK);
  assert_true(text_is(content, "two!"));
  assert_int_equal(file_size(in_folder("a")), 4);
  assert_int_equal(file_size(in_folder("none")), 0);
  assert_int_equal(file_read(in_folder("a"), 3, a, &content, &error), SD_LIMIT_EXCEEDED);
  assert_int_equal(file_read(in_folder("none"), 4, a, &content, &error), SD_NOT_FOUND);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "none"));
  assert_int_equal(file_read(folder, 4000, a, &content, &error), SD_IO_FAILED);
  assert_int_equal(file_write(in_folder("none/x"), TEXT("x"), &error), SD_NOT_FOUND);
  arena_destroy(a);
}

static void writes_once(void **state) {
  (void)state;
  assert_int_equal(file_write_once(in_folder("once"), TEXT("x"), NULL), SD_OK);
  assert_int_equal(file_write_once(in_folder("once"), TEXT("x"), NULL), SD_OK);
  assert_int_equal(file_write_once(in_folder("once"), TEXT("y"), NULL), SD_CONFLICT);
  arena *a = arena_create(0);
  text content;
  assert_int_equal(file_read(in_folder("once"), 4, a, &content, NULL), SD_OK);
  assert_true(text_is(content, "x"));
  arena_destroy(a);
}

static void locks_are_shared_or_alone(void **state) {
  (void)state;
  file_lock first, second, alone;
  bool taken;
  char path[300];
  snprintf(path, sizeof path, "%s", in_folder("lock"));
  assert_int_equal(file_lock_try(path, &alone, &taken, NULL), SD_OK);
  assert_true(taken);
  file_lock_release(&alone);
  assert_int_equal(file_lock_share(path, &first, NULL), SD_OK);
  assert_int_equal(file_lock_share(path, &second, NULL), SD_OK);
  for (int holders = 2; holders >= 0; holders--) {
    assert_int_equal(file_lock_try(path, &alone, &taken, NULL), SD_OK);
    assert_int_equal(taken, holders == 0);
    if (holders == 2) file_lock_release(&first);
    if (holders == 1) file_lock_release(&second);
  }
  file_lock_release(&alone);
  assert_int_equal(file_lock_share("/no/such/folder/lock", &first, NULL), SD_NOT_FOUND);
  assert_int_equal(file_lock_try("/no/such/folder/lock", &first, &taken, NULL), SD_NOT_FOUND);
}

static void lists_folders(void **state) {
  (void)state;
  assert_int_equal(file_make_directory(in_folder("p/q"), NULL), SD_OK);
  assert_int_equal(file_make_directory(in_folder("p/q"), NULL), SD_OK);
  assert_int_equal(file_write(in_folder("p/b.dmn"), TEXT(""), NULL), SD_OK);
  assert_int_equal(file_write(in_folder("p/a.dmn"), TEXT(""), NULL), SD_OK);
  assert_int_equal(file_write(in_folder("p/.x.dmn"), TEXT(""), NULL), SD_OK);
  assert_int_equal(file_write(in_folder("p/c.csv"), TEXT(""), NULL), SD_OK);
  arena *a = arena_create(0);
  text *names;
  size_t count;
  assert_int_equal(file_list(in_folder("p"), TEXT(".dmn"), a, &names, &count, NULL), SD_OK);
  assert_int_equal(count, 2); /* sorted; no temporary file is left behind */
  assert_true(text_is(names[0], "a.dmn") && text_is(names[1], "b.dmn"));
  assert_int_equal(file_list(in_folder("p"), TEXT(""), a, &names, &count, NULL), SD_OK);
  assert_int_equal(count, 4);
  assert_true(file_is_directory(in_folder("p/q")));
  assert_false(file_exists(in_folder("p/z")));
  assert_int_equal(file_make_directory(in_folder("p/c.csv/d"), NULL), SD_NOT_FOUND);
  assert_true(text_is(file_join(a, TEXT("x/"), TEXT("y")), "x/y"));
  assert_true(text_is(file_join(a, TEXT("x"), TEXT("y")), "x/y"));
  assert_true(text_is(file_join(a, TEXT(""), TEXT("y")), "y"));
  arena_destroy(a);
}

/* What a killed write left goes; files of people, folders and what is young stay. */
static void removes_leftovers(void **state) {
  (void)state;
  char left[] = "/tmp/sudui-left-XXXXXX", path[128];
  assert_non_null(mkdtemp(left));
  static const struct {
    const char *name;
    bool goes;
  } files[] = {{"SD-1.xml.aB3xY9", true}, {"SD-1.xml", false},       {"SD-2.csv.QWERTY", true},
               {"notes.backup", false},   {"SD-3.xml.aB3xY", false}, {"SD-3.xml.aB3-Y9", false},
               {"README.abcdef", false}};
  for (size_t i = 0; i < COUNT_OF(files); i++) {
    snprintf(path, sizeof path, "%s/%s", left, files[i].name);
    assert_int_equal(file_write(path, TEXT("x"), NULL), SD_OK);
  }
  int64_t count;
  assert_int_equal(file_remove_leftovers(left, 3600, &count, NULL), SD_OK);
  assert_int_equal(count, 0); /* a write may be under way */
  assert_int_equal(file_remove_leftovers(left, 0, &count, NULL), SD_OK);
  assert_int_equal(count, 2);
  for (size_t i = 0; i < COUNT_OF(files); i++) {
    snprintf(path, sizeof path, "%s/%s", left, files[i].name);
    CHECK_ROW(files[i].name, file_exists(path) != files[i].goes);
    (void)unlink(path);
  }
  assert_int_equal(rmdir(left), 0);
  assert_int_equal(file_remove_leftovers(left, 0, &count, NULL), SD_OK); /* no folder, nothing */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_what_it_wrote),       cmocka_unit_test(writes_once),
      cmocka_unit_test(locks_are_shared_or_alone), cmocka_unit_test(lists_folders),
      cmocka_unit_test(removes_leftovers),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
