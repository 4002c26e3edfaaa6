/* The chain of acts: what it stores, and that every way of tampering with it is found. */
#include "base/messages/audit.h"
#include "audit/audit.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/table.h"

enum { ENTRIES = 6 };

typedef struct fixture {
  char folder[64];
  char path[128];
  database *db;
  audit_head heads[ENTRIES + 1];
} fixture;

static sd_status append(database *db, int64_t number, audit_head *head_out) {
  char payload[64];
  snprintf(payload, sizeof payload, "{\"number\":%d}", (int)number);
  return audit_append(db, "张三", "import", "file", text_of(payload), 1000 + number, head_out,
                      NULL);
}

static int open_fixture(void **state) {
  static fixture f;
  snprintf(f.folder, sizeof f.folder, "%s", "/tmp/sudui-audit-XXXXXX");
  if (!mkdtemp(f.folder)) return -1;
  snprintf(f.path, sizeof f.path, "%s/city.db", f.folder);
  if (database_create(f.path, &f.db, NULL) != SD_OK) return -1;
  if (audit_migrate(f.db, NULL) != SD_OK || database_begin(f.db, NULL) != SD_OK) return -1;
  for (int64_t i = 1; i <= ENTRIES; i++)
    if (append(f.db, i, &f.heads[i]) != SD_OK) return -1;
  if (database_commit(f.db, NULL) != SD_OK) return -1;
  *state = &f;
  return 0;
}

static int close_fixture(void **state) {
  fixture *f = *state;
  char name[160];
  database_close(f->db);
  for (size_t i = 0; i < 3; i++) {
    snprintf(name, sizeof name, "%s%s", f->path, (const char *[]){"", "-wal", "-shm"}[i]);
    unlink(name);
  }
  return rmdir(f->folder);
}

/* The input of SM3 written out by hand, so that the form of the chain cannot change unnoticed. */
static void the_hash_is_over_the_stated_bytes(void **state) {
  fixture *f = *state;
  static const char input[] =
      "sudui-audit-1\0"
      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
      "\0\0\0\0\0\0\0\1"
      "\0\0\0\0\0\0\3\xe9"
      "\0\0\0\0\0\0\0\6"
      "张三"
      "\0\0\0\0\0\0\0\6import"
      "\0\0\0\0\0\0\0\4"
      "file"
      "\0\0\0\0\0\0\0\14{\"number\":1}";
  sm3_digest expected;
  assert_true(sm3_of((text){input, sizeof input - 1}, &expected));
  assert_true(sm3_equal(&expected, &f->heads[1].hash));
}

static sd_status note_sequence(void *context, const audit_entry *entry, sd_error *error) {
  (void)error;
  int64_t *sum = context;
  assert_true(text_is(entry->actor, "张三"));
  *sum = *sum * 10 + entry->sequence;
  return SD_OK;
}

static void entries_and_heads_are_read_back(void **state) {
  fixture *f = *state;
  audit_head head, parsed;
  assert_int_equal(audit_head_get(f->db, &head, NULL), SD_OK);
  assert_int_equal(head.sequence, ENTRIES);
  assert_true(sm3_equal(&head.hash, &f->heads[ENTRIES].hash));
  char form[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&head, form);
  assert_true(audit_head_parse(text_of(form), &parsed));
  assert_int_equal(parsed.sequence, head.sequence);
  assert_true(sm3_equal(&parsed.hash, &head.hash));
  assert_false(audit_head_parse(TEXT("6"), &parsed));
  assert_false(audit_head_parse(TEXT("x 00"), &parsed));
  int64_t seen = 0;
  assert_int_equal(audit_each(f->db, 4, note_sequence, &seen, NULL), SD_OK);
  assert_int_equal(seen, 456);
}

static void an_entry_needs_a_transaction(void **state) {
  fixture *f = *state;
  assert_int_equal(append(f->db, 7, NULL), SD_MISUSE);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(append(f->db, 7, NULL), SD_OK);
  database_rollback(f->db);
  audit_head head;
  assert_int_equal(audit_head_get(f->db, &head, NULL), SD_OK);
  assert_int_equal(head.sequence, ENTRIES);
}

