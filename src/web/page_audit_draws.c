/* Companies and inspectors drawn by lot at a press; drawn again for every reader. */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit_search.h"
#include "base/csv.h"
#include "base/messages/web.h"
#include "operation/inspection.h"
#include "web/form.h"
#include "web/page_audit.h"
#include "web/pages.h"

/* What must stay true: what is shown of a draw was drawn again from its seed for this very page. */

enum { DRAWS_SHOWN = 200, FILE_BYTES_MAX = 1 << 20 };

static sd_status add_draw(void *context, const audit_entry *e, sd_error *error) {
  web_call *call = context;
  (void)error;
  view *v = call->view;
  view_begin(v, "draw");
  view_integer(v, "entry", e->sequence);
  view_moment(v, "time", e->time_us);
  view_text(v, "actor", e->actor);
  view_text(v, "reference", e->reference);
  view_end(v);
  return SD_OK;
}

sd_status page_audit_draws(web_call *call, sd_error *error) {
  TRY(audit_refuse_bound(call, error));
  view *v = call->view;
  TRY(audit_add_runs(call, error));
  view_list(v, "districts");
  for (size_t i = 0; i < call->options->areas->count; i++) {
    const area *one = &call->options->areas->areas[i];
    view_begin(v, "district");
    view_text(v, "code", one->code);
    view_text(v, "name", page_area_name(call, one->code));
    view_end(v);
  }
  view_list_end(v);
  audit_filter filter = {.act = TEXT("inspection-seed")};
  view_list(v, "draws");
  TRY(audit_search(call->db, &filter, DRAWS_SHOWN, add_draw, call, error));
  view_list_end(v);
  return SD_OK;
}

/* --- One draw --- */

static sd_status read_draw(web_call *call, inspection *out, sd_error *error) {
  text source = call->pieces[0];
  int64_t entry = 0;
  for (size_t i = 0; i < source.size; i++) {
    if (source.data[i] < '0' || source.data[i] > '9' || i > 15) {
      return error_set(error, SD_NOT_FOUND, MESSAGE_WEB_NOT_FOUND, NULL);
    }
    entry = entry * 10 + (source.data[i] - '0');
  }
  return inspection_redraw(call->db, entry, call->arena, out, error);
}

static void add_picks(web_call *call, const inspection *d) {
  view *v = call->view;
  view_list(v, "companies");
  for (size_t i = 0; i < d->count; i++) {
    view_begin(v, "company");
    view_integer(v, "place", (int64_t)i + 1);
    view_string(v, "code", d->picks[i].code);
    view_text(v, "name", page_subject_name(call, text_of(d->picks[i].code)));
    view_list(v, "inspectors");
    for (size_t k = 0; k < d->each; k++) {
      view_begin(v, "inspector");
      view_text(v, "name", d->picks[i].inspectors[k]);
      view_end(v);
    }
    view_list_end(v);
    view_end(v);
  }
  view_list_end(v);
}

sd_status page_audit_draw(web_call *call, sd_error *error) {
  inspection d;
  list_status list;
  TRY(audit_refuse_bound(call, error));
  TRY(read_draw(call, &d, error));
  TRY(list_get_status(call->db, d.list, call->arena, &list, error));
  view *v = call->view;
  char seed[SM3_TEXT_SIZE], population[SM3_TEXT_SIZE];
  sm3_format(&d.seed, seed);
  sm3_format(&d.population_hash, population);
  view_integer(v, "entry", d.seed_entry);
  view_integer(v, "result_entry", d.draw_entry);
  view_boolean(v, "recorded", d.draw_entry != 0);
  view_integer(v, "list", d.list);
  view_text(v, "name", page_item_name(call, list.item, list.version_label));
  view_text(v, "actor", d.actor);
  view_moment(v, "time", d.time_us);
  view_boolean(v, "only_met", d.only_met);
  if (d.district.size != 0) view_text(v, "district", page_area_name(call, d.district));
  view_integer(v, "population", (int64_t)d.population);
  view_string(v, "population_sm3", population);
  view_string(v, "seed", seed);
  add_picks(call, &d);
  return SD_OK;
}

sd_status page_audit_draw_file(web_call *call, sd_error *error) {
  inspection d;
  text_builder b;
  TRY(audit_refuse_bound(call, error));
  TRY(read_draw(call, &d, error));
  text_builder_init(&b, FILE_BYTES_MAX);
  text_builder_add_string(&b, "\xEF\xBB\xBFplace,company,name,inspectors\r\n");
  for (size_t i = 0; i < d.count; i++) {
    text_builder_format(&b, "%zu,%s,", i + 1, d.picks[i].code);
    csv_add_cell(&b, page_subject_name(call, text_of(d.picks[i].code)));
    for (size_t k = 0; k < d.each; k++) {
      text_builder_add_byte(&b, k == 0 ? ',' : ' ');
      csv_add_cell(&b, d.picks[i].inspectors[k]);
    }
    text_builder_add_string(&b, "\r\n");
  }
  text bytes = b.failed ? TEXT("") : arena_copy(call->arena, text_builder_text(&b));
  text_builder_release(&b);
  if (bytes.size == 0) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return web_answer_file(call, "draw.csv", "text/csv; charset=utf-8", bytes);
}

/* --- Drawing --- */

static void read_inspectors(web_call *call, inspection_request *r) {
  text source = form_text(call, "inspectors");
  text *names = ARENA_ARRAY(call->arena, text, INSPECTION_INSPECTORS_MAX + 1);
  while (names != NULL && source.size != 0 && r->inspector_count <= INSPECTION_INSPECTORS_MAX) {
    size_t end = text_find(source, TEXT("\n"), 0);
    text name = text_trim(text_slice(source, 0, end));
    source = text_slice(source, end == SIZE_MAX ? source.size : end + 1, source.size);
    if (name.size != 0) names[r->inspector_count++] = name;
  }
  r->inspectors = names;
  if (r->inspector_count == 0) form_fault_message(call, "inspectors", MESSAGE_WEB_FIELD_NEEDED);
}

sd_status act_audit_draw(web_call *call, sd_error *error) {
  inspection d;
  TRY(audit_refuse_bound(call, error));
  text actor = arena_copy(call->arena, call->session->account.name);
  inspection_request r = {.only_met = form_text(call, "all").size == 0,
                          .district = form_text(call, "district"),
                          .actor = actor.data,
                          .now_us = call->request->now_us};
  r.list = form_integer(call, "list", 1, INT32_MAX);
  r.companies = (size_t)form_integer(call, "companies", 1, INSPECTION_COMPANIES_MAX);
  r.each = (size_t)form_integer(call, "each", 1, INSPECTION_EACH_MAX);
  read_inspectors(call, &r);
  if (actor.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (call->fault_count != 0) return page_audit_draws(call, error);
  sd_status status = inspection_draw(call->db, &r, call->arena, &d, error);
  if (status == SD_INVALID) {
    form_fault_error(call, "companies", error);
    return page_audit_draws(call, error);
  }
  if (status != SD_OK) return status;
  char path[64];
  snprintf(path, sizeof path, "/audit/draws/%" PRId64, d.seed_entry);
  call->response->location = arena_copy(call->arena, text_of(path));
  return SD_OK;
}
