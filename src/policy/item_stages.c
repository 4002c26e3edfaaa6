/* Publication and the order of stages of an item version: who does what, by when, what is shown. */
#include <stdio.h>
#include <string.h>

#include "base/messages/policy.h"
#include "policy/item_reader.h"

enum { DAYS_MAX = 366, KEEP_YEARS_MAX = 10, NOTICES_MAX = 12 };

static const text namespace_text = {ITEM_NAMESPACE, sizeof ITEM_NAMESPACE - 1};

static const struct {
  const char *word;
  message_id message;
} STAGES[] = {
#define T(name, word, message) [ITEM_STAGE_##name] = {word, message},
#include "policy/stages.def"
#undef T
};

static const char *const UNITS[] = {"natural", "working", NULL};
static const char *const YES_NO[] = {"no", "yes", NULL};

const char *item_stage_word(item_stage_kind kind) { return STAGES[kind].word; }
message_id item_stage_message(item_stage_kind kind) { return STAGES[kind].message; }

/* What a notice may show; an account is not among it, whatever a file says. */
static const char *const COLUMNS[] = {"name", "code", "district", "amount", "version", NULL};

const char *item_column_word(item_column column) { return COLUMNS[column]; }

/* "fallback" when the attribute is missing. */
static sd_status choose(const item_reader *r, const xml_node *node, const char *name,
                        const char *const *words, size_t *index) {
  if (item_optional(node, name).size == 0) return SD_OK;
  return item_choice(r, node, name, words, index);
}

static sd_status read_days(const item_reader *r, const xml_node *node, const char *name,
                           int64_t fallback, int32_t *out) {
  int64_t days;
  TRY(item_read_whole(r, node, name, fallback, &days));
  *out = (int32_t)days;
  if (days >= 0 && days <= DAYS_MAX) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_BAD_NUMBER,
                      SD_ARGS(name, item_optional(node, name).data));
}

/* --- Publication --- */

static bool column_of_word(text word, uint32_t *bit) {
  for (uint32_t i = 0; COLUMNS[i] != NULL; i++) {
    if (!text_is(word, COLUMNS[i])) continue;
    *bit = 1u << i;
    return true;
  }
  return false;
}

/* "name amount": words of the allow-list and nothing else. */
static sd_status read_columns(const item_reader *r, const xml_node *node) {
  item_publication *out = &r->item->publication;
  text words = item_optional(node, "columns");
  out->columns = 1u << ITEM_COLUMN_NAME | 1u << ITEM_COLUMN_DISTRICT | 1u << ITEM_COLUMN_AMOUNT;
  if (words.size == 0) return SD_OK;
  out->columns = 0;
  for (size_t at = 0; at < words.size;) {
    size_t space = text_find(words, TEXT(" "), at);
    text word = text_slice(words, at, space == SIZE_MAX ? words.size - at : space - at);
    at += word.size + 1;
    uint32_t bit;
    if (word.size == 0) continue;
    if (!column_of_word(word, &bit)) {
      char shown[64];
      snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(word));
      return item_fail_at(r, node, MESSAGE_POLICY_NO_SUCH_WORD,
                          SD_ARGS("columns", shown, "name | code | district | amount | version"));
    }
    out->columns |= bit;
  }
  if ((out->columns & 1u << ITEM_COLUMN_NAME) != 0) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_MISSING, SD_ARGS("columns", "name"));
}

static sd_status read_publication(const item_reader *r, const xml_node *item) {
  item_version *v = r->item;
  const xml_node *node = xml_node_child(item, namespace_text, "publication");
  if (node == NULL) {
    return item_fail_at(r, item, MESSAGE_POLICY_MISSING, SD_ARGS("item", "publication"));
  }
  static const char *const rises[] = {"notify", "republish", NULL};
  size_t unit, first = 0, rise = 1;
  TRY(item_choice(r, node, "unit", UNITS, &unit));
  TRY(read_days(r, node, "days", -1, &v->publication_days));
  TRY(choose(r, node, "firstDayCounts", YES_NO, &first));
  TRY(choose(r, node, "whenRaised", rises, &rise));
  v->publication_working_days = unit == 1;
  v->publication.first_day_counts = first == 1;
  v->publication.republish_raised = rise == 1;
  v->publication.business_contact = item_optional(node, "business");
  v->publication.complaint_contact = item_optional(node, "complaints");
  return read_columns(r, node);
}

/* --- Stages --- */

static const item_stage DEFAULT_PAYING[] = {
    {.kind = ITEM_STAGE_APPROVE}, {.kind = ITEM_STAGE_PUBLISH}, {.kind = ITEM_STAGE_PAY}};

static sd_status read_confirmation(const item_reader *r, const xml_node *node) {
  static const char *const silences[] = {"lapse", "extend", "keep", NULL};
  item_confirmation *out = &r->item->confirmation;
  size_t silence = ITEM_SILENCE_KEEP;
  int64_t years, notices;
  TRY(choose(r, node, "silence", silences, &silence));
  TRY(item_read_whole(r, node, "keepYears", 3, &years));
  TRY(item_read_whole(r, node, "notices", 3, &notices));
  TRY(read_days(r, node, "accountCheckDays", 30, &out->account_check_days));
  out->silence = (item_silence)silence;
  out->keep_years = (int32_t)years;
  out->notices = (int32_t)notices;
  if (years < 1 || years > KEEP_YEARS_MAX) {
    return item_fail_at(r, node, MESSAGE_POLICY_BAD_NUMBER,
                        SD_ARGS("keepYears", item_optional(node, "keepYears").data));
  }
  /* never a lapse without three notices in two channels. */
  if (notices < 3 || notices > NOTICES_MAX) {
    return item_fail_at(r, node, MESSAGE_POLICY_BAD_NUMBER,
                        SD_ARGS("notices", item_optional(node, "notices").data));
  }
  return SD_OK;
}

