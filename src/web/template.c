/* Stylesheets (XSLT 1.0, libxslt) that show views as pages of HTML. */
#include "web/template.h"

#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "base/messages/web.h"
#include "base/xml.h"
#include "web/asset.h"

/* What must stay true: stylesheets are compiled once and only read afterwards, so threads share
 * them; the security preferences forbid every file and network access of a stylesheet. */

struct template_set {
  xsltStylesheet *sheets[LANGUAGE_COUNT];
  xsltSecurityPrefs *security;
};

/* --- Making --- */

static message_id message_by_name(text name) {
  message_id message = message_next(MESSAGE_ABSENT);
  while (message != MESSAGE_ABSENT && !text_is(name, message_name(message))) {
    message = message_next(message);
  }
  return message;
}

/* The stylesheet with each "@{NAME}" replaced by its sentence, escaped. */
static sd_status fill_in(const asset *sheet, language lang, text_builder *out, sd_error *error) {
  text source = asset_content(sheet);
  for (size_t from = 0; from < source.size;) {
    size_t mark = text_find(source, TEXT("@{"), from);
    size_t end = mark == SIZE_MAX ? SIZE_MAX : text_find(source, TEXT("}"), mark);
    if (end == SIZE_MAX) mark = end = source.size;
    text_builder_add(out, text_slice(source, from, mark - from));
    if (mark == source.size) break;
    text name = text_slice(source, mark + 2, end - mark - 2);
    message_id message = message_by_name(name);
    if (message == MESSAGE_ABSENT) {
      char shown[100];
      snprintf(shown, sizeof shown, "%.*s", TEXT_ARG(text_slice(name, 0, 80)));
      return error_set(error, SD_SYNTAX_ERROR, MESSAGE_WEB_NO_SENTENCE,
                       SD_ARGS(sheet->path, shown));
    }
    xml_escape(text_of(message_text(lang, message)), out);
    from = end + 1;
  }
  return out->failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL) : SD_OK;
}

static sd_status not_compiled(const char *name, sd_error *error) {
  return error_set(error, SD_SYNTAX_ERROR, MESSAGE_WEB_BAD_STYLESHEET, SD_ARGS(name));
}

static bool is_stylesheet(const asset *a) { return a->path[0] != '/'; }

/* Moves the templates of one stylesheet into the first one. */
static bool join(xmlDoc **whole, xmlDoc *part) {
  if (part == NULL) return false;
  if (*whole == NULL) {
    *whole = part;
    return true;
  }
  xmlNode *root = xmlDocGetRootElement(*whole);
  for (xmlNode *n = xmlDocGetRootElement(part)->children; n != NULL; n = n->next) {
    xmlNode *copy = xmlDocCopyNode(n, *whole, 1);
    if (copy == NULL || xmlAddChild(root, copy) == NULL) return false;
  }
  xmlFreeDoc(part);
  return true;
}

static sd_status compile(language lang, xsltStylesheet **out, sd_error *error) {
  xmlDoc *whole = NULL;
  for (const asset *a = asset_all(); a->path != NULL; a++) {
    if (!is_stylesheet(a)) continue;
    text_builder filled;
    text_builder_init(&filled, LIMIT_WEB_ANSWER_BYTES);
    sd_status status = fill_in(a, lang, &filled, error);
    bool joined = status == SD_OK && join(&whole, xmlReadMemory(filled.data, (int)filled.size,
                                                                a->path, "UTF-8", XML_PARSE_NONET));
    text_builder_release(&filled);
    if (status == SD_OK && !joined) status = not_compiled(a->path, error);
    if (status != SD_OK) {
      xmlFreeDoc(whole);
      return status;
    }
  }
  *out = whole == NULL ? NULL : xsltParseStylesheetDoc(whole);
  if (*out != NULL && (*out)->errors == 0) return SD_OK;
  if (*out == NULL) xmlFreeDoc(whole);
  return not_compiled("pages", error);
}

static bool forbid_all(xsltSecurityPrefs *security) {
  static const xsltSecurityOption options[] = {
      XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
      XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK};
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    if (xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid) != 0) return false;
  }
  return true;
}

sd_status template_set_create(template_set **out, sd_error *error) {
  template_set *t = memory_allocate(sizeof *t);
  *out = t;
  if (t == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *t = (template_set){.security = xsltNewSecurityPrefs()};
  sd_status status = SD_OK;
  if (t->security == NULL || !forbid_all(t->security)) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  for (int lang = 0; lang < LANGUAGE_COUNT && status == SD_OK; lang++) {
    status = compile((language)lang, &t->sheets[lang], error);
  }
  if (status == SD_OK) return SD_OK;
  template_set_destroy(t);
  *out = NULL;
  return status;
}

void template_set_destroy(template_set *t) {
  if (t == NULL) return;
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    if (t->sheets[lang] != NULL) xsltFreeStylesheet(t->sheets[lang]);
  }
  if (t->security != NULL) xsltFreeSecurityPrefs(t->security);
  memory_free(t);
}

/* --- Showing --- */

sd_status template_show(const template_set *t, const view *v, arena *a, text *html_out,
                        sd_error *error) {
  if (v->failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  xsltStylesheet *sheet = t->sheets[v->lang];
  xsltTransformContext *context = xsltNewTransformContext(sheet, v->document);
  xmlDoc *page = NULL;
  bool done = false;
  if (context != NULL && xsltSetCtxtSecurityPrefs(t->security, context) == 0) {
    page = xsltApplyStylesheetUser(sheet, v->document, NULL, NULL, NULL, context);
    done = page != NULL && context->state == XSLT_STATE_OK;
  }
  if (context != NULL) xsltFreeTransformContext(context);
  xmlChar *bytes = NULL;
  int size = 0;
  if (done) done = xsltSaveResultToString(&bytes, &size, page, sheet) == 0 && bytes != NULL;
  if (done) *html_out = arena_copy(a, (text){(const char *)bytes, (size_t)size});
  done = done && html_out->data != NULL;
  xmlFree(bytes);
  if (page != NULL) xmlFreeDoc(page);
  return done ? SD_OK : error_set(error, SD_INVALID, MESSAGE_WEB_BAD_STYLESHEET, SD_ARGS("pages"));
}
