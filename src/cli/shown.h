/* Values, comparisons, units and names as people read them. */
#ifndef SUDUI_CLI_SHOWN_H
#define SUDUI_CLI_SHOWN_H

#include "cli/city.h"
#include "policy/item.h"

/* All strings live in the call's arena or are static. */

/* "1,234,567.80" for a plain number, "…" at its end kept; a word for true and false; else as is. */
const char *shown_value(const invocation *call, text value);
/* "≥" for ">=". */
const char *shown_comparison(arena *a, text comparison);
/* " 元" or " yuan"; "" without a unit. */
const char *shown_unit(const invocation *call, const attribute *of);
/* The unit of what an input of the version stands for; "" when there is no such input. */
const char *shown_unit_of(const invocation *call, const city *c, const item_version *v, text input);
/* "0.12" with a per cent sign for millionths, rounded up. */
const char *shown_percent(arena *a, int64_t ppm);
/* The item's name in the call's language. */
const char *shown_item(const invocation *call, const item_version *v);
/* The value of the fact "name", or the code. */
const char *subject_name(city *c, const char *code, arena *a);

#endif
