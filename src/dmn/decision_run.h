/* Runs a decision on a frame, and a decision service on a frame of its own.
 *
 * A frame has one slot per element of the model and the programs' scratch behind them.
 * Spec: DMN 1.5 sections 10.3.2.13.3 and 10.4 (decision services). */
#ifndef SUDUI_DMN_DECISION_RUN_H
#define SUDUI_DMN_DECISION_RUN_H

#include "dmn/model.h"
#include "feel/interpreter.h"

/* The value of `decision`, whose needs are already in `frame`; null when it is refused or has no
 * logic.  Adds its events to the trace. */
value dmn_decision_run(evaluation *e, const dmn_element *decision, value *frame);

/* A function_callback; `service` is the const dmn_element.  Arguments in the order of
 * dmn_service.parameters; the value of the only output, or a context of several. */
value dmn_service_call(evaluation *e, const void *service, const value *arguments, size_t count);

#endif
