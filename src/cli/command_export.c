/* facts export: the facts that an item asks for, of everybody, as a CSV file. */
#include "base/calendar.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "base/messages/list.h"
#include "cli/commands.h"
#include "cli/items.h"
#include "cli/output.h"
#include "cli/view.h"

enum { EXPORT_BYTES_MAX = 1 << 30 };

/* The inputs of a version, and of each the column of the snapshot that answers it. */
typedef struct export_plan {
  const item_version *version;
  registry_view view;
  int32_t data_year;
  column_request *columns;
  size_t column_count;
} export_plan;

/* The version that --version names, or the one in force. */
static sd_status choose_version(invocation *call, const item_context *items, export_plan *plan,
                                sd_error *error) {
  const char *id = call->operands[0], *wanted = option_value(call, "version");
  const item_version **versions = NULL;
  size_t count = 0, found = 0;
  if (wanted == NULL) {
    TRY(item_versions_in_force(items, id, plan->view.as_of_day, plan->data_year, call->arena,
                               &versions, &count, error));
    plan->version = versions[0];
    found = count;
  }
  for (size_t i = 0; wanted != NULL && i < items->items->count; i++) {
    const item_version *v = items->items->entries[i].item;
    if (v == NULL || !text_is(v->id, id) || !text_is(v->version, wanted)) continue;
    plan->version = v;
    found++;
  }
  if (found == 1) return SD_OK;
  return error_set(error, SD_MISUSE, MESSAGE_CLI_EXPORT_VERSION,
                   SD_ARGS(id, SD_NUMBER((int64_t)found)));
}

static sd_status plan_columns(invocation *call, export_plan *plan, sd_error *error) {
  const item_version *v = plan->version;
  plan->columns = ARENA_ARRAY(call->arena, column_request, v->input_count + 1);
  if (plan->columns == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  for (size_t i = 0; i < v->input_count; i++) {
    const item_input *input = &v->inputs[i];
    if (input->kind != ITEM_FACT_ATTRIBUTE) continue;
    column_request *column = &plan->columns[plan->column_count++];
    *column = (column_request){.attribute = input->attribute.data, .period = PERIOD_NONE};
    if (input->has_period) column->period = plan->data_year + input->period_offset;
    const char *pick = input->pick.data == NULL ? "" : input->pick.data;
    if (pick_rule_parse(pick, &column->pick, &column->order)) continue;
    return error_set(error, SD_INVALID, MESSAGE_LIST_INPUT_WITHOUT_FACT,
                     SD_ARGS(v->id.data, input->name.data));
  }
  return SD_OK;
}

static void add_given(const export_plan *plan, item_fact_kind kind, text_builder *out) {
  char day[CALENDAR_TEXT_SIZE];
  if (kind == ITEM_FACT_AS_OF) {
    calendar_format_day(plan->view.as_of_day, day);
    text_builder_add_string(out, day);
  } else {
    text_builder_format(out, "%d", (int)plan->data_year);
  }
}

static void write_head(const export_plan *plan, text_builder *out) {
  text_builder_add_string(out, "code");
  for (size_t i = 0; i < plan->version->input_count; i++) {
    text_builder_add_byte(out, ',');
    csv_add_cell(out, plan->version->inputs[i].name);
  }
  text_builder_add_byte(out, '\n');
}

static void write_subject(const export_plan *plan, const snapshot *s, size_t subject,
                          text_builder *out) {
  text_builder_add_string(out, s->codes[subject]);
  for (size_t i = 0, column = 0; i < plan->version->input_count; i++) {
    const item_input *input = &plan->version->inputs[i];
    text_builder_add_byte(out, ',');
    if (input->kind != ITEM_FACT_ATTRIBUTE) {
      add_given(plan, input->kind, out);
      continue;
    }
    fact_value value;
    if (!snapshot_value(s, column++, subject, &value)) continue;
    if (value.type == ATTRIBUTE_STRING) {
      csv_add_cell(out, value.content);
      continue;
    }
    char plain[64];
    fact_value_format_plain(&value, plain, sizeof plain);
    text_builder_add_string(out, plain);
  }
  text_builder_add_byte(out, '\n');
}

static sd_status write_file(const invocation *call, const export_plan *plan, const snapshot *s,
                            sd_error *error) {
  text_builder out;
  text_builder_init(&out, EXPORT_BYTES_MAX);
  write_head(plan, &out);
  for (size_t i = 0; i < s->subject_count && !out.failed; i++) write_subject(plan, s, i, &out);
  sd_status status = out.failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : file_write(option_value(call, "out"), text_builder_text(&out), error);
  text_builder_release(&out);
  return status;
}

static sd_status export_facts(invocation *call, city *c, export_plan *plan, json_writer *w,
                              sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  const snapshot_request request = {.view = plan->view,
                                    .kind = plan->version->subject.data,
                                    .columns = plan->columns,
                                    .column_count = plan->column_count};
  const snapshot *s = NULL;
  sd_status status = registry_snapshot(c->registry, &request, a, &s, error);
  if (status == SD_OK) status = write_file(call, plan, s, error);
  if (status == SD_OK) {
    json_begin_object(w);
    json_member_text(w, "item", plan->version->id);
    json_member_text(w, "version", plan->version->version);
    json_member_integer(w, "data_year", plan->data_year);
    json_member_integer(w, "subjects", (int64_t)s->subject_count);
    json_member_integer(w, "columns", (int64_t)plan->version->input_count);
    json_member_string(w, "file", option_value(call, "out"));
    json_end_object(w);
    say(call, MESSAGE_CLI_EXPORTED,
        SD_ARGS(count_string(call->arena, (int64_t)s->subject_count),
                count_string(call->arena, (int64_t)plan->version->input_count),
                option_value(call, "out")));
  }
  arena_destroy(a);
  return status;
}

sd_status command_facts_export(invocation *call, sd_error *error) {
  item_context items;
  export_plan plan = {0};
  TRY(view_of_call(call, &plan.view, error));
  civil_date date = {0};
  calendar_date_of(plan.view.as_of_day, &date);
  TRY(option_year(call, "data-year", 1900, date.year - 1, &plan.data_year, error));
  TRY(item_context_read(call, &items, error));
  TRY(choose_version(call, &items, &plan, error));
  TRY(plan_columns(call, &plan, error));
  city c;
  TRY(city_open(call, CITY_WITH_REGISTRY, &c, error));
  json_answer answer;
  json_answer_begin(&answer);
  sd_status status = export_facts(call, &c, &plan, &answer.writer, error);
  city_close(&c);
  return json_answer_end(&answer, call, status, error);
}
