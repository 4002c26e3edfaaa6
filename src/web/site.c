/* The site: who asks, whether they may, and the page or answer that they get. */
#include "web/site.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/messages/web.h"
#include "list/version_catalogue.h"
#include "web/asset.h"
#include "web/rate.h"
#include "web/template.h"

enum { SLOTS_MAX = 64, CACHE_KEY_SIZE = 240 };
static const char cookie_name[] = "__Host-sudui";
static const char api_prefix[] = "/api/v1";

/* One connection with what it has shown since the data last changed. */
typedef struct site_slot {
  database *db;
  registry *registry;
  site_options options; /* of the site, with the drafts that were released among the items */
  int64_t data_version, day;
  arena *pages; /* of the cache */
  map cache;    /* language, session, path → text */
  map sessions; /* digest of a token → session */
} site_slot;

struct site {
  site_options options;
  template_set *templates;
  rate_table *logins; /* tries by address */
  pthread_mutex_t lock;
  pthread_cond_t freed;
  site_slot slots[SLOTS_MAX];
  unsigned slot_count, free_count;
  unsigned free_slots[SLOTS_MAX];
  char asset_hashes[ASSET_COUNT][SM3_TEXT_SIZE];
  atomic_int_fast64_t requests, failures, refusals, kept, logins_refused;
};

/* --- Making --- */

static sd_status open_slot(site *s, site_slot *slot, sd_error *error) {
  slot->pages = arena_create(PAGE_CACHE_BYTES_MAX);
  if (slot->pages == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  map_init(&slot->cache, slot->pages);
  map_init(&slot->sessions, slot->pages);
  TRY(database_open(s->options.database, &slot->db, error));
  TRY(access_migrate(slot->db, error));
  return registry_open(slot->db, s->options.attributes, &slot->registry, error);
}

static sd_status hash_assets(site *s, sd_error *error) {
  for (size_t i = 0; i < ASSET_COUNT; i++) {
    sm3_digest digest;
    if (!sm3_of(asset_content(&asset_all()[i]), &digest)) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    sm3_format(&digest, s->asset_hashes[i]);
  }
  return SD_OK;
}

static unsigned slots_wanted(const site_options *options) {
  long processors = options->slots != 0 ? (long)options->slots : sysconf(_SC_NPROCESSORS_ONLN);
  return processors < 1 ? 1 : processors > SLOTS_MAX ? SLOTS_MAX : (unsigned)processors;
}

sd_status site_create(const site_options *options, site **out, sd_error *error) {
  site *s = memory_allocate(sizeof *s);
  *out = NULL;
  if (s == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  s->options = *options;
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->freed, NULL);
  s->logins = rate_table_create((rate_limit){.calls = 10, .seconds = 60});
  sd_status status = secret_start(error);
  if (status == SD_OK && s->logins == NULL) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (status == SD_OK) status = hash_assets(s, error);
  if (status == SD_OK) status = template_set_create(&s->templates, error);
  unsigned wanted = slots_wanted(options);
  while (status == SD_OK && s->slot_count < wanted) {
    unsigned next = s->slot_count++;
    status = open_slot(s, &s->slots[next], error);
    s->free_slots[s->free_count++] = next;
  }
  if (status == SD_OK) *out = s;
  if (status != SD_OK) site_destroy(s);
  return status;
}

void site_destroy(site *s) {
  if (s == NULL) return;
  for (unsigned i = 0; i < s->slot_count; i++) {
    registry_close(s->slots[i].registry);
    database_close(s->slots[i].db);
    arena_destroy(s->slots[i].pages);
  }
  template_set_destroy(s->templates);
  rate_table_destroy(s->logins);
  pthread_cond_destroy(&s->freed);
  pthread_mutex_destroy(&s->lock);
  memory_free(s);
}

static site_slot *take_slot(site *s) {
  pthread_mutex_lock(&s->lock);
  while (s->free_count == 0) pthread_cond_wait(&s->freed, &s->lock);
  site_slot *slot = &s->slots[s->free_slots[--s->free_count]];
  pthread_mutex_unlock(&s->lock);
  return slot;
}

static void give_slot(site *s, site_slot *slot) {
  pthread_mutex_lock(&s->lock);
  s->free_slots[s->free_count++] = (unsigned)(slot - s->slots);
  pthread_cond_signal(&s->freed);
  pthread_mutex_unlock(&s->lock);
}

/* --- Answers --- */

static int http_status_of(sd_status status) {
  switch (status) {
    case SD_NOT_FOUND:
      return 404;
    case SD_REFUSED:
      return 403;
    case SD_CONFLICT:
      return 409;
    case SD_INVALID:
    case SD_MISUSE:
    case SD_SYNTAX_ERROR:
    case SD_TYPE_ERROR:
      return 422;
    case SD_LIMIT_EXCEEDED:
      return 413;
    default:
      return 500;
  }
}

static const char *title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    default:
      return "Internal Server Error";
  }
}

