/* Regular expressions of XPath and XQuery rewritten for PCRE2, or refused. */
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uset.h>

#include "base/limits.h"
#include "base/text_builder.h"
#include "feel/regex.h"

/* What PCRE2 gets: literals and ranges as \x{..}, general categories as \p{..}, class subtraction
 * as a negative lookahead before the class, and a callout behind everything that can be tried in
 * more than one way, by which regex.c counts the work.  Case-insensitive literals and ranges are
 * closed over case here and not by PCRE2, because the dialect leaves \p{Lu} alone. */

enum { GROUPS_MAX = 999, REPEAT_MAX = 65535, CODE_POINT_MAX = 0x10FFFF };

typedef struct translator {
  text pattern;
  size_t at;
  bool ignores_case, dot_matches_all;
  uint32_t depth;
  uint32_t group_count;
  bool is_closed[GROUPS_MAX + 1];
} translator;

typedef struct code_range {
  int32_t first, last;
} code_range;

/* NameStartChar and NameChar of XML 1.0 (fifth edition); NameChar is both tables. */
static const code_range NAME_START[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const code_range NAME_FURTHER[] = {
    {'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040},
};
static const char *const CATEGORIES[] = {
    "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd",
    "Nl", "No", "P",  "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z",  "Zs",
    "Zl", "Zp", "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn",
};
/* Block names of XML Schema that Unicode has renamed. */
static const struct {
  const char *old_name, *icu_name;
} RENAMED_BLOCKS[] = {
    {"Greek", "GreekandCoptic"},
    {"CombiningMarksforSymbols", "CombiningDiacriticalMarksforSymbols"},
    {"PrivateUse", "PrivateUseArea"},
};

/* --- Reading the pattern ------------------------------------------------------------------ */

static int32_t peek(const translator *t) {
  size_t at = t->at;
  return text_decode(t->pattern, &at);
}

static int32_t take(translator *t) { return text_decode(t->pattern, &t->at); }

static bool take_if(translator *t, char wanted) {
  if (t->at >= t->pattern.size || t->pattern.data[t->at] != wanted) return false;
  t->at++;
  return true;
}

static bool is_ahead(const translator *t, const char *words) {
  return text_starts_with(text_slice(t->pattern, t->at, SIZE_MAX), text_of(words));
}

/* --- Writing code points ------------------------------------------------------------------ */

static void write_range(int32_t first, int32_t last, text_builder *out) {
  /* Surrogates are no characters and PCRE2 refuses them as ends. */
  if (first >= 0xD800 && first <= 0xDFFF) first = 0xE000;
  if (last >= 0xD800 && last <= 0xDFFF) last = 0xD7FF;
  if (first > last) return;
  text_builder_format(out, "\\x{%X}", (unsigned)first);
  if (first != last) text_builder_format(out, "-\\x{%X}", (unsigned)last);
}

static void write_ranges(const code_range *ranges, size_t count, text_builder *out) {
  for (size_t i = 0; i < count; i++) write_range(ranges[i].first, ranges[i].last, out);
}

/* The ranges of a set, or those between them; the set is closed by the caller. */
static void write_set(const USet *set, bool is_negated, text_builder *out) {
  int32_t next = 0;
  int32_t count = uset_getItemCount(set);
  for (int32_t i = 0; i < count; i++) {
    UChar32 first, last;
    UErrorCode status = U_ZERO_ERROR;
    if (uset_getItem(set, i, &first, &last, NULL, 0, &status) != 0) break; /* strings: behind */
    if (!is_negated)
      write_range(first, last, out);
    else if (first > next)
      write_range(next, first - 1, out);
    next = last + 1;
  }
  if (is_negated && next <= CODE_POINT_MAX) write_range(next, CODE_POINT_MAX, out);
}

/* Class items for first..last, with their other cases when case is ignored. */
static void write_cased_range(const translator *t, int32_t first, int32_t last, text_builder *out) {
  if (!t->ignores_case) {
    write_range(first, last, out);
    return;
  }
  USet *set = uset_open(first, last);
  uset_closeOver(set, USET_CASE_INSENSITIVE);
  write_set(set, false, out);
  uset_close(set);
}

static void write_literal(const translator *t, int32_t c, text_builder *out) {
  bool has_case = u_hasBinaryProperty(c, UCHAR_CASE_SENSITIVE);
  if (!t->ignores_case || !has_case) {
    write_range(c, c, out);
    return;
  }
  text_builder_add_byte(out, '[');
  write_cased_range(t, c, c, out);
  text_builder_add_byte(out, ']');
}

/* --- Escapes ------------------------------------------------------------------------------ */

typedef enum escape_kind { ESCAPE_INVALID, ESCAPE_CHARACTER, ESCAPE_CLASS } escape_kind;

/* The ranges between those of XML's name tables. */
static void write_name_class(bool with_further, bool is_negated, text_builder *out) {
  USet *set = uset_openEmpty();
  for (size_t i = 0; i < sizeof NAME_START / sizeof NAME_START[0]; i++)
    uset_addRange(set, NAME_START[i].first, NAME_START[i].last);
  for (size_t i = 0; with_further && i < sizeof NAME_FURTHER / sizeof NAME_FURTHER[0]; i++)
    uset_addRange(set, NAME_FURTHER[i].first, NAME_FURTHER[i].last);
  write_set(set, is_negated, out);
  uset_close(set);
}

static bool is_category(text name) {
  for (size_t i = 0; i < sizeof CATEGORIES / sizeof CATEGORIES[0]; i++)
    if (text_is(name, CATEGORIES[i])) return true;
  return false;
}

/* The two lists of names differ in hyphens, underscores and spaces, and in that ICU writes "And"
 * and "For" where XML Schema has "and" and "for". */
static bool is_block_name(text name, const char *icu_name) {
  size_t at = 0;
  for (const char *c = icu_name; *c != '\0'; c++) {
    if (strchr("-_ ", *c) != NULL) continue;
    bool is_small_word = strncmp(c, "And_", 4) == 0 || strncmp(c, "For_", 4) == 0;
    char wanted = is_small_word && c != icu_name && c[-1] == '_' ? (char)(*c - 'A' + 'a') : *c;
    while (at < name.size && name.data[at] == '-') at++;
    if (at >= name.size || name.data[at++] != wanted) return false;
  }
  return at == name.size;
}

static bool write_block(text name, bool is_negated, text_builder *out) {
  for (size_t i = 0; i < sizeof RENAMED_BLOCKS / sizeof RENAMED_BLOCKS[0]; i++)
    if (text_is(name, RENAMED_BLOCKS[i].old_name)) name = text_of(RENAMED_BLOCKS[i].icu_name);
  int32_t last = u_getIntPropertyMaxValue(UCHAR_BLOCK);
  for (int32_t block = 1; block <= last; block++) {
    const char *icu_name = u_getPropertyValueName(UCHAR_BLOCK, block, U_LONG_PROPERTY_NAME);
    if (icu_name == NULL || !is_block_name(name, icu_name)) continue;
    USet *set = uset_openEmpty();
    UErrorCode status = U_ZERO_ERROR;
    uset_applyIntPropertyValue(set, UCHAR_BLOCK, block, &status);
    if (U_SUCCESS(status)) write_set(set, is_negated, out);
    uset_close(set);
    return U_SUCCESS(status);
  }
  return false;
}

/* Behind \p or \P. */
static bool take_property(translator *t, bool is_negated, text_builder *out) {
  if (!take_if(t, '{')) return false;
  size_t end = text_find(t->pattern, TEXT("}"), t->at);
  if (end == SIZE_MAX) return false;
  text name = text_slice(t->pattern, t->at, end - t->at);
  t->at = end + 1;
  if (text_starts_with(name, TEXT("Is")))
    return write_block(text_slice(name, 2, SIZE_MAX), is_negated, out);
  if (!is_category(name)) return false;
  text_builder_format(out, "\\%c{%.*s}", is_negated ? 'P' : 'p', TEXT_ARG(name));
  return true;
}

/* What follows a backslash: a character in *c, or class items written to `out`. */
static escape_kind take_escape(translator *t, int32_t *c, text_builder *out) {
  static const code_range NOT_SPACE[] = {{0, 8}, {11, 12}, {14, 31}, {33, CODE_POINT_MAX}};
  *c = take(t);
  switch (*c) {
    case 'n':
      *c = '\n';
      return ESCAPE_CHARACTER;
    case 'r':
      *c = '\r';
      return ESCAPE_CHARACTER;
    case 't':
      *c = '\t';
      return ESCAPE_CHARACTER;
    case 's':
      text_builder_add_string(out, "\\x{20}\\x{9}\\x{A}\\x{D}");
      return ESCAPE_CLASS;
    case 'S':
      write_ranges(NOT_SPACE, 4, out);
      return ESCAPE_CLASS;
    case 'd':
      text_builder_add_string(out, "\\p{Nd}");
      return ESCAPE_CLASS;
    case 'D':
      text_builder_add_string(out, "\\P{Nd}");
      return ESCAPE_CLASS;
    case 'w':
      text_builder_add_string(out, "\\p{L}\\p{M}\\p{N}\\p{S}");
      return ESCAPE_CLASS;
    case 'W':
      text_builder_add_string(out, "\\p{P}\\p{Z}\\p{C}");
      return ESCAPE_CLASS;
    case 'i':
    case 'I':
      write_name_class(false, *c == 'I', out);
      return ESCAPE_CLASS;
    case 'c':
    case 'C':
      write_name_class(true, *c == 'C', out);
      return ESCAPE_CLASS;
    case 'p':
    case 'P':
      return take_property(t, *c == 'P', out) ? ESCAPE_CLASS : ESCAPE_INVALID;
    default:
      return *c > 0 && *c < 0x80 && strchr("\\|.?*+(){}$-[]^", (int)*c) != NULL ? ESCAPE_CHARACTER
                                                                                : ESCAPE_INVALID;
  }
}

/* --- Classes ------------------------------------------------------------------------------ */

/* One character or escape of a class; a class escape is written at once and *c is -1. */
static bool take_class_character(translator *t, int32_t *c, text_builder *out) {
  *c = take(t);
  if (*c < 0 || *c == '[' || *c == ']') return false;
  if (*c != '\\') return true;
  escape_kind kind = take_escape(t, c, out);
  if (kind == ESCAPE_CLASS) *c = -1;
  return kind != ESCAPE_INVALID;
}

/* A character, an escape, or a range of characters. */
static bool take_class_item(translator *t, text_builder *out) {
  bool is_hyphen = peek(t) == '-';
  int32_t first, last;
  if (!take_class_character(t, &first, out)) return false;
  if (first < 0) return true;
  bool is_range = !is_hyphen && is_ahead(t, "-") && !is_ahead(t, "-]") && !is_ahead(t, "-[");
  last = first;
  if (is_range) {
    t->at++;
    if (!take_class_character(t, &last, out) || last < first) return false;
  }
  write_cased_range(t, first, last, out);
  return true;
}

static bool take_class(translator *t, text_builder *out);

/* Behind "[": items up to "]", the opening bracket included in what is written. */
static bool take_class_items(translator *t, text_builder *items, text_builder *subtracted) {
  text_builder_add_string(items, take_if(t, '^') ? "[^" : "[");
  size_t before = items->size;
  while (!is_ahead(t, "]") && !is_ahead(t, "-["))
    if (!take_class_item(t, items)) return false;
  if (items->size == before) return false;
  text_builder_add_byte(items, ']');
  if (take_if(t, '-')) {
    t->at++;
    if (!take_class(t, subtracted)) return false;
  }
  return take_if(t, ']');
}

static bool take_class(translator *t, text_builder *out) {
  if (++t->depth > LIMIT_FEEL_DEPTH) return false;
  text_builder items, subtracted;
  text_builder_init(&items, out->bytes_max);
  text_builder_init(&subtracted, out->bytes_max);
  bool is_good = take_class_items(t, &items, &subtracted);
  if (is_good && subtracted.size != 0) {
    text_builder_add_string(out, "(?:(?!");
    text_builder_add(out, text_builder_text(&subtracted));
    text_builder_add_byte(out, ')');
    text_builder_add(out, text_builder_text(&items));
    text_builder_add_byte(out, ')');
  } else {
    text_builder_add(out, text_builder_text(&items));
  }
  if (items.failed || subtracted.failed) out->failed = true;
  text_builder_release(&items);
  text_builder_release(&subtracted);
  t->depth--;
  return is_good;
}

/* --- Pieces ------------------------------------------------------------------------------- */

/* \1 to \9 and longer, as far as that many groups are there; the group must be closed. */
static bool take_back_reference(translator *t, text_builder *out) {
  uint32_t number = 0;
  while (t->at < t->pattern.size) {
    char c = t->pattern.data[t->at];
    if (c < '0' || c > '9') break;
    uint32_t longer = number * 10 + (uint32_t)(c - '0');
    if (number != 0 && longer > t->group_count) break;
    number = longer;
    t->at++;
  }
  if (number == 0 || number > t->group_count || !t->is_closed[number]) return false;
  text_builder_format(out, t->ignores_case ? "(?i:\\g{%u})" : "(?:\\g{%u})", number);
  return true;
}

static bool take_alternatives(translator *t, text_builder *out);

static bool take_group(translator *t, text_builder *out) {
  if (++t->depth > LIMIT_FEEL_DEPTH) return false;
  uint32_t number = 0;
  if (is_ahead(t, "?:")) {
    t->at += 2;
    text_builder_add_string(out, "(?:");
  } else {
    if (t->group_count == GROUPS_MAX) return false;
    number = ++t->group_count;
    text_builder_add_byte(out, '(');
  }
  if (!take_alternatives(t, out) || !take_if(t, ')')) return false;
  text_builder_add_byte(out, ')');
  t->is_closed[number] = true;
  t->depth--;
  return true;
}

static bool take_atom(translator *t, text_builder *out) {
  int32_t c = take(t);
  switch (c) {
    case '(':
      return take_group(t, out);
    case '[':
      return take_class(t, out);
    case '.':
      text_builder_add_string(out, t->dot_matches_all ? "(?s:.)" : "[^\\n\\r]");
      return true;
    case '^':
    case '$':
      text_builder_format(out, "(?:%c)", (char)c);
      return true;
    case '\\': {
      int32_t next = peek(t);
      if (next >= '0' && next <= '9') return take_back_reference(t, out);
      text_builder_add_byte(out, '[');
      escape_kind kind = take_escape(t, &c, out);
      if (kind == ESCAPE_CHARACTER) write_cased_range(t, c, c, out);
      text_builder_add_byte(out, ']');
      return kind != ESCAPE_INVALID;
    }
    default:
      if (c < 0 || (c < 0x80 && strchr("?*+{}|)]", (int)c) != NULL)) return false;
      write_literal(t, c, out);
      return true;
  }
}

static bool take_count(translator *t, uint32_t *out) {
  size_t start = t->at;
  *out = 0;
  while (t->at < t->pattern.size && t->pattern.data[t->at] >= '0' &&
         t->pattern.data[t->at] <= '9' && *out <= REPEAT_MAX)
    *out = *out * 10 + (uint32_t)(t->pattern.data[t->at++] - '0');
  return t->at > start && *out <= REPEAT_MAX;
}

/* ? * + {n} {n,} {n,m}, each also with a ? behind it; *has_any tells whether one was there. */
static bool take_quantifier(translator *t, bool *has_any, text_builder *out) {
  uint32_t low, high;
  int32_t c = peek(t);
  *has_any = c == '?' || c == '*' || c == '+' || c == '{';
  if (!*has_any) return true;
  t->at++;
  if (c != '{') {
    text_builder_add_byte(out, (char)c);
  } else {
    if (!take_count(t, &low)) return false;
    text_builder_format(out, "{%u", low);
    if (take_if(t, ',')) {
      text_builder_add_byte(out, ',');
      if (!is_ahead(t, "}")) {
        if (!take_count(t, &high) || high < low) return false;
        text_builder_format(out, "%u", high);
      }
    }
    if (!take_if(t, '}')) return false;
    text_builder_add_byte(out, '}');
  }
  if (take_if(t, '?')) text_builder_add_byte(out, '?');
  return true;
}

static bool take_alternatives(translator *t, text_builder *out) {
  for (;;) {
    int32_t next = peek(t);
    if (next == -1 || next == ')') return true;
    if (next == '|') {
      t->at++;
      text_builder_add_byte(out, '|');
      continue;
    }
    bool is_group = next == '(', has_quantifier;
    if (!take_atom(t, out) || !take_quantifier(t, &has_quantifier, out)) return false;
    if (is_group || has_quantifier) text_builder_add_string(out, "(?C0)");
  }
}

/* --- The whole ---------------------------------------------------------------------------- */

/* Flag x: the pattern without white space outside of classes. */
static void strip_space(text pattern, text_builder *out) {
  uint32_t depth = 0;
  bool is_escaped = false;
  for (size_t i = 0; i < pattern.size; i++) {
    char c = pattern.data[i];
    if (depth == 0 && strchr(" \t\n\r", c) != NULL && c != '\0') continue;
    if (!is_escaped && c == '[') depth++;
    if (!is_escaped && c == ']' && depth > 0) depth--;
    is_escaped = !is_escaped && c == '\\';
    text_builder_add_byte(out, c);
  }
}

static bool translate(translator *t, bool is_literal, text_builder *out) {
  if (!is_literal) return take_alternatives(t, out) && t->at == t->pattern.size;
  for (int32_t c = take(t); c != -1; c = take(t)) {
    if (c < 0) return false;
    write_literal(t, c, out);
  }
  return true;
}

regex_outcome regex_translate(text pattern, text flags, text_builder *out) {
  bool is_literal = false, ignores_space = false;
  translator t = {.pattern = pattern};
  for (size_t i = 0; i < flags.size; i++) {
    switch (flags.data[i]) {
      case 's':
        t.dot_matches_all = true;
        break;
      case 'i':
        t.ignores_case = true;
        break;
      case 'x':
        ignores_space = true;
        break;
      case 'q':
        is_literal = true;
        break;
      case 'm':
        break; /* an option of the compiled expression */
      default:
        return REGEX_INVALID;
    }
  }
  text_builder stripped;
  text_builder_init(&stripped, LIMIT_FEEL_TEXT_BYTES);
  if (ignores_space && !is_literal) {
    strip_space(pattern, &stripped);
    t.pattern = text_builder_text(&stripped);
  }
  bool is_good = !stripped.failed && text_is_utf8(pattern) && translate(&t, is_literal, out);
  bool is_out_of_memory = stripped.failed || out->failed;
  text_builder_release(&stripped);
  if (is_out_of_memory) return REGEX_OUT_OF_MEMORY;
  return is_good ? REGEX_OK : REGEX_INVALID;
}
