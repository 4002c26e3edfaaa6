/* Models in few words for the tests of column/. */
#ifndef SUDUI_TESTS_SUPPORT_COLUMN_MODEL_H
#define SUDUI_TESTS_SUPPORT_COLUMN_MODEL_H

#include <stdio.h>

#include "dmn/load.h"

#define MODEL(body)                                                             \
  "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' " \
  "namespace='urn:m'>" body "</definitions>"
#define INPUT(name, type)                                                               \
  "<inputData id='i_" name "' name='" name "'><variable name='" name "' typeRef='" type \
  "'/></inputData>"
#define NEEDS_INPUT(name) \
  "<informationRequirement><requiredInput href='#i_" name "'/></informationRequirement>"
#define NEEDS(name) \
  "<informationRequirement><requiredDecision href='#d_" name "'/></informationRequirement>"
#define DECISION(name, type, needs, logic)                                             \
  "<decision id='d_" name "' name='" name "'><variable name='" name "' typeRef='" type \
  "'/>" needs logic "</decision>"
#define LITERAL(source) "<literalExpression><text>" source "</text></literalExpression>"
#define COLUMN(source) "<input><inputExpression><text>" source "</text></inputExpression></input>"
#define CELL(source) "<inputEntry><text>" source "</text></inputEntry>"
#define GIVES(source) "<outputEntry><text>" source "</text></outputEntry>"

static inline dmn_model *model_of(const char *source) {
  dmn_source s = {TEXT("test.dmn"), text_of(source)};
  dmn_model *model = NULL;
  sd_error error;
  if (dmn_model_create(&s, 1, &model, &error) != SD_OK) {
    fprintf(stderr, "%s\n", error.text[1]);
    return NULL;
  }
  const diagnostic_list *list = dmn_model_diagnostics(model);
  for (size_t i = 0; i < list->count; i++) {
    fprintf(stderr, "%s\n", message_name(list->items[i].message));
  }
  return model;
}

#endif
