/* Random models over random columns: the column evaluator against the record evaluator, bit by bit.
 *
 *   column_differential ROWS SEED [MODEL]
 *
 * Each model has a dozen decisions of all kinds (typed expressions, tables of every hit policy)
 * over columns of every kind and width, with nulls, values on and beside thresholds, and values
 * near the end of what fits.  Compared are, for every row: values, the missing facts, the truth of
 * every condition; and for every batch the totals, by each kind of kernels, in two and three
 * values, with and without chosen rows.  With MODEL only that one is run and its text is printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text_builder.h"
#include "column/worker.h"
#include "dmn/evaluate.h"
#include "dmn/load.h"
#include "feel/interpreter.h"

enum { NUMBERS = 6, BOOLEANS = 2, TEXTS = 2, DATES = 3, DECISIONS = 12, ROWS = 700 };
enum { INPUTS = NUMBERS + BOOLEANS + TEXTS + DATES };
typedef enum kind { NUMBER, BOOLEAN, TEXT_KIND, DATE, KINDS } kind;

static const char *const TYPE_NAMES[] = {"number", "boolean", "string", "date"};
static const char *const TEXT_VALUES[] = {"x", "y", "z", "生物", "F1"};
enum { TEXT_COUNT = 5 };

typedef struct maker {
  random_source *random;
  text_builder b;
  kind decisions[DECISIONS];
  size_t decision_count;
} maker;

static size_t pick(maker *m, size_t count) {
  return (size_t)random_below(m->random, (uint64_t)count);
}

static void add(maker *m, const char *s) { text_builder_add(&m->b, text_of(s)); }

static void add_name(maker *m, const char *prefix, size_t index) {
  char name[32];
  snprintf(name, sizeof name, "%s%zu", prefix, index);
  add(m, name);
}

/* --- Expressions --- */

static void make(maker *m, kind k, int depth);

static const char *constant_of(maker *m) {
  static const char *const CONSTANTS[] = {"0",    "1",   "2",    "3",   "5",       "10",
                                          "100",  "7",   "0.05", "0.1", "0.25",    "0.5",
                                          "1.5",  "60",  "-1",   "12",  "1000000", "0.35",
                                          "2.25", "0.3", "-0.5", "20",  "0.001",   "250000.75"};
  return CONSTANTS[pick(m, sizeof CONSTANTS / sizeof CONSTANTS[0])];
}

/* A column or an earlier decision of that kind. */
static void make_leaf(maker *m, kind k) {
  static const size_t COUNTS[] = {NUMBERS, BOOLEANS, TEXTS, DATES};
  static const char *const PREFIXES[] = {"n", "b", "s", "d"};
  size_t found[DECISIONS], count = 0;
  for (size_t i = 0; i < m->decision_count; i++) {
    if (m->decisions[i] == k) found[count++] = i;
  }
  if (count != 0 && pick(m, 3) == 0) {
    add_name(m, "r", found[pick(m, count)]);
  } else {
    add_name(m, PREFIXES[k], pick(m, COUNTS[k]));
  }
}

static void make_two(maker *m, kind k, const char *between, int depth) {
  add(m, "(");
  make(m, k, depth - 1);
  add(m, between);
  make(m, k, depth - 1);
  add(m, ")");
}

static void make_call(maker *m, const char *before, kind k, const char *after, int depth) {
  add(m, before);
  make(m, k, depth - 1);
  add(m, after);
}

static void make_if(maker *m, kind k, int depth) {
  add(m, "(if ");
  make(m, BOOLEAN, depth - 1);
  add(m, " then ");
  make(m, k, depth - 1);
  add(m, " else ");
  if (pick(m, 8) == 0) {
    add(m, "null");
  } else {
    make(m, k, depth - 1);
  }
  add(m, ")");
}

static void make_quotient(maker *m, int depth) {
  switch (pick(m, 5)) {
    case 0:
      add(m, "(0.5 * (n0 / n1 + n2 / n0) - 1)");
      break;
    case 1:
      add(m, "((n3 / n4 + n4 / n5) / 2 - 1)");
      break;
    case 2:
      add(m, "((n0 - n1) / n1)");
      break;
    case 3:
      make_call(m, "(", NUMBER, " / 100)", depth);
      break;
    default:
      make_two(m, NUMBER, " / ", depth);
  }
}

