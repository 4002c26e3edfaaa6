/* The API in its own words: an OpenAPI 3.1 document from routes.def and schemas.json. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/pages.h"

/* What must stay true: a route is described because it is in routes.def, and in no other way; what
 * answers and forms hold comes from schemas.json, which tools/api-schemas makes and
 * tests/system/api_test.py holds the running server to. */

static text schemas(void) {
  const asset *file = asset_find(TEXT("/assets/schemas.json"));
  return file == NULL ? TEXT("{}") : asset_content(file);
}

static bool has_schema(const char *name) {
  char quoted[120];
  snprintf(quoted, sizeof quoted, "\n\"%s\":", name);
  return text_find(schemas(), text_of(quoted), 0) != SIZE_MAX;
}

static void write_schema(json_writer *w, const char *name) {
  char reference[140];
  json_key(w, "schema");
  json_begin_object(w);
  if (has_schema(name)) {
    snprintf(reference, sizeof reference, "#/components/schemas/%s", name);
    json_member_string(w, "$ref", reference);
  } else {
    json_member_string(w, "type", "object");
  }
  json_end_object(w);
}

static void write_content(json_writer *w, const char *const *types, const char *schema) {
  json_key(w, "content");
  json_begin_object(w);
  for (; *types != NULL; types++) {
    json_key(w, *types);
    json_begin_object(w);
    write_schema(w, schema);
    json_end_object(w);
  }
  json_end_object(w);
}

/* "/lists/{}" as "/lists/{piece1}". */
static void write_path(const char *path, char *out, size_t size) {
  size_t used = 0;
  int pieces = 0;
  for (const char *p = path; *p != '\0' && used + 12 < size; p++) {
    out[used++] = *p;
    if (*p == '{') used += (size_t)snprintf(out + used, size - used, "piece%d", ++pieces);
  }
  out[used] = '\0';
}

static void write_parameter(json_writer *w, const char *name, const char *in, bool required) {
  json_begin_object(w);
  json_member_string(w, "name", name);
  json_member_string(w, "in", in);
  json_member_boolean(w, "required", required);
  json_key(w, "schema");
  json_begin_object(w);
  json_member_string(w, "type", "string");
  json_end_object(w);
  json_end_object(w);
}

static void write_parameters(json_writer *w, const web_route *r) {
  int pieces = 0;
  json_key(w, "parameters");
  json_begin_array(w);
  for (const char *p = r->path; *p != '\0'; p++) {
    char name[20];
    if (*p != '{') continue;
    snprintf(name, sizeof name, "piece%d", ++pieces);
    write_parameter(w, name, "path", true);
  }
  if (r->method == WEB_POST) write_parameter(w, "Idempotency-Key", "header", false);
  json_end_array(w);
}

static void write_response(json_writer *w, const char *status, const char *what,
                           const char *const *types, const char *schema) {
  json_key(w, status);
  json_begin_object(w);
  json_member_string(w, "description", what);
  if (types != NULL) write_content(w, types, schema);
  json_end_object(w);
}

static void write_responses(json_writer *w, const web_route *r) {
  static const char *const json_type[] = {"application/json", NULL};
  static const char *const problem_type[] = {"application/problem+json", NULL};
  json_key(w, "responses");
  json_begin_object(w);
  write_response(w, "200", r->method == WEB_GET ? "the page as data" : "done, and where to go on",
                 json_type, r->method == WEB_GET ? r->page : r->name);
  write_response(w, "default", "a problem (RFC 9457)", problem_type, "problem");
  json_end_object(w);
}

static void write_operation(json_writer *w, const web_route *r) {
  static const char *const form_types[] = {"application/json", "application/x-www-form-urlencoded",
                                           "multipart/form-data", NULL};
  static const char *const plain_types[] = {"application/json", "application/x-www-form-urlencoded",
                                            NULL};
  char form[100];
  json_key(w, r->method == WEB_GET ? "get" : "post");
  json_begin_object(w);
  json_member_string(w, "operationId", r->name);
  json_key(w, "x-roles");
  json_begin_array(w);
  for (role_set bit = 1; bit != 0 && role_name((role)bit) != NULL; bit <<= 1) {
    if ((r->roles & bit) != 0) json_string(w, role_name((role)bit));
  }
  json_end_array(w);
  json_key(w, "security");
  json_begin_array(w);
  json_begin_object(w);
  if (r->roles != 0) {
    json_key(w, "bearer");
    json_begin_array(w);
    json_end_array(w);
  }
  json_end_object(w);
  json_end_array(w);
  write_parameters(w, r);
  if (r->method == WEB_POST) {
    snprintf(form, sizeof form, "%s-form", r->name);
    json_key(w, "requestBody");
    json_begin_object(w);
    write_content(w, web_takes_files(text_of(r->path)) ? form_types : plain_types, form);
    json_end_object(w);
  }
  write_responses(w, r);
  json_end_object(w);
}

/* All methods of one path stand in one object, where its first route is met. */
static void write_paths(json_writer *w) {
  const web_route *all = web_routes();
  json_key(w, "paths");
  json_begin_object(w);
  for (const web_route *r = all; r->path != NULL; r++) {
    const web_route *first = all;
    while (strcmp(first->path, r->path) != 0) first++;
    if (first != r) continue;
    char path[LIMIT_WEB_PATH_BYTES];
    write_path(r->path, path, sizeof path);
    json_key(w, path);
    json_begin_object(w);
    for (const web_route *o = r; o->path != NULL; o++) {
      if (strcmp(o->path, r->path) == 0) write_operation(w, o);
    }
    json_end_object(w);
  }
  json_end_object(w);
}

static void write_security(json_writer *w) {
  json_key(w, "securitySchemes");
  json_begin_object(w);
  json_key(w, "bearer");
  json_begin_object(w);
  json_member_string(w, "type", "http");
  json_member_string(w, "scheme", "bearer");
  json_member_string(w, "description", "the token that POST /login answers");
  json_end_object(w);
  json_end_object(w);
}

static void write_document(text_builder *b, const char *city) {
  json_writer w;
  json_init(&w, b);
  json_begin_object(&w);
  json_member_string(&w, "openapi", "3.1.0");
  json_key(&w, "info");
  json_begin_object(&w);
  json_member_string(&w, "title", city);
  json_member_string(&w, "version", "1");
  json_end_object(&w);
  json_key(&w, "servers");
  json_begin_array(&w);
  json_begin_object(&w);
  json_member_string(&w, "url", "/api/v1");
  json_end_object(&w);
  json_end_array(&w);
  write_paths(&w);
  json_key(&w, "components");
  json_begin_object(&w);
  write_security(&w);
  json_key(&w, "schemas");
  text_builder_add(b, schemas()); /* JSON as it stands in the file */
  w.after_key = false;
  json_end_object(&w);
  json_end_object(&w);
}

sd_status page_openapi(web_call *call, sd_error *error) {
  text_builder b;
  text_builder_init(&b, LIMIT_WEB_ANSWER_BYTES);
  write_document(&b, call->options->name);
  text body = b.failed ? (text){NULL, 0} : arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  if (body.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  call->response->content_type = TEXT("application/json");
  return web_answer_live(call, body);
}
