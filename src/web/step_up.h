/* The second factor once more, before money or rights move.
 *
 * A session remembers it for SESSION_STEP_UP_MINUTES (reliability.md S9, ASVS 5.0 7.5.3).  Within
 * that time the forms ask for nothing; later they have two more fields, "password" and "code". */
#ifndef SUDUI_WEB_STEP_UP_H
#define SUDUI_WEB_STEP_UP_H

#include "web/site.h"

/* Writes "step_up" into the open object when the forms of this page have to ask. */
void view_step_up(const web_call *call);

/* In a POST, before anything is done: SD_OK when the session is stepped up, or is so now by the two
 * fields.  SD_REFUSED says what is missing or wrong; show the form again. */
sd_status step_up_take(const web_call *call, sd_error *error);

#endif
