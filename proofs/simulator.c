/* Ledger and payout against a hostile bank, as a simulation: the same seed, the same history.
 *
 * The real code decides: order_next_state, entry_judge, statement_check_number, the chains of
 * ledger/budget and the book.  Around it a model of people, channel and bank takes one random step
 * after the other: awards are ordered, files released with the program ending in between,
 * cancelled, sent twice, lost, late; the bank accepts, rejects, does both, pays twice, pays another
 * sum, returns late, twice, in parts, takes its booking back, in the year or after it; payees give
 * money back, or pay a claim in instalments; statements come twice, late and with gaps.  Two people
 * resolve what waits: as a return or a part of one, as given back, as recovered, as a late payment,
 * against another entry, or into suspense; they move paid orders to another line, set claims off
 * against the quota and write them off.  Each seed switches kinds of faults on or off.  After every
 * step: the book is conserved; plain sums kept beside it agree with its accounts; the bank's
 * closing balance is the ledger's plus the exception queue, to the fen; no award was paid by two
 * attempts.
 *
 * usage: simulator [SEEDS [STEPS [FIRST_SEED]]]   one seed in a hundred runs twice and must end
 * with the same hash; at the end seeded mistakes must each be found. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "ledger/book.h"
#include "ledger/budget.h"
#include "payout/finding.h"
#include "payout/reconciliation.h"
#include "payout/state.h"

enum {
  AWARDS = 48,
  ATTEMPTS = 3,
  LINES = 2, /* both pay from one bank account; orders begin on the first */
  BUDGET_FEN = 100000000,
  QUEUE = 12,     /* open entries of one order; then its bank makes no more */
  ENTRIES = 64,   /* of one statement */
  STATEMENTS = 6, /* on their way from the bank */
  SUSPENSE_ACCOUNT = 20,
  RECOVERED_ACCOUNT = 21
};

typedef enum mistake {
  MISTAKE_NONE,
  MISTAKE_REISSUE_UNKNOWN,
  MISTAKE_REISSUE_QUEUED,
  MISTAKE_SETTLE_ON_ACCEPTANCE,
  MISTAKE_APPLY_RETURN_TWICE,
  MISTAKE_IGNORE_RETURN,
  MISTAKE_VOID_PAID,
  MISTAKE_STATEMENT_TWICE,
  MISTAKE_SEND_UNRECORDED,
  MISTAKE_PART_AS_WHOLE,
  MISTAKE_TAKE_GAP,
  MISTAKE_CORRECTION_FORGOTTEN,
  MISTAKE_RECOVERED_AND_KEPT,
  MISTAKE_COUNT
} mistake;

typedef struct entry {
  int award, attempt;
  int64_t fen;
  bool is_credit, by_payee, is_reversal;
} entry;

typedef struct order {
  order_state state;
  int64_t amount_fen, returned_fen, claim_fen; /* claim: asked back and not yet there */
  int64_t bank_debits_fen, bank_returns_fen;   /* the bank's own truth, given back included */
  int64_t coming_fen[2]; /* on statements that were not taken: debits, credits */
  entry queue[QUEUE];
  int queued, parts, corrections, line;
  int in_flight, held; /* copies on their way; taken by the bank */
  bool ended;          /* the bank does nothing more with it, as statement `ended_on` says */
  bool exists;
  int64_t ended_on;
  char attached[24];
  char reference[40];
} order;

typedef struct statement {
  int64_t number, closing_fen; /* closing: of all entries so far */
  int count;
  entry entries[ENTRIES];
} statement;

typedef struct world {
  random_source random;
  book *book;
  budget_line lines[LINES];
  order orders[AWARDS][ATTEMPTS];
  /* Plain sums, kept beside: quota, and money at the bank. */
  int64_t received_fen[LINES], ordered_fen, used_fen[LINES];
  int64_t held_fen;                /* suspense and recovered */
  int64_t funded_fen, written_fen; /* at the bank: what finance paid in; all entries so far */
  int64_t bank_fen;                /* the closing balance of the last statement taken */
  int64_t queue_fen;
  statement open, coming[STATEMENTS];
  int coming_count;
  int64_t taken;   /* the number of the last statement */
  uint64_t faults; /* which kinds this seed has */
  mistake mistake;
  int64_t steps, payouts, number, parts, resolved, gaps, again;
  const char *wrong;
} world;

