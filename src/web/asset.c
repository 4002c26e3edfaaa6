/* Files that are part of the program: stylesheets of pages, CSS, scripts. */
#include "web/asset.h"

#include <stddef.h>

/* The assembler puts each file's bytes behind its symbol; the Makefile rebuilds this object when
 * one of them changes. */
#define A(symbol, path, file, content_type)            \
  __asm__(                                             \
      ".section .rodata\n"                             \
      ".balign 16\n"                                   \
      "asset_" #symbol ":\n.incbin \"" file            \
      "\"\n"                                           \
      "asset_" #symbol "_end:\n.byte 0\n.previous\n"); \
  extern const char asset_##symbol[], asset_##symbol##_end[];
#include "web/assets.def"
#undef A

static const asset assets[] = {
#define A(symbol, path, file, content_type) \
  {path, content_type, asset_##symbol, asset_##symbol##_end},
#include "web/assets.def"
#undef A
    {NULL, NULL, NULL, NULL}};

text asset_content(const asset *a) { return (text){a->begin, (size_t)(a->end - a->begin)}; }

const asset *asset_all(void) { return assets; }

const asset *asset_find(text path) {
  for (const asset *a = assets; a->path != NULL; a++) {
    if (text_is(path, a->path)) return a;
  }
  return NULL;
}
