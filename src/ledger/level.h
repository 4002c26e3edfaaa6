/* The levels of government between which money is handed down and back up.
 *
 * Source: R-54 (allotted <= received at every level), R-33. */
#ifndef SUDUI_LEDGER_LEVEL_H
#define SUDUI_LEDGER_LEVEL_H

#include <stdbool.h>

#include "base/messages/base.h"
#include "base/text.h"

typedef enum budget_level {
#define L(name, word, chinese, english) LEVEL_##name,
#include "ledger/levels.def"
#undef L
  LEVEL_COUNT
} budget_level; /* a higher number is a lower level */

const char *level_word(budget_level level);                 /* "city"; "" for none; static */
const char *level_label(budget_level level, language lang); /* for people; static */
/* The word, or the Chinese name as items use it (市, 区, 县 ...).  False for anything else, and for
 * no level. */
bool level_parse(text name, budget_level *out);

#endif
