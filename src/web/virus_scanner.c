/* Files from outside are looked at by clamd, over its local socket, before anything reads them. */
#include "web/virus_scanner.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/web.h"

/* What must stay true: SCAN_CLEAN only after all bytes were sent and "stream: OK" came, ended as
 * the protocol ends it; no wait is without a deadline. */

enum { CHUNK_BYTES = 64 * 1024, REPLY_BYTES_MAX = 1024 };

struct virus_scanner {
  struct sockaddr_un address;
  int waiting_max;
  atomic_int waiting;
  atomic_int_fast64_t counts[SCAN_VERDICTS];
};

/* One conversation. */
typedef struct conversation {
  int descriptor;
  int64_t deadline_us; /* of clock_monotonic_us */
} conversation;

sd_status virus_scanner_create(const char *socket_path, unsigned waiting_max, virus_scanner **out,
                               sd_error *error) {
  *out = NULL;
  size_t size = strlen(socket_path);
  virus_scanner *s = memory_allocate(sizeof *s);
  if (s == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *s = (virus_scanner){.waiting_max = waiting_max == 0 ? 1 : (int)waiting_max};
  s->address.sun_family = AF_UNIX;
  if (size == 0 || size >= sizeof s->address.sun_path) {
    memory_free(s);
    return error_set(error, SD_MISUSE, MESSAGE_WEB_SCANNER_PATH,
                     SD_ARGS(socket_path, SD_NUMBER(sizeof s->address.sun_path - 1)));
  }
  memcpy(s->address.sun_path, socket_path, size);
  *out = s;
  return SD_OK;
}

void virus_scanner_destroy(virus_scanner *s) { memory_free(s); }

/* --- Sockets with a deadline --- */

/* Waits until something can be read (POLLIN) or written (POLLOUT), or the other end is gone. */
static bool wait_for(const conversation *c, short events) {
  struct pollfd waited = {.fd = c->descriptor, .events = events};
  for (;;) {
    int64_t left_us = c->deadline_us - clock_monotonic_us();
    if (left_us <= 0) return false;
    int count = poll(&waited, 1, (int)(left_us / 1000) + 1);
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

static bool converse(const virus_scanner *s, int64_t limit_us, conversation *c) {
  *c = (conversation){socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                      clock_monotonic_us() + limit_us};
  if (c->descriptor < 0) return false;
  /* A local socket connects at once, or its queue is full (EAGAIN): then it is asked later. */
  return connect(c->descriptor, (const struct sockaddr *)&s->address, sizeof s->address) == 0;
}

static void end(const conversation *c) {
  if (c->descriptor >= 0) (void)close(c->descriptor);
}

static bool send_all(const conversation *c, const char *data, size_t size) {
  while (size != 0) {
    ssize_t sent = send(c->descriptor, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno != EAGAIN || !wait_for(c, POLLOUT))) return false;
    if (sent < 0) continue;
    data += sent;
    size -= (size_t)sent;
  }
  return true;
}

/* Up to the NUL that ends it; empty when none came. */
static text receive(const conversation *c, char buffer[REPLY_BYTES_MAX]) {
  size_t filled = 0;
  while (filled < REPLY_BYTES_MAX) {
    ssize_t count = recv(c->descriptor, buffer + filled, REPLY_BYTES_MAX - filled, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno != EAGAIN || !wait_for(c, POLLIN))) break;
    if (count < 0) continue;
    if (count == 0) break;
    const char *nul = memchr(buffer + filled, '\0', (size_t)count);
    if (nul != NULL) return (text){buffer, (size_t)(nul - buffer)};
    filled += (size_t)count;
  }
  return TEXT("");
}

/* --- What clamd says --- */

static bool take_start(text *rest, const char *start) {
  bool is_there = text_starts_with(*rest, text_of(start));
  if (is_there) *rest = text_slice(*rest, strlen(start), rest->size);
  return is_there;
}

static bool take_end(text *rest, const char *end_of) {
  size_t size = strlen(end_of);
  bool is_there = rest->size > size && memcmp(rest->data + rest->size - size, end_of, size) == 0;
  if (is_there) rest->size -= size;
  return is_there;
}

/* "stream: OK", "stream: NAME FOUND", "INSTREAM size limit exceeded. ERROR". */
static scan_verdict read_reply(text reply, bool was_sent, char name_out[SCAN_NAME_SIZE]) {
  if (text_is(reply, "INSTREAM size limit exceeded. ERROR")) return SCAN_TOO_LONG;
  if (!take_start(&reply, "stream: ")) return SCAN_FAILED;
  if (text_is(reply, "OK")) return was_sent ? SCAN_CLEAN : SCAN_FAILED;
  if (!take_end(&reply, " FOUND")) return SCAN_FAILED;
  size_t size = 0;
  for (; size < reply.size && size < SCAN_NAME_SIZE - 1; size++) {
    char c = reply.data[size];
    name_out[size] = (char)(c > ' ' && c <= '~' ? c : '?');
  }
  name_out[size] = '\0';
  return SCAN_FOUND;
}

static scan_verdict ask(const virus_scanner *s, text bytes, char name_out[SCAN_NAME_SIZE]) {
  static const char command[] = "zINSTREAM"; /* with its NUL */
  conversation c;
  char buffer[REPLY_BYTES_MAX];
  scan_verdict verdict = SCAN_FAILED;
  if (converse(s, LIMIT_WEB_SCAN_SECONDS * CLOCK_SECOND_US, &c)) {
    bool sent = send_all(&c, command, sizeof command);
    for (size_t at = 0; sent && at < bytes.size; at += CHUNK_BYTES) {
      text chunk = text_slice(bytes, at, CHUNK_BYTES);
      uint32_t size = htonl((uint32_t)chunk.size);
      sent = send_all(&c, (const char *)&size, sizeof size) && send_all(&c, chunk.data, chunk.size);
    }
    static const char none[sizeof(uint32_t)] = {0};
    sent = sent && send_all(&c, none, sizeof none);
    /* Whoever stopped reading may have said why. */
    verdict = read_reply(receive(&c, buffer), sent, name_out);
  }
  end(&c);
  return verdict;
}

scan_verdict virus_scanner_ask(virus_scanner *s, text bytes, char name_out[SCAN_NAME_SIZE]) {
  name_out[0] = '\0';
  scan_verdict verdict = SCAN_BUSY;
  if (atomic_fetch_add(&s->waiting, 1) < s->waiting_max) verdict = ask(s, bytes, name_out);
  atomic_fetch_sub(&s->waiting, 1);
  atomic_fetch_add(&s->counts[verdict], 1);
  return verdict;
}

bool virus_scanner_is_there(const virus_scanner *s) {
  static const char command[] = "zPING";
  conversation c;
  char buffer[REPLY_BYTES_MAX];
  bool is_there = converse(s, CLOCK_SECOND_US, &c) && send_all(&c, command, sizeof command) &&
                  text_is(receive(&c, buffer), "PONG");
  end(&c);
  return is_there;
}

int64_t virus_scanner_count(virus_scanner *s, scan_verdict verdict) {
  return (int64_t)atomic_load(&s->counts[verdict]);
}
