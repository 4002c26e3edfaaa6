/* Key files and sealed fields: made, refused, rotated, and values that were moved or changed. */
#include "store/keyring.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "support/table.h"

typedef struct fixture {
  char folder[64], keys[96], path[96];
  database *db;
  keyring *ring;
} fixture;

static int open_all(void **state) {
  fixture *f = calloc(1, sizeof *f);
  snprintf(f->folder, sizeof f->folder, "/tmp/sudui-keys-XXXXXX");
  assert_non_null(mkdtemp(f->folder));
  snprintf(f->keys, sizeof f->keys, "%s/field.keys", f->folder);
  snprintf(f->path, sizeof f->path, "%s/sudui.db", f->folder);
  assert_int_equal(keyring_make(f->keys, NULL), SD_OK);
  assert_int_equal(keyring_open(f->keys, &f->ring, NULL), SD_OK);
  assert_int_equal(database_create(f->path, &f->db, NULL), SD_OK);
  *state = f;
  return 0;
}

static int close_all(void **state) {
  fixture *f = *state;
  database_close(f->db);
  keyring_close(f->ring);
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", f->folder);
  assert_int_equal(system(command), 0);
  free(f);
  return 0;
}

static void reopen_keys(fixture *f) {
  keyring_close(f->ring);
  assert_int_equal(keyring_open(f->keys, &f->ring, NULL), SD_OK);
}

static void test_file(void **state) {
  fixture *f = *state;
  struct stat about;
  keyring *k = NULL;
  assert_int_equal(stat(f->keys, &about), 0);
  assert_int_equal(about.st_mode & 0777, 0600);
  assert_int_equal(keyring_make(f->keys, NULL), SD_CONFLICT); /* never replaced */
  assert_int_equal(keyring_count(f->ring), 1);
  assert_int_equal(chmod(f->keys, 0640), 0);
  assert_int_equal(keyring_open(f->keys, &k, NULL), SD_REFUSED);
  assert_int_equal(chmod(f->keys, 0600), 0);
  assert_int_equal(keyring_open("/nowhere/field.keys", &k, NULL), SD_NOT_FOUND);
  static const struct {
    const char *row, *content;
  } bad[] = {{"empty", ""},
             {"a comment alone", "# keys\n"},
             {"no key", "key 0011\n"},
             {"an id that does not follow from its key",
              "key 00000000 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"},
             {"no digits",
              "key 00000000 zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"}};
  for (size_t i = 0; i < COUNT_OF(bad); i++) {
    assert_int_equal(unlink(f->keys), 0);
    assert_int_equal(file_write(f->keys, text_of(bad[i].content), NULL), SD_OK);
    assert_int_equal(chmod(f->keys, 0600), 0);
    CHECK_ROW(bad[i].row, keyring_open(f->keys, &k, NULL) == SD_INVALID);
  }
}

static sd_status open_value(fixture *f, const char *field, const char *row, text stored,
                            const char *expected) {
  text_builder plain;
  const field_place place = {field, text_of(row)};
  text_builder_init(&plain, 1024);
  sd_status status = field_open(f->db, &place, stored, &plain, NULL);
  if (status == SD_OK) assert_true(text_is(text_builder_text(&plain), expected));
  text_builder_release(&plain);
  return status;
}

static void seal_value(fixture *f, const char *field, const char *row, const char *plain,
                       text_builder *out) {
  const field_place place = {field, text_of(row)};
  text_builder_clear(out);
  assert_int_equal(field_seal(f->db, &place, text_of(plain), out, NULL), SD_OK);
}

static void test_fields(void **state) {
  fixture *f = *state;
  const field_place place = {"account.totp", TEXT("5")};
  text_builder sealed;
  bool any;
  text_builder_init(&sealed, 1024);
  assert_int_equal(field_seal(f->db, &place, TEXT("x"), &sealed, NULL), SD_MISUSE); /* no keys */
  assert_int_equal(database_has_sealed(f->db, &any, NULL), SD_OK);
  assert_false(any);
  assert_int_equal(database_use_keys(f->db, f->ring, NULL), SD_OK);
  assert_int_equal(database_has_sealed(f->db, &any, NULL), SD_OK);
  assert_true(any);
  seal_value(f, "account.totp", "5", "SECRET", &sealed);
  text stored = text_builder_text(&sealed);
  assert_true(field_is_sealed(stored) && field_is_current(f->db, stored));
  assert_null(strstr(sealed.data, "SECRET"));
  assert_int_equal(open_value(f, "account.totp", "5", stored, "SECRET"), SD_OK);
  assert_int_equal(open_value(f, "account.totp", "6", stored, ""), SD_CORRUPT); /* another row */
  assert_int_equal(open_value(f, "account.name", "5", stored, ""), SD_CORRUPT);
  assert_int_equal(open_value(f, "account.totp", "5", TEXT("from before"), "from before"), SD_OK);
  sealed.data[sealed.size - 1] = sealed.data[sealed.size - 1] == '0' ? '1' : '0';
  assert_int_equal(open_value(f, "account.totp", "5", stored, ""), SD_CORRUPT);
  sealed.data[sealed.size - 1] = 'x';
  assert_int_equal(open_value(f, "account.totp", "5", stored, ""), SD_CORRUPT);
  text_builder_release(&sealed);
}

static void test_rotation(void **state) {
  fixture *f = *state;
  text_builder old, new;
  text_builder_init(&old, 1024);
  text_builder_init(&new, 1024);
  assert_int_equal(database_use_keys(f->db, f->ring, NULL), SD_OK);
  seal_value(f, "a.b", "1", "one", &old);
  assert_int_equal(keyring_rotate(f->keys, NULL), SD_OK);
  reopen_keys(f);
  assert_int_equal(keyring_count(f->ring), 2);
  assert_string_not_equal(keyring_id(f->ring, 0), keyring_id(f->ring, 1));
  assert_int_equal(database_use_keys(f->db, f->ring, NULL), SD_OK);
  assert_int_equal(open_value(f, "a.b", "1", text_builder_text(&old), "one"), SD_OK);
  assert_false(field_is_current(f->db, text_builder_text(&old)));
  seal_value(f, "a.b", "2", "two", &new);
  assert_true(field_is_current(f->db, text_builder_text(&new)));
  struct stat about;
  assert_int_equal(stat(f->keys, &about), 0);
  assert_int_equal(about.st_mode & 0777, 0600);
  /* Another file's keys do not open this database, and say which key is missing. */
  assert_int_equal(unlink(f->keys), 0);
  assert_int_equal(keyring_make(f->keys, NULL), SD_OK);
  char id[16];
  snprintf(id, sizeof id, "%s", keyring_id(f->ring, 0));
  reopen_keys(f);
  sd_error error = {0};
  assert_int_equal(database_use_keys(f->db, f->ring, &error), SD_NOT_FOUND);
  assert_true(strstr(error.text[LANGUAGE_ENGLISH], "key ") != NULL && id[0] != '\0');
  text_builder_release(&old);
  text_builder_release(&new);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_file, open_all, close_all),
      cmocka_unit_test_setup_teardown(test_fields, open_all, close_all),
      cmocka_unit_test_setup_teardown(test_rotation, open_all, close_all)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
