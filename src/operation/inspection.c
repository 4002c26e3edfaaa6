/* Companies and inspectors drawn by lot (双随机), from what a run decided. */
#include "operation/inspection.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "access/secret.h"
#include "audit/audit_search.h"
#include "audit/draw.h"
#include "base/json.h"
#include "base/messages/operation.h"
#include "list/standing.h"

/* What must stay true: the seed is durable in the chain before the first number is made of it; what
 * is drawn follows from that entry and the run alone. */

enum { PAYLOAD_BYTES_MAX = 1 << 20, STREAM_COMPANIES = 0, STREAM_INSPECTORS = 1 };

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- The population: codes in ascending order, and SM3 over "code\n" of each --- */

typedef struct population {
  const inspection *of;
  arena *arena;
  char (*codes)[SUBJECT_CODE_SIZE];
  size_t count, capacity;
  sm3_hasher *hasher;
} population;

static sd_status take_company(void *context, const standing *s, sd_error *error) {
  population *p = context;
  const decision *d = &s->decided;
  bool wanted = (!p->of->only_met || d->status == DECISION_MET) &&
                (p->of->district.size == 0 || text_equal(d->district, p->of->district));
  if (!wanted) return SD_OK;
  if (p->count == p->capacity) {
    size_t capacity = p->capacity == 0 ? 1024 : 2 * p->capacity;
    char(*grown)[SUBJECT_CODE_SIZE] = arena_allocate_array(p->arena, capacity, SUBJECT_CODE_SIZE);
    if (grown == NULL) return out_of_memory(error);
    if (p->count != 0) memcpy(grown, p->codes, p->count * SUBJECT_CODE_SIZE);
    p->codes = grown;
    p->capacity = capacity;
  }
  memcpy(p->codes[p->count++], d->code, SUBJECT_CODE_SIZE);
  sm3_add(p->hasher, text_of(d->code));
  sm3_add(p->hasher, TEXT("\n"));
  return SD_OK;
}

static sd_status read_population(database *db, const inspection *of, arena *a, population *p,
                                 sm3_digest *hash_out, sd_error *error) {
  *p = (population){.of = of, .arena = a, .hasher = sm3_create()};
  if (p->hasher == NULL) return out_of_memory(error);
  sd_status status = list_each_standing(db, of->list, TEXT(""), take_company, p, error);
  if (status == SD_OK && !sm3_finish(p->hasher, hash_out)) status = out_of_memory(error);
  sm3_destroy(p->hasher);
  return status;
}

/* --- Drawing --- */

static sd_status draw(const population *p, arena *a, inspection *out, sd_error *error) {
  size_t most = p->count > out->inspector_count ? p->count : out->inspector_count;
  uint32_t *places = ARENA_ARRAY(a, uint32_t, most + 1);
  uint32_t *drawn = ARENA_ARRAY(a, uint32_t, out->count + 1);
  inspection_pick *picks = ARENA_ARRAY(a, inspection_pick, out->count + 1);
  if (places == NULL || drawn == NULL || picks == NULL) return out_of_memory(error);
  draw_source companies, inspectors;
  draw_begin(&companies, &out->seed, STREAM_COMPANIES);
  draw_begin(&inspectors, &out->seed, STREAM_INSPECTORS);
  TRY(draw_some(&companies, p->count, out->count, places, drawn, error));
  for (size_t i = 0; i < out->count; i++) {
    uint32_t who[INSPECTION_EACH_MAX];
    memcpy(picks[i].code, p->codes[drawn[i]], SUBJECT_CODE_SIZE);
    TRY(draw_some(&inspectors, out->inspector_count, out->each, places, who, error));
    for (size_t k = 0; k < out->each; k++) picks[i].inspectors[k] = out->inspectors[who[k]];
  }
  out->picks = picks;
  return SD_OK;
}

/* --- The two entries --- */

static void write_seed(const inspection *d, text_builder *out) {
  char hash[SM3_TEXT_SIZE], seed[SM3_TEXT_SIZE];
  json_writer w;
  json_init(&w, out);
  sm3_format(&d->population_hash, hash);
  sm3_format(&d->seed, seed);
  json_begin_object(&w);
  json_member_integer(&w, "list", d->list);
  json_member_boolean(&w, "only_met", d->only_met);
  json_member_text(&w, "district", d->district);
  json_member_integer(&w, "population", (int64_t)d->population);
  json_member_string(&w, "population_sm3", hash);
  json_member_integer(&w, "companies", (int64_t)d->count);
  json_member_integer(&w, "each", (int64_t)d->each);
  json_key(&w, "inspectors");
  json_begin_array(&w);
  for (size_t i = 0; i < d->inspector_count; i++) json_text(&w, d->inspectors[i]);
  json_end_array(&w);
  json_member_string(&w, "seed", seed);
  json_end_object(&w);
}

