/* The point of view of a call: --as-of (valid time), --known-at (known time), --data-year. */
#ifndef SUDUI_CLI_VIEW_H
#define SUDUI_CLI_VIEW_H

#include "cli/invocation.h"
#include "registry/registry.h"

/* --as-of DATE (default: no end), --known-at TIME (default: everything known). */
sd_status view_of_call(const invocation *call, registry_view *out, sd_error *error);
/* A date option as a day number; `fallback` when it was not given. */
sd_status option_date(const invocation *call, const char *name, int64_t fallback, int64_t *day_out,
                      sd_error *error);
/* A moment; a plain date means its end in China. */
sd_status option_moment(const invocation *call, const char *name, int64_t fallback, int64_t *us_out,
                        sd_error *error);

#endif
