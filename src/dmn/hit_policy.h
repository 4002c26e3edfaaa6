/* Chooses and combines the rules that match.
 *
 * Spec: DMN 1.5 section 8.2.8 (hit policies) and 8.3.4 (aggregation).  A rule whose match depends
 * on a missing fact is an uncertain hit: what it could change makes the result unknown, what it
 * could not change leaves the result as it is. */
#ifndef SUDUI_DMN_HIT_POLICY_H
#define SUDUI_DMN_HIT_POLICY_H

#include "dmn/model.h"
#include "feel/evaluation.h"

typedef struct rule_hit {
  uint32_t rule;
  bool is_certain;
  const missing_set *missing; /* of an uncertain hit: the facts that decide it */
} rule_hit;

/* What the combination asks of the table that is being evaluated. */
typedef struct hit_source {
  const dmn_table *table;
  evaluation *evaluation;
  /* The output of a rule: its value, or a context of several. */
  value (*output_of)(void *context, uint32_t rule);
  /* The default outputs, null where there is none. */
  value (*default_output)(void *context);
  /* For PRIORITY and OUTPUT ORDER: the rank of each output of a rule (0 is the highest), into an
   * array beside the table's outputs. */
  void (*rank)(void *context, uint32_t rule, uint32_t *ranks_out);
  void *context;
} hit_source;

/* `hits` are in the order of the rules; their order may be changed. */
value hit_policy_combine(const hit_source *source, rule_hit *hits, size_t count);

/* True when no rule behind a certain hit can matter. */
bool hit_policy_stops_at_hit(const dmn_table *table);

#endif
