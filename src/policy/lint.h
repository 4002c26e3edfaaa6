/* What is wrong or doubtful in an item beside its rules: facts, clauses, admission, fairness.
 *
 * The rules themselves are checked by dmn/ when the model is loaded.  All findings of a file are
 * told in one pass, in order of their line. */
#ifndef SUDUI_POLICY_LINT_H
#define SUDUI_POLICY_LINT_H

#include "policy/item.h"
#include "registry/attribute.h"

typedef struct lint_finding {
  bool is_error; /* else a warning */
  uint32_t line;
  message_id message;
  const char *const *arguments;
} lint_finding;

/* Borrowed during the call; anything but SD_OK ends the walk. */
typedef sd_status (*lint_visitor)(void *context, const lint_finding *finding, sd_error *error);

/* Errors: an attribute that is not in the catalogue, a period that does not fit it, a pick rule
 * that cannot be, a named decision that the model lacks.  Warnings: a rule without a clause,
 * an item without application that fails the admission tests, an input tied to tax paid,
 * relocation or ownership.  `a` is used for the model's tree. */
sd_status lint_item(const item_version *v, const attribute_catalogue *attributes, arena *a,
                    lint_visitor visit, void *context, sd_error *error);

#endif
