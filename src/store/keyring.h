/* The keys of fields that are encrypted at rest, in a file outside of the database.
 *
 * The file has a line for each key, the newest last: "key <id> <64 hexadecimal digits>".  Only its
 * owner may read it.  New values are sealed with the last key; older keys stay, so that what they
 * sealed can be read.  A sealed value is a text, "sm4:<id>:<digits>", or bytes, "SM4\1" and the
 * id's 8 characters before the sealed bytes; what it belongs to (table, column, row) is
 * authenticated, so that no value can be put into another's place.  Source: GB/T
 * 22239-2019 8.1.4.8, R-51. */
#ifndef SUDUI_STORE_KEYRING_H
#define SUDUI_STORE_KEYRING_H

#include "base/text_builder.h"
#include "store/database.h"

typedef struct keyring keyring;

/* Makes the file with one new key, mode 0600, durable.  SD_CONFLICT when it exists. */
sd_status keyring_make(const char *path, sd_error *error);
/* SD_NOT_FOUND when there is none, SD_REFUSED when others may read it, SD_INVALID with the line. */
sd_status keyring_open(const char *path, keyring **out, sd_error *error);
/* Adds a new key as the last one: the file is replaced by a durable one. */
sd_status keyring_rotate(const char *path, sd_error *error);
void keyring_close(keyring *k); /* forgets the keys; NULL is allowed */

size_t keyring_count(const keyring *k);
const char *keyring_id(const keyring *k, size_t index); /* "9f0c1a2b"; the last is the current */

/* Every connection that seals or opens values needs a keyring: borrowed, outlives the database.
 * SD_NOT_FOUND names the key when the database has values sealed with one that is not there. */
sd_status database_use_keys(database *db, const keyring *k, sd_error *error);
/* Another connection of the same process to the same database has the same keys. */
void database_share_keys(database *db, const database *from);
/* True when some value of the database was sealed. */
sd_status database_has_sealed(database *db, bool *out, sd_error *error);

/* What a value belongs to. */
typedef struct field_place {
  const char *field; /* "access_account.totp"; at most 64 characters */
  text row;          /* its key in the table, as text */
} field_place;

/* Appends the sealed text.  SD_MISUSE without keys.  Inside of a transaction: the first value of a
 * key is noted in the database. */
sd_status field_seal(database *db, const field_place *place, text plain, text_builder *out,
                     sd_error *error);
/* Appends the plain text of a sealed one.  A value that was never sealed (from before there were
 * keys) is given as it is.  SD_NOT_FOUND names a key that is missing, SD_CORRUPT a value that was
 * changed or moved here from another place. */
sd_status field_open(database *db, const field_place *place, text stored, text_builder *out,
                     sd_error *error);
/* Seals anew what was not sealed with the current key, within the caller's transaction.  `select`
 * gives the row's key (as text) and the value, `update` takes both as ?1 and ?2. */
typedef struct sealed_column {
  const char *field, *select, *update;
} sealed_column;
sd_status field_reseal(database *db, const sealed_column *column, int64_t *count_out,
                       sd_error *error);
bool field_is_sealed(text stored);
/* True when it was sealed with the current key. */
bool field_is_current(const database *db, text stored);

#endif
