/* The hash of a snapshot that is read in parts.
 *
 * A part is SNAPSHOT_PART_SUBJECTS subjects in order of code (the last one has fewer).  The codes
 * and each column of each part have a digest of their own; the hash of the snapshot is that of all
 * of them.  So parts can be read by several threads or processes, a column that several items ask
 * for is hashed once, and nobody needs the whole snapshot in memory.  It says the same as
 * snapshot_hash: which facts went into a run. */
#ifndef SUDUI_REGISTRY_SNAPSHOT_DIGEST_H
#define SUDUI_REGISTRY_SNAPSHOT_DIGEST_H

#include "registry/snapshot.h"

enum { SNAPSHOT_PART_SUBJECTS = 16384 };

size_t snapshot_part_count(size_t subject_count);

/* Of a part's codes. */
bool snapshot_codes_digest(const snapshot *part, sm3_digest *out);
/* Of one of its columns: values in the least width that holds them, which cells are present or in
 * conflict, and the words in order of first use.  `scratch` gives 10 bytes a subject. */
bool snapshot_column_digest(const snapshot *part, size_t column, arena *scratch, sm3_digest *out);

/* The hash of a snapshot of `subject_count` subjects with these columns. */
bool snapshot_parts_hash(size_t subject_count, const sm3_digest *codes,
                         const column_request *requests, const sm3_digest *const *columns,
                         size_t column_count, sm3_digest *out);

#endif
