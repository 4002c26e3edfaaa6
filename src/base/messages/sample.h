/* The sentences of sample/. */
#ifndef SUDUI_BASE_MESSAGES_SAMPLE_H
#define SUDUI_BASE_MESSAGES_SAMPLE_H

#include "base/message.h"

enum {
  MESSAGES_BEFORE_SAMPLE = MESSAGE_AREA_sample * MESSAGE_AREA_SIZE - 1,
#define M(name, chinese, english) MESSAGE_##name,
#include "base/messages/sample.def"
#undef M
};

#endif
