/* A guarded reader of XML as a stream of events, and as a small tree. */
#include "base/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text_builder.h"

/* How it works: the parser is fed a chunk at a time and its callbacks put events into a queue in
 * an arena, which is emptied when the queue is; so memory is bounded by the chunk and the longest
 * text.  Text is collected until the next tag.  A failure is kept until the events before it have
 * been delivered, so that a reader meets things in the order of the document. */

enum { CHUNK_BYTES = 64 * 1024, EVENTS_FIRST = 256 };

typedef struct queued_event {
  xml_event kind;
  uint32_t line, column;
  size_t depth;
  text name, namespace_uri, prefix, content;
  xml_attribute *attributes;
  size_t attribute_count;
  xml_namespace *namespaces;
  size_t namespace_count;
} queued_event;

struct xml_reader {
  char *name;
  text content;      /* what is not yet fed, when read from memory */
  file_reader *file; /* or NULL */
  char *chunk;       /* for `file` */
  xml_limits limits;
  xmlParserCtxtPtr parser;
  arena *arena; /* of the queued events; reset when all are delivered */
  queued_event *events;
  size_t event_count, event_next, event_capacity;
  text_builder run;        /* text since the last tag */
  uint32_t tag_end[2];     /* line and column where that tag ended */
  uint32_t known_place[2]; /* line and column of `known_offset` */
  const void *known_encoder;
  uint64_t known_offset; /* bytes of the document as the parser holds it */
  size_t depth, elements, bytes;
  bool ended; /* everything was fed */
  bool finished;
  sd_status status; /* a failure behind the queued events */
  sd_error failure;
};

xml_limits xml_limits_of_model(void) {
  return (xml_limits){LIMIT_MODEL_BYTES, LIMIT_MODEL_ELEMENTS, LIMIT_XML_DEPTH};
}

xml_limits xml_limits_of_statement(void) {
  return (xml_limits){LIMIT_STATEMENT_BYTES, LIMIT_STATEMENT_ELEMENTS, LIMIT_XML_DEPTH};
}

/* --- Failing --- */

static void fail_at(xml_reader *r, sd_status status, message_id message, const char *argument,
                    const uint32_t place[2]) {
  if (r->status != SD_OK) return;
  r->status = error_set(&r->failure, status, message, SD_ARGS(argument));
  error_place(&r->failure, r->name, place[0], place[1]);
  xmlStopParser(r->parser);
}

/* The place of the parser now. */
static void get_place(const xml_reader *r, uint32_t place[2]) {
  const xmlParserInput *input = r->parser->input;
  place[0] = input == NULL || input->line < 1 ? 1 : (uint32_t)input->line;
  place[1] = input == NULL || input->col < 1 ? 1 : (uint32_t)input->col;
}

static void fail_here(xml_reader *r, sd_status status, message_id message, const char *argument) {
  uint32_t place[2];
  get_place(r, place);
  fail_at(r, status, message, argument, place);
}

