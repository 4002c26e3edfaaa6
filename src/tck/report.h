/* Shows the results of a kit run and writes them in the kit's own format. */
#ifndef SUDUI_TCK_REPORT_H
#define SUDUI_TCK_REPORT_H

#include <stdio.h>

#include "tck/runner.h"

typedef struct kit_totals {
  size_t passed, count;
  size_t passed_with_value, count_with_value;
} kit_totals;

/* Results from index `from` up to (not including) `to`. */
kit_totals kit_totals_of(const kit_results *results, size_t from, size_t to);

/* One line per directory with its failed cases below, then the totals; with `is_summary` only
 * these.
 */
void kit_report_print(const kit_results *results, bool is_summary, FILE *out);

/* "LEVEL/DIR","FILE","case","SUCCESS|ERROR","message" for each case. */
sd_status kit_report_write_csv(const kit_results *results, const char *path, sd_error *error);

#endif
