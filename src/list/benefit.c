/* What one company has coming: every item with its list, its amount as a range, and where it is. */
#include "list/benefit.h"

#include <string.h>

#include "base/limits.h"
#include "base/messages/list.h"
#include "list/pricing.h"

static const char *const STANDINGS[] = {"certain", "expected", "unknown", "left-off", "not-met"};
static const char *const RANGES[] = {"exact", "rate", "points", "pro-rata", "cap", "open"};

const char *benefit_standing_word(benefit_standing standing) { return STANDINGS[standing]; }
const char *benefit_range_word(benefit_range range) { return RANGES[range]; }

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Amounts --- */

static int64_t capped(const item_version *v, int64_t amount_fen) {
  return v->amount_cap_fen > 0 && v->amount_cap_fen < amount_fen ? v->amount_cap_fen : amount_fen;
}

int64_t benefit_price(const item_version *v, int64_t quantity, int64_t factor) {
  scale_price price = pricing_promise(v);
  int64_t amount_fen;
  price.factor = factor;
  if (!scale_price_of(quantity, &price, &amount_fen)) amount_fen = LIMIT_MONEY_FEN;
  return capped(v, amount_fen);
}

/* What can be given out, or RUN_BUDGET_NONE. */
static int64_t budget_of(const list_run *run, const item_version *v) {
  if (!run->budget_of_item) return run->budget_fen;
  return v->budget_line.size != 0 && v->budget_total_fen > 0 ? v->budget_total_fen
                                                             : RUN_BUDGET_NONE;
}

/* The part of a budget that is left for `promise_fen` when all who are unknown get the cap. */
static int64_t worst_share(const list_run *run, const item_version *v, int64_t promise_fen,
                           int64_t budget_fen) {
  if (v->amount_cap_fen <= 0) return 0;
  __int128 claims = (__int128)v->amount_cap_fen * run->counts.unknown + run->counts.computed_fen;
  if (claims <= budget_fen) return promise_fen;
  int64_t unit_fen = pricing_unit_fen(v);
  int64_t share_fen = (int64_t)((__int128)promise_fen * budget_fen / claims);
  return share_fen / unit_fen * unit_fen;
}

static benefit_amount amount_expected(const list_run *run, const item_version *v,
                                      const decision *d) {
  const item_factor *factor = &v->money.factor;
  if (v->money.basis != ITEM_BASIS_AMOUNT) {
    benefit_range range = v->money.basis == ITEM_BASIS_RATE ? BENEFIT_BY_RATE : BENEFIT_BY_POINTS;
    return (benefit_amount){range, benefit_price(v, d->computed_fen, factor->min),
                            benefit_price(v, d->computed_fen, factor->max)};
  }
  int64_t promise_fen = benefit_price(v, d->computed_fen, 1), budget_fen = budget_of(run, v);
  bool divided = budget_fen >= 0 && v->pro_rata_when_short;
  int64_t low_fen = !divided                   ? promise_fen
                    : run->counts.unknown == 0 ? d->amount_fen
                                               : worst_share(run, v, promise_fen, budget_fen);
  /* What is known now may already be less than the share in the worst case rounds to. */
  if (low_fen > d->amount_fen) low_fen = d->amount_fen;
  if (low_fen == promise_fen || run->counts.unknown == 0) {
    return (benefit_amount){BENEFIT_EXACT, d->amount_fen, d->amount_fen};
  }
  return (benefit_amount){BENEFIT_PRO_RATA, low_fen, d->amount_fen};
}

benefit_amount benefit_amount_of(const list_run *run, const decision *d) {
  const item_version *v = run->versions[d->version];
  benefit_amount nothing = {BENEFIT_EXACT, 0, 0};
  if (v->amount_decision.size == 0 || d->status == DECISION_NOT_MET) return nothing;
  if (d->status == DECISION_MET) return amount_expected(run, v, d);
  if (v->amount_cap_fen > 0) return (benefit_amount){BENEFIT_BY_CAP, 0, v->amount_cap_fen};
  return (benefit_amount){BENEFIT_OPEN, 0, -1};
}

/* --- One list --- */

typedef struct benefit_reading {
  database *db;
  text code;
  const day_calendar *calendar;
  int64_t now_us;
  arena *arena;
  benefit *benefits;
  size_t count, capacity;
} benefit_reading;

