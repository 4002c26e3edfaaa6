/* The reader of the bank's answers on any bytes.
 *
 * Claims: an error has its line; what was read, written by the test bank, is read as the same. */
#include "support.h"

#include <string.h>

#include "payout/pain002.h"

static bool same_string(const char *x, const char *y) {
  return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static void check_written(const bank_reply *answer) {
  text_builder out;
  text_builder_init(&out, 1u << 24);
  arena *a = arena_create(0);
  bank_reply again;
  FUZZ_CHECK(pain002_write(answer, "2024-02-29T10:00:00", &out, NULL) == SD_OK);
  FUZZ_CHECK(pain002_read(text_builder_text(&out), "written", a, &again, NULL) == SD_OK);
  FUZZ_CHECK(same_string(answer->original_message, again.original_message));
  FUZZ_CHECK(same_string(answer->file_status, again.file_status));
  FUZZ_CHECK(answer->count == again.count);
  for (size_t i = 0; i < answer->count; i++) {
    const payment_answer *x = &answer->payments[i], *y = &again.payments[i];
    FUZZ_CHECK(same_string(x->end_to_end, y->end_to_end));
    FUZZ_CHECK(same_string(x->status, y->status) && same_string(x->reason, y->reason));
    FUZZ_CHECK(pain002_meaning(x->status) == pain002_meaning(y->status));
  }
  arena_destroy(a);
  text_builder_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena *a = arena_create(0);
  bank_reply answer;
  sd_error error = {0};
  sd_status status = pain002_read(fuzz_text(data, size), "fuzz.xml", a, &answer, &error);
  fuzz_check_error(status, &error, true);
  if (status == SD_OK) check_written(&answer);
  arena_destroy(a);
  return 0;
}
