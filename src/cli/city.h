/* The folder of a city: the database, the outbox, and the catalogues of the data folder. */
#ifndef SUDUI_CLI_CITY_H
#define SUDUI_CLI_CITY_H

#include "cli/invocation.h"
#include "registry/registry.h"
#include "store/keyring.h"

typedef struct city {
  database *db;
  registry *registry; /* NULL unless asked for */
  const attribute_catalogue *attributes;
  const char *outbox;
  keyring *keys; /* of sealed fields */
} city;

enum { CITY_WITH_REGISTRY = 1 };

/* Makes the folder with its database; SD_CONFLICT when there is a city already. */
sd_status city_create(const invocation *call, const char *folder, sd_error *error);

/* Opens the city of the call and brings its tables up to date.  SD_NOT_FOUND tells about
 * `sudui init`. */
sd_status city_open(const invocation *call, int what, city *out, sd_error *error);
void city_close(city *c);

/* The file of the keys of the city in `folder`; never NULL. */
const char *keys_path(const invocation *call, const char *folder);

/* "<data>/attributes" and so on, in the call's arena; never NULL. */
const char *data_path(const invocation *call, const char *relative);
const char *city_path(const invocation *call, const char *relative);

#endif
