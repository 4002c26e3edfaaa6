/* Runs divided between processes: the files of their shares, written and merged. */
/* What must stay true: a merge takes nothing from a file whose head differs from what is asked for,
 * and no part of the subjects twice or not at all. */
#include "list/shard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/messages/list.h"
#include "base/spool.h"
#include "list/run_finish.h"

enum { HEAD_BYTES_MAX = 1 << 30, SPOOL_BYTES_IN_MEMORY = 1 << 20 };

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

bool run_shard_parse(const char *source, run_shard *out) {
  unsigned index = 0, count = 0;
  int used = 0;
  if (sscanf(source, "%5u/%5u%n", &index, &count, &used) != 2 || source[used] != '\0') return false;
  if (index < 1 || index > count || count > RUN_SHARDS_MAX) return false;
  *out = (run_shard){index - 1, count};
  return true;
}

/* --- Heads --- */

static void add_digest(text_builder *out, const sm3_digest *digest) {
  char hex[SM3_TEXT_SIZE];
  sm3_format(digest, hex);
  text_builder_add(out, (text){hex, SM3_TEXT_SIZE - 1});
}

/* What all shards of a run share and what a merge expects of them. */
static void write_question(const list_run *run, const run_stream_result *result,
                           text_builder *out) {
  char day[CALENDAR_TEXT_SIZE];
  calendar_format_day(run->view.as_of_day, day);
  text_builder_add_string(out, "sudui-shard 1\nengine " DMN_ENGINE_VERSION);
  text_builder_format(out, "\nitem %.*s\ndata-year %d\nas-of %s\nknown-us %" PRId64 "\n",
                      TEXT_ARG(run->item), (int)run->data_year, day, run->view.known_us);
  for (size_t i = 0; i < run->version_count; i++) {
    text_builder_format(out, "version %.*s ", TEXT_ARG(run->versions[i]->version));
    add_digest(out, &run->versions[i]->hash);
    text_builder_add_byte(out, '\n');
  }
  text_builder_add_string(out, "areas ");
  if (run->areas != NULL) add_digest(out, &run->areas_hash);
  text_builder_format(out, "\nlast-batch %" PRId64 "\nsubjects %zu\n", result->last_batch,
                      result->subject_count);
}

static void write_digests(const char *name, const sm3_digest *digests, size_t count,
                          text_builder *out) {
  text_builder_add_string(out, name);
  for (size_t i = 0; i < count; i++) {
    text_builder_add_byte(out, ' ');
    add_digest(out, &digests[i]);
  }
  text_builder_add_byte(out, '\n');
}

/* --- Writing --- */

static sd_status put_aside(void *context, size_t index, text lines, sd_error *error) {
  return spool_add(((spool **)context)[index], lines, error);
}

static sd_status add_piece(void *context, text piece, sd_error *error) {
  text_builder_add(context, piece);
  return ((text_builder *)context)->failed ? out_of_memory(error) : SD_OK;
}

static sd_status write_section(const run_request *request, const run_stream_result *result,
                               run_shard shard, spool *lines, text_builder *out, arena *a,
                               sd_error *error) {
  list_run *run;
  size_t start = out->size;
  TRY(run_begin(request, a, &run, error));
  write_question(run, result, out);
  text_builder_format(out, "shard %u %u\nparts %zu %zu\n", shard.index, shard.count,
                      result->first_part, result->part_count);
  write_digests("codes", result->codes, result->part_count, out);
  for (size_t i = 0; i < result->column_count; i++) {
    write_digests(result->columns[i].attribute, result->digests[i], result->part_count, out);
  }
  text_builder_format(out, "lines %zu %" PRIu64 "\n", result->decision_count, spool_size(lines));
  TRY(spool_each(lines, add_piece, out, error));
  sm3_digest seal;
  if (out->failed || !sm3_of((text){out->data + start, out->size - start}, &seal)) {
    return out_of_memory(error);
  }
  text_builder_add_string(out, "end ");
  add_digest(out, &seal);
  text_builder_add_byte(out, '\n');
  return out->failed ? out_of_memory(error) : SD_OK;
}

