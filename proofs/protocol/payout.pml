/* The protocol of payout/ against a hostile bank: PAYOUTS awards, two attempts each, CRASHES ends
 * of the program at the worst moment.
 *
 * The table of states is made from the C code's own files (table.py).  One step is one durable
 * transaction of ours, one file operation, or one act of the channel or of the bank; a crash may
 * come between any two steps of a release.  The channel loses, delays and doubles files.  The bank
 * says of a file that reached it whatever it likes, as often as it likes, in any order (accepted,
 * rejected, both); it does not de-duplicate unless its contract says so; it books payments that it
 * rejected, and returns any time later, whole or half, as a return or as its own correction.  SPARE
 * times (once, unless told) it books a second debit for a second copy, or a return of what was not paid or had come
 * back.  What it
 * books shows at the moment when we import it; what it booked before and we have not seen is the
 * same to us as what it books then.
 *
 * Assumed of the bank is one thing: behind the statement that closes a file's execution day it
 * executes nothing of that file (reliability.md 2.3 rule 4).  Executing the very same instruction
 * twice is its own doing and must stand in the exception queue.
 *
 * -DBUG=n puts mistake n of bugs.txt into the protocol; the checker must find each. */
#ifndef PAYOUTS
#define PAYOUTS 3
#endif
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef SPARE
#define SPARE 1
#endif
#ifndef PARTS /* 1: half of a payment may come back, too */
#define PARTS 1
#endif
#ifndef BUG
#define BUG 0
#endif
#include "table.pml"

#define ORDERS (2 * PAYOUTS)   /* order p is attempt 1 of award p, order PAYOUTS + p attempt 2 */
#define FILES 2                /* file 0 holds the first attempts, file 1 the second ones */
#define FILE_OF(o) (o < PAYOUTS -> 0 : 1)
#define NONE 0
#define HELD 1
#define POSTED 2
#define VOIDED 3

typedef order {
  byte state = NO_STATE;           /* ours, durable */
  unsigned reserve : 2 = NONE;     /* the reservation in the ledger, durable */
  unsigned reversed : 2;           /* halves of the amount that the ledger took back */
  unsigned debits : 2;             /* what the bank booked and we imported */
  unsigned returns : 3;            /* in halves */
  unsigned queued_debits : 2;      /* of these, in the exception queue */
  unsigned queued_returns : 3
};
typedef file {
  byte state = NO_STATE;
  bit written;          /* durable in the outbox */
  unsigned arrived : 2; /* copies that the bank took */
  bit closed;           /* the statement of the execution day is imported */
  bit rebuilt           /* bytes other than the stored ones were sent */
};
order O[ORDERS];
file F[FILES];
bit bank_deduplicates;    /* by contract, and it does */
byte crashes = CRASHES; byte spare = SPARE;
byte at = 0; byte current; /* where the program is in a release: lost in a crash */
byte to; byte i; byte k; byte from; byte n; /* scratch */

/* --- the ledger refuses what does not fit; a refusal here is an error of the protocol --- */
inline ledger_hold(o) { assert(O[o].reserve == NONE); O[o].reserve = HELD }
inline ledger_void(o) { assert(O[o].reserve == HELD); O[o].reserve = VOIDED }
inline ledger_post(o) { assert(O[o].reserve == HELD); O[o].reserve = POSTED }
inline ledger_reverse(o, halves) {
  assert(O[o].reserve == POSTED && O[o].reversed + halves <= 2);
  O[o].reversed = O[o].reversed + halves
}
/* A payment whose reservation was void is booked straight from the quota. */
inline ledger_post_late(o) { assert(O[o].reserve == VOIDED); O[o].reserve = POSTED }

inline file_step(f, event) { /* the file and its orders that are in the same state */
  from = F[f].state;
  next_state(from, event);
  assert(to != NO_STATE);
  F[f].state = to;
  for (i : 0 .. ORDERS - 1) {
    if
    :: FILE_OF(i) == f && O[i].state == from -> O[i].state = to
    :: else
    fi
  }
}

inline prepare(o) {
  O[o].state = PREPARED; ledger_hold(o);
  F[FILE_OF(o)].state = PREPARED
}

