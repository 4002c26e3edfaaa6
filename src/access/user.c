/* Accounts: made by an administrator, each with its roles and bounds; logging in. */
#include "access/user.h"

#include <stdio.h>
#include <string.h>

#include "access/once.h"
#include "access/view_log.h"
#include "audit/approval.h"
#include "audit/audit.h"
#include "base/cipher.h"
#include "base/clock.h"
#include "base/identifier.h"
#include "base/json.h"
#include "base/messages/access.h"
#include "store/keyring.h"

/* What must stay true: no secret reaches the audit chain; a refused login changes nothing but its
 * count; roles and bounds are set once, when the account is made. */

static const migration access_steps[] = {
    {"accounts",
     "CREATE TABLE access_account("
     " id INTEGER PRIMARY KEY,"
     " login TEXT NOT NULL UNIQUE,"
     " name TEXT NOT NULL,"
     " roles INTEGER NOT NULL,"
     " district TEXT NOT NULL,"
     " subject TEXT NOT NULL,"
     " password TEXT NOT NULL,"
     " totp TEXT NOT NULL,"
     " totp_step INTEGER NOT NULL,"
     " failures INTEGER NOT NULL,"
     " locked_until_us INTEGER NOT NULL,"
     " disabled INTEGER NOT NULL,"
     " must_change INTEGER NOT NULL,"
     " created_us INTEGER NOT NULL"
     ") STRICT;"
     "CREATE TABLE access_session("
     " token BLOB PRIMARY KEY,"
     " account INTEGER NOT NULL REFERENCES access_account(id),"
     " form_token TEXT NOT NULL,"
     " created_us INTEGER NOT NULL,"
     " seen_us INTEGER NOT NULL,"
     " step_up_us INTEGER NOT NULL"
     ") STRICT;"
     "CREATE INDEX access_session_account ON access_session(account);"},
};

sd_status access_migrate(database *db, sd_error *error) {
  TRY(database_migrate(db, "access", access_steps, sizeof access_steps / sizeof access_steps[0],
                       error));
  TRY(view_log_migrate(db, error));
  return once_migrate(db, error);
}

/* An arena for one account's texts; what is said of it. */
enum { USER_MEMORY_BYTES = 4096, ACCOUNT_PAYLOAD_BYTES_MAX = 4096 };

#define USER_COLUMNS "id, login, name, roles, district, subject, disabled, must_change, created_us"

static text kept(arena *a, text t) { return a == NULL ? t : arena_copy(a, t); }

/* `a` NULL: texts are borrowed from the row. */
static sd_status read_account(query *q, arena *a, user *out, sd_error *error) {
  *out = (user){.id = query_integer(q, 0),
                .login = kept(a, query_text(q, 1)),
                .name = kept(a, query_text(q, 2)),
                .roles = (role_set)query_integer(q, 3),
                .district = kept(a, query_text(q, 4)),
                .subject = kept(a, query_text(q, 5)),
                .disabled = query_integer(q, 6) != 0,
                .must_change_password = query_integer(q, 7) != 0,
                .created_us = query_integer(q, 8)};
  bool whole = out->login.data != NULL && out->name.data != NULL && out->district.data != NULL &&
               out->subject.data != NULL;
  if (a == NULL || whole) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status find_with(query *q, text shown, arena *a, user *out, sd_error *error) {
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) status = read_account(q, a, out, error);
  query_close(q);
  if (status != SD_OK || row) return status;
  char name[USER_TEXT_BYTES_MAX];
  snprintf(name, sizeof name, "%.*s", TEXT_ARG(text_slice(shown, 0, sizeof name - 1)));
  return error_set(error, SD_NOT_FOUND, MESSAGE_ACCESS_NOT_FOUND, SD_ARGS(name));
}

sd_status user_find(database *db, int64_t id, arena *a, user *out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT " USER_COLUMNS " FROM access_account WHERE id=?1", &q, error));
  query_bind_integer(q, 1, id);
  return find_with(q, text_of(SD_NUMBER(id)), a, out, error);
}

