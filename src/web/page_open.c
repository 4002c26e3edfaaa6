/* Open data: what is published of lists, awards, budget and statistics, as CSV and JSON. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/messages/web.h"
#include "base/money.h"
#include "ledger/budget.h"
#include "list/award_store.h"
#include "notice/notice_make.h"
#include "web/form.h"
#include "web/pages.h"

/* What must stay true: only lists that are published or final; a column that is not in the tables
 * below leaves this program by no file; of an award only what its item lets a notice show. */

enum { OPEN_BYTES_MAX = 64 * 1024 * 1024 };

typedef enum open_kind { OPEN_TEXT, OPEN_NUMBER, OPEN_MONEY, OPEN_DAY } open_kind;

typedef struct open_column {
  const char *name;
  open_kind kind;
  message_id meaning;
} open_column;

typedef struct open_writer open_writer;
typedef sd_status (*open_filler)(open_writer *w, sd_error *error);

typedef struct open_table {
  const char *name;
  message_id title;
  const open_column *columns;
  size_t count;
  open_filler fill;
} open_table;

/* A file on its way: cells are added in the order of the columns. */
struct open_writer {
  web_call *call;
  const open_table *table;
  bool is_json;
  text_builder bytes;
  json_writer json;
  size_t at; /* the next column */
};

/* --- Cells --- */

static void add_cell(open_writer *w, text shown, bool is_number) {
  const open_column *c = &w->table->columns[w->at++];
  if (!w->is_json) {
    if (w->at > 1) text_builder_add_byte(&w->bytes, ',');
    csv_add_cell(&w->bytes, shown);
    if (w->at == w->table->count) text_builder_add_string(&w->bytes, "\r\n");
  } else {
    if (w->at == 1) json_begin_object(&w->json);
    if (!is_number) json_member_text(&w->json, c->name, shown);
  }
}

static void end_json_row(open_writer *w) {
  if (w->is_json && w->at == w->table->count) json_end_object(&w->json);
  if (w->at == w->table->count) w->at = 0;
}

static void add_text(open_writer *w, text t) {
  add_cell(w, t, false);
  end_json_row(w);
}

static void add_number(open_writer *w, int64_t number) {
  char shown[24];
  snprintf(shown, sizeof shown, "%lld", (long long)number);
  const char *name = w->table->columns[w->at].name;
  add_cell(w, text_of(shown), true);
  if (w->is_json) json_member_integer(&w->json, name, number);
  end_json_row(w);
}

/* Yuan with two decimals, also in JSON: as a text, so that no reader makes a binary fraction. */
static void add_money(open_writer *w, int64_t amount_fen) {
  char shown[MONEY_TEXT_SIZE];
  add_text(w, (text){shown, money_format_plain(amount_fen, shown)});
}

static void add_day(open_writer *w, int64_t day) {
  char shown[CALENDAR_TEXT_SIZE] = "";
  if (day != 0) calendar_format_day(day, shown);
  add_text(w, text_of(shown));
}

/* --- Public lists --- */

typedef struct list_walk {
  open_writer *writer;
  sd_status (*take)(open_writer *w, const list_status *list, arena *a, sd_error *error);
} list_walk;

static sd_status visit_list(void *context, const list_status *list, sd_error *error) {
  const list_walk *walk = context;
  if (list->state != LIST_PUBLISHED && list->state != LIST_FINAL) return SD_OK;
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = walk->take(walk->writer, list, a, error);
  arena_destroy(a);
  return status;
}

static sd_status each_list(open_writer *w,
                           sd_status (*take)(open_writer *, const list_status *, arena *,
                                             sd_error *),
                           sd_error *error) {
  list_walk walk = {w, take};
  return list_each(w->call->db, TEXT(""), visit_list, &walk, error);
}

static sd_status make(open_writer *w, const list_status *list, arena *a, notice *out,
                      sd_error *error) {
  const notice_request request = {
      .list = list->id, .lang = w->call->lang, .areas = w->call->options->areas};
  return notice_make(w->call->registry, &request, a, out, error);
}

static sd_status add_list(open_writer *w, const list_status *list, arena *a, sd_error *error) {
  notice n;
  list_run *run = NULL;
  char hash[SM3_TEXT_SIZE];
  TRY(make(w, list, a, &n, error));
  TRY(run_load_head(w->call->db, list->id, a, &run, error));
  sm3_format(&list->hash, hash);
  add_number(w, list->id);
  add_text(w, list->item);
  add_text(w, page_item_name(w->call, list->item, list->version_label));
  add_text(w, n.owner);
  add_text(w, n.policy);
  add_text(w, list->version_label);
  add_number(w, run->data_year);
  add_text(w, text_of(list_state_name(list->state)));
  add_day(w, list->published_day);
  add_day(w, list->last_day);
  add_number(w, (int64_t)n.count);
  add_money(w, n.total_fen);
  add_text(w, text_of(hash));
  return SD_OK;
}

