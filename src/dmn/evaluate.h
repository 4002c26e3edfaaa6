/* Runs a loaded model on one record after another.
 *
 * One dmn_evaluation belongs to one thread; the model is shared.  Make it once, then for each
 * record: reset, bind the inputs, ask for decisions.  A decision is evaluated once per record and
 * kept; so is everything it needs.  No memory is asked of the system per record once the arena has
 * grown. Nothing here reads a clock.
 *
 *   dmn_evaluation_reset(e);
 *   dmn_evaluation_bind(e, input->slot, value_number(...));
 *   value status = dmn_evaluation_decide(e, decision);
 */
#ifndef SUDUI_DMN_EVALUATE_H
#define SUDUI_DMN_EVALUATE_H

#include "dmn/model.h"
#include "feel/evaluation.h"
#include "feel/trace.h"

typedef struct dmn_evaluation dmn_evaluation;

typedef struct dmn_evaluation_options {
  value now;                             /* VALUE_DATE_TIME for now() and today(), or null */
  bool three_valued;                     /* inputs that are not bound are unknown instead of null */
  bool with_trace;                       /* keep the events for reasons: dmn_evaluation_trace */
  size_t memory_max;                     /* bytes per record; 0 means LIMIT_FEEL_MEMORY_BYTES */
  uint64_t steps_max;                    /* per record; 0 means LIMIT_FEEL_STEPS */
  bool (*is_out_of_time)(void *context); /* see feel/evaluation.h; NULL: no limit of time */
  void *time_context;
} dmn_evaluation_options;

/* NULL when memory is out.  `options` may be NULL: two-valued, no trace, no clock. */
dmn_evaluation *dmn_evaluation_create(const dmn_model *model,
                                      const dmn_evaluation_options *options);
/* NULL is allowed. */
void dmn_evaluation_destroy(dmn_evaluation *e);

/* Forgets all values of the last record; those given out become invalid. */
void dmn_evaluation_reset(dmn_evaluation *e);

/* Gives element `slot` (an input, or a decision whose evaluation is thereby replaced) its value.
 * The value is converted to the declared type (type_coerce); what does not conform becomes null
 * with a diagnostic.  Texts, lists and contexts are borrowed until the next reset.  To bind after a
 * decision was asked for is a misuse: the decision is not evaluated again. */
void dmn_evaluation_bind(dmn_evaluation *e, uint32_t slot, value v);
/* By name in the main document (inputs first, then decisions); false when there is none. */
bool dmn_evaluation_bind_name(dmn_evaluation *e, text name, value v);

/* The value of a decision (or input): null when something failed, unknown (three_valued only) when
 * missing facts could change it.  Valid until the next reset. */
value dmn_evaluation_decide(dmn_evaluation *e, const dmn_element *element);

/* Invokes a decision service with the bound values of its inputs and input decisions (null when not
 * bound): the value of its output decision, or a context of several by name. */
value dmn_evaluation_serve(dmn_evaluation *e, const dmn_element *service);

/* The missing facts behind a decision that was asked for: those of an unknown result, and those
 * that it or a decision it needs found missing by `= null`.  Indices are input slots.  NULL: none.
 * Test with missing_set_has. */
const missing_set *dmn_evaluation_missing(dmn_evaluation *e, const dmn_element *decision);

/* The facts that keep a decision that was asked for from being decided: those of an unknown result;
 * of null, which may stem from an absent fact, those that were found missing.  NULL: none, as for
 * every other result.  This is what a stored decision names. */
const missing_set *dmn_evaluation_undecided_by(dmn_evaluation *e, const dmn_element *decision);

/* Warnings of this record, at most DIAGNOSTIC_COUNT_MAX. */
const diagnostic_list *dmn_evaluation_diagnostics(const dmn_evaluation *e);
/* The events of this record, NULL without with_trace: TRACE_DECISION_* have the dmn_element as
 * owner, TRACE_TABLE_* the dmn_table.  With a trace all rules and cells are evaluated, also those
 * that could not change the result. */
const trace *dmn_evaluation_trace(const dmn_evaluation *e);
/* Set when the record ran into a limit: its results are null and mean nothing. */
evaluation_limit dmn_evaluation_limit(const dmn_evaluation *e);
/* True when it was the machine, and not the record's limit, that had no more memory: nothing may
 * be concluded of the model or the record, and the caller must give up. */
bool dmn_evaluation_lacks_memory(const dmn_evaluation *e);

/* For what lies above (explanation, near-miss): the evaluation and the frame of element values, to
 * run parts of programs with interpreter_run_part after the decision was asked for. */
evaluation *dmn_evaluation_core(dmn_evaluation *e);
value *dmn_evaluation_frame(dmn_evaluation *e);

#endif
