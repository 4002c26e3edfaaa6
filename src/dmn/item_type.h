/* Turns item definitions into FEEL types with their allowed values.
 *
 * Spec: DMN 1.5 section 7.3.2 (item definitions).  Allowed values restrict the item, or the
 * elements of a collection; a type constraint restricts the whole.  A component may refer to a type
 * that is being defined (trees); a definition that is its own base is refused. */
#ifndef SUDUI_DMN_ITEM_TYPE_H
#define SUDUI_DMN_ITEM_TYPE_H

#include "dmn/compilation.h"

/* Makes the name tables of all documents, builds the types of their item definitions and declares
 * them by name ("tPerson", "alias.tPerson"), then types the elements.  False when memory is out. */
bool dmn_types_build(dmn_compilation *c);

/* The type that `type_ref` means in `document`, NULL for an empty one; an unknown one is reported
 * at `node` and is NULL too.  The type may still be in the making while dmn_types_build runs. */
const feel_type *dmn_type_find(dmn_compilation *c, const dmn_document *document, text type_ref,
                               const xml_node *node);

/* The allowed values of the item definition `type_ref` as written (an order of priority, too); data
 * is NULL when it has none. */
source_text dmn_type_allowed_values(dmn_compilation *c, const dmn_document *document,
                                    text type_ref);

/* The unary tests (on slot 0) that restrict values of `type`: those of its own definition first,
 * then those of the type it is made of.  At most `tests_max` are written; the number written. */
size_t dmn_type_tests(const feel_type *type, const program **tests_out, size_t tests_max);

#endif
