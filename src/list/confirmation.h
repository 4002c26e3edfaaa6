/* Confirmation by the companies of a list: will, account and commitment; reminders and silence.
 *
 * A company confirms that it wants the award, that the account on file is its own, and that its
 * data are true and it was not paid for the same elsewhere.  Without an answer nothing is paid;
 * what silence means is the item's: the award lapses (never before the item's number of notices in
 * two channels, and after the deadline), or may be confirmed later.  Source. */
#ifndef SUDUI_LIST_CONFIRMATION_H
#define SUDUI_LIST_CONFIRMATION_H

#include "list/life.h"

typedef enum confirmation_act {
  CONFIRMATION_NOTICE, /* a reminder was sent */
  CONFIRMATION_CONFIRM,
  CONFIRMATION_DECLINE,
  CONFIRMATION_LAPSE
} confirmation_act;

typedef enum confirmation_state {
  CONFIRMATION_WAITING,
  CONFIRMATION_CONFIRMED,
  CONFIRMATION_DECLINED,
  CONFIRMATION_LAPSED
} confirmation_state;

const char *confirmation_state_word(confirmation_state state);
message_id confirmation_state_message(confirmation_state state);

typedef struct confirmation_request {
  int64_t list;
  text code;
  confirmation_act act;
  text channel;    /* of a notice: "sms", "phone", "letter", "portal", "visit" */
  text account;    /* of a confirmation: SM3 of the account on file that was shown */
  bool commitment; /* the data are true, the same was not paid elsewhere */
  const char *actor;
  const day_calendar *calendar;
  int64_t now_us;
} confirmation_request;

/* In a transaction of its own.  SD_REFUSED when it is not the turn of the confirmation, when the
 * company answered already, when the commitment is missing, when the time to confirm is over, or
 * when silence may not count yet (says what is missing). */
sd_status confirmation_take(database *db, const confirmation_request *request, sd_error *error);

typedef struct confirmation {
  char code[SUBJECT_CODE_SIZE];
  confirmation_state state;
  int32_t notices, channels;
  int64_t answered_us;
  char account[SM3_TEXT_SIZE]; /* that was confirmed */
} confirmation;

/* Those of whom anything is known, ascending by code; lives in `a`.  SD_CORRUPT when a row is not
 * what the chain says. */
sd_status confirmations_read(database *db, int64_t list, arena *a, confirmation **out,
                             size_t *count_out, sd_error *error);

/* Of one company; WAITING without notices when nothing is known. */
sd_status confirmation_find(database *db, int64_t list, text code, confirmation *out,
                            sd_error *error);

#define CONFIRMATION_TABLES                                                          \
  "CREATE TABLE list_confirmation("                                                  \
  " list INTEGER NOT NULL REFERENCES list_run,"                                      \
  " code TEXT NOT NULL,"                                                             \
  " number INTEGER NOT NULL,"                                                        \
  " act TEXT NOT NULL,"                                                              \
  " detail TEXT NOT NULL,"                                                           \
  " actor TEXT NOT NULL,"                                                            \
  " time_us INTEGER NOT NULL,"                                                       \
  " entry INTEGER NOT NULL,"                                                         \
  " PRIMARY KEY(list, code, number)"                                                 \
  ") STRICT;"                                                                        \
  "CREATE TRIGGER list_confirmation_update BEFORE UPDATE ON list_confirmation BEGIN" \
  " SELECT RAISE(ABORT, 'confirmations are never changed'); END;"                    \
  "CREATE TRIGGER list_confirmation_delete BEFORE DELETE ON list_confirmation BEGIN" \
  " SELECT RAISE(ABORT, 'confirmations are never deleted'); END;"

/* Every row held to its entry of the chain, and the chain's entries to the rows; their number. */
sd_status confirmation_verify(database *db, int64_t *count_out, sd_error *error);

#endif
