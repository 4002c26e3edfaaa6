/* The parts of an XLSX file, inflated behind guards. */
/* What must stay true: nothing is inflated before the whole directory was looked at, and never
 * more than the directory states. */
#include "registry/xlsx_package.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/registry.h"
#include "base/xml.h"

/* Below this a high ratio is harmless and common. */
enum { RATIO_FREE_BYTES = 1024 * 1024, PART_NAME_MAX = 512 };

struct xlsx_package {
  zip_t *archive;
  const char *name;
};

static sd_status refuse_archive(const xlsx_package *p, message_id message,
                                const char *const *arguments, sd_status status, sd_error *error) {
  error_set(error, status, message, arguments);
  error_place(error, p->name, 0, 0);
  return status;
}

static bool is_forbidden(const char *part) {
  text name = text_of(part);
  return text_ends_with(name, TEXT("vbaProject.bin")) ||
         text_find(name, TEXT("externalLinks/"), 0) != SIZE_MAX ||
         text_find(name, TEXT("EncryptedPackage"), 0) != SIZE_MAX;
}

static sd_status check_entry(const xlsx_package *p, zip_uint64_t index, uint64_t *total,
                             sd_error *error) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(p->archive, index, 0, &stat) != 0)
    return refuse_archive(p, MESSAGE_XLSX_NOT_ZIP, SD_ARGS(zip_strerror(p->archive)),
                          SD_SYNTAX_ERROR, error);
  const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  if ((stat.valid & needed) != needed || strlen(stat.name) > PART_NAME_MAX)
    return refuse_archive(p, MESSAGE_XLSX_NOT_ZIP, SD_ARGS("zip"), SD_SYNTAX_ERROR, error);
  bool encrypted =
      (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
  if (encrypted || is_forbidden(stat.name))
    return refuse_archive(p, MESSAGE_XLSX_REFUSED_PART, SD_ARGS(stat.name), SD_REFUSED, error);
  bool over_ratio = stat.size > RATIO_FREE_BYTES && stat.size / LIMIT_XLSX_RATIO > stat.comp_size;
  if (stat.size > LIMIT_XLSX_INFLATED_BYTES || over_ratio ||
      (*total += stat.size) > LIMIT_XLSX_INFLATED_BYTES)
    return refuse_archive(
        p, MESSAGE_XLSX_TOO_LARGE,
        SD_ARGS(stat.name, SD_NUMBER(LIMIT_XLSX_INFLATED_BYTES), SD_NUMBER(LIMIT_XLSX_RATIO)),
        SD_LIMIT_EXCEEDED, error);
  return SD_OK;
}

static sd_status check_directory(const xlsx_package *p, sd_error *error) {
  zip_int64_t count = zip_get_num_entries(p->archive, 0);
  if (count > (zip_int64_t)LIMIT_XLSX_ENTRIES)
    return refuse_archive(p, MESSAGE_LIMIT_EXCEEDED,
                          SD_ARGS("LIMIT_XLSX_ENTRIES", SD_NUMBER(LIMIT_XLSX_ENTRIES)),
                          SD_LIMIT_EXCEEDED, error);
  uint64_t total = 0;
  for (zip_int64_t i = 0; i < count; i++) TRY(check_entry(p, (zip_uint64_t)i, &total, error));
  return SD_OK;
}

sd_status xlsx_package_open(text content, const char *name, xlsx_package **out, sd_error *error) {
  xlsx_package *p = memory_allocate(sizeof *p);
  if (!p) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  p->name = name;
  zip_error_t failure;
  zip_error_init(&failure);
  zip_source_t *source = zip_source_buffer_create(content.data, content.size, 0, &failure);
  p->archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &failure) : NULL;
  sd_status status = SD_OK;
  if (!p->archive) {
    status = refuse_archive(p, MESSAGE_XLSX_NOT_ZIP, SD_ARGS(zip_error_strerror(&failure)),
                            SD_SYNTAX_ERROR, error);
    if (source) zip_source_free(source);
  }
  zip_error_fini(&failure);
  if (status == SD_OK) status = check_directory(p, error);
  if (status != SD_OK) {
    xlsx_package_close(p);
    return status;
  }
  *out = p;
  return SD_OK;
}

