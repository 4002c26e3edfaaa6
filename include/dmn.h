/* dmn.h: decision models (DMN 1.5 with FEEL) for programs in C and C++.
 *
 * A model is loaded once from its XML and never changes.  Decisions are asked for by name, with
 * their inputs as JSON, and answer as JSON.  Numbers are decimals of 34 digits and pass through as
 * text, so that 0.1 + 0.2 is 0.3 and an amount of money keeps every digit.
 *
 *   dmn_model *model = NULL;
 *   dmn_session *session = NULL;
 *   dmn_error error;
 *   dmn_text result;
 *   dmn_file file = {dmn_text_of("award.dmn"), {xml_bytes, xml_size}};
 *
 *   if (dmn_model_open(&file, 1, NULL, &model, &error) == DMN_OK &&
 *       dmn_session_open(model, NULL, &session, &error) == DMN_OK &&
 *       dmn_session_evaluate(session, dmn_text_of("Award"), dmn_text_of("{\"Income\": 1200.50}"),
 *                            DMN_NO_TIME, &result, &error) == DMN_OK)
 *     printf("%.*s\n", (int)result.size_bytes, result.data);
 *   else
 *     fprintf(stderr, "%s\n", error.message_en);
 *   dmn_session_close(session);
 *   dmn_model_close(model);
 *
 * What holds for everything in this header:
 *
 * - Threads.  A dmn_model may be used by any number of threads at once.  A dmn_session belongs to
 *   one thread at a time.  Everything else is plain data of the caller.
 * - Ownership.  What an *_open function gives is released by the matching *_close.  Every other
 *   pointer that comes out is borrowed; its function says until when.  Nothing that goes in is
 *   kept: it may be freed or changed once the call returns (the clock of a session excepted).
 * - Errors are values.  A function that can fail returns a dmn_status and fills a dmn_error that
 *   belongs to the caller.  Nothing is printed, no signal is raised, the process is never ended.
 * - The same arguments give the same result, byte for byte, on every machine: no clock, network,
 *   environment or locale is read and no global variable keeps anything between calls.  The one
 *   thing that is read is the rule of a time zone that a model or a value names, from the system's
 *   time zone database.
 * - Every input is bounded: see dmn_limit.  Text of hostile authors costs bounded time and memory.
 * - C stack: the deepest evaluation that the limits allow needs less than 2 MiB; threads with
 *   smaller stacks set `stack_depth_max` and lower limits of depth.
 *
 * Clauses are those of the Object Management Group's "Decision Model and Notation", version 1.5.
 * Models in the namespaces of DMN 1.2 to 1.6 are read. */
#ifndef DMN_H
#define DMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DMN_API __attribute__((visibility("default")))
#else
#define DMN_API
#endif

/* ---- Version -------------------------------------------------------------------------------- */

/* The version of this header, as in "0.2.0": major, minor, patch.
 *
 * A library of the same major number that is not older than the header can run a program that was
 * compiled with it.  Within a major number nothing is removed, no number changes its meaning, and
 * structs grow only where they begin with `struct_size`. */
#define DMN_VERSION_MAJOR 0
#define DMN_VERSION_MINOR 2
#define DMN_VERSION_PATCH 0

/* The version of the library that is running, such as "0.2.0".  Static. */
DMN_API const char *dmn_version(void);

/* ---- Texts ---------------------------------------------------------------------------------- */

/* A run of UTF-8 that somebody else owns.  Not ended by a NUL, unless a function says so.  An empty
 * text may have NULL data. */
typedef struct dmn_text {
  const char *data;
  size_t size_bytes;
} dmn_text;

/* The text of a C string, borrowed from it.  NULL gives an empty text. */
static inline dmn_text dmn_text_of(const char *string) {
  dmn_text t = {string, string == NULL ? 0 : strlen(string)};
  return t;
}

/* ---- Errors --------------------------------------------------------------------------------- */

/* Every failure a caller may want to tell apart.  The numbers are permanent.
 *
 * A decision that gives null has not failed: null is what FEEL answers when a value is missing or
 * an operation has no meaning, and dmn_session_warning() tells why it did. */
