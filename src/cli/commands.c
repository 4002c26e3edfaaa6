/* The table of commands: names, operands, options, texts, functions. */
#include "cli/commands.h"

#include "base/messages/cli.h"

#define END \
  { NULL, NULL, MESSAGE_NONE, false, false }

static const option_spec init_options[] = {{"name", "NAME", MESSAGE_CLI_OPTION_NAME, false, false},
                                           END};
static const option_spec sample_options_table[] = {
    {"companies", "N", MESSAGE_CLI_OPTION_COMPANIES, false, false},
    {"seed", "N", MESSAGE_CLI_OPTION_SEED, false, false},
    {"first-year", "YEAR", MESSAGE_CLI_OPTION_FIRST_YEAR, false, false},
    {"last-year", "YEAR", MESSAGE_CLI_OPTION_LAST_YEAR, false, false},
    END};
static const option_spec import_options[] = {
    {"mapping", "FILE", MESSAGE_CLI_OPTION_MAPPING, false, false},
    {"dry-run", NULL, MESSAGE_CLI_OPTION_DRY_RUN, false, false},
    {"decide", NULL, MESSAGE_CLI_OPTION_DECIDE, false, false},
    END};
static const option_spec update_options[] = {
    {"watch", NULL, MESSAGE_CLI_OPTION_WATCH, false, false}, END};
static const option_spec decisions_options[] = {
    {"limit", "N", MESSAGE_CLI_OPTION_LIMIT, false, false}, END};
static const option_spec view_options[] = {
    {"as-of", "DATE", MESSAGE_CLI_OPTION_AS_OF, false, false},
    {"known-at", "TIME", MESSAGE_CLI_OPTION_KNOWN_AT, false, false},
    END};
static const option_spec facts_options[] = {
    {"attribute", "ID", MESSAGE_CLI_OPTION_ATTRIBUTE, false, false},
    {"as-of", "DATE", MESSAGE_CLI_OPTION_AS_OF, false, false},
    {"known-at", "TIME", MESSAGE_CLI_OPTION_KNOWN_AT, false, false},
    END};
static const option_spec export_options[] = {
    {"out", "FILE", MESSAGE_CLI_OPTION_EXPORT_OUT, true, false},
    {"as-of", "DATE", MESSAGE_CLI_OPTION_AS_OF, true, false},
    {"known-at", "TIME", MESSAGE_CLI_OPTION_KNOWN_AT, false, false},
    {"data-year", "YEAR", MESSAGE_CLI_OPTION_DATA_YEAR, false, false},
    {"version", "ID", MESSAGE_CLI_OPTION_EXPORT_VERSION, false, false},
    END};
static const option_spec policies_options[] = {
    {"policies", "DIR", MESSAGE_CLI_OPTION_POLICIES, false, false}, END};
static const option_spec policy_check_options[] = {
    {"policies", "DIR", MESSAGE_CLI_OPTION_POLICIES, false, false},
    {"columns", NULL, MESSAGE_CLI_OPTION_COLUMNS, false, false},
    END};
static const option_spec policy_show_options[] = {
    {"version", "ID", MESSAGE_CLI_OPTION_VERSION, false, false}, END};
static const option_spec withdraw_options[] = {
    {"ground", "TEXT", MESSAGE_CLI_OPTION_WITHDRAW_GROUND, true, false}, END};
static const option_spec run_options[] = {
    {"item", "ITEM", MESSAGE_CLI_OPTION_ITEM, false, true},
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_ITEMS, false, false},
    {"except", "ITEM", MESSAGE_CLI_OPTION_EXCEPT_ITEM, false, true},
    {"as-of", "DATE", MESSAGE_CLI_OPTION_AS_OF, true, false},
    {"known-at", "TIME", MESSAGE_CLI_OPTION_KNOWN_AT, false, false},
    {"data-year", "YEAR", MESSAGE_CLI_OPTION_DATA_YEAR, false, false},
    {"shard", "I/N", MESSAGE_CLI_OPTION_SHARD, false, false},
    {"out", "FILE", MESSAGE_CLI_OPTION_SHARD_FILE, false, false},
    {"merge", NULL, MESSAGE_CLI_OPTION_MERGE, false, false},
    END};
static const option_spec explain_options[] = {{"run", "RUN", MESSAGE_CLI_OPTION_RUN, false, false},
                                              END};
static const option_spec near_miss_options[] = {
    {"top", "N", MESSAGE_CLI_OPTION_TOP, false, false},
    {"within", "PERCENT", MESSAGE_CLI_OPTION_WITHIN, false, false},
    {"district", "CODE", MESSAGE_CLI_OPTION_DISTRICT, false, false},
    {"csv", "FILE", MESSAGE_CLI_OPTION_CSV, false, false},
    {"as-of", "DATE", MESSAGE_CLI_OPTION_INSTEAD_OF_RUN, false, false},
    {"known-at", "TIME", MESSAGE_CLI_OPTION_KNOWN_AT, false, false},
    {"data-year", "YEAR", MESSAGE_CLI_OPTION_DATA_YEAR, false, false},
    END};
