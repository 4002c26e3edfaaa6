/* Inside of registry/: the parts of an XLSX file, inflated behind guards. */
#ifndef SUDUI_REGISTRY_XLSX_PACKAGE_H
#define SUDUI_REGISTRY_XLSX_PACKAGE_H

#include "base/arena.h"
#include "base/error.h"

typedef struct xlsx_package xlsx_package;

/* `content` and `name` are borrowed until close. */
sd_status xlsx_package_open(text content, const char *name, xlsx_package **out, sd_error *error);
void xlsx_package_close(xlsx_package *p); /* NULL is allowed */

/* The part's bytes, in `a`.  SD_NOT_FOUND for a missing part; with `optional`, empty instead. */
sd_status xlsx_package_read(xlsx_package *p, text part, bool optional, arena *a, text *out,
                            sd_error *error);

/* The part that `relation` ("worksheet", "sharedStrings", "styles", "officeDocument") of the part
 * `from` ("" for the package) points to: by id, or the first of that type when `id` is empty.
 * Empty text when there is none. */
sd_status xlsx_package_related(xlsx_package *p, text from, const char *relation, text id, arena *a,
                               text *out, sd_error *error);

#endif
