/* Inside of registry/: one cell of a table, as officials write it, to a value of an attribute. */
#ifndef SUDUI_REGISTRY_CELL_H
#define SUDUI_REGISTRY_CELL_H

#include "base/text_builder.h"
#include "registry/mapping.h"

/* What a cell is besides its text. */
typedef struct cell_origin {
  bool is_number;         /* a number of a spreadsheet: a rounded binary fraction */
  bool serials_from_1904; /* of its workbook */
} cell_origin;

typedef struct cell_reader {
  text_builder folded;
  bool no_memory;    /* a cell could not be read for want of it; stays */
  char argument[80]; /* of the last refusal */
} cell_reader;

void cell_reader_init(cell_reader *r);
void cell_reader_release(cell_reader *r);

typedef struct cell_rule {
  const attribute *attribute;
  value_unit unit; /* of the column, when the cell does not say */
  bool negative;   /* may be below zero */
  const mapping_translation *translations;
  size_t translation_count;
} cell_rule;

/* MESSAGE_NONE when the cell has a value or is empty (`*empty_out`); else the reason, whose
 * argument, if it has one, is `r->argument`.  A string's content is borrowed from the cell, the
 * rule or the reader until the next call. */
message_id cell_read(cell_reader *r, const cell_rule *rule, text cell, cell_origin origin,
                     fact_value *out, bool *empty_out);

/* "2024", "2024年度", "202403", "2024年3月". */
message_id cell_read_period(cell_reader *r, attribute_period kind, text cell, int32_t *out);
message_id cell_read_date(cell_reader *r, text cell, cell_origin origin, int64_t *day_out);
/* The code of a subject: widths folded, white space dropped, a-z as A-Z; checked. */
message_id cell_read_code(cell_reader *r, text cell, text *code_out);

/* True for nothing, white space, and the strokes with which people fill empty cells. */
bool cell_is_empty(text cell);

#endif
