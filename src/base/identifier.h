/* Codes with check digits: unified social credit codes and CNAPS bank codes. */
#ifndef SUDUI_BASE_IDENTIFIER_H
#define SUDUI_BASE_IDENTIFIER_H

#include "base/messages/base.h"
#include "base/text.h"

enum { USCC_LENGTH = 18, CNAPS_LENGTH = 12 };

/* Which check of a code failed. */
typedef enum identifier_fault {
  IDENTIFIER_VALID = 0,
  IDENTIFIER_LENGTH,             /* not 18 (USCC), 12 (CNAPS) or 9 (organisation) characters */
  IDENTIFIER_CHARACTER,          /* one outside of the alphabet, for USCC also I O S V Z and a-z */
  IDENTIFIER_AREA,               /* USCC positions 3 to 8 are not digits */
  IDENTIFIER_ORGANISATION_CHECK, /* the inner check of GB 11714 (USCC position 17) */
  IDENTIFIER_CHECK               /* the last character */
} identifier_fault;

/* Spec: GB 32100-2015 section 4, and GB 11714-1997 for positions 9 to 17. */
identifier_fault uscc_check(text code);
/* The organisation code of nine characters, GB 11714, without hyphen. */
identifier_fault organisation_code_check(text code);
/* Bank code: 3 bank, 4 city, 4 branch, 1 check by ISO 7064 MOD 11,10. */
identifier_fault cnaps_check(text code);

/* A valid code from its parts: registering department and class (one character each), area (six
 * digits) and the eight characters of the organisation's serial; false if a part is not of the
 * alphabet. */
bool uscc_make(text department_class, text area, text serial, char code_out[USCC_LENGTH + 1]);
/* The same for a bank code's first eleven digits. */
bool cnaps_make(text digits, char code_out[CNAPS_LENGTH + 1]);

/* A sentence for people; MESSAGE_NONE for IDENTIFIER_VALID. */
message_id identifier_fault_message(identifier_fault fault);

#endif
