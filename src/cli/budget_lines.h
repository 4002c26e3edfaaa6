/* What the commands about budget lines share. */
#ifndef SUDUI_CLI_BUDGET_LINES_H
#define SUDUI_CLI_BUDGET_LINES_H

#include "base/json.h"
#include "cli/invocation.h"
#include "ledger/budget.h"

/* --payer, or the first paying account; SD_NOT_FOUND when there is none. */
sd_status budget_account(const invocation *call, database *db, char bank[BANK_NUMBER_SIZE],
                         sd_error *error);
/* --year, or this year in China. */
sd_status budget_year(const invocation *call, int32_t *out, sd_error *error);
/* The members of a line's object. */
void write_budget_state(json_writer *w, const budget_state *s);
/* budget receive --hold. */
sd_status command_budget_hold(invocation *call, sd_error *error);

#endif