static void make_number(maker *m, int depth) {
  static const char *const ROUNDINGS[] = {"floor(",      "ceiling(",  "round half up(",
                                          "round down(", "round up(", "round half down("};
  switch (depth <= 0 ? pick(m, 2) : pick(m, 14)) {
    case 0:
      add(m, constant_of(m));
      break;
    case 2:
    case 3:
      make_two(m, NUMBER, pick(m, 2) ? " + " : " - ", depth);
      break;
    case 4:
      make_two(m, NUMBER, " * ", depth);
      break;
    case 5:
    case 6:
      make_quotient(m, depth);
      break;
    case 7:
      make_two(m, NUMBER, pick(m, 2) ? " * 0.05 + " : " * 12 / 100 - ", depth);
      break;
    case 8:
      add(m, pick(m, 2) ? "min(" : "max(");
      make(m, NUMBER, depth - 1);
      make_call(m, ", ", NUMBER, ")", depth);
      break;
    case 9:
      make_call(m, ROUNDINGS[pick(m, 6)], NUMBER, pick(m, 2) ? ")" : ", 1)", depth);
      break;
    case 10:
      make_call(m, pick(m, 2) ? "abs(" : "-(", NUMBER, ")", depth);
      break;
    case 11:
      make_if(m, NUMBER, depth);
      break;
    case 12:
      make_call(m, "(", DATE, pick(m, 2) ? ").year" : ").month", depth);
      break;
    default:
      make_leaf(m, NUMBER);
  }
}

static void make_text_test(maker *m, int depth) {
  make(m, TEXT_KIND, depth - 1);
  switch (pick(m, 4)) {
    case 0:
      add(m, " = \"x\"");
      break;
    case 1:
      add(m, " != \"生物\"");
      break;
    case 2:
      add(m, " in (\"x\", \"y\")");
      break;
    default:
      add(m, " &gt;= \"y\"");
  }
}

static void make_date_test(maker *m, int depth) {
  switch (pick(m, 3)) {
    case 0:
      make_two(m, DATE, pick(m, 2) ? " &lt;= " : " &gt; ", depth);
      break;
    case 1:
      make_two(m, DATE, " - ", depth);
      add(m, pick(m, 2) ? " &gt;= duration(\"P365D\")" : " &lt; duration(\"P0D\")");
      break;
    default:
      make(m, DATE, depth - 1);
      add(m, " &gt;= date(\"2020-02-29\")");
  }
}

static void make_number_test(maker *m, int depth) {
  static const char *const OPERATORS[] = {" &lt; ", " &lt;= ", " &gt; ", " &gt;= ", " = ", " != "};
  if (pick(m, 5) == 0) {
    make_two(m, NUMBER, OPERATORS[pick(m, 6)], depth);
    return;
  }
  add(m, "(");
  make(m, NUMBER, depth - 1);
  switch (pick(m, 6)) {
    case 0:
      add(m, " in [0.1..0.5)");
      break;
    case 1:
      add(m, " between 2 and 60");
      break;
    default:
      add(m, OPERATORS[pick(m, 6)]);
      add(m, constant_of(m));
  }
  add(m, ")");
}

static void make_boolean(maker *m, int depth) {
  switch (depth <= 0 ? 0 : pick(m, 12)) {
    case 0:
      make_leaf(m, BOOLEAN);
      break;
    case 1:
    case 2:
      make_two(m, BOOLEAN, pick(m, 2) ? " and " : " or ", depth);
      break;
    case 3:
      make_call(m, "not(", BOOLEAN, ")", depth);
      break;
    case 4:
      add(m, "(");
      make_text_test(m, depth);
      add(m, ")");
      break;
    case 5:
      add(m, "(");
      make_date_test(m, depth);
      add(m, ")");
      break;
    case 6:
      make_call(m, "(", (kind)pick(m, KINDS), pick(m, 2) ? " = null)" : " != null)", depth);
      break;
    case 7:
      make_call(m, "(", BOOLEAN, " = false)", depth);
      break;
    case 8:
      make_if(m, BOOLEAN, depth);
      break;
    default:
      make_number_test(m, depth);
  }
}

static void make_date(maker *m, int depth) {
  switch (depth <= 0 ? 0 : pick(m, 5)) {
    case 0:
    case 1:
      make_leaf(m, DATE);
      break;
    case 2:
      make_call(m, "(", DATE, pick(m, 2) ? " + duration(\"P1Y\"))" : " - duration(\"P18M\"))",
                depth);
      break;
    case 3:
      make_call(m, "(", DATE, pick(m, 2) ? " + duration(\"P30D\"))" : " - duration(\"P1D\"))",
                depth);
      break;
    default:
      make_if(m, DATE, depth);
  }
}

