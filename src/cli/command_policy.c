/* policy check, policy list, policy show: items and their versions. */
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/cli.h"
#include "base/messages/policy.h"
#include "cli/city.h"
#include "cli/columns_report.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/output.h"
#include "dmn/load.h"
#include "policy/catalogue.h"
#include "policy/rule_lint.h"
#include "policy/version_check.h"

enum { DIAGNOSTIC_BYTES_MAX = 1 << 20 };

/* What `policy check` found so far. */
typedef struct policy_check {
  invocation *call;
  const attribute_catalogue *attributes;
  json_writer *writer;
  const char *path; /* of the file that is being checked */
  int64_t files, errors, warnings, cases, comparisons, mismatches;
  columns_report columns;
} policy_check;

static const char *policies_folder(const invocation *call) {
  const char *given = option_value(call, "policies");
  return given != NULL ? given : data_path(call, "policies");
}

static void count_finding(policy_check *check, bool is_error) {
  if (is_error) {
    check->errors++;
  } else {
    check->warnings++;
  }
}

/* Leaves the object open, so that members can be added. */
static void begin_finding(policy_check *check, bool is_error, uint32_t line, const char *name,
                          const char *sentence) {
  count_finding(check, is_error);
  json_writer *w = check->writer;
  json_begin_object(w);
  json_member_string(w, "file", check->path);
  json_member_integer(w, "line", line);
  json_member_string(w, "severity", is_error ? "error" : "warning");
  json_member_string(w, "message", name);
  json_member_string(w, "text", sentence);
}

static void write_finding(policy_check *check, bool is_error, uint32_t line, const char *name,
                          const char *sentence) {
  begin_finding(check, is_error, line, name, sentence);
  json_end_object(check->writer);
}

static void tell_error(policy_check *check, const sd_error *error) {
  const invocation *call = check->call;
  char sentence[1200];
  error_describe(error, call->lang, sentence, sizeof sentence);
  write_finding(check, true, error->line, message_name(error->message), error->text[call->lang]);
  say(call, MESSAGE_CLI_CHECK_ERROR, SD_ARGS(sentence));
}

/* A place and a sentence, one line. */
static void say_finding(policy_check *check, bool is_error, uint32_t line, const char *sentence) {
  char place[1300];
  snprintf(place, sizeof place, "%s:%u: %s", check->path, line, sentence);
  say(check->call, is_error ? MESSAGE_CLI_CHECK_ERROR : MESSAGE_CLI_CHECK_WARNING, SD_ARGS(place));
}

static void tell_diagnostic(policy_check *check, const version_finding *f) {
  const invocation *call = check->call;
  text_builder line_text;
  text_builder_init(&line_text, DIAGNOSTIC_BYTES_MAX);
  diagnostic_describe(f->of_rules, call->lang, &line_text);
  text_builder_add_byte(&line_text, '\0');
  write_finding(check, f->is_error, f->line, message_name(f->message),
                text_builder_text(&line_text).data);
  text_builder_clear(&line_text);
  diagnostic_print(f->of_rules, call->lang, &line_text);
  if (!call->json) fprintf(call->out, "%.*s", TEXT_ARG(text_builder_text(&line_text)));
  text_builder_release(&line_text);
}

static void tell_case(policy_check *check, const version_finding *f) {
  const policy_case_mismatch *mismatch = f->of_case;
  arena *a = check->call->arena;
  char sentence[1600];
  message_format(check->call->lang, MESSAGE_CLI_CASE_FAILED,
                 SD_ARGS(check->path, SD_NUMBER(mismatch->line),
                         text_string(a, mismatch->case_name), text_string(a, mismatch->decision),
                         text_string(a, mismatch->expected), text_string(a, mismatch->actual)),
                 sentence, sizeof sentence);
  write_finding(check, true, f->line, message_name(MESSAGE_CLI_CASE_FAILED), sentence);
  say(check->call, MESSAGE_CLI_CHECK_ERROR, SD_ARGS(sentence));
}

/* --- Decision tables --- */

static void write_witness(json_writer *w, const dmn_table_finding *finding) {
  json_key(w, "rules");
  json_begin_array(w);
  for (size_t i = 0; i < DMN_FINDING_RULES_MAX; i++) {
    if (finding->rules[i] != DMN_NO_INDEX) json_integer(w, finding->rules[i] + 1);
  }
  json_end_array(w);
  json_key(w, "witness");
  json_begin_array(w);
  for (size_t i = 0; finding->witness != NULL && i < finding->table->input_count; i++) {
    json_begin_object(w);
    json_member_text(w, "input", text_trim(finding->table->inputs[i].expression.text));
    json_member_text(w, "value", finding->witness[i]);
    json_end_object(w);
  }
  json_end_array(w);
}

