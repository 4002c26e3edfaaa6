/* Every sentence shown to people, in Chinese and English. */
#include "base/message.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  const char *text[LANGUAGE_COUNT];
} messages[MESSAGE_COUNT] = {
#define M(name, chinese, english) {#name, {chinese, english}},
#include "base/messages/all.def"
#undef M
};

const char *number_text(char buffer[24], int64_t value) {
  snprintf(buffer, 24, "%" PRId64, value);
  return buffer;
}

const char *message_text(language lang, message_id message) {
  assert(message < MESSAGE_COUNT && lang < LANGUAGE_COUNT);
  return messages[message].text[lang];
}

const char *message_name(message_id message) {
  assert(message < MESSAGE_COUNT);
  return messages[message].name;
}

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
