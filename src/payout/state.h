/* The life of an order as a table: which event leads from which state to which.
 *
 * states.def, events.def and transitions.def are the whole machine; the model of the protocol and
 * the tests are checked against the same three files. */
#ifndef SUDUI_PAYOUT_STATE_H
#define SUDUI_PAYOUT_STATE_H

#include <stdbool.h>

#include "base/messages/base.h"
#include "base/text.h"

typedef enum order_state {
#define S(name, open, chinese, english) ORDER_##name,
#include "payout/states.def"
#undef S
  ORDER_STATE_COUNT
} order_state;

typedef enum order_event {
#define E(name, chinese, english) EVENT_##name,
#include "payout/events.def"
#undef E
  ORDER_EVENT_COUNT
} order_event;

/* False, leaving `*to` alone, when the machine knows no such step. */
bool order_next_state(order_state from, order_event event, order_state *to);
/* True while the award of the order may have no other attempt. */
bool order_state_is_open(order_state state);
const char *order_state_name(order_state state); /* "HANDED_OVER"; static */
const char *order_state_label(order_state state, language lang);
const char *order_event_name(order_event event); /* static, as the label */
const char *order_event_label(order_event event, language lang);
bool order_event_parse(text name, order_event *out);
bool order_state_parse(text name, order_state *out);

#endif