static void make_text(maker *m, int depth) {
  if (depth > 0 && pick(m, 3) == 0) {
    make_if(m, TEXT_KIND, depth);
  } else if (pick(m, 4) == 0) {
    add(m, "\"");
    add(m, TEXT_VALUES[pick(m, TEXT_COUNT)]);
    add(m, "\"");
  } else {
    make_leaf(m, TEXT_KIND);
  }
}

static void make(maker *m, kind k, int depth) {
  switch (k) {
    case NUMBER:
      make_number(m, depth);
      break;
    case BOOLEAN:
      make_boolean(m, depth);
      break;
    case DATE:
      make_date(m, depth);
      break;
    default:
      make_text(m, depth);
  }
}

/* --- Tables --- */

static void make_cell(maker *m, kind k) {
  static const char *const DATE_CELLS[] = {"&gt;= date(\"2020-02-29\")", "&lt; d0",
                                           "[date(\"2019-01-01\")..d1]"};
  static const char *const TEXT_CELLS[] = {"\"x\"", "\"x\", \"y\"", "not(\"z\")",
                                           "null",  "s1",           "not(\"x\", \"F1\")"};
  static const char *const BOOLEAN_CELLS[] = {"true", "false", "null", "b0", "not(true)"};
  static const char *const SIGNS[] = {"&lt; ", "&lt;= ", "&gt; ", "&gt;= ", "", "not(", "!= "};
  if (pick(m, 4) == 0) {
    add(m, "-");
  } else if (k == DATE) {
    add(m, DATE_CELLS[pick(m, 3)]);
  } else if (k == TEXT_KIND) {
    add(m, TEXT_CELLS[pick(m, 6)]);
  } else if (k == BOOLEAN) {
    add(m, BOOLEAN_CELLS[pick(m, 5)]);
  } else {
    size_t form = pick(m, 10);
    if (form < 7) {
      add(m, SIGNS[form]);
      add(m, constant_of(m));
      if (form == 5) add(m, ")");
    } else {
      add(m, form == 7 ? "[0.1..60)" : form == 8 ? "&gt; n2, 5" : "? &gt; 2 and ? &lt; 100");
    }
  }
}

static void make_output(maker *m, kind k, bool is_plain) {
  if (k == NUMBER && (is_plain || pick(m, 3) != 0)) {
    add(m, constant_of(m));
  } else if (k == BOOLEAN && is_plain) {
    add(m, pick(m, 2) ? "true" : "false");
  } else if (pick(m, 12) == 0) {
    add(m, "null");
  } else {
    make(m, k, is_plain ? 0 : 2);
  }
}

static void make_table(maker *m, kind k) {
  static const char *const POLICIES[] = {"UNIQUE",
                                         "FIRST",
                                         "FIRST",
                                         "ANY",
                                         "COLLECT\" aggregation=\"SUM",
                                         "COLLECT\" aggregation=\"MIN",
                                         "COLLECT\" aggregation=\"MAX",
                                         "COLLECT\" aggregation=\"COUNT",
                                         "RULE ORDER",
                                         "PRIORITY"};
  bool is_number = k == NUMBER;
  size_t policy = pick(m, is_number ? 9 : 4), columns = 1 + pick(m, 3), rules = 1 + pick(m, 6);
  kind kinds[3];
  add(m, "<decisionTable hitPolicy=\"");
  add(m, POLICIES[policy]);
  add(m, "\">");
  for (size_t i = 0; i < columns; i++) {
    kinds[i] = (kind)pick(m, KINDS);
    add(m, "<input><inputExpression><text>");
    make(m, kinds[i], 2);
    add(m, "</text></inputExpression>");
    if (kinds[i] == TEXT_KIND && pick(m, 3) == 0) {
      add(m, "<inputValues><text>\"x\", \"y\", \"z\"</text></inputValues>");
    }
    add(m, "</input>");
  }
  add(m, "<output>");
  if (pick(m, 3) == 0) {
    add(m, "<defaultOutputEntry><text>");
    make_output(m, k, true);
    add(m, "</text></defaultOutputEntry>");
  }
  add(m, "</output>");
  for (size_t r = 0; r < rules; r++) {
    add(m, "<rule>");
    for (size_t i = 0; i < columns; i++) {
      add(m, "<inputEntry><text>");
      make_cell(m, kinds[i]);
      add(m, "</text></inputEntry>");
    }
    add(m, "<outputEntry><text>");
    make_output(m, k, policy >= 4 && pick(m, 8) != 0);
    add(m, "</text></outputEntry></rule>");
  }
  add(m, "</decisionTable>");
}

