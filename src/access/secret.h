/* Passwords, second factors and tokens: made, hashed, compared.
 *
 * Argon2id by libsodium (19 MiB, 2 passes: OWASP's floor, ASVS 5.0 11.4.2), one-time codes by
 * liboath (RFC 6238, six digits, 30 s), random bytes by libsodium.  Nothing here is stored or
 * remembered. */
#ifndef SUDUI_ACCESS_SECRET_H
#define SUDUI_ACCESS_SECRET_H

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

enum {
  PASSWORD_BYTES_MIN = 12, /* ASVS 5.0 6.2.1 asks for 8 and advises 15 */
  PASSWORD_BYTES_MAX = 128,
  PASSWORD_HASH_SIZE = 128,
  TOKEN_SIZE = 44,       /* 32 random bytes in base64url, and a NUL */
  TOTP_SECRET_SIZE = 33, /* 20 random bytes in base32, and a NUL */
  TOTP_STEP_SECONDS = 30
};

/* Before any other function of this header; SD_IO_FAILED when the system gives no random bytes. */
sd_status secret_start(sd_error *error);

/* 256 random bits as text; also used for the tokens against forged forms. */
void token_make(char out[TOKEN_SIZE]);
/* What is stored of a token. */
bool token_digest(text token, sm3_digest *out);

/* A password that a person can type once: four groups of five letters and digits. */
enum { PASSWORD_MADE_SIZE = 24 };
void password_make(char out[PASSWORD_MADE_SIZE]);

/* Whether a person may choose it: its length, not the login or the name inside, more than four
 * different characters, and at least four letters that are not of the words and rows of keys which
 * common passwords are made of (ASVS 5.0 6.2.4).  MESSAGE_NONE or what is wrong. */
message_id password_fault(text password, text login, text name);

/* About 50 ms of one processor each, on purpose.  SD_OUT_OF_MEMORY. */
sd_status password_hash(text password, char out[PASSWORD_HASH_SIZE], sd_error *error);
/* `hash` NULL or empty: takes as long and is false, so that an unknown login cannot be told from a
 * wrong password by the clock. */
bool password_matches(text password, const char *hash);

/* A new secret in base32, for the app of the person. */
void totp_make(char out[TOTP_SECRET_SIZE]);
/* The code of a moment; six digits and a NUL. */
enum { TOTP_CODE_SIZE = 7 };
bool totp_code(const char *secret, int64_t now_us, char out[TOTP_CODE_SIZE]);
/* True for the code of now or of one step before or after, and only when its step is above
 * `last_step`; the step is then to be stored, so that a code counts once (ASVS 5.0 6.5.1). */
bool totp_matches(const char *secret, text code, int64_t now_us, int64_t last_step,
                  int64_t *step_out);

#endif
