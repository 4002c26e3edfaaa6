/* An SQLite extension: decisions in SQL, on the public header dmn.h alone.
 *
 *   .load dmn_sqlite
 *   SELECT id, dmn('award.dmn', 'Award', json_object('Income', income)) ->> '$' FROM company;
 *
 * dmn(model, decision, input [, now]) gives the result as JSON (subtype JSON, so that json
 * functions take it as such; `->> '$'` makes an SQL value of it).  `model` is the path of a DMN
 * file, `input` a JSON object, `now` an ISO 8601 date or time in UTC as SQLite's date functions
 * read it; without it now() and today() are null, so that a statement gives the same answers on
 * every day. dmn_missing(model, decision, input [, now]) gives the names of the missing inputs that
 * could change the result, as a JSON array.  A failure is an SQL error with the sentence in both
 * languages.
 *
 * Each connection keeps the models it used, by path, modification time and size, and reads one anew
 * when its file has changed.  The functions read files, so views and triggers may not call them. */
#include <dmn.h>
#include <sqlite3ext.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
SQLITE_EXTENSION_INIT1

enum { MODELS_MAX = 16, JSON_SUBTYPE = 'J' };

/* A model that was used, with two sessions on it: plain, and three-valued for dmn_missing. */
typedef struct kept_model {
  char *path; /* NULL: the place is free */
  struct timespec modified;
  off_t size_bytes;
  dmn_model *model;
  dmn_session *sessions[2];
  unsigned long long last_use;
} kept_model;

/* The models of one connection, shared by its functions. */
typedef struct kept_models {
  kept_model items[MODELS_MAX];
  unsigned long long use_count;
  int owner_count; /* functions that will give it back */
} kept_models;

/* --- Failing --- */

static void answer_failure(sqlite3_context *context, const dmn_error *error) {
  char *sentence = error->line == 0
                       ? sqlite3_mprintf("dmn: %s / %s", error->message_zh, error->message_en)
                       : sqlite3_mprintf("dmn: %s:%u:%u: %s / %s", error->file, error->line,
                                         error->column, error->message_zh, error->message_en);
  if (sentence == NULL) {
    sqlite3_result_error_nomem(context);
  } else {
    sqlite3_result_error(context, sentence, -1);
  }
  sqlite3_free(sentence);
}

static void answer_file_failure(sqlite3_context *context, const char *path) {
  char *sentence = sqlite3_mprintf("dmn: 无法读取模型文件 / cannot read the model file: %s", path);
  if (sentence == NULL) {
    sqlite3_result_error_nomem(context);
  } else {
    sqlite3_result_error(context, sentence, -1);
  }
  sqlite3_free(sentence);
}

/* --- Models --- */

static void forget_model(kept_model *kept) {
  for (int i = 0; i < 2; i++) dmn_session_close(kept->sessions[i]);
  dmn_model_close(kept->model);
  sqlite3_free(kept->path);
  *kept = (kept_model){0};
}

static void release_models(void *data) {
  kept_models *models = data;
  if (--models->owner_count > 0) return;
  for (int i = 0; i < MODELS_MAX; i++) forget_model(&models->items[i]);
  sqlite3_free(models);
}

/* The place of `path`, else a free one, else that of the model whose last use is longest ago. */
static kept_model *choose_place(kept_models *models, const char *path) {
  kept_model *oldest = &models->items[0];
  for (int i = 0; i < MODELS_MAX; i++) {
    kept_model *kept = &models->items[i];
    if (kept->path != NULL && strcmp(kept->path, path) == 0) return kept;
    if (kept->last_use < oldest->last_use) oldest = kept;
  }
  return oldest;
}

static bool is_current(const kept_model *kept, const char *path, const struct stat *status) {
  return kept->path != NULL && strcmp(kept->path, path) == 0 &&
         kept->size_bytes == status->st_size && kept->modified.tv_sec == status->st_mtim.tv_sec &&
         kept->modified.tv_nsec == status->st_mtim.tv_nsec;
}

