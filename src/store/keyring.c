/* The keys of fields that are encrypted at rest, in a file outside of the database. */
#include "store/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/cipher.h"
#include "base/file.h"
#include "base/messages/store.h"
#include "store/connection.h"

enum { KEYS_MAX = 64, FILE_BYTES_MAX = 16384, HEX_PER_BYTE = 2, FIELD_NAME_MAX = 64 };

struct keyring {
  size_t count;
  cipher_key keys[KEYS_MAX];
};

static const char PREFIX[] = "sm4:";
enum { PREFIX_SIZE = sizeof PREFIX - 1, ID_LENGTH = CIPHER_ID_SIZE - 1 };

static const migration key_steps[] = {
    {"keys that sealed values of this database",
     "CREATE TABLE store_key(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"},
};

/* --- hexadecimal --- */

static void add_hex(text_builder *out, text bytes) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes.size; i++) {
    unsigned char b = (unsigned char)bytes.data[i];
    const char pair[2] = {digits[b >> 4], digits[b & 15]};
    text_builder_add(out, (text){pair, sizeof pair});
  }
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool add_bytes(text_builder *out, text hex) {
  if (hex.size % HEX_PER_BYTE != 0) return false;
  for (size_t i = 0; i < hex.size; i += HEX_PER_BYTE) {
    int high = digit_of(hex.data[i]), low = digit_of(hex.data[i + 1]);
    if (high < 0 || low < 0) return false;
    const char byte = (char)(high << 4 | low);
    text_builder_add(out, (text){&byte, 1});
  }
  return !out->failed;
}

/* --- the file --- */

static sd_status key_line(text_builder *out, sd_error *error) {
  uint8_t master[CIPHER_MASTER_SIZE];
  cipher_key key;
  bool ok = cipher_random(master, sizeof master) && cipher_key_derive(master, &key);
  if (ok) {
    text_builder_format(out, "key %s ", key.id);
    add_hex(out, (text){(const char *)master, sizeof master});
    text_builder_add(out, TEXT("\n"));
  }
  cipher_forget(master, sizeof master);
  cipher_forget(&key, sizeof key);
  return ok && !out->failed ? SD_OK
                            : error_set(error, SD_IO_FAILED, MESSAGE_STORE_KEY_RANDOM, NULL);
}

static sd_status io_failed(const char *path, sd_error *error) {
  return error_set(error, SD_IO_FAILED, MESSAGE_STORE_KEY_FILE, SD_ARGS(path, strerror(errno)));
}

/* A new file that only its owner may read, durable with its name. */
static sd_status write_new(const char *path, text content, sd_error *error) {
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) {
    return error_set(error, SD_CONFLICT, MESSAGE_STORE_KEY_EXISTS, SD_ARGS(path));
  }
  if (file < 0) return io_failed(path, error);
  ssize_t written = write(file, content.data, content.size);
  bool ok = written == (ssize_t)content.size && fsync(file) == 0;
  ok = close(file) == 0 && ok && file_sync_folder_of(path);
  return ok ? SD_OK : io_failed(path, error);
}

sd_status keyring_make(const char *path, sd_error *error) {
  text_builder content;
  text_builder_init(&content, FILE_BYTES_MAX);
  sd_status status = key_line(&content, error);
  if (status == SD_OK) status = write_new(path, text_builder_text(&content), error);
  if (content.data != NULL) cipher_forget(content.data, content.size);
  text_builder_release(&content);
  return status;
}

static sd_status bad_line(const char *path, uint32_t line, sd_error *error) {
  sd_status status = error_set(error, SD_INVALID, MESSAGE_STORE_KEY_LINE, NULL);
  error_place(error, path, line, 0);
  return status;
}