/* What the page's frame shows beside the use case. */
static void add_frame(const web_call *call, const char *city) {
  view *v = call->view;
  if (v->is_json) return;
  view_string(v, "site-city", city);
  view_string(v, "site-lang", call->lang == LANGUAGE_ENGLISH ? "en" : "zh-CN");
  view_text(v, "site-path", call->request->path);
  const user *of = call->session == NULL ? NULL : &call->session->account;
  if (of != NULL) {
    view_text(v, "site-user", of->name);
    view_text(v, "form-token", call->session->form_token);
  }
  view_list(v, "site-menu");
  for (const web_route *r = web_routes(); r->path != NULL; r++) {
    if (r->menu == MESSAGE_NONE || !web_route_allows(r, of)) continue;
    view_begin(v, "entry");
    view_string(v, "path", r->path);
    view_message(v, "title", r->menu);
    view_end(v);
  }
  view_list_end(v);
}

static void show(site *s, web_call *call, sd_error *error) {
  web_response *response = call->response;
  sd_status status = SD_OK;
  if (call->view->is_json) {
    response->body = arena_copy(call->arena, view_json(call->view));
    if (response->content_type.size == 0) response->content_type = TEXT("application/json");
    if (response->body.size == 0) status = SD_OUT_OF_MEMORY;
  } else {
    add_frame(call, s->options.name);
    status = template_show(s->templates, call->view, call->arena, &response->body, error);
    response->content_type = TEXT("text/html; charset=utf-8");
  }
  if (status == SD_OK) return;
  *response = (web_response){
      .status = 500, .content_type = TEXT("text/plain; charset=utf-8"), .body = TEXT("500\n")};
}

/* RFC 9457 for the API, a page of the same content for people. */
static void show_problem(site *s, web_call *call, int status, const char *detail) {
  view v;
  view_init(&v, call->view != NULL && call->view->is_json, call->lang, "problem");
  if (call->view != NULL) view_release(call->view);
  view_string(&v, "type", "about:blank");
  view_string(&v, "title", title_of(status));
  view_integer(&v, "status", status);
  view_string(&v, "detail", detail);
  call->view = &v;
  *call->response =
      (web_response){.status = status, .retry_after_s = call->response->retry_after_s};
  if (v.is_json) call->response->content_type = TEXT("application/problem+json");
  sd_error error = {0};
  show(s, call, &error);
  if (status >= 500) atomic_fetch_add(&s->failures, 1);
  if (status == 403 || status == 401) atomic_fetch_add(&s->refusals, 1);
  view_release(&v);
  call->view = NULL;
}

static void problem(site *s, web_call *call, int status, message_id message) {
  show_problem(s, call, status, message_text(call->lang, message));
}

/* --- The cache: pages of GET, until the data change or the day does --- */

static void refresh_cache(const site_options *options, site_slot *slot, int64_t day) {
  int64_t version = 0;
  bool known = database_data_version(slot->db, &version, NULL) == SD_OK;
  if (known && version == slot->data_version && day == slot->day &&
      !arena_is_exhausted(slot->pages)) {
    return;
  }
  arena_reset(slot->pages);
  map_init(&slot->cache, slot->pages);
  map_init(&slot->sessions, slot->pages);
  slot->data_version = version;
  slot->day = day;
  slot->options = *options;
  item_catalogue *items = NULL;
  if (version_catalogue_read(slot->db, options->items, false, slot->pages, &items, NULL) == SD_OK) {
    slot->options.items = items;
  }
}

