/* Files in UTF-8, UTF-16 and GB18030 to UTF-8, and full-width forms to half-width. */
#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/allocator.h"

enum { CHUNK_BYTES = 256 * 1024, CARRY_BYTES = 8 };

struct encoding_decoder {
  encoding from;
  iconv_t converter;       /* (iconv_t)-1 for UTF-8 */
  char carry[CARRY_BYTES]; /* a character that was cut by the end of a feed */
  size_t carry_size;
  uint64_t offset;  /* bytes of all feeds before the carry */
  bool mark_passed; /* the byte order mark was looked for */
};

const char *encoding_name(encoding e) {
  switch (e) {
    case ENCODING_UTF8:
      return "UTF-8";
    case ENCODING_UTF8_MARKED:
      return "UTF-8";
    case ENCODING_UTF16_LITTLE:
      return "UTF-16LE";
    case ENCODING_UTF16_BIG:
      return "UTF-16BE";
    case ENCODING_GB18030:
      return "GB18030";
    case ENCODING_GBK:
      return "GBK";
  }
  return "UTF-8";
}

/* --- Which encoding --- */

static const text UTF8_MARK = {"\xEF\xBB\xBF", 3};

/* By mark only; false when there is none. */
static bool detect_mark(text head, encoding *out) {
  if (text_starts_with(head, UTF8_MARK)) {
    *out = ENCODING_UTF8_MARKED;
  } else if (text_starts_with(head, TEXT("\xFF\xFE"))) {
    *out = ENCODING_UTF16_LITTLE;
  } else if (text_starts_with(head, TEXT("\xFE\xFF"))) {
    *out = ENCODING_UTF16_BIG;
  } else {
    return false;
  }
  return true;
}

/* How many bytes form whole valid characters from the start.  ASCII goes eight at a time. */
static size_t utf8_valid_prefix(text bytes) {
  size_t at = 0;
  while (at < bytes.size) {
    uint64_t eight;
    while (bytes.size - at >= sizeof eight) {
      memcpy(&eight, bytes.data + at, sizeof eight);
      if ((eight & UINT64_C(0x8080808080808080)) != 0) break;
      at += sizeof eight;
    }
    if (at == bytes.size) break;
    size_t next = at;
    if (text_decode(bytes, &next) < 0) break;
    at = next;
  }
  return at;
}

/* True if `rest` may be the beginning of a longer UTF-8 character. */
static bool is_cut_utf8(text rest) {
  if (rest.size == 0 || rest.size > 3) return false;
  unsigned char lead = (unsigned char)rest.data[0];
  size_t needed = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (lead >= 0xF5 || rest.size >= needed) return false;
  for (size_t i = 1; i < rest.size; i++) {
    if (((unsigned char)rest.data[i] & 0xC0) != 0x80) return false;
  }
  return true;
}

encoding encoding_detect(text bytes) {
  encoding found;
  if (detect_mark(bytes, &found)) return found;
  return utf8_valid_prefix(bytes) == bytes.size ? ENCODING_UTF8 : ENCODING_GB18030;
}

/* Reads the rest of `file` through `buffer`, of which `carried` bytes stand at its start. */
static sd_status scan_for_utf8(file_reader *file, char *buffer, bool *valid_out, sd_error *error) {
  size_t carried = 0;
  for (bool first = true;; first = false) {
    size_t size;
    TRY(file_reader_read(file, buffer + carried, CHUNK_BYTES, &size, error));
    text all = {buffer, carried + size};
    encoding marked;
    if (first && detect_mark(all, &marked)) return SD_OK;
    size_t valid = utf8_valid_prefix(all);
    text rest = text_slice(all, valid, all.size);
    *valid_out = rest.size == 0 || (size != 0 && is_cut_utf8(rest));
    if (!*valid_out || size == 0) return SD_OK;
    memmove(buffer, rest.data, rest.size);
    carried = rest.size;
  }
}