/* The content in memory of SQLite's; NULL data when the file cannot be read as a whole. */
static dmn_text read_file(const char *path, size_t size) {
  dmn_text content = {NULL, 0};
  FILE *file = fopen(path, "rb");
  char *bytes = file == NULL ? NULL : sqlite3_malloc64(size + 1);
  if (bytes != NULL && fread(bytes, 1, size, file) == size) {
    content = (dmn_text){bytes, size};
  } else {
    sqlite3_free(bytes);
  }
  if (file != NULL) fclose(file);
  return content;
}

/* False when it failed, which is then answered. */
static bool load_model(sqlite3_context *context, kept_model *kept, const char *path,
                       const struct stat *status) {
  dmn_file file = {dmn_text_of(path), read_file(path, (size_t)status->st_size)};
  if (file.xml.data == NULL) {
    answer_file_failure(context, path);
    return false;
  }
  dmn_error error;
  dmn_session_options plain = DMN_SESSION_OPTIONS_INIT, three_valued = DMN_SESSION_OPTIONS_INIT;
  three_valued.three_valued = true;
  bool is_open = dmn_model_open(&file, 1, NULL, &kept->model, &error) == DMN_OK &&
                 dmn_session_open(kept->model, &plain, &kept->sessions[0], &error) == DMN_OK &&
                 dmn_session_open(kept->model, &three_valued, &kept->sessions[1], &error) == DMN_OK;
  sqlite3_free((char *)file.xml.data);
  kept->path = sqlite3_mprintf("%s", path);
  kept->modified = status->st_mtim;
  kept->size_bytes = status->st_size;
  if (!is_open) answer_failure(context, &error);
  if (is_open && kept->path == NULL) sqlite3_result_error_nomem(context);
  if (is_open && kept->path != NULL) return true;
  forget_model(kept);
  return false;
}

/* The loaded model of the file, or NULL when it failed, which is then answered. */
static kept_model *find_model(sqlite3_context *context, const char *path) {
  kept_models *models = sqlite3_user_data(context);
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
    answer_file_failure(context, path);
    return NULL;
  }
  kept_model *kept = choose_place(models, path);
  if (!is_current(kept, path, &status)) {
    forget_model(kept);
    if (!load_model(context, kept, path, &status)) return NULL;
  }
  kept->last_use = ++models->use_count;
  return kept;
}

/* --- The functions --- */

static dmn_text text_of_argument(sqlite3_value *argument) {
  const char *data = (const char *)sqlite3_value_text(argument);
  return (dmn_text){data, data == NULL ? 0 : (size_t)sqlite3_value_bytes(argument)};
}

/* Microseconds by SQLite's own reading of dates.  False when it is no date. */
static bool read_moment(sqlite3_context *context, sqlite3_value *argument, int64_t *out) {
  sqlite3 *db = sqlite3_context_db_handle(context);
  sqlite3_stmt *query = NULL;
  bool is_read = sqlite3_prepare_v2(db, "SELECT CAST(strftime('%s', ?1) AS INTEGER)", -1, &query,
                                    NULL) == SQLITE_OK &&
                 sqlite3_bind_value(query, 1, argument) == SQLITE_OK &&
                 sqlite3_step(query) == SQLITE_ROW && sqlite3_column_type(query, 0) != SQLITE_NULL;
  if (is_read) *out = sqlite3_column_int64(query, 0) * 1000000;
  sqlite3_finalize(query);
  return is_read;
}

