/* The scanner's protocol against a small clamd that says what a case wants. */
#include "web/virus_scanner.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "support/table.h"

static char folder[] = "/tmp/sudui-clamd-XXXXXX";
static char path[64];

/* What the small clamd does with one connection. */
typedef struct fake {
  int listener;
  size_t takes;      /* bytes of the command and the stream that it reads; SIZE_MAX: to the end */
  const char *reply; /* sent with its NUL unless `is_cut` */
  bool is_cut;
  unsigned silent_ms; /* before it closes */
  /* What came: the stream put together; the caller's memory. */
  char *stream;
  size_t stream_size;
  bool was_whole;
} fake;

static bool take(int descriptor, void *out, size_t size, size_t *left) {
  char *to = out;
  while (size != 0) {
    ssize_t count = *left == 0 ? 0 : read(descriptor, to, size < *left ? size : *left);
    if (count <= 0) return false;
    to += count;
    size -= (size_t)count;
    *left -= (size_t)count;
  }
  return true;
}

static void read_stream(fake *f, int descriptor) {
  char command[10];
  size_t left = f->takes;
  if (!take(descriptor, command, sizeof command, &left)) return;
  assert_memory_equal(command, "zINSTREAM", sizeof command);
  for (uint32_t size = 1; take(descriptor, &size, sizeof size, &left);) {
    size = ntohl(size);
    f->was_whole = size == 0;
    if (size == 0) return;
    if (!take(descriptor, f->stream + f->stream_size, size, &left)) return;
    f->stream_size += size;
  }
}

static void *serve_one(void *context) {
  fake *f = context;
  int descriptor = accept(f->listener, NULL, NULL);
  read_stream(f, descriptor);
  if (f->reply != NULL) {
    size_t size = strlen(f->reply) + (f->is_cut ? 0 : 1);
    (void)!send(descriptor, f->reply, size, MSG_NOSIGNAL);
  }
  nanosleep(&(struct timespec){.tv_nsec = f->silent_ms * 1000000L}, NULL);
  close(descriptor);
  return NULL;
}

static int listen_there(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  unlink(path);
  assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(listener, 4), 0);
  return listener;
}

enum { FILE_BYTES = 300000 };
static char content[FILE_BYTES], stream[FILE_BYTES + 1];

static int make_folder(void **state) {
  (void)state;
  for (size_t i = 0; i < FILE_BYTES; i++) content[i] = (char)(i * 31);
  if (mkdtemp(folder) == NULL) return -1;
  snprintf(path, sizeof path, "%s/clamd.ctl", folder);
  return 0;
}

static int remove_folder(void **state) {
  (void)state;
  unlink(path);
  return rmdir(folder);
}

static void verdicts(void **state) {
  (void)state;
  static const struct {
    const char *row;
    size_t bytes, takes;
    const char *reply;
    bool is_cut;
    scan_verdict verdict;
    const char *name;
  } cases[] = {
      {"clean", 1000, SIZE_MAX, "stream: OK", false, SCAN_CLEAN, ""},
      {"an empty file", 0, SIZE_MAX, "stream: OK", false, SCAN_CLEAN, ""},
      {"in several chunks", FILE_BYTES, SIZE_MAX, "stream: OK", false, SCAN_CLEAN, ""},
      {"a chunk exactly", 65536, SIZE_MAX, "stream: OK", false, SCAN_CLEAN, ""},
      {"found", 1000, SIZE_MAX, "stream: Eicar-Test-Signature FOUND", false, SCAN_FOUND,
       "Eicar-Test-Signature"},
      {"found before the end", FILE_BYTES, 100000, "stream: Eicar FOUND", false, SCAN_FOUND,
       "Eicar"},
      {"a name with markup and more", 9, SIZE_MAX, "stream: <b>\n\xe4\xb8 FOUND", false, SCAN_FOUND,
       "<b>???"},
      {"found nothing that has a name", 9, SIZE_MAX, "stream:  FOUND", false, SCAN_FAILED, ""},
      {"larger than it takes", FILE_BYTES, 70000, "INSTREAM size limit exceeded. ERROR", false,
       SCAN_TOO_LONG, ""},
      {"an error", 1000, SIZE_MAX, "stream: Can't allocate memory ERROR", false, SCAN_FAILED, ""},
      {"an unknown command", 1000, SIZE_MAX, "UNKNOWN COMMAND", false, SCAN_FAILED, ""},
      {"nothing", 1000, SIZE_MAX, NULL, false, SCAN_FAILED, ""},
      {"an empty answer", 1000, SIZE_MAX, "", false, SCAN_FAILED, ""},
      {"an answer without its end", 1000, SIZE_MAX, "stream: OK", true, SCAN_FAILED, ""},
      {"another word", 1000, SIZE_MAX, "stream: OK FOUND OK", false, SCAN_FAILED, ""},
      {"OK before it has all", FILE_BYTES, 10, "stream: OK", false, SCAN_FAILED, ""},
      {"closes at once", FILE_BYTES, 0, NULL, false, SCAN_FAILED, ""},
      {"closes in the middle", FILE_BYTES, 70000, NULL, false, SCAN_FAILED, ""}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    virus_scanner *s = NULL;
    char name[SCAN_NAME_SIZE];
    pthread_t server;
    fake f = {.listener = listen_there(),
              .takes = cases[i].takes,
              .reply = cases[i].reply,
              .is_cut = cases[i].is_cut,
              .stream = stream};
    assert_int_equal(virus_scanner_create(path, 1, &s, NULL), SD_OK);
    assert_int_equal(pthread_create(&server, NULL, serve_one, &f), 0);
    text file = {content, cases[i].bytes};
    CHECK_ROW(cases[i].row, virus_scanner_ask(s, file, name) == cases[i].verdict);
    CHECK_ROW_TEXT(cases[i].row, name, cases[i].name);
    CHECK_ROW(cases[i].row, virus_scanner_count(s, cases[i].verdict) == 1);
    pthread_join(server, NULL);
    CHECK_ROW(cases[i].row, cases[i].takes != SIZE_MAX || f.was_whole);
    CHECK_ROW(cases[i].row, f.stream_size <= file.size);
    CHECK_ROW(cases[i].row, memcmp(stream, content, f.was_whole ? file.size : 0) == 0);
    close(f.listener);
    virus_scanner_destroy(s);
  }
}

