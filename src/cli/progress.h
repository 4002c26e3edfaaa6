/* One progress line on a terminal for work that lasts longer than a second. */
#ifndef SUDUI_CLI_PROGRESS_H
#define SUDUI_CLI_PROGRESS_H

#include "base/messages/base.h"

#include <stdbool.h>

typedef struct progress {
  language lang;
  message_id what;
  bool enabled; /* a terminal, and not --quiet */
  bool shown;
  int64_t start_us;
  int64_t last_us;
} progress;

/* Nothing is printed before one second has passed, nor when stderr is not a terminal. */
void progress_begin(progress *p, language lang, message_id what, bool quiet);
/* `total` 0 when it is not known.  Cheap: looks at the clock and prints at most 10 times a second.
 */
void progress_show(progress *p, uint64_t done, uint64_t total);
/* The same as a callback: `context` is the progress. */
void progress_callback(void *context, uint64_t done, uint64_t total);
/* Removes the line. */
void progress_end(progress *p);

#endif
