/* The sentences of libdmn/. */
#ifndef SUDUI_BASE_MESSAGES_LIBDMN_H
#define SUDUI_BASE_MESSAGES_LIBDMN_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_LIBDMN = MESSAGE_AREA_libdmn * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/libdmn.def"
#undef M
};

#endif
