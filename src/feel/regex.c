/* Regular expressions of XPath and XQuery over PCRE2: find, replace, split. */
#include "feel/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/text_builder.h"

struct regex {
  pcre2_general_context *general;
  pcre2_match_context *match;
  pcre2_match_data *data;
  pcre2_code *code;
  uint32_t group_count;
  bool replacement_is_literal;
  uint32_t steps_left; /* of the current call */
};

/* PCRE2 takes its memory where everything else does. */
static void *regex_allocate(size_t size, void *unused) {
  (void)unused;
  return memory_allocate(size);
}

static void regex_free(void *block, void *unused) {
  (void)unused;
  memory_free(block);
}

/* Called behind everything that can match in more than one way: see regex_translate.c. */
static int count_step(pcre2_callout_block *block, void *data) {
  (void)block;
  regex *r = data;
  if (r->steps_left == 0) return PCRE2_ERROR_CALLOUT;
  r->steps_left--;
  return 0;
}

static regex_outcome compile(regex *r, text pattern, bool is_multi_line) {
  pcre2_compile_context *context = pcre2_compile_context_create(r->general);
  if (context == NULL) return REGEX_OUT_OF_MEMORY;
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                     PCRE2_NEVER_BACKSLASH_C | (is_multi_line ? PCRE2_MULTILINE : 0);
  int error;
  size_t offset;
  r->code =
      pcre2_compile((PCRE2_SPTR)pattern.data, pattern.size, options, &error, &offset, context);
  pcre2_compile_context_free(context);
  if (r->code != NULL) return REGEX_OK;
  if (error == PCRE2_ERROR_HEAP_FAILED) return REGEX_OUT_OF_MEMORY;
  return error == PCRE2_ERROR_PATTERN_TOO_LARGE ? REGEX_LIMIT : REGEX_INVALID;
}

static regex_outcome prepare(regex *r, text pattern, bool is_multi_line) {
  r->general = pcre2_general_context_create(regex_allocate, regex_free, NULL);
  if (r->general == NULL) return REGEX_OUT_OF_MEMORY;
  regex_outcome outcome = compile(r, pattern, is_multi_line);
  if (outcome != REGEX_OK) return outcome;
  r->match = pcre2_match_context_create(r->general);
  r->data = pcre2_match_data_create_from_pattern(r->code, r->general);
  if (r->match == NULL || r->data == NULL) return REGEX_OUT_OF_MEMORY;
  pcre2_set_match_limit(r->match, LIMIT_REGEX_STEPS);
  pcre2_set_depth_limit(r->match, LIMIT_REGEX_DEPTH);
  pcre2_set_heap_limit(r->match, LIMIT_REGEX_HEAP_KIB);
  pcre2_set_callout(r->match, count_step, r);
  pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &r->group_count);
  return REGEX_OK;
}

static bool has_flag(text flags, char flag) {
  for (size_t i = 0; i < flags.size; i++)
    if (flags.data[i] == flag) return true;
  return false;
}

regex_outcome regex_create(text pattern, text flags, regex **out) {
  text_builder translated;
  text_builder_init(&translated, LIMIT_FEEL_TEXT_BYTES);
  regex_outcome outcome = regex_translate(pattern, flags, &translated);
  regex *r = outcome == REGEX_OK ? memory_allocate(sizeof *r) : NULL;
  if (outcome == REGEX_OK && r == NULL) outcome = REGEX_OUT_OF_MEMORY;
  if (outcome == REGEX_OK) {
    r->replacement_is_literal = has_flag(flags, 'q');
    outcome = prepare(r, text_builder_text(&translated), has_flag(flags, 'm'));
  }
  text_builder_release(&translated);
  if (outcome != REGEX_OK) {
    regex_destroy(r);
    return outcome;
  }
  *out = r;
  return REGEX_OK;
}

void regex_destroy(regex *r) {
  if (r == NULL) return;
  pcre2_match_data_free(r->data);
  pcre2_match_context_free(r->match);
  pcre2_code_free(r->code);
  pcre2_general_context_free(r->general);
  memory_free(r);
}

/* The first match at or behind `from`. */
static regex_outcome find_from(regex *r, text input, size_t from, bool *found_out) {
  PCRE2_SPTR subject = (PCRE2_SPTR)(input.size == 0 ? "" : input.data);
  int result = pcre2_match(r->code, subject, input.size, from, 0, r->data, r->match);
  *found_out = result >= 0;
  if (result >= 0 || result == PCRE2_ERROR_NOMATCH) return REGEX_OK;
  switch (result) {
    case PCRE2_ERROR_CALLOUT:
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
      return REGEX_LIMIT;
    case PCRE2_ERROR_NOMEMORY:
      return REGEX_OUT_OF_MEMORY;
    default:
      return REGEX_INVALID;
  }
}

regex_outcome regex_find(regex *r, text input, bool *found_out) {
  r->steps_left = LIMIT_REGEX_STEPS;
  return find_from(r, input, 0, found_out);
}

/* fn:replace and fn:tokenize refuse an expression that matches the empty string. */
static regex_outcome refuse_empty_match(regex *r) {
  bool found;
  r->steps_left = LIMIT_REGEX_STEPS;
  regex_outcome outcome = find_from(r, TEXT(""), 0, &found);
  return outcome == REGEX_OK && found ? REGEX_INVALID : outcome;
}

