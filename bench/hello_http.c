/* The least that libmicrohttpd can do: one page of 5 bytes, in the server's own mode of threads. */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state) {
  (void)url, (void)method, (void)version, (void)upload, (void)upload_size, (void)state;
  return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

int main(int count, char **arguments) {
  unsigned threads = count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10) : 2;
  struct MHD_Response *hello = MHD_create_response_from_buffer(5, "hello", MHD_RESPMEM_PERSISTENT);
  struct MHD_Daemon *daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, hello, MHD_OPTION_THREAD_POOL_SIZE,
      threads < 2 ? 0u : threads, MHD_OPTION_CONNECTION_LIMIT, 1000u, MHD_OPTION_END);
  if (daemon == NULL) return 1;
  printf("%d\n", (int)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  sigset_t ends;
  int number = 0;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  sigwait(&ends, &number);
  MHD_stop_daemon(daemon);
  MHD_destroy_response(hello);
  return 0;
}