enum {
  FAULT_CRASH = 1,
  FAULT_LOSE = 2,
  FAULT_DOUBLE = 4,
  FAULT_LIE = 8,
  FAULT_SUM = 16,
  FAULT_RETURN = 32,
  FAULT_RETURN_TWICE = 64,
  FAULT_YEAR_END = 128,
  FAULT_PART = 256,
  FAULT_POST = 512, /* statements late, twice, in another order */
  FAULT_PAYEE = 1024,
  FAULT_ALL = 2047
};

static bool has(world *w, uint64_t fault, uint64_t per_mille) {
  return (w->faults & fault) != 0 && random_chance(&w->random, per_mille, 1000);
}

static void fail(world *w, const char *what) {
  if (w->wrong == NULL) w->wrong = what;
}

/* Applies transfers that the protocol says must be taken; again, they must all be there. */
static void post(world *w, const transfer *transfers, size_t count) {
  transfer_verdict verdicts[2];
  if (book_apply(w->book, transfers, count, verdicts, NULL) != SD_OK) abort();
  for (size_t i = 0; i < count; i++) {
    if (verdicts[i] != VERDICT_CREATED) fail(w, "the ledger refuses what the states allow");
  }
  if (!random_chance(&w->random, 1, 8)) return;
  if (book_apply(w->book, transfers, count, verdicts, NULL) != SD_OK) abort();
  for (size_t i = 0; i < count; i++) {
    if (verdicts[i] != VERDICT_EXISTS) fail(w, "the same transfer again is not the same transfer");
  }
}

static void post_plain(world *w, const char *what, account_id debit, account_id credit,
                       int64_t fen) {
  char key[40];
  snprintf(key, sizeof key, "%" PRId64, w->number++);
  transfer t = budget_transfer(what, key, debit, credit, fen);
  post(w, &t, 1);
}

static bool step_order(order *o, order_event event) {
  return order_next_state(o->state, event, &o->state);
}

static bool bears(const world *w, int line, int64_t fen) {
  int64_t ordered_fen = line == 0 ? w->ordered_fen : 0;
  return ordered_fen + w->used_fen[line] + fen <= w->received_fen[line];
}

/* What the office knows: the bank does nothing more with it. */
static bool is_closed(const world *w, const order *o) {
  return o->ended && w->taken >= o->ended_on;
}

static int64_t queued_fen(const order *o, bool credit) {
  int64_t sum = 0;
  for (int i = 0; i < o->queued; i++) sum += o->queue[i].is_credit == credit ? o->queue[i].fen : 0;
  return sum;
}

/* --- People --- */

static order *open_attempt(world *w, int award) {
  for (int k = 0; k < ATTEMPTS; k++) {
    order *o = &w->orders[award][k];
    if (o->exists && order_state_is_open(o->state)) return o;
  }
  return NULL;
}

static bool is_dead(const world *w, const order *o) {
  if (w->mistake == MISTAKE_REISSUE_UNKNOWN && o->state == ORDER_UNKNOWN) return true;
  if (order_state_is_open(o->state) || o->state == ORDER_PAID_BACK) return false;
  if (o->state == ORDER_CANCELLED) return true;
  return is_closed(w, o) && (queued_fen(o, false) == 0 || w->mistake == MISTAKE_REISSUE_QUEUED);
}

static void prepare(world *w, int award) {
  int attempt = 0;
  while (attempt < ATTEMPTS && w->orders[award][attempt].exists) {
    if (!is_dead(w, &w->orders[award][attempt])) return;
    attempt++;
  }
  if (attempt == ATTEMPTS) return;
  order *o = &w->orders[award][attempt];
  int64_t amount =
      attempt == 0 ? random_between(&w->random, 1, 1000000) : w->orders[award][0].amount_fen;
  *o = (order){.amount_fen = amount, .attached = "post"};
  snprintf(o->reference, sizeof o->reference, "A%" PRId64 "-%d-%d", w->number, award, attempt);
  transfer reserve = budget_reserve_transfer(&w->lines[0], o->reference, amount);
  transfer_verdict verdict;
  if (book_apply(w->book, &reserve, 1, &verdict, NULL) != SD_OK) abort();
  if ((verdict == VERDICT_CREATED) != bears(w, 0, amount)) {
    fail(w, "the budget is not what was summed up beside");
  }
  if (verdict != VERDICT_CREATED) return;
  o->exists = true;
  o->state = ORDER_PREPARED;
  w->ordered_fen += amount;
}