static sd_status write_file(const run_stream_request *request, const run_stream_result *results,
                            spool **lines, const char *path, sd_error *error) {
  text_builder file;
  text_builder_init(&file, SIZE_MAX / 2);
  arena *a = arena_create(0);
  sd_status status = a == NULL ? out_of_memory(error) : SD_OK;
  for (size_t i = 0; status == SD_OK && i < request->count; i++) {
    status = request->statuses[i];
    if (status != SD_OK && error != NULL) *error = request->errors[i];
    if (status == SD_OK) {
      status = write_section(&request->requests[i], &results[i], request->shard, lines[i], &file, a,
                             error);
    }
  }
  if (status == SD_OK) status = file_write(path, text_builder_text(&file), error);
  arena_destroy(a);
  text_builder_release(&file);
  return status;
}

sd_status run_write_shard(registry *r, const run_request *requests, size_t count, run_shard shard,
                          const char *path, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  spool **lines = ARENA_ARRAY(a, spool *, count + 1);
  run_stream_request request = {.requests = requests,
                                .count = count,
                                .shard = shard,
                                .take = put_aside,
                                .context = lines,
                                .statuses = ARENA_ARRAY(a, sd_status, count + 1),
                                .errors = ARENA_ARRAY(a, sd_error, count + 1)};
  bool ok = lines != NULL && request.statuses != NULL && request.errors != NULL;
  for (size_t i = 0; ok && i < count; i++) {
    lines[i] = spool_create(path, SPOOL_BYTES_IN_MEMORY);
    ok = lines[i] != NULL;
  }
  run_stream_result *results;
  sd_status status = ok ? SD_OK : out_of_memory(error);
  if (status == SD_OK) status = run_stream(r, &request, a, &results, error);
  if (status == SD_OK) status = write_file(&request, results, lines, path, error);
  for (size_t i = 0; lines != NULL && i < count; i++) spool_destroy(lines[i]);
  arena_destroy(a);
  return status;
}

/* --- Merging --- */

/* A section of a file as it is read. */
typedef struct section {
  text question; /* up to and with the line "subjects" */
  run_shard shard;
  size_t first_part, part_count;
  size_t subject_count;
  int64_t last_batch;
  text digests; /* the lines of digests */
  size_t decision_count;
  text lines;
} section;

/* The files of one merge: their sections beside the requests. */
typedef struct merge {
  const run_request *requests;
  size_t count;
  const char *const *paths;
  size_t path_count;
  section *sections; /* [file][request] */
} merge;

static sd_status damaged(const char *path, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_SHARD_DAMAGED, SD_ARGS(path));
}

/* Takes a line off `rest`, without its end. */
static bool take_line(text *rest, text *out) {
  size_t end = text_find(*rest, TEXT("\n"), 0);
  if (end == SIZE_MAX) return false;
  *out = text_slice(*rest, 0, end);
  *rest = text_slice(*rest, end + 1, rest->size);
  return true;
}

/* "name 1 2" or, with `second` NULL, "name 1". */
static bool read_numbers(text line, const char *name, uint64_t *first, uint64_t *second) {
  char buffer[80];
  int used = 0;
  size_t size = strlen(name);
  if (!text_starts_with(line, text_of(name)) || line.size - size >= sizeof buffer) return false;
  snprintf(buffer, sizeof buffer, "%.*s", (int)(line.size - size), line.data + size);
  bool read = second == NULL
                  ? sscanf(buffer, " %19" SCNu64 "%n", first, &used) == 1
                  : sscanf(buffer, " %19" SCNu64 " %19" SCNu64 "%n", first, second, &used) == 2;
  return read && buffer[used] == '\0';
}

static bool read_question(text *rest, section *s) {
  text start = *rest, line;
  uint64_t number = 0;
  do {
    if (!take_line(rest, &line)) return false;
    if (text_starts_with(line, TEXT("last-batch "))) {
      if (!read_numbers(line, "last-batch", &number, NULL)) return false;
      s->last_batch = (int64_t)number;
    }
  } while (!text_starts_with(line, TEXT("subjects ")));
  if (!read_numbers(line, "subjects", &number, NULL)) return false;
  s->subject_count = (size_t)number;
  s->question = text_slice(start, 0, start.size - rest->size);
  return true;
}

