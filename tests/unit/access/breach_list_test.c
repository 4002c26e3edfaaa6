/* Lists of breached passwords: found and absent, and files that are none. */
#include "access/breach_list.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text_builder.h"
#include "support/table.h"

static char path[] = "/tmp/sudui-breaches-XXXXXX";

static int make_file(void **state) {
  (void)state;
  int descriptor = mkstemp(path);
  return descriptor < 0 ? -1 : close(descriptor);
}

static int remove_file(void **state) {
  (void)state;
  return unlink(path);
}

/* Into the same file, in place. */
static void put(text content) {
  int descriptor = open(path, O_WRONLY);
  assert_true(descriptor >= 0);
  assert_int_equal(pwrite(descriptor, content.data, content.size, 0), content.size);
  assert_int_equal(ftruncate(descriptor, (off_t)content.size), 0);
  assert_int_equal(close(descriptor), 0);
}

static void hash_line(char out[2 * SHA1_SIZE + 1], const char *password) {
  unsigned char digest[SHA1_SIZE];
  assert_true(sha1_of(text_of(password), digest));
  for (size_t k = 0; k < SHA1_SIZE; k++) snprintf(out + 2 * k, 3, "%02X", digest[k]);
}

static int by_text(const void *a, const void *b) { return strcmp(a, b); }

/* The list of "password 0" .. in its order, each line ended by `end`, the last one only when
 * `ends`.  Counts have 1 to 19 digits. */
enum { WORDS = 300 };
static char hashes[WORDS][2 * SHA1_SIZE + 1];
static void write_words(size_t count, const char *end, bool ends) {
  text_builder b;
  text_builder_init(&b, 1 << 20);
  for (size_t i = 0; i < count; i++) {
    char word[40];
    snprintf(word, sizeof word, "password %zu", i);
    hash_line(hashes[i], word);
  }
  qsort(hashes, count, sizeof hashes[0], by_text);
  for (size_t i = 0; i < count; i++) {
    text_builder_format(&b, "%s:%.*s%s", hashes[i], (int)(1 + i % 19), "9223372036854775807",
                        i + 1 < count || ends ? end : "");
  }
  put(text_builder_text(&b));
  text_builder_release(&b);
}

static void each_line_is_found_and_no_other(void **state) {
  (void)state;
  static const struct {
    const char *row;
    size_t count;
    const char *end;
    bool ends;
  } cases[] = {{"one line", 1, "\n", true},
               {"one line without an end", 1, "\n", false},
               {"two lines", 2, "\n", true},
               {"three of Windows", 3, "\r\n", true},
               {"seven, open end", 7, "\n", false},
               {"many", WORDS, "\n", true},
               {"many of Windows", WORDS, "\r\n", true}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    breach_list *l = NULL;
    write_words(cases[i].count, cases[i].end, cases[i].ends);
    CHECK_ROW(cases[i].row, breach_list_open(path, &l, NULL) == SD_OK);
    for (size_t word = 0; word < 2 * WORDS; word++) {
      char password[40];
      bool found = false;
      snprintf(password, sizeof password, "password %zu", word);
      CHECK_ROW(cases[i].row, breach_list_has(l, text_of(password), &found, NULL) == SD_OK);
      CHECK_ROW(cases[i].row, found == (word < cases[i].count));
    }
    breach_list_close(l);
  }
}

#define LOW "0000000000000000000000000000000000000001"
#define HIGH "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
/* SHA-1 of "abc". */
#define ABC "A9993E364706816ABA3E25717850C26C9CD0D89D"

