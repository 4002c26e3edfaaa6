/* What the readers of DMN XML share: children, attributes, texts with their places, reports. */
#ifndef SUDUI_DMN_READER_H
#define SUDUI_DMN_READER_H

#include "dmn/model.h"

typedef struct dmn_reader {
  arena *arena;
  diagnostic_list *diagnostics;
  dmn_document *document;
  text owner;            /* name of the element that is being read, for the origin of texts */
  bool is_out_of_memory; /* once set, what was read is not to be used */
} dmn_reader;

/* True for an element of the document's own DMN namespace by that local name. */
bool dmn_reader_is(const dmn_reader *r, const xml_node *node, const char *name);
/* The first child, the next sibling by that name, and how many children; NULL when there is none.
 */
const xml_node *dmn_reader_child(const dmn_reader *r, const xml_node *node, const char *name);
const xml_node *dmn_reader_next(const dmn_reader *r, const xml_node *node, const char *name);
size_t dmn_reader_count(const dmn_reader *r, const xml_node *node, const char *name);

/* Without white space at both ends; empty (never NULL data) when absent. */
text dmn_reader_attribute(const xml_node *node, const char *name);
/* The trimmed content of the child element by that name, or empty. */
text dmn_reader_child_text(const dmn_reader *r, const xml_node *node, const char *name);
/* The typeRef attribute without a prefix of FEEL ("feel:string" is "string"). */
text dmn_reader_type_ref(const dmn_reader *r, const xml_node *node);
/* The same for a text of that meaning written in `node`. */
text dmn_reader_type_name(const xml_node *node, text written);

/* The <text> child of `node` as a source; data is NULL when there is none or it is blank.  `place`
 * (may be NULL) is added to the origin: "R2C1" for a cell. */
source_text dmn_reader_source(dmn_reader *r, const xml_node *node, const char *place);
/* Reports and returns false when `node` asks for another language than FEEL. */
bool dmn_reader_is_feel(dmn_reader *r, const xml_node *node);

/* Zeroed memory of the arena; notes when it is out. */
void *dmn_reader_allocate(dmn_reader *r, size_t count, size_t size);
#define DMN_READER_ARRAY(r, type, count) ((type *)dmn_reader_allocate((r), (count), sizeof(type)))

/* Names that must differ within one table or boxed expression: reports one that is in `seen`. */
bool dmn_reader_take_name(dmn_reader *r, map *seen, text name, const xml_node *node);

void dmn_reader_report(dmn_reader *r, diagnostic_severity severity, message_id message,
                       const xml_node *node, const char *const *arguments);

#endif
