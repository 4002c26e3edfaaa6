/* sample: a made-up city's files. */
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "sample/sample.h"

sd_status command_sample(invocation *call, sd_error *error) {
  sample_options options = sample_options_default(call->operands[0]);
  int64_t companies, seed;
  TRY(option_number(call, "companies", 1, SAMPLE_COMPANIES_DEFAULT, &companies, error));
  TRY(option_number(call, "seed", 0, (int64_t)options.seed, &seed, error));
  TRY(option_year(call, "first-year", SAMPLE_YEAR_MIN, options.first_year, &options.first_year,
                  error));
  TRY(option_year(call, "last-year", SAMPLE_YEAR_MIN, options.last_year, &options.last_year,
                  error));
  options.companies = (uint64_t)companies;
  options.seed = (uint64_t)seed;
  progress p;
  progress_begin(&p, call->lang, MESSAGE_CLI_PROGRESS_SAMPLE, call->quiet);
  sample_summary s = {0};
  sd_status status = sample_write(&options, progress_callback, &p, &s, error);
  progress_end(&p);
  if (status != SD_OK) return status;
  arena *a = call->arena;
  say(call, MESSAGE_CLI_SAMPLED,
      SD_ARGS(count_string(a, (int64_t)s.companies), count_string(a, (int64_t)s.high_tech),
              count_string(a, (int64_t)s.incubators), count_string(a, (int64_t)s.files),
              count_string(a, (int64_t)s.rows), options.directory));
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_object(w);
  json_member_integer(w, "companies", (int64_t)s.companies);
  json_member_integer(w, "high_tech", (int64_t)s.high_tech);
  json_member_integer(w, "incubators", (int64_t)s.incubators);
  json_member_integer(w, "files", (int64_t)s.files);
  json_member_integer(w, "rows", (int64_t)s.rows);
  json_member_integer(w, "cells", (int64_t)s.cells);
  json_member_integer(w, "cells_empty", (int64_t)s.cells_empty);
  json_member_integer(w, "facts_disputed", (int64_t)s.facts_disputed);
  json_member_integer(w, "rows_damaged", (int64_t)s.rows_damaged);
  json_end_object(w);
  return json_answer_end(&answer, call, SD_OK, error);
}
