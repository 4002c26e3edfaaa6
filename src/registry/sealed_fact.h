/* Inside of registry/: personal texts, which are stored sealed (store/keyring). */
#ifndef SUDUI_REGISTRY_SEALED_FACT_H
#define SUDUI_REGISTRY_SEALED_FACT_H

#include "base/text_builder.h"
#include "registry/attribute.h"
#include "store/database.h"

/* What a fact belongs to: a value sealed for one does not open for another. */
typedef struct fact_place {
  int64_t series, subject, valid_from_day, batch;
} fact_place;

/* True for texts that the catalogue calls personal: account numbers, persons, telephones. */
bool fact_is_sealed(const attribute *a);
/* Clear `out` first. */
sd_status fact_seal(database *db, const fact_place *place, text plain, text_builder *out,
                    sd_error *error);
sd_status fact_open(database *db, const fact_place *place, text stored, text_builder *out,
                    sd_error *error);

#endif
