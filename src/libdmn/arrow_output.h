/* Schemas and arrays of results for other programs, each owning what it holds.
 *
 * Spec: Arrow C data interface, "Release callback semantics": a parent releases its children unless
 * they were moved away; what was moved lives on without its parent. */
#ifndef SUDUI_LIBDMN_ARROW_OUTPUT_H
#define SUDUI_LIBDMN_ARROW_OUTPUT_H

#include <dmn.h>

#include "base/text.h"
#include "feel/type.h"

/* What a decision's values come out as. */
typedef enum arrow_value {
  ARROW_VALUE_BOOLEAN,
  ARROW_VALUE_NUMBER,
  ARROW_VALUE_DATE,
  ARROW_VALUE_TEXT,
  ARROW_VALUE_JSON
} arrow_value;
arrow_value arrow_value_of(const feel_type *type);

/* The codes of a status; the dictionary has their words. */
typedef enum arrow_status {
  ARROW_STATUS_MET,
  ARROW_STATUS_NOT_MET,
  ARROW_STATUS_VALUE,
  ARROW_STATUS_NULL,
  ARROW_STATUS_UNKNOWN
} arrow_status;

/* A schema of its own with room for `child_count` children (their structs are there, empty).  False
 * when memory is out; then out->release is NULL. */
bool arrow_schema_make(struct ArrowSchema *out, const char *format, text name, text suffix,
                       size_t child_count);
/* Adds an empty dictionary struct to fill. */
bool arrow_schema_add_dictionary(struct ArrowSchema *schema);
/* Releases when there is something to. */
void arrow_schema_drop(struct ArrowSchema *schema);

/* An array that takes over `buffers` (blocks of memory_allocate or NULL), also when it fails. */
bool arrow_array_make(struct ArrowArray *out, int64_t length, int64_t null_count,
                      void *const *buffers, size_t buffer_count, size_t child_count);
bool arrow_array_add_dictionary(struct ArrowArray *array);
void arrow_array_drop(struct ArrowArray *array);

/* An array of `count` texts without nulls, copied. */
bool arrow_array_of_texts(struct ArrowArray *out, const text *texts, size_t count);

/* The schema of the three columns of a decision, at `children`; `with_missing` false: of two. */
bool arrow_decision_schema(struct ArrowSchema *const *children, text name, arrow_value kind,
                           uint8_t number_scale, bool with_missing);
/* A status column; takes over `codes`. */
bool arrow_status_array(struct ArrowArray *out, int8_t *codes, size_t count);

#endif