static void tell_table(policy_check *check, const version_finding *f) {
  const dmn_table_finding *finding = f->of_table;
  begin_finding(check, f->is_error, f->line, message_name(f->message), f->sentence.data);
  json_member_string(check->writer, "kind", dmn_finding_kind_name(finding->kind));
  json_member_text(check->writer, "decision", finding->element->name);
  write_witness(check->writer, finding);
  json_end_object(check->writer);
  say_finding(check, f->is_error, f->line, f->sentence.data);
}

static sd_status tell_finding(void *context, const version_finding *f, sd_error *error) {
  (void)error;
  policy_check *check = context;
  if (f->of_rules != NULL) {
    tell_diagnostic(check, f);
  } else if (f->of_case != NULL) {
    tell_case(check, f);
  } else if (f->of_table != NULL) {
    tell_table(check, f);
  } else {
    write_finding(check, f->is_error, f->line, message_name(f->message), f->sentence.data);
    say_finding(check, f->is_error, f->line, f->sentence.data);
  }
  return SD_OK;
}

static sd_status check_item(policy_check *check, const item_version *v, sd_error *error) {
  arena *a = check->call->arena;
  dmn_source source = {v->path, v->bytes};
  dmn_model *model = NULL;
  sd_error unread = {0};
  bool is_model = dmn_model_create(&source, 1, &model, &unread) == SD_OK;
  version_check what = {
      .item = v, .attributes = check->attributes, .model = model, .lang = check->call->lang};
  version_check_result found = {0};
  sd_error own = {0};
  sd_status cases = policy_cases_read(v->path.data, a, &what.cases_name, &what.cases, &own);
  sd_status status = version_check_run(&what, a, tell_finding, check, &found, error);
  if (status == SD_OK && !is_model) tell_error(check, &unread);
  bool is_sound = is_model && dmn_model_diagnostics(model)->error_count == 0;
  if (is_sound && cases != SD_OK && cases != SD_NOT_FOUND) tell_error(check, &own);
  check->cases += (int64_t)found.cases.case_count;
  check->comparisons += (int64_t)found.cases.check_count;
  check->mismatches += (int64_t)found.cases.mismatch_count;
  if (status == SD_OK && is_sound && option_given(check->call, "columns")) {
    check->columns.path = check->path;
    check->columns.writer = check->writer;
    status = columns_report_item(check->call, &check->columns, v, model, error);
  }
  dmn_model_destroy(model);
  return status;
}

static sd_status check_entry(policy_check *check, const catalogue_entry *entry, sd_error *error) {
  check->path = entry->path.data;
  check->files++;
  if (entry->item != NULL) return check_item(check, entry->item, error);
  tell_error(check, &entry->error);
  return SD_OK;
}

static bool is_model_file(const char *operand) {
  return text_ends_with(text_of(operand), TEXT(".dmn"));
}

static sd_status check_file(policy_check *check, const char *path, sd_error *error) {
  catalogue_entry entry = {.path = text_of(path)};
  text bytes;
  TRY(file_read(path, LIMIT_MODEL_BYTES, check->call->arena, &bytes, error));
  item_version *item = NULL;
  if (item_read(bytes, path, check->call->arena, &item, &entry.error) == SD_OK) entry.item = item;
  return check_entry(check, &entry, error);
}

static sd_status no_such_item(const item_catalogue *c, const char *id, sd_error *error) {
  return error_set(error, SD_NOT_FOUND, MESSAGE_POLICY_NO_SUCH_ITEM,
                   SD_ARGS(id, catalogue_likely_item(c, text_of(id)).data));
}

/* An entry belongs to an id by its item or, when faulty, by its folder's name. */
static bool entry_is_of(const catalogue_entry *entry, const char *id) {
  if (entry->item != NULL) return text_is(entry->item->id, id);
  char part[300];
  snprintf(part, sizeof part, "/%s/", id);
  return text_find(entry->path, text_of(part), 0) != SIZE_MAX;
}

static sd_status check_named(policy_check *check, const item_catalogue *c, const char *id,
                             sd_error *error) {
  bool found = false;
  for (size_t i = 0; i < c->count; i++) {
    if (!entry_is_of(&c->entries[i], id)) continue;
    found = true;
    TRY(check_entry(check, &c->entries[i], error));
  }
  return found ? SD_OK : no_such_item(c, id, error);
}

