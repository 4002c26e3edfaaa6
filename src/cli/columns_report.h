/* What of an item is run in columns, and what row by row and why. */
#ifndef SUDUI_CLI_COLUMNS_REPORT_H
#define SUDUI_CLI_COLUMNS_REPORT_H

#include "base/json.h"
#include "cli/invocation.h"
#include "dmn/model.h"
#include "policy/item.h"

typedef struct columns_report {
  const char *path;              /* of the item's file */
  json_writer *writer;           /* of an array of findings */
  int64_t decisions, row_by_row; /* added up */
} columns_report;

/* Plans the item's decisions over columns of the widest usual amounts, prints a sentence for each
 * decision that is not run in columns and one for the item. */
sd_status columns_report_item(const invocation *call, columns_report *report,
                              const item_version *item, const dmn_model *model, sd_error *error);

#endif
