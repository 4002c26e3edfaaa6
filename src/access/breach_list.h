/* Passwords known from breaches: a sorted file of SHA-1 hashes, searched by bisection.
 *
 * The file is a list as "Have I Been Pwned" publishes it, ordered by hash: lines of 40 hexadecimal
 * digits (SHA-1 of the password's UTF-8 bytes), ":", how often it was seen.  It is only read, in
 * pieces, never loaded: a list of 10^9 lines takes some 40 reads a question and no memory.  Nothing
 * leaves the machine.  Source: ASVS 5.0 6.2.12. */
#ifndef SUDUI_ACCESS_BREACH_LIST_H
#define SUDUI_ACCESS_BREACH_LIST_H

#include "base/error.h"
#include "base/text.h"

typedef struct breach_list breach_list;

/* Looks at the first line, the last and some between (LIMIT_BREACH_SAMPLES): SD_INVALID with the
 * byte when one is no such line or they are not in order, or the file is empty; else as
 * file_reader_open. */
sd_status breach_list_open(const char *path, breach_list **out, sd_error *error);
void breach_list_close(breach_list *l); /* NULL is allowed */

/* Whether a password is on the list; by any number of threads at once.  SD_INVALID when a line on
 * the way is none, SD_IO_FAILED; O(log n) reads. */
sd_status breach_list_has(const breach_list *l, text password, bool *found_out, sd_error *error);

#endif
