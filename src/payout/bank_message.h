/* What goes to a bank and what comes back, whatever the format: payments, answers, entries.
 *
 * The adapters (payout/bank_format) turn bytes into these structs and back; everything behind them
 * knows only these.  All texts are borrowed from an arena of the reader's caller. */
#ifndef SUDUI_PAYOUT_BANK_MESSAGE_H
#define SUDUI_PAYOUT_BANK_MESSAGE_H

#include "base/arena.h"
#include "base/error.h"

/* One payment of a file. */
typedef struct bank_payment {
  const char *instruction; /* of the line in its file */
  const char *end_to_end;  /* the order's reference: what everything is matched by */
  const char *uetr;
  int64_t amount_fen;
  const char *creditor_bank_code; /* CNAPS */
  const char *creditor_name;
  const char *creditor_account;
  const char *remittance; /* NULL or "" for none */
} bank_payment;

/* A file of payments from one account. */
typedef struct bank_orders {
  const char *message;        /* its name, unique for ever */
  const char *created;        /* ISO date and time, "2026-11-23T09:00:00Z" */
  const char *execution_date; /* YYYY-MM-DD */
  const char *payer_name;
  const char *payer_account;
  const char *payer_bank_code; /* CNAPS */
  const char *payer_bank_name; /* may be "" */
  const char *division;        /* AdmDivCode of the treasury; "" elsewhere */
  const bank_payment *payments;
  size_t count;
  int64_t sum_fen;
} bank_orders;

/* What a bank says of one payment; statuses and reasons are those of ISO 20022. */
typedef struct payment_answer {
  const char *end_to_end;  /* NULL when absent, like the following */
  const char *instruction; /* for answers that do not name the reference */
  const char *status;      /* RJCT, ACSP, ... */
  const char *reason;      /* AC01, ... */
  uint32_t line;           /* in the file */
} payment_answer;

/* The bank's answer to a file: about all of it, about single payments, or both. */
typedef struct bank_reply {
  const char *message;          /* of the answer */
  const char *original_message; /* of our file */
  const char *file_status;      /* NULL when only payments answer */
  const char *file_reason;
  const payment_answer *payments;
  size_t count;
} bank_reply;

/* One movement on an account. */
typedef struct statement_entry {
  const char *reference;    /* the bank's, unique within its statement; never NULL */
  const char *end_to_end;   /* NULL when absent */
  const char *message;      /* NULL when absent */
  const char *booking_date; /* YYYY-MM-DD; that of the statement when absent */
  const char *return_code;  /* AC01 ...; NULL for what is no return */
  const char *information;  /* for people; NULL when absent */
  int64_t amount_fen;       /* above 0 */
  uint32_t line;            /* in the file */
  bool is_credit;
  bool is_reversal; /* 冲账: the bank takes its own booking back */
  bool is_booked;
} statement_entry;

typedef struct bank_statement {
  const char *id;
  int64_t number; /* 0 when absent */
  const char *account;
  const char *date;    /* of the closing balance */
  int64_t opening_fen; /* negative for an overdraft */
  int64_t closing_fen;
  const statement_entry *entries;
  size_t count;
} bank_statement;

typedef enum bank_message_kind {
  BANK_MESSAGE_STATEMENT, /* balances and entries: settles */
  BANK_MESSAGE_REPLY,     /* moves states, never money */
  BANK_MESSAGE_ADVICE     /* entries without balances: informs */
} bank_message_kind;

/* What came from a bank. */
typedef struct bank_message {
  bank_message_kind kind;
  const char *id;
  const bank_statement *statements; /* of a statement or an advice */
  size_t count;
  bank_reply reply;
} bank_message;

/* Marks of a message that the test bank writes. */
typedef struct bank_stamp {
  const char *message;
  const char *created;  /* ISO date and time */
  const char *division; /* see bank_orders */
} bank_stamp;

/* A growing array in an arena: doubled, the old one left behind. */
typedef struct growing {
  void *items;
  size_t count, capacity;
} growing;
/* The zeroed next item; NULL when memory is out. */
void *growing_push(growing *g, arena *a, size_t item_size);

/* Opening + booked entries = closing, and every reference names one entry.  SD_INVALID with the
 * sums, or with the line of the second entry. */
sd_status statement_check(const bank_statement *s, arena *a, sd_error *error);

#endif
