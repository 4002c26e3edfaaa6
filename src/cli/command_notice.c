/* notice: what the public sees of a list, as HTML, XLSX or PDF. */
#include <stdio.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "list/objection.h"
#include "notice/notice.h"
#include "registry/snapshot.h"

/* Names as they were when the list was made. */
static sd_status read_names(const city *c, const list_run *run, arena *a, const snapshot **out,
                            sd_error *error) {
  const column_request column = {"name", PERIOD_NONE, PICK_LATEST, NULL};
  const snapshot_request request = {.view = run->view, .columns = &column, .column_count = 1};
  return registry_snapshot(c->registry, &request, a, out, error);
}

static text name_of(const snapshot *names, text code) {
  fact_value name;
  size_t subject = snapshot_find(names, code);
  if (subject == SIZE_MAX || !snapshot_value(names, 0, subject, &name)) return code;
  return name.content;
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
    lines[n->count++] =
        (notice_line){.code = text_of(d->code),
                      .name = name_of(names, text_of(d->code)),
                      .district = text_of(area_name(areas, d->district, n->lang, a)),
                      .version = run->versions[d->version]->version,
                      .amount_fen = amount_fen};
    n->total_fen += amount_fen;
  }
  n->lines = lines;
  return SD_OK;
}

static sd_status make_notice(const invocation *call, city *c, int64_t id, notice *n,
                             sd_error *error) {
  arena *a = call->arena;
  item_context context;
  list_status status;
  list_run *run = NULL;
  const snapshot *names = NULL;
  TRY(item_context_read(call, &context, error));
  TRY(list_get_status(c->db, id, a, &status, error));
  TRY(run_load(c->db, id, a, &run, error));
  TRY(read_names(c, run, a, &names, error));
  const item_version *v = run->versions[0];
  *n = (notice){.lang = call->lang,
                .item = v->name,
                .owner = v->owner,
                .policy = v->policies[0].number,
                .list = id,
                .first_day = status.published_day,
                .last_day = status.last_day,
                .days = v->publication_days,
                .working_days = v->publication_working_days,
                .columns = v->publication.columns,
                .business_contact = v->publication.business_contact,
                .complaint_contact = v->publication.complaint_contact,
                .hash = status.hash};
  shown_lines shown = {.only_changes = option_given(call, "changes")};
  line_change *changes = NULL;
  TRY(line_changes_read(c->db, id, a, &changes, &shown.count, error));
  shown.changes = changes;
  return collect_lines(run, names, &shown, context.areas, a, n, error);
}

static sd_status write_page(const notice *n, const char *path, sd_error *error) {
  text_builder page;
  text_builder_init(&page, INT32_MAX);
  notice_write_html(n, &page);
  sd_status status = page.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                                 : file_write(path, text_builder_text(&page), error);
  text_builder_release(&page);
  return status;
}

static sd_status write_file(const notice *n, const char *path, sd_error *error) {
  text name = text_of(path);
  if (text_ends_with(name, TEXT(".html"))) return write_page(n, path, error);
  if (text_ends_with(name, TEXT(".xlsx"))) return notice_write_xlsx(n, path, error);
  if (text_ends_with(name, TEXT(".pdf"))) return notice_write_pdf(n, path, error);
  return error_set(error, SD_MISUSE, MESSAGE_CLI_NOTICE_FORM, SD_ARGS(path));
}

sd_status command_notice(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  int64_t id = 0;
  notice n = {0};
  sd_status status = list_of_operand(c.db, call->operands[0], &id, error);
  if (status == SD_OK) status = make_notice(call, &c, id, &n, error);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  const char *path = NULL;
  for (size_t i = 0; status == SD_OK && (path = option_value_at(call, "out", i)) != NULL; i++) {
    status = write_file(&n, path, error);
    if (status != SD_OK) break;
    say(call, MESSAGE_CLI_NOTICE_WRITTEN, SD_ARGS(SD_NUMBER(id), path));
    json_string(&answer.writer, path);
  }
  json_end_array(&answer.writer);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
