/* Everything that can be said about an item version before anybody is decided by it.
 *
 * One walk over what stands beside the rules (policy/lint), the rules (diagnostics of dmn/), the
 * decision tables (dmn/table_analysis) and the worked examples: what `policy check` prints and what
 * the pages show at the cells. */
#ifndef SUDUI_POLICY_VERSION_CHECK_H
#define SUDUI_POLICY_VERSION_CHECK_H

#include "dmn/table_analysis.h"
#include "policy/item.h"
#include "policy/lint.h"
#include "policy/policy_cases.h"
#include "registry/attribute.h"

typedef struct version_check {
  const item_version *item;
  const attribute_catalogue *attributes;
  const dmn_model *model; /* of the item's bytes; NULL: it cannot be loaded */
  text cases;             /* of the file of worked examples; NULL data: there is none */
  const char *cases_name;
  language lang; /* of the sentences */
} version_check;

/* Where it came from; each kind has its own further field. */
typedef struct version_finding {
  bool is_error; /* else a warning */
  uint32_t line; /* of the model's file, of a mismatch of the file of cases; 0: unknown */
  message_id message;
  text sentence;
  const diagnostic *of_rules;          /* or NULL */
  const dmn_table_finding *of_table;   /* or NULL */
  const policy_case_mismatch *of_case; /* or NULL */
} version_finding;

/* Borrowed during the call; anything but SD_OK ends the walk. */
typedef sd_status (*version_finding_visitor)(void *context, const version_finding *finding,
                                             sd_error *error);

typedef struct version_check_result {
  int64_t errors, warnings; /* mismatches of cases are errors */
  policy_cases_summary cases;
} version_check_result;

/* In this order: lint by line, diagnostics by place, tables by decision, cases by line; the cases
 * run only when the model has no error.  A file of cases that cannot be read is a finding.  `a`
 * keeps the texts of tables' findings. */
sd_status version_check_run(const version_check *check, arena *a, version_finding_visitor visit,
                            void *context, version_check_result *out, sd_error *error);

#endif
