/* The members of a JSON input as values of a model's inputs and decisions; names across imports. */
#ifndef SUDUI_LIBDMN_BINDING_H
#define SUDUI_LIBDMN_BINDING_H

#include <dmn.h>

#include "base/json.h"
#include "dmn/evaluate.h"

/* An element of `kind` in the main model by its name as FEEL would write it there: an imported one
 * has the names of its imports before it ("common.Rate").  NULL when there is none. */
const dmn_element *binding_find(const dmn_model *model, dmn_element_kind kind, text name);

/* What stands before the names of each document's elements ("" or "common."), beside
 * model->documents, in `a`; NULL when memory is out. */
const text *binding_prefixes(const dmn_model *model, arena *a);

/* The name of that kind (or, for DMN_DECISION, also of a service) most like `name`; empty when none
 * is. */
text binding_nearest(const dmn_model *model, dmn_element_kind kind, text name, arena *a);

/* Binds every member of `input`, an object.  Fails with SD_NOT_FOUND (a member that means nothing,
 * unless `others_allowed`), SD_TYPE_ERROR, SD_OUT_OF_MEMORY; a limit is seen in the evaluation. */
sd_status binding_apply(const dmn_model *model, dmn_evaluation *e, const json_value *input,
                        bool others_allowed, sd_error *error);

#endif
