/* The verdict tables of tests/ledger/, and a seeded simulation in which every prefix is checked. */
#include "support/table.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/random.h"
#include "ledger/book.h"

enum { BATCH_MAX = 32, WORD_MAX = 64 };

typedef struct case_run {
  const char *file;
  char name[128];
  int line;
  book *book;
  transfer batch[BATCH_MAX];
  transfer_verdict expected[BATCH_MAX];
  int lines[BATCH_MAX];
  size_t count;
  size_t transfers, cases;
} case_run;

static transfer_verdict verdict_of(const char *name) {
  for (int i = 0; i < VERDICT_COUNT; i++) {
    if (strcmp(name, verdict_name((transfer_verdict)i)) == 0) return (transfer_verdict)i;
  }
  fail_msg("there is no verdict %s", name);
  return VERDICT_COUNT;
}

static transfer_id id_of(const char *word) {
  bool none = strcmp(word, "0") == 0 || strcmp(word, "-") == 0;
  return none ? (transfer_id){0, 0} : transfer_id_of(word);
}

static void flush_batch(case_run *run) {
  transfer_verdict verdicts[BATCH_MAX];
  assert_int_equal(book_apply(run->book, run->batch, run->count, verdicts, NULL), SD_OK);
  assert_true(book_is_conserved(run->book));
  for (size_t i = 0; i < run->count; i++) {
    if (verdicts[i] != run->expected[i]) {
      fail_msg("%s:%d: %s: got %s, expected %s", run->file, run->lines[i], run->name,
               verdict_name(verdicts[i]), verdict_name(run->expected[i]));
    }
  }
  run->transfers += run->count;
  run->count = 0;
}

static void read_account(case_run *run, const char *line, bool is_check) {
  account a = {0};
  long long id, sums[4];
  char kind[WORD_MAX] = "EQUITY";
  int fields = is_check ? sscanf(line, "balance A%lld %lld %lld %lld %lld", &id, &sums[0], &sums[1],
                                 &sums[2], &sums[3])
                        : sscanf(line, "account A%lld %63s %lld %lld %lld %lld", &id, kind,
                                 &sums[0], &sums[1], &sums[2], &sums[3]) -
                              1;
  if (fields != 5) fail_msg("%s:%d: cannot be read", run->file, run->line);
  assert_true(account_kind_parse(text_of(kind), &a.kind));
  a.id = id;
  a.debits_pending_fen = sums[0];
  a.debits_posted_fen = sums[1];
  a.credits_pending_fen = sums[2];
  a.credits_posted_fen = sums[3];
  if (!is_check) {
    assert_int_equal(book_add_account(run->book, &a, NULL), SD_OK);
    return;
  }
  const account *b = book_account(run->book, id);
  bool same = b->debits_pending_fen == sums[0] && b->debits_posted_fen == sums[1] &&
              b->credits_pending_fen == sums[2] && b->credits_posted_fen == sums[3];
  if (!same) {
    fail_msg("%s:%d: %s: balance is %lld %lld %lld %lld", run->file, run->line, run->name,
             (long long)b->debits_pending_fen, (long long)b->debits_posted_fen,
             (long long)b->credits_pending_fen, (long long)b->credits_posted_fen);
  }
}

static void read_transfer(case_run *run, const char *line) {
  char kind[WORD_MAX], id[WORD_MAX], refers[WORD_MAX], rest[2][WORD_MAX], last[WORD_MAX] = "";
  long long debit, credit, amount;
  int fields = sscanf(line, "transfer %63s %63s A%lld A%lld %lld %63s %63s %63s %63s", kind, id,
                      &debit, &credit, &amount, refers, rest[0], rest[1], last);
  bool linked = fields == 9 && strcmp(rest[0], "linked") == 0;
  if (fields < 8 || run->count == BATCH_MAX)
    fail_msg("%s:%d: cannot be read", run->file, run->line);
  transfer *t = &run->batch[run->count];
  *t = (transfer){.id = id_of(id),
                  .refers_to = id_of(refers),
                  .debit = debit,
                  .credit = credit,
                  .amount_fen = amount,
                  .linked = linked,
                  .reference = "case"};
  assert_true(transfer_kind_parse(text_of(kind), &t->kind));
  run->expected[run->count] = verdict_of(linked ? last : rest[1]);
  run->lines[run->count++] = run->line;
}

