/* The ledger in the store: immutable transfers, account sums, statements at any moment.
 *
 * What must stay true: a transfer is never changed or deleted; Σ debits = Σ credits in every
 * prefix; no limit of an account is ever broken; the stored sums equal the fold of the transfers.
 * Every function that writes must be called inside a transaction of the caller, so that the
 * transfers become durable together with what they are about, one sync for the whole batch. */
#ifndef SUDUI_LEDGER_LEDGER_H
#define SUDUI_LEDGER_LEDGER_H

#include "ledger/book.h"
#include "store/database.h"

/* Creates or upgrades the tables of ledger/. */
sd_status ledger_migrate(database *db, sd_error *error);

/* Opens the account `code` or finds it; SD_CONFLICT when it exists with another kind. */
sd_status ledger_account_open(database *db, account_kind kind, const char *code, int64_t now_us,
                              account_id *id_out, sd_error *error);
/* SD_NOT_FOUND names the code. */
sd_status ledger_account_find(database *db, const char *code, account *out, sd_error *error);
typedef sd_status (*ledger_account_visitor)(void *context, const account *a, sd_error *error);
/* In order of code. */
sd_status ledger_accounts_each(database *db, ledger_account_visitor visit, void *context,
                               sd_error *error);

typedef struct ledger_answer {
  size_t created;
  size_t existing;
  size_t refused;
  size_t first_refused;  /* index into the batch of the first culprit, or SIZE_MAX */
  int64_t last_sequence; /* of the ledger, after the batch */
} ledger_answer;

/* Applies a batch (see book_apply for chains and verdicts) and appends one audit entry with the
 * counts, the sum and the SM3 over the content hashes.  Refusals are verdicts and not errors; an
 * error means that nothing of the batch may be kept: roll back.  The ledger's time never runs
 * backwards: an earlier `now_us` counts as the last one.  About 5 µs a transfer. */
sd_status ledger_apply(database *db, const char *actor, const transfer *transfers, size_t count,
                       int64_t now_us, transfer_verdict *verdicts_out, ledger_answer *answer_out,
                       sd_error *error);

/* For a batch that may not be refused: the first refusal becomes SD_REFUSED with its sentence. */
sd_status ledger_apply_all(database *db, const char *actor, const transfer *transfers, size_t count,
                           int64_t now_us, sd_error *error);

/* SD_NOT_FOUND when absent. */
sd_status ledger_transfer_find(database *db, transfer_id id, transfer_record *out, sd_error *error);

typedef struct statement_line {
  int64_t sequence;
  int64_t at_us;
  transfer_kind kind;
  bool is_debit;
  int64_t amount_fen;
  int64_t effect_pending_fen; /* on the side named by is_debit */
  int64_t effect_posted_fen;
  const char *counter_account; /* code; borrowed during the call */
  const char *reference;       /* borrowed during the call */
  account after;               /* the sums behind this line */
} statement_line;

typedef sd_status (*statement_visitor)(void *context, const statement_line *line, sd_error *error);

/* The sums of the account as they stood at the end of `at_us`. */
sd_status ledger_account_at(database *db, const char *code, int64_t at_us, account *out,
                            sd_error *error);
/* Every line with from_us <= time < until_us, in order; `after` starts from all before. */
sd_status ledger_statement(database *db, const char *code, int64_t from_us, int64_t until_us,
                           statement_visitor visit, void *context, sd_error *error);

typedef struct ledger_proof {
  int64_t accounts;
  int64_t transfers;
  int64_t debits_posted_fen; /* equal to the credits */
  int64_t pending_fen;       /* open reservations */
  sm3_digest hash;           /* SM3 over the content hashes in order */
} ledger_proof;

/* Recomputes every content hash, replays every transfer through the book (each must be CREATED
 * again) and compares all sums.  SD_CORRUPT names the first difference. */
sd_status ledger_verify(database *db, ledger_proof *proof_out, sd_error *error);

/* An account is opened within an act that the audit chain tells: SD_CORRUPT names the first account
 * at whose time of opening the chain has no entry, or that a budget line names as another one. */
sd_status ledger_openings_verify(database *db, sd_error *error);

#endif
