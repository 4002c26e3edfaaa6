/* External functions: a small table that emulates static methods of the Java class library.
 *
 * Numbers stay decimal: `double` and `float` of the signatures are emulated by their exact decimal
 * text, which is what Java's shortest conversion prints for the numbers that occur. */
#include "feel/external.h"

#include "base/messages/feel.h"
#include "base/text_builder.h"

typedef value external_function(evaluation *e, const value *arguments, size_t count);

static bool all_numbers(const value *arguments, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (arguments[i].kind != VALUE_NUMBER) return false;
  return true;
}

static value external_max(evaluation *e, const value *arguments, size_t count) {
  (void)e;
  if (!all_numbers(arguments, count)) return value_null();
  return decimal_compare(&arguments[0].as.number, &arguments[1].as.number) < 0 ? arguments[1]
                                                                               : arguments[0];
}

static value external_max_whole(evaluation *e, const value *arguments, size_t count) {
  if (!all_numbers(arguments, count) || !decimal_is_whole(&arguments[0].as.number) ||
      !decimal_is_whole(&arguments[1].as.number))
    return value_null();
  return external_max(e, arguments, count);
}

enum { COSINE_TERMS = 60 }; /* enough for |x| < 2 pi at 34 digits */

static value external_cos(evaluation *e, const value *arguments, size_t count) {
  (void)e;
  decimal two_pi, x, square, term = decimal_of(1), sum = decimal_of(1);
  if (!all_numbers(arguments, count)) return value_null();
  if (!decimal_parse(TEXT("6.283185307179586476925286766559006"), &two_pi) ||
      !decimal_modulo(&arguments[0].as.number, &two_pi, &x) || !decimal_multiply(&x, &x, &square))
    return value_null();
  for (int64_t k = 1; k <= COSINE_TERMS; k++) {
    decimal divisor = decimal_of(-(2 * k - 1) * (2 * k)), product;
    if (!decimal_multiply(&term, &square, &product) || !decimal_divide(&product, &divisor, &term) ||
        !decimal_add(&sum, &term, &sum))
      return value_null();
  }
  return value_number(sum);
}

static value whole_within(value v, int64_t low, int64_t high) {
  int64_t whole;
  if (v.kind != VALUE_NUMBER || !decimal_to_int64(&v.as.number, &whole)) return value_null();
  return whole >= low && whole <= high ? v : value_null();
}

static value external_short(evaluation *e, const value *arguments, size_t count) {
  (void)e, (void)count;
  return whole_within(arguments[0], INT16_MIN, INT16_MAX);
}

static value external_byte(evaluation *e, const value *arguments, size_t count) {
  (void)e, (void)count;
  return whole_within(arguments[0], INT8_MIN, INT8_MAX);
}

static value external_char(evaluation *e, const value *arguments, size_t count) {
  (void)e, (void)count;
  if (arguments[0].kind != VALUE_STRING || text_code_points(arguments[0].as.string) != 1)
    return value_null();
  return arguments[0];
}

static value external_decimal_text(evaluation *e, const value *arguments, size_t count) {
  (void)e, (void)count;
  decimal number;
  if (arguments[0].kind != VALUE_STRING || !decimal_parse(arguments[0].as.string, &number))
    return value_null();
  return value_number(number);
}

static value external_integer_text(evaluation *e, const value *arguments, size_t count) {
  value number = external_decimal_text(e, arguments, count);
  return whole_within(number, INT32_MIN, INT32_MAX);
}

/* %s, %d, %n and %%; anything else is refused. */
static bool format_one(char directive, const value *arguments, size_t count, size_t *next,
                       text_builder *out) {
  if (directive == '%' || directive == 'n') {
    text_builder_add_byte(out, directive == 'n' ? '\n' : '%');
    return true;
  }
  if ((directive != 's' && directive != 'd') || *next >= count) return false;
  value argument = arguments[(*next)++];
  if (directive == 'd' && (argument.kind != VALUE_NUMBER || !decimal_is_whole(&argument.as.number)))
    return false;
  value_to_text(argument, out);
  return true;
}

static bool format_all(text pattern, const value *arguments, size_t count, text_builder *out) {
  size_t next = 0;
  for (size_t i = 0; i < pattern.size; i++) {
    if (pattern.data[i] != '%') {
      text_builder_add_byte(out, pattern.data[i]);
      continue;
    }
    if (++i >= pattern.size || !format_one(pattern.data[i], arguments, count, &next, out))
      return false;
  }
  return !out->failed;
}

enum { FORMAT_BYTES_MAX = 65536 };

static value external_format(evaluation *e, const value *arguments, size_t count) {
  if (arguments[0].kind != VALUE_STRING) return value_null();
  text_builder out;
  text_builder_init(&out, FORMAT_BYTES_MAX);
  value result = value_null();
  if (format_all(arguments[0].as.string, arguments + 1, count - 1, &out)) {
    text copy = arena_copy(e->arena, text_builder_text(&out));
    if (copy.data) result = value_string(copy);
  }
  text_builder_release(&out);
  return result;
}

typedef struct external_entry {
  const char *class_name, *method; /* without white space */
  size_t count_min, count_max;
  external_function *function;
} external_entry;

static const external_entry external_entries[] = {
    {"java.lang.Math", "max(double,double)", 2, 2, external_max},
    {"java.lang.Math", "max(float,float)", 2, 2, external_max},
    {"java.lang.Math", "max(int,int)", 2, 2, external_max_whole},
    {"java.lang.Math", "max(long,long)", 2, 2, external_max_whole},
    {"java.lang.Math", "cos(double)", 1, 1, external_cos},
    {"java.lang.Short", "valueOf(short)", 1, 1, external_short},
    {"java.lang.Byte", "valueOf(byte)", 1, 1, external_byte},
    {"java.lang.String", "valueOf(char)", 1, 1, external_char},
    {"java.lang.Integer", "valueOf(java.lang.String)", 1, 1, external_integer_text},
    {"java.lang.Float", "valueOf(java.lang.String)", 1, 1, external_decimal_text},
    {"java.lang.Double", "valueOf(java.lang.String)", 1, 1, external_decimal_text},
    {"java.lang.String", "format(java.lang.String,[Ljava.lang.Object;)", 1, 8, external_format},
};

/* The same text when spaces are left out of `spelling`. */
static bool is_method(text spelling, const char *method) {
  for (size_t i = 0; i < spelling.size; i++) {
    if (spelling.data[i] == ' ') continue;
    if (*method == '\0' || *method != spelling.data[i]) return false;
    method++;
  }
  return *method == '\0';
}

static const external_entry *external_find(text class_name, text method) {
  for (size_t i = 0; i < sizeof external_entries / sizeof *external_entries; i++)
    if (text_is(class_name, external_entries[i].class_name) &&
        is_method(method, external_entries[i].method))
      return &external_entries[i];
  return NULL;
}

bool external_is_known(text class_name, text method) {
  return external_find(class_name, method) != NULL;
}

value external_call(evaluation *e, text class_name, text method, const value *arguments,
                    size_t count) {
  const external_entry *entry = external_find(class_name, method);
  for (size_t i = 0; i < count; i++)
    if (arguments[i].kind == VALUE_UNKNOWN) return arguments[i];
  if (entry && count >= entry->count_min && count <= entry->count_max)
    return entry->function(e, arguments, count);
  if (!e->diagnostics) return value_null();
  text shown = arena_copy(e->arena, method);
  return evaluation_report(e, MESSAGE_FEEL_EXTERNAL_FUNCTION, SD_ARGS(shown.data));
}
