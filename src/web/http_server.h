/* The HTTP server: sockets and HTTP/1.1 by libmicrohttpd, requests handed to the site.
 *
 * Meant to stand on the loopback address behind a proxy that does TLS.  What the library lets
 * through and a proxy may read otherwise is refused here: both Content-Length and
 * Transfer-Encoding, one header twice that may stand once, control characters in the path. */
#ifndef SUDUI_WEB_HTTP_SERVER_H
#define SUDUI_WEB_HTTP_SERVER_H

#include "web/site.h"

typedef struct http_server http_server;

typedef struct http_options {
  const char *address;                          /* "127.0.0.1" or "::1"; not NULL */
  const char *proxy;                            /* address whose X-Real-IP counts; NULL: none */
  uint16_t port;                                /* 0: any free one */
  unsigned threads;                             /* not more than the site has slots */
  void (*log)(void *context, const char *line); /* one JSON object a request; may be NULL */
  void *log_context;
} http_options;

/* SD_IO_FAILED when the port cannot be had. */
sd_status http_server_start(const http_options *options, site *s, http_server **out,
                            sd_error *error);
uint16_t http_server_port(const http_server *h);
/* Answers what is under way, refuses what still comes (503, and the connection ends), then closes.
 */
void http_server_stop(http_server *h); /* NULL is allowed */

#endif
