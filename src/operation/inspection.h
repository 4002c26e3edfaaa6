/* Companies and inspectors drawn by lot (双随机), from what a run decided.
 *
 * The population are companies of a run, which is never changed: those it found met, or all that
 * it decided, of one district or of all.  Population, numbers, inspectors and a seed of 256
 * random bits are an entry of the audit chain ("inspection-seed") before anything is drawn; what
 * was drawn is a second one ("inspection-draw").  Anybody can draw again from the first and gets
 * the second (audit/draw).  Source: 国办发〔2015〕58号 (双随机、一公开), R-63. */
#ifndef SUDUI_OPERATION_INSPECTION_H
#define SUDUI_OPERATION_INSPECTION_H

#include "base/arena.h"
#include "base/hash.h"
#include "registry/registry.h"

enum { INSPECTION_COMPANIES_MAX = 1000, INSPECTION_INSPECTORS_MAX = 100, INSPECTION_EACH_MAX = 5 };

typedef struct inspection_request {
  int64_t list;           /* whose run is drawn from */
  bool only_met;          /* else all that it decided */
  text district;          /* exactly this code; empty: any */
  size_t companies;       /* to draw: 1 to INSPECTION_COMPANIES_MAX and not above the population */
  const text *inspectors; /* names, no two the same; in the order given */
  size_t inspector_count;
  size_t each; /* inspectors for each company: 1 to INSPECTION_EACH_MAX */
  const char *actor;
  int64_t now_us;
} inspection_request;

typedef struct inspection_pick {
  char code[SUBJECT_CODE_SIZE];
  text inspectors[INSPECTION_EACH_MAX]; /* in the order drawn */
} inspection_pick;

typedef struct inspection {
  int64_t seed_entry; /* sequence in the chain; its number as a draw, too */
  int64_t draw_entry; /* 0: drawn here and not found in the chain */
  int64_t list, time_us;
  text actor, district;
  bool only_met;
  sm3_digest seed, population_hash;
  size_t population, each, inspector_count, count;
  const text *inspectors;
  const inspection_pick *picks; /* in the order drawn */
} inspection;

/* Records the seed, draws, records what was drawn: two transactions.  SD_INVALID names what is
 * wrong with the request, SD_NOT_FOUND the list. */
sd_status inspection_draw(database *db, const inspection_request *request, arena *a,
                          inspection *out, sd_error *error);
/* Draws again from an entry "inspection-seed".  SD_OK when the chain holds the same result, or none
 * because the program was cut off in between (draw_entry is then 0); SD_CORRUPT when the population
 * or the result differ; SD_NOT_FOUND when the entry is no seed. */
sd_status inspection_redraw(database *db, int64_t seed_entry, arena *a, inspection *out,
                            sd_error *error);

#endif
