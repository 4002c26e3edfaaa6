/* The whole folder: the same bytes again, rates of what is missing and wrong, every attribute of
 * the catalogue known, mapping files that name only columns that exist, refusals. */
#include "sample/sample.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/identifier.h"
#include "base/map.h"
#include "support/table.h"

enum { COMPANIES = 1500, FILE_BYTES_MAX = 16 << 20 };

typedef struct folder {
  char path[64];
  arena *arena;
  text *names;
  size_t count;
  sample_summary summary;
} folder;

static void folder_list(folder *f) {
  assert_int_equal(file_list(f->path, TEXT(""), f->arena, &f->names, &f->count, NULL), SD_OK);
}

static folder folder_make(uint64_t companies, uint64_t seed) {
  folder f = {.path = "/tmp/sudui-sample-XXXXXX", .arena = arena_create(0)};
  assert_non_null(mkdtemp(f.path));
  sample_options options = sample_options_default(f.path);
  options.companies = companies;
  options.seed = seed;
  assert_int_equal(sample_write(&options, NULL, NULL, &f.summary, NULL), SD_OK);
  folder_list(&f);
  return f;
}

static text folder_read(const folder *f, text name) {
  text path = file_join(f->arena, text_of(f->path), name), content;
  assert_int_equal(file_read(path.data, FILE_BYTES_MAX, f->arena, &content, NULL), SD_OK);
  return content;
}

static void folder_remove(folder *f) {
  for (size_t i = 0; i < f->count; i++) {
    unlink(file_join(f->arena, text_of(f->path), f->names[i]).data);
  }
  assert_int_equal(rmdir(f->path), 0);
  arena_destroy(f->arena);
}

static void the_same_options_give_the_same_bytes(void **state) {
  (void)state;
  folder a = folder_make(COMPANIES, 5), b = folder_make(COMPANIES, 5),
         c = folder_make(COMPANIES, 6);
  assert_int_equal(a.count, b.count);
  assert_int_equal(a.count, c.count);
  int other = 0;
  for (size_t i = 0; i < a.count; i++) {
    text one = folder_read(&a, a.names[i]), two = folder_read(&b, b.names[i]);
    CHECK_ROW(a.names[i].data, text_equal(a.names[i], b.names[i]) && text_equal(one, two));
    other += !text_equal(one, folder_read(&c, c.names[i]));
  }
  assert_true(other >= 25); /* mapping files are the same for any seed */
  assert_memory_equal(&a.summary, &b.summary, sizeof a.summary);
  folder_remove(&a);
  folder_remove(&b);
  folder_remove(&c);
}

/* All CSV files, one behind the other, of 500 companies with seed 2.  The number changes when the
 * generator does, and never with the machine or the compiler. */
static const char GOLDEN[] = "32b6fae1bd5a11c2b55b59865fc3de90435361420ef91d05843b3b465a820876";

static void bytes_are_those_of_every_machine(void **state) {
  (void)state;
  folder f = folder_make(500, 2);
  sm3_hasher *hasher = sm3_create();
  for (size_t i = 0; i < f.count; i++) {
    if (text_ends_with(f.names[i], TEXT(".csv"))) sm3_add(hasher, folder_read(&f, f.names[i]));
  }
  sm3_digest digest;
  char hex[SM3_TEXT_SIZE];
  assert_true(sm3_finish(hasher, &digest));
  sm3_format(&digest, hex);
  assert_string_equal(hex, GOLDEN);
  sm3_destroy(hasher);
  folder_remove(&f);
}

static void rates_are_as_stated(void **state) {
  (void)state;
  folder f = folder_make(6000, 7);
  const sample_summary *s = &f.summary;
  assert_int_equal(s->companies, 6000);
  assert_int_equal(s->high_tech, 1104);
  assert_int_equal(s->incubators, 18);
  assert_in_range(s->cells_empty * 1000 / s->cells, 25, 35);
  assert_in_range(s->facts_disputed * 1000 / s->cells, 7, 12);
  assert_in_range(s->rows_damaged * 10000 / s->rows, 6, 14);
  folder_remove(&f);
}

/* --- Mapping files -----------------------------------------------------------------------------
 */

/* The attributes of data/attributes.csv, and which of them a mapping names. */
typedef struct catalogue {
  arena *arena;
  map attributes;
  map mapped;
} catalogue;

static sd_status take_attribute(void *context, const csv_row *row, sd_error *error) {
  (void)error;
  catalogue *c = context;
  assert_true(map_set(&c->attributes, arena_copy(c->arena, row->cells[0]), c));
  return SD_OK;
}

