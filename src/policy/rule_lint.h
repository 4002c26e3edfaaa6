/* What is wrong in the tables of rules that stand beside the items: relations, ceilings,
 * exclusions.
 *
 * Reading a table already refuses what cannot be said (a missing clause, an unknown word, a
 * number); here the tables are held to the items and attributes that they name, and to themselves.
 * Every finding is told, each at its file and line. */
#ifndef SUDUI_POLICY_RULE_LINT_H
#define SUDUI_POLICY_RULE_LINT_H

#include "policy/catalogue.h"
#include "policy/lint.h"

/* A table as it stands in its file; an empty content is a table that is not there. */
typedef struct rule_document {
  const char *path;
  text content;
} rule_document;

typedef struct rule_documents {
  rule_document relations, ceilings, reasons, lists;
  const item_catalogue *items;
  const attribute_catalogue *attributes;
} rule_documents;

/* `path` is of the document; an `error` that a reader gave has place and sentence, else it is NULL
 * and `finding` says what. */
typedef sd_status (*rule_lint_visitor)(void *context, const char *path, const lint_finding *finding,
                                       const sd_error *read_error, sd_error *error);

/* Errors: what cannot be read; an item that is not in the catalogue; an attribute that is not, or
 * is of the wrong type or period; a pair of items that two rows tell differently, whichever stands
 * first.  Warnings: a pair told twice alike, a row that never decides because "*" stands before it,
 * a reason that no list and no owner gives. */
sd_status rule_lint(const rule_documents *documents, arena *a, rule_lint_visitor visit,
                    void *context, sd_error *error);

#endif