/* --- Models --- */

static void make_inputs(maker *m) {
  static const size_t COUNTS[] = {NUMBERS, BOOLEANS, TEXTS, DATES};
  static const char *const PREFIXES[] = {"n", "b", "s", "d"};
  for (size_t k = 0; k < KINDS; k++) {
    for (size_t i = 0; i < COUNTS[k]; i++) {
      char line[200];
      snprintf(
          line, sizeof line,
          "<inputData id='i%s%zu' name='%s%zu'><variable name='%s%zu' typeRef='%s'/></inputData>\n",
          PREFIXES[k], i, PREFIXES[k], i, PREFIXES[k], i, TYPE_NAMES[k]);
      add(m, line);
    }
  }
}

static void make_needs(maker *m) {
  static const size_t COUNTS[] = {NUMBERS, BOOLEANS, TEXTS, DATES};
  static const char *const PREFIXES[] = {"in", "ib", "is", "id"};
  for (size_t k = 0; k < KINDS; k++) {
    for (size_t i = 0; i < COUNTS[k]; i++) {
      add(m, "<informationRequirement><requiredInput href='#");
      add_name(m, PREFIXES[k], i);
      add(m, "'/></informationRequirement>");
    }
  }
  for (size_t i = 0; i < m->decision_count; i++) {
    add(m, "<informationRequirement><requiredDecision href='#");
    add_name(m, "r", i);
    add(m, "'/></informationRequirement>");
  }
}

static void make_decision(maker *m) {
  size_t roll = pick(m, 10);
  kind k = roll < 4 ? NUMBER : roll < 8 ? BOOLEAN : roll == 8 ? TEXT_KIND : DATE;
  add(m, "<decision id='");
  add_name(m, "r", m->decision_count);
  add(m, "' name='");
  add_name(m, "r", m->decision_count);
  add(m, "'><variable name='");
  add_name(m, "r", m->decision_count);
  add(m, "' typeRef='");
  add(m, TYPE_NAMES[k]);
  add(m, "'/>");
  make_needs(m);
  if (pick(m, 2) == 0) {
    make_table(m, k);
  } else {
    add(m, "<literalExpression><text>");
    make(m, k, 4);
    add(m, "</text></literalExpression>");
  }
  add(m, "</decision>\n");
  m->decisions[m->decision_count++] = k;
}

static void make_model(maker *m) {
  add(m,
      "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' "
      "namespace='urn:m'>\n");
  make_inputs(m);
  while (m->decision_count < DECISIONS) make_decision(m);
  add(m, "</definitions>\n");
}

/* --- Data --- */

typedef struct data {
  column columns[INPUTS];
  int64_t values[INPUTS][ROWS]; /* in the column's width */
  uint64_t present[INPUTS][(ROWS + 63) / 64];
  text dictionary[TEXT_COUNT];
} data;

/* A number of `scale` digits behind the point: near a threshold, ordinary, or extreme. */
static int64_t number_value(random_source *r, const column *c, size_t style) {
  static const int64_t NEAR[] = {0, 1, 2, 3, 5, 7, 10, 12, 20, 60, 100, 1000000, -1};
  int64_t ten = 1, n;
  for (uint8_t i = 0; i < c->scale; i++) ten *= 10;
  uint64_t roll = random_below(r, 10);
  if (roll < 5) {
    n = NEAR[random_below(r, 13)] * ten + (int64_t)random_below(r, 3) - 1;
  } else if (roll < 9 || style == 0) {
    n = (int64_t)random_below(r, 2000) - 200;
  } else if (style == 1) {
    n = (int64_t)random_below(r, UINT64_C(1) << 45) - (INT64_C(1) << 40);
  } else {
    n = (int64_t)random_below(r, UINT64_C(1) << 62);
  }
  int64_t most = c->width == 8 ? INT64_MAX : (INT64_C(1) << (c->width * 8 - 1)) - 1;
  return n > most ? n % most : n < -most ? -(-n % most) : n;
}

static int64_t cell_value(random_source *r, const column *c, size_t style) {
  switch (c->kind) {
    case COLUMN_NUMBER:
      return number_value(r, c, style);
    case COLUMN_DATE:
      return 18300 + (int64_t)random_below(r, 900) - 400;
    case COLUMN_BOOLEAN:
      return (int64_t)random_below(r, 2);
    default:
      return (int64_t)random_below(r, TEXT_COUNT);
  }
}