static void check_mapping_line(catalogue *c, text name, text line, text header) {
  size_t equals = text_find(line, TEXT(" = "), 0);
  text column = text_slice(line, 0, equals);
  text target = text_trim(text_slice(line, equals + 3, line.size));
  target = text_trim(text_slice(target, 0, text_find(target, TEXT(","), 0)));
  if (header.size != 0 && text_find(header, column, 0) == SIZE_MAX) {
    fail_msg("%s: no column \"%.*s\"", name.data, TEXT_ARG(column));
  }
  if (text_is(target, "-")) return;
  if (map_get(&c->attributes, target) == NULL) {
    fail_msg("%s: \"%.*s\" is no attribute", name.data, TEXT_ARG(target));
  }
  assert_true(map_set(&c->mapped, target, c));
}

/* The header row of the table beside a mapping; empty for XLSX. */
static text header_of(const folder *f, text mapping_name) {
  char table[128];
  snprintf(table, sizeof table, "%.*scsv", (int)(mapping_name.size - strlen("mapping")),
           mapping_name.data);
  text path = file_join(f->arena, text_of(f->path), text_of(table));
  if (!file_exists(path.data)) return TEXT("");
  text_builder utf8;
  text_builder_init(&utf8, FILE_BYTES_MAX);
  assert_int_equal(encoding_convert(folder_read(f, text_of(table)), &utf8, NULL, NULL), SD_OK);
  text whole = text_builder_text(&utf8);
  text header = arena_copy(f->arena, text_slice(whole, 0, text_find(whole, TEXT("\r\n"), 0)));
  text_builder_release(&utf8);
  return header;
}

static void check_mapping(catalogue *c, const folder *f, text name) {
  text rest = folder_read(f, name), header = header_of(f, name);
  bool in_columns = false;
  while (rest.size != 0) {
    size_t end = text_find(rest, TEXT("\n"), 0);
    text line = text_slice(rest, 0, end);
    rest = end == SIZE_MAX ? TEXT("") : text_slice(rest, end + 1, rest.size);
    if (text_starts_with(line, TEXT("["))) {
      in_columns = text_is(line, "[columns]");
    } else if (in_columns && line.size != 0) {
      check_mapping_line(c, name, line, header);
    }
  }
}

/* What the made-up city's offices do not send: dates of entry, removal and repair (they send who is
 * on a list), figures and keys that no shipped item is bounded by or related through. */
static bool is_not_sent(text attribute) {
  static const char *const NOT_SENT[] = {"tax_paid", "local_contribution", "project_number",
                                         "group_code"};
  static const char *const LISTS[] = {"dishonesty_", "serious_violation_", "abnormal_"};
  for (size_t i = 0; i < COUNT_OF(NOT_SENT); i++) {
    if (text_is(attribute, NOT_SENT[i])) return true;
  }
  for (size_t i = 0; i < COUNT_OF(LISTS); i++) {
    if (text_starts_with(attribute, text_of(LISTS[i])) &&
        !text_ends_with(attribute, TEXT("list"))) {
      return true;
    }
  }
  return false;
}

static void mappings_fit_tables_and_catalogue(void **state) {
  (void)state;
  folder f = folder_make(300, 8);
  catalogue c = {.arena = f.arena};
  map_init(&c.attributes, f.arena);
  map_init(&c.mapped, f.arena);
  assert_int_equal(csv_read_file("data/attributes.csv", take_attribute, &c, NULL, NULL), SD_OK);
  for (size_t i = 0; i < f.count; i++) {
    if (text_ends_with(f.names[i], TEXT(".mapping"))) check_mapping(&c, &f, f.names[i]);
  }
  for (size_t i = 1; i < c.attributes.count; i++) { /* the first row is the header */
    text attribute = c.attributes.entries[i].key;
    if (map_get(&c.mapped, attribute) == NULL && !is_not_sent(attribute))
      fail_msg("nobody states %s", attribute.data);
  }
  folder_remove(&f);
}

/* --- Codes -------------------------------------------------------------------------------------
 */

typedef struct code_counts {
  size_t rows, valid, invalid;
} code_counts;

static sd_status count_code(void *context, const csv_row *row, sd_error *error) {
  (void)error;
  code_counts *n = context;
  assert_int_equal(row->fault, CSV_FAULT_NONE);
  if (n->rows++ == 0) return SD_OK; /* the header */
  bool valid = uscc_check(row->cells[0]) == IDENTIFIER_VALID;
  n->valid += valid;
  n->invalid += !valid;
  return SD_OK;
}