static sd_status read_stage(const item_reader *r, const xml_node *node, item_stage *out) {
  static const char *const words[] = {
#define T(name, word, message) word,
#include "policy/stages.def"
#undef T
      NULL};
  size_t kind, unit = 1;
  TRY(item_choice(r, node, "do", words, &kind));
  TRY(choose(r, node, "unit", UNITS, &unit));
  TRY(read_days(r, node, "within", 0, &out->within_days));
  out->kind = (item_stage_kind)kind;
  out->working_days = unit == 1;
  out->by = item_optional(node, "by");
  out->line = node->line;
  out->column = node->column;
  if (kind == ITEM_STAGE_CONFIRM) TRY(read_confirmation(r, node));
  if (kind != ITEM_STAGE_CLAIM) return SD_OK;
  TRY(item_required(r, node, "from", &out->from));
  int64_t percent;
  TRY(item_read_whole(r, node, "percent", 0, &percent));
  out->percent = (int32_t)percent;
  if (percent >= 1 && percent <= 100) return SD_OK;
  return item_fail_at(r, node, MESSAGE_POLICY_BAD_NUMBER,
                      SD_ARGS("percent", item_optional(node, "percent").data));
}

int item_stage_place(const item_version *v, item_stage_kind kind) {
  for (size_t i = 0; i < v->stage_count; i++) {
    if (v->stages[i].kind == kind) return (int)i;
  }
  return -1;
}

/* Rows: the first stage needs the second somewhere before it. */
static const item_stage_kind BEFORE[][2] = {
    {ITEM_STAGE_PAY, ITEM_STAGE_APPROVE},
    {ITEM_STAGE_ADVANCE, ITEM_STAGE_APPROVE},
    {ITEM_STAGE_SETTLE, ITEM_STAGE_ADVANCE},
    {ITEM_STAGE_CLAIM, ITEM_STAGE_PAY},
};

static sd_status fail_order(const item_reader *r, const item_stage *stage, const char *why) {
  error_set(r->error, SD_INVALID, MESSAGE_POLICY_STAGE_ORDER,
            SD_ARGS(item_stage_word(stage->kind), why));
  error_place(r->error, r->item->path.data, stage->line, stage->column);
  return SD_INVALID;
}

static sd_status check_order(const item_reader *r) {
  const item_version *v = r->item;
  for (size_t i = 0; i < v->stage_count; i++) {
    const item_stage *stage = &v->stages[i];
    if (item_stage_place(v, stage->kind) != (int)i) return fail_order(r, stage, "2");
    for (size_t k = 0; k < sizeof BEFORE / sizeof BEFORE[0]; k++) {
      int needed = item_stage_place(v, BEFORE[k][1]);
      if (stage->kind == BEFORE[k][0] && (needed < 0 || needed > (int)i)) {
        return fail_order(r, stage, item_stage_word(BEFORE[k][1]));
      }
    }
    if (stage->kind == ITEM_STAGE_ADVANCE && item_stage_place(v, ITEM_STAGE_PAY) < (int)i) {
      return fail_order(r, stage, item_stage_word(ITEM_STAGE_PAY));
    }
  }
  bool pays = item_stage_place(v, ITEM_STAGE_PAY) >= 0;
  if (pays != (v->amount_decision.size != 0) || item_stage_place(v, ITEM_STAGE_APPROVE) < 0) {
    return fail_order(r, &v->stages[0],
                      item_stage_word(pays ? ITEM_STAGE_APPROVE : ITEM_STAGE_PAY));
  }
  bool advances = item_stage_place(v, ITEM_STAGE_ADVANCE) >= 0;
  if (advances == (v->money.advance_ppm != 0)) return SD_OK;
  return fail_order(r, &v->stages[0], item_stage_word(ITEM_STAGE_ADVANCE));
}

static sd_status read_stages(const item_reader *r, const xml_node *item) {
  item_version *v = r->item;
  v->confirmation = (item_confirmation){
      .silence = ITEM_SILENCE_KEEP, .keep_years = 3, .notices = 3, .account_check_days = 30};
  const xml_node *list = xml_node_child(item, namespace_text, "stages");
  v->stages = DEFAULT_PAYING;
  v->stage_count = v->amount_decision.size != 0 ? 3 : 2;
  if (list == NULL) return SD_OK;
  size_t count = 0;
  for (const xml_node *n = xml_node_child(list, namespace_text, "stage"); n != NULL;
       n = xml_node_next(n, namespace_text, "stage")) {
    count++;
  }
  if (count == 0) return item_fail_at(r, list, MESSAGE_POLICY_MISSING, SD_ARGS("stages", "stage"));
  item_stage *stages = ARENA_ARRAY(r->arena, item_stage, count);
  if (stages == NULL) {
    return error_set(r->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  size_t at = 0;
  for (const xml_node *n = xml_node_child(list, namespace_text, "stage"); n != NULL;
       n = xml_node_next(n, namespace_text, "stage")) {
    TRY(read_stage(r, n, &stages[at++]));
  }
  v->stages = stages;
  v->stage_count = count;
  return check_order(r);
}

sd_status item_read_stages(const item_reader *r, const xml_node *item) {
  TRY(read_publication(r, item));
  return read_stages(r, item);
}
