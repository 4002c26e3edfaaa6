/* Sums while the lists of a city are walked through: by item, district, month, fact and company. */
#include "operation/city_tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"

/* What must stay true: what is added to an item is added to its district and to the total too, so
 * that their sums are the same. */

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static void add(city_sum *to, int64_t count, int64_t amount_fen) {
  to->count += count;
  to->amount_fen += amount_fen;
}

static void add_group(city_group *to, const city_group *more) {
  to->met += more->met;
  to->not_met += more->not_met;
  to->unknown += more->unknown;
  add(&to->granted, more->granted.count, more->granted.amount_fen);
  add(&to->ordered, more->ordered.count, more->ordered.amount_fen);
  add(&to->paid, more->paid.count, more->paid.amount_fen);
  add(&to->came_back, more->came_back.count, more->came_back.amount_fen);
  add(&to->estimate, more->estimate.count, more->estimate.amount_fen);
  for (int i = 0; i < CITY_WAIT_COUNT; i++) {
    add(&to->waiting[i], more->waiting[i].count, more->waiting[i].amount_fen);
  }
}

/* --- Finding the place of something --- */

/* SIZE_MAX when memory is out; districts beyond the last place share it. */
static size_t district_place(city_tally *t, text code) {
  for (size_t i = 0; i < t->district_count; i++) {
    if (text_equal(t->districts[i].key, code)) return i;
  }
  if (t->district_count == CITY_DISTRICTS_MAX) return CITY_DISTRICTS_MAX - 1;
  size_t place = t->district_count;
  text key = arena_copy(t->arena, code);
  if (key.data == NULL) return SIZE_MAX;
  text bound = t->request->district;
  t->districts[place] = (city_group){.key = key};
  t->cells[place] = (city_group){.key = key};
  t->outside[place] = bound.size != 0 && !area_is_within(t->request->areas, code, bound);
  t->district_count++;
  return place;
}

/* NULL for a month beyond the last place. */
static city_month *month_of(city_tally *t, int64_t day) {
  civil_date date;
  if (!calendar_date_of(day, &date)) return NULL;
  int32_t month = date.year * 100 + date.month;
  size_t i = t->month_count;
  while (i > 0 && t->months[i - 1].month > month) i--;
  if (i > 0 && t->months[i - 1].month == month) return &t->months[i - 1];
  if (t->month_count == CITY_MONTHS_MAX) return NULL;
  memmove(&t->months[i + 1], &t->months[i], (t->month_count - i) * sizeof t->months[0]);
  t->months[i] = (city_month){.month = month};
  t->month_count++;
  return &t->months[i];
}

/* Lists are walked through in order of code, so the search goes on where it was. */
static city_receiver *receiver_of(city_tally *t, const char *code) {
  const snapshot *s = t->known;
  while (t->receiver_at < s->subject_count && strcmp(s->codes[t->receiver_at], code) < 0) {
    t->receiver_at++;
  }
  bool found = t->receiver_at < s->subject_count && strcmp(s->codes[t->receiver_at], code) == 0;
  return found ? &t->receivers[t->receiver_at] : NULL;
}

/* --- One award and its orders --- */

typedef struct attempts {
  bool any, alive, failed;
} attempts;

static void add_months(city_tally *t, const payout_mark *m, bool alive, int64_t kept_fen) {
  city_month *month = month_of(t, clock_day(m->ordered_us, CLOCK_CHINA_OFFSET_SECONDS));
  if (alive && month != NULL) add(&month->ordered, 1, m->amount_fen);
  month = m->booked_day != 0 && kept_fen != 0 ? month_of(t, m->booked_day) : NULL;
  if (month != NULL) add(&month->paid, 1, kept_fen);
}