static void sql_cannot_change_or_delete(void **state) {
  fixture *f = *state;
  static const char *const rows[] = {
      "UPDATE audit_entry SET actor='李四' WHERE sequence=2",
      "DELETE FROM audit_entry WHERE sequence=6",
      "DELETE FROM audit_entry",
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    CHECK_ROW(rows[i], database_run(f->db, rows[i], NULL) == SD_REFUSED);
  assert_int_equal(audit_verify(f->db, NULL, NULL, NULL, NULL, NULL), SD_OK);
}

#define UNLOCK "DROP TRIGGER audit_entry_update; DROP TRIGGER audit_entry_delete;"

static void tampering_is_found_at_its_place(void **state) {
  fixture *f = *state;
  static const struct {
    const char *name;
    const char *sql;
    int checkpoint; /* 0: none */
    int64_t broken;
    message_id reason;
  } rows[] = {
      {"actor edited", "UPDATE audit_entry SET actor='李四' WHERE sequence=3", 0, 3,
       MESSAGE_AUDIT_CONTENT_CHANGED},
      {"payload edited", "UPDATE audit_entry SET payload=x'00' WHERE sequence=1", 0, 1,
       MESSAGE_AUDIT_CONTENT_CHANGED},
      {"time edited", "UPDATE audit_entry SET time_us=0 WHERE sequence=6", 0, 6,
       MESSAGE_AUDIT_CONTENT_CHANGED},
      {"a letter moved between fields",
       "UPDATE audit_entry SET act='impor', reference='tfile' WHERE sequence=2", 0, 2,
       MESSAGE_AUDIT_CONTENT_CHANGED},
      {"hash cut", "UPDATE audit_entry SET hash=x'00' WHERE sequence=4", 0, 4,
       MESSAGE_AUDIT_CONTENT_CHANGED},
      {"entry deleted", "DELETE FROM audit_entry WHERE sequence=4", 0, 4,
       MESSAGE_AUDIT_ENTRY_MISSING},
      {"first entries deleted", "DELETE FROM audit_entry WHERE sequence<3", 0, 1,
       MESSAGE_AUDIT_ENTRY_MISSING},
      {"entry inserted",
       "UPDATE audit_entry SET sequence=sequence+100 WHERE sequence>3;"
       "UPDATE audit_entry SET sequence=sequence-99 WHERE sequence>100;"
       "INSERT INTO audit_entry SELECT 4, time_us, actor, act, reference, payload, previous_hash, "
       "hash FROM audit_entry WHERE sequence=3",
       0, 4, MESSAGE_AUDIT_CONTENT_CHANGED},
      {"entries swapped",
       "UPDATE audit_entry SET sequence=99 WHERE sequence=2;"
       "UPDATE audit_entry SET sequence=2 WHERE sequence=5;"
       "UPDATE audit_entry SET sequence=5 WHERE sequence=99",
       0, 2, MESSAGE_AUDIT_CONTENT_CHANGED},
      {"end cut off", "DELETE FROM audit_entry WHERE sequence>4", 6, 5,
       MESSAGE_AUDIT_CHECKPOINT_MISSING},
      {"all cut off", "DELETE FROM audit_entry", 2, 1, MESSAGE_AUDIT_CHECKPOINT_MISSING},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    audit_report report;
    sd_error error = {0};
    assert_int_equal(database_begin(f->db, NULL), SD_OK);
    assert_int_equal(database_run(f->db, UNLOCK, NULL), SD_OK);
    CHECK_ROW(rows[i].name, database_run(f->db, rows[i].sql, NULL) == SD_OK);
    const audit_head *checkpoint = rows[i].checkpoint ? &f->heads[rows[i].checkpoint] : NULL;
    CHECK_ROW(rows[i].name,
              audit_verify(f->db, checkpoint, NULL, NULL, &report, &error) == SD_CORRUPT);
    CHECK_ROW(rows[i].name, report.broken_sequence == rows[i].broken);
    CHECK_ROW(rows[i].name, error.message == rows[i].reason);
    CHECK_ROW(rows[i].name, database_writing_stopped(f->db));
    database_close(f->db); /* rolls back; opened anew it may write again */
    assert_int_equal(database_open(f->path, &f->db, NULL), SD_OK);
  }
  assert_int_equal(audit_verify(f->db, &f->heads[4], NULL, NULL, NULL, NULL), SD_OK);
}

/* Somebody with the program can write a chain that is sound in itself; only a head kept elsewhere
 * shows that it is another one. */
static void a_rewritten_chain_is_found_by_a_checkpoint(void **state) {
  fixture *f = *state;
  assert_int_equal(database_run(f->db, UNLOCK "DELETE FROM audit_entry;", NULL), SD_OK);
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  for (int64_t i = 1; i <= ENTRIES; i++) assert_int_equal(append(f->db, i + 10, NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  assert_int_equal(audit_verify(f->db, NULL, NULL, NULL, NULL, NULL), SD_OK);
  sd_error error = {0};
  assert_int_equal(audit_verify(f->db, &f->heads[3], NULL, NULL, NULL, &error), SD_CORRUPT);
  assert_int_equal(error.message, MESSAGE_AUDIT_CHECKPOINT_DIFFERS);
}

/* A link that is wrong although each entry is sound by itself. */
static void a_broken_link_is_found(void **state) {
  fixture *f = *state;
  char path[160];
  snprintf(path, sizeof path, "%s/other.db", f->folder);
  database *other = NULL;
  assert_int_equal(database_create(path, &other, NULL), SD_OK);
  assert_int_equal(audit_migrate(other, NULL), SD_OK);
  assert_int_equal(database_begin(other, NULL), SD_OK);
  for (int64_t i = 1; i <= ENTRIES; i++) assert_int_equal(append(other, i + 50, NULL), SD_OK);
  assert_int_equal(database_commit(other, NULL), SD_OK);
  database_close(other);
  char sql[700];
  snprintf(sql, sizeof sql,
           "ATTACH '%s' AS other;" UNLOCK
           "DELETE FROM audit_entry WHERE sequence=4;"
           "INSERT INTO audit_entry SELECT * FROM other.audit_entry WHERE sequence=4;"
           "DETACH other",
           path);
  assert_int_equal(database_run(f->db, sql, NULL), SD_OK);
  sd_error error = {0};
  audit_report report;
  assert_int_equal(audit_verify(f->db, NULL, NULL, NULL, &report, &error), SD_CORRUPT);
  assert_int_equal(report.broken_sequence, 4);
  assert_int_equal(error.message, MESSAGE_AUDIT_LINK_BROKEN);
  for (size_t i = 0; i < 3; i++) {
    char name[200];
    snprintf(name, sizeof name, "%s%s", path, (const char *[]){"", "-wal", "-shm"}[i]);
    unlink(name);
  }
}

/* A row that follows from an act: every member of its entry counts. */
static void an_entry_is_expected_beside_a_row(void **state) {
  fixture *f = *state;
  static const struct {
    const char *row, *actor, *act, *payload;
    int64_t reference, time_us, later; /* sequences behind the entry */
    bool has;
  } ROWS[] = {
      {"as it is", "张三", "decide", "{}", 7, 50, 0, true},
      {"another actor", "李四", "decide", "{}", 7, 50, 0, false},
      {"another act", "张三", "decided", "{}", 7, 50, 0, false},
      {"another payload", "张三", "decide", "{ }", 7, 50, 0, false},
      {"another reference", "张三", "decide", "{}", 8, 50, 0, false},
      {"another time", "张三", "decide", "{}", 7, 51, 0, false},
      {"another place", "张三", "decide", "{}", 7, 50, -1, false},
      {"behind the end", "张三", "decide", "{}", 7, 50, 1, false},
  };
  audit_head head;
  assert_int_equal(database_begin(f->db, NULL), SD_OK);
  assert_int_equal(audit_append(f->db, "张三", "decide", "7", TEXT("{}"), 50, &head, NULL), SD_OK);
  assert_int_equal(database_commit(f->db, NULL), SD_OK);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder payload;
    bool has;
    text_builder_init(&payload, 64);
    text_builder_add_string(&payload, ROWS[i].payload);
    const audit_entry expected = {.sequence = head.sequence + ROWS[i].later,
                                  .time_us = ROWS[i].time_us,
                                  .actor = text_of(ROWS[i].actor),
                                  .act = text_of(ROWS[i].act)};
    CHECK_ROW(ROWS[i].row,
              audit_has_row(f->db, expected, ROWS[i].reference, &payload, &has, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].row, has == ROWS[i].has);
  }
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
  static const struct CMUnitTest tests[] = {
      CASE(the_hash_is_over_the_stated_bytes),
      CASE(entries_and_heads_are_read_back),
      CASE(an_entry_needs_a_transaction),
      CASE(sql_cannot_change_or_delete),
      CASE(tampering_is_found_at_its_place),
      CASE(a_rewritten_chain_is_found_by_a_checkpoint),
      CASE(a_broken_link_is_found),
      CASE(an_entry_is_expected_beside_a_row),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