/* Evaluates; the session, or NULL when there is an answer already: NULL or an error. */
static dmn_session *evaluate(sqlite3_context *context, int count, sqlite3_value **arguments,
                             bool three_valued, dmn_text *result) {
  for (int i = 0; i < count; i++) {
    if (sqlite3_value_type(arguments[i]) == SQLITE_NULL) return NULL; /* as SQL functions do */
  }
  int64_t now_utc_us = DMN_NO_TIME;
  if (count == 4 && !read_moment(context, arguments[3], &now_utc_us)) {
    sqlite3_result_error(context, "dmn: 时间无效 / the time cannot be read", -1);
    return NULL;
  }
  kept_model *kept = find_model(context, (const char *)sqlite3_value_text(arguments[0]));
  if (kept == NULL) return NULL;
  dmn_error error;
  dmn_session *session = kept->sessions[three_valued ? 1 : 0];
  dmn_status status =
      dmn_session_evaluate(session, text_of_argument(arguments[1]), text_of_argument(arguments[2]),
                           now_utc_us, result, &error);
  if (status == DMN_OK) return session;
  answer_failure(context, &error);
  return NULL;
}

static void answer_decision(sqlite3_context *context, int count, sqlite3_value **arguments) {
  dmn_text result;
  if (evaluate(context, count, arguments, false, &result) == NULL) return;
  sqlite3_result_text64(context, result.data, result.size_bytes, SQLITE_TRANSIENT, SQLITE_UTF8);
  sqlite3_result_subtype(context, JSON_SUBTYPE);
}

/* A name as a JSON string: quotes, backslashes and control characters are escaped. */
static void append_quoted(sqlite3_str *out, dmn_text name) {
  sqlite3_str_appendchar(out, 1, '"');
  for (size_t i = 0; i < name.size_bytes; i++) {
    unsigned char c = (unsigned char)name.data[i];
    if (c < 0x20) {
      sqlite3_str_appendf(out, "\\u%04x", c);
      continue;
    }
    if (c == '"' || c == '\\') sqlite3_str_appendchar(out, 1, '\\');
    sqlite3_str_appendchar(out, 1, (char)c);
  }
  sqlite3_str_appendchar(out, 1, '"');
}

static void answer_missing(sqlite3_context *context, int count, sqlite3_value **arguments) {
  dmn_text result;
  dmn_session *session = evaluate(context, count, arguments, true, &result);
  if (session == NULL) return;
  sqlite3_str *names = sqlite3_str_new(sqlite3_context_db_handle(context));
  for (size_t i = 0; i < dmn_session_missing_count(session); i++) {
    sqlite3_str_appendchar(names, 1, i == 0 ? '[' : ',');
    append_quoted(names, dmn_session_missing(session, i));
  }
  sqlite3_str_appendall(names, dmn_session_missing_count(session) == 0 ? "[]" : "]");
  char *written = sqlite3_str_finish(names);
  if (written == NULL) {
    sqlite3_result_error_nomem(context);
    return;
  }
  sqlite3_result_text(context, written, -1, sqlite3_free);
  sqlite3_result_subtype(context, JSON_SUBTYPE);
}

/* --- Loading --- */

DMN_API int sqlite3_dmnsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);

int sqlite3_dmnsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
  static const struct {
    const char *name;
    int argument_count;
    void (*answer)(sqlite3_context *context, int count, sqlite3_value **arguments);
  } FUNCTIONS[] = {{"dmn", 3, answer_decision},
                   {"dmn", 4, answer_decision},
                   {"dmn_missing", 3, answer_missing},
                   {"dmn_missing", 4, answer_missing}};
  SQLITE_EXTENSION_INIT2(api);
  (void)message;
  kept_models *models = sqlite3_malloc(sizeof *models);
  if (models == NULL) return SQLITE_NOMEM;
  *models = (kept_models){.owner_count = 1}; /* held here until all functions are made */
  int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  int code = SQLITE_OK;
  for (size_t i = 0; code == SQLITE_OK && i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    models->owner_count++;
    code = sqlite3_create_function_v2(db, FUNCTIONS[i].name, FUNCTIONS[i].argument_count, flags,
                                      models, FUNCTIONS[i].answer, NULL, NULL, release_models);
  }
  release_models(models);
  return code;
}
