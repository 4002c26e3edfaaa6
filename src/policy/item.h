/* One version of an item: what its model file says beside the rules.
 *
 * DMN has no owner, budget line or notice period, so they stand in the extension elements of the
 * model (namespace urn:sudui:item:1, documented in docs/items.md) and an item version is one file.
 * Everything is checked when it is read; a version that was read never changes. */
#ifndef SUDUI_POLICY_ITEM_H
#define SUDUI_POLICY_ITEM_H

#include "base/area.h"
#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/money.h"

#define ITEM_NAMESPACE "urn:sudui:item:1"

/* A published document. */
typedef struct item_policy {
  text number, title, issuer, level;
} item_policy;

/* When and where the version applies; a version may have several, any of them suffices. */
typedef struct item_scope {
  int64_t from_day;       /* of the event or the run; half-open */
  int64_t to_day;         /* INT64_MAX: open */
  int32_t data_year_from; /* both inclusive; INT32_MIN and INT32_MAX when unstated */
  int32_t data_year_to;
  text regions; /* see area_in_regions; empty: everywhere */
  uint32_t line;
} item_scope;

typedef enum item_fact_kind {
  ITEM_FACT_ATTRIBUTE,
  ITEM_FACT_AS_OF,    /* @as_of: the date of the run */
  ITEM_FACT_DATA_YEAR /* @data_year */
} item_fact_kind;

/* The fact that an input data element of the model stands for. */
typedef struct item_input {
  text name; /* of the input data */
  item_fact_kind kind;
  text attribute; /* id in the catalogue of attributes */
  bool has_period;
  int32_t period_offset; /* 0 is the data year, -1 the year before */
  text pick;             /* "latest", "min", "max", "order:a>b" */
  uint32_t line;
} item_input;

typedef struct item_share {
  text level;        /* 市, 区 */
  int64_t weight;    /* of what the fixed parts leave; 0 for a level with a fixed part only */
  int64_t fixed_fen; /* taken first, in the order written; 0: none */
  text line;         /* the level's own budget line; empty: one order pays all */
} item_share;

/* What the amount decision gives. */
typedef enum item_basis {
  ITEM_BASIS_AMOUNT, /* yuan */
  ITEM_BASIS_RATE,   /* yuan, of which a rate is given that the budget decides */
  ITEM_BASIS_POINTS  /* points, with at most two decimals, whose value the budget decides */
} item_basis;

/* A rate in parts per million of the base, or the value of a point in fen. */
typedef struct item_factor {
  int64_t max;  /* what the rules promise at most */
  int64_t min;  /* below it the budget is short */
  int64_t step; /* the factor is a whole number of steps; 0: the budget is divided to the unit */
} item_factor;

/* An amount is at most a share of another figure: tax paid, local contribution. */
typedef struct item_bound {
  text attribute;
  bool has_period;
  int32_t period_offset; /* 0 is the data year */
  int64_t share_ppm;     /* 1,000,000 is the whole figure */
  text clause;
  uint32_t line;
} item_bound;

/* How what the model gives becomes money over the whole set (docs/lists.md). */
typedef struct item_money {
  item_basis basis;
  item_factor factor; /* zero unless the basis is a rate or points */
  money_unit unit;    /* to which amounts are rounded */
  rounding mode;
  bool parts_in_units; /* of a budget that is divided; else to the fen */
  bool scale_then_cap; /* else what is capped is scaled */
  bool spread;         /* scale-then-cap: what caps cut off goes to the others */
  const item_bound *bounds;
  size_t bound_count;
  int64_t advance_ppm; /* of the amount, paid first; 0: paid at once */
  text pays;           /* the level that pays all and is paid back; empty: each its own part */
  text type; /* 研发投入: items of one type exclude each other where a relation says so */
  bool needs_confirmation; /* of the owner, before a list can be approved */
} item_money;

/* What becomes of a list, one stage after another; the order differs from place to place. */
typedef enum item_stage_kind {
#define T(name, word, message) ITEM_STAGE_##name,
#include "policy/stages.def"
#undef T
  ITEM_STAGE_COUNT
} item_stage_kind;

typedef struct item_stage {
  item_stage_kind kind;
  text by;             /* who has it; empty: the owner */
  int32_t within_days; /* of the end of the stage before; 0: no deadline */
  bool working_days;
  text from;       /* of a claim: the level that pays back */
  int32_t percent; /* of a claim: of what was paid */
  uint32_t line, column;
} item_stage;

