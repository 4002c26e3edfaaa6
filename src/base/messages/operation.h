/* The sentences of operation/. */
#ifndef SUDUI_BASE_MESSAGES_OPERATION_H
#define SUDUI_BASE_MESSAGES_OPERATION_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_OPERATION = MESSAGE_AREA_operation * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/operation.def"
#undef M
};

#endif
