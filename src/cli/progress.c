/* One progress line on a terminal for work that lasts longer than a second. */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { QUIET_US = 1000000, INTERVAL_US = 100000 };

void progress_begin(progress *p, language lang, message_id what, bool quiet) {
  *p = (progress){.lang = lang, .what = what, .enabled = !quiet && isatty(STDERR_FILENO) == 1};
  p->start_us = p->last_us = clock_now_us();
}

void progress_show(progress *p, uint64_t done, uint64_t total) {
  if (!p->enabled) return;
  int64_t now_us = clock_now_us();
  if (now_us - p->start_us < QUIET_US || now_us - p->last_us < INTERVAL_US) return;
  p->last_us = now_us;
  p->shown = true;
  int64_t seconds = (now_us - p->start_us) / 1000000;
  if (total == 0) {
    fprintf(stderr, "\r\033[K%s  %" PRIu64 "  %" PRId64 " s", message_text(p->lang, p->what), done,
            seconds);
  } else {
    fprintf(stderr, "\r\033[K%s  %3" PRIu64 " %%  %" PRIu64 "/%" PRIu64 "  %" PRId64 " s",
            message_text(p->lang, p->what), done * 100 / total, done, total, seconds);
  }
  fflush(stderr);
}

void progress_callback(void *context, uint64_t done, uint64_t total) {
  progress_show(context, done, total);
}

void progress_end(progress *p) {
  if (p->shown) fputs("\r\033[K", stderr);
  p->shown = false;
}