/* A page belongs to one session (it holds its form token), language and path.  Empty for what is
 * not kept: pages with a query. */
static text cache_key(const web_call *call, const web_route *route, char buffer[CACHE_KEY_SIZE]) {
  const web_request *r = call->request;
  bool has_query = r->query.count > (web_field_value(r->query, "lang").data != NULL ? 1u : 0u);
  if (route->method != WEB_GET || has_query || r->path.size > 120) return TEXT("");
  char session_key[SM3_TEXT_SIZE] = "";
  if (call->session != NULL) sm3_format(&call->session->key, session_key);
  int size = snprintf(buffer, CACHE_KEY_SIZE, "%d %s %.*s", (int)call->lang, session_key,
                      TEXT_ARG(r->path));
  return (text){buffer, (size_t)size};
}

static void keep_page(site_slot *slot, text key, const web_response *response) {
  if (key.size == 0 || response->status != 200) return;
  text *kept = ARENA_NEW(slot->pages, text);
  text copied_key = arena_copy(slot->pages, key);
  if (kept == NULL || copied_key.data == NULL) return;
  *kept = arena_copy(slot->pages, response->body);
  if (kept->data != NULL) map_set(&slot->cache, copied_key, kept);
}

/* --- Asking --- */

/* Browsers say where a request comes from and pages cannot make them lie.  Sec-Fetch-Site is the
 * newer and clearer word (Fetch Metadata); without it the origin has to be ours. */
static bool from_this_site(const web_request *r) {
  if (r->fetch_site.data != NULL) return text_is(r->fetch_site, "same-origin");
  size_t slashes = text_find(r->origin, TEXT("://"), 0);
  return r->host.size != 0 && slashes != SIZE_MAX &&
         text_equal(text_slice(r->origin, slashes + 3, r->origin.size), r->host);
}

/* A POST carries the form token of its session; before there is one, its origin has to do. */
static bool post_is_genuine(const web_call *call) {
  if (!from_this_site(call->request)) return false;
  if (call->session == NULL) return true;
  return text_equal(web_field_value(call->request->form, "form-token"), call->session->form_token);
}

static language language_of(const web_request *r) {
  text chosen = web_field_value(r->query, "lang");
  if (chosen.data == NULL) chosen = web_field_value(r->cookies, "sudui-lang");
  if (chosen.data == NULL) chosen = r->accept_language;
  return text_starts_with(chosen, TEXT("en")) ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}

static void set_language_cookie(const web_call *call) {
  if (web_field_value(call->request->query, "lang").data == NULL) return;
  call->response->cookies[2] = call->lang == LANGUAGE_ENGLISH
                                   ? TEXT("sudui-lang=en; Path=/; Max-Age=31536000; SameSite=Lax")
                                   : TEXT("sudui-lang=zh; Path=/; Max-Age=31536000; SameSite=Lax");
}

static bool is_login(const web_call *call, const web_route *route) {
  return route->method == WEB_POST && text_is(call->request->path, "/login");
}

static bool too_many_logins(site *s, const web_call *call, const web_route *route) {
  return is_login(call, route) &&
         !rate_allows(s->logins, call->request->address, call->request->now_us);
}

static void run_handler(site *s, site_slot *slot, web_call *call, const web_route *route) {
  char buffer[CACHE_KEY_SIZE];
  sd_error error = {0};
  text key = cache_key(call, route, buffer);
  text *kept = key.size == 0 ? NULL : map_get(&slot->cache, key);
  if (kept != NULL) {
    atomic_fetch_add(&s->kept, 1);
    call->response->body = arena_copy(call->arena, *kept);
    call->response->content_type =
        call->view->is_json ? TEXT("application/json") : TEXT("text/html; charset=utf-8");
    return;
  }
  sd_status status = route->handler(call, &error);
  if (status != SD_OK) {
    show_problem(s, call, http_status_of(status), error.text[call->lang]);
    return;
  }
  if (is_login(call, route) && call->response->status == 422) {
    atomic_fetch_add(&s->logins_refused, 1);
  }
  if (route->method == WEB_POST) slot->day = INT64_MIN; /* what was kept may be old now */
  if (call->response->location.size != 0) {
    call->response->status = 303;
    return;
  }
  show(s, call, &error);
  keep_page(slot, key, call->response);
}

