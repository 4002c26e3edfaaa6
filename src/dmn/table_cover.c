/* Which combinations of pieces no rule of a table covers: a sweep over the columns with bit sets.
 */
#include "dmn/table_cover.h"

#include <string.h>

#include "base/map.h"

typedef struct cover_state {
  const cover_sweep *sweep;
  size_t words;
  uint64_t *everywhere; /* per column: rules that match all wanted pieces from here on */
  uint64_t *left;       /* per column: the rules left in the piece that is being looked at */
  size_t *path;
  map *seen; /* per column: sets that were entered */
  cover_result result;
} cover_state;

static bool fail(cover_state *s, cover_result result) {
  s->result = result;
  return false;
}

static bool spend(cover_state *s) {
  if (*s->sweep->steps_left == 0) return fail(s, COVER_TOO_LARGE);
  --*s->sweep->steps_left;
  return true;
}

/* Rules of `everywhere` in `column` from those in the column behind it. */
static void find_everywhere(const cover_state *s, size_t column) {
  const cover_column *c = &s->sweep->columns[column];
  uint64_t *rules = s->everywhere + column * s->words;
  memcpy(rules, rules + s->words, s->words * sizeof *rules);
  for (size_t i = 0; i < c->piece_count; i++) {
    if (!bits_has(c->wanted, i)) continue;
    for (size_t w = 0; w < s->words; w++) rules[w] &= c->rules[i * s->words + w];
  }
}

/* The first wanted point, else the first wanted piece. */
static size_t free_piece(const cover_column *c, size_t first, size_t last) {
  size_t found = SIZE_MAX;
  for (size_t i = first; i <= last && i < c->piece_count; i++) {
    if (!bits_has(c->wanted, i)) continue;
    if (c->is_point[i] && !c->is_apart[i]) return i;
    if (found == SIZE_MAX) found = i;
  }
  return found;
}

/* True when the set was not yet entered at this column. */
static bool is_new(cover_state *s, size_t column, const uint64_t *set) {
  text key = {(const char *)set, s->words * sizeof *set};
  if (map_index(&s->seen[column], key) != SIZE_MAX) return false;
  key = arena_copy(s->sweep->arena, key);
  if (key.data != NULL && map_set(&s->seen[column], key, s)) return true;
  return fail(s, COVER_OUT_OF_MEMORY);
}

static void keep_matching(const cover_state *s, size_t column, size_t piece, const uint64_t *set,
                          uint64_t *out) {
  const uint64_t *rules = s->sweep->columns[column].rules + piece * s->words;
  for (size_t w = 0; w < s->words; w++) out[w] = set[w] & rules[w];
}

/* The last piece behind `first` that leaves the same rules and touches it. */
static size_t end_of_run(const cover_state *s, size_t column, size_t first, const uint64_t *set,
                         const uint64_t *left) {
  const cover_column *c = &s->sweep->columns[column];
  size_t last = first;
  for (size_t i = first + 1; i < c->piece_count; i++) {
    if (!bits_has(c->wanted, i) || c->is_apart[i] || c->is_apart[first]) break;
    const uint64_t *rules = c->rules + i * s->words;
    for (size_t w = 0; w < s->words; w++) {
      if ((set[w] & rules[w]) != left[w]) return last;
    }
    last = i;
  }
  return last;
}

static bool tell(cover_state *s, size_t column, size_t first, size_t last) {
  for (size_t i = column + 1; i < s->sweep->column_count; i++) {
    const cover_column *c = &s->sweep->columns[i];
    s->path[i] = free_piece(c, 0, c->piece_count);
    if (s->path[i] == SIZE_MAX) return true; /* nothing is wanted there: an empty box */
  }
  if (s->sweep->visit(s->sweep->context, s->path, column, first, last)) return true;
  return fail(s, COVER_ENDED);
}

/* Goes through the runs of pieces of `column`, with the rules of `set` left. */
static bool enter(cover_state *s, size_t column, const uint64_t *set) {
  if (!spend(s)) return false;
  if (column == s->sweep->column_count) return true;
  if (bits_meet(set, s->everywhere + column * s->words, s->words)) return true;
  if (!is_new(s, column, set)) return s->result == COVER_DONE;
  const cover_column *c = &s->sweep->columns[column];
  uint64_t *left = s->left + column * s->words;
  for (size_t i = 0; i < c->piece_count; i++) {
    if (!bits_has(c->wanted, i)) continue;
    if (!spend(s)) return false;
    keep_matching(s, column, i, set, left);
    size_t last = end_of_run(s, column, i, set, left);
    s->path[column] = free_piece(c, i, last);
    bool is_empty = true;
    for (size_t w = 0; w < s->words && is_empty; w++) is_empty = left[w] == 0;
    if (!(is_empty ? tell(s, column, i, last) : enter(s, column + 1, left))) return false;
    i = last;
  }
  return true;
}

cover_result cover_run(const cover_sweep *sweep) {
  cover_state s = {.sweep = sweep, .words = bits_words(sweep->rule_count)};
  arena *a = sweep->arena;
  size_t columns = sweep->column_count;
  s.everywhere = ARENA_ARRAY(a, uint64_t, (columns + 1) * s.words + 1);
  s.left = ARENA_ARRAY(a, uint64_t, columns * s.words + 1);
  s.path = ARENA_ARRAY(a, size_t, columns + 1);
  s.seen = ARENA_ARRAY(a, map, columns + 1);
  if (s.everywhere == NULL || s.left == NULL || s.path == NULL || s.seen == NULL)
    return COVER_OUT_OF_MEMORY;
  for (size_t i = 0; i < sweep->rule_count; i++) bits_add(s.everywhere + columns * s.words, i);
  for (size_t i = columns; i-- > 0;) {
    map_init(&s.seen[i], a);
    find_everywhere(&s, i);
  }
  enter(&s, 0, sweep->rules);
  return s.result;
}
