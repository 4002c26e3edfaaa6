/* Inside of registry/: names of columns and units as officials write them. */
#ifndef SUDUI_REGISTRY_COLUMN_NAME_H
#define SUDUI_REGISTRY_COLUMN_NAME_H

#include "registry/mapping.h"

/* "单位：万元" anywhere in a cell above the header; UNIT_NONE when it says nothing. */
value_unit unit_stated_in(text cell);

/* How many of the last parts of `path` equal all parts of `name`; 0 when it is another column.
 * Both normalised. */
size_t column_path_match(text path, text name);
size_t column_path_parts(text path);

/* Widths folded and white space dropped, in `a`; NULL data when memory is out. */
text fold_word(arena *a, text word);

#endif
