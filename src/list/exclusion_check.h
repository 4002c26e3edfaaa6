/* Who is on an exclusion list at one moment: when a list is fixed, and just before it is paid.
 *
 * The moment is the view that was asked for: the day on which the list was looked at, as known
 * then.  Source. */
#ifndef SUDUI_LIST_EXCLUSION_CHECK_H
#define SUDUI_LIST_EXCLUSION_CHECK_H

#include "policy/exclusion.h"
#include "registry/snapshot.h"

typedef struct exclusion_check exclusion_check;

/* What is looked at: `subjects` NULL is everybody. */
typedef struct exclusion_look {
  const exclusion_rules *rules; /* borrowed */
  registry_view view;
  const subject_set *subjects;
} exclusion_look;

/* Reads the attributes of all lists at the view; everything lives in `a`.  SD_NOT_FOUND for an
 * attribute that is not in the catalogue. */
sd_status exclusion_check_open(registry *r, const exclusion_look *look, arena *a,
                               exclusion_check **out, sd_error *error);

/* The reasons of the lists that concern `item` and hold for the subject, each once with spaces
 * between; empty: none.  NULL data when memory is out. */
text exclusion_check_reasons(const exclusion_check *c, text item, text code, arena *a);
/* The lists themselves with the day of entry, "dishonesty:2025-03-01" ("dishonesty:-" without a
 * day), with spaces between. */
text exclusion_check_entries(const exclusion_check *c, text item, text code, arena *a);

#endif