sd_status user_find_login(database *db, text login, arena *a, user *out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT " USER_COLUMNS " FROM access_account WHERE login=?1", &q, error));
  query_bind_text(q, 1, login);
  return find_with(q, login, a, out, error);
}

sd_status user_each(database *db, user_visitor visit, void *context, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT " USER_COLUMNS " FROM access_account ORDER BY login", &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    user found;
    status = read_account(q, NULL, &found, error);
    if (status == SD_OK) status = visit(context, &found, error);
  }
  query_close(q);
  return status;
}

/* The secret of the second factor is stored sealed for its login. */
static field_place totp_place(text login) { return (field_place){"access_account.totp", login}; }

static sd_status bind_totp(database *db, query *q, int place, text login, const char *totp,
                           sd_error *error) {
  if (totp[0] == '\0') {
    query_bind_string(q, place, "");
    return SD_OK;
  }
  text_builder sealed;
  const field_place field = totp_place(login);
  text_builder_init(&sealed, 1024);
  sd_status status = field_seal(db, &field, text_of(totp), &sealed, error);
  if (status == SD_OK) query_bind_text(q, place, text_builder_text(&sealed));
  text_builder_release(&sealed);
  return status;
}

/* --- Making and changing --- */

static bool login_is_valid(text login) {
  if (login.size < 3 || login.size > 64) return false;
  for (size_t i = 0; i < login.size; i++) {
    char c = login.data[i];
    bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(".-_@", c) != NULL;
    if (!fine || c == '\0') return false;
  }
  return true;
}

static bool name_is_valid(text name) {
  if (name.size == 0 || name.size > USER_TEXT_BYTES_MAX || !text_is_utf8(name)) return false;
  for (size_t i = 0; i < name.size; i++) {
    if ((unsigned char)name.data[i] < 0x20 || name.data[i] == 0x7f) return false;
  }
  return text_trim(name).size == name.size;
}

static sd_status check_draft(const user *draft, sd_error *error) {
  char shown[USER_TEXT_BYTES_MAX + 1];
  if (!login_is_valid(draft->login)) {
    snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(text_slice(draft->login, 0, 64)));
    return error_set(error, SD_INVALID, MESSAGE_ACCESS_LOGIN_INVALID, SD_ARGS(shown));
  }
  if (!name_is_valid(draft->name)) {
    snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(text_slice(draft->name, 0, 64)));
    return error_set(error, SD_INVALID, MESSAGE_ACCESS_NAME_INVALID, SD_ARGS(shown));
  }
  if (!role_set_is_allowed(draft->roles)) {
    char names[ROLE_NAMES_SIZE];
    role_names(draft->roles, names);
    return error_set(error, SD_INVALID, MESSAGE_ACCESS_ROLES_INVALID, SD_ARGS(names));
  }
  if (role_set_needs_subject(draft->roles) != (draft->subject.size != 0)) {
    return error_set(error, SD_INVALID, MESSAGE_ACCESS_SUBJECT_NEEDED, NULL);
  }
  return SD_OK;
}

/* What the audit chain and a proposal say of an account: who it is and what it may, no secrets. */
static void write_account(text_builder *out, const user *of) {
  json_writer w;
  char roles[ROLE_NAMES_SIZE];
  role_names(of->roles, roles);
  json_init(&w, out);
  json_begin_object(&w);
  json_member_text(&w, "login", of->login);
  json_member_text(&w, "name", of->name);
  json_member_string(&w, "roles", roles);
  json_member_text(&w, "district", of->district);
  json_member_text(&w, "subject", of->subject);
  json_end_object(&w);
}

typedef struct actor {
  const char *name;
  int64_t now_us;
} actor;