static void store(column *c, void *values, size_t row, int64_t n) {
  switch (c->width) {
    case 1:
      ((int8_t *)values)[row] = (int8_t)n;
      break;
    case 2:
      ((int16_t *)values)[row] = (int16_t)n;
      break;
    case 4:
      ((int32_t *)values)[row] = (int32_t)n;
      break;
    default:
      ((int64_t *)values)[row] = n;
  }
}

static column column_of(random_source *r, size_t index) {
  static const uint8_t WIDTHS[] = {1, 2, 4, 8};
  column c = {.width = WIDTHS[random_below(r, 4)]};
  if (index < NUMBERS) {
    c.kind = COLUMN_NUMBER;
    if (random_below(r, 2) == 0) c.width = 8;
    c.scale = random_below(r, 3) == 0 ? (uint8_t)random_below(r, c.width == 8 ? 5 : 2) : 0;
  } else if (index < NUMBERS + BOOLEANS) {
    c.kind = COLUMN_BOOLEAN;
    c.width = 1;
  } else if (index < NUMBERS + BOOLEANS + TEXTS) {
    c.kind = COLUMN_STRING;
    c.width = WIDTHS[random_below(r, 3)];
  } else {
    c.kind = COLUMN_DATE;
    if (c.width < 4) c.width = random_below(r, 8) == 0 ? 0 : 4;
  }
  return c;
}

static void fill(random_source *r, data *d) {
  for (size_t i = 0; i < TEXT_COUNT; i++) d->dictionary[i] = text_of(TEXT_VALUES[i]);
  size_t style = random_below(r, 4) == 0 ? 2 : random_below(r, 2);
  for (size_t i = 0; i < INPUTS; i++) {
    column *c = &d->columns[i];
    *c = column_of(r, i);
    c->values = d->values[i];
    if (random_below(r, 4) != 0) c->present = d->present[i];
    if (c->kind == COLUMN_STRING) {
      c->dictionary = d->dictionary;
      c->dictionary_count = TEXT_COUNT;
    }
    for (size_t row = 0; row < ROWS; row++) {
      store(c, d->values[i], row, cell_value(r, c, style));
      uint64_t bit = UINT64_C(1) << (row % 64);
      d->present[i][row / 64] &= ~bit;
      if (random_below(r, 12) != 0) d->present[i][row / 64] |= bit;
    }
    if (random_below(r, 4) != 0) column_find_range(c, ROWS);
  }
}

/* --- Comparing --- */

typedef struct tally {
  uint64_t models, rows, values, unknowns, conditions, findings, record_rows, mistakes;
} tally;

typedef struct trial {
  const dmn_model *model;
  data *data;
  uint32_t inputs[INPUTS];
  column_want wanted[DECISIONS];
  const char *kernels;
  bool three_valued, has_conditions;
  uint64_t seed;
  tally *tally;
} trial;

static void mistake(trial *t, const char *what, size_t want, size_t row) {
  if (t->tally->mistakes++ < 20) {
    fprintf(stderr, "model %" PRIu64 ", %s, %d values: %s of r%zu in row %zu\n", t->seed,
            t->kernels, t->three_valued ? 3 : 2, what, want, row);
  }
}

static bool bit_of(const uint64_t *words, uint32_t row) {
  return words[row / 64] >> (row % 64) & 1;
}

/* The row's result as a value: what the bit maps say. */
static value result_at(const column_result *r, column_worker *w, size_t want, uint32_t row) {
  if (bit_of(r->unknown, row)) return (value){.kind = VALUE_UNKNOWN};
  if (bit_of(r->null, row)) return value_null();
  if (bit_of(r->other, row)) return column_worker_value(w, want, row);
  if (r->kind == VALUE_BOOLEAN) return value_boolean(bit_of(r->truth, row));
  column cell = {.width = 8, .values = r->values, .scale = (uint8_t)r->scale};
  cell.kind = r->kind == VALUE_NUMBER ? COLUMN_NUMBER : COLUMN_DATE;
  return column_cell(&cell, row);
}

static bool same_missing(const missing_set *x, const missing_set *y) {
  for (size_t i = 0; i < INPUTS; i++) {
    if (missing_set_has(x, i) != missing_set_has(y, i)) return false;
  }
  return true;
}

