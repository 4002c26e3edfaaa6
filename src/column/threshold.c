/* A computed number against a constant, exactly as the record evaluator's 34 digits decide it.
 *
 * The record evaluator rounds every quotient to 34 digits, half-even; here nothing is rounded: x/y
 * >= k/m becomes m*x >= k*y.  Both agree, because
 *
 * 1. rounding is monotone and a threshold of at most 34 digits is its own rounding, so that the
 *    outcome can only differ when the exact difference is smaller than the accumulated error;
 * 2. the exact difference is factor * F / (m * y) for a whole number F = m*x - k*y (of two
 * quotients F = m*(x1*y2 + x2*y1) - k*y1*y2 over m*y1*y2), hence 0 or at least 1 over the
 * denominator;
 * 3. each step adds an error of at most half a unit of the 34th digit, under 2^-110 of what it
 *    rounds.  is_decided() proves from the columns' bounds that the sum of all errors is smaller
 *    than the least difference that is not 0; without that proof the decision is not run in
 * columns;
 * 4. a difference of 0 is what the record evaluator finds too when every step is exact: a single
 *    quotient that equals a decimal of few digits, scaled by constants that end.  All other ties
 *    are holes: those rows go to the record evaluator. */
#include "column/threshold.h"

enum { ROUNDING_BITS = 110, WIDE_BITS = 126, NARROW_BITS = 62 };

static int bits_of(__int128 x) {
  int bits = 0;
  for (unsigned __int128 size = x < 0 ? -(unsigned __int128)x : (unsigned __int128)x; size != 0;
       size >>= 1) {
    bits++;
  }
  return bits;
}

static int vector_bits(const graph *g, node_id vector) {
  if (vector == NODE_NONE) return 1;
  const flow_node *n = &g->nodes[vector];
  int low = bits_of(n->low), high = bits_of(n->high);
  return low > high ? low : high;
}

static int larger(int a, int b) { return a > b ? a : b; }

/* --- Vectors --- */

static __int128 divide_down(__int128 x, __int128 k) { return x / k - (x % k != 0 && x < 0); }

/* vector / 10^s >= C / 10^S */
static bool vector_test(graph *g, opcode op, const form *x, const form *k, node_id *out) {
  int64_t ten;
  __int128 exact = k->constant;
  bool is_whole = true;
  int32_t digits = x->scale - k->scale;
  if (!scale_constant(1, digits < 0 ? -digits : digits, &ten)) return false;
  if (digits >= 0) {
    exact *= ten;
  } else {
    is_whole = exact % ten == 0;
    exact = divide_down(exact, ten);
  }
  node_id above = graph_reaches(g, x->vector, exact + 1);
  node_id reaches = is_whole ? graph_reaches(g, x->vector, exact) : above;
  switch (op) {
    case OP_GREATER_EQUAL:
      *out = reaches;
      return true;
    case OP_GREATER:
      *out = above;
      return true;
    case OP_LESS:
      *out = graph_not(g, reaches);
      return true;
    case OP_LESS_EQUAL:
      *out = graph_not(g, above);
      return true;
    default:
      *out = is_whole ? graph_is(g, x->vector, exact) : NODE_ZERO;
      if (op == OP_NOT_EQUAL) *out = graph_not(g, *out);
      return true;
  }
}

/* --- Quotients --- */

typedef struct bound {
  int64_t k, m;   /* x1/y1 + x2/y2 against k/m, m > 0, in lowest terms */
  bool is_turned; /* the factor is negative: the comparison turns */
} bound;

static bool to_lowest(__int128 above, __int128 below, bound *out) {
  __int128 a = above < 0 ? -above : above, b = below;
  while (b != 0) {
    __int128 rest = a % b;
    a = b;
    b = rest;
  }
  above /= a;
  below /= a;
  out->k = (int64_t)above;
  out->m = (int64_t)below;
  return bits_of(above) <= NARROW_BITS && bits_of(below) <= NARROW_BITS;
}

/* (C/10^S - offset) / factor */
static bool solve(const quotient *q, const form *k, bound *out) {
  int64_t ten;
  if (!scale_constant(1, k->scale, &ten)) return false;
  bool fits = bits_of(k->constant) + bits_of(q->offset_below) < NARROW_BITS &&
              bits_of(q->offset) + bits_of(ten) < NARROW_BITS &&
              bits_of(ten) + bits_of(q->offset_below) < NARROW_BITS;
  if (!fits) return false;
  __int128 above = (__int128)k->constant * q->offset_below - (__int128)q->offset * ten;
  __int128 below = (__int128)ten * q->offset_below;
  if (bits_of(above) + bits_of(q->factor_below) > WIDE_BITS ||
      bits_of(below) + bits_of(q->factor) > WIDE_BITS) {
    return false;
  }
  out->is_turned = q->factor < 0;
  above *= q->factor_below;
  below *= q->factor < 0 ? -(__int128)q->factor : q->factor;
  return to_lowest(out->is_turned ? -above : above, below, out);
}

