/* Encodings of files, cut anywhere; half-width forms; names of accounts. */
#include "base/encoding.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/table.h"

#define BYTES(literal) \
  { (literal), sizeof(literal) - 1 }

static const struct {
  const char *name;
  text source;
  encoding found;
  const char *result; /* NULL: refused */
} FILES[] = {
    {"ASCII", BYTES("a,b\n"), ENCODING_UTF8, "a,b\n"},
    {"UTF-8", BYTES("名称,𠮷\n"), ENCODING_UTF8, "名称,𠮷\n"},
    {"UTF-8 with mark", BYTES("\xEF\xBB\xBF名称"), ENCODING_UTF8_MARKED, "名称"},
    {"only the mark", BYTES("\xEF\xBB\xBF"), ENCODING_UTF8_MARKED, ""},
    {"empty", BYTES(""), ENCODING_UTF8, ""},
    {"UTF-16 LE", BYTES("\xFF\xFE\x0D\x54\x42\xD8\xB7\xDF"), ENCODING_UTF16_LITTLE, "名𠮷"},
    {"UTF-16 BE", BYTES("\xFE\xFF\x54\x0D\xD8\x42\xDF\xB7"), ENCODING_UTF16_BIG, "名𠮷"},
    {"GBK", BYTES("\xC3\xFB\xB3\xC6,1\n"), ENCODING_GB18030, "名称,1\n"},
    {"GB18030, four bytes", BYTES("\x95\x34\xB2\x35\x81\x30\x89\x38"), ENCODING_GB18030, "𠮷ß"},
    {"GB18030, 㐀 and 䶮", BYTES("\x81\x39\xEE\x39\xFE\x9F"), ENCODING_GB18030, "㐀䶮"},
    {"GB18030, full-width", BYTES("\xA3\xB1\xA3\xB2"), ENCODING_GB18030, "１２"},
    {"0x80 is no GB18030", BYTES("a\x80z"), ENCODING_GB18030, NULL},
    {"cut GB18030", BYTES("\xC3\xFB\xB3"), ENCODING_GB18030, NULL},
    {"bad UTF-8 behind a mark",
     BYTES("\xEF\xBB\xBF"
           "a\xC3\xFB"),
     ENCODING_UTF8_MARKED, NULL},
    {"odd UTF-16", BYTES("\xFF\xFE\x0D"), ENCODING_UTF16_LITTLE, NULL},
};

static void converts_whole_texts(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(FILES); i++) {
    text_builder out;
    text_builder_init(&out, 1000);
    encoding found;
    sd_error error = {0};
    sd_status status = encoding_convert(FILES[i].source, &out, &found, &error);
    CHECK_ROW(FILES[i].name, found == FILES[i].found);
    CHECK_ROW(FILES[i].name, status == (FILES[i].result == NULL ? SD_SYNTAX_ERROR : SD_OK));
    CHECK_ROW(FILES[i].name, status != SD_OK || text_is(text_builder_text(&out), FILES[i].result));
    text_builder_release(&out);
  }
}

static void converts_pieces_cut_anywhere(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(FILES); i++) {
    for (size_t size = 1; size <= FILES[i].source.size; size++) {
      encoding_decoder *d = encoding_decoder_create(FILES[i].found);
      text_builder out;
      text_builder_init(&out, 1000);
      sd_status status = SD_OK;
      size_t at = 0;
      for (; status == SD_OK && at < FILES[i].source.size; at += size) {
        status = encoding_decoder_feed(d, text_slice(FILES[i].source, at, size), false, &out, NULL);
      }
      if (status == SD_OK) status = encoding_decoder_feed(d, TEXT(""), true, &out, NULL);
      CHECK_ROW(FILES[i].name, status == (FILES[i].result == NULL ? SD_SYNTAX_ERROR : SD_OK));
      CHECK_ROW(FILES[i].name,
                status != SD_OK || text_is(text_builder_text(&out), FILES[i].result));
      text_builder_release(&out);
      encoding_decoder_destroy(d);
    }
  }
}

/* The first part is ASCII, so that only reading on tells the encoding. */
static void detects_the_encoding_of_large_files(void **state) {
  (void)state;
  static const struct {
    const char *name, *end;
    encoding found;
  } ROWS[] = {{"UTF-8", "名称", ENCODING_UTF8},
              {"GB18030", "\xC3\xFB\xB3\xC6", ENCODING_GB18030},
              {"cut UTF-8 is not UTF-8", "名\xE5\x90", ENCODING_GB18030}};
  char path[] = "/tmp/sudui-encoding-XXXXXX";
  int descriptor = mkstemp(path);
  assert_true(descriptor >= 0);
  close(descriptor);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder content;
    text_builder_init(&content, 1 << 22);
    for (int k = 0; k < 262143; k++) text_builder_add_byte(&content, 'x');
    text_builder_add_string(&content, ROWS[i].end);
    assert_int_equal(file_write(path, text_builder_text(&content), NULL), SD_OK);
    text_builder_release(&content);
    file_reader *file;
    encoding found;
    assert_int_equal(file_reader_open(path, &file, NULL), SD_OK);
    assert_int_equal(encoding_detect_file(file, &found, NULL), SD_OK);
    CHECK_ROW(ROWS[i].name, found == ROWS[i].found);
    file_reader_close(file);
  }
  unlink(path);
}

static void names_the_bad_byte(void **state) {
  (void)state;
  text_builder out;
  text_builder_init(&out, 100);
  sd_error error = {0};
  assert_int_equal(encoding_convert(TEXT("\xEF\xBB\xBF"
                                         "abc\xFF"),
                                    &out, NULL, &error),
                   SD_SYNTAX_ERROR);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "byte 7"));
  text_builder_release(&out);
}

static void folds_widths_and_names(void **state) {
  (void)state;
  static const struct {
    const char *source, *widths, *name;
  } ROWS[] = {
      {"１２３．５％", "123.5%", "123.5%"},
      {"ＡＢｃ（甲）　乙", "ABc(甲) 乙", "ABC(甲)乙"},
      {"常州【华】〔机〕电 有限公司", "常州【华】〔机〕电 有限公司", "常州(华)(机)电有限公司"},
      {"￥1−2", "¥1-2", "¥1-2"},
      {"阿•凡・提", "阿•凡・提", "阿·凡·提"},
      {"𠮷\xFF!", "𠮷\xFF!", "𠮷!"},
      {"", "", ""},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder out;
    text_builder_init(&out, 1000);
    encoding_fold_width(text_of(ROWS[i].source), &out);
    CHECK_ROW_TEXT(ROWS[i].source, text_builder_text(&out).data, ROWS[i].widths);
    text_builder_clear(&out);
    encoding_fold_name(text_of(ROWS[i].source), &out);
    CHECK_ROW_TEXT(ROWS[i].source, text_builder_text(&out).data, ROWS[i].name);
    text_builder_release(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(converts_whole_texts),
      cmocka_unit_test(converts_pieces_cut_anywhere),
      cmocka_unit_test(detects_the_encoding_of_large_files),
      cmocka_unit_test(names_the_bad_byte),
      cmocka_unit_test(folds_widths_and_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
