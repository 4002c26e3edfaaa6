/* The names in scope, so that names may contain spaces and symbols; nested scopes, longest match.
 *
 * A name is a run of pieces: words and the symbols . / - ' + *.  White space between pieces does
 * not count, so "a - b" and "a-b" are the same name, "ab" and "a b" are not.  The lexer knows
 * nothing of this: the parser asks the table at each place where a name may begin.  Lives in an
 * arena; used while compiling, by one thread.  Spec: DMN 1.5 section 10.3.1.4, 10.3.1.5. */
#ifndef SUDUI_FEEL_NAME_TABLE_H
#define SUDUI_FEEL_NAME_TABLE_H

#include "base/arena.h"
#include "feel/type.h"

typedef struct name_table name_table;

enum { NAME_NO_SLOT = 0xffffffffu };

/* One variable.  Those the caller declares have a slot of the caller's frame; those declared
 * without (NAME_NO_SLOT: loop variables, parameters, context entries) get one from the compiler. */
typedef struct name_entry {
  text name;             /* as declared, white space tidied */
  const feel_type *type; /* declared type, or NULL when not known */
  uint32_t slot;
  uint32_t level;    /* depth of the scope it was declared in */
  uint32_t function; /* filled by the compiler: the function literal it belongs to, 0 = none */
  bool is_used;      /* set by the parser when an expression mentions it */
} name_entry;

/* NULL when memory is out. */
name_table *name_table_create(arena *a);

/* Opens and closes a scope; an inner name hides an outer one that is spelt the same. */
void name_table_push(name_table *names);
void name_table_pop(name_table *names);

/* Opens the scope of a filter's predicate and declares "item" in it; names of outer scopes may then
 * be members of the item, which win.  Close it with name_table_pop. */
name_entry *name_table_push_filter(name_table *names);
/* The items of the filter scopes deeper than `level`, innermost first; at most `count_max`. */
size_t name_table_filter_items(const name_table *names, uint32_t level, name_entry **items_out,
                               size_t count_max);

/* Declares a name in the innermost scope; NULL when memory is out.  The entry stays valid after the
 * scope is closed (syntax nodes point to it). */
name_entry *name_table_declare(name_table *names, text name, uint32_t slot, const feel_type *type);

/* Declares the members of `type` (and of its members) as words that may follow a point. */
void name_table_declare_members(name_table *names, const feel_type *type);
void name_table_declare_member(name_table *names, text name);

/* Declares a type name ("tPerson", "common.tPerson") for `instance of` and typed parameters. */
bool name_table_declare_type(name_table *names, text name, const feel_type *type);
const feel_type *name_table_find_type(const name_table *names, text name);

/* The longest name in scope that begins at byte `at` of `source`: returns the bytes it covers, 0
 * when none does. */
size_t name_table_match(const name_table *names, text source, size_t at, name_entry **entry_out);
/* The same for members; *name_out is the member's declared spelling. */
size_t name_table_match_member(const name_table *names, text source, size_t at, text *name_out);
/* The same for type names. */
size_t name_table_match_type(const name_table *names, text source, size_t at,
                             const feel_type **type_out);

/* The innermost entry of that name, or NULL. */
name_entry *name_table_find(const name_table *names, text name);

/* The visible name (or type) most like `name`, or an empty text. */
text name_table_nearest(const name_table *names, text name);
text name_table_nearest_type(const name_table *names, text name);

/* The name with single spaces where two words meet, and none elsewhere than its author wrote;
 * copied to the arena. */
text name_normalise(arena *a, text name);
/* How many bytes of `source` from `at` spell `name`, white space apart; 0 when they do not. */
size_t name_match_at(text name, text source, size_t at);
/* True when the two are the same name (white space apart). */
bool name_equal(text a, text b);

#endif
