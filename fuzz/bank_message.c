/* The readers of what banks send, in every format, on any bytes.
 *
 * Claims: an error has its line; a statement adds up and names each entry once; what was read,
 * written by the test bank in the same format, is read as the same. */
#include "support.h"

#include <string.h>

#include "base/limits.h"
#include "payout/bank_format.h"

static bool same(const char *x, const char *y) {
  return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static void check_statement(const bank_statement *s, bool has_balances) {
  int64_t sum = s->opening_fen;
  for (size_t i = 0; i < s->count; i++) {
    const statement_entry *e = &s->entries[i];
    FUZZ_CHECK(e->amount_fen > 0 && e->amount_fen <= LIMIT_MONEY_FEN);
    FUZZ_CHECK(e->reference != NULL && e->booking_date != NULL && e->line > 0);
    if (e->is_booked) sum += e->is_credit ? e->amount_fen : -e->amount_fen;
  }
  FUZZ_CHECK(!has_balances || sum == s->closing_fen);
}

static void check_same(const bank_statement *s, const bank_statement *t) {
  FUZZ_CHECK(same(s->account, t->account) && s->count == t->count);
  FUZZ_CHECK(s->opening_fen == t->opening_fen && s->closing_fen == t->closing_fen);
  for (size_t i = 0; i < s->count; i++) {
    const statement_entry *x = &s->entries[i], *y = &t->entries[i];
    FUZZ_CHECK(x->amount_fen == y->amount_fen && x->is_credit == y->is_credit);
    FUZZ_CHECK(x->is_reversal == y->is_reversal && same(x->end_to_end, y->end_to_end));
  }
}

/* Texts that the writers refuse (controls in CSV cells and the like) are no claim of ours. */
static void check_written(const bank_format *f, const bank_message *m) {
  for (size_t i = 0; i < m->count; i++) {
    const bank_statement *s = &m->statements[i];
    bank_stamp stamp = {s->id, "2024-02-29T10:00:00Z", "320400"};
    text_builder out;
    text_builder_init(&out, 1u << 24);
    arena *a = arena_create(0);
    bank_message again;
    FUZZ_CHECK(f->write_statement(s, &stamp, &out, NULL) == SD_OK);
    FUZZ_CHECK(f->read(text_builder_text(&out), "written", a, &again, NULL) == SD_OK);
    FUZZ_CHECK(again.kind == BANK_MESSAGE_STATEMENT && again.count == 1);
    check_same(s, again.statements);
    arena_destroy(a);
    text_builder_release(&out);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena *a = arena_create(0);
  bank_message m;
  bank_orders orders;
  sd_error error = {0};
  text bytes = fuzz_text(data, size);
  sd_status status = bank_message_read(bytes, "fuzz", a, &m, &error);
  fuzz_check_error(status, &error, true);
  const bank_format *f = bank_format_recognise(bytes);
  FUZZ_CHECK(f != NULL || status != SD_OK);
  if (status == SD_OK && m.kind != BANK_MESSAGE_REPLY) {
    for (size_t i = 0; i < m.count; i++) {
      check_statement(&m.statements[i], m.kind == BANK_MESSAGE_STATEMENT);
    }
    if (m.kind == BANK_MESSAGE_STATEMENT) check_written(f, &m);
  }
  if (f != NULL) (void)f->read_orders(bytes, "fuzz", a, &orders, NULL);
  arena_destroy(a);
  return 0;
}
