/* How far a company has read what happened to it.
 *
 * Messages are not stored: they follow from what is recorded (lists, orders, objections, reports).
 * What is stored is until when somebody of the company took note, as an entry of the audit chain:
 * whoever later asks whether a notice was served finds the answer there.  Source: R-50 (notices in
 * two channels). */
#ifndef SUDUI_LIST_READING_H
#define SUDUI_LIST_READING_H

#include "base/text.h"
#include "store/database.h"

/* The moment up to which the company has read; 0 when it never did. */
sd_status reading_until(database *db, text code, int64_t *until_us_out, sd_error *error);

/* In a transaction of its own; a moment that is not later than what is stored changes nothing. */
sd_status reading_mark(database *db, text code, const char *actor, int64_t until_us, int64_t now_us,
                       sd_error *error);

/* A step of list_migrate. */
#define READING_TABLES                                                     \
  "CREATE TABLE list_reading("                                             \
  " code TEXT NOT NULL,"                                                   \
  " until_us INTEGER NOT NULL,"                                            \
  " actor TEXT NOT NULL,"                                                  \
  " time_us INTEGER NOT NULL,"                                             \
  " entry INTEGER NOT NULL,"                                               \
  " PRIMARY KEY(code, until_us)"                                           \
  ") STRICT;"                                                              \
  "CREATE TRIGGER list_reading_update BEFORE UPDATE ON list_reading BEGIN" \
  " SELECT RAISE(ABORT, 'what was read is never changed'); END;"           \
  "CREATE TRIGGER list_reading_delete BEFORE DELETE ON list_reading BEGIN" \
  " SELECT RAISE(ABORT, 'what was read is never deleted'); END;"

#endif
