/* Sessions: a token in a cookie stands for an account until it is idle, too old, or ended.
 *
 * Stored are digests of tokens, never tokens.  Limits: reliability.md S9, ASVS 5.0 chapter 7. */
#ifndef SUDUI_ACCESS_SESSION_H
#define SUDUI_ACCESS_SESSION_H

#include "access/user.h"

enum {
  SESSION_IDLE_MINUTES = 15,
  SESSION_HOURS_MAX = 8,
  SESSION_STEP_UP_MINUTES = 5,   /* how long the second factor counts before money is moved */
  SESSION_SEEN_STEP_SECONDS = 60 /* the last use is stored this seldom: reading stays reading */
};

typedef struct session {
  user account;
  text form_token; /* what each form of the session carries against forged ones */
  int64_t created_us, seen_us, step_up_us; /* seen_us: as stored */
  sm3_digest key;
} session;

/* For an account that was just authenticated; the token goes into the cookie and nowhere else. */
sd_status session_open(database *db, const user *of, int64_t now_us, char token_out[TOKEN_SIZE],
                       sd_error *error);
/* SD_NOT_FOUND for a token that is unknown, idle or too old, or whose account is disabled.  Texts
 * live in `a`. */
sd_status session_find(database *db, text token, int64_t now_us, arena *a, session *out,
                       sd_error *error);
/* The same without storing that it was used. */
sd_status session_read(database *db, text token, int64_t now_us, arena *a, session *out,
                       sd_error *error);
/* For a caller that keeps a session it found as long as the data have not changed: false when it
 * has to be asked for again, because it ended by itself or its use has to be stored. */
bool session_is_fresh(const session *s, int64_t now_us);
/* The second factor once more: SD_REFUSED when the code is wrong. */
sd_status session_step_up(database *db, session *s, text password, text code, int64_t now_us,
                          arena *a, sd_error *error);
bool session_is_stepped_up(const session *s, int64_t now_us);
sd_status session_end(database *db, const session *s, sd_error *error);

/* One session as an administrator sees it; borrowed during the call. */
typedef struct session_line {
  sm3_digest key; /* what is stored of its token */
  text login, name;
  int64_t created_us, seen_us;
} session_line;

typedef sd_status (*session_visitor)(void *context, const session_line *line, sd_error *error);
/* Those that are not over, the one used last first. */
sd_status session_each(database *db, int64_t now_us, session_visitor visit, void *context,
                       sd_error *error);
/* The same of one account. */
sd_status session_each_of(database *db, int64_t account, int64_t now_us, session_visitor visit,
                          void *context, sd_error *error);
/* By the person, who shows the password once more (ASVS 5.0 7.5.2): SD_REFUSED when it is wrong,
 * SD_NOT_FOUND when the session is not one of the same account. */
sd_status session_end_own(database *db, const session *s, text password, const sm3_digest *key,
                          sd_error *error);
/* By an administrator, with an entry in the audit chain; its own transaction.  SD_NOT_FOUND. */
sd_status session_end_other(database *db, const sm3_digest *key, const char *actor, int64_t now_us,
                            sd_error *error);

#endif
