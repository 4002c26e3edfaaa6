/* Passwords, second factors and tokens: made, hashed, compared. */
#include "access/secret.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/access.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_WINDOW = 1 };
/* OWASP's floor for Argon2id: 19 MiB, two passes. */
static const size_t argon_memory = 19u * 1024u * 1024u;
static const unsigned long long argon_passes = 2;

sd_status secret_start(sd_error *error) {
  if (sodium_init() >= 0 && oath_init() == OATH_OK) return SD_OK;
  return error_set(error, SD_IO_FAILED, MESSAGE_ACCESS_NO_RANDOM, NULL);
}

/* --- Tokens --- */

void token_make(char out[TOKEN_SIZE]) {
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  sodium_bin2base64(out, TOKEN_SIZE, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool token_digest(text token, sm3_digest *out) { return sm3_of(token, out); }

/* --- Passwords --- */

void password_make(char out[PASSWORD_MADE_SIZE]) {
  /* No characters that are read as others: 0 O, 1 I l. */
  static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
  for (int i = 0; i < PASSWORD_MADE_SIZE - 1; i++) {
    out[i] = i % 6 == 5 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
  }
  out[PASSWORD_MADE_SIZE - 1] = '\0';
}

static bool contains(text password, text part) {
  return part.size >= 3 && text_find(password, part, 0) != SIZE_MAX;
}

/* The pieces that common passwords are made of, also of this program's name, in small letters. */
static const char *const common_pieces[] = {
    "password", "passw0rd", "passwort", "administrator", "admin",  "root",   "user",    "guest",
    "test",     "welcome",  "letmein",  "iloveyou",      "woaini", "qwerty", "asdfgh",  "zxcvbn",
    "qazwsx",   "1q2w3e",   "1qaz2wsx", "abcdef",        "abc",    "monkey", "dragon",  "master",
    "sunshine", "princess", "football", "baseball",      "secret", "change", "default", "login",
    "hello",    "china",    "mima",     "sudui",         "me"};

/* How many characters are left without common pieces, digits and punctuation. */
static size_t own_characters(text password) {
  char small[PASSWORD_BYTES_MAX];
  size_t left = 0;
  for (size_t i = 0; i < password.size; i++) {
    char c = password.data[i];
    small[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  text rest = {small, password.size};
  while (rest.size != 0) {
    size_t piece = 0;
    for (size_t i = 0; i < sizeof common_pieces / sizeof common_pieces[0] && piece == 0; i++) {
      if (text_starts_with(rest, text_of(common_pieces[i]))) piece = strlen(common_pieces[i]);
    }
    unsigned char c = (unsigned char)rest.data[0];
    if (piece == 0 && ((c >= 'a' && c <= 'z') || c >= 0x80)) left++;
    rest = text_slice(rest, piece == 0 ? 1 : piece, rest.size);
  }
  return left;
}

message_id password_fault(text password, text login, text name) {
  if (password.size < PASSWORD_BYTES_MIN) return MESSAGE_ACCESS_PASSWORD_SHORT;
  if (password.size > PASSWORD_BYTES_MAX) return MESSAGE_ACCESS_PASSWORD_LONG;
  if (contains(password, login) || contains(password, name)) return MESSAGE_ACCESS_PASSWORD_NAME;
  bool seen[256] = {false};
  unsigned different = 0;
  for (size_t i = 0; i < password.size; i++) {
    unsigned char c = (unsigned char)password.data[i];
    if (!seen[c]) different++;
    seen[c] = true;
  }
  if (different <= 4) return MESSAGE_ACCESS_PASSWORD_SIMPLE;
  return own_characters(password) < 4 ? MESSAGE_ACCESS_PASSWORD_COMMON : MESSAGE_NONE;
}

sd_status password_hash(text password, char out[PASSWORD_HASH_SIZE], sd_error *error) {
  _Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_argon2id_STRBYTES, "the hash fits");
  if (crypto_pwhash_argon2id_str(out, password.data, password.size, argon_passes, argon_memory) ==
      0) {
    return SD_OK;
  }
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

bool password_matches(text password, const char *hash) {
  if (password.size > PASSWORD_BYTES_MAX) password.size = PASSWORD_BYTES_MAX + 1;
  if (hash == NULL || hash[0] == '\0') {
    char waste[PASSWORD_HASH_SIZE];
    (void)!crypto_pwhash_argon2id_str(waste, password.data == NULL ? "" : password.data,
                                      password.size, argon_passes, argon_memory);
    return false;
  }
  return crypto_pwhash_argon2id_str_verify(hash, password.data == NULL ? "" : password.data,
                                           password.size) == 0;
}

/* --- The second factor --- */

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648 section 6 */

void totp_make(char out[TOTP_SECRET_SIZE]) {
  unsigned char bytes[TOTP_SECRET_BYTES];
  randombytes_buf(bytes, sizeof bytes);
  uint64_t bits = 0;
  unsigned held = 0, place = 0;
  for (size_t i = 0; i < sizeof bytes; i++) {
    bits = bits << 8 | bytes[i];
    for (held += 8; held >= 5; held -= 5) out[place++] = base32[bits >> (held - 5) & 31];
  }
  out[place] = '\0';
}

/* The secret's bytes; the count, or 0 when it is no base32. */
static size_t totp_bytes(const char *secret, unsigned char out[TOTP_SECRET_BYTES]) {
  uint64_t bits = 0;
  unsigned held = 0;
  size_t count = 0;
  for (; *secret != '\0'; secret++) {
    const char *place = strchr(base32, *secret);
    if (place == NULL) return 0;
    bits = bits << 5 | (uint64_t)(place - base32);
    held += 5;
    if (held < 8) continue;
    if (count == TOTP_SECRET_BYTES) return 0;
    out[count++] = (unsigned char)(bits >> (held -= 8));
  }
  return count;
}

static int64_t totp_step(int64_t now_us) { return now_us / CLOCK_SECOND_US / TOTP_STEP_SECONDS; }

bool totp_code(const char *secret, int64_t now_us, char out[TOTP_CODE_SIZE]) {
  unsigned char bytes[TOTP_SECRET_BYTES];
  size_t size = totp_bytes(secret, bytes);
  if (size == 0) return false;
  int code = oath_hotp_generate((const char *)bytes, size, (uint64_t)totp_step(now_us), TOTP_DIGITS,
                                false, OATH_HOTP_DYNAMIC_TRUNCATION, out);
  sodium_memzero(bytes, sizeof bytes);
  return code == OATH_OK;
}

bool totp_matches(const char *secret, text code, int64_t now_us, int64_t last_step,
                  int64_t *step_out) {
  if (code.size != TOTP_DIGITS) return false;
  bool found = false;
  for (int64_t shift = -TOTP_WINDOW; shift <= TOTP_WINDOW; shift++) {
    int64_t step = totp_step(now_us) + shift;
    char expected[TOTP_CODE_SIZE];
    if (!totp_code(secret, step * TOTP_STEP_SECONDS * CLOCK_SECOND_US, expected)) return false;
    if (sodium_memcmp(expected, code.data, TOTP_DIGITS) == 0 && step > last_step) {
      found = true;
      *step_out = step;
    }
  }
  return found;
}
