/* One transfer: its id, its content hash, and the verdict on it.
 *
 * A transfer is immutable.  Its id is its idempotency key: the same id with the same content
 * answers EXISTS and changes nothing, with other content it is refused.  The functions here are
 * pure; ledger/book keeps the state and ledger/ledger keeps it durable. */
#ifndef SUDUI_LEDGER_TRANSFER_H
#define SUDUI_LEDGER_TRANSFER_H

#include "base/hash.h"
#include "ledger/account.h"

typedef struct transfer_id {
  uint64_t high;
  uint64_t low; /* both 0: no id */
} transfer_id;

typedef enum transfer_kind {
#define T(name, refers, chinese, english) TRANSFER_##name,
#include "ledger/transfer_kinds.def"
#undef T
  TRANSFER_KIND_COUNT
} transfer_kind;

typedef enum transfer_verdict {
#define V(name, accepted, chinese, english) VERDICT_##name,
#include "ledger/verdicts.def"
#undef V
  VERDICT_COUNT
} transfer_verdict;

enum { TRANSFER_REFERENCE_SIZE = 48 }; /* bytes with the NUL */

typedef struct transfer {
  transfer_id id;
  transfer_id refers_to; /* POST, VOID: the reservation; REVERSAL: the original; else none */
  account_id debit;      /* POST and VOID: as in the reservation; REVERSAL: swapped */
  account_id credit;
  int64_t amount_fen; /* above 0 */
  transfer_kind kind;
  bool linked; /* succeeds or fails together with the next one; not part of the content */
  char reference[TRANSFER_REFERENCE_SIZE]; /* by which people find it: order, line, statement */
} transfer;

/* A transfer in the book, with what later transfers made of it. */
typedef struct transfer_record {
  transfer transfer;
  int64_t sequence;     /* from 1, in order of creation; 0 until it is stored */
  bool posted;          /* PENDING: a POST exists */
  bool voided;          /* PENDING: a VOID exists */
  int64_t reversed_fen; /* Σ of the reversals of this transfer */
} transfer_record;

/* What the judge looks at; a pointer is NULL where nothing was found. */
typedef struct transfer_surroundings {
  const transfer_record *existing; /* with the same id */
  const transfer_record *original; /* with the id `refers_to` */
  const account *debit;
  const account *credit;
} transfer_surroundings;

/* The id that belongs to a text key such as "reserve:SD-7K…-01-C": the first 128 bits of its SM3,
 * so that a retry after a crash finds its own transfer again.  Zero only when memory is out. */
transfer_id transfer_id_of(const char *key);
bool transfer_id_equal(transfer_id a, transfer_id b);
bool transfer_id_is_none(transfer_id id);
/* 32 lower-case hexadecimal digits and a NUL. */
void transfer_id_format(transfer_id id, char out[33]);
void transfer_id_to_bytes(transfer_id id, uint8_t out[16]);
transfer_id transfer_id_from_bytes(const uint8_t bytes[16]);

/* SM3 over the content in a fixed byte order (see transfer.c); `linked` is left out.  False when
 * the library fails. */
bool transfer_content_hash(sm3_hasher *h, const transfer *t, sm3_digest *out);
bool transfer_content_equal(const transfer *a, const transfer *b);

/* The first refusal of verdicts.def that applies, or EXISTS or CREATED.  Chain verdicts are the
 * book's.  Changes nothing. */
transfer_verdict transfer_judge(const transfer *t, const transfer_surroundings *s);

/* What an accepted transfer does to its two accounts.  `original` as for the judge. */
account_effect transfer_effect(const transfer *t, const transfer *original);

bool verdict_is_accepted(transfer_verdict v);                 /* CREATED or EXISTS */
const char *verdict_name(transfer_verdict v);                 /* static */
const char *verdict_label(transfer_verdict v, language lang); /* for people; static */
const char *transfer_kind_name(transfer_kind kind);           /* static */
const char *transfer_kind_label(transfer_kind kind, language lang);
bool transfer_kind_refers(transfer_kind kind);
bool transfer_kind_parse(text name, transfer_kind *out);

#endif
