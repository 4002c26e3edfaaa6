/* What differs between two versions of an item, line by line: what stands beside the rules, and
 * each decision with its formula or its rules.
 *
 * A line is what a reader sees of a rule, not how the file is laid out: two files that say the same
 * have no difference. */
#ifndef SUDUI_POLICY_VERSION_DIFF_H
#define SUDUI_POLICY_VERSION_DIFF_H

#include "dmn/model.h"

typedef struct version_change {
  bool is_added; /* else removed; a changed line is removed, then added */
  text section;  /* name of the decision; empty: beside the rules */
  text line;     /* "> 20000000 → 0.03 （第三条）" */
} version_change;

typedef sd_status (*version_change_visitor)(void *context, const version_change *change,
                                            sd_error *error);

/* In the order of the newer model.  `a` keeps the lines.  At most VERSION_LINES_MAX of each are
 * compared; SD_LIMIT_EXCEEDED otherwise.  Cost: lines of one times lines of the other. */
enum { VERSION_LINES_MAX = 4000 };
sd_status version_diff(const dmn_model *older, const dmn_model *newer, arena *a,
                       version_change_visitor visit, void *context, sd_error *error);

#endif
