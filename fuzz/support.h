/* What the fuzz targets share: the entry point, checks that stay on in every build, FEEL scopes.
 *
 * A target takes any bytes and must come back; what it claims about the answer it says with
 * FUZZ_CHECK, which ends the program. */
#ifndef SUDUI_FUZZ_SUPPORT_H
#define SUDUI_FUZZ_SUPPORT_H

#include "base/error.h"
#include "base/text_builder.h"
#include "feel/compiler.h"
#include "feel/interpreter.h"

/* libFuzzer's name; fuzz/fuzz.mk renames it to fuzz_<target> for the replay program. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

static inline text fuzz_text(const uint8_t *data, size_t size) {
  return (text){(const char *)data, size};
}

/* The parts before and behind the first `separator`; without one all is before. */
void fuzz_split(text all, text separator, text *before_out, text *behind_out);

/* A status that is not SD_OK has told itself, its sentences and (when `has_place`) its line. */
void fuzz_check_error(sd_status status, const sd_error *error, bool has_place);

/* Every span lies in its source, every sentence can be printed in both languages. */
void fuzz_check_diagnostics(const diagnostic_list *list);

/* --- Variables of FEEL targets: slots 0 .. FUZZ_VARIABLES-1 --- */

enum { FUZZ_VARIABLES = 7 };

name_table *fuzz_names_create(arena *a);
/* Fills the frame; variables whose bit is in `missing_mask` are missing facts. */
void fuzz_bind(evaluation *e, value *frame, unsigned missing_mask);
/* 2024-02-29T10:00:00+08:00 */
value fuzz_now(void);

/* False when the two contradict each other: `certain` was found with some facts missing, `full`
 * with all of them.  What is unknown may be anything; functions are not compared. */
bool fuzz_is_refined_by(value certain, value full);

#endif