static void answer_route(site *s, site_slot *slot, web_call *call) {
  const web_request *r = call->request;
  text path = r->path;
  if (call->view->is_json) path = text_slice(path, sizeof api_prefix - 1, path.size);
  if (path.size == 0) path = TEXT("/");
  const web_route *route = web_route_find(r->method, path, call->pieces);
  const user *of = call->session == NULL ? NULL : &call->session->account;
  if (route == NULL) {
    text pieces[ROUTE_PIECES_MAX];
    bool elsewhere =
        web_route_find(r->method == WEB_GET ? WEB_POST : WEB_GET, path, pieces) != NULL;
    problem(s, call, elsewhere ? 405 : 404, elsewhere ? MESSAGE_WEB_METHOD : MESSAGE_WEB_NOT_FOUND);
  } else if (!web_route_allows(route, of) && of == NULL) {
    if (call->view->is_json || r->method != WEB_GET) {
      problem(s, call, 401, MESSAGE_WEB_LOGIN_FIRST);
    } else {
      call->response->status = 303;
      call->response->location = TEXT("/login");
    }
  } else if (!web_route_allows(route, of)) {
    problem(s, call, 403, MESSAGE_WEB_NOT_YOURS);
  } else if (r->method == WEB_POST && !post_is_genuine(call)) {
    problem(s, call, 403, MESSAGE_WEB_FORGED);
  } else if (too_many_logins(s, call, route)) {
    call->response->retry_after_s = 60;
    problem(s, call, 429, MESSAGE_WEB_TOO_OFTEN);
  } else if (of != NULL && of->must_change_password && route->roles != 0 &&
             !text_is(path, "/password") && !text_is(path, "/logout")) {
    call->response->status = 303;
    call->response->location = TEXT("/password");
  } else {
    run_handler(s, slot, call, route);
  }
}

/* A full cache keeps nothing and is emptied by the next request. */
static void keep_session(site_slot *slot, text key, const session *found) {
  session *kept = ARENA_NEW(slot->pages, session);
  text copied_key = arena_copy(slot->pages, key);
  if (kept == NULL || copied_key.data == NULL) return;
  *kept = *found;
  text *texts[] = {&kept->form_token, &kept->account.login, &kept->account.name,
                   &kept->account.district, &kept->account.subject};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    *texts[i] = arena_copy(slot->pages, *texts[i]);
    if (texts[i]->data == NULL) return;
  }
  map_set(&slot->sessions, copied_key, kept);
}

/* The session of the request's cookie, from the cache while the data are what they were; NULL. */
static const session *find_session(site_slot *slot, const web_request *request) {
  text token = web_field_value(request->cookies, cookie_name);
  sm3_digest digest;
  if (token.size != TOKEN_SIZE - 1 || !token_digest(token, &digest)) return NULL;
  text key = {(const char *)digest.bytes, sizeof digest.bytes};
  session *known = map_get(&slot->sessions, key);
  if (known != NULL && session_is_fresh(known, request->now_us)) return known;
  session *found = ARENA_NEW(request->arena, session);
  sd_status status =
      found == NULL ? SD_OUT_OF_MEMORY
                    : session_find(slot->db, token, request->now_us, request->arena, found, NULL);
  if (status != SD_OK) return NULL;
  keep_session(slot, key, found);
  return found;
}

