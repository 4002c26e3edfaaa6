/* Lists ask for bars after a clawback, as payments do. */
#include "operation/barred.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/map.h"
#include "list/list_exclusion.h"
#include "payout/clawback.h"

typedef struct heeding {
  const operation_context *context;
  const barred_request *request;
  arena *arena;
  char today[CALENDAR_TEXT_SIZE];
  map barred; /* code → note */
  int64_t left_off, taken_back;
} heeding;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* Whether the bar holds today is the payments' own question. */
static sd_status take_case(void *context, const clawback_case *k, sd_error *error) {
  heeding *h = context;
  clawback_bar bar;
  if (k->bar_until[0] == '\0' || strcmp(k->bar_until, h->today) < 0) return SD_OK;
  TRY(clawback_bar_of(h->context->db, k->subject, h->today, &bar, error));
  if (bar != CLAWBACK_BARRED) return SD_OK;
  char note[80];
  (void)snprintf(note, sizeof note, "clawback %lld, %s", (long long)k->id, k->bar_until);
  text code = arena_copy(h->arena, text_of(k->subject));
  text *kept = ARENA_NEW(h->arena, text);
  if (code.data == NULL || kept == NULL) return no_memory(error);
  *kept = arena_copy(h->arena, text_of(note));
  return kept->data != NULL && map_set(&h->barred, code, kept) ? SD_OK : no_memory(error);
}

static bool has_reason(text reasons) {
  return text_find(reasons, TEXT(RULE_REASON_BARRED), 0) != SIZE_MAX;
}

static sd_status act(heeding *h, int64_t list, text code, text reasons, text note,
                     sd_error *error) {
  const exclusion_act a = {.list = list,
                           .code = code,
                           .reasons = reasons,
                           .note = note,
                           .actor = h->request->actor,
                           .now_us = h->request->now_us,
                           .by_program = true};
  return list_exclusion_add(h->context->db, &a, h->context->settlement->exclusions, error);
}

/* The other reasons stay: all of them are told at once. */
static text without_bar(heeding *h, text reasons) {
  size_t at = text_find(reasons, TEXT(RULE_REASON_BARRED), 0);
  text_builder rest;
  text_builder_init(&rest, 4096);
  text_builder_add(&rest, text_slice(reasons, 0, at));
  text_builder_add(&rest, text_slice(reasons, at + sizeof RULE_REASON_BARRED - 1, reasons.size));
  text kept = arena_copy(h->arena, text_trim(text_builder_text(&rest)));
  text_builder_release(&rest);
  return kept;
}

static sd_status take_back_ended(heeding *h, int64_t list, const exclusion_entry *entries,
                                 size_t count, sd_error *error) {
  for (size_t i = 0; i < count; i++) {
    if (!has_reason(entries[i].reasons) || map_get(&h->barred, entries[i].code) != NULL) continue;
    text rest = without_bar(h, entries[i].reasons);
    if (rest.data == NULL) return no_memory(error);
    TRY(act(h, list, entries[i].code, rest, TEXT(""), error));
    h->taken_back++;
  }
  return SD_OK;
}

static const exclusion_entry *entry_of(const exclusion_entry *entries, size_t count, text code) {
  for (size_t i = 0; i < count; i++) {
    if (text_equal(entries[i].code, code)) return &entries[i];
  }
  return NULL;
}

static sd_status leave_off(heeding *h, int64_t list, text code, const exclusion_entry *before,
                           text note, sd_error *error) {
  decision found;
  if (before != NULL && has_reason(before->reasons)) return SD_OK;
  sd_status status = run_load_decision(h->context->db, list, code, h->arena, &found, NULL);
  if (status == SD_NOT_FOUND || (status == SD_OK && found.status != DECISION_MET)) return SD_OK;
  TRY(status);
  text_builder reasons;
  text_builder_init(&reasons, 4096);
  if (before != NULL) text_builder_format(&reasons, "%.*s ", TEXT_ARG(before->reasons));
  text_builder_add(&reasons, TEXT(RULE_REASON_BARRED));
  status = act(h, list, code, text_builder_text(&reasons), note, error);
  text_builder_release(&reasons);
  h->left_off += status == SD_OK;
  return status;
}

static sd_status heed_list(heeding *h, int64_t list, sd_error *error) {
  exclusion_entry *entries;
  size_t count;
  TRY(list_exclusions_read(h->context->db, list, h->request->now_us, h->arena, &entries, &count,
                           error));
  TRY(take_back_ended(h, list, entries, count, error));
  for (size_t i = 0; i < h->barred.count; i++) {
    text code = h->barred.entries[i].key;
    const text *note = h->barred.entries[i].value;
    TRY(leave_off(h, list, code, entry_of(entries, count, code), *note, error));
  }
  return SD_OK;
}

sd_status operation_heed_bars(const operation_context *c, const barred_request *request,
                              int64_t *left_off_out, int64_t *taken_back_out, sd_error *error) {
  heeding h = {.context = c, .request = request, .arena = arena_create(0)};
  if (h.arena == NULL) return no_memory(error);
  map_init(&h.barred, h.arena);
  calendar_format_day(clock_day(request->now_us, CLOCK_CHINA_OFFSET_SECONDS), h.today);
  sd_status status = clawbacks_each(c->db, take_case, &h, error);
  for (size_t i = 0; i < request->list_count && status == SD_OK; i++) {
    status = heed_list(&h, request->lists[i], error);
  }
  arena_destroy(h.arena);
  *left_off_out = h.left_off;
  *taken_back_out = h.taken_back;
  return status;
}
