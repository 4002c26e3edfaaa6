/* The loader of decision models on any bytes; imported models stand behind lines "=====".
 *
 * Claims: either a model or an error with its line; every faulty decision has a diagnostic; every
 * program passes program_verify; what the model says about itself can be printed. */
#include "support.h"

#include "dmn/load.h"
#include "policy/lint.h"

enum { SOURCES_MAX = 4 };

static void check_model(const dmn_model *model) {
  FUZZ_CHECK(model->document_count > 0 && model->input_count <= model->element_count);
  fuzz_check_diagnostics(dmn_model_diagnostics(model));
  for (size_t i = 0; i < model->element_count; i++) {
    const dmn_element *element = model->elements[i];
    FUZZ_CHECK(element->slot == i);
    FUZZ_CHECK((element->kind == DMN_INPUT) == (i < model->input_count));
    bool is_doubtful = element->is_faulty || element->is_refused;
    FUZZ_CHECK(!is_doubtful || model->diagnostics.error_count > 0);
    if (element->program != NULL) {
      FUZZ_CHECK(program_verify(element->program));
      FUZZ_CHECK(element->program->frame_size <= model->frame_size);
    }
  }
}

static sd_status visit_finding(void *context, const lint_finding *finding, sd_error *error) {
  (void)error;
  char sentence[2000];
  size_t *count = context;
  ++*count;
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    message_format((language)lang, finding->message, finding->arguments, sentence, sizeof sentence);
    FUZZ_CHECK(sentence[0] != '\0');
  }
  return SD_OK;
}

/* The item in the extension elements, as `sudui policy check` reads it. */
static void check_item(text bytes) {
  static const char attributes[] =
      "id,name_zh,name_en,type,unit,period,personal\n"
      "revenue,营业收入,Revenue,money,元,year,no\n"
      "district,所属板块,District,string,,none,no\n";
  arena *a = arena_create(0);
  sd_error error = {0};
  item_version *item = NULL;
  sd_status status = item_read(bytes, "fuzz.dmn", a, &item, &error);
  fuzz_check_error(status, &error, true);
  if (status == SD_OK) {
    attribute_catalogue *catalogue = NULL;
    size_t count = 0;
    FUZZ_CHECK(attribute_catalogue_read(text_of(attributes), "fuzz", a, &catalogue, NULL) == SD_OK);
    status = lint_item(item, catalogue, a, visit_finding, &count, &error);
    fuzz_check_error(status, &error, true);
  }
  arena_destroy(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  dmn_source sources[SOURCES_MAX];
  size_t count = 0;
  text rest = fuzz_text(data, size);
  do {
    sources[count].name = TEXT("fuzz.dmn");
    fuzz_split(rest, TEXT("\n=====\n"), &sources[count].content, &rest);
  } while (++count < SOURCES_MAX && rest.size > 0);
  dmn_model *model = NULL;
  sd_error error = {0};
  sd_status status = dmn_model_create(sources, count, &model, &error);
  FUZZ_CHECK((status == SD_OK) == (model != NULL));
  fuzz_check_error(status, &error, true);
  if (model != NULL) check_model(model);
  dmn_model_destroy(model);
  check_item(sources[0].content);
  return 0;
}
