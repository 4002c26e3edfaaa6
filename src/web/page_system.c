/* The system as its administrator sees it: health, versions, backups. */
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/messages/web.h"
#include "store/backup.h"
#include "store/fingerprint.h"
#include "web/jobs.h"
#include "web/pages.h"
#include "web/virus_scanner.h"

/* What must stay true: a backup replaces nothing, and its name says when it was made. */

enum { BACKUP_PATH_SIZE = 4096 };

static sd_status add_backups(web_call *call, sd_error *error) {
  view *v = call->view;
  const char *folder = call->options->backups;
  text *names = NULL;
  size_t count = 0;
  if (folder != NULL && file_is_directory(folder)) {
    TRY(file_list(folder, TEXT(".db"), call->arena, &names, &count, error));
  }
  view_list(v, "backups");
  for (size_t i = count; i > 0; i--) {
    text path = file_join(call->arena, text_of(folder), names[i - 1]);
    if (path.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    char beside[BACKUP_PATH_SIZE];
    snprintf(beside, sizeof beside, "%s.sm3", path.data);
    view_begin(v, "backup");
    view_text(v, "name", names[i - 1]);
    view_integer(v, "bytes", (int64_t)file_size(path.data));
    view_boolean(v, "has_fingerprint", file_exists(beside));
    view_end(v);
  }
  view_list_end(v);
  return SD_OK;
}

sd_status page_system(web_call *call, sd_error *error) {
  view *v = call->view;
  audit_head head;
  char shown[AUDIT_HEAD_TEXT_SIZE];
  call->response->live = true; /* files change without the database */
  TRY(audit_head_get(call->db, &head, error));
  audit_head_format(&head, shown);
  view_boolean(v, "writes", !database_writing_stopped(call->db));
  view_integer(v, "database_bytes", (int64_t)file_size(call->options->database));
  view_string(v, "head", shown);
  view_integer(v, "entries", head.sequence);
  view_integer(v, "items", (int64_t)call->options->items->count);
  view_integer(v, "attributes", (int64_t)call->options->attributes->count);
  view_integer(v, "areas", (int64_t)call->options->areas->count);
  view_boolean(v, "checks_breaches", call->options->breached != NULL);
  view_boolean(v, "scans_uploads", call->options->scanner != NULL);
  view_boolean(v, "scanner_answers",
               call->options->scanner != NULL && virus_scanner_is_there(call->options->scanner));
  view_boolean(v, "takes_backups", call->options->backups != NULL);
  return add_backups(call, error);
}

/* --- Long work --- */

/* "20250630-101500.db", in China's time. */
static void backup_name(int64_t now_us, char out[40]) {
  int64_t seconds = now_us / CLOCK_SECOND_US + CLOCK_CHINA_OFFSET_SECONDS;
  civil_date date = {0};
  calendar_date_of(seconds / 86400, &date);
  int64_t of_day = seconds % 86400;
  snprintf(out, 40, "%04d%02d%02d-%02d%02d%02d.db", (int)date.year, date.month, date.day,
           (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60));
}

static sd_status make_backup(job_run *run, sd_error *error) {
  char name[40];
  backup_name(clock_now_us(), name);
  TRY(file_make_directory(run->options->backups, error));
  text path = file_join(run->arena, text_of(run->options->backups), text_of(name));
  if (path.data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  TRY(database_backup(run->db, path.data, job_progress_callback, run, error));
  TRY(fingerprint_write(path.data, error));
  job_result(run, "/system");
  return SD_OK;
}

sd_status act_backup(web_call *call, sd_error *error) {
  if (call->options->backups == NULL) {
    return error_set(error, SD_REFUSED, MESSAGE_WEB_NO_BACKUPS, NULL);
  }
  return job_start(call, MESSAGE_WEB_BACKUP_MAKE, make_backup, TEXT(""), error);
}

static sd_status check_everything(job_run *run, sd_error *error) {
  audit_report report;
  TRY(database_check(run->db, error));
  TRY(audit_verify(run->db, NULL, job_progress_callback, run, &report, error));
  job_result(run, "/system");
  return SD_OK;
}

sd_status act_check(web_call *call, sd_error *error) {
  return job_start(call, MESSAGE_WEB_CHECK_DATA, check_everything, TEXT(""), error);
}