static benefit_standing standing_of(const benefit *b) {
  bool fixed = b->progress.status.state != LIST_CANDIDATE;
  if (b->change.changed) {
    return b->change.amount_fen > 0 ? BENEFIT_CERTAIN : BENEFIT_LEFT_OFF;
  }
  if (b->decision.status == DECISION_UNKNOWN) return BENEFIT_UNKNOWN;
  if (b->decision.status == DECISION_NOT_MET) return BENEFIT_NOT_MET;
  if (b->settled && b->award.state == AWARD_HELD) return BENEFIT_UNKNOWN;
  if (b->settled && b->award.state != AWARD_GRANTED) return BENEFIT_LEFT_OFF;
  return fixed ? BENEFIT_CERTAIN : BENEFIT_EXPECTED;
}

/* The amount once it is fixed. */
static benefit_amount amount_fixed(const benefit *b) {
  int64_t amount_fen = b->change.changed ? b->change.amount_fen
                       : b->settled      ? b->award.amount_fen
                                         : b->decision.amount_fen;
  return (benefit_amount){BENEFIT_EXACT, amount_fen, amount_fen};
}

static sd_status read_change(const benefit_reading *r, benefit *b, sd_error *error) {
  line_change *changes;
  size_t count;
  TRY(line_changes_read(r->db, b->run->id, r->arena, &changes, &count, error));
  for (size_t i = 0; i < count; i++) {
    if (text_is(r->code, changes[i].code)) b->change = changes[i];
  }
  return SD_OK;
}

/* Whether the company is asked now, and what it said. */
static sd_status read_confirmation(const benefit_reading *r, benefit *b, sd_error *error) {
  int place = item_stage_place(b->version, ITEM_STAGE_CONFIRM);
  if (place < 0 || b->standing != BENEFIT_CERTAIN) return SD_OK;
  TRY(confirmation_find(r->db, b->run->id, r->code, &b->confirmation, error));
  b->asks_confirmation = b->confirmation.state == CONFIRMATION_WAITING &&
                         b->progress.status.state != LIST_WITHDRAWN &&
                         (size_t)place <= b->progress.current;
  return SD_OK;
}

/* Where the list stands.  A calendar that does not know a year leaves the deadlines open: a company
 * still sees everything else. */
static sd_status read_progress(const benefit_reading *r, benefit *b, sd_error *error) {
  sd_status status =
      list_progress_get(r->db, b->run->id, r->calendar, r->now_us, r->arena, &b->progress, error);
  if (status != SD_NOT_FOUND) return status;
  TRY(list_progress_get(r->db, b->run->id, NULL, r->now_us, r->arena, &b->progress, error));
  for (size_t i = 0; i < b->progress.count; i++) b->progress.places[i].due_day = INT64_MAX;
  return SD_OK;
}

static sd_status read_benefit(const benefit_reading *r, int64_t list, benefit *b, bool *covered,
                              sd_error *error) {
  list_run *run = NULL;
  *b = (benefit){0};
  TRY(run_load_head(r->db, list, r->arena, &run, error));
  sd_status status = run_load_decision_of(r->db, run, r->code, r->arena, &b->decision, error);
  *covered = status == SD_OK;
  if (status == SD_NOT_FOUND) return SD_OK; /* the item does not cover this company */
  TRY(status);
  b->run = run;
  b->version = run->versions[b->decision.version];
  TRY(current_redecision(r->db, run, r->code, r->arena, &b->again, error));
  TRY(read_progress(r, b, error));
  TRY(award_find(r->db, list, r->code, r->arena, &b->settled, &b->award, error));
  TRY(read_change(r, b, error));
  b->standing = standing_of(b);
  if (b->standing == BENEFIT_CERTAIN || (b->settled && b->standing == BENEFIT_EXPECTED)) {
    b->amount = amount_fixed(b);
  } else if (b->standing == BENEFIT_EXPECTED || b->standing == BENEFIT_UNKNOWN) {
    b->amount = benefit_amount_of(run, &b->decision);
  }
  return read_confirmation(r, b, error);
}

/* --- All lists --- */

