/* The integer arithmetic that money rests on, proved: checked sums, rates, exact splitting, pending
 * and posted sums.
 *
 * Each function carries its contract in ACSL; `make prove` shows with Frama-C/WP that the code
 * keeps it and that nothing overflows.  Only 64-bit integers, no memory, no library, no recursion.
 * base/money, ledger/account and list/share are the callers. */
#ifndef SUDUI_BASE_MONEY_CORE_H
#define SUDUI_BASE_MONEY_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"

/*@ predicate is_amount(integer fen) = -LIMIT_MONEY_FEN <= fen <= LIMIT_MONEY_FEN; */

/* Each is false, leaving `*out` alone, for an operand or result outside of ±LIMIT_MONEY_FEN. */

/*@ requires \valid(out);
    assigns *out;
    behavior fits:
      assumes is_amount(a_fen) && is_amount(b_fen) && is_amount(a_fen + b_fen);
      ensures \result == true && *out == a_fen + b_fen;
    behavior refused:
      assumes !(is_amount(a_fen) && is_amount(b_fen) && is_amount(a_fen + b_fen));
      ensures \result == false && *out == \old(*out);
    complete behaviors; disjoint behaviors; */
bool money_add(int64_t a_fen, int64_t b_fen, int64_t *out);

/*@ requires \valid(out);
    assigns *out;
    behavior fits:
      assumes is_amount(a_fen) && is_amount(b_fen) && is_amount(a_fen - b_fen);
      ensures \result == true && *out == a_fen - b_fen;
    behavior refused:
      assumes !(is_amount(a_fen) && is_amount(b_fen) && is_amount(a_fen - b_fen));
      ensures \result == false && *out == \old(*out);
    complete behaviors; disjoint behaviors; */
bool money_subtract(int64_t a_fen, int64_t b_fen, int64_t *out);

/*@ requires \valid(out);
    assigns *out;
    behavior fits:
      assumes is_amount(amount_fen) && is_amount(times) && is_amount(amount_fen * times);
      ensures \result == true && *out == amount_fen * times;
    behavior refused:
      assumes !(is_amount(amount_fen) && is_amount(times) && is_amount(amount_fen * times));
      ensures \result == false && *out == \old(*out);
    complete behaviors; disjoint behaviors; */
bool money_multiply(int64_t amount_fen, int64_t times, int64_t *out);

/* --- Rates and units --- */

/* amount × part / whole, rounded down; 0 <= part <= whole <= 2^31. */
/*@ requires 0 <= amount_fen <= LIMIT_MONEY_FEN;
    requires 0 <= part <= whole && 1 <= whole <= 0x80000000;
    assigns \nothing;
    ensures 0 <= \result <= amount_fen;
    ensures \result * whole <= amount_fen * part < (\result + 1) * whole; */
int64_t money_rate(int64_t amount_fen, int64_t part, int64_t whole);

/* The largest multiple of `unit_fen` that is not above the amount. */
/*@ requires 0 <= amount_fen <= LIMIT_MONEY_FEN && unit_fen >= 1;
    assigns \nothing;
    ensures 0 <= \result <= amount_fen < \result + unit_fen;
    ensures \result == (amount_fen / unit_fen) * unit_fen; */
int64_t money_round_down(int64_t amount_fen, int64_t unit_fen);

/* --- Splitting by largest remainder --- */

/* Σ of the weights of a split is at most this. */
#define MONEY_WEIGHTS_MAX INT64_C(0x3fffffffffffffff)

/* What one receiver of a split gets. */
typedef struct money_portion {
  int64_t weight;    /* not negative */
  int64_t part_fen;  /* filled in */
  int64_t remainder; /* of total × weight / Σ weights; filled in */
  size_t place;      /* the caller's; not touched */
} money_portion;

