/* What a draft version of an item would change: the draft against what is in force, for the city.
 *
 * Both are decided for the same companies from the same facts.  The city is prepared once: facts as
 * columns, models, the result of what is in force; then the draft is evaluated as it is written or
 * with some of its numbers set otherwise, as often as one likes, without reading anything again.
 * Nothing is stored.  Amounts follow the rules and the cap of the item; a budget is not shared,
 * because what a version costs is asked before what can be given.  Source: design rule 7.
 *
 *   simulation_open(r, &request, &s, &error);                    once
 *   simulation_evaluate(s, settings, count, &outcome, &error);   for each position of a slider */
#ifndef SUDUI_LIST_SIMULATION_H
#define SUDUI_LIST_SIMULATION_H

#include "list/simulation_parameter.h"

typedef struct simulation simulation;

typedef struct simulation_request {
  const item_version *draft;        /* decided as if in force now, in its regions */
  const item_version *const *bases; /* what it is compared with, likewise; of the same subjects */
  size_t base_count;                /* 0: nothing is in force */
  const area_table *areas;
  int32_t data_year;
  registry_view view;
  unsigned threads;                                               /* 0: one for each processor */
  void (*progress)(void *context, uint64_t done, uint64_t total); /* of opening; may be NULL */
  void *progress_context;
} simulation_request;

/* What a result belongs to; two results are of the same thing when all of it is equal. */
typedef struct simulation_key {
  const char *engine;  /* version of the engine */
  sm3_digest draft;    /* of the bytes of the model */
  sm3_digest bases;    /* over the hashes of all bases */
  sm3_digest snapshot; /* facts that went in, of draft and bases */
  sm3_digest areas;
  registry_view view;
  int32_t data_year;
} simulation_key;

typedef enum simulation_dimension {
  SIMULATION_DISTRICT,
  SIMULATION_SIZE,  /* above scale in the data year: "true", "false" or empty */
  SIMULATION_FIELD, /* field of technology */
  SIMULATION_DIMENSION_COUNT
} simulation_dimension;

typedef struct simulation_side {
  int64_t met, not_met, unknown;
  int64_t receivers; /* met with an amount above zero */
  int64_t cost_fen;
} simulation_side;

typedef struct simulation_group {
  text key; /* of the dimension; empty: not on file.  Of the total: empty */
  simulation_side before, after;
  int64_t winners, losers; /* who would get more, who less */
  int64_t gained_fen, lost_fen;
  int64_t newly_met, no_longer_met;
} simulation_group;

typedef struct simulation_outcome {
  simulation_group total;
  const simulation_group *groups[SIMULATION_DIMENSION_COUNT]; /* largest cost after it first */
  size_t group_counts[SIMULATION_DIMENSION_COUNT];
} simulation_outcome;

typedef struct simulation_mover {
  char code[SUBJECT_CODE_SIZE];
  text district;
  uint8_t before, after; /* decision_status, or SIMULATION_NOT_COVERED */
  int64_t before_fen, after_fen;
} simulation_mover;
enum { SIMULATION_NOT_COVERED = 3 };

/* SD_INVALID when the draft asks about other subjects than a base, for a model with errors, and
 * for an item whose amounts depend on its budget (rate, points). */
sd_status simulation_open(registry *r, const simulation_request *request, simulation **out,
                          sd_error *error);
void simulation_close(simulation *s); /* NULL is allowed */

/* The draft as it was decided: in force now, in its regions. */
const item_version *simulation_draft(const simulation *s);
const simulation_key *simulation_get_key(const simulation *s);
/* One digest over everything in the key and the settings. */
sd_status simulation_key_digest(const simulation *s, sm3_digest *out, sd_error *error);

size_t simulation_parameter_count(const simulation *s);
const simulation_parameter *simulation_parameter_at(const simulation *s, size_t index);

typedef struct simulation_setting {
  size_t parameter;
  decimal value;
} simulation_setting;

/* The draft with these numbers set; without settings as it is written.  Borrowed until the next
 * call.  The result is that of a run of the model with the literals written so. */
sd_status simulation_evaluate(simulation *s, const simulation_setting *settings, size_t count,
                              const simulation_outcome **out, sd_error *error);

/* Of the last evaluation, those whose amount changes most; ties by code.  `gain` false: losers.  At
 * most `top`, in `a`. */
sd_status simulation_movers(const simulation *s, bool gain, size_t top, arena *a,
                            const simulation_mover **out, size_t *count_out, sd_error *error);

/* One point of a curve. */
typedef struct simulation_point {
  decimal value;
  bool is_written; /* the literal itself */
  simulation_side side;
  int64_t winners, losers; /* against what is in force */
} simulation_point;

/* Evaluates the draft at each point of the parameter, all else as written.  In `a`. */
sd_status simulation_curve(simulation *s, size_t parameter, arena *a, const simulation_point **out,
                           size_t *count_out, sd_error *error);

#endif
