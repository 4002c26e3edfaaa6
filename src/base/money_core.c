/* The integer arithmetic that money rests on, proved: checked sums, rates, exact splitting, pending
 * and posted sums. */
/* What must stay true stands in the contracts of the header; `make prove` holds the code to them.
 * Comments that begin with an at-sign are read by the prover. */
#include "base/money_core.h"

/*@ assigns \nothing;
    ensures \result == true <==> is_amount(fen); */
static bool is_amount(int64_t fen) { return fen >= -LIMIT_MONEY_FEN && fen <= LIMIT_MONEY_FEN; }

bool money_add(int64_t a_fen, int64_t b_fen, int64_t *out) {
  if (!is_amount(a_fen) || !is_amount(b_fen) || !is_amount(a_fen + b_fen)) return false;
  *out = a_fen + b_fen;
  return true;
}

bool money_subtract(int64_t a_fen, int64_t b_fen, int64_t *out) {
  if (!is_amount(a_fen) || !is_amount(b_fen) || !is_amount(a_fen - b_fen)) return false;
  *out = a_fen - b_fen;
  return true;
}

bool money_multiply(int64_t amount_fen, int64_t times, int64_t *out) {
  if (!is_amount(amount_fen) || !is_amount(times)) return false;
  int64_t a = amount_fen < 0 ? -amount_fen : amount_fen, b = times < 0 ? -times : times;
  /*@ assert b > 0 ==> LIMIT_MONEY_FEN - b < LIMIT_MONEY_FEN / b * b <= LIMIT_MONEY_FEN; */
  if (b != 0 && a > LIMIT_MONEY_FEN / b) {
    /*@ assert a >= LIMIT_MONEY_FEN / b + 1; */
    /*@ assert a * b >= (LIMIT_MONEY_FEN / b + 1) * b; */
    /*@ assert a * b > LIMIT_MONEY_FEN; */
    /*@ assert amount_fen * times == a * b || amount_fen * times == -(a * b); */
    return false;
  }
  /*@ assert b > 0 ==> a * b <= LIMIT_MONEY_FEN / b * b; */
  /*@ assert a * b <= LIMIT_MONEY_FEN; */
  /*@ assert amount_fen * times == a * b || amount_fen * times == -(a * b); */
  *out = amount_fen * times;
  return true;
}

/* --- Rates and units --- */

int64_t money_rate(int64_t amount_fen, int64_t part, int64_t whole) {
  /* The product is below 2^50 × 2^31: a quotient and a rest stay in 64 bits, it does not. */
  int64_t quotient = amount_fen / whole, rest = amount_fen % whole;
  /*@ assert amount_fen == quotient * whole + rest && 0 <= rest < whole; */
  /*@ assert 0 <= quotient * part <= quotient * whole <= amount_fen; */
  /*@ assert 0 <= rest * part <= rest * whole <= whole * whole; */
  /*@ assert amount_fen * part == (quotient * part) * whole + rest * part; */
  /*@ assert (rest * part / whole) * whole <= rest * part < (rest * part / whole + 1) * whole; */
  /*@ assert (rest * part / whole) * whole <= rest * whole; */
  /*@ assert 0 <= rest * part / whole <= rest; */
  return quotient * part + rest * part / whole;
}

int64_t money_round_down(int64_t amount_fen, int64_t unit_fen) {
  return amount_fen / unit_fen * unit_fen;
}

/* --- Splitting by largest remainder --- */

int64_t money_portion_of(int64_t total, int64_t weight, int64_t weights, int64_t *remainder_out) {
  if (weight == 0 || total <= INT64_MAX / weight) {
    /*@ assert 0 <= total * weight <= INT64_MAX; */
    /*@ assert total * weight <= total * weights; */
    *remainder_out = total * weight % weights;
    return total * weight / weights;
  }
  /* Long division, one bit of the total after the other; it has 50, which bounds the depth. */
  int64_t half = total / 2, digit = total % 2, remainder;
  int64_t quotient = money_portion_of(half, weight, weights, &remainder);
  /*@ assert quotient * weights + remainder == half * weight; */
  quotient *= 2;
  remainder *= 2;
  if (remainder >= weights) {
    remainder -= weights;
    quotient++;
  }
  /*@ assert quotient * weights + remainder == 2 * half * weight; */
  if (digit != 0) {
    remainder += weight;
    if (remainder >= weights) {
      remainder -= weights;
      quotient++;
    }
  }
  /*@ assert total == 2 * half + digit; */
  /*@ assert total * weight == 2 * half * weight + digit * weight; */
  /*@ assert quotient * weights + remainder == total * weight; */
  /*@ assert total * weight <= total * weights; */
  /*@ assert quotient * weights <= total * weights; */
  *remainder_out = remainder;
  return quotient;
}

