/* The HTTP server: sockets and HTTP/1.1 by libmicrohttpd, requests handed to the site. */
#include "web/http_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include "base/allocator.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "web/body.h"
#include "web/form.h"
#include "web/work_queue.h"

/* What must stay true: a request has one arena, which ends with it; the body is bounded while it
 * arrives; no header of the answer comes from the request; no connection rests when the library is
 * told to stop, and the queues outlive it. */

/* How long the end waits for answers that are on their way: five seconds. */
enum { STOP_STEPS = 500, STOP_STEP_NS = 10 * 1000 * 1000 };

struct http_server {
  struct MHD_Daemon *daemon;
  http_options options;
  site *site;
  work_queue *queue;
  work_queue *refused;   /* answers 503 that are held back a little */
  atomic_bool is_ending; /* every new request is refused */
  atomic_int open_connections;
  char busy_page[2048]; /* what a refused request gets: made once, not asked of anybody */
  char busy_problem[512];
  atomic_int
      resting; /* requests that a thread of the queue has, or had and that are not sent yet */
};

/* One request under way: read, answered at once or by a thread of the queue while the connection
 * rests, sent. */
typedef struct http_call {
  work_item item; /* first: the queue hands it back */
  struct MHD_Connection *connection;
  const char *method; /* of the library, as long as the request */
  web_request request;
  web_response response;
  site_ticket ticket;
  int64_t begin_us;
  bool is_answered;
  bool ends_connection; /* with the answer: too many are open */
  arena *arena;
  text raw_path, raw_query;
  char *body;
  size_t body_size, body_capacity, body_limit;
  bool is_too_large;
  bool has_headers; /* the library calls once for the headers, then for the body */
} http_call;

/* --- Arriving --- */

/* The path and query as sent, before the library decodes them: NULs and escapes are ours to
 * refuse. */
static void *request_begins(void *context, const char *uri, struct MHD_Connection *connection) {
  (void)context;
  (void)connection;
  http_call *c = memory_allocate(sizeof *c);
  if (c == NULL) return NULL;
  c->arena = arena_create(LIMIT_WEB_REQUEST_MEMORY_BYTES);
  if (c->arena == NULL) {
    memory_free(c);
    return NULL;
  }
  text whole = text_of(uri);
  size_t mark = text_find(whole, TEXT("?"), 0);
  c->raw_path = arena_copy(c->arena, text_slice(whole, 0, mark));
  if (mark != SIZE_MAX) {
    c->raw_query = arena_copy(c->arena, text_slice(whole, mark + 1, whole.size));
  }
  return c;
}

static void request_ends(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code) {
  (void)connection;
  (void)code;
  http_server *h = context;
  http_call *c = *state;
  if (c == NULL) return;
  if (c->is_answered) atomic_fetch_sub(&h->resting, 1);
  arena_destroy(c->arena);
  memory_free(c->body);
  memory_free(c);
  *state = NULL;
}

static void connection_changes(void *context, struct MHD_Connection *connection, void **state,
                               enum MHD_ConnectionNotificationCode code) {
  (void)connection;
  (void)state;
  http_server *h = context;
  atomic_fetch_add(&h->open_connections, code == MHD_CONNECTION_NOTIFY_STARTED ? 1 : -1);
}

static void keep_body(http_call *c, const char *data, size_t size) {
  if (c->is_too_large || size > c->body_limit - c->body_size) {
    c->is_too_large = true;
    return;
  }
  if (c->body_size + size > c->body_capacity) {
    size_t capacity = (c->body_size + size) * 2;
    char *grown = memory_resize(c->body, capacity);
    if (grown == NULL) {
      c->is_too_large = true;
      return;
    }
    c->body = grown;
    c->body_capacity = capacity;
  }
  memcpy(c->body + c->body_size, data, size);
  c->body_size += size;
}

/* Headers that decide where a request ends, or who asks, stand at most once. */
typedef struct header_check {
  unsigned content_length, transfer_encoding, host, cookie, origin, real_ip, authorization;
  unsigned count;
  bool is_malformed;
} header_check;

