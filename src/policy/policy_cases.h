/* Worked examples of a policy: a table of cases, evaluated by the model and compared.
 *
 * `<version>.cases.csv` beside `<version>.dmn`: a header with 用例, then names of input data and of
 * decisions of the model; then one line for each case.  A cell of an input is a FEEL literal, an
 * empty one is a missing fact.  A cell of a decision is the FEEL literal that must come out,
 * `null`, or `unknown` for what a missing fact leaves open; an empty one is not checked.  Every
 * case runs with three values on. */
#ifndef SUDUI_POLICY_POLICY_CASES_H
#define SUDUI_POLICY_POLICY_CASES_H

#include "dmn/model.h"

/* A decision that came out otherwise; everything is borrowed until the function returns. */
typedef struct policy_case_mismatch {
  text case_name;
  uint64_t line; /* of the file of cases */
  text decision;
  text expected; /* as written in the cell */
  text actual;   /* for an unknown with the facts that are missing: "unknown (研发费用)" */
} policy_case_mismatch;

typedef void (*policy_case_function)(void *context, const policy_case_mismatch *mismatch);

typedef struct policy_cases {
  const dmn_model *model;
  text content;                     /* of the file of cases, UTF-8 */
  const char *name;                 /* of that file, for messages */
  policy_case_function on_mismatch; /* may be NULL */
  void *context;
} policy_cases;

typedef struct policy_cases_summary {
  size_t case_count;
  size_t check_count; /* decisions compared */
  size_t mismatch_count;
} policy_cases_summary;

/* Mismatches are no failure: ask the summary.  SD_INVALID with file and line for a column that the
 * model does not know, a cell that is no FEEL literal, or a file without cases. */
sd_status policy_cases_run(const policy_cases *cases, policy_cases_summary *summary_out,
                           sd_error *error);

/* The file of cases beside a model ("a/2022.dmn": "a/2022.cases.csv") and its name, in `a`.
 * SD_NOT_FOUND when there is none; the content's data is then NULL. */
sd_status policy_cases_read(const char *model_path, arena *a, const char **name_out,
                            text *content_out, sd_error *error);

/* Loads the model and the file of cases beside it.  SD_NOT_FOUND
 * when there is none, SD_INVALID when the model has errors. */
sd_status policy_cases_run_file(const char *model_path, policy_case_function on_mismatch,
                                void *context, policy_cases_summary *summary_out, sd_error *error);

#endif
