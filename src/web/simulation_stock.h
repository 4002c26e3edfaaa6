/* Simulations that stay prepared between requests, so that a slider is answered at once.
 *
 * The facts of a city as columns, the models and the result of what is in force are read once for a
 * draft, a view and the newest facts; each position of a slider then only evaluates.  At most
 * SIMULATIONS_KEPT are kept, the one that was not used for longest makes room; one request at a
 * time uses each. */
#ifndef SUDUI_WEB_SIMULATION_STOCK_H
#define SUDUI_WEB_SIMULATION_STOCK_H

#include "list/simulation.h"

enum { SIMULATIONS_KEPT = 3 };

typedef struct simulation_stock simulation_stock;

/* NULL when memory is out. */
simulation_stock *simulation_stock_create(void);
void simulation_stock_destroy(simulation_stock *s); /* NULL is allowed; none may be taken */

typedef struct simulation_wanted {
  const item_version *draft;
  const item_version *const *bases;
  size_t base_count;
  const area_table *areas; /* outlives the stock */
  int32_t data_year;
  int64_t as_of_day;
  int64_t batch;  /* of the newest facts: others are prepared anew */
  int64_t now_us; /* facts known until now are looked at */
  void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL */
  void *progress_context;
} simulation_wanted;

typedef struct simulation_place simulation_place;

/* Whether it is prepared, so that nothing has to be read; somebody may be using it. */
bool simulation_stock_has(simulation_stock *s, const simulation_wanted *wanted);

/* The simulation, prepared now or before; nobody else has it until it is given back.  Versions are
 * copied.  Waits while all places are taken by others.  Errors of simulation_open. */
sd_status simulation_stock_take(simulation_stock *s, registry *r, const simulation_wanted *wanted,
                                simulation_place **place_out, simulation **out, sd_error *error);
void simulation_stock_give(simulation_stock *s, simulation_place *place);

#endif
