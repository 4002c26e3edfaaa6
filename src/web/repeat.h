/* Keys of requests that change something: the same key again gets the first answer.
 *
 * Programs send the header Idempotency-Key; every form of a page has a field "idempotency-key".
 * The same key with other content is refused (422) when it came as a header; the key of a page
 * belongs to one content of its form, because a browser's back button brings the page with its key
 * back for other work.  Only answers below 400 are kept: what failed changed nothing and may be
 * tried again.  What a crash cut off is answered 409: nobody knows, and nothing happens twice. */
#ifndef SUDUI_WEB_REPEAT_H
#define SUDUI_WEB_REPEAT_H

#include "access/once.h"
#include "web/site.h"

typedef enum repeat_verdict {
  REPEAT_NO_KEY,    /* run the handler */
  REPEAT_FIRST,     /* run the handler, then repeat_end */
  REPEAT_ANSWERED,  /* the response is the first one */
  REPEAT_BAD_KEY,   /* 400 */
  REPEAT_DIFFERENT, /* 422 */
  REPEAT_RUNNING,   /* 409 */
  REPEAT_SECRET     /* 409: done, and its answer was for the first time only */
} repeat_verdict;

/* Waits up to two seconds for the same request that is under way. */
sd_status repeat_begin(web_call *call, once_request *request, repeat_verdict *out, sd_error *error);
/* Keeps the response, or forgets the key when it failed. */
sd_status repeat_end(web_call *call, const once_request *request, sd_error *error);

#endif