static sd_status tell_rule(void *context, const char *path, const lint_finding *finding,
                           const sd_error *unread, sd_error *error) {
  (void)error;
  policy_check *check = context;
  check->path = path;
  if (unread != NULL) {
    sd_error placed = *unread;
    snprintf(placed.file, sizeof placed.file, "%s", path);
    tell_error(check, &placed);
    return SD_OK;
  }
  char sentence[1200];
  message_format(check->call->lang, finding->message, finding->arguments, sentence,
                 sizeof sentence);
  write_finding(check, finding->is_error, finding->line, message_name(finding->message), sentence);
  say_finding(check, finding->is_error, finding->line, sentence);
  return SD_OK;
}

static sd_status read_rules(policy_check *check, const char *folder, const char *name,
                            rule_document *out, sd_error *error) {
  text path = file_join(check->call->arena, text_of(folder), text_of(name));
  if (path.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *out = (rule_document){path.data, TEXT("")};
  if (!file_exists(path.data)) return SD_OK;
  return file_read(path.data, LIMIT_RULE_TABLE_BYTES, check->call->arena, &out->content, error);
}

/* The tables that stand beside the items, held to them. */
static sd_status check_rules(policy_check *check, const item_catalogue *items, sd_error *error) {
  const char *policies = policies_folder(check->call), *data = data_path(check->call, "data");
  rule_documents d = {.items = items, .attributes = check->attributes};
  TRY(read_rules(check, policies, "relations.csv", &d.relations, error));
  TRY(read_rules(check, policies, "ceilings.csv", &d.ceilings, error));
  TRY(read_rules(check, data, "exclusion_reasons.csv", &d.reasons, error));
  TRY(read_rules(check, data, "exclusion_lists.csv", &d.lists, error));
  return rule_lint(&d, check->call->arena, tell_rule, check, error);
}

static sd_status check_all(policy_check *check, sd_error *error) {
  const invocation *call = check->call;
  item_catalogue *c = NULL;
  bool only_files = call->operand_count != 0;
  for (size_t i = 0; i < call->operand_count; i++) {
    if (is_model_file(call->operands[i])) {
      TRY(check_file(check, call->operands[i], error));
    } else {
      only_files = false;
    }
  }
  if (only_files) return SD_OK;
  TRY(catalogue_read(policies_folder(call), call->arena, &c, error));
  for (size_t i = 0; i < call->operand_count; i++) {
    if (!is_model_file(call->operands[i])) TRY(check_named(check, c, call->operands[i], error));
  }
  for (size_t i = 0; i < c->count && call->operand_count == 0; i++) {
    TRY(check_entry(check, &c->entries[i], error));
  }
  return call->operand_count == 0 ? check_rules(check, c, error) : SD_OK;
}

sd_status command_policy_check(invocation *call, sd_error *error) {
  attribute_catalogue *attributes = NULL;
  TRY(attribute_catalogue_read_file(data_path(call, "data/attributes.csv"), call->arena,
                                    &attributes, error));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  policy_check check = {.call = call, .attributes = attributes, .writer = w};
  json_begin_object(w);
  json_key(w, "findings");
  json_begin_array(w);
  sd_status status = check_all(&check, error);
  json_end_array(w);
  json_member_integer(w, "files", check.files);
  json_member_integer(w, "errors", check.errors);
  json_member_integer(w, "warnings", check.warnings);
  json_member_integer(w, "cases", check.cases);
  json_member_integer(w, "comparisons", check.comparisons);
  json_member_integer(w, "mismatches", check.mismatches);
  if (option_given(call, "columns")) {
    json_member_integer(w, "decisions", check.columns.decisions);
    json_member_integer(w, "row_by_row", check.columns.row_by_row);
  }
  json_end_object(w);
  if (check.errors != 0) call->findings = true;
  TRY(json_answer_end(&answer, call, status, error));
  arena *a = call->arena;
  say(call, MESSAGE_CLI_CHECKED,
      SD_ARGS(count_string(a, check.files), count_string(a, check.errors),
              count_string(a, check.warnings), count_string(a, check.cases),
              count_string(a, check.comparisons), count_string(a, check.mismatches)));
  return SD_OK;
}

/* --- policy list --- */

static const char *item_name(const invocation *call, const item_version *v) {
  return call->lang == LANGUAGE_ENGLISH && v->name_english.size != 0 ? v->name_english.data
                                                                     : v->name.data;
}

static const char *day_string(arena *a, int64_t day) {
  char buffer[CALENDAR_TEXT_SIZE];
  if (day == INT64_MIN || day == INT64_MAX) return "";
  calendar_format_day(day, buffer);
  return text_string(a, text_of(buffer));
}

static void write_item_json(json_writer *w, const item_version *v) {
  char hash[SM3_TEXT_SIZE];
  sm3_format(&v->hash, hash);
  json_begin_object(w);
  json_member_text(w, "id", v->id);
  json_member_text(w, "version", v->version);
  json_member_text(w, "name", v->name);
  json_member_text(w, "name_en", v->name_english);
  json_member_text(w, "owner", v->owner);
  json_member_text(w, "kind", v->kind);
  json_member_text(w, "mode", v->mode);
  json_member_text(w, "class", v->class);
  json_member_text(w, "subject", v->subject);
  json_member_text(w, "budget_line", v->budget_line);
  json_member_integer(w, "budget_fen", v->budget_total_fen);
  json_member_string(w, "sm3", hash);
  json_key(w, "policies");
  json_begin_array(w);
  for (size_t i = 0; i < v->policy_count; i++) json_text(w, v->policies[i].number);
  json_end_array(w);
  json_end_object(w);
}

sd_status command_policy_list(invocation *call, sd_error *error) {
  item_catalogue *c = NULL;
  TRY(catalogue_read(policies_folder(call), call->arena, &c, error));
  language lang = call->lang;
  grid g;
  grid_init(&g, call->arena, "llllllr");
  const char *heading[] = {
      message_text(lang, MESSAGE_CLI_COLUMN_ITEM),  message_text(lang, MESSAGE_CLI_COLUMN_VERSION),
      message_text(lang, MESSAGE_CLI_COLUMN_NAME),  message_text(lang, MESSAGE_CLI_COLUMN_OWNER),
      message_text(lang, MESSAGE_CLI_COLUMN_FROM),  message_text(lang, MESSAGE_CLI_COLUMN_TO),
      message_text(lang, MESSAGE_CLI_COLUMN_BUDGET)};
  grid_row(&g, heading);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  for (size_t i = 0; i < c->count; i++) {
    const item_version *v = c->entries[i].item;
    if (v == NULL) {
      call->findings = true;
      say(call, MESSAGE_CLI_CHECK_ERROR, SD_ARGS(c->entries[i].path.data));
      continue;
    }
    write_item_json(&answer.writer, v);
    const char *cells[] = {
        v->id.data,
        v->version.data,
        item_name(call, v),
        v->owner.data,
        day_string(call->arena, v->scopes[0].from_day),
        day_string(call->arena, v->scopes[0].to_day),
        v->budget_total_fen == 0 ? "" : money_string(call->arena, v->budget_total_fen)};
    grid_row(&g, cells);
  }
  json_end_array(&answer.writer);
  TRY(json_answer_end(&answer, call, SD_OK, error));
  grid_show(&g, call, "");
  return SD_OK;
}

/* --- policy show --- */

static text one_line(arena *a, text source) {
  text copy = arena_copy(a, text_trim(source));
  if (copy.data == NULL) return TEXT("");
  char *bytes = (char *)(uintptr_t)copy.data; /* our own copy */
  for (size_t i = 0; i < copy.size; i++) {
    if (bytes[i] == '\n' || bytes[i] == '\t') bytes[i] = ' ';
  }
  return copy;
}

static void print_table(const invocation *call, const dmn_table *table) {
  size_t columns = table->input_count + table->output_count + 2;
  if (columns > GRID_COLUMNS_MAX) return;
  char align[GRID_COLUMNS_MAX + 1] = "r";
  for (size_t i = 1; i < columns; i++) align[i] = 'l';
  align[columns] = '\0';
  grid g;
  grid_init(&g, call->arena, align);
  arena *a = call->arena;
  const char *cells[GRID_COLUMNS_MAX] = {dmn_hit_policy_name(table->hit_policy)};
  size_t n = 1;
  for (size_t i = 0; i < table->input_count; i++) {
    cells[n++] = one_line(a, table->inputs[i].expression.text).data;
  }
  for (size_t i = 0; i < table->output_count; i++) {
    text name = table->outputs[i].name.size != 0 ? table->outputs[i].name : table->output_label;
    cells[n++] = text_string(a, name);
  }
  cells[n] = message_text(call->lang, MESSAGE_CLI_COLUMN_CLAUSE);
  grid_row(&g, cells);
  for (size_t r = 0; r < table->rule_count; r++) {
    const dmn_rule *rule = &table->rules[r];
    n = 0;
    cells[n++] = count_string(a, (int64_t)r + 1);
    for (size_t i = 0; i < table->input_count; i++) {
      cells[n++] = one_line(a, rule->inputs[i].source.text).data;
    }
    for (size_t i = 0; i < table->output_count; i++) {
      cells[n++] = one_line(a, rule->outputs[i].source.text).data;
    }
    cells[n] = table->annotation_count == 0 ? "" : text_string(a, rule->annotations[0]);
    grid_row(&g, cells);
  }
  grid_print(&g, "    ", call->out);
}

static void print_decisions(const invocation *call, const dmn_model *model) {
  const dmn_document *document = dmn_model_main(model);
  for (size_t i = 0; i < document->element_count; i++) {
    const dmn_element *e = document->elements[i];
    if (e->kind != DMN_DECISION) continue;
    fprintf(call->out, "\n  %.*s\n", TEXT_ARG(e->name));
    text description = one_line(call->arena, e->description);
    if (description.size != 0) fprintf(call->out, "    # %.*s\n", TEXT_ARG(description));
    const dmn_table *table = dmn_decision_table_of(e);
    if (table != NULL) {
      print_table(call, table);
    } else if (e->expression != NULL && e->expression->kind == DMN_LITERAL) {
      text source = one_line(call->arena, e->expression->source.text);
      fprintf(call->out, "    %.*s\n", TEXT_ARG(source));
    }
  }
}

static void print_inputs(const invocation *call, const item_version *v,
                         const attribute_catalogue *attributes) {
  language lang = call->lang;
  grid g;
  grid_init(&g, call->arena, "lllrl");
  const char *heading[] = {
      message_text(lang, MESSAGE_CLI_COLUMN_INPUT),
      message_text(lang, MESSAGE_CLI_COLUMN_ATTRIBUTE), message_text(lang, MESSAGE_CLI_COLUMN_UNIT),
      message_text(lang, MESSAGE_CLI_COLUMN_PERIOD), message_text(lang, MESSAGE_CLI_COLUMN_PICK)};
  grid_row(&g, heading);
  for (size_t i = 0; i < v->input_count; i++) {
    const item_input *input = &v->inputs[i];
    const attribute *found = attribute_find(attributes, input->attribute);
    char period[16] = "";
    if (input->has_period) snprintf(period, sizeof period, "%d", input->period_offset);
    const char *cells[] = {input->name.data, input->attribute.data,
                           found == NULL ? "" : found->unit.data, period,
                           input->pick.data == NULL ? "" : input->pick.data};
    grid_row(&g, cells);
  }
  grid_print(&g, "    ", call->out);
}

static sd_status show_version(const invocation *call, const item_version *v,
                              const attribute_catalogue *attributes, sd_error *error) {
  FILE *out = call->out;
  arena *a = call->arena;
  fprintf(out, "%s %s  %s\n", v->id.data, v->version.data, item_name(call, v));
  for (size_t i = 0; i < v->policy_count; i++) {
    fprintf(out, "  %s %s\n", v->policies[i].number.data, v->policies[i].title.data);
  }
  for (size_t i = 0; i < v->scope_count; i++) {
    const item_scope *s = &v->scopes[i];
    fprintf(out, "  [%s, %s)  %s\n", day_string(a, s->from_day), day_string(a, s->to_day),
            s->regions.data);
  }
  fprintf(out, "  %s · %s · %s · %s\n", v->owner.data, v->kind.data, v->mode.data, v->class.data);
  if (v->budget_line.size != 0) {
    fprintf(out, "  %s %s\n", v->budget_line.data, money_string(a, v->budget_total_fen));
  }
  fputc('\n', out);
  print_inputs(call, v, attributes);
  dmn_source source = {v->path, v->bytes};
  dmn_model *model = NULL;
  TRY(dmn_model_create(&source, 1, &model, error));
  print_decisions(call, model);
  dmn_model_destroy(model);
  return SD_OK;
}

sd_status command_policy_show(invocation *call, sd_error *error) {
  attribute_catalogue *attributes = NULL;
  item_catalogue *c = NULL;
  TRY(attribute_catalogue_read_file(data_path(call, "data/attributes.csv"), call->arena,
                                    &attributes, error));
  TRY(catalogue_read(policies_folder(call), call->arena, &c, error));
  const char *version = option_value(call, "version");
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_array(&answer.writer);
  bool found = false;
  sd_status status = SD_OK;
  for (size_t i = 0; i < c->count && status == SD_OK; i++) {
    const item_version *v = c->entries[i].item;
    if (v == NULL || !text_is(v->id, call->operands[0])) continue;
    if (version != NULL && !text_is(v->version, version)) continue;
    found = true;
    write_item_json(&answer.writer, v);
    if (!call->json) status = show_version(call, v, attributes, error);
  }
  json_end_array(&answer.writer);
  if (status == SD_OK && !found) status = no_such_item(c, call->operands[0], error);
  return json_answer_end(&answer, call, status, error);
}
