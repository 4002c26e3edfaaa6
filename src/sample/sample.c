/* Writes a made-up city: the messy tables of many departments, and a mapping file beside each. */
#include "sample/sample.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/messages/sample.h"
#include "sample/company_table.h"
#include "sample/incubator_table.h"

enum { TABLES_MAX = 64, PATH_SIZE = 1024, ARENA_BYTES_MAX = 1 << 20, PROGRESS_EVERY = 2048 };

/* Everything is written into this folder inside of the directory and moved out at the end, so that
 * an error or a full disk leaves nothing half-written. */
static const char WORKING_FOLDER[] = ".sample";

typedef struct open_table {
  const company_table *table;
  size_t year_index;
  table_writer *writer;
} open_table;

typedef struct sample_run {
  sample_plan plan; /* its directory is the working folder */
  char working[PATH_SIZE];
  open_table tables[TABLES_MAX];
  size_t table_count;
  table_counts counts;
  company company;     /* the one at hand */
  incubator incubator; /* the same */
} sample_run;

sample_options sample_options_default(const char *directory) {
  return (sample_options){.directory = directory,
                          .companies = SAMPLE_COMPANIES_DEFAULT,
                          .seed = 1,
                          .first_year = 2022,
                          .last_year = 2024};
}

static sd_status check_options(const sample_options *o, sd_error *error) {
  if (o->companies < 1 || o->companies > SAMPLE_COMPANIES_MAX) {
    return error_set(error, SD_MISUSE, MESSAGE_SAMPLE_COMPANIES,
                     SD_ARGS(SD_NUMBER(SAMPLE_COMPANIES_MAX)));
  }
  if (o->first_year < SAMPLE_YEAR_MIN || o->last_year > SAMPLE_YEAR_MAX ||
      o->first_year > o->last_year || o->last_year - o->first_year >= SAMPLE_YEARS_MAX) {
    return error_set(error, SD_MISUSE, MESSAGE_SAMPLE_YEARS,
                     SD_ARGS(SD_NUMBER(SAMPLE_YEAR_MIN), SD_NUMBER(SAMPLE_YEAR_MAX),
                             SD_NUMBER(SAMPLE_YEARS_MAX)));
  }
  return SD_OK;
}

static sd_status check_folder_is_free(const char *directory, arena *a, sd_error *error) {
  static const char *const ENDINGS[] = {".csv", ".xlsx", ".mapping"};
  for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
    text *names;
    size_t count;
    TRY(file_list(directory, text_of(ENDINGS[i]), a, &names, &count, error));
    if (count != 0) {
      return error_set(error, SD_CONFLICT, MESSAGE_SAMPLE_FOLDER_IN_USE,
                       SD_ARGS(directory, names[0].data));
    }
  }
  return SD_OK;
}

/* --- README.txt --------------------------------------------------------------------------------
 */

static const char README[] =
    "本文件夹中的全部数据均为虚构，由程序生成，仅供演示和测试。\r\n"
    "任何企业、人员、账户、证书均不存在；请勿当作真实数据使用或传播。\r\n"
    "  企业名称都含“（虚构）”；人名以“虚、拟、甲、乙”等开头；电话以 100 开头；\r\n"
    "  账号以 000 开头；联行号网点部分以 9 开头；高企证书流水号从 900000 起。\r\n"
    "  统一社会信用代码的格式和两个校验位正确，但主体标识码以 XX 开头；\r\n"
    "  据我们所知，实际赋码为八位数字或以 MA 及其后的字母开头。\r\n"
    "  部分单元格故意留空、部分部门数据互相矛盾、约千分之一的行故意写错，供导入校验。\r\n"
    "\r\n"
    "Everything in this folder is made up by a program, for demonstrations and tests only.\r\n"
    "No company, person, account or certificate in it exists.\r\n"
    "  Every company name holds （虚构）, which means made up; names of persons begin with 虚, "
    "拟,\r\n"
    "  甲, 乙 ...; phone numbers with 100; account numbers with 000; the branch part of bank "
    "codes\r\n"
    "  with 9; serials of high-tech certificates from 900000 on.\r\n"
    "  Credit codes have the right form and both check digits, but their serial begins with XX; "
    "to\r\n"
    "  our knowledge issued serials are eight digits or begin with MA and the letters after it.\r\n"
    "  Some cells are empty, some departments contradict each other, and about one row in 1,000\r\n"
    "  is wrong, all on purpose, so that the checks of an import can be seen.\r\n"
    "\r\n";

static sd_status write_readme(const sample_run *run, sd_error *error) {
  const sample_options *o = &run->plan.options;
  char path[PATH_SIZE + 16], content[sizeof README + 256];
  snprintf(path, sizeof path, "%s/README.txt", run->working);
  int size =
      snprintf(content, sizeof content,
               "%scompanies %" PRIu64 ", seed %" PRIu64 ", years %" PRId32 "-%" PRId32 "\r\n",
               README, o->companies, o->seed, o->first_year, o->last_year);
  return file_write(path, (text){content, (size_t)size}, error);
}

/* --- Tables ------------------------------------------------------------------------------------
 */

static sd_status open_one(sample_run *run, const company_table *table,
                          const table_definition *definition, size_t year_index, sd_error *error) {
  open_table *t = &run->tables[run->table_count];
  *t = (open_table){.table = table, .year_index = year_index};
  TRY(table_open(&run->plan, definition, year_index, &run->counts, &t->writer, error));
  run->table_count++;
  return SD_OK;
}

