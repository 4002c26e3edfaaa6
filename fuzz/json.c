/* The reader of JSON on any bytes.
 *
 * Claims: an error has line and column; what was read, written again, is read as the same. */
#include "base/json.h"

#include "support.h"

static void write_again(json_writer *w, const json_value *v) {
  switch (v->kind) {
    case JSON_NULL:
      json_null(w);
      return;
    case JSON_BOOLEAN:
      json_boolean(w, v->boolean);
      return;
    case JSON_NUMBER:
      json_number(w, v->text);
      return;
    case JSON_STRING:
      json_text(w, v->text);
      return;
    case JSON_ARRAY:
      json_begin_array(w);
      for (size_t i = 0; i < v->count; i++) write_again(w, &v->items[i]);
      json_end_array(w);
      return;
    case JSON_OBJECT:
      json_begin_object(w);
      for (size_t i = 0; i < v->count; i++) {
        json_key(w, v->keys[i].data);
        write_again(w, &v->items[i]);
      }
      json_end_object(w);
      return;
  }
}

static bool is_same(const json_value *x, const json_value *y) {
  if (x->kind != y->kind || x->boolean != y->boolean || x->count != y->count) return false;
  if (x->kind == JSON_NUMBER || x->kind == JSON_STRING) return text_equal(x->text, y->text);
  for (size_t i = 0; i < x->count; i++) {
    if (x->kind == JSON_OBJECT && !text_equal(x->keys[i], y->keys[i])) return false;
    if (!is_same(&x->items[i], &y->items[i])) return false;
  }
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  arena *a = arena_create(0);
  json_value *read = NULL, *again = NULL;
  sd_error error = {0};
  sd_status status = json_read(fuzz_text(data, size), "fuzz.json", a, &read, &error);
  fuzz_check_error(status, &error, true);
  if (status == SD_OK) {
    text_builder out;
    json_writer writer;
    text_builder_init(&out, 1u << 24);
    json_init(&writer, &out);
    write_again(&writer, read);
    FUZZ_CHECK(json_read(text_builder_text(&out), "written", a, &again, NULL) == SD_OK);
    FUZZ_CHECK(is_same(read, again));
    text_builder_release(&out);
  }
  arena_destroy(a);
  return 0;
}
