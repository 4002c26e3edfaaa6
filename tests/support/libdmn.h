/* For tests of the public header: models from a few lines of XML, answers as one text. */
#ifndef SUDUI_TESTS_SUPPORT_LIBDMN_H
#define SUDUI_TESTS_SUPPORT_LIBDMN_H

#include <dmn.h>

#include "support/dmn.h"

/* A model of files "m.dmn" (DMN_HEAD body DMN_END) and, when not NULL, "other.dmn" as given. */
static inline dmn_model *public_model_of(const char *body, const char *other,
                                         const dmn_model_options *options, dmn_error *error) {
  text_builder xml;
  text_builder_init(&xml, 1 << 24);
  text_builder_add_string(&xml, DMN_HEAD);
  text_builder_add_string(&xml, body);
  text_builder_add_string(&xml, DMN_END);
  text main_xml = text_builder_text(&xml);
  dmn_file files[] = {{dmn_text_of("m.dmn"), {main_xml.data, main_xml.size}},
                      {dmn_text_of("other.dmn"), dmn_text_of(other)}};
  dmn_model *model = NULL;
  dmn_model_open(files, other == NULL ? 1 : 2, options, &model, error);
  text_builder_release(&xml);
  return model;
}

static inline dmn_session *session_of(const dmn_model *model, const dmn_session_options *options) {
  dmn_session *session = NULL;
  dmn_error error;
  if (dmn_session_open(model, options, &session, &error) != DMN_OK) fail_msg("%s", error.code);
  return session;
}

/* `42`, `null missing a b`, or `DMN_LIMIT_EXCEEDED DMN_LIMIT_STEPS`, `DMN_NOT_FOUND` ... */
static inline const char *answer_of(dmn_session *session, dmn_status status, dmn_text json,
                                    const dmn_error *error) {
  static char buffer[2000];
  if (status != DMN_OK) {
    bool is_limit = status == DMN_LIMIT_EXCEEDED;
    snprintf(buffer, sizeof buffer, "%s%s%s", dmn_status_name(status), is_limit ? " " : "",
             is_limit ? dmn_limit_name(error->limit) : "");
    return buffer;
  }
  int used = snprintf(buffer, sizeof buffer, "%.*s", (int)json.size_bytes, json.data);
  for (size_t i = 0; i < dmn_session_missing_count(session) && used < 1500; i++) {
    used += snprintf(buffer + used, sizeof buffer - (size_t)used, "%s%s",
                     i == 0 ? " missing " : " ", dmn_session_missing(session, i).data);
  }
  return buffer;
}

static inline const char *evaluated(dmn_session *session, const char *name, const char *input,
                                    int64_t now_utc_us) {
  dmn_error error = {0};
  dmn_text json;
  dmn_status status = dmn_session_evaluate(session, dmn_text_of(name), dmn_text_of(input),
                                           now_utc_us, &json, &error);
  return answer_of(session, status, json, &error);
}

static inline const char *feel_evaluated(dmn_session *session, const char *expression,
                                         const char *variables) {
  dmn_error error = {0};
  dmn_text json;
  dmn_status status = dmn_feel_evaluate(session, dmn_text_of(expression), dmn_text_of(variables),
                                        DMN_NO_TIME, &json, &error);
  return answer_of(session, status, json, &error);
}

#endif