/* Awards are alike, so states that differ only in their order are one state. */
#define KEY(o) (((O[o].state * 3 + O[o].debits) * 7 + O[o].returns) * 3 + O[o].reversed)
#define LATER(a, b) (KEY(a) * 1000 + KEY(PAYOUTS + a) > KEY(b) * 1000 + KEY(PAYOUTS + b))
inline swap_orders(a, b) {
  to = O[a].state; O[a].state = O[b].state; O[b].state = to;
  to = O[a].reserve; O[a].reserve = O[b].reserve; O[b].reserve = to;
  to = O[a].reversed; O[a].reversed = O[b].reversed; O[b].reversed = to;
  to = O[a].debits; O[a].debits = O[b].debits; O[b].debits = to;
  to = O[a].returns; O[a].returns = O[b].returns; O[b].returns = to;
  to = O[a].queued_debits; O[a].queued_debits = O[b].queued_debits; O[b].queued_debits = to;
  to = O[a].queued_returns; O[a].queued_returns = O[b].queued_returns; O[b].queued_returns = to
}
inline sort_pair(a, b) {
  if
  :: LATER(a, b) -> swap_orders(a, b); swap_orders(PAYOUTS + a, PAYOUTS + b)
  :: else
  fi
}
inline sort_payouts() {
#if PAYOUTS > 1
  sort_pair(0, 1);
#endif
#if PAYOUTS > 2
  sort_pair(1, 2);
  sort_pair(0, 1);
#endif
  skip
}

#define NET(o) (2 * O[o].debits > O[o].returns)
#define WAS_PAID(o) (O[o].state == PAID || O[o].state == RETURNED || O[o].state == REVERSED || \
  O[o].state == PARTLY_RETURNED || O[o].state == PAID_BACK)
inline check_all() {
  for (i : 0 .. PAYOUTS - 1) {
    k = PAYOUTS + i;
    /* One open attempt; never two executed ones that did not come back. */
    assert(!(IS_OPEN(O[i].state) && IS_OPEN(O[k].state)));
    assert(!(NET(i) && NET(k)))
  }
  for (i : 0 .. ORDERS - 1) {
    /* The ledger follows the bank's bookings, never its answers. */
    assert(O[i].reserve != POSTED || O[i].debits > 0);
    assert(O[i].reversed <= O[i].returns);
    /* A reservation lives exactly as long as the order may still be paid. */
    assert((O[i].reserve == HELD) == (O[i].state == PREPARED || O[i].state == RELEASED ||
      O[i].state == UNKNOWN || O[i].state == HANDED_OVER || O[i].state == ACKED));
    assert((O[i].reserve == POSTED) == WAS_PAID(i));
    assert((O[i].reversed == 2) == (O[i].state == RETURNED || O[i].state == REVERSED ||
      O[i].state == PAID_BACK));
    /* The daily proof: every booking is in the ledger or in the queue. */
    assert((O[i].reserve == POSTED) + O[i].queued_debits == O[i].debits);
    assert(O[i].reversed + O[i].queued_returns == O[i].returns)
  }
  for (i : 0 .. FILES - 1) {
    assert(F[i].state != HANDED_OVER || F[i].written);
    /* The bank has only what was released before, durably, and only the stored bytes. */
    assert(!F[i].written || (F[i].state != PREPARED && F[i].state != CANCELLED));
    assert(!F[i].rebuilt)
  }
  sort_payouts();
  to = 0; i = 0; k = 0; from = 0; n = 0
}

/* A debit or return on the statement: settled when the table knows the step, else queued.  A debit
 * of a rejected order is taken when its award has no other open attempt and its budget line bears
 * it still. */
#define OTHER(o) (o < PAYOUTS -> o + PAYOUTS : o - PAYOUTS)
inline settle_debit(o, bears) {
  next_state(O[o].state, EVENT_DEBIT);
  if
  :: to != NO_STATE && O[o].state != REJECTED -> O[o].state = to; ledger_post(o)
  :: to != NO_STATE && O[o].state == REJECTED && bears &&
     !IS_OPEN(O[OTHER(o)].state) -> O[o].state = to; ledger_post_late(o)
  :: else -> O[o].queued_debits++
  fi
}
inline settle_return(o, halves, correction) {
  k = O[o].reversed + halves;
  if
  :: correction && O[o].state == PAID && k == 2 -> next_state(O[o].state, EVENT_REVERSE)
  :: !(correction && O[o].state == PAID) && k == 2 -> next_state(O[o].state, EVENT_RETURN)
  :: else -> to = NO_STATE
  fi;
  if
  :: BUG == 4 && to != NO_STATE -> skip
  :: BUG == 5 && to == NO_STATE && O[o].state == RETURNED -> ledger_reverse(o, halves)
  :: BUG == 12 && to == NO_STATE && !WAS_PAID(o) -> skip
  :: else ->
    if
    :: to != NO_STATE -> O[o].state = to; ledger_reverse(o, halves)
    :: else -> O[o].queued_returns = O[o].queued_returns + halves
    fi
  fi
}

