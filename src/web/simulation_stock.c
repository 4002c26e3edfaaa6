/* Simulations that stay prepared between requests, so that a slider is answered at once. */
#include "web/simulation_stock.h"

#include <pthread.h>
#include <string.h>

#include "base/allocator.h"

/* What must stay true: a place that is taken has one user and is never emptied; versions live in
 * the place's own arena, because a request's end with it. */

typedef struct simulation_place_key {
  sm3_digest draft, bases;
  int32_t data_year;
  int64_t as_of_day, batch;
} place_key;

struct simulation_place {
  /* Under the stock's lock. */
  place_key key;
  bool has_key;  /* a simulation of it is there, or is being prepared */
  bool is_ready; /* and prepared */
  bool taken;
  uint64_t used; /* the higher, the later */
  /* Of whoever has taken the place. */
  simulation *simulation;
  arena *arena;
};

struct simulation_stock {
  pthread_mutex_t lock;
  pthread_cond_t given;
  simulation_place places[SIMULATIONS_KEPT];
  uint64_t uses;
};

simulation_stock *simulation_stock_create(void) {
  simulation_stock *s = memory_allocate(sizeof *s);
  if (s == NULL) return NULL;
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->given, NULL);
  return s;
}

static void empty_place(simulation_place *p) {
  simulation_close(p->simulation);
  arena_destroy(p->arena);
  p->simulation = NULL;
  p->arena = NULL;
}

void simulation_stock_destroy(simulation_stock *s) {
  if (s == NULL) return;
  for (size_t i = 0; i < SIMULATIONS_KEPT; i++) empty_place(&s->places[i]);
  pthread_cond_destroy(&s->given);
  pthread_mutex_destroy(&s->lock);
  memory_free(s);
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status make_key(const simulation_wanted *w, place_key *out, sd_error *error) {
  *out = (place_key){.draft = w->draft->hash,
                     .data_year = w->data_year,
                     .as_of_day = w->as_of_day,
                     .batch = w->batch};
  sm3_hasher *h = sm3_create();
  if (h == NULL) return out_of_memory(error);
  for (size_t i = 0; i < w->base_count; i++) {
    sm3_add(h, (text){(const char *)w->bases[i]->hash.bytes, sizeof w->bases[i]->hash.bytes});
  }
  bool done = sm3_finish(h, &out->bases);
  sm3_destroy(h);
  return done ? SD_OK : out_of_memory(error);
}

static bool is_same(const place_key *x, const place_key *y) {
  return memcmp(&x->draft, &y->draft, sizeof x->draft) == 0 &&
         memcmp(&x->bases, &y->bases, sizeof x->bases) == 0 && x->data_year == y->data_year &&
         x->as_of_day == y->as_of_day && x->batch == y->batch;
}

/* The place of this key, also one that is taken; else the free one that was not used for longest;
 * NULL when all are taken.  Under the lock. */
static simulation_place *choose(simulation_stock *s, const place_key *key) {
  simulation_place *oldest = NULL;
  for (size_t i = 0; i < SIMULATIONS_KEPT; i++) {
    simulation_place *p = &s->places[i];
    if (p->has_key && is_same(&p->key, key)) return p;
    if (!p->taken && (oldest == NULL || p->used < oldest->used)) oldest = p;
  }
  return oldest;
}

/* The versions read again, so that they live as long as the place. */
static sd_status copy_versions(const simulation_wanted *w, arena *a, simulation_request *out,
                               sd_error *error) {
  const item_version **bases = ARENA_ARRAY(a, const item_version *, w->base_count + 1);
  item_version *draft = NULL;
  if (bases == NULL) return out_of_memory(error);
  text path = arena_copy(a, w->draft->path);
  TRY(item_read(w->draft->bytes, path.data == NULL ? "" : path.data, a, &draft, error));
  for (size_t i = 0; i < w->base_count; i++) {
    item_version *base = NULL;
    path = arena_copy(a, w->bases[i]->path);
    TRY(item_read(w->bases[i]->bytes, path.data == NULL ? "" : path.data, a, &base, error));
    bases[i] = base;
  }
  *out = (simulation_request){.draft = draft,
                              .bases = bases,
                              .base_count = w->base_count,
                              .areas = w->areas,
                              .data_year = w->data_year,
                              .view = {w->as_of_day, w->now_us},
                              .progress = w->progress,
                              .progress_context = w->progress_context};
  return SD_OK;
}

static sd_status prepare(simulation_place *p, registry *r, const simulation_wanted *wanted,
                         sd_error *error) {
  simulation_request request;
  p->arena = arena_create(0);
  if (p->arena == NULL) return out_of_memory(error);
  TRY(copy_versions(wanted, p->arena, &request, error));
  return simulation_open(r, &request, &p->simulation, error);
}

static void give(simulation_stock *s, simulation_place *place, bool is_filled) {
  pthread_mutex_lock(&s->lock);
  place->taken = false;
  place->has_key = is_filled;
  place->is_ready = is_filled;
  pthread_cond_broadcast(&s->given);
  pthread_mutex_unlock(&s->lock);
}

bool simulation_stock_has(simulation_stock *s, const simulation_wanted *wanted) {
  place_key key;
  bool found = false;
  if (make_key(wanted, &key, NULL) != SD_OK) return false;
  pthread_mutex_lock(&s->lock);
  for (size_t i = 0; i < SIMULATIONS_KEPT; i++) {
    const simulation_place *p = &s->places[i];
    found = found || (p->has_key && p->is_ready && is_same(&p->key, &key));
  }
  pthread_mutex_unlock(&s->lock);
  return found;
}

sd_status simulation_stock_take(simulation_stock *s, registry *r, const simulation_wanted *wanted,
                                simulation_place **place_out, simulation **out, sd_error *error) {
  place_key key;
  *place_out = NULL;
  *out = NULL;
  TRY(make_key(wanted, &key, error));
  pthread_mutex_lock(&s->lock);
  simulation_place *p = choose(s, &key);
  while (p == NULL || p->taken) {
    pthread_cond_wait(&s->given, &s->lock);
    p = choose(s, &key);
  }
  bool is_ready = p->has_key && is_same(&p->key, &key);
  p->is_ready = is_ready;
  p->taken = true;
  p->has_key = true;
  p->used = ++s->uses;
  p->key = key;
  pthread_mutex_unlock(&s->lock);
  sd_status status = SD_OK;
  if (!is_ready) {
    empty_place(p);
    status = prepare(p, r, wanted, error);
  }
  if (status != SD_OK) {
    empty_place(p);
    give(s, p, false);
    return status;
  }
  pthread_mutex_lock(&s->lock);
  p->is_ready = true;
  pthread_mutex_unlock(&s->lock);
  *place_out = p;
  *out = p->simulation;
  return SD_OK;
}

void simulation_stock_give(simulation_stock *s, simulation_place *place) {
  if (place != NULL) give(s, place, true);
}
