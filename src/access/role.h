/* The roles of accounts, and which of them one account may have together. */
#ifndef SUDUI_ACCESS_ROLE_H
#define SUDUI_ACCESS_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/messages/base.h"
#include "base/text.h"

typedef enum role_group {
  ROLE_GROUP_COMPANY,
  ROLE_GROUP_STAFF,
  ROLE_GROUP_ADMINISTRATOR
} role_group;
typedef enum role_needs { ROLE_NEEDS_NOTHING, ROLE_NEEDS_SUBJECT } role_needs;

/* Sets of roles are bits, so that a set is one integer in the database. */
typedef enum role {
#define R(name, bit, text, group, second_factor, needs) ROLE_##name = 1 << (bit),
#include "access/roles.def"
#undef R
} role;
typedef uint32_t role_set;

enum { ROLE_NAMES_SIZE = 128 };

/* "finance"; NULL for what is no single role.  Static. */
const char *role_name(role r);
/* The role's name for people. */
message_id role_message(role r);
/* 0 when there is none by that name. */
role role_of_name(text name);
/* "policy finance", in order of the table. */
void role_names(role_set roles, char buffer[ROLE_NAMES_SIZE]);

/* True when one account may have exactly these: at least one; a company's account is nothing else;
 * an administrator is nothing else, and only one of the three. */
bool role_set_is_allowed(role_set roles);
bool role_set_needs_subject(role_set roles);
bool role_set_needs_second_factor(role_set roles);

#endif
