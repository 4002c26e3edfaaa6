/* The shares of an award that several levels bear, and how each of them stands. */
#include "operation/award_shares.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "list/share.h"
#include "payout/payout.h"

static const struct state_row {
  const char *word;
  const char *labels[LANGUAGE_COUNT];
} state_rows[SHARE_STATE_COUNT] = {
#define S(name, word, chinese, english) {word, {chinese, english}},
#include "operation/share_states.def"
#undef S
};

const char *share_state_word(share_state state) { return state_rows[state].word; }

const char *share_state_label(share_state state, language lang) {
  return state_rows[state].labels[lang];
}

void award_id_write(int64_t list, text code, bool is_rest, text level, char out[AWARD_ID_SIZE]) {
  (void)snprintf(out, AWARD_ID_SIZE, "%lld/%.*s%s%s%.*s", (long long)list, TEXT_ARG(code),
                 is_rest ? "/2" : "", level.size != 0 ? "@" : "", TEXT_ARG(level));
}

/* What the orders of one award came to, over all attempts. */
typedef struct order_sums {
  int64_t reserved_fen, paid_fen, returned_fen;
} order_sums;

typedef struct sharing {
  database *db;
  arena *arena;
  const list_run *run;
  bool claimed; /* the stage of the claim is over */
  text code;
  map orders; /* award → order_sums */
  award_share_visitor visit;
  void *context;
} sharing;

static sd_status add_order(void *context, const payout_order *o, sd_error *error) {
  sharing *s = context;
  text award_id = text_of(o->award);
  order_sums *sums = map_get(&s->orders, award_id);
  if (sums == NULL) {
    text key = arena_copy(s->arena, award_id);
    sums = ARENA_NEW(s->arena, order_sums);
    if (key.data == NULL || sums == NULL || !map_set(&s->orders, key, sums)) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
  }
  switch (o->state) {
    case ORDER_PAID:
    case ORDER_PARTLY_RETURNED:
    case ORDER_PAID_BACK:
    case ORDER_RETURNED:
    case ORDER_REVERSED: {
      bool whole = o->state != ORDER_PAID && o->state != ORDER_PARTLY_RETURNED;
      int64_t back_fen = whole ? o->amount_fen : o->returned_fen;
      sums->paid_fen += o->amount_fen - back_fen;
      sums->returned_fen += back_fen;
      return SD_OK;
    }
    case ORDER_REJECTED:
    case ORDER_CANCELLED:
      return SD_OK;
    default:
      sums->reserved_fen += o->amount_fen;
      return SD_OK;
  }
}

/* Of both instalments. */
static order_sums sums_of(const sharing *s, text code, text level) {
  order_sums both = {0};
  for (int rest = 0; rest < 2; rest++) {
    char award_id[AWARD_ID_SIZE];
    award_id_write(s->run->id, code, rest == 1, level, award_id);
    const order_sums *one = map_get(&s->orders, text_of(award_id));
    if (one == NULL) continue;
    both.reserved_fen += one->reserved_fen;
    both.paid_fen += one->paid_fen;
    both.returned_fen += one->returned_fen;
  }
  return both;
}

static share_state state_of(const award_share *s) {
  if (s->owed_fen > 0) return SHARE_OWES;
  if (s->paid_fen > 0) return s->paid_fen >= s->share_fen ? SHARE_PAID : SHARE_PART;
  if (s->reserved_fen > 0) return SHARE_RESERVED;
  return s->returned_fen > 0 ? SHARE_RETURNED : SHARE_WAITING;
}

/* The parts of one order's sums: of all levels, or what the others owe to the one that paid. */
static void divide(const sharing *s, const item_version *v, text code, award_share *shares) {
  const order_sums sums = sums_of(s, code, TEXT(""));
  int64_t reserved[LIMIT_SHARING_LEVELS], paid[LIMIT_SHARING_LEVELS], back[LIMIT_SHARING_LEVELS];
  list_share(v, sums.reserved_fen, reserved);
  list_share(v, sums.paid_fen, paid);
  list_share(v, sums.returned_fen, back);
  for (size_t i = 0; i < v->share_count; i++) {
    award_share *w = &shares[i];
    w->line = v->budget_line;
    bool others = v->money.pays.size != 0 && !text_equal(v->money.pays, w->level);
    if (!others) {
      bool alone = v->money.pays.size != 0;
      w->reserved_fen = alone ? sums.reserved_fen : reserved[i];
      w->paid_fen = alone ? sums.paid_fen : paid[i];
      w->returned_fen = alone ? sums.returned_fen : back[i];
      w->state = state_of(w);
      continue;
    }
    w->owed_fen = s->claimed ? 0 : paid[i];
    w->state = paid[i] == 0 ? SHARE_WAITING : s->claimed ? SHARE_PAID_BACK : SHARE_OWES;
  }
}

