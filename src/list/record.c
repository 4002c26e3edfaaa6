/* What the audit chain says of runs and of acts on lists. */
#include "list/record.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/calendar.h"
#include "base/json.h"

enum { PAYLOAD_BYTES_MAX = 1 << 20 };

static void write_hash(json_writer *w, const char *name, const sm3_digest *digest) {
  char hex[SM3_TEXT_SIZE];
  sm3_format(digest, hex);
  json_member_string(w, name, hex);
}

static void write_models(json_writer *w, const list_run *run) {
  char hex[SM3_TEXT_SIZE];
  json_key(w, "models");
  json_begin_array(w);
  for (size_t i = 0; i < run->version_count; i++) {
    sm3_format(&run->versions[i]->hash, hex);
    json_string(w, hex);
  }
  json_end_array(w);
}

void record_run_write(const list_run *run, text_builder *out) {
  char day[CALENDAR_TEXT_SIZE];
  calendar_format_day(run->view.as_of_day, day);
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "run", run->id);
  json_member_text(&w, "item", run->item);
  json_member_integer(&w, "data_year", run->data_year);
  json_member_string(&w, "as_of", day);
  json_member_integer(&w, "known_us", run->view.known_us);
  write_models(&w, run);
  if (run->areas != NULL) write_hash(&w, "areas", &run->areas_hash);
  write_hash(&w, "snapshot", &run->snapshot_hash);
  write_hash(&w, "output", &run->output_hash);
  json_member_integer(&w, "met", run->counts.met);
  json_member_integer(&w, "not_met", run->counts.not_met);
  json_member_integer(&w, "unknown", run->counts.unknown);
  json_member_integer(&w, "amount_fen", run->counts.amount_fen);
  json_end_object(&w);
}

void record_act_write(const act_record *act, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "list", act->list);
  json_member_text(&w, "item", act->item);
  json_member_text(&w, "hash", act->hash);
  if (act->first_day.size != 0) {
    json_member_text(&w, "published", act->first_day);
    json_member_text(&w, "last_day", act->last_day);
  }
  if (act->note.size != 0) json_member_text(&w, "note", act->note);
  json_end_object(&w);
}

/* Takes and releases the payload; actor and act end with a NUL. */
static sd_status append(database *db, text actor, const char *act, int64_t id, int64_t time_us,
                        text_builder *payload, sd_error *error) {
  char reference[32];
  snprintf(reference, sizeof reference, "%" PRId64, id);
  sd_status status = payload->failed
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : audit_append(db, actor.data, act, reference, text_builder_text(payload),
                                        time_us, NULL, error);
  text_builder_release(payload);
  return status;
}

sd_status record_run(database *db, const list_run *run, sd_error *error) {
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  record_run_write(run, &payload);
  return append(db, run->actor, "run", run->id, run->created_us, &payload, error);
}

sd_status record_act_append(database *db, const act_record *act, sd_error *error) {
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  record_act_write(act, &payload);
  return append(db, act->actor, act->act.data, act->list, act->time_us, &payload, error);
}