static enum MHD_Result check_header(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
  (void)kind;
  header_check *k = context;
  static const char *const names[] = {
      "Content-Length", "Transfer-Encoding", "Host",         "Cookie",
      "Origin",         "X-Real-IP",         "Authorization"};
  unsigned *const counts[] = {
      &k->content_length, &k->transfer_encoding, &k->host,         &k->cookie,
      &k->origin,         &k->real_ip,           &k->authorization};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcasecmp(name, names[i]) == 0 && ++*counts[i] > 1) k->is_malformed = true;
  }
  for (const char *p = value == NULL ? "" : value; *p != '\0'; p++) {
    if ((unsigned char)*p < 0x20 && *p != '\t') k->is_malformed = true;
  }
  if (++k->count > LIMIT_WEB_HEADERS) k->is_malformed = true;
  return MHD_YES;
}

static bool headers_are_sound(struct MHD_Connection *connection) {
  header_check k = {0};
  MHD_get_connection_values(connection, MHD_HEADER_KIND, check_header, &k);
  return !k.is_malformed && (k.content_length == 0 || k.transfer_encoding == 0);
}

/* Content-Length above the limit; without one the bytes are counted as they come. */
static bool says_too_much(struct MHD_Connection *connection, size_t limit) {
  const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
  if (value == NULL) return false;
  size_t size = 0;
  for (; *value >= '0' && *value <= '9' && size <= limit; value++) {
    size = size * 10 + (size_t)(*value - '0');
  }
  return size > limit;
}

/* --- Asking the site --- */

static text header(struct MHD_Connection *connection, const char *name) {
  const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == NULL ? (text){NULL, 0} : text_of(value);
}

/* The address of the other end; behind the proxy that was named the one that it says. */
static text client_address(const http_server *h, struct MHD_Connection *connection, arena *a) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char buffer[INET6_ADDRSTRLEN] = "";
  if (info != NULL && info->client_addr->sa_family == AF_INET) {
    const struct sockaddr_in *in = (const struct sockaddr_in *)info->client_addr;
    inet_ntop(AF_INET, &in->sin_addr, buffer, sizeof buffer);
  } else if (info != NULL && info->client_addr->sa_family == AF_INET6) {
    const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)info->client_addr;
    inet_ntop(AF_INET6, &in->sin6_addr, buffer, sizeof buffer);
  }
  text said = header(connection, "X-Real-IP");
  bool from_proxy = h->options.proxy != NULL && strcmp(buffer, h->options.proxy) == 0;
  bool is_address = said.size != 0 && said.size < INET6_ADDRSTRLEN;
  return from_proxy && is_address ? said : arena_copy(a, text_of(buffer));
}

/* What cannot be read becomes out->fault; the path is sound then, if only "/". */
static void read_request(const http_server *h, http_call *c, web_request *out) {
  struct MHD_Connection *connection = c->connection;
  const char *method = c->method;
  *out = (web_request){.arena = c->arena,
                       .method = WEB_METHOD_OTHER,
                       .origin = header(connection, "Origin"),
                       .fetch_site = header(connection, "Sec-Fetch-Site"),
                       .host = header(connection, "Host"),
                       .accept = header(connection, "Accept"),
                       .takes_gzip = web_takes_gzip(header(connection, "Accept-Encoding")),
                       .accept_language = header(connection, "Accept-Language"),
                       .if_none_match = header(connection, "If-None-Match"),
                       .authorization = header(connection, "Authorization"),
                       .idempotency_key = header(connection, "Idempotency-Key"),
                       .last_event_id = header(connection, "Last-Event-ID"),
                       .address = client_address(h, connection, c->arena),
                       .now_us = clock_now_us()};
  if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) out->method = WEB_GET;
  if (strcmp(method, "POST") == 0) out->method = WEB_POST;
  bool sound = headers_are_sound(connection) && web_path_read(c->raw_path, c->arena, &out->path) &&
               web_fields_read(c->raw_query, '&', c->arena, &out->query) &&
               web_fields_read(header(connection, "Cookie"), ';', c->arena, &out->cookies);
  if (out->path.data == NULL) out->path = TEXT("/");
  if (text_is(out->path, "/metrics")) {
    out->connections = (unsigned)atomic_load(&h->open_connections);
    out->waiting = work_queue_waiting(h->queue);
    out->under_way = (unsigned)atomic_load(&h->resting);
  }
  out->fault = sound ? 0 : MHD_HTTP_BAD_REQUEST;
  if (c->is_too_large) out->fault = MHD_HTTP_CONTENT_TOO_LARGE;
  if (out->fault != 0 || out->method != WEB_POST) return;
  out->fault =
      web_body_read(header(connection, "Content-Type"), (text){c->body, c->body_size}, out);
  if (out->fault == 0 && out->files.count != 0 && !web_takes_files(out->path)) {
    out->fault = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
  }
}

