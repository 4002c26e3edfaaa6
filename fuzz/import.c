/* A mapping and a table through the whole import, into a database that keeps nothing.
 *
 * The mapping stands before a line "=====", the table behind it.  Claims: an error has told itself;
 * rows taken and rows rejected are all rows; a rejection has a place and a sentence. */
#include "registry/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "support.h"

static const char import_catalogue[] =
    "id,name_zh,name_en,type,unit,period,personal\n"
    "name,企业名称,Name,string,,none,no\n"
    "registered_on,成立日期,Registered on,date,,none,no\n"
    "dishonesty_list,失信,Dishonest,boolean,,none,no\n"
    "employees,职工总数,Employees,integer,人,year,no\n"
    "revenue,营业收入,Revenue,money,元,year,no\n"
    "rd_ratio,研发强度,R&D ratio,ratio,,year,no\n"
    "score,得分,Score,number,分,none,no\n"
    "insured,参保人数,Insured,integer,人,month,no\n";

typedef struct import_place {
  arena *arena;
  attribute_catalogue *catalogue;
  database *db;
  registry *registry;
} import_place;

/* Made once; the file loses its name at once, so that nothing stays behind. */
static import_place *open_place(void) {
  static import_place place;
  if (place.registry != NULL) return &place;
  char folder[] = "/tmp/sudui-fuzz-XXXXXX", path[64], other[80];
  FUZZ_CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/city.db", folder);
  place.arena = arena_create(0);
  FUZZ_CHECK(attribute_catalogue_read(text_of(import_catalogue), "catalogue", place.arena,
                                      &place.catalogue, NULL) == SD_OK);
  FUZZ_CHECK(database_create(path, &place.db, NULL) == SD_OK);
  FUZZ_CHECK(audit_migrate(place.db, NULL) == SD_OK);
  FUZZ_CHECK(registry_open(place.db, place.catalogue, &place.registry, NULL) == SD_OK);
  static const char *const endings[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    snprintf(other, sizeof other, "%s%s", path, endings[i]);
    unlink(other);
  }
  rmdir(folder);
  return &place;
}

static sd_status check_rejection(void *context, const rejection *r, sd_error *error) {
  (void)error;
  char sentence[2000];
  size_t *count = context;
  ++*count;
  FUZZ_CHECK(r->row > 0 && r->value.size <= 200);
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    message_format((language)lang, r->reason, r->arguments, sentence, sizeof sentence);
    FUZZ_CHECK(sentence[0] != '\0');
  }
  return SD_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  import_place *place = open_place();
  text settings, table;
  fuzz_split(fuzz_text(data, size), TEXT("\n=====\n"), &settings, &table);
  if (table.size == 0) return 0;
  arena *a = arena_create(0);
  mapping *m = NULL;
  sd_error error = {0};
  sd_status status = mapping_read(settings, "fuzz.mapping", place->catalogue, a, &m, &error);
  fuzz_check_error(status, &error, false);
  if (status == SD_OK) {
    size_t rejections = 0;
    import_report report = {0};
    import_request request = {.path = "fuzz.csv",
                              .content = table,
                              .mapping = m,
                              .actor = "fuzz",
                              .now_us = 1709172000000000,
                              .visit_rejection = check_rejection,
                              .context = &rejections,
                              .dry_run = true};
    status = registry_import(place->registry, &request, a, &report, &error);
    fuzz_check_error(status, &error, false);
    if (status == SD_OK) {
      FUZZ_CHECK(report.rows_rejected >= 0 && report.rows_rejected <= report.rows);
      FUZZ_CHECK((report.rows_rejected > 0) == (rejections > 0));
      FUZZ_CHECK(!database_in_transaction(place->db));
    }
  }
  arena_destroy(a);
  return 0;
}
