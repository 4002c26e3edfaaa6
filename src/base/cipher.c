/* Authenticated encryption of short values: SM4-CTR and HMAC-SM3, encrypt then MAC, over OpenSSL.
 */
#include "base/cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/hash.h"

enum { NONCE_SIZE = 16, TAG_SIZE = 32, CHUNK_MAX = 1 << 30 };

static bool mac(const uint8_t *key, int key_size, text bytes, uint8_t out[TAG_SIZE]) {
  unsigned size = 0;
  return HMAC(EVP_sm3(), key, key_size, (const unsigned char *)bytes.data, bytes.size, out,
              &size) != NULL &&
         size == TAG_SIZE;
}

bool cipher_key_derive(const uint8_t master[CIPHER_MASTER_SIZE], cipher_key *out) {
  uint8_t encryption[TAG_SIZE], id[TAG_SIZE];
  bool ok =
      mac(master, CIPHER_MASTER_SIZE, TEXT("sudui-field-encryption-1"), encryption) &&
      mac(master, CIPHER_MASTER_SIZE, TEXT("sudui-field-authentication-1"), out->authentication) &&
      mac(master, CIPHER_MASTER_SIZE, TEXT("sudui-field-key-id-1"), id);
  memcpy(out->encryption, encryption, sizeof out->encryption);
  for (int i = 0; i < 4; i++) {
    static const char digits[] = "0123456789abcdef";
    out->id[2 * i] = digits[id[i] >> 4];
    out->id[2 * i + 1] = digits[id[i] & 15];
  }
  out->id[CIPHER_ID_SIZE - 1] = '\0';
  OPENSSL_cleanse(encryption, sizeof encryption);
  return ok;
}

bool cipher_random(uint8_t *out, size_t size) { return RAND_bytes(out, (int)size) == 1; }

void cipher_forget(void *secret, size_t size) { OPENSSL_cleanse(secret, size); }

/* SM4-CTR, which is its own inverse; `out` has the size of `in`. */
static bool apply_stream(const cipher_key *key, const uint8_t *nonce, text in, uint8_t *out) {
  EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
  int written = 0;
  bool ok = c != NULL && in.size <= CHUNK_MAX &&
            EVP_EncryptInit_ex(c, EVP_sm4_ctr(), NULL, key->encryption, nonce) == 1 &&
            (in.size == 0 || EVP_EncryptUpdate(c, out, &written, (const unsigned char *)in.data,
                                               (int)in.size) == 1) &&
            (size_t)written == in.size;
  EVP_CIPHER_CTX_free(c);
  return ok;
}

/* What the tag covers: the size of `about` in 8 bytes, `about`, the nonce and the ciphertext. */
static bool make_tag(const cipher_key *key, text about, text nonce_and_body,
                     uint8_t tag[TAG_SIZE]) {
  text_builder covered;
  text_builder_init(&covered, SIZE_MAX / 2);
  char size[8];
  for (int i = 0; i < 8; i++) size[i] = (char)((uint64_t)about.size >> (8 * (7 - i)));
  text_builder_add(&covered, (text){size, sizeof size});
  text_builder_add(&covered, about);
  text_builder_add(&covered, nonce_and_body);
  bool ok = !covered.failed &&
            mac(key->authentication, sizeof key->authentication, text_builder_text(&covered), tag);
  text_builder_release(&covered);
  return ok;
}

bool cipher_seal(const cipher_key *key, text about, text plain, text_builder *out) {
  uint8_t nonce[NONCE_SIZE], tag[TAG_SIZE];
  text_builder sealed;
  text_builder_init(&sealed, SIZE_MAX / 2);
  bool ok = cipher_random(nonce, sizeof nonce);
  text_builder_add(&sealed, (text){(const char *)nonce, sizeof nonce});
  text_builder_add(&sealed, plain); /* as room for the ciphertext */
  ok = ok && !sealed.failed &&
       apply_stream(key, nonce, plain, (uint8_t *)sealed.data + NONCE_SIZE) &&
       make_tag(key, about, text_builder_text(&sealed), tag);
  if (ok) {
    text_builder_add(out, text_builder_text(&sealed));
    text_builder_add(out, (text){(const char *)tag, sizeof tag});
  }
  text_builder_release(&sealed);
  return ok && !out->failed;
}

bool cipher_open(const cipher_key *key, text about, text sealed, text_builder *out) {
  uint8_t tag[TAG_SIZE];
  if (sealed.size < CIPHER_OVERHEAD_BYTES) return false;
  text covered = text_slice(sealed, 0, sealed.size - TAG_SIZE);
  if (!make_tag(key, about, covered, tag) ||
      CRYPTO_memcmp(tag, sealed.data + covered.size, TAG_SIZE) != 0) {
    return false;
  }
  text body = text_slice(covered, NONCE_SIZE, covered.size - NONCE_SIZE);
  size_t start = out->size;
  text_builder_add(out, body);
  return !out->failed && (body.size == 0 || apply_stream(key, (const uint8_t *)sealed.data, body,
                                                         (uint8_t *)out->data + start));
}

bool cipher_tag(const cipher_key *key, text about, text plain, char hex[65]) {
  sm3_digest digest;
  _Static_assert(sizeof digest.bytes == TAG_SIZE, "HMAC-SM3 is as long as SM3");
  bool ok = make_tag(key, about, plain, digest.bytes);
  if (ok) sm3_format(&digest, hex);
  return ok;
}
