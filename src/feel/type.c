/* The FEEL types: instance-of, conformance and the implicit conversions of the standard.
 *
 * Null conforms to every type where a value is wanted (members, elements, coercion); `instance of`
 * alone says that null is an instance of nothing but Null.  Unknown values pass every test, because
 * what they will be is not known yet. */
#include "feel/type.h"

#include "base/messages/feel.h"
#include "base/text_builder.h"
#include "feel/evaluation.h"
#include "feel/function_value.h"

static const feel_type basic_types[] = {
#define BASIC(type_name, spelling) \
  [type_name] = {.kind = type_name, .name = {spelling, sizeof spelling - 1}, .any_signature = true}
    BASIC(TYPE_ANY, "Any"),
    BASIC(TYPE_NULL, "Null"),
    BASIC(TYPE_BOOLEAN, "boolean"),
    BASIC(TYPE_NUMBER, "number"),
    BASIC(TYPE_STRING, "string"),
    BASIC(TYPE_DATE, "date"),
    BASIC(TYPE_TIME, "time"),
    BASIC(TYPE_DATE_TIME, "date and time"),
    BASIC(TYPE_DAYS_DURATION, "days and time duration"),
    BASIC(TYPE_MONTHS_DURATION, "years and months duration"),
    BASIC(TYPE_RANGE, "range"),
    BASIC(TYPE_LIST, "list"),
    BASIC(TYPE_CONTEXT, "context"),
    BASIC(TYPE_FUNCTION, "function"),
    BASIC(TYPE_NEVER, "nothing"),
#undef BASIC
};

typedef struct type_alias {
  const char *name;
  type_kind kind;
} type_alias;

/* Spellings of the standard beside those above: XML Schema's and those of DMN 1.1. */
static const type_alias type_aliases[] = {{"any", TYPE_ANY},
                                          {"null", TYPE_NULL},
                                          {"dateTime", TYPE_DATE_TIME},
                                          {"dayTimeDuration", TYPE_DAYS_DURATION},
                                          {"yearMonthDuration", TYPE_MONTHS_DURATION}};

/* The type of each kind of value. */
static const type_kind type_of_kind[] = {
    [VALUE_NULL] = TYPE_NULL,
    [VALUE_UNKNOWN] = TYPE_ANY,
    [VALUE_BOOLEAN] = TYPE_BOOLEAN,
    [VALUE_NUMBER] = TYPE_NUMBER,
    [VALUE_STRING] = TYPE_STRING,
    [VALUE_DATE] = TYPE_DATE,
    [VALUE_TIME] = TYPE_TIME,
    [VALUE_DATE_TIME] = TYPE_DATE_TIME,
    [VALUE_DAYS_DURATION] = TYPE_DAYS_DURATION,
    [VALUE_MONTHS_DURATION] = TYPE_MONTHS_DURATION,
    [VALUE_RANGE] = TYPE_RANGE,
    [VALUE_LIST] = TYPE_LIST,
    [VALUE_CONTEXT] = TYPE_CONTEXT,
    [VALUE_FUNCTION] = TYPE_FUNCTION,
};

enum { TYPE_DEPTH_MAX = 64 }; /* item definitions may refer to themselves */

const feel_type *type_basic(type_kind kind) { return &basic_types[kind]; }

const feel_type *type_find_basic(text name) {
  for (type_kind kind = TYPE_ANY; kind < TYPE_NEVER; kind++)
    if (text_equal(basic_types[kind].name, name)) return &basic_types[kind];
  for (size_t i = 0; i < sizeof type_aliases / sizeof *type_aliases; i++)
    if (text_is(name, type_aliases[i].name)) return &basic_types[type_aliases[i].kind];
  return NULL;
}

/* --- Conformance of types --- */

static bool conforms(const feel_type *type, const feel_type *wanted, unsigned depth) {
  if (!wanted || wanted->kind == TYPE_ANY || type == wanted || depth > TYPE_DEPTH_MAX) return true;
  if (!type) return false;
  if (type->kind == TYPE_NULL) return true;
  if (type->kind != wanted->kind) return false;
  switch (wanted->kind) {
    case TYPE_LIST:
    case TYPE_RANGE:
      return conforms(type->element, wanted->element, depth + 1);
    case TYPE_CONTEXT:
      for (size_t i = 0; i < wanted->field_count; i++) {
        size_t j = 0;
        while (j < type->field_count && !text_equal(type->fields[j].name, wanted->fields[i].name))
          j++;
        if (j == type->field_count) return false;
        if (!conforms(type->fields[j].type, wanted->fields[i].type, depth + 1)) return false;
      }
      return true;
    case TYPE_FUNCTION:
      if (wanted->any_signature) return true;
      if (type->field_count != wanted->field_count) return false;
      for (size_t i = 0; i < wanted->field_count; i++)
        if (!conforms(wanted->fields[i].type, type->fields[i].type, depth + 1)) return false;
      return conforms(type->result, wanted->result, depth + 1);
    default:
      return true;
  }
}

bool type_conforms(const feel_type *type, const feel_type *wanted) {
  return conforms(type, wanted, 0);
}

/* --- Values --- */

typedef struct type_test {
  evaluation *evaluation;
  bool with_constraints;
} type_test;

static bool fits(const type_test *t, value v, const feel_type *type, unsigned depth);