static const option_spec simulate_options[] = {
    {"as-of", "DATE", MESSAGE_CLI_OPTION_AS_OF, true, false},
    {"against", "VERSION", MESSAGE_CLI_OPTION_AGAINST, false, false},
    {"set", "N=VALUE", MESSAGE_CLI_OPTION_SET, false, true},
    {"curves", NULL, MESSAGE_CLI_OPTION_CURVES, false, false},
    {"html", "FILE", MESSAGE_CLI_OPTION_HTML, false, false},
    {"top", "N", MESSAGE_CLI_OPTION_MOVERS, false, false},
    {"known-at", "TIME", MESSAGE_CLI_OPTION_KNOWN_AT, false, false},
    {"data-year", "YEAR", MESSAGE_CLI_OPTION_DATA_YEAR, false, false},
    END};
static const option_spec exclude_options[] = {
    {"reason", "CODE", MESSAGE_CLI_OPTION_EXCLUSION_REASON, true, true},
    {"note", "TEXT", MESSAGE_CLI_OPTION_OWNER_NOTE, false, false},
    END};
static const option_spec restore_options[] = {
    {"note", "TEXT", MESSAGE_CLI_OPTION_OWNER_NOTE, false, false}, END};
static const option_spec all_options[] = {{"all", NULL, MESSAGE_CLI_OPTION_ALL_LISTS, false, false},
                                          END};
static const option_spec shares_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_COMPANIES, false, false}, END};
static const option_spec list_show_options[] = {
    {"status", "met|not-met|unknown|granted|nothing|excluded|held", MESSAGE_CLI_OPTION_STATUS,
     false, false},
    {"limit", "N", MESSAGE_CLI_OPTION_LIMIT, false, false},
    END};
static const option_spec approvals_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_PROPOSALS, false, false},
    {"for", "NAME", MESSAGE_CLI_OPTION_FOR, false, false},
    END};
static const option_spec approve_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_WAITING, false, false},
    {"hash", "SM3", MESSAGE_CLI_OPTION_SEEN_HASH, false, false},
    END};
static const option_spec refuse_options[] = {
    {"ground", "TEXT", MESSAGE_CLI_OPTION_GROUND, true, false}, END};
static const option_spec policy_release_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_VERSIONS, false, false}, END};
static const option_spec stage_options[] = {
    {"document", "NUMBER", MESSAGE_CLI_OPTION_STAGE_DOCUMENT, false, false}, END};
static const option_spec due_options[] = {
    {"overdue", NULL, MESSAGE_CLI_OPTION_OVERDUE, false, false}, END};
static const option_spec notice_options[] = {
    {"out", "FILE", MESSAGE_CLI_OPTION_NOTICE_OUT, true, true},
    {"changes", NULL, MESSAGE_CLI_OPTION_NOTICE_CHANGES, false, false},
    END};
static const option_spec objection_options[] = {
    {"kind", "line|missing|ex-officio", MESSAGE_CLI_OPTION_OBJECTION_KIND, false, false},
    {"channel", "business|complaint", MESSAGE_CLI_OPTION_OBJECTION_CHANNEL, true, false},
    {"matter", "TEXT", MESSAGE_CLI_OPTION_MATTER, true, false},
    {"signed", "NAME", MESSAGE_CLI_OPTION_SIGNED, false, false},
    {"sealed", "UNIT", MESSAGE_CLI_OPTION_SEALED, false, false},
    {"evidence", "FILE", MESSAGE_CLI_OPTION_EVIDENCE, false, false},
    END};
static const option_spec decide_options[] = {
    {"uphold", NULL, MESSAGE_CLI_OPTION_UPHOLD, false, false},
    {"reject", NULL, MESSAGE_CLI_OPTION_REJECT, false, false},
    {"amount", "YUAN", MESSAGE_CLI_OPTION_NEW_AMOUNT, false, false},
    {"ground", "TEXT", MESSAGE_CLI_OPTION_GROUND, true, false},
    END};
static const option_spec confirmation_options[] = {
    {"notice", "sms|phone|letter|portal|visit", MESSAGE_CLI_OPTION_REMINDER, false, false},
    {"confirm", NULL, MESSAGE_CLI_OPTION_CONFIRM, false, false},
    {"commitment", NULL, MESSAGE_CLI_OPTION_COMMITMENT, false, false},
    {"decline", NULL, MESSAGE_CLI_OPTION_DECLINE, false, false},
    {"lapse", NULL, MESSAGE_CLI_OPTION_LAPSE, false, false},
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_WAITING_COMPANIES, false, false},
    END};
