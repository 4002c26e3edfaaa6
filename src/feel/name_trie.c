/* Names as a tree of their pieces: the longest one at a place is found in one walk. */
#include "feel/name_trie.h"

#include "base/map.h"
#include "feel/lexer.h"

struct name_trie_node {
  map children; /* piece → name_trie_node */
  void *entry;  /* of the name that ends here, or NULL */
};

/* The piece at `*at` after white space, which it moves on; empty at the end. */
static text next_piece(text source, size_t *at) {
  size_t start = *at, end = start;
  int32_t c = text_decode(source, &end);
  while (c >= 0 && code_point_is_space(c)) {
    start = end;
    c = text_decode(source, &end);
  }
  if (c == -1) return text_slice(source, source.size, 0);
  for (size_t next = end; c >= 0 && code_point_continues_name(c); c = text_decode(source, &next)) {
    end = next;
  }
  *at = end;
  return text_slice(source, start, end - start);
}

static name_trie_node *add_child(name_trie *t, name_trie_node *parent, text piece) {
  name_trie_node *child = ARENA_NEW(t->arena, name_trie_node);
  if (child == NULL) return NULL;
  map_init(&child->children, t->arena);
  if (parent != NULL && !map_set(&parent->children, piece, child)) return NULL;
  return child;
}

void **name_trie_place(name_trie *t, text name) {
  if (t->root == NULL) t->root = add_child(t, NULL, TEXT(""));
  name_trie_node *node = t->root;
  size_t at = 0;
  for (text piece = next_piece(name, &at); node != NULL && piece.size > 0;
       piece = next_piece(name, &at)) {
    name_trie_node *child = map_get(&node->children, piece);
    node = child != NULL ? child : add_child(t, node, piece);
  }
  return node == NULL || node == t->root ? NULL : &node->entry;
}

void *name_trie_find(const name_trie *t, text name) {
  const name_trie_node *node = t->root;
  size_t at = 0;
  for (text piece = next_piece(name, &at); node != NULL && piece.size > 0;
       piece = next_piece(name, &at)) {
    node = map_get(&node->children, piece);
  }
  return node == NULL ? NULL : node->entry;
}

void *name_trie_match(const name_trie *t, text source, size_t at, size_t *size_out) {
  const name_trie_node *node = t->root;
  void *longest = NULL;
  size_t end = at;
  for (text piece = next_piece(source, &end); node != NULL && piece.size > 0;
       piece = next_piece(source, &end)) {
    node = map_get(&node->children, piece);
    if (node == NULL || node->entry == NULL) continue;
    longest = node->entry;
    *size_out = end - at;
  }
  return longest;
}