/* A scanner that says nothing is waited for until the deadline and no longer. */
static void a_silent_scanner_is_given_up(void **state) {
  (void)state;
  virus_scanner *s = NULL;
  int listener = listen_there(); /* takes the connection into its queue and never looks at it */
  assert_int_equal(virus_scanner_create(path, 1, &s, NULL), SD_OK);
  int64_t begin = clock_monotonic_us();
  assert_false(virus_scanner_is_there(s)); /* the same wait, with a second instead of ten */
  int64_t took = clock_monotonic_us() - begin;
  assert_in_range(took, CLOCK_SECOND_US / 2, 2 * CLOCK_SECOND_US);
  close(listener);
  virus_scanner_destroy(s);
}

typedef struct asker {
  virus_scanner *scanner;
  scan_verdict verdict;
} asker;

static void *ask(void *context) {
  asker *a = context;
  char name[SCAN_NAME_SIZE];
  a->verdict = virus_scanner_ask(a->scanner, (text){content, 10}, name);
  return NULL;
}

static void no_more_wait_than_may(void **state) {
  (void)state;
  virus_scanner *s = NULL;
  pthread_t server, first;
  char name[SCAN_NAME_SIZE];
  fake f = {.listener = listen_there(), .takes = SIZE_MAX, .stream = stream, .silent_ms = 300};
  assert_int_equal(virus_scanner_create(path, 0, &s, NULL), SD_OK); /* at least one */
  asker a = {s, SCAN_CLEAN};
  assert_int_equal(pthread_create(&server, NULL, serve_one, &f), 0);
  assert_int_equal(pthread_create(&first, NULL, ask, &a), 0);
  nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
  assert_int_equal(virus_scanner_ask(s, (text){content, 10}, name), SCAN_BUSY);
  pthread_join(first, NULL);
  pthread_join(server, NULL);
  assert_int_equal(a.verdict, SCAN_FAILED);
  assert_int_equal(virus_scanner_count(s, SCAN_BUSY), 1);
  close(f.listener);
  unlink(path);
  assert_int_equal(virus_scanner_ask(s, (text){content, 10}, name), SCAN_FAILED);
  virus_scanner_destroy(s);
}

static void paths_of_sockets(void **state) {
  (void)state;
  virus_scanner *s = NULL;
  sd_error error = {0};
  char longest[200];
  memset(longest, 'x', sizeof longest);
  longest[107] = '\0';
  assert_int_equal(virus_scanner_create(longest, 1, &s, NULL), SD_OK);
  assert_false(virus_scanner_is_there(s));
  virus_scanner_destroy(s);
  longest[107] = 'x';
  longest[108] = '\0';
  assert_int_equal(virus_scanner_create(longest, 1, &s, &error), SD_MISUSE);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "107"));
  assert_int_equal(virus_scanner_create("", 1, &s, NULL), SD_MISUSE);
  assert_null(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(verdicts), cmocka_unit_test(a_silent_scanner_is_given_up),
      cmocka_unit_test(no_more_wait_than_may), cmocka_unit_test(paths_of_sockets)};
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
