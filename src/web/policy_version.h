/* An item version as the pages of policy officers show it: model, findings, worked examples,
 * release.
 *
 * Read anew for each page that shows it; nothing of it outlives the request. */
#ifndef SUDUI_WEB_POLICY_VERSION_H
#define SUDUI_WEB_POLICY_VERSION_H

#include "audit/approval.h"
#include "list/version_catalogue.h"
#include "policy/version_check.h"
#include "web/pages.h"

/* A finding that outlives the walk; pointers go into the model. */
typedef struct policy_finding {
  bool is_error;
  text sentence;
  const dmn_table *table; /* NULL: of no table */
  bool is_gap;            /* the witness is what no rule matches */
  int32_t rules[DMN_FINDING_RULES_MAX];
  int32_t column; /* of inputs, or of outputs where is_output; DMN_NO_INDEX */
  bool is_output;
  const text *witness;   /* one literal for each input, or NULL */
  const char *case_name; /* of a worked example that comes out otherwise; else NULL */
} policy_finding;

typedef struct policy_version {
  const item_version *item;
  text base;       /* of a draft; else empty */
  text drafted_by; /* of a draft */
  int64_t drafted_us;
  dmn_model *model; /* NULL: `fault` says why */
  sd_error fault;
  version_check_result result;
  policy_finding *findings;
  size_t finding_count, finding_capacity;
  const char *cases_name;
  text cases; /* content of the file of worked examples; NULL data: there is none */
  arena *arena;
} policy_version;

/* All versions of the city, drafts too; in the call's arena. */
sd_status policy_catalogue(const web_call *call, item_catalogue **out, sd_error *error);

/* The version that the pieces of the path name, read and checked.  SD_NOT_FOUND.  Close it after
 * the view is written. */
sd_status policy_version_open(const web_call *call, policy_version *out, sd_error *error);
/* The same for `item`, which is not stored: what was made from the version `base`. */
sd_status policy_version_check(const web_call *call, const item_version *item, text base,
                               policy_version *out, sd_error *error);
void policy_version_close(policy_version *v);

/* How a version stands between draft and release. */
typedef struct policy_release {
  bool is_released;
  text maker, checker; /* of the release */
  int64_t released_us;
  int64_t proposal; /* that is open; 0 */
  text proposed_by;
  sm3_digest proposal_hash;
} policy_release;
sd_status policy_release_read(const web_call *call, const item_version *item, policy_release *out,
                              sd_error *error);

/* Writes "decisions" with their tables, marks at the cells, and "findings". */
void policy_view_decisions(const web_call *call, const policy_version *v);
void policy_view_findings(const web_call *call, const policy_version *v);
/* Item, version, name, from and to, owner. */
void policy_view_heading(const web_call *call, const item_version *item);

#endif
