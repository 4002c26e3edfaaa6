/* Power cuts: what the disk may hold when the machine stops before an operation of a recorded log.
 */
#include "cut.h"

#include <stdlib.h>
#include <string.h>

const char *const damage_names[DAMAGE_COUNT] = {"lost", "kept", "torn", "garbled"};

enum { SECTOR = 512 };

void cut_begin(cut *c, const disk_image *base, const disk_operation *log, size_t count,
               bool lying) {
  c->pending = realloc(c->pending, (count + 1) * sizeof *c->pending);
  if (c->pending == NULL) abort();
  c->log = log;
  c->log_count = count;
  disk_copy(&c->durable, base);
  c->pending_count = c->next = c->changes = 0;
  c->lying = lying;
}

static bool is_of_folder(const char *path, const char *folder) {
  size_t size = strlen(folder);
  return strncmp(path, folder, size) == 0 && path[size] == '/' &&
         strchr(path + size + 1, '/') == NULL;
}

/* Moves what this sync makes durable out of the pending ones. */
static void make_durable(cut *c, const disk_operation *sync) {
  size_t kept = 0;
  for (size_t i = 0; i < c->pending_count; i++) {
    const disk_operation *o = &c->log[c->pending[i]];
    bool is_name = o->act == DISK_NAME || o->act == DISK_UNNAME;
    bool durable = sync->act == DISK_SYNC ? !is_name && o->file == sync->file
                                          : is_name && is_of_folder(o->path, sync->path);
    if (durable) {
      disk_apply(&c->durable, o);
      c->changes++;
    } else {
      c->pending[kept++] = c->pending[i];
    }
  }
  c->pending_count = kept;
}

void cut_advance(cut *c) {
  const disk_operation *o = &c->log[c->next];
  if (o->act == DISK_SYNC || o->act == DISK_SYNC_FOLDER) {
    if (!c->lying) make_durable(c, o);
  } else if (o->act != DISK_ACKNOWLEDGE) {
    c->pending[c->pending_count++] = c->next;
  }
  c->next++;
}

/* One pending write, sector by sector: there, not there, or garbage. */
static void apply_torn(random_source *r, const disk_operation *o, bool garble) {
  for (size_t at = 0; at < o->size;) {
    size_t size = SECTOR - (o->offset + at) % SECTOR;
    if (size > o->size - at) size = o->size - at;
    unsigned char garbage[SECTOR];
    disk_operation piece = {DISK_WRITE, o->file, o->offset + at, size, o->bytes + at, ""};
    uint64_t choice = random_below(r, garble ? 3 : 2);
    if (choice == 2) {
      for (size_t i = 0; i < size; i++) garbage[i] = (unsigned char)random_next(r);
      piece.bytes = garbage;
    }
    if (choice != 0) disk_apply(&disk, &piece);
    at += size;
  }
}

void cut_build(const cut *c, damage how, random_source *r) {
  disk_copy(&disk, &c->durable);
  if (how == DAMAGE_LOST) return;
  /* Names become durable in order: a random number of the first ones. */
  size_t names = 0, name = 0;
  for (size_t i = 0; i < c->pending_count; i++) {
    disk_act act = c->log[c->pending[i]].act;
    names += act == DISK_NAME || act == DISK_UNNAME;
  }
  size_t names_kept = how == DAMAGE_KEPT ? names : random_below(r, names + 1);
  for (size_t i = 0; i < c->pending_count; i++) {
    const disk_operation *o = &c->log[c->pending[i]];
    bool is_name = o->act == DISK_NAME || o->act == DISK_UNNAME;
    if (how == DAMAGE_KEPT) {
      disk_apply(&disk, o);
    } else if (is_name) {
      if (name++ < names_kept) disk_apply(&disk, o);
    } else if (o->act == DISK_TRUNCATE) {
      if (random_chance(r, 1, 2)) disk_apply(&disk, o);
    } else {
      apply_torn(r, o, how == DAMAGE_GARBLED);
    }
  }
}