sd_status encoding_detect_file(file_reader *file, encoding *out, sd_error *error) {
  char *buffer = memory_allocate(CHUNK_BYTES + CARRY_BYTES);
  if (buffer == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  bool valid = true;
  size_t head_size = 0;
  sd_status status = scan_for_utf8(file, buffer, &valid, error);
  if (status == SD_OK) status = file_reader_rewind(file, error);
  if (status == SD_OK) status = file_reader_read(file, buffer, 3, &head_size, error);
  if (status == SD_OK) status = file_reader_rewind(file, error);
  if (status == SD_OK && !detect_mark((text){buffer, head_size}, out)) {
    *out = valid ? ENCODING_UTF8 : ENCODING_GB18030;
  }
  memory_free(buffer);
  return status;
}

/* --- Decoding --- */

encoding_decoder *encoding_decoder_create(encoding from) {
  encoding_decoder *d = memory_allocate(sizeof *d);
  if (d == NULL) return NULL;
  d->from = from;
  d->converter = (iconv_t)-1;
  if (from != ENCODING_UTF8 && from != ENCODING_UTF8_MARKED) {
    d->converter = iconv_open("UTF-8", encoding_name(from));
    if (d->converter == (iconv_t)-1) {
      memory_free(d);
      return NULL;
    }
  }
  return d;
}

void encoding_decoder_destroy(encoding_decoder *d) {
  if (d == NULL) return;
  if (d->converter != (iconv_t)-1) iconv_close(d->converter);
  memory_free(d);
}

static sd_status invalid_at(const encoding_decoder *d, size_t at, sd_error *error) {
  return error_set(error, SD_SYNTAX_ERROR, MESSAGE_ENCODING_INVALID,
                   SD_ARGS(encoding_name(d->from), SD_NUMBER(d->offset + at + 1)));
}

/* Appends whole characters of `bytes`; *used_out says how many bytes they were.  Stops without an
 * error at a character that is cut by the end. */
static sd_status decode_utf8(encoding_decoder *d, text bytes, text_builder *out, size_t *used_out,
                             sd_error *error) {
  size_t valid = utf8_valid_prefix(bytes);
  text rest = text_slice(bytes, valid, bytes.size);
  if (rest.size != 0 && !is_cut_utf8(rest)) return invalid_at(d, valid, error);
  text_builder_add(out, text_slice(bytes, 0, valid));
  *used_out = valid;
  return SD_OK;
}

static sd_status decode_iconv(encoding_decoder *d, text bytes, text_builder *out, size_t *used_out,
                              sd_error *error) {
  char buffer[8192];
  char *input = (char *)(uintptr_t)bytes.data; /* iconv does not write to it */
  size_t left = bytes.size;
  while (left != 0) {
    char *output = buffer;
    size_t room = sizeof buffer;
    size_t result = iconv(d->converter, &input, &left, &output, &room);
    int code = result == (size_t)-1 ? errno : 0;
    text_builder_add(out, (text){buffer, sizeof buffer - room});
    if (code == EINVAL) break; /* cut */
    if (code != 0 && code != E2BIG) return invalid_at(d, bytes.size - left, error);
  }
  *used_out = bytes.size - left;
  return SD_OK;
}

static sd_status decode(encoding_decoder *d, text bytes, text_builder *out, size_t *used_out,
                        sd_error *error) {
  if (d->converter == (iconv_t)-1) return decode_utf8(d, bytes, out, used_out, error);
  return decode_iconv(d, bytes, out, used_out, error);
}

/* Completes the carried character with bytes of `*bytes`, one by one. */
static sd_status finish_carry(encoding_decoder *d, text *bytes, text_builder *out,
                              sd_error *error) {
  while (d->carry_size != 0 && bytes->size != 0) {
    d->carry[d->carry_size++] = bytes->data[0];
    *bytes = text_slice(*bytes, 1, bytes->size);
    size_t used;
    TRY(decode(d, (text){d->carry, d->carry_size}, out, &used, error));
    if (used == 0 && d->carry_size == CARRY_BYTES) return invalid_at(d, 0, error);
    memmove(d->carry, d->carry + used, d->carry_size - used);
    d->carry_size -= used;
    d->offset += used;
  }
  return SD_OK;
}

/* Drops the mark, which a converter of UTF-16LE or BE would hand over as U+FEFF. */
static text drop_mark(encoding_decoder *d, text bytes) {
  d->mark_passed = true;
  encoding marked;
  if (!detect_mark(bytes, &marked) || marked != d->from) return bytes;
  size_t size = marked == ENCODING_UTF8_MARKED ? 3 : 2;
  d->offset += size;
  return text_slice(bytes, size, bytes.size);
}

sd_status encoding_decoder_feed(encoding_decoder *d, text bytes, bool last, text_builder *out,
                                sd_error *error) {
  if (!d->mark_passed) {
    if (d->carry_size + bytes.size < 3 && !last) { /* too short to see the mark */
      memcpy(d->carry + d->carry_size, bytes.data, bytes.size);
      d->carry_size += bytes.size;
      return SD_OK;
    }
    char head[CARRY_BYTES];
    size_t held = d->carry_size;
    memcpy(head, d->carry, held);
    while (held != 0 && held < 3 && bytes.size != 0) {
      head[held++] = bytes.data[0];
      bytes = text_slice(bytes, 1, bytes.size);
    }
    d->carry_size = 0;
    if (held != 0) {
      text first = drop_mark(d, (text){head, held});
      TRY(encoding_decoder_feed(d, first, last && bytes.size == 0, out, error));
    } else {
      bytes = drop_mark(d, bytes);
    }
  }
  TRY(finish_carry(d, &bytes, out, error));
  if (bytes.size != 0) {
    size_t used;
    TRY(decode(d, bytes, out, &used, error));
    d->offset += used;
    d->carry_size = bytes.size - used;
    if (d->carry_size >= CARRY_BYTES) return invalid_at(d, 0, error);
    memcpy(d->carry, bytes.data + used, d->carry_size);
  }
  if (last && d->carry_size != 0) return invalid_at(d, 0, error);
  if (out->failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return SD_OK;
}

sd_status encoding_convert(text bytes, text_builder *out, encoding *found_out, sd_error *error) {
  encoding found = encoding_detect(bytes);
  if (found_out != NULL) *found_out = found;
  encoding_decoder *d = encoding_decoder_create(found);
  if (d == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sd_status status = encoding_decoder_feed(d, bytes, true, out, error);
  encoding_decoder_destroy(d);
  return status;
}

/* --- Encoding --- */

/* Converts until the end or the first character that does not fit; returns how many bytes went. */
static size_t write_gbk(iconv_t converter, text utf8, text_builder *out) {
  char buffer[8192];
  char *input = (char *)(uintptr_t)utf8.data; /* iconv does not write to it */
  size_t left = utf8.size;
  while (left != 0) {
    char *output = buffer;
    size_t room = sizeof buffer;
    size_t result = iconv(converter, &input, &left, &output, &room);
    if (out != NULL) text_builder_add(out, (text){buffer, sizeof buffer - room});
    if (result == (size_t)-1 && errno != E2BIG) break;
  }
  return utf8.size - left;
}

/* "行 line, column" of a byte, and the character there. */
static sd_status refuse_character(text utf8, size_t at, sd_error *error) {
  uint32_t line = 1, column = 1;
  for (size_t i = 0; i < at; i++) {
    if (utf8.data[i] == '\n') {
      line++;
      column = 1;
    } else if (((unsigned char)utf8.data[i] & 0xC0) != 0x80) {
      column++;
    }
  }
  size_t end = at;
  (void)text_decode(utf8, &end);
  char character[8] = "";
  memcpy(character, utf8.data + at, end - at);
  sd_status status = error_set(error, SD_INVALID, MESSAGE_ENCODING_NOT_IN_GBK,
                               SD_ARGS(character, SD_NUMBER(line), SD_NUMBER(column)));
  error_place(error, "", line, column);
  return status;
}

sd_status encoding_to_gbk(text utf8, text_builder *out, sd_error *error) {
  iconv_t converter = iconv_open("GBK", "UTF-8");
  if (converter == (iconv_t)-1) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  size_t before = out->size;
  size_t done = write_gbk(converter, utf8, out);
  iconv_close(converter);
  if (done < utf8.size) {
    if (!out->failed) out->size = before;
    return refuse_character(utf8, done, error);
  }
  if (out->failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  return SD_OK;
}

bool encoding_fits_gbk(text utf8) {
  iconv_t converter = iconv_open("GBK", "UTF-8");
  if (converter == (iconv_t)-1) return false;
  size_t done = write_gbk(converter, utf8, NULL);
  iconv_close(converter);
  return done == utf8.size;
}

/* --- Folding --- */

enum { NAME_BYTES_MAX = 1 << 16 };

static int32_t fold_code_point(int32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  if (c == 0x3000) return ' ';
  if (c == 0x2212) return '-';
  if (c == 0xFFE5) return 0xA5;
  return c;
}

void encoding_fold_width(text source, text_builder *out) {
  for (size_t at = 0; at < source.size;) {
    size_t start = at;
    while (at < source.size && (unsigned char)source.data[at] < 0x80) at++;
    text_builder_add(out, text_slice(source, start, at - start));
    if (at == source.size) break;
    start = at;
    int32_t c = text_decode(source, &at);
    if (c < 0 || fold_code_point(c) == c) {
      text_builder_add(out, text_slice(source, start, at - start));
    } else {
      text_builder_add_code_point(out, fold_code_point(c));
    }
  }
}

static int32_t fold_name_code_point(int32_t c) {
  switch (c) {
    case '[':
    case '{':
    case '<':
    case 0x3008:
    case 0x300A:
    case 0x3010:
    case 0x3014:
    case 0x3016:
      return '(';
    case ']':
    case '}':
    case '>':
    case 0x3009:
    case 0x300B:
    case 0x3011:
    case 0x3015:
    case 0x3017:
      return ')';
    case 0x2022:
    case 0x2027:
    case 0x30FB:
    case 0xFF65:
      return 0xB7;
    default:
      return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
  }
}

void encoding_fold_name(text source, text_builder *out) {
  for (size_t at = 0; at < source.size;) {
    int32_t c = text_decode(source, &at);
    if (c < 0) continue;
    c = fold_code_point(c);
    if (!code_point_is_space(c)) text_builder_add_code_point(out, fold_name_code_point(c));
  }
}

bool encoding_same_name(text a, text b) {
  text_builder one, other;
  text_builder_init(&one, NAME_BYTES_MAX);
  text_builder_init(&other, NAME_BYTES_MAX);
  encoding_fold_name(a, &one);
  encoding_fold_name(b, &other);
  bool same =
      one.failed || other.failed || text_equal(text_builder_text(&one), text_builder_text(&other));
  text_builder_release(&one);
  text_builder_release(&other);
  return same;
}
