/* What auditors see: the audit chain. */
#include "audit/audit.h"
#include "web/pages.h"

enum { AUDIT_ENTRIES_SHOWN = 100 };

static sd_status add_entry(void *context, const audit_entry *entry, sd_error *error) {
  web_call *call = context;
  (void)error;
  view *v = call->view;
  view_begin(v, "entry");
  view_integer(v, "sequence", entry->sequence);
  view_moment(v, "time", entry->time_us);
  view_text(v, "actor", entry->actor);
  view_text(v, "act", entry->act);
  view_text(v, "reference", entry->reference);
  view_end(v);
  return SD_OK;
}

sd_status page_audit(web_call *call, sd_error *error) {
  audit_head head;
  TRY(audit_head_get(call->db, &head, error));
  char buffer[AUDIT_HEAD_TEXT_SIZE];
  audit_head_format(&head, buffer);
  view_string(call->view, "head", buffer);
  int64_t from = head.sequence - AUDIT_ENTRIES_SHOWN + 1;
  view_list(call->view, "entries");
  TRY(audit_each(call->db, from < 1 ? 1 : from, add_entry, call, error));
  view_list_end(call->view);
  return SD_OK;
}
