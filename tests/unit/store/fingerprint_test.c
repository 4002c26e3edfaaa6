/* Fingerprints beside files: right, missing, of other bytes. */
#include "store/fingerprint.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "support/table.h"

static void bytes_and_their_fingerprint(void **state) {
  (void)state;
  char folder[] = "/tmp/sudui-fingerprint-XXXXXX", path[80], beside[90];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/copy", folder);
  snprintf(beside, sizeof beside, "%s.sm3", path);
  /* "abc": the first example of GB/T 32905-2016, appendix A. */
  assert_int_equal(file_write(path, TEXT("abc"), NULL), SD_OK);
  assert_int_equal(fingerprint_check(path, NULL), SD_NOT_FOUND);
  assert_int_equal(fingerprint_write(path, NULL), SD_OK);
  assert_int_equal(fingerprint_check(path, NULL), SD_OK);
  char hash[SM3_TEXT_SIZE];
  assert_int_equal(fingerprint_of(path, hash, NULL), SD_OK);
  assert_string_equal(hash, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  assert_int_equal(file_write(path, TEXT("abd"), NULL), SD_OK);
  assert_int_equal(fingerprint_check(path, NULL), SD_CORRUPT);
  assert_int_equal(file_write(beside, TEXT("no hash"), NULL), SD_OK);
  assert_int_equal(fingerprint_check(path, NULL), SD_CORRUPT);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(fingerprint_check(path, NULL), SD_NOT_FOUND);
  assert_int_equal(unlink(beside), 0);
  assert_int_equal(rmdir(folder), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_and_their_fingerprint)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