/* --- Answering --- */

static void add_text_header(struct MHD_Response *r, arena *a, const char *name, text value) {
  if (value.size == 0) return;
  text copy = arena_copy(a, value);
  if (copy.data != NULL) MHD_add_response_header(r, name, copy.data);
}

static void add_headers(struct MHD_Response *r, arena *a, const web_response *response) {
  /* ASVS 5.0 3.4: no inline script or style, nothing from elsewhere, no frames. */
  static const char *const fixed[][2] = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
       "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri "
       "'none'; "
       "object-src 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
      {"X-Frame-Options", "DENY"}};
  for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
    MHD_add_response_header(r, fixed[i][0], fixed[i][1]);
  }
  bool kept = response->etag.size != 0;
  MHD_add_response_header(r, "Cache-Control", kept ? "public, max-age=300" : "no-store");
  if (kept) MHD_add_response_header(r, "Vary", "Accept-Encoding");
  add_text_header(r, a, "ETag", response->etag);
  add_text_header(r, a, "Content-Encoding", response->content_encoding);
  add_text_header(r, a, "Content-Type", response->content_type);
  add_text_header(r, a, "Location", response->location);
  if (response->file_name.size != 0) {
    add_text_header(r, a, "Content-Disposition", web_disposition(response->file_name, a));
  }
  for (size_t i = 0; i < sizeof response->cookies / sizeof response->cookies[0]; i++) {
    add_text_header(r, a, "Set-Cookie", response->cookies[i]);
  }
  if (response->retry_after_s != 0) {
    add_text_header(r, a, "Retry-After", text_of(SD_NUMBER(response->retry_after_s)));
  }
}

/* What, how it ended, how long, and the number of the account that was refused; no query, no
 * address, no name: nothing personal. */
static void write_log(const http_server *h, const http_call *c, int64_t duration_us) {
  if (h->options.log == NULL) return;
  text_builder b;
  text_builder_init(&b, 4096);
  json_writer w;
  char moment[CLOCK_TEXT_SIZE];
  clock_format(c->request.now_us, moment);
  json_init(&w, &b);
  json_begin_object(&w);
  json_member_string(&w, "time", moment);
  json_member_string(&w, "method", c->method);
  json_member_text(&w, "path", text_slice(c->request.path, 0, 200));
  json_member_integer(&w, "status", c->response.status);
  json_member_integer(&w, "microseconds", duration_us);
  json_member_integer(&w, "bytes", (int64_t)c->response.body.size);
  if (c->response.cause.size != 0) json_member_text(&w, "cause", c->response.cause);
  if (c->response.refused != 0) json_member_integer(&w, "account", c->response.refused);
  json_end_object(&w);
  if (!b.failed) h->options.log(h->options.log_context, text_builder_text(&b).data);
  text_builder_release(&b);
}

static enum MHD_Result queue_answer(const http_server *h, const http_call *c) {
  const web_response *response = &c->response;
  /* The body is of the arena or of the program: it outlives the answer. */
  struct MHD_Response *r = MHD_create_response_from_buffer(
      response->body.size, (void *)(uintptr_t)response->body.data, MHD_RESPMEM_PERSISTENT);
  if (r == NULL) return MHD_NO;
  add_headers(r, c->arena, response);
  if (c->ends_connection || atomic_load(&h->is_ending)) {
    MHD_add_response_header(r, "Connection", "close");
  }
  enum MHD_Result queued = MHD_queue_response(c->connection, (unsigned)response->status, r);
  MHD_destroy_response(r);
  return queued;
}