/* What two people may do about the queue: a part is booked as a part, the rest as given back by
 * the payee, a late debit once the line bears it. */
inline people(o) {
  if
  :: d_step { O[o].queued_returns > 0 && O[o].reversed == 0 ->
      next_state(O[o].state, EVENT_RETURN_PART);
      if
      :: to != NO_STATE -> O[o].state = to; ledger_reverse(o, 1); O[o].queued_returns--
      :: else
      fi;
      check_all() }
  :: d_step { O[o].queued_returns > 0 && O[o].queued_returns + O[o].reversed >= 2 ->
      next_state(O[o].state, EVENT_PAY_BACK);
      if
      :: to != NO_STATE ->
        O[o].state = to;
        O[o].queued_returns = O[o].queued_returns - (2 - O[o].reversed);
        ledger_reverse(o, 2 - O[o].reversed)
      :: else
      fi;
      check_all() }
  :: d_step { O[o].queued_debits > 0 && O[o].state == REJECTED &&
      !IS_OPEN(O[OTHER(o)].state) ->
      O[o].queued_debits--; settle_debit(o, true); check_all() }
  fi
}

/* The second attempt is allowed once the first is proven dead. */
#define DEAD(o) (O[o].state == CANCELLED || (BUG == 6 && O[o].state == UNKNOWN) || \
  ((O[o].state == REJECTED || O[o].state == RETURNED || O[o].state == REVERSED) && \
   (F[FILE_OF(o)].closed || BUG == 9) && (O[o].queued_debits == 0 || BUG == 10)))

inline office(f) {
  if
  :: d_step { at == 0 && F[f].state == PREPARED && BUG != 1 && BUG != 8 ->
      file_step(f, EVENT_RELEASE); at = 1; current = f; check_all() }
  :: d_step { at == 0 && F[f].state == PREPARED && BUG == 1 -> /* sends, then records */
      F[f].written = 1; at = 5; current = f }
  :: d_step { at == 5 && current == f ->
      file_step(f, EVENT_RELEASE); file_step(f, EVENT_HAND_OVER); at = 0; current = 0; check_all() }
  :: d_step { at == 0 && F[f].state == PREPARED && BUG == 8 -> /* notes the receipt, then sends */
      file_step(f, EVENT_RELEASE); file_step(f, EVENT_HAND_OVER); at = 1; current = f; check_all() }
  :: d_step { at == 0 && F[f].state == PREPARED ->
      file_step(f, EVENT_CANCEL);
      for (n : 0 .. ORDERS - 1) {
        if
        :: FILE_OF(n) == f && O[n].state == CANCELLED -> ledger_void(n)
        :: else
        fi
      }
      check_all() }
  :: d_step { at == 1 && current == f -> F[f].written = 1; at = 2; check_all() }
  :: d_step { at == 2 && current == f ->
      if
      :: F[f].state == RELEASED -> file_step(f, EVENT_HAND_OVER)
      :: else
      fi;
      at = 0; current = 0; check_all() }
  :: d_step { at == 0 && (bank_deduplicates || BUG == 2) &&
      (F[f].state == UNKNOWN || F[f].state == HANDED_OVER) ->
      at = 3; current = f; check_all() }
  :: d_step { at == 3 && current == f ->
      F[f].written = 1; F[f].rebuilt = (BUG == 2); at = 4; check_all() }
  :: d_step { at == 4 && current == f ->
      if
      :: F[f].state == UNKNOWN -> file_step(f, EVENT_HAND_OVER)
      :: else
      fi;
      at = 0; current = 0; check_all() }
  fi
}

inline crash() {
  d_step { at != 0 && crashes > 0 ->
    crashes--; at = 0; current = 0;
    for (n : 0 .. FILES - 1) { /* at every start: payout_recover */
      if
      :: F[n].state == RELEASED && BUG != 11 -> file_step(n, EVENT_INTERRUPT)
      :: F[n].state == RELEASED && BUG == 11 -> /* takes it for never sent */
        for (k : 0 .. ORDERS - 1) {
          if
          :: FILE_OF(k) == n && O[k].state == RELEASED -> O[k].state = PREPARED
          :: else
          fi
        }
        F[n].state = PREPARED
      :: else
      fi
    }
    check_all() }
}