static sd_status add_benefit(void *context, const list_status *list, sd_error *error) {
  benefit_reading *r = context;
  bool current = false;
  TRY(list_is_current(r->db, list, &current, error));
  if (!current) return SD_OK;
  if (r->count == r->capacity) {
    size_t capacity = r->capacity == 0 ? 32 : r->capacity * 2;
    benefit *grown = ARENA_ARRAY(r->arena, benefit, capacity);
    if (grown == NULL) return out_of_memory(error);
    if (r->count != 0) memcpy(grown, r->benefits, r->count * sizeof *grown);
    r->benefits = grown;
    r->capacity = capacity;
  }
  bool covered = false;
  TRY(read_benefit(r, list->id, &r->benefits[r->count], &covered, error));
  r->count += covered;
  return SD_OK;
}

/* --- Lists that were withdrawn --- */

typedef struct withdrawal_reading {
  database *db;
  text code;
  arena *arena;
  benefit_withdrawal *found;
  size_t count, capacity;
} withdrawal_reading;

static sd_status read_withdrawal(const withdrawal_reading *r, int64_t list, benefit_withdrawal *out,
                                 bool *met, sd_error *error) {
  list_run *run = NULL;
  decision d;
  *met = false;
  TRY(run_load_head(r->db, list, r->arena, &run, error));
  sd_status status = run_load_decision_of(r->db, run, r->code, r->arena, &d, error);
  if (status == SD_NOT_FOUND || (status == SD_OK && d.status != DECISION_MET)) return SD_OK;
  TRY(status);
  TRY(list_get_status(r->db, list, r->arena, &out->list, error));
  *met = true;
  out->data_year = run->data_year;
  out->version = run->versions[d.version];
  out->amount_fen = d.amount_fen;
  return SD_OK;
}

static sd_status add_withdrawal(void *context, const list_status *list, sd_error *error) {
  withdrawal_reading *r = context;
  bool met = false;
  if (list->state != LIST_WITHDRAWN) return SD_OK;
  if (r->count == r->capacity) {
    size_t capacity = r->capacity == 0 ? 8 : r->capacity * 2;
    benefit_withdrawal *grown = ARENA_ARRAY(r->arena, benefit_withdrawal, capacity);
    if (grown == NULL) return out_of_memory(error);
    if (r->count != 0) memcpy(grown, r->found, r->count * sizeof *grown);
    r->found = grown;
    r->capacity = capacity;
  }
  TRY(read_withdrawal(r, list->id, &r->found[r->count], &met, error));
  r->count += met;
  return SD_OK;
}

sd_status benefit_withdrawals_read(database *db, text code, arena *a, benefit_withdrawal **out,
                                   size_t *count_out, sd_error *error) {
  withdrawal_reading r = {.db = db, .code = code, .arena = a};
  TRY(list_each(db, TEXT(""), add_withdrawal, &r, error));
  *out = r.found;
  *count_out = r.count;
  return SD_OK;
}

static sd_status read_lists(benefit_reading *r, text item, benefit **out, size_t *count_out,
                            sd_error *error) {
  TRY(list_each(r->db, item, add_benefit, r, error));
  *out = r->benefits;
  *count_out = r->count;
  return SD_OK;
}

sd_status benefits_read(database *db, text code, const day_calendar *calendar, int64_t now_us,
                        arena *a, benefit **out, size_t *count_out, sd_error *error) {
  benefit_reading r = {.db = db, .code = code, .calendar = calendar, .now_us = now_us, .arena = a};
  return read_lists(&r, TEXT(""), out, count_out, error);
}

sd_status benefit_find(database *db, text item, text code, const day_calendar *calendar,
                       int64_t now_us, arena *a, benefit *out, sd_error *error) {
  benefit_reading r = {.db = db, .code = code, .calendar = calendar, .now_us = now_us, .arena = a};
  benefit *found;
  size_t count;
  TRY(read_lists(&r, item, &found, &count, error));
  if (item.size == 0 || count == 0) {
    char code_text[SUBJECT_CODE_SIZE] = "";
    for (size_t i = 0; i < code.size && i < SUBJECT_CODE_SIZE - 1; i++) code_text[i] = code.data[i];
    return error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_SUBJECT, SD_ARGS("-", code_text));
  }
  *out = found[count - 1];
  return SD_OK;
}