static void drop_reservation(world *w, order *o) {
  transfer release = budget_release_transfer(&w->lines[0], o->reference, o->amount_fen);
  post(w, &release, 1);
  w->ordered_fen -= o->amount_fen;
}

static void release(world *w, order *o) {
  if (o->state != ORDER_PREPARED) return;
  if (w->mistake == MISTAKE_SEND_UNRECORDED && has(w, FAULT_CRASH, 300)) {
    o->in_flight++; /* sent, and the program ends before it is written down */
    return;
  }
  step_order(o, EVENT_RELEASE);
  bool ends_before = has(w, FAULT_CRASH, 150), ends_behind = has(w, FAULT_CRASH, 150);
  if (!ends_before) o->in_flight++;
  step_order(o, ends_before || ends_behind ? EVENT_INTERRUPT : EVENT_HAND_OVER);
}

static void cancel(world *w, order *o) {
  if (o->state != ORDER_PREPARED || !random_chance(&w->random, 1, 10)) return;
  step_order(o, EVENT_CANCEL);
  drop_reservation(w, o);
  o->ended = true;
  o->ended_on = w->taken;
}

/* --- Two people resolve what waits --- */

/* What came back of a paid order, by a statement or by two people. */
static void give_back(world *w, order *o, int64_t fen, order_event event) {
  bool same_year = !has(w, FAULT_YEAR_END, 300);
  budget_attachment at = {&w->lines[0], &w->lines[o->line], o->attached};
  transfer chain[2];
  bool whole = fen == o->amount_fen && o->parts == 0;
  budget_give_back_chain(&at, o->reference, fen, whole ? 0 : ++o->parts, same_year, chain);
  post(w, chain, 2);
  if (!step_order(o, event)) fail(w, "a return that the states do not know");
  o->returned_fen += fen;
  w->parts += !whole;
  if (same_year) w->used_fen[o->line] -= fen;
}

static void pay_late(world *w, order *o, int64_t fen) {
  transfer chain[2];
  budget_late_payment_chain(&w->lines[0], o->reference, fen, chain);
  post(w, chain, 2);
  step_order(o, EVENT_DEBIT);
  snprintf(o->attached, sizeof o->attached, "late");
  w->used_fen[0] += fen;
  w->payouts++;
}

/* A credit that waits; true when it entered the ledger. */
static bool resolve_credit(world *w, order *o, const entry *e) {
  int64_t left_fen = o->amount_fen - o->returned_fen;
  order_event event = e->fen < left_fen ? EVENT_RETURN_PART
                      : e->by_payee     ? EVENT_PAY_BACK
                                        : EVENT_RETURN;
  order_state next;
  bool claimed = e->by_payee && e->fen <= o->claim_fen;
  if (claimed) {
    post_plain(w, "recover", w->lines[0].bank_account, RECOVERED_ACCOUNT, e->fen);
    o->claim_fen -= e->fen;
    w->held_fen += e->fen;
  } else if (e->fen <= left_fen && order_next_state(o->state, event, &next)) {
    give_back(w, o, e->fen, event);
  } else if (random_chance(&w->random, 1, 8)) {
    post_plain(w, "suspense", w->lines[0].bank_account, SUSPENSE_ACCOUNT, e->fen);
    w->held_fen += e->fen;
  } else {
    return false;
  }
  return !(claimed && w->mistake == MISTAKE_RECOVERED_AND_KEPT);
}

static void close_entry(world *w, order *o, int i) {
  w->queue_fen -= o->queue[i].is_credit ? o->queue[i].fen : -o->queue[i].fen;
  o->queue[i] = o->queue[--o->queued];
  w->resolved++;
}

