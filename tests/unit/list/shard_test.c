/* Shards: any division gives the run of a single process; what does not belong together is refused.
 */
#include "list/shard.h"

#include "base/file.h"
#include "base/messages/list.h"
#include "registry/snapshot_digest.h"
#include "support/item_run.h"

enum { SHARDS_MAX = 7 };

typedef struct taken {
  sm3_digest output;
  size_t count;
} taken;

static sd_status take(void *context, size_t index, list_run *run, sd_status status,
                      sd_error *error) {
  (void)error;
  taken *t = context;
  if (status != SD_OK) return status;
  assert_int_equal(index, t->count);
  t->output = run->output_hash;
  t->count++;
  return SD_OK;
}

static void shard_path(const fixture *f, uint32_t index, uint32_t count, char out[100]) {
  snprintf(out, 100, "%s.%u-%u.shard", f->path, index, count);
}

static void write_shards(fixture *f, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    char path[100];
    sd_error error = {0};
    shard_path(f, i, count, path);
    f->request.threads = 1 + i % 2;
    require(run_write_shard(f->registry, &f->request, 1, (run_shard){i, count}, path, &error),
            &error);
  }
}

static sd_status merge(fixture *f, uint32_t count, taken *t, sd_error *error) {
  char paths[SHARDS_MAX][100];
  const char *names[SHARDS_MAX];
  for (uint32_t i = 0; i < count; i++) {
    uint32_t turned = (i + 1) % count; /* in no order */
    shard_path(f, turned, count, paths[i]);
    names[i] = paths[i];
  }
  const run_taker taker = {take, t};
  *t = (taken){.count = 0};
  return run_merge_shards(&f->request, 1, names, count, &taker, error);
}

static void remove_shards(fixture *f, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    char path[100];
    shard_path(f, i, count, path);
    unlink(path);
  }
}

static void any_division_gives_the_same_run(void **state) {
  static const uint32_t COUNTS[] = {1, 2, 3, 7};
  fixture *f = *state;
  import_many(f, 2 * SNAPSHOT_PART_SUBJECTS + 100);
  list_run *whole;
  sd_error error = {0};
  require(run_compute(f->registry, &f->request, f->arena, &whole, &error), &error);
  assert_true(whole->prorated);
  for (size_t i = 0; i < COUNT_OF(COUNTS); i++) {
    taken t;
    write_shards(f, COUNTS[i]);
    require(merge(f, COUNTS[i], &t, &error), &error);
    assert_int_equal(t.count, 1);
    assert_true(sm3_equal(&t.output, &whole->output_hash));
    remove_shards(f, COUNTS[i]);
  }
}

/* Puts `to` in place of the first `from` in a shard's file. */
static void edit(fixture *f, const char *from, const char *to) {
  char path[100];
  text content;
  text_builder edited;
  shard_path(f, 0, 2, path);
  assert_int_equal(file_read(path, 1 << 24, f->arena, &content, NULL), SD_OK);
  size_t at = text_find(content, text_of(from), 0);
  assert_true(at != SIZE_MAX);
  text_builder_init(&edited, 1 << 24);
  text_builder_add(&edited, text_slice(content, 0, at));
  text_builder_add_string(&edited, to);
  text_builder_add(&edited, text_slice(content, at + strlen(from), content.size));
  assert_int_equal(file_write(path, text_builder_text(&edited), NULL), SD_OK);
  text_builder_release(&edited);
}

static void refuses_damaged_files(void **state) {
  static const struct {
    const char *from, *to;
  } ROWS[] = {
      {"NOT_MET", "MET"},         {",MET,", ",NOT_MET,"}, {"sudui-shard 1", "sudui-shard 2"},
      {"parts 0 0", "parts 0 1"}, {"end ", "end"},        {"shard 0 2", "shard 0 1"},
  };
  fixture *f = *state;
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    taken t;
    sd_error error = {0};
    write_shards(f, 2);
    /* Of 8 companies all stand in the second share, whose file is edited under the first's name. */
    if (text_find(text_of(ROWS[i].from), TEXT("MET"), 0) != SIZE_MAX) {
      char first[100], second[100];
      shard_path(f, 0, 2, first);
      shard_path(f, 1, 2, second);
      assert_int_equal(rename(second, first), 0);
    }
    edit(f, ROWS[i].from, ROWS[i].to);
    f->request.threads = 1;
    char path[100];
    shard_path(f, 1, 2, path);
    if (!file_exists(path)) {
      require(run_write_shard(f->registry, &f->request, 1, (run_shard){0, 2}, path, &error),
              &error);
    }
    CHECK_ROW(ROWS[i].from, merge(f, 2, &t, &error) == SD_CORRUPT);
    CHECK_ROW(ROWS[i].from, error.message == MESSAGE_LIST_SHARD_DAMAGED && t.count == 0);
    remove_shards(f, 2);
  }
}

static void refuses_what_does_not_belong_together(void **state) {
  fixture *f = *state;
  taken t;
  sd_error error = {0};
  char first[100], second[100];
  write_shards(f, 2);
  shard_path(f, 0, 2, first);
  shard_path(f, 1, 2, second);
  f->request.data_year = 2025; /* another question than was asked */
  assert_int_equal(merge(f, 2, &t, &error), SD_CONFLICT);
  assert_int_equal(error.message, MESSAGE_LIST_SHARD_DIFFERS);
  f->request.data_year = 2024;
  import_table(f, "代码,板块,中小企业,研发费用,上年研发费用\n91320411MA00000231,370100,是,1,2\n",
               RUN_US); /* facts that the other share did not know */
  require(run_write_shard(f->registry, &f->request, 1, (run_shard){1, 2}, second, &error), &error);
  assert_int_equal(merge(f, 2, &t, &error), SD_CONFLICT);
  assert_int_equal(error.message, MESSAGE_LIST_SHARD_DIFFERS);
  write_shards(f, 2);
  assert_int_equal(rename(first, second), 0);
  write_shards(f, 3);
  shard_path(f, 0, 3, first);
  const char *twice[] = {second, second}, *of_three[] = {second, first};
  const run_taker taker = {take, &t};
  assert_int_equal(run_merge_shards(&f->request, 1, twice, 2, &taker, &error), SD_CONFLICT);
  assert_int_equal(error.message, MESSAGE_LIST_SHARD_MISSING);
  assert_int_equal(run_merge_shards(&f->request, 1, of_three, 2, &taker, &error), SD_CONFLICT);
  assert_int_equal(error.message, MESSAGE_LIST_SHARD_MISSING);
  remove_shards(f, 2);
  remove_shards(f, 3);
}

static void reads_the_name_of_a_shard(void **state) {
  static const char *const WRONG[] = {"",   "1",   "0/2",     "3/2", "1/2/3",
                                      "1/", "a/b", "1/99999", "1/2 "};
  (void)state;
  run_shard shard;
  assert_true(run_shard_parse("2/7", &shard));
  assert_int_equal(shard.index, 1);
  assert_int_equal(shard.count, 7);
  for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
    CHECK_ROW(WRONG[i], !run_shard_parse(WRONG[i], &shard));
  }
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_fixture, close_fixture)
  const struct CMUnitTest tests[] = {
      TEST(any_division_gives_the_same_run),
      TEST(refuses_damaged_files),
      TEST(refuses_what_does_not_belong_together),
      cmocka_unit_test(reads_the_name_of_a_shard),
  };
#undef TEST
  return cmocka_run_group_tests(tests, NULL, NULL);
}
