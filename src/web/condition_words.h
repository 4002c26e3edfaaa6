/* A condition of a model as people read it: "≥ 1,000,000", "is on record", "3 years".
 *
 * Only the writing changes, piece by piece: every name, number and text of the condition stays, in
 * its order, so that nobody reads something that the model does not say.  What has no words here
 * stays as the model writes it. */
#ifndef SUDUI_WEB_CONDITION_WORDS_H
#define SUDUI_WEB_CONDITION_WORDS_H

#include "base/arena.h"
#include "base/message.h"
#include "base/text.h"

/* A name of the model and what people call it. */
typedef struct condition_name {
  text name;  /* "上年研发费用" */
  text shown; /* "R&D spending 2023" */
} condition_name;

typedef struct condition_names {
  const condition_name *names;
  size_t count;
} condition_names;

/* "研发费用 >= 1000000" becomes "研发费用 ≥ 1,000,000".  `names` may be NULL.  The result lives in
 * `a`; the condition itself when memory is short.  Time grows with size × names. Spec: the
 * operators of DMN 1.5 section 10.3.1.2. */
text condition_words(text condition, const condition_names *names, language lang, arena *a);

/* A value as a model prints it: "P6674D" becomes "6,674 days", "true" becomes "yes", a number is
 * grouped and cut to four digits behind the point when it is endless; the rest stays. */
text condition_value_words(text value, language lang, arena *a);

#endif
