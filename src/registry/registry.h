/* The company file: subjects and everything that was ever said about them.
 *
 * What must stay true: a fact is never changed or deleted; a correction is a later fact of the same
 * source.  A fact has an attribute, a reference period, a source, a day from which it is valid, and
 * the batch (file) that brought it, with the row in it; the batch has the time at which it became
 * known.  Facts of different sources that disagree stand side by side.
 *
 * The current fact of a source, as of a day D and known at K: of its facts with valid_from <= D and
 * known <= K, the one with the latest valid_from, then the latest batch (several, if one file says
 * several things).  A conflict: current facts that are not all equal.  Source. */
#ifndef SUDUI_REGISTRY_REGISTRY_H
#define SUDUI_REGISTRY_REGISTRY_H

#include "registry/attribute.h"
#include "store/database.h"

enum {
  SUBJECT_CODE_SIZE = 19, /* 18 characters and a NUL */
  PERIOD_NONE = 0,        /* for attributes without period */
  VALID_ALWAYS = 0        /* a valid_from that nobody stated; days before 1970 count as this */
};

typedef struct registry registry;

/* Creates or upgrades the tables and takes up new attributes.  SD_CONFLICT when an attribute in
 * the database has another type or period than in the catalogue.  `catalogue` and `db` must
 * outlive the registry.  One thread at a time. */
sd_status registry_open(database *db, const attribute_catalogue *catalogue, registry **out,
                        sd_error *error);
void registry_close(registry *r); /* NULL is allowed */
database *registry_database(const registry *r);
const attribute_catalogue *registry_catalogue(const registry *r);

/* A point of view: what held on a day, as far as it was known at a moment. */
typedef struct registry_view {
  int64_t as_of_day; /* day number; INT64_MAX: no end */
  int64_t known_us;  /* INT64_MAX: everything known */
} registry_view;

/* Somebody relies on what is known at `known_us` (a stored run): whatever arrives from now on
 * becomes known later, even when a clock ran backwards.  Inside of a transaction, after
 * registry_open. SD_CONFLICT when facts known by then arrived since the snapshot that saw
 * `last_batch`. */
sd_status registry_seal(database *db, int64_t known_us, int64_t last_batch, sd_error *error);

/* True when the code is on file.  `kind` may be NULL. */
sd_status registry_has_subject(registry *r, text code, const char *kind, bool *out,
                               sd_error *error);

/* One fact with where it comes from; texts are borrowed during the call. */
typedef struct fact_record {
  char subject[SUBJECT_CODE_SIZE];
  const attribute *attribute;
  int32_t period; /* PERIOD_NONE, 2024 or 202403 */
  fact_value value;
  text source;
  int64_t valid_from_day;
  int64_t known_us;
  int64_t batch;
  text file;    /* name of the file without its folders */
  int64_t row;  /* in it, 1-based, as an editor or Excel counts */
  bool current; /* of its source, from the view */
} fact_record;
typedef sd_status (*fact_visitor)(void *context, const fact_record *fact, sd_error *error);

/* Every fact of a subject with known <= view.known_us, also superseded ones, in order of attribute
 * (catalogue), period, source, valid_from, batch, row.  SD_NOT_FOUND for an unknown code.
 * `attribute_id` NULL: all attributes.  About 1 ms for all. */
sd_status registry_subject_facts(registry *r, text code, const char *attribute_id,
                                 registry_view view, fact_visitor visit, void *context,
                                 sd_error *error);

/* Every current fact that is part of a conflict, in order of attribute, period, code; the
 * facts of one conflict follow each other, the latest first.  Reads all facts. */
sd_status registry_conflicts(registry *r, registry_view view, fact_visitor visit, void *context,
                             sd_error *error);

typedef struct registry_counts {
  int64_t subjects;
  int64_t facts;     /* known by then, superseded ones included */
  int64_t conflicts; /* (subject, attribute, period) with a conflict */
  int64_t batches;
} registry_counts;
/* `conflicts` needs a pass over all facts (about 5 million a second). */
sd_status registry_count(registry *r, registry_view view, registry_counts *out, sd_error *error);
/* Not fewer than there are subjects; by key, whatever their number. */
sd_status registry_subjects_at_most(registry *r, int64_t *out, sd_error *error);

typedef struct batch_record {
  int64_t id;
  int64_t known_us;
  text file;
  text actor;
  char file_hash[65];    /* SM3 of the bytes */
  char mapping_hash[65]; /* SM3 of the mapping's bytes */
  int64_t rows;
  int64_t rows_rejected;
  int64_t facts;
} batch_record;
typedef sd_status (*batch_visitor)(void *context, const batch_record *batch, sd_error *error);
/* In order of arrival. */
sd_status registry_batches(registry *r, batch_visitor visit, void *context, sd_error *error);

#endif
