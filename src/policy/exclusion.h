/* Why somebody may be left off a list: reason codes (data/exclusion_reasons.csv) and the lists that
 * exclude (data/exclusion_lists.csv).
 *
 * Reasons are grounds and facts, never guilt; each has its words in both languages.  An exclusion
 * list has entry and removal dates on file, and says whether a credit repair ends its effect.
 * Source. */
#ifndef SUDUI_POLICY_EXCLUSION_H
#define SUDUI_POLICY_EXCLUSION_H

#include "base/arena.h"
#include "base/error.h"

/* The reason that the program gives after a clawback, beside those of the lists. */
#define RULE_REASON_BARRED "C04"

typedef struct exclusion_reason {
  text code;     /* "R01" */
  bool by_owner; /* an owner may give it; else the program does */
  text chinese, english;
  uint32_t line;
} exclusion_reason;

/* All of these are attributes; empty ones are not looked at. */
typedef struct exclusion_list {
  text id;
  text items;    /* ids with spaces between, or "*" */
  text listed;   /* boolean: on the list now */
  text since;    /* date of entry */
  text until;    /* date of removal */
  text repaired; /* date of a credit repair, which ends the effect */
  text reason;   /* a code of the reasons */
  text clause;
  uint32_t line;
} exclusion_list;

typedef struct exclusion_rules {
  text reasons_source, lists_source;
  const exclusion_reason *reasons;
  size_t reason_count;
  const exclusion_list *lists;
  size_t list_count;
} exclusion_rules;

/* Columns reason, by (owner, program), zh, en; and list, items, listed, since, until, repaired,
 * reason, clause.  SD_INVALID with the line; both contents are copied. */
sd_status exclusion_rules_read(text reasons, text lists, arena *a, exclusion_rules **out,
                               sd_error *error);

/* NULL when there is no such code. */
const exclusion_reason *exclusion_reason_find(const exclusion_rules *rules, text code);

/* What is on file of one subject about one list; dates are days, INT64_MAX: none on file. */
typedef struct exclusion_facts {
  bool listed;
  int64_t since_day, until_day, repaired_day;
} exclusion_facts;
/* True when the subject is on the list on `day`: entered by then (or listed without a date) and
 * neither removed nor repaired by then.  An entry after a removal counts again. */
bool exclusion_holds(const exclusion_facts *facts, int64_t day);

#endif
