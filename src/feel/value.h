/* The tagged FEEL value: kinds, containers, equality, ordering, null and unknown.
 *
 * A value is a small struct passed by copy; what it points to lives in the arena of the
 * evaluation that made it (or of the compiled model for constants) and never changes.  Spec: DMN
 * 1.5 section 10.3.2.  Beside the standard's kinds there is VALUE_UNKNOWN: the result of what a
 * missing fact decides, with the set of the facts that could decide it.  It occurs only when the
 * evaluation asks for three values; plain DMN evaluation uses null. */
#ifndef SUDUI_FEEL_VALUE_H
#define SUDUI_FEEL_VALUE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/text.h"

typedef enum value_kind {
  VALUE_NULL = 0,
  VALUE_UNKNOWN,
  VALUE_BOOLEAN,
  VALUE_NUMBER,
  VALUE_STRING,
  VALUE_DATE,
  VALUE_TIME,
  VALUE_DATE_TIME,
  VALUE_DAYS_DURATION,   /* days and time duration */
  VALUE_MONTHS_DURATION, /* years and months duration */
  VALUE_RANGE,
  VALUE_LIST,
  VALUE_CONTEXT,
  VALUE_FUNCTION
} value_kind;

typedef struct value value;

/* Proleptic Gregorian; year -999,999,999 to 999,999,999, valid by construction. */
typedef struct feel_date {
  int32_t year;
  uint8_t month, day;
} feel_date;

typedef struct feel_time {
  int64_t nanos;          /* of the day */
  int32_t offset_seconds; /* east of UTC; only with has_offset */
  bool has_offset;        /* an offset is known: given, or of the zone at that moment */
  const char *zone;       /* IANA name, NUL-ended, or NULL */
} feel_time;

typedef struct feel_date_time {
  feel_date date;
  feel_time time;
} feel_date_time;

/* seconds and nanos have the same sign; |nanos| < 1e9. */
typedef struct feel_days_duration {
  int64_t seconds;
  int32_t nanos;
} feel_days_duration;

typedef struct value_list {
  size_t count;
  value *items;
} value_list;

typedef struct value_context {
  size_t count;
  text *keys;    /* in insertion order, unique */
  value *values; /* beside keys */
} value_context;

/* The missing facts that could decide an unknown: indices of the evaluation's facts, as bits. */
typedef struct missing_set {
  size_t word_count;
  uint64_t words[];
} missing_set;

struct value_range;
struct value_function;

struct value {
  value_kind kind;
  union {
    bool boolean;
    decimal number;
    text string;
    feel_date date;
    feel_time time;
    feel_date_time date_time;
    feel_days_duration days;
    int64_t months;
    const struct value_range *range;
    const value_list *list;
    const value_context *context;
    const struct value_function *function;
    const missing_set *missing; /* never NULL for VALUE_UNKNOWN */
  } as;
};

typedef struct value_range {
  value low, high; /* VALUE_NULL when that end is open-ended */
  bool low_closed, high_closed;
  bool has_low, has_high; /* false: unary form such as (> 10) or (<= 5) */
  bool is_equality;       /* the range made by (= x): low = high = x */
  bool is_inequality;     /* (!= x) */
  bool is_half_written;   /* range("[2..)"): equal to (>= 2) and to [2..null) */
} value_range;

static inline value value_null(void) { return (value){.kind = VALUE_NULL}; }
static inline value value_boolean(bool b) {
  return (value){.kind = VALUE_BOOLEAN, .as.boolean = b};
}
static inline value value_number(decimal d) {
  return (value){.kind = VALUE_NUMBER, .as.number = d};
}
static inline value value_string(text t) { return (value){.kind = VALUE_STRING, .as.string = t}; }
static inline bool value_is_null(value v) { return v.kind == VALUE_NULL; }
static inline bool value_is_true(value v) { return v.kind == VALUE_BOOLEAN && v.as.boolean; }
static inline bool value_is_false(value v) { return v.kind == VALUE_BOOLEAN && !v.as.boolean; }

/* --- Containers (memory of `a`; a value of kind VALUE_NULL when memory is out) --- */
value value_list_make(arena *a, const value *items, size_t count); /* copies the array */
value value_context_make(arena *a, const text *keys, const value *values, size_t count);
/* NULL when absent. */
const value *value_context_find(const value_context *context, text key);
value value_unknown_union(arena *a, value x, value y); /* either may be other kinds: ignored */
/* The unknown of one missing fact. */
value value_unknown_of(arena *a, size_t fact_index);
/* The union of every unknown in `v`, also inside of lists, contexts and range ends; VALUE_NULL
 * when there is none. */
value value_unknown_within(arena *a, value v);

/* --- Comparison --- */
typedef enum ternary { TERNARY_FALSE = 0, TERNARY_TRUE = 1, TERNARY_NULL = 2 } ternary;
/* FEEL `=`: TERNARY_NULL for kinds that cannot be compared.  Spec: Table 53 (10.3.2.13). */
ternary value_equal(value x, value y);
/* FEEL order: -1, 0, 1 in *order_out; false when not ordered.  Spec: Table 42, 53. */
bool value_order(value x, value y, int *order_out);
/* All fields, offsets and fractions alike: what tests and the conformance kit compare. */
bool value_identical(value x, value y);

/* The FEEL literal-like text of `v` as the string() function gives it (strings at top level
 * without quotes, inside containers with them).  Spec: 10.3.4.1, string(from). */
struct text_builder;
void value_to_text(value v, struct text_builder *out);

/* "number", "years and months duration" ...; static. */
const char *value_kind_name(value_kind kind);

#endif
