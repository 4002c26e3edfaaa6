/* Static analysis of decision tables: small tables, the findings expected of them, and what the
 * engine itself says of each witness. */
#include "dmn/table_analysis.h"

#include "base/random.h"
#include "support/dmn.h"

/* --- Tables in short --- */

/* Columns "a number; b string {"p", "q"}": name, type, allowed values in braces ("~" before the
 * name of a column: whole numbers).  Rules are parted by ";", their cells by "|", the output is
 * last. `outputs`: type, output values in braces, "default" behind "/". */
typedef struct table_row {
  const char *name, *policy, *columns, *outputs, *rules;
  const char *findings; /* one each line: kind, rules, column, witness */
} table_row;

static text next_piece(text *rest, const char *separator) {
  size_t end = text_find(*rest, text_of(separator), 0);
  text piece = text_slice(*rest, 0, end == SIZE_MAX ? rest->size : end);
  *rest =
      end == SIZE_MAX ? (text){rest->data + rest->size, 0} : text_slice(*rest, end + 1, rest->size);
  return text_trim(piece);
}

static void add_element(text_builder *b, const char *name, text content) {
  text_builder_format(b, "<%s><text>", name);
  for (size_t i = 0; i < content.size; i++) {
    char c = content.data[i];
    if (c == '<') {
      text_builder_add_string(b, "&lt;");
    } else {
      text_builder_add_byte(b, c);
    }
  }
  text_builder_format(b, "</text></%s>", name);
}

/* "name type {values}" to its parts. */
static void split_column(text column, text *name, text *type, text *values) {
  size_t brace = text_find(column, TEXT("{"), 0);
  *values = (text){0};
  if (brace != SIZE_MAX) {
    *values = text_slice(column, brace + 1, column.size - brace - 2);
    column = text_trim(text_slice(column, 0, brace));
  }
  *name = next_piece(&column, " ");
  *type = text_trim(column);
}

static void add_columns(text_builder *b, const char *columns, bool as_inputs) {
  text rest = text_of(columns);
  while (rest.size != 0) {
    text name, type, values;
    split_column(next_piece(&rest, ";"), &name, &type, &values);
    if (as_inputs) {
      text_builder_format(b,
                          "<inputData id='i_%.*s' name='%.*s'><variable name='%.*s' "
                          "typeRef='%.*s'/></inputData>",
                          TEXT_ARG(name), TEXT_ARG(name), TEXT_ARG(name), TEXT_ARG(type));
      continue;
    }
    text_builder_add_string(b, "<input>");
    add_element(b, "inputExpression", name);
    if (values.size != 0) add_element(b, "inputValues", values);
    text_builder_add_string(b, "</input>");
  }
}

static void add_needs(text_builder *b, const char *columns) {
  text rest = text_of(columns);
  while (rest.size != 0) {
    text name, type, values;
    split_column(next_piece(&rest, ";"), &name, &type, &values);
    text_builder_format(b,
                        "<informationRequirement><requiredInput href='#i_%.*s'/>"
                        "</informationRequirement>",
                        TEXT_ARG(name));
  }
}

static void add_output(text_builder *b, const char *outputs) {
  text rest = text_of(outputs), values, type, none;
  text clause = next_piece(&rest, "/");
  split_column(clause, &type, &none, &values);
  text_builder_format(b, "<output typeRef='%.*s'>", TEXT_ARG(type));
  if (values.size != 0) add_element(b, "outputValues", values);
  if (rest.size != 0) add_element(b, "defaultOutputEntry", rest);
  text_builder_add_string(b, "</output>");
}

static void add_rules(text_builder *b, const char *rules) {
  text rest = text_of(rules);
  while (rest.size != 0) {
    text cells = next_piece(&rest, ";");
    text_builder_add_string(b, "<rule>");
    while (cells.size != 0) {
      text cell = next_piece(&cells, "|");
      add_element(b, cells.size == 0 ? "outputEntry" : "inputEntry", cell);
    }
    text_builder_add_string(b, "</rule>");
  }
}