/*@ axiomatic Portions {
      logic integer sum_weights{L}(money_portion *p, integer n) reads p[0 .. n - 1].weight;
      logic integer sum_parts{L}(money_portion *p, integer n) reads p[0 .. n - 1].part_fen;
      logic integer sum_remainders{L}(money_portion *p, integer n) reads p[0 .. n - 1].remainder;
      axiom weights_none{L}: \forall money_portion *p; sum_weights(p, 0) == 0;
      axiom parts_none{L}: \forall money_portion *p; sum_parts(p, 0) == 0;
      axiom remainders_none{L}: \forall money_portion *p; sum_remainders(p, 0) == 0;
      axiom weights_next{L}: \forall money_portion *p, integer n; n >= 0 ==>
        sum_weights(p, n + 1) == sum_weights(p, n) + p[n].weight;
      axiom parts_next{L}: \forall money_portion *p, integer n; n >= 0 ==>
        sum_parts(p, n + 1) == sum_parts(p, n) + p[n].part_fen;
      axiom remainders_next{L}: \forall money_portion *p, integer n; n >= 0 ==>
        sum_remainders(p, n + 1) == sum_remainders(p, n) + p[n].remainder;
      axiom weights_same{L, M}: \forall money_portion *p, integer n;
        (\forall integer i; 0 <= i < n ==> \at(p[i].weight, L) == \at(p[i].weight, M)) ==>
        sum_weights{L}(p, n) == sum_weights{M}(p, n);
      axiom parts_same{L, M}: \forall money_portion *p, integer n;
        (\forall integer i; 0 <= i < n ==> \at(p[i].part_fen, L) == \at(p[i].part_fen, M)) ==>
        sum_parts{L}(p, n) == sum_parts{M}(p, n);
      axiom remainders_same{L, M}: \forall money_portion *p, integer n;
        (\forall integer i; 0 <= i < n ==> \at(p[i].remainder, L) == \at(p[i].remainder, M)) ==>
        sum_remainders{L}(p, n) == sum_remainders{M}(p, n);
    } */

/*@ axiomatic Products { // a * b that the provers do not multiply out
      logic integer product(integer a, integer b);
      axiom product_is: \forall integer a, b; product(a, b) == a * b;
    }
    lemma product_left: \forall integer a, b, c; product(a + b, c) == product(a, c) + product(b, c);
    lemma product_right: \forall integer a, b, c; product(a, b + c) == product(a, b) + product(a,
   c); lemma product_less: \forall integer a, b, c; product(a - b, c) == product(a, c) - product(b,
   c); lemma product_next: \forall integer n, m; product(n + 1, m) == product(n, m) + m; lemma
   product_grows: \forall integer a, b, c; a <= b ==> 0 <= c ==> product(a, c) <= product(b, c);
    lemma product_grows_right: \forall integer a, b, c;
      b <= c ==> 0 <= a ==> product(a, b) <= product(a, c); */

/* The whole part of total × weight / weights, and the remainder.  About 1 ns when the product has
 * 63 bits, else 1 µs. */
/*@ requires 0 <= total <= LIMIT_MONEY_FEN;
    requires 0 <= weight <= weights && 1 <= weights <= MONEY_WEIGHTS_MAX;
    requires \valid(remainder_out);
    decreases total;
    assigns *remainder_out;
    ensures 0 <= \result <= total;
    ensures 0 <= *remainder_out < weights;
    ensures \result * weights + *remainder_out == total * weight; */
int64_t money_portion_of(int64_t total, int64_t weight, int64_t weights, int64_t *remainder_out);

/* Σ of the weights; false when one is negative or the sum is above MONEY_WEIGHTS_MAX. */
/*@ requires \valid_read(p + (0 .. count - 1)) && \valid(sum_out);
    requires \separated(p + (0 .. count - 1), sum_out);
    assigns *sum_out;
    ensures \result == true ==> *sum_out == sum_weights(p, count);
    ensures \result == true ==> 0 <= *sum_out <= MONEY_WEIGHTS_MAX;
    ensures \result == true ==> \forall integer i; 0 <= i < count ==> 0 <= p[i].weight <= *sum_out;
    ensures \result == true ==>
      \forall integer i; 0 <= i <= count ==> 0 <= sum_weights(p, i) <= *sum_out; */
