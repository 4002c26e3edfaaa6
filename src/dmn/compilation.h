/* What the passes over a model share while it is being compiled. */
#ifndef SUDUI_DMN_COMPILATION_H
#define SUDUI_DMN_COMPILATION_H

#include "dmn/model.h"
#include "feel/name_table.h"

/* The type of an item definition while it is being made. */
typedef struct dmn_item_build {
  feel_type *type; /* what dmn_item_definition.type points to */
  enum { DMN_ITEM_NEW, DMN_ITEM_OPEN, DMN_ITEM_DONE } state;
} dmn_item_build;

typedef struct dmn_compilation {
  dmn_model *model;
  name_table **names;     /* beside model->documents: types and members of each */
  dmn_item_build **items; /* beside the items of each document */
  bool is_out_of_memory;  /* once set, the model is not to be used */
} dmn_compilation;

static inline size_t dmn_document_index(const dmn_compilation *c, const dmn_document *document) {
  return (size_t)(document - c->model->documents);
}

static inline name_table *dmn_document_names(const dmn_compilation *c,
                                             const dmn_document *document) {
  return c->names[dmn_document_index(c, document)];
}

static inline void dmn_compilation_report(dmn_compilation *c, const dmn_document *document,
                                          const xml_node *node, message_id message,
                                          const char *const *arguments) {
  diagnostic_add(&c->model->diagnostics, DIAGNOSTIC_ERROR, message, dmn_node_span(document, node),
                 arguments);
}

#endif
