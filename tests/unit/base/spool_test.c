/* Spools: what was put aside comes back, from memory, from the file and from both. */
#include "base/spool.h"

#include "base/text_builder.h"
#include "support/table.h"

static sd_status collect(void *context, text piece, sd_error *error) {
  (void)error;
  text_builder_add(context, piece);
  return SD_OK;
}

static void gives_back_what_it_got(void **state) {
  (void)state;
  static const struct {
    const char *name;
    size_t memory_bytes, pieces, piece_bytes;
  } ROWS[] = {
      {"nothing", 100, 0, 0},     {"in memory", 100000, 10, 100},   {"in the file", 0, 10, 100},
      {"in both", 1000, 77, 300}, {"many pieces", 4096, 3000, 999}, /* 3 MB: more than one piece of
                                                                       reading */
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    spool *s = spool_create("/tmp/sudui-spool-test", ROWS[i].memory_bytes);
    text_builder expected, found;
    text_builder_init(&expected, 1 << 24);
    text_builder_init(&found, 1 << 24);
    for (size_t k = 0; k < ROWS[i].pieces; k++) {
      char piece[1000];
      memset(piece, 'a' + (int)(k % 26), sizeof piece);
      text part = {piece, ROWS[i].piece_bytes};
      text_builder_add(&expected, part);
      CHECK_ROW(ROWS[i].name, spool_add(s, part, NULL) == SD_OK);
    }
    arena *a = arena_create(0);
    text all;
    CHECK_ROW(ROWS[i].name, spool_size(s) == expected.size);
    CHECK_ROW(ROWS[i].name, spool_read_all(s, a, &all, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].name, text_equal(all, text_builder_text(&expected)));
    CHECK_ROW(ROWS[i].name, spool_each(s, collect, &found, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].name, text_equal(text_builder_text(&found), text_builder_text(&expected)));
    arena_destroy(a);
    text_builder_release(&expected);
    text_builder_release(&found);
    spool_destroy(s);
  }
}

static void says_when_there_is_no_folder(void **state) {
  (void)state;
  spool *s = spool_create("/tmp/sudui-no-such-folder/x", 0);
  assert_int_equal(spool_add(s, TEXT("x"), NULL), SD_IO_FAILED);
  spool_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gives_back_what_it_got),
      cmocka_unit_test(says_when_there_is_no_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
