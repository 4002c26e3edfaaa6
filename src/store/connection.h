/* Inside of store/ only: what database.c and query.c share about a connection. */
#ifndef SUDUI_STORE_CONNECTION_H
#define SUDUI_STORE_CONNECTION_H

#include <sqlite3.h>

#include "store/database.h"
#include "store/keyring.h"

enum { CONNECTION_STOCK_MAX = 256, CONNECTION_BUSY_MS = 5000, CONNECTION_BUSY_STEP_MS = 10 };

struct query {
  database *db;
  sqlite3_stmt *statement;
  uint64_t sql_hash;
  bool in_use;
  bool in_stock; /* goes back to the connection's stock when closed */
  bool stepped;  /* a row is current */
  int bind_result;
};

struct database {
  sqlite3 *handle;
  char *path;
  bool in_transaction;
  bool is_reading; /* the open transaction only reads: query.c refuses every write */
  bool writing_stopped;
  const atomic_bool *cancelled; /* borrowed; NULL: the work cannot be cancelled */
  bool was_cancelled;           /* some query was not answered: nothing may be committed */
  const keyring *keys;          /* borrowed; NULL: nothing can be sealed or opened */
  void *companion;              /* borrowed */
  query *stock[CONNECTION_STOCK_MAX];
  size_t stock_count;
};

/* Turns a result code of SQLite into a status and a sentence, and stops writing when the code says
 * that storage can no longer be trusted. */
sd_status connection_fail(database *db, int result, sd_error *error);

/* Steps of SQLite's machine between two looks at `cancelled`: a millisecond or less. */
enum { CONNECTION_CANCEL_STEPS = 10000 };

#endif
