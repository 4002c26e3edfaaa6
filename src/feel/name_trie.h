/* Names as a tree of their pieces: the longest one at a place is found in one walk.
 *
 * A piece is a run of word characters or one other character; white space separates pieces and is
 * no part of them, so "a - b" and "a-b" are one name, "ab" and "a b" are two.  However many names
 * there are, a walk takes the time of the pieces it passes.  Lives in an arena and only grows.
 * Spec: DMN 1.5 section 10.3.1.4, 10.3.1.5. */
#ifndef SUDUI_FEEL_NAME_TRIE_H
#define SUDUI_FEEL_NAME_TRIE_H

#include "base/arena.h"

typedef struct name_trie_node name_trie_node;

typedef struct name_trie {
  arena *arena;
  name_trie_node *root; /* NULL while empty */
} name_trie;

/* Where the entry of `name` is kept (NULL in it at first); NULL when memory is out or the name has
 * no piece.  `name` is borrowed. */
void **name_trie_place(name_trie *t, text name);

/* The entry of exactly that name, or NULL. */
void *name_trie_find(const name_trie *t, text name);

/* The entry of the longest name that begins at byte `at` of `source`, which must not be white
 * space; *size_out is the bytes it covers.  NULL when none does. */
void *name_trie_match(const name_trie *t, text source, size_t at, size_t *size_out);

#endif