static sd_status read_line(keyring *k, const char *path, uint32_t number, text line,
                           sd_error *error) {
  enum { ID_AT = 4, MASTER_AT = ID_AT + ID_LENGTH + 1 };
  text_builder master;
  text_builder_init(&master, CIPHER_MASTER_SIZE);
  cipher_key *key = &k->keys[k->count];
  bool good = k->count < KEYS_MAX && text_starts_with(line, TEXT("key ")) &&
              line.size == MASTER_AT + HEX_PER_BYTE * CIPHER_MASTER_SIZE &&
              add_bytes(&master, text_slice(line, MASTER_AT, line.size - MASTER_AT)) &&
              master.size == CIPHER_MASTER_SIZE &&
              cipher_key_derive((const uint8_t *)master.data, key) &&
              text_is(text_slice(line, ID_AT, ID_LENGTH), key->id);
  if (master.data != NULL) cipher_forget(master.data, master.size);
  text_builder_release(&master);
  if (!good) return bad_line(path, number, error);
  k->count++;
  return SD_OK;
}

static sd_status read_lines(keyring *k, const char *path, text content, sd_error *error) {
  uint32_t number = 0;
  for (size_t at = 0; at < content.size;) {
    size_t end = text_find(content, TEXT("\n"), at);
    if (end == SIZE_MAX) end = content.size;
    text line = text_trim(text_slice(content, at, end - at));
    number++;
    at = end + 1;
    if (line.size == 0 || line.data[0] == '#') continue;
    TRY(read_line(k, path, number, line, error));
  }
  return k->count != 0 ? SD_OK : bad_line(path, number, error);
}

static sd_status check_owner_only(const char *path, sd_error *error) {
  struct stat about;
  if (stat(path, &about) != 0) {
    return errno == ENOENT
               ? error_set(error, SD_NOT_FOUND, MESSAGE_STORE_KEY_FILE_MISSING, SD_ARGS(path))
               : io_failed(path, error);
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) == 0) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_STORE_KEY_MODE, SD_ARGS(path));
}

/* The content stands in an arena that is overwritten and given back. */
static sd_status read_file(const char *path, keyring *k, text_builder *copy, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text content = {0};
  sd_status status = check_owner_only(path, error);
  if (status == SD_OK) status = file_read(path, FILE_BYTES_MAX, a, &content, error);
  if (status == SD_OK) status = read_lines(k, path, content, error);
  if (status == SD_OK && copy != NULL) text_builder_add(copy, content);
  if (content.data != NULL) cipher_forget((void *)(uintptr_t)content.data, content.size);
  arena_destroy(a);
  return status;
}

sd_status keyring_open(const char *path, keyring **out, sd_error *error) {
  keyring *k = memory_allocate(sizeof *k);
  if (k == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  k->count = 0;
  sd_status status = read_file(path, k, NULL, error);
  *out = k;
  if (status == SD_OK) return SD_OK;
  keyring_close(k);
  *out = NULL;
  return status;
}

void keyring_close(keyring *k) {
  if (k == NULL) return;
  cipher_forget(k, sizeof *k);
  memory_free(k);
}

/* Beside the old file, then in its place: a crash leaves one of them whole. */
static sd_status replace(const char *path, text content, sd_error *error) {
  char beside[1024];
  int size = snprintf(beside, sizeof beside, "%s.new", path);
  if (size < 0 || (size_t)size >= sizeof beside) {
    errno = ENAMETOOLONG;
    return io_failed(path, error);
  }
  (void)unlink(beside); /* of an earlier attempt that was cut off */
  TRY(write_new(beside, content, error));
  if (rename(beside, path) != 0 || !file_sync_folder_of(path)) return io_failed(path, error);
  return SD_OK;
}

sd_status keyring_rotate(const char *path, sd_error *error) {
  keyring *k = memory_allocate(sizeof *k);
  if (k == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  k->count = 0;
  text_builder content;
  text_builder_init(&content, FILE_BYTES_MAX);
  sd_status status = read_file(path, k, &content, error);
  if (status == SD_OK && k->count == KEYS_MAX) {
    status = error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_STORE_KEY_LINE, NULL);
  }
  if (status == SD_OK && content.data[content.size - 1] != '\n') {
    text_builder_add(&content, TEXT("\n"));
  }
  if (status == SD_OK) status = key_line(&content, error);
  if (status == SD_OK) status = replace(path, text_builder_text(&content), error);
  if (content.data != NULL) cipher_forget(content.data, content.size);
  text_builder_release(&content);
  keyring_close(k);
  return status;
}

size_t keyring_count(const keyring *k) { return k->count; }
const char *keyring_id(const keyring *k, size_t index) { return k->keys[index].id; }

/* --- keys of a database --- */

static const cipher_key *find_key(const keyring *k, text id) {
  for (size_t i = k == NULL ? 0 : k->count; i > 0; i--) {
    if (text_is(id, k->keys[i - 1].id)) return &k->keys[i - 1];
  }
  return NULL;
}

static sd_status missing_key(text id, sd_error *error) {
  char shown[CIPHER_ID_SIZE];
  (void)snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(id));
  return error_set(error, SD_NOT_FOUND, MESSAGE_STORE_KEY_MISSING, SD_ARGS(shown));
}