bool money_weigh(const money_portion *p, size_t count, int64_t *sum_out) {
  int64_t sum = 0;
  /*@ loop invariant 0 <= i <= count;
      loop invariant sum == sum_weights(p, i);
      loop invariant 0 <= sum <= MONEY_WEIGHTS_MAX;
      loop invariant \forall integer k; 0 <= k < i ==> 0 <= p[k].weight <= sum;
      loop invariant \forall integer k; 0 <= k <= i ==> 0 <= sum_weights(p, k) <= sum;
      loop assigns i, sum;
      loop variant count - i; */
  for (size_t i = 0; i < count; i++) {
    if (p[i].weight < 0 || p[i].weight > MONEY_WEIGHTS_MAX - sum) return false;
    sum += p[i].weight;
  }
  *sum_out = sum;
  return true;
}

/* Nothing of the portions before the place changes, and no weight. */
/*@ requires \valid(p + (0 .. place));
    assigns p[place].part_fen, p[place].remainder;
    ensures p[place].part_fen == part_fen && p[place].remainder == remainder;
    ensures \forall integer k; 0 <= k <= place ==> sum_parts(p, k) == sum_parts{Old}(p, k);
    ensures \forall integer k; 0 <= k <= place ==> sum_remainders(p, k) == sum_remainders{Old}(p,
   k); ensures \forall integer k; sum_weights(p, k) == sum_weights{Old}(p, k); */
static void portion_fill(money_portion *p, size_t place, int64_t part_fen, int64_t remainder) {
  p[place].part_fen = part_fen;
  p[place].remainder = remainder;
}

int64_t money_divide(int64_t total_fen, int64_t weights, money_portion *p, size_t count) {
  int64_t rest_fen = total_fen;
  /*@ assert sum_weights(p, 0) == 0 && sum_remainders(p, 0) == 0 && sum_parts(p, 0) == 0; */
  /*@ assert product(total_fen, 0) == 0 && product(0, weights) == 0 && product(0, weights - 1) == 0;
   */
  /*@ ghost int64_t so_far = 0; */
  /*@ loop invariant 0 <= i <= count;
      loop invariant sum_parts(p, i) == total_fen - rest_fen;
      loop invariant sum_weights(p, i) == so_far && 0 <= so_far <= weights;
      loop invariant sum_remainders(p, i) ==
        product(total_fen, so_far) - product(total_fen - rest_fen, weights);
      loop invariant 0 <= sum_remainders(p, i) <= product(i, weights - 1);
      loop invariant \forall integer k; 0 <= k <= count ==>
        sum_weights(p, k) == sum_weights{Pre}(p, k);
      loop invariant 0 <= rest_fen <= total_fen;
      loop invariant \forall integer k; 0 <= k < i ==> 0 <= p[k].part_fen <= total_fen;
      loop invariant \forall integer k; 0 <= k < count ==> 0 <= p[k].weight <= weights;
      loop assigns i, rest_fen, so_far, p[0 .. count - 1].part_fen, p[0 .. count - 1].remainder;
      loop variant count - i; */
  for (size_t i = 0; i < count; i++) {
    int64_t remainder;
    int64_t part_fen = money_portion_of(total_fen, p[i].weight, weights, &remainder);
    /*@ ghost int64_t w = p[i].weight; */
    /*@ assert sum_weights(p, i + 1) == so_far + w; */
    /*@ assert 0 <= so_far + w <= weights; */
    /*@ assert product(part_fen, weights) + remainder == product(total_fen, w); */
    /*@ assert product(total_fen, so_far + w) ==
          product(total_fen, so_far) + product(total_fen, w); */
    /*@ assert product(total_fen - rest_fen + part_fen, weights) ==
          product(total_fen - rest_fen, weights) + product(part_fen, weights); */
    /*@ assert sum_remainders(p, i) + remainder == product(total_fen, so_far + w) -
          product(total_fen - rest_fen + part_fen, weights); */
    /*@ assert product(total_fen - rest_fen + part_fen, weights) <=
          product(total_fen, so_far + w); */
    /*@ assert product(total_fen, so_far + w) <= product(total_fen, weights); */
    /*@ assert product(total_fen + 1, weights) == product(total_fen, weights) + weights; */
    /*@ assert part_fen > rest_fen ==> product(total_fen + 1, weights) <=
          product(total_fen - rest_fen + part_fen, weights); */
    /*@ assert part_fen <= rest_fen; */
    /*@ assert product(i + 1, weights - 1) == product(i, weights - 1) + (weights - 1); */
    /*@ assert 0 <= sum_remainders(p, i) + remainder <= product(i + 1, weights - 1); */
    portion_fill(p, i, part_fen, remainder);
    /*@ assert sum_parts(p, i) == total_fen - rest_fen; */
    /*@ assert sum_parts(p, i + 1) == total_fen - rest_fen + part_fen; */
    /*@ assert p[i].remainder == remainder; */
    /*@ assert sum_remainders(p, i + 1) == sum_remainders(p, i) + remainder; */
    /*@ assert sum_remainders(p, i + 1) == product(total_fen, so_far + w) -
          product(total_fen - rest_fen + part_fen, weights); */
    /*@ assert 0 <= sum_remainders(p, i + 1) <= product(i + 1, weights - 1); */
    /*@ assert sum_weights(p, i + 1) == so_far + w; */
    /*@ ghost so_far = so_far + w; */
    rest_fen -= part_fen;
  }
  /*@ assert so_far == weights; */
  /*@ assert product(rest_fen, weights) ==
        product(total_fen, weights) - product(total_fen - rest_fen, weights); */
  /*@ assert product(rest_fen, weights) == sum_remainders(p, count); */
  /*@ assert product(count, weights) == product(count, weights - 1) + count; */
  /*@ assert rest_fen >= count ==> product(count, weights) <= product(rest_fen, weights); */
  return rest_fen;
}

