/* Text tables with columns aligned by display width, so that Chinese lines up. */
#ifndef SUDUI_CLI_GRID_H
#define SUDUI_CLI_GRID_H

#include <stdio.h>

#include "base/arena.h"

enum { GRID_COLUMNS_MAX = 16 };

typedef struct grid {
  arena *arena;
  size_t column_count;
  bool right[GRID_COLUMNS_MAX]; /* aligned to the right: numbers */
  size_t row_count, row_capacity;
  const char *(*rows)[GRID_COLUMNS_MAX];
  bool failed; /* memory is out */
} grid;

/* `align` has one letter a column, 'l' or 'r'. */
void grid_init(grid *g, arena *a, const char *align);
/* Copies `column_count` strings; the first row is the heading. */
void grid_row(grid *g, const char *const *cells);
void grid_print(const grid *g, const char *indent, FILE *out);

/* Columns of a terminal that `string` takes (Chinese characters take two). */
size_t display_width(const char *string);

#endif
