/* Decisions brought up to date by commands that bring facts. */
#ifndef SUDUI_CLI_UPDATING_H
#define SUDUI_CLI_UPDATING_H

#include "cli/output.h"
#include "list/current.h"

/* Brings the decisions to the newest batch and says what changed and how long it took; writes one
 * JSON object. */
sd_status update_and_say(invocation *call, updater *u, json_writer *w, sd_error *error);

#endif
