/* The sentences of list/. */
#ifndef SUDUI_BASE_MESSAGES_LIST_H
#define SUDUI_BASE_MESSAGES_LIST_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_LIST = MESSAGE_AREA_list * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/list.def"
#undef M
};

#endif
