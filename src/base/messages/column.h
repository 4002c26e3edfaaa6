/* The sentences of column/. */
#ifndef SUDUI_BASE_MESSAGES_COLUMN_H
#define SUDUI_BASE_MESSAGES_COLUMN_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_COLUMN = MESSAGE_AREA_column * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/column.def"
#undef M
};

#endif
