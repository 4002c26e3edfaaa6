/* Which requests are counted, for whom, and when more may come (rates.def).
 *
 * In memory and bounded (web/rate): a restart begins anew.  Any thread. */
#ifndef SUDUI_WEB_RATES_H
#define SUDUI_WEB_RATES_H

#include "web/site.h"

typedef struct rate_book rate_book;

/* NULL when memory is out. */
rate_book *rate_book_create(void);
void rate_book_destroy(rate_book *b); /* NULL is allowed */
/* Counts the request; 0 when it may be answered, else the seconds until it may. */
int rate_book_wait(rate_book *b, const web_call *call, const web_route *route);
/* A POST to /login. */
bool rate_is_login(const web_route *route);

#endif
