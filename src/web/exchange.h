/* A request as the pages see it, and their answer: no socket, no library of HTTP.
 *
 * Everything is borrowed from the arena of the request. */
#ifndef SUDUI_WEB_EXCHANGE_H
#define SUDUI_WEB_EXCHANGE_H

#include "base/arena.h"
#include "base/error.h"

typedef enum web_method { WEB_GET, WEB_POST, WEB_METHOD_OTHER } web_method;

typedef struct web_field {
  text name, value; /* decoded UTF-8 without control characters other than line ends and tabs */
} web_field;

typedef struct web_fields {
  const web_field *items;
  size_t count;
} web_fields;

typedef struct web_file {
  text field;        /* of the form */
  text name;         /* last piece of the name that was sent, without separators; may be empty */
  text content_type; /* what the sender says, which proves nothing */
  text bytes;
} web_file;

typedef struct web_files {
  const web_file *items;
  size_t count;
} web_files;

typedef struct web_request {
  arena *arena;
  int fault; /* status of HTTP when what was sent cannot be read; then only `path` is sound */
  web_method method;
  text path;        /* decoded, begins with "/", never with ".." in it */
  web_fields query; /* behind the "?" */
  web_fields form;  /* of the body: a form of either kind, or the members of a JSON object */
  web_files files;
  bool form_is_json;
  web_fields cookies;
  bool takes_gzip; /* Accept-Encoding */
  text address;    /* of the client, as the server (or the proxy in front) saw it */
  text origin, fetch_site, host, accept, accept_language, if_none_match;
  text authorization, idempotency_key, last_event_id;
  int64_t now_us;
  /* Of the server, only when "/metrics" is asked. */
  unsigned connections, waiting, under_way;
} web_request;

typedef struct web_response {
  int status; /* of HTTP */
  text content_type;
  text content_encoding; /* "gzip" of an asset; else empty */
  text body;
  text location;     /* of a redirection; else empty */
  text cookies[3];   /* Set-Cookie lines; empty ones are left out */
  text etag;         /* of what may be kept by the browser for good; else empty */
  int retry_after_s; /* with 503 and 429; else 0 */
  text file_name;    /* of a download (RFC 6266); else empty */
  int64_t refused;   /* number of the account that the log names; else 0 */
  text cause;        /* of a failure inside (5xx), for the log; else empty */
  bool answered;     /* by the handler itself: the view is not shown */
  bool live;         /* shows what may change without the data: not kept */
  bool only_once;    /* holds a secret: never kept, not even for a repeated request */
} web_response;

/* The first file of a field; NULL. */
const web_file *web_file_of(web_files files, const char *field);

/* The value of a field, or an empty text without data. */
text web_field_value(web_fields fields, const char *name);

/* Whether an Accept-Encoding header allows gzip: "gzip" or "*" that is not refused by ";q=0". */
bool web_takes_gzip(text accept_encoding);

/* "a=b&c=d" with %XX and +, as forms are sent; also cookies with `separator` ';'.  False for what
 * is malformed, holds a NUL or another control character, is not UTF-8, or has more than
 * WEB_FIELDS_MAX fields. */
enum { WEB_FIELDS_MAX = 200 };
bool web_fields_read(text source, char separator, arena *a, web_fields *out);

/* Control characters other than line ends and tabs, which no field may hold. */
bool web_is_control(char c);

/* A path as sent, with %XX: false unless it begins with "/" and decodes to UTF-8 without control
 * characters, backslashes and "//", "/./" or "/../". */
bool web_path_read(text source, arena *a, text *out);

#endif
