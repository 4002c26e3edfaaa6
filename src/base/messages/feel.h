/* The sentences of feel/. */
#ifndef SUDUI_BASE_MESSAGES_FEEL_H
#define SUDUI_BASE_MESSAGES_FEEL_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_FEEL = MESSAGE_AREA_feel * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/feel.def"
#undef M
};

#endif
