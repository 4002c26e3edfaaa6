/* The tables of the page of the city as CSV files. */
#include <inttypes.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/messages/web.h"
#include "base/money.h"
#include "web/form.h"
#include "web/page_city.h"
#include "web/pages.h"

enum { TABLE_BYTES_MAX = 4 * 1024 * 1024 };

/* An empty first cell is written as one, or the next would take its place. */
static void cell(text_builder *b, text value) {
  bool is_first = b->data[b->size - 1] == '\n';
  if (!is_first) text_builder_add_byte(b, ',');
  if (is_first && value.size == 0) text_builder_add_string(b, "\"\"");
  csv_add_cell(b, value);
}

static void number(text_builder *b, int64_t value) {
  char buffer[32];
  snprintf(buffer, sizeof buffer, "%" PRId64, value);
  cell(b, text_of(buffer));
}

static void sum(text_builder *b, city_sum s) {
  char buffer[MONEY_TEXT_SIZE];
  money_format_plain(s.amount_fen, buffer);
  number(b, s.count);
  cell(b, text_of(buffer));
}

static void end(text_builder *b) { text_builder_add_string(b, "\r\n"); }

/* --- One function for each table --- */

#define GROUP_COLUMNS                                                                        \
  ",met,not_met,unknown,granted,granted_yuan,ordered,ordered_yuan,paid,paid_yuan,came_back," \
  "came_back_yuan,not_ordered,not_ordered_yuan,estimate,estimate_yuan\r\n"

static void group(text_builder *b, const city_group *g) {
  number(b, g->met);
  number(b, g->not_met);
  number(b, g->unknown);
  const city_sum sums[] = {g->granted,   g->ordered,      g->paid,
                           g->came_back, city_waiting(g), g->estimate};
  for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) sum(b, sums[i]);
  end(b);
}

static void items(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "item,name,list,state" GROUP_COLUMNS);
  for (size_t i = 0; i < f->item_count; i++) {
    const city_group *g = &f->items[i];
    cell(b, g->key);
    cell(b, page_item_name(call, g->key, g->version));
    number(b, g->list);
    cell(b, text_of(list_state_name(g->state)));
    group(b, g);
  }
}

static void districts(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "district,name" GROUP_COLUMNS);
  for (size_t i = 0; i < f->district_count; i++) {
    cell(b, f->districts[i].key);
    cell(b, page_area_name(call, f->districts[i].key));
    group(b, &f->districts[i]);
  }
}

static void named(const web_call *call, text key, message_id name, text_builder *b) {
  cell(b, key);
  cell(b, text_of(message_text(call->lang, name)));
}

static void industries(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "industry,name" GROUP_COLUMNS);
  for (size_t i = 0; i < f->industry_count; i++) {
    named(call, f->industries[i].key, city_industry_message(f->industries[i].key), b);
    group(b, &f->industries[i]);
  }
}

static void sizes(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "size,name" GROUP_COLUMNS);
  for (size_t i = 0; i < f->size_count; i++) {
    named(call, f->sizes[i].key, city_size_message(f->sizes[i].key), b);
    group(b, &f->sizes[i]);
  }
}

static void months(const web_call *call, const city_figures *f, text_builder *b) {
  (void)call;
  text_builder_add_string(b, "month,ordered,ordered_yuan,paid,paid_yuan\r\n");
  for (size_t i = 0; i < f->month_count; i++) {
    char month[16];
    city_month_format(f->months[i].month, month);
    cell(b, text_of(month));
    sum(b, f->months[i].ordered);
    sum(b, f->months[i].paid);
    end(b);
  }
}

static void stages(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "stage,median_days,counted\r\n");
  for (size_t i = 0; i < f->stage_count; i++) {
    const city_stage *s = &f->stages[i];
    char days[32];
    snprintf(days, sizeof days, "%" PRId64 ".%" PRId64, s->median_tenths / 10,
             s->median_tenths % 10);
    cell(b, text_of(message_text(call->lang, city_stage_message(s->kind))));
    cell(b, text_of(days));
    number(b, s->count);
    end(b);
  }
}

static void missing(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "fact,name,decisions\r\n");
  for (size_t i = 0; i < f->missing_count; i++) {
    cell(b, f->missing[i].fact);
    cell(b, city_fact_name(call, f->missing[i].fact));
    number(b, f->missing[i].decisions);
    end(b);
  }
}

static void waiting(const web_call *call, const city_figures *f, text_builder *b) {
  text_builder_add_string(b, "reason,name,awards,yuan\r\n");
  for (int i = 0; i < CITY_WAIT_COUNT; i++) {
    cell(b, text_of(city_wait_name((city_wait)i)));
    cell(b, text_of(message_text(call->lang, city_wait_message((city_wait)i))));
    sum(b, f->total.waiting[i]);
    end(b);
  }
  cell(b, TEXT("estimate"));
  cell(b, text_of(message_text(call->lang, MESSAGE_WEB_CITY_ESTIMATE_ROW)));
  sum(b, f->total.estimate);
  end(b);
}

sd_status page_city_table(web_call *call, sd_error *error) {
  static const struct {
    const char *name, *file;
    void (*write)(const web_call *call, const city_figures *f, text_builder *b);
  } tables[] = {{"items", "items.csv", items},
                {"districts", "districts.csv", districts},
                {"industries", "industries.csv", industries},
                {"sizes", "sizes.csv", sizes},
                {"months", "months.csv", months},
                {"stages", "stages.csv", stages},
                {"missing", "missing.csv", missing},
                {"waiting", "waiting.csv", waiting}};
  size_t at = 0;
  while (at < sizeof tables / sizeof tables[0] && !text_is(call->pieces[0], tables[at].name)) at++;
  if (at == sizeof tables / sizeof tables[0]) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
  }
  city_figures f;
  TRY(city_read(call, &f, error));
  text_builder b;
  text_builder_init(&b, TABLE_BYTES_MAX);
  text_builder_add_string(&b, "\xEF\xBB\xBF"); /* or spreadsheets take it for another encoding */
  tables[at].write(call, &f, &b);
  text bytes = b.failed ? TEXT("") : arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  if (bytes.data == NULL || bytes.size == 0) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  return web_answer_file(call, tables[at].file, "text/csv; charset=utf-8", bytes);
}