/* Every key that sealed something is there; `*noted_out` tells whether the current one is among
 * them. */
static sd_status check_keys(database *db, const keyring *k, bool *noted_out, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT id FROM store_key ORDER BY id", &q, error));
  sd_status status = SD_OK;
  *noted_out = false;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    text id = query_text(q, 0);
    if (find_key(k, id) == NULL) status = missing_key(id, error);
    if (text_is(id, k->keys[k->count - 1].id)) *noted_out = true;
  }
  query_close(q);
  return status;
}

static sd_status note_key(database *db, const keyring *k, sd_error *error) {
  query *q;
  TRY(database_begin(db, error));
  sd_status status =
      query_open(db, "INSERT INTO store_key(id) VALUES(?1) ON CONFLICT DO NOTHING", &q, error);
  if (status == SD_OK) {
    query_bind_string(q, 1, k->keys[k->count - 1].id);
    status = query_finish(q, error);
  }
  if (status == SD_OK) status = database_commit(db, error);
  database_rollback(db);
  return status;
}

sd_status database_use_keys(database *db, const keyring *k, sd_error *error) {
  bool noted;
  TRY(database_migrate(db, "store", key_steps, sizeof key_steps / sizeof key_steps[0], error));
  TRY(check_keys(db, k, &noted, error));
  if (!noted) TRY(note_key(db, k, error));
  db->keys = k;
  return SD_OK;
}

void database_share_keys(database *db, const database *from) { db->keys = from->keys; }

sd_status database_has_sealed(database *db, bool *out, sd_error *error) {
  int64_t keys;
  TRY(database_migrate(db, "store", key_steps, sizeof key_steps / sizeof key_steps[0], error));
  TRY(database_read_integer(db, "SELECT count(*) FROM store_key", &keys, error));
  *out = keys != 0;
  return SD_OK;
}

/* --- values --- */

/* What the tag covers besides the value: the field and the row. */
static bool about_of(const field_place *place, text_builder *out) {
  text_builder_init(out, SIZE_MAX / 2);
  text_builder_add(out, text_slice(text_of(place->field), 0, FIELD_NAME_MAX));
  text_builder_add(out, TEXT("\n"));
  text_builder_add(out, place->row);
  return !out->failed;
}

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

bool field_is_sealed(text stored) {
  return text_starts_with(stored, TEXT(PREFIX)) && stored.size > PREFIX_SIZE + ID_LENGTH &&
         stored.data[PREFIX_SIZE + ID_LENGTH] == ':';
}

bool field_is_current(const database *db, text stored) {
  return db->keys != NULL && field_is_sealed(stored) &&
         text_is(text_slice(stored, PREFIX_SIZE, ID_LENGTH),
                 db->keys->keys[db->keys->count - 1].id);
}

