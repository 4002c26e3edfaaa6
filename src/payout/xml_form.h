/* Reads an XML message by a table of the elements that matter.
 *
 * A form is a table of elements in document order (parents before children).  The reader walks the
 * document once, keeps the text of each listed leaf, skips what is not listed, and calls the
 * visitor at the end of each record with all values that belong to it. */
#ifndef SUDUI_PAYOUT_XML_FORM_H
#define SUDUI_PAYOUT_XML_FORM_H

#include "base/arena.h"
#include "base/error.h"

typedef enum form_kind {
  FORM_GROUP,  /* its leaves may stand once within the record around it */
  FORM_RECORD, /* repeats; values below it are cleared when it begins, visited when it ends */
  FORM_LEAF,   /* text, at most once */
  FORM_FIRST   /* text that may repeat; the first one counts */
} form_kind;

typedef struct form_element {
  int parent; /* index in the table; -1 for the root */
  form_kind kind;
  const char *name;
} form_element;

typedef struct form {
  const char *message; /* "camt.053.001.08": its namespace is urn:iso:std:iso:20022:tech:xsd:… */
  const form_element *elements;
  int count;  /* at most FORM_ELEMENTS_MAX */
  bool plain; /* its elements have no namespace, and amounts no currency */
} form;

enum { FORM_ELEMENTS_MAX = 96 };

typedef struct form_value {
  const char *value;    /* trimmed, NUL-ended, in the arena; NULL when absent */
  const char *currency; /* the attribute Ccy, or NULL */
  uint32_t line, column;
} form_value;

/* `record` is the index of the record that ended, at `line`; `values` are indexed like the table.
 */
typedef sd_status (*form_visitor)(void *context, int record, uint32_t line,
                                  const form_value *values, sd_error *error);

/* Refuses other roots and namespaces, DTDs and whatever base/xml refuses. */
sd_status form_read(const form *f, text bytes, const char *name, arena *a, form_visitor visit,
                    void *context, sd_error *error);

/* SD_INVALID with the element's name when it is absent; `line` is the record's. */
sd_status form_require(const form *f, const form_value *values, int element, uint32_t line,
                       sd_error *error);
/* SD_INVALID with the value and its place. */
sd_status form_value_invalid(const form *f, const form_value *values, int element, sd_error *error);
/* A CNY amount above or equal to 0 with at most two decimals; must be present. */
sd_status form_amount(const form *f, const form_value *values, int element, uint32_t line,
                      int64_t *fen_out, sd_error *error);
/* The same for a plain form: no currency, and a minus sign where `may_be_negative`. */
sd_status form_plain_amount(const form *f, const form_value *values, int element, uint32_t line,
                            bool may_be_negative, int64_t *fen_out, sd_error *error);
/* A whole number from 0 to 15 digits; must be present. */
sd_status form_number(const form *f, const form_value *values, int element, uint32_t line,
                      int64_t *out, sd_error *error);
/* CRDT or DBIT; must be present. */
sd_status form_is_credit(const form *f, const form_value *values, int element, uint32_t line,
                         bool *out, sd_error *error);
/* A date, or the date of a date and time, from either element; NULL when both are absent. */
sd_status form_date(const form *f, const form_value *values, int date, int date_time, arena *a,
                    const char **out, sd_error *error);

#endif