/* The other entry of the same amount on the other side, or -1. */
static int opposite_of(const order *o, int i) {
  for (int k = 0; k < o->queued; k++) {
    if (o->queue[k].is_credit != o->queue[i].is_credit && o->queue[k].fen == o->queue[i].fen)
      return k;
  }
  return -1;
}

static void resolve(world *w, int award, order *o) {
  if (o->queued == 0) return;
  int i = (int)random_below(&w->random, (uint64_t)o->queued), other = opposite_of(o, i);
  const entry e = o->queue[i];
  if (other >= 0) {
    int64_t fen = e.fen; /* they undo each other, and so does the bank's truth about the order */
    close_entry(w, o, i > other ? i : other);
    close_entry(w, o, i > other ? other : i);
    o->bank_debits_fen -= fen;
    o->bank_returns_fen -= fen;
  } else if (e.is_credit) {
    int64_t taken_fen = o->returned_fen;
    if (!resolve_credit(w, o, &e)) return;
    if (o->returned_fen == taken_fen) o->bank_returns_fen -= e.fen; /* it is not the order's */
    close_entry(w, o, i);
  } else if (o->state == ORDER_REJECTED && e.fen == o->amount_fen && bears(w, 0, e.fen) &&
             open_attempt(w, award) == NULL) {
    pay_late(w, o, e.fen);
    close_entry(w, o, i);
  }
}

/* The right payee, the wrong line. */
static void correct(world *w, order *o) {
  order_state next;
  if (!order_next_state(o->state, EVENT_CORRECT, &next) || o->corrections == 9) return;
  int to = 1 - o->line;
  budget_attachment at = {&w->lines[0], &w->lines[o->line], o->attached};
  transfer chain[2];
  transfer_verdict verdicts[2];
  budget_correction_chain(&at, &w->lines[to], o->reference, o->amount_fen, o->corrections + 1,
                          chain);
  if (book_apply(w->book, chain, 2, verdicts, NULL) != SD_OK) abort();
  bool created = verdicts[0] == VERDICT_CREATED && verdicts[1] == VERDICT_CREATED;
  if (created != bears(w, to, o->amount_fen))
    fail(w, "a line took what it cannot bear, or did not");
  if (!created) return;
  o->corrections++;
  o->state = next;
  w->used_fen[o->line] -= o->amount_fen;
  w->used_fen[to] += o->amount_fen;
  o->line = to;
  if (w->mistake == MISTAKE_CORRECTION_FORGOTTEN) return;
  snprintf(o->attached, sizeof o->attached, "correct-%d", o->corrections);
}

/* A claim is made, set off against the quota of a later award, or written off. */
static void claim(world *w, order *o) {
  if (o->state != ORDER_PAID && o->state != ORDER_PARTLY_RETURNED) return;
  int64_t left_fen = o->amount_fen - o->returned_fen;
  if (o->claim_fen == 0) {
    o->claim_fen = random_between(&w->random, 1, left_fen);
  } else if (random_chance(&w->random, 1, 3)) {
    o->claim_fen = 0;
  } else {
    int64_t fen = random_between(&w->random, 1, o->claim_fen);
    if (!bears(w, 0, fen)) return;
    post_plain(w, "set-off", w->lines[0].allotted_account, w->lines[0].payable_account, fen);
    post_plain(w, "set-off-claim", w->lines[0].payable_account, RECOVERED_ACCOUNT, fen);
    o->claim_fen -= fen;
    w->used_fen[0] += fen;
    w->held_fen += fen;
  }
}

/* --- Channel and bank --- */

static void channel(world *w, order *o) {
  if (o->in_flight == 0) return;
  o->in_flight--;
  if (o->ended || has(w, FAULT_LOSE, 200)) return;
  o->held += has(w, FAULT_DOUBLE, 200) ? 2 : 1;
}

static void acknowledge(world *w, order *o) {
  if (!step_order(o, EVENT_ACKNOWLEDGE)) return;
  if (w->mistake == MISTAKE_SETTLE_ON_ACCEPTANCE && o->state == ORDER_ACKED) {
    transfer chain[2];
    budget_pay_chain(&w->lines[0], o->reference, o->amount_fen, chain);
    post(w, chain, 2);
    o->state = ORDER_PAID;
    w->ordered_fen -= o->amount_fen;
    w->used_fen[0] += o->amount_fen;
  }
}