static void bind_row(const trial *t, dmn_evaluation *e, size_t row) {
  dmn_evaluation_reset(e);
  for (uint32_t slot = 0; slot < INPUTS; slot++) {
    const column *c = &t->data->columns[t->inputs[slot]];
    if (column_is_present(c, row)) dmn_evaluation_bind(e, slot, column_cell(c, row));
  }
}

static void add_expected(column_totals *to, value_kind of, value v) {
  decimal reduced;
  int64_t integer;
  to->unknown_count += v.kind == VALUE_UNKNOWN;
  to->null_count += v.kind == VALUE_NULL;
  if (v.kind == VALUE_BOOLEAN && of == VALUE_BOOLEAN) {
    (*(v.as.boolean ? &to->true_count : &to->false_count))++;
  }
  if (v.kind != VALUE_NUMBER || of != VALUE_NUMBER) return;
  to->positive_count += !decimal_is_negative(&v.as.number) && !decimal_is_zero(&v.as.number);
  reduced = decimal_reduce(&v.as.number);
  if (reduced.exponent >= -6 && decimal_to_scaled_int64(&reduced, 6, ROUNDING_DOWN, &integer)) {
    to->sum += integer;
  } else {
    to->other_count++; /* too many digits for this check */
  }
}

static void show(const trial *t, value wanted, value got) {
  if (t->tally->mistakes > 20) return;
  text_builder b;
  text_builder_init(&b, 1000);
  if (wanted.kind != VALUE_UNKNOWN) value_to_text(wanted, &b);
  text_builder_add_string(&b, " is wanted, not ");
  if (got.kind != VALUE_UNKNOWN) value_to_text(got, &b);
  text shown = text_builder_text(&b);
  fprintf(stderr, "  %.*s\n", TEXT_ARG(shown));
  text_builder_release(&b);
}

static void check_row(trial *t, column_worker *w, dmn_evaluation *e, size_t row, uint32_t place,
                      column_totals *expected) {
  bind_row(t, e, row);
  for (size_t i = 0; i < DECISIONS; i++) {
    value wanted = dmn_evaluation_decide(e, t->wanted[i].decision);
    column_result r;
    column_worker_result(w, i, &r);
    int count = bit_of(r.known, place) + bit_of(r.unknown, place) + bit_of(r.null, place) +
                bit_of(r.other, place);
    if (count != 1) mistake(t, "bits", i, row);
    value got = result_at(&r, w, i, place);
    bool is_same =
        wanted.kind == VALUE_UNKNOWN ? got.kind == VALUE_UNKNOWN : value_identical(got, wanted);
    if (!is_same) {
      mistake(t, "value", i, row);
      show(t, wanted, got);
    }
    t->tally->values++;
    t->tally->unknowns += wanted.kind == VALUE_UNKNOWN;
    add_expected(&expected[i], r.kind, wanted);
    if (wanted.kind != VALUE_UNKNOWN || row % 8 != 0) continue;
    if (!same_missing(column_worker_missing(w, i, place),
                      dmn_evaluation_missing(e, t->wanted[i].decision))) {
      mistake(t, "missing facts", i, row);
    }
  }
}

static void check_totals(trial *t, column_worker *w, const column_totals *expected, size_t row) {
  column_totals got[DECISIONS] = {0};
  column_worker_add_totals(w, got);
  for (size_t i = 0; i < DECISIONS; i++) {
    bool is_same = got[i].true_count == expected[i].true_count &&
                   got[i].false_count == expected[i].false_count &&
                   got[i].unknown_count == expected[i].unknown_count &&
                   got[i].null_count == expected[i].null_count &&
                   got[i].positive_count == expected[i].positive_count;
    if (!is_same) mistake(t, "totals", i, row);
    t->tally->record_rows += got[i].record_rows;
    __int128 sum = got[i].sum;
    bool is_long = got[i].other_count != 0 || expected[i].other_count != 0;
    if (is_long || got[i].sum_scale > 6) continue;
    for (int32_t scale = got[i].sum_scale; scale < 6; scale++) sum *= 10;
    __int128 most = (__int128)INT64_MAX / 2;
    if (sum < most && sum > -most && sum != expected[i].sum) mistake(t, "sum", i, row);
  }
}

