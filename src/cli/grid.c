/* Text tables with columns aligned by display width, so that Chinese lines up. */
#include "cli/grid.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

void grid_init(grid *g, arena *a, const char *align) {
  *g = (grid){.arena = a, .column_count = strlen(align)};
  assert(g->column_count <= GRID_COLUMNS_MAX);
  for (size_t i = 0; i < g->column_count; i++) g->right[i] = align[i] == 'r';
}

void grid_row(grid *g, const char *const *cells) {
  if (g->row_count == g->row_capacity) {
    size_t capacity = g->row_capacity == 0 ? 16 : g->row_capacity * 2;
    const char *(*rows)[GRID_COLUMNS_MAX] = arena_allocate_array(g->arena, capacity, sizeof *rows);
    if (rows == NULL) {
      g->failed = true;
      return;
    }
    if (g->row_count != 0) memcpy(rows, g->rows, g->row_count * sizeof *rows);
    g->rows = rows;
    g->row_capacity = capacity;
  }
  for (size_t i = 0; i < g->column_count; i++) {
    const char *copy = arena_copy_string(g->arena, cells[i] == NULL ? "" : cells[i]);
    if (copy == NULL) g->failed = true;
    g->rows[g->row_count][i] = copy == NULL ? "" : copy;
  }
  g->row_count++;
}

size_t display_width(const char *string) {
  text t = text_of(string);
  size_t width = 0, offset = 0;
  for (int32_t c; (c = text_decode(t, &offset)) != -1;) {
    width += c >= 0 && g_unichar_iswide((gunichar)c) ? 2 : 1;
  }
  return width;
}

static void print_padding(size_t count, FILE *out) { fprintf(out, "%*s", (int)count, ""); }

void grid_print(const grid *g, const char *indent, FILE *out) {
  size_t widths[GRID_COLUMNS_MAX] = {0};
  for (size_t r = 0; r < g->row_count; r++) {
    for (size_t c = 0; c < g->column_count; c++) {
      size_t width = display_width(g->rows[r][c]);
      if (width > widths[c]) widths[c] = width;
    }
  }
  for (size_t r = 0; r < g->row_count; r++) {
    fputs(indent, out);
    for (size_t c = 0; c < g->column_count; c++) {
      size_t padding = widths[c] - display_width(g->rows[r][c]);
      if (g->right[c]) print_padding(padding, out);
      fputs(g->rows[r][c], out);
      bool last = c + 1 == g->column_count;
      if (!g->right[c] && !last) print_padding(padding, out);
      fputs(last ? "\n" : "  ", out);
    }
  }
}
