/* Codes with check digits: unified social credit codes and CNAPS bank codes. */
#include "base/identifier.h"

#include <string.h>

/* GB 32100-2015, table 2: without I O S V Z. */
static const char USCC_ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
enum { USCC_MODULUS = 31 };

static int uscc_value(char c) {
  const char *at = c == '\0' ? NULL : strchr(USCC_ALPHABET, c);
  return at == NULL ? -1 : (int)(at - USCC_ALPHABET);
}

/* GB 11714: digits and all letters. */
static int organisation_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return -1;
}

/* The check character of eight, or NUL. */
static char organisation_check_character(const char *body) {
  static const int WEIGHTS[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (int i = 0; i < 8; i++) {
    int value = organisation_value(body[i]);
    if (value < 0) return '\0';
    sum += WEIGHTS[i] * value;
  }
  int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
}

/* The check character of seventeen, all of the alphabet. */
static char uscc_check_character(const char *body) {
  int sum = 0, weight = 1; /* 3^(i-1) mod 31 */
  for (int i = 0; i < USCC_LENGTH - 1; i++) {
    sum += weight * uscc_value(body[i]);
    weight = weight * 3 % USCC_MODULUS;
  }
  return USCC_ALPHABET[(USCC_MODULUS - sum % USCC_MODULUS) % USCC_MODULUS];
}

static bool are_digits(text source) {
  for (size_t i = 0; i < source.size; i++) {
    if (source.data[i] < '0' || source.data[i] > '9') return false;
  }
  return true;
}

static bool are_of_uscc_alphabet(text source) {
  for (size_t i = 0; i < source.size; i++) {
    if (uscc_value(source.data[i]) < 0) return false;
  }
  return true;
}

identifier_fault uscc_check(text code) {
  if (code.size != USCC_LENGTH) return IDENTIFIER_LENGTH;
  if (!are_of_uscc_alphabet(code)) return IDENTIFIER_CHARACTER;
  if (!are_digits(text_slice(code, 2, 6))) return IDENTIFIER_AREA;
  if (organisation_check_character(code.data + 8) != code.data[16]) {
    return IDENTIFIER_ORGANISATION_CHECK;
  }
  return uscc_check_character(code.data) == code.data[17] ? IDENTIFIER_VALID : IDENTIFIER_CHECK;
}

identifier_fault organisation_code_check(text code) {
  if (code.size != 9) return IDENTIFIER_LENGTH;
  char check = organisation_check_character(code.data);
  if (check == '\0' || organisation_value(code.data[8]) < 0) return IDENTIFIER_CHARACTER;
  return check == code.data[8] ? IDENTIFIER_VALID : IDENTIFIER_CHECK;
}

static char cnaps_check_digit(const char *digits) {
  int product = 10;
  for (int i = 0; i < CNAPS_LENGTH - 1; i++) {
    int sum = (product + (digits[i] - '0')) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
  }
  return (char)('0' + (11 - product) % 10);
}

identifier_fault cnaps_check(text code) {
  if (code.size != CNAPS_LENGTH) return IDENTIFIER_LENGTH;
  if (!are_digits(code)) return IDENTIFIER_CHARACTER;
  return cnaps_check_digit(code.data) == code.data[11] ? IDENTIFIER_VALID : IDENTIFIER_CHECK;
}

bool uscc_make(text department_class, text area, text serial, char code_out[USCC_LENGTH + 1]) {
  if (department_class.size != 2 || area.size != 6 || serial.size != 8 || !are_digits(area) ||
      !are_of_uscc_alphabet(department_class) || !are_of_uscc_alphabet(serial)) {
    return false;
  }
  memcpy(code_out, department_class.data, 2);
  memcpy(code_out + 2, area.data, 6);
  memcpy(code_out + 8, serial.data, 8);
  code_out[16] = organisation_check_character(serial.data);
  code_out[17] = uscc_check_character(code_out);
  code_out[USCC_LENGTH] = '\0';
  return true;
}

bool cnaps_make(text digits, char code_out[CNAPS_LENGTH + 1]) {
  if (digits.size != CNAPS_LENGTH - 1 || !are_digits(digits)) return false;
  memcpy(code_out, digits.data, digits.size);
  code_out[CNAPS_LENGTH - 1] = cnaps_check_digit(digits.data);
  code_out[CNAPS_LENGTH] = '\0';
  return true;
}

message_id identifier_fault_message(identifier_fault fault) {
  switch (fault) {
    case IDENTIFIER_VALID:
      return MESSAGE_NONE;
    case IDENTIFIER_LENGTH:
      return MESSAGE_IDENTIFIER_LENGTH;
    case IDENTIFIER_CHARACTER:
      return MESSAGE_IDENTIFIER_CHARACTER;
    case IDENTIFIER_AREA:
      return MESSAGE_IDENTIFIER_AREA;
    case IDENTIFIER_ORGANISATION_CHECK:
      return MESSAGE_IDENTIFIER_ORGANISATION_CHECK;
    case IDENTIFIER_CHECK:
      return MESSAGE_IDENTIFIER_CHECK;
  }
  return MESSAGE_NONE;
}
