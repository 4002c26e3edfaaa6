/* Reads an XML message by a table of the elements that matter. */
#include "payout/xml_form.h"

#include <assert.h>
#include <string.h>

#include "base/calendar.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "base/xml.h"

#define ISO_NAMESPACE "urn:iso:std:iso:20022:tech:xsd:"

typedef struct form_walk {
  const form *form;
  arena *arena;
  xml_reader *reader;
  int ends[FORM_ELEMENTS_MAX]; /* behind the last descendant */
  form_value values[FORM_ELEMENTS_MAX];
  uint32_t record_lines[FORM_ELEMENTS_MAX];
  int current;       /* element we are in; -1 outside of the root */
  size_t skip_depth; /* elements open below one that is not listed; 0 when none */
  form_visitor visit;
  void *context;
} form_walk;

static sd_status form_out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* The table is in document order, so that the descendants of an element stand right behind it. */
static void find_ends(form_walk *w) {
  int count = w->form->count;
  assert(count > 0 && count <= FORM_ELEMENTS_MAX && w->form->elements[0].parent == -1);
  for (int i = count - 1; i >= 0; i--) {
    int end = i + 1;
    while (end < count && w->form->elements[end].parent >= i) end++;
    w->ends[i] = end;
  }
}

static int find_child(const form_walk *w, text name) {
  const form_element *elements = w->form->elements;
  if (w->current < 0) return text_is(name, elements[0].name) ? 0 : -1;
  int end = w->ends[w->current];
  for (int i = w->current + 1; i < end; i = w->ends[i]) {
    assert(elements[i].parent == w->current);
    if (text_is(name, elements[i].name)) return i;
  }
  return -1;
}

static bool namespace_fits(const form *f, text uri) {
  if (f->plain) return uri.size == 0;
  text prefix = TEXT(ISO_NAMESPACE);
  return text_starts_with(uri, prefix) &&
         text_is(text_slice(uri, prefix.size, SIZE_MAX), f->message);
}

static sd_status begin_element(form_walk *w, sd_error *error) {
  xml_reader *r = w->reader;
  bool ours = w->skip_depth == 0 && namespace_fits(w->form, xml_reader_namespace(r));
  int child = ours ? find_child(w, xml_reader_name(r)) : -1;
  if (child < 0 && w->current < 0) {
    return error_set(error, SD_SYNTAX_ERROR, MESSAGE_PAYOUT_XML_OTHER_MESSAGE,
                     SD_ARGS(w->form->message));
  }
  if (child < 0) {
    w->skip_depth++;
    return SD_OK;
  }
  const form_element *e = &w->form->elements[child];
  form_value *v = &w->values[child];
  w->current = child;
  if (e->kind == FORM_RECORD) {
    memset(v, 0, sizeof *v * (size_t)(w->ends[child] - child));
    w->record_lines[child] = xml_reader_line(r);
  }
  if (e->kind == FORM_LEAF && v->line != 0) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_TWICE, SD_ARGS(e->name));
  }
  if (e->kind == FORM_FIRST && v->line != 0) return SD_OK;
  v->line = xml_reader_line(r);
  v->column = xml_reader_column(r);
  if (e->kind != FORM_LEAF) return SD_OK;
  text currency = xml_reader_attribute(r, "Ccy");
  if (currency.data == NULL) return SD_OK;
  v->currency = arena_copy(w->arena, currency).data;
  return v->currency != NULL ? SD_OK : form_out_of_memory(error);
}

/* A leaf's text; a comment may cut it into pieces. */
static sd_status take_text(form_walk *w, sd_error *error) {
  if (w->skip_depth > 0 || w->current < 0) return SD_OK;
  form_kind kind = w->form->elements[w->current].kind;
  if (kind != FORM_LEAF && kind != FORM_FIRST) return SD_OK;
  form_value *v = &w->values[w->current];
  text piece = text_trim(xml_reader_text(w->reader));
  if (piece.size == 0) return SD_OK;
  if (v->value != NULL && kind == FORM_FIRST) return SD_OK;
  if (v->value != NULL) return form_value_invalid(w->form, w->values, w->current, error);
  v->value = arena_copy(w->arena, piece).data;
  return v->value != NULL ? SD_OK : form_out_of_memory(error);
}

static sd_status end_element(form_walk *w, sd_error *error) {
  if (w->skip_depth > 0) {
    w->skip_depth--;
    return SD_OK;
  }
  int ended = w->current;
  assert(ended >= 0);
  w->current = w->form->elements[ended].parent;
  if (w->form->elements[ended].kind != FORM_RECORD) return SD_OK;
  return w->visit(w->context, ended, w->record_lines[ended], w->values, error);
}

