/* The second person's check of what then stands. */
#ifndef SUDUI_TESTS_SUPPORT_APPROVE_H
#define SUDUI_TESTS_SUPPORT_APPROVE_H

#include "support/city.h"

#include "audit/approval.h"
#include "base/arena.h"

__attribute__((unused)) static void approve_standing(database *db, int64_t id,
                                                     const char *checker) {
  arena *a = arena_create(0);
  approval p;
  MUST(database_begin(db, error));
  MUST(approval_check(db, id, checker, NULL, 9, error));
  MUST(approval_find(db, id, a, &p, error));
  const approval_request r = {p.operation, p.subject, p.content, checker, 9};
  MUST(approval_perform(db, &r, NULL, error));
  MUST(database_commit(db, error));
  arena_destroy(a);
}

#endif
