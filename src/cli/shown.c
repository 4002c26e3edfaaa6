/* Values, comparisons, units and names as people read them. */
#include "cli/shown.h"

#include <inttypes.h>

#include "base/decimal.h"
#include "base/messages/cli.h"
#include "base/text_builder.h"
#include "cli/output.h"
#include "registry/snapshot.h"

const char *shown_value(const invocation *call, text value) {
  if (text_is(value, "true")) return message_text(call->lang, MESSAGE_CLI_YES);
  if (text_is(value, "false")) return message_text(call->lang, MESSAGE_CLI_NO);
  size_t start = value.size != 0 && value.data[0] == '-' ? 1 : 0, end = start;
  while (end < value.size && value.data[end] >= '0' && value.data[end] <= '9') end++;
  decimal number;
  text plain = text_ends_with(value, TEXT("…")) ? text_slice(value, 0, value.size - 3) : value;
  if (end - start < 4 || !decimal_parse(plain, &number)) return text_string(call->arena, value);
  text_builder grouped;
  text_builder_init(&grouped, 4096);
  text_builder_add(&grouped, text_slice(value, 0, start));
  for (size_t i = start; i < end; i++) {
    if (i != start && (end - i) % 3 == 0) text_builder_add_byte(&grouped, ',');
    text_builder_add_byte(&grouped, value.data[i]);
  }
  text_builder_add(&grouped, text_slice(value, end, value.size - end));
  const char *shown = text_string(call->arena, text_builder_text(&grouped));
  text_builder_release(&grouped);
  return shown;
}

const char *shown_comparison(arena *a, text comparison) {
  if (text_is(comparison, ">=")) return "≥";
  if (text_is(comparison, "<=")) return "≤";
  if (text_is(comparison, "!=")) return "≠";
  return text_string(a, comparison);
}

const char *shown_unit(const invocation *call, const attribute *of) {
  static const struct {
    const char *chinese, *english;
  } WORDS[] = {{"个", ""},        {"人", " people"},    {"件", " pieces"}, {"元", " yuan"},
               {"分", " points"}, {"家", " companies"}, {"平方米", " m²"}, {"年", " years"},
               {"次", " times"},  {"项", " items"}};
  if (of == NULL || of->unit.size == 0) return "";
  for (size_t i = 0; call->lang == LANGUAGE_ENGLISH && i < sizeof WORDS / sizeof WORDS[0]; i++) {
    if (text_is(of->unit, WORDS[i].chinese)) return WORDS[i].english;
  }
  char buffer[64];
  snprintf(buffer, sizeof buffer, " %.*s", TEXT_ARG(of->unit));
  return text_string(call->arena, text_of(buffer));
}

const char *subject_name(city *c, const char *code, arena *a) {
  column_request column = {"name", PERIOD_NONE, PICK_LATEST, NULL};
  snapshot_request request = {
      .view = {INT64_MAX, INT64_MAX}, .code = code, .columns = &column, .column_count = 1};
  const snapshot *s = NULL;
  fact_value v;
  if (registry_snapshot(c->registry, &request, a, &s, NULL) != SD_OK) return code;
  return s->subject_count == 1 && snapshot_value(s, 0, 0, &v) ? v.content.data : code;
}

const char *shown_unit_of(const invocation *call, const city *c, const item_version *v,
                          text input) {
  for (size_t i = 0; input.size != 0 && i < v->input_count; i++) {
    if (text_equal(v->inputs[i].name, input) && v->inputs[i].kind == ITEM_FACT_ATTRIBUTE)
      return shown_unit(call, attribute_find(c->attributes, v->inputs[i].attribute));
  }
  return "";
}

const char *shown_percent(arena *a, int64_t ppm) {
  char buffer[32];
  int64_t hundredths = ppm / 100 + (ppm % 100 != 0);
  snprintf(buffer, sizeof buffer, "%" PRId64 ".%02d %%", hundredths / 100, (int)(hundredths % 100));
  return text_string(a, text_of(buffer));
}

const char *shown_item(const invocation *call, const item_version *v) {
  bool is_english = call->lang == LANGUAGE_ENGLISH && v->name_english.size != 0;
  return is_english ? v->name_english.data : v->name.data;
}
