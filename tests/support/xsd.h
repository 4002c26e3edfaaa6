/* Validates bytes against one of the ISO 20022 schemas in ../shared/xsd, when that folder is there.
 */
#ifndef SUDUI_TESTS_SUPPORT_XSD_H
#define SUDUI_TESTS_SUPPORT_XSD_H

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <unistd.h>

#include "base/text.h"
#include "support/table.h"

/* 1 valid, 0 not valid, -1 when the schema is not there (said once on the screen). */
__attribute__((unused)) static int xsd_validate(const char *schema, text bytes) {
  char path[128];
  snprintf(path, sizeof path, "../shared/xsd/%s.xsd", schema);
  if (access(path, R_OK) != 0) {
    print_message("skipped: %s is not there, validity was not checked\n", path);
    return -1;
  }
  xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
  xmlSchemaPtr parsed = xmlSchemaParse(parser);
  assert_non_null(parsed);
  xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(parsed);
  xmlDocPtr document =
      xmlReadMemory(bytes.data, (int)bytes.size, schema, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
  int result = document != NULL && xmlSchemaValidateDoc(valid, document) == 0;
  xmlFreeDoc(document);
  xmlSchemaFreeValidCtxt(valid);
  xmlSchemaFree(parsed);
  xmlSchemaFreeParserCtxt(parser);
  return result;
}

#endif
