/* Lines of the canonical output: written, read back, and what is no such line. */
#include "list/decision_line.h"

#include "support/table.h"

static void reads_what_it_wrote(void **state) {
  (void)state;
  static const struct {
    const char *line;
    decision d;
  } ROWS[] = {
      {"91320411MA00000156,MET,,0,320411,,,,300.00,12345678901.01\n",
       {.code = "91320411MA00000156",
        .status = DECISION_MET,
        .district = TEXT("320411"),
        .computed_fen = 30000,
        .amount_fen = 1234567890101}},
      {"91320411MA00000231,UNKNOWN,limit,12,,,,,0.00,0.00\n",
       {.code = "91320411MA00000231",
        .status = DECISION_UNKNOWN,
        .fault = DECISION_FAULT_LIMIT,
        .version = 12}},
      {"91320411MA0000031U,UNKNOWN,,0,\"a,\"\"b\"\"\",rd_expense@2024 sme,-65.5,80,0.00,0.00\n",
       {.code = "91320411MA0000031U",
        .status = DECISION_UNKNOWN,
        .district = TEXT("a,\"b\""),
        .missing = TEXT("rd_expense@2024 sme"),
        .score_min = TEXT("-65.5"),
        .score_max = TEXT("80")}},
      {"91320411MA000004XK,NOT_MET,,65535,\"'=x\",,,,0.00,0.05\n",
       {.code = "91320411MA000004XK", .version = 65535, .district = TEXT("=x"), .amount_fen = 5}},
  };
  arena *a = arena_create(0);
  text_builder all;
  text_builder_init(&all, 10000);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    size_t before = all.size;
    decision_line_write(&ROWS[i].d, &all);
    CHECK_ROW_TEXT(ROWS[i].line, all.data + before, ROWS[i].line);
  }
  decision back[COUNT_OF(ROWS)];
  size_t count = 0;
  text lines = text_builder_text(&all);
  assert_true(decision_lines_read(lines, 65536, a, back, COUNT_OF(ROWS), &count));
  assert_int_equal(count, COUNT_OF(ROWS));
  for (size_t i = 0; i < count; i++) {
    const decision *d = &ROWS[i].d;
    CHECK_ROW(ROWS[i].line, strcmp(back[i].code, d->code) == 0 && back[i].status == d->status);
    CHECK_ROW(ROWS[i].line, back[i].fault == d->fault && back[i].version == d->version);
    CHECK_ROW(ROWS[i].line, text_equal(back[i].district, d->district));
    CHECK_ROW(ROWS[i].line, text_equal(back[i].missing, d->missing));
    CHECK_ROW(ROWS[i].line, text_equal(back[i].score_min, d->score_min));
    CHECK_ROW(ROWS[i].line, text_equal(back[i].score_max, d->score_max));
    CHECK_ROW(ROWS[i].line, back[i].computed_fen == d->computed_fen);
    CHECK_ROW(ROWS[i].line, back[i].amount_fen == d->amount_fen);
  }
  count = 0;
  assert_false(decision_lines_read(lines, 65535, a, back, COUNT_OF(ROWS), &count));
  count = 0;
  assert_false(decision_lines_read(lines, 65536, a, back, COUNT_OF(ROWS) - 1, &count));
  text_builder_release(&all);
  arena_destroy(a);
}

static void refuses_other_lines(void **state) {
  (void)state;
  static const char *const LINES[] = {
      "91320411MA00000156,MET,,0,320411,,,,300.00,300.00", /* no end */
      "91320411MA00000156,MET,,0,320411,,,300.00,300.00\n",
      "91320411MA00000156,PERHAPS,,0,320411,,,,300.00,300.00\n",
      "91320411MA00000156,MET,fault,0,320411,,,,300.00,300.00\n",
      "91320411MA00000156,MET,,65536,320411,,,,300.00,300.00\n",
      "91320411MA00000156,MET,,,320411,,,,300.00,300.00\n",
      "91320411MA00000156,MET,,0,320411,,,,300,300.00\n",
      "91320411MA00000156,MET,,0,320411,,,,300.00,x.00\n",
      "91320411MA00000156X,MET,,0,320411,,,,300.00,300.00\n",
      "91320411MA00000156,MET,,0,\"320411,,,,300.00,300.00\n",
      "\n",
      /* not in order */
      "91320411MA00000156,MET,,0,,,,,0.00,0.00\n91320411MA00000156,MET,,0,,,,,0.00,0.00\n",
  };
  arena *a = arena_create(0);
  for (size_t i = 0; i < COUNT_OF(LINES); i++) {
    decision back[2];
    size_t count = 0;
    CHECK_ROW(LINES[i], !decision_lines_read(text_of(LINES[i]), 65536, a, back, 2, &count));
  }
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_what_it_wrote),
      cmocka_unit_test(refuses_other_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
