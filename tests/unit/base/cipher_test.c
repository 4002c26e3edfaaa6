/* Values sealed and opened: against OpenSSL's own command, and every way of changing them. */
#include "base/cipher.h"

#include "support/table.h"

static cipher_key key_of(uint8_t first) {
  uint8_t master[CIPHER_MASTER_SIZE];
  cipher_key key;
  for (int i = 0; i < CIPHER_MASTER_SIZE; i++) master[i] = (uint8_t)(first + i);
  assert_true(cipher_key_derive(master, &key));
  return key;
}

/* Made with `openssl dgst -sm3 -mac HMAC` and `openssl enc -sm4-ctr` from the master 00 01 ... 1f.
 */
static const char KNOWN_ID[] = "9500b258";
static const char KNOWN[] =
    "6465666768696a6b6c6d6e6f70717273f0d1a4d8657c391434d52ab686163f7b36b5aae683ac0e71c5c95b160aed37"
    "3e41418ad49d761bd328931272470cdd4e";

static text bytes_of(const char *hex, char *out) {
  size_t size = strlen(hex) / 2;
  for (size_t i = 0; i < size; i++) {
    unsigned byte;
    assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
    out[i] = (char)byte;
  }
  return (text){out, size};
}

static void test_known(void **state) {
  (void)state;
  const cipher_key key = key_of(0);
  char bytes[256];
  text_builder plain;
  text_builder_init(&plain, 256);
  assert_string_equal(key.id, KNOWN_ID);
  assert_true(cipher_open(&key, TEXT("fact\n1/2"), bytes_of(KNOWN, bytes), &plain));
  assert_true(text_is(text_builder_text(&plain), "6222021100000001"));
  text_builder_release(&plain);
}

static void test_round(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 15, 16, 17, 31, 1000, 70000};
  const cipher_key key = key_of(7);
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    text_builder plain, one, two, back;
    text_builder_init(&plain, 1 << 20);
    text_builder_init(&one, 1 << 20);
    text_builder_init(&two, 1 << 20);
    text_builder_init(&back, 1 << 20);
    for (size_t k = 0; k < sizes[i]; k++) text_builder_add_byte(&plain, (char)(k * 7));
    assert_true(cipher_seal(&key, TEXT("a"), text_builder_text(&plain), &one));
    assert_true(cipher_seal(&key, TEXT("a"), text_builder_text(&plain), &two));
    assert_int_equal(one.size, sizes[i] + CIPHER_OVERHEAD_BYTES);
    assert_false(text_equal(text_builder_text(&one), text_builder_text(&two))); /* nonces differ */
    assert_true(cipher_open(&key, TEXT("a"), text_builder_text(&one), &back));
    assert_true(text_equal(text_builder_text(&back), text_builder_text(&plain)));
    text_builder_release(&plain);
    text_builder_release(&one);
    text_builder_release(&two);
    text_builder_release(&back);
  }
}

/* Every bit of a sealed value, its length, its place and its key. */
static void test_changes(void **state) {
  (void)state;
  const cipher_key key = key_of(7), other = key_of(8);
  text_builder sealed, back;
  text_builder_init(&sealed, 1 << 10);
  text_builder_init(&back, 1 << 10);
  assert_true(cipher_seal(&key, TEXT("totp\n5"), TEXT("ABCDEFGH"), &sealed));
  text whole = text_builder_text(&sealed);
  for (size_t bit = 0; bit < whole.size * 8; bit++) {
    sealed.data[bit / 8] = (char)(sealed.data[bit / 8] ^ 1 << bit % 8);
    assert_false(cipher_open(&key, TEXT("totp\n5"), whole, &back));
    sealed.data[bit / 8] = (char)(sealed.data[bit / 8] ^ 1 << bit % 8);
  }
  for (size_t size = 0; size < whole.size; size++) {
    assert_false(cipher_open(&key, TEXT("totp\n5"), text_slice(whole, 0, size), &back));
  }
  assert_false(cipher_open(&key, TEXT("totp\n6"), whole, &back));
  assert_false(cipher_open(&key, TEXT("totp\n"), whole, &back));
  assert_false(cipher_open(&other, TEXT("totp\n5"), whole, &back));
  assert_int_equal(back.size, 0); /* nothing of what does not open is given out */
  assert_true(cipher_open(&key, TEXT("totp\n5"), whole, &back));
  text_builder_release(&sealed);
  text_builder_release(&back);
}

static void test_tags(void **state) {
  (void)state;
  const cipher_key key = key_of(1), other = key_of(2);
  char one[65], two[65];
  assert_true(cipher_tag(&key, TEXT("a"), TEXT("bc"), one) &&
              cipher_tag(&key, TEXT("a"), TEXT("bc"), two));
  assert_string_equal(one, two);
  assert_true(cipher_tag(&key, TEXT("ab"), TEXT("c"), two)); /* the border counts */
  assert_string_not_equal(one, two);
  assert_true(cipher_tag(&other, TEXT("a"), TEXT("bc"), two));
  assert_string_not_equal(one, two);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_known), cmocka_unit_test(test_round),
                                     cmocka_unit_test(test_changes), cmocka_unit_test(test_tags)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
