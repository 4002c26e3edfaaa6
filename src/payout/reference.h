/* Names of files, payments and attempts that follow from what they name.
 *
 * Derived and never drawn: the same award and attempt give the same EndToEndId after any crash.
 * Charset A-Z 0-9 -, at most 35 characters (reliability.md 2.3 rule 2). */
#ifndef SUDUI_PAYOUT_REFERENCE_H
#define SUDUI_PAYOUT_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { REFERENCE_SIZE = 36, UETR_SIZE = 37, ATTEMPT_MAX = 99 };

/* "SD-<24 characters of base 32 over SM3(award)>-<attempt, 2 digits>-<check>". */
void reference_end_to_end(const char *award, int attempt, char out[REFERENCE_SIZE]);
/* True for a well-formed EndToEndId of ours whose check character is right. */
bool reference_is_valid(text reference);
/* "SDF-" and 24 characters over SM3(seed), for a whole file; the seed must be unique. */
void reference_message(const char *seed, char out[REFERENCE_SIZE]);
/* The first 24 characters of the message id, "-", and the line from 1 as seven digits. */
void reference_instruction(const char *message, int64_t line, char out[REFERENCE_SIZE]);
/* A version-4 UUID in form (RFC 9562 section 5.4), its bits taken from SM3(reference). */
void reference_uetr(const char *reference, char out[UETR_SIZE]);
/* ISO 7064 MOD 37,36 over 0-9 A-Z; '-' is skipped. */
char reference_check_character(text body);

#endif