static void fail_memory(xml_reader *r) {
  fail_here(r, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static void fail_limit(xml_reader *r, const char *name, size_t limit) {
  if (r->status != SD_OK) return;
  uint32_t place[2];
  get_place(r, place);
  r->status = error_set(&r->failure, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                        SD_ARGS(name, SD_NUMBER(limit)));
  error_place(&r->failure, r->name, place[0], place[1]);
  xmlStopParser(r->parser);
}

/* --- Places --- */

/* Moves the known place on to `target`, counting what lies between.  libxml2's own columns count
 * bytes in values; they are the fallback when the bytes between have left the buffer. */
static void advance_place(xml_reader *r, const xmlChar *target) {
  const xmlParserInput *input = r->parser->input;
  uint64_t offset = (uint64_t)input->consumed + (uint64_t)(target - input->base);
  const void *encoder = input->buf == NULL ? NULL : input->buf->encoder;
  bool switched = encoder != r->known_encoder; /* the declaration changed what offsets mean */
  r->known_encoder = encoder;
  if (switched || r->known_offset < (uint64_t)input->consumed || r->known_offset > offset) {
    get_place(r, r->known_place);
    for (const xmlChar *at = target; at < input->cur && *at != '\n'; at++) {
      if ((*at & 0xC0) != 0x80 && r->known_place[1] > 1) r->known_place[1]--;
    }
  } else {
    const xmlChar *at = input->base + (r->known_offset - (uint64_t)input->consumed);
    if (r->known_offset == 0 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3; /* the mark */
    for (; at < target; at++) {
      if (*at == '\n') {
        r->known_place[0]++;
        r->known_place[1] = 1;
      } else if ((*at & 0xC0) != 0x80) {
        r->known_place[1]++;
      }
    }
  }
  r->known_offset = offset;
}

/* The place of the '<' of the tag at whose end the parser stands.  Going back is exact: a '<'
 * cannot stand in a tag, not even in an attribute's value. */
static void get_tag_place(xml_reader *r, uint32_t place[2]) {
  const xmlParserInput *input = r->parser->input;
  get_place(r, place);
  if (input == NULL || input->cur == NULL || input->base == NULL) return;
  const xmlChar *at = input->cur;
  while (at != input->base && *at != '<') at--;
  advance_place(r, at);
  memcpy(place, r->known_place, sizeof r->known_place);
  advance_place(r, input->cur);
}

/* The place behind the last tag, where a text begins. */
static void note_tag_end(xml_reader *r) {
  const xmlParserInput *input = r->parser->input;
  if (input != NULL && input->cur != NULL) advance_place(r, input->cur);
  memcpy(r->tag_end, r->known_place, sizeof r->known_place);
}

/* --- Events --- */

static queued_event *add_event(xml_reader *r, xml_event kind) {
  if (r->event_count == r->event_capacity) {
    size_t capacity = r->event_capacity == 0 ? EVENTS_FIRST : r->event_capacity * 2;
    queued_event *grown = memory_resize(r->events, capacity * sizeof *grown);
    if (grown == NULL) {
      fail_memory(r);
      return NULL;
    }
    r->events = grown;
    r->event_capacity = capacity;
  }
  queued_event *e = &r->events[r->event_count++];
  *e = (queued_event){.kind = kind, .depth = r->depth};
  return e;
}

/* Behind a failure nothing is copied: the parser is stopped and has given back what it pointed to.
 */
static text copy_in(xml_reader *r, const xmlChar *start, size_t size) {
  if (r->status != SD_OK) return TEXT("");
  text copy = arena_copy(r->arena, (text){(const char *)start, size});
  if (copy.data == NULL) {
    fail_memory(r);
    return TEXT("");
  }
  return copy;
}

static text copy_string(xml_reader *r, const xmlChar *string) {
  return copy_in(r, string == NULL ? (const xmlChar *)"" : string,
                 string == NULL ? 0 : strlen((const char *)string));
}

/* An event of which a copy could not be made is not handed out: its names would be empty. */
static void drop_if_failed(xml_reader *r) {
  if (r->status != SD_OK) r->event_count--;
}

static void flush_run(xml_reader *r) {
  if (r->run.failed) fail_memory(r);
  if (r->run.size == 0 || r->status != SD_OK) return;
  queued_event *e = add_event(r, XML_EVENT_TEXT);
  if (e == NULL) return;
  e->line = r->tag_end[0];
  e->column = r->tag_end[1];
  e->content = copy_in(r, (const xmlChar *)r->run.data, r->run.size);
  drop_if_failed(r);
  text_builder_clear(&r->run);
}

/* A value as libxml2 hands it over: every & of it still stands as "&#38;", and nothing else is
 * escaped.  The copy is only ever shorter. */
static text copy_value(xml_reader *r, const xmlChar *start, const xmlChar *end) {
  text copy = copy_in(r, start, (size_t)(end - start));
  static const text AMPERSAND = {"&#38;", 5};
  if (text_find(copy, AMPERSAND, 0) == SIZE_MAX) return copy;
  char *to = (char *)(uintptr_t)copy.data; /* our own copy */
  size_t size = 0;
  for (size_t from = 0; from < copy.size; from++) {
    to[size++] = copy.data[from];
    if (text_starts_with(text_slice(copy, from, copy.size), AMPERSAND)) from += AMPERSAND.size - 1;
  }
  to[size] = '\0';
  return (text){to, size};
}

/* libxml2 hands over five pointers an attribute: name, prefix, uri, start and end of the value. */
static void copy_attributes(xml_reader *r, queued_event *e, int count, const xmlChar **attributes) {
  xml_attribute *copies = ARENA_ARRAY(r->arena, xml_attribute, (size_t)count);
  if (copies == NULL) {
    fail_memory(r);
    return;
  }
  for (int i = 0; i < count; i++, attributes += 5) {
    copies[i].name = copy_string(r, attributes[0]);
    copies[i].prefix = copy_string(r, attributes[1]);
    copies[i].namespace_uri = copy_string(r, attributes[2]);
    copies[i].value = copy_value(r, attributes[3], attributes[4]);
  }
  e->attributes = copies;
  e->attribute_count = (size_t)count;
}

static void copy_namespaces(xml_reader *r, queued_event *e, int count, const xmlChar **pairs) {
  xml_namespace *copies = ARENA_ARRAY(r->arena, xml_namespace, (size_t)count);
  if (copies == NULL) {
    fail_memory(r);
    return;
  }
  for (int i = 0; i < count; i++) {
    copies[i].prefix = copy_string(r, pairs[2 * i]);
    copies[i].uri = copy_string(r, pairs[2 * i + 1]);
  }
  e->namespaces = copies;
  e->namespace_count = (size_t)count;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted_count, const xmlChar **attributes) {
  (void)defaulted_count;
  xml_reader *r = context;
  flush_run(r);
  if (r->status != SD_OK) return;
  if (++r->depth > r->limits.depth_max) fail_limit(r, "XML depth", r->limits.depth_max);
  if (++r->elements > r->limits.elements_max) {
    fail_limit(r, "XML elements", r->limits.elements_max);
  }
  queued_event *e = r->status == SD_OK ? add_event(r, XML_EVENT_START) : NULL;
  if (e == NULL) return;
  uint32_t place[2];
  get_tag_place(r, place);
  note_tag_end(r);
  e->line = place[0];
  e->column = place[1];
  e->name = copy_string(r, name);
  e->prefix = copy_string(r, prefix);
  e->namespace_uri = copy_string(r, uri);
  if (attribute_count > 0) copy_attributes(r, e, attribute_count, attributes);
  if (namespace_count > 0) copy_namespaces(r, e, namespace_count, namespaces);
  drop_if_failed(r);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  xml_reader *r = context;
  flush_run(r);
  queued_event *e = r->status == SD_OK ? add_event(r, XML_EVENT_END) : NULL;
  if (e == NULL) return;
  note_tag_end(r);
  e->line = r->tag_end[0];
  e->column = r->tag_end[1];
  e->name = copy_string(r, name);
  e->prefix = copy_string(r, prefix);
  e->namespace_uri = copy_string(r, uri);
  drop_if_failed(r);
  r->depth--;
}

static void on_text(void *context, const xmlChar *characters, int size) {
  xml_reader *r = context;
  text_builder_add(&r->run, (text){(const char *)characters, (size_t)size});
}

static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
                           const xmlChar *system_id) {
  (void)name, (void)public_id, (void)system_id;
  fail_here(context, SD_INVALID, MESSAGE_XML_DOCTYPE_REFUSED, NULL);
}

static void refuse_instruction(void *context, const xmlChar *target, const xmlChar *data) {
  (void)data;
  xml_reader *r = context;
  fail_here(r, SD_INVALID, MESSAGE_XML_INSTRUCTION_REFUSED, (const char *)target);
}

static void refuse_reference(void *context, const xmlChar *name) {
  (void)name;
  fail_here(context, SD_INVALID, MESSAGE_XML_DOCTYPE_REFUSED, NULL);
}

/* libxml2 cuts what it quotes by bytes, and so does a buffer. */
static void end_before_half_character(char *words) {
  text all = text_of(words);
  for (size_t at = 0; at < all.size;) {
    size_t start = at;
    if (text_decode(all, &at) >= 0) continue;
    words[start] = '\0';
    return;
  }
}

/* libxml2 tells of some allocations that failed as if the document were faulty, so they are noted
 * where they are made. */
static struct {
  xmlFreeFunc give_back;
  xmlMallocFunc take;
  xmlReallocFunc resize;
  xmlStrdupFunc copy;
} library;
static _Thread_local bool was_short;

static void *noted(void *memory, size_t size) {
  was_short |= memory == NULL && size != 0;
  return memory;
}
static void *take_noted(size_t size) { return noted(library.take(size), size); }
static void *resize_noted(void *old, size_t size) { return noted(library.resize(old, size), size); }
static char *copy_noted(const char *source) { return noted(library.copy(source), 1); }

static void on_error(void *context, xmlErrorPtr problem) {
  xml_reader *r = context;
  if (problem->level < XML_ERR_ERROR || r->parser == NULL) return; /* not even created */
  if (problem->code == XML_ERR_NO_MEMORY || was_short) {
    fail_memory(r);
    return;
  }
  char words[300];
  snprintf(words, sizeof words, "%s", problem->message == NULL ? "?" : problem->message);
  words[strcspn(words, "\n")] = '\0';
  end_before_half_character(words);
  uint32_t place[2];
  get_place(r, place);
  fail_at(r, SD_SYNTAX_ERROR, MESSAGE_XML_SYNTAX, words, place);
}

/* --- Life cycle --- */

static void initialise_library(void) {
  xmlMemGet(&library.give_back, &library.take, &library.resize, &library.copy);
  xmlMemSetup(library.give_back, take_noted, resize_noted, copy_noted);
  xmlInitParser();
}

static bool create_parser(xml_reader *r) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, initialise_library);
  xmlSAXHandler handler = {0};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.characters = on_text;
  handler.ignorableWhitespace = on_text;
  handler.cdataBlock = on_text;
  handler.internalSubset = refuse_doctype;
  handler.processingInstruction = refuse_instruction;
  handler.reference = refuse_reference;
  handler.serror = on_error;
  r->parser = xmlCreatePushParserCtxt(&handler, r, NULL, 0, NULL);
  if (r->parser == NULL) return false;
  /* Never NOENT, DTDLOAD or HUGE: the first two read other files, the last drops the guards. */
  xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
  return true;
}

