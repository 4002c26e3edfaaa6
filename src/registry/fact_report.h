/* What a subject says about a fact on file that is wrong or missing: a case with a number.
 *
 * A report names one attribute, period and source, keeps what was on file at that moment, and goes
 * to the owner of the source.  It changes no fact: a correction is a later fact of that source.
 * Whoever answers says what follows; every answer stays.  Rows are never changed and each is an
 * entry of the audit chain.  Source: domain.md 5.1 (correct own data), R-16, R-17. */
#ifndef SUDUI_REGISTRY_FACT_REPORT_H
#define SUDUI_REGISTRY_FACT_REPORT_H

#include "base/arena.h"
#include "registry/registry.h"

typedef enum fact_report_state {
  FACT_REPORT_OPEN,
  FACT_REPORT_FORWARDED, /* passed on to the source, which has it now */
  FACT_REPORT_CORRECTED, /* the source corrects it: the next data say so */
  FACT_REPORT_STANDS     /* looked at, and what is on file is right */
} fact_report_state;

const char *fact_report_state_word(fact_report_state state); /* "open"; static */
message_id fact_report_state_message(fact_report_state state);
/* False for a word that is no answer: "forwarded", "corrected", "stands" are. */
bool fact_report_answer_of_word(text word, fact_report_state *out);

enum { FACT_REPORT_TEXT_BYTES_MAX = 2000 };

typedef struct fact_report_request {
  text code;
  text attribute; /* id */
  int32_t period;
  text source;    /* whose fact it is; empty: it is missing */
  text claimed;   /* what it should be, as the subject says; may be empty */
  text statement; /* why; not empty */
  const char *actor;
  int64_t now_us;
} fact_report_request;

/* In a transaction of its own.  While a report of the same fact is open it is that one again.
 * SD_NOT_FOUND for an unknown subject, attribute, or a source that has no current fact of it;
 * SD_INVALID for texts that are empty or too long, or a period that does not fit. */
sd_status fact_report_file(registry *r, const fact_report_request *request, int64_t *id_out,
                           sd_error *error);

typedef struct fact_report_answer {
  int64_t id;
  fact_report_state outcome; /* not OPEN */
  text note;                 /* not empty: what the subject reads */
  const char *actor;
  int64_t now_us;
} fact_report_answer;

/* In a transaction of its own.  SD_NOT_FOUND; SD_REFUSED when it was answered for good. */
sd_status fact_report_reply(database *db, const fact_report_answer *answer, sd_error *error);

typedef struct fact_report {
  int64_t id;
  text code, attribute, source, on_file, claimed, statement, actor;
  int32_t period;
  int64_t time_us;
  fact_report_state state;
  text note, answered_by; /* of the last answer; empty until then */
  int64_t answered_us;
} fact_report;

typedef sd_status (*fact_report_visitor)(void *context, const fact_report *f, sd_error *error);
/* Of one subject, or of all when `code` is empty; the newest first.  Texts are borrowed. */
sd_status fact_reports_each(database *db, text code, fact_report_visitor visit, void *context,
                            sd_error *error);
sd_status fact_report_find(database *db, int64_t id, arena *a, fact_report *out, sd_error *error);

/* Every report and answer held to the chain; their number. */
sd_status fact_report_verify(database *db, int64_t *count_out, sd_error *error);

/* Called by registry_open. */
sd_status fact_report_migrate(database *db, sd_error *error);

#endif