/* Parameters are contravariant, results covariant; what is not declared may be anything. */
static bool function_fits(const value_function *f, const feel_type *type) {
  if (type->any_signature || f->kind == FUNCTION_BUILTIN) return true;
  if (f->parameter_count != type->field_count) return false;
  for (size_t i = 0; i < type->field_count; i++) {
    const feel_type *parameter = f->parameter_types ? f->parameter_types[i] : NULL;
    if (parameter && !conforms(type->fields[i].type, parameter, 0)) return false;
  }
  return !f->result_type || conforms(f->result_type, type->result, 0);
}

static bool context_fits(const type_test *t, const value_context *context, const feel_type *type,
                         unsigned depth) {
  for (size_t i = 0; i < type->field_count; i++) {
    const value *member = value_context_find(context, type->fields[i].name);
    if (!member || !fits(t, *member, type->fields[i].type, depth + 1)) return false;
  }
  return true;
}

static bool shape_fits(const type_test *t, value v, const feel_type *type, unsigned depth) {
  if (type->kind == TYPE_ANY) return true;
  if (type->kind != type_of_kind[v.kind]) return false;
  switch (type->kind) {
    case TYPE_LIST:
      for (size_t i = 0; type->element && i < v.as.list->count; i++)
        if (!fits(t, v.as.list->items[i], type->element, depth + 1)) return false;
      return true;
    case TYPE_RANGE:
      return !type->element || (fits(t, v.as.range->low, type->element, depth + 1) &&
                                fits(t, v.as.range->high, type->element, depth + 1));
    case TYPE_CONTEXT:
      return context_fits(t, v.as.context, type, depth);
    case TYPE_FUNCTION:
      return function_fits(v.as.function, type);
    default:
      return true;
  }
}

static bool fits(const type_test *t, value v, const feel_type *type, unsigned depth) {
  if (!type || v.kind == VALUE_NULL || v.kind == VALUE_UNKNOWN) return true;
  if (depth > TYPE_DEPTH_MAX) return false;
  if (!shape_fits(t, v, type, depth)) return false;
  if (!t->with_constraints || !type->constraint) return true;
  return type->constraint(t->evaluation, type->constraint_data, v);
}

bool type_is_instance(evaluation *e, value v, const feel_type *type) {
  if (v.kind == VALUE_NULL) return type->kind == TYPE_NULL;
  return fits(&(type_test){.evaluation = e}, v, type, 0);
}

/* Midnight UTC.  Spec: 10.3.2.9.4, conversion from date to date and time. */
static value date_to_date_time(feel_date date) {
  feel_date_time moment = {.date = date, .time = {.has_offset = true}};
  return (value){.kind = VALUE_DATE_TIME, .as.date_time = moment};
}

bool type_is_plain_fit(const value *v, const feel_type *type) {
  if (!type || v->kind == VALUE_NULL || v->kind == VALUE_UNKNOWN) return true;
  return v->kind < VALUE_RANGE && type->kind == type_of_kind[v->kind] && !type->constraint;
}

value type_coerce(evaluation *e, value v, const feel_type *type) {
  type_test t = {.evaluation = e, .with_constraints = true};
  if (!type || fits(&t, v, type, 0)) return v;
  if (v.kind == VALUE_LIST && v.as.list->count == 1 && type->kind != TYPE_LIST &&
      fits(&t, v.as.list->items[0], type, 0))
    return v.as.list->items[0];
  if (type->kind == TYPE_LIST && v.kind != VALUE_LIST && fits(&t, v, type->element, 0)) {
    value list = value_list_make(e->arena, &v, 1);
    return fits(&t, list, type, 0) ? list : value_null();
  }
  if (type->kind == TYPE_DATE_TIME && v.kind == VALUE_DATE)
    return type_coerce(e, date_to_date_time(v.as.date), type);
  text_builder wanted;
  text_builder_init(&wanted, 256);
  type_to_text(type, &wanted);
  const char *shown = wanted.failed || !wanted.data ? "..." : wanted.data;
  evaluation_report(e, MESSAGE_FEEL_TYPE_MISMATCH, SD_ARGS(value_kind_name(v.kind), shown));
  text_builder_release(&wanted);
  return value_null();
}

/* --- Text --- */

static void write_type(const feel_type *type, text_builder *out, unsigned depth);

static void write_fields(const feel_type *type, text_builder *out, unsigned depth) {
  text_builder_add_byte(out, '<');
  for (size_t i = 0; i < type->field_count; i++) {
    if (i > 0) text_builder_add_string(out, ", ");
    if (type->kind == TYPE_CONTEXT) {
      text_builder_add(out, type->fields[i].name);
      text_builder_add_string(out, ": ");
    }
    write_type(type->fields[i].type, out, depth + 1);
  }
  text_builder_add_byte(out, '>');
}

static void write_type(const feel_type *type, text_builder *out, unsigned depth) {
  if (!type || depth > TYPE_DEPTH_MAX) {
    text_builder_add_string(out, "Any");
    return;
  }
  if (type->name.size > 0) {
    text_builder_add(out, type->name);
    return;
  }
  text_builder_add(out, basic_types[type->kind].name);
  if (type->kind == TYPE_LIST || type->kind == TYPE_RANGE) {
    text_builder_add_byte(out, '<');
    write_type(type->element, out, depth + 1);
    text_builder_add_byte(out, '>');
  } else if (type->kind == TYPE_CONTEXT) {
    write_fields(type, out, depth);
  } else if (type->kind == TYPE_FUNCTION) {
    write_fields(type, out, depth);
    text_builder_add_string(out, " -> ");
    write_type(type->result, out, depth + 1);
  }
}

void type_to_text(const feel_type *type, text_builder *out) { write_type(type, out, 0); }
