/* Files that are part of the program: stylesheets of pages, CSS, scripts.
 *
 * One binary, no folder to install: the bytes are linked in.  The list is assets.def. */
#ifndef SUDUI_WEB_ASSET_H
#define SUDUI_WEB_ASSET_H

#include "base/text.h"

typedef struct asset {
  const char *path; /* "/assets/sudui.css"; of a page's stylesheet its name, without a slash */
  const char *content_type;
  const char *begin, *end;           /* the bytes; a NUL stands at `end` */
  const char *gzip_begin, *gzip_end; /* the same bytes gzipped; NULL when they are not at hand */
} asset;

enum {
#define A(symbol, path, file, content_type) ASSET_##symbol,
#define B A
#include "web/assets.def"
#undef A
#undef B
  ASSET_COUNT
};

text asset_content(const asset *a);
/* Empty when the program has no gzipped form of it. */
text asset_gzip(const asset *a);

/* NULL when there is none; also for a bundle that could not be made when the program was built. */
const asset *asset_find(text path);
/* All; ends with a NULL path. */
const asset *asset_all(void);

#endif
