/* What became of a line that was to be paid. */
#ifndef SUDUI_PAYOUT_OUTCOME_H
#define SUDUI_PAYOUT_OUTCOME_H

#include "base/messages/base.h"

typedef enum payout_outcome {
#define O(name, chinese, english) OUTCOME_##name,
#include "payout/outcomes.def"
#undef O
  OUTCOME_COUNT
} payout_outcome;

const char *outcome_name(payout_outcome outcome); /* "OVER_BUDGET"; static */
const char *outcome_label(payout_outcome outcome, language lang);

#endif
