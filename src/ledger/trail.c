/* The transfers of one order, found by the ids that follow from its reference. */
#include "ledger/trail.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

/* What must stay true: these are the names that the chains of ledger/budget.h give; trail_test
 * builds every chain and finds it again. */
static const char *const steps[] = {"reserve", "release", "post",  "late",
                                    "pay",     "return",  "settle"};
static const char *const numbered[][2] = {{"return", "settle"}, {"correct", "detach"}};

enum { STEP_COUNT = sizeof steps / sizeof steps[0], NUMBERED_MAX = 64 };
enum { LINES_MAX = STEP_COUNT + 4 * NUMBERED_MAX };

typedef struct found_line {
  trail_line line;
  char debit[ACCOUNT_CODE_SIZE], credit[ACCOUNT_CODE_SIZE];
} found_line;

typedef struct trail {
  query *query;
  const char *order;
  found_line *lines;
  size_t count;
} trail;

static sd_status look_up(trail *t, const char *step, bool *found_out, sd_error *error) {
  char key[256];
  uint8_t id[16];
  (void)snprintf(key, sizeof key, "%s:%s", step, t->order);
  transfer_id_to_bytes(transfer_id_of(key), id);
  query_reset(t->query);
  query_bind_bytes(t->query, 1, id, sizeof id);
  TRY(query_step(t->query, found_out, error));
  if (!*found_out || t->count == LINES_MAX) return SD_OK;
  found_line *f = &t->lines[t->count++];
  f->line = (trail_line){.sequence = query_integer(t->query, 0),
                         .at_us = query_integer(t->query, 1),
                         .kind = (transfer_kind)query_integer(t->query, 2),
                         .amount_fen = query_integer(t->query, 3)};
  (void)snprintf(f->debit, sizeof f->debit, "%.*s", TEXT_ARG(query_text(t->query, 4)));
  (void)snprintf(f->credit, sizeof f->credit, "%.*s", TEXT_ARG(query_text(t->query, 5)));
  return SD_OK;
}

static sd_status look_up_all(trail *t, sd_error *error) {
  bool found;
  for (int i = 0; i < STEP_COUNT; i++) TRY(look_up(t, steps[i], &found, error));
  for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
    found = true;
    for (int number = 1; found && number <= NUMBERED_MAX; number++) {
      for (int end = 0; end < 2; end++) {
        char step[32];
        (void)snprintf(step, sizeof step, "%s-%d", numbered[i][end], number);
        TRY(look_up(t, step, &found, error));
      }
    }
  }
  return SD_OK;
}

static int by_sequence(const void *a, const void *b) {
  int64_t left = ((const found_line *)a)->line.sequence;
  int64_t right = ((const found_line *)b)->line.sequence;
  return (left > right) - (left < right);
}

sd_status ledger_trail_of_order(database *db, const char *order, trail_visitor visit, void *context,
                                sd_error *error) {
  arena *a = arena_create(0);
  trail t = {.order = order, .lines = a == NULL ? NULL : ARENA_ARRAY(a, found_line, LINES_MAX)};
  sd_status status =
      t.lines != NULL ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (status == SD_OK) {
    status = query_open(db,
                        "SELECT t.sequence, t.at_us, t.kind, t.amount_fen, d.code, c.code"
                        " FROM ledger_transfer t JOIN ledger_account d ON d.id = t.debit"
                        " JOIN ledger_account c ON c.id = t.credit WHERE t.id = ?1",
                        &t.query, error);
  }
  if (status == SD_OK) {
    status = look_up_all(&t, error);
    query_close(t.query);
  }
  if (status == SD_OK) qsort(t.lines, t.count, sizeof *t.lines, by_sequence);
  for (size_t i = 0; i < t.count && status == SD_OK; i++) {
    trail_line line = t.lines[i].line;
    line.debit = t.lines[i].debit;
    line.credit = t.lines[i].credit;
    status = visit(context, &line, error);
  }
  arena_destroy(a);
  return status;
}
