/* The levels of government between which money is handed down and back up. */
#include "ledger/level.h"

static const struct level_row {
  const char *word;
  const char *labels[LANGUAGE_COUNT];
} level_rows[LEVEL_COUNT] = {
#define L(name, word, chinese, english) {word, {chinese, english}},
#include "ledger/levels.def"
#undef L
};

/* What else the names of items call a level. */
static const struct other_name {
  const char *name;
  budget_level level;
} other_names[] = {{"国家", LEVEL_NATION},   {"省级", LEVEL_PROVINCE}, {"市级", LEVEL_CITY},
                   {"县", LEVEL_DISTRICT},   {"区县", LEVEL_DISTRICT}, {"县区", LEVEL_DISTRICT},
                   {"园区", LEVEL_DISTRICT}, {"区级", LEVEL_DISTRICT}, {"县级", LEVEL_DISTRICT},
                   {"街道", LEVEL_TOWN},     {"乡镇", LEVEL_TOWN}};

const char *level_word(budget_level level) { return level_rows[level].word; }

const char *level_label(budget_level level, language lang) {
  return level_rows[level].labels[lang];
}

bool level_parse(text name, budget_level *out) {
  for (int i = LEVEL_NONE + 1; i < LEVEL_COUNT; i++) {
    if (!text_is(name, level_rows[i].word) &&
        !text_is(name, level_rows[i].labels[LANGUAGE_CHINESE])) {
      continue;
    }
    *out = (budget_level)i;
    return true;
  }
  for (size_t i = 0; i < sizeof other_names / sizeof other_names[0]; i++) {
    if (!text_is(name, other_names[i].name)) continue;
    *out = other_names[i].level;
    return true;
  }
  return false;
}
