/* Values as the kit's test files write them, and the kit's comparison of results. */
#ifndef SUDUI_TCK_KIT_VALUE_H
#define SUDUI_TCK_KIT_VALUE_H

#include "base/xml.h"
#include "feel/type.h"
#include "feel/value.h"

/* The value that stands in `node` (inputNode, expected, item, component, list) as <value>, <list>
 * or <component>s.  Values without xsi:type are read as `hint` (may be NULL); null when absent or
 * nil. Texts are borrowed from the tree. */
value kit_value_read(const xml_node *node, const feel_type *hint, arena *a);

/* Numbers within 1e-8, lists in order, contexts as maps, dates and times field by field. */
bool kit_value_agrees(value expected, value actual);

#endif