static void answer_page(site *s, const web_request *request, web_response *response) {
  site_slot *slot = take_slot(s);
  view v;
  web_call call = {.options = &slot->options,
                   .db = slot->db,
                   .registry = slot->registry,
                   .request = request,
                   .response = response,
                   .view = &v,
                   .arena = request->arena,
                   .lang = language_of(request)};
  bool is_api = text_starts_with(request->path, text_of(api_prefix));
  text pieces[ROUTE_PIECES_MAX];
  text path =
      is_api ? text_slice(request->path, sizeof api_prefix - 1, request->path.size) : request->path;
  const web_route *route = web_route_find(WEB_GET, path.size == 0 ? TEXT("/") : path, pieces);
  view_init(&v, is_api, call.lang, route == NULL ? "problem" : route->page);
  refresh_cache(&s->options, slot, request->now_us / CLOCK_DAY_US);
  call.session = find_session(slot, request);
  response->status = 200;
  set_language_cookie(&call);
  text cookie = response->cookies[2];
  answer_route(s, slot, &call);
  response->cookies[2] = cookie;
  if (call.view != NULL) view_release(call.view);
  give_slot(s, slot);
}

/* What a browser may keep; each form of the bytes has its own tag. */
static bool answer_asset(const site *s, const web_request *request, web_response *response) {
  const asset *a = asset_find(request->path);
  if (a == NULL || request->path.data[0] != '/' || request->method != WEB_GET) return false;
  bool gzip = request->takes_gzip && asset_gzip(a).size != 0;
  text_builder tag;
  text_builder_init(&tag, 100);
  text_builder_format(&tag, "\"%.32s%s\"", s->asset_hashes[a - asset_all()], gzip ? "-gzip" : "");
  response->etag = arena_copy(request->arena, text_builder_text(&tag));
  text_builder_release(&tag);
  bool same = text_equal(request->if_none_match, response->etag);
  response->status = same ? 304 : 200;
  response->content_type = text_of(a->content_type);
  if (gzip) response->content_encoding = TEXT("gzip");
  if (!same) response->body = gzip ? asset_gzip(a) : asset_content(a);
  return true;
}

text site_metrics(site *s, arena *a) {
  text_builder b;
  text_builder_init(&b, 4096);
  const struct {
    const char *name, *help;
    atomic_int_fast64_t *value;
  } counters[] = {
      {"sudui_requests_total", "Requests answered.", &s->requests},
      {"sudui_failures_total", "Requests that failed here (5xx).", &s->failures},
      {"sudui_refusals_total", "Requests that were not allowed (401, 403).", &s->refusals},
      {"sudui_pages_kept_total", "Pages answered from the cache.", &s->kept},
      {"sudui_logins_refused_total", "Logins refused.", &s->logins_refused},
  };
  for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
    text_builder_format(&b, "# HELP %s %s\n# TYPE %s counter\n%s %lld\n", counters[i].name,
                        counters[i].help, counters[i].name, counters[i].name,
                        (long long)atomic_load(counters[i].value));
  }
  text out = b.failed ? TEXT("") : arena_copy(a, text_builder_text(&b));
  text_builder_release(&b);
  return out;
}

/* True when writing goes on and the database answers. */
static bool is_healthy(site *s) {
  site_slot *slot = take_slot(s);
  int64_t version = 0;
  bool healthy = !database_writing_stopped(slot->db) &&
                 database_data_version(slot->db, &version, NULL) == SD_OK;
  give_slot(s, slot);
  return healthy;
}

void site_answer(site *s, const web_request *request, web_response *response) {
  *response = (web_response){0};
  atomic_fetch_add(&s->requests, 1);
  if (text_is(request->path, "/health")) {
    bool healthy = is_healthy(s);
    response->status = healthy ? 200 : 503;
    response->content_type = TEXT("text/plain; charset=utf-8");
    response->body = healthy ? TEXT("ok\n") : TEXT("writing has stopped\n");
  } else if (text_is(request->path, "/metrics")) {
    response->status = 200;
    response->content_type = TEXT("text/plain; version=0.0.4; charset=utf-8");
    response->body = site_metrics(s, request->arena);
  } else if (!answer_asset(s, request, response)) {
    answer_page(s, request, response);
  }
}