static sd_status record(database *db, actor by, const char *act, const user *of, sd_error *error) {
  text_builder payload;
  text_builder_init(&payload, ACCOUNT_PAYLOAD_BYTES_MAX);
  write_account(&payload, of);
  char reference[80];
  snprintf(reference, sizeof reference, "%.*s", TEXT_ARG(of->login));
  sd_status status = payload.failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : audit_append(db, by.name, act, reference, text_builder_text(&payload),
                                        by.now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

/* The account may do nothing before another person agreed to its roles. */
static sd_status propose_grant(database *db, actor by, const user *of, sd_error *error) {
  text_builder content;
  text_builder_init(&content, ACCOUNT_PAYLOAD_BYTES_MAX);
  write_account(&content, of);
  const approval_request request = {.operation = OPERATION_ROLE_GRANT,
                                    .subject = of->login,
                                    .content = text_builder_text(&content),
                                    .actor = by.name,
                                    .now_us = by.now_us};
  int64_t id = 0;
  sd_status status = content.failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : approval_propose(db, &request, &id, error);
  text_builder_release(&content);
  return status;
}

static sd_status make_secrets(role_set roles, user_secrets *out, char hash[PASSWORD_HASH_SIZE],
                              sd_error *error) {
  *out = (user_secrets){0};
  password_make(out->password);
  if (role_set_needs_second_factor(roles)) totp_make(out->totp);
  return password_hash(text_of(out->password), hash, error);
}

static sd_status insert_account(database *db, const user *draft, const char *hash, const char *totp,
                                int64_t now_us, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "INSERT INTO access_account(login, name, roles, district, subject, password, totp,"
                 " totp_step, failures, locked_until_us, disabled, must_change, created_us)"
                 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, 1, 1, ?8)",
                 &q, error));
  query_bind_text(q, 1, draft->login);
  query_bind_text(q, 2, draft->name);
  query_bind_integer(q, 3, draft->roles);
  query_bind_text(q, 4, draft->district.data == NULL ? TEXT("") : draft->district);
  query_bind_text(q, 5, draft->subject.data == NULL ? TEXT("") : draft->subject);
  query_bind_string(q, 6, hash);
  query_bind_integer(q, 8, now_us);
  sd_status status = bind_totp(db, q, 7, draft->login, totp, error);
  if (status == SD_OK) status = query_execute(q, error);
  query_close(q);
  if (status != SD_CONFLICT) return status;
  char login[80];
  snprintf(login, sizeof login, "%.*s", TEXT_ARG(draft->login));
  return error_set(error, SD_CONFLICT, MESSAGE_ACCESS_LOGIN_TAKEN, SD_ARGS(login));
}

/* Ends what `body` began: commit when it went well. */
static sd_status finish(database *db, sd_status status, sd_error *error) {
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}

/* The three administrators are three people: a name that is one of them is none of the others, in
 * any spelling (audit/four_eyes folds names). */
static sd_status check_administrator(database *db, const user *draft, sd_error *error) {
  const role_set administrators = ROLE_SYSTEM_ADMIN | ROLE_SECURITY_ADMIN | ROLE_AUDIT_ADMIN;
  if ((draft->roles & administrators) == 0) return SD_OK;
  text_builder wanted, found;
  query *q = NULL;
  TRY(query_open(db, "SELECT name FROM access_account WHERE (roles & ?1)<>0 AND (roles & ?2)=0", &q,
                 error));
  query_bind_integer(q, 1, administrators);
  query_bind_integer(q, 2, draft->roles);
  text_builder_init(&wanted, ACCOUNT_PAYLOAD_BYTES_MAX);
  text_builder_init(&found, ACCOUNT_PAYLOAD_BYTES_MAX);
  person_fold(draft->name, &wanted);
  bool row = true, same = false;
  sd_status status = SD_OK;
  while (!same && (status = query_step(q, &row, error)) == SD_OK && row) {
    text_builder_clear(&found);
    person_fold(query_text(q, 0), &found);
    same = text_equal(text_builder_text(&wanted), text_builder_text(&found));
  }
  query_close(q);
  text_builder_release(&wanted);
  text_builder_release(&found);
  if (!same) return status;
  char name[USER_TEXT_BYTES_MAX + 1];
  snprintf(name, sizeof name, "%.*s", TEXT_ARG(draft->name));
  return error_set(error, SD_CONFLICT, MESSAGE_ACCESS_ADMINISTRATOR_TWICE, SD_ARGS(name));
}

