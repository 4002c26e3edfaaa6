/* The reasons of one decision, for people and as JSON; and two examples for the summary. */
#ifndef SUDUI_CLI_EXPLANATION_H
#define SUDUI_CLI_EXPLANATION_H

#include "base/json.h"
#include "cli/items.h"

/* Prints why run `run_id` decided as it did for `code`; one JSON object on `w`. */
sd_status explain_subject(invocation *call, city *c, const item_context *context, int64_t run_id,
                          text code, json_writer *w, sd_error *error);

typedef enum explain_choice {
  EXAMPLE_AWARD,    /* the first award of the last list that pays */
  EXAMPLE_NEAR_MISS /* a subject not met that lacks one condition, by the least distance */
} explain_choice;

/* Explains one such subject; JSON null when the city has none. */
sd_status explain_example(invocation *call, city *c, const item_context *context,
                          explain_choice choice, json_writer *w, sd_error *error);

#endif
