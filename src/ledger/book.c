/* Accounts and transfers in memory, and the rule of chains.
 *
 * What must stay true: records are only added, in order of sequence, except that a refused chain
 * takes its own back, last first, before anybody could see them; both hash tables have room for
 * the whole chain before it begins, so that taking back never meets a table that was rebuilt. */
#include "ledger/book.h"

#include <assert.h>
#include <string.h>

#include "base/allocator.h"
#include "base/messages/ledger.h"

/* Open addressing with linear probing; a slot is index + 1, 0 is free. */
typedef struct slot_table {
  uint32_t *slots;
  size_t capacity; /* a power of two, or 0 */
} slot_table;

struct book {
  account *accounts;
  size_t account_count, account_capacity;
  slot_table account_slots;
  transfer_record *records;
  size_t record_count, record_capacity;
  slot_table record_slots;
  int64_t last_sequence;
};

static uint64_t mix(uint64_t x) { /* finaliser of SplitMix64 */
  x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
  return x ^ (x >> 31);
}

static uint64_t account_hash(account_id id) { return mix((uint64_t)id); }
static uint64_t record_hash(transfer_id id) { return mix(id.high ^ mix(id.low)); }

book *book_create(void) { return memory_allocate(sizeof(book)); }

void book_destroy(book *b) {
  if (b == NULL) return;
  memory_free(b->accounts);
  memory_free(b->account_slots.slots);
  memory_free(b->records);
  memory_free(b->record_slots.slots);
  memory_free(b);
}

/* The slot of the account, or the free one where it belongs. */
static uint32_t *account_slot(const book *b, account_id id) {
  size_t mask = b->account_slots.capacity - 1;
  for (size_t i = account_hash(id) & mask;; i = (i + 1) & mask) {
    uint32_t *slot = &b->account_slots.slots[i];
    if (*slot == 0 || b->accounts[*slot - 1].id == id) return slot;
  }
}

static uint32_t *record_slot(const book *b, transfer_id id) {
  size_t mask = b->record_slots.capacity - 1;
  for (size_t i = record_hash(id) & mask;; i = (i + 1) & mask) {
    uint32_t *slot = &b->record_slots.slots[i];
    if (*slot == 0 || transfer_id_equal(b->records[*slot - 1].transfer.id, id)) return slot;
  }
}

/* A zeroed table of at least twice `count` slots in place of the old one. */
static bool table_renew(slot_table *table, size_t count) {
  size_t capacity = table->capacity == 0 ? 64 : table->capacity;
  while (capacity < 2 * count) capacity *= 2;
  uint32_t *slots = memory_allocate(capacity * sizeof *slots);
  if (slots == NULL) return false;
  memory_free(table->slots);
  *table = (slot_table){.slots = slots, .capacity = capacity};
  return true;
}

static bool array_grow(void **array, size_t *capacity, size_t count, size_t item_size) {
  if (count <= *capacity) return true;
  size_t wanted = *capacity == 0 ? 32 : *capacity;
  while (wanted < count) wanted *= 2;
  void *grown = memory_resize(*array, wanted * item_size);
  if (grown == NULL) return false;
  *array = grown;
  *capacity = wanted;
  return true;
}

static bool accounts_reserve(book *b, size_t extra) {
  size_t count = b->account_count + extra;
  void *array = b->accounts;
  bool grown = array_grow(&array, &b->account_capacity, count, sizeof *b->accounts);
  b->accounts = array;
  if (!grown) return false;
  if (2 * count <= b->account_slots.capacity) return true;
  if (!table_renew(&b->account_slots, count)) return false;
  for (size_t i = 0; i < b->account_count; i++) {
    *account_slot(b, b->accounts[i].id) = (uint32_t)(i + 1);
  }
  return true;
}