static sd_status fill_lists(open_writer *w, sd_error *error) {
  return each_list(w, add_list, error);
}

static sd_status add_awards(open_writer *w, const list_status *list, arena *a, sd_error *error) {
  notice n;
  TRY(make(w, list, a, &n, error));
  for (size_t i = 0; i < n.count; i++) {
    const notice_line *line = &n.lines[i];
    bool amount = (n.columns & 1u << ITEM_COLUMN_AMOUNT) != 0;
    add_number(w, list->id);
    add_text(w, list->item);
    add_text(w, (n.columns & 1u << ITEM_COLUMN_CODE) != 0 ? line->code : TEXT(""));
    add_text(w, (n.columns & 1u << ITEM_COLUMN_NAME) != 0 ? line->name : TEXT(""));
    add_text(w, (n.columns & 1u << ITEM_COLUMN_DISTRICT) != 0 ? line->district : TEXT(""));
    if (amount) add_money(w, line->amount_fen);
    if (!amount) add_text(w, TEXT(""));
  }
  return SD_OK;
}

static sd_status fill_awards(open_writer *w, sd_error *error) {
  return each_list(w, add_awards, error);
}

static sd_status add_statistics(open_writer *w, const list_status *list, arena *a,
                                sd_error *error) {
  list_run *run = NULL;
  run_group *groups = NULL;
  size_t count = 0;
  TRY(award_load_run(w->call->db, list->id, a, &run, error));
  TRY(run_by_district(run, a, &groups, &count, error));
  for (size_t i = 0; i < count; i++) {
    add_number(w, list->id);
    add_text(w, list->item);
    add_text(w, groups[i].district);
    add_text(w, page_area_name(w->call, groups[i].district));
    add_number(w, groups[i].counts.met);
    add_number(w, groups[i].counts.not_met);
    add_number(w, groups[i].counts.unknown);
    add_money(w, groups[i].counts.amount_fen);
  }
  return SD_OK;
}

static sd_status fill_statistics(open_writer *w, sd_error *error) {
  return each_list(w, add_statistics, error);
}

/* --- Budget --- */

static sd_status add_budget(void *context, const budget_state *state, sd_error *error) {
  open_writer *w = context;
  (void)error;
  add_text(w, text_of(state->line.line));
  add_number(w, state->line.year);
  add_money(w, state->received_fen);
  add_money(w, state->allotted_fen);
  add_money(w, state->reserved_fen);
  add_money(w, state->paid_fen);
  add_money(w, state->available_fen);
  return SD_OK;
}

static sd_status fill_budget(open_writer *w, sd_error *error) {
  return budget_lines_each(w->call->db, add_budget, w, error);
}

/* --- The dictionary: every column that there is --- */

static const open_column list_columns[] = {
    {"list", OPEN_NUMBER, MESSAGE_WEB_OPEN_LIST},
    {"item", OPEN_TEXT, MESSAGE_WEB_OPEN_ITEM},
    {"item_name", OPEN_TEXT, MESSAGE_WEB_OPEN_ITEM_NAME},
    {"owner", OPEN_TEXT, MESSAGE_WEB_OWNER},
    {"document", OPEN_TEXT, MESSAGE_WEB_DOCUMENTS},
    {"version", OPEN_TEXT, MESSAGE_WEB_VERSION},
    {"data_year", OPEN_NUMBER, MESSAGE_WEB_OPEN_DATA_YEAR},
    {"state", OPEN_TEXT, MESSAGE_WEB_OPEN_STATE},
    {"published_from", OPEN_DAY, MESSAGE_WEB_OPEN_FROM},
    {"published_to", OPEN_DAY, MESSAGE_WEB_OPEN_TO},
    {"companies", OPEN_NUMBER, MESSAGE_WEB_COMPANIES},
    {"amount_yuan", OPEN_MONEY, MESSAGE_WEB_AMOUNT},
    {"sm3", OPEN_TEXT, MESSAGE_WEB_FINGERPRINT},
};

static const open_column award_columns[] = {
    {"list", OPEN_NUMBER, MESSAGE_WEB_OPEN_LIST},
    {"item", OPEN_TEXT, MESSAGE_WEB_OPEN_ITEM},
    {"code", OPEN_TEXT, MESSAGE_WEB_USCC},
    {"name", OPEN_TEXT, MESSAGE_WEB_OPEN_COMPANY_NAME},
    {"district", OPEN_TEXT, MESSAGE_WEB_DISTRICT},
    {"amount_yuan", OPEN_MONEY, MESSAGE_WEB_OPEN_PUBLISHED_AMOUNT},
};