void money_hand_out(money_portion *p, size_t count, int64_t rest_fen) {
  size_t rest = (size_t)rest_fen;
  /*@ assert rest == rest_fen; */
  /*@ loop invariant 0 <= i <= count;
      loop invariant i <= rest_fen ==> sum_parts(p, i) == sum_parts{Pre}(p, i) + i;
      loop invariant i > rest_fen ==> sum_parts(p, i) == sum_parts{Pre}(p, i) + rest_fen;
      loop invariant \forall integer k; 0 <= k < i && k < rest_fen ==>
        p[k].part_fen == \at(p[k].part_fen, Pre) + 1;
      loop invariant \forall integer k; rest_fen <= k < i ==>
        p[k].part_fen == \at(p[k].part_fen, Pre);
      loop invariant \forall integer k; i <= k < count ==>
        p[k].part_fen == \at(p[k].part_fen, Pre);
      loop assigns i, p[0 .. count - 1].part_fen, p[0 .. count - 1].remainder;
      loop variant count - i; */
  for (size_t i = 0; i < count; i++) {
    int64_t part_fen = p[i].part_fen + (i < rest ? 1 : 0);
    /*@ assert i < rest_fen ==> part_fen == p[i].part_fen + 1; */
    /*@ assert i >= rest_fen ==> part_fen == p[i].part_fen; */
    /*@ assert sum_parts{Pre}(p, i + 1) == sum_parts{Pre}(p, i) + p[i].part_fen; */
    portion_fill(p, i, part_fen, p[i].remainder);
    /*@ assert sum_parts(p, i + 1) == sum_parts(p, i) + p[i].part_fen; */
  }
}

/* --- Reserve, post, void --- */

bool money_sums_add(money_sums *sums, int64_t pending_fen, int64_t posted_fen) {
  int64_t pending = sums->pending_fen, posted = sums->posted_fen;
  if (pending_fen > 0 ? pending > INT64_MAX - pending_fen : pending < INT64_MIN - pending_fen) {
    return false;
  }
  if (posted_fen > 0 ? posted > INT64_MAX - posted_fen : posted < INT64_MIN - posted_fen) {
    return false;
  }
  pending += pending_fen;
  posted += posted_fen;
  if (pending < 0 || posted < 0 || pending > INT64_MAX - posted) return false;
  sums->pending_fen = pending;
  sums->posted_fen = posted;
  return true;
}

int64_t money_sums_left(money_sums taken, int64_t given_fen) {
  return given_fen - taken.posted_fen - taken.pending_fen;
}
