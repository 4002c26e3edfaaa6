/* Authenticated encryption of short values: SM4-CTR and HMAC-SM3, encrypt then MAC, over OpenSSL.
 *
 * OpenSSL 3.0 has SM4 in ECB, CBC, CFB, OFB and CTR but not in GCM, so the two are put together
 * here in the generic way: the MAC covers the nonce, the ciphertext and what the value belongs to,
 * and is compared before anything is decrypted.  Nonces are 128 random bits, one for each value.
 * Source: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3), GB/T 39786, reliability 3.2. */
#ifndef SUDUI_BASE_CIPHER_H
#define SUDUI_BASE_CIPHER_H

#include <stdint.h>

#include "base/text_builder.h"

enum { CIPHER_MASTER_SIZE = 32, CIPHER_ID_SIZE = 9, CIPHER_OVERHEAD_BYTES = 48 };

/* Two keys of one master; the id is public and follows from it. */
typedef struct cipher_key {
  uint8_t encryption[16];
  uint8_t authentication[32];
  char id[CIPHER_ID_SIZE]; /* 8 hexadecimal digits and a NUL */
} cipher_key;

/* False when the library fails. */
bool cipher_key_derive(const uint8_t master[CIPHER_MASTER_SIZE], cipher_key *out);
/* Random bytes for keys; false when the system has none. */
bool cipher_random(uint8_t *out, size_t size);
/* Overwrites what a key stood in. */
void cipher_forget(void *secret, size_t size);

/* Appends nonce, ciphertext and tag to `out`: the plain size and CIPHER_OVERHEAD_BYTES more.
 * `about` says what the value belongs to; with another one it does not open.  False when the
 * library or memory fails. */
bool cipher_seal(const cipher_key *key, text about, text plain, text_builder *out);
/* Appends the plain bytes.  False when it was not sealed with this key for this, or was changed. */
bool cipher_open(const cipher_key *key, text about, text sealed, text_builder *out);

/* HMAC-SM3 of a value for looking it up without storing it: equal values have equal tags under one
 * key.  64 digits and a NUL. */
bool cipher_tag(const cipher_key *key, text about, text plain, char hex[65]);

#endif
