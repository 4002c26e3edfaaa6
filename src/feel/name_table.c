/* The names in scope, so that names may contain spaces and symbols; nested scopes, longest match.
 *
 * The entries of all open scopes stand in one array, innermost last; closing a scope forgets its
 * tail.  Members and types know no scopes. */
#include "feel/name_table.h"

#include "feel/diagnostic.h"
#include "feel/lexer.h"
#include "feel/name_trie.h"

typedef struct name_word {
  text name;
  const feel_type *type; /* of a type name; NULL for members */
} name_word;

typedef struct word_list {
  name_word **items;
  size_t count, capacity;
  name_trie trie; /* → name_word */
} word_list;

typedef struct name_scope {
  size_t entry_count; /* when it was opened */
  name_entry *item;   /* of a filter scope, or NULL */
} name_scope;

enum { NAME_SCOPES_MAX = 512 };

struct name_table {
  arena *arena;
  name_entry **entries;
  size_t count, capacity;
  name_scope scopes[NAME_SCOPES_MAX];
  uint32_t level;
  uint32_t levels_beyond; /* opened above NAME_SCOPES_MAX: their names stay visible */
  word_list members;
  word_list types;
};

static bool is_word_character(int32_t c) { return c >= 0 && code_point_continues_name(c); }

static int32_t peek(text t, size_t at) { return text_decode(t, &at); }

static size_t skip_spaces(text t, size_t at) {
  for (;;) {
    size_t next = at;
    int32_t c = text_decode(t, &next);
    if (c < 0 || !code_point_is_space(c)) return at;
    at = next;
  }
}

/* How many bytes of `source` from `at` spell `name`; 0 when they do not.  White space matters only
 * between two word characters. */
size_t name_match_at(text name, text source, size_t at) {
  size_t i = skip_spaces(name, 0), j = at;
  int32_t previous = -1;
  while (i < name.size) {
    size_t name_next = skip_spaces(name, i);
    if (name_next >= name.size) break;
    size_t source_next = previous == -1 ? j : skip_spaces(source, j);
    bool name_has_space = name_next != i, source_has_space = source_next != j;
    i = name_next;
    j = source_next;
    size_t end = j;
    int32_t expected = text_decode(name, &i), found = text_decode(source, &end);
    if (expected != found || found < 0) return 0;
    if (is_word_character(previous) && is_word_character(found) &&
        name_has_space != source_has_space)
      return 0;
    previous = found;
    j = end;
  }
  if (is_word_character(previous) && is_word_character(peek(source, j))) return 0;
  return j - at;
}

bool name_equal(text a, text b) {
  if (text_equal(a, b)) return true;
  text x = text_trim(a), y = text_trim(b);
  return x.size > 0 && name_match_at(x, y, 0) == y.size;
}

text name_normalise(arena *a, text name) {
  char *out = arena_allocate(a, name.size + 1);
  if (!out) return (text){NULL, 0};
  size_t size = 0, at = 0;
  bool space = false;
  while (at < name.size) {
    size_t start = at;
    int32_t c = text_decode(name, &at);
    if (c >= 0 && code_point_is_space(c)) {
      space = size > 0;
      continue;
    }
    if (space) out[size++] = ' ';
    space = false;
    for (size_t i = start; i < at; i++) out[size++] = name.data[i];
  }
  return (text){out, size};
}

name_table *name_table_create(arena *a) {
  name_table *names = ARENA_NEW(a, name_table);
  if (names) names->arena = a;
  return names;
}

void name_table_push(name_table *names) {
  if (names->level + 1 >= NAME_SCOPES_MAX) {
    names->levels_beyond++;
    return;
  }
  names->scopes[++names->level] = (name_scope){.entry_count = names->count};
}

void name_table_pop(name_table *names) {
  if (names->levels_beyond > 0) {
    names->levels_beyond--;
    return;
  }
  if (names->level > 0) names->count = names->scopes[names->level--].entry_count;
}

name_entry *name_table_push_filter(name_table *names) {
  name_table_push(names);
  name_entry *item = name_table_declare(names, TEXT("item"), NAME_NO_SLOT, NULL);
  if (names->levels_beyond == 0) names->scopes[names->level].item = item;
  return item;
}

size_t name_table_filter_items(const name_table *names, uint32_t level, name_entry **items_out,
                               size_t count_max) {
  size_t count = 0;
  for (uint32_t i = names->level; i > level && count < count_max; i--)
    if (names->scopes[i].item) items_out[count++] = names->scopes[i].item;
  return count;
}

name_entry *name_table_declare(name_table *names, text name, uint32_t slot, const feel_type *type) {
  if (names->count == names->capacity) {
    size_t capacity = names->capacity ? names->capacity * 2 : 16;
    name_entry **entries = ARENA_ARRAY(names->arena, name_entry *, capacity);
    if (!entries) return NULL;
    for (size_t i = 0; i < names->count; i++) entries[i] = names->entries[i];
    names->entries = entries;
    names->capacity = capacity;
  }
  name_entry *entry = ARENA_NEW(names->arena, name_entry);
  text tidy = name_normalise(names->arena, name);
  if (!entry || !tidy.data) return NULL;
  *entry = (name_entry){.name = tidy, .type = type, .slot = slot, .level = names->level};
  names->entries[names->count++] = entry;
  return entry;
}

