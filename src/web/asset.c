/* Files that are part of the program: stylesheets of pages, CSS, scripts. */
#include "web/asset.h"

#include <stddef.h>

/* The assembler puts each file's bytes behind its symbol; the Makefile rebuilds this object when
 * one of them changes. */
#define LINK_IN(symbol, file)                          \
  __asm__(                                             \
      ".section .rodata\n"                             \
      ".balign 16\n"                                   \
      "asset_" #symbol ":\n.incbin \"" file            \
      "\"\n"                                           \
      "asset_" #symbol "_end:\n.byte 0\n.previous\n"); \
  extern const char asset_##symbol[], asset_##symbol##_end[];
#define A(symbol, path, file, content_type) LINK_IN(symbol, file)
#define B(symbol, path, file, content_type) LINK_IN(symbol, file) LINK_IN(symbol##_gzip, file ".gz")
#include "web/assets.def"
#undef A
#undef B

static const asset assets[] = {
#define A(symbol, path, file, content_type) \
  {path, content_type, asset_##symbol, asset_##symbol##_end, NULL, NULL},
#define B(symbol, path, file, content_type) \
  {path,                                    \
   content_type,                            \
   asset_##symbol,                          \
   asset_##symbol##_end,                    \
   asset_##symbol##_gzip,                   \
   asset_##symbol##_gzip_end},
#include "web/assets.def"
#undef A
#undef B
    {NULL, NULL, NULL, NULL, NULL, NULL}};

static text between(const char *begin, const char *end) {
  return (text){begin, (size_t)(end - begin)};
}

text asset_content(const asset *a) { return between(a->begin, a->end); }

text asset_gzip(const asset *a) {
  return a->gzip_begin == NULL ? (text){NULL, 0} : between(a->gzip_begin, a->gzip_end);
}

const asset *asset_all(void) { return assets; }

const asset *asset_find(text path) {
  for (const asset *a = assets; a->path != NULL; a++) {
    if (text_is(path, a->path)) return a->begin == a->end ? NULL : a;
  }
  return NULL;
}