static const option_spec company_account_options[] = {
    {"name", "NAME", MESSAGE_CLI_OPTION_PAYEE_NAME, true, false},
    {"number", "NUMBER", MESSAGE_CLI_OPTION_PAYEE_NUMBER, true, false},
    {"bank-code", "CNAPS", MESSAGE_CLI_OPTION_BANK_CODE, true, false},
    {"document", "NUMBER", MESSAGE_CLI_OPTION_PAYEE_DOCUMENT, true, false},
    END};
static const option_spec replay_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_RUNS, false, false},
    {"out", "FILE", MESSAGE_CLI_OPTION_REPLAY_OUT, false, false},
    END};
static const option_spec budget_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_LINES, false, false},
    {"amount", "YUAN", MESSAGE_CLI_OPTION_AMOUNT, false, false},
    {"year", "YEAR", MESSAGE_CLI_OPTION_YEAR, false, false},
    {"document", "NUMBER", MESSAGE_CLI_OPTION_DOCUMENT, false, false},
    {"payer", "ACCOUNT", MESSAGE_CLI_OPTION_PAYER, false, false},
    {"hold", NULL, MESSAGE_CLI_OPTION_HOLD, false, false},
    END};
static const option_spec budget_money_options[] = {
    {"amount", "YUAN", MESSAGE_CLI_OPTION_BUDGET_AMOUNT, true, false},
    {"document", "NUMBER", MESSAGE_CLI_OPTION_BUDGET_DOCUMENT, true, false},
    {"year", "YEAR", MESSAGE_CLI_OPTION_YEAR, false, false},
    END};
static const option_spec budget_line_options[] = {
    {"level", "nation|province|city|district|town", MESSAGE_CLI_OPTION_LEVEL, true, false},
    {"year", "YEAR", MESSAGE_CLI_OPTION_YEAR, false, false},
    {"payer", "ACCOUNT", MESSAGE_CLI_OPTION_PAYER, false, false},
    END};
static const option_spec budget_levels_options[] = {
    {"year", "YEAR", MESSAGE_CLI_OPTION_LEVELS_YEAR, false, false},
    {"at", "TIME", MESSAGE_CLI_OPTION_AT, false, false},
    END};
static const option_spec payer_options[] = {
    {"name", "NAME", MESSAGE_CLI_OPTION_PAYER_NAME, true, false},
    {"bank-code", "CNAPS", MESSAGE_CLI_OPTION_BANK_CODE, true, false},
    {"bank-name", "NAME", MESSAGE_CLI_OPTION_BANK_NAME, false, false},
    {"format", "FORMAT", MESSAGE_CLI_OPTION_FORMAT, false, false},
    {"division", "CODE", MESSAGE_CLI_OPTION_DIVISION, false, false},
    END};
static const option_spec pay_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_LISTS, false, false},
    {"payer", "ACCOUNT", MESSAGE_CLI_OPTION_PAYER, false, false},
    {"execution-date", "DATE", MESSAGE_CLI_OPTION_EXECUTION_DATE, false, false},
    {"reissue", NULL, MESSAGE_CLI_OPTION_REISSUE, false, false},
    END};
static const option_spec override_options[] = {
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false},
    {"payer", "ACCOUNT", MESSAGE_CLI_OPTION_PAYER, false, false},
    END};
static const option_spec release_options[] = {
    {"all", NULL, MESSAGE_CLI_OPTION_ALL_FILES, false, false},
    {"hash", "SM3", MESSAGE_CLI_OPTION_HASH, false, false},
    {"resend", NULL, MESSAGE_CLI_OPTION_RESEND, false, false},
    END};
static const option_spec reply_options[] = {
    {"out", "FILE", MESSAGE_CLI_OPTION_REPLY_OUT, true, false}, END};
static const option_spec simulator_options[] = {
    {"out", "FILE", MESSAGE_CLI_OPTION_STATEMENT_OUT, true, false},
    {"opening", "YUAN", MESSAGE_CLI_OPTION_OPENING, false, false},
    {"number", "N", MESSAGE_CLI_OPTION_NUMBER, false, false},
    {"date", "DATE", MESSAGE_CLI_OPTION_BOOKING_DATE, false, false},
    {"seed", "N", MESSAGE_CLI_OPTION_SEED, false, false},
    {"returned-per-mille", "N", MESSAGE_CLI_OPTION_RETURNED, false, false},
    {"rejected-per-mille", "N", MESSAGE_CLI_OPTION_REJECTED, false, false},
    {"answer-out", "FILE", MESSAGE_CLI_OPTION_ANSWER_OUT, false, false},
    {"advice-out", "FILE", MESSAGE_CLI_OPTION_ADVICE_OUT, false, false},
    END};
