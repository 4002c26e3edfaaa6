/* The near misses of dmn/near_miss.h for all rows of columns.
 *
 * Rows whose conditions have the same truths share the sets of conditions that would have to
 * change; the sets are found once for each such pattern, and only the distances, and whether they
 * are enough, are computed row by row, with the arithmetic of the record evaluator.  What is given
 * for a row are the smallest sets that dmn_near_miss_find gives, in its order and with its
 * distances; rows that cannot be treated so are handed to it.
 *
 *   column_near_miss_create(&request, &plan, &error);      once
 *   column_near_miss_run(plan, &run, &error);              all rows, all processors */
#ifndef SUDUI_COLUMN_NEAR_MISS_H
#define SUDUI_COLUMN_NEAR_MISS_H

#include "column/plan.h"
#include "dmn/near_miss.h"

typedef struct column_near_miss column_near_miss;

typedef struct column_near_miss_request {
  column_model model;          /* and where its inputs come from; at most 256 inputs */
  const dmn_element *decision; /* boolean */
  bool wanted;                 /* the outcome */
  const column *columns;       /* with all their rows */
  size_t column_count;
  size_t row_count; /* at least 1 */
  value now;
} column_near_miss_request;

/* Three values.  Borrows model and columns.  SD_OUT_OF_MEMORY. */
sd_status column_near_miss_create(const column_near_miss_request *request, column_near_miss **out,
                                  sd_error *error);
void column_near_miss_destroy(column_near_miss *plan); /* NULL is allowed */

/* The conditions of the decision, by the number of a gap's atom: texts, clauses and constants are
 * those of every row, other values are those of some row. */
size_t column_near_miss_atom_count(const column_near_miss *plan);
const dmn_condition *column_near_miss_atom(const column_near_miss *plan, size_t atom);
/* What the distance of the atom is a quantity of, as dmn_gap.distance_in. */
text column_near_miss_measure(const column_near_miss *plan, size_t atom);

typedef struct column_gap {
  uint32_t atom;
  bool becomes_true; /* what has to become of it */
  bool is_missing, is_strict;
  value distance; /* as dmn_gap.distance */
  /* How near: lacking / of is the distance as a part of the threshold, numbers only. */
  value lacking, of;
} column_gap;

typedef struct column_way {
  const column_gap *gaps;
  size_t gap_count;
  const dmn_change *changes; /* the inputs that were enough; none unless verified */
  size_t change_count;
  bool is_verified;
} column_way;

/* A row that does not have the wanted outcome although nothing that is missing decides it. */
typedef struct column_miss {
  size_t row;
  const column_way
      *ways; /* the smallest: all of the same number of gaps; none: no change would do */
  size_t way_count;
  value (*left)(const struct column_miss *miss, uint32_t atom); /* the present left side */
  void *row_facts;                                              /* inside of column/ */
} column_miss;

typedef struct column_near_miss_run_request {
  const uint64_t *skipped; /* a bit for each row that is not asked for; NULL: all are */
  size_t threads;          /* 0: one for each processor; at most NEAR_MISS_THREADS_MAX */
  /* Called for each row that misses, by the thread `thread` (0 ..) that treats it, in no fixed
   * order over threads; everything is borrowed until the next call.  False ends the run. */
  bool (*visit)(void *context, size_t thread, const column_miss *miss);
  void *context;
} column_near_miss_run_request;

enum { NEAR_MISS_THREADS_MAX = 64 };

typedef struct column_near_miss_counts {
  size_t missed;    /* rows that were visited */
  size_t by_record; /* of them, those that dmn_near_miss_find had to treat */
  size_t patterns;  /* of truths, over all threads */
} column_near_miss_counts;

sd_status column_near_miss_run(const column_near_miss *plan,
                               const column_near_miss_run_request *request,
                               column_near_miss_counts *counts_out, sd_error *error);

#endif
