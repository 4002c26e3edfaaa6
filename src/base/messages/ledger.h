/* The sentences of ledger/. */
#ifndef SUDUI_BASE_MESSAGES_LEDGER_H
#define SUDUI_BASE_MESSAGES_LEDGER_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_LEDGER = MESSAGE_AREA_ledger * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/ledger.def"
#undef M
};

#endif
