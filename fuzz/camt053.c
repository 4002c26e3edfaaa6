/* The reader of bank statements on any bytes.
 *
 * Claims: an error has its line; every balance adds up; what was read, written by the test bank,
 * is read as the same. */
#include "support.h"

#include <string.h>

#include "base/limits.h"
#include "payout/camt053.h"

static bool same_string(const char *x, const char *y) {
  return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static int64_t booked_fen(const bank_statement *s) {
  int64_t sum = 0;
  for (size_t i = 0; i < s->count; i++) {
    const statement_entry *e = &s->entries[i];
    FUZZ_CHECK(e->amount_fen > 0 && e->amount_fen <= LIMIT_MONEY_FEN);
    FUZZ_CHECK(e->reference != NULL && e->booking_date != NULL && e->line > 0);
    if (e->is_booked) sum += e->is_credit ? e->amount_fen : -e->amount_fen;
  }
  return sum;
}

static void check_written(const bank_statement *s, const char *message) {
  text_builder out;
  text_builder_init(&out, 1u << 24);
  arena *a = arena_create(0);
  camt053 again;
  sd_error error = {0};
  FUZZ_CHECK(camt053_write(s, message, "2024-02-29T10:00:00", &out, NULL) == SD_OK);
  sd_status status = camt053_read(text_builder_text(&out), "written", a, &again, &error);
  FUZZ_CHECK(status == SD_OK && again.count == 1);
  const bank_statement *t = &again.statements[0];
  FUZZ_CHECK(same_string(s->id, t->id) && same_string(s->account, t->account));
  FUZZ_CHECK(s->opening_fen == t->opening_fen && s->closing_fen == t->closing_fen);
  FUZZ_CHECK(s->count == t->count);
  for (size_t i = 0; i < s->count; i++) {
    const statement_entry *x = &s->entries[i], *y = &t->entries[i];
    FUZZ_CHECK(x->amount_fen == y->amount_fen && x->is_credit == y->is_credit);
    FUZZ_CHECK(x->is_booked == y->is_booked && x->is_reversal == y->is_reversal);
    FUZZ_CHECK(same_string(x->end_to_end, y->end_to_end));
    FUZZ_CHECK(same_string(x->return_code, y->return_code));
  }
  arena_destroy(a);
  text_builder_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena *a = arena_create(0);
  camt053 file;
  sd_error error = {0};
  sd_status status = camt053_read(fuzz_text(data, size), "fuzz.xml", a, &file, &error);
  fuzz_check_error(status, &error, true);
  for (size_t i = 0; status == SD_OK && i < file.count; i++) {
    const bank_statement *s = &file.statements[i];
    FUZZ_CHECK(s->opening_fen + booked_fen(s) == s->closing_fen);
    check_written(s, file.message);
  }
  arena_destroy(a);
  return 0;
}
