/* The sentences of dmn/. */
#ifndef SUDUI_BASE_MESSAGES_DMN_H
#define SUDUI_BASE_MESSAGES_DMN_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_DMN = MESSAGE_AREA_dmn * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/dmn.def"
#undef M
};

#endif
