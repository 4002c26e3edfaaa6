/* What became of a line that was to be paid. */
#include "payout/outcome.h"

#include <assert.h>

static const struct outcome_row {
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} outcome_rows[OUTCOME_COUNT] = {
#define O(name, chinese, english) {#name, {chinese, english}},
#include "payout/outcomes.def"
#undef O
};

const char *outcome_name(payout_outcome outcome) {
  assert(outcome < OUTCOME_COUNT);
  return outcome_rows[outcome].name;
}

const char *outcome_label(payout_outcome outcome, language lang) {
  assert(outcome < OUTCOME_COUNT);
  return outcome_rows[outcome].labels[lang];
}