void xlsx_package_close(xlsx_package *p) {
  if (!p) return;
  if (p->archive) zip_discard(p->archive);
  memory_free(p);
}

/* libzip compares size and checksum with the directory and fails when they differ. */
static bool inflate_part(zip_file_t *file, char *bytes, uint64_t size) {
  uint64_t done = 0;
  while (done < size) {
    zip_int64_t got = zip_fread(file, bytes + done, size - done);
    if (got <= 0) return false;
    done += (uint64_t)got;
  }
  char more;
  return zip_fread(file, &more, 1) == 0;
}

sd_status xlsx_package_read(xlsx_package *p, text part, bool optional, arena *a, text *out,
                            sd_error *error) {
  char name[PART_NAME_MAX + 1];
  snprintf(name, sizeof name, "%.*s", TEXT_ARG(part));
  *out = TEXT("");
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(p->archive, name, 0, &stat) != 0) {
    if (optional) return SD_OK;
    return refuse_archive(p, MESSAGE_XLSX_PART_MISSING, SD_ARGS(name), SD_NOT_FOUND, error);
  }
  char *bytes = arena_allocate(a, stat.size + 1);
  if (!bytes) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  zip_file_t *file = zip_fopen_index(p->archive, stat.index, 0);
  bool whole = file && inflate_part(file, bytes, stat.size);
  if (file) zip_fclose(file);
  if (!whole) return refuse_archive(p, MESSAGE_XLSX_NOT_ZIP, SD_ARGS(name), SD_SYNTAX_ERROR, error);
  *out = (text){bytes, stat.size};
  return SD_OK;
}

/* --- Relationships --- */

/* "xl/workbook.xml" -> "xl/_rels/workbook.xml.rels"; "" -> "_rels/.rels" */
static void relationship_part(text from, char *out, size_t size) {
  size_t name_at = from.size;
  while (name_at > 0 && from.data[name_at - 1] != '/') name_at--;
  snprintf(out, size, "%.*s_rels/%.*s.rels", (int)name_at, from.data, (int)(from.size - name_at),
           from.data + name_at);
}

/* A target is relative to the folder of its part, or absolute behind a slash. */
static text resolve_target(text from, text target, arena *a) {
  char path[2 * PART_NAME_MAX];
  size_t folder = from.size;
  while (folder > 0 && from.data[folder - 1] != '/') folder--;
  if (text_starts_with(target, TEXT("/"))) {
    target = text_slice(target, 1, target.size);
    folder = 0;
  }
  while (text_starts_with(target, TEXT("../")) && folder > 0) {
    target = text_slice(target, 3, target.size);
    for (folder--; folder > 0 && from.data[folder - 1] != '/';) folder--;
  }
  snprintf(path, sizeof path, "%.*s%.*s", (int)folder, from.data, TEXT_ARG(target));
  return arena_copy(a, text_of(path));
}

sd_status xlsx_package_related(xlsx_package *p, text from, const char *relation, text id, arena *a,
                               text *out, sd_error *error) {
  char part[PART_NAME_MAX + 16], suffix[64];
  relationship_part(from, part, sizeof part);
  snprintf(suffix, sizeof suffix, "/%s", relation);
  *out = TEXT("");
  text content;
  TRY(xlsx_package_read(p, text_of(part), from.size > 0, a, &content, error));
  if (content.size == 0) return SD_OK;
  xml_node *root = NULL;
  TRY(xml_tree_read(content, p->name, a, &root, error));
  for (const xml_node *n = root->first_child; n; n = n->next) {
    if (!text_ends_with(xml_node_attribute(n, "Type"), text_of(suffix))) continue;
    if (id.size > 0 && !text_equal(xml_node_attribute(n, "Id"), id)) continue;
    if (text_is(xml_node_attribute(n, "TargetMode"), "External")) continue;
    *out = resolve_target(from, xml_node_attribute(n, "Target"), a);
    return out->data ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  return SD_OK;
}