static void begin_case(case_run *run, const char *line) {
  book_destroy(run->book);
  run->book = book_create();
  assert_non_null(run->book);
  snprintf(run->name, sizeof run->name, "%s", line + strlen("case "));
  run->cases++;
}

static void run_line(case_run *run, const char *line) {
  bool is_transfer = strncmp(line, "transfer ", 9) == 0;
  if (!is_transfer && run->count > 0) flush_batch(run);
  if (is_transfer) {
    read_transfer(run, line);
  } else if (strncmp(line, "case ", 5) == 0) {
    begin_case(run, line);
  } else if (strncmp(line, "account ", 8) == 0) {
    read_account(run, line, false);
  } else if (strncmp(line, "balance ", 8) == 0) {
    read_account(run, line, true);
  } else if (line[0] != '#' && line[0] != '\0') {
    fail_msg("%s:%d: unknown line \"%s\"", run->file, run->line, line);
  }
}

static void run_file(case_run *run, const char *path, arena *a) {
  text content;
  assert_int_equal(file_read(path, 1 << 20, a, &content, NULL), SD_OK);
  run->file = path;
  run->line = 0;
  for (size_t at = 0; at < content.size;) {
    size_t end = text_find(content, TEXT("\n"), at);
    if (end == SIZE_MAX) end = content.size;
    char line[256];
    snprintf(line, sizeof line, "%.*s", (int)(end - at), content.data + at);
    run->line++;
    run_line(run, line);
    at = end + 1;
  }
  run_line(run, "");
}

static void test_cases(void **state) {
  (void)state;
  arena *a = arena_create(0);
  text *names;
  size_t count;
  case_run run = {0};
  assert_int_equal(file_list("tests/ledger", TEXT(".ledger-cases"), a, &names, &count, NULL),
                   SD_OK);
  assert_true(count >= 2);
  for (size_t i = 0; i < count; i++) {
    run_file(&run, file_join(a, TEXT("tests/ledger"), names[i]).data, a);
  }
  assert_true(run.cases >= 20 && run.transfers >= 90);
  print_message("%zu cases, %zu transfers\n", run.cases, run.transfers);
  book_destroy(run.book);
  arena_destroy(a);
}

/* --- simulation --- */

enum { SIMULATION_STEPS = 300000, SIMULATION_ACCOUNTS = 12, SIMULATION_IDS = 60000 };

/* A plain second model of the four sums, without limits: what was accepted must add up here too. */
typedef struct shadow {
  int64_t sums[SIMULATION_ACCOUNTS + 1][4];
} shadow;

static void open_accounts(book *b) {
  for (int i = 1; i <= SIMULATION_ACCOUNTS; i++) {
    account a = {.id = i, .kind = (account_kind)(i % ACCOUNT_KIND_COUNT)};
    assert_int_equal(book_add_account(b, &a, NULL), SD_OK);
  }
}

/* Mostly sensible transfers with every kind of mistake mixed in. */
static transfer random_transfer(random_source *r, const book *b) {
  transfer t = {.id = {.low = random_below(r, SIMULATION_IDS)},
                .debit = random_between(r, 0, SIMULATION_ACCOUNTS),
                .credit = random_between(r, 1, SIMULATION_ACCOUNTS),
                .amount_fen = random_between(r, random_chance(r, 1, 50) ? -1 : 1, 5000),
                .kind = (transfer_kind)random_below(r, TRANSFER_KIND_COUNT),
                .linked = random_chance(r, 1, 4),
                .reference = "simulation"};
  size_t known = book_transfer_count(b);
  if (known > 0 && random_chance(r, 1, 20))
    return book_transfer_at(b, random_below(r, known))->transfer;
  if (!transfer_kind_refers(t.kind) || known == 0) return t;
  const transfer *o = &book_transfer_at(b, random_below(r, known))->transfer;
  bool mirrored = t.kind == TRANSFER_REVERSAL;
  t.refers_to = o->id;
  if (random_chance(r, 1, 10)) return t;
  t.debit = mirrored ? o->credit : o->debit;
  t.credit = mirrored ? o->debit : o->credit;
  if (random_chance(r, 3, 4)) t.amount_fen = o->amount_fen;
  return t;
}