static void write_draw(const inspection *d, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "seed_entry", d->seed_entry);
  json_key(&w, "drawn");
  json_begin_array(&w);
  for (size_t i = 0; i < d->count; i++) {
    json_begin_object(&w);
    json_member_string(&w, "company", d->picks[i].code);
    json_key(&w, "inspectors");
    json_begin_array(&w);
    for (size_t k = 0; k < d->each; k++) json_text(&w, d->picks[i].inspectors[k]);
    json_end_array(&w);
    json_end_object(&w);
  }
  json_end_array(&w);
  json_end_object(&w);
}

static void draw_reference(int64_t seed_entry, char buffer[32]) {
  snprintf(buffer, 32, "draw %" PRId64, seed_entry);
}

static sd_status record(database *db, const inspection *d, const char *actor, bool is_seed,
                        audit_head *head, sd_error *error) {
  text_builder b;
  char reference[32];
  text_builder_init(&b, PAYLOAD_BYTES_MAX);
  if (is_seed) {
    snprintf(reference, sizeof reference, "list %" PRId64, d->list);
    write_seed(d, &b);
  } else {
    draw_reference(d->seed_entry, reference);
    write_draw(d, &b);
  }
  sd_status status = b.failed ? out_of_memory(error) : database_begin(db, error);
  if (status == SD_OK) {
    status = audit_append(db, actor, is_seed ? "inspection-seed" : "inspection-draw", reference,
                          text_builder_text(&b), d->time_us, head, error);
    if (status == SD_OK) status = database_commit(db, error);
    if (status != SD_OK) database_rollback(db);
  }
  text_builder_release(&b);
  return status;
}

static bool is_listed(const inspection_request *r, size_t before, text name) {
  for (size_t i = 0; i < before; i++) {
    if (text_equal(r->inspectors[i], name)) return true;
  }
  return false;
}

static sd_status check_request(const inspection_request *r, sd_error *error) {
  bool fits = r->companies >= 1 && r->companies <= INSPECTION_COMPANIES_MAX && r->each >= 1 &&
              r->each <= INSPECTION_EACH_MAX && r->inspector_count >= r->each &&
              r->inspector_count <= INSPECTION_INSPECTORS_MAX;
  for (size_t i = 0; i < r->inspector_count && fits; i++) {
    fits = r->inspectors[i].size != 0 && !is_listed(r, i, r->inspectors[i]);
  }
  if (fits) return SD_OK;
  return error_set(error, SD_INVALID, MESSAGE_OPERATION_INSPECTION_REQUEST, NULL);
}

sd_status inspection_draw(database *db, const inspection_request *request, arena *a,
                          inspection *out, sd_error *error) {
  TRY(check_request(request, error));
  TRY(secret_start(error));
  char token[TOKEN_SIZE];
  population p;
  audit_head head;
  *out = (inspection){.list = request->list,
                      .time_us = request->now_us,
                      .actor = text_of(request->actor),
                      .district = request->district,
                      .only_met = request->only_met,
                      .each = request->each,
                      .inspectors = request->inspectors,
                      .inspector_count = request->inspector_count,
                      .count = request->companies};
  TRY(read_population(db, out, a, &p, &out->population_hash, error));
  out->population = p.count;
  if (p.count < request->companies) {
    return error_set(error, SD_INVALID, MESSAGE_OPERATION_INSPECTION_POPULATION,
                     SD_ARGS(SD_NUMBER((int64_t)p.count)));
  }
  token_make(token);
  if (!sm3_of(text_of(token), &out->seed)) return out_of_memory(error);
  TRY(record(db, out, request->actor, true, &head, error));
  out->seed_entry = head.sequence;
  TRY(draw(&p, a, out, error));
  TRY(record(db, out, request->actor, false, &head, error));
  out->draw_entry = head.sequence;
  return SD_OK;
}

/* --- Once more --- */

