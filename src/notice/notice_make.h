/* The notice of a list out of the store, and its bytes.
 *
 * Names are as they were on file when the list was made; amounts are those that were published, or
 * with `only_changes` what upheld objections changed since. */
#ifndef SUDUI_NOTICE_NOTICE_MAKE_H
#define SUDUI_NOTICE_NOTICE_MAKE_H

#include "base/area.h"
#include "notice/notice.h"
#include "registry/registry.h"

typedef struct notice_request {
  int64_t list;
  language lang;
  bool only_changes;
  const area_table *areas;
} notice_request;

/* Everything in `a`.  SD_NOT_FOUND. */
sd_status notice_make(registry *r, database *db, const notice_request *request, arena *a,
                      notice *out, sd_error *error);

/* The whole file in `a`; `form` is "html", "xlsx" or "pdf", SD_NOT_FOUND for another.  The last two
 * are written to a file in the folder of temporary files on the way. */
sd_status notice_bytes(const notice *n, text form, arena *a, text *out, sd_error *error);

#endif
