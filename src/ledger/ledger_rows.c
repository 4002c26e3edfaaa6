/* Rows of the ledger's tables to structs and back. */
#include "ledger/ledger_rows.h"

#include <string.h>

#include "base/limits.h"
#include "base/messages/ledger.h"

static const migration ledger_steps[] = {
    {"accounts and transfers",
     "CREATE TABLE ledger_account ("
     " id INTEGER PRIMARY KEY,"
     " code TEXT NOT NULL UNIQUE,"
     " kind TEXT NOT NULL,"
     " opened_us INTEGER NOT NULL,"
     " debits_pending_fen INTEGER NOT NULL DEFAULT 0 CHECK (debits_pending_fen >= 0),"
     " debits_posted_fen INTEGER NOT NULL DEFAULT 0 CHECK (debits_posted_fen >= 0),"
     " credits_pending_fen INTEGER NOT NULL DEFAULT 0 CHECK (credits_pending_fen >= 0),"
     " credits_posted_fen INTEGER NOT NULL DEFAULT 0 CHECK (credits_posted_fen >= 0)"
     ") STRICT;"
     "CREATE TABLE ledger_transfer ("
     " sequence INTEGER PRIMARY KEY,"
     " id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
     " kind INTEGER NOT NULL,"
     " debit INTEGER NOT NULL REFERENCES ledger_account,"
     " credit INTEGER NOT NULL REFERENCES ledger_account,"
     " amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),"
     " refers_to INTEGER REFERENCES ledger_transfer,"
     " reference TEXT NOT NULL,"
     " content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),"
     " at_us INTEGER NOT NULL,"
     " CHECK (debit <> credit)"
     ") STRICT;"
     "CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit);"
     "CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit);"
     "CREATE INDEX ledger_transfer_refers ON ledger_transfer (refers_to)"
     " WHERE refers_to IS NOT NULL;"
     /* Kinds 2 and 3 are POST and VOID: a reservation is resolved once, whatever the program does.
      */
     "CREATE UNIQUE INDEX ledger_transfer_resolves ON ledger_transfer (refers_to)"
     " WHERE kind IN (2, 3);"
     "CREATE TRIGGER ledger_transfer_keep BEFORE UPDATE ON ledger_transfer"
     " BEGIN SELECT RAISE(ABORT, 'transfers are immutable'); END;"
     "CREATE TRIGGER ledger_transfer_hold BEFORE DELETE ON ledger_transfer"
     " BEGIN SELECT RAISE(ABORT, 'transfers are immutable'); END;"},
    {"budget lines",
     "CREATE TABLE ledger_budget_line ("
     " line TEXT NOT NULL,"
     " year INTEGER NOT NULL,"
     " bank TEXT NOT NULL,"
     " bank_account INTEGER NOT NULL REFERENCES ledger_account,"
     " received_account INTEGER NOT NULL REFERENCES ledger_account,"
     " allotted_account INTEGER NOT NULL REFERENCES ledger_account,"
     " payable_account INTEGER NOT NULL REFERENCES ledger_account,"
     " returned_account INTEGER NOT NULL REFERENCES ledger_account,"
     " PRIMARY KEY (line, year)"
     ") STRICT;"},
    {"the end of a budget line's year",
     "ALTER TABLE ledger_budget_line ADD COLUMN closed_us INTEGER NOT NULL DEFAULT 0;"},
    {"levels, and the money passed between them",
     "ALTER TABLE ledger_budget_line ADD COLUMN level INTEGER NOT NULL DEFAULT 0;"
     "CREATE TABLE ledger_route ("
     " line TEXT NOT NULL,"
     " to_line TEXT NOT NULL,"
     " year INTEGER NOT NULL,"
     " is_up INTEGER NOT NULL CHECK (is_up IN (0, 1)),"
     " crosses INTEGER NOT NULL CHECK (crosses IN (0, 1)),"
     " passed_account INTEGER NOT NULL UNIQUE REFERENCES ledger_account,"
     " transit_account INTEGER NOT NULL REFERENCES ledger_account,"
     " PRIMARY KEY (line, to_line, year)"
     ") STRICT;"
     "CREATE INDEX ledger_route_to ON ledger_route (to_line, year);"},
};
_Static_assert(TRANSFER_POST == 2 && TRANSFER_VOID == 3, "the index ledger_transfer_resolves");

sd_status ledger_migrate(database *db, sd_error *error) {
  return database_migrate(db, "ledger", ledger_steps, sizeof ledger_steps / sizeof ledger_steps[0],
                          error);
}

sd_status ledger_corrupt(database *db, message_id message, const char *const *arguments,
                         sd_error *error) {
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, message, arguments);
}

sd_status account_of_row(database *db, query *q, account *out, sd_error *error) {
  *out = (account){.id = query_integer(q, 0),
                   .debits_pending_fen = query_integer(q, 3),
                   .debits_posted_fen = query_integer(q, 4),
                   .credits_pending_fen = query_integer(q, 5),
                   .credits_posted_fen = query_integer(q, 6)};
  text code = query_text(q, 1);
  bool good = code.size > 0 && code.size < sizeof out->code && out->id > 0 &&
              account_kind_parse(query_text(q, 2), &out->kind);
  if (good) memcpy(out->code, code.data, code.size);
  if (good && account_is_sound(out)) return SD_OK;
  return ledger_corrupt(db, MESSAGE_LEDGER_STORED_ROW_INVALID, SD_ARGS(SD_NUMBER(out->id)), error);
}

sd_status record_of_row(database *db, query *q, transfer_record *out, sm3_digest *hash_out,
                        sd_error *error) {
  text id = query_bytes(q, 1), reference = query_text(q, 6), hash = query_bytes(q, 7);
  text refers_to = query_bytes(q, 8);
  int64_t kind = query_integer(q, 2);
  *out = (transfer_record){.sequence = query_integer(q, 0)};
  transfer *t = &out->transfer;
  t->debit = query_integer(q, 3);
  t->credit = query_integer(q, 4);
  t->amount_fen = query_integer(q, 5);
  bool good = id.size == 16 && hash.size == SM3_SIZE && reference.size > 0 &&
              reference.size < sizeof t->reference && kind >= 0 && kind < TRANSFER_KIND_COUNT &&
              (refers_to.size == 0 || refers_to.size == 16) && t->amount_fen > 0 &&
              t->amount_fen <= LIMIT_MONEY_FEN;
  if (!good) {
    return ledger_corrupt(db, MESSAGE_LEDGER_STORED_ROW_INVALID, SD_ARGS(SD_NUMBER(out->sequence)),
                          error);
  }
  t->kind = (transfer_kind)kind;
  t->id = transfer_id_from_bytes((const uint8_t *)id.data);
  if (refers_to.size == 16) t->refers_to = transfer_id_from_bytes((const uint8_t *)refers_to.data);
  memcpy(t->reference, reference.data, reference.size);
  if (hash_out != NULL) memcpy(hash_out->bytes, hash.data, SM3_SIZE);
  return SD_OK;
}
