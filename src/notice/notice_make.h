/* The notice of a list made from what is stored: lines, names as they were, sentences. */
#ifndef SUDUI_NOTICE_NOTICE_MAKE_H
#define SUDUI_NOTICE_NOTICE_MAKE_H

#include "notice/notice.h"
#include "registry/registry.h"

typedef struct notice_request {
  int64_t list;
  language lang;
  bool only_changes; /* the lines that changed after the publication, instead of all */
  const area_table *areas;
} notice_request;

/* Everything lives in `a`.  Names are those on file when the list was made.  SD_NOT_FOUND for an
 * unknown list.  Reads the whole run: some 20 ms for ten thousand lines. */
sd_status notice_make(registry *r, const notice_request *request, arena *a, notice *out,
                      sd_error *error);

typedef enum notice_form { NOTICE_HTML, NOTICE_XLSX, NOTICE_PDF } notice_form;
/* False for a name that does not end with .html, .xlsx or .pdf. */
bool notice_form_of_name(text name, notice_form *out);
/* Static. */
const char *notice_content_type(notice_form form);

/* The file of a notice as bytes in `a`, without a file on any disk. */
sd_status notice_write_bytes(const notice *n, notice_form form, arena *a, text *out,
                             sd_error *error);

#endif