static bool records_reserve(book *b, size_t extra) {
  size_t count = b->record_count + extra;
  if (count >= UINT32_MAX) return false;
  void *array = b->records;
  bool grown = array_grow(&array, &b->record_capacity, count, sizeof *b->records);
  b->records = array;
  if (!grown) return false;
  if (2 * count <= b->record_slots.capacity) return true;
  if (!table_renew(&b->record_slots, count)) return false;
  for (size_t i = 0; i < b->record_count; i++) {
    *record_slot(b, b->records[i].transfer.id) = (uint32_t)(i + 1);
  }
  return true;
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status book_add_account(book *b, const account *a, sd_error *error) {
  assert(a->id > 0 && account_is_sound(a));
  if (!accounts_reserve(b, 1)) return out_of_memory(error);
  uint32_t *slot = account_slot(b, a->id);
  if (*slot != 0) {
    return error_set(error, SD_CONFLICT, MESSAGE_LEDGER_ACCOUNT_TWICE, SD_ARGS(a->code));
  }
  b->accounts[b->account_count++] = *a;
  *slot = (uint32_t)b->account_count;
  return SD_OK;
}

/* Room must have been reserved. */
static transfer_record *record_push(book *b, const transfer_record *record) {
  uint32_t *slot = record_slot(b, record->transfer.id);
  assert(*slot == 0 && b->record_count < b->record_capacity);
  b->records[b->record_count++] = *record;
  *slot = (uint32_t)b->record_count;
  return &b->records[b->record_count - 1];
}

sd_status book_add_stored(book *b, const transfer_record *record, sd_error *error) {
  assert(!transfer_id_is_none(record->transfer.id));
  if (!records_reserve(b, 1)) return out_of_memory(error);
  if (*record_slot(b, record->transfer.id) == 0) record_push(b, record);
  return SD_OK;
}

static account *find_account(const book *b, account_id id) {
  if (b->account_count == 0) return NULL;
  uint32_t slot = *account_slot(b, id);
  return slot == 0 ? NULL : &b->accounts[slot - 1];
}

static transfer_record *find_record(const book *b, transfer_id id) {
  if (b->record_count == 0) return NULL;
  uint32_t slot = *record_slot(b, id);
  return slot == 0 ? NULL : &b->records[slot - 1];
}

static account_effect effect_negate(account_effect e) {
  return (account_effect){.pending_fen = -e.pending_fen, .posted_fen = -e.posted_fen};
}

/* Changes both accounts by the same effect: conservation by construction. */
static void post_effect(book *b, const transfer *t, account_effect effect) {
  account *debit = find_account(b, t->debit), *credit = find_account(b, t->credit);
  bool debited = account_add_debit(debit, effect), credited = account_add_credit(credit, effect);
  assert(debited && credited);
  assert(account_is_sound(debit) && account_is_sound(credit));
  (void)debited, (void)credited;
}

/* Notes at the original what `t` makes of it, or takes the note back. */
static void mark_original(transfer_record *original, const transfer *t, bool done) {
  if (t->kind == TRANSFER_POST) original->posted = done;
  if (t->kind == TRANSFER_VOID) original->voided = done;
  if (t->kind == TRANSFER_REVERSAL) original->reversed_fen += done ? t->amount_fen : -t->amount_fen;
  assert(original->reversed_fen >= 0 && original->reversed_fen <= original->transfer.amount_fen);
  assert(!(original->posted && original->voided));
}

static transfer_verdict apply_one(book *b, const transfer *t) {
  transfer_record *original = find_record(b, t->refers_to);
  transfer_surroundings around = {.existing = find_record(b, t->id),
                                  .original = original,
                                  .debit = find_account(b, t->debit),
                                  .credit = find_account(b, t->credit)};
  transfer_verdict verdict = transfer_judge(t, &around);
  if (verdict != VERDICT_CREATED) return verdict;
  post_effect(b, t, transfer_effect(t, original != NULL ? &original->transfer : NULL));
  if (original != NULL) mark_original(original, t, true);
  transfer_record record = {.transfer = *t, .sequence = ++b->last_sequence};
  record.transfer.linked = false;
  record_push(b, &record);
  return VERDICT_CREATED;
}

/* Takes back the last record. */
static void undo_last(book *b) {
  assert(b->record_count > 0);
  transfer_record last = b->records[b->record_count - 1];
  *record_slot(b, last.transfer.id) = 0;
  b->record_count--;
  b->last_sequence--;
  transfer_record *original = find_record(b, last.transfer.refers_to);
  if (original != NULL) mark_original(original, &last.transfer, false);
  account_effect effect =
      transfer_effect(&last.transfer, original != NULL ? &original->transfer : NULL);
  post_effect(b, &last.transfer, effect_negate(effect));
}

/* Applies `count` linked transfers, all or none. */
static void apply_chain(book *b, const transfer *chain, size_t count, transfer_verdict *verdicts) {
  size_t records_before = b->record_count;
  size_t culprit = count;
  if (chain[count - 1].linked) {
    culprit = count - 1;
    verdicts[culprit] = VERDICT_LINKED_CHAIN_OPEN;
  }
  for (size_t i = 0; i < count && culprit == count; i++) {
    verdicts[i] = apply_one(b, &chain[i]);
    if (!verdict_is_accepted(verdicts[i])) culprit = i;
  }
  if (culprit == count) return;
  while (b->record_count > records_before) undo_last(b);
  for (size_t i = 0; i < count; i++) {
    if (i != culprit) verdicts[i] = VERDICT_LINKED_CHAIN_FAILED;
  }
}

sd_status book_apply(book *b, const transfer *transfers, size_t count,
                     transfer_verdict *verdicts_out, sd_error *error) {
  if (!records_reserve(b, count)) return out_of_memory(error);
  size_t begin = 0;
  while (begin < count) {
    size_t end = begin;
    while (end < count - 1 && transfers[end].linked) end++;
    apply_chain(b, transfers + begin, end - begin + 1, verdicts_out + begin);
    begin = end + 1;
  }
  assert(book_is_conserved(b));
  return SD_OK;
}

void book_set_last_sequence(book *b, int64_t sequence) {
  assert(sequence >= b->last_sequence);
  b->last_sequence = sequence;
}

int64_t book_last_sequence(const book *b) { return b->last_sequence; }
const account *book_account(const book *b, account_id id) { return find_account(b, id); }
const transfer_record *book_transfer(const book *b, transfer_id id) { return find_record(b, id); }
size_t book_account_count(const book *b) { return b->account_count; }
size_t book_transfer_count(const book *b) { return b->record_count; }

const account *book_account_at(const book *b, size_t index) {
  assert(index < b->account_count);
  return &b->accounts[index];
}

const transfer_record *book_transfer_at(const book *b, size_t index) {
  assert(index < b->record_count);
  return &b->records[index];
}

bool book_is_conserved(const book *b) {
  __int128 pending = 0, posted = 0;
  for (size_t i = 0; i < b->account_count; i++) {
    const account *a = &b->accounts[i];
    if (!account_is_sound(a)) return false;
    pending += (__int128)a->debits_pending_fen - a->credits_pending_fen;
    posted += (__int128)a->debits_posted_fen - a->credits_posted_fen;
  }
  return pending == 0 && posted == 0;
}

bool book_hash(const book *b, sm3_digest *out) {
  sm3_hasher *h = sm3_create(), *content = sm3_create();
  bool done = h != NULL && content != NULL;
  for (size_t i = 0; done && i < b->account_count; i++) {
    const account *a = &b->accounts[i];
    int64_t sums[] = {a->id, a->debits_pending_fen, a->debits_posted_fen, a->credits_pending_fen,
                      a->credits_posted_fen};
    sm3_add(h, (text){(const char *)sums, sizeof sums});
  }
  for (size_t i = 0; done && i < b->record_count; i++) {
    sm3_digest digest;
    done = transfer_content_hash(content, &b->records[i].transfer, &digest);
    if (done) sm3_add(h, (text){(const char *)digest.bytes, SM3_SIZE});
  }
  done = done && sm3_finish(h, out);
  sm3_destroy(content);
  sm3_destroy(h);
  return done;
}
