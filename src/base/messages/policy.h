/* The sentences of policy/. */
#ifndef SUDUI_BASE_MESSAGES_POLICY_H
#define SUDUI_BASE_MESSAGES_POLICY_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_POLICY = MESSAGE_AREA_policy * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/policy.def"
#undef M
};

#endif
