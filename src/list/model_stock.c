/* Models and areas of stored runs, read once and shared by all who load runs. */
#include "list/model_stock.h"

#include <pthread.h>
#include <string.h>

#include "base/allocator.h"
#include "base/map.h"

/* What must stay true: what is in the map is never changed nor given back before the end; only the
 * map is under the lock, things are made outside of it. */

enum { KEY_SIZE = 1 + sizeof(sm3_digest) };

/* One thing with the memory it lives in. */
typedef struct stock_entry {
  struct stock_entry *next;
  arena *home;
  const void *thing;
  char key[KEY_SIZE];
} stock_entry;

struct model_stock {
  size_t bytes_max, bytes;
  pthread_mutex_t lock;
  arena *index;
  map by_key;
  stock_entry *first; /* all of them */
};

model_stock *model_stock_create(size_t bytes_max) {
  model_stock *s = memory_allocate(sizeof *s);
  if (s == NULL) return NULL;
  *s = (model_stock){.bytes_max = bytes_max, .index = arena_create(0)};
  if (s->index == NULL) {
    memory_free(s);
    return NULL;
  }
  pthread_mutex_init(&s->lock, NULL);
  map_init(&s->by_key, s->index);
  return s;
}

void model_stock_destroy(model_stock *s) {
  if (s == NULL) return;
  for (stock_entry *e = s->first, *next; e != NULL; e = next) {
    next = e->next;
    arena_destroy(e->home);
  }
  arena_destroy(s->index);
  pthread_mutex_destroy(&s->lock);
  memory_free(s);
}

void model_stock_use(database *db, model_stock *s) { database_set_companion(db, s); }
model_stock *model_stock_of(const database *db) { return database_companion(db); }

static const void *find(model_stock *s, text key) {
  pthread_mutex_lock(&s->lock);
  const stock_entry *found = map_get(&s->by_key, key);
  pthread_mutex_unlock(&s->lock);
  return found == NULL ? NULL : found->thing;
}

/* The stock owns `home` from then on.  Another thread may have been first: its thing is given. */
static const void *keep(model_stock *s, text key, arena *home, const void *thing) {
  stock_entry *e = ARENA_NEW(home, stock_entry);
  if (e == NULL) {
    arena_destroy(home);
    return NULL;
  }
  *e = (stock_entry){.home = home, .thing = thing};
  memcpy(e->key, key.data, KEY_SIZE);
  pthread_mutex_lock(&s->lock);
  const stock_entry *first = map_get(&s->by_key, key);
  size_t bytes = arena_used_bytes(home);
  bool kept = first == NULL && bytes <= s->bytes_max - s->bytes &&
              map_set(&s->by_key, (text){e->key, KEY_SIZE}, e);
  if (kept) {
    e->next = s->first;
    s->first = e;
    s->bytes += bytes;
  }
  pthread_mutex_unlock(&s->lock);
  if (!kept) arena_destroy(home);
  return kept ? thing : first == NULL ? NULL : first->thing;
}

sd_status model_stock_get(model_stock *s, const model_stock_key *key, arena *a, model_maker maker,
                          const void **out, sd_error *error) {
  char bytes[KEY_SIZE];
  bytes[0] = (char)key->kind;
  memcpy(bytes + 1, &key->hash, sizeof key->hash);
  text wanted = {bytes, KEY_SIZE};
  *out = s == NULL ? NULL : find(s, wanted);
  if (*out != NULL) return SD_OK;
  arena *home = s == NULL ? NULL : arena_create(s->bytes_max);
  if (home == NULL) return maker.make(maker.context, a, out, error);
  sd_status status = maker.make(maker.context, home, out, error);
  if (status != SD_OK) {
    arena_destroy(home);
    return status;
  }
  *out = keep(s, wanted, home, *out);
  return *out != NULL ? SD_OK : maker.make(maker.context, a, out, error);
}
