/* One call of the command line: the command's table of options, and what was typed. */
#include "cli/invocation.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/cli.h"

enum { ACTOR_BYTES_MAX = 200, YEAR_MAX = 2999 };

const option_spec common_options[] = {
    {"city", "DIR", MESSAGE_CLI_OPTION_CITY, false, false},
    {"data", "DIR", MESSAGE_CLI_OPTION_DATA, false, false},
    {"keys", "FILE", MESSAGE_CLI_OPTION_KEYS, false, false},
    {"by", "NAME", MESSAGE_CLI_OPTION_BY, false, false},
    {"now", "TIME", MESSAGE_CLI_OPTION_NOW, false, false},
    {"lang", "zh|en", MESSAGE_CLI_OPTION_LANG, false, false},
    {"json", NULL, MESSAGE_CLI_OPTION_JSON, false, false},
    {"quiet", NULL, MESSAGE_CLI_OPTION_QUIET, false, false},
    {"help", NULL, MESSAGE_CLI_OPTION_HELP, false, false},
    {NULL, NULL, MESSAGE_NONE, false, false},
};

/* How many words the command's name has (1 or 2) if the arguments begin with it, else 0. */
static int words_matched(const command_spec *command, int argument_count, char **arguments) {
  const char *space = strchr(command->name, ' ');
  if (space == NULL) {
    return argument_count >= 1 && strcmp(command->name, arguments[0]) == 0 ? 1 : 0;
  }
  size_t first = (size_t)(space - command->name);
  return argument_count >= 2 && strlen(arguments[0]) == first &&
                 strncmp(command->name, arguments[0], first) == 0 &&
                 strcmp(space + 1, arguments[1]) == 0
             ? 2
             : 0;
}

const command_spec *command_find(int argument_count, char **arguments, int *words_out) {
  for (const command_spec *command = commands; command->name != NULL; command++) {
    *words_out = words_matched(command, argument_count, arguments);
    if (*words_out != 0) return command;
  }
  return NULL;
}

static const option_spec *find_option(const option_spec *table, const char *name, size_t size) {
  for (; table != NULL && table->name != NULL; table++) {
    if (strlen(table->name) == size && strncmp(table->name, name, size) == 0) return table;
  }
  return NULL;
}

/* The option of the command or of all commands with the least edit distance to `name`. */
static const char *likely_option(const command_spec *command, const char *name) {
  const option_spec *const tables[] = {command->options, common_options};
  const char *likely = "help";
  size_t least = 4;
  for (size_t t = 0; t < 2; t++) {
    for (const option_spec *o = tables[t]; o != NULL && o->name != NULL; o++) {
      size_t distance = text_distance(text_of(o->name), text_of(name));
      if (distance < least) {
        least = distance;
        likely = o->name;
      }
    }
  }
  return likely;
}

static sd_status add_value(invocation *call, const option_spec *option, const char *value,
                           sd_error *error) {
  if (!option->repeated && option_given(call, option->name)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_OPTION_TWICE, SD_ARGS(option->name));
  }
  if (call->value_count == OPTION_VALUES_MAX) {
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS(option->name, SD_NUMBER(OPTION_VALUES_MAX)));
  }
  call->values[call->value_count].option = option;
  call->values[call->value_count++].value = value;
  return SD_OK;
}

static sd_status read_option(invocation *call, int count, char **arguments, int *index,
                             sd_error *error) {
  const char *word = arguments[*index] + 2;
  const char *equals = strchr(word, '=');
  size_t size = equals == NULL ? strlen(word) : (size_t)(equals - word);
  const option_spec *option = find_option(call->command->options, word, size);
  if (option == NULL) option = find_option(common_options, word, size);
  if (option == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_UNKNOWN_OPTION,
                     SD_ARGS(word, likely_option(call->command, word)));
  }
  const char *value = "";
  if (option->argument != NULL) {
    if (equals == NULL && *index + 1 >= count) {
      return error_set(error, SD_MISUSE, MESSAGE_CLI_OPTION_NEEDS_VALUE,
                       SD_ARGS(option->name, option->argument));
    }
    value = equals != NULL ? equals + 1 : arguments[++*index];
  } else if (equals != NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_OPTION_TAKES_NO_VALUE, SD_ARGS(option->name));
  }
  return add_value(call, option, value, error);
}

