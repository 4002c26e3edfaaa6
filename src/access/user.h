/* Accounts: made by an administrator, each with its roles and bounds; logging in.
 *
 * Nothing is deleted: an account that is not wanted any more is disabled.  Every change is an entry
 * of the audit chain, without secrets.  Five wrong attempts lock an account for 15 minutes
 * (GB/T 22239-2019 8.1.4.1 b, ASVS 4.0.3 2.2.1). */
#ifndef SUDUI_ACCESS_USER_H
#define SUDUI_ACCESS_USER_H

#include "access/breach_list.h"
#include "access/role.h"
#include "access/secret.h"
#include "base/arena.h"
#include "store/database.h"

enum { USER_TEXT_BYTES_MAX = 100, USER_FAILURES_MAX = 5, USER_LOCK_MINUTES = 15 };

typedef struct user {
  int64_t id;
  text login; /* a-z 0-9 . - _ @; unique */
  text name;  /* of the person, as it stands in the audit chain */
  role_set roles;
  text district; /* bounds what staff sees; empty: the whole city */
  text subject;  /* code of the company that it speaks for; else empty */
  bool disabled;
  bool must_change_password;
  int64_t created_us;
} user;

/* Creates or upgrades the tables of access/. */
sd_status access_migrate(database *db, sd_error *error);

/* Told to the person once and never again. */
typedef struct user_secrets {
  char password[PASSWORD_MADE_SIZE];
  char totp[TOTP_SECRET_SIZE]; /* empty when the roles need no second factor */
} user_secrets;

/* Makes `draft` (its id and flags are not read) with a made password that has to be changed.  It is
 * disabled until another person agreed to its roles: a proposal OPERATION_ROLE_GRANT with the login
 * as subject (audit/approval).
 * SD_CONFLICT when the login is taken, SD_INVALID for a login, name, roles or bounds that cannot
 * be; opens its own transaction.  `id_out` may be NULL. */
sd_status user_create(database *db, const user *draft, const char *actor, int64_t now_us,
                      user_secrets *secrets_out, sd_error *error);
/* New secrets for an account; its sessions end. */
sd_status user_reset(database *db, text login, const char *actor, int64_t now_us,
                     user_secrets *secrets_out, sd_error *error);
/* At once; its sessions end. */
sd_status user_disable(database *db, text login, const char *actor, int64_t now_us,
                       sd_error *error);
/* Proposes that a disabled account may be used again, with the roles it has. */
sd_status user_propose_enabled(database *db, text login, const char *actor, int64_t now_us,
                               sd_error *error);
/* The effect of a checked proposal (OPERATION_ROLE_GRANT), in the caller's transaction. */
sd_status user_grant_apply(database *db, text login, const char *actor, int64_t now_us,
                           sd_error *error);
/* The password once more by somebody who is logged in: SD_REFUSED when it is wrong. */
sd_status user_check_password(database *db, int64_t id, text password, sd_error *error);
typedef struct password_choice {
  text old, chosen;
  const breach_list *breached; /* NULL: there is no list */
} password_choice;
/* By the person: SD_REFUSED when `old` is wrong, SD_INVALID with what is wrong with `chosen`; when
 * the list of breaches cannot be read, its error, and nothing is changed. */
sd_status user_change_password(database *db, int64_t id, const password_choice *choice,
                               int64_t now_us, sd_error *error);

/* Texts live in `a`.  SD_NOT_FOUND. */
sd_status user_find(database *db, int64_t id, arena *a, user *out, sd_error *error);
sd_status user_find_login(database *db, text login, arena *a, user *out, sd_error *error);
typedef sd_status (*user_visitor)(void *context, const user *of, sd_error *error);
/* In order of login. */
sd_status user_each(database *db, user_visitor visit, void *context, sd_error *error);

/* The password, and for roles that need it the code.  SD_REFUSED for anything wrong, in the same
 * words and about the same time; also while locked.  Counts failures. */
sd_status user_authenticate(database *db, text login, text password, text code, int64_t now_us,
                            arena *a, user *out, sd_error *error);

/* Secrets of second factors sealed anew with the current key (store/keyring), within the caller's
 * transaction; their number. */
sd_status user_reseal(database *db, int64_t *count_out, sd_error *error);

#endif
