/* Turns FEEL text into tokens on demand; knows no names in scope.
 *
 * The parser may move the lexer past a name that the name table recognised, so tokens are read one
 * at a time from a byte offset.  Nothing is allocated except the text of strings with escapes.
 * Spec: DMN 1.5 section 10.3.1.2, grammar rules 27 to 37 and 57 to 66. */
#ifndef SUDUI_FEEL_LEXER_H
#define SUDUI_FEEL_LEXER_H

#include "base/arena.h"
#include "feel/diagnostic.h"

typedef enum token_kind {
#define TOKEN(name, spelling) TOKEN_##name,
#include "feel/tokens.def"
#undef TOKEN
  TOKEN_KIND_COUNT
} token_kind;

typedef struct token {
  token_kind kind;
  uint32_t start, end; /* bytes of the source */
  bool is_preceded_by_space;
} token;

typedef struct lexer {
  const source_text *source;
  diagnostic_list *diagnostics; /* may be NULL */
  uint32_t at;
} lexer;

/* The next token, skipping white space and comments; TOKEN_END at the end.  Bytes that begin no
 * token give TOKEN_FAULTY and a diagnostic. */
token lexer_next(lexer *l);

/* The value of a TOKEN_STRING (or the string of an @"..." literal) without quotes and escapes.
 * NULL data when memory is out. */
text lexer_string_value(arena *a, text spelling);

/* "`then`" or "a number": how diagnostics speak of a kind; static. */
const char *token_kind_text(token_kind kind);
/* True for if, then, else, for, and, ...: kinds spelt with letters. */
bool token_is_keyword(token_kind kind);

/* Spec: grammar rules 28 to 30; the symbols of rule 30 are not included. */
bool code_point_begins_name(int32_t c);
bool code_point_continues_name(int32_t c);

#endif
