/* Built-in functions of contexts. */
#include <string.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin_function.h"

value context_get_value(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  const value *found = value_context_find(arguments[0].as.context, arguments[1].as.string);
  return found == NULL ? value_null() : *found;
}

value context_get_entries(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  static const text KEYS[] = {{"key", 3}, {"value", 5}};
  const value_context *context = arguments[0].as.context;
  value *items;
  value list = builtin_new_list(call, context->count, &items);
  for (size_t i = 0; list.kind == VALUE_LIST && i < context->count; i++) {
    value pair[] = {value_string(context->keys[i]), context->values[i]};
    items[i] = value_context_make(call->arena, KEYS, pair, 2);
    if (value_is_null(items[i])) return value_null();
  }
  return list;
}

/* Room for a context that a function fills; *count grows with context_set. */
typedef struct context_room {
  text *keys;
  value *values;
  size_t count;
} context_room;

static bool context_room_init(context_room *room, const builtin_call *call, size_t capacity) {
  room->keys = ARENA_ARRAY(call->arena, text, capacity == 0 ? 1 : capacity);
  room->values = ARENA_ARRAY(call->arena, value, capacity == 0 ? 1 : capacity);
  room->count = 0;
  return room->keys != NULL && room->values != NULL;
}

/* The value under `key`, or NULL. */
static value *context_room_find(const context_room *room, text key) {
  for (size_t i = 0; i < room->count; i++)
    if (text_equal(room->keys[i], key)) return &room->values[i];
  return NULL;
}

/* Replaces in place, or adds at the end. */
static void context_room_set(context_room *room, text key, value v) {
  value *found = context_room_find(room, key);
  if (found != NULL) {
    *found = v;
    return;
  }
  room->keys[room->count] = key;
  room->values[room->count++] = v;
}

static value context_room_take(const context_room *room, const builtin_call *call) {
  return value_context_make(call->arena, room->keys, room->values, room->count);
}

value context_of_entries(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  context_room room;
  if (!context_room_init(&room, call, list->count)) return value_null();
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].kind == VALUE_UNKNOWN) return list->items[i];
    bool is_context = list->items[i].kind == VALUE_CONTEXT;
    const value_context *entry = is_context ? list->items[i].as.context : NULL;
    const value *key = is_context ? value_context_find(entry, TEXT("key")) : NULL;
    const value *content = is_context ? value_context_find(entry, TEXT("value")) : NULL;
    if (key != NULL && key->kind == VALUE_UNKNOWN) return *key;
    if (key == NULL || content == NULL || key->kind != VALUE_STRING ||
        context_room_find(&room, key->as.string) != NULL || !builtin_spend(call, room.count))
      return builtin_refuse(call, MESSAGE_FEEL_CONTEXT_ENTRIES, SD_NUMBER(i + 1));
    context_room_set(&room, key->as.string, *content);
  }
  return context_room_take(&room, call);
}

static value put(const builtin_call *call, const value_context *context, text key, value v) {
  context_room room;
  if (!context_room_init(&room, call, context->count + 1)) return value_null();
  room.count = context->count;
  if (room.count != 0) {
    memcpy(room.keys, context->keys, room.count * sizeof *room.keys);
    memcpy(room.values, context->values, room.count * sizeof *room.values);
  }
  context_room_set(&room, key, v);
  return context_room_take(&room, call);
}

/* context put(c, [k, rest...], v) is put(c, k, context put(get value(c, k), rest, v)). */
static value put_path(const builtin_call *call, const value_context *context,
                      const value_list *keys, size_t from, value v) {
  value key = keys->items[from];
  if (key.kind == VALUE_UNKNOWN) return key;
  if (key.kind != VALUE_STRING || from > LIMIT_FEEL_DEPTH)
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "keys");
  if (from + 1 == keys->count) return put(call, context, key.as.string, v);
  const value *inner = value_context_find(context, key.as.string);
  if (inner != NULL && inner->kind == VALUE_UNKNOWN) return *inner;
  if (inner == NULL || inner->kind != VALUE_CONTEXT)
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "keys");
  value changed = put_path(call, inner->as.context, keys, from + 1, v);
  if (changed.kind != VALUE_CONTEXT) return changed;
  return put(call, context, key.as.string, changed);
}

value context_put(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_context *context = arguments[0].as.context;
  if (arguments[1].kind == VALUE_STRING)
    return put(call, context, arguments[1].as.string, arguments[2]);
  const value_list *keys = arguments[1].as.list;
  if (keys->count == 0) return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "keys");
  return put_path(call, context, keys, 0, arguments[2]);
}

value context_merge(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  size_t capacity = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].kind == VALUE_UNKNOWN) return list->items[i];
    if (list->items[i].kind != VALUE_CONTEXT)
      return builtin_refuse(call, MESSAGE_FEEL_LIST_ITEMS, "context");
    capacity += list->items[i].as.context->count;
  }
  context_room room;
  if (!context_room_init(&room, call, capacity)) return value_null();
  for (size_t i = 0; i < list->count; i++) {
    const value_context *context = list->items[i].as.context;
    if (!builtin_spend(call, (uint64_t)context->count * (room.count / 16 + 1))) return value_null();
    for (size_t k = 0; k < context->count; k++)
      context_room_set(&room, context->keys[k], context->values[k]);
  }
  return context_room_take(&room, call);
}
