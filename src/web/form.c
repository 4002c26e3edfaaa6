/* What handlers of forms, downloads and long tables share. */
#include "web/form.h"

#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "base/money.h"

/* --- Faults --- */

void form_fault(web_call *call, const char *field, const char *reason) {
  const char *kept = arena_copy_string(call->arena, reason);
  if (call->fault_count < FORM_FAULTS_MAX && kept != NULL) {
    call->faults[call->fault_count] = (form_fault_entry){field, kept};
  }
  call->fault_count++;
}

void form_fault_message(web_call *call, const char *field, message_id reason) {
  form_fault(call, field, message_text(call->lang, reason));
}

void form_fault_error(web_call *call, const char *field, const sd_error *fault) {
  form_fault(call, field, fault->text[call->lang]);
}

view *form_restart(web_call *call, const char *root) {
  bool is_json = call->view->is_json;
  view_release(call->view);
  view_init(call->view, is_json, call->lang, root);
  return call->view;
}

bool form_is_secret(text field) {
  static const char *const secret[] = {"password", "old",        "chosen",         "again",
                                       "code",     "form-token", "idempotency-key"};
  for (size_t i = 0; i < sizeof secret / sizeof secret[0]; i++) {
    if (text_is(field, secret[i])) return true;
  }
  return false;
}

void form_view_faults(const web_call *call, view *v) {
  view_list(v, "fields");
  for (unsigned i = 0; i < call->fault_count && i < FORM_FAULTS_MAX; i++) {
    view_begin(v, "field");
    view_string(v, "field", call->faults[i].field);
    view_string(v, "reason", call->faults[i].reason);
    view_end(v);
  }
  view_list_end(v);
}

typedef struct field_label {
  const char *name;
  message_id label; /* MESSAGE_NONE: carried along unseen */
} field_label;

static const field_label field_labels[] = {
#define F(name, label) {name, MESSAGE_##label},
#define H(name) {name, MESSAGE_NONE},
#include "web/field_labels.def"
#undef F
#undef H
};

static void view_label(view *v, text name) {
  for (size_t i = 0; i < sizeof field_labels / sizeof field_labels[0]; i++) {
    if (!text_is(name, field_labels[i].name)) continue;
    message_id label = field_labels[i].label;
    if (label != MESSAGE_NONE) view_message(v, "label", label);
    if (label == MESSAGE_NONE) view_boolean(v, "unseen", true);
  }
}

void form_view_fields(const web_call *call, view *v, const char *list, const char *prefix) {
  web_fields form = call->request->form;
  view_list(v, list);
  for (size_t i = 0; i < form.count; i++) {
    text name = form.items[i].name;
    if (!text_starts_with(name, text_of(prefix))) continue;
    name = text_slice(name, text_of(prefix).size, name.size);
    if (form_is_secret(name)) continue;
    view_begin(v, "field");
    view_text(v, "name", name);
    view_label(v, name);
    view_text(v, "value", form.items[i].value);
    view_end(v);
  }
  view_list_end(v);
}

/* --- Values --- */

text form_text(const web_call *call, const char *field) {
  return text_trim(web_field_value(call->request->form, field));
}

text form_needed(web_call *call, const char *field) {
  text value = form_text(call, field);
  if (value.size == 0) form_fault_message(call, field, MESSAGE_WEB_FIELD_NEEDED);
  return value;
}

static bool read_whole(text source, int64_t *out) {
  bool minus = source.size > 1 && source.data[0] == '-';
  *out = 0;
  for (size_t i = minus ? 1 : 0; i < source.size; i++) {
    if (source.data[i] < '0' || source.data[i] > '9' || i > 17) return false;
    *out = *out * 10 + (source.data[i] - '0');
  }
  if (minus) *out = -*out;
  return source.size != 0;
}

int64_t form_integer(web_call *call, const char *field, int64_t least, int64_t most) {
  int64_t value = 0;
  if (read_whole(form_text(call, field), &value) && value >= least && value <= most) return value;
  form_fault_message(call, field, MESSAGE_WEB_FIELD_NUMBER);
  return 0;
}

