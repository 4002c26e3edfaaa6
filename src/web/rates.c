/* Which requests are counted, for whom, and when more may come. */
#include "web/rates.h"

#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "web/rate.h"

typedef struct rate_row {
  web_method method;
  const char *path;
  rate_limit limit;
} rate_row;

static const rate_row rows[] = {
#define L(method, path, calls, seconds) {WEB_##method, path, {calls, seconds}},
#include "web/rates.def"
#undef L
};

enum { ROWS = sizeof rows / sizeof rows[0] };

struct rate_book {
  rate_table *logins;  /* tries by address */
  rate_table *changes; /* POSTs by account or address */
  rate_table *listed[ROWS];
};

rate_book *rate_book_create(void) {
  rate_book *b = memory_allocate(sizeof *b);
  if (b == NULL) return NULL;
  b->logins = rate_table_create((rate_limit){LIMIT_WEB_LOGINS_A_MINUTE, 60});
  b->changes = rate_table_create((rate_limit){LIMIT_WEB_CHANGES_A_MINUTE, 60});
  bool whole = b->logins != NULL && b->changes != NULL;
  for (size_t i = 0; i < ROWS; i++) {
    b->listed[i] = rate_table_create(rows[i].limit);
    whole = whole && b->listed[i] != NULL;
  }
  if (whole) return b;
  rate_book_destroy(b);
  return NULL;
}

void rate_book_destroy(rate_book *b) {
  if (b == NULL) return;
  rate_table_destroy(b->logins);
  rate_table_destroy(b->changes);
  for (size_t i = 0; i < ROWS; i++) rate_table_destroy(b->listed[i]);
  memory_free(b);
}

bool rate_is_login(const web_route *route) {
  return route->method == WEB_POST && strcmp(route->path, "/login") == 0;
}

static rate_table *listed_of(const rate_book *b, const web_route *route) {
  for (size_t i = 0; i < ROWS; i++) {
    if (rows[i].method == route->method && strcmp(rows[i].path, route->path) == 0) {
      return b->listed[i];
    }
  }
  return NULL;
}

int rate_book_wait(rate_book *b, const web_call *call, const web_route *route) {
  const web_request *r = call->request;
  bool is_login = rate_is_login(route);
  text who = r->address;
  if (call->session != NULL && !is_login) who = call->session->account.login;
  rate_table *general = is_login ? b->logins : route->method == WEB_POST ? b->changes : NULL;
  rate_table *counted[] = {general, listed_of(b, route)};
  for (size_t i = 0; i < 2; i++) {
    int wait = counted[i] != NULL ? rate_count(counted[i], who, r->now_us) : 0;
    if (wait != 0) return wait;
  }
  return 0;
}