static void reject(world *w, order *o) {
  order_state before = o->state;
  if (w->mistake == MISTAKE_VOID_PAID && before == ORDER_PAID) {
    drop_reservation(w, o);
    return;
  }
  if (step_order(o, EVENT_REJECT) && before != o->state) drop_reservation(w, o);
}

/* Onto the bank's statement of the day. */
static void write_entry(world *w, entry e) {
  order *o = &w->orders[e.award][e.attempt];
  *(e.is_credit ? &o->bank_returns_fen : &o->bank_debits_fen) += e.fen;
  o->coming_fen[e.is_credit] += e.fen;
  w->written_fen += e.is_credit ? e.fen : -e.fen;
  w->open.entries[w->open.count++] = e;
}

static bool bank_may_write(const world *w, const order *o) {
  return w->open.count < ENTRIES - 2 && o->queued < QUEUE - 4;
}

static void execute(world *w, entry e, order *o) {
  if (o->held == 0 || o->ended || !bank_may_write(w, o)) return;
  o->held--;
  e.fen = has(w, FAULT_SUM, 20) ? o->amount_fen + 1 : o->amount_fen;
  write_entry(w, e);
}

static void return_money(world *w, entry e, order *o) {
  if (!bank_may_write(w, o)) return;
  int64_t owed_fen = o->bank_debits_fen - o->bank_returns_fen;
  bool returns = owed_fen > 0 && has(w, FAULT_RETURN, 400);
  bool twice = o->bank_debits_fen > 0 && has(w, FAULT_RETURN_TWICE, 50);
  if (!returns && !twice) return;
  e.is_credit = true;
  e.fen = returns ? owed_fen : o->amount_fen;
  e.is_reversal = random_chance(&w->random, 1, 8);
  if (has(w, FAULT_PART, 400)) e.fen = random_between(&w->random, 1, e.fen);
  write_entry(w, e);
}

/* The payee pays by itself: what it owes, or all of it. */
static void payee_pays(world *w, entry e, order *o) {
  int64_t owed_fen = o->bank_debits_fen - o->bank_returns_fen;
  if (owed_fen <= 0 || !bank_may_write(w, o) || !has(w, FAULT_PAYEE, 300)) return;
  e.is_credit = e.by_payee = true;
  e.fen = o->claim_fen > 0 ? random_between(&w->random, 1, o->claim_fen) : owed_fen;
  if (e.fen > owed_fen) e.fen = owed_fen;
  write_entry(w, e);
}

/* --- Statements --- */

/* An entry of a statement, judged by the program's own judge. */
static void book_entry(world *w, const entry *e) {
  order *o = &w->orders[e->award][e->attempt];
  statement_entry read = {.reference = "1",
                          .end_to_end = o->reference,
                          .amount_fen = e->fen,
                          .is_credit = e->is_credit,
                          .is_reversal = e->is_reversal,
                          .is_booked = true,
                          .return_code = e->is_credit && !e->by_payee ? "AC01" : NULL};
  const order *other = open_attempt(w, e->award);
  named_order named = {
      .state = o->state,
      .amount_fen = o->amount_fen,
      .returned_fen = o->returned_fen,
      .can_be_late = o->state == ORDER_REJECTED && other == NULL && bears(w, 0, o->amount_fen)};
  entry_finding finding = entry_judge(&read, &named);
  if (w->mistake == MISTAKE_APPLY_RETURN_TWICE && finding == FINDING_DUPLICATE_RETURN) {
    w->used_fen[o->line] -= e->fen;
    return;
  }
  if (w->mistake == MISTAKE_IGNORE_RETURN && finding == FINDING_RETURN) return;
  if (w->mistake == MISTAKE_PART_AS_WHOLE && finding == FINDING_RETURN_PARTIAL) {
    give_back(w, o, o->amount_fen - o->returned_fen, EVENT_RETURN);
    return;
  }
  if (finding == FINDING_PAYMENT) {
    transfer chain[2];
    budget_pay_chain(&w->lines[0], o->reference, e->fen, chain);
    post(w, chain, 2);
    step_order(o, EVENT_DEBIT);
    w->ordered_fen -= e->fen;
    w->used_fen[0] += e->fen;
    w->payouts++;
  } else if (finding == FINDING_LATE_PAYMENT) {
    pay_late(w, o, e->fen);
  } else if (finding == FINDING_RETURN || finding == FINDING_REVERSAL) {
    give_back(w, o, e->fen, finding == FINDING_RETURN ? EVENT_RETURN : EVENT_REVERSE);
  } else if (o->queued == QUEUE) {
    abort();
  } else {
    o->queue[o->queued++] = *e;
    w->queue_fen += e->is_credit ? e->fen : -e->fen;
  }
}

