/* The notice of a list made from what is stored: lines, names as they were, sentences. */
#include "notice/notice_make.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/messages/notice.h"
#include "list/award_store.h"
#include "list/objection.h"
#include "registry/snapshot.h"

/* Names as they were when the list was made. */
static sd_status read_names(registry *r, const list_run *run, arena *a, const snapshot **out,
                            sd_error *error) {
  const column_request column = {"name", PERIOD_NONE, PICK_LATEST, NULL};
  const snapshot_request request = {.view = run->view, .columns = &column, .column_count = 1};
  return registry_snapshot(r, &request, a, out, error);
}

static text name_of(const snapshot *names, text code) {
  fact_value name;
  size_t subject = snapshot_find(names, code);
  if (subject == SIZE_MAX || !snapshot_value(names, 0, subject, &name)) return code;
  return name.content;
}

/* The name of an area; its code when the table has none. */
static text district_name(const area_table *areas, text code, language lang) {
  const area *found = areas == NULL ? NULL : area_find(areas, code);
  if (found == NULL) return code;
  return lang == LANGUAGE_ENGLISH && found->name_english.size != 0 ? found->name_english
                                                                   : found->name_chinese;
}

/* What the notice shows of a company: what was published, or what changed since. */
typedef struct shown_lines {
  bool only_changes;
  const line_change *changes;
  size_t count;
} shown_lines;

static bool is_shown(const shown_lines *s, const decision *d, int64_t *amount_fen) {
  *amount_fen = d->amount_fen;
  if (!s->only_changes) return d->status == DECISION_MET;
  for (size_t i = 0; i < s->count; i++) {
    if (!s->changes[i].changed || !text_is(text_of(d->code), s->changes[i].code)) continue;
    *amount_fen = s->changes[i].amount_fen;
    return true;
  }
  return false;
}

static sd_status collect_lines(const list_run *run, const snapshot *names, const shown_lines *shown,
                               const area_table *areas, arena *a, notice *n, sd_error *error) {
  notice_line *lines =
      ARENA_ARRAY(a, notice_line, shown->only_changes ? shown->count : (size_t)run->counts.met);
  if (lines == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t i = 0; i < run->decision_count; i++) {
    const decision *d = &run->decisions[i];
    int64_t amount_fen;
    if (!is_shown(shown, d, &amount_fen)) continue;
    lines[n->count++] = (notice_line){.code = text_of(d->code),
                                      .name = name_of(names, text_of(d->code)),
                                      .district = district_name(areas, d->district, n->lang),
                                      .version = run->versions[d->version]->version,
                                      .amount_fen = amount_fen};
    n->total_fen += amount_fen;
  }
  n->lines = lines;
  return SD_OK;
}

sd_status notice_make(registry *r, const notice_request *request, arena *a, notice *out,
                      sd_error *error) {
  database *db = registry_database(r);
  list_status status;
  list_run *run = NULL;
  const snapshot *names = NULL;
  TRY(list_get_status(db, request->list, a, &status, error));
  TRY(award_load_run(db, request->list, a, &run, error));
  TRY(read_names(r, run, a, &names, error));
  const item_version *v = run->versions[0];
  *out = (notice){.lang = request->lang,
                  .item = v->name,
                  .owner = v->owner,
                  .policy = v->policies[0].number,
                  .list = request->list,
                  .first_day = status.published_day,
                  .last_day = status.last_day,
                  .days = v->publication_days,
                  .working_days = v->publication_working_days,
                  .columns = v->publication.columns,
                  .business_contact = v->publication.business_contact,
                  .complaint_contact = v->publication.complaint_contact,
                  .hash = status.hash};
  shown_lines shown = {.only_changes = request->only_changes};
  line_change *changes = NULL;
  TRY(line_changes_read(db, request->list, a, &changes, &shown.count, error));
  shown.changes = changes;
  return collect_lines(run, names, &shown, request->areas, a, out, error);
}

/* --- As bytes --- */

bool notice_form_of_name(text name, notice_form *out) {
  static const text ENDS[] = {TEXT(".html"), TEXT(".xlsx"), TEXT(".pdf")};
  for (int i = NOTICE_HTML; i <= NOTICE_PDF; i++) {
    if (!text_ends_with(name, ENDS[i])) continue;
    *out = (notice_form)i;
    return true;
  }
  return false;
}

const char *notice_content_type(notice_form form) {
  static const char *const TYPES[] = {
      "text/html; charset=utf-8",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf"};
  return TYPES[form];
}

static sd_status html_bytes(const notice *n, arena *a, text *out, sd_error *error) {
  text_builder page;
  text_builder_init(&page, INT32_MAX);
  notice_write_html(n, &page);
  *out = page.failed ? (text){NULL, 0} : arena_copy(a, text_builder_text(&page));
  text_builder_release(&page);
  if (out->data != NULL) return SD_OK;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* The writers of workbooks and pages want the name of a file: one in memory has one. */
sd_status notice_write_bytes(const notice *n, notice_form form, arena *a, text *out,
                             sd_error *error) {
  if (form == NOTICE_HTML) return html_bytes(n, a, out, error);
  char path[64];
  int file = memfd_create("notice", MFD_CLOEXEC);
  if (file < 0) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  sd_status status =
      form == NOTICE_XLSX ? notice_write_xlsx(n, path, error) : notice_write_pdf(n, path, error);
  if (status == SD_OK) status = file_read(path, INT32_MAX, a, out, error);
  (void)close(file);
  return status;
}
