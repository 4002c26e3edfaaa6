/* Inside of list/: a decision as a line of the canonical output of its run, and back.
 *
 * What is hashed, what is stored and what a shard hands over is the same text, in order of code:
 *   code,status,fault,version,district,missing,score-min,score-max,computed,amount
 * Cells are quoted as csv_add_cell quotes them; amounts are yuan with two digits. */
#ifndef SUDUI_LIST_DECISION_LINE_H
#define SUDUI_LIST_DECISION_LINE_H

#include "list/run.h"

/* Lines of a stored part: what one look-up of a subject reads, about 30 kB. */
enum { DECISION_PART_LINES = 512 };

/* The line with its end.  About 0.1 microseconds. */
void decision_line_write(const decision *d, text_builder *out);

/* Takes the first line off `rest`.  Texts are borrowed from it; those that stand in quotes are
 * copied into `a`.  False when the line is not one of ours or memory is out. */
bool decision_line_read(text *rest, arena *a, decision *out);

/* Every line of `lines`, which must be in ascending order of code and name a version below
 * `version_count`; appended to `decisions`, which has room for `room`.  False as above, or when
 * there are more. */
bool decision_lines_read(text lines, size_t version_count, arena *a, decision *decisions,
                         size_t room, size_t *count);

#endif
