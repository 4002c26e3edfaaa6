/* Personal texts of facts, sealed for their series, subject, day and batch. */
#include "registry/sealed_fact.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/keyring.h"

enum { ROW_SIZE = 96 };

bool fact_is_sealed(const attribute *a) { return a->personal && a->type == ATTRIBUTE_STRING; }

static field_place place_of(const fact_place *p, char row[ROW_SIZE]) {
  (void)snprintf(row, ROW_SIZE, "%" PRId64 "/%" PRId64 "/%" PRId64 "/%" PRId64, p->series,
                 p->subject, p->valid_from_day, p->batch);
  return (field_place){"fact.content", text_of(row)};
}

sd_status fact_seal(database *db, const fact_place *place, text plain, text_builder *out,
                    sd_error *error) {
  char row[ROW_SIZE];
  const field_place field = place_of(place, row);
  text_builder_clear(out);
  return field_seal(db, &field, plain, out, error);
}

sd_status fact_open(database *db, const fact_place *place, text stored, text_builder *out,
                    sd_error *error) {
  char row[ROW_SIZE];
  const field_place field = place_of(place, row);
  text_builder_clear(out);
  return field_open(db, &field, stored, out, error);
}