static const open_column budget_columns[] = {
    {"line", OPEN_TEXT, MESSAGE_WEB_BUDGET_LINE},
    {"year", OPEN_NUMBER, MESSAGE_WEB_OPEN_YEAR},
    {"received_yuan", OPEN_MONEY, MESSAGE_WEB_OPEN_RECEIVED},
    {"allotted_yuan", OPEN_MONEY, MESSAGE_WEB_OPEN_ALLOTTED},
    {"reserved_yuan", OPEN_MONEY, MESSAGE_WEB_OPEN_RESERVED},
    {"paid_yuan", OPEN_MONEY, MESSAGE_WEB_OPEN_PAID},
    {"available_yuan", OPEN_MONEY, MESSAGE_WEB_OPEN_AVAILABLE},
};

static const open_column statistics_columns[] = {
    {"list", OPEN_NUMBER, MESSAGE_WEB_OPEN_LIST},
    {"item", OPEN_TEXT, MESSAGE_WEB_OPEN_ITEM},
    {"district", OPEN_TEXT, MESSAGE_WEB_OPEN_DISTRICT_CODE},
    {"district_name", OPEN_TEXT, MESSAGE_WEB_DISTRICT},
    {"met", OPEN_NUMBER, MESSAGE_WEB_OPEN_MET},
    {"not_met", OPEN_NUMBER, MESSAGE_WEB_OPEN_NOT_MET},
    {"unknown", OPEN_NUMBER, MESSAGE_WEB_OPEN_UNKNOWN},
    {"amount_yuan", OPEN_MONEY, MESSAGE_WEB_AMOUNT},
};

#define TABLE(name, title, columns, fill) \
  { name, title, columns, sizeof columns / sizeof columns[0], fill }
static const open_table tables[] = {
    TABLE("lists", MESSAGE_WEB_OPEN_LISTS, list_columns, fill_lists),
    TABLE("awards", MESSAGE_WEB_OPEN_AWARDS, award_columns, fill_awards),
    TABLE("budget", MESSAGE_WEB_OPEN_BUDGET, budget_columns, fill_budget),
    TABLE("statistics", MESSAGE_WEB_OPEN_STATISTICS, statistics_columns, fill_statistics),
};
enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

static message_id kind_message(open_kind kind) {
  static const message_id KINDS[] = {MESSAGE_WEB_OPEN_KIND_TEXT, MESSAGE_WEB_OPEN_KIND_NUMBER,
                                     MESSAGE_WEB_OPEN_KIND_MONEY, MESSAGE_WEB_OPEN_KIND_DAY};
  return KINDS[kind];
}

sd_status page_open(web_call *call, sd_error *error) {
  view *v = call->view;
  (void)error;
  view_list(v, "tables");
  for (size_t t = 0; t < TABLE_COUNT; t++) {
    view_begin(v, "table");
    view_string(v, "name", tables[t].name);
    view_message(v, "title", tables[t].title);
    view_list(v, "columns");
    for (size_t c = 0; c < tables[t].count; c++) {
      view_begin(v, "column");
      view_string(v, "name", tables[t].columns[c].name);
      view_message(v, "kind", kind_message(tables[t].columns[c].kind));
      view_message(v, "meaning", tables[t].columns[c].meaning);
      view_end(v);
    }
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

/* --- The files --- */

static const open_table *table_of(text file, bool *is_json) {
  for (size_t t = 0; t < TABLE_COUNT; t++) {
    size_t size = strlen(tables[t].name);
    if (file.size <= size || memcmp(file.data, tables[t].name, size) != 0) continue;
    text end = text_slice(file, size, file.size - size);
    *is_json = text_is(end, ".json");
    if (*is_json || text_is(end, ".csv")) return &tables[t];
  }
  return NULL;
}

static void write_header(open_writer *w) {
  text_builder_add_string(&w->bytes, "\xef\xbb\xbf"); /* so that spreadsheets read UTF-8 */
  for (size_t c = 0; c < w->table->count; c++) {
    if (c != 0) text_builder_add_byte(&w->bytes, ',');
    text_builder_add_string(&w->bytes, w->table->columns[c].name);
  }
  text_builder_add_string(&w->bytes, "\r\n");
}

static sd_status write_table(open_writer *w, text *out, sd_error *error) {
  if (w->is_json) {
    json_init(&w->json, &w->bytes);
    json_begin_array(&w->json);
  } else {
    write_header(w);
  }
  TRY(w->table->fill(w, error));
  if (w->is_json) json_end_array(&w->json);
  *out =
      w->bytes.failed ? (text){NULL, 0} : arena_copy(w->call->arena, text_builder_text(&w->bytes));
  if (out->data != NULL) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status page_open_file(web_call *call, sd_error *error) {
  open_writer w = {.call = call};
  text bytes;
  w.table = table_of(call->pieces[0], &w.is_json);
  if (w.table == NULL) return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  text_builder_init(&w.bytes, OPEN_BYTES_MAX);
  sd_status status = write_table(&w, &bytes, error);
  text_builder_release(&w.bytes);
  TRY(status);
  const char *name = arena_copy(call->arena, call->pieces[0]).data;
  return web_answer_file(call, name == NULL ? "open" : name,
                         w.is_json ? "application/json" : "text/csv; charset=utf-8", bytes);
}