static void files_that_are_no_list(void **state) {
  (void)state;
  static const struct {
    const char *row, *content;
    sd_status opened;
    const char *said; /* in English */
  } cases[] = {
      {"first, middle, last", LOW ":1\n" ABC ":2\n" HIGH ":3\n", SD_OK, ""},
      {"small digits", "a9993e364706816aba3e25717850c26c9cd0d89d:1\n", SD_OK, ""},
      {"empty", "", SD_INVALID, "empty"},
      {"only a line end", "\n", SD_INVALID, "byte 0"},
      {"an empty line behind", ABC ":1\n\n", SD_INVALID, "byte 43"},
      {"an empty line between", LOW ":1\n\n" ABC ":1\n", SD_INVALID, "byte 43"},
      {"no count", ABC ":\n", SD_INVALID, "byte 0"},
      {"no colon", ABC " 1\n", SD_INVALID, "byte 0"},
      {"hash alone", ABC "\n", SD_INVALID, "byte 0"},
      {"a digit too few", "A9993E364706816ABA3E25717850C26C9CD0D89:11\n", SD_INVALID, "byte 0"},
      {"a digit too many", "0" ABC ":1\n", SD_INVALID, "byte 0"},
      {"no hexadecimal digit", "G9993E364706816ABA3E25717850C26C9CD0D89D:1\n", SD_INVALID,
       "byte 0"},
      {"a count that is none", ABC ":1x\n", SD_INVALID, "byte 0"},
      {"a count of 20 digits", ABC ":12345678901234567890\n", SD_INVALID, "byte 0"},
      {"one long line", ABC ABC ABC ABC ABC, SD_INVALID, "byte 0"},
      {"not in order", ABC ":1\n" LOW ":1\n", SD_INVALID, "byte 43"},
      {"twice", ABC ":1\n" ABC ":1\n", SD_INVALID, "byte 43"},
      {"by count", ABC ":9\n" HIGH ":8\n" LOW ":7\n", SD_INVALID, "byte 86"},
      {"NTLM hashes", "0CB6948805F797BF2A82807973B89537:1\n", SD_INVALID, "byte 0"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    breach_list *l = NULL;
    bool found = false;
    sd_error error = {0};
    put(text_of(cases[i].content));
    CHECK_ROW(cases[i].row, breach_list_open(path, &l, &error) == cases[i].opened);
    CHECK_ROW(cases[i].row, (l != NULL) == (cases[i].opened == SD_OK));
    if (l != NULL) {
      CHECK_ROW(cases[i].row, breach_list_has(l, TEXT("abc"), &found, NULL) == SD_OK && found);
      CHECK_ROW(cases[i].row, breach_list_has(l, TEXT("abd"), &found, NULL) == SD_OK && !found);
    } else {
      CHECK_ROW(cases[i].row, strstr(error.text[LANGUAGE_ENGLISH], cases[i].said) != NULL);
      CHECK_ROW(cases[i].row, strstr(error.text[LANGUAGE_CHINESE], path) != NULL);
    }
    breach_list_close(l);
  }
  breach_list *l = NULL;
  assert_int_equal(breach_list_open("/nowhere/breaches.txt", &l, NULL), SD_NOT_FOUND);
}

/* Damaged before it is opened, or while it is open: a question ends with an error or with what the
 * lines say, whatever they are. */
static void any_damage_is_an_error_or_harmless(void **state) {
  (void)state;
  random_source random;
  char seven[2 * SHA1_SIZE + 1];
  unsigned faults = 0;
  random_init(&random, 6);
  hash_line(seven, "password 7");
  arena *a = arena_create(0);
  text sound;
  write_words(WORDS, "\n", true);
  assert_int_equal(file_read(path, 1 << 20, a, &sound, NULL), SD_OK);
  char *bytes = arena_allocate(a, sound.size + 1);
  for (unsigned round = 0; round < 2000; round++) {
    breach_list *l = NULL;
    bool found = false, is_late = round % 2 == 1;
    memcpy(bytes, sound.data, sound.size + 1);
    put(sound);
    if (is_late) assert_int_equal(breach_list_open(path, &l, NULL), SD_OK);
    for (unsigned k = 0; k < 1 + round % 400; k++) {
      bytes[random_below(&random, sound.size)] = "0F:\n\0"[random_below(&random, 5)];
    }
    put((text){bytes, is_late && round % 5 == 0 ? sound.size / 2 : sound.size});
    sd_status status = is_late ? SD_OK : breach_list_open(path, &l, NULL);
    if (status == SD_OK) status = breach_list_has(l, TEXT("password 7"), &found, NULL);
    assert_true(status == SD_OK || status == SD_INVALID);
    if (status == SD_INVALID) faults++;
    bool is_there = memmem(bytes, sound.size, seven, 2 * SHA1_SIZE) != NULL;
    /* Of so short a file each line is looked at when it is opened. */
    if (status == SD_OK && !is_late) assert_int_equal(found, is_there);
    if (status == SD_OK && is_late) assert_true(is_there || !found);
    breach_list_close(l);
  }
  assert_true(faults > 1000);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_line_is_found_and_no_other),
                                     cmocka_unit_test(files_that_are_no_list),
                                     cmocka_unit_test(any_damage_is_an_error_or_harmless)};
  return cmocka_run_group_tests(tests, make_file, remove_file);
}
