/* Subjects that a snapshot is about, in ascending order of code: all of a kind, or some of them.
 *
 * A set borrows nothing from the database, so that several connections can read facts for parts of
 * one set at the same time. */
#ifndef SUDUI_REGISTRY_SUBJECT_SET_H
#define SUDUI_REGISTRY_SUBJECT_SET_H

#include "registry/registry.h"

typedef struct subject_set {
  size_t count;
  const char (*codes)[SUBJECT_CODE_SIZE]; /* ascending */
  const int64_t *ids;                     /* beside them */
  int64_t last_batch;                     /* the newest batch that was known */
} subject_set;

/* Everybody of `kind` (NULL: of any) known by then.  27 bytes a subject in `a`; about 2 million a
 * second. */
sd_status subject_set_load(registry *r, int64_t known_us, const char *kind, arena *a,
                           subject_set *out, sd_error *error);
/* One subject, of whatever kind.  SD_NOT_FOUND when the code is not on file. */
sd_status subject_set_of_code(registry *r, int64_t known_us, const char *code, arena *a,
                              subject_set *out, sd_error *error);
/* Those of `ids` (ascending) that are of `kind` and were known by then: by key, about 10
 * microseconds each. */
sd_status subject_set_of_ids(registry *r, int64_t known_us, const char *kind, const int64_t *ids,
                             size_t count, arena *a, subject_set *out, sd_error *error);

/* Those of `codes` (ascending, each once) that were known by then, of whatever kind: by key while
 * they are few, else by one pass over all. */
sd_status subject_set_of_codes(registry *r, int64_t known_us, const text *codes, size_t count,
                               arena *a, subject_set *out, sd_error *error);

/* `count` of them from the `first` on; borrows. */
subject_set subject_set_part(const subject_set *all, size_t first, size_t count);

#endif
