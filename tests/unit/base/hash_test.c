/* SM3 against the vectors of GB/T 32905-2016. */
#include "base/hash.h"

#include "base/allocator.h"
#include "support/table.h"

static void agrees_with_the_standard(void **state) {
  (void)state;
  static const struct {
    const char *source, *digest;
  } ROWS[] = {
      {"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
      {"abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
       "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
      {"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    sm3_digest digest, parsed;
    char hex[SM3_TEXT_SIZE];
    CHECK_ROW(ROWS[i].source, sm3_of(text_of(ROWS[i].source), &digest));
    sm3_format(&digest, hex);
    CHECK_ROW_TEXT(ROWS[i].source, hex, ROWS[i].digest);
    CHECK_ROW(ROWS[i].source, sm3_parse(text_of(hex), &parsed) && sm3_equal(&parsed, &digest));
  }
}

/* What numbers and sized texts add is fixed for ever: stored digests rest on it. */
static void numbers_and_texts_have_one_form(void **state) {
  (void)state;
  static const char expected[] =
      "\x80\0\0\0\0\0\x01\x02"
      "\0\0\0\0\0\0\0\x03"
      "abc";
  sm3_digest whole, pieces;
  assert_true(sm3_of((text){expected, sizeof expected - 1}, &whole));
  sm3_hasher *h = sm3_create();
  sm3_add_number(h, INT64_MIN + 0x102);
  sm3_add_text(h, TEXT("abc"));
  assert_true(sm3_finish(h, &pieces));
  sm3_destroy(h);
  assert_true(sm3_equal(&whole, &pieces));
}

static void pieces_equal_the_whole(void **state) {
  (void)state;
  char bytes[1000];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 7);
  sm3_digest whole, pieces;
  assert_true(sm3_of((text){bytes, sizeof bytes}, &whole));
  sm3_hasher *h = sm3_create();
  for (int round = 0; round < 2; round++) { /* the hasher begins anew after finish */
    for (size_t at = 0, size = 1; at < sizeof bytes; at += size, size = size * 2 + 1) {
      sm3_add(h, text_slice((text){bytes, sizeof bytes}, at, size));
    }
    assert_true(sm3_finish(h, &pieces));
    assert_true(sm3_equal(&whole, &pieces));
  }
  sm3_destroy(h);
}

static void refuses_what_is_no_digest(void **state) {
  (void)state;
  sm3_digest digest;
  assert_false(sm3_parse(TEXT("66c7"), &digest));
  assert_false(
      sm3_parse(TEXT("g6c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"), &digest));
  assert_false(
      sm3_parse(TEXT("66C7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"), &digest));
}

static void a_short_digest_needs_no_memory(void **state) {
  (void)state;
  static char long_text[SM3_SHORT + 1];
  memset(long_text, 'x', sizeof long_text);
  sm3_digest before, without;
  text name = {long_text, SM3_SHORT};
  assert_true(sm3_of(name, &before));
  memory_fail_after(0, true);
  bool made = sm3_of(name, &without);
  bool long_made = sm3_of((text){long_text, sizeof long_text}, &before);
  memory_fail_after(-1, false);
  assert_true(made);
  assert_false(long_made);
  sm3_hasher *h = sm3_create(); /* the same by the other way */
  sm3_add(h, name);
  assert_true(sm3_finish(h, &before));
  sm3_destroy(h);
  assert_true(sm3_equal(&before, &without));
}

/* FIPS 180-4 by the examples of NIST's CSRC. */
static void sha1_agrees_with_the_standard(void **state) {
  (void)state;
  static const struct {
    const char *source, *digest;
  } ROWS[] = {
      {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
      {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    unsigned char digest[SHA1_SIZE];
    char hex[2 * SHA1_SIZE + 1] = "";
    CHECK_ROW(ROWS[i].source, sha1_of(text_of(ROWS[i].source), digest));
    for (size_t k = 0; k < SHA1_SIZE; k++) snprintf(hex + 2 * k, 3, "%02x", digest[k]);
    CHECK_ROW_TEXT(ROWS[i].source, hex, ROWS[i].digest);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_short_digest_needs_no_memory),
      cmocka_unit_test(agrees_with_the_standard),
      cmocka_unit_test(sha1_agrees_with_the_standard),
      cmocka_unit_test(numbers_and_texts_have_one_form),
      cmocka_unit_test(pieces_equal_the_whole),
      cmocka_unit_test(refuses_what_is_no_digest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
