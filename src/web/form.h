/* What handlers of forms, downloads and long tables share.
 *
 * A handler that finds something wrong with a field says so with form_fault, writes the page of the
 * form again and returns SD_OK; the answer becomes 422 with the reasons at their fields and what
 * was typed kept, or for programs a problem document (RFC 9457) with a member "fields". */
#ifndef SUDUI_WEB_FORM_H
#define SUDUI_WEB_FORM_H

#include "base/text_builder.h"
#include "web/site.h"

/* `field` is a name of the form, borrowed, or "" for the form as a whole; the reason is kept in the
 * call's arena.  More than FORM_FAULTS_MAX are counted and not shown. */
void form_fault(web_call *call, const char *field, const char *reason);
void form_fault_message(web_call *call, const char *field, message_id reason);
/* The sentence of a failed use case, in the reader's language. */
void form_fault_error(web_call *call, const char *field, const sd_error *fault);

/* The call's view emptied, with another root: for a handler whose form stands on another page. */
view *form_restart(web_call *call, const char *root);

/* The value of a field of the form; empty when it is not there. */
text form_text(const web_call *call, const char *field);
/* The same; a fault when it is empty. */
text form_needed(web_call *call, const char *field);
/* A whole number between the two; a fault and 0 otherwise. */
int64_t form_integer(web_call *call, const char *field, int64_t least, int64_t most);
/* "2025-06-30" as a day number; a fault and 0 otherwise. */
int64_t form_day(web_call *call, const char *field);
/* "1,234.56" or "1234.5" yuan as fen; a fault and 0 otherwise. */
int64_t form_money(web_call *call, const char *field);
/* The uploaded file of a field; a fault and NULL when it is missing or empty. */
const web_file *form_file(web_call *call, const char *field);

/* The evidence of an objection: the bytes of the file "evidence_file", or what was written as
 * "evidence"; `name_out` is the file's name or the sentence for written evidence.  A fault when
 * there is none or more than LIMIT_EVIDENCE_BYTES. */
text form_evidence(web_call *call, text *name_out);

/* Into the view: a list "fields" of <field field reason/>. */
void form_view_faults(const web_call *call, view *v);
/* A list of <field name label unseen value/>: those of the form whose names begin with `prefix`
 * (which is left out), without passwords, codes and tokens; label and unseen by field_labels.def.
 */
void form_view_fields(const web_call *call, view *v, const char *list, const char *prefix);
/* True for fields that are never shown again. */
bool form_is_secret(text field);

/* Answers with a file to be kept (RFC 6266).  Name and type are borrowed, the bytes too. */
sd_status web_answer_file(web_call *call, const char *name, const char *content_type, text bytes);
/* Answers with these bytes, which are never kept. */
sd_status web_answer_live(web_call *call, text bytes);
/* "attachment; filename=...; filename*=UTF-8''..." for any UTF-8 name; in `a`, empty without
 * memory. */
text web_disposition(text name, arena *a);

/* --- Rows by pages: ?after=<the last one's number> --- */

enum { WEB_ROWS_ON_PAGE = 100 };

typedef struct web_rows {
  int64_t after; /* of the request; 0 at the beginning */
  int64_t last;  /* number of the last row that was taken */
  unsigned taken;
  bool more;
} web_rows;

/* SD_INVALID when ?after= is no number. */
sd_status web_rows_begin(const web_call *call, web_rows *rows, sd_error *error);
/* Whether this row, whose numbers rise, belongs to the page. */
bool web_rows_take(web_rows *rows, int64_t number);
/* Writes "next" when there are more rows; the template "more" shows the way there. */
void web_rows_end(const web_call *call, const web_rows *rows);

#endif