sd_status user_create(database *db, const user *draft, const char *actor_name, int64_t now_us,
                      user_secrets *secrets_out, sd_error *error) {
  char hash[PASSWORD_HASH_SIZE];
  TRY(check_draft(draft, error));
  TRY(make_secrets(draft->roles, secrets_out, hash, error));
  TRY(database_begin(db, error));
  sd_status status = check_administrator(db, draft, error);
  if (status == SD_OK) {
    status = insert_account(db, draft, hash, secrets_out->totp, now_us, error);
  }
  actor by = {actor_name, now_us};
  if (status == SD_OK) status = record(db, by, "account", draft, error);
  if (status == SD_OK) status = propose_grant(db, by, draft, error);
  return finish(db, status, error);
}

static sd_status end_sessions(database *db, int64_t id, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "DELETE FROM access_session WHERE account=?1", &q, error));
  query_bind_integer(q, 1, id);
  return query_finish(q, error);
}

static sd_status store_secrets(database *db, const user *of, const char *hash, const char *totp,
                               sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "UPDATE access_account SET password=?2, totp=?3, totp_step=0, failures=0,"
                 " locked_until_us=0, must_change=1 WHERE id=?1",
                 &q, error));
  query_bind_integer(q, 1, of->id);
  query_bind_string(q, 2, hash);
  sd_status status = bind_totp(db, q, 3, of->login, totp, error);
  if (status == SD_OK) status = query_execute(q, error);
  query_close(q);
  return status;
}

sd_status user_reset(database *db, text login, const char *actor_name, int64_t now_us,
                     user_secrets *secrets_out, sd_error *error) {
  arena *a = arena_create(USER_MEMORY_BYTES);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  user of;
  char hash[PASSWORD_HASH_SIZE];
  sd_status status = database_begin(db, error);
  if (status == SD_OK) status = user_find_login(db, login, a, &of, error);
  if (status == SD_OK) status = make_secrets(of.roles, secrets_out, hash, error);
  if (status == SD_OK) status = store_secrets(db, &of, hash, secrets_out->totp, error);
  if (status == SD_OK) status = end_sessions(db, of.id, error);
  if (status == SD_OK)
    status = record(db, (actor){actor_name, now_us}, "account reset", &of, error);
  status = finish(db, status, error);
  arena_destroy(a);
  return status;
}

static sd_status store_disabled(database *db, int64_t id, bool disabled, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "UPDATE access_account SET disabled=?2 WHERE id=?1", &q, error));
  query_bind_integer(q, 1, id);
  query_bind_integer(q, 2, disabled);
  return query_finish(q, error);
}

static sd_status change_found(database *db, text login, actor by,
                              sd_status (*change)(database *, actor, const user *, sd_error *),
                              sd_error *error) {
  arena *a = arena_create(USER_MEMORY_BYTES);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  user of;
  sd_status status = user_find_login(db, login, a, &of, error);
  if (status == SD_OK) status = change(db, by, &of, error);
  arena_destroy(a);
  return status;
}

static sd_status disable_found(database *db, actor by, const user *of, sd_error *error) {
  TRY(store_disabled(db, of->id, true, error));
  TRY(end_sessions(db, of->id, error));
  return record(db, by, "account disabled", of, error);
}

static sd_status enable_found(database *db, actor by, const user *of, sd_error *error) {
  TRY(store_disabled(db, of->id, false, error));
  return record(db, by, "account enabled", of, error);
}

sd_status user_disable(database *db, text login, const char *actor_name, int64_t now_us,
                       sd_error *error) {
  TRY(database_begin(db, error));
  actor by = {actor_name, now_us};
  return finish(db, change_found(db, login, by, disable_found, error), error);
}

