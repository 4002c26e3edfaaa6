/* What goes to a bank and what comes back, whatever the format: payments, answers, entries. */
#include "payout/bank_message.h"

#include <string.h>

#include "base/map.h"
#include "base/messages/payout.h"
#include "base/money.h"

void *growing_push(growing *g, arena *a, size_t item_size) {
  if (g->count == g->capacity) {
    size_t capacity = g->capacity == 0 ? 16 : 2 * g->capacity;
    void *items = arena_allocate_array(a, capacity, item_size);
    if (items == NULL) return NULL;
    if (g->count > 0) memcpy(items, g->items, g->count * item_size);
    g->items = items;
    g->capacity = capacity;
  }
  void *item = (char *)g->items + item_size * g->count++;
  memset(item, 0, item_size);
  return item;
}

/* Every reference of a statement names one entry. */
static sd_status check_references(const bank_statement *s, arena *a, sd_error *error) {
  map seen;
  map_init(&seen, a);
  for (size_t i = 0; i < s->count; i++) {
    text reference = text_of(s->entries[i].reference);
    if (map_get(&seen, reference) != NULL) {
      sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_STATEMENT_ENTRY_TWICE,
                                   SD_ARGS(s->entries[i].reference));
      error_place(error, "", s->entries[i].line, 0);
      return status;
    }
    if (!map_set(&seen, reference, (void *)(uintptr_t)&s->entries[i])) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
  }
  return SD_OK;
}

static sd_status check_sum(const bank_statement *s, sd_error *error) {
  int64_t booked_fen = 0;
  bool within = true;
  for (size_t i = 0; within && i < s->count; i++) {
    const statement_entry *e = &s->entries[i];
    int64_t signed_fen = e->is_credit ? e->amount_fen : -e->amount_fen;
    if (e->is_booked) within = money_add(booked_fen, signed_fen, &booked_fen);
  }
  int64_t computed_fen;
  within = within && money_add(s->opening_fen, booked_fen, &computed_fen);
  if (within && computed_fen == s->closing_fen) return SD_OK;
  char opening[MONEY_TEXT_SIZE], booked[MONEY_TEXT_SIZE], closing[MONEY_TEXT_SIZE];
  money_format(s->opening_fen, opening);
  money_format(booked_fen, booked);
  money_format(s->closing_fen, closing);
  return error_set(error, SD_INVALID, MESSAGE_PAYOUT_STATEMENT_SUM,
                   SD_ARGS(s->id, opening, booked, closing));
}

sd_status statement_check(const bank_statement *s, arena *a, sd_error *error) {
  TRY(check_references(s, a, error));
  return check_sum(s, error);
}