static sd_status open_tables(sample_run *run, sd_error *error) {
  static const company_table *(*const GROUPS[])(size_t *) = {office_tables, title_tables,
                                                             declaration_tables};
  for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++) {
    size_t count;
    const company_table *tables = GROUPS[g](&count);
    for (size_t i = 0; i < count; i++) {
      bool of_one_year = tables[i].definition.of_one_year;
      for (size_t year = 0; year < (of_one_year ? run->plan.year_count : 1); year++) {
        TRY(open_one(run, &tables[i], &tables[i].definition, year, error));
      }
    }
  }
  return open_one(run, NULL, incubator_table(), 0, error);
}

static sd_status write_company(sample_run *run, uint64_t index, sd_error *error) {
  company *c = &run->company;
  company_make(&run->plan, index, c);
  for (size_t i = 0; i < run->table_count; i++) {
    open_table *t = &run->tables[i];
    if (t->table == NULL) continue;
    size_t year = t->table->definition.of_one_year ? t->year_index : run->plan.year_count - 1;
    if (t->table->includes != NULL && !t->table->includes(c, &c->years[year])) continue;
    bool again = true;
    while (again && table_row_begin(t->writer, index)) {
      t->table->add_cells(t->writer, &run->plan, c);
      again = table_row_end(t->writer);
    }
    TRY(table_status(t->writer, error));
  }
  return SD_OK;
}

static void write_incubators(sample_run *run) {
  table_writer *w = run->tables[run->table_count - 1].writer;
  for (uint64_t i = 0; i < run->plan.incubators; i++) {
    incubator_make(&run->plan, i, &run->incubator);
    if (!table_row_begin(w, i)) continue;
    incubator_add_cells(w, &run->plan, &run->incubator);
    (void)table_row_end(w);
  }
}

static sd_status close_tables(sample_run *run, sd_error *error) {
  while (run->table_count > 0) {
    open_table *t = &run->tables[--run->table_count];
    TRY(table_finish(t->writer, error));
  }
  return SD_OK;
}

static void abandon_tables(sample_run *run) {
  while (run->table_count > 0) table_abandon(run->tables[--run->table_count].writer);
}

static sd_status write_all(sample_run *run, sample_progress progress, void *context,
                           sd_error *error) {
  uint64_t total = run->plan.options.companies;
  TRY(write_readme(run, error));
  TRY(open_tables(run, error));
  for (uint64_t i = 0; i < total; i++) {
    if (progress != NULL && i % PROGRESS_EVERY == 0) progress(context, i, total);
    TRY(write_company(run, i, error));
  }
  write_incubators(run);
  TRY(close_tables(run, error));
  if (progress != NULL) progress(context, total, total);
  return SD_OK;
}

/* --- The folder --------------------------------------------------------------------------------
 */

static sd_status move_out(const sample_run *run, const char *directory, arena *a, sd_error *error) {
  text *names;
  size_t count;
  TRY(file_list(run->working, TEXT(""), a, &names, &count, error));
  for (size_t i = 0; i < count; i++) {
    text from = file_join(a, text_of(run->working), names[i]);
    text to = file_join(a, text_of(directory), names[i]);
    if (from.data == NULL || to.data == NULL) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    if (rename(from.data, to.data) != 0) {
      return error_set(error, SD_IO_FAILED, MESSAGE_FILE_FAILED, SD_ARGS(to.data, strerror(errno)));
    }
  }
  return SD_OK;
}

/* Removes the working folder with whatever is left in it. */
static void remove_working_folder(const sample_run *run, arena *a) {
  text *names;
  size_t count = 0;
  if (file_list(run->working, TEXT(""), a, &names, &count, NULL) != SD_OK) return;
  for (size_t i = 0; i < count; i++) {
    text path = file_join(a, text_of(run->working), names[i]);
    if (path.data != NULL) unlink(path.data);
  }
  rmdir(run->working);
}

static sd_status prepare_run(sample_run *run, const sample_options *options, arena *a,
                             sd_error *error) {
  TRY(check_options(options, error));
  TRY(file_make_directory(options->directory, error));
  TRY(check_folder_is_free(options->directory, a, error));
  int size =
      snprintf(run->working, sizeof run->working, "%s/%s", options->directory, WORKING_FOLDER);
  if (size < 0 || (size_t)size >= sizeof run->working) {
    return error_set(error, SD_IO_FAILED, MESSAGE_FILE_FAILED,
                     SD_ARGS(options->directory, strerror(ENAMETOOLONG)));
  }
  sample_plan_init(&run->plan, options);
  run->plan.options.directory = run->working;
  remove_working_folder(run, a); /* of a run that was killed */
  return file_make_directory(run->working, error);
}

static void summarise(const sample_run *run, sample_summary *out) {
  *out = (sample_summary){.companies = run->plan.options.companies,
                          .high_tech = run->plan.high_tech,
                          .incubators = run->plan.incubators,
                          .files = run->counts.files,
                          .rows = run->counts.rows,
                          .cells = run->counts.cells,
                          .cells_empty = run->counts.cells_empty,
                          .facts_disputed = run->counts.facts_disputed,
                          .rows_damaged = run->counts.rows_damaged};
}

sd_status sample_write(const sample_options *options, sample_progress progress, void *context,
                       sample_summary *summary_out, sd_error *error) {
  arena *a = arena_create(ARENA_BYTES_MAX);
  sample_run *run = a == NULL ? NULL : ARENA_NEW(a, sample_run);
  if (run == NULL) {
    arena_destroy(a);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  sd_status status = prepare_run(run, options, a, error);
  if (status == SD_OK) {
    status = write_all(run, progress, context, error);
    abandon_tables(run);
    if (status == SD_OK) status = move_out(run, options->directory, a, error);
    remove_working_folder(run, a);
  }
  if (status == SD_OK && summary_out != NULL) summarise(run, summary_out);
  arena_destroy(a);
  return status;
}
