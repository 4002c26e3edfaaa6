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
#include "list/model_stock.h"
#include "list/version_catalogue.h"
#include "web/answer.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/jobs.h"
#include "web/rates.h"
#include "web/recorded.h"
#include "web/repeat.h"
#include "web/simulation_stock.h"
#include "web/virus_scanner.h"

enum { SLOTS_MAX = 64, CACHE_KEY_SIZE = 240 };
static const char cookie_name[] = "__Host-sudui";

/* What must stay true: what is kept belongs to one state of the data and one day; a front writes
 * nothing and makes no page. */

/* One connection with what it knows since the data last changed: a slot makes pages, a front has
 * the ones that are kept. */
typedef struct site_slot {
  database *db;
  registry *registry;   /* of a front NULL */
  site_options options; /* of the site, with the drafts that were released among the items */
  int64_t data_version, day;
  arena *pages; /* of the cache */
  map cache;    /* language, session, path → text */
  map sessions; /* digest of a token → session */
} site_slot;

typedef struct slot_pool {
  site_slot items[SLOTS_MAX];
  unsigned count, free_count;
  unsigned free[SLOTS_MAX];
} slot_pool;

struct site {
  site_options options;
  template_set *templates;
  job_table *jobs;
  simulation_stock *simulations;
  model_stock *models;
  rate_book *rates;
  pthread_mutex_t lock;
  pthread_cond_t freed;
  slot_pool slots, fronts;
  char asset_hashes[ASSET_COUNT][SM3_TEXT_SIZE];
  atomic_bool writing_stopped;
  atomic_int_fast64_t requests, failures, refusals, kept, logins_refused, overloaded;
};

/* --- Making --- */

