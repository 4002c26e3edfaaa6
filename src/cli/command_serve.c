/* serve and account: the pages and the API over HTTP, and who may log in. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "access/breach_list.h"
#include "access/user.h"
#include "audit/audit.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/settled.h"
#include "web/http_server.h"
#include "web/virus_scanner.h"

/* --- serve --- */

static void write_log_line(void *context, const char *line) {
  FILE *out = context;
  fprintf(out, "%s\n", line);
  fflush(out);
}

/* SIGINT and SIGTERM wait until wait_for_end, however early they come: the end is always the same.
 */
static void hold_end_signals(sigset_t *ends) {
  sigemptyset(ends);
  sigaddset(ends, SIGINT);
  sigaddset(ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, ends, NULL);
}

static void wait_for_end(const sigset_t *ends) {
  int number = 0;
  while (sigwait(ends, &number) != 0) {
  }
}

/* What passwords and uploads are held against; one thread at least goes on while others wait for
 * the scanner. */
static sd_status open_guards(const invocation *call, site_options *options, breach_list **breached,
                             sd_error *error) {
  const char *list = option_value(call, "breached-passwords");
  const char *socket_path = option_value(call, "clamd");
  *breached = NULL;
  if (list != NULL) TRY(breach_list_open(list, breached, error));
  options->breached = *breached;
  if (socket_path == NULL) return SD_OK;
  return virus_scanner_create(socket_path, options->slots - 1, &options->scanner, error);
}

/* What is not guarded is said at the start. */
static void tell_guards(const invocation *call, const site_options *options) {
  if (options->breached == NULL) say(call, MESSAGE_CLI_SERVING_NO_BREACHES, NULL);
  if (options->scanner == NULL) {
    say(call, MESSAGE_CLI_SERVING_NO_SCANNER, NULL);
  } else if (!virus_scanner_is_there(options->scanner)) {
    say(call, MESSAGE_CLI_SERVING_SCANNER_GONE, SD_ARGS(option_value(call, "clamd")));
  }
}

static sd_status serve(invocation *call, const site_options *options, const http_options *http,
                       const sigset_t *ends, sd_error *error) {
  site *s = NULL;
  http_server *h = NULL;
  TRY(site_create(options, &s, error));
  sd_status status = http_server_start(http, s, &h, error);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_SERVING, SD_ARGS(http->address, SD_NUMBER(http_server_port(h))));
    tell_guards(call, options);
    fflush(call->out);
    wait_for_end(ends);
    say(call, MESSAGE_CLI_SERVING_ENDS, NULL);
  }
  http_server_stop(h);
  site_destroy(s);
  return status;
}

static const char *city_name(const invocation *call) {
  const char *slash = strrchr(call->city, '/');
  return slash == NULL || slash[1] == '\0' ? call->city : slash + 1;
}

sd_status command_serve(invocation *call, sd_error *error) {
  int64_t port = 0, threads = 0;
  city c;
  item_context context;
  day_calendar *calendar = NULL;
  english_names *english = NULL;
  settlement_rules rules;
  sigset_t ends;
  hold_end_signals(&ends);
  TRY(option_number(call, "port", 0, 8080, &port, error));
  TRY(option_number(call, "threads", 1, sysconf(_SC_NPROCESSORS_ONLN), &threads, error));
  if (port > 65535) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_NUMBER_TOO_LARGE,
                     SD_ARGS("port", option_value(call, "port"), "65535"));
  }
  TRY(item_context_read(call, &context, error));
  TRY(operation_settlement_read(call->data, call->arena, &rules, error));
  (void)operation_calendar_read(call->data, call->arena, &calendar, NULL);
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  sd_status read = operation_english_read(call->data, c.attributes, call->arena, &english, error);
  if (read != SD_OK) {
    city_close(&c);
    return read;
  }
  const char *address = option_value(call, "address"), *name = option_value(call, "name");
  site_options options = {.database = city_path(call, "sudui.db"),
                          .name = name == NULL ? city_name(call) : name,
                          .keys = c.keys,
                          .attributes = c.attributes,
                          .english = english,
                          .items = context.items,
                          .areas = context.areas,
                          .calendar = calendar,
                          .settlement = &rules,
                          .outbox = c.outbox,
                          .backups = city_path(call, "backups"),
                          .slots = (unsigned)threads};
  http_options http = {.address = address == NULL ? "127.0.0.1" : address,
                       .proxy = option_value(call, "proxy"),
                       .port = (uint16_t)port,
                       .threads = (unsigned)threads};
  if (option_given(call, "log")) {
    http.log = write_log_line;
    http.log_context = stderr;
  }
  breach_list *breached = NULL;
  sd_status status = open_guards(call, &options, &breached, error);
  if (status == SD_OK) status = serve(call, &options, &http, &ends, error);
  breach_list_close(breached);
  virus_scanner_destroy(options.scanner);
  city_close(&c);
  return status;
}

/* --- account --- */

static sd_status open_accounts(const invocation *call, city *c, sd_error *error) {
  TRY(city_open(call, 0, c, error));
  sd_status status = secret_start(error);
  if (status == SD_OK) status = access_migrate(c->db, error);
  if (status != SD_OK) city_close(c);
  return status;
}