static bool read_body(text *rest, section *s) {
  text line;
  uint64_t a = 0, b = 0;
  if (!take_line(rest, &line) || !read_numbers(line, "shard", &a, &b)) {
    return false;
  }
  if (b > RUN_SHARDS_MAX || a >= b) return false;
  s->shard = (run_shard){(uint32_t)a, (uint32_t)b};
  if (!take_line(rest, &line) || !read_numbers(line, "parts", &a, &b)) {
    return false;
  }
  s->first_part = (size_t)a;
  s->part_count = (size_t)b;
  text start = *rest;
  do {
    s->digests = text_slice(start, 0, start.size - rest->size);
    if (!take_line(rest, &line)) return false;
  } while (!read_numbers(line, "lines", &a, &b));
  s->decision_count = (size_t)a;
  if (b > rest->size || a > b) return false;
  s->lines = text_slice(*rest, 0, (size_t)b);
  *rest = text_slice(*rest, (size_t)b, rest->size);
  return true;
}

static bool read_section(text *rest, section *s) {
  text start = *rest, line;
  sm3_digest stated, found;
  if (!read_question(rest, s) || !read_body(rest, s)) return false;
  text sealed = text_slice(start, 0, start.size - rest->size);
  return take_line(rest, &line) && text_starts_with(line, TEXT("end ")) &&
         sm3_parse(text_slice(line, 4, line.size), &stated) && sm3_of(sealed, &found) &&
         sm3_equal(&stated, &found);
}

static sd_status read_file(const merge *m, size_t file, arena *a, sd_error *error) {
  text rest;
  const char *path = m->paths[file];
  TRY(file_read(path, LIMIT_SHARD_BYTES, a, &rest, error));
  for (size_t i = 0; i < m->count; i++) {
    if (!read_section(&rest, &m->sections[file * m->count + i])) return damaged(path, error);
  }
  return rest.size == 0 ? SD_OK : damaged(path, error);
}

/* The file that has shard `index` of request `request`; NULL: none. */
static const section *find_shard(const merge *m, size_t request, uint32_t index, size_t *file) {
  for (*file = 0; *file < m->path_count; ++*file) {
    const section *s = &m->sections[*file * m->count + request];
    if (s->shard.index == index && s->shard.count == m->path_count) return s;
  }
  return NULL;
}

static sd_status other_shard(const char *path, const list_run *run, sd_error *error) {
  return error_set(error, SD_CONFLICT, MESSAGE_LIST_SHARD_DIFFERS, SD_ARGS(path, run->item.data));
}

/* Appends the digests of one thing, `count` of them, from a line "name hex hex". */
static bool take_digests(text *rest, size_t count, text *name, sm3_digest *out) {
  text line;
  if (!take_line(rest, &line)) return false;
  size_t space = text_find(line, TEXT(" "), 0);
  *name = text_slice(line, 0, space);
  if (space == SIZE_MAX) return count == 0;
  if (line.size - space != count * SM3_TEXT_SIZE) return false;
  for (size_t i = 0; i < count; i++) {
    text hex = text_slice(line, space + 1 + i * SM3_TEXT_SIZE, SM3_TEXT_SIZE - 1);
    if (!sm3_parse(hex, &out[i])) return false;
  }
  return true;
}

/* One run in the making of its sections. */
typedef struct merged_run {
  list_run *run;
  run_plan plan; /* for its columns */
  run_stream_result result;
  sm3_digest *codes;
  sm3_digest **digests;
  text_builder lines;
} merged_run;

static bool make_room(merged_run *x, arena *a) {
  size_t parts = snapshot_part_count(x->result.subject_count);
  x->codes = ARENA_ARRAY(a, sm3_digest, parts + 1);
  x->digests = ARENA_ARRAY(a, sm3_digest *, x->plan.column_count);
  const sm3_digest **digests = ARENA_ARRAY(a, const sm3_digest *, x->plan.column_count);
  bool ok = x->codes != NULL && x->digests != NULL && digests != NULL;
  for (size_t i = 0; ok && i < x->plan.column_count; i++) {
    digests[i] = x->digests[i] = ARENA_ARRAY(a, sm3_digest, parts + 1);
    ok = digests[i] != NULL;
  }
  x->result.codes = x->codes;
  x->result.digests = digests;
  x->result.columns = x->plan.columns;
  x->result.column_count = x->plan.column_count;
  return ok;
}

