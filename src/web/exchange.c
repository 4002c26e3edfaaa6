/* A request as the pages see it, and their answer: no socket, no library of HTTP. */
#include "web/exchange.h"

#include <string.h>

text web_field_value(web_fields fields, const char *name) {
  for (size_t i = 0; i < fields.count; i++) {
    if (text_is(fields.items[i].name, name)) return fields.items[i].value;
  }
  return (text){NULL, 0};
}

const web_file *web_file_of(web_files files, const char *field) {
  for (size_t i = 0; i < files.count; i++) {
    if (text_is(files.items[i].field, field)) return &files.items[i];
  }
  return NULL;
}

static bool is_refused(text parameters) {
  size_t at = text_find(parameters, TEXT("q="), 0);
  if (at == SIZE_MAX) return false;
  for (size_t i = at + 2; i < parameters.size; i++) {
    if (parameters.data[i] >= '1' && parameters.data[i] <= '9') return false;
  }
  return true;
}

bool web_takes_gzip(text accept_encoding) {
  bool any = false, gzip = false, decided = false;
  for (size_t from = 0; from < accept_encoding.size;) {
    size_t end = text_find(accept_encoding, TEXT(","), from);
    if (end == SIZE_MAX) end = accept_encoding.size;
    text piece = text_slice(accept_encoding, from, end - from);
    from = end + 1;
    size_t mark = text_find(piece, TEXT(";"), 0);
    if (mark == SIZE_MAX) mark = piece.size;
    text name = text_trim(text_slice(piece, 0, mark));
    bool allowed = !is_refused(text_slice(piece, mark, piece.size));
    if (text_is(name, "*")) any = allowed;
    if (!text_is(name, "gzip") && !text_is(name, "x-gzip")) continue;
    gzip = allowed;
    decided = true;
  }
  return decided ? gzip : any;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool web_is_control(char c) {
  return ((unsigned char)c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
}

/* False for a broken escape, a control character and what is not UTF-8. */
static bool decode(text source, bool plus_is_space, arena *a, text *out) {
  char *data = arena_allocate(a, source.size + 1);
  if (data == NULL) return false;
  size_t used = 0;
  for (size_t i = 0; i < source.size; i++) {
    char c = source.data[i];
    if (c == '+' && plus_is_space) c = ' ';
    if (c == '%') {
      int high = i + 2 < source.size ? hex_digit(source.data[i + 1]) : -1;
      int low = i + 2 < source.size ? hex_digit(source.data[i + 2]) : -1;
      if (high < 0 || low < 0) return false;
      c = (char)(high * 16 + low);
      i += 2;
    }
    if (web_is_control(c)) return false;
    data[used++] = c;
  }
  *out = (text){data, used};
  return text_is_utf8(*out);
}

static size_t count_of(text source, char c) {
  size_t count = 0;
  for (size_t i = 0; i < source.size; i++) count += source.data[i] == c;
  return count;
}

bool web_fields_read(text source, char separator, arena *a, web_fields *out) {
  *out = (web_fields){NULL, 0};
  if (source.size == 0) return true;
  size_t count = count_of(source, separator) + 1;
  if (count > WEB_FIELDS_MAX) return false;
  web_field *items = ARENA_ARRAY(a, web_field, count);
  if (items == NULL) return false;
  const char separators[2] = {separator, '\0'};
  for (size_t from = 0; from <= source.size;) {
    size_t end = text_find(source, text_of(separators), from);
    if (end == SIZE_MAX) end = source.size;
    text piece = text_trim(text_slice(source, from, end - from));
    from = end + 1;
    if (piece.size == 0) continue;
    size_t equals = text_find(piece, TEXT("="), 0);
    if (equals == SIZE_MAX) equals = piece.size;
    web_field *field = &items[out->count++];
    bool is_form = separator == '&';
    if (!decode(text_slice(piece, 0, equals), is_form, a, &field->name) ||
        !decode(text_slice(piece, equals + 1, piece.size), is_form, a, &field->value)) {
      return false;
    }
  }
  out->items = items;
  return true;
}

bool web_path_read(text source, arena *a, text *out) {
  if (source.size == 0 || source.data[0] != '/' || !decode(source, false, a, out)) return false;
  static const char *const refused[] = {"\\", "//", "/./", "/../", "\n", "\r", "\t"};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    if (text_find(*out, text_of(refused[i]), 0) != SIZE_MAX) return false;
  }
  return !text_ends_with(*out, TEXT("/.")) && !text_ends_with(*out, TEXT("/.."));
}
