/* The sentences of audit/. */
#ifndef SUDUI_BASE_MESSAGES_AUDIT_H
#define SUDUI_BASE_MESSAGES_AUDIT_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_AUDIT = MESSAGE_AREA_audit * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/audit.def"
#undef M
};

#endif