typedef enum dmn_status {
  DMN_OK = 0,
  DMN_OUT_OF_MEMORY = 1,
  DMN_LIMIT_EXCEEDED = 2, /* see dmn_error.limit */
  DMN_MISUSE = 3,         /* the caller broke a rule of this header */
  DMN_SYNTAX_ERROR = 10,  /* XML, JSON or FEEL that cannot be read */
  DMN_TYPE_ERROR = 11,    /* an input that does not fit the type that its model declares */
  DMN_INVALID = 12,       /* readable, but not allowed: a DOCTYPE, a key that stands twice */
  DMN_NOT_FOUND = 20      /* nothing of that name in the model */
} dmn_status;

/* The limits, each with its option and its default.  A limit that is reached ends the call with
 * DMN_LIMIT_EXCEEDED; nothing of its result can be used, the handle stays usable. */
typedef enum dmn_limit {
  DMN_LIMIT_NONE = 0,         /* the status is another one */
  DMN_LIMIT_SOURCE_BYTES = 1, /* of an XML file, a JSON input or a FEEL expression */
  DMN_LIMIT_DEPTH = 2,        /* of nesting in a source, of calls in an evaluation, of a value */
  DMN_LIMIT_NODES = 3,        /* of an expression, elements of a model, members of a JSON input */
  DMN_LIMIT_STEPS = 4,        /* of an evaluation */
  DMN_LIMIT_MEMORY = 5,       /* of a model or of an evaluation */
  DMN_LIMIT_TIME = 6          /* of an evaluation, by the caller's clock */
} dmn_limit;

/* What went wrong and where, in both languages.
 *
 * Ownership: the caller's; nothing hangs from it and nothing frees it.  Every function accepts NULL
 * in its place and then stays silent.  On success it is left as it was.  All texts are UTF-8 and
 * end with a NUL; a sentence that is too long is cut between two characters. */
typedef struct dmn_error {
  dmn_status status;
  dmn_limit limit;      /* DMN_LIMIT_NONE unless status is DMN_LIMIT_EXCEEDED */
  uint32_t line;        /* 1-based; 0 when the failure has no place in a text */
  uint32_t column;      /* 1-based, in code points */
  char file[256];       /* as named in dmn_file; "input" for JSON, "expression" for FEEL */
  char code[64];        /* stable name of the sentence, such as "XML_SYNTAX" */
  char message_zh[600]; /* one sentence in Chinese */
  char message_en[600]; /* the same in English */
} dmn_error;

/* The name of a status, such as "DMN_NOT_FOUND".  Static; never NULL. */
DMN_API const char *dmn_status_name(dmn_status status);

/* The name of a limit, such as "DMN_LIMIT_STEPS".  Static; never NULL. */
DMN_API const char *dmn_limit_name(dmn_limit limit);

/* ---- Models --------------------------------------------------------------------------------- */

/* A decision model with all that it imports: read, checked and compiled.
 *
 * Never changes once made, so that any number of threads may share one.
 * Constructor: dmn_model_open().  Destructor: dmn_model_close(). */
typedef struct dmn_model dmn_model;

/* One XML file: what messages call it, and its bytes (UTF-8, or what its XML declaration says). */
typedef struct dmn_file {
  dmn_text name;
  dmn_text xml;
} dmn_file;

/* The limits of one FEEL expression; 0 means the default that stands beside it. */
typedef struct dmn_expression_limits {
  uint32_t source_bytes_max; /* 16 KiB */
  uint32_t depth_max;        /* 64 levels of brackets, conditions and calls; at most 256 */
  uint32_t nodes_max;        /* 10,000 literals, names and operators */
} dmn_expression_limits;

/* How a model is loaded.  Initialise it with DMN_MODEL_OPTIONS_INIT and set what differs. */
typedef struct dmn_model_options {
  size_t struct_size;      /* set by DMN_MODEL_OPTIONS_INIT */
  size_t source_bytes_max; /* of one XML file; 0 means 16 MiB, and no more than that is allowed */
  size_t memory_bytes_max; /* of the whole model; 0 means 1 GiB */
  dmn_expression_limits expression;
} dmn_model_options;

#define DMN_MODEL_OPTIONS_INIT                   \
  {                                              \
    sizeof(dmn_model_options), 0, 0, { 0, 0, 0 } \
  }

