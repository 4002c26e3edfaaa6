/* The report of a simulation as JSON and as a page that can be printed. */
#ifndef SUDUI_CLI_SIMULATION_PAGE_H
#define SUDUI_CLI_SIMULATION_PAGE_H

#include "base/json.h"
#include "cli/items.h"
#include "cli/shown.h"
#include "list/near_miss_city.h"
#include "list/simulation.h"

typedef struct simulation_curve_result {
  const simulation_point *points;
  size_t count;
} simulation_curve_result;

typedef struct simulation_report {
  simulation *simulation;
  const item_version *draft;
  const char *against; /* version of what is in force, or "-" */
  const area_table *areas;
  size_t top;
  const simulation_outcome *outcome;
  sm3_digest digest;                 /* of everything that the result depends on */
  simulation_curve_result *curves;   /* beside the parameters; NULL: not asked for */
  const simulation_mover *movers[2]; /* winners, losers */
  size_t mover_counts[2];
  near_miss_report *edge; /* of the draft, within a tenth of a threshold */
} simulation_report;

/* The name of a group in the call's language; in the call's arena or static. */
const char *simulation_group_name(const invocation *call, const area_table *areas,
                                  simulation_dimension dimension, text key);

void simulation_write_json(json_writer *w, const simulation_report *r);

/* One self-contained HTML file in the call's language, charts as inline SVG.  SD_IO_ERROR. */
sd_status simulation_write_page(const invocation *call, city *c, const simulation_report *r,
                                const char *path, sd_error *error);

#endif
