/* The sentences of web/. */
#ifndef SUDUI_BASE_MESSAGES_WEB_H
#define SUDUI_BASE_MESSAGES_WEB_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_WEB = MESSAGE_AREA_web * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/web.def"
#undef M
};

#endif
