/* Every sentence shown to people, in Chinese and English. */
#include "base/message.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct sentence {
  const char *name;
  const char *text[LANGUAGE_COUNT];
} sentence;

#define M(name, chinese, english) {#name, {chinese, english}},
static const sentence of_base[] = {
#include "base/messages/base.def"
};
static const sentence of_feel[] = {
#include "base/messages/feel.def"
};
static const sentence of_dmn[] = {
#include "base/messages/dmn.def"
};
static const sentence of_column[] = {
#include "base/messages/column.def"
};
static const sentence of_store[] = {
#include "base/messages/store.def"
};
static const sentence of_audit[] = {
#include "base/messages/audit.def"
};
static const sentence of_access[] = {
#include "base/messages/access.def"
};
static const sentence of_registry[] = {
#include "base/messages/registry.def"
};
static const sentence of_policy[] = {
#include "base/messages/policy.def"
};
static const sentence of_list[] = {
#include "base/messages/list.def"
};
static const sentence of_notice[] = {
#include "base/messages/notice.def"
};
static const sentence of_ledger[] = {
#include "base/messages/ledger.def"
};
static const sentence of_payout[] = {
#include "base/messages/payout.def"
};
static const sentence of_operation[] = {
#include "base/messages/operation.def"
};
static const sentence of_sample[] = {
#include "base/messages/sample.def"
};
static const sentence of_tck[] = {
#include "base/messages/tck.def"
};
static const sentence of_libdmn[] = {
#include "base/messages/libdmn.def"
};
static const sentence of_web[] = {
#include "base/messages/web.def"
};
static const sentence of_cli[] = {
#include "base/messages/cli.def"
};
#undef M

static const struct {
  const sentence *sentences;
  int count;
} areas[MESSAGE_AREA_COUNT] = {
#define AREA(folder) {of_##folder, sizeof of_##folder / sizeof of_##folder[0]},
#include "base/messages/areas.def"
#undef AREA
};

/* A folder with more sentences than numbers would say those of the next one. */
#define AREA(folder)                                                              \
  _Static_assert(sizeof of_##folder / sizeof of_##folder[0] <= MESSAGE_AREA_SIZE, \
                 "raise MESSAGE_AREA_SIZE");
#include "base/messages/areas.def"
#undef AREA

static bool exists(message_id message) {
  return message >= 0 && message < MESSAGE_LIMIT &&
         message % MESSAGE_AREA_SIZE < areas[message / MESSAGE_AREA_SIZE].count;
}

static const sentence *sentence_of(message_id message) {
  assert(exists(message));
  return &areas[message / MESSAGE_AREA_SIZE].sentences[message % MESSAGE_AREA_SIZE];
}

message_id message_next(message_id message) {
  if (exists(message + 1)) return message + 1;
  int area = message < 0 ? 0 : message / MESSAGE_AREA_SIZE + 1;
  return area < MESSAGE_AREA_COUNT ? area * MESSAGE_AREA_SIZE : MESSAGE_ABSENT;
}

const char *number_text(char buffer[24], int64_t value) {
  snprintf(buffer, 24, "%" PRId64, value);
  return buffer;
}

const char *message_text(language lang, message_id message) {
  assert(lang < LANGUAGE_COUNT);
  return sentence_of(message)->text[lang];
}

const char *message_name(message_id message) { return sentence_of(message)->name; }

static size_t argument_count(const char *const *arguments) {
  size_t count = 0;
  while (arguments != NULL && arguments[count] != NULL) count++;
  return count;
}

/* Copies what fits and does not split a character; returns the new length. */
static size_t append(char *buffer, size_t size, size_t used, const char *source, size_t length) {
  if (used + length >= size) {
    length = size - 1 - used;
    while (length > 0 && ((unsigned char)source[length] & 0xC0) == 0x80) length--;
  }
  memcpy(buffer + used, source, length);
  buffer[used + length] = '\0';
  return used + length;
}

void message_format(language lang, message_id message, const char *const *arguments, char *buffer,
                    size_t size) {
  assert(size > 0);
  const char *source = message_text(lang, message);
  size_t count = argument_count(arguments);
  size_t used = 0;
  buffer[0] = '\0';
  while (*source != '\0') {
    size_t index = (size_t)(source[0] == '{' ? source[1] - '0' : 9);
    if (index < 8 && source[2] == '}' && index < count) {
      used = append(buffer, size, used, arguments[index], strlen(arguments[index]));
      source += 3;
      continue;
    }
    size_t run = 1 + strcspn(source + 1, "{");
    used = append(buffer, size, used, source, run);
    source += run;
  }
}

language language_of_environment(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const char *value = getenv(names[i]);
    if (value != NULL && value[0] != '\0') {
      return strncmp(value, "en", 2) == 0 ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    }
  }
  return LANGUAGE_CHINESE;
}
