/* What the fuzz targets share: checks of errors and diagnostics, a scope of variables. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "feel/temporal.h"

void fuzz_fail(const char *file, int line, const char *condition) {
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
  abort();
}

void fuzz_split(text all, text separator, text *before_out, text *behind_out) {
  size_t at = text_find(all, separator, 0);
  if (at == SIZE_MAX) {
    *before_out = all;
    *behind_out = text_slice(all, all.size, 0);
    return;
  }
  *before_out = text_slice(all, 0, at);
  *behind_out = text_slice(all, at + separator.size, all.size);
}

/* --- Errors and diagnostics --- */

void fuzz_check_error(sd_status status, const sd_error *error, bool has_place) {
  if (status == SD_OK) return;
  FUZZ_CHECK(error->status == status);
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    FUZZ_CHECK(error->text[lang][0] != '\0');
    FUZZ_CHECK(text_is_utf8(text_of(error->text[lang])));
  }
  if (has_place && status != SD_OUT_OF_MEMORY) FUZZ_CHECK(error->line > 0);
  if (has_place && status == SD_SYNTAX_ERROR) FUZZ_CHECK(error->column > 0);
}

void fuzz_check_diagnostics(const diagnostic_list *list) {
  FUZZ_CHECK(list->count <= list->count_max);
  text_builder out;
  text_builder_init(&out, 1u << 20);
  for (size_t i = 0; i < list->count; i++) {
    const diagnostic *d = &list->items[i];
    uint32_t line = 0, column = 0;
    if (d->span.source != NULL) {
      FUZZ_CHECK(d->span.start <= d->span.end);
      FUZZ_CHECK(d->span.start <= d->span.source->text.size);
      source_span_locate(d->span, &line, &column);
      FUZZ_CHECK(line > 0 && column > 0);
    }
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
      text_builder_clear(&out);
      diagnostic_print(d, (language)lang, &out);
      FUZZ_CHECK(!out.failed && out.size > 0 && out.data[out.size - 1] == '\n');
    }
  }
  text_builder_release(&out);
}

/* --- Variables --- */

static const char *const variable_names[FUZZ_VARIABLES] = {"x",           "y",    "月收入", "a-b",
                                                           "Loan Amount", "list", "person"};

name_table *fuzz_names_create(arena *a) {
  name_table *names = name_table_create(a);
  FUZZ_CHECK(names != NULL);
  for (uint32_t i = 0; i < FUZZ_VARIABLES; i++) {
    FUZZ_CHECK(name_table_declare(names, text_of(variable_names[i]), i, NULL) != NULL);
  }
  name_table_declare_member(names, TEXT("name"));
  name_table_declare_member(names, TEXT("full age"));
  type_field *copy = ARENA_ARRAY(a, type_field, 2);
  feel_type *person = ARENA_NEW(a, feel_type);
  copy[0] = (type_field){TEXT("name"), type_basic(TYPE_STRING)};
  copy[1] = (type_field){TEXT("full age"), type_basic(TYPE_NUMBER)};
  *person =
      (feel_type){.kind = TYPE_CONTEXT, .name = TEXT("tPerson"), .fields = copy, .field_count = 2};
  FUZZ_CHECK(name_table_declare_type(names, TEXT("tPerson"), person));
  return names;
}

value fuzz_now(void) {
  feel_time at = {
      .nanos = 10 * 3600 * NANOS_PER_SECOND, .offset_seconds = 28800, .has_offset = true};
  return value_of_date_time((feel_date_time){{2024, 2, 29}, at});
}

static value variable_value(arena *a, uint32_t slot) {
  switch (slot) {
    case 0:
      return value_number(decimal_of(5));
    case 1:
      return value_string(TEXT("abc"));
    case 2:
      return value_number(decimal_scaled(1200050, -2));
    case 3:
      return value_boolean(true);
    case 4:
      return value_of_date((feel_date){2024, 2, 29});
    case 5: {
      const value items[] = {value_number(decimal_of(1)), value_number(decimal_of(2)),
                             value_number(decimal_of(3)), value_null(), value_string(TEXT("a"))};
      return value_list_make(a, items, sizeof items / sizeof items[0]);
    }
    default: {
      const text keys[] = {TEXT("name"), TEXT("full age")};
      const value values[] = {value_string(TEXT("Zhang")), value_number(decimal_of(30))};
      return value_context_make(a, keys, values, 2);
    }
  }
}

void fuzz_bind(evaluation *e, value *frame, unsigned missing_mask) {
  e->fact_count = FUZZ_VARIABLES;
  for (uint32_t i = 0; i < FUZZ_VARIABLES; i++) {
    bool is_missing = (missing_mask >> i & 1u) != 0;
    frame[i] = is_missing ? evaluation_missing_fact(e, i) : variable_value(e->arena, i);
  }
}

/* --- Three values against two --- */

static bool refined_within(value certain, value full, uint32_t *budget) {
  if (*budget == 0) return true;
  --*budget;
  if (certain.kind == VALUE_UNKNOWN) return true;
  if (certain.kind != full.kind) return false;
  switch (certain.kind) {
    case VALUE_FUNCTION:
      return true;
    case VALUE_RANGE:
      return refined_within(certain.as.range->low, full.as.range->low, budget) &&
             refined_within(certain.as.range->high, full.as.range->high, budget);
    case VALUE_LIST: {
      const value_list *x = certain.as.list, *y = full.as.list;
      if (x->count != y->count) return false;
      for (size_t i = 0; i < x->count; i++) {
        if (!refined_within(x->items[i], y->items[i], budget)) return false;
      }
      return true;
    }
    case VALUE_CONTEXT: {
      const value_context *x = certain.as.context, *y = full.as.context;
      if (x->count != y->count) return false;
      for (size_t i = 0; i < x->count; i++) {
        const value *other = value_context_find(y, x->keys[i]);
        if (other == NULL || !refined_within(x->values[i], *other, budget)) return false;
      }
      return true;
    }
    default:
      return value_identical(certain, full);
  }
}

bool fuzz_is_refined_by(value certain, value full) {
  uint32_t budget = 100000;
  return refined_within(certain, full, &budget);
}
