/* A number as a person types it: "1,234,567.8", "1 234", "１２３．５", " -3 ".
 *
 * Read strictly, because a wrong reading would look like an answer: separators only between groups
 * of three digits before the point, no exponents, nothing around it. */
#ifndef SUDUI_BASE_TYPED_NUMBER_H
#define SUDUI_BASE_TYPED_NUMBER_H

#include "base/decimal.h"

/* False for everything else, for more than 60 bytes, and from 10^18 on. */
bool typed_number_read(text typed, decimal *out);

#endif