/* Every condition of the row, as the record evaluator answers it by itself. */
static void check_conditions(trial *t, const column_plan *plan, const column_plan *records,
                             const column_batch *batch) {
  column_worker *w = column_worker_create(plan), *r = column_worker_create(records);
  if (w == NULL || r == NULL) exit(1);
  if (column_worker_run(w, batch, NULL) != SD_OK || column_worker_run(r, batch, NULL) != SD_OK) {
    mistake(t, "run", 0, 0);
  }
  for (size_t i = 0; i < column_plan_condition_count(plan); i++) {
    column_result got, wanted;
    column_worker_condition(w, i, &got);
    column_worker_condition(r, i, &wanted);
    bool is_same = memcmp(got.truth, wanted.truth, COLUMN_BATCH_WORDS * 8) == 0 &&
                   memcmp(got.known, wanted.known, COLUMN_BATCH_WORDS * 8) == 0 &&
                   memcmp(got.unknown, wanted.unknown, COLUMN_BATCH_WORDS * 8) == 0 &&
                   memcmp(got.null, wanted.null, COLUMN_BATCH_WORDS * 8) == 0;
    t->tally->conditions++;
    if (!is_same) {
      const column_condition *c = column_plan_condition(plan, i);
      mistake(t, opcode_name((opcode)c->program->code[c->instruction].opcode),
              (size_t)(c->decision->name.data[1] - '0'), i);
    }
  }
  column_worker_destroy(w);
  column_worker_destroy(r);
}

static column_plan *plan_of(trial *t, bool with_conditions, bool records_only) {
  column_model with = {t->model, t->inputs};
  column_plan_request request = {.models = &with,
                                 .model_count = 1,
                                 .wanted = t->wanted,
                                 .wanted_count = DECISIONS,
                                 .columns = t->data->columns,
                                 .column_count = INPUTS,
                                 .three_valued = t->three_valued,
                                 .kernels = t->kernels,
                                 .with_conditions = with_conditions,
                                 .records_only = records_only};
  column_plan *plan;
  sd_error error;
  if (column_plan_create(&request, &plan, &error) == SD_OK) return plan;
  fprintf(stderr, "%s\n", error.text[1]);
  exit(1);
}

static void check_batch(trial *t, column_worker *w, dmn_evaluation *e, const column_batch *batch) {
  column_totals expected[DECISIONS] = {0};
  if (column_worker_run(w, batch, NULL) != SD_OK) mistake(t, "run", 0, 0);
  for (uint32_t i = 0; i < batch->row_count; i++) {
    size_t row = batch->first_row + (batch->rows == NULL ? i : batch->rows[i]);
    check_row(t, w, e, row, i, expected);
  }
  check_totals(t, w, expected, batch->first_row);
}

static void run_trial(trial *t, random_source *r) {
  for (size_t i = 0; i < DECISIONS; i++) t->wanted[i].counts_only = false;
  column_plan *plan = plan_of(t, false, false);
  t->tally->findings += column_plan_finding_count(plan);
  column_worker *w = column_worker_create(plan);
  dmn_evaluation_options options = {.three_valued = t->three_valued};
  dmn_evaluation *e = dmn_evaluation_create(t->model, &options);
  if (w == NULL || e == NULL) exit(1);
  column_batch first = {t->data->columns, 0, 448, NULL};
  column_batch rest = {t->data->columns, 448, ROWS - 448, NULL};
  uint32_t rows[100];
  for (size_t i = 0; i < 100; i++) rows[i] = (uint32_t)random_below(r, ROWS);
  column_batch chosen = {t->data->columns, 0, 100, rows};
  check_batch(t, w, e, &first);
  check_batch(t, w, e, &rest);
  check_batch(t, w, e, &chosen);
  t->tally->rows += ROWS + 100;
  column_worker_destroy(w);
  column_plan_destroy(plan);
  if (t->has_conditions) {
    column_plan *with = plan_of(t, true, false), *records = plan_of(t, true, true);
    check_conditions(t, with, records, &rest);
    column_plan_destroy(with);
    column_plan_destroy(records);
  }
  dmn_evaluation_destroy(e);
}

