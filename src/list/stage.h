/* Inside of list/: where a list stands in the order of stages of its item. */
#ifndef SUDUI_LIST_STAGE_H
#define SUDUI_LIST_STAGE_H

#include "list/life.h"

/* The word of an act in the tables and in the chain: "approve", "list-file", "finalize". */
const char *list_act_word(int act);
/* -1 when it is none. */
int list_act_of_word(text word);

/* True when the stage is over on `day`: done, and a publication past its last day. */
bool stage_is_over(const list_status *s, item_stage_kind kind, int64_t day);

/* The first stage that is not over; stage_count when all are. */
size_t stage_next(const list_status *s, const item_version *v, int64_t day);

/* Who has a stage. */
text stage_holder(const item_version *v, size_t place);

/* True for the kinds that need a final list. */
bool stage_needs_final(item_stage_kind kind);

#endif
