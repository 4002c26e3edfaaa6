/* The sentences of base/. */
#ifndef SUDUI_BASE_MESSAGES_BASE_H
#define SUDUI_BASE_MESSAGES_BASE_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_BASE = MESSAGE_AREA_base * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/base.def"
#undef M
};

#endif