static const char TYPES[] =
    "<itemDefinition name='tLevel'><typeRef>string</typeRef>"
    "<allowedValues><text>\"省级\", \"市级\"</text></allowedValues></itemDefinition>"
    "<itemDefinition name='tShare'><typeRef>number</typeRef>"
    "<allowedValues><text>[0..1]</text></allowedValues></itemDefinition>"
    "<itemDefinition name='tShort'><typeRef>string</typeRef>"
    "<allowedValues><text>string length(?) &lt; 3</text></allowedValues></itemDefinition>";

static dmn_model *model_of_row(const table_row *row) {
  text_builder b;
  text_builder_init(&b, 1 << 20);
  text_builder_add_string(&b, TYPES);
  add_columns(&b, row->columns, true);
  text_builder_add_string(&b, "<decision id='d_d' name='d'><variable name='d'/>");
  add_needs(&b, row->columns);
  text_builder_format(&b, "<decisionTable hitPolicy='%s'>", row->policy);
  add_columns(&b, row->columns, false);
  add_output(&b, row->outputs);
  add_rules(&b, row->rules);
  text_builder_add_string(&b, "</decisionTable></decision>");
  dmn_model *model = model_of(text_builder_text(&b).data);
  text_builder_release(&b);
  if (dmn_model_diagnostics(model)->error_count != 0) {
    fail_msg("row %s: %s", row->name, findings_of(model));
  }
  return model;
}

/* --- What was found --- */

typedef struct found {
  text_builder text;
  const dmn_model *model;
  const char *row;
} found;

/* Binds the witness and asks the engine: null with a violation, or null for want of a rule. */
static void check_witness(found *f, const dmn_table_finding *finding) {
  text_builder b;
  text_builder_init(&b, 10000);
  text_builder_add_byte(&b, '{');
  for (size_t i = 0; i < finding->table->input_count; i++) {
    if (text_is(finding->witness[i], "-")) continue;
    text_builder_format(&b, "%s%.*s: %.*s", b.size > 1 ? ", " : "",
                        TEXT_ARG(finding->table->inputs[i].expression.text),
                        TEXT_ARG(finding->witness[i]));
  }
  text_builder_add_byte(&b, '}');
  text_builder_add_byte(&b, '\0');
  CHECK_ROW_TEXT(f->row, decided(f->model, "d", text_builder_text(&b).data, false), "null");
  text_builder_release(&b);
}

static bool note_finding(void *context, const dmn_table_finding *finding) {
  found *f = context;
  text_builder *b = &f->text;
  text_builder_add_string(b, dmn_finding_kind_name(finding->kind));
  for (size_t i = 0; i < DMN_FINDING_RULES_MAX; i++) {
    if (finding->rules[i] != DMN_NO_INDEX) text_builder_format(b, " %d", finding->rules[i] + 1);
  }
  if (finding->column != DMN_NO_INDEX) text_builder_format(b, " @%d", finding->column + 1);
  for (size_t i = 0; finding->witness != NULL && i < finding->table->input_count; i++) {
    text_builder_format(b, "%s%.*s", i == 0 ? ": " : ", ", TEXT_ARG(finding->witness[i]));
  }
  text_builder_add_byte(b, '\n');
  char sentence[1000];
  message_format(LANGUAGE_ENGLISH, finding->message, finding->arguments, sentence, sizeof sentence);
  CHECK_ROW(f->row, strchr(sentence, '{') == NULL); /* every placeholder has its argument */
  if (finding->witness != NULL) check_witness(f, finding);
  return true;
}

/* Columns whose name begins with n count something. */
static bool counts_something(void *context, const dmn_element *input) {
  (void)context;
  return input->name.data[0] == 'n';
}

static void check_row(const table_row *row) {
  dmn_model *model = model_of_row(row);
  arena *a = arena_create(0);
  found f = {.model = model, .row = row->name};
  dmn_table_analysis_options options = {.is_whole = counts_something};
  text_builder_init(&f.text, 1 << 20);
  const dmn_element *d = dmn_model_find(model, DMN_DECISION, TEXT("d"));
  assert_int_equal(dmn_table_analyse(model, d, &options, a, note_finding, &f, NULL), SD_OK);
  text_builder_add_byte(&f.text, '\0');
  CHECK_ROW_TEXT(row->name, f.text.data, row->findings);
  text_builder_release(&f.text);
  arena_destroy(a);
  dmn_model_destroy(model);
}

