/* From the city down: a list, its companies by how they stand, and the reasons of one of them. */
#include <stdio.h>
#include <string.h>

#include "base/messages/web.h"
#include "list/award_store.h"
#include "list/standing.h"
#include "payout/payout.h"
#include "registry/snapshot.h"
#include "web/page_city.h"
#include "web/page_explanation.h"
#include "web/pages.h"

/* What must stay true: who is bound to a district sees only companies of it.  Who looked at a
 * company is recorded (recorded.def). */

enum { ROWS_ON_PAGE = 100 };

static sd_status not_found(sd_error *error) {
  return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
}

static sd_status read_list(web_call *call, list_status *out, sd_error *error) {
  text source = call->pieces[0];
  int64_t id = 0;
  for (size_t i = 0; i < source.size; i++) {
    if (source.data[i] < '0' || source.data[i] > '9' || i > 15) return not_found(error);
    id = id * 10 + (source.data[i] - '0');
  }
  return list_get_status(call->db, id, call->arena, out, error);
}

static bool may_see(const web_call *call, text district) {
  text bound = city_bound(call);
  return bound.size == 0 || area_is_within(call->options->areas, district, bound);
}

/* --- Which companies --- */

typedef enum row_filter { ROWS_MET, ROWS_NOT_MET, ROWS_UNKNOWN, ROWS_WAITING, ROWS_ALL } row_filter;
static const char *const filter_words[] = {"met", "not-met", "unknown", "waiting", "all"};
static const message_id filter_messages[] = {MESSAGE_WEB_MET, MESSAGE_WEB_NOT_MET,
                                             MESSAGE_WEB_UNKNOWN, MESSAGE_WEB_CITY_WITHOUT_ORDER,
                                             MESSAGE_WEB_CITY_ALL_ROWS};

typedef struct list_row {
  standing standing; /* its texts are copied */
  bool has_order;
  order_state order; /* the newest attempt */
} list_row;

typedef struct row_search {
  web_call *call;
  int64_t list;
  row_filter filter;
  text district; /* asked for; empty: any */
  const payout_mark *marks;
  size_t mark_count, mark_at;
  list_row rows[ROWS_ON_PAGE];
  size_t count;
  bool more;
} row_search;

/* The newest order of the company; marks are in order of list, subject and attempt. */
static void find_order(row_search *s, const char *code, list_row *row) {
  for (; s->mark_at < s->mark_count; s->mark_at++) {
    const payout_mark *m = &s->marks[s->mark_at];
    int order =
        m->list != s->list ? (m->list > s->list) - (m->list < s->list) : strcmp(m->subject, code);
    if (order > 0) return;
    if (order < 0) continue;
    row->has_order = true;
    row->order = m->state;
  }
}

static bool is_wanted(const row_search *s, const list_row *row) {
  const standing *st = &row->standing;
  bool unknown = st->decided.status == DECISION_UNKNOWN && !st->granted;
  bool alive = row->has_order && order_state_is_open(row->order);
  switch (s->filter) {
    case ROWS_MET:
      return st->granted;
    case ROWS_NOT_MET:
      return !st->granted && !unknown;
    case ROWS_UNKNOWN:
      return unknown;
    case ROWS_WAITING:
      return (st->amount_fen > 0 && !alive) || (st->settled && st->award == AWARD_HELD);
    default:
      return true;
  }
}

