/* The FEEL types: instance-of, conformance and the implicit conversions of the standard.
 *
 * Types are immutable and live in the model's arena; the basic ones are static.  Spec: DMN 1.5
 * sections 10.3.2.9 (conformance) and 10.3.2.9.4 (conversions). */
#ifndef SUDUI_FEEL_TYPE_H
#define SUDUI_FEEL_TYPE_H

#include "feel/value.h"

struct evaluation;

typedef enum type_kind {
  TYPE_ANY,
  TYPE_NULL,
  TYPE_BOOLEAN,
  TYPE_NUMBER,
  TYPE_STRING,
  TYPE_DATE,
  TYPE_TIME,
  TYPE_DATE_TIME,
  TYPE_DAYS_DURATION,
  TYPE_MONTHS_DURATION,
  TYPE_RANGE,
  TYPE_LIST,
  TYPE_CONTEXT,
  TYPE_FUNCTION,
  TYPE_NEVER /* a name that is no type: nothing is an instance of it */
} type_kind;

typedef struct feel_type feel_type;

typedef struct type_field {
  text name;
  const feel_type *type; /* never NULL */
} type_field;

/* Further demand on a value that already has the right shape (allowed values, type constraint of
 * an item definition).  True when `v`, which is not null, is allowed. */
typedef bool type_constraint(struct evaluation *e, const void *data, value v);

struct feel_type {
  type_kind kind;
  text name;                /* of the item definition, or empty */
  const feel_type *element; /* LIST, RANGE; NULL means Any */
  const type_field *fields; /* CONTEXT: members; FUNCTION: parameters (names may be empty) */
  size_t field_count;
  bool any_signature;          /* FUNCTION without parameter list, CONTEXT without members */
  const feel_type *result;     /* FUNCTION; NULL means Any */
  type_constraint *constraint; /* or NULL */
  const void *constraint_data;
};

/* The basic types, static; TYPE_LIST, _RANGE, _CONTEXT, _FUNCTION without further demands. */
const feel_type *type_basic(type_kind kind);

/* "number", "date and time", "dayTimeDuration", "Any" ...: the basic type, or NULL. */
const feel_type *type_find_basic(text name);

/* `v instance of type`, true or false; null is an instance of Any and of Null only.
 * Spec: 10.3.2.9, Table 47. */
bool type_is_instance(struct evaluation *e, value v, const feel_type *type);

/* True when a value of type `type` may stand where `wanted` is asked.  Spec: 10.3.2.9.1. */
bool type_conforms(const feel_type *type, const feel_type *wanted);

/* The value as `type` after the implicit conversions of the standard: singleton list to item, item
 * to singleton list, date to date and time; null when it does not conform.  NULL type: `v` itself.
 * Unknown values pass.  Spec: 10.3.2.9.4. */
value type_coerce(struct evaluation *e, value v, const feel_type *type);
/* True when type_coerce would plainly give `*v` back, for the kinds without parts and without
 * constraints; false says nothing. */
bool type_is_plain_fit(const value *v, const feel_type *type);

/* As FEEL writes it: list<number>, function<number> -> string. */
struct text_builder;
void type_to_text(const feel_type *type, struct text_builder *out);

#endif
