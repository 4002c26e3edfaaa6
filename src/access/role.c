/* The roles of accounts, and which of them one account may have together. */
#include "access/role.h"

#include <stdio.h>
#include <string.h>

#include "base/messages/access.h"

typedef struct role_row {
  role role;
  const char *name;
  message_id message;
  role_group group;
  bool second_factor;
  role_needs needs;
} role_row;

static const role_row rows[] = {
#define R(name, bit, text, group, second_factor, needs) \
  {ROLE_##name, text, MESSAGE_ACCESS_ROLE_##name, group, second_factor, needs},
#include "access/roles.def"
#undef R
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const char *role_name(role r) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if (rows[i].role == r) return rows[i].name;
  }
  return NULL;
}

message_id role_message(role r) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if (rows[i].role == r) return rows[i].message;
  }
  return MESSAGE_NONE;
}

role role_of_name(text name) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if (text_is(name, rows[i].name)) return rows[i].role;
  }
  return (role)0;
}

void role_names(role_set roles, char buffer[ROLE_NAMES_SIZE]) {
  size_t used = 0;
  buffer[0] = '\0';
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if ((roles & rows[i].role) == 0) continue;
    used += (size_t)snprintf(buffer + used, ROLE_NAMES_SIZE - used, "%s%s", used == 0 ? "" : " ",
                             rows[i].name);
  }
}

bool role_set_is_allowed(role_set roles) {
  role_set staff = 0;
  unsigned companies = 0, administrators = 0;
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if ((roles & rows[i].role) == 0) continue;
    roles &= ~(role_set)rows[i].role;
    if (rows[i].group == ROLE_GROUP_COMPANY) companies++;
    if (rows[i].group == ROLE_GROUP_ADMINISTRATOR) administrators++;
    if (rows[i].group == ROLE_GROUP_STAFF) staff |= rows[i].role;
  }
  if (roles != 0) return false; /* a bit that is no role */
  return companies + administrators + (staff != 0 ? 1u : 0u) == 1u;
}

bool role_set_needs_subject(role_set roles) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if ((roles & rows[i].role) != 0 && rows[i].needs == ROLE_NEEDS_SUBJECT) return true;
  }
  return false;
}

bool role_set_needs_second_factor(role_set roles) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if ((roles & rows[i].role) != 0 && rows[i].second_factor) return true;
  }
  return false;
}
