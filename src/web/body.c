/* The body of a POST: a form of either kind, with files, or one object of JSON. */
#include "web/body.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"

/* What must stay true: a boundary is looked for only at the beginning of a line; whatever is not
 * exactly as RFC 7578 has it is refused, not repaired. */

/* RFC 2046 section 5.1.1 */
enum { BOUNDARY_BYTES_MAX = 70, PARTS_MAX = WEB_FIELDS_MAX };

static text name_text(text source) {
  size_t end = text_find(source, TEXT(";"), 0);
  return text_trim(text_slice(source, 0, end));
}

static bool is_type(text content_type, const char *name) {
  text type = name_text(content_type);
  return type.size == strlen(name) && strncasecmp(type.data, name, type.size) == 0;
}

/* The value of `; name=value` or `; name="value"` in a header; empty when it is not there. Browsers
 * write a quote in a name as %22, so that no quote is escaped (WHATWG HTML 4.10.22.8). */
static text parameter(text header, const char *name) {
  size_t from = text_find(header, TEXT(";"), 0);
  while (from != SIZE_MAX && from < header.size) {
    text rest = text_trim(text_slice(header, from + 1, header.size));
    size_t equals = text_find(rest, TEXT("="), 0);
    if (equals == SIZE_MAX) break;
    text found = text_slice(rest, 0, equals);
    text value = text_slice(rest, equals + 1, rest.size);
    bool quoted = value.size > 0 && value.data[0] == '"';
    size_t end = text_find(value, quoted ? TEXT("\"") : TEXT(";"), quoted ? 1 : 0);
    if (quoted && end == SIZE_MAX) break;
    if (end == SIZE_MAX) end = value.size;
    text content = quoted ? text_slice(value, 1, end - 1) : text_trim(text_slice(value, 0, end));
    if (found.size == strlen(name) && strncasecmp(found.data, name, found.size) == 0)
      return content;
    text behind = text_slice(value, end, value.size);
    size_t next = text_find(behind, TEXT(";"), 0);
    from = next == SIZE_MAX ? SIZE_MAX : (size_t)(behind.data + next - header.data);
  }
  return (text){NULL, 0};
}

static bool is_sound(text value) {
  for (size_t i = 0; i < value.size; i++) {
    if (web_is_control(value.data[i])) return false;
  }
  return text_is_utf8(value);
}

/* --- multipart/form-data --- */

typedef struct part {
  text disposition, content_type, content;
} part;

/* One line of a part's head: "Name: value". */
static bool read_head_line(text line, part *out) {
  size_t colon = text_find(line, TEXT(":"), 0);
  if (colon == SIZE_MAX) return false;
  text name = text_slice(line, 0, colon), value = text_trim(text_slice(line, colon + 1, line.size));
  bool is_disposition = name.size == 19 && strncasecmp(name.data, "Content-Disposition", 19) == 0;
  bool is_content_type = name.size == 12 && strncasecmp(name.data, "Content-Type", 12) == 0;
  if (is_disposition && out->disposition.data != NULL) return false;
  if (is_disposition) out->disposition = value;
  if (is_content_type) out->content_type = value;
  return is_sound(value);
}

static bool read_part(text source, part *out) {
  *out = (part){0};
  size_t head_end = text_find(source, TEXT("\r\n\r\n"), 0);
  if (head_end == SIZE_MAX) return false;
  out->content = text_slice(source, head_end + 4, source.size);
  text head = text_slice(source, 0, head_end);
  for (size_t from = 0; from < head.size;) {
    size_t end = text_find(head, TEXT("\r\n"), from);
    if (end == SIZE_MAX) end = head.size;
    if (!read_head_line(text_slice(head, from, end - from), out)) return false;
    from = end + 2;
  }
  return is_type(out->disposition, "form-data");
}

/* Of a path only its last piece: browsers send none, others may. */
static text last_piece(text name) {
  size_t from = 0;
  for (size_t i = 0; i < name.size; i++) {
    if (name.data[i] == '/' || name.data[i] == '\\') from = i + 1;
  }
  return text_slice(name, from, name.size);
}

