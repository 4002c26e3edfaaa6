/* The table of routes: which request is whose. */
#include <string.h>

#include "base/limits.h"
#include "base/messages/web.h"
#include "web/pages.h"

static const web_route routes[] = {
#define ROUTE(method, path, page, handler, roles, menu) \
  {WEB_##method, path, #page, handler, (role_set)(roles), MESSAGE_##menu, #handler},
#include "web/routes.def"
#undef ROUTE
    {WEB_METHOD_OTHER, NULL, NULL, NULL, 0, MESSAGE_NONE, NULL}};

const web_route *web_routes(void) { return routes; }

static text next_piece(text *path) {
  size_t slash = text_find(*path, TEXT("/"), 1);
  text piece = text_slice(*path, 1, (slash == SIZE_MAX ? path->size : slash) - 1);
  *path = slash == SIZE_MAX ? TEXT("") : text_slice(*path, slash, path->size);
  return piece;
}

static bool matches(text pattern, text path, text pieces[ROUTE_PIECES_MAX]) {
  size_t count = 0;
  while (pattern.size != 0 && path.size != 0) {
    text wanted = next_piece(&pattern), given = next_piece(&path);
    if (text_is(wanted, "{}")) {
      if (given.size == 0 || count == ROUTE_PIECES_MAX) return false;
      pieces[count++] = given;
    } else if (!text_equal(wanted, given)) {
      return false;
    }
  }
  return pattern.size == 0 && path.size == 0;
}

const web_route *web_route_find(web_method method, text path, text pieces[ROUTE_PIECES_MAX]) {
  for (const web_route *r = routes; r->path != NULL; r++) {
    if (r->method == method && matches(text_of(r->path), path, pieces)) return r;
  }
  return NULL;
}

typedef struct upload_row {
  const char *path;
  size_t bytes_max;
} upload_row;

static const upload_row uploads[] = {
#define U(path, bytes_max) {path, bytes_max},
#include "web/uploads.def"
#undef U
    {NULL, 0}};

static const upload_row *upload_of(text path) {
  bool is_api;
  text plain = web_path_of(path, &is_api), pieces[ROUTE_PIECES_MAX];
  for (const upload_row *u = uploads; u->path != NULL; u++) {
    if (matches(text_of(u->path), plain, pieces)) return u;
  }
  return NULL;
}

size_t web_body_limit(text path) {
  const upload_row *u = upload_of(path);
  return u == NULL ? LIMIT_WEB_BODY_BYTES : u->bytes_max;
}

bool web_takes_files(text path) { return upload_of(path) != NULL; }

text web_path_of(text path, bool *is_api_out) {
  static const char prefix[] = "/api/v1";
  size_t size = sizeof prefix - 1;
  *is_api_out =
      text_starts_with(path, text_of(prefix)) && (path.size == size || path.data[size] == '/');
  text plain = *is_api_out ? text_slice(path, size, path.size) : path;
  return plain.size == 0 ? TEXT("/") : plain;
}

static bool knows_districts(const web_route *route) {
  static const char *const paths[] = {
#define D(path) path,
#include "web/districts.def"
#undef D
      NULL};
  for (const char *const *p = paths; *p != NULL; p++) {
    if (strcmp(*p, route->path) == 0) return true;
  }
  return false;
}

bool web_route_allows(const web_route *route, const user *of) {
  if (route->roles == 0) return true;
  if (of == NULL || of->disabled || (route->roles & of->roles) == 0) return false;
  return of->district.size == 0 || route->roles == ANYONE || knows_districts(route);
}