static sd_status open_front(site *s, site_slot *slot, sd_error *error) {
  slot->pages = arena_create(PAGE_CACHE_BYTES_MAX);
  if (slot->pages == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  map_init(&slot->cache, slot->pages);
  map_init(&slot->sessions, slot->pages);
  TRY(database_open(s->options.database, &slot->db, error));
  return database_use_keys(slot->db, s->options.keys, error);
}

static sd_status open_slot(site *s, site_slot *slot, sd_error *error) {
  TRY(open_front(s, slot, error));
  model_stock_use(slot->db, s->models);
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

static sd_status fill_pool(site *s, slot_pool *p,
                           sd_status (*open)(site *, site_slot *, sd_error *), sd_error *error) {
  sd_status status = SD_OK;
  for (unsigned wanted = slots_wanted(&s->options); status == SD_OK && p->count < wanted;) {
    unsigned next = p->count++;
    status = open(s, &p->items[next], error);
    p->free[p->free_count++] = next;
  }
  return status;
}

static void empty_pool(slot_pool *p) {
  for (unsigned i = 0; i < p->count; i++) {
    registry_close(p->items[i].registry);
    database_close(p->items[i].db);
    arena_destroy(p->items[i].pages);
  }
}

sd_status site_create(const site_options *options, site **out, sd_error *error) {
  site *s = memory_allocate(sizeof *s);
  *out = NULL;
  if (s == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  s->options = *options;
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->freed, NULL);
  s->rates = rate_book_create();
  sd_status status = secret_start(error);
  s->jobs = job_table_create(&s->options, clock_now_us() / CLOCK_SECOND_US);
  s->simulations = simulation_stock_create();
  s->models = model_stock_create(LIMIT_WEB_MODEL_STOCK_BYTES);
  if (status == SD_OK &&
      (s->rates == NULL || s->jobs == NULL || s->simulations == NULL || s->models == NULL)) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (status == SD_OK) status = hash_assets(s, error);
  if (status == SD_OK) status = template_set_create(&s->templates, error);
  if (status == SD_OK) status = fill_pool(s, &s->slots, open_slot, error);
  if (status == SD_OK) status = fill_pool(s, &s->fronts, open_front, error);
  if (status == SD_OK) *out = s;
  if (status != SD_OK) site_destroy(s);
  return status;
}

void site_destroy(site *s) {
  if (s == NULL) return;
  job_table_destroy(s->jobs);
  simulation_stock_destroy(s->simulations);
  empty_pool(&s->slots);
  empty_pool(&s->fronts);
  model_stock_destroy(s->models);
  template_set_destroy(s->templates);
  rate_book_destroy(s->rates);
  pthread_cond_destroy(&s->freed);
  pthread_mutex_destroy(&s->lock);
  memory_free(s);
}

static site_slot *take(site *s, slot_pool *p) {
  pthread_mutex_lock(&s->lock);
  while (p->free_count == 0) pthread_cond_wait(&s->freed, &s->lock);
  site_slot *slot = &p->items[p->free[--p->free_count]];
  pthread_mutex_unlock(&s->lock);
  return slot;
}

static void give(site *s, slot_pool *p, const site_slot *slot) {
  pthread_mutex_lock(&s->lock);
  p->free[p->free_count++] = (unsigned)(slot - p->items);
  pthread_cond_broadcast(&s->freed);
  pthread_mutex_unlock(&s->lock);
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
  if (slot->registry == NULL) return; /* a front makes no page */
  if (version_catalogue_read(slot->db, options->items, false, slot->pages, &items, NULL) == SD_OK) {
    slot->options.items = items;
  }
}

static language language_of(const web_request *r) {
  text chosen = web_field_value(r->query, "lang");
  if (chosen.data == NULL) chosen = web_field_value(r->cookies, "sudui-lang");
  if (chosen.data == NULL) chosen = r->accept_language;
  return text_starts_with(chosen, TEXT("en")) ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}

/* A page belongs to one session (it holds its form token), language and path.  Empty for what is
 * not kept: changes, and pages with a query. */
static text cache_key(const web_request *r, const session *of) {
  char buffer[CACHE_KEY_SIZE], session_key[SM3_TEXT_SIZE] = "";
  if (r->method != WEB_GET || r->query.count != 0 || r->path.size > 120) return TEXT("");
  if (of != NULL) sm3_format(&of->key, session_key);
  int size = snprintf(buffer, CACHE_KEY_SIZE, "%d %s %.*s", (int)language_of(r), session_key,
                      TEXT_ARG(r->path));
  return arena_copy(r->arena, (text){buffer, (size_t)size});
}

static void keep_page(site_slot *slot, text key, const web_response *response) {
  if (key.size == 0 || response->status != 200 || response->live || response->only_once) return;
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

/* A program that shows the token itself; browsers do that only where a page's script does. */
static text bearer_of(const web_request *r) {
  static const char scheme[] = "Bearer ";
  bool is_bearer = text_starts_with(r->authorization, text_of(scheme));
  return is_bearer ? text_slice(r->authorization, sizeof scheme - 1, r->authorization.size)
                   : TEXT("");
}

/* A POST carries the form token of its session; before there is one, its origin has to do.  JSON
 * does not come from a form of another site (it would be asked for first, Fetch 4.8), and a token
 * in a header is never added by a browser. */
static bool post_is_genuine(const web_call *call) {
  const web_request *r = call->request;
  if (bearer_of(r).size != 0) return true;
  if (call->session == NULL && call->view->is_json && r->form_is_json) return true;
  if (!from_this_site(r)) return false;
  if (call->session == NULL) return true;
  return text_equal(web_field_value(r->form, "form-token"), call->session->form_token);
}

static void set_language_cookie(const web_call *call) {
  if (web_field_value(call->request->query, "lang").data == NULL) return;
  call->response->cookies[2] =
      call->lang == LANGUAGE_ENGLISH
          ? TEXT("sudui-lang=en; Path=/; Max-Age=31536000; Secure; SameSite=Lax")
          : TEXT("sudui-lang=zh; Path=/; Max-Age=31536000; Secure; SameSite=Lax");
}

/* --- Running a handler --- */

/* A page goes to the next one; a program is told where that is. */
static void lead_on(site *s, web_call *call) {
  if (!call->view->is_json) {
    call->response->status = 303;
    return;
  }
  char see[LIMIT_WEB_PATH_BYTES];
  text location = call->response->location;
  call->response->location = TEXT("");
  snprintf(see, sizeof see, "/api/v1%.*s", TEXT_ARG(location));
  view_string(call->view, "see", see);
  answer_show(s->templates, call);
}

static void run_handler(site *s, web_call *call, const web_route *route) {
  sd_error error = {0};
  sd_status status = recorded_note(call, route, &error);
  if (status == SD_OK) status = route->handler(call, &error);
  if (status != SD_OK) {
    answer_failure(s->templates, call, status, &error);
  } else if (call->fault_count != 0) {
    answer_form_faults(s->templates, call);
  } else if (call->response->location.size != 0) {
    lead_on(s, call);
  } else if (!call->response->answered) {
    answer_show(s->templates, call);
  }
}

/* Asks the scanner about one file: false when it is not to be read, with the answer's status and
 * Retry-After, and what is wrong with a file that was looked at among the faults. */
static bool file_is_clean(web_call *call, const web_file *file, sd_error *error) {
  char name[SCAN_NAME_SIZE];
  web_response *r = call->response;
  const char *field = arena_copy(call->arena, file->field).data;
  if (field == NULL) field = "";
  switch (virus_scanner_ask(call->options->scanner, file->bytes, name)) {
    case SCAN_CLEAN:
      return true;
    case SCAN_FOUND:
      (void)error_set(error, SD_INVALID, MESSAGE_WEB_SCAN_FOUND, SD_ARGS(name));
      form_fault_error(call, field, error);
      r->status = 422;
      return false;
    case SCAN_TOO_LONG:
      (void)error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_WEB_SCAN_TOO_LONG, NULL);
      form_fault_error(call, field, error);
      r->status = 422;
      return false;
    case SCAN_BUSY:
    case SCAN_FAILED:
      break;
  }
  (void)error_set(error, SD_IO_FAILED, MESSAGE_WEB_SCAN_FAILED, NULL);
  r->status = 503;
  r->retry_after_s = (int)LIMIT_WEB_SCAN_RETRY_SECONDS;
  return false;
}

/* Files are looked at before anything reads them; false: answered. */
static bool files_are_clean(site *s, web_call *call) {
  sd_error error = {0};
  web_files files = call->request->files;
  bool is_clean = true;
  for (size_t i = 0; i < files.count && is_clean && call->options->scanner != NULL; i++) {
    is_clean = file_is_clean(call, &files.items[i], &error);
  }
  if (is_clean) return true;
  if (call->response->status == 422) {
    answer_faults_of_unread_form(s->templates, call);
  } else {
    answer_refused_form(s->templates, call, call->response->status, error.text[call->lang]);
  }
  return false;
}

/* Once, however often it is sent. */
static void run_post(site *s, site_slot *slot, web_call *call, const web_route *route) {
  sd_error error = {0};
  once_request request;
  repeat_verdict verdict;
  sd_status status = repeat_begin(call, &request, &verdict, &error);
  slot->day = INT64_MIN; /* what is known of sessions may be old now */
  if (status != SD_OK) {
    answer_failure(s->templates, call, status, &error);
    return;
  }
  static const struct {
    int status;
    message_id message;
  } refusals[] = {[REPEAT_BAD_KEY] = {400, MESSAGE_WEB_REPEAT_KEY},
                  [REPEAT_DIFFERENT] = {422, MESSAGE_WEB_REPEAT_DIFFERENT},
                  [REPEAT_RUNNING] = {409, MESSAGE_WEB_REPEAT_RUNNING},
                  [REPEAT_SECRET] = {409, MESSAGE_WEB_REPEAT_SECRET}};
  if (verdict == REPEAT_ANSWERED) return;
  if (verdict != REPEAT_NO_KEY && verdict != REPEAT_FIRST) {
    answer_problem_message(s->templates, call, refusals[verdict].status, refusals[verdict].message);
    return;
  }
  if (files_are_clean(s, call)) run_handler(s, call, route);
  if (rate_is_login(route) && call->response->status == 422) {
    atomic_fetch_add(&s->logins_refused, 1);
  }
  /* The effect is there; without the note a repetition is answered 409. */
  if (verdict == REPEAT_FIRST) (void)repeat_end(call, &request, NULL);
}

/* Nobody is logged in, or not any more. */
static void ask_for_login(site *s, web_call *call) {
  bool is_page = !call->view->is_json;
  if (is_page && call->request->method == WEB_GET) {
    call->response->status = 303;
    call->response->location = TEXT("/login");
  } else if (is_page && from_this_site(call->request)) {
    answer_login_first(s->templates, call);
  } else {
    answer_problem_message(s->templates, call, 401, MESSAGE_WEB_LOGIN_FIRST);
  }
}

/* From another site; or from this one, with the form of a session that is over. */
static void refuse_post(site *s, web_call *call) {
  bool is_stale = call->session != NULL && !call->view->is_json && from_this_site(call->request);
  if (is_stale) {
    answer_stale_form(s->templates, call);
  } else {
    answer_problem_message(s->templates, call, 403, MESSAGE_WEB_FORGED);
  }
}

static void no_route(site *s, web_call *call) {
  bool is_get = call->request->method == WEB_GET;
  text pieces[ROUTE_PIECES_MAX];
  bool elsewhere = web_route_find(is_get ? WEB_POST : WEB_GET, call->path, pieces) != NULL;
  answer_problem_message(s->templates, call, elsewhere ? 405 : 404,
                         elsewhere ? MESSAGE_WEB_METHOD : MESSAGE_WEB_NOT_FOUND);
}

static bool must_change_first(const web_call *call, const web_route *route, const user *of) {
  return of != NULL && of->must_change_password && route->roles != 0 &&
         !text_is(call->path, "/password") && !text_is(call->path, "/logout");
}

static void answer_route(site *s, site_slot *slot, web_call *call, const web_route *route) {
  int wait_s = 0;
  const user *of = call->session == NULL ? NULL : &call->session->account;
  if (route == NULL) {
    no_route(s, call);
  } else if (!web_route_allows(route, of) && of == NULL) {
    ask_for_login(s, call);
  } else if (!web_route_allows(route, of)) {
    answer_problem_message(s->templates, call, 403, MESSAGE_WEB_NOT_YOURS);
  } else if (route->method == WEB_POST && !post_is_genuine(call)) {
    refuse_post(s, call);
  } else if ((wait_s = rate_book_wait(s->rates, call, route)) != 0) {
    call->response->retry_after_s = wait_s;
    answer_problem_message(s->templates, call, 429, MESSAGE_WEB_TOO_OFTEN);
  } else if (must_change_first(call, route, of) && call->view->is_json) {
    answer_problem_message(s->templates, call, 403, MESSAGE_WEB_MUST_CHANGE);
  } else if (must_change_first(call, route, of)) {
    call->response->status = 303;
    call->response->location = TEXT("/password");
  } else if (route->method == WEB_POST) {
    run_post(s, slot, call, route);
  } else {
    run_handler(s, call, route);
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

/* The token of the request's cookie or header as a key of the cache; empty without one. */
static text session_token(const web_request *r, sm3_digest *digest) {
  text shown = bearer_of(r);
  text token = shown.size != 0 ? shown : web_field_value(r->cookies, cookie_name);
  bool is_token = token.size == TOKEN_SIZE - 1 && token_digest(token, digest);
  return is_token ? token : TEXT("");
}

/* The session of a token, from the cache while the data are what they were; NULL.  A front only
 * reads. */
static const session *find_session(site_slot *slot, const web_request *r, text token,
                                   const sm3_digest *digest) {
  text key = {(const char *)digest->bytes, sizeof digest->bytes};
  session *known = map_get(&slot->sessions, key);
  if (known != NULL && session_is_fresh(known, r->now_us)) return known;
  session *found = ARENA_NEW(r->arena, session);
  if (found == NULL) return NULL;
  bool is_front = slot->registry == NULL;
  sd_status status =
      (is_front ? session_read : session_find)(slot->db, token, r->now_us, r->arena, found, NULL);
  if (status != SD_OK) return NULL;
  keep_session(slot, key, found);
  return found;
}

static message_id fault_message(int status) {
  return status == 413   ? MESSAGE_WEB_TOO_LARGE
         : status == 415 ? MESSAGE_WEB_BODY_KIND
                         : MESSAGE_WEB_UNREADABLE;
}

static void answer_page(site *s, const web_request *request, web_response *response) {
  site_slot *slot = take(s, &s->slots);
  view v;
  bool is_api;
  web_call call = {.options = &slot->options,
                   .db = slot->db,
                   .registry = slot->registry,
                   .request = request,
                   .path = web_path_of(request->path, &is_api),
                   .response = response,
                   .view = &v,
                   .arena = request->arena,
                   .lang = language_of(request),
                   .jobs = s->jobs,
                   .simulations = s->simulations};
  const web_route *route = web_route_find(request->method, call.path, call.pieces);
  view_init(&v, is_api, call.lang, route == NULL ? "problem" : route->page);
  refresh_cache(&s->options, slot, request->now_us / CLOCK_DAY_US);
  sm3_digest digest;
  text token = session_token(request, &digest);
  if (token.size != 0) call.session = find_session(slot, request, token, &digest);
  response->status = 200;
  set_language_cookie(&call);
  text cookie = response->cookies[2];
  if (request->fault != 0) {
    answer_problem_message(s->templates, &call, request->fault, fault_message(request->fault));
  } else {
    answer_route(s, slot, &call, route);
  }
  if (response->status >= 500) atomic_fetch_add(&s->failures, 1);
  bool is_refused = response->status == 403 || response->status == 401;
  if (is_refused) atomic_fetch_add(&s->refusals, 1);
  if ((is_refused || response->status == 429) && call.session != NULL) {
    response->refused = call.session->account.id;
  }
  response->cookies[2] = cookie;
  view_release(&v);
  if (database_writing_stopped(slot->db)) atomic_store(&s->writing_stopped, true);
  give(s, &s->slots, slot);
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

void site_count_overload(site *s) { atomic_fetch_add(&s->overloaded, 1); }

static void add_scans(const site *s, text_builder *b) {
  static const char *const words[SCAN_VERDICTS] = {"clean", "found", "too_long", "failed", "busy"};
  if (s->options.scanner == NULL) return;
  text_builder_add(b, TEXT("# HELP sudui_scans_total Uploads that were scanned, by verdict.\n"
                           "# TYPE sudui_scans_total counter\n"));
  for (int i = 0; i < SCAN_VERDICTS; i++) {
    text_builder_format(b, "sudui_scans_total{verdict=\"%s\"} %lld\n", words[i],
                        (long long)virus_scanner_count(s->options.scanner, (scan_verdict)i));
  }
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
      {"sudui_overloaded_total", "Requests refused because too many wait (503).", &s->overloaded},
  };
  for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
    text_builder_format(&b, "# HELP %s %s\n# TYPE %s counter\n%s %lld\n", counters[i].name,
                        counters[i].help, counters[i].name, counters[i].name,
                        (long long)atomic_load(counters[i].value));
  }
  add_scans(s, &b);
  text_builder_format(&b,
                      "# HELP sudui_memory_bytes Memory allocated and not yet freed.\n"
                      "# TYPE sudui_memory_bytes gauge\nsudui_memory_bytes %zu\n",
                      memory_bytes_in_use());
  text out = b.failed ? TEXT("") : arena_copy(a, text_builder_text(&b));
  text_builder_release(&b);
  return out;
}

/* --- The front: what can be answered at once --- */

static void answer_health(site *s, web_response *response) {
  site_slot *front = take(s, &s->fronts);
  int64_t version = 0;
  bool healthy = !atomic_load(&s->writing_stopped) &&
                 database_data_version(front->db, &version, NULL) == SD_OK;
  give(s, &s->fronts, front);
  response->status = healthy ? 200 : 503;
  response->content_type = TEXT("text/plain; charset=utf-8");
  response->body = healthy ? TEXT("ok\n") : TEXT("writing has stopped\n");
}

/* What is not a page, and what staff may look at only on record, is made each time: the table of
 * routes says so, not the page. */
static bool may_be_kept(const web_request *r) {
  bool is_api;
  int piece;
  text pieces[ROUTE_PIECES_MAX];
  const web_route *route = web_route_find(r->method, web_path_of(r->path, &is_api), pieces);
  return route != NULL && !recorded_path(route->path, &piece);
}

/* The kept page; else the ticket to keep it.  A token that the front does not know, or whose use
 * has to be stored, is for a slot to look at. */
static bool find_kept(site_slot *front, const web_request *r, web_response *response,
                      site_ticket *ticket) {
  sm3_digest digest;
  const session *of = NULL;
  text token = session_token(r, &digest);
  if (token.size != 0) of = find_session(front, r, token, &digest);
  if (token.size != 0 && (of == NULL || !session_is_fresh(of, r->now_us))) return false;
  text key = cache_key(r, of);
  text *kept = key.size == 0 ? NULL : map_get(&front->cache, key);
  if (kept == NULL) {
    if (may_be_kept(r)) *ticket = (site_ticket){front, key, front->data_version, front->day};
    return false;
  }
  bool is_api;
  web_path_of(r->path, &is_api);
  response->status = 200;
  response->body = arena_copy(r->arena, *kept);
  response->content_type = is_api ? TEXT("application/json") : TEXT("text/html; charset=utf-8");
  return response->body.data != NULL;
}

bool site_answer_at_once(site *s, const web_request *request, web_response *response,
                         site_ticket *ticket) {
  *response = (web_response){0};
  *ticket = (site_ticket){0};
  bool done = request->fault == 0 && request->method == WEB_GET;
  if (!done) {
    return false;
  } else if (text_is(request->path, "/health")) {
    answer_health(s, response);
  } else if (text_is(request->path, "/metrics")) {
    response->status = 200;
    response->content_type = TEXT("text/plain; version=0.0.4; charset=utf-8");
    response->body = site_metrics(s, request->arena);
  } else if (!answer_asset(s, request, response)) {
    site_slot *front = take(s, &s->fronts);
    refresh_cache(&s->options, front, request->now_us / CLOCK_DAY_US);
    done = find_kept(front, request, response, ticket);
    give(s, &s->fronts, front);
    if (done) atomic_fetch_add(&s->kept, 1);
  }
  if (done) atomic_fetch_add(&s->requests, 1);
  return done;
}

/* That very front, unless somebody uses it just now. */
static bool take_front(site *s, const site_slot *wanted) {
  slot_pool *p = &s->fronts;
  pthread_mutex_lock(&s->lock);
  unsigned at = 0;
  while (at < p->free_count && &p->items[p->free[at]] != wanted) at++;
  bool found = at < p->free_count;
  if (found) p->free[at] = p->free[--p->free_count];
  pthread_mutex_unlock(&s->lock);
  return found;
}

void site_keep(site *s, const web_response *response, const site_ticket *ticket) {
  site_slot *front = ticket->front;
  if (front == NULL || ticket->key.size == 0 || !take_front(s, front)) return;
  if (front->data_version == ticket->data_version && front->day == ticket->day) {
    keep_page(front, ticket->key, response);
  }
  give(s, &s->fronts, front);
}

void site_answer(site *s, const web_request *request, web_response *response) {
  *response = (web_response){0};
  atomic_fetch_add(&s->requests, 1);
  answer_page(s, request, response);
}
