/* Who may do what to a proposal: maker, checker and releaser are different people, on one hash.
 *
 * A proposal is a small state machine without memory of its own: PROPOSED by the maker, CHECKED by
 * another person, PERFORMED; or REFUSED, or VOID because the content changed.  An operation of two
 * persons is performed once it is checked; in one of three the performer is the releaser, who is
 * neither of the others.  A person is the folded form of a name, so that one person under two
 * spellings is one.  Source: reliability 3.4, design rules of money 5. */
#ifndef SUDUI_AUDIT_FOUR_EYES_H
#define SUDUI_AUDIT_FOUR_EYES_H

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/text_builder.h"

typedef enum guarded_operation {
#define G(name, word, persons, message) OPERATION_##name,
#include "audit/operations.def"
#undef G
  OPERATION_COUNT
} guarded_operation;

const char *operation_word(guarded_operation operation); /* "budget-change"; static */
message_id operation_message(guarded_operation operation);
int operation_persons(guarded_operation operation); /* 2 or 3 */
/* False when there is no such word. */
bool operation_of_word(text word, guarded_operation *out);

typedef enum proposal_stage {
  STAGE_PROPOSED,
  STAGE_CHECKED,
  STAGE_PERFORMED,
  STAGE_REFUSED,
  STAGE_VOID
} proposal_stage;

const char *stage_word(proposal_stage stage); /* "proposed"; static */
message_id stage_message(proposal_stage stage);
bool stage_is_open(proposal_stage stage); /* proposed or checked */

typedef enum proposal_act { ACT_CHECK, ACT_PERFORM, ACT_REFUSE, ACT_VOID } proposal_act;

/* What the machine looks at.  Texts are folded names, borrowed; `checker` is empty until then. */
typedef struct proposal_state {
  guarded_operation operation;
  proposal_stage stage;
  sm3_digest hash; /* of what the maker proposed */
  text maker, checker;
} proposal_state;

/* What an act did, or why it was refused. */
typedef enum proposal_verdict {
  VERDICT_DONE,
  VERDICT_WRONG_STAGE, /* not proposed for a check, not checked for performing, or closed */
  VERDICT_OTHER_HASH,  /* the actor looked at other content than was proposed */
  VERDICT_SAME_PERSON, /* who made it, or checked it, may not do this too */
  VERDICT_NO_PERSON    /* a name without any letter */
} proposal_verdict;

/* One act by `person` (folded) who saw the content with `hash`.  Changes `state` only when DONE.
 * Refusing and voiding are open to everybody and look at no hash: they have no effect on money. */
proposal_verdict proposal_step(proposal_state *state, proposal_act act, text person,
                               const sm3_digest *hash);

/* The folded form of a name: what decides whether two names are one person.  False when nothing is
 * left of it, or it is too long.  Clears `out` first.  Source: R-51 (folding of names). */
bool person_fold(text name, text_builder *out);

/* True when the names are one person, or when either is none at all.  Allocates nothing. */
bool person_is_same(text a, text b);

#endif