static sd_status walk(form_walk *w, const char *name, sd_error *error) {
  for (;;) {
    xml_event event;
    TRY(xml_reader_next(w->reader, &event, error));
    sd_status status = SD_OK;
    switch (event) {
      case XML_EVENT_START:
        status = begin_element(w, error);
        break;
      case XML_EVENT_TEXT:
        status = take_text(w, error);
        break;
      case XML_EVENT_END:
        status = end_element(w, error);
        break;
      case XML_EVENT_FINISHED:
        return SD_OK;
    }
    if (status == SD_OK) continue;
    error_place(error, name, xml_reader_line(w->reader), xml_reader_column(w->reader));
    return status;
  }
}

sd_status form_read(const form *f, text bytes, const char *name, arena *a, form_visitor visit,
                    void *context, sd_error *error) {
  form_walk *w = ARENA_NEW(a, form_walk);
  if (w == NULL) return form_out_of_memory(error);
  *w = (form_walk){.form = f, .arena = a, .current = -1, .visit = visit, .context = context};
  find_ends(w);
  TRY(xml_reader_open(bytes, name, xml_limits_of_statement(), &w->reader, error));
  sd_status status = walk(w, name, error);
  xml_reader_close(w->reader);
  return status;
}

sd_status form_require(const form *f, const form_value *values, int element, uint32_t line,
                       sd_error *error) {
  if (values[element].value != NULL) return SD_OK;
  sd_status status =
      error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_MISSING, SD_ARGS(f->elements[element].name));
  error_place(error, "", line, 0);
  return status;
}

sd_status form_value_invalid(const form *f, const form_value *values, int element,
                             sd_error *error) {
  const form_value *v = &values[element];
  sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_VALUE,
                               SD_ARGS(f->elements[element].name, v->value ? v->value : ""));
  error_place(error, "", v->line, v->column);
  return status;
}

sd_status form_amount(const form *f, const form_value *values, int element, uint32_t line,
                      int64_t *fen_out, sd_error *error) {
  TRY(form_require(f, values, element, line, error));
  const form_value *v = &values[element];
  if (v->currency == NULL || strcmp(v->currency, "CNY") != 0) {
    sd_status status = error_set(error, SD_INVALID, MESSAGE_PAYOUT_XML_CURRENCY,
                                 SD_ARGS(v->currency == NULL ? "" : v->currency));
    error_place(error, "", v->line, v->column);
    return status;
  }
  bool plain = strspn(v->value, "0123456789.") == strlen(v->value);
  if (!plain || !money_parse(text_of(v->value), fen_out)) {
    return form_value_invalid(f, values, element, error);
  }
  return SD_OK;
}

sd_status form_plain_amount(const form *f, const form_value *values, int element, uint32_t line,
                            bool may_be_negative, int64_t *fen_out, sd_error *error) {
  TRY(form_require(f, values, element, line, error));
  const char *value = values[element].value;
  const char *digits = may_be_negative && value[0] == '-' ? value + 1 : value;
  bool plain = strspn(digits, "0123456789.") == strlen(digits);
  if (!plain || !money_parse(text_of(value), fen_out)) {
    return form_value_invalid(f, values, element, error);
  }
  return SD_OK;
}

sd_status form_number(const form *f, const form_value *values, int element, uint32_t line,
                      int64_t *out, sd_error *error) {
  enum { DIGITS_MAX = 15 };
  TRY(form_require(f, values, element, line, error));
  const char *value = values[element].value;
  size_t size = strlen(value);
  if (size > DIGITS_MAX || strspn(value, "0123456789") != size) {
    return form_value_invalid(f, values, element, error);
  }
  *out = 0;
  for (size_t i = 0; i < size; i++) *out = *out * 10 + (value[i] - '0');
  return SD_OK;
}

sd_status form_is_credit(const form *f, const form_value *values, int element, uint32_t line,
                         bool *out, sd_error *error) {
  TRY(form_require(f, values, element, line, error));
  const char *value = values[element].value;
  *out = strcmp(value, "CRDT") == 0;
  if (*out || strcmp(value, "DBIT") == 0) return SD_OK;
  return form_value_invalid(f, values, element, error);
}

sd_status form_date(const form *f, const form_value *values, int date, int date_time, arena *a,
                    const char **out, sd_error *error) {
  int element = values[date].value != NULL ? date : date_time;
  const char *value = values[element].value;
  *out = NULL;
  if (value == NULL) return SD_OK;
  text day = text_slice(text_of(value), 0, 10);
  civil_date parsed;
  if (!calendar_parse_iso(day, &parsed)) return form_value_invalid(f, values, element, error);
  *out = arena_copy(a, day).data;
  return *out != NULL ? SD_OK : form_out_of_memory(error);
}
