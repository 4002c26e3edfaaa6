/* The sentences of notice/. */
#ifndef SUDUI_BASE_MESSAGES_NOTICE_H
#define SUDUI_BASE_MESSAGES_NOTICE_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_NOTICE = MESSAGE_AREA_notice * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/notice.def"
#undef M
};

#endif
