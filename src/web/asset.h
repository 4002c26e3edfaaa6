/* Files that are part of the program: stylesheets of pages, CSS, scripts.
 *
 * One binary, no folder to install: the bytes are linked in.  The list is assets.def. */
#ifndef SUDUI_WEB_ASSET_H
#define SUDUI_WEB_ASSET_H

#include "base/text.h"

typedef struct asset {
  const char *path; /* "/assets/sudui.css"; of a page's stylesheet its name, without a slash */
  const char *content_type;
  const char *begin, *end; /* the bytes; a NUL stands at `end` */
} asset;

text asset_content(const asset *a);

/* NULL when there is none. */
const asset *asset_find(text path);
/* All; ends with a NULL path. */
const asset *asset_all(void);

#endif