static const option_spec resolve_options[] = {
    {"as", "ACT", MESSAGE_CLI_OPTION_AS, true, false},
    {"order", "REFERENCE", MESSAGE_CLI_OPTION_ORDER, false, false},
    {"line", "LINE", MESSAGE_CLI_OPTION_LINE, false, false},
    {"to", "LINE", MESSAGE_CLI_OPTION_TO_LINE, false, false},
    {"year", "YEAR", MESSAGE_CLI_OPTION_LINE_YEAR, false, false},
    {"entry", "N", MESSAGE_CLI_OPTION_OTHER_ENTRY, false, false},
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false},
    END};
static const option_spec correct_options[] = {
    {"line", "LINE", MESSAGE_CLI_OPTION_LINE, true, false},
    {"year", "YEAR", MESSAGE_CLI_OPTION_LINE_YEAR, true, false},
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false},
    END};
static const option_spec ledger_correct_options[] = {
    {"debit", "ACCOUNT", MESSAGE_CLI_OPTION_DEBIT, true, false},
    {"credit", "ACCOUNT", MESSAGE_CLI_OPTION_CREDIT, true, false},
    {"amount", "YUAN", MESSAGE_CLI_OPTION_CORRECT_AMOUNT, true, false},
    {"document", "NUMBER", MESSAGE_CLI_OPTION_CORRECT_DOCUMENT, true, false},
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false},
    END};
static const option_spec clawback_open_options[] = {
    {"ground", "TEXT", MESSAGE_CLI_OPTION_CLAWBACK_GROUND, true, false},
    {"amount", "YUAN", MESSAGE_CLI_OPTION_CLAWBACK_AMOUNT, false, false},
    {"from-year", "YEAR", MESSAGE_CLI_OPTION_FROM_YEAR, false, false},
    {"interest", "YUAN", MESSAGE_CLI_OPTION_INTEREST, false, false},
    {"bar-until", "DATE", MESSAGE_CLI_OPTION_BAR_UNTIL, false, false},
    END};
static const option_spec clawback_notice_options[] = {
    {"due", "DATE", MESSAGE_CLI_OPTION_DUE, true, false},
    {"instalments", "N", MESSAGE_CLI_OPTION_INSTALMENTS, false, false},
    END};
static const option_spec clawback_pay_options[] = {
    {"entry", "N", MESSAGE_CLI_OPTION_QUEUED_ENTRY, true, false},
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false},
    END};
static const option_spec clawback_offset_options[] = {
    {"award", "AWARD", MESSAGE_CLI_OPTION_AWARD, true, false},
    {"amount", "YUAN", MESSAGE_CLI_OPTION_OFFSET_AMOUNT, true, false},
    {"line", "LINE", MESSAGE_CLI_OPTION_LINE, true, false},
    {"year", "YEAR", MESSAGE_CLI_OPTION_LINE_YEAR, true, false},
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false},
    END};
static const option_spec clawback_appeal_options[] = {
    {"dismissed", NULL, MESSAGE_CLI_OPTION_DISMISSED, false, false},
    {"upheld", NULL, MESSAGE_CLI_OPTION_UPHELD, false, false},
    {"note", "TEXT", MESSAGE_CLI_OPTION_NOTE, false, false},
    END};
static const option_spec clawback_close_options[] = {
    {"note", "TEXT", MESSAGE_CLI_OPTION_NOTE, false, false}, END};
static const option_spec reason_options[] = {
    {"reason", "TEXT", MESSAGE_CLI_OPTION_REASON, true, false}, END};
static const option_spec budget_close_options[] = {
    {"year", "YEAR", MESSAGE_CLI_OPTION_LINE_YEAR, true, false},
    {"keep-reservations", NULL, MESSAGE_CLI_OPTION_KEEP, false, false},
    END};
static const option_spec budget_statement_options[] = {
    {"year", "YEAR", MESSAGE_CLI_OPTION_LINE_YEAR, true, false},
    {"at", "TIME", MESSAGE_CLI_OPTION_AT, false, false},
    END};
static const option_spec ledger_statement_options[] = {
    {"from", "TIME", MESSAGE_CLI_OPTION_FROM_TIME, false, false},
    {"until", "TIME", MESSAGE_CLI_OPTION_UNTIL_TIME, false, false},
    END};
static const option_spec verify_options[] = {
    {"checkpoint", "FILE", MESSAGE_CLI_OPTION_CHECKPOINT, false, false},
    {"write-checkpoint", "FILE", MESSAGE_CLI_OPTION_WRITE_CHECKPOINT, false, false},
    END};
