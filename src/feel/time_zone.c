/* Offsets of IANA time zones, from the system's tzdata through GTimeZone. */
#include "feel/time_zone.h"

#include <glib.h>
#include <string.h>

#define SECONDS_PER_CYCLE (INT64_C(146097) * 86400) /* 400 years */
#define SECONDS_UNTIL_2440 INT64_C(14832028800)

/* Names of tzdata that have digits or signs but no slash; others of that form are POSIX rules. */
static const char *const NAMES_LIKE_RULES[] = {"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0",
                                               "GMT+0",   "GMT-0",   "NZ-CHAT", "GB-Eire", "W-SU"};

static bool is_name_like_rule(text name) {
  for (size_t i = 0; i < sizeof NAMES_LIKE_RULES / sizeof NAMES_LIKE_RULES[0]; i++)
    if (text_is(name, NAMES_LIKE_RULES[i])) return true;
  return false;
}

static bool is_zone_name(text name) {
  if (name.size < 2 || name.size >= TIME_ZONE_NAME_SIZE) return false;
  bool has_slash = false, only_letters = true;
  char previous = '/';
  for (size_t i = 0; i < name.size; i++) {
    char c = name.data[i];
    bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    bool is_other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
    if (c == '/') has_slash = true;
    if (!is_letter && !is_other && c != '/') return false;
    if (previous == '/' && !is_letter) return false; /* also "//" and a leading slash */
    if (!is_letter) only_letters = false;
    previous = c;
  }
  return previous != '/' && (has_slash || only_letters || is_name_like_rule(name));
}

static GTimeZone *zone_open(text name) {
  if (!is_zone_name(name)) return NULL;
  char buffer[TIME_ZONE_NAME_SIZE];
  memcpy(buffer, name.data, name.size);
  buffer[name.size] = '\0';
  return g_time_zone_new_identifier(buffer);
}

bool time_zone_is_known(text name) {
  GTimeZone *zone = zone_open(name);
  if (zone == NULL) return false;
  g_time_zone_unref(zone);
  return true;
}

static int32_t offset_at(GTimeZone *zone, int64_t utc_seconds) {
  if (utc_seconds >= SECONDS_UNTIL_2440) {
    int64_t cycles = (utc_seconds - SECONDS_UNTIL_2440) / SECONDS_PER_CYCLE + 1;
    utc_seconds -= cycles * SECONDS_PER_CYCLE;
  }
  int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, utc_seconds);
  return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

bool time_zone_offset_at(const char *name, int64_t utc_seconds, int32_t *offset_seconds_out) {
  GTimeZone *zone = zone_open(text_of(name));
  if (zone == NULL) return false;
  *offset_seconds_out = offset_at(zone, utc_seconds);
  g_time_zone_unref(zone);
  return true;
}

bool time_zone_offset_at_local(const char *name, int64_t local_seconds,
                               int32_t *offset_seconds_out) {
  GTimeZone *zone = zone_open(text_of(name));
  if (zone == NULL) return false;
  /* An offset is less than a day, so the offsets a day before and after surround any change. */
  int32_t before = offset_at(zone, local_seconds - 86400);
  int32_t after = offset_at(zone, local_seconds + 86400);
  bool before_fits = offset_at(zone, local_seconds - before) == before;
  bool after_fits = offset_at(zone, local_seconds - after) == after;
  *offset_seconds_out = !before_fits && after_fits ? after : before;
  g_time_zone_unref(zone);
  return true;
}
