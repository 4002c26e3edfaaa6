/* Regular expressions of XPath and XQuery, translated to PCRE2.
 *
 * The dialect differs from PCRE2's in classes (subtraction, \i, \c, \p{IsBlock}), in what `.` and
 * `\w` mean and in what is an error; the translator writes explicit classes and refuses the rest.
 * A call that takes more steps than base/limits.h allows ends in REGEX_LIMIT.
 * Spec: DMN 1.5 section 10.3.4.3 (matches, replace, split); XQuery 1.0 and XPath 2.0 Functions and
 * Operators section 7.6. */
#ifndef SUDUI_FEEL_REGEX_H
#define SUDUI_FEEL_REGEX_H

#include "feel/value.h"

typedef enum regex_outcome {
  REGEX_OK = 0,
  REGEX_INVALID, /* the pattern, flags or replacement are not of the dialect */
  REGEX_LIMIT,   /* too much work for one match */
  REGEX_OUT_OF_MEMORY
} regex_outcome;

typedef struct regex regex;

/* `flags`: any of s m i x q.  The expression is the caller's and belongs to one thread (it holds
 * the place of its last match); regex_destroy takes NULL. */
regex_outcome regex_create(text pattern, text flags, regex **out);
void regex_destroy(regex *r);

/* True in *found_out when any part of the input matches. */
regex_outcome regex_find(regex *r, text input, bool *found_out);
/* $1 to $9.. and \$ \\ in the replacement as in fn:replace (with flag q it is literal); a pattern
 * that matches the empty string is REGEX_INVALID. */
regex_outcome regex_replace(regex *r, arena *a, text input, text replacement, text *out);
/* The parts between the matches as a list of strings. */
regex_outcome regex_split(regex *r, arena *a, text input, value *list_out);

/* The PCRE2 pattern, for tests; REGEX_INVALID as regex_create would say. */
struct text_builder;
regex_outcome regex_translate(text pattern, text flags, struct text_builder *out);

#endif