/* Appends group `number` of the current match; nothing when it did not take part. */
static void add_group(const regex *r, text input, uint32_t number, text_builder *out) {
  const size_t *ends = pcre2_get_ovector_pointer(r->data);
  size_t start = ends[2 * number], end = ends[2 * number + 1];
  if (start != PCRE2_UNSET) text_builder_add(out, text_slice(input, start, end - start));
}

/* Reads the digits behind "$" at *at: as many as make the number of a group, at least one. */
static uint32_t take_group_number(const regex *r, text replacement, size_t *at) {
  uint32_t number = (uint32_t)(replacement.data[(*at)++] - '0');
  while (*at < replacement.size) {
    char c = replacement.data[*at];
    if (c < '0' || c > '9') break;
    uint32_t longer = number * 10 + (uint32_t)(c - '0');
    if (longer > r->group_count) break;
    number = longer;
    (*at)++;
  }
  return number;
}

/* False when the replacement has a "$" or a backslash with something else behind it. */
static bool add_replacement(const regex *r, text input, text replacement, text_builder *out) {
  size_t at = 0;
  while (at < replacement.size) {
    char c = replacement.data[at++];
    if (r->replacement_is_literal || (c != '$' && c != '\\')) {
      text_builder_add_byte(out, c);
      continue;
    }
    char next = at < replacement.size ? replacement.data[at] : '\0';
    if (c == '\\') {
      if (next != '\\' && next != '$') return false;
      text_builder_add_byte(out, next);
      at++;
    } else {
      if (next < '0' || next > '9') return false;
      uint32_t number = take_group_number(r, replacement, &at);
      if (number <= r->group_count) add_group(r, input, number, out);
    }
  }
  return true;
}

/* Where to look on: behind the match, at least one character further. */
static size_t next_start(const regex *r, text input) {
  const size_t *ends = pcre2_get_ovector_pointer(r->data);
  size_t next = ends[1];
  if (ends[1] == ends[0]) text_decode(input, &next);
  return next;
}

static regex_outcome replace_all(regex *r, text input, text replacement, text_builder *out) {
  size_t from = 0, copied = 0;
  bool found;
  while (from <= input.size) {
    regex_outcome outcome = find_from(r, input, from, &found);
    if (outcome != REGEX_OK) return outcome;
    if (!found) break;
    const size_t *ends = pcre2_get_ovector_pointer(r->data);
    text_builder_add(out, text_slice(input, copied, ends[0] - copied));
    if (!add_replacement(r, input, replacement, out)) return REGEX_INVALID;
    if (out->failed) return REGEX_OUT_OF_MEMORY;
    copied = ends[1];
    from = ends[1] == input.size ? input.size + 1 : next_start(r, input);
  }
  text_builder_add(out, text_slice(input, copied, SIZE_MAX));
  return out->failed ? REGEX_OUT_OF_MEMORY : REGEX_OK;
}

regex_outcome regex_replace(regex *r, arena *a, text input, text replacement, text *out) {
  regex_outcome outcome = refuse_empty_match(r);
  if (outcome != REGEX_OK) return outcome;
  text_builder replaced;
  text_builder_init(&replaced, LIMIT_FEEL_TEXT_BYTES);
  /* A faulty replacement is refused even when nothing is found. */
  bool is_good = add_replacement(r, TEXT(""), replacement, &replaced);
  text_builder_clear(&replaced);
  outcome = is_good ? replace_all(r, input, replacement, &replaced) : REGEX_INVALID;
  if (outcome == REGEX_OK) {
    *out = arena_copy(a, text_builder_text(&replaced));
    if (out->data == NULL) outcome = REGEX_OUT_OF_MEMORY;
  }
  text_builder_release(&replaced);
  return outcome;
}

/* Walks the parts between the matches; stores them when `parts` is not NULL. */
static regex_outcome walk_parts(regex *r, text input, value *parts, size_t *count_out) {
  size_t from = 0, start = 0, count = 0;
  bool found;
  while (from <= input.size) {
    regex_outcome outcome = find_from(r, input, from, &found);
    if (outcome != REGEX_OK) return outcome;
    if (!found) break;
    const size_t *ends = pcre2_get_ovector_pointer(r->data);
    if (parts != NULL) parts[count] = value_string(text_slice(input, start, ends[0] - start));
    count++;
    start = ends[1];
    from = ends[1] == input.size ? input.size + 1 : next_start(r, input);
  }
  if (parts != NULL) parts[count] = value_string(text_slice(input, start, SIZE_MAX));
  *count_out = count + 1;
  return REGEX_OK;
}

regex_outcome regex_split(regex *r, arena *a, text input, value *list_out) {
  regex_outcome outcome = refuse_empty_match(r);
  if (outcome != REGEX_OK) return outcome;
  size_t count;
  r->steps_left = LIMIT_REGEX_STEPS;
  outcome = walk_parts(r, input, NULL, &count);
  if (outcome != REGEX_OK) return outcome;
  value *parts = ARENA_ARRAY(a, value, count);
  value_list *list = ARENA_NEW(a, value_list);
  if (parts == NULL || list == NULL) return REGEX_OUT_OF_MEMORY;
  r->steps_left = LIMIT_REGEX_STEPS;
  outcome = walk_parts(r, input, parts, &count);
  *list = (value_list){count, parts};
  *list_out = (value){.kind = VALUE_LIST, .as.list = list};
  return outcome;
}
