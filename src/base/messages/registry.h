/* The sentences of registry/. */
#ifndef SUDUI_BASE_MESSAGES_REGISTRY_H
#define SUDUI_BASE_MESSAGES_REGISTRY_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_REGISTRY = MESSAGE_AREA_registry * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/registry.def"
#undef M
};

#endif