static bool add_section(merged_run *x, const section *s) {
  text rest = s->digests, name;
  size_t at = x->result.part_count;
  size_t parts = snapshot_part_count(x->result.subject_count);
  if (s->first_part != at || s->part_count > parts - at) return false;
  if (!take_digests(&rest, s->part_count, &name, &x->codes[at])) return false;
  for (size_t i = 0; i < x->plan.column_count; i++) {
    if (!take_digests(&rest, s->part_count, &name, &x->digests[i][at]) ||
        !text_is(name, x->plan.columns[i].attribute)) {
      return false;
    }
  }
  x->result.part_count += s->part_count;
  x->result.decision_count += s->decision_count;
  text_builder_add(&x->lines, s->lines);
  return rest.size == 0;
}

static sd_status join_sections(const merge *m, size_t request, merged_run *x, arena *a,
                               sd_error *error) {
  text_builder question;
  text_builder_init(&question, HEAD_BYTES_MAX);
  sd_status status = SD_OK;
  for (uint32_t i = 0; status == SD_OK && i < m->path_count; i++) {
    size_t file = 0;
    const section *s = find_shard(m, request, i, &file);
    if (s == NULL) {
      status = error_set(error, SD_CONFLICT, MESSAGE_LIST_SHARD_MISSING,
                         SD_ARGS(SD_NUMBER(i + 1), SD_NUMBER(m->path_count)));
      break;
    }
    if (i == 0) {
      x->result.subject_count = s->subject_count;
      x->result.last_batch = s->last_batch;
      write_question(x->run, &x->result, &question);
      if (!make_room(x, a)) status = out_of_memory(error);
    }
    if (status != SD_OK) break;
    if (!text_equal(s->question, text_builder_text(&question))) {
      status = other_shard(m->paths[file], x->run, error);
    } else if (!add_section(x, s)) {
      status = damaged(m->paths[file], error);
    }
  }
  text_builder_release(&question);
  return status;
}

static sd_status merge_run(const merge *m, size_t request, merged_run *x, arena *a,
                           sd_error *error) {
  TRY(run_begin(&m->requests[request], a, &x->run, error));
  TRY(plan_prepare_models(&m->requests[request], a, &x->plan, error));
  TRY(join_sections(m, request, x, a, error));
  if (x->result.part_count != snapshot_part_count(x->result.subject_count)) {
    return damaged(m->paths[0], error);
  }
  text lines = arena_copy(a, text_builder_text(&x->lines));
  if (lines.data == NULL) return out_of_memory(error);
  TRY(run_hash_parts(x->run, &x->result, error));
  return run_finish(x->run, lines, x->result.decision_count, a, error);
}

static sd_status merge_each(const merge *m, const run_taker *taker, sd_error *error) {
  for (size_t i = 0; i < m->count; i++) {
    arena *a = arena_create(0);
    if (a == NULL) return out_of_memory(error);
    merged_run x = {0};
    sd_error own = {0};
    text_builder_init(&x.lines, SIZE_MAX / 2);
    sd_status status = merge_run(m, i, &x, a, &own);
    text_builder_release(&x.lines);
    plan_release(&x.plan);
    status = taker->take(taker->context, i, status == SD_OK ? x.run : NULL, status, &own);
    arena_destroy(a);
    if (status == SD_OK) continue;
    if (error != NULL) *error = own;
    return status;
  }
  return SD_OK;
}

sd_status run_merge_shards(const run_request *requests, size_t count, const char *const *paths,
                           size_t path_count, const run_taker *taker, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  merge m = {.requests = requests,
             .count = count,
             .paths = paths,
             .path_count = path_count,
             .sections = ARENA_ARRAY(a, section, path_count * count + 1)};
  sd_status status = m.sections == NULL ? out_of_memory(error) : SD_OK;
  for (size_t i = 0; status == SD_OK && i < path_count; i++) status = read_file(&m, i, a, error);
  if (status == SD_OK) status = merge_each(&m, taker, error);
  arena_destroy(a);
  return status;
}
