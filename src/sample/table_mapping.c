/* What follows from a table's definition: its path, its header and its mapping file. */
#include "sample/table_mapping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text_builder.h"

enum { MAPPING_BYTES_MAX = 1 << 16, PATH_SIZE = 1024 };

static size_t yearly_count(const table_definition *d) {
  size_t count = 0;
  for (size_t i = 0; i < d->column_count; i++) count += d->columns[i].yearly && !d->of_one_year;
  return count;
}

/* The column in place `wanted` among the yearly or the other ones. */
static const table_column *column_among(const table_definition *d, bool yearly, size_t wanted) {
  for (size_t i = 0; i < d->column_count; i++) {
    bool is_yearly = d->columns[i].yearly && !d->of_one_year;
    if (is_yearly == yearly && wanted-- == 0) return &d->columns[i];
  }
  return NULL;
}

bool table_header_next(const sample_plan *plan, const table_definition *d, size_t *at,
                       header_line *out) {
  size_t yearly = yearly_count(d), others = d->column_count - yearly;
  if (*at >= others + yearly * plan->year_count) return false;
  if (*at < others) {
    out->column = column_among(d, false, *at);
    out->year = 0;
    snprintf(out->flat, sizeof out->flat, "%s", out->column->title);
  } else {
    size_t place = *at - others;
    out->column = column_among(d, true, place % yearly);
    out->year = plan->options.first_year + (int32_t)(place / yearly);
    snprintf(out->flat, sizeof out->flat, "%" PRId32 "年%s", out->year, out->column->title);
  }
  ++*at;
  return true;
}

uint64_t table_facts_of_row(const sample_plan *plan, const table_definition *d) {
  uint64_t facts = 0;
  header_line line;
  for (size_t at = 0; table_header_next(plan, d, &at, &line);) {
    facts += line.column->mapping != NULL && strcmp(line.column->mapping, "-") != 0;
  }
  return facts;
}

void table_header_write_xlsx(const sample_plan *plan, const table_definition *d, xlsx_sink *sink) {
  size_t yearly = yearly_count(d), others = d->column_count - yearly;
  uint32_t width = (uint32_t)(others + yearly * plan->year_count), rows = yearly == 0 ? 1 : 2;
  header_line line;
  char year[HEADER_SIZE];
  xlsx_sink_add_heading(sink, d->title, width, 1);
  xlsx_sink_end_row(sink);
  for (size_t at = 0; at < others && table_header_next(plan, d, &at, &line);) {
    xlsx_sink_add_heading(sink, line.column->title, 1, rows);
  }
  for (size_t y = 0; y < plan->year_count && yearly != 0; y++) {
    snprintf(year, sizeof year, "%" PRId32 "年", plan->options.first_year + (int32_t)y);
    xlsx_sink_add_heading(sink, year, (uint32_t)yearly, 1);
  }
  xlsx_sink_end_row(sink);
  if (yearly == 0) return;
  xlsx_sink_skip(sink, (uint32_t)others);
  for (size_t at = others; table_header_next(plan, d, &at, &line);) {
    xlsx_sink_add_heading(sink, line.column->title, 1, 1);
  }
  xlsx_sink_end_row(sink);
}

sd_status table_path(const sample_plan *plan, const table_definition *d, size_t year_index,
                     uint32_t part, const char *ending, char *out, size_t size, sd_error *error) {
  char year[16] = "", number[16] = "";
  if (d->of_one_year) {
    snprintf(year, sizeof year, "-%" PRId32, plan->options.first_year + (int32_t)year_index);
  }
  if (part > 1) snprintf(number, sizeof number, "-%" PRIu32, part);
  int length =
      snprintf(out, size, "%s/%s%s%s.%s", plan->options.directory, d->name, year, number, ending);
  if (length >= 0 && (size_t)length < size) return SD_OK;
  return error_set(error, SD_IO_FAILED, MESSAGE_FILE_FAILED,
                   SD_ARGS(plan->options.directory, strerror(ENAMETOOLONG)));
}

static void add_file_section(const sample_plan *plan, const table_definition *d, size_t year_index,
                             text_builder *out) {
  const table_column *key = NULL;
  for (size_t i = 0; i < d->column_count; i++) {
    if (d->columns[i].mapping == NULL) key = &d->columns[i];
  }
  text_builder_format(out,
                      "# %s（虚构数据 made-up data）\n[file]\nsource = %s\nkey = %s\nkind = %s\n",
                      d->title, d->source, key->title, d->kind);
  if (d->of_one_year) {
    text_builder_format(out, "period = %" PRId32 "\n",
                        plan->options.first_year + (int32_t)year_index);
  }
  if (d->form == TABLE_XLSX) {
    text_builder_format(out, "header rows = %s\n", yearly_count(d) == 0 ? "2" : "2-3");
  }
  text_builder_add_string(out, d->settings);
}

static void add_columns_section(const sample_plan *plan, const table_definition *d,
                                text_builder *out) {
  header_line line;
  text_builder_add_string(out, "\n[columns]\n");
  for (size_t at = 0; table_header_next(plan, d, &at, &line);) {
    const char *mapping = line.column->mapping;
    if (mapping == NULL) continue;
    if (line.year == 0) {
      text_builder_format(out, "%s = %s\n", line.flat, mapping);
      continue;
    }
    if (d->form == TABLE_XLSX) {
      text_builder_format(out, "%" PRId32 "年/%s = %s", line.year, line.column->title, mapping);
    } else {
      text_builder_format(out, "%s = %s", line.flat, mapping);
    }
    if (strcmp(mapping, "-") != 0) text_builder_format(out, ", period %" PRId32, line.year);
    text_builder_add_byte(out, '\n');
  }
}

sd_status table_mapping_write(const sample_plan *plan, const table_definition *d, size_t year_index,
                              uint32_t part, sd_error *error) {
  char path[PATH_SIZE];
  text_builder out;
  TRY(table_path(plan, d, year_index, part, "mapping", path, sizeof path, error));
  text_builder_init(&out, MAPPING_BYTES_MAX);
  add_file_section(plan, d, year_index, &out);
  add_columns_section(plan, d, &out);
  text_builder_add_string(&out, d->sections);
  sd_status status = out.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                                : file_write(path, text_builder_text(&out), error);
  text_builder_release(&out);
  return status;
}