/* Steps 2 and 3 of the head of this file, in numbers of bits. */
static bool is_decided(const graph *g, const quotient *q, const form *k, const bound *b) {
  int y_bits = vector_bits(g, q->y1), x_bits = vector_bits(g, q->x1);
  if (q->x2 != NODE_NONE) {
    int first = x_bits + vector_bits(g, q->y2), second = vector_bits(g, q->x2) + y_bits;
    x_bits = larger(first, second) + 1;
    y_bits += vector_bits(g, q->y2);
  }
  int factor = bits_of(q->factor), below = bits_of(q->factor_below);
  int constants = larger(bits_of(k->constant), bits_of(q->offset)) + 2;
  if (x_bits + bits_of(b->m) > WIDE_BITS || y_bits + bits_of(b->k) > WIDE_BITS) return false;
  int error = bits_of(q->steps) + 1 - ROUNDING_BITS;
  /* Far from the threshold (by 1 or more) the error is far smaller than the distance. */
  if (error + x_bits + factor >= -2) return false;
  /* Near it: least difference * |y| against error * |y|. */
  int least = factor - 1 - below - bits_of(b->m);
  int rounded = larger(q->x2 == NODE_NONE ? constants + y_bits : factor - below + 1 + x_bits,
                       constants + y_bits);
  return least > error + rounded + 1;
}

/* True when k/m is a decimal of few digits and the factor one that ends: step 4. */
static bool tie_is_exact(const quotient *q, const bound *b) {
  int64_t rests[] = {b->m, q->factor_below, q->factor < 0 ? -q->factor : q->factor};
  for (size_t i = 0; i < sizeof rests / sizeof rests[0]; i++) {
    while (rests[i] % 2 == 0) rests[i] /= 2;
    while (rests[i] % 5 == 0) rests[i] /= 5;
    if (rests[i] != 1) return false;
  }
  return q->x2 == NODE_NONE && q->is_ending && bits_of(b->m) <= 40 && bits_of(b->k) <= 60;
}

/* Rows in which a single quotient is >= (or >) k/m. */
static node_id share_reaches(graph *g, const quotient *q, const bound *b, bool is_strict) {
  flow_node n = {.detail = is_strict, .a = q->x1, .b = q->y1, .k = b->k, .m = b->m};
  if (q->y1 == NODE_NONE) { /* x >= k/m */
    __int128 down = divide_down(b->k, b->m);
    bool is_whole = b->k % b->m == 0;
    return graph_reaches(g, q->x1, is_whole && !is_strict ? down : down + 1);
  }
  int x_bits = vector_bits(g, q->x1) + bits_of(b->m);
  int y_bits = vector_bits(g, q->y1) + bits_of(b->k);
  n.op = x_bits <= NARROW_BITS && y_bits <= NARROW_BITS ? FLOW_SHARE : FLOW_SHARE_WIDE;
  return graph_share(g, &n);
}

/* Rows in which the quotient is >= k/m, > k/m and = k/m; what is not needed is not asked for. */
typedef struct sides {
  node_id reaches, above, tie;
} sides;

static sides find_sides(graph *g, opcode op, const quotient *q, const bound *b, bool is_exact) {
  sides s = {NODE_ZERO, NODE_ZERO, NODE_ZERO};
  if (q->x2 != NODE_NONE) {
    flow_node n = {
        .op = FLOW_SHARES, .a = q->x1, .b = q->y1, .c = q->x2, .d = q->y2, .k = b->k, .m = b->m};
    s.reaches = graph_share(g, &n);
    s.tie = graph_tie(g, s.reaches);
    s.above = graph_minus(g, s.reaches, s.tie);
    return s;
  }
  bool needs_both = op == OP_EQUAL || op == OP_NOT_EQUAL || !is_exact;
  bool needs_above = needs_both || op == OP_GREATER || op == OP_LESS_EQUAL;
  if (needs_above) s.above = share_reaches(g, q, b, true);
  if (needs_both || !needs_above) s.reaches = share_reaches(g, q, b, false);
  if (needs_both) s.tie = graph_minus(g, s.reaches, s.above);
  return s;
}

static bool quotient_test(graph *g, opcode op, const quotient *q, const form *k, node_id *out,
                          node_id *hole_out) {
  bound b;
  if (!solve(q, k, &b) || !is_decided(g, q, k, &b)) return false;
  if (b.is_turned) {
    op = op == OP_LESS            ? OP_GREATER
         : op == OP_LESS_EQUAL    ? OP_GREATER_EQUAL
         : op == OP_GREATER       ? OP_LESS
         : op == OP_GREATER_EQUAL ? OP_LESS_EQUAL
                                  : op;
  }
  bool is_exact = tie_is_exact(q, &b);
  sides s = find_sides(g, op, q, &b, is_exact);
  *hole_out = is_exact ? NODE_ZERO : s.tie;
  switch (op) {
    case OP_GREATER_EQUAL:
      *out = s.reaches;
      break;
    case OP_GREATER:
      *out = s.above;
      break;
    case OP_LESS:
      *out = graph_not(g, s.reaches);
      break;
    case OP_LESS_EQUAL:
      *out = graph_not(g, s.above);
      break;
    default:
      *out = op == OP_EQUAL ? s.tie : graph_not(g, s.tie);
  }
  return true;
}

bool threshold_test(graph *g, opcode op, const form *x, const form *k, node_id *holds_out,
                    node_id *hole_out) {
  *hole_out = NODE_ZERO;
  if (x->kind == FORM_VECTOR) return vector_test(g, op, x, k, holds_out);
  return quotient_test(g, op, x->quotient, k, holds_out, hole_out);
}
