/* JSON to FEEL values by their declared types, and values to JSON; numbers keep every digit.
 *
 * Spec: DMN 1.5 section 10.3.2.3 (the kinds of values), 10.3.4.1 (the texts of temporal values). */
#ifndef SUDUI_LIBDMN_JSON_VALUE_H
#define SUDUI_LIBDMN_JSON_VALUE_H

#include "base/error.h"
#include "base/json.h"
#include "feel/type.h"

/* The value of `json` where `type` (NULL: any) is asked, in `a`; texts are borrowed from `json`.
 * Strings become dates, times, durations and ranges where the type says so; other conversions are
 * left to type_coerce.  `name` is what errors call it.
 *
 * Fails with SD_TYPE_ERROR (a string that is no such temporal value, a number of more than 34
 * digits) or SD_OUT_OF_MEMORY. */
sd_status json_value_read(const json_value *json, const feel_type *type, text name, arena *a,
                          value *out, sd_error *error);

/* Appends `v` as JSON.  False when it is nested deeper than LIMIT_VALUE_DEPTH; when `out` is full
 * that is seen in out->failed. */
bool json_value_write(value v, text_builder *out);

#endif
