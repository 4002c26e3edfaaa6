/* Runs the cases of one test directory: loads its models, binds inputs, compares results. */
#ifndef SUDUI_TCK_RUNNER_H
#define SUDUI_TCK_RUNNER_H

#include "base/arena.h"
#include "base/error.h"
#include "feel/value.h"

typedef struct kit_result {
  text directory; /* "compliance-level-3/0001-filter" */
  text file;      /* without .xml */
  text id;        /* of the case */
  bool is_passed;
  bool expects_value; /* some result node expects something else than null */
  text message;       /* of a failed case */
} kit_result;

typedef struct kit_results {
  arena *arena;
  kit_result *items;
  size_t count, capacity;
  language language; /* of the messages */
  value now;         /* for now() and today() */
} kit_results;

/* Runs `directory` if it holds test files (*-test-NN.xml), else its folders, at most three levels
 * down, and adds a result for each case.  A test that cannot be read is a failed case. */
sd_status kit_run(const char *directory, kit_results *results, sd_error *error);

#endif