/* Characters that do not show, by which one name could pass for two. */
static bool is_hidden(int32_t c) {
  return c < 0x20 || c == 0x7F || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* The name of the person, without space around it. */
static sd_status read_actor(invocation *call, const char *value, sd_error *error) {
  text name = text_trim(text_of(value));
  bool usable = name.size != 0 && name.size <= ACTOR_BYTES_MAX;
  for (size_t at = 0; usable && at < name.size;) usable = !is_hidden(text_decode(name, &at));
  if (!usable) return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_NAME, SD_ARGS("by", value));
  call->actor = arena_copy(call->arena, name).data;
  if (call->actor != NULL) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status apply_common_options(invocation *call, sd_error *error) {
  const char *value = option_value(call, "lang");
  if (value != NULL) {
    if (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0) {
      return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_LANGUAGE, SD_ARGS(value));
    }
    call->lang = value[0] == 'e' ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
  }
  value = option_value(call, "now");
  if (value != NULL && !clock_parse(text_of(value), &call->now_us)) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_TIME, SD_ARGS("now", value));
  }
  if ((value = option_value(call, "city")) != NULL) call->city = value;
  if ((value = option_value(call, "data")) != NULL) call->data = value;
  if ((value = option_value(call, "keys")) != NULL) call->keys = value;
  if ((value = option_value(call, "by")) != NULL) TRY(read_actor(call, value, error));
  call->json = option_given(call, "json");
  call->quiet = option_given(call, "quiet");
  return SD_OK;
}

static sd_status check_completeness(const invocation *call, sd_error *error) {
  const command_spec *command = call->command;
  if (call->operand_count < command->operands_min || call->operand_count > command->operands_max) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_WRONG_OPERANDS,
                     SD_ARGS(command->name, command->operands));
  }
  for (const option_spec *o = command->options; o != NULL && o->name != NULL; o++) {
    if (o->required && !option_given(call, o->name)) {
      return error_set(error, SD_MISUSE, MESSAGE_CLI_OPTION_MISSING,
                       SD_ARGS(command->name, o->name, o->argument));
    }
  }
  return SD_OK;
}

sd_status invocation_read(invocation *call, int argument_count, char **arguments, sd_error *error) {
  bool options_ended = false;
  for (int i = 0; i < argument_count; i++) {
    const char *word = arguments[i];
    if (!options_ended && strcmp(word, "--") == 0) {
      options_ended = true;
    } else if (!options_ended && strcmp(word, "-h") == 0) {
      TRY(add_value(call, find_option(common_options, "help", 4), "", error));
    } else if (!options_ended && strncmp(word, "--", 2) == 0) {
      TRY(read_option(call, argument_count, arguments, &i, error));
    } else if (call->operand_count == OPERANDS_MAX) {
      return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                       SD_ARGS(call->command->operands, SD_NUMBER(OPERANDS_MAX)));
    } else {
      call->operands[call->operand_count++] = word;
    }
  }
  TRY(apply_common_options(call, error));
  return option_given(call, "help") ? SD_OK : check_completeness(call, error);
}

const char *option_value_at(const invocation *call, const char *name, size_t index) {
  for (size_t i = 0; i < call->value_count; i++) {
    if (strcmp(call->values[i].option->name, name) == 0 && index-- == 0) {
      return call->values[i].value;
    }
  }
  return NULL;
}

const char *option_value(const invocation *call, const char *name) {
  return option_value_at(call, name, 0);
}

bool option_given(const invocation *call, const char *name) {
  return option_value(call, name) != NULL;
}

sd_status option_number(const invocation *call, const char *name, int64_t least, int64_t fallback,
                        int64_t *out, sd_error *error) {
  *out = fallback;
  const char *value = option_value(call, name);
  if (value == NULL) return SD_OK;
  char *end = NULL;
  errno = 0;
  long long number = strtoll(value, &end, 10);
  if (errno != 0 || end == value || *end != '\0' || number < least) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_BAD_NUMBER,
                     SD_ARGS(name, value, SD_NUMBER(least)));
  }
  *out = number;
  return SD_OK;
}

sd_status option_year(const invocation *call, const char *name, int32_t least, int32_t fallback,
                      int32_t *out, sd_error *error) {
  int64_t year;
  TRY(option_number(call, name, least, fallback, &year, error));
  if (year > YEAR_MAX) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_NUMBER_TOO_LARGE,
                     SD_ARGS(name, option_value(call, name), SD_NUMBER(YEAR_MAX)));
  }
  *out = (int32_t)year;
  return SD_OK;
}
