/* The sentences of cli/. */
#ifndef SUDUI_BASE_MESSAGES_CLI_H
#define SUDUI_BASE_MESSAGES_CLI_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_CLI = MESSAGE_AREA_cli * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/cli.def"
#undef M
};

#endif
