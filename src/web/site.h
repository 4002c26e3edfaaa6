/* The site: who asks, whether they may, and the page or answer that they get.
 *
 * What must stay true: a request is answered by its route or not at all; the roles of the route are
 * checked before its handler runs; whatever changes something is a POST with the session's own form
 * token from a page of this site; what a company is shown follows from its session alone. */
#ifndef SUDUI_WEB_SITE_H
#define SUDUI_WEB_SITE_H

#include "access/session.h"
#include "operation/context.h"
#include "policy/catalogue.h"
#include "registry/registry.h"
#include "store/keyring.h"
#include "web/exchange.h"
#include "web/view.h"

typedef struct site_options {
  const char *database;                  /* path */
  const char *name;                      /* of the city, for the title */
  const keyring *keys;                   /* of sealed fields; outlives the site */
  const attribute_catalogue *attributes; /* these outlive the site */
  const english_names *english;          /* NULL: names of models are shown as they are written */
  const item_catalogue *items;
  const area_table *areas;
  const day_calendar *calendar; /* NULL: use cases that count working days are refused */
  const settlement_rules *settlement;
  const breach_list *breached;   /* passwords that nobody may choose; NULL: there is no list */
  struct virus_scanner *scanner; /* looks at each upload; NULL: nobody does */
  const char *outbox;            /* folder of released bank files */
  const char *backups;           /* folder of backups made from the page; NULL: none are */
  unsigned slots; /* requests that are worked on at the same time; 0: one for each processor */
} site_options;

typedef struct site site;

/* Opens twice `slots` connections, for the pages that are kept and for those that are made;
 * compiles the stylesheets. */
sd_status site_create(const site_options *options, site **out, sd_error *error);
void site_destroy(site *s); /* NULL is allowed; no request may be under way */

/* Where an answer that was made may be kept; for site_keep. */
typedef struct site_ticket {
  struct site_slot *front; /* NULL: nowhere */
  text key;                /* in the request's arena */
  int64_t data_version, day;
} site_ticket;

/* Files, health, metrics and pages that are kept, in microseconds and without writing; false when
 * the request needs site_answer. */
bool site_answer_at_once(site *s, const web_request *request, web_response *response,
                         site_ticket *ticket);
/* Fills `response` in any case: failures become a page or a problem document (RFC 9457).  May be
 * called by as many threads as there are slots; the two others by any. */
void site_answer(site *s, const web_request *request, web_response *response);
/* Keeps the page that was made for the next one who asks, unless the data have changed since. */
void site_keep(site *s, const web_response *response, const site_ticket *ticket);

/* Notes a request that was refused because too many wait. */
void site_count_overload(site *s);
/* Counters since the start, in the text format of Prometheus; in `a`. */
text site_metrics(site *s, arena *a);

/* --- For the handlers of routes.def --- */

enum { ROUTE_PIECES_MAX = 2, PAGE_CACHE_BYTES_MAX = 16 * 1024 * 1024, FORM_FAULTS_MAX = 32 };

typedef struct job_table job_table;

/* What is wrong with a field of a form (web/form). */
typedef struct form_fault_entry {
  const char *field, *reason;
} form_fault_entry;

typedef struct web_call {
  const site_options *options;
  database *db;
  registry *registry;
  const web_request *request;
  text path; /* of the request, without the API's prefix */
  web_response *response;
  const session *session;        /* NULL: nobody is logged in */
  text pieces[ROUTE_PIECES_MAX]; /* what stands for "{}" */
  view *view;
  arena *arena; /* of the request */
  language lang;
  job_table *jobs;
  struct simulation_stock *simulations;
  form_fault_entry faults[FORM_FAULTS_MAX];
  unsigned fault_count;
} web_call;

/* Writes into call->view, or answers by setting call->response->location, or with bytes of its own
 * (web/form).  SD_NOT_FOUND, SD_REFUSED and so on become the matching answer; of a form that was
 * refused so, the page is shown again with the reason and what was typed. */
typedef sd_status (*web_handler)(web_call *call, sd_error *error);

typedef struct web_route {
  web_method method;
  const char *path;
  const char *page;
  web_handler handler;
  role_set roles; /* 0: everybody */
  message_id menu;
  const char *name; /* of the handler */
} web_route;

#define ANYONE 0xffffffffu
/* Ends with a NULL path. */
const web_route *web_routes(void);
/* The route of a method and path, its pieces filled in; NULL when there is none. */
const web_route *web_route_find(web_method method, text path, text pieces[ROUTE_PIECES_MAX]);
/* How many bytes the body of a request may have: of a route in uploads.def what stands there. */
size_t web_body_limit(text path);
/* Whether the route takes files. */
bool web_takes_files(text path);
/* The path without "/api/v1", and whether that was there; never empty. */
text web_path_of(text path, bool *is_api_out);
/* Whether an account may use it; `of` NULL: nobody is logged in. */
bool web_route_allows(const web_route *route, const user *of);

#endif
