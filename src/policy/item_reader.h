/* Inside of policy/: what the readers of an item's extension elements share. */
#ifndef SUDUI_POLICY_ITEM_READER_H
#define SUDUI_POLICY_ITEM_READER_H

#include "base/xml.h"
#include "policy/item.h"

/* What a reader needs on its way through the tree. */
typedef struct item_reader {
  arena *arena;
  item_version *item;
  sd_error *error;
} item_reader;

/* SD_INVALID with the file and the place of `node`. */
sd_status item_fail_at(const item_reader *r, const xml_node *node, message_id message,
                       const char *const *arguments);
/* A located error when the attribute is missing or empty. */
sd_status item_required(const item_reader *r, const xml_node *node, const char *name, text *out);
/* Empty when the attribute is missing. */
text item_optional(const xml_node *node, const char *name);
/* One of `words`, which is NULL-ended; the index, or a located error that lists them. */
sd_status item_choice(const item_reader *r, const xml_node *node, const char *name,
                      const char *const *words, size_t *index_out);
/* A whole number; `fallback` when it is missing. */
sd_status item_read_whole(const item_reader *r, const xml_node *node, const char *name,
                          int64_t fallback, int64_t *out);
/* A positive amount of yuan; 0 when it is missing. */
sd_status item_read_money(const item_reader *r, const xml_node *node, const char *name,
                          int64_t *fen_out);

/* rate, points, bound, advance, sharing, confirmation, and the rest of amount; after the budget. */
sd_status item_read_amounts(const item_reader *r, const xml_node *item);

/* publication, and the order of stages; after the amounts. */
sd_status item_read_stages(const item_reader *r, const xml_node *item);

#endif
