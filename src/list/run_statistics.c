/* Decisions and amounts of a run by district. */
#include <stdlib.h>

#include "base/map.h"
#include "list/run_amount.h"

static int compare_groups(const void *a, const void *b) {
  return text_compare(((const run_group *)a)->district, ((const run_group *)b)->district);
}

sd_status run_by_district(const list_run *run, arena *a, run_group **out, size_t *count_out,
                          sd_error *error) {
  map groups; /* district → run_group */
  map_init(&groups, a);
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    run_group *group = map_get(&groups, d->district);
    if (group == NULL) {
      group = ARENA_NEW(a, run_group);
      if (group == NULL || !map_set(&groups, d->district, group)) {
        return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
      }
      group->district = d->district;
    }
    run_count_decision(d, &group->counts); /* parts of sums that fit */
  }
  run_group *sorted = ARENA_ARRAY(a, run_group, groups.count);
  if (sorted == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t i = 0; i < groups.count; i++) sorted[i] = *(run_group *)groups.entries[i].value;
  if (groups.count != 0) qsort(sorted, groups.count, sizeof *sorted, compare_groups);
  *out = sorted;
  *count_out = groups.count;
  return SD_OK;
}
