/* Names of models in English: a rendering for people, beside which the model's own text is the law.
 *
 * The table data/names.csv says what names and words of the models mean, the catalogue of
 * attributes what its attributes do; the language of the rules itself is English already.  Nothing
 * is decided by it. */
#ifndef SUDUI_POLICY_ENGLISH_H
#define SUDUI_POLICY_ENGLISH_H

#include "registry/attribute.h"

typedef struct english_names english_names;

/* Everything lives in `a`, and the catalogue outlives it.  `csv` has the columns zh and en; empty:
 * only the catalogue.  SD_INVALID with the line for a row without either, and for a name that
 * stands twice or in the catalogue too. */
sd_status english_names_read(text csv, const char *file, const attribute_catalogue *attributes,
                             arena *a, english_names **out, sd_error *error);

/* Of one name or word; empty when nobody has said what it means.  `n` NULL: empty. */
text english_name(const english_names *n, text name);

/* An expression with every name, and every text in quotes, that is known: "研发费用 >= 5" becomes
 * "R&D expenditure >= 5".  Runs of letters, digits and "_" are taken for names.  In `a`; empty when
 * nothing in it is known or memory is out. */
text english_expression(const english_names *n, text expression, arena *a);

#endif
