/* Names of files, payments and attempts that follow from what they name. */
#include "payout/reference.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

enum { KEY_CHARACTERS = 24 }; /* 120 bits */

/* Crockford's base 32: no I, L, O, U. */
static const char reference_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The digest of a short text, which needs no memory (base/hash.h): a name that did not follow from
 * what it names would be worse than to stop. */
static sm3_digest digest_of(const char *source) {
  sm3_digest digest = {{0}};
  bool made = sm3_of(text_of(source), &digest);
  assert(made);
  (void)made;
  return digest;
}

/* The first 120 bits of SM3(source) as 24 characters. */
static void write_key(const char *source, char out[KEY_CHARACTERS + 1]) {
  sm3_digest digest = digest_of(source);
  uint32_t bits = 0;
  int bit_count = 0;
  size_t next = 0;
  for (int i = 0; i < KEY_CHARACTERS; i++) {
    if (bit_count < 5) {
      bits = bits << 8 | digest.bytes[next++];
      bit_count += 8;
    }
    bit_count -= 5;
    out[i] = reference_alphabet[bits >> bit_count & 31];
  }
  out[KEY_CHARACTERS] = '\0';
}

static int character_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return -1;
}

/* Spec: ISO/IEC 7064:2003 section 9, MOD 37,36. */
char reference_check_character(text body) {
  int product = 36;
  for (size_t i = 0; i < body.size; i++) {
    int value = character_value(body.data[i]);
    if (value < 0) continue;
    int sum = (product + value) % 36;
    product = (sum == 0 ? 36 : sum) * 2 % 37;
  }
  int check = (37 - product) % 36;
  return (char)(check < 10 ? '0' + check : 'A' + check - 10);
}

void reference_end_to_end(const char *award, int attempt, char out[REFERENCE_SIZE]) {
  assert(award[0] != '\0' && attempt >= 1 && attempt <= ATTEMPT_MAX);
  char key[KEY_CHARACTERS + 1];
  write_key(award, key);
  int size = snprintf(out, REFERENCE_SIZE, "SD-%s-%02d-", key, attempt);
  assert(size == 31);
  out[size] = reference_check_character((text){out, (size_t)size});
  out[size + 1] = '\0';
}

bool reference_is_valid(text reference) {
  if (reference.size != 32 || memcmp(reference.data, "SD-", 3) != 0) return false;
  if (reference.data[27] != '-' || reference.data[30] != '-') return false;
  for (size_t i = 3; i < 32; i++) {
    bool hyphen = i == 27 || i == 30;
    if (!hyphen && character_value(reference.data[i]) < 0) return false;
  }
  return reference.data[31] == reference_check_character((text){reference.data, 31});
}

void reference_message(const char *seed, char out[REFERENCE_SIZE]) {
  char key[KEY_CHARACTERS + 1];
  write_key(seed, key);
  (void)snprintf(out, REFERENCE_SIZE, "SDF-%s", key);
}

void reference_instruction(const char *message, int64_t line, char out[REFERENCE_SIZE]) {
  assert(line >= 1 && line <= 9999999);
  (void)snprintf(out, REFERENCE_SIZE, "%.24s-%07d", message, (int)line);
}

void reference_uetr(const char *reference, char out[UETR_SIZE]) {
  char source[REFERENCE_SIZE + 8];
  (void)snprintf(source, sizeof source, "uetr:%s", reference);
  sm3_digest digest = digest_of(source);
  unsigned char *b = digest.bytes;
  b[6] = (unsigned char)((b[6] & 0x0F) | 0x40); /* version 4 */
  b[8] = (unsigned char)((b[8] & 0x3F) | 0x80); /* variant 10 */
  size_t at = 0;
  for (size_t i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out[at++] = '-';
    out[at++] = "0123456789abcdef"[b[i] >> 4];
    out[at++] = "0123456789abcdef"[b[i] & 15];
  }
  out[at] = '\0';
}