static bool word_list_grow(arena *a, word_list *list) {
  size_t capacity = list->capacity ? list->capacity * 2 : 16;
  name_word **items = ARENA_ARRAY(a, name_word *, capacity);
  if (!items) return false;
  for (size_t i = 0; i < list->count; i++) items[i] = list->items[i];
  list->items = items;
  list->capacity = capacity;
  return true;
}

static bool word_list_add(arena *a, word_list *list, text name, const feel_type *type) {
  name_word *known = name_trie_find(&list->trie, name);
  if (known) {
    if (type) known->type = type;
    return true;
  }
  if (list->count == list->capacity && !word_list_grow(a, list)) return false;
  list->trie.arena = a;
  text tidy = name_normalise(a, name);
  name_word *word = ARENA_NEW(a, name_word);
  void **place = tidy.data ? name_trie_place(&list->trie, tidy) : NULL;
  if (!word || !place) return false;
  *word = (name_word){tidy, type};
  *place = list->items[list->count++] = word;
  return true;
}

void name_table_declare_member(name_table *names, text name) {
  if (text_trim(name).size > 0) word_list_add(names->arena, &names->members, name, NULL);
}

enum { MEMBER_DEPTH_MAX = 16 }; /* item definitions may refer to themselves */

static void declare_members(name_table *names, const feel_type *type, unsigned depth) {
  if (!type || depth > MEMBER_DEPTH_MAX) return;
  if (type->kind == TYPE_CONTEXT) {
    for (size_t i = 0; i < type->field_count; i++) {
      name_table_declare_member(names, type->fields[i].name);
      declare_members(names, type->fields[i].type, depth + 1);
    }
  }
  declare_members(names, type->element, depth + 1);
  declare_members(names, type->result, depth + 1);
}

void name_table_declare_members(name_table *names, const feel_type *type) {
  declare_members(names, type, 0);
}

bool name_table_declare_type(name_table *names, text name, const feel_type *type) {
  return word_list_add(names->arena, &names->types, name, type);
}

const feel_type *name_table_find_type(const name_table *names, text name) {
  const name_word *word = name_trie_find(&names->types.trie, name);
  return word ? word->type : type_find_basic(name);
}

size_t name_table_match(const name_table *names, text source, size_t at, name_entry **entry_out) {
  size_t longest = 0;
  for (size_t i = names->count; i > 0; i--) {
    size_t size = name_match_at(names->entries[i - 1]->name, source, at);
    if (size > longest) {
      longest = size;
      *entry_out = names->entries[i - 1];
    }
  }
  return longest;
}

static const name_word *match_word(const word_list *list, text source, size_t at, size_t *size) {
  *size = 0;
  return name_trie_match(&list->trie, source, at, size);
}

size_t name_table_match_member(const name_table *names, text source, size_t at, text *name_out) {
  size_t size;
  const name_word *word = match_word(&names->members, source, at, &size);
  if (word) *name_out = word->name;
  return size;
}

/* Names of the standard that a type may have, longest spellings of each. */
static const char *const basic_type_names[] = {"any",
                                               "Any",
                                               "null",
                                               "Null",
                                               "boolean",
                                               "number",
                                               "string",
                                               "date",
                                               "time",
                                               "date and time",
                                               "dateTime",
                                               "days and time duration",
                                               "dayTimeDuration",
                                               "years and months duration",
                                               "yearMonthDuration",
                                               "list",
                                               "context",
                                               "function",
                                               "range"};

size_t name_table_match_type(const name_table *names, text source, size_t at,
                             const feel_type **type_out) {
  size_t longest;
  const name_word *word = match_word(&names->types, source, at, &longest);
  if (word) *type_out = word->type;
  for (size_t i = 0; i < sizeof basic_type_names / sizeof *basic_type_names; i++) {
    size_t size = name_match_at(text_of(basic_type_names[i]), source, at);
    if (size > longest) {
      longest = size;
      *type_out = type_find_basic(text_of(basic_type_names[i]));
    }
  }
  return longest;
}

name_entry *name_table_find(const name_table *names, text name) {
  for (size_t i = names->count; i > 0; i--)
    if (name_equal(names->entries[i - 1]->name, name)) return names->entries[i - 1];
  return NULL;
}

text name_table_nearest(const name_table *names, text name) {
  text best = {"", 0};
  for (size_t i = names->count; i > 0; i--) {
    text both[2] = {names->entries[i - 1]->name, best};
    best = diagnostic_nearest(name, both, best.size > 0 ? 2 : 1);
  }
  return best;
}

text name_table_nearest_type(const name_table *names, text name) {
  text both[2] = {{"", 0}, {"", 0}};
  for (size_t i = 0; i < names->types.count; i++) {
    both[0] = names->types.items[i]->name;
    both[1] = diagnostic_nearest(name, both, both[1].size > 0 ? 2 : 1);
  }
  for (size_t i = 0; i < sizeof basic_type_names / sizeof *basic_type_names; i++) {
    both[0] = text_of(basic_type_names[i]);
    both[1] = diagnostic_nearest(name, both, both[1].size > 0 ? 2 : 1);
  }
  return both[1];
}
