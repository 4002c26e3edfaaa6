/* Requests that change something once, however often they are sent.
 *
 * A key that the sender made stands for one request of one session for 24 hours: it is written
 * before the request is worked on, so that a crash in between leaves "not known" and never a second
 * effect.  Source: the Idempotency-Key header field (IETF HTTPAPI draft 07). */
#ifndef SUDUI_ACCESS_ONCE_H
#define SUDUI_ACCESS_ONCE_H

#include "base/arena.h"
#include "base/hash.h"
#include "store/database.h"

enum { ONCE_KEY_BYTES_MAX = 200, ONCE_BODY_BYTES_MAX = 65536, ONCE_HOURS = 24 };

/* Creates or upgrades the table; called by access_migrate. */
sd_status once_migrate(database *db, sd_error *error);

typedef enum once_state {
  ONCE_NEW,      /* noted: work on it, then once_finish or once_forget */
  ONCE_DONE,     /* the first answer follows */
  ONCE_RUNNING,  /* being worked on, or cut off by a crash */
  ONCE_DIFFERENT /* the key stands for another request */
} once_state;

typedef struct once_request {
  sm3_digest session; /* the session's key */
  text key;           /* not empty, at most ONCE_KEY_BYTES_MAX */
  sm3_digest content; /* of the whole request */
} once_request;

typedef struct once_answer {
  int status; /* of HTTP */
  text location, content_type, body;
  bool is_kept; /* false: its body was secret or too long, and is gone */
} once_answer;

/* Opens its own transaction unless the key is known.  Texts of `answer_out` live in `a`. */
sd_status once_begin(database *db, const once_request *request, int64_t now_us, arena *a,
                     once_state *state_out, once_answer *answer_out, sd_error *error);
/* Each opens its own transaction. */
sd_status once_finish(database *db, const once_request *request, const once_answer *answer,
                      sd_error *error);
sd_status once_forget(database *db, const once_request *request, sd_error *error);

#endif
