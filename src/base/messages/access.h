/* The sentences of access/. */
#ifndef SUDUI_BASE_MESSAGES_ACCESS_H
#define SUDUI_BASE_MESSAGES_ACCESS_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_ACCESS = MESSAGE_AREA_access * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/access.def"
#undef M
};

#endif
