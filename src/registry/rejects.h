/* Inside of registry/: the list of rejected rows, as a CSV file for the sender. */
#ifndef SUDUI_REGISTRY_REJECTS_H
#define SUDUI_REGISTRY_REJECTS_H

#include "base/text_builder.h"
#include "registry/import.h"

typedef struct rejects {
  const import_request *request;
  text file; /* its name without folders */
  text_builder csv;
  bool is_full;
  uint64_t first_row;
} rejects;

void rejects_init(rejects *r, const import_request *request, text file);
void rejects_release(rejects *r);
/* Tells the visitor and adds a line.  `argument` may be NULL. */
sd_status rejects_add(rejects *r, uint64_t row, text column, text value, message_id reason,
                      const char *argument, sd_error *error);
/* The row as a whole; `arguments` of the reason. */
sd_status rejects_add_row(rejects *r, uint64_t row, message_id reason, const char *const *arguments,
                          sd_error *error);
/* Writes the file when a path was given and something was rejected. */
sd_status rejects_write(rejects *r, sd_error *error);

#endif