const char *item_stage_word(item_stage_kind kind); /* "approve"; static */
message_id item_stage_message(item_stage_kind kind);

/* What a notice shows. */
typedef enum item_column {
  ITEM_COLUMN_NAME,
  ITEM_COLUMN_CODE,
  ITEM_COLUMN_DISTRICT,
  ITEM_COLUMN_AMOUNT,
  ITEM_COLUMN_VERSION
} item_column;
const char *item_column_word(item_column column); /* "name"; static */

typedef struct item_publication {
  bool first_day_counts;
  bool republish_raised; /* a higher amount or a new company is published again; else notified */
  uint32_t columns;      /* bits 1 << item_column */
  text business_contact, complaint_contact;
} item_publication;

/* What it means when a company does not answer. */
typedef enum item_silence {
  ITEM_SILENCE_LAPSE, /* only after the notices, in two channels */
  ITEM_SILENCE_EXTEND,
  ITEM_SILENCE_KEEP /* for so many years */
} item_silence;

typedef struct item_confirmation {
  item_silence silence;
  int32_t keep_years;
  int32_t notices;            /* before silence means anything; at least 3 */
  int32_t account_check_days; /* an account changed within so many days is checked again */
} item_confirmation;

/* The four tests of an item without application, and complete data. */
typedef struct item_admission {
  bool stated, object, evidence, standard, term, data;
} item_admission;

/* What the tests say: "passed", "not-stated", or the tests that failed with spaces between, "term
 * data"; static or in `buffer`. */
enum { ADMISSION_TEXT_SIZE = 64 };
const char *item_admission_result(const item_admission *a, char buffer[ADMISSION_TEXT_SIZE]);
/* The way of redeeming that the tests leave to an item declared as `mode`: 快申快享 for an item
 * without application that does not pass; else the mode itself. */
text item_admitted_mode(const item_admission *a, text mode);

typedef struct item_version {
  text path;  /* of the file, for messages */
  text bytes; /* the file */
  sm3_digest hash;

  text id, name, name_english, owner;
  text kind;    /* 减免 奖补 权益 资质 */
  text mode;    /* 免申即享 快申快享 承诺兑现 申报 */
  text class;   /* 定补 核校 遴选 */
  text subject; /* company, incubator */
  text version;
  const item_policy *policies;
  size_t policy_count;
  const item_scope *scopes;
  size_t scope_count;
  const item_input *inputs;
  size_t input_count;

  text status_decision; /* boolean or null */
  text amount_decision; /* yuan; empty for items that do not pay */
  text score_min_decision, score_max_decision;

  money_unit amount_unit;   /* to which what the amount decision gives is rounded: as `money` */
  rounding amount_rounding; /* says for amounts, to hundredths for bases and points */
  int64_t amount_cap_fen;   /* 0: none */

  text budget_line; /* empty: none */
  int64_t budget_total_fen;
  bool pro_rata_when_short; /* else the run stops with SD_REFUSED */
  const item_share *shares;
  size_t share_count;
  text share_remainder; /* the level that gets the remainder */

  item_money money;

  int32_t publication_days;
  bool publication_working_days;
  item_publication publication;
  const item_stage *stages; /* in order; approve, publish, pay when the model says nothing */
  size_t stage_count;
  item_confirmation confirmation;
  item_admission admission;
} item_version;

/* Reads the item of a model file.  Everything lives in `a`, `bytes` is copied.  SD_SYNTAX_ERROR for
 * XML that cannot be read, SD_INVALID with line and column for a missing or impossible value. */
sd_status item_read(text bytes, const char *path, arena *a, item_version **out, sd_error *error);

/* The place of a kind among the stages, or -1. */
int item_stage_place(const item_version *v, item_stage_kind kind);

/* True when some scope covers the day and the data year. */
bool item_is_in_force(const item_version *v, int64_t day, int32_t data_year);
/* The same for a subject of `district` too. */
bool item_covers(const item_version *v, const area_table *areas, int64_t day, int32_t data_year,
                 text district);

/* "changzhou-hnte-award 2023"; at most `size` bytes. */
void item_label(const item_version *v, char *buffer, size_t size);

#endif
