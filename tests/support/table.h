/* For tests that are tables of cases: prints which row failed, then fails the test. */
#ifndef SUDUI_TESTS_SUPPORT_TABLE_H
#define SUDUI_TESTS_SUPPORT_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* In a loop over rows: CHECK_ROW(row_name, condition) names the row that failed. */
#define CHECK_ROW(row, condition)                                              \
  do {                                                                         \
    if (!(condition)) fail_msg("row %s: %s", (const char *)(row), #condition); \
  } while (0)

#define CHECK_ROW_TEXT(row, actual, expected)                                                   \
  do {                                                                                          \
    const char *actual_ = (actual), *expected_ = (expected);                                    \
    if (strcmp(actual_, expected_) != 0)                                                        \
      fail_msg("row %s: got \"%s\", expected \"%s\"", (const char *)(row), actual_, expected_); \
  } while (0)

#endif