static bool read_count(const json_value *v, const char *key, int64_t most, int64_t *out) {
  const json_value *number = json_get(v, key);
  if (number == NULL || number->kind != JSON_NUMBER || number->text.size > 15) return false;
  *out = 0;
  for (size_t i = 0; i < number->text.size; i++) {
    char c = number->text.data[i];
    if (c < '0' || c > '9') return false;
    *out = *out * 10 + (c - '0');
  }
  return *out <= most;
}

static text text_member(const json_value *v, const char *key) {
  const json_value *member = json_get(v, key);
  return member == NULL ? TEXT("") : member->text;
}

static bool read_seed(const json_value *v, arena *a, inspection *out) {
  int64_t companies, each, count;
  const json_value *names = json_get(v, "inspectors"), *met = json_get(v, "only_met");
  bool sound = read_count(v, "list", INT64_MAX, &out->list) &&
               read_count(v, "companies", INSPECTION_COMPANIES_MAX, &companies) &&
               read_count(v, "each", INSPECTION_EACH_MAX, &each) &&
               read_count(v, "population", UINT32_MAX, &count) && names != NULL && met != NULL &&
               sm3_parse(text_member(v, "seed"), &out->seed) &&
               sm3_parse(text_member(v, "population_sm3"), &out->population_hash);
  if (!sound || names->count > INSPECTION_INSPECTORS_MAX) return false;
  text *inspectors = ARENA_ARRAY(a, text, names->count + 1);
  if (inspectors == NULL) return false;
  for (size_t i = 0; i < names->count; i++) inspectors[i] = names->items[i].text;
  out->only_met = met->boolean;
  out->district = text_member(v, "district");
  out->inspectors = inspectors;
  out->inspector_count = names->count;
  out->count = (size_t)companies;
  out->each = (size_t)each;
  out->population = (size_t)count;
  return true;
}

typedef struct recorded_draw {
  text payload;
  arena *arena;
  int64_t sequence;
} recorded_draw;

static sd_status take_draw(void *context, const audit_entry *e, sd_error *error) {
  recorded_draw *r = context;
  r->sequence = e->sequence;
  r->payload = arena_copy(r->arena, e->payload);
  return r->payload.data == NULL ? out_of_memory(error) : SD_OK;
}

/* The entry of the result must be what is drawn now, byte for byte. */
static sd_status compare(database *db, arena *a, inspection *out, sd_error *error) {
  char reference[32];
  char about[48];
  draw_reference(out->seed_entry, reference);
  snprintf(about, sizeof about, "\"seed_entry\":%" PRId64 ",", out->seed_entry);
  recorded_draw r = {.arena = a};
  audit_filter filter = {.act = TEXT("inspection-draw"), .about = text_of(about)};
  TRY(audit_search(db, &filter, 1, take_draw, &r, error));
  if (r.sequence == 0) return SD_OK;
  text_builder b;
  text_builder_init(&b, PAYLOAD_BYTES_MAX);
  write_draw(out, &b);
  bool same = !b.failed && text_equal(text_builder_text(&b), r.payload);
  text_builder_release(&b);
  out->draw_entry = r.sequence;
  if (same) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_OPERATION_INSPECTION_DIFFERS,
                   SD_ARGS(SD_NUMBER(r.sequence), SD_NUMBER(out->seed_entry)));
}

sd_status inspection_redraw(database *db, int64_t seed_entry, arena *a, inspection *out,
                            sd_error *error) {
  audit_entry e;
  json_value *v = NULL;
  population p;
  sm3_digest hash;
  *out = (inspection){.seed_entry = seed_entry};
  TRY(audit_entry_find(db, seed_entry, a, &e, error));
  if (!text_is(e.act, "inspection-seed")) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_OPERATION_INSPECTION_NONE,
                     SD_ARGS(SD_NUMBER(seed_entry)));
  }
  TRY(json_read(e.payload, "inspection-seed", a, &v, error));
  out->time_us = e.time_us;
  out->actor = e.actor;
  if (!read_seed(v, a, out)) {
    return error_set(error, SD_CORRUPT, MESSAGE_OPERATION_INSPECTION_NONE,
                     SD_ARGS(SD_NUMBER(seed_entry)));
  }
  TRY(read_population(db, out, a, &p, &hash, error));
  if (p.count != out->population || !sm3_equal(&hash, &out->population_hash)) {
    return error_set(error, SD_CORRUPT, MESSAGE_OPERATION_INSPECTION_CHANGED,
                     SD_ARGS(SD_NUMBER(seed_entry)));
  }
  TRY(draw(&p, a, out, error));
  return compare(db, a, out, error);
}
