/* The mapping file: which column of an official's table is which attribute, unit, period, source.
 *
 * An INI text, documented in registry/README.md.  Everything is checked against the catalogue when
 * it is read, so that a wrong mapping fails before the table is opened. */
#ifndef SUDUI_REGISTRY_MAPPING_H
#define SUDUI_REGISTRY_MAPPING_H

#include "base/hash.h"
#include "registry/attribute.h"

/* A power of ten that a written number is multiplied with; UNIT_NONE when nothing was said. */
typedef enum value_unit {
  UNIT_NONE,
  UNIT_YUAN,     /* 元 */
  UNIT_THOUSAND, /* 千元 */
  UNIT_WAN,      /* 万元 */
  UNIT_MILLION,  /* 百万元 */
  UNIT_YI,       /* 亿元 */
  UNIT_PERCENT,  /* % */
  UNIT_PER_MILLE /* ‰ */
} value_unit;
/* Reads 元 万元 亿元 % ...; widths must be folded. */
bool value_unit_parse(text name, value_unit *out);
const char *value_unit_name(value_unit unit);

/* A setting that is the same for all rows, or stands in a column of its own. */
typedef struct mapping_setting {
  bool stated;
  int64_t fixed; /* a period (2024, 202403) or a day number */
  text column;   /* non-empty: its normalised name */
} mapping_setting;

typedef struct mapping_translation {
  text from; /* widths folded, white space dropped */
  text to;
} mapping_translation;

typedef struct mapping_column {
  text name;                  /* normalised path: parts joined with '/' */
  text shown;                 /* as written, for messages */
  const attribute *attribute; /* NULL: a column that is known and left out */
  value_unit unit;
  mapping_setting period;
  mapping_setting valid_from;
  text source;
  bool optional; /* may be missing in the table */
  bool negative; /* may be below zero */
  const mapping_translation *translations;
  size_t translation_count;
  text constant; /* non-NULL data: the value of every row, no column is read */
  uint32_t line;
} mapping_column;

typedef struct mapping {
  text source;
  text kind; /* "company" */
  text key;  /* normalised name of the column with the code */
  text key_shown;
  text sheet;                /* empty: the first */
  uint32_t header_first_row; /* 0: found by the key column's name */
  uint32_t header_last_row;
  value_unit unit;               /* of money, unless a column says another */
  const mapping_column *columns; /* with [constants] behind */
  size_t column_count;
  sm3_digest hash; /* of the file's bytes */
} mapping;

/* Everything lives in `a`.  `bytes` in any encoding of base/encoding.  Errors have line and name
 * value and remedy. */
sd_status mapping_read(text bytes, const char *name, const attribute_catalogue *catalogue, arena *a,
                       mapping **out, sd_error *error);
sd_status mapping_read_file(const char *path, const attribute_catalogue *catalogue, arena *a,
                            mapping **out, sd_error *error);

/* The form in which column names are compared: widths folded, white space, line breaks and '*'
 * dropped, brackets made ( ), a unit in brackets at the end taken off and given back in `*unit_out`
 * (NULL allowed).  NUL-ended, in `a`; NULL data when memory is out. */
text column_name_normalise(arena *a, text name, value_unit *unit_out);

/* The mapping that belongs to a table: "x.csv" -> "x.mapping" beside it, else "mapping.ini" in its
 * folder.  SD_NOT_FOUND names what was looked for. */
sd_status mapping_path_for(const char *table_path, arena *a, const char **out, sd_error *error);

#endif
