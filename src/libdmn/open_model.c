/* Models through the public header: opened, asked for their diagnostics and entries, closed. */
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/libdmn.h"
#include "dmn/load.h"
#include "libdmn/failure.h"

#define VERSION_TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) \
  VERSION_TEXT_OF(major) "." VERSION_TEXT_OF(minor) "." VERSION_TEXT_OF(patch)

const char *dmn_version(void) {
  return VERSION_TEXT(DMN_VERSION_MAJOR, DMN_VERSION_MINOR, DMN_VERSION_PATCH);
}

/* --- Names of numbers --- */

const char *dmn_status_name(dmn_status status) {
  switch (status) {
    case DMN_OK:
      return "DMN_OK";
    case DMN_OUT_OF_MEMORY:
      return "DMN_OUT_OF_MEMORY";
    case DMN_LIMIT_EXCEEDED:
      return "DMN_LIMIT_EXCEEDED";
    case DMN_MISUSE:
      return "DMN_MISUSE";
    case DMN_SYNTAX_ERROR:
      return "DMN_SYNTAX_ERROR";
    case DMN_TYPE_ERROR:
      return "DMN_TYPE_ERROR";
    case DMN_INVALID:
      return "DMN_INVALID";
    case DMN_NOT_FOUND:
      return "DMN_NOT_FOUND";
  }
  return "DMN_UNKNOWN_STATUS";
}

const char *dmn_limit_name(dmn_limit limit) {
  switch (limit) {
    case DMN_LIMIT_NONE:
      return "DMN_LIMIT_NONE";
    case DMN_LIMIT_SOURCE_BYTES:
      return "DMN_LIMIT_SOURCE_BYTES";
    case DMN_LIMIT_DEPTH:
      return "DMN_LIMIT_DEPTH";
    case DMN_LIMIT_NODES:
      return "DMN_LIMIT_NODES";
    case DMN_LIMIT_STEPS:
      return "DMN_LIMIT_STEPS";
    case DMN_LIMIT_MEMORY:
      return "DMN_LIMIT_MEMORY";
    case DMN_LIMIT_TIME:
      return "DMN_LIMIT_TIME";
  }
  return "DMN_UNKNOWN_LIMIT";
}

/* --- Opening --- */

static dmn_status check_sizes(const dmn_file *files, size_t count, size_t bytes_max,
                              dmn_error *error) {
  if (bytes_max == 0 || bytes_max > LIMIT_MODEL_BYTES) bytes_max = LIMIT_MODEL_BYTES;
  for (size_t i = 0; i < count; i++) {
    if (files[i].xml.size_bytes <= bytes_max) continue;
    sd_error failure;
    error_set(&failure, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
              SD_ARGS("XML bytes", SD_NUMBER(bytes_max)));
    snprintf(failure.file, sizeof failure.file, "%.*s", TEXT_ARG(text_of_public(files[i].name)));
    return failure_give(error, &failure);
  }
  return DMN_OK;
}

/* The files as the engine takes them: owned by the caller; NULL when memory is out. */
static dmn_source *copy_sources(const dmn_file *files, size_t count) {
  dmn_source *sources = memory_allocate(count * sizeof *sources);
  for (size_t i = 0; sources != NULL && i < count; i++) {
    sources[i].name = text_of_public(files[i].name);
    sources[i].content = text_of_public(files[i].xml);
  }
  return sources;
}

dmn_status dmn_model_open(const dmn_file *files, size_t file_count,
                          const dmn_model_options *options, dmn_model **model_out,
                          dmn_error *error) {
  if (model_out == NULL || files == NULL || file_count == 0) {
    const char *missing = model_out == NULL ? "model_out" : "files";
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_NULL_ARGUMENT, SD_ARGS(missing));
  }
  *model_out = NULL;
  dmn_model_options used = DMN_MODEL_OPTIONS_INIT;
  if (options != NULL && !options_take(&used, sizeof used, sizeof used, options)) {
    return failure_set(error, SD_MISUSE, MESSAGE_LIBDMN_OPTIONS, NULL);
  }
  if (file_count > LIMIT_MODEL_DOCUMENTS) {
    return failure_limit(error, "LIMIT_MODEL_DOCUMENTS", LIMIT_MODEL_DOCUMENTS);
  }
  dmn_status checked = check_sizes(files, file_count, used.source_bytes_max, error);
  if (checked != DMN_OK) return checked;
  dmn_model_limits limits = {.memory_bytes_max = used.memory_bytes_max,
                             .expression = {used.expression.source_bytes_max,
                                            used.expression.depth_max, used.expression.nodes_max}};
  dmn_source *sources = copy_sources(files, file_count);
  if (sources == NULL) return failure_out_of_memory(error);
  sd_error failure = {0};
  sd_status status = dmn_model_create_within(sources, file_count, &limits, model_out, &failure);
  memory_free(sources);
  return status == SD_OK ? DMN_OK : failure_give(error, &failure);
}

void dmn_model_close(dmn_model *model) { dmn_model_destroy(model); }

/* --- Diagnostics --- */

size_t dmn_model_diagnostic_count(const dmn_model *model) { return model->diagnostics.count; }

size_t dmn_model_error_count(const dmn_model *model) { return model->diagnostics.error_count; }

bool dmn_model_diagnostic(const dmn_model *model, size_t index, dmn_diagnostic *diagnostic_out) {
  if (index >= model->diagnostics.count) return false;
  diagnostic_give(diagnostic_out, &model->diagnostics.items[index]);
  return true;
}

/* The largest length of at most `size` bytes that does not end within a character. */
static size_t whole_characters(text t, size_t size) {
  if (size >= t.size) return t.size;
  while (size > 0 && ((unsigned char)t.data[size] & 0xC0) == 0x80) size--;
  return size;
}

size_t dmn_model_print_diagnostic(const dmn_model *model, size_t index, dmn_language lang,
                                  char *buffer, size_t size_bytes) {
  if (size_bytes > 0) buffer[0] = '\0';
  if (index >= model->diagnostics.count) return 0;
  text_builder out;
  text_builder_init(&out, LIMIT_FEEL_TEXT_BYTES);
  diagnostic_print(&model->diagnostics.items[index],
                   lang == DMN_CHINESE ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH, &out);
  text printed = text_builder_text(&out);
  if (size_bytes > 0 && printed.size > 0) {
    size_t copied = whole_characters(printed, size_bytes - 1);
    memcpy(buffer, printed.data, copied);
    buffer[copied] = '\0';
  }
  text_builder_release(&out);
  return printed.size;
}

/* --- Entries --- */

size_t dmn_model_entry_count(const dmn_model *model) { return model->element_count; }

bool dmn_model_entry(const dmn_model *model, size_t index, dmn_entry *entry_out) {
  static const dmn_entry_kind KINDS[] = {[DMN_INPUT] = DMN_ENTRY_INPUT,
                                         [DMN_DECISION] = DMN_ENTRY_DECISION,
                                         [DMN_KNOWLEDGE] = DMN_ENTRY_FUNCTION,
                                         [DMN_SERVICE] = DMN_ENTRY_SERVICE};
  if (index >= model->element_count) return false;
  const dmn_element *element = model->elements[index];
  *entry_out = (dmn_entry){.kind = KINDS[element->kind],
                           .is_faulty = element->is_faulty,
                           .is_imported = element->document != dmn_model_main(model),
                           .name = text_to_public(element->name),
                           .namespace_uri = text_to_public(element->document->namespace_uri),
                           .type = text_to_public(element->type_ref),
                           .description = text_to_public(element->description)};
  return true;
}
