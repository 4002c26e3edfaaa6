/* The functions behind the table of commands. */
#ifndef SUDUI_CLI_COMMANDS_H
#define SUDUI_CLI_COMMANDS_H

#include "audit/four_eyes.h"
#include "base/json.h"
#include "cli/invocation.h"
#include "list/life.h"
#include "store/database.h"

#define COMMAND(name) sd_status command_##name(invocation *call, sd_error *error)
COMMAND(init);
COMMAND(sample);
COMMAND(import);
COMMAND(facts);
COMMAND(facts_export);
COMMAND(conflicts);
COMMAND(policy_check);
COMMAND(policy_list);
COMMAND(policy_show);
COMMAND(policy_release);
COMMAND(approvals);
COMMAND(approve);
COMMAND(refuse);
COMMAND(run);
COMMAND(update);
COMMAND(decisions);
COMMAND(explain);
COMMAND(near_miss);
COMMAND(simulate);
COMMAND(list_show);
COMMAND(list_reasons);
COMMAND(list_shares);
COMMAND(list_exclude);
COMMAND(list_restore);
COMMAND(list_confirm);
COMMAND(list_approve);
COMMAND(list_publish);
COMMAND(list_finalize);
COMMAND(list_withdraw);
COMMAND(list_stage);
COMMAND(list_due);
COMMAND(notice);
COMMAND(objection_file);
COMMAND(objection_decide);
COMMAND(objection_list);
COMMAND(objection_reporter);
COMMAND(confirmation);
COMMAND(account_check);
COMMAND(company_account_change);
COMMAND(replay);
COMMAND(budget_receive);
COMMAND(budget_show);
COMMAND(budget_close);
COMMAND(budget_line);
COMMAND(budget_allot);
COMMAND(budget_pass);
COMMAND(budget_levels);
COMMAND(budget_statement);
COMMAND(ledger_statement);
COMMAND(statement_reply);
COMMAND(payer_add);
COMMAND(pay);
COMMAND(pay_release);
COMMAND(pay_override);
COMMAND(bank_simulator);
COMMAND(reconcile);
COMMAND(exceptions);
COMMAND(exceptions_resolve);
COMMAND(clawback_open);
COMMAND(clawback_show);
COMMAND(clawback_notice);
COMMAND(clawback_pay);
COMMAND(clawback_offset);
COMMAND(clawback_appeal);
COMMAND(clawback_write_off);
COMMAND(clawback_close);
COMMAND(pay_correct);
COMMAND(ledger_correct);
COMMAND(audit_verify);
COMMAND(audit_draw);
COMMAND(audit_redraw);
COMMAND(summary);
COMMAND(serve);
COMMAND(backup);
COMMAND(key_rotate);
COMMAND(restore);
COMMAND(account_add);
COMMAND(account_list);
COMMAND(account_reset);
COMMAND(account_disable);
COMMAND(help);
#undef COMMAND

/* The help or manual page of a command, NULL for the program; with --json {"help": …}. */
sd_status help_print(invocation *call, const command_spec *command, bool as_manual,
                     sd_error *error);

/* One list as a JSON object. */
void write_status_json(json_writer *w, const list_status *s);

/* "Proposal 3: …; another person checks it". */
void say_proposed(const invocation *call, int64_t id, guarded_operation operation,
                  const char *subject);

/* Says each account's proof and writes the member "proofs". */
sd_status write_bank_proofs(invocation *call, database *db, json_writer *w, sd_error *error);

/* Prints the table of budget lines and writes them as a JSON array. */
sd_status write_budget_lines(invocation *call, database *db, json_writer *w, const char *indent,
                             sd_error *error);

#endif