/* Debits first, then credits, as the program does. */
static void take_statement(world *w, const statement *s) {
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < s->count; i++) {
      const entry *e = &s->entries[i];
      if (e->is_credit != (pass == 1)) continue;
      w->orders[e->award][e->attempt].coming_fen[pass] -= e->fen;
      book_entry(w, e);
    }
  }
  w->taken = s->number;
  w->bank_fen = s->closing_fen;
}

/* The bank closes its day. */
static void end_day(world *w) {
  if (w->coming_count == STATEMENTS) return;
  w->open.closing_fen = w->written_fen;
  w->coming[w->coming_count++] = w->open;
  w->open.number++;
  w->open.count = 0;
}

/* A statement arrives: the next one, one that is known, or one with others missing before it. */
static void deliver(world *w) {
  if (w->coming_count == 0) return;
  int i = has(w, FAULT_POST, 400) ? (int)random_below(&w->random, (uint64_t)w->coming_count) : 0;
  statement *s = &w->coming[i];
  sd_status status =
      statement_check_number(s->number, TEXT("2026-01-01"), w->taken, TEXT("2026-01-01"), NULL);
  bool next = s->number == w->taken + 1;
  if ((status == SD_OK) != next) fail(w, "a statement was taken that does not follow");
  if (status == SD_REFUSED && w->mistake == MISTAKE_TAKE_GAP) next = true;
  if (status == SD_CONFLICT && w->mistake == MISTAKE_STATEMENT_TWICE) next = true;
  w->gaps += status == SD_REFUSED;
  w->again += status == SD_CONFLICT;
  if (next) take_statement(w, s);
  bool comes_again = next && has(w, FAULT_POST, 200);
  if (s->number > w->taken || comes_again) return;
  w->coming_count--;
  memmove(s, s + 1, (size_t)(w->coming_count - i) * sizeof *s);
}

/* --- What must hold after every step --- */

static int64_t balance(const world *w, account_id id) {
  return account_balance_fen(book_account(w->book, id));
}

static void examine_award(world *w, int award) {
  int holding = 0, open = 0;
  for (int k = 0; k < ATTEMPTS; k++) {
    const order *o = &w->orders[award][k];
    if (!o->exists) continue;
    bool was_paid = o->state == ORDER_PAID || o->state == ORDER_RETURNED ||
                    o->state == ORDER_PARTLY_RETURNED || o->state == ORDER_PAID_BACK ||
                    o->state == ORDER_REVERSED;
    int64_t booked = (was_paid ? o->amount_fen : 0) + queued_fen(o, false) + o->coming_fen[0];
    int64_t back = o->returned_fen + queued_fen(o, true) + o->coming_fen[1];
    if (booked != o->bank_debits_fen) fail(w, "a debit is neither booked nor queued");
    if (back != o->bank_returns_fen) fail(w, "a return is neither booked nor queued");
    if (o->returned_fen > o->amount_fen) fail(w, "more came back than was paid");
    if (o->held > 0 && (o->state == ORDER_PREPARED || o->state == ORDER_CANCELLED))
      fail(w, "the bank has what was never released");
    holding += o->bank_debits_fen > o->bank_returns_fen;
    open += order_state_is_open(o->state);
  }
  if (holding > 1) fail(w, "an award was paid by two attempts");
  if (open > 1) fail(w, "an award has two open attempts");
}

