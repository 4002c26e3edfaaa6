/* Looks of staff at companies, put on record before anything is shown. */
#include "web/recorded.h"

#include <stdio.h>
#include <string.h>

#include "access/view_log.h"

bool recorded_path(const char *path, int *piece_out) {
  static const struct {
    const char *path;
    int piece;
  } rows[] = {
#define R(path, piece) {path, piece},
#include "web/recorded.def"
#undef R
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (strcmp(rows[i].path, path) != 0) continue;
    *piece_out = rows[i].piece;
    return true;
  }
  return false;
}

sd_status recorded_note(const web_call *call, const web_route *route, sd_error *error) {
  int piece = -1;
  const user *who = call->session == NULL ? NULL : &call->session->account;
  bool by_staff = who != NULL && (who->roles & ROLE_COMPANY) == 0;
  if (!by_staff || route->method != WEB_GET || !recorded_path(route->path, &piece)) return SD_OK;
  text subject = piece < 0 ? TEXT("") : call->pieces[piece];
  char person[2 * USER_TEXT_BYTES_MAX + 8];
  int size =
      snprintf(person, sizeof person, "%.*s %.*s", TEXT_ARG(who->login), TEXT_ARG(who->name));
  view_entry entry = {.time_us = call->request->now_us,
                      .account = who->id,
                      .person = {person, (size_t)size},
                      .subject = subject,
                      .path = call->request->path};
  return view_log_add(call->db, &entry, error);
}
