/* Looks of staff at companies, put on record before anything is shown. */
#ifndef SUDUI_WEB_RECORDED_H
#define SUDUI_WEB_RECORDED_H

#include "web/site.h"

/* Records the look when the route is in recorded.def and somebody other than a company asks;
 * nothing may be shown unless this gives SD_OK. */
sd_status recorded_note(const web_call *call, const web_route *route, sd_error *error);
/* Whether the path of a route is in the table, and its piece. */
bool recorded_path(const char *path, int *piece_out);

#endif
