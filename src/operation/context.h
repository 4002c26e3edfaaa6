/* What use cases stand on: the open city, and the tables of its data folder.
 *
 * Everything is borrowed: the caller keeps it alive.  A database connection belongs to one thread,
 * so a server has one context for each of its connections. */
#ifndef SUDUI_OPERATION_CONTEXT_H
#define SUDUI_OPERATION_CONTEXT_H

#include "list/life.h"
#include "list/settlement.h"
#include "policy/english.h"
#include "registry/registry.h"

typedef struct operation_context {
  database *db;
  registry *registry;                 /* NULL where no use case asks for facts */
  const day_calendar *calendar;       /* NULL when the data folder has none */
  const settlement_rules *settlement; /* NULL where no use case asks for them */
} operation_context;

/* <data>/data/holidays.csv.  SD_NOT_FOUND when there is none. */
sd_status operation_calendar_read(const char *data, arena *a, day_calendar **out, sd_error *error);
/* The calendar of the context; SD_NOT_FOUND when it has none. */
sd_status operation_calendar(const operation_context *c, const day_calendar **out, sd_error *error);

/* <data>/policies/relations.csv and ceilings.csv, <data>/data/exclusion_reasons.csv and
 * exclusion_lists.csv; one that is not there has no rows. */
sd_status operation_settlement_read(const char *data, arena *a, settlement_rules *out,
                                    sd_error *error);

/* <data>/data/names.csv, which need not be there.  Both outlive the result. */
sd_status operation_english_read(const char *data, const attribute_catalogue *attributes, arena *a,
                                 english_names **out, sd_error *error);

#endif