sd_status user_propose_enabled(database *db, text login, const char *actor_name, int64_t now_us,
                               sd_error *error) {
  TRY(database_begin(db, error));
  actor by = {actor_name, now_us};
  return finish(db, change_found(db, login, by, propose_grant, error), error);
}

sd_status user_grant_apply(database *db, text login, const char *actor_name, int64_t now_us,
                           sd_error *error) {
  return change_found(db, login, (actor){actor_name, now_us}, enable_found, error);
}

/* --- Logging in --- */

typedef struct credentials {
  user account;
  char hash[PASSWORD_HASH_SIZE];
  char totp[TOTP_SECRET_SIZE];
  int64_t totp_step, failures, locked_until_us;
} credentials;

static sd_status open_totp(database *db, const user *of, text stored, char out[TOTP_SECRET_SIZE],
                           sd_error *error) {
  text_builder secret;
  const field_place field = totp_place(of->login);
  text_builder_init(&secret, 1024);
  sd_status status = field_open(db, &field, stored, &secret, error);
  (void)snprintf(out, TOTP_SECRET_SIZE, "%.*s", TEXT_ARG(text_builder_text(&secret)));
  if (secret.data != NULL) cipher_forget(secret.data, secret.size);
  text_builder_release(&secret);
  return status;
}

static sd_status read_credentials(database *db, const char *where, text login, int64_t id, arena *a,
                                  credentials *out, bool *found_out, sd_error *error) {
  char sql[400];
  snprintf(sql, sizeof sql,
           "SELECT " USER_COLUMNS
           ", password, totp, totp_step, failures, locked_until_us"
           " FROM access_account WHERE %s",
           where);
  query *q = NULL;
  TRY(query_open(db, sql, &q, error));
  if (login.data != NULL) query_bind_text(q, 1, login);
  if (login.data == NULL) query_bind_integer(q, 1, id);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) {
    status = read_account(q, a, &out->account, error);
    snprintf(out->hash, sizeof out->hash, "%.*s", TEXT_ARG(query_text(q, 9)));
    if (status == SD_OK) status = open_totp(db, &out->account, query_text(q, 10), out->totp, error);
    out->totp_step = query_integer(q, 11);
    out->failures = query_integer(q, 12);
    out->locked_until_us = query_integer(q, 13);
  }
  query_close(q);
  return status;
}

static sd_status store_attempt(database *db, const credentials *c, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "UPDATE access_account SET totp_step=?2, failures=?3, locked_until_us=?4"
                 " WHERE id=?1",
                 &q, error));
  query_bind_integer(q, 1, c->account.id);
  query_bind_integer(q, 2, c->totp_step);
  query_bind_integer(q, 3, c->failures);
  query_bind_integer(q, 4, c->locked_until_us);
  return query_finish(q, error);
}

/* One try to log in. */
typedef struct attempt {
  bool password_fits;
  text code;
  int64_t now_us;
  bool passed; /* out */
} attempt;

/* Inside of a transaction: the count and the step of the code are read again and stored. */
static sd_status settle_attempt(database *db, arena *a, attempt *t, credentials *c,
                                sd_error *error) {
  int64_t now_us = t->now_us;
  bool found = false;
  TRY(read_credentials(db, "id=?1", (text){NULL, 0}, c->account.id, a, c, &found, error));
  bool passed = found && t->password_fits && !c->account.disabled && c->locked_until_us <= now_us;
  if (passed && role_set_needs_second_factor(c->account.roles)) {
    passed = totp_matches(c->totp, t->code, now_us, c->totp_step, &c->totp_step);
  }
  t->passed = passed;
  if (passed) {
    c->failures = 0;
  } else if (++c->failures >= USER_FAILURES_MAX) {
    c->failures = 0;
    c->locked_until_us = now_us + USER_LOCK_MINUTES * 60 * CLOCK_SECOND_US;
  }
  TRY(store_attempt(db, c, error));
  const char *act = passed ? "login" : "login refused";
  return record(db, (actor){"", now_us}, act, &c->account, error);
}

