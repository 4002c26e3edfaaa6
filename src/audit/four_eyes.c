/* Who may do what to a proposal: maker, checker and releaser are different people, on one hash. */
/* What must stay true: nothing reaches PERFORMED without as many different persons as its operation
 * asks for, all of them on the proposed hash; a closed proposal never changes again. */
#include "audit/four_eyes.h"

#include "base/encoding.h"
#include "base/messages/audit.h"

enum { PERSON_BYTES_MAX = 512 };

static const struct {
  const char *word;
  int persons;
  message_id message;
} OPERATIONS[] = {
#define G(name, word, persons, message) [OPERATION_##name] = {word, persons, message},
#include "audit/operations.def"
#undef G
};

static const struct {
  const char *word;
  message_id message;
} STAGES[] = {
    [STAGE_PROPOSED] = {"proposed", MESSAGE_AUDIT_STAGE_PROPOSED},
    [STAGE_CHECKED] = {"checked", MESSAGE_AUDIT_STAGE_CHECKED},
    [STAGE_PERFORMED] = {"performed", MESSAGE_AUDIT_STAGE_PERFORMED},
    [STAGE_REFUSED] = {"refused", MESSAGE_AUDIT_STAGE_REFUSED},
    [STAGE_VOID] = {"void", MESSAGE_AUDIT_STAGE_VOID},
};

const char *operation_word(guarded_operation operation) { return OPERATIONS[operation].word; }
message_id operation_message(guarded_operation operation) { return OPERATIONS[operation].message; }
int operation_persons(guarded_operation operation) { return OPERATIONS[operation].persons; }

bool operation_of_word(text word, guarded_operation *out) {
  for (int i = 0; i < OPERATION_COUNT; i++) {
    if (!text_is(word, OPERATIONS[i].word)) continue;
    *out = (guarded_operation)i;
    return true;
  }
  return false;
}

const char *stage_word(proposal_stage stage) { return STAGES[stage].word; }
message_id stage_message(proposal_stage stage) { return STAGES[stage].message; }
bool stage_is_open(proposal_stage stage) { return stage <= STAGE_CHECKED; }

static proposal_verdict check(proposal_state *s, text person, const sm3_digest *hash) {
  if (s->stage != STAGE_PROPOSED) return VERDICT_WRONG_STAGE;
  if (!sm3_equal(hash, &s->hash)) return VERDICT_OTHER_HASH;
  if (text_equal(person, s->maker)) return VERDICT_SAME_PERSON;
  s->checker = person;
  s->stage = STAGE_CHECKED;
  return VERDICT_DONE;
}

static proposal_verdict perform(proposal_state *s, text person, const sm3_digest *hash) {
  if (s->stage != STAGE_CHECKED) return VERDICT_WRONG_STAGE;
  if (!sm3_equal(hash, &s->hash)) return VERDICT_OTHER_HASH;
  if (operation_persons(s->operation) == 3 &&
      (text_equal(person, s->maker) || text_equal(person, s->checker))) {
    return VERDICT_SAME_PERSON;
  }
  s->stage = STAGE_PERFORMED;
  return VERDICT_DONE;
}

proposal_verdict proposal_step(proposal_state *state, proposal_act act, text person,
                               const sm3_digest *hash) {
  if (person.size == 0) return VERDICT_NO_PERSON;
  if (act == ACT_CHECK) return check(state, person, hash);
  if (act == ACT_PERFORM) return perform(state, person, hash);
  if (!stage_is_open(state->stage)) return VERDICT_WRONG_STAGE;
  state->stage = act == ACT_REFUSE ? STAGE_REFUSED : STAGE_VOID;
  return VERDICT_DONE;
}

/* Characters that show nothing: they would make two persons of one. */
static bool is_invisible(int32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE01EF) || c < 0x20 || c == 0x7F;
}

bool person_fold(text name, text_builder *out) {
  char storage[PERSON_BYTES_MAX + 1];
  text_builder folded;
  text_builder_init_on(&folded, storage, sizeof storage);
  encoding_fold_name(name, &folded);
  text_builder_clear(out);
  text shown = text_builder_text(&folded);
  for (size_t at = 0; at < shown.size;) {
    int32_t c = text_decode(shown, &at);
    if (c >= 0 && !is_invisible(c)) text_builder_add_code_point(out, c);
  }
  return !folded.failed && !out->failed && out->size != 0;
}

bool person_is_same(text a, text b) {
  /* Without allocation: who may check must not depend on how much memory is left. */
  char storage[2][PERSON_BYTES_MAX + 1];
  text_builder one, other;
  text_builder_init_on(&one, storage[0], sizeof storage[0]);
  text_builder_init_on(&other, storage[1], sizeof storage[1]);
  bool both = person_fold(a, &one) && person_fold(b, &other);
  return !both || text_equal(text_builder_text(&one), text_builder_text(&other));
}