static void examine(world *w, int award) {
  if (!book_is_conserved(w->book)) fail(w, "the book is not conserved");
  examine_award(w, award);
  const account *first = book_account(w->book, w->lines[0].allotted_account);
  if (first->debits_pending_fen != w->ordered_fen) fail(w, "reservations differ");
  for (int i = 0; i < LINES; i++) {
    int64_t left_fen = -balance(w, w->lines[i].allotted_account);
    if (left_fen != w->received_fen[i] - w->used_fen[i]) fail(w, "a quota differs");
  }
  if (-balance(w, SUSPENSE_ACCOUNT) - balance(w, RECOVERED_ACCOUNT) != w->held_fen)
    fail(w, "what is held differs");
  /* The daily proof: the bank's closing balance, the ledger, the queue. */
  if (w->funded_fen + w->bank_fen != balance(w, w->lines[0].bank_account) + w->queue_fen)
    fail(w, "bank and ledger differ by more than the queue");
}

/* --- One seed --- */

static void open_account(world *w, account_id id, account_kind kind, const char *code) {
  account a = {.id = id, .kind = kind};
  snprintf(a.code, sizeof a.code, "%s", code);
  if (book_add_account(w->book, &a, NULL) != SD_OK) abort();
}

static void fund(world *w, int i, int64_t fen) {
  const budget_line *line = &w->lines[i];
  post_plain(w, "receive", line->bank_account, line->received_account, fen);
  post_plain(w, "allot", line->received_account, line->allotted_account, fen);
  w->received_fen[i] += fen;
  w->funded_fen += fen;
}

static void begin(world *w, uint64_t seed, mistake m) {
  /* The first statement of an account may have any number: it is taken before the story begins. */
  *w = (world){.mistake = m, .book = book_create(), .open = {.number = 2}, .taken = 1};
  if (w->book == NULL) abort();
  random_init(&w->random, seed);
  w->faults = m == MISTAKE_NONE ? random_next(&w->random) & FAULT_ALL : FAULT_ALL;
  open_account(w, 1, ACCOUNT_BANK, "bank");
  open_account(w, SUSPENSE_ACCOUNT, ACCOUNT_SUSPENSE, "suspense");
  open_account(w, RECOVERED_ACCOUNT, ACCOUNT_RECOVERED, "recovered");
  for (int i = 0; i < LINES; i++) {
    account_id id = (account_id)(2 + 8 * i);
    char code[32];
    w->lines[i] = (budget_line){.year = 2026,
                                .bank_account = 1,
                                .received_account = id,
                                .allotted_account = id + 1,
                                .payable_account = id + 2,
                                .returned_account = id + 3};
    snprintf(w->lines[i].line, sizeof w->lines[i].line, "L%d", i);
    static const account_kind kinds[] = {ACCOUNT_BUDGET_RECEIVED, ACCOUNT_BUDGET_ALLOTTED,
                                         ACCOUNT_PAYABLE, ACCOUNT_RETURNED};
    for (account_id k = 0; k < 4; k++) {
      snprintf(code, sizeof code, "%d/%d", i, (int)k);
      open_account(w, id + k, kinds[k], code);
    }
    fund(w, i, BUDGET_FEN);
  }
}

/* An award at its end makes room for another one. */
static void renew(world *w, int award) {
  for (int k = 0; k < ATTEMPTS; k++) {
    const order *o = &w->orders[award][k];
    if (!o->exists) continue;
    if (o->in_flight != 0 || !is_closed(w, o) || o->coming_fen[0] + o->coming_fen[1] != 0) return;
    if (o->queued != 0 && random_chance(&w->random, 7, 8)) return;
  }
  memset(w->orders[award], 0, sizeof w->orders[award]); /* what is queued stays in the sums */
  w->number++;
  if (w->received_fen[0] < INT64_C(100000000000000)) fund(w, 0, 1000000);
  if (w->received_fen[1] < INT64_C(100000000000000)) fund(w, 1, 100000);
}

static void end_order(world *w, order *o) {
  if (o->state == ORDER_PREPARED || o->ended || !random_chance(&w->random, 1, 4)) return;
  o->ended = true;
  o->ended_on = w->open.number;
}