/* --- Cases --- */

static void finds_gaps(void **state) {
  (void)state;
  static const table_row ROWS[] = {
      {"complete", "UNIQUE", "a number", "number", "< 5 | 1; >= 5 | 2", ""},
      {"above", "UNIQUE", "a number", "number", "< 5 | 1; [5..9] | 2", "gap: 10\n"},
      {"inside", "FIRST", "a number", "number", "< 1 | 1; > 3 | 2", "gap: 1\n"},
      {"two holes", "ANY", "a number", "number", "< 1 | 1; [2..3] | 2; > 4 | 3",
       "gap: 1\ngap: 4\n"},
      {"not", "FIRST", "a number", "number", "not(5, 7) | 1", "gap: 5\ngap: 7\n"},
      {"list with range", "UNIQUE", "a number", "number", "< 0, 3, [5..6] | 1; (6..8) | 2",
       "gap: 0\ngap: 4\ngap: 8\n"},
      {"digits", "UNIQUE", "a number", "number",
       "<= 0.1 | 1; >= 0.1000000000000000000000000000000001 | 2", ""},
      {"a digit less", "UNIQUE", "a number", "number",
       "<= 0.1 | 1; >= 0.100000000000000000000000000000001 | 2",
       "gap: 0.1000000000000000000000000000000005\n"},
      {"any string", "UNIQUE", "s string", "number", "\"p\" | 1; \"q\" | 2", "gap: \"其他\"\n"},
      {"named strings", "UNIQUE", "s string {\"p\", \"q\", \"r\"}", "number", "\"p\", \"q\" | 1",
       "gap: \"r\"\n"},
      {"allowed by type", "UNIQUE", "s tLevel", "number", "\"省级\" | 1", "gap: \"市级\"\n"},
      {"range of a type", "UNIQUE", "a tShare", "number", "<= 0.5 | 1", "gap: 1\n"},
      {"complete by type", "UNIQUE", "a tShare", "number", "< 0.5 | 1; [0.5..1] | 2", ""},
      {"booleans", "UNIQUE", "b boolean", "number", "true | 1", "gap: false\n"},
      {"dates", "UNIQUE", "t date", "number", "< @\"2024-01-01\" | 1; >= date(\"2024-03-01\") | 2",
       "gap: @\"2024-01-01\"\n"},
      {"days touch", "UNIQUE", "t date", "number",
       "<= @\"2024-02-28\" | 1; @\"2024-02-29\" | 2; >= @\"2024-03-01\" | 3", ""},
      {"two columns", "UNIQUE", "a number; b boolean", "number", "< 5 | - | 1; >= 5 | true | 2",
       "gap: 5, false\n"},
      {"null where asked for", "UNIQUE", "s string {\"p\"}; b boolean", "number",
       "\"p\" | - | 1; null | true | 2", "gap: null, false\n"},
      {"default", "UNIQUE", "a number", "number/0", "< 5 | 1", ""},
      {"collect", "COLLECT", "a number", "number", "< 5 | 1", ""},
      {"whole numbers", "UNIQUE", "n number", "number", "< 1 | 0; [1..2] | 1; >= 3 | 2", ""},
      {"not whole", "UNIQUE", "a number", "number", "< 1 | 0; [1..2] | 1; >= 3 | 2", "gap: 2.5\n"},
      {"no rules for a column", "UNIQUE", "s string; a number", "number", "- | < 5 | 1",
       "gap: \"其他\", 5\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) check_row(&ROWS[i]);
}

static void names_boundaries(void **state) {
  (void)state;
  static const table_row ROWS[] = {
      {"both leave it out", "UNIQUE", "a number", "number", "< 5 | 1; > 5 | 2",
       "boundary-gap 1 2 @1: 5\n"},
      {"both include it", "UNIQUE", "a number", "number", "<= 5 | 1; >= 5 | 2",
       "boundary-overlap 1 2 @1: 5\n"},
      {"ranges", "UNIQUE", "a number", "number",
       "< 1 | 0; [1..2) | 1; (2..3] | 2; [3..4] | 3; > 4 | 4",
       "boundary-overlap 3 4 @1: 3\nboundary-gap 2 3 @1: 2\n"},
      {"second column", "UNIQUE", "b boolean; a number", "number",
       "true | < 0.05 | 1; true | > 0.05 | 2; false | - | 3", "boundary-gap 1 2 @2: true, 0.05\n"},
      {"a hole of one day", "UNIQUE", "t date", "number",
       "< @\"2024-01-01\" | 1; > @\"2024-01-01\" | 2", "boundary-gap 1 2 @1: @\"2024-01-01\"\n"},
      {"one rule leaves it out", "FIRST", "a number", "number", "not(5) | 1", "gap: 5\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) check_row(&ROWS[i]);
}

static void finds_overlaps(void **state) {
  (void)state;
  static const table_row ROWS[] = {
      {"unique", "UNIQUE", "a number; s string {\"p\", \"q\"}", "number",
       "< 5 | - | 1; - | \"p\" | 2; >= 5 | \"q\" | 3", "overlap 1 2: 0, \"p\"\n"},
      {"unique, same outputs", "UNIQUE", "b boolean", "number", "true | 1; - | 1",
       "overlap 1 2: true\n"},
      {"any, different outputs", "ANY", "a number", "number", "<= 5 | 1; > 3 | 2",
       "conflict 1 2: 5\n"},
      {"any, same outputs", "ANY", "a number", "number", "<= 5 | 1; > 3 | 1.0", ""},
      {"first", "FIRST", "a number", "number", "<= 5 | 1; - | 2", ""},
      {"outside of what is allowed", "UNIQUE", "s string {\"p\"}", "number",
       "\"p\" | 1; not(\"p\") | 2", ""},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) check_row(&ROWS[i]);
}

static void finds_dead_rules(void **state) {
  (void)state;
  static const table_row ROWS[] = {
      {"empty range", "COLLECT", "a number", "number", "[9..5] | 1; < 0 | 2",
       "empty-condition 1 @1\n"},
      {"empty between days", "COLLECT", "t date", "number",
       "(@\"2024-01-01\"..@\"2024-01-02\") | 1", "empty-condition 1 @1\n"},
      {"another type", "COLLECT", "a number", "number", "\"x\" | 1", "empty-condition 1 @1\n"},
      {"not an allowed value", "COLLECT", "s tLevel", "number", "\"国家级\" | 1",
       "empty-condition 1 @1\n"},
      {"a half of a count", "COLLECT", "n number", "number", "2.5 | 1", "empty-condition 1 @1\n"},
      {"behind a catch-all", "FIRST", "a number", "number", "- | 1; < 5 | 2", "shadowed 2 1\n"},
      {"behind two together", "FIRST", "a number", "number", "< 5 | 1; >= 3 | 2; [1..9] | 3; - | 4",
       "shadowed 3 1\n"},
      {"null is left", "FIRST", "b boolean", "number", "true | 1; false | 2; - | 3", ""},
      {"in two columns", "FIRST", "a number; b boolean", "number",
       "< 5 | true | 1; < 5 | not(true) | 2; < 3 | - | 3; - | - | 4", "shadowed 3 1\n"},
      {"by priority", "PRIORITY", "a number", "string {\"high\", \"low\"}",
       "< 3 | \"low\"; < 5 | \"high\"; - | \"low\"", "shadowed 1 2\n"},
      {"priority needs more", "PRIORITY", "a number", "string {\"high\", \"low\"}",
       "< 6 | \"low\"; < 5 | \"high\"; - | \"low\"", ""},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) check_row(&ROWS[i]);
}

static void finds_outputs_that_cannot_be(void **state) {
  (void)state;
  static const table_row ROWS[] = {
      {"type", "UNIQUE", "b boolean", "number", "true | \"x\"; false | 1", "output 1 @1\n"},
      {"output values", "UNIQUE", "b boolean", "string {\"p\", \"q\"}",
       "true | \"p\"; false | \"r\"", "output 2 @1\n"},
      {"allowed values of a type", "UNIQUE", "b boolean", "tShare", "true | 1.5; false | 1",
       "output 1 @1\n"},
      {"null always fits", "UNIQUE", "b boolean", "number", "true | null; false | 1", ""},
      {"computed", "UNIQUE", "b boolean; a number", "string", "true | - | a * 2; false | - | \"x\"",
       ""},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) check_row(&ROWS[i]);
}

/* What cannot be read never raises an alarm, and does not hide what can be. */
static void says_what_is_not_analysed(void **state) {
  (void)state;
  static const table_row ROWS[] = {
      {"a function", "UNIQUE", "a number", "number", "odd(?) | 1; even(?) | 2",
       "not-analysed 1 @1\n"},
      {"another input", "UNIQUE", "a number; c number", "number", "< c | - | 1; >= c | - | 2",
       "not-analysed 1 @1\n"},
      {"order of strings", "UNIQUE", "s string", "number", "< \"m\" | 1; >= \"m\" | 2",
       "not-analysed 1 @1\n"},
      {"the other column", "UNIQUE", "s string; b boolean", "number",
       "starts with(?, \"x\") | true | 1; - | true | 2",
       "not-analysed 1 @1\ngap: \"其他\", false\n"},
      {"shadowed all the same", "FIRST", "a number", "number", "- | 1; even(?) | 2",
       "not-analysed 2 @1\nshadowed 2 1\n"},
      {"allowed values that are not read", "COLLECT", "s tShort", "number", "\"long\" | 1", ""},
      {"date and time", "UNIQUE", "t date and time", "number", "< @\"2024-01-01T00:00:00\" | 1",
       "not-analysed 1 @1\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) check_row(&ROWS[i]);
}

/* --- Random tables against the engine --- */

enum { RANDOM_TABLES = 400, RANDOM_RULES = 5, GRID_A = 14, GRID_B = 4 };

/* Points, middles and both ends of all thresholds that the tables use, and null. */
static const char *const GRID_OF_A[GRID_A] = {"-1", "0",   "0.5", "1",   "1.5", "2",   "2.5",
                                              "3",  "3.5", "4",   "4.5", "5",   "5.5", "null"};
static const char *const GRID_OF_B[GRID_B] = {"\"p\"", "\"q\"", "\"z\"", "null"};

/* Rules that match, as bits, for each point of the grid. */
typedef struct matches {
  uint32_t rules[GRID_A][GRID_B];
} matches;

static void random_cell_of_a(random_source *random, char *out, size_t size) {
  static const char *const FORMS[] = {"< %d",      "<= %d",    "> %d",          ">= %d", "[%d..%d]",
                                      "(%d..%d)",  "[%d..%d)", "not(%d)",       "%d",    "%d, > %d",
                                      "not(< %d)", "(%d..%d]", "not([%d..%d])", "-",     "-"};
  size_t form = (size_t)random_below(random, COUNT_OF(FORMS));
  int low = (int)random_below(random, 6), high = (int)random_below(random, 6);
  if (low > high && random_chance(random, 2, 3)) {
    int swapped = low;
    low = high;
    high = swapped;
  }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(out, size, FORMS[form], low, high);
#pragma GCC diagnostic pop
}

static const char *random_cell_of_b(random_source *random) {
  static const char *const CELLS[] = {"\"p\"", "\"q\"", "\"p\", \"q\"", "not(\"p\")", "-", "-"};
  return CELLS[random_below(random, COUNT_OF(CELLS))];
}

static void random_rules(random_source *random, char *out, size_t size) {
  size_t used = 0;
  out[0] = '\0';
  for (int i = 0; i < RANDOM_RULES; i++) {
    char cell[40];
    random_cell_of_a(random, cell, sizeof cell);
    used += (size_t)snprintf(out + used, size - used, "%s%s | %s | %d", i == 0 ? "" : "; ", cell,
                             random_cell_of_b(random), i);
  }
}

/* Asks the engine: RULE ORDER gives the numbers of all rules that match. */
static void find_matches(const table_row *row, matches *out) {
  table_row all = *row;
  all.policy = "RULE ORDER";
  dmn_model *model = model_of_row(&all);
  for (size_t i = 0; i < GRID_A; i++) {
    for (size_t j = 0; j < GRID_B; j++) {
      char inputs[60];
      snprintf(inputs, sizeof inputs, "{a: %s, s: %s}", GRID_OF_A[i], GRID_OF_B[j]);
      out->rules[i][j] = 0;
      for (const char *c = decided(model, "d", inputs, false); *c != '\0'; c++) {
        if (*c >= '0' && *c <= '9') out->rules[i][j] |= 1u << (*c - '0');
      }
    }
  }
  dmn_model_destroy(model);
}

/* What the analysis said: rules by bits, pairs by number of both. */
typedef struct said {
  bool has_gap;
  uint32_t empty, shadowed, overlaps[RANDOM_RULES];
} said;

static bool note_said(void *context, const dmn_table_finding *finding) {
  said *s = context;
  switch (finding->kind) {
    case DMN_FINDING_GAP:
    case DMN_FINDING_BOUNDARY_GAP:
      s->has_gap = true;
      break;
    case DMN_FINDING_OVERLAP:
    case DMN_FINDING_BOUNDARY_OVERLAP:
      s->overlaps[finding->rules[0]] |= 1u << finding->rules[1];
      break;
    case DMN_FINDING_EMPTY_CONDITION:
      s->empty |= 1u << finding->rules[0];
      break;
    case DMN_FINDING_SHADOWED:
      s->shadowed |= 1u << finding->rules[0];
      break;
    default:
      fail_msg("unexpected %s", dmn_finding_kind_name(finding->kind));
  }
  return true;
}

static said analyse_as(const table_row *row, const char *policy) {
  table_row as = *row;
  as.policy = policy;
  dmn_model *model = model_of_row(&as);
  arena *a = arena_create(0);
  said s = {0};
  const dmn_element *d = dmn_model_find(model, DMN_DECISION, TEXT("d"));
  assert_int_equal(dmn_table_analyse(model, d, NULL, a, note_said, &s, NULL), SD_OK);
  arena_destroy(a);
  dmn_model_destroy(model);
  return s;
}

/* What follows from the matches; null counts for what can fire, not for gaps and overlaps. */
static said expected_of(const matches *m, bool is_first) {
  said s = {0};
  uint32_t fires = 0, matches_some = 0;
  for (size_t i = 0; i < GRID_A; i++) {
    for (size_t j = 0; j < GRID_B; j++) {
      uint32_t rules = m->rules[i][j];
      matches_some |= rules;
      fires |= rules & (~rules + 1); /* the first of them */
      if (i == GRID_A - 1 || j == GRID_B - 1) continue;
      s.has_gap |= rules == 0;
      for (uint32_t k = 0; k < RANDOM_RULES && !is_first; k++) {
        if (rules >> k & 1) s.overlaps[k] |= rules & ~((2u << k) - 1);
      }
    }
  }
  uint32_t all = (1u << RANDOM_RULES) - 1;
  s.empty = all & ~matches_some;
  s.shadowed = is_first ? all & matches_some & ~fires : 0;
  return s;
}

static void agrees_with_the_engine(void **state) {
  (void)state;
  random_source random;
  random_init(&random, 20250630);
  for (int i = 0; i < RANDOM_TABLES; i++) {
    char rules[600];
    random_rules(&random, rules, sizeof rules);
    table_row row = {rules, "UNIQUE", "a number; s string", "number", rules, ""};
    matches m;
    find_matches(&row, &m);
    for (int is_first = 0; is_first < 2; is_first++) {
      said told = analyse_as(&row, is_first ? "FIRST" : "UNIQUE");
      said expected = expected_of(&m, is_first);
      CHECK_ROW(rules, told.has_gap == expected.has_gap);
      CHECK_ROW(rules, told.empty == expected.empty);
      CHECK_ROW(rules, told.shadowed == expected.shadowed);
      CHECK_ROW(rules, memcmp(told.overlaps, expected.overlaps, sizeof told.overlaps) == 0);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_gaps),
      cmocka_unit_test(names_boundaries),
      cmocka_unit_test(finds_overlaps),
      cmocka_unit_test(finds_dead_rules),
      cmocka_unit_test(finds_outputs_that_cannot_be),
      cmocka_unit_test(says_what_is_not_analysed),
      cmocka_unit_test(agrees_with_the_engine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