typedef struct parts {
  web_field *fields;
  web_file *files;
  size_t field_count, file_count;
} parts;

static bool keep_part(text source, parts *all) {
  part p;
  if (!read_part(source, &p)) return false;
  text name = parameter(p.disposition, "name");
  text file = parameter(p.disposition, "filename");
  if (name.size == 0 || all->field_count + all->file_count == PARTS_MAX) return false;
  if (file.data != NULL) {
    all->files[all->file_count++] = (web_file){name, last_piece(file), p.content_type, p.content};
    return true;
  }
  all->fields[all->field_count++] = (web_field){name, p.content};
  return is_sound(p.content);
}

/* "--boundary CRLF part CRLF --boundary CRLF part CRLF --boundary--". */
static int read_multipart(text boundary, text body, web_request *out) {
  char mark[BOUNDARY_BYTES_MAX + 6];
  if (boundary.size == 0 || boundary.size > BOUNDARY_BYTES_MAX) return 400;
  memcpy(mark, "\r\n--", 4);
  memcpy(mark + 4, boundary.data, boundary.size);
  text between = {mark, boundary.size + 4}, first = {mark + 2, boundary.size + 2};
  parts all = {.fields = ARENA_ARRAY(out->arena, web_field, PARTS_MAX),
               .files = ARENA_ARRAY(out->arena, web_file, PARTS_MAX)};
  if (all.fields == NULL || all.files == NULL) return 413;
  if (!text_starts_with(body, first)) return 400;
  size_t from = first.size;
  while (!text_starts_with(text_slice(body, from, 2), TEXT("--"))) {
    if (!text_is(text_slice(body, from, 2), "\r\n")) return 400;
    size_t end = text_find(body, between, from + 2);
    if (end == SIZE_MAX || !keep_part(text_slice(body, from + 2, end - from - 2), &all)) return 400;
    from = end + between.size;
  }
  out->form = (web_fields){all.fields, all.field_count};
  out->files = (web_files){all.files, all.file_count};
  return 0;
}

/* --- JSON --- */

static size_t fields_in(const json_value *v) {
  size_t count = 0;
  for (size_t i = 0; i < v->count; i++) {
    count += v->items[i].kind == JSON_ARRAY ? v->items[i].count : 1;
  }
  return count;
}

static bool add_value(text name, const json_value *v, web_field *items, size_t *count) {
  text value = v->text;
  if (v->kind == JSON_NULL) return true;
  if (v->kind == JSON_BOOLEAN) value = v->boolean ? TEXT("true") : TEXT("false");
  if (v->kind == JSON_ARRAY || v->kind == JSON_OBJECT || !is_sound(value)) return false;
  items[(*count)++] = (web_field){name, value};
  return true;
}

static int read_json(text body, web_request *out) {
  json_value *root = NULL;
  if (json_read(body, "body", out->arena, &root, NULL) != SD_OK) return 400;
  if (root->kind != JSON_OBJECT || fields_in(root) > WEB_FIELDS_MAX) return 400;
  web_field *items = ARENA_ARRAY(out->arena, web_field, fields_in(root) + 1);
  if (items == NULL) return 413;
  size_t count = 0;
  for (size_t i = 0; i < root->count; i++) {
    const json_value *member = &root->items[i];
    bool is_array = member->kind == JSON_ARRAY;
    for (size_t k = 0; k < (is_array ? member->count : 1); k++) {
      if (!add_value(root->keys[i], is_array ? &member->items[k] : member, items, &count))
        return 400;
    }
  }
  out->form = (web_fields){items, count};
  out->form_is_json = true;
  return 0;
}

int web_body_read(text content_type, text body, web_request *out) {
  if (body.size == 0 && content_type.size == 0) return 0;
  if (is_type(content_type, "application/x-www-form-urlencoded")) {
    return web_fields_read(body, '&', out->arena, &out->form) ? 0 : 400;
  }
  if (is_type(content_type, "multipart/form-data")) {
    return read_multipart(parameter(content_type, "boundary"), body, out);
  }
  if (is_type(content_type, "application/json")) return body.size == 0 ? 0 : read_json(body, out);
  return 415;
}
