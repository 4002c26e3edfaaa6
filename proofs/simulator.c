/* Ledger and payout against a hostile bank, as a simulation: the same seed, the same history.
 *
 * The real code decides: order_next_state, entry_judge, the chains of ledger/budget and the book.
 * Around it a model of people, channel and bank takes one random step after the other: awards are
 * ordered, files released with the program ending in between, cancelled, sent twice, lost, late;
 * the bank accepts, rejects, does both, pays twice, pays another sum, returns late or twice, in the
 * year or after it; statements are read twice.  Each seed switches kinds of faults on or off. After
 * every step: the book is conserved; plain sums kept beside it agree with its accounts; what the
 * bank paid is in the ledger or in the exception queue, to the fen; no award was paid by two
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
#include "payout/state.h"

enum { AWARDS = 48, ATTEMPTS = 3, BUDGET_FEN = 100000000 };

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
  MISTAKE_COUNT
} mistake;

typedef struct order {
  order_state state;
  int64_t amount_fen, queued_debits_fen, queued_returns_fen;
  int64_t bank_debits_fen, bank_returns_fen; /* the bank's own truth */
  int in_flight, held;                       /* copies on their way; taken by the bank */
  bool closed, late;                         /* the day's statement came; paid after rejection */
  bool exists;
  char reference[40];
} order;

