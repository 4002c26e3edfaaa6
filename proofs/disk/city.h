/* A small city on the disk in memory, and the commands of a year of its work, as one table. */
#ifndef SUDUI_PROOFS_CITY_H
#define SUDUI_PROOFS_CITY_H

#include "disk.h"

#define CITY_FOLDER DISK_ROOT "city"
#define CITY_DATABASE CITY_FOLDER "/sudui.db"

typedef struct city_command {
  const char *line; /* as typed, without "sudui", with places ($C is the city) */
  bool changes;     /* more than it reads */
  int code;         /* its exit code: 0 done, 1 done and something waits, else refused */
} city_command;

extern const city_command city_commands[];
extern const size_t city_command_count;

/* Makes an empty city on the disk with the tables of a made-up one in its inbox. */
void city_begin(const char *data_folder);
enum { CITY_LINE_SIZE = 1024 };
/* The line of the table with its places filled from what the city holds now. */
void city_resolve(const char *line, char out[CITY_LINE_SIZE]);
/* Runs one resolved command of the program in this process; its exit code. */
int city_run(const char *line);
int city_do(const char *line); /* both */

/* What the city holds: every row of every table but those of `without` (ended by NULL; NULL for
 * none); 1 without a database, 0 when it cannot be read.
 * The connection stays open (close it behind city_examine), so that a log is read once. */
struct sqlite3 *city_look(const char *const *without, uint64_t *fingerprint_out);
/* A bank file under its final name in the outbox. */
bool city_is_outgoing(const char *path);
/* NULL when the city is sound: all that `sudui audit verify` proves holds, and every file in the
 * outbox is the stored one, released before.  Else what is wrong.  With `rows_are_sound`, for rows that were
 * examined before, only pages, indexes and the outbox are looked at. */
const char *city_examine(bool rows_are_sound);

#endif
