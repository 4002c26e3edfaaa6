/* Borrowed runs of UTF-8: compare, find, trim, decode.
 *
 * A text never owns its bytes and is not ended by a NUL unless its maker says so. */
#ifndef SUDUI_BASE_TEXT_H
#define SUDUI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct text {
  const char *data;
  size_t size; /* bytes */
} text;

#define TEXT(literal) ((text){(literal), sizeof(literal) - 1})
/* For printf: "%.*s", TEXT_ARG(t). */
#define TEXT_ARG(t) (int)(t).size, (t).data

text text_of(const char *string); /* NULL gives an empty text */
bool text_equal(text a, text b);
bool text_is(text a, const char *string);
/* By bytes, which for UTF-8 is by code points. */
int text_compare(text a, text b);
bool text_starts_with(text a, text prefix);
bool text_ends_with(text a, text suffix);
/* Byte offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t text_find(text haystack, text needle, size_t from);
text text_slice(text a, size_t from, size_t size); /* clamps */
/* Without white space of Unicode (also U+3000 and U+FEFF) at both ends. */
text text_trim(text a);

/* Decodes one code point at byte `*offset` and moves it on.  Returns -1 at the end and -2, moving
 * one byte, on bytes that are not UTF-8. */
int32_t text_decode(text a, size_t *offset);
/* Writes 1 to 4 bytes and returns how many. */
size_t text_encode(char buffer[4], int32_t code_point);
bool text_is_utf8(text a);
size_t text_code_points(text a);
/* How many code points must be changed, added, dropped or swapped with their neighbour to make one
 * of the other; SIZE_MAX when a text has more than 64.  For "did you mean". */
size_t text_distance(text a, text b);
/* FNV-1a, for maps. */
uint64_t text_hash(text a);
/* True for the white space of FEEL (DMN 1.5 section 10.3.1.2, rule 61 and following). */
bool code_point_is_space(int32_t c);

#endif
