/* Files in UTF-8, UTF-16 and GB18030 to UTF-8, and full-width forms to half-width.
 *
 * GB18030 goes through glibc's iconv, which knows the four-byte characters of GB 18030-2022 that
 * ICU does not.  Bytes that do not fit the encoding are an error with their offset, never "?". */
#ifndef SUDUI_BASE_ENCODING_H
#define SUDUI_BASE_ENCODING_H

#include "base/error.h"
#include "base/file.h"
#include "base/text_builder.h"

typedef enum encoding {
  ENCODING_UTF8,
  ENCODING_UTF8_MARKED, /* with a byte order mark, which is dropped */
  ENCODING_UTF16_LITTLE,
  ENCODING_UTF16_BIG,
  ENCODING_GB18030,
  ENCODING_GBK /* never detected: what treasury and bank files are agreed to be in */
} encoding;

const char *encoding_name(encoding e); /* "UTF-8", ...; static */

/* By byte order mark; else UTF-8 if all of it is valid UTF-8; else GB18030. */
encoding encoding_detect(text bytes);
/* The same by reading the whole file once and rewinding it. */
sd_status encoding_detect_file(file_reader *file, encoding *out, sd_error *error);

/* Appends to `out`; `found_out` may be NULL. */
sd_status encoding_convert(text bytes, text_builder *out, encoding *found_out, sd_error *error);

/* Piece by piece: characters may be cut anywhere between two feeds. */
typedef struct encoding_decoder encoding_decoder;
encoding_decoder *encoding_decoder_create(encoding from); /* NULL when memory is out */
void encoding_decoder_destroy(encoding_decoder *d);       /* NULL is allowed */
/* Appends what is complete; `last` says that nothing follows.  SD_SYNTAX_ERROR names the offset
 * from the beginning of the first feed. */
sd_status encoding_decoder_feed(encoding_decoder *d, text bytes, bool last, text_builder *out,
                                sd_error *error);

/* UTF-8 to GBK for files that go out: appends all of it, or nothing.  A character that GBK does not
 * have is SD_INVALID with its line and column, never replaced. */
sd_status encoding_to_gbk(text utf8, text_builder *out, sd_error *error);
/* True when every character has a place in GBK; false also when memory is out. */
bool encoding_fits_gbk(text utf8);

/* Full-width ASCII, digits and punctuation (U+FF01 to U+FF5E) and the ideographic space to ASCII,
 * U+2212 to '-', U+FFE5 to U+00A5.  Everything else is kept.  Source: R-70. */
void encoding_fold_width(text source, text_builder *out);
/* The form in which two account names are compared: widths folded, all brackets as ( ), middle
 * dots as one, white space dropped, a-z as A-Z.  Source: R-51. */
void encoding_fold_name(text source, text_builder *out);
/* True when both fold to one name, and when memory is out: who is not known to be another person
 * does not count as one. */
bool encoding_same_name(text a, text b);

#endif