static void add_mark(city_tally *t, const payout_mark *m, city_group *one, attempts *seen) {
  bool alive = order_state_is_open(m->state);
  bool reversed = m->state == ORDER_REVERSED;
  bool booked = m->booked_day != 0 && m->state != ORDER_REJECTED && m->state != ORDER_CANCELLED;
  int64_t back_fen = reversed ? m->amount_fen : m->returned_fen;
  int64_t kept_fen = booked ? m->amount_fen - back_fen : 0;
  seen->any = true;
  seen->alive = seen->alive || alive;
  if (alive) add(&one->ordered, 1, m->amount_fen);
  if (kept_fen > 0) add(&one->paid, 1, kept_fen);
  if (booked && back_fen > 0) add(&one->came_back, 1, back_fen);
  add_months(t, m, alive, kept_fen);
  if (booked) {
    t->bank_days[t->bank_count++] =
        m->booked_day - clock_day(m->ordered_us, CLOCK_CHINA_OFFSET_SECONDS);
  }
  city_receiver *receiver = alive ? receiver_of(t, m->subject) : NULL;
  if (receiver == NULL) return;
  receiver->is_receiver = true;
  receiver->ordered_fen += m->amount_fen;
}

/* The orders of the company at hand; those of companies before it are passed over. */
static attempts take_marks(city_tally *t, int64_t list, const char *code, city_group *one) {
  attempts seen = {0};
  for (; t->mark_at < t->mark_count && t->marks[t->mark_at].list == list; t->mark_at++) {
    const payout_mark *m = &t->marks[t->mark_at];
    int order = strcmp(m->subject, code);
    if (order > 0) break;
    if (order == 0 && one != NULL) add_mark(t, m, one, &seen);
  }
  return seen;
}

static city_wait wait_of(const city_tally *t, const standing *s, attempts seen) {
  if (s->suspended) return CITY_WAIT_OBJECTION;
  if (!t->is_final) return CITY_WAIT_STAGE;
  if (s->needs_answer && s->answer != CONFIRMATION_CONFIRMED) return CITY_WAIT_ANSWER;
  return seen.any ? CITY_WAIT_FAILED : CITY_WAIT_ACCOUNT;
}

/* --- One decision --- */

static bool add_missing(city_tally *t, text facts) {
  while (facts.size != 0) {
    size_t space = text_find(facts, TEXT(" "), 0);
    if (space == SIZE_MAX) space = facts.size;
    text one = text_slice(facts, 0, space);
    facts = text_slice(facts, space + 1, facts.size);
    city_missing *known = map_get(&t->missing, one);
    if (known == NULL) {
      known = ARENA_NEW(t->arena, city_missing);
      if (known == NULL) return false;
      known->fact = arena_copy(t->arena, one);
      if (known->fact.data == NULL || !map_set(&t->missing, known->fact, known)) return false;
    }
    known->decisions++;
  }
  return true;
}

typedef struct list_walk {
  city_tally *tally;
  int64_t list;
} list_walk;

/* What one decision adds to its district, its industry and its size.  Most are not met and nothing
 * else. */
static void add_one(city_tally *t, size_t district, const char *code, const city_group *one) {
  const city_receiver *company = receiver_of(t, code);
  city_group *cells[1 + CITY_TRAIT_COUNT] = {&t->cells[district]};
  for (int i = 0; i < CITY_TRAIT_COUNT; i++) {
    cells[1 + i] = &t->trait_cells[i][company == NULL ? 0 : company->places[i]];
  }
  for (size_t i = 0; i < 1 + CITY_TRAIT_COUNT; i++) {
    if (one->not_met != 0) {
      cells[i]->not_met++;
    } else {
      add_group(cells[i], one);
    }
  }
}

