/* The sentences of payout/. */
#ifndef SUDUI_BASE_MESSAGES_PAYOUT_H
#define SUDUI_BASE_MESSAGES_PAYOUT_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_PAYOUT = MESSAGE_AREA_payout * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/payout.def"
#undef M
};

#endif
