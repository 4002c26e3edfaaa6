/* Reads one DMN document into elements and boxed expressions; checks its form, resolves nothing.
 *
 * Elements are matched by local name within the namespaces of DMN 1.2 to 1.6; other namespaces are
 * passed over and stay reachable as nodes.  Spec: DMN 1.5 chapter 12 (DMN15.xsd). */
#ifndef SUDUI_DMN_XML_LOADER_H
#define SUDUI_DMN_XML_LOADER_H

#include "dmn/model.h"

/* Fills `document`, all in `a`; mistakes inside of the model are added to `diagnostics`.  `content`
 * is copied.  Fails as dmn_model_create does. */
sd_status dmn_document_read(text name, text content, arena *a, diagnostic_list *diagnostics,
                            dmn_document *document, sd_error *error);

/* True for the model namespaces of DMN 1.2 to 1.6. */
bool dmn_is_model_namespace(text namespace_uri);

#endif
