/* Digests over OpenSSL: SM3 (GB/T 32905-2016), at once or piece by piece, and SHA-1 for lists of
 * others. */
#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

#include "base/allocator.h"

struct sm3_hasher {
  EVP_MD_CTX *context;
  bool failed;
};

/* Only the first time names the digest: naming it again looks it up again, for about 1 µs. */
static void begin(sm3_hasher *h, const EVP_MD *digest) {
  h->failed = EVP_DigestInit_ex(h->context, digest, NULL) != 1;
}

sm3_hasher *sm3_create(void) {
  sm3_hasher *h = memory_allocate(sizeof *h);
  if (h == NULL) return NULL;
  h->context = EVP_MD_CTX_new();
  if (h->context != NULL) begin(h, EVP_sm3());
  if (h->context == NULL || h->failed) {
    sm3_destroy(h);
    return NULL;
  }
  return h;
}

void sm3_destroy(sm3_hasher *h) {
  if (h == NULL) return;
  EVP_MD_CTX_free(h->context);
  memory_free(h);
}

void sm3_add(sm3_hasher *h, text bytes) {
  if (bytes.size != 0 && EVP_DigestUpdate(h->context, bytes.data, bytes.size) != 1) {
    h->failed = true;
  }
}

void sm3_add_number(sm3_hasher *h, int64_t number) {
  char bytes[8];
  uint64_t rest = (uint64_t)number;
  for (int i = 7; i >= 0; i--, rest >>= 8) bytes[i] = (char)(unsigned char)rest;
  sm3_add(h, (text){bytes, sizeof bytes});
}

void sm3_add_text(sm3_hasher *h, text t) {
  sm3_add_number(h, (int64_t)t.size);
  sm3_add(h, t);
}

bool sm3_finish(sm3_hasher *h, sm3_digest *out) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  bool ok = !h->failed && EVP_DigestFinal_ex(h->context, bytes, &size) == 1 && size == SM3_SIZE;
  if (ok) memcpy(out->bytes, bytes, SM3_SIZE);
  begin(h, NULL);
  return ok;
}

/* Short texts share one hasher that is made once: their digests are names and ids, which must not
 * depend on how much memory is left.  OpenSSL allocates nothing for a context that it knows. */
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static EVP_MD_CTX *shared;

static bool short_digest(text bytes, sm3_digest *out) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  (void)pthread_mutex_lock(&shared_lock);
  bool ready = shared != NULL;
  if (!ready) {
    shared = EVP_MD_CTX_new();
    ready = shared != NULL && EVP_DigestInit_ex(shared, EVP_sm3(), NULL) == 1;
    if (!ready) {
      EVP_MD_CTX_free(shared);
      shared = NULL;
    }
  }
  bool ok = ready && EVP_DigestUpdate(shared, bytes.data, bytes.size) == 1 &&
            EVP_DigestFinal_ex(shared, digest, &size) == 1 && size == SM3_SIZE;
  if (ready) ok = EVP_DigestInit_ex(shared, NULL, NULL) == 1 && ok;
  (void)pthread_mutex_unlock(&shared_lock);
  if (ok) memcpy(out->bytes, digest, SM3_SIZE);
  return ok;
}

bool sm3_of(text bytes, sm3_digest *out) {
  if (bytes.size <= SM3_SHORT) return short_digest(bytes, out);
  sm3_hasher *h = sm3_create();
  if (h == NULL) return false;
  sm3_add(h, bytes);
  bool ok = sm3_finish(h, out);
  sm3_destroy(h);
  return ok;
}

bool sm3_equal(const sm3_digest *a, const sm3_digest *b) {
  return memcmp(a->bytes, b->bytes, SM3_SIZE) == 0;
}

void sm3_format(const sm3_digest *digest, char buffer[SM3_TEXT_SIZE]) {
  static const char DIGITS[] = "0123456789abcdef";
  for (size_t i = 0; i < SM3_SIZE; i++) {
    buffer[2 * i] = DIGITS[digest->bytes[i] >> 4];
    buffer[2 * i + 1] = DIGITS[digest->bytes[i] & 15];
  }
  buffer[2 * SM3_SIZE] = '\0';
}

static int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool sm3_parse(text hex, sm3_digest *out) {
  if (hex.size != 2 * SM3_SIZE) return false;
  sm3_digest digest;
  for (size_t i = 0; i < SM3_SIZE; i++) {
    int high = digit_value(hex.data[2 * i]), low = digit_value(hex.data[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    digest.bytes[i] = (unsigned char)(high * 16 + low);
  }
  *out = digest;
  return true;
}

bool sha1_of(text bytes, unsigned char out[SHA1_SIZE]) {
  unsigned size = 0;
  return EVP_Digest(bytes.data, bytes.size, out, &size, EVP_sha1(), NULL) == 1 && size == SHA1_SIZE;
}
