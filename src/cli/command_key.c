/* key rotate: a new key for sealed fields. */
#include <inttypes.h>
#include <stdio.h>

#include "access/user.h"
#include "audit/audit.h"
#include "base/messages/cli.h"
#include "cli/city.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "list/objection.h"

/* What can be sealed anew is; facts are never changed and keep the key that sealed them. */
static sd_status reseal(invocation *call, city *c, const char *id, int64_t *count_out,
                        sd_error *error) {
  int64_t secrets = 0, reporters = 0;
  char payload[96];
  TRY(user_reseal(c->db, &secrets, error));
  TRY(objection_reseal(c->db, &reporters, error));
  *count_out = secrets + reporters;
  (void)snprintf(payload, sizeof payload, "{\"sealed_anew\":%" PRId64 "}", *count_out);
  TRY(audit_append(c->db, call->actor, "key-rotate", id, text_of(payload), call->now_us, NULL,
                   error));
  return database_commit(c->db, error);
}

sd_status command_key_rotate(invocation *call, sd_error *error) {
  city c;
  TRY(city_open(call, 0, &c, error)); /* the old keys are whole and belong to this city */
  city_close(&c);
  TRY(keyring_rotate(keys_path(call, call->city), error));
  TRY(city_open(call, 0, &c, error));
  const char *id = keyring_id(c.keys, keyring_count(c.keys) - 1);
  char kept[16];
  (void)snprintf(kept, sizeof kept, "%s", id);
  int64_t count = 0, keys = (int64_t)keyring_count(c.keys);
  sd_status status = database_begin(c.db, error);
  if (status == SD_OK) status = reseal(call, &c, kept, &count, error);
  city_close(&c);
  if (status == SD_OK) {
    say(call, MESSAGE_CLI_KEY_ROTATED,
        SD_ARGS(kept, count_string(call->arena, count), keys_path(call, call->city)));
  }
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "key", kept);
  json_member_integer(&answer.writer, "keys", keys);
  json_member_integer(&answer.writer, "sealed_anew", count);
  json_end_object(&answer.writer);
  return json_answer_end(&answer, call, status, error);
}