/* Reads, checks and compiles `files[0]`, the main model.  The further files are looked up by their
 * namespace when the main model or another one imports them (section 6.3.3); files that nobody
 * imports are read and left aside.  File names serve only in messages.
 *
 * On success `*model_out` is a model that the caller gives to dmn_model_close().  On failure it is
 * NULL.  `options` may be NULL.
 *
 * A mistake of the author (an unknown name, a misspelt function, a cycle of decisions) is no
 * failure: it becomes a diagnostic, makes its decision faulty and leaves the others intact.  That
 * includes an expression above its limits.  Only what is no model at all fails: DMN_SYNTAX_ERROR
 * (malformed XML), DMN_INVALID (a DOCTYPE; a document that is not DMN), DMN_LIMIT_EXCEEDED,
 * DMN_MISUSE (no file), DMN_OUT_OF_MEMORY.
 *
 * Costs some tens of milliseconds for each MiB of XML. */
DMN_API dmn_status dmn_model_open(const dmn_file *files, size_t file_count,
                                  const dmn_model_options *options, dmn_model **model_out,
                                  dmn_error *error);

/* Frees the model and all borrowed from it.  NULL is allowed.  Sessions on it must be gone. */
DMN_API void dmn_model_close(dmn_model *model);

/* ---- Diagnostics of a model ----------------------------------------------------------------- */

typedef enum dmn_severity {
  DMN_SEVERITY_ERROR = 0, /* the expression around it gives null */
  DMN_SEVERITY_WARNING = 1
} dmn_severity;

/* The languages of printed texts. */
typedef enum dmn_language { DMN_CHINESE = 0, DMN_ENGLISH = 1 } dmn_language;

/* One thing that was found in a source, with its place.  Filled by the functions below; a plain
 * value of the caller's. */
typedef struct dmn_diagnostic {
  dmn_severity severity;
  uint32_t line;    /* 1-based in the file; 0 when it has no place */
  uint32_t column;  /* 1-based, in code points, within the expression's first line */
  char origin[256]; /* the file, or the decision and cell of a table; may be empty */
  char code[64];    /* stable name of the sentence, such as "FEEL_UNKNOWN_NAME" */
  char message_zh[600];
  char message_en[600];
} dmn_diagnostic;

/* How many diagnostics the model has.  At most 100 are kept. */
DMN_API size_t dmn_model_diagnostic_count(const dmn_model *model);

/* How many of them are errors, those above the first hundred included. */
DMN_API size_t dmn_model_error_count(const dmn_model *model);

/* Fills `*diagnostic_out`.  False, and nothing is written, when `index` is not below the count. */
DMN_API bool dmn_model_diagnostic(const dmn_model *model, size_t index,
                                  dmn_diagnostic *diagnostic_out);

/* Writes diagnostic `index` as a compiler would print it: place and sentence, the line of the
 * source, a caret under what is wrong, what was expected, and a likely name when one is misspelt.
 *
 * Writes at most `size_bytes` bytes into `buffer`, always a NUL and never half a character. Returns
 * the bytes of the whole text without the NUL, as snprintf() does; 0 when there is no such
 * diagnostic.  `buffer` may be NULL when `size_bytes` is 0. */
DMN_API size_t dmn_model_print_diagnostic(const dmn_model *model, size_t index,
                                          dmn_language language, char *buffer, size_t size_bytes);

/* ---- What a model contains ------------------------------------------------------------------ */

typedef enum dmn_entry_kind {
  DMN_ENTRY_INPUT = 0,    /* inputData, section 6.3.11: takes a value from the caller */
  DMN_ENTRY_DECISION = 1, /* decision, section 6.3.7 */
  DMN_ENTRY_FUNCTION = 2, /* businessKnowledgeModel, section 6.3.9: called by decisions only */
  DMN_ENTRY_SERVICE = 3   /* decisionService, section 6.3.10 */
} dmn_entry_kind;

/* An input, decision, function or service of a model.  The texts are borrowed from the model, end
 * with a NUL, and are empty where the model says nothing. */
typedef struct dmn_entry {
  dmn_entry_kind kind;
  bool is_faulty;   /* it, or something that it needs, has an error: that part gives null */
  bool is_imported; /* it stands in another file than the main model */
  dmn_text name;
  dmn_text namespace_uri; /* of the model in which it stands */
  dmn_text type;          /* the declared type as written: "number", "tApplicant" */
  dmn_text description;
} dmn_entry;

/* How many entries the model and those that it imports have. */
DMN_API size_t dmn_model_entry_count(const dmn_model *model);

