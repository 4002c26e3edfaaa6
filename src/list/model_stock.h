/* Models and areas of stored runs, read once and shared by all who load runs.
 *
 * What is kept never changes and is found by the SM3 of its bytes, so nothing in it can be old.
 * Bounded: what has no room any more is read each time.  Any thread. */
#ifndef SUDUI_LIST_MODEL_STOCK_H
#define SUDUI_LIST_MODEL_STOCK_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/database.h"

typedef struct model_stock model_stock;

/* NULL when memory is out. */
model_stock *model_stock_create(size_t bytes_max);
/* NULL is allowed; nothing that was read on its connections may be in use any more. */
void model_stock_destroy(model_stock *s);
/* From now on heads of runs that are loaded on this connection borrow from the stock, which
 * outlives them. */
void model_stock_use(database *db, model_stock *s);
/* NULL when the connection has none. */
model_stock *model_stock_of(const database *db);

typedef enum model_stock_kind { STOCK_ITEM, STOCK_AREAS } model_stock_kind;

/* Makes the thing in `a`. */
typedef struct model_maker {
  sd_status (*make)(void *context, arena *a, const void **out, sd_error *error);
  void *context;
} model_maker;

/* What a thing is kept under. */
typedef struct model_stock_key {
  model_stock_kind kind;
  sm3_digest hash;
} model_stock_key;

/* What is kept under the hash; else what `make` gives, kept if there is room, else in `a`.  `s`
 * NULL: always made in `a`.  Fails as `make` does. */
sd_status model_stock_get(model_stock *s, const model_stock_key *key, arena *a, model_maker maker,
                          const void **out, sd_error *error);

#endif
