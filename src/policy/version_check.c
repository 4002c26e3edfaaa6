/* Everything that can be said about an item version before anybody is decided by it. */
#include "policy/version_check.h"

#include "base/messages/policy.h"

enum { SENTENCE_SIZE = 1600 };

typedef struct walk {
  const version_check *check;
  version_check_result *result;
  arena *arena;
  version_finding_visitor visit;
  void *context;
  sd_error *error;
  sd_status status; /* of the visitor; the walks of dmn/ only know true and false */
} walk;

static void tell(walk *w, const version_finding *finding) {
  if (w->status != SD_OK) return;
  if (finding->is_error) w->result->errors++;
  if (!finding->is_error) w->result->warnings++;
  w->status = w->visit(w->context, finding, w->error);
}

static sd_status tell_lint(void *context, const lint_finding *finding, sd_error *error) {
  walk *w = context;
  char sentence[SENTENCE_SIZE];
  (void)error;
  message_format(w->check->lang, finding->message, finding->arguments, sentence, sizeof sentence);
  tell(w, &(version_finding){.is_error = finding->is_error,
                             .line = finding->line,
                             .message = finding->message,
                             .sentence = text_of(sentence)});
  return w->status;
}

static uint32_t line_of(source_span span) {
  uint32_t line = 0, column = 0;
  source_span_locate(span, &line, &column);
  return line;
}

static void tell_diagnostics(walk *w) {
  const diagnostic_list *list = dmn_model_diagnostics(w->check->model);
  for (size_t i = 0; i < list->count; i++) {
    const diagnostic *d = &list->items[i];
    char sentence[SENTENCE_SIZE];
    diagnostic_sentence(d, w->check->lang, sentence, sizeof sentence);
    tell(w, &(version_finding){.is_error = d->severity == DIAGNOSTIC_ERROR,
                               .line = line_of(d->span),
                               .message = d->message,
                               .sentence = text_of(sentence),
                               .of_rules = d});
  }
}

static bool tell_table(void *context, const dmn_table_finding *finding) {
  walk *w = context;
  char sentence[SENTENCE_SIZE];
  message_format(w->check->lang, finding->message, finding->arguments, sentence, sizeof sentence);
  tell(w, &(version_finding){.is_error = finding->severity == DIAGNOSTIC_ERROR,
                             .line = line_of(finding->span),
                             .message = finding->message,
                             .sentence = text_of(sentence),
                             .of_table = finding});
  return w->status == SD_OK;
}

/* Inputs that count something: nothing lies between 2 and 3. */
static bool is_whole_input(void *context, const dmn_element *input) {
  const version_check *check = context;
  for (size_t i = 0; i < check->item->input_count; i++) {
    const item_input *known = &check->item->inputs[i];
    if (!text_equal(known->name, input->name)) continue;
    const attribute *found = attribute_find(check->attributes, known->attribute);
    return known->kind == ITEM_FACT_DATA_YEAR || (found && found->type == ATTRIBUTE_INTEGER);
  }
  return false;
}

static sd_status tell_tables(walk *w) {
  const dmn_model *model = w->check->model;
  version_check facts = *w->check;
  dmn_table_analysis_options options = {is_whole_input, &facts};
  for (size_t i = 0; i < model->element_count && w->status == SD_OK; i++) {
    TRY(dmn_table_analyse(model, model->elements[i], &options, w->arena, tell_table, w, w->error));
  }
  return w->status;
}

static void tell_mismatch(void *context, const policy_case_mismatch *mismatch) {
  walk *w = context;
  char sentence[SENTENCE_SIZE];
  const text texts[] = {mismatch->case_name, mismatch->decision, mismatch->expected,
                        mismatch->actual};
  const char *arguments[5] = {0};
  for (size_t i = 0; i < 4; i++) {
    text copy = arena_copy(w->arena, texts[i]);
    arguments[i] = copy.data == NULL ? "" : copy.data;
  }
  message_format(w->check->lang, MESSAGE_POLICY_CASE_DIFFERS, arguments, sentence, sizeof sentence);
  tell(w, &(version_finding){.is_error = true,
                             .line = (uint32_t)mismatch->line,
                             .message = MESSAGE_POLICY_CASE_DIFFERS,
                             .sentence = text_of(sentence),
                             .of_case = mismatch});
}

static void tell_cases(walk *w) {
  const version_check *check = w->check;
  policy_cases cases = {.model = check->model,
                        .content = check->cases,
                        .name = check->cases_name,
                        .on_mismatch = tell_mismatch,
                        .context = w};
  sd_error own = {0};
  if (policy_cases_run(&cases, &w->result->cases, &own) == SD_OK) return;
  tell(w, &(version_finding){.is_error = true,
                             .line = own.line,
                             .message = own.message,
                             .sentence = text_of(own.text[check->lang])});
}

sd_status version_check_run(const version_check *check, arena *a, version_finding_visitor visit,
                            void *context, version_check_result *out, sd_error *error) {
  *out = (version_check_result){0};
  walk w = {.check = check,
            .result = out,
            .arena = a,
            .visit = visit,
            .context = context,
            .error = error};
  TRY(lint_item(check->item, check->attributes, a, tell_lint, &w, error));
  if (check->model == NULL) return w.status;
  tell_diagnostics(&w);
  TRY(w.status);
  TRY(tell_tables(&w));
  if (dmn_model_diagnostics(check->model)->error_count == 0 && check->cases.data != NULL) {
    tell_cases(&w);
  }
  return w.status;
}
