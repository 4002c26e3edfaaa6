/* Writes a made-up city: the messy tables that officials of many departments would send, and a
 * mapping file beside each.
 *
 * Everything follows from the options, so the same options give the same bytes on every machine
 * (of workbooks: with the same libxlsxwriter).
 * Nothing is kept per company: five million need as little memory as five thousand. */
#ifndef SUDUI_SAMPLE_SAMPLE_H
#define SUDUI_SAMPLE_SAMPLE_H

#include <stdint.h>

#include "base/error.h"

enum {
  SAMPLE_COMPANIES_DEFAULT = 20000,
  SAMPLE_COMPANIES_MAX = 5000000,
  SAMPLE_YEARS_MAX = 6,
  SAMPLE_YEAR_MIN = 2015,
  SAMPLE_YEAR_MAX = 2030
};

typedef struct sample_options {
  const char *directory; /* is made when missing */
  uint64_t companies;    /* 1 to SAMPLE_COMPANIES_MAX */
  uint64_t seed;
  int32_t first_year; /* years with yearly figures, both included, at most SAMPLE_YEARS_MAX; */
  int32_t last_year;  /* titles and credit are as of 30 June of the year after */
} sample_options;

/* 20,000 companies, seed 1, the years 2022 to 2024. */
sample_options sample_options_default(const char *directory);

/* What was written. */
typedef struct sample_summary {
  uint64_t companies;
  uint64_t high_tech; /* hold a certificate that is valid on the day: 184 of 1,000 */
  uint64_t incubators;
  uint64_t files; /* tables, without mappings and README.txt */
  uint64_t rows;
  uint64_t cells;          /* that state a fact, or should and do not */
  uint64_t cells_empty;    /* left empty, or the subject is not in the table: 3 of 100 */
  uint64_t facts_disputed; /* on which a second source says something else: 1 of 100 cells */
  uint64_t rows_damaged;   /* 1 of 1,000; an import must refuse each */
} sample_summary;

/* Now and then, on the caller's thread. */
typedef void (*sample_progress)(void *context, uint64_t companies_done, uint64_t companies_total);

/* `progress` and `summary_out` may be NULL.  SD_MISUSE for options out of range, SD_CONFLICT when
 * the folder already has tables, SD_IO_FAILED, SD_OUT_OF_MEMORY; after an error nothing is left. */
sd_status sample_write(const sample_options *options, sample_progress progress, void *context,
                       sample_summary *summary_out, sd_error *error);

#endif
