/* For tests: facts told as stories: who said what, when it became known, from when it holds. */
#ifndef SUDUI_TESTS_SUPPORT_STORY_H
#define SUDUI_TESTS_SUPPORT_STORY_H

#include "support/company_file.h"

/* One line of a story: who said what, when it became known, from when it holds. */
typedef struct statement {
  int64_t known_us;
  const char *source;
  const char *valid_from; /* NULL: since ever */
  const char *rows;       /* "code,value\n..." for the column of the story */
} statement;

__attribute__((unused)) static void tell(company_file *f, const char *id, const statement *s) {
  char mapping_text[400], table[600];
  snprintf(mapping_text, sizeof mapping_text,
           "[file]\nsource = %s\nkey = 代码\nperiod = 2024\n%s%s\n[columns]\n值 = %s\n", s->source,
           s->valid_from ? "valid from = " : "", s->valid_from ? s->valid_from : "", id);
  snprintf(table, sizeof table, "代码,值\n%s", s->rows);
  import_request request = {.now_us = s->known_us};
  import_report report;
  sd_error error = {0};
  if (load_table_text(f, mapping_text, text_of(table), &request, &report, &error) != SD_OK)
    fail_msg("%s: %s", s->rows, error.text[LANGUAGE_ENGLISH]);
}

/* The tax office corrects itself, statistics disagrees, an audit comes late. */
__attribute__((unused)) static const statement revenue_story[] = {
    {100, "税务局", NULL, CODE_A ",1000\n" CODE_B ",500\n"},
    {200, "统计局", NULL, CODE_A ",900\n" CODE_B ",500\n"},
    {300, "税务局", NULL, CODE_A ",1100\n"},
    {400, "审计", NULL, CODE_A ",950\n"},
    {500, "税务局", NULL, CODE_A ",900\n"},
};

/* A firm moves; the news of a move comes after the move, and one was wrong. */
__attribute__((unused)) static const statement district_story[] = {
    {100, "市场监管局", NULL, CODE_A ",武进区\n"},
    {200, "市场监管局", "2024-06-01", CODE_A ",新北区\n"},
    {300, "市场监管局", "2024-03-01", CODE_A ",钟楼区\n"},
    {400, "市场监管局", "2024-06-01", CODE_A ",天宁区\n"},
};

#endif
