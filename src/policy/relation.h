/* How the awards of two items go together, pair by pair: the table policies/relations.csv.
 *
 * A pair belongs to neither of its items alone and is often between items of two levels with two
 * owners, so it stands once, beside the items, and not in their models.  Source: R-31;
 * 就高不就低、不得重复 (Bozhou), 同年度同类别从高从优不重复 (Hangzhou Binjiang), 叠加 (Fujian
 * 2025), a district that tops up the city's award (Wujin). */
#ifndef SUDUI_POLICY_RELATION_H
#define SUDUI_POLICY_RELATION_H

#include "base/arena.h"
#include "base/error.h"

typedef enum relation_kind {
  RELATION_ADDITIVE,   /* both in full */
  RELATION_EXCLUSIVE,  /* at most one of them */
  RELATION_HIGHER,     /* the higher of them */
  RELATION_DIFFERENCE, /* the second is paid as far as it exceeds the first */
  RELATION_TOP_UP      /* the second is paid as far as both together stay within the ceiling */
} relation_kind;

typedef enum relation_window {
  RELATION_SAME_YEAR,          /* one subject, one data year */
  RELATION_SAME_TYPE,          /* the same, and the items are of one type */
  RELATION_SAME_MATTER,        /* one subject and one value of the key; without key: one subject */
  RELATION_SAME_PROJECT,       /* one value of the key, whoever the subjects are */
  RELATION_SAME_REPRESENTATIVE /* one value of the key and one data year, whoever they are */
} relation_window;

/* What an award gets that is made after the other one was. */
typedef enum relation_later {
  RELATION_LATER_UNSTATED, /* as if both were made at once, as far as money was not given yet */
  RELATION_LATER_NOTHING,
  RELATION_LATER_DIFFERENCE /* as far as it exceeds what was given */
} relation_later;

typedef struct relation {
  text first, second; /* item ids, several with spaces between, or "*" */
  relation_kind kind;
  relation_window window;
  text key; /* an attribute; empty: none */
  relation_later later;
  int64_t ceiling_fen; /* of a top-up */
  text clause;
  uint32_t line;
} relation;

typedef struct relation_table {
  text source; /* as read: runs keep it by its hash */
  const relation *rows;
  size_t count;
} relation_table;

/* Columns first, second, relation, window, key, later, ceiling, clause.  The first row that fits a
 * pair decides, so exceptions stand before rules with "*".  `content` is copied.  SD_INVALID with
 * the line. */
sd_status relation_table_read(text content, const char *file, arena *a, relation_table **out,
                              sd_error *error);

/* "exclusive", "difference"; static. */
const char *relation_kind_name(relation_kind kind);

#endif