/* Fills `*entry_out`: inputs come first, then the others, in the order of the files.  False, and
 * nothing is written, when `index` is not below the count. */
DMN_API bool dmn_model_entry(const dmn_model *model, size_t index, dmn_entry *entry_out);

/* ---- Sessions ------------------------------------------------------------------------------- */

/* Where decisions are evaluated, one record after another.
 *
 * Keeps the memory of one evaluation for the next, so that a session which has seen a few records
 * asks the system for little more.  Belongs to one thread at a time; make one for each thread.
 * Constructor: dmn_session_open().  Destructor: dmn_session_close(). */
typedef struct dmn_session dmn_session;

/* The time argument for evaluations without a time: now() and today() are then null. */
#define DMN_NO_TIME INT64_MIN

/* How decisions are evaluated.  Initialise it with DMN_SESSION_OPTIONS_INIT and set what differs;
 * zero means the default that stands beside each. */
typedef struct dmn_session_options {
  size_t struct_size; /* set by DMN_SESSION_OPTIONS_INIT */

  /* False: an input that is not given is null, as the standard says.  True: it is unknown, and so
   * is every result that it could change; dmn_session_missing() then names it.  An `and` with a
   * part that is false is false whatever is missing; a rule that cannot match plays no part.  An
   * input that is given as null is known to be null. */
  bool three_valued;
  /* False: a member of the JSON input that the model has no input for is DMN_NOT_FOUND, so that a
   * misspelt name is not taken for a missing value.  True: it is ignored. */
  bool other_inputs_allowed;
  /* The place east of UTC at which now() and today() are told; 0 is UTC, 28800 is China. */
  int32_t utc_offset_seconds;

  size_t input_bytes_max;  /* of the JSON input; 0 means 4 MiB */
  size_t memory_bytes_max; /* of one evaluation with its input and result; 0 means 16 MiB */
  uint64_t steps_max; /* of one evaluation: instructions and items of lists; 0 means 1,000,000 */
  uint32_t stack_depth_max; /* of instructions inside of each other; 0 means 4,000, the most */
  uint32_t time_ms_max;     /* of one evaluation by `clock_us`; 0 means 100 ms */
  /* A clock that only moves forward, in microseconds, with `clock_context`; called in the thread of
   * the session every few thousand steps.  NULL: no limit of time, only one of steps, and then the
   * same input always ends at the same step. */
  int64_t (*clock_us)(void *context);
  void *clock_context; /* borrowed until dmn_session_close() */

  dmn_expression_limits expression; /* for dmn_feel_evaluate() */
} dmn_session_options;

#define DMN_SESSION_OPTIONS_INIT                                                         \
  {                                                                                      \
    sizeof(dmn_session_options), false, false, 0, 0, 0, 0, 0, 0, NULL, NULL, { 0, 0, 0 } \
  }

/* Makes a session on `model`, which must outlive it.  A NULL model is allowed: the session then
 * serves dmn_feel_evaluate() alone.  `options` may be NULL and is copied.
 *
 * On success `*session_out` is a session that the caller gives to dmn_session_close().  On failure
 * it is NULL.  Fails with DMN_MISUSE (options of a newer library that this one does not know, an
 * offset of more than 18 hours) or DMN_OUT_OF_MEMORY. */
DMN_API dmn_status dmn_session_open(const dmn_model *model, const dmn_session_options *options,
                                    dmn_session **session_out, dmn_error *error);

/* Frees the session and all that is borrowed from it.  NULL is allowed. */
DMN_API void dmn_session_close(dmn_session *session);

