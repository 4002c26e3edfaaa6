/* Files from outside are looked at by clamd, over its local socket, before anything reads them.
 *
 * Fails closed: a file counts as clean only when the scanner said so, about exactly these bytes.
 * One question is one connection (zINSTREAM of clamd(8)), with one deadline for all of it.
 * Source: ASVS 5.0 5.4.3. */
#ifndef SUDUI_WEB_VIRUS_SCANNER_H
#define SUDUI_WEB_VIRUS_SCANNER_H

#include "base/error.h"
#include "base/text.h"

typedef enum scan_verdict {
  SCAN_CLEAN,
  SCAN_FOUND,    /* the scanner named something */
  SCAN_TOO_LONG, /* more bytes than the scanner takes (StreamMaxLength of clamd.conf) */
  SCAN_FAILED,   /* not reached, silent, an error, or an answer that is none */
  SCAN_BUSY      /* all threads that may wait for the scanner do */
} scan_verdict;
enum { SCAN_VERDICTS = SCAN_BUSY + 1, SCAN_NAME_SIZE = 100 };

typedef struct virus_scanner virus_scanner;

/* `socket_path` of clamd (LocalSocket of clamd.conf); at most `waiting_max` threads wait for its
 * answer at once, so that a slow scanner does not take the pages with it.  SD_MISUSE for a path
 * longer than sockets have; nothing is connected yet. */
sd_status virus_scanner_create(const char *socket_path, unsigned waiting_max, virus_scanner **out,
                               sd_error *error);
void virus_scanner_destroy(virus_scanner *s); /* NULL is allowed */

/* Asks; at most LIMIT_WEB_SCAN_SECONDS.  `name_out` gets what was found, in printable ASCII, else
 * "".  By any number of threads. */
scan_verdict virus_scanner_ask(virus_scanner *s, text bytes, char name_out[SCAN_NAME_SIZE]);
/* Whether the scanner answers at all (zPING), within a second. */
bool virus_scanner_is_there(const virus_scanner *s);
/* How often it gave this verdict since the start. */
int64_t virus_scanner_count(virus_scanner *s, scan_verdict verdict);

#endif
