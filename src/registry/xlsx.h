/* Inside of registry/: the rows of one sheet of an XLSX file.
 *
 * Guards before anything is inflated: number of parts, inflated bytes, ratio, macros, external
 * links, encryption; while inflating, the stated sizes must hold; no DTD, no entities (base/xml).
 * Numbers shown as percent come as "5.2%", those shown as dates as "2024-05-31"; errors as their
 * text; formulas as the value that was stored.  Source: ECMA-376, reliability S6. */
#ifndef SUDUI_REGISTRY_XLSX_H
#define SUDUI_REGISTRY_XLSX_H

#include "registry/table_row.h"

/* `sheet` empty: the first.  `content` is the whole file. */
sd_status xlsx_read(text content, const char *name, text sheet, table_row_function function,
                    void *context, sd_error *error);

/* True when the first bytes are those of a ZIP archive. */
bool xlsx_is_likely(text head);
/* True for the container of the old .xls format. */
bool xlsx_is_old_format(text head);

#endif
