/* Inside of list/: the first pass of several items over one part of the subjects, by one thread.
 *
 * All models run over the part's columns at once (column/); a subject whose status or amount does
 * not come out as a plain value there (unknown, null, a fault of the model) is decided by the
 * record evaluator (plan_decide), which is what the column evaluator is held to anyway. */
#ifndef SUDUI_LIST_PART_DECIDER_H
#define SUDUI_LIST_PART_DECIDER_H

#include "list/run_plan.h"

/* An item of a group, with the columns of its plan among those of the group. */
typedef struct group_item {
  size_t request;       /* index among the requests of the call */
  const run_plan *plan; /* models and bindings, no facts */
  size_t *columns;      /* for each column of the plan */
} group_item;

/* Items that ask about the same kind of subject in the same data year. */
typedef struct item_group {
  const char *kind;
  int32_t data_year;
  int64_t as_of_day;
  column_request *columns; /* of all items, each once */
  size_t column_count;
  group_item *items;
  size_t item_count;
} item_group;

/* An empty group for what `first` asks about, with room for `items_max` items of `columns_max`
 * columns in all, in `a`; false when memory is out. */
bool item_group_init(item_group *g, const run_plan *first, size_t items_max, size_t columns_max,
                     arena *a);
/* Whether the plan asks about the same kind, data year and day. */
bool item_group_takes(const item_group *g, const run_plan *plan);
bool item_group_add(item_group *g, size_t request, const run_plan *plan, arena *a);

typedef struct part_decider part_decider;

/* Belongs to one thread; the group must outlive it.  `by_records`: every subject by the record
 * evaluator, which is faster for a few hundred of them.  NULL: memory is out. */
part_decider *part_decider_create(const item_group *group, bool by_records);
void part_decider_destroy(part_decider *d); /* NULL is allowed */

/* Decides every subject of `part`, whose columns are the group's, and appends a line for each that
 * an item covers to lines[k] of the k-th item, with an amount of 0 still; counts[k] grows by their
 * number.  `scratch` holds what is needed until the return. */
sd_status part_decider_run(part_decider *d, const snapshot *part, arena *scratch,
                           text_builder *lines, size_t *counts, sd_error *error);

#endif
