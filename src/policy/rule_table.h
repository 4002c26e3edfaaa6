/* Inside of policy/: tables of rules as CSV with a header, read row by row by the names of columns.
 *
 * The columns may stand in any order and others may stand beside them; rows that begin with # are
 * remarks.  Errors name file and line. */
#ifndef SUDUI_POLICY_RULE_TABLE_H
#define SUDUI_POLICY_RULE_TABLE_H

#include "base/arena.h"
#include "base/error.h"

typedef struct rule_row {
  const char *file;
  uint32_t line;
  const char *const *names; /* of the columns asked for, NULL-ended */
  const text *cells;        /* of these columns, trimmed, NUL-ended; empty when absent */
  arena *arena;
  sd_error *error;
} rule_row;

typedef sd_status (*rule_row_function)(void *context, const rule_row *row);

/* Calls `function` for each row in order.  SD_INVALID with the line for a missing column, a row
 * that is no CSV, more than LIMIT_RULE_TABLE_ROWS rows.  Texts of a row live in `a`. */
typedef struct rule_table {
  text content;
  const char *file;
  const char *const *names; /* the columns, NULL-ended; at most 16 */
  rule_row_function function;
  void *context;
} rule_table;
sd_status rule_table_read(const rule_table *table, arena *a, sd_error *error);

/* SD_INVALID at the row's place. */
sd_status rule_row_fail(const rule_row *row, message_id message, const char *const *arguments);
/* A located error when the cell is empty. */
sd_status rule_row_require(const rule_row *row, size_t column);
/* The index of the cell's word among `words` (NULL-ended), an empty cell being the empty word. */
sd_status rule_row_choice(const rule_row *row, size_t column, const char *const *words, int *out);
/* Yuan above zero; 0 for an empty cell. */
sd_status rule_row_money(const rule_row *row, size_t column, int64_t *fen_out);
/* "80%" or "0.8" as parts per million, at most the whole; `fallback` for an empty cell. */
sd_status rule_row_share(const rule_row *row, size_t column, int64_t fallback, int64_t *ppm_out);

/* Reads "80%", "3.5%" or "0.8" as parts per million, from 1 to 1,000,000. */
bool rule_share_parse(text value, int64_t *ppm_out);

/* True when `item` is one of the words of `selector`, or a word is "*". */
bool rule_selects(text selector, text item);

#endif
