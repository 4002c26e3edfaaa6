/* Requests at a fixed rate, whatever the server does: open_loop PORT PATH RATE SECONDS [COOKIE].
 *
 * wrk asks again only when it was answered, so a slow server is asked less; people are not so kind.
 * Request i is due at i / RATE, and its latency counts from then, also while it waits here for a
 * connection.  A path that ends with "=" gets the request's number, so that no page is kept.
 * Prints: served refused other unanswered p50 p99 p99.9 largest (latencies of the served, in us). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 950, ANSWER_BYTES = 256 * 1024, GRACE_S = 5 };

typedef struct connection {
  int fd;
  int64_t due_ns; /* of the request under way */
  size_t size;    /* of what has come of the answer */
  char answer[ANSWER_BYTES];
} connection;

typedef struct load {
  uint16_t port;
  const char *path, *cookie;
  int epoll;
  connection *connections[CONNECTIONS], *idle[CONNECTIONS];
  size_t count, idle_count, under_way;
  uint32_t *latencies;
  size_t served, refused, other;
} load;

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* --- Connections --- */

static void disconnect(load *l, connection *c) {
  close(c->fd);
  c->fd = -1;
  l->idle[l->idle_count++] = c; /* connected anew when it is used */
}

static int connect_now(const load *l, connection *c) {
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons(l->port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) return -1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  return epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &event);
}

/* NULL when all are busy. */
static connection *free_connection(load *l) {
  if (l->idle_count != 0) return l->idle[--l->idle_count];
  if (l->count == CONNECTIONS) return NULL;
  connection *c = calloc(1, sizeof *c);
  if (c == NULL) return NULL;
  c->fd = -1;
  return l->connections[l->count++] = c;
}

/* --- One request --- */

static int send_request(load *l, connection *c, size_t number, int64_t due_ns) {
  char request[2048], shown[24] = "";
  if (l->path[strlen(l->path) - 1] == '=') snprintf(shown, sizeof shown, "%zu", number);
  int size = snprintf(request, sizeof request,
                      "GET %s%s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: __Host-sudui=%s\r\n\r\n",
                      l->path, shown, l->cookie);
  c->due_ns = due_ns;
  c->size = 0;
  if (c->fd < 0 && connect_now(l, c) != 0) return -1;
  if (send(c->fd, request, (size_t)size, MSG_NOSIGNAL) != size) return -1;
  l->under_way++;
  return 0;
}

/* Bytes of the whole answer; 0 while its headers are not all there. */
static size_t whole_size(connection *c) {
  c->answer[c->size] = '\0';
  const char *end = strstr(c->answer, "\r\n\r\n");
  const char *length = end == NULL ? NULL : strcasestr(c->answer, "\r\nContent-Length:");
  if (end == NULL) return 0;
  size_t body = length == NULL ? 0 : (size_t)strtoull(length + 17, NULL, 10);
  return (size_t)(end - c->answer) + 4 + body;
}

static void note_answer(load *l, const connection *c) {
  int status = atoi(c->answer + 9);
  int64_t us = (now_ns() - c->due_ns) / 1000;
  if (status == 200) {
    l->latencies[l->served++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
  } else if (status == 503 && strcasestr(c->answer, "\r\nRetry-After:") != NULL) {
    l->refused++;
  } else {
    l->other++;
  }
}

static void read_answer(load *l, connection *c) {
  ssize_t got = recv(c->fd, c->answer + c->size, ANSWER_BYTES - 1 - c->size, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) { /* idle ones are found out when they are used */
    l->other++;
    l->under_way--;
    disconnect(l, c);
    return;
  }
  c->size += (size_t)got;
  size_t whole = whole_size(c);
  if (whole == 0 || c->size < whole) return;
  note_answer(l, c);
  l->under_way--;
  if (strcasestr(c->answer, "\r\nConnection: close") != NULL) {
    disconnect(l, c);
  } else {
    l->idle[l->idle_count++] = c;
  }
}

/* --- All of them --- */

/* Sends what is due and has a connection; gives the number of the next one. */
static size_t send_due(load *l, size_t next, size_t due, int64_t begin_ns, double period_ns) {
  for (; next < due; next++) {
    connection *c = free_connection(l);
    if (c == NULL) break;
    int64_t at_ns = begin_ns + (int64_t)((double)next * period_ns);
    if (send_request(l, c, next, at_ns) == 0) continue;
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    if (send_request(l, c, next, at_ns) == 0) continue; /* an idle connection had ended */
    l->other++;
    disconnect(l, c);
  }
  return next;
}

static void run(load *l, double rate, size_t total) {
  double period_ns = 1e9 / rate;
  int64_t begin_ns = now_ns(), end_ns = begin_ns + (int64_t)((double)total * period_ns);
  size_t next = 0;
  struct epoll_event events[256];
  for (int64_t now = begin_ns; now < end_ns + GRACE_S * INT64_C(1000000000); now = now_ns()) {
    size_t due = (size_t)((double)(now - begin_ns) / period_ns) + 1;
    next = send_due(l, next, due < total ? due : total, begin_ns, period_ns);
    if (next == total && l->under_way == 0) break;
    int64_t wait_ns = begin_ns + (int64_t)((double)due * period_ns) - now_ns();
    struct timespec wait = {.tv_nsec = wait_ns < 0 ? 0 : wait_ns > 1000000 ? 1000000 : wait_ns};
    int count = epoll_pwait2(l->epoll, events, 256, &wait, NULL);
    for (int i = 0; i < count; i++) read_answer(l, events[i].data.ptr);
  }
}

static int compare(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static uint32_t percentile(const load *l, double part) {
  return l->served == 0 ? 0 : l->latencies[(size_t)((double)(l->served - 1) * part)];
}

int main(int count, char **arguments) {
  if (count < 5) return 2;
  double rate = strtod(arguments[3], NULL), seconds = strtod(arguments[4], NULL);
  size_t total = (size_t)(rate * seconds);
  load *l = calloc(1, sizeof *l);
  if (l == NULL || total == 0) return 2;
  l->port = (uint16_t)strtoul(arguments[1], NULL, 10);
  l->path = arguments[2];
  l->cookie = count > 5 ? arguments[5] : "";
  l->epoll = epoll_create1(0);
  l->latencies = calloc(total, sizeof *l->latencies);
  if (l->latencies == NULL) return 2;
  run(l, rate, total);
  qsort(l->latencies, l->served, sizeof *l->latencies, compare);
  printf("%zu %zu %zu %zu %u %u %u %u\n", l->served, l->refused, l->other,
         total - l->served - l->refused - l->other, percentile(l, 0.5), percentile(l, 0.99),
         percentile(l, 0.999), percentile(l, 1));
  return 0;
}
