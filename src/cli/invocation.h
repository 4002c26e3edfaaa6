/* One call of the command line: the command's table of options, and what was typed.
 *
 * A command is a row of cli/commands.c: name, purpose, operands, options, function.  Help, manual
 * pages, errors about options and the parser itself all read that row, so that they cannot differ.
 */
#ifndef SUDUI_CLI_INVOCATION_H
#define SUDUI_CLI_INVOCATION_H

#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

enum { OPTIONS_MAX = 24, OPERANDS_MAX = 256, OPTION_VALUES_MAX = 64 };

typedef struct option_spec {
  const char *name;     /* long name without the dashes; NULL ends the table */
  const char *argument; /* what follows, such as "DATE"; NULL for a flag */
  message_id help;
  bool required;
  bool repeated; /* may be given several times */
} option_spec;

typedef struct invocation invocation;

typedef struct command_spec {
  const char *name;     /* "run", "policy check" */
  const char *operands; /* "COMPANY ITEM", "[ITEM…]"; "" for none */
  size_t operands_min, operands_max;
  message_id purpose;     /* one sentence */
  message_id description; /* more, or MESSAGE_NONE */
  const char *example;    /* as a person would type it */
  const option_spec *options;
  sd_status (*run)(invocation *call, sd_error *error);
} command_spec;

struct invocation {
  const command_spec *command;
  arena *arena; /* of the call */
  language lang;
  bool json;         /* --json: one JSON value on `out` and nothing else */
  bool quiet;        /* --quiet: no progress */
  int64_t now_us;    /* the clock, or --now */
  const char *city;  /* --city, $SUDUI_CITY or "." */
  const char *data;  /* --data, $SUDUI_DATA or where the program lies: policies/ and data/ */
  const char *keys;  /* --keys, $SUDUI_KEYS or NULL: field.keys in the folder of the city */
  const char *actor; /* --by, or the name of the account */
  FILE *out;
  bool findings; /* set by the command: done, but something needs a look (exit code 1) */
  size_t operand_count;
  const char *operands[OPERANDS_MAX];
  size_t value_count;
  struct {
    const option_spec *option;
    const char *value; /* "" for a flag */
  } values[OPTION_VALUES_MAX];
};

/* The options that every command has. */
extern const option_spec common_options[];

/* All commands; the last has no name. */
extern const command_spec commands[];

/* Finds the command named by the first one or two words. NULL when there is none. */
const command_spec *command_find(int argument_count, char **arguments, int *words_out);

/* Reads options and operands behind the command's words.  Wrong, missing or repeated options and
 * a wrong number of operands are SD_MISUSE, with a likely name where one is misspelt. */
sd_status invocation_read(invocation *call, int argument_count, char **arguments, sd_error *error);

/* The (last) value of an option, or NULL when it was not given. */
const char *option_value(const invocation *call, const char *name);
bool option_given(const invocation *call, const char *name);
/* The index-th value of a repeated option, or NULL. */
const char *option_value_at(const invocation *call, const char *name, size_t index);

/* A whole number of at least `least`; `fallback` when the option was not given. */
sd_status option_number(const invocation *call, const char *name, int64_t least, int64_t fallback,
                        int64_t *out, sd_error *error);

/* A year from `least` to 2999. */
sd_status option_year(const invocation *call, const char *name, int32_t least, int32_t fallback,
                      int32_t *out, sd_error *error);

/* --help of a command, the list of commands, and a manual page (roff). */
void help_command(const command_spec *command, language lang, FILE *out);
void help_overview(language lang, FILE *out);
void help_manual(const command_spec *command, FILE *out); /* NULL: sudui(1) itself */

#endif