int64_t form_day(web_call *call, const char *field) {
  civil_date date;
  if (calendar_parse_iso(form_text(call, field), &date)) return calendar_day_of(date);
  form_fault_message(call, field, MESSAGE_WEB_FIELD_DAY);
  return 0;
}

int64_t form_money(web_call *call, const char *field) {
  text source = form_text(call, field);
  char digits[MONEY_TEXT_SIZE];
  size_t used = 0;
  for (size_t i = 0; i < source.size && used < sizeof digits - 1; i++) {
    if (source.data[i] != ',') digits[used++] = source.data[i];
  }
  int64_t amount_fen = 0;
  if (used < sizeof digits - 1 && money_parse((text){digits, used}, &amount_fen)) return amount_fen;
  form_fault_message(call, field, MESSAGE_WEB_FIELD_MONEY);
  return 0;
}

const web_file *form_file(web_call *call, const char *field) {
  const web_file *found = web_file_of(call->request->files, field);
  if (found != NULL && found->bytes.size != 0) return found;
  form_fault_message(call, field, MESSAGE_WEB_FIELD_FILE);
  return NULL;
}

text form_evidence(web_call *call, text *name_out) {
  const web_file *file = web_file_of(call->request->files, "evidence_file");
  bool has_file = file != NULL && file->bytes.size != 0;
  text bytes = has_file ? file->bytes : form_text(call, "evidence");
  *name_out =
      has_file ? file->name : text_of(message_text(call->lang, MESSAGE_WEB_WRITTEN_EVIDENCE));
  if (bytes.size == 0) form_fault_message(call, "evidence", MESSAGE_WEB_NO_EVIDENCE);
  if (bytes.size > LIMIT_EVIDENCE_BYTES) {
    form_fault_message(call, "evidence_file", MESSAGE_WEB_EVIDENCE_TOO_LARGE);
  }
  return bytes;
}

/* --- Downloads --- */

sd_status web_answer_file(web_call *call, const char *name, const char *content_type, text bytes) {
  call->response->file_name = text_of(name);
  call->response->content_type = text_of(content_type);
  return web_answer_live(call, bytes);
}

sd_status web_answer_live(web_call *call, text bytes) {
  call->response->body = bytes;
  call->response->answered = true;
  call->response->live = true;
  return SD_OK;
}

static bool is_token_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_' || c == '.';
}

text web_disposition(text name, arena *a) {
  text_builder b;
  text_builder_init(&b, LIMIT_WEB_HEADER_BYTES);
  text_builder_add(&b, TEXT("attachment; filename=\""));
  for (size_t i = 0; i < name.size; i++) {
    text_builder_add_byte(&b, is_token_byte(name.data[i]) ? name.data[i] : '_');
  }
  text_builder_add(&b, TEXT("\"; filename*=UTF-8''"));
  for (size_t i = 0; i < name.size; i++) {
    if (is_token_byte(name.data[i])) text_builder_add_byte(&b, name.data[i]);
    if (!is_token_byte(name.data[i]))
      text_builder_format(&b, "%%%02X", (unsigned char)name.data[i]);
  }
  text out = b.failed ? TEXT("") : arena_copy(a, text_builder_text(&b));
  text_builder_release(&b);
  return out;
}

/* --- Rows by pages --- */

sd_status web_rows_begin(const web_call *call, web_rows *rows, sd_error *error) {
  text after = web_field_value(call->request->query, "after");
  *rows = (web_rows){0};
  if (after.data == NULL || read_whole(after, &rows->after)) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_WEB_FIELD_NUMBER, NULL);
}

bool web_rows_take(web_rows *rows, int64_t number) {
  if (number <= rows->after) return false;
  rows->more = rows->taken == WEB_ROWS_ON_PAGE;
  if (rows->more) return false;
  rows->taken++;
  rows->last = number;
  return true;
}

void web_rows_end(const web_call *call, const web_rows *rows) {
  if (rows->more) view_integer(call->view, "next", rows->last);
}
