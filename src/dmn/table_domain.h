/* The values of a table's column, cut into pieces in which every condition is constant.
 *
 * Numbers and dates are cut at each constant into points and the open intervals between; strings
 * into the named ones and one other; booleans into two.  Each piece carries one value of it, for
 * the engine to try and for people to see.  An interval that holds no value (between two whole
 * numbers, two days) is left out, exactly: at 34 digits. */
#ifndef SUDUI_DMN_TABLE_DOMAIN_H
#define SUDUI_DMN_TABLE_DOMAIN_H

#include "feel/program.h"

typedef struct domain_piece {
  value sample;  /* a value in it */
  bool is_point; /* the sample is all there is */
  bool is_null;  /* the missing value: the last piece of every domain */
  bool
      is_unbounded; /* any value (the sample equals no constant); the domain has only it and null */
} domain_piece;

/* The constants that conditions compare with. */
typedef struct domain_constants {
  arena *arena;
  value *items;
  size_t count, capacity;
  bool mentions_null;
  bool is_out_of_memory;
} domain_constants;

/* Adds what the unary tests in instruction `test` compare with.  False when they are anything else
 * than comparisons with numbers, dates, booleans or null, or equality with strings. */
bool domain_read_tests(domain_constants *constants, const program *p, uint32_t test);

typedef struct table_domain {
  domain_piece *pieces; /* in ascending order, null last */
  size_t count;
  bool is_ordered; /* numbers and dates: neighbours in the array touch */
} table_domain;

/* `kind` is what the column's type says, VALUE_NULL when it says nothing: then the constants must
 * agree.  False when kinds are mixed or not of those above (and there are constants): no domain can
 * be made, and *out is one of any value. */
bool domain_make(domain_constants *constants, value_kind kind, bool is_whole, table_domain *out);

/* A number strictly between two (NULL: no end), as short as possible; false when there is none. */
bool domain_number_between(const decimal *low, const decimal *high, bool is_whole, decimal *out);

#endif
