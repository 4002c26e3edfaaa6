/* What the pages of auditors share. */
#ifndef SUDUI_WEB_PAGE_AUDIT_H
#define SUDUI_WEB_PAGE_AUDIT_H

#include "web/site.h"

/* SD_REFUSED for an account that is bound to a district: the chain is the whole city's. */
sd_status audit_refuse_bound(const web_call *call, sd_error *error);
/* Every run with the name of its item, as the list "runs". */
sd_status audit_add_runs(web_call *call, sd_error *error);

#endif
