/* Does decimal operations that a test states line by line, and prints each result exactly.
 *
 * A line is an operation and its operands: "add 12E-2 -5E0", "round 125E-2 1 half_up".  Operands
 * are read here, not by decimal_parse, so that signs and exponents of zeros arrive as stated.  A
 * result is a number in the same form (its digits and exponent, not only its value), a text, or
 * "none" where the function returned false. */
#include "base/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 8192, WORDS_MAX = 4, DIGITS_PER_UNIT = 3 };

typedef struct words {
  const char *at[WORDS_MAX];
  size_t count;
} words;

static void stop(const char *why, const char *what) {
  fprintf(stderr, "decimal_differential: %s: %s\n", why, what);
  exit(2);
}

static decimal read_operand(const char *source) {
  decimal d = {0};
  const char *digits = source;
  if (*digits == '-') {
    d.bits = 0x80; /* the sign of decNumber */
    digits++;
  }
  size_t count = strspn(digits, "0123456789");
  if (count == 0 || count > 34 || digits[count] != 'E') stop("not an operand", source);
  d.digits = (int32_t)count;
  d.exponent = (int32_t)strtol(digits + count + 1, NULL, 10);
  static const uint16_t POWERS[DIGITS_PER_UNIT] = {1, 10, 100};
  for (size_t i = 0; i < count; i++) {
    size_t place = count - 1 - i;
    int digit = digits[i] - '0';
    d.units[place / DIGITS_PER_UNIT] =
        (uint16_t)(d.units[place / DIGITS_PER_UNIT] + digit * POWERS[place % DIGITS_PER_UNIT]);
  }
  return d;
}

static void print_number(const decimal *d) {
  int32_t unit = (d->digits - 1) / DIGITS_PER_UNIT;
  printf("%s%d", (d->bits & 0x80) != 0 ? "-" : "", d->units[unit]);
  while (unit > 0) printf("%03d", d->units[--unit]);
  printf("E%d\n", d->exponent);
}

static void print_result(bool is_defined, const decimal *d) {
  if (is_defined) {
    print_number(d);
  } else {
    puts("none");
  }
}

static rounding read_mode(const char *name) {
  static const char *const NAMES[] = {"half_even", "half_up", "half_down", "up",
                                      "down",      "floor",   "ceiling"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    if (strcmp(name, NAMES[i]) == 0) return (rounding)i;
  }
  stop("not a mode of rounding", name);
  return ROUNDING_HALF_EVEN;
}

static bool do_two(const char *name, const words *w) {
  static const struct {
    const char *name;
    bool (*function)(const decimal *, const decimal *, decimal *);
  } FUNCTIONS[] = {
      {"add", decimal_add},       {"subtract", decimal_subtract}, {"multiply", decimal_multiply},
      {"divide", decimal_divide}, {"modulo", decimal_modulo},     {"power", decimal_power},
  };
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    if (strcmp(name, FUNCTIONS[i].name) != 0) continue;
    decimal x = read_operand(w->at[1]), y = read_operand(w->at[2]), result;
    bool is_defined = FUNCTIONS[i].function(&x, &y, &result);
    print_result(is_defined, &result);
    return true;
  }
  return false;
}

static bool do_one(const char *name, const words *w) {
  static const struct {
    const char *name;
    bool (*function)(const decimal *, decimal *);
  } FUNCTIONS[] = {{"sqrt", decimal_square_root}, {"exp", decimal_exp}, {"ln", decimal_log}};
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    if (strcmp(name, FUNCTIONS[i].name) != 0) continue;
    decimal x = read_operand(w->at[1]), result;
    bool is_defined = FUNCTIONS[i].function(&x, &result);
    print_result(is_defined, &result);
    return true;
  }
  return false;
}

static void print_whole(bool is_defined, int64_t whole) {
  if (is_defined) {
    printf("%" PRId64 "\n", whole);
  } else {
    puts("none");
  }
}

static bool do_rounding(const char *name, const words *w) {
  bool to_whole = strcmp(name, "to_scaled_int64") == 0;
  if (!to_whole && strcmp(name, "round") != 0) return false;
  decimal x = read_operand(w->at[1]);
  int32_t scale = (int32_t)strtol(w->at[2], NULL, 10);
  if (to_whole) {
    int64_t whole = 0;
    bool is_defined = decimal_to_scaled_int64(&x, scale, read_mode(w->at[3]), &whole);
    print_whole(is_defined, whole);
  } else {
    decimal result;
    bool is_defined = decimal_round(&x, scale, read_mode(w->at[3]), &result);
    print_result(is_defined, &result);
  }
  return true;
}

static bool do_text(const char *name, const words *w) {
  if (strcmp(name, "parse") == 0) {
    decimal result;
    bool is_defined = decimal_parse(text_of(w->at[1]), &result);
    print_result(is_defined, &result);
  } else if (strcmp(name, "format") == 0) {
    char buffer[DECIMAL_TEXT_PLAIN_SIZE];
    decimal x = read_operand(w->at[1]);
    decimal_format(&x, buffer, sizeof buffer);
    puts(buffer);
  } else {
    return false;
  }
  return true;
}

static bool do_conversion(const char *name, const words *w) {
  if (strcmp(name, "scaled") == 0) {
    decimal result =
        decimal_scaled(strtoll(w->at[1], NULL, 10), (int32_t)strtol(w->at[2], NULL, 10));
    print_number(&result);
    return true;
  }
  decimal x = read_operand(w->at[1]);
  if (strcmp(name, "to_int64") == 0) {
    int64_t whole = 0;
    bool is_defined = decimal_to_int64(&x, &whole);
    print_whole(is_defined, whole);
  } else if (strcmp(name, "is_whole") == 0) {
    puts(decimal_is_whole(&x) ? "1" : "0");
  } else if (strcmp(name, "reduce") == 0) {
    decimal result = decimal_reduce(&x);
    print_number(&result);
  } else if (strcmp(name, "compare") == 0) {
    decimal y = read_operand(w->at[2]);
    printf("%d\n", decimal_compare(&x, &y));
  } else {
    return false;
  }
  return true;
}

int main(void) {
  static char line[LINE_SIZE];
  static char output[1 << 16];
  setvbuf(stdout, output, _IOFBF, sizeof output);
  while (fgets(line, sizeof line, stdin) != NULL) {
    words w = {.at = {"", "", "", ""}};
    char *rest = NULL;
    for (char *word = strtok_r(line, " \n", &rest); word != NULL && w.count < WORDS_MAX;
         word = strtok_r(NULL, " \n", &rest)) {
      w.at[w.count++] = word;
    }
    const char *name = w.at[0];
    if (!do_two(name, &w) && !do_one(name, &w) && !do_rounding(name, &w) && !do_text(name, &w) &&
        !do_conversion(name, &w)) {
      stop("not an operation", name);
    }
  }
  return ferror(stdin) || fflush(stdout) != 0 ? 1 : 0;
}