static void shadow_apply(shadow *s, const book *b, const transfer *t) {
  const transfer_record *original = book_transfer(b, t->refers_to);
  int64_t pending = 0, posted = t->amount_fen;
  if (t->kind == TRANSFER_PENDING) pending = t->amount_fen, posted = 0;
  if (t->kind == TRANSFER_POST) pending = -original->transfer.amount_fen;
  if (t->kind == TRANSFER_VOID) pending = -t->amount_fen, posted = 0;
  s->sums[t->debit][0] += pending;
  s->sums[t->debit][1] += posted;
  s->sums[t->credit][2] += pending;
  s->sums[t->credit][3] += posted;
}

static void check_shadow(const shadow *s, const book *b) {
  int64_t total = 0;
  for (int i = 1; i <= SIMULATION_ACCOUNTS; i++) {
    const account *a = book_account(b, i);
    assert_true(a->debits_pending_fen == s->sums[i][0] && a->debits_posted_fen == s->sums[i][1]);
    assert_true(a->credits_pending_fen == s->sums[i][2] && a->credits_posted_fen == s->sums[i][3]);
    assert_true(account_is_sound(a));
    total += s->sums[i][0] + s->sums[i][1] - s->sums[i][2] - s->sums[i][3];
  }
  assert_true(total == 0);
}

static void simulate(uint64_t seed, int64_t seen[VERDICT_COUNT], sm3_digest *hash_out) {
  random_source r;
  random_init(&r, seed);
  book *b = book_create();
  shadow s = {0};
  open_accounts(b);
  for (int step = 0; step < SIMULATION_STEPS;) {
    transfer batch[8];
    transfer_verdict verdicts[8];
    size_t count = 1 + random_below(&r, COUNT_OF(batch));
    for (size_t i = 0; i < count; i++) batch[i] = random_transfer(&r, b);
    assert_int_equal(book_apply(b, batch, count, verdicts, NULL), SD_OK);
    for (size_t i = 0; i < count; i++) {
      seen[verdicts[i]]++;
      if (verdicts[i] == VERDICT_CREATED) shadow_apply(&s, b, &batch[i]);
    }
    check_shadow(&s, b);
    assert_true(book_is_conserved(b));
    step += (int)count;
  }
  assert_true(book_hash(b, hash_out));
  book_destroy(b);
}

static void test_simulation(void **state) {
  (void)state;
  int64_t seen[VERDICT_COUNT] = {0}, again[VERDICT_COUNT] = {0};
  sm3_digest first, second, other;
  simulate(20261123, seen, &first);
  simulate(20261123, again, &second);
  assert_true(sm3_equal(&first, &second));
  assert_memory_equal(seen, again, sizeof seen);
  simulate(1, again, &other);
  assert_false(sm3_equal(&first, &other));
  for (int v = 0; v < VERDICT_COUNT; v++) {
    bool rare = v == VERDICT_AMOUNT_TOO_LARGE || v == VERDICT_REFERENCE_INVALID ||
                v == VERDICT_BALANCE_OVERFLOW || v == VERDICT_REFERS_TO_NOT_ALLOWED ||
                v == VERDICT_CREDIT_ACCOUNT_NOT_FOUND || v == VERDICT_ORIGINAL_NOT_FOUND ||
                v == VERDICT_REFERS_TO_MISSING;
    if (!rare && seen[v] == 0) fail_msg("never seen: %s", verdict_name((transfer_verdict)v));
  }
  print_message("%d steps, %lld created, %lld reservations refused for lack of money\n",
                3 * SIMULATION_STEPS, (long long)seen[VERDICT_CREATED],
                (long long)seen[VERDICT_DEBIT_LIMIT_EXCEEDED]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases),
                                     cmocka_unit_test(test_simulation)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