static const option_spec draw_options[] = {
    {"count", "N", MESSAGE_CLI_OPTION_DRAW_COUNT, false, false},
    {"inspectors", "FILE", MESSAGE_CLI_OPTION_DRAW_INSPECTORS, false, false},
    {"each", "N", MESSAGE_CLI_OPTION_DRAW_EACH, false, false},
    {"district", "CODE", MESSAGE_CLI_OPTION_DRAW_DISTRICT, false, false},
    {"all", NULL, MESSAGE_CLI_OPTION_DRAW_ALL, false, false},
    END};
static const option_spec serve_options[] = {
    {"address", "IP", MESSAGE_CLI_OPTION_ADDRESS, false, false},
    {"port", "N", MESSAGE_CLI_OPTION_PORT, false, false},
    {"threads", "N", MESSAGE_CLI_OPTION_THREADS, false, false},
    {"name", "NAME", MESSAGE_CLI_OPTION_SITE_NAME, false, false},
    {"proxy", "IP", MESSAGE_CLI_OPTION_PROXY, false, false},
    {"log", NULL, MESSAGE_CLI_OPTION_LOG, false, false},
    {"breached-passwords", "FILE", MESSAGE_CLI_OPTION_BREACHED, false, false},
    {"clamd", "SOCKET", MESSAGE_CLI_OPTION_CLAMD, false, false},
    END};
static const option_spec account_options[] = {
    {"name", "NAME", MESSAGE_CLI_OPTION_ACCOUNT_NAME, true, false},
    {"role", "ROLE", MESSAGE_CLI_OPTION_ROLE, true, true},
    {"company", "CODE", MESSAGE_CLI_OPTION_ACCOUNT_COMPANY, false, false},
    {"district", "CODE", MESSAGE_CLI_OPTION_ACCOUNT_DISTRICT, false, false},
    END};
static const option_spec disable_options[] = {
    {"enable", NULL, MESSAGE_CLI_OPTION_ENABLE, false, false}, END};
static const option_spec help_options[] = {
    {"man", NULL, MESSAGE_CLI_OPTION_MAN, false, false},
    {"man-directory", "DIR", MESSAGE_CLI_OPTION_MAN_DIRECTORY, false, false},
    END};

#define PURPOSE(name) MESSAGE_CLI_PURPOSE_##name, MESSAGE_CLI_MORE_##name

