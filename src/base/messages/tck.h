/* The sentences of tck/. */
#ifndef SUDUI_BASE_MESSAGES_TCK_H
#define SUDUI_BASE_MESSAGES_TCK_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_TCK = MESSAGE_AREA_tck * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/tck.def"
#undef M
};

#endif