/* A copy reaches the bank, or never does; the channel may double it. */
inline channel(f) {
  d_step { F[f].written && !F[f].closed &&
    (F[f].arrived == 0 || (F[f].arrived == 1 && !bank_deduplicates)) ->
    F[f].arrived++; check_all() }
}

inline debit(o, bears) {
  d_step { O[o].debits < F[FILE_OF(o)].arrived && !F[FILE_OF(o)].closed &&
    O[o].state != NO_STATE && (O[o].debits == 0 || spare > 0) && (bears || O[o].state == REJECTED) ->
    if
    :: O[o].debits > 0 -> spare--
    :: else
    fi;
    O[o].debits++; settle_debit(o, bears); check_all() }
}
inline give_back(o, halves, correction) {
  d_step { F[FILE_OF(o)].arrived > 0 && O[o].returns + halves <= 4 && O[o].state != NO_STATE &&
    (O[o].returns + halves <= 2 * O[o].debits || spare > 0) ->
    if
    :: O[o].returns + halves > 2 * O[o].debits -> spare--
    :: else
    fi;
    O[o].returns = O[o].returns + halves; settle_return(o, halves, correction); check_all() }
}

/* What the bank says and books about a payment of a file that reached it. */
inline bank(o) {
  if
  :: d_step { F[FILE_OF(o)].arrived > 0 && O[o].state != NO_STATE && O[o].state != ACKED ->
      next_state(O[o].state, EVENT_ACKNOWLEDGE);
      if
      :: to != NO_STATE && BUG == 3 && to == ACKED -> O[o].state = PAID; ledger_post(o)
      :: to != NO_STATE && !(BUG == 3 && to == ACKED) -> O[o].state = to
      :: else
      fi;
      check_all() }
  :: d_step { F[FILE_OF(o)].arrived > 0 && O[o].state != NO_STATE && O[o].state != REJECTED ->
      next_state(O[o].state, EVENT_REJECT);
      if
      :: to != NO_STATE -> O[o].state = to; ledger_void(o)
      :: BUG == 7 && O[o].state == PAID -> O[o].state = REJECTED; ledger_void(o)
      :: else /* overtaken by a booking: an alarm, money wins */
      fi;
      check_all() }
  :: debit(o, true)
  :: debit(o, false)
  :: give_back(o, 2, false)
  :: give_back(o, 2, true)
#if PARTS
  :: give_back(o, 1, false)
#endif
  fi
}

/* The statement of the execution day of everything that was released. */
inline close_day() {
  d_step {
    for (n : 0 .. FILES - 1) {
      if
      :: F[n].state != NO_STATE && F[n].state != PREPARED && F[n].state != CANCELLED ->
        F[n].closed = 1
      :: else
      fi
    }
    check_all() }
}

#if PAYOUTS == 1
#define ALSO_DEAD false
#define MORE_ORDERS(act)
#elif PAYOUTS == 2
#define ALSO_DEAD DEAD(1)
#define MORE_ORDERS(act) :: act(2) :: act(3)
#else
#define ALSO_DEAD (DEAD(1) || DEAD(2))
#define MORE_ORDERS(act) :: act(2) :: act(3) :: act(4) :: act(5)
#endif

/* One more request over the list: every award whose first attempt is dead gets a second one. */
inline reissue() {
  d_step { at == 0 && F[1].state == NO_STATE && (DEAD(0) || ALSO_DEAD) ->
    for (n : 0 .. PAYOUTS - 1) {
      if
      :: DEAD(n) && BUG == 13 -> /* attempt 1 again: the same reference for another instruction */
        O[n].state = PREPARED; ledger_hold(n)
      :: DEAD(n) && BUG != 13 -> prepare(PAYOUTS + n)
      :: else
      fi
    }
    check_all() }
}

init {
  d_step {
    for (n : 0 .. PAYOUTS - 1) { prepare(n) }
    n = 0
  };
  if
  :: bank_deduplicates = 1
  :: bank_deduplicates = 0
  fi;
  do
  :: if :: office(0) :: office(1) fi
  :: if :: channel(0) :: channel(1) fi
  :: if :: bank(0) :: bank(1) MORE_ORDERS(bank) fi
  :: if :: people(0) :: people(1) MORE_ORDERS(people) fi
  :: close_day()
  :: reissue()
  :: crash()
  od
}