sd_status field_seal(database *db, const field_place *place, text plain, text_builder *out,
                     sd_error *error) {
  if (db->keys == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_STORE_NO_KEYS, SD_ARGS(place->field));
  }
  const cipher_key *key = &db->keys->keys[db->keys->count - 1];
  text_builder about, sealed;
  text_builder_init(&sealed, SIZE_MAX / 2);
  bool ok = about_of(place, &about) && cipher_seal(key, text_builder_text(&about), plain, &sealed);
  text_builder_release(&about);
  if (ok) {
    text_builder_format(out, "%s%s:", PREFIX, key->id);
    add_hex(out, text_builder_text(&sealed));
  }
  text_builder_release(&sealed);
  return ok && !out->failed ? SD_OK : no_memory(error);
}

static sd_status not_ours(const field_place *place, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_STORE_SEALED_CHANGED, SD_ARGS(place->field));
}

sd_status field_open(database *db, const field_place *place, text stored, text_builder *out,
                     sd_error *error) {
  if (!field_is_sealed(stored)) {
    text_builder_add(out, stored);
    return out->failed ? no_memory(error) : SD_OK;
  }
  if (db->keys == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_STORE_NO_KEYS, SD_ARGS(place->field));
  }
  enum { BODY_AT = PREFIX_SIZE + ID_LENGTH + 1 };
  text id = text_slice(stored, PREFIX_SIZE, ID_LENGTH);
  const cipher_key *key = find_key(db->keys, id);
  if (key == NULL) return missing_key(id, error);
  text_builder about, sealed;
  text_builder_init(&sealed, SIZE_MAX / 2);
  bool memory = about_of(place, &about);
  bool ok = memory && add_bytes(&sealed, text_slice(stored, BODY_AT, stored.size - BODY_AT)) &&
            cipher_open(key, text_builder_text(&about), text_builder_text(&sealed), out);
  text_builder_release(&about);
  text_builder_release(&sealed);
  if (ok) return SD_OK;
  if (!memory || out->failed) return no_memory(error);
  return not_ours(place, error);
}

/* --- sealing anew --- */

typedef struct kept_value {
  struct kept_value *next;
  text row, stored;
} kept_value;

/* What is not sealed with the current key; read to the end before anything is changed. */
static sd_status collect_old(database *db, const char *select, arena *a, kept_value **out,
                             sd_error *error) {
  query *q;
  TRY(query_open(db, select, &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    if (field_is_current(db, query_text(q, 1))) continue;
    kept_value *kept = ARENA_NEW(a, kept_value);
    if (kept != NULL) {
      *kept = (kept_value){*out, arena_copy(a, query_text(q, 0)), arena_copy(a, query_text(q, 1))};
    }
    if (kept == NULL || kept->row.data == NULL || kept->stored.data == NULL) {
      status = no_memory(error);
    } else {
      *out = kept;
    }
  }
  query_close(q);
  return status;
}

static sd_status reseal_one(database *db, const sealed_column *column, const kept_value *v,
                            sd_error *error) {
  text_builder plain, sealed;
  query *q;
  const field_place place = {column->field, v->row};
  text_builder_init(&plain, SIZE_MAX / 2);
  text_builder_init(&sealed, SIZE_MAX / 2);
  sd_status status = field_open(db, &place, v->stored, &plain, error);
  if (status == SD_OK) {
    status = field_seal(db, &place, text_builder_text(&plain), &sealed, error);
  }
  if (plain.data != NULL) cipher_forget(plain.data, plain.size);
  if (status == SD_OK) status = query_open(db, column->update, &q, error);
  if (status == SD_OK) {
    query_bind_text(q, 1, v->row);
    query_bind_text(q, 2, text_builder_text(&sealed));
    status = query_finish(q, error);
  }
  text_builder_release(&plain);
  text_builder_release(&sealed);
  return status;
}

sd_status field_reseal(database *db, const sealed_column *column, int64_t *count_out,
                       sd_error *error) {
  arena *a = arena_create(0);
  kept_value *old = NULL;
  *count_out = 0;
  if (a == NULL) return no_memory(error);
  sd_status status = collect_old(db, column->select, a, &old, error);
  for (const kept_value *v = old; v != NULL && status == SD_OK; v = v->next) {
    status = reseal_one(db, column, v, error);
    ++*count_out;
  }
  arena_destroy(a);
  return status;
}
