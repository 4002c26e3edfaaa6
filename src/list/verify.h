/* Every stored run and every act on a list, held to its hash and to the audit chain.
 *
 * Hashes alone do not help against somebody who can write into the database and computes them anew;
 * the entries of the chain can only be changed all together, which a checkpoint kept outside shows.
 * Source: R-63. */
#ifndef SUDUI_LIST_VERIFY_H
#define SUDUI_LIST_VERIFY_H

#include "list/run.h"

typedef struct list_proof {
  int64_t runs, acts, updates; /* found as the chain says */
} list_proof;

/* SD_CORRUPT names the first run or act that differs from its entry, has none, or was taken out.
 * The chain itself is audit_verify's.  Reads every decision: about 1 µs each. */
sd_status list_verify(database *db, list_proof *out, sd_error *error);

#endif