static sd_status take_row(void *context, const standing *st, sd_error *error) {
  row_search *s = context;
  text district = st->decided.district;
  list_row row = {.standing = *st};
  find_order(s, st->decided.code, &row);
  bool here = s->district.size == 0 || text_equal(district, s->district);
  if (!here || !may_see(s->call, district) || !is_wanted(s, &row)) return SD_OK;
  if (s->count == ROWS_ON_PAGE) {
    s->more = true;
    return SD_REFUSED; /* ends the walk */
  }
  decision *d = &row.standing.decided;
  d->district = arena_copy(s->call->arena, d->district);
  d->missing = arena_copy(s->call->arena, d->missing);
  if (d->district.data == NULL || d->missing.data == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  s->rows[s->count++] = row;
  return SD_OK;
}

/* --- Names of a page of companies, in one reading --- */

static sd_status read_names(row_search *s, const snapshot **out, sd_error *error) {
  arena *a = s->call->arena;
  char(*codes)[SUBJECT_CODE_SIZE] =
      arena_allocate_array(a, ROWS_ON_PAGE, sizeof(char[SUBJECT_CODE_SIZE]));
  int64_t *ids = ARENA_ARRAY(a, int64_t, ROWS_ON_PAGE);
  if (codes == NULL || ids == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  subject_set all = {.codes = codes, .ids = ids};
  for (size_t i = 0; i < s->count; i++) {
    subject_set one;
    const char *code = s->rows[i].standing.decided.code;
    TRY(subject_set_of_code(s->call->registry, INT64_MAX, code, a, &one, error));
    memcpy(codes[i], code, SUBJECT_CODE_SIZE);
    ids[i] = one.ids[0];
    all.last_batch = one.last_batch;
  }
  all.count = s->count;
  static const column_request column = {"name", PERIOD_NONE, PICK_LATEST, NULL};
  snapshot_request request = {
      .view = {INT64_MAX, INT64_MAX}, .subjects = &all, .columns = &column, .column_count = 1};
  return registry_snapshot(s->call->registry, &request, a, out, error);
}

static void add_row(const row_search *s, size_t i, const snapshot *names) {
  static const char *const statuses[] = {"not-met", "met", "unknown"};
  view *v = s->call->view;
  const standing *st = &s->rows[i].standing;
  fact_value name;
  view_begin(v, "line");
  view_string(v, "code", st->decided.code);
  view_text(v, "name",
            snapshot_value(names, 0, i, &name) ? name.content : text_of(st->decided.code));
  view_text(v, "district", page_area_name(s->call, st->decided.district));
  bool left_off = !st->granted && st->decided.status == DECISION_MET;
  const char *word = left_off ? "not-met" : statuses[st->decided.status];
  view_string(v, "status", st->granted ? "met" : word);
  view_boolean(v, "left_off", left_off);
  view_boolean(v, "suspended", st->suspended);
  view_money(v, "amount", st->amount_fen);
  if (s->rows[i].has_order) {
    view_string(v, "order", order_state_name(s->rows[i].order));
    view_string(v, "order_name", order_state_label(s->rows[i].order, s->call->lang));
  }
  view_list(v, "missing");
  text facts = st->decided.missing;
  for (text one; facts.size != 0;) {
    size_t space = text_find(facts, TEXT(" "), 0);
    if (space == SIZE_MAX) space = facts.size;
    one = text_slice(facts, 0, space);
    facts = text_slice(facts, space + 1, facts.size);
    view_begin(v, "fact");
    view_text(v, "fact", one);
    view_text(v, "name", city_fact_name(s->call, one));
    view_end(v);
  }
  view_list_end(v);
  view_end(v);
}

static sd_status add_rows(row_search *s, sd_error *error) {
  const snapshot *names = NULL;
  view *v = s->call->view;
  if (s->count != 0) TRY(read_names(s, &names, error));
  view_list(v, "lines");
  for (size_t i = 0; i < s->count; i++) add_row(s, i, names);
  view_list_end(v);
  if (s->more) view_string(v, "next", s->rows[s->count - 1].standing.decided.code);
  return SD_OK;
}

/* --- The head of a list --- */

static void add_head(web_call *call, const list_status *list) {
  view *v = call->view;
  page_view_list(call, list);
  if (city_bound(call).size != 0) return; /* sums of the city */
  view_integer(v, "count", list->counts.met);
  view_integer(v, "not_met", list->counts.not_met);
  view_integer(v, "unknown", list->counts.unknown);
  view_money(v, "amount", list->counts.amount_fen);
}

static void add_filters(const row_search *s) {
  view *v = s->call->view;
  view_string(v, "status", filter_words[s->filter]);
  view_text(v, "district", s->district);
  if (v->is_json) return;
  view_list(v, "filters");
  for (int i = 0; i <= ROWS_ALL; i++) {
    view_begin(v, "filter");
    view_string(v, "code", filter_words[i]);
    view_message(v, "name", filter_messages[i]);
    view_boolean(v, "shown", i == (int)s->filter);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_list(web_call *call, sd_error *error) {
  list_status list;
  payout_mark *marks = NULL;
  web_fields asked = call->request->query;
  row_search *s = ARENA_NEW(call->arena, row_search);
  if (s == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  TRY(read_list(call, &list, error));
  *s = (row_search){.call = call, .list = list.id, .district = web_field_value(asked, "district")};
  text status = web_field_value(asked, "status"), after = web_field_value(asked, "after");
  for (int i = 0; i <= ROWS_ALL; i++) {
    if (text_is(status, filter_words[i])) s->filter = (row_filter)i;
  }
  TRY(payout_marks_read(call->db, call->arena, &marks, &s->mark_count, error));
  s->marks = marks;
  sd_status walked = list_each_standing(call->db, list.id, after, take_row, s, error);
  if (walked != SD_OK && !s->more) return walked;
  add_head(call, &list);
  add_filters(s);
  return add_rows(s, error);
}

/* --- Why: one company of a list --- */

static sd_status add_order(void *context, const payout_order *order, sd_error *error) {
  web_call *call = context;
  (void)error;
  view_begin(call->view, "order");
  view_string(call->view, "reference", order->reference);
  view_string(call->view, "state", order_state_name(order->state));
  view_string(call->view, "state_name", order_state_label(order->state, call->lang));
  view_money(call->view, "amount", order->amount_fen);
  view_end(call->view);
  return SD_OK;
}

/* What the settlement made of the decision, and the orders of the company. */
static sd_status add_outcome(web_call *call, const list_status *list, const decision *d,
                             sd_error *error) {
  static const char *const statuses[] = {"not-met", "met", "unknown"};
  view *v = call->view;
  stored_award w;
  bool settled = false;
  TRY(award_find(call->db, list->id, text_of(d->code), call->arena, &settled, &w, error));
  view_string(v, "status", statuses[d->status]);
  view_money(v, "computed", d->computed_fen);
  int64_t amount_fen = settled ? w.amount_fen : d->amount_fen;
  view_money(v, "amount", amount_fen);
  view_boolean(v, "has_amount", amount_fen != 0);
  if (settled) view_string(v, "award", award_state_name(w.state));
  char id[24];
  snprintf(id, sizeof id, "%lld", (long long)list->id);
  order_filter filter = {.list = id, .subject = d->code, .state = -1};
  view_list(v, "orders");
  TRY(payout_orders_each(call->db, &filter, add_order, call, error));
  view_list_end(v);
  return SD_OK;
}

sd_status page_list_line(web_call *call, sd_error *error) {
  list_status list;
  explanation *e = NULL;
  TRY(read_list(call, &list, error));
  text code = call->pieces[1];
  TRY(list_explain(call->registry, list.id, code, call->arena, &e, error));
  if (!may_see(call, e->decision.district)) return not_found(error);
  view *v = call->view;
  view_integer(v, "list", list.id);
  view_text(v, "item", list.item);
  view_text(v, "name", page_item_name(call, list.item, list.version_label));
  view_text(v, "code", code);
  view_text(v, "company", page_subject_name(call, code));
  view_text(v, "district", page_area_name(call, e->decision.district));
  TRY(add_outcome(call, &list, &e->decision, error));
  page_explanation(call, e);
  return SD_OK;
}
