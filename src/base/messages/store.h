/* The sentences of store/. */
#ifndef SUDUI_BASE_MESSAGES_STORE_H
#define SUDUI_BASE_MESSAGES_STORE_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_STORE = MESSAGE_AREA_store * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/store.def"
#undef M
};

#endif