/* Evaluates the decision or, when there is none of that name, the decision service `name` on
 * `input_json` as if the time were `now_utc_us` (microseconds since 1970-01-01T00:00:00Z, or
 * DMN_NO_TIME).  An imported one is named with the name of its import before it: "common.Rate".
 *
 * Input.  An object with a member for each input: {"Income": 1200.50, "Born": "1990-02-28"}.  An
 * empty text is an empty object.  The inputs of an imported model stand in an object under the name
 * of the import, as FEEL writes them: {"common": {"Rate": 3}}.  A member may also name a decision,
 * which is then not evaluated but taken as given: what a decision service does with its input
 * decisions.  Values become FEEL values by the declared type of their input:
 *
 *   JSON              declared type (section 10.3.2.3)       FEEL value
 *   number            any                                    number, every digit; above 34 digits
 *                                                            it is refused with DMN_TYPE_ERROR
 *   string            date, time, date and time, duration    that, from its text in ISO 8601:
 *                                                            "2025-06-30", "10:00:00+08:00", "P1Y"
 *   string            otherwise                              string
 *   true false null   any                                    boolean, null
 *   array             list or Any                            list, each item by the item type
 *   object            context or Any                         context, each member by its type
 *
 * and then as the standard converts (section 10.3.2.9.4): a single value to a list of one and back,
 * a date to a date and time at midnight in UTC.
 *
 * Result.  `*json_out` is the result as JSON: numbers with every digit (but for zeros at the end of
 * a fraction), without exponent where that is readable; temporal values, durations and ranges as
 * strings in the form that FEEL's string() gives; functions as null, and an unknown as null too.  A
 * service of several output decisions gives an object by their names.  Borrowed until the next call
 * with this session; ends with a NUL.
 *
 * Fails, with `*json_out` empty, with DMN_NOT_FOUND (no such decision or input), DMN_SYNTAX_ERROR
 * or DMN_INVALID (the JSON), DMN_TYPE_ERROR (an input that does not fit; nothing was evaluated),
 * DMN_MISUSE (the session has no model), DMN_LIMIT_EXCEEDED, DMN_OUT_OF_MEMORY. */
DMN_API dmn_status dmn_session_evaluate(dmn_session *session, dmn_text name, dmn_text input_json,
                                        int64_t now_utc_us, dmn_text *json_out, dmn_error *error);

/* Evaluates one FEEL expression with the members of the object `variables_json` (may be empty) as
 * its variables; numbers, strings, booleans, arrays and objects alone, for want of declared types:
 * date(x) makes the date.  For tests and consoles: the expression is compiled anew each time.
 *
 * `*json_out`, limits and failures as for dmn_session_evaluate(); an expression with a mistake is
 * DMN_SYNTAX_ERROR with the place of the first one.  `session` may have any model or none. */
DMN_API dmn_status dmn_feel_evaluate(dmn_session *session, dmn_text expression,
                                     dmn_text variables_json, int64_t now_utc_us,
                                     dmn_text *json_out, dmn_error *error);

/* ---- What the last evaluation of a session left behind -------------------------------------- */

/* Whether the last result, or a part of it, is unknown: missing facts could change it.  Always
 * false without `three_valued`. */
DMN_API bool dmn_session_is_unknown(const dmn_session *session);

/* How many inputs were missing and could change the last result, or were found missing by a
 * comparison with null on the way to it.  0 without `three_valued`. */
DMN_API size_t dmn_session_missing_count(const dmn_session *session);

/* The name of missing input `index`, an imported one with the name of its import before it; empty
 * when `index` is not below the count.  Borrowed until the next call with this session. */
DMN_API dmn_text dmn_session_missing(const dmn_session *session, size_t index);

/* How many warnings the last evaluation gave: why something in it is null.  At most 100 are kept.
 */
DMN_API size_t dmn_session_warning_count(const dmn_session *session);

/* Fills `*warning_out`.  False, and nothing is written, when `index` is not below the count. */
DMN_API bool dmn_session_warning(const dmn_session *session, size_t index,
                                 dmn_diagnostic *warning_out);

/* ---- Batches: whole columns in and out through Arrow ---------------------------------------- */

/* The two structs of the Arrow C data interface, by which pandas, DuckDB, Polars, Spark or
 * ClickHouse hand their columns over without copying.  Their layout is fixed for ever by that
 * interface; other headers declare the same ones under the same guard. Spec: Arrow columnar format,
 * "The Arrow C data interface". */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif

/* Decisions of a model prepared for tables of one schema; evaluated over one batch of rows after
 * another, many records at a time.  The results are those of a session, record by record, with the
 * default limits; a record that reaches one is null.
 *
 * Belongs to one thread at a time.
 * Constructor: dmn_batch_open().  Destructor: dmn_batch_close(). */
typedef struct dmn_batch dmn_batch;

