/* The catalogue of attributes: what may be known about a subject, and in which type and period.
 *
 * Read from data/attributes.csv: id,name_zh,name_en,type,unit,period,personal.  Values are int64 in
 * a fixed scale for each type, or text; never floating point. */
#ifndef SUDUI_REGISTRY_ATTRIBUTE_H
#define SUDUI_REGISTRY_ATTRIBUTE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"

typedef enum attribute_type {
  ATTRIBUTE_MONEY,   /* fen, scale 2 */
  ATTRIBUTE_INTEGER, /* scale 0 */
  ATTRIBUTE_NUMBER,  /* scale 6 */
  ATTRIBUTE_RATIO,   /* 12.5 % is 0.125; scale 12 */
  ATTRIBUTE_BOOLEAN, /* 0 or 1 */
  ATTRIBUTE_DATE,    /* day number of base/calendar */
  ATTRIBUTE_STRING,
  ATTRIBUTE_TYPE_COUNT
} attribute_type;

typedef enum attribute_period {
  ATTRIBUTE_PERIOD_NONE,
  ATTRIBUTE_PERIOD_YEAR, /* 2024 */
  ATTRIBUTE_PERIOD_MONTH /* 202403 */
} attribute_period;

typedef struct attribute {
  text id; /* NUL-ended, like all texts here */
  text name_chinese;
  text name_english;
  text unit;
  attribute_type type;
  attribute_period period;
  bool personal;
  size_t index; /* in the catalogue */
} attribute;

typedef struct attribute_catalogue {
  const attribute *attributes; /* in the file's order */
  size_t count;
  struct map *by_id; /* used by attribute_find */
} attribute_catalogue;

/* Everything lives in `a`.  Errors name file, line and value. */
sd_status attribute_catalogue_read(text csv, const char *name, arena *a, attribute_catalogue **out,
                                   sd_error *error);
sd_status attribute_catalogue_read_file(const char *path, arena *a, attribute_catalogue **out,
                                        sd_error *error);
const attribute *attribute_find(const attribute_catalogue *c, text id); /* NULL when unknown */

/* "****0777": of a personal attribute a number of more than four digits (an account, a telephone)
 * loses all but its last four at most, in place; names and everything else stay.  What is shown on
 * pages or copied out of the sealed facts.  Source: R-51, R-21 (bank accounts are never published).
 */
void attribute_mask(const attribute *a, char *value);

const char *attribute_type_name(attribute_type type); /* "money"; static */
bool attribute_type_parse(text name, attribute_type *out);
const char *attribute_period_name(attribute_period period); /* "year"; static */
bool attribute_period_parse(text name, attribute_period *out);
/* 0 for none, a year of base/limits.h, or such a year and a month. */
bool attribute_period_fits(attribute_period kind, int64_t period);
/* Digits behind the point in the int64: 2 for money, 6 for number, 12 for ratio, else 0. */
int32_t attribute_type_scale(attribute_type type);
bool attribute_type_is_numeric(attribute_type type); /* money, integer, number, ratio */

/* A value of one attribute. */
typedef struct fact_value {
  attribute_type type;
  int64_t number; /* everything but strings */
  text content;   /* strings */
} fact_value;

bool fact_value_equal(const fact_value *a, const fact_value *b);
/* For money, integer, number and ratio; money in yuan. */
decimal fact_value_decimal(const fact_value *v);
/* For people: "1,234.56", "0.125", "2024-05-31", 是/否 or yes/no, the text itself.  Writes at most
 * `size` bytes and a NUL. */
void fact_value_format(const fact_value *v, language lang, char *buffer, size_t size);
/* For files and hashes: plain digits, ISO dates, true/false; the same in every language. */
void fact_value_format_plain(const fact_value *v, char *buffer, size_t size);

#endif
