/* The shares of an award that several levels bear, and how each of them stands.
 *
 * Where the item names a budget line for each level, each level's part is an order of its own and
 * stands as that order does.  Where one order pays all from a common line, each level's share is
 * its part of whatever happened to the order.  Where one level pays for all, the others owe their
 * parts until the stage of the claim is over.  Parts sum to the whole in every column.  Source:
 * */
#ifndef SUDUI_OPERATION_AWARD_SHARES_H
#define SUDUI_OPERATION_AWARD_SHARES_H

#include "operation/context.h"

enum { AWARD_ID_SIZE = 128 };

/* "<list>/<code>", "/2" behind it for the rest after an advance, "@<level>" for a level's part. */
void award_id_write(int64_t list, text code, bool is_rest, text level, char out[AWARD_ID_SIZE]);

typedef enum share_state {
#define S(name, word, chinese, english) SHARE_##name,
#include "operation/share_states.def"
#undef S
  SHARE_STATE_COUNT
} share_state;

const char *share_state_word(share_state state);                 /* "paid-back"; static */
const char *share_state_label(share_state state, language lang); /* static */

/* One level's share of one award. */
typedef struct award_share {
  text code;         /* of the company */
  text level;        /* as the item names it */
  text line;         /* the budget line that it is paid from */
  bool remainder;    /* gets the fen that do not divide */
  int64_t share_fen; /* of the award as it is now */
  int64_t reserved_fen, paid_fen, returned_fen;
  int64_t owed_fen; /* to the level that paid for this one */
  share_state state;
} award_share;

typedef sd_status (*award_share_visitor)(void *context, const award_share *share, sd_error *error);
/* The shares of every award of a list in order of code and of the item's levels; one company with
 * `code` not empty.  Awards of items that nobody shares have none.  SD_NOT_FOUND for the list. */
sd_status award_shares_each(database *db, int64_t list, text code, award_share_visitor visit,
                            void *context, sd_error *error);

/* The shares of a list by level; `levels` has LIMIT_SHARING_LEVELS places, `code` is empty in them,
 * and `state` is the least advanced of its shares. */
sd_status award_shares_sum(database *db, int64_t list, arena *a, award_share *levels,
                           size_t *count_out, sd_error *error);

#endif