static sd_status create_reader(const char *name, xml_limits limits, xml_reader **out,
                               sd_error *error) {
  xml_reader *r = memory_allocate(sizeof *r);
  size_t name_size = strlen(name) + 1;
  if (r != NULL) {
    r->limits = limits;
    r->known_place[0] = r->known_place[1] = 1;
    r->name = memory_allocate(name_size);
    r->arena = arena_create(0);
    text_builder_init(&r->run, limits.bytes_max);
  }
  if (r == NULL || r->name == NULL || r->arena == NULL || !create_parser(r)) {
    xml_reader_close(r);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  memcpy(r->name, name, name_size);
  *out = r;
  return SD_OK;
}

sd_status xml_reader_open(text content, const char *name, xml_limits limits, xml_reader **out,
                          sd_error *error) {
  TRY(create_reader(name, limits, out, error));
  (*out)->content = content;
  return SD_OK;
}

sd_status xml_reader_open_file(const char *path, xml_limits limits, xml_reader **out,
                               sd_error *error) {
  xml_reader *r;
  TRY(create_reader(path, limits, &r, error));
  sd_status status = file_reader_open(path, &r->file, error);
  if (status == SD_OK && (r->chunk = memory_allocate(CHUNK_BYTES)) == NULL) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (status != SD_OK) {
    xml_reader_close(r);
    return status;
  }
  *out = r;
  return SD_OK;
}

void xml_reader_close(xml_reader *r) {
  if (r == NULL) return;
  if (r->parser != NULL) {
    if (r->parser->myDoc != NULL) xmlFreeDoc(r->parser->myDoc);
    xmlFreeParserCtxt(r->parser);
  }
  file_reader_close(r->file);
  arena_destroy(r->arena);
  text_builder_release(&r->run);
  memory_free(r->events);
  memory_free(r->chunk);
  memory_free(r->name);
  memory_free(r);
}

/* --- Reading --- */

static sd_status next_chunk(xml_reader *r, text *out, sd_error *error) {
  if (r->file != NULL) {
    size_t size;
    TRY(file_reader_read(r->file, r->chunk, CHUNK_BYTES, &size, error));
    *out = (text){r->chunk, size};
  } else {
    *out = text_slice(r->content, 0, CHUNK_BYTES);
    r->content = text_slice(r->content, out->size, r->content.size);
  }
  return SD_OK;
}

static void print_nothing(void *context, const char *format, ...) { (void)context, (void)format; }
static void take_nothing(void *context, xmlErrorPtr fault) { (void)context, (void)fault; }

/* libxml2 prints what happens in its decoders; the handlers, which are the thread's, belong to the
 * program around us and are put back. */
static int parse_silently(xml_reader *r, text chunk) {
  xmlGenericErrorFunc print = xmlGenericError;
  void *print_context = xmlGenericErrorContext;
  xmlStructuredErrorFunc take = xmlStructuredError;
  void *take_context = xmlStructuredErrorContext;
  xmlSetGenericErrorFunc(NULL, print_nothing);
  xmlSetStructuredErrorFunc(NULL, take_nothing);
  int code = xmlParseChunk(r->parser, chunk.data, (int)chunk.size, r->ended ? 1 : 0);
  xmlSetStructuredErrorFunc(take_context, take);
  xmlSetGenericErrorFunc(print_context, print);
  return code;
}

/* Feeds until there is an event, a failure or the end. */
static sd_status fill_queue(xml_reader *r, sd_error *error) {
  r->event_count = r->event_next = 0;
  arena_reset(r->arena);
  while (r->event_count == 0 && r->status == SD_OK && !r->ended) {
    text chunk;
    TRY(next_chunk(r, &chunk, error));
    r->bytes += chunk.size;
    if (r->bytes > r->limits.bytes_max) {
      fail_limit(r, "XML bytes", r->limits.bytes_max);
      break;
    }
    r->ended = chunk.size == 0;
    was_short = false;
    int code = parse_silently(r, chunk);
    if (code == XML_ERR_NO_MEMORY || was_short) fail_memory(r);
    if (r->ended && r->status == SD_OK && (code != 0 || r->depth != 0 || r->elements == 0)) {
      fail_here(r, SD_SYNTAX_ERROR, MESSAGE_XML_TRUNCATED, NULL);
    }
  }
  return SD_OK;
}

sd_status xml_reader_next(xml_reader *r, xml_event *event_out, sd_error *error) {
  if (r->event_next != r->event_count) r->event_next++;
  if (r->event_next == r->event_count) TRY(fill_queue(r, error));
  if (r->event_next != r->event_count) {
    *event_out = r->events[r->event_next].kind;
    return SD_OK;
  }
  if (r->status != SD_OK) {
    if (error != NULL) *error = r->failure;
    return r->status;
  }
  r->finished = true;
  *event_out = XML_EVENT_FINISHED;
  return SD_OK;
}

static const queued_event *current(const xml_reader *r) {
  static const queued_event NOTHING = {.kind = XML_EVENT_FINISHED,
                                       .name = {"", 0},
                                       .namespace_uri = {"", 0},
                                       .prefix = {"", 0},
                                       .content = {"", 0}};
  return r->event_next < r->event_count ? &r->events[r->event_next] : &NOTHING;
}

text xml_reader_name(const xml_reader *r) { return current(r)->name; }
text xml_reader_namespace(const xml_reader *r) { return current(r)->namespace_uri; }
text xml_reader_prefix(const xml_reader *r) { return current(r)->prefix; }
text xml_reader_text(const xml_reader *r) { return current(r)->content; }
uint32_t xml_reader_line(const xml_reader *r) { return current(r)->line; }
uint32_t xml_reader_column(const xml_reader *r) { return current(r)->column; }
size_t xml_reader_depth(const xml_reader *r) { return current(r)->depth; }

const xml_attribute *xml_reader_attributes(const xml_reader *r, size_t *count_out) {
  *count_out = current(r)->attribute_count;
  return current(r)->attributes;
}

const xml_namespace *xml_reader_namespaces(const xml_reader *r, size_t *count_out) {
  *count_out = current(r)->namespace_count;
  return current(r)->namespaces;
}

text xml_find_attribute(const xml_attribute *attributes, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (attributes[i].namespace_uri.size == 0 && text_is(attributes[i].name, name)) {
      return attributes[i].value;
    }
  }
  return (text){NULL, 0};
}

text xml_reader_attribute(const xml_reader *r, const char *name) {
  return xml_find_attribute(current(r)->attributes, current(r)->attribute_count, name);
}
