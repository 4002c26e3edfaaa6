/* What the two kinds of evaluation of a session share. */
#ifndef SUDUI_LIBDMN_SESSION_H
#define SUDUI_LIBDMN_SESSION_H

#include <dmn.h>

#include "base/json.h"
#include "dmn/evaluate.h"
#include "libdmn/failure.h"

struct dmn_session {
  const dmn_model *model;      /* NULL: FEEL expressions only */
  dmn_session_options options; /* with the defaults filled in */
  arena *lasting;
  const text *prefixes;       /* beside model->documents, see binding.h */
  dmn_evaluation *evaluation; /* NULL without model */

  arena *feel_arena; /* of one FEEL expression: input, program and values */
  evaluation feel;
  diagnostic_list feel_diagnostics;
  source_text feel_source; /* what their places point to */

  int64_t deadline_us;
  /* What the last evaluation left behind, borrowed from its arena. */
  text_builder json;
  bool is_unknown;
  dmn_text *missing;
  size_t missing_count;
  const diagnostic_list *warnings;
};

/* Forgets the last evaluation; sets *json_out empty and the deadline. */
void session_begin(dmn_session *s, dmn_text *json_out);
value session_moment(const dmn_session *s, int64_t now_utc_us);
/* Sets the options of `e` that come from the session. */
void session_configure(dmn_session *s, evaluation *e);
/* Reads the input, an object or empty; *out is NULL for an empty one. */
dmn_status session_read_input(dmn_session *s, dmn_text json, arena *a, json_value **out,
                              dmn_error *error);
/* The result as JSON, or the limit that `e` reached on the way to it. */
dmn_status session_finish(dmn_session *s, const evaluation *e, value result, dmn_text *json_out,
                          dmn_error *error);

#endif
