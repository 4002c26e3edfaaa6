/* Notices: what they show and what they cannot show, hostile names, and all three forms of file. */
#include "notice/notice.h"

#include "base/file.h"
#include "base/money.h"
#include "support/city.h"

/* Fonts are kept in caches of the font libraries until the process ends. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\nleak:libpango\n"; }

static const notice_line LINES[] = {
    {{"91320412MA00000001", 18},
     {"甲<script>alert(1)</script>&公司", 38},
     {"武进区", 9},
     {"2025", 4},
     140950},
    {{"91320412MA00000002", 18}, {"=cmd|' /C calc'!A0", 18}, {"武进区", 9}, {"2025", 4}, 600714},
};

static notice made_notice(uint32_t columns) {
  return (notice){.lang = LANGUAGE_CHINESE,
                  .item = TEXT("高企奖励"),
                  .owner = TEXT("市科技局"),
                  .policy = TEXT("某发〔2025〕1号"),
                  .list = 3,
                  .first_day = 20269,
                  .last_day = 20276,
                  .days = 5,
                  .working_days = true,
                  .columns = columns,
                  .business_contact = TEXT("0519-1"),
                  .complaint_contact = TEXT("0519-2"),
                  .hash = {{0xab, 0xcd}},
                  .lines = LINES,
                  .count = COUNT_OF(LINES),
                  .total_fen = 741664};
}

enum { NAME = 1u << ITEM_COLUMN_NAME, AMOUNT = 1u << ITEM_COLUMN_AMOUNT };

static void a_page_shows_what_the_item_allows(void **state) {
  (void)state;
  notice n = made_notice(NAME | AMOUNT);
  text_builder page;
  text_builder_init(&page, 1 << 20);
  notice_write_html(&n, &page);
  assert_false(page.failed);
  static const char *const shown[] = {
      "高企奖励",         "某发〔2025〕1号", "1,409.50",
      "6,007.14",         "2025-06-30",      "2025-07-07",
      "5 个工作日",       "7,416.64",        "人民币柒仟肆佰壹拾陆元陆角肆分",
      "匿名异议不予受理", "0519-1",          "0519-2",
      "abcd000000",       "甲&lt;script&gt;"};
  static const char *const hidden[] = {"<script", "91320412", "武进区", "http:", "https:", "src="};
  for (size_t i = 0; i < COUNT_OF(shown); i++) CHECK_ROW(shown[i], strstr(page.data, shown[i]));
  for (size_t i = 0; i < COUNT_OF(hidden); i++) CHECK_ROW(hidden[i], !strstr(page.data, hidden[i]));
  text_builder_release(&page);
}

static void columns_and_sentences(void **state) {
  (void)state;
  int columns[NOTICE_COLUMNS_MAX];
  char sentence[NOTICE_SENTENCE_SIZE];
  notice n = made_notice(UINT32_MAX); /* even with every bit there is nothing else to show */
  assert_int_equal(notice_columns(&n, columns), 6);
  n.total_fen = 0; /* a recognition: no amounts */
  assert_int_equal(notice_columns(&n, columns), 5);
  notice_total(&n, sentence);
  assert_string_equal(sentence, "共 2 家。");
  n.first_day = 0;
  notice_preface(&n, sentence);
  assert_non_null(strstr(sentence, "尚未公示"));
}

static void files_are_written_and_the_same_again(void **state) {
  (void)state;
  city c;
  city_open(&c);
  arena *a = arena_create(0);
  notice n = made_notice(NAME | AMOUNT);
  static const char *const names[] = {"n.pdf", "n.xlsx"};
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    text bytes[2];
    for (int k = 0; k < 2; k++) {
      char path[128];
      snprintf(path, sizeof path, "%s/%s", c.folder, names[i]);
      if (i == 0) MUST(notice_write_pdf(&n, path, error));
      if (i == 1) MUST(notice_write_xlsx(&n, path, error));
      MUST(file_read(path, 1 << 24, a, &bytes[k], error));
    }
    CHECK_ROW(names[i], bytes[0].size > 2000);
    CHECK_ROW(names[i], i == 0 || text_equal(bytes[0], bytes[1]));
  }
  assert_int_equal(notice_write_pdf(&n, "/no/such/folder/n.pdf", NULL), SD_IO_FAILED);
  assert_int_equal(notice_write_xlsx(&n, "/no/such/folder/n.xlsx", NULL), SD_IO_FAILED);
  arena_destroy(a);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_page_shows_what_the_item_allows),
      cmocka_unit_test(columns_and_sentences),
      cmocka_unit_test(files_are_written_and_the_same_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