static void take_step(world *w) {
  int award = (int)random_below(&w->random, AWARDS);
  int made = 1;
  while (made < ATTEMPTS && w->orders[award][made].exists) made++;
  int attempt = (int)random_below(&w->random, (uint64_t)made);
  order *o = &w->orders[award][attempt];
  entry e = {.award = award, .attempt = attempt};
  uint64_t what = random_below(&w->random, 20);
  w->steps++;
  if (what < 2) {
    prepare(w, award);
  } else if (what == 2) {
    if (random_chance(&w->random, 1, 3)) renew(w, award);
  } else if (what == 3) {
    if (random_chance(&w->random, 1, 4)) end_day(w);
  } else if (what == 4) {
    deliver(w);
  } else if (o->exists) {
    bool bank_has_it = o->held > 0;
    if (what <= 6)
      release(w, o);
    else if (what <= 8)
      channel(w, o);
    else if (what == 9 && bank_has_it)
      acknowledge(w, o);
    else if (what == 10 && bank_has_it && (w->faults & FAULT_LIE) != 0)
      reject(w, o);
    else if (what <= 12)
      execute(w, e, o);
    else if (what == 13)
      return_money(w, e, o);
    else if (what == 14)
      end_order(w, o);
    else if (what == 15)
      cancel(w, o);
    else if (what == 16)
      resolve(w, award, o);
    else if (what == 17 && random_chance(&w->random, 1, 8))
      correct(w, o);
    else if (what == 18 && random_chance(&w->random, 1, 8))
      claim(w, o);
    else if (what == 19)
      payee_pays(w, e, o);
  }
  examine(w, award);
}

static const char *run_seed(uint64_t seed, int64_t steps, mistake m, world *w, sm3_digest *hash) {
  begin(w, seed, m);
  while (w->steps < steps && w->wrong == NULL) take_step(w);
  if (hash != NULL && !book_hash(w->book, hash)) abort();
  book_destroy(w->book);
  return w->wrong;
}

int main(int argc, char **argv) {
  int64_t seeds = argc > 1 ? strtoll(argv[1], NULL, 10) : 5000;
  int64_t steps = argc > 2 ? strtoll(argv[2], NULL, 10) : 10000;
  int64_t first = argc > 3 ? strtoll(argv[3], NULL, 10) : 1;
  static world w;
  int64_t failed = 0, all_steps = 0, payouts = 0, twice = 0, parts = 0, resolved = 0, gaps = 0,
          again = 0;
  for (int64_t seed = first; seed < first + seeds; seed++) {
    sm3_digest hash, second;
    const char *wrong = run_seed((uint64_t)seed, steps, MISTAKE_NONE, &w, &hash);
    all_steps += w.steps;
    payouts += w.payouts;
    parts += w.parts;
    resolved += w.resolved;
    gaps += w.gaps;
    again += w.again;
    if (wrong == NULL && seed % 100 == 0) {
      twice++;
      wrong = run_seed((uint64_t)seed, steps, MISTAKE_NONE, &w, &second);
      if (wrong == NULL && !sm3_equal(&hash, &second)) wrong = "the same seed ends otherwise";
    }
    if (wrong != NULL && failed++ < 10) {
      printf("FAIL seed %" PRId64 ", step %" PRId64 ": %s\n", seed, w.steps, wrong);
    }
  }
  printf("%s %" PRId64 " seeds, %" PRId64 " steps, %" PRId64 " payouts, %" PRId64 " seeds twice\n",
         failed == 0 ? "ok  " : "FAIL", seeds, all_steps, payouts, twice);
  printf("     %" PRId64 " returns in parts, %" PRId64 " entries resolved by people, %" PRId64
         " statements after a gap and %" PRId64 " a second time refused\n",
         parts, resolved, gaps, again);
  for (int m = 1; m < MISTAKE_COUNT; m++) {
    const char *found = NULL;
    for (uint64_t seed = 1; seed <= 50 && found == NULL; seed++) {
      found = run_seed(seed, steps, (mistake)m, &w, NULL);
    }
    if (found == NULL) failed++;
    printf("%s mistake %d: %s\n", found != NULL ? "ok  " : "FAIL", m,
           found != NULL ? found : "not found");
  }
  printf("%" PRId64 " passed, %" PRId64 " failed, 0 skipped\n", seeds + MISTAKE_COUNT - 1 - failed,
         failed);
  return failed == 0 ? 0 : 1;
}
