/* The SM3 of a file's bytes in a file beside it, "<path>.sm3": 64 digits and a line end.
 *
 * A backup is restored only when its bytes are the ones whose fingerprint was written. */
#ifndef SUDUI_STORE_FINGERPRINT_H
#define SUDUI_STORE_FINGERPRINT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"

/* Of the file's bytes, read in pieces.  SD_NOT_FOUND, SD_IO_FAILED.  O(size). */
sd_status fingerprint_of(const char *path, char out[SM3_TEXT_SIZE], sd_error *error);
/* Writes the file beside; durable when SD_OK. */
sd_status fingerprint_write(const char *path, sd_error *error);
/* SD_NOT_FOUND without a fingerprint, SD_CORRUPT when the bytes are others. */
sd_status fingerprint_check(const char *path, sd_error *error);

#endif
