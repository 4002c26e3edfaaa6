/* What came from a bank: kept byte for byte before it is applied, once, and noted when refused. */
#ifndef SUDUI_PAYOUT_INBOUND_H
#define SUDUI_PAYOUT_INBOUND_H

#include "base/hash.h"
#include "payout/bank_format.h"
#include "store/database.h"

/* One file from a bank. */
typedef struct inbound {
  database *db;
  const char *actor;
  text bytes;
  const char *name; /* for messages, and kept */
  int64_t now_us;
  arena *arena; /* of everything that is read from it */
  char hash[SM3_TEXT_SIZE];
  bank_message message;
} inbound;

/* Hashes and reads it with the format that recognises it. */
sd_status inbound_open(inbound *in, database *db, const char *actor, text bytes, const char *name,
                       int64_t now_us, sd_error *error);
void inbound_close(inbound *in);
/* SD_SYNTAX_ERROR when the message is of another kind. */
sd_status inbound_expect(const inbound *in, bank_message_kind kind, sd_error *error);

/* Within a transaction: whether the same bytes were applied before; if not, they are kept. */
sd_status inbound_keep(inbound *in, bool *known_out, sd_error *error);
/* A refused file leaves its name, hash and the reason on the audit chain, and nothing else.  Opens
 * its own transaction and stays silent: the caller's error counts. */
void inbound_refuse(inbound *in, sd_status why);

#endif
