/* Built-in string functions and the boolean one. */
#include <string.h>
#include <unicode/ucasemap.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin_function.h"
#include "feel/regex.h"

/* Positions count code points, as XPath does; texts are UTF-8. */

value boolean_not(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return value_boolean(!arguments[0].as.boolean);
}

/* The byte at which code point `index` begins (the size when it is behind the end). */
static size_t byte_of_code_point(text t, int64_t index) {
  size_t at = 0;
  while (index > 0 && at < t.size) {
    text_decode(t, &at);
    index--;
  }
  return at;
}

value string_substring(const builtin_call *call, const value *arguments, size_t count) {
  text source = arguments[0].as.string;
  int64_t start, length = INT64_MAX;
  int64_t size = (int64_t)text_code_points(source);
  if (!builtin_whole(arguments[1], &start) || start == 0 || start > size || start < -size)
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "start position");
  if (count == 3 && (!builtin_whole(arguments[2], &length) || length < 0))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "length");
  size_t from = byte_of_code_point(source, start > 0 ? start - 1 : size + start);
  text rest = text_slice(source, from, SIZE_MAX);
  return value_string(text_slice(rest, 0, byte_of_code_point(rest, length)));
}

value string_length(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return number_of((int64_t)text_code_points(arguments[0].as.string));
}

typedef int32_t case_mapping(const UCaseMap *map, char *out, int32_t capacity, const char *source,
                             int32_t length, UErrorCode *status);

/* Full Unicode mapping of the root locale: the result may have another length. */
static value map_case(const builtin_call *call, text source, case_mapping *mapping) {
  if (source.size > LIMIT_FEEL_TEXT_BYTES)
    return builtin_refuse(call, MESSAGE_FEEL_TEXT_TOO_LONG, SD_NUMBER(LIMIT_FEEL_TEXT_BYTES));
  UErrorCode status = U_ZERO_ERROR;
  UCaseMap *map = ucasemap_open("", 0, &status);
  if (U_FAILURE(status)) return value_null();
  int32_t length = (int32_t)source.size;
  const char *data = source.size == 0 ? "" : source.data;
  int32_t needed = mapping(map, NULL, 0, data, length, &status);
  value result = value_null();
  char *mapped = ARENA_ARRAY(call->arena, char, (size_t)needed + 1);
  if (mapped != NULL && (status == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(status))) {
    status = U_ZERO_ERROR;
    mapping(map, mapped, needed + 1, data, length, &status);
    if (U_SUCCESS(status)) result = value_string((text){mapped, (size_t)needed});
  }
  ucasemap_close(map);
  return result;
}

value string_upper_case(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return map_case(call, arguments[0].as.string, ucasemap_utf8ToUpper);
}

value string_lower_case(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return map_case(call, arguments[0].as.string, ucasemap_utf8ToLower);
}

value string_before(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  text source = arguments[0].as.string;
  size_t at = text_find(source, arguments[1].as.string, 0);
  return value_string(text_slice(source, 0, at == SIZE_MAX ? 0 : at));
}

value string_after(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  text source = arguments[0].as.string, match = arguments[1].as.string;
  size_t at = text_find(source, match, 0);
  if (at == SIZE_MAX) return value_string(TEXT(""));
  return value_string(text_slice(source, at + match.size, SIZE_MAX));
}

value string_contains(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return value_boolean(text_find(arguments[0].as.string, arguments[1].as.string, 0) != SIZE_MAX);
}

value string_starts_with(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return value_boolean(text_starts_with(arguments[0].as.string, arguments[1].as.string));
}

value string_ends_with(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return value_boolean(text_ends_with(arguments[0].as.string, arguments[1].as.string));
}

/* --- Regular expressions ------------------------------------------------------------------ */

/* Null, with the pattern in the report. */
static value refuse_pattern(const builtin_call *call, regex_outcome outcome, text pattern) {
  char shown[80];
  text head = text_slice(pattern, 0, sizeof shown - 1);
  if (head.size != 0) memcpy(shown, head.data, head.size);
  shown[head.size] = '\0';
  message_id message = outcome == REGEX_LIMIT ? MESSAGE_FEEL_PATTERN_LIMIT : MESSAGE_FEEL_PATTERN;
  return builtin_refuse(call, message, shown);
}

static text flags_of(const value *arguments, size_t index, size_t count) {
  bool is_given = index < count && !value_is_null(arguments[index]);
  return is_given ? arguments[index].as.string : TEXT("");
}

value string_matches(const builtin_call *call, const value *arguments, size_t count) {
  text pattern = arguments[1].as.string;
  bool found = false;
  regex *r = NULL;
  regex_outcome outcome = regex_create(pattern, flags_of(arguments, 2, count), &r);
  if (outcome == REGEX_OK) outcome = regex_find(r, arguments[0].as.string, &found);
  regex_destroy(r);
  return outcome == REGEX_OK ? value_boolean(found) : refuse_pattern(call, outcome, pattern);
}

value string_replace(const builtin_call *call, const value *arguments, size_t count) {
  text pattern = arguments[1].as.string, replaced;
  regex *r = NULL;
  regex_outcome outcome = regex_create(pattern, flags_of(arguments, 3, count), &r);
  if (outcome == REGEX_OK)
    outcome =
        regex_replace(r, call->arena, arguments[0].as.string, arguments[2].as.string, &replaced);
  regex_destroy(r);
  return outcome == REGEX_OK ? value_string(replaced) : refuse_pattern(call, outcome, pattern);
}

value string_split(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  text pattern = arguments[1].as.string;
  value parts;
  regex *r = NULL;
  regex_outcome outcome = regex_create(pattern, TEXT(""), &r);
  if (outcome == REGEX_OK) outcome = regex_split(r, call->arena, arguments[0].as.string, &parts);
  regex_destroy(r);
  return outcome == REGEX_OK ? parts : refuse_pattern(call, outcome, pattern);
}

value string_join(const builtin_call *call, const value *arguments, size_t count) {
  const value_list *list = arguments[0].as.list;
  text delimiter = flags_of(arguments, 1, count);
  text_builder out;
  text_builder_init(&out, LIMIT_FEEL_TEXT_BYTES);
  bool is_first = true;
  for (size_t i = 0; i < list->count; i++) {
    if (value_is_null(list->items[i])) continue;
    if (list->items[i].kind != VALUE_STRING) {
      text_builder_release(&out);
      return builtin_refuse(call, MESSAGE_FEEL_LIST_ITEMS, "string");
    }
    if (!is_first) text_builder_add(&out, delimiter);
    text_builder_add(&out, list->items[i].as.string);
    is_first = false;
  }
  return builtin_take_text(call, &out);
}