static sd_status add_standing(void *context, const standing *s, sd_error *error) {
  list_walk *w = context;
  city_tally *t = w->tally;
  size_t place = district_place(t, s->decided.district);
  if (place == SIZE_MAX) return out_of_memory(error);
  bool outside = t->outside[place];
  city_group one = {0};
  attempts seen = take_marks(t, w->list, s->decided.code, outside ? NULL : &one);
  if (outside) return SD_OK;
  bool unknown = s->decided.status == DECISION_UNKNOWN && !s->granted;
  one.met = s->granted;
  one.unknown = unknown;
  one.not_met = !s->granted && !unknown;
  if (unknown && !add_missing(t, s->decided.missing)) return out_of_memory(error);
  if (s->settled && s->award == AWARD_HELD && !s->changed) {
    add(&one.waiting[CITY_WAIT_FACT], 1, s->decided.amount_fen);
  }
  if (s->amount_fen != 0) {
    add(&one.granted, 1, s->amount_fen);
    if (!seen.alive) add(&one.waiting[wait_of(t, s, seen)], 1, s->amount_fen);
  }
  add_one(t, place, s->decided.code, &one);
  return SD_OK;
}

/* --- The estimate of a list's unknown --- */

static int64_t rounded_ratio(int64_t count, int64_t part, int64_t whole) {
  return whole == 0 ? 0 : (2 * count * part + whole) / (2 * whole);
}

static int64_t average_fen(const city_group *g) {
  return g->granted.count == 0 ? 0 : g->granted.amount_fen / g->granted.count;
}

/* Counts are below 2^31 and an average is at most the largest amount of money, so that the
 * product of estimated awards and their average is bounded by what could be granted. */
static void estimate_cell(city_group *cell, const city_group *item) {
  int64_t count = rounded_ratio(cell->unknown, cell->met, cell->met + cell->not_met);
  int64_t average = cell->granted.count != 0 ? average_fen(cell) : average_fen(item);
  int64_t amount_fen;
  if (__builtin_mul_overflow(count, average, &amount_fen)) amount_fen = INT64_MAX / 1024;
  cell->estimate = (city_sum){count, amount_fen};
}

static void close_list(city_tally *t, city_group *item) {
  for (size_t i = 0; i < t->district_count; i++) add_group(item, &t->cells[i]);
  for (size_t i = 0; i < t->district_count; i++) {
    city_group *cell = &t->cells[i];
    if (item->pays) estimate_cell(cell, item);
    add(&item->estimate, cell->estimate.count, cell->estimate.amount_fen);
    add_group(&t->districts[i], cell);
    *cell = (city_group){.key = cell->key};
  }
  for (int trait = 0; trait < CITY_TRAIT_COUNT; trait++) {
    for (size_t i = 0; i < CITY_PLACES_MAX; i++) {
      city_group *cell = &t->trait_cells[trait][i];
      if (item->pays) estimate_cell(cell, item);
      add_group(&t->traits[trait][i], cell);
      *cell = (city_group){0};
    }
  }
  add_group(&t->out->total, item);
}