sd_status user_authenticate(database *db, text login, text password, text code, int64_t now_us,
                            arena *a, user *out, sd_error *error) {
  credentials c = {0};
  bool found = false;
  if (login.data == NULL) login = TEXT("");
  TRY(read_credentials(db, "login=?1", login, 0, a, &c, &found, error));
  attempt t = {.code = code, .now_us = now_us};
  t.password_fits = password_matches(password, found ? c.hash : NULL);
  if (found) {
    *out = c.account;
    sd_status status = database_begin(db, error);
    if (status == SD_OK) status = settle_attempt(db, a, &t, &c, error);
    TRY(finish(db, status, error));
  }
  return t.passed ? SD_OK : error_set(error, SD_REFUSED, MESSAGE_ACCESS_DENIED, NULL);
}

static sd_status store_password(database *db, int64_t id, const char *hash, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "UPDATE access_account SET password=?2, must_change=0 WHERE id=?1", &q,
                 error));
  query_bind_integer(q, 1, id);
  query_bind_string(q, 2, hash);
  return query_finish(q, error);
}

sd_status user_check_password(database *db, int64_t id, text password, sd_error *error) {
  arena *a = arena_create(USER_MEMORY_BYTES);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  credentials c = {0};
  bool found = false;
  sd_status status = read_credentials(db, "id=?1", (text){NULL, 0}, id, a, &c, &found, error);
  if (status == SD_OK && !password_matches(password, found ? c.hash : NULL)) {
    status = error_set(error, SD_REFUSED, MESSAGE_ACCESS_OLD_PASSWORD, NULL);
  }
  arena_destroy(a);
  return status;
}

/* SD_INVALID with what is wrong with it. */
static sd_status check_choice(const password_choice *choice, const user *of, sd_error *error) {
  bool is_known = false;
  message_id fault = password_fault(choice->chosen, of->login, of->name);
  if (fault == MESSAGE_NONE && choice->breached != NULL) {
    TRY(breach_list_has(choice->breached, choice->chosen, &is_known, error));
  }
  if (is_known) fault = MESSAGE_ACCESS_PASSWORD_BREACHED;
  return fault == MESSAGE_NONE ? SD_OK : error_set(error, SD_INVALID, fault, NULL);
}

sd_status user_change_password(database *db, int64_t id, const password_choice *choice,
                               int64_t now_us, sd_error *error) {
  arena *a = arena_create(USER_MEMORY_BYTES);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  credentials c = {0};
  bool found = false;
  char hash[PASSWORD_HASH_SIZE];
  sd_status status = read_credentials(db, "id=?1", (text){NULL, 0}, id, a, &c, &found, error);
  if (status == SD_OK && !password_matches(choice->old, found ? c.hash : NULL)) {
    status = error_set(error, SD_REFUSED, MESSAGE_ACCESS_OLD_PASSWORD, NULL);
  }
  if (status == SD_OK) status = check_choice(choice, &c.account, error);
  if (status == SD_OK) status = password_hash(choice->chosen, hash, error);
  if (status == SD_OK) status = database_begin(db, error);
  if (status == SD_OK) {
    char name[USER_TEXT_BYTES_MAX + 1];
    snprintf(name, sizeof name, "%.*s", TEXT_ARG(c.account.name));
    status = store_password(db, id, hash, error);
    if (status == SD_OK) {
      status = record(db, (actor){name, now_us}, "password changed", &c.account, error);
    }
    status = finish(db, status, error);
  }
  arena_destroy(a);
  return status;
}

sd_status user_reseal(database *db, int64_t *count_out, sd_error *error) {
  static const sealed_column column = {"access_account.totp",
                                       "SELECT login, totp FROM access_account WHERE totp <> ''",
                                       "UPDATE access_account SET totp = ?2 WHERE login = ?1"};
  return field_reseal(db, &column, count_out, error);
}
