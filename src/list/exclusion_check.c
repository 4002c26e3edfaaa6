/* Who is on an exclusion list at one moment: when a list is fixed, and just before it is paid. */
#include "list/exclusion_check.h"

#include <stdio.h>

#include "base/calendar.h"
#include "policy/rule_table.h"

/* The attributes of one list, and the columns that answer for them. */
enum { LISTED, SINCE, UNTIL, REPAIRED, PER_LIST };

struct exclusion_check {
  const exclusion_rules *rules;
  registry_view view;
  const snapshot *facts;
  size_t (*columns)[PER_LIST]; /* of each list; SIZE_MAX: not looked at */
};

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

sd_status exclusion_check_open(registry *r, const exclusion_look *look, arena *a,
                               exclusion_check **out, sd_error *error) {
  const exclusion_rules *rules = look->rules;
  exclusion_check *c = ARENA_NEW(a, exclusion_check);
  column_request *columns = ARENA_ARRAY(a, column_request, rules->list_count * PER_LIST);
  size_t count = 0;
  if (c == NULL || columns == NULL) return no_memory(error);
  *c = (exclusion_check){.rules = rules, .view = look->view};
  c->columns = arena_allocate_array(a, rules->list_count, sizeof *c->columns);
  if (c->columns == NULL) return no_memory(error);
  for (size_t i = 0; i < rules->list_count; i++) {
    const exclusion_list *l = &rules->lists[i];
    const text attributes[PER_LIST] = {l->listed, l->since, l->until, l->repaired};
    for (int k = 0; k < PER_LIST; k++) {
      c->columns[i][k] = attributes[k].size == 0 ? SIZE_MAX : count;
      if (attributes[k].size == 0) continue;
      columns[count++] = (column_request){attributes[k].data, PERIOD_NONE, PICK_LATEST, NULL};
    }
  }
  *out = c;
  if (count == 0) return SD_OK;
  const snapshot_request request = {
      .view = look->view, .subjects = look->subjects, .columns = columns, .column_count = count};
  return registry_snapshot(r, &request, a, &c->facts, error);
}

static bool value_of(const exclusion_check *c, size_t list, int which, size_t subject,
                     int64_t *out) {
  fact_value v;
  size_t column = c->columns[list][which];
  if (column == SIZE_MAX || !snapshot_value(c->facts, column, subject, &v)) return false;
  if (v.type != (which == LISTED ? ATTRIBUTE_BOOLEAN : ATTRIBUTE_DATE)) return false;
  *out = v.number;
  return true;
}

static bool holds_for(const exclusion_check *c, size_t list, size_t subject) {
  int64_t listed = 0;
  exclusion_facts facts = {
      .since_day = INT64_MAX, .until_day = INT64_MAX, .repaired_day = INT64_MAX};
  facts.listed = value_of(c, list, LISTED, subject, &listed) && listed != 0;
  (void)value_of(c, list, SINCE, subject, &facts.since_day);
  (void)value_of(c, list, UNTIL, subject, &facts.until_day);
  (void)value_of(c, list, REPAIRED, subject, &facts.repaired_day);
  return exclusion_holds(&facts, c->view.as_of_day);
}

text exclusion_check_reasons(const exclusion_check *c, text item, text code, arena *a) {
  char reasons[600] = "";
  size_t used = 0, subject = c->facts == NULL ? SIZE_MAX : snapshot_find(c->facts, code);
  for (size_t i = 0; subject != SIZE_MAX && i < c->rules->list_count; i++) {
    const exclusion_list *l = &c->rules->lists[i];
    if (!rule_selects(l->items, item) || rule_selects((text){reasons, used}, l->reason) ||
        used + l->reason.size + 2 > sizeof reasons || !holds_for(c, i, subject)) {
      continue;
    }
    used += (size_t)snprintf(reasons + used, sizeof reasons - used, "%s%.*s", used == 0 ? "" : " ",
                             TEXT_ARG(l->reason));
  }
  return used == 0 ? TEXT("") : arena_copy(a, (text){reasons, used});
}

text exclusion_check_entries(const exclusion_check *c, text item, text code, arena *a) {
  char entries[1200] = "", day[CALENDAR_TEXT_SIZE];
  size_t used = 0, subject = c->facts == NULL ? SIZE_MAX : snapshot_find(c->facts, code);
  for (size_t i = 0; subject != SIZE_MAX && i < c->rules->list_count; i++) {
    const exclusion_list *l = &c->rules->lists[i];
    int64_t since;
    if (!rule_selects(l->items, item) || !holds_for(c, i, subject) ||
        used + l->id.size + CALENDAR_TEXT_SIZE + 3 > sizeof entries) {
      continue;
    }
    bool dated = value_of(c, i, SINCE, subject, &since);
    if (dated) calendar_format_day(since, day);
    used += (size_t)snprintf(entries + used, sizeof entries - used, "%s%.*s:%s",
                             used == 0 ? "" : " ", TEXT_ARG(l->id), dated ? day : "-");
  }
  return used == 0 ? TEXT("") : arena_copy(a, (text){entries, used});
}
