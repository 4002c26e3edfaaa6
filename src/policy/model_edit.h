/* Changes to the text of a model file that leave every other byte as it is.
 *
 * What an editor or a form changes are single attributes and texts; the file is patched in place
 * and not written anew, so that the difference between two versions is what was meant.  The result
 * is read again by whoever uses it. */
#ifndef SUDUI_POLICY_MODEL_EDIT_H
#define SUDUI_POLICY_MODEL_EDIT_H

#include "base/arena.h"
#include "base/error.h"

/* DMN 1.3, the only one that dmn-js reads and writes. */
#define MODEL_EDITOR_NAMESPACE "https://www.omg.org/spec/DMN/20191111/MODEL/"

/* The namespace of the model's root, in `a`.  SD_SYNTAX_ERROR, SD_INVALID when it is no DMN. */
sd_status model_namespace(text bytes, const char *name, arena *a, text *out, sd_error *error);

/* The same model in the namespaces of another DMN (1.3 to 1.6).  SD_INVALID with the place of an
 * element that DMN 1.3 does not have, when that is where it goes. */
sd_status model_in_namespace(text bytes, const char *name, text namespace_uri, arena *a, text *out,
                             sd_error *error);

/* The version of the item, and the day from which it applies ("2026-01-01"; empty: unchanged). */
typedef struct model_heading {
  text version, from_date;
} model_heading;
/* Of every sudui:version of the model; a `to` before that day is dropped.  SD_INVALID when there is
 * none. */
sd_status model_set_heading(text bytes, const char *name, const model_heading *heading, arena *a,
                            text *out, sd_error *error);

/* One cell of a decision table: the text of an input or output entry. */
typedef struct model_cell {
  text decision; /* name */
  size_t rule;   /* from 0 */
  bool is_output;
  size_t column; /* from 0, among inputs or outputs */
  text value;
} model_cell;
/* SD_NOT_FOUND for a cell that is not there. */
sd_status model_set_cells(text bytes, const char *name, const model_cell *cells, size_t count,
                          arena *a, text *out, sd_error *error);

#endif
