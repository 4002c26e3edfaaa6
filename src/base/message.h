/* Every sentence shown to people, in Chinese and English.
 *
 * The sentences stand in base/messages/<folder>.def, one line each: M(NAME, "中文", "English").
 * `{0}` to `{7}` stand for the arguments, which are texts; numbers are formatted by the caller.
 * A table and not gettext, because the language is an argument of each request (no process-wide
 * locale, which a closed machine may not have installed) and because the two texts of a sentence
 * are checked beside each other: tools/tidy refuses a line whose placeholders differ. */
#ifndef SUDUI_BASE_MESSAGE_H
#define SUDUI_BASE_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

typedef enum language { LANGUAGE_CHINESE = 0, LANGUAGE_ENGLISH = 1, LANGUAGE_COUNT = 2 } language;

/* The folders that have sentences, in the order of src/FOLDERS. */
typedef enum message_area {
#define AREA(folder) MESSAGE_AREA_##folder,
#include "base/messages/areas.def"
#undef AREA
  MESSAGE_AREA_COUNT
} message_area;

/* Every folder has numbers of its own, named in base/messages/<folder>.h, so that a new sentence of
 * one folder compiles that folder again and not the whole program.  The numbers live only as long
 * as the program: what is stored is the name. */
enum {
  MESSAGE_AREA_SIZE = 2048,
  MESSAGE_LIMIT = MESSAGE_AREA_COUNT * MESSAGE_AREA_SIZE,
  MESSAGE_ABSENT = -1
};
typedef int message_id;

/* The message behind `message`, MESSAGE_ABSENT behind the last; the first is behind MESSAGE_ABSENT.
 */
message_id message_next(message_id message);

/* A NULL-ended list of text arguments: error_set(e, s, MESSAGE_X, SD_ARGS(name, value)). */
#define SD_ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The text of a whole number, for SD_ARGS; lives until the end of the enclosing block. */
#define SD_NUMBER(value) number_text((char[24]){0}, (int64_t)(value))
const char *number_text(char buffer[24], int64_t value);

/* The sentence with its placeholders; static. */
const char *message_text(language lang, message_id message);

/* The stable name, such as "FACT_UNKNOWN_ATTRIBUTE", for JSON output and tests; static. */
const char *message_name(message_id message);

/* Writes the sentence with its arguments filled in; at most `size` bytes, always a NUL, and never
 * half a UTF-8 character.  A missing argument shows as its placeholder. */
void message_format(language lang, message_id message, const char *const *arguments, char *buffer,
                    size_t size);

/* The language named by LC_ALL, LC_MESSAGES or LANG: English for en*, otherwise Chinese. */
language language_of_environment(void);

#endif
