/* How the awards of two items go together, pair by pair: the table policies/relations.csv. */
#include "policy/relation.h"

#include "base/messages/policy.h"
#include "policy/rule_table.h"

enum { FIRST, SECOND, KIND, WINDOW, KEY, LATER, CEILING, CLAUSE };
static const char *const COLUMNS[] = {"first", "second",  "relation", "window", "key",
                                      "later", "ceiling", "clause",   NULL};
static const char *const KINDS[] = {"additive",   "exclusive", "higher-of",
                                    "difference", "top-up",    NULL};
static const char *const WINDOWS[] = {
    "same-year", "same-type", "same-matter", "same-project", "same-legal-representative", NULL};
static const char *const LATERS[] = {"", "nothing", "difference", NULL};

typedef struct relation_reading {
  relation_table *table;
  relation *rows;
  size_t capacity;
} relation_reading;

const char *relation_kind_name(relation_kind kind) { return KINDS[kind]; }

static sd_status check(const rule_row *row, const relation *r) {
  bool needs_key = r->window == RELATION_SAME_PROJECT || r->window == RELATION_SAME_REPRESENTATIVE;
  bool takes_key = needs_key || r->window == RELATION_SAME_MATTER;
  if ((needs_key && r->key.size == 0) || (!takes_key && r->key.size != 0)) {
    return rule_row_fail(row, MESSAGE_POLICY_RELATION_KEY, SD_ARGS(WINDOWS[r->window]));
  }
  if ((r->kind == RELATION_TOP_UP) != (r->ceiling_fen != 0)) {
    return rule_row_fail(row, MESSAGE_POLICY_RELATION_CEILING, NULL);
  }
  bool directed = r->kind == RELATION_TOP_UP || r->kind == RELATION_DIFFERENCE;
  if (directed && (text_equal(r->first, r->second) || text_is(r->first, "*"))) {
    return rule_row_fail(row, MESSAGE_POLICY_RELATION_DIRECTION, SD_ARGS(KINDS[r->kind]));
  }
  return SD_OK;
}

static sd_status take_row(void *context, const rule_row *row) {
  relation_reading *reading = context;
  if (reading->table->count == reading->capacity) {
    size_t capacity = reading->capacity == 0 ? 64 : reading->capacity * 2;
    relation *rows = ARENA_ARRAY(row->arena, relation, capacity);
    if (rows == NULL) return error_set(row->error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    for (size_t i = 0; i < reading->table->count; i++) rows[i] = reading->rows[i];
    reading->rows = rows;
    reading->capacity = capacity;
    reading->table->rows = rows;
  }
  int kind, window, later;
  relation *r = &reading->rows[reading->table->count];
  TRY(rule_row_require(row, FIRST));
  TRY(rule_row_require(row, SECOND));
  TRY(rule_row_require(row, CLAUSE));
  TRY(rule_row_choice(row, KIND, KINDS, &kind));
  TRY(rule_row_choice(row, WINDOW, WINDOWS, &window));
  TRY(rule_row_choice(row, LATER, LATERS, &later));
  *r = (relation){.first = row->cells[FIRST],
                  .second = row->cells[SECOND],
                  .kind = (relation_kind)kind,
                  .window = (relation_window)window,
                  .key = row->cells[KEY],
                  .later = (relation_later)later,
                  .clause = row->cells[CLAUSE],
                  .line = row->line};
  TRY(rule_row_money(row, CEILING, &r->ceiling_fen));
  TRY(check(row, r));
  reading->table->count++;
  return SD_OK;
}

sd_status relation_table_read(text content, const char *file, arena *a, relation_table **out,
                              sd_error *error) {
  relation_reading reading = {.table = ARENA_NEW(a, relation_table)};
  if (reading.table == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  reading.table->source = arena_copy(a, content);
  if (reading.table->source.data == NULL) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  const rule_table table = {content, file, COLUMNS, take_row, &reading};
  TRY(rule_table_read(&table, a, error));
  *out = reading.table;
  return SD_OK;
}
