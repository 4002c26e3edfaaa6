/* Turns FEEL text into tokens on demand; knows no names in scope.
 *
 * Every call moves `at` forward until the end, so that a parser that only asks on always ends. */
#include "feel/lexer.h"

#include <string.h>

#include "base/messages/feel.h"

typedef struct code_range {
  int32_t first, last;
} code_range;

/* Spec: grammar rule 28, name start char.  `?` is among them. */
static const code_range name_start_ranges[] = {
    {'?', '?'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
    {0xc0, 0xd6},     {0xd8, 0xf6},     {0xf8, 0x2ff},    {0x370, 0x37d},
    {0x37f, 0x1fff},  {0x200c, 0x200d}, {0x2070, 0x218f}, {0x2c00, 0x2fef},
    {0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff}};
/* Spec: grammar rule 29, name part char: what is added to those above. */
static const code_range name_part_ranges[] = {
    {'0', '9'}, {0xb7, 0xb7}, {0x300, 0x36f}, {0x203f, 0x2040}};

static bool in_ranges(int32_t c, const code_range *ranges, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (c >= ranges[i].first && c <= ranges[i].last) return true;
  return false;
}

bool code_point_begins_name(int32_t c) {
  return in_ranges(c, name_start_ranges, sizeof name_start_ranges / sizeof *name_start_ranges) &&
         !code_point_is_space(c);
}

bool code_point_continues_name(int32_t c) {
  return code_point_begins_name(c) ||
         in_ranges(c, name_part_ranges, sizeof name_part_ranges / sizeof *name_part_ranges);
}

static const char *const token_texts[TOKEN_KIND_COUNT] = {
#define TOKEN(name, spelling) [TOKEN_##name] = spelling,
#include "feel/tokens.def"
#undef TOKEN
};

const char *token_kind_text(token_kind kind) { return token_texts[kind]; }

bool token_is_keyword(token_kind kind) { return kind >= TOKEN_IF; }

static token_kind find_keyword(text word) {
  for (token_kind kind = TOKEN_IF; kind < TOKEN_KIND_COUNT; kind++) {
    const char *spelling = token_texts[kind]; /* between back quotes */
    if (strlen(spelling) == word.size + 2 && memcmp(spelling + 1, word.data, word.size) == 0)
      return kind;
  }
  return TOKEN_NAME;
}

static void lexer_report(lexer *l, message_id message, uint32_t start, uint32_t end,
                         const char *argument) {
  const char *arguments[] = {argument, NULL};
  diagnostic_add(l->diagnostics, DIAGNOSTIC_ERROR, message, (source_span){l->source, start, end},
                 arguments);
}

static char lexer_byte(const lexer *l, size_t offset) {
  size_t at = l->at + offset;
  return at < l->source->text.size ? l->source->text.data[at] : '\0';
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void skip_block_comment(lexer *l) {
  size_t end = text_find(l->source->text, TEXT("*/"), l->at + 2);
  if (end != SIZE_MAX) {
    l->at = (uint32_t)end + 2;
    return;
  }
  lexer_report(l, MESSAGE_FEEL_UNTERMINATED_COMMENT, l->at, l->at + 2, NULL);
  l->at = (uint32_t)l->source->text.size;
}

static void skip_space_and_comments(lexer *l) {
  text source = l->source->text;
  for (;;) {
    size_t next = l->at;
    int32_t c = text_decode(source, &next);
    if (c >= 0 && code_point_is_space(c)) {
      l->at = (uint32_t)next;
    } else if (c == '/' && lexer_byte(l, 1) == '/') {
      size_t end = text_find(source, TEXT("\n"), l->at);
      l->at = (uint32_t)(end == SIZE_MAX ? source.size : end);
    } else if (c == '/' && lexer_byte(l, 1) == '*') {
      skip_block_comment(l);
    } else {
      return;
    }
  }
}

/* Spec: grammar rule 37: digits [. digits] | . digits, with an exponent. */
static void scan_number(lexer *l) {
  while (is_digit(lexer_byte(l, 0))) l->at++;
  if (lexer_byte(l, 0) == '.' && is_digit(lexer_byte(l, 1))) {
    l->at++;
    while (is_digit(lexer_byte(l, 0))) l->at++;
  }
  char e = lexer_byte(l, 0);
  if (e != 'e' && e != 'E') return;
  size_t digits = lexer_byte(l, 1) == '+' || lexer_byte(l, 1) == '-' ? 2 : 1;
  if (!is_digit(lexer_byte(l, digits))) return;
  l->at += (uint32_t)digits;
  while (is_digit(lexer_byte(l, 0))) l->at++;
}

static token_kind scan_string(lexer *l) {
  uint32_t start = l->at++;
  for (;;) {
    if (l->at >= l->source->text.size) {
      lexer_report(l, MESSAGE_FEEL_UNTERMINATED_STRING, start, l->at, NULL);
      return TOKEN_FAULTY;
    }
    char c = l->source->text.data[l->at++];
    if (c == '"') return TOKEN_STRING;
    if (c == '\\' && l->at < l->source->text.size) l->at++;
  }
}

static token_kind scan_word(lexer *l) {
  uint32_t start = l->at;
  for (;;) {
    size_t next = l->at;
    int32_t c = text_decode(l->source->text, &next);
    if (c < 0 || !code_point_continues_name(c)) break;
    l->at = (uint32_t)next;
  }
  text word = text_slice(l->source->text, start, l->at - start);
  return text_is(word, "?") ? TOKEN_QUESTION : find_keyword(word);
}

typedef struct symbol {
  char spelling[3];
  token_kind kind;
} symbol;

/* Longer ones before their beginnings. */
static const symbol symbols[] = {{"**", TOKEN_STAR_STAR},
                                 {"!=", TOKEN_NOT_EQUAL},
                                 {"<=", TOKEN_LESS_EQUAL},
                                 {">=", TOKEN_GREATER_EQUAL},
                                 {"..", TOKEN_POINT_POINT},
                                 {"->", TOKEN_ARROW},
                                 {"+", TOKEN_PLUS},
                                 {"-", TOKEN_MINUS},
                                 {"*", TOKEN_STAR},
                                 {"/", TOKEN_SLASH},
                                 {"=", TOKEN_EQUAL},
                                 {"<", TOKEN_LESS},
                                 {">", TOKEN_GREATER},
                                 {"(", TOKEN_PARENTHESIS_OPEN},
                                 {")", TOKEN_PARENTHESIS_CLOSE},
                                 {"[", TOKEN_BRACKET_OPEN},
                                 {"]", TOKEN_BRACKET_CLOSE},
                                 {"{", TOKEN_BRACE_OPEN},
                                 {"}", TOKEN_BRACE_CLOSE},
                                 {",", TOKEN_COMMA},
                                 {":", TOKEN_COLON},
                                 {".", TOKEN_POINT},
                                 {"@", TOKEN_AT},
                                 {"'", TOKEN_APOSTROPHE}};

static token_kind scan_symbol(lexer *l) {
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    size_t size = symbols[i].spelling[1] ? 2 : 1;
    if (lexer_byte(l, 0) != symbols[i].spelling[0]) continue;
    if (size == 2 && lexer_byte(l, 1) != symbols[i].spelling[1]) continue;
    l->at += (uint32_t)size;
    return symbols[i].kind;
  }
  size_t next = l->at;
  text_decode(l->source->text, &next);
  char shown[8] = {0};
  memcpy(shown, l->source->text.data + l->at, next - l->at);
  lexer_report(l, MESSAGE_FEEL_UNREADABLE_CHARACTER, l->at, (uint32_t)next, shown);
  l->at = (uint32_t)next;
  return TOKEN_FAULTY;
}

token lexer_next(lexer *l) {
  uint32_t before = l->at;
  skip_space_and_comments(l);
  token t = {.kind = TOKEN_END, .start = l->at, .end = l->at};
  t.is_preceded_by_space = l->at > before;
  size_t next = l->at;
  int32_t c = text_decode(l->source->text, &next);
  if (c == -1) return t;
  if (is_digit((char)c) && c < 128) {
    scan_number(l);
    t.kind = TOKEN_NUMBER;
  } else if (c == '.' && is_digit(lexer_byte(l, 1))) {
    scan_number(l);
    t.kind = TOKEN_NUMBER;
  } else if (c == '"') {
    t.kind = scan_string(l);
  } else if (c >= 0 && code_point_begins_name(c)) {
    t.kind = scan_word(l);
  } else {
    t.kind = scan_symbol(l);
  }
  t.end = l->at;
  return t;
}

/* Reads `count` hexadecimal digits; -1 when there are fewer. */
static int32_t read_hexadecimal(text t, size_t at, size_t count) {
  uint32_t number = 0;
  if (at + count > t.size) return -1;
  for (size_t i = 0; i < count; i++) {
    char c = t.data[at + i];
    uint32_t digit;
    if (is_digit(c))
      digit = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
      digit = (uint32_t)(c - 'A') + 10;
    else
      return -1;
    number = number * 16 + digit;
  }
  return (int32_t)number;
}

/* \uXXXX (a pair of surrogates too) or \UXXXXXX at the backslash `*at`; false leaves it alone, also
 * half a pair, which is no character. */
static bool decode_unicode_escape(text t, size_t *at, int32_t *out) {
  char form = *at + 1 < t.size ? t.data[*at + 1] : '\0';
  size_t digits = form == 'u' ? 4 : form == 'U' ? 6 : 0;
  if (digits == 0) return false;
  int32_t c = read_hexadecimal(t, *at + 2, digits);
  if (c < 0 || c > 0x10ffff) return false;
  size_t end = *at + 2 + digits;
  if (c >= 0xd800 && c <= 0xdbff && end + 1 < t.size && t.data[end] == '\\' &&
      t.data[end + 1] == 'u') {
    int32_t low = read_hexadecimal(t, end + 2, 4);
    if (low >= 0xdc00 && low <= 0xdfff) {
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
      end += 6;
    }
  }
  if (c >= 0xd800 && c <= 0xdfff) return false;
  *at = end;
  *out = c;
  return true;
}

/* Spec: grammar rule 64, string escape sequences.  An unknown escape stands for itself, so that a
 * regular expression "\d" needs no doubled backslash. */
text lexer_string_value(arena *a, text spelling) {
  text inner = text_slice(spelling, 1, spelling.size >= 2 ? spelling.size - 2 : 0);
  if (text_find(inner, TEXT("\\"), 0) == SIZE_MAX) return inner;
  char *out = arena_allocate(a, inner.size + 1);
  if (!out) return (text){NULL, 0};
  static const char escapes[] = "n\nr\rt\t'\'\"\"\\\\";
  size_t size = 0, at = 0;
  while (at < inner.size) {
    char c = inner.data[at];
    if (c != '\\' || at + 1 >= inner.size) {
      out[size++] = c;
      at++;
      continue;
    }
    int32_t code_point;
    if (decode_unicode_escape(inner, &at, &code_point)) {
      size += text_encode(out + size, code_point);
      continue;
    }
    char meant = '\0';
    for (size_t i = 0; escapes[i]; i += 2)
      if (escapes[i] == inner.data[at + 1]) meant = escapes[i + 1];
    if (meant) {
      out[size++] = meant;
      at += 2;
    } else {
      out[size++] = inner.data[at++];
    }
  }
  return (text){out, size};
}
