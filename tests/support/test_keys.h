/* Keys for the databases of tests: one file for the process, made when it is first asked for. */
#ifndef SUDUI_TESTS_SUPPORT_TEST_KEYS_H
#define SUDUI_TESTS_SUPPORT_TEST_KEYS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/keyring.h"

/* NULL when there is no file or no memory; lives as long as the process. */
__attribute__((unused)) static const keyring *test_keys(void) {
  static keyring *keys;
  if (keys == NULL) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/sudui-test-keys-%ld", (long)getpid());
    (void)unlink(path);
    bool made = keyring_make(path, NULL) == SD_OK && keyring_open(path, &keys, NULL) == SD_OK;
    (void)unlink(path);
    if (!made) return NULL;
  }
  return keys;
}

/* False without test_keys. */
__attribute__((unused)) static bool use_test_keys(database *db) {
  const keyring *keys = test_keys();
  return keys != NULL && database_use_keys(db, keys, NULL) == SD_OK;
}

#endif