/* In both languages, for there is no time to ask who is there; the style is answered at once. */
static void write_busy_answers(http_server *h) {
  const char *title[LANGUAGE_COUNT], *help[LANGUAGE_COUNT];
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    title[lang] = message_text((language)lang, MESSAGE_WEB_PROBLEM_503);
    help[lang] = message_text((language)lang, MESSAGE_WEB_PROBLEM_HELP_LATER);
  }
  const char *chinese = title[LANGUAGE_CHINESE], *english = title[LANGUAGE_ENGLISH];
  snprintf(h->busy_page, sizeof h->busy_page,
           "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<title>%s · %s</title><link rel=\"stylesheet\" href=\"/assets/sudui.css\"></head>"
           "<body><main><h1>%s <span lang=\"en\">%s</span></h1><p>%s</p><p lang=\"en\">%s</p>"
           "<p class=\"quiet\">HTTP 503</p></main></body></html>\n",
           chinese, english, chinese, english, help[LANGUAGE_CHINESE], help[LANGUAGE_ENGLISH]);
  snprintf(h->busy_problem, sizeof h->busy_problem,
           "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
           "\"detail\":\"%s\"}\n",
           english);
}

static void refuse(const http_server *h, http_call *c) {
  bool is_api = text_starts_with(c->request.path, TEXT("/api/"));
  c->response = (web_response){
      .status = MHD_HTTP_SERVICE_UNAVAILABLE,
      .content_type = is_api ? TEXT("application/problem+json") : TEXT("text/html; charset=utf-8"),
      .body = text_of(is_api ? h->busy_problem : h->busy_page)};
  c->response.retry_after_s = 1 + (int)(LIMIT_WEB_WAIT_SECONDS / 2);
  c->ticket = (site_ticket){0};
  if (!atomic_load(&h->is_ending)) site_count_overload(h->site);
}

/* In a thread of the queue; the connection wakes up with the answer. */
static void work(void *context, work_item *item, bool too_late) {
  http_server *h = context;
  http_call *c = (http_call *)item;
  /* While it waited, somebody else may have got the same page made. */
  bool may_be_kept = c->ticket.front != NULL;
  if (may_be_kept && site_answer_at_once(h->site, &c->request, &c->response, &c->ticket)) {
    MHD_resume_connection(c->connection);
    return;
  }
  if (too_late) {
    refuse(h, c);
  } else {
    site_answer(h->site, &c->request, &c->response);
    site_keep(h->site, &c->response, &c->ticket);
  }
  MHD_resume_connection(c->connection);
}

/* In the one thread of refusals, in order of arrival: each rests for the same time. */
static void release(void *context, work_item *item, bool too_late) {
  const http_server *h = context;
  (void)too_late;
  http_call *c = (http_call *)item;
  int64_t rest_us =
      LIMIT_WEB_REFUSAL_MS * INT64_C(1000) - (clock_monotonic_us() - item->arrived_us);
  if (rest_us > 0 && !atomic_load(&h->is_ending))
    nanosleep(&(struct timespec){.tv_nsec = rest_us * 1000}, NULL);
  MHD_resume_connection(c->connection);
}

static enum MHD_Result send_answer(const http_server *h, http_call *c) {
  int64_t duration_us = clock_monotonic_us() - c->begin_us;
  site_note_answer(h->site, c->response.status, duration_us);
  write_log(h, c, duration_us);
  return queue_answer(h, c);
}

/* The headers are there: how much body may follow. */
static bool begin_body(struct MHD_Connection *connection, http_call *c) {
  text path;
  bool known = web_path_read(c->raw_path, c->arena, &path);
  c->has_headers = true;
  c->body_limit = known ? web_body_limit(path) : LIMIT_WEB_BODY_BYTES;
  c->is_too_large = says_too_much(connection, c->body_limit);
  return !c->is_too_large; /* else answered before the body comes; the connection ends then */
}

/* The connection rests until a thread of the queue wakes it up with the answer.  It is counted
 * before the end is looked at, and the end looks at the count last: it cannot be missed. */
