/* Arrow columns as columns of the engine: formats read once, arrays checked and taken batch by
 * batch.
 *
 * Spec: Arrow columnar format and C data interface. */
#ifndef SUDUI_LIBDMN_ARROW_INPUT_H
#define SUDUI_LIBDMN_ARROW_INPUT_H

#include <dmn.h>

#include "base/error.h"
#include "column/column.h"
#include "feel/type.h"

typedef enum arrow_form {
  ARROW_ABSENT, /* the null type: missing everywhere */
  ARROW_SIGNED,
  ARROW_UNSIGNED,
  ARROW_DECIMAL,
  ARROW_BOOLEAN,
  ARROW_DAYS,
  ARROW_MILLISECONDS,
  ARROW_TEXT,
  ARROW_CODES /* integers with a dictionary of texts */
} arrow_form;

/* How a column comes. */
typedef struct arrow_input {
  text name; /* in the arena given */
  arrow_form form;
  uint8_t width;  /* bytes of a value or code */
  int32_t scale;  /* DECIMAL */
  bool is_large;  /* TEXT, and the dictionary of CODES: 64-bit offsets */
  bool is_signed; /* CODES */
  size_t child;   /* index among the struct's children */
} arrow_input;

/* Reads the format of one child for an input of `type` (NULL: any).  SD_TYPE_ERROR when it is not
 * taken; SD_OUT_OF_MEMORY. */
sd_status arrow_input_read(const struct ArrowSchema *schema, const feel_type *type, arena *a,
                           arrow_input *out, sd_error *error);

/* Takes the values of rows [0, row_count) of the struct `parent` from its child: borrowed where the
 * layouts agree, else copied into `a`.  Ranges are found.  SD_INVALID for an array that is not as
 * its format says, SD_TYPE_ERROR for a number of too many digits, SD_OUT_OF_MEMORY. */
sd_status arrow_input_take(const arrow_input *in, const struct ArrowArray *parent, arena *a,
                           column *out, sd_error *error);

#endif