static const item_version *version_of(const list_run *run, text version) {
  for (size_t i = 0; i < run->version_count; i++) {
    if (text_equal(run->versions[i]->version, version)) return run->versions[i];
  }
  return run->versions[0];
}

static sd_status visit_line(void *context, const list_line *line, sd_error *error) {
  sharing *s = context;
  if (s->code.size != 0 && !text_equal(s->code, line->code)) return SD_OK;
  const item_version *v = version_of(s->run, line->version);
  if (v->share_count == 0 || v->share_count > LIMIT_SHARING_LEVELS) return SD_OK;
  award_share shares[LIMIT_SHARING_LEVELS];
  int64_t parts[LIMIT_SHARING_LEVELS];
  list_share(v, line->amount_fen, parts);
  for (size_t i = 0; i < v->share_count; i++) {
    shares[i] = (award_share){.code = line->code,
                              .level = v->shares[i].level,
                              .line = v->shares[i].line,
                              .remainder = text_equal(v->shares[i].level, v->share_remainder),
                              .share_fen = parts[i]};
    const order_sums sums = sums_of(s, line->code, v->shares[i].level);
    shares[i].reserved_fen = sums.reserved_fen;
    shares[i].paid_fen = sums.paid_fen;
    shares[i].returned_fen = sums.returned_fen;
    shares[i].state = state_of(&shares[i]);
  }
  if (v->shares[0].line.size == 0) divide(s, v, line->code, shares);
  for (size_t i = 0; i < v->share_count; i++) TRY(s->visit(s->context, &shares[i], error));
  return SD_OK;
}

static sd_status share_list(sharing *s, int64_t list, sd_error *error) {
  list_run *run = NULL;
  list_status status;
  char number[24];
  (void)snprintf(number, sizeof number, "%lld", (long long)list);
  TRY(run_load_head(s->db, list, s->arena, &run, error));
  TRY(list_get_status(s->db, list, s->arena, &status, error));
  s->run = run;
  s->claimed = (status.stages_done & 1u << ITEM_STAGE_CLAIM) != 0;
  map_init(&s->orders, s->arena);
  const order_filter filter = {.list = number, .state = -1};
  TRY(payout_orders_each(s->db, &filter, add_order, s, error));
  return list_each_line(s->db, list, false, visit_line, s, error);
}

sd_status award_shares_each(database *db, int64_t list, text code, award_share_visitor visit,
                            void *context, sd_error *error) {
  sharing s = {
      .db = db, .arena = arena_create(0), .code = code, .visit = visit, .context = context};
  if (s.arena == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = share_list(&s, list, error);
  arena_destroy(s.arena);
  return status;
}

/* --- by level --- */

typedef struct level_sums {
  arena *arena;
  award_share *levels;
  size_t count;
} level_sums;

static sd_status add_share(void *context, const award_share *share, sd_error *error) {
  level_sums *l = context;
  size_t i = 0;
  while (i < l->count && !text_equal(l->levels[i].level, share->level)) i++;
  if (i == LIMIT_SHARING_LEVELS) return SD_OK; /* versions that name other levels */
  award_share *sum = &l->levels[i];
  if (i == l->count) {
    *sum = (award_share){.code = TEXT(""),
                         .level = arena_copy(l->arena, share->level),
                         .line = arena_copy(l->arena, share->line),
                         .remainder = share->remainder,
                         .state = share->state};
    if (sum->level.data == NULL || sum->line.data == NULL) {
      return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    }
    l->count++;
  }
  sum->share_fen += share->share_fen;
  sum->reserved_fen += share->reserved_fen;
  sum->paid_fen += share->paid_fen;
  sum->returned_fen += share->returned_fen;
  sum->owed_fen += share->owed_fen;
  if (share->share_fen > 0 && share->state < sum->state) sum->state = share->state;
  return SD_OK;
}

sd_status award_shares_sum(database *db, int64_t list, arena *a, award_share *levels,
                           size_t *count_out, sd_error *error) {
  level_sums l = {.arena = a, .levels = levels};
  sd_status status = award_shares_each(db, list, TEXT(""), add_share, &l, error);
  *count_out = l.count;
  return status;
}
