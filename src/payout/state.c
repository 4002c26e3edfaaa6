/* The life of an order as a table: which event leads from which state to which. */
#include "payout/state.h"

#include <assert.h>
#include <stddef.h>

static const struct state_row {
  bool open;
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} state_rows[ORDER_STATE_COUNT] = {
#define S(name, open, chinese, english) {open, #name, {chinese, english}},
#include "payout/states.def"
#undef S
};

static const struct event_row {
  const char *name;
  const char *labels[LANGUAGE_COUNT];
} event_rows[ORDER_EVENT_COUNT] = {
#define E(name, chinese, english) {#name, {chinese, english}},
#include "payout/events.def"
#undef E
};

static const struct step {
  order_state from;
  order_event event;
  order_state to;
} steps[] = {
#define T(from, event, to) {ORDER_##from, EVENT_##event, ORDER_##to},
#include "payout/transitions.def"
#undef T
};

bool order_next_state(order_state from, order_event event, order_state *to) {
  assert(from < ORDER_STATE_COUNT && event < ORDER_EVENT_COUNT);
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    if (steps[i].from != from || steps[i].event != event) continue;
    *to = steps[i].to;
    return true;
  }
  return false;
}

bool order_state_is_open(order_state state) {
  assert(state < ORDER_STATE_COUNT);
  return state_rows[state].open;
}

const char *order_state_name(order_state state) {
  assert(state < ORDER_STATE_COUNT);
  return state_rows[state].name;
}

const char *order_state_label(order_state state, language lang) {
  assert(state < ORDER_STATE_COUNT);
  return state_rows[state].labels[lang];
}

const char *order_event_name(order_event event) {
  assert(event < ORDER_EVENT_COUNT);
  return event_rows[event].name;
}

const char *order_event_label(order_event event, language lang) {
  assert(event < ORDER_EVENT_COUNT);
  return event_rows[event].labels[lang];
}

bool order_event_parse(text name, order_event *out) {
  for (int i = 0; i < ORDER_EVENT_COUNT; i++) {
    if (!text_is(name, event_rows[i].name)) continue;
    *out = (order_event)i;
    return true;
  }
  return false;
}

bool order_state_parse(text name, order_state *out) {
  for (int i = 0; i < ORDER_STATE_COUNT; i++) {
    if (!text_is(name, state_rows[i].name)) continue;
    *out = (order_state)i;
    return true;
  }
  return false;
}
