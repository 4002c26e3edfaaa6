/* What an editor sends becomes the next draft version, or says why not and stores nothing. */
#include "operation/draft_edit.h"

#include "base/messages/operation.h"
#include "support/item_run.h"

/* The model of the fixture with one piece of its text otherwise. */
static text with(fixture *f, const char *before, const char *after) {
  text_builder b;
  text source = f->versions[1]->bytes;
  size_t at = text_find(source, text_of(before), 0);
  assert_int_not_equal(at, SIZE_MAX);
  text_builder_init(&b, 1 << 20);
  text_builder_add(&b, text_slice(source, 0, at));
  text_builder_add_string(&b, after);
  text_builder_add(&b, text_slice(source, at + strlen(before), source.size));
  text out = arena_copy(f->arena, text_builder_text(&b));
  text_builder_release(&b);
  return out;
}

typedef struct edit_row {
  const char *name, *base, *before, *after, *from;
  sd_status made, kept;
  message_id message;
  const char *version; /* of what is stored */
} edit_row;

/* In this order, in one database: each kept draft takes the next number. */
static const edit_row edit_rows[] = {
    {"a rate", "2025", "0.0525", "0.06", "2025-09-01", SD_OK, SD_OK, 0, "2025.1"},
    {"nothing but its day", "2025", "0.0525", "0.0525", "2025-10-01", SD_OK, SD_OK, 0, "2025.2"},
    {"from a draft", "2025.1", "0.0525", "0.07", "", SD_OK, SD_OK, 0, "2025.3"},
    {"of no version", "1999", "0.0525", "0.06", "", SD_NOT_FOUND, SD_OK,
     MESSAGE_OPERATION_NO_VERSION, NULL},
    {"of another item", "2025", "id='sd-rd'", "id='sd-rb'", "", SD_INVALID, SD_OK,
     MESSAGE_OPERATION_OTHER_ITEM, NULL},
    {"no XML", "2025", "</definitions>", "", "", SD_SYNTAX_ERROR, SD_OK, 0, NULL},
    {"no day", "2025", "0.0525", "0.06", "soon", SD_INVALID, SD_OK, 0, NULL},
    {"a name that there is not", "2025", "0.0525", "税率", "", SD_OK, SD_INVALID,
     MESSAGE_OPERATION_DRAFT_ERROR, NULL},
    {"no formula", "2025", "0.0525", "(", "", SD_OK, SD_INVALID, MESSAGE_OPERATION_DRAFT_ERROR,
     NULL},
};

static sd_status count_draft(void *context, const draft *d, sd_error *error) {
  size_t *count = context;
  (void)d;
  (void)error;
  ++*count;
  return SD_OK;
}

static size_t drafts_of(fixture *f) {
  size_t count = 0;
  sd_error error = {0};
  require(draft_each(f->db, TEXT("sd-rd"), count_draft, &count, &error), &error);
  return count;
}

static void check_stored(fixture *f, const edit_row *row, const item_version *made) {
  sd_error error = {0};
  draft d;
  require(draft_find(f->db, TEXT("sd-rd"), text_of(row->version), f->arena, &d, &error), &error);
  CHECK_ROW(row->name, text_equal(d.bytes, made->bytes) && text_is(d.base, row->base));
  CHECK_ROW(row->name, text_is(d.actor, "王") && d.time_us == LATER_US);
  CHECK_ROW(row->name, text_find(d.bytes, text_of(row->after), 0) != SIZE_MAX);
  civil_date from;
  if (!calendar_parse_iso(text_of(row->from), &from)) return;
  for (size_t i = 0; i < made->scope_count; i++) {
    CHECK_ROW(row->name, made->scopes[i].from_day == calendar_day_of(from));
  }
}

static void check_row(fixture *f, const item_catalogue *files, const edit_row *row) {
  sd_error error = {0};
  item_catalogue *items = NULL;
  item_version *made = NULL;
  size_t before = drafts_of(f);
  require(version_catalogue_read(f->db, files, true, f->arena, &items, &error), &error);
  const draft_edit edit = {.items = items,
                           .item = TEXT("sd-rd"),
                           .base = text_of(row->base),
                           .bytes = with(f, row->before, row->after),
                           .from_date = text_of(row->from)};
  sd_status status = draft_edit_make(f->db, &edit, f->arena, &made, &error);
  CHECK_ROW(row->name, status == row->made);
  if (status == SD_OK) {
    const draft_keeping keeping = {.item = made,
                                   .base = text_of(row->base),
                                   .attributes = registry_catalogue(f->registry),
                                   .actor = TEXT("王"),
                                   .now_us = LATER_US};
    CHECK_ROW(row->name, draft_edit_keep(f->db, &keeping, f->arena, &error) == row->kept);
  }
  CHECK_ROW(row->name, row->message == 0 || error.message == row->message);
  CHECK_ROW(row->name, !database_in_transaction(f->db));
  CHECK_ROW(row->name, drafts_of(f) == before + (row->version != NULL));
  if (row->version != NULL) check_stored(f, row, made);
}

static void test_edits(void **state) {
  fixture *f = *state;
  sd_error error = {0};
  catalogue_entry file = {.path = TEXT("2025.dmn"), .item = f->versions[1]};
  const item_catalogue files = {.entries = &file, .count = 1};
  for (size_t i = 0; i < COUNT_OF(edit_rows); i++) check_row(f, &files, &edit_rows[i]);
  int64_t held = 0;
  require(draft_verify(f->db, &held, &error), &error);
  assert_int_equal(held, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_edits, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