/* How batches are evaluated.  Initialise it with DMN_BATCH_OPTIONS_INIT and set what differs. */
typedef struct dmn_batch_options {
  size_t struct_size; /* set by DMN_BATCH_OPTIONS_INIT */
  /* False: a cell that is null is a missing fact; what it could change is unknown and names it, as
   * with dmn_session_options.three_valued.  True: it is null, as the standard says. */
  bool nulls_are_known;
  /* False: a column that the model has no input for is DMN_NOT_FOUND.  True: it is ignored. */
  bool other_columns_allowed;
  bool without_missing;       /* leave the columns of missing facts out, which saves time */
  uint8_t number_scale;       /* digits behind the point of numbers that come out: 0 to 18 */
  uint32_t threads;           /* that work on a batch; 0 means 1, at most 64 */
  int32_t utc_offset_seconds; /* see dmn_session_options */
  int64_t now_utc_us;         /* the time of all batches, or DMN_NO_TIME */
} dmn_batch_options;

#define DMN_BATCH_OPTIONS_INIT \
  { sizeof(dmn_batch_options), false, false, false, 6, 0, 0, DMN_NO_TIME }

/* Prepares the decisions `names` for tables of the schema `columns`, a struct ("+s") whose children
 * are matched to the model's inputs by name.  An input without a column is missing in every record.
 *
 *   format of the column                       what it is to the model
 *   c s i l  (int8 to int64)                   number, not copied
 *   C S I L  (uint8 to uint64)                 number
 *   d:precision,scale  (decimal128)            number; of at most 18 digits that count
 *   b                                          boolean
 *   tdD tdm  (dates)                           date; tdD is not copied
 *   u U      (utf8, large utf8)                string
 *   integers with a dictionary of u or U       string, not copied
 *   n                                          missing everywhere
 *
 * Binary floating point is refused: cast to a decimal where the number of digits is known.
 *
 * `columns` is read and not kept.  On success `*batch_out` is for dmn_batch_close(), before the
 * model; on failure it is NULL.  `options` may be NULL.  Fails with DMN_NOT_FOUND (no such decision
 * or input), DMN_TYPE_ERROR (a format that is not taken, or not for an input of that type),
 * DMN_INVALID (no such struct), DMN_MISUSE, DMN_OUT_OF_MEMORY. */
DMN_API dmn_status dmn_batch_open(const dmn_model *model, const dmn_text *names, size_t name_count,
                                  const struct ArrowSchema *columns,
                                  const dmn_batch_options *options, dmn_batch **batch_out,
                                  dmn_error *error);

/* Frees the batch.  NULL is allowed.  Results given out stay valid: they are the caller's. */
DMN_API void dmn_batch_close(dmn_batch *batch);

/* The schema of the results: a struct with, for each decision D in order,
 *
 *   D          its value, null where there is none: b, d:38,number_scale, tdD or u by the type
 *              that D declares; of every other type u, the value as JSON
 *   D status   "met", "not met" (booleans), "value" (others), "null" or "unknown": u with int8
 * codes D missing  the names of the missing facts, a list of u (+l); empty unless the status is
 *              "unknown", or "null" that may stem from a missing fact
 *
 * A number of more digits behind the point is rounded half-even to number_scale.  The caller owns
 * what is written and calls `schema_out->release`.  On failure release is NULL. */
DMN_API dmn_status dmn_batch_schema(const dmn_batch *batch, struct ArrowSchema *schema_out,
                                    dmn_error *error);

/* Evaluates all decisions on each row of `columns`, a struct array of the schema given, and writes
 * a struct array of dmn_batch_schema() with as many rows.
 *
 * `columns` is borrowed for the call: nothing of it is kept, moved or released.  Its offset, those
 * of its children and a validity of its own (a row that is null misses every fact) are honoured.
 * The caller owns what is written and calls `results_out->release`; children may be moved out
 * first, as the interface allows.  On failure release is NULL and the batch stays usable.
 *
 * Fails with DMN_INVALID (an array that is not of the schema: buffers, lengths, codes outside of
 * their dictionary, text that is not UTF-8), DMN_TYPE_ERROR (a decimal of more than 18 digits that
 * count, a result of more than 38), DMN_LIMIT_EXCEEDED (more than 2^31 - 1 rows, or bytes in a
 * column of text), DMN_MISUSE, DMN_OUT_OF_MEMORY. */
DMN_API dmn_status dmn_batch_evaluate(dmn_batch *batch, const struct ArrowArray *columns,
                                      struct ArrowArray *results_out, dmn_error *error);

#ifdef __cplusplus
}
#endif

#endif
