/* Reads, checks and compiles a decision model and the models it imports. */
#include "dmn/load.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/messages/dmn.h"
#include "dmn/element_compiler.h"
#include "dmn/item_type.h"
#include "dmn/requirement_graph.h"
#include "dmn/xml_loader.h"

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* The arena's maximum, not the system, said no. */
static sd_status over_memory(const dmn_model_limits *limits, sd_error *error) {
  size_t bytes_max =
      limits->memory_bytes_max == 0 ? LIMIT_MODEL_MEMORY_BYTES : limits->memory_bytes_max;
  return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                   SD_ARGS("LIMIT_MODEL_MEMORY_BYTES", SD_NUMBER(bytes_max)));
}

static sd_status read_documents(dmn_model *model, const dmn_source *sources, size_t count,
                                sd_error *error) {
  model->documents = ARENA_ARRAY(model->arena, dmn_document, count);
  if (model->documents == NULL) return out_of_memory(error);
  for (size_t i = 0; i < count; i++) {
    TRY(dmn_document_read(sources[i].name, sources[i].content, model->arena, &model->diagnostics,
                          &model->documents[i], error));
    model->document_count++;
  }
  return SD_OK;
}

/* Requirements that mean nothing and errors of form make their element faulty, too. */
static void mark_misread_elements(dmn_model *model) {
  for (size_t i = 0; i < model->element_count; i++) {
    dmn_element *element = model->elements[i];
    for (size_t j = 0; j < element->requirement_count; j++) {
      if (element->requirements[j].target == NULL) element->is_faulty = true;
    }
  }
}

static sd_status build_model(dmn_model *model, const dmn_source *sources, size_t count,
                             sd_error *error) {
  TRY(read_documents(model, sources, count, error));
  dmn_compilation compilation = {.model = model};
  bool is_built = dmn_graph_gather(model) && dmn_graph_resolve(model) &&
                  dmn_types_build(&compilation) && dmn_elements_compile(&compilation);
  if (!is_built) return out_of_memory(error);
  mark_misread_elements(model);
  return dmn_graph_spread_faults(model) ? SD_OK : out_of_memory(error);
}

sd_status dmn_model_create(const dmn_source *sources, size_t count, dmn_model **model_out,
                           sd_error *error) {
  return dmn_model_create_within(sources, count, &(dmn_model_limits){0}, model_out, error);
}

sd_status dmn_model_create_within(const dmn_source *sources, size_t count,
                                  const dmn_model_limits *limits, dmn_model **model_out,
                                  sd_error *error) {
  *model_out = NULL;
  if (count == 0) return error_set(error, SD_MISUSE, MESSAGE_DMN_NO_SOURCE, NULL);
  if (count > LIMIT_MODEL_DOCUMENTS) {
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS("LIMIT_MODEL_DOCUMENTS", SD_NUMBER(LIMIT_MODEL_DOCUMENTS)));
  }
  bool is_default = limits->memory_bytes_max == 0;
  arena *a = arena_create(is_default ? LIMIT_MODEL_MEMORY_BYTES : limits->memory_bytes_max);
  dmn_model *model = a == NULL ? NULL : ARENA_NEW(a, dmn_model);
  if (model == NULL) {
    arena_destroy(a);
    return out_of_memory(error);
  }
  model->arena = a;
  model->limits = limits->expression;
  diagnostic_list_init(&model->diagnostics, a, 0);
  sd_status status = build_model(model, sources, count, error);
  if (status == SD_OUT_OF_MEMORY && arena_is_exhausted(a)) status = over_memory(limits, error);
  if (status != SD_OK) {
    dmn_model_destroy(model);
    return status;
  }
  *model_out = model;
  return SD_OK;
}

sd_status dmn_model_create_file(const char *path, const char *const *additional_paths,
                                size_t additional_count, dmn_model **model_out, sd_error *error) {
  *model_out = NULL;
  arena *a = arena_create(0);
  dmn_source *sources = a == NULL ? NULL : ARENA_ARRAY(a, dmn_source, additional_count + 1);
  if (sources == NULL) {
    arena_destroy(a);
    return out_of_memory(error);
  }
  sd_status status = SD_OK;
  for (size_t i = 0; i <= additional_count && status == SD_OK; i++) {
    const char *name = i == 0 ? path : additional_paths[i - 1];
    sources[i].name = text_of(name);
    status = file_read(name, LIMIT_MODEL_BYTES, a, &sources[i].content, error);
  }
  if (status == SD_OK) status = dmn_model_create(sources, additional_count + 1, model_out, error);
  arena_destroy(a);
  return status;
}