static void run_counts(trial *t) {
  for (size_t i = 0; i < DECISIONS; i++) t->wanted[i].counts_only = true;
  column_plan *plan = plan_of(t, false, false), *records = plan_of(t, false, true);
  column_worker *w = column_worker_create(plan), *r = column_worker_create(records);
  column_batch batch = {t->data->columns, 0, ROWS, NULL};
  column_totals got[DECISIONS] = {0}, wanted[DECISIONS] = {0};
  if (w == NULL || r == NULL || column_worker_run(w, &batch, NULL) != SD_OK ||
      column_worker_run(r, &batch, NULL) != SD_OK) {
    exit(1);
  }
  column_worker_add_totals(w, got);
  column_worker_add_totals(r, wanted);
  for (size_t i = 0; i < DECISIONS; i++) {
    if (column_plan_kind(plan, i) != column_plan_kind(records, i)) continue;
    for (; got[i].sum_scale < wanted[i].sum_scale; got[i].sum_scale++) got[i].sum *= 10;
    for (; wanted[i].sum_scale < got[i].sum_scale; wanted[i].sum_scale++) wanted[i].sum *= 10;
    /* Quotients that happen to be short are counted as numbers by records alone. */
    bool is_same =
        got[i].true_count == wanted[i].true_count && got[i].false_count == wanted[i].false_count &&
        got[i].unknown_count == wanted[i].unknown_count &&
        got[i].null_count == wanted[i].null_count &&
        got[i].positive_count == wanted[i].positive_count &&
        (got[i].other_count != 0 || wanted[i].other_count != 0 || got[i].sum == wanted[i].sum);
    if (!is_same) mistake(t, "counts", i, 0);
  }
  column_worker_destroy(w);
  column_worker_destroy(r);
  column_plan_destroy(plan);
  column_plan_destroy(records);
}

static void run_model(uint64_t seed, bool is_shown, tally *all) {
  static const char *const KERNELS[] = {"avx512", "avx2", "portable"};
  random_source random;
  random_init(&random, seed);
  maker m = {.random = &random};
  text_builder_init(&m.b, 1 << 22);
  make_model(&m);
  text source = text_builder_text(&m.b);
  if (is_shown) printf("%.*s", TEXT_ARG(source));
  dmn_source s = {TEXT("random.dmn"), source};
  dmn_model *model;
  sd_error error;
  if (dmn_model_create(&s, 1, &model, &error) != SD_OK) {
    fprintf(stderr, "model %" PRIu64 ": %s\n", seed, error.text[1]);
    exit(1);
  }
  static data d;
  fill(&random, &d);
  trial t = {.model = model, .data = &d, .seed = seed, .tally = all};
  for (uint32_t i = 0; i < INPUTS; i++) t.inputs[i] = i;
  for (size_t i = 0; i < DECISIONS; i++) {
    char name[32];
    snprintf(name, sizeof name, "r%zu", i);
    t.wanted[i].decision = dmn_model_find(model, DMN_DECISION, text_of(name));
  }
  t.three_valued = seed % 4 != 0;
  t.kernels = KERNELS[seed % 3];
  t.has_conditions = seed % 5 == 0 || is_shown;
  sd_error ignored;
  column_plan *probe = NULL;
  column_model with = {model, t.inputs};
  column_plan_request request = {.models = &with,
                                 .model_count = 1,
                                 .wanted = t.wanted,
                                 .wanted_count = 1,
                                 .columns = d.columns,
                                 .column_count = INPUTS,
                                 .kernels = t.kernels};
  if (column_plan_create(&request, &probe, &ignored) != SD_OK) t.kernels = NULL;
  column_plan_destroy(probe);
  run_trial(&t, &random);
  if (seed % 5 == 1) run_counts(&t);
  all->models++;
  dmn_model_destroy(model);
  text_builder_release(&m.b);
}

int main(int argument_count, char **arguments) {
  if (argument_count < 3) {
    fprintf(stderr, "column_differential ROWS SEED [MODEL]\n");
    return 2;
  }
  uint64_t rows = strtoull(arguments[1], NULL, 10), seed = strtoull(arguments[2], NULL, 10);
  tally all = {0};
  if (argument_count > 3) {
    run_model(strtoull(arguments[3], NULL, 10), true, &all);
  } else {
    for (uint64_t i = seed * 1000000; all.rows < rows; i++) run_model(i, false, &all);
  }
  uint64_t decisions = all.models * DECISIONS;
  printf("%" PRIu64 " models, %" PRIu64 " rows, %" PRIu64 " values (%" PRIu64 " unknown), %" PRIu64
         " condition columns; %" PRIu64 " of %" PRIu64
         " decisions by the record evaluator, %" PRIu64 " rows besides\n",
         all.models, all.rows, all.values, all.unknowns, all.conditions, all.findings, decisions,
         all.record_rows);
  printf("%" PRIu64 " passed, %" PRIu64 " failed, 0 skipped\n", all.rows, all.mistakes);
  return all.mistakes == 0 ? 0 : 1;
}
