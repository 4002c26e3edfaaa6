/* Help texts and manual pages, made from the table of commands. */
#include <string.h>

#include "base/messages/cli.h"
#include "base/text.h"
#include "cli/invocation.h"

static void print_options(const option_spec *table, language lang, FILE *out) {
  for (const option_spec *o = table; o != NULL && o->name != NULL; o++) {
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", o->name, o->argument != NULL ? " " : "",
             o->argument != NULL ? o->argument : "");
    fprintf(out, "  %-24s %s%s\n", left, message_text(lang, o->help),
            o->required ? message_text(lang, MESSAGE_CLI_REQUIRED) : "");
  }
}

void help_command(const command_spec *command, language lang, FILE *out) {
  fprintf(out, "%s\n\n", message_text(lang, command->purpose));
  fprintf(out, "%s\n  sudui %s%s%s%s\n", message_text(lang, MESSAGE_CLI_USAGE), command->name,
          command->options != NULL ? " [OPTIONS]" : "", command->operands[0] != '\0' ? " " : "",
          command->operands);
  if (command->description != MESSAGE_NONE) {
    fprintf(out, "\n%s\n", message_text(lang, command->description));
  }
  if (command->options != NULL) {
    fprintf(out, "\n%s\n", message_text(lang, MESSAGE_CLI_OPTIONS));
    print_options(command->options, lang, out);
  }
  fprintf(out, "\n%s\n", message_text(lang, MESSAGE_CLI_COMMON_OPTIONS));
  print_options(common_options, lang, out);
  fprintf(out, "\n%s\n  %s\n", message_text(lang, MESSAGE_CLI_EXAMPLE), command->example);
}

void help_overview(language lang, FILE *out) {
  fprintf(out, "%s\n\n%s\n  sudui COMMAND [OPTIONS] …\n\n%s\n",
          message_text(lang, MESSAGE_CLI_PROGRAM), message_text(lang, MESSAGE_CLI_USAGE),
          message_text(lang, MESSAGE_CLI_COMMANDS));
  for (const command_spec *command = commands; command->name != NULL; command++) {
    fprintf(out, "  %-20s %s\n", command->name, message_text(lang, command->purpose));
  }
  fprintf(out, "\n%s\n", message_text(lang, MESSAGE_CLI_OVERVIEW_END));
}

/* Roff takes a leading dot or apostrophe for a request and a bare minus for a hyphen; Chinese has
 * no spaces to break a line at, so every wide character is a place to break. */
static void print_roff(const char *words, FILE *out) {
  text t = text_of(words);
  size_t offset = 0, start = 0;
  bool line_start = true;
  for (int32_t c; (c = text_decode(t, &offset)) != -1; start = offset) {
    if (line_start && (c == '.' || c == '\'')) fputs("\\&", out);
    if (c == '\\') {
      fputs("\\e", out);
    } else if (c == '-') {
      fputs("\\-", out);
    } else {
      fprintf(out, "%.*s%s", (int)(offset - start), t.data + start, c >= 0x2E80 ? "\\:" : "");
    }
    line_start = c == '\n';
  }
}

static void print_roff_both(message_id message, FILE *out) {
  print_roff(message_text(LANGUAGE_ENGLISH, message), out);
  fputs("\n.br\n", out);
  print_roff(message_text(LANGUAGE_CHINESE, message), out);
  fputc('\n', out);
}

static void print_roff_options(const option_spec *table, FILE *out) {
  for (const option_spec *o = table; o != NULL && o->name != NULL; o++) {
    fputs(".TP\n\\fB", out);
    print_roff("--", out);
    print_roff(o->name, out);
    fprintf(out, "\\fR%s", o->argument != NULL ? " \\fI" : "");
    print_roff(o->argument != NULL ? o->argument : "", out);
    fputs(o->argument != NULL ? "\\fR\n" : "\n", out);
    print_roff_both(o->help, out);
  }
}

static void print_exit_status(FILE *out) {
  fputs(".SH EXIT STATUS\n", out);
  static const struct {
    int code;
    message_id meaning;
  } rows[] = {{0, MESSAGE_CLI_EXIT_OK},         {1, MESSAGE_CLI_EXIT_FINDINGS},
              {64, MESSAGE_CLI_EXIT_USAGE},     {65, MESSAGE_CLI_EXIT_DATA},
              {66, MESSAGE_CLI_EXIT_NOT_FOUND}, {70, MESSAGE_CLI_EXIT_MEMORY},
              {74, MESSAGE_CLI_EXIT_IO},        {75, MESSAGE_CLI_EXIT_CONFLICT},
              {76, MESSAGE_CLI_EXIT_CORRUPT},   {77, MESSAGE_CLI_EXIT_REFUSED}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    fprintf(out, ".TP\n%d\n", rows[i].code);
    print_roff_both(rows[i].meaning, out);
  }
}

static void print_title(const char *name, message_id purpose, FILE *out) {
  fprintf(out, ".TH \"%s\" \"1\" \"\" \"sudui\" \"Sudui\"\n.ad l\n.SH NAME\n", name);
  print_roff(name, out);
  fputs(" \\- ", out);
  print_roff(message_text(LANGUAGE_ENGLISH, purpose), out);
  fputs("\n.SH SYNOPSIS\n", out);
}

static void print_manual_overview(FILE *out) {
  print_title("sudui", MESSAGE_CLI_PROGRAM, out);
  fputs("\\fBsudui\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n.SH COMMANDS\n", out);
  for (const command_spec *command = commands; command->name != NULL; command++) {
    fprintf(out, ".TP\n\\fB%s\\fR\n", command->name);
    print_roff_both(command->purpose, out);
  }
  fputs(".SH COMMON OPTIONS\n", out);
  print_roff_options(common_options, out);
  print_exit_status(out);
}

void help_manual(const command_spec *command, FILE *out) {
  if (command == NULL) {
    print_manual_overview(out);
    return;
  }
  char name[64];
  snprintf(name, sizeof name, "sudui-%s", command->name);
  for (char *c = name; *c != '\0'; c++) {
    if (*c == ' ') *c = '-';
  }
  print_title(name, command->purpose, out);
  fprintf(out, "\\fBsudui %s\\fR [\\fIOPTIONS\\fR] %s\n.SH DESCRIPTION\n", command->name,
          command->operands);
  print_roff_both(command->purpose, out);
  if (command->description != MESSAGE_NONE) {
    fputs(".PP\n", out);
    print_roff_both(command->description, out);
  }
  fputs(".SH OPTIONS\n", out);
  print_roff_options(command->options, out);
  print_roff_options(common_options, out);
  print_exit_status(out);
  fputs(".SH EXAMPLE\n.nf\n", out);
  print_roff(command->example, out);
  fputs("\n.fi\n.SH SEE ALSO\n\\fBsudui\\fR(1)\n", out);
}