bool money_weigh(const money_portion *p, size_t count, int64_t *sum_out);

/* Gives each its whole part and notes the remainder; answers what is left, which is less than
 * `count`: one fen for each of the largest remainders. */
/*@ requires 0 <= total_fen <= LIMIT_MONEY_FEN && 1 <= weights <= MONEY_WEIGHTS_MAX;
    requires \valid(p + (0 .. count - 1)) && 1 <= count;
    requires weights == sum_weights(p, count);
    requires \forall integer i; 0 <= i < count ==> 0 <= p[i].weight <= weights;
    requires \forall integer i; 0 <= i <= count ==> 0 <= sum_weights(p, i) <= weights;
    assigns p[0 .. count - 1].part_fen, p[0 .. count - 1].remainder;
    ensures sum_parts(p, count) + \result == total_fen;
    ensures 0 <= \result < count;
    ensures product(\result, weights) == sum_remainders(p, count);
    ensures \forall integer i; 0 <= i < count ==> 0 <= p[i].part_fen <= total_fen; */
int64_t money_divide(int64_t total_fen, int64_t weights, money_portion *p, size_t count);

/* One fen to each of the first `rest`. */
/*@ requires \valid(p + (0 .. count - 1)) && 0 <= rest_fen <= count;
    requires \forall integer i; 0 <= i < count ==> 0 <= p[i].part_fen <= LIMIT_MONEY_FEN;
    assigns p[0 .. count - 1].part_fen, p[0 .. count - 1].remainder;
    ensures sum_parts(p, count) == sum_parts{Old}(p, count) + rest_fen;
    ensures \forall integer i; 0 <= i < rest_fen ==> p[i].part_fen == \old(p[i].part_fen) + 1;
    ensures \forall integer i; rest_fen <= i < count ==> p[i].part_fen == \old(p[i].part_fen); */
void money_hand_out(money_portion *p, size_t count, int64_t rest_fen);

/* --- Reserve, post, void --- */

/* One side of an account: what is pending, what is posted. */
typedef struct money_sums {
  int64_t pending_fen;
  int64_t posted_fen;
} money_sums;

/* Both are at least 0 and their sum is a number. */
/*@ predicate are_sums(money_sums s) =
      0 <= s.pending_fen && 0 <= s.posted_fen && s.pending_fen + s.posted_fen <= INT64_MAX; */

/* Adds to both, or changes nothing and is false when a sum would not be one.  A reservation adds
 * to `pending`, a post moves from one to the other, a void takes back what was pending. */
/*@ requires \valid(sums);
    assigns *sums;
    behavior done:
      assumes sums->pending_fen + pending_fen <= INT64_MAX &&
              sums->posted_fen + posted_fen <= INT64_MAX &&
              0 <= sums->pending_fen + pending_fen && 0 <= sums->posted_fen + posted_fen &&
              sums->pending_fen + pending_fen + sums->posted_fen + posted_fen <= INT64_MAX;
      ensures \result == true && are_sums(*sums);
      ensures sums->pending_fen == \old(sums->pending_fen) + pending_fen;
      ensures sums->posted_fen == \old(sums->posted_fen) + posted_fen;
    behavior refused:
      assumes !(0 <= sums->pending_fen + pending_fen && 0 <= sums->posted_fen + posted_fen &&
              sums->pending_fen + pending_fen + sums->posted_fen + posted_fen <= INT64_MAX);
      ensures \result == false;
      ensures sums->pending_fen == \old(sums->pending_fen);
      ensures sums->posted_fen == \old(sums->posted_fen);
    complete behaviors; disjoint behaviors; */
bool money_sums_add(money_sums *sums, int64_t pending_fen, int64_t posted_fen);

/* What the limited side may still take: given - posted - pending, negative when broken. */
/*@ requires are_sums(taken) && 0 <= given_fen;
    assigns \nothing;
    ensures \result == given_fen - taken.posted_fen - taken.pending_fen; */
int64_t money_sums_left(money_sums taken, int64_t given_fen);

#endif