static void codes_are_valid_but_for_damaged_rows(void **state) {
  (void)state;
  static const char *const TABLES[] = {"market-register.csv", "tax-2024.csv", "credit.csv",
                                       "bank-accounts.csv"};
  folder f = folder_make(6000, 9);
  for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
    code_counts n = {0};
    text path = file_join(f.arena, text_of(f.path), text_of(TABLES[i]));
    assert_int_equal(csv_read_file(path.data, count_code, &n, NULL, NULL), SD_OK);
    CHECK_ROW(TABLES[i], n.valid > 5500 && n.invalid < 15);
  }
  folder_remove(&f);
}

/* --- Refusals ----------------------------------------------------------------------------------
 */

static const struct {
  const char *name;
  uint64_t companies;
  int32_t first_year, last_year;
} REFUSED[] = {
    {"no company", 0, 2022, 2024},    {"too many", 5000001, 2022, 2024},
    {"years turned", 10, 2024, 2022}, {"too many years", 10, 2018, 2024},
    {"too early", 10, 2014, 2016},    {"too late", 10, 2029, 2031},
};

static void refuses_options_out_of_range(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
    sample_options options = {.directory = "/tmp/sudui-never-made",
                              .companies = REFUSED[i].companies,
                              .first_year = REFUSED[i].first_year,
                              .last_year = REFUSED[i].last_year};
    CHECK_ROW(REFUSED[i].name, sample_write(&options, NULL, NULL, NULL, NULL) == SD_MISUSE);
    CHECK_ROW(REFUSED[i].name, !file_exists("/tmp/sudui-never-made"));
  }
}

static void refuses_a_folder_in_use(void **state) {
  (void)state;
  folder f = folder_make(20, 1);
  sample_options options = sample_options_default(f.path);
  sd_error error;
  assert_int_equal(sample_write(&options, NULL, NULL, NULL, &error), SD_CONFLICT);
  assert_non_null(strstr(error.text[LANGUAGE_CHINESE], f.path));
  size_t before = f.count;
  folder_list(&f);
  assert_int_equal(f.count, before);
  folder_remove(&f);
}

static void refuses_a_file_as_folder(void **state) {
  (void)state;
  char path[] = "/tmp/sudui-sample-XXXXXX";
  close(mkstemp(path));
  sample_options options = sample_options_default(path);
  assert_int_not_equal(sample_write(&options, NULL, NULL, NULL, NULL), SD_OK);
  unlink(path);
}

/* Whichever allocation fails, nothing stays behind and nothing leaks. */
static void survives_a_lack_of_memory(void **state) {
  (void)state;
  folder f = {.path = "/tmp/sudui-sample-XXXXXX", .arena = arena_create(0)};
  assert_non_null(mkdtemp(f.path));
  sample_options options = sample_options_default(f.path);
  options.companies = 3;
  sd_status status = SD_OUT_OF_MEMORY;
  for (int64_t countdown = 0; status != SD_OK; countdown += 1 + countdown / 10) {
    int64_t before = memory_live_blocks();
    memory_fail_after(countdown, true);
    status = sample_write(&options, NULL, NULL, NULL, NULL);
    memory_fail_after(-1, false);
    assert_int_equal(memory_live_blocks(), before);
    folder_list(&f);
    assert_false(file_exists(file_join(f.arena, text_of(f.path), TEXT(".sample")).data));
    assert_true(status == SD_OK ? f.count > 25 : f.count == 0);
  }
  folder_remove(&f);
}

static void years_are_options(void **state) {
  (void)state;
  folder f = {.path = "/tmp/sudui-sample-XXXXXX", .arena = arena_create(0)};
  assert_non_null(mkdtemp(f.path));
  sample_options options = sample_options_default(f.path);
  options.companies = 200;
  options.first_year = options.last_year = 2021;
  assert_int_equal(sample_write(&options, NULL, NULL, NULL, NULL), SD_OK);
  folder_list(&f);
  text path = file_join(f.arena, text_of(f.path), TEXT("tax-2021.csv"));
  assert_true(file_exists(path.data));
  text mapping = folder_read(&f, TEXT("tax-2021.mapping"));
  assert_true(text_find(mapping, TEXT("period = 2021"), 0) != SIZE_MAX);
  folder_remove(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_options_give_the_same_bytes),
      cmocka_unit_test(bytes_are_those_of_every_machine),
      cmocka_unit_test(rates_are_as_stated),
      cmocka_unit_test(mappings_fit_tables_and_catalogue),
      cmocka_unit_test(codes_are_valid_but_for_damaged_rows),
      cmocka_unit_test(refuses_options_out_of_range),
      cmocka_unit_test(refuses_a_folder_in_use),
      cmocka_unit_test(refuses_a_file_as_folder),
      cmocka_unit_test(survives_a_lack_of_memory),
      cmocka_unit_test(years_are_options),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
