/* What one holder gets in a year from several items together: the table policies/ceilings.csv.
 *
 * A limit in yuan, or a share of a figure on file, or the smaller of both; per subject, or per
 * group: everybody with one value of an attribute.  Source: R-32; 不超过企业区级税收留成 (Haicang),
 * 不超过纳税额且不超过 500 万元 (a district of Shenzhen), 80 % of the local contribution. */
#ifndef SUDUI_POLICY_CEILING_H
#define SUDUI_POLICY_CEILING_H

#include "base/arena.h"
#include "base/error.h"

typedef struct ceiling {
  text id;
  text items;        /* ids with spaces between, or "*"; in this order they use the ceiling up */
  text holder;       /* empty: the subject; else an attribute */
  int64_t limit_fen; /* 0: none */
  text attribute;    /* empty: none */
  bool has_period;
  int32_t period_offset; /* 0 is the data year */
  int64_t share_ppm;     /* of the attribute's value */
  text clause;
  uint32_t line;
} ceiling;

typedef struct ceiling_table {
  text source;
  const ceiling *rows;
  size_t count;
} ceiling_table;

/* Columns ceiling, items, per, limit, attribute, period, share, clause.  `content` is copied.
 * SD_INVALID with the line. */
sd_status ceiling_table_read(text content, const char *file, arena *a, ceiling_table **out,
                             sd_error *error);

#endif
