/* Digests over OpenSSL: SM3 (GB/T 32905-2016), at once or piece by piece, and SHA-1 for lists of
 * others. */
#ifndef SUDUI_BASE_HASH_H
#define SUDUI_BASE_HASH_H

#include "base/text.h"

enum { SM3_SIZE = 32, SM3_TEXT_SIZE = 65, SM3_SHORT = 1024 };

typedef struct sm3_digest {
  unsigned char bytes[SM3_SIZE];
} sm3_digest;

typedef struct sm3_hasher sm3_hasher;

/* NULL when memory is out or the library lacks SM3. */
sm3_hasher *sm3_create(void);
void sm3_destroy(sm3_hasher *h); /* NULL is allowed */
void sm3_add(sm3_hasher *h, text bytes);
void sm3_add_number(sm3_hasher *h, int64_t number); /* eight bytes, the highest first */
void sm3_add_text(sm3_hasher *h, text t);           /* its size, then its bytes */
/* Ends the digest and starts a new one; false if any step failed. */
bool sm3_finish(sm3_hasher *h, sm3_digest *out);

/* All in one; false when memory is out.  Of at most SM3_SHORT bytes it allocates nothing but for
 * the first time, which the program does before anything else: names and ids cannot fail. */
bool sm3_of(text bytes, sm3_digest *out);
bool sm3_equal(const sm3_digest *a, const sm3_digest *b);
/* 64 lower-case digits and a NUL. */
void sm3_format(const sm3_digest *digest, char buffer[SM3_TEXT_SIZE]);
/* That form alone: capitals are refused, so that a digest has one text. */
bool sm3_parse(text hex, sm3_digest *out);

/* SHA-1 (FIPS 180-4), only to look things up in lists that others made with it: it bears no
 * collision.  False when memory is out. */
enum { SHA1_SIZE = 20 };
bool sha1_of(text bytes, unsigned char out[SHA1_SIZE]);

#endif
