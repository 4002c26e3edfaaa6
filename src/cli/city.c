/* The folder of a city: the database, the outbox, and the catalogues of the data folder. */
#include "cli/city.h"

#include "access/user.h"
#include "audit/audit.h"
#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/output.h"
#include "list/run.h"
#include "payout/payout.h"
#include "registry/fact_report.h"

/* Older than any write takes: what is younger may be under way in another process. */
enum { LEFTOVER_SECONDS = 600 };

static const char *joined(const invocation *call, const char *folder, const char *relative) {
  text path = file_join(call->arena, text_of(folder), text_of(relative));
  return path.data == NULL ? "" : path.data;
}

const char *data_path(const invocation *call, const char *relative) {
  return joined(call, call->data, relative);
}

const char *city_path(const invocation *call, const char *relative) {
  return joined(call, call->city, relative);
}

const char *keys_path(const invocation *call, const char *folder) {
  return call->keys != NULL ? call->keys : joined(call, folder, "field.keys");
}

/* A city whose values were never sealed gets a key; one that has sealed values needs its own. */
static sd_status open_keys(const invocation *call, city *c, sd_error *error) {
  const char *path = keys_path(call, call->city);
  bool sealed;
  TRY(database_has_sealed(c->db, &sealed, error));
  if (!sealed && !file_exists(path)) TRY(keyring_make(path, error));
  TRY(keyring_open(path, &c->keys, error));
  return database_use_keys(c->db, c->keys, error);
}

static sd_status migrate(database *db, sd_error *error) {
  TRY(audit_migrate(db, error));
  TRY(access_migrate(db, error));
  TRY(fact_report_migrate(db, error));
  TRY(list_migrate(db, error));
  return payout_migrate(db, error);
}

sd_status city_create(const invocation *call, const char *folder, sd_error *error) {
  const char *path = joined(call, folder, "sudui.db");
  if (file_exists(path)) {
    return error_set(error, SD_CONFLICT, MESSAGE_CLI_CITY_EXISTS, SD_ARGS(folder));
  }
  TRY(file_make_directory(folder, error));
  TRY(file_make_directory(joined(call, folder, "inbox"), error));
  TRY(file_make_directory(joined(call, folder, "outbox"), error));
  database *db = NULL;
  if (!file_exists(keys_path(call, folder))) TRY(keyring_make(keys_path(call, folder), error));
  TRY(database_create(path, &db, error));
  sd_status status = migrate(db, error);
  database_close(db);
  return status;
}

sd_status city_open(const invocation *call, int what, city *out, sd_error *error) {
  *out = (city){.outbox = city_path(call, "outbox")};
  const char *path = city_path(call, "sudui.db");
  if (!file_exists(path)) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_CLI_NO_CITY, SD_ARGS(call->city));
  }
  attribute_catalogue *attributes = NULL;
  if ((what & CITY_WITH_REGISTRY) != 0) {
    TRY(attribute_catalogue_read_file(data_path(call, "data/attributes.csv"), call->arena,
                                      &attributes, error));
  }
  out->attributes = attributes;
  sd_status status = database_open(path, &out->db, error);
  if (status == SD_OK) status = migrate(out->db, error);
  if (status == SD_OK) status = open_keys(call, out, error);
  int64_t leftovers = 0;
  if (status == SD_OK) {
    status = file_remove_leftovers(out->outbox, LEFTOVER_SECONDS, &leftovers, error);
  }
  /* Files whose handing over was interrupted: nobody knows whether the bank has them. */
  int64_t unknown_orders = 0;
  if (status == SD_OK) status = payout_recover(out->db, call->now_us, &unknown_orders, error);
  if (status == SD_OK && unknown_orders != 0) {
    say(call, MESSAGE_CLI_RECOVERED, SD_ARGS(SD_NUMBER(unknown_orders)));
  }
  if (status == SD_OK && attributes != NULL) {
    status = registry_open(out->db, attributes, &out->registry, error);
  }
  if (status != SD_OK) city_close(out);
  return status;
}

void city_close(city *c) {
  registry_close(c->registry);
  database_close(c->db);
  keyring_close(c->keys);
  *c = (city){0};
}
