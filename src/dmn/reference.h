/* Finds what an href or an import means.  Spec: DMN 1.5 sections 6.3.2 (import), 6.3.12 to 6.3.15.
 */
#ifndef SUDUI_DMN_REFERENCE_H
#define SUDUI_DMN_REFERENCE_H

#include "dmn/model.h"

/* The document that `import` of `document` means, also set there; NULL when it is no import of a
 * DMN model, and, with a report, when it is not among the model's documents. */
dmn_document *dmn_reference_import(dmn_model *model, const dmn_document *document,
                                   dmn_import *import);

/* Finds the targets of an element's requirements and the members of a service; reports those that
 * are unknown or of the wrong kind.  False when memory is out. */
bool dmn_reference_resolve(dmn_model *model, dmn_element *element);

#endif