/* The first mark of a list at or behind `list`. */
static size_t first_mark(const city_tally *t, int64_t list) {
  size_t low = 0, high = t->mark_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (t->marks[middle].list < list) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

sd_status tally_list(city_tally *t, database *db, const list_status *list, city_group *item,
                     sd_error *error) {
  list_walk w = {t, list->id};
  t->mark_at = first_mark(t, list->id);
  t->receiver_at = 0;
  t->is_final = list->state == LIST_FINAL;
  TRY(list_each_standing(db, list->id, TEXT(""), add_standing, &w, error));
  close_list(t, item);
  return SD_OK;
}

/* --- The beginning and the end --- */

sd_status tally_begin(city_tally *t, size_t items, sd_error *error) {
  map_init(&t->missing, t->arena);
  t->items = ARENA_ARRAY(t->arena, city_group, items + 1);
  t->receivers = ARENA_ARRAY(t->arena, city_receiver, t->known->subject_count + 1);
  t->bank_days = ARENA_ARRAY(t->arena, int64_t, t->mark_count + 1);
  bool whole = t->items != NULL && t->receivers != NULL && t->bank_days != NULL;
  return whole ? SD_OK : out_of_memory(error);
}

static int compare_numbers(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

int64_t tally_median(int64_t *values, size_t count) {
  if (count == 0) return 0;
  qsort(values, count, sizeof *values, compare_numbers);
  int64_t low = values[(count - 1) / 2], high = values[count / 2];
  return low + (high - low + 1) / 2;
}

static int compare_districts(const void *a, const void *b) {
  return text_compare(((const city_group *)a)->key, ((const city_group *)b)->key);
}

static int compare_missing(const void *a, const void *b) {
  const city_missing *x = a, *y = b;
  if (x->decisions != y->decisions) return x->decisions < y->decisions ? 1 : -1;
  return text_compare(x->fact, y->fact);
}

/* Sums of the CITY_TOP_COUNT companies with the most, in one pass. */
static void count_receivers(city_tally *t) {
  int64_t top[CITY_TOP_COUNT] = {0};
  for (size_t i = 0; i < t->known->subject_count; i++) {
    const city_receiver *r = &t->receivers[i];
    if (!r->is_receiver) continue;
    t->out->receivers++;
    t->out->first_time += !r->was_before;
    if (r->ordered_fen <= top[CITY_TOP_COUNT - 1]) continue;
    int at = CITY_TOP_COUNT - 1;
    for (; at > 0 && top[at - 1] < r->ordered_fen; at--) top[at] = top[at - 1];
    top[at] = r->ordered_fen;
  }
  for (int i = 0; i < CITY_TOP_COUNT; i++) t->out->top_fen += top[i];
}

/* The groups that hold a decision, those not on file last. */
static const city_group *close_trait(city_tally *t, city_trait trait, const char *const *keys,
                                     size_t *count_out) {
  city_group *groups = ARENA_ARRAY(t->arena, city_group, CITY_PLACES_MAX);
  *count_out = 0;
  for (size_t i = 1; groups != NULL && i <= CITY_PLACES_MAX; i++) {
    city_group *g = &t->traits[trait][i % CITY_PLACES_MAX];
    if (g->met + g->not_met + g->unknown == 0) continue;
    g->key = text_of(keys[i % CITY_PLACES_MAX]);
    groups[(*count_out)++] = *g;
  }
  return groups;
}

static bool close_traits(city_tally *t) {
  static const char *const industries[CITY_PLACES_MAX] = {"",  "A", "B", "C", "D", "E", "F",
                                                          "G", "H", "I", "J", "K", "L", "M",
                                                          "N", "O", "P", "Q", "R", "S", "T"};
  static const char *const sizes[CITY_PLACES_MAX] = {"", "above", "below"};
  city_figures *out = t->out;
  out->industries = close_trait(t, CITY_INDUSTRY, industries, &out->industry_count);
  out->sizes = close_trait(t, CITY_SIZE, sizes, &out->size_count);
  return out->industries != NULL && out->sizes != NULL;
}

sd_status tally_finish(city_tally *t, sd_error *error) {
  city_figures *out = t->out;
  if (!close_traits(t)) return out_of_memory(error);
  city_group *districts = ARENA_ARRAY(t->arena, city_group, t->district_count + 1);
  city_month *months = ARENA_ARRAY(t->arena, city_month, t->month_count + 1);
  city_missing *missing = ARENA_ARRAY(t->arena, city_missing, t->missing.count + 1);
  if (districts == NULL || months == NULL || missing == NULL) return out_of_memory(error);
  for (size_t i = 0; i < t->district_count; i++) {
    if (!t->outside[i]) districts[out->district_count++] = t->districts[i];
  }
  qsort(districts, out->district_count, sizeof *districts, compare_districts);
  memcpy(months, t->months, t->month_count * sizeof *months);
  for (size_t i = 0; i < t->missing.count; i++) {
    missing[i] = *(city_missing *)t->missing.entries[i].value;
  }
  qsort(missing, t->missing.count, sizeof *missing, compare_missing);
  out->items = t->items;
  out->districts = districts;
  out->months = months;
  out->month_count = t->month_count;
  out->missing = missing;
  out->missing_count = t->missing.count;
  count_receivers(t);
  return SD_OK;
}