static sd_status tell_secrets(invocation *call, const char *login, const user_secrets *secrets,
                              sd_error *error) {
  say(call, MESSAGE_CLI_ACCOUNT_SECRETS, SD_ARGS(login, secrets->password));
  char uri[200] = "";
  if (secrets->totp[0] != '\0') {
    snprintf(uri, sizeof uri, "otpauth://totp/Sudui:%s?secret=%s&issuer=Sudui", login,
             secrets->totp);
    say(call, MESSAGE_CLI_ACCOUNT_TOTP, SD_ARGS(uri));
  }
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "login", login);
  json_member_string(&answer.writer, "password", secrets->password);
  json_member_string(&answer.writer, "totp", uri[0] == '\0' ? NULL : uri);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, SD_OK, error);
}

static sd_status read_roles(const invocation *call, role_set *out, sd_error *error) {
  *out = 0;
  const char *name;
  for (size_t i = 0; (name = option_value_at(call, "role", i)) != NULL; i++) {
    role r = role_of_name(text_of(name));
    if (r == 0) {
      char names[ROLE_NAMES_SIZE];
      role_names(0xff, names);
      return error_set(error, SD_MISUSE, MESSAGE_CLI_NO_ROLE, SD_ARGS(name, names));
    }
    *out |= (role_set)r;
  }
  return SD_OK;
}

sd_status command_account_add(invocation *call, sd_error *error) {
  city c;
  user_secrets secrets;
  user draft = {.login = text_of(call->operands[0]),
                .name = text_of(option_value(call, "name")),
                .district = text_of(option_value(call, "district")),
                .subject = text_of(option_value(call, "company"))};
  TRY(read_roles(call, &draft.roles, error));
  TRY(open_accounts(call, &c, error));
  sd_status status = user_create(c.db, &draft, call->actor, call->now_us, &secrets, error);
  city_close(&c);
  TRY(status);
  TRY(tell_secrets(call, call->operands[0], &secrets, error));
  say(call, MESSAGE_CLI_ACCOUNT_PROPOSED, SD_ARGS(call->operands[0]));
  return SD_OK;
}

sd_status command_account_reset(invocation *call, sd_error *error) {
  city c;
  user_secrets secrets;
  TRY(open_accounts(call, &c, error));
  sd_status status =
      user_reset(c.db, text_of(call->operands[0]), call->actor, call->now_us, &secrets, error);
  city_close(&c);
  return status == SD_OK ? tell_secrets(call, call->operands[0], &secrets, error) : status;
}

sd_status command_account_disable(invocation *call, sd_error *error) {
  city c;
  TRY(open_accounts(call, &c, error));
  bool enable = option_given(call, "enable");
  text login = text_of(call->operands[0]);
  sd_status status = enable ? user_propose_enabled(c.db, login, call->actor, call->now_us, error)
                            : user_disable(c.db, login, call->actor, call->now_us, error);
  city_close(&c);
  TRY(status);
  say(call, enable ? MESSAGE_CLI_ACCOUNT_PROPOSED : MESSAGE_CLI_ACCOUNT_DISABLED,
      SD_ARGS(call->operands[0]));
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "login", call->operands[0]);
  json_member_boolean(&answer.writer, "disabled", true);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, SD_OK, error);
}

typedef struct account_table {
  invocation *call;
  grid grid;
  json_writer *writer;
} account_table;

static sd_status add_account(void *context, const user *of, sd_error *error) {
  account_table *t = context;
  arena *a = t->call->arena;
  char roles[ROLE_NAMES_SIZE];
  role_names(of->roles, roles);
  const char *state =
      of->disabled ? message_text(t->call->lang, MESSAGE_CLI_ACCOUNT_STATE_DISABLED) : "";
  const char *cells[] = {text_string(a, of->login), text_string(a, of->name),
                         arena_copy_string(a, roles), text_string(a, of->subject), state};
  grid_row(&t->grid, cells);
  json_writer *w = t->writer;
  json_begin_object(w);
  json_member_integer(w, "account", of->id);
  json_member_text(w, "login", of->login);
  json_member_text(w, "name", of->name);
  json_member_string(w, "roles", roles);
  json_member_text(w, "subject", of->subject);
  json_member_boolean(w, "disabled", of->disabled);
  json_end_object(w);
  return t->grid.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

sd_status command_account_list(invocation *call, sd_error *error) {
  city c;
  TRY(open_accounts(call, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  account_table t = {.call = call, .writer = &answer.writer};
  grid_init(&t.grid, call->arena, "lllll");
  language lang = call->lang;
  const char *heading[] = {message_text(lang, MESSAGE_CLI_COLUMN_LOGIN),
                           message_text(lang, MESSAGE_CLI_COLUMN_PERSON),
                           message_text(lang, MESSAGE_CLI_COLUMN_ROLES),
                           message_text(lang, MESSAGE_CLI_COLUMN_COMPANY_CODE),
                           message_text(lang, MESSAGE_CLI_COLUMN_STATE)};
  grid_row(&t.grid, heading);
  json_begin_array(&answer.writer);
  sd_status status = user_each(c.db, add_account, &t, error);
  json_end_array(&answer.writer);
  city_close(&c);
  if (status == SD_OK) grid_show(&t.grid, call, "");
  return json_answer_end(&answer, call, status, error);
}