typedef struct world {
  random_source random;
  book *book;
  budget_line line;
  order orders[AWARDS][ATTEMPTS];
  int64_t received_fen, ordered_fen, paid_fen; /* plain sums, kept beside */
  uint64_t faults;                             /* which kinds this seed has */
  mistake mistake;
  int64_t steps, payouts, number;
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
  FAULT_YEAR_END = 128
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

static bool step_order(order *o, order_event event) {
  return order_next_state(o->state, event, &o->state);
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
  if (order_state_is_open(o->state)) return false;
  if (o->state == ORDER_CANCELLED) return true;
  return o->closed && (o->queued_debits_fen == 0 || w->mistake == MISTAKE_REISSUE_QUEUED);
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
  *o = (order){.amount_fen = amount};
  snprintf(o->reference, sizeof o->reference, "A%" PRId64 "-%d-%d", w->number, award, attempt);
  transfer reserve = budget_reserve_transfer(&w->line, o->reference, amount);
  transfer_verdict verdict;
  if (book_apply(w->book, &reserve, 1, &verdict, NULL) != SD_OK) abort();
  bool bears = w->ordered_fen + w->paid_fen + amount <= w->received_fen;
  if ((verdict == VERDICT_CREATED) != bears) fail(w, "the budget is not what was summed up beside");
  if (verdict != VERDICT_CREATED) return;
  o->exists = true;
  o->state = ORDER_PREPARED;
  w->ordered_fen += amount;
}

static void drop_reservation(world *w, order *o) {
  transfer release = budget_release_transfer(&w->line, o->reference, o->amount_fen);
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

/* --- Channel and bank --- */

static void channel(world *w, order *o) {
  if (o->in_flight == 0) return;
  o->in_flight--;
  if (o->closed || has(w, FAULT_LOSE, 200)) return;
  o->held += has(w, FAULT_DOUBLE, 200) ? 2 : 1;
}

static void acknowledge(world *w, order *o) {
  if (!step_order(o, EVENT_ACKNOWLEDGE)) return;
  if (w->mistake == MISTAKE_SETTLE_ON_ACCEPTANCE && o->state == ORDER_ACKED) {
    transfer chain[2];
    budget_pay_chain(&w->line, o->reference, o->amount_fen, chain);
    post(w, chain, 2);
    o->state = ORDER_PAID;
    w->ordered_fen -= o->amount_fen;
    w->paid_fen += o->amount_fen;
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

/* An entry of a statement, judged by the program's own judge. */
static void book_entry(world *w, int award, order *o, int64_t fen, bool credit) {
  statement_entry entry = {.reference = "1",
                           .end_to_end = o->reference,
                           .amount_fen = fen,
                           .is_credit = credit,
                           .is_booked = true,
                           .return_code = credit ? "AC01" : NULL};
  const order *other = open_attempt(w, award);
  bool bears = w->ordered_fen + w->paid_fen + o->amount_fen <= w->received_fen;
  named_order named = {.state = o->state,
                       .amount_fen = o->amount_fen,
                       .can_be_late = o->state == ORDER_REJECTED && other == NULL && bears};
  entry_finding finding = entry_judge(&entry, &named);
  transfer chain[2];
  if (w->mistake == MISTAKE_APPLY_RETURN_TWICE && finding == FINDING_DUPLICATE_RETURN) {
    w->paid_fen -= fen;
    return;
  }
  if (w->mistake == MISTAKE_IGNORE_RETURN && finding == FINDING_RETURN) return;
  if (finding == FINDING_PAYMENT || finding == FINDING_LATE_PAYMENT) {
    bool late = finding == FINDING_LATE_PAYMENT;
    (late ? budget_late_payment_chain : budget_pay_chain)(&w->line, o->reference, fen, chain);
    post(w, chain, 2);
    o->late = late;
    step_order(o, EVENT_DEBIT);
    if (!late) w->ordered_fen -= fen;
    w->paid_fen += fen;
    w->payouts++;
  } else if (finding == FINDING_RETURN) {
    bool same_year = !has(w, FAULT_YEAR_END, 300);
    budget_attachment at = {&w->line, &w->line, o->late ? "late" : "post"};
    budget_give_back_chain(&at, o->reference, fen, 0, same_year, chain);
    post(w, chain, 2);
    step_order(o, EVENT_RETURN);
    if (same_year) w->paid_fen -= fen;
  } else {
    *(credit ? &o->queued_returns_fen : &o->queued_debits_fen) += fen;
  }
}

static void execute(world *w, int award, order *o) {
  if (o->held == 0 || o->closed) return;
  o->held--;
  int64_t fen = has(w, FAULT_SUM, 20) ? o->amount_fen + 1 : o->amount_fen;
  o->bank_debits_fen += fen;
  book_entry(w, award, o, fen, false);
  if (w->mistake == MISTAKE_STATEMENT_TWICE) book_entry(w, award, o, fen, false);
}

static void give_back(world *w, int award, order *o) {
  bool owes = o->bank_debits_fen > o->bank_returns_fen;
  if (!(owes && has(w, FAULT_RETURN, 400)) &&
      !(o->bank_debits_fen > 0 && has(w, FAULT_RETURN_TWICE, 50)))
    return;
  o->bank_returns_fen += o->amount_fen;
  book_entry(w, award, o, o->amount_fen, true);
}

/* --- What must hold after every step --- */

static int64_t balance(const world *w, account_id id) {
  return account_balance_fen(book_account(w->book, id));
}

static void examine(world *w, int award) {
  if (!book_is_conserved(w->book)) fail(w, "the book is not conserved");
  int holding = 0, open = 0;
  for (int k = 0; k < ATTEMPTS; k++) {
    const order *o = &w->orders[award][k];
    if (!o->exists) continue;
    bool was_paid = o->state == ORDER_PAID || o->state == ORDER_RETURNED;
    int64_t booked = (was_paid ? o->amount_fen : 0) + o->queued_debits_fen;
    int64_t back = (o->state == ORDER_RETURNED ? o->amount_fen : 0) + o->queued_returns_fen;
    if (booked != o->bank_debits_fen) fail(w, "a debit is neither booked nor queued");
    if (back != o->bank_returns_fen) fail(w, "a return is neither booked nor queued");
    if (o->held > 0 && (o->state == ORDER_PREPARED || o->state == ORDER_CANCELLED))
      fail(w, "the bank has what was never released");
    holding += o->bank_debits_fen > o->bank_returns_fen;
    open += order_state_is_open(o->state);
  }
  if (holding > 1) fail(w, "an award was paid by two attempts");
  if (open > 1) fail(w, "an award has two open attempts");
  const account *allotted = book_account(w->book, w->line.allotted_account);
  if (allotted->debits_pending_fen != w->ordered_fen) fail(w, "reservations differ");
  int64_t kept_fen = -balance(w, w->line.returned_account); /* back after the year had ended */
  if (balance(w, w->line.bank_account) != w->received_fen - w->paid_fen + kept_fen)
    fail(w, "the bank account differs from the plain sums");
}

/* --- One seed --- */

static void open_account(world *w, account_id id, account_kind kind, const char *code) {
  account a = {.id = id, .kind = kind};
  snprintf(a.code, sizeof a.code, "%s", code);
  if (book_add_account(w->book, &a, NULL) != SD_OK) abort();
}

static void fund(world *w, int64_t fen) {
  char key[40];
  snprintf(key, sizeof key, "fund-%" PRId64, w->number++);
  transfer t[2] = {{.id = transfer_id_of(key),
                    .kind = TRANSFER_PLAIN,
                    .debit = w->line.bank_account,
                    .credit = w->line.received_account,
                    .amount_fen = fen,
                    .reference = "fund"}};
  t[1] = t[0];
  t[0].linked = true;
  strcat(key, "-allot");
  t[1].id = transfer_id_of(key);
  t[1].debit = w->line.received_account;
  t[1].credit = w->line.allotted_account;
  post(w, t, 2);
  w->received_fen += fen;
}

static void begin(world *w, uint64_t seed, mistake m) {
  *w = (world){.mistake = m, .book = book_create()};
  if (w->book == NULL) abort();
  random_init(&w->random, seed);
  w->faults = m == MISTAKE_NONE ? random_next(&w->random) & 255 : 255;
  w->line = (budget_line){.line = "L",
                          .year = 2026,
                          .bank_account = 1,
                          .received_account = 2,
                          .allotted_account = 3,
                          .payable_account = 4,
                          .returned_account = 5};
  open_account(w, 1, ACCOUNT_BANK, "bank");
  open_account(w, 2, ACCOUNT_BUDGET_RECEIVED, "received");
  open_account(w, 3, ACCOUNT_BUDGET_ALLOTTED, "allotted");
  open_account(w, 4, ACCOUNT_PAYABLE, "payable");
  open_account(w, 5, ACCOUNT_RETURNED, "returned");
  fund(w, BUDGET_FEN);
}

/* An award at its end makes room for another one. */
static void renew(world *w, int award) {
  for (int k = 0; k < ATTEMPTS; k++) {
    const order *o = &w->orders[award][k];
    if (o->exists && (o->in_flight != 0 || !o->closed)) return;
  }
  memset(w->orders[award], 0, sizeof w->orders[award]);
  w->number++;
  if (w->received_fen < INT64_C(100000000000000)) fund(w, 1000000);
}

static void take_step(world *w) {
  int award = (int)random_below(&w->random, AWARDS);
  order *o = &w->orders[award][random_below(&w->random, ATTEMPTS)];
  uint64_t what = random_below(&w->random, 12);
  w->steps++;
  if (what == 0) {
    prepare(w, award);
  } else if (what == 11) {
    if (random_chance(&w->random, 1, 20)) renew(w, award);
  } else if (o->exists) {
    switch (what) {
      case 1:
      case 2:
        release(w, o);
        break;
      case 3:
      case 4:
        channel(w, o);
        break;
      case 5:
        if (o->held > 0) acknowledge(w, o);
        break;
      case 6:
        if (o->held > 0 && (w->faults & FAULT_LIE) != 0) reject(w, o);
        break;
      case 7:
        execute(w, award, o);
        break;
      case 8:
        give_back(w, award, o);
        break;
      case 9:
        if (random_chance(&w->random, 1, 4) && o->state != ORDER_PREPARED) o->closed = true;
        break;
      default:
        if (o->state == ORDER_PREPARED && random_chance(&w->random, 1, 10)) {
          step_order(o, EVENT_CANCEL);
          drop_reservation(w, o);
          o->closed = true;
        }
    }
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
  int64_t failed = 0, all_steps = 0, payouts = 0, twice = 0;
  for (int64_t seed = first; seed < first + seeds; seed++) {
    sm3_digest hash, again;
    const char *wrong = run_seed((uint64_t)seed, steps, MISTAKE_NONE, &w, &hash);
    all_steps += w.steps;
    payouts += w.payouts;
    if (wrong == NULL && seed % 100 == 0) {
      twice++;
      wrong = run_seed((uint64_t)seed, steps, MISTAKE_NONE, &w, &again);
      if (wrong == NULL && !sm3_equal(&hash, &again)) wrong = "the same seed ends otherwise";
    }
    if (wrong != NULL && failed++ < 10) {
      printf("FAIL seed %" PRId64 ", step %" PRId64 ": %s\n", seed, w.steps, wrong);
    }
  }
  printf("%s %" PRId64 " seeds, %" PRId64 " steps, %" PRId64 " payouts, %" PRId64 " seeds twice\n",
         failed == 0 ? "ok  " : "FAIL", seeds, all_steps, payouts, twice);
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
