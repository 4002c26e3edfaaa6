/* A small city on the disk in memory, and the commands of a year of its work, as one table. */
#ifndef SUDUI_PROOFS_CITY_H
#define SUDUI_PROOFS_CITY_H

#include "disk.h"

#define CITY_FOLDER DISK_ROOT "city"
#define CITY_DATABASE CITY_FOLDER "/sudui.db"

typedef struct city_command {
  const char *line; /* as typed, without "sudui"; $C is the city, spaces separate */
  bool changes;     /* more than it reads */
} city_command;

extern const city_command city_commands[];
extern const size_t city_command_count;

/* Makes an empty city on the disk with the tables of a made-up one in its inbox. */
void city_begin(const char *data_folder);
/* Runs one command of the program in this process; its exit code.  Output is thrown away. */
int city_run(const char *line);

/* What the city holds: every row of every table; 1 without a database, 0 when it cannot be read.
 * The connection stays open (close it behind city_examine), so that a log is read once. */
struct sqlite3 *city_look(uint64_t *fingerprint_out);
/* NULL when the city is sound: pages, audit chain, lists, ledger, and every file in the outbox is
 * the stored one, released before.  Else what is wrong.  With `rows_are_sound`, for rows that were
 * examined before, only pages, indexes and the outbox are looked at. */
const char *city_examine(bool rows_are_sound);

#endif
