/* SM3 over the facts that a batch brought, so that the audit chain holds them.
 *
 * The digest is over what was said, not how it is stored: the attribute, period and source of each
 * series, and for each fact in order of series, subject, day and row the code of the subject, the
 * day, the row and the value, sealed texts opened.  Whoever edits a fact, moves it to another
 * company, series or batch, adds or deletes one, changes it. */
#ifndef SUDUI_REGISTRY_BATCH_DIGEST_H
#define SUDUI_REGISTRY_BATCH_DIGEST_H

#include "base/hash.h"
#include "registry/registry.h"

/* Of a batch as it was just written, within its transaction: of the subjects and series that its
 * lists (registry/changes) name.  A few facts are looked up, many are read with their series. */
sd_status batch_digest(database *db, int64_t batch, sm3_digest *out, sd_error *error);

typedef struct registry_proof {
  int64_t batches; /* held to the chain */
  int64_t facts;
  int64_t unproved; /* batches from before the chain had their digest */
} registry_proof;

/* Every fact of every batch, in one pass, held to the entry "import" of its batch, and the batches
 * to the entries.  SD_CORRUPT names the batch.  About a second for a million facts. */
sd_status registry_verify(database *db, registry_proof *out, sd_error *error);

#endif
