/* Rows of cells into a CSV file in UTF-8, with or without mark, or in GB18030. */
#ifndef SUDUI_SAMPLE_CSV_SINK_H
#define SUDUI_SAMPLE_CSV_SINK_H

#include "base/encoding.h"

typedef struct csv_sink csv_sink;

/* Lines end in CR LF, as spreadsheets write them.  ENCODING_UTF16_* is SD_MISUSE. */
sd_status csv_sink_open(const char *path, encoding to, csv_sink **out, sd_error *error);
/* Quoted where RFC 4180 asks for it. */
void csv_sink_add(csv_sink *s, text cell);
void csv_sink_end_row(csv_sink *s);
/* Frees the sink; SD_IO_FAILED when anything could not be written. */
sd_status csv_sink_close(csv_sink *s, sd_error *error);

#endif