static enum MHD_Result answer_later(http_server *h, http_call *c) {
  c->is_answered = true;
  atomic_fetch_add(&h->resting, 1);
  if (atomic_load(&h->is_ending)) {
    refuse(h, c);
    return send_answer(h, c);
  }
  MHD_suspend_connection(c->connection);
  if (work_queue_add(h->queue, &c->item)) return MHD_YES;
  refuse(h, c);
  if (!work_queue_add(h->refused, &c->item)) MHD_resume_connection(c->connection);
  return MHD_YES;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state) {
  (void)url;
  (void)version;
  http_server *h = context;
  http_call *c = *state;
  if (c == NULL) return MHD_NO;
  if (c->is_answered) return send_answer(h, c);
  if (!c->has_headers && begin_body(connection, c)) return MHD_YES;
  if (*upload_size != 0) {
    keep_body(c, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  c->begin_us = clock_monotonic_us();
  c->connection = connection;
  c->method = method;
  read_request(h, c, &c->request);
  c->ends_connection = atomic_load(&h->open_connections) > (int)LIMIT_WEB_CONNECTIONS_SERVED;
  bool is_ending = atomic_load(&h->is_ending);
  if (!is_ending && site_answer_at_once(h->site, &c->request, &c->response, &c->ticket)) {
    return send_answer(h, c);
  }
  if (!is_ending && !c->ends_connection) return answer_later(h, c);
  refuse(h, c);
  return send_answer(h, c);
}

/* --- Starting and stopping --- */

static bool read_address(const http_options *options, struct sockaddr_storage *out) {
  *out = (struct sockaddr_storage){0};
  struct sockaddr_in *four = (struct sockaddr_in *)out;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
  if (inet_pton(AF_INET, options->address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(options->port);
    return true;
  }
  if (inet_pton(AF_INET6, options->address, &six->sin6_addr) != 1) return false;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(options->port);
  return true;
}

sd_status http_server_start(const http_options *options, site *s, http_server **out,
                            sd_error *error) {
  struct sockaddr_storage address;
  http_server *h = memory_allocate(sizeof *h);
  *out = NULL;
  if (h == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *h = (http_server){.options = *options, .site = s};
  write_busy_answers(h);
  h->queue =
      work_queue_create(&(work_options){.threads = options->threads,
                                        .waiting_max = LIMIT_WEB_QUEUE,
                                        .wait_max_us = LIMIT_WEB_WAIT_SECONDS * CLOCK_SECOND_US,
                                        .work = work,
                                        .context = h});
  h->refused = work_queue_create(&(work_options){.threads = 1,
                                                 .waiting_max = LIMIT_WEB_CONNECTIONS,
                                                 .wait_max_us = INT64_MAX,
                                                 .work = release,
                                                 .context = h});
  if (h->queue == NULL || h->refused == NULL) {
    work_queue_destroy(h->queue);
    work_queue_destroy(h->refused);
    memory_free(h);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (read_address(options, &address)) {
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (address.ss_family == AF_INET6) flags |= MHD_USE_IPv6;
    h->daemon = MHD_start_daemon(
        flags, options->port, NULL, NULL, handle, h, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_URI_LOG_CALLBACK, request_begins, h, MHD_OPTION_NOTIFY_COMPLETED, request_ends,
        h, MHD_OPTION_NOTIFY_CONNECTION, connection_changes, h, MHD_OPTION_THREAD_POOL_SIZE,
        options->threads < 2 ? 0u : options->threads, MHD_OPTION_CONNECTION_LIMIT,
        LIMIT_WEB_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, LIMIT_WEB_IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_WEB_HEADER_BYTES, MHD_OPTION_END);
  }
  if (h->daemon == NULL) {
    work_queue_destroy(h->queue);
    work_queue_destroy(h->refused);
    memory_free(h);
    return error_set(error, SD_IO_FAILED, MESSAGE_WEB_CANNOT_LISTEN,
                     SD_ARGS(options->address, SD_NUMBER(options->port)));
  }
  *out = h;
  return SD_OK;
}

uint16_t http_server_port(const http_server *h) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == NULL ? 0 : info->port;
}

/* Not MHD_quiesce_daemon: with a pool of threads the library ends the process when one of them
 * wakes up in the same moment (its 0.9.75: "Failed to remove listen FD from epoll set"). */
void http_server_stop(http_server *h) {
  if (h == NULL) return;
  atomic_store(&h->is_ending, true);
  work_queue_end(h->queue);
  work_queue_end(h->refused);
  for (int i = 0; i < STOP_STEPS && atomic_load(&h->resting) > 0; i++) {
    nanosleep(&(struct timespec){.tv_nsec = STOP_STEP_NS}, NULL);
  }
  MHD_stop_daemon(h->daemon);
  work_queue_destroy(h->queue);
  work_queue_destroy(h->refused);
  memory_free(h);
}