const command_spec commands[] = {
    {"init", "DIR", 1, 1, PURPOSE(INIT), "sudui init mycity --name 某市", init_options,
     command_init},
    {"sample", "DIR", 1, 1, PURPOSE(SAMPLE), "sudui sample mycity/inbox --companies 20000",
     sample_options_table, command_sample},
    {"import", "FILE…", 1, OPERANDS_MAX, PURPOSE(IMPORT),
     "sudui import --city mycity mycity/inbox/*.csv mycity/inbox/*.xlsx", import_options,
     command_import},
    {"facts export", "ITEM", 1, 1, PURPOSE(FACTS_EXPORT),
     "sudui facts export srdi --as-of 2026-06-30 --out facts.csv", export_options,
     command_facts_export},
    {"facts", "COMPANY", 1, 1, PURPOSE(FACTS),
     "sudui facts 91320412MA00000000 --known-at 2025-06-30", facts_options, command_facts},
    {"conflicts", "", 0, 0, PURPOSE(CONFLICTS), "sudui conflicts --as-of 2025-06-30", view_options,
     command_conflicts},
    {"policy check", "[ITEM|FILE…]", 0, OPERANDS_MAX, PURPOSE(POLICY_CHECK),
     "sudui policy check srdi", policy_check_options, command_policy_check},
    {"policy list", "", 0, 0, PURPOSE(POLICY_LIST), "sudui policy list --json", policies_options,
     command_policy_list},
    {"policy show", "ITEM", 1, 1, PURPOSE(POLICY_SHOW), "sudui policy show srdi --version 2026",
     policy_show_options, command_policy_show},
    {"policy release", "[ITEM…]", 0, OPERANDS_MAX, PURPOSE(POLICY_RELEASE),
     "sudui policy release --all --by 主管科室张", policy_release_options, command_policy_release},
    {"approvals", "", 0, 0, PURPOSE(APPROVALS), "sudui approvals --for 李主任", approvals_options,
     command_approvals},
    {"approve", "[PROPOSAL…]", 0, OPERANDS_MAX, PURPOSE(APPROVE), "sudui approve 3 --by 李主任",
     approve_options, command_approve},
    {"refuse", "PROPOSAL", 1, 1, PURPOSE(REFUSE), "sudui refuse 3 --ground 文号有误 --by 李主任",
     refuse_options, command_refuse},
    {"run", "[SHARD-FILE…]", 0, OPERANDS_MAX, PURPOSE(RUN),
     "sudui run --item wujin-hnte-award --as-of 2025-06-30 --known-at 2025-07-01", run_options,
     command_run},
    {"update", "", 0, 0, PURPOSE(UPDATE), "sudui update --by 夜班", update_options, command_update},
    {"decisions", "ITEM|COMPANY|RUN", 1, 1, PURPOSE(DECISIONS), "sudui decisions srdi",
     decisions_options, command_decisions},
    {"explain", "COMPANY ITEM", 2, 2, PURPOSE(EXPLAIN),
     "sudui explain 91320412MA00000000 wujin-hnte-award", explain_options, command_explain},
    {"near-miss", "ITEM", 1, 1, PURPOSE(NEAR_MISS),
     "sudui near-miss changzhou-rd-award --within 10% --top 20", near_miss_options,
     command_near_miss},
    {"simulate", "DRAFT.dmn", 1, 1, PURPOSE(SIMULATE),
     "sudui simulate draft.dmn --as-of 2025-06-30 --html report.html", simulate_options,
     command_simulate},
    {"list show", "[LIST|ITEM]", 0, 1, PURPOSE(LIST_SHOW),
     "sudui list show wujin-hnte-award --status unknown", list_show_options, command_list_show},
    {"list shares", "LIST|ITEM [COMPANY]", 1, 2, PURPOSE(LIST_SHARES),
     "sudui list shares changzhou-hnte-award --all", shares_options, command_list_shares},
    {"list reasons", "", 0, 0, PURPOSE(LIST_REASONS), "sudui list reasons --json", NULL,
     command_list_reasons},
    {"list exclude", "LIST|ITEM COMPANY", 2, 2, PURPOSE(LIST_EXCLUDE),
     "sudui list exclude wujin-hnte-award 91320412MA00000000 --reason R02 --reason R05 --by 张科长",
     exclude_options, command_list_exclude},
    {"list restore", "LIST|ITEM COMPANY", 2, 2, PURPOSE(LIST_RESTORE),
     "sudui list restore wujin-hnte-award 91320412MA00000000 --by 张科长", restore_options,
     command_list_restore},
    {"list confirm", "[LIST|ITEM…]", 0, OPERANDS_MAX, PURPOSE(LIST_CONFIRM),
     "sudui list confirm --all --by 张科长", all_options, command_list_confirm},
    {"list approve", "LIST|ITEM", 0, 1, PURPOSE(LIST_APPROVE),
     "sudui list approve wujin-hnte-award --by 李主任", all_options, command_list_approve},
    {"list publish", "LIST|ITEM", 0, 1, PURPOSE(LIST_PUBLISH),
     "sudui list publish wujin-hnte-award --by 张科长", all_options, command_list_publish},
    {"list finalize", "LIST|ITEM", 0, 1, PURPOSE(LIST_FINALIZE),
     "sudui list finalize wujin-hnte-award --by 张科长", all_options, command_list_finalize},
    {"list withdraw", "LIST|ITEM", 1, 1, PURPOSE(LIST_WITHDRAW),
     "sudui list withdraw 3 --ground 研发费用口径有误，重新核算 --by 张科长", withdraw_options,
     command_list_withdraw},
    {"list stage", "LIST|ITEM STAGE", 2, 2, PURPOSE(LIST_STAGE),
     "sudui list stage 3 file --document 备〔2025〕3号 --by 张科长", stage_options,
     command_list_stage},
    {"list due", "", 0, 0, PURPOSE(LIST_DUE), "sudui list due --overdue", due_options,
     command_list_due},
    {"notice", "LIST|ITEM", 1, 1, PURPOSE(NOTICE), "sudui notice wujin-hnte-award --out 公示.pdf",
     notice_options, command_notice},
    {"objection file", "LIST|ITEM COMPANY", 2, 2, PURPOSE(OBJECTION_FILE),
     "sudui objection file 3 91320412MA00000000 --channel complaint --matter 证书已撤销 --signed "
     "赵某 "
     "--evidence 撤销公告.pdf",
     objection_options, command_objection_file},
    {"objection decide", "OBJECTION", 1, 1, PURPOSE(OBJECTION_DECIDE),
     "sudui objection decide 2 --uphold --ground 证书已撤销 --by 张科长", decide_options,
     command_objection_decide},
    {"objection list", "[LIST|ITEM]", 0, 1, PURPOSE(OBJECTION_LIST), "sudui objection list 3", NULL,
     command_objection_list},
    {"objection signer", "OBJECTION", 1, 1, PURPOSE(OBJECTION_REPORTER),
     "sudui objection signer 2 --by 纪检刘", NULL, command_objection_reporter},
    {"confirmation", "LIST|ITEM [COMPANY…]", 1, OPERANDS_MAX, PURPOSE(CONFIRMATION),
     "sudui confirmation 3 --all --notice sms --by 张科长", confirmation_options,
     command_confirmation},
    {"company account", "change COMPANY", 2, 2, PURPOSE(COMPANY_ACCOUNT),
     "sudui company account change 91320412MA00000000 --name 某公司 --number 6222 --bank-code"
     " 011304000012 --document 变更1 --by 国库科赵",
     company_account_options, command_company_account_change},
    {"account check", "COMPANY…", 1, OPERANDS_MAX, PURPOSE(ACCOUNT_CHECK),
     "sudui account check 91320412MA00000000 --by 国库科赵", NULL, command_account_check},
    {"replay", "[RUN…]", 0, OPERANDS_MAX, PURPOSE(REPLAY), "sudui replay 3", replay_options,
     command_replay},
    {"payer add", "ACCOUNT", 1, 1, PURPOSE(PAYER_ADD),
     "sudui payer add 320400100000001 --name 某市财政局 --bank-code 011304000012", payer_options,
     command_payer_add},
    {"budget receive", "[LINE]", 0, 1, PURPOSE(BUDGET_RECEIVE),
     "sudui budget receive KJ-2023-01 --amount 1000000.00 --document 财预〔2025〕1号",
     budget_options, command_budget_receive},
    {"budget line", "LINE", 1, 1, PURPOSE(BUDGET_LINE),
     "sudui budget line KJ-2025-01 --level city --year 2025 --by 国库科赵", budget_line_options,
     command_budget_line},
    {"budget allot", "LINE", 1, 1, PURPOSE(BUDGET_ALLOT),
     "sudui budget allot KJ-2025-01 --amount 1000000.00 --document 财预〔2025〕2号",
     budget_money_options, command_budget_allot},
    {"budget pass", "FROM TO", 2, 2, PURPOSE(BUDGET_PASS),
     "sudui budget pass KJ-2025-01 WJ-KJ-01 --amount 500000.00 --document 财预〔2025〕3号",
     budget_money_options, command_budget_pass},
    {"budget levels", "", 0, 0, PURPOSE(BUDGET_LEVELS),
     "sudui budget levels --year 2025 --at 2025-06-30", budget_levels_options,
     command_budget_levels},
    {"budget statement", "LINE", 1, 1, PURPOSE(BUDGET_STATEMENT),
     "sudui budget statement KJ-2023-01 --year 2025 --at 2025-06-30", budget_statement_options,
     command_budget_statement},
    {"ledger statement", "ACCOUNT", 1, 1, PURPOSE(LEDGER_STATEMENT),
     "sudui ledger statement allotted/KJ-2023-01/2025 --until 2025-06-30", ledger_statement_options,
     command_ledger_statement},
    {"budget close", "LINE", 1, 1, PURPOSE(BUDGET_CLOSE),
     "sudui budget close KJ-2023-01 --year 2025 --keep-reservations --by 国库科赵",
     budget_close_options, command_budget_close},
    {"budget show", "", 0, 0, PURPOSE(BUDGET_SHOW), "sudui budget show --json", NULL,
     command_budget_show},
    {"pay correct", "ORDER", 1, 1, PURPOSE(PAY_CORRECT),
     "sudui pay correct SD-… --line KJ-2023-02 --year 2025 --reason 指标选错 --by 国库科赵",
     correct_options, command_pay_correct},
    {"pay release", "[FILE-ID]", 0, 1, PURPOSE(PAY_RELEASE),
     "sudui pay release --all --by 国库科孙", release_options, command_pay_release},
    {"pay override", "LIST|ITEM COMPANY", 2, 2, PURPOSE(PAY_OVERRIDE),
     "sudui pay override wujin-hnte-award 91320412MA00000000 --reason 两项奖励同额 --by 国库科赵",
     override_options, command_pay_override},
    {"pay", "[LIST|ITEM]", 0, 1, PURPOSE(PAY), "sudui pay wujin-hnte-award --by 国库科赵",
     pay_options, command_pay},
    {"bank-simulator", "PAIN.001", 1, 1, PURPOSE(BANK_SIMULATOR),
     "sudui bank-simulator outbox/x.xml --out statement.xml", simulator_options,
     command_bank_simulator},
    {"reconcile", "STATEMENT|ANSWER", 1, 1, PURPOSE(RECONCILE), "sudui reconcile statement.xml",
     NULL, command_reconcile},
    {"statement reply", "ID", 1, 1, PURPOSE(STATEMENT_REPLY),
     "sudui statement reply S-12 --out reply.xml", reply_options, command_statement_reply},
    {"clawback open", "COMPANY ITEM", 2, 2, PURPOSE(CLAWBACK_OPEN),
     "sudui clawback open 91320412MA00000000 wujin-hnte-award --ground 资格被撤销，办法第12条",
     clawback_open_options, command_clawback_open},
    {"clawback show", "[CASE]", 0, 1, PURPOSE(CLAWBACK_SHOW), "sudui clawback show 1", NULL,
     command_clawback_show},
    {"clawback notice", "CASE", 1, 1, PURPOSE(CLAWBACK_NOTICE),
     "sudui clawback notice 1 --due 2026-12-31 --instalments 3", clawback_notice_options,
     command_clawback_notice},
    {"clawback pay", "CASE", 1, 1, PURPOSE(CLAWBACK_PAY),
     "sudui clawback pay 1 --entry 12 --reason 首期到账 --by 国库科赵", clawback_pay_options,
     command_clawback_pay},
    {"clawback offset", "CASE", 1, 1, PURPOSE(CLAWBACK_OFFSET),
     "sudui clawback offset 1 --award 3/91320412MA00000000 --amount 100.00 --line KJ-2023-01"
     " --year 2025 --reason 抵扣",
     clawback_offset_options, command_clawback_offset},
    {"clawback appeal", "CASE", 1, 1, PURPOSE(CLAWBACK_APPEAL),
     "sudui clawback appeal 1 --dismissed", clawback_appeal_options, command_clawback_appeal},
    {"clawback write-off", "CASE", 1, 1, PURPOSE(CLAWBACK_WRITE_OFF),
     "sudui clawback write-off 1 --reason 企业已注销 --by 国库科赵", reason_options,
     command_clawback_write_off},
    {"clawback close", "CASE", 1, 1, PURPOSE(CLAWBACK_CLOSE), "sudui clawback close 1",
     clawback_close_options, command_clawback_close},
    {"exceptions resolve", "ENTRY", 1, 1, PURPOSE(EXCEPTIONS_RESOLVE),
     "sudui exceptions resolve 12 --as pay-back --order SD-… --reason 收款人主动退款 --by 国库科赵",
     resolve_options, command_exceptions_resolve},
    {"ledger correct", "", 0, 0, PURPOSE(LEDGER_CORRECT),
     "sudui ledger correct --debit suspense/3204 --credit received/KJ-2023-01/2025 --amount 1.00"
     " --document 调1 --reason 查明为拨款",
     ledger_correct_options, command_ledger_correct},
    {"exceptions", "", 0, 0, PURPOSE(EXCEPTIONS), "sudui exceptions", NULL, command_exceptions},
    {"audit verify", "", 0, 0, PURPOSE(AUDIT_VERIFY),
     "sudui audit verify --write-checkpoint head.txt", verify_options, command_audit_verify},
    {"audit draw", "LIST|ITEM", 1, 1, PURPOSE(AUDIT_DRAW),
     "sudui audit draw wujin-hnte-award --count 10 --inspectors names.txt", draw_options,
     command_audit_draw},
    {"audit redraw", "ENTRY", 1, 1, PURPOSE(AUDIT_REDRAW), "sudui audit redraw 284", NULL,
     command_audit_redraw},
    {"summary", "", 0, 0, PURPOSE(SUMMARY), "sudui summary --json", NULL, command_summary},
    {"key rotate", "", 0, 0, PURPOSE(KEY_ROTATE), "sudui key rotate --by 系统管理员", NULL,
     command_key_rotate},
    {"backup", "FILE", 1, 1, PURPOSE(BACKUP), "sudui backup /mnt/backup/sudui-2025-06-30.db", NULL,
     command_backup},
    {"restore", "BACKUP DIR", 2, 2, PURPOSE(RESTORE),
     "sudui restore /mnt/backup/sudui-2025-06-30.db mycity", NULL, command_restore},
    {"serve", "", 0, 0, PURPOSE(SERVE), "sudui serve --city mycity --port 8080", serve_options,
     command_serve},
    {"account add", "LOGIN", 1, 1, PURPOSE(ACCOUNT_ADD),
     "sudui account add zhang.san --name 张三 --role policy --by 安全管理员", account_options,
     command_account_add},
    {"account list", "", 0, 0, PURPOSE(ACCOUNT_LIST), "sudui account list --json", NULL,
     command_account_list},
    {"account reset", "LOGIN", 1, 1, PURPOSE(ACCOUNT_RESET),
     "sudui account reset zhang.san --by 安全管理员", NULL, command_account_reset},
    {"account disable", "LOGIN", 1, 1, PURPOSE(ACCOUNT_DISABLE),
     "sudui account disable zhang.san --by 安全管理员", disable_options, command_account_disable},
    {"help", "[COMMAND]", 0, 2, PURPOSE(HELP), "sudui help policy check", help_options,
     command_help},
    {NULL, NULL, 0, 0, MESSAGE_NONE, MESSAGE_NONE, NULL, NULL, NULL},
};
