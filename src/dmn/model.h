/* The decision model in memory: documents, elements, boxed expressions, decision tables.
 *
 * A model is one main document and those it imports, read, checked and compiled by dmn/load.h.
 * Everything lives in the model's arena, never changes after loading and is shared by threads; all
 * pointers given out are borrowed from it.  Extension elements of any namespace stay reachable as
 * XML nodes, so that callers read their own.  Spec: DMN 1.5 chapters 6 to 8 and 10.2. */
#ifndef SUDUI_DMN_MODEL_H
#define SUDUI_DMN_MODEL_H

#include "base/error.h"
#include "base/map.h"
#include "base/xml.h"
#include "feel/diagnostic.h"
#include "feel/function_value.h"
#include "feel/parser.h"
#include "feel/program.h"

/* As in include/dmn.h; part of the key of everything that is computed and kept. */
#define DMN_ENGINE_VERSION "0.2.0"

typedef struct dmn_model dmn_model;
typedef struct dmn_document dmn_document;
typedef struct dmn_element dmn_element;
typedef struct dmn_expression dmn_expression;
typedef struct dmn_table dmn_table;

/* --- Boxed expressions (10.2) --- */

typedef enum dmn_expression_kind {
  DMN_LITERAL,     /* source */
  DMN_CONTEXT,     /* parts; a part without name is the result and comes last */
  DMN_INVOCATION,  /* callee; parts are the bindings */
  DMN_LIST,        /* parts without names */
  DMN_RELATION,    /* parts are the columns (no expressions); cells row by row */
  DMN_FUNCTION,    /* parts are the parameters (no expressions); body */
  DMN_CONDITIONAL, /* parts: if, then, else */
  DMN_FILTER,      /* parts: in, match */
  DMN_FOR,         /* iterator; parts: in, return */
  DMN_SOME,        /* iterator; parts: in, satisfies */
  DMN_EVERY,
  DMN_TABLE /* table */
} dmn_expression_kind;

typedef enum dmn_function_kind {
  DMN_FUNCTION_FEEL,
  DMN_FUNCTION_JAVA, /* external: the body gives class and method signature */
  DMN_FUNCTION_PMML  /* not supported: null */
} dmn_function_kind;

/* A named place of an expression: entry, binding, parameter, column, branch. */
typedef struct dmn_part {
  text name;                  /* empty where the kind has none */
  text type_ref;              /* as written; empty when absent */
  dmn_expression *expression; /* NULL where the kind has none or the author left it out */
  const xml_node *node;
} dmn_part;

struct dmn_expression {
  dmn_expression_kind kind;
  text type_ref; /* as written; empty when absent */
  const xml_node *node;
  source_text source; /* LITERAL */
  dmn_part *parts;
  size_t part_count;
  dmn_expression **cells; /* RELATION: row_count × part_count; an item may be NULL */
  size_t row_count;
  dmn_expression *callee; /* INVOCATION */
  dmn_expression *body;   /* FUNCTION */
  text iterator;          /* FOR, SOME, EVERY */
  dmn_function_kind function_kind;
  dmn_table *table;
};

/* --- Decision tables (chapter 8) --- */

typedef enum dmn_hit_policy {
  DMN_UNIQUE,
  DMN_FIRST,
  DMN_PRIORITY,
  DMN_ANY,
  DMN_COLLECT,
  DMN_RULE_ORDER,
  DMN_OUTPUT_ORDER
} dmn_hit_policy;

typedef enum dmn_aggregation {
  DMN_NO_AGGREGATION,
  DMN_SUM,
  DMN_COUNT,
  DMN_MIN,
  DMN_MAX
} dmn_aggregation;

enum { DMN_NO_CELL = 0xffffffffu };

/* A source text whose data is NULL was not written. */
typedef struct dmn_input_clause {
  text label;
  text type_ref;
  source_text expression;
  source_text values; /* inputValues: unary tests */
  const xml_node *node;
  const feel_type *type; /* of the input expression, or NULL */
  uint32_t values_part;  /* child of the table's native node, or DMN_NO_CELL */
} dmn_input_clause;

typedef struct dmn_output_clause {
  text name; /* may be empty in a table of one output */
  text label;
  text type_ref;
  source_text values; /* outputValues, in order of priority */
  source_text default_entry;
  const xml_node *node;
  const feel_type *type;
  uint32_t default_part;     /* or DMN_NO_CELL */
  uint32_t first_value_part; /* one child per output value, tested against the output */
  uint32_t value_count;
  uint32_t holder_part; /* the child that puts an output into the tested variable */
} dmn_output_clause;

/* A cell's condition or output.  Equal conditions of a column share one part, so that each is
 * evaluated once per record. */
typedef struct dmn_cell {
  source_text source;
  uint32_t part; /* child of the table's native node; DMN_NO_CELL: "-" or empty, always true */
} dmn_cell;

typedef struct dmn_rule {
  text id;
  text description;
  dmn_cell *inputs;  /* beside the table's inputs */
  dmn_cell *outputs; /* beside the table's outputs */
  text *annotations; /* beside the table's annotations; items may be empty */
  const xml_node *node;
} dmn_rule;

/* Children of the table's native node: part i is input i's value for i < input_count; the parts of
 * cells, outputs and values are named above. */
struct dmn_table {
  dmn_hit_policy hit_policy;
  dmn_aggregation aggregation;
  text output_label;
  dmn_input_clause *inputs;
  size_t input_count;
  dmn_output_clause *outputs;
  size_t output_count;
  text *annotations; /* names of the annotation columns, such as 条款 */
  size_t annotation_count;
  dmn_rule *rules;
  size_t rule_count;
  size_t part_count; /* children of the native node */
  const dmn_document *document;
  const xml_node *node;
};

/* --- Elements of the requirements graph (chapter 6) --- */

typedef enum dmn_element_kind {
  DMN_INPUT, /* inputData */
  DMN_DECISION,
  DMN_KNOWLEDGE, /* businessKnowledgeModel */
  DMN_SERVICE    /* decisionService */
} dmn_element_kind;

/* What an element needs: information and knowledge requirements. */
typedef struct dmn_requirement {
  text href;
  dmn_element *target; /* NULL: unknown, and a diagnostic says so */
  text name;           /* under which the element sees it: "月收入", or "alias.月收入" */
  const xml_node *node;
} dmn_requirement;

typedef struct dmn_service {
  const dmn_model *model;
  dmn_element **outputs; /* decisions */
  size_t output_count;
  dmn_element **encapsulated;
  size_t encapsulated_count;
  dmn_element **parameters; /* input data, then input decisions: the order of the arguments */
  size_t parameter_count;
  dmn_element **order; /* decisions to evaluate, in order; the outputs among them */
  size_t order_count;
} dmn_service;

struct dmn_element {
  dmn_element_kind kind;
  /* Index in model->elements and slot in the frame of an evaluation.  Inputs come first, so for an
   * input it is also the index of the input and of its fact. */
  uint32_t slot;
  text id, name, label, description; /* empty when absent */
  text type_ref;                     /* of the variable, as written */
  const feel_type *type;             /* of the variable; NULL: not declared (Any) */
  const dmn_document *document;
  const xml_node *node;
  const xml_node *extensions; /* <extensionElements>, or NULL */
  dmn_requirement *requirements;
  size_t requirement_count;
  dmn_expression *expression; /* DECISION; KNOWLEDGE (a DMN_FUNCTION); may be NULL */
  dmn_service *service;       /* SERVICE */
  bool is_faulty;             /* it, or something it needs, has an error; faulty parts give null */
  bool is_refused;            /* misread, in a cycle, or needs too much: never evaluated, null */

  const program *program; /* DECISION: frame slots are element slots; NULL without expression */
  const value_function *function; /* KNOWLEDGE, SERVICE: the value of its name */
  dmn_element **needs; /* DECISION: all decisions and inputs behind it, in order of need */
  size_t need_count;
};

/* --- Documents --- */

enum { DMN_BLOCK_BYTES = 1024 };

typedef struct dmn_import {
  text name; /* the alias; empty: into the default namespace */
  text namespace_uri;
  text import_type;
  const dmn_document *document; /* NULL: not among the models given */
  const xml_node *node;
} dmn_import;

typedef struct dmn_item_definition {
  text name;
  text label;
  const feel_type *type; /* never NULL after loading */
  const dmn_document *document;
  const xml_node *node;
} dmn_item_definition;

struct dmn_document {
  source_text file; /* the whole content; origin is the file's name */
  text namespace_uri;
  text model_namespace; /* which DMN it is written in */
  text id, name, description;
  const xml_node *root;
  const xml_node *extensions; /* <extensionElements> of <definitions>, or NULL */
  dmn_import *imports;
  size_t import_count;
  dmn_item_definition *items;
  size_t item_count;
  dmn_element **elements; /* of this document, in its order */
  size_t element_count;
  map by_id;                  /* → dmn_element */
  map by_name;                /* → dmn_element, the first of that name */
  map items_by_name;          /* → dmn_item_definition */
  const size_t *line_offsets; /* byte offset of each line of the file */
  size_t line_count;
  const size_t *block_counts; /* code points before each block of DMN_BLOCK_BYTES of the file */
  bool is_reached;            /* the main document or imported by it, directly or not */
};

struct dmn_model {
  arena *arena;
  dmn_document *documents; /* [0] is the main one */
  size_t document_count;
  dmn_element **elements; /* of all documents: all inputs, then the rest */
  size_t element_count;
  size_t input_count;
  uint32_t frame_size;  /* slots that the largest program needs */
  parser_limits limits; /* of each expression */
  diagnostic_list diagnostics;
};

/* --- Questions --- */

/* The element of that kind and name in the main document or in one that is imported without a name
 * (its names are the importer's: DMN 1.5 section 6.3.2), or NULL. */
const dmn_element *dmn_model_find(const dmn_model *model, dmn_element_kind kind, text name);
/* The same in the document of that namespace; an empty namespace means the main document. */
const dmn_element *dmn_model_find_in(const dmn_model *model, text namespace_uri,
                                     dmn_element_kind kind, text name);
/* Input `index`, 0 .. model->input_count - 1. */
const dmn_element *dmn_model_input(const dmn_model *model, size_t index);
const dmn_document *dmn_model_main(const dmn_model *model);

/* Everything found while loading, errors and warnings, of all documents in order of their places;
 * print with diagnostic_print. */
const diagnostic_list *dmn_model_diagnostics(const dmn_model *model);

/* The first extension element by that namespace and name below `extensions` (NULL is allowed), or
 * NULL; the next one is xml_node_next(). */
const xml_node *dmn_extension(const xml_node *extensions, text namespace_uri, const char *name);

/* The place of an XML element in its document, for diagnostics.  Takes the time of reading one or
 * two blocks and a search among them, however long the line is. */
source_span dmn_node_span(const dmn_document *document, const xml_node *node);

/* The table that decides `decision` (itself, or the result of its boxed context), or NULL. */
const dmn_table *dmn_decision_table_of(const dmn_element *decision);

/* "UNIQUE", "COLLECT" ...; static. */
const char *dmn_hit_policy_name(dmn_hit_policy policy);

/* NULL is allowed.  Values and evaluations made from the model must be gone. */
void dmn_model_destroy(dmn_model *model);

#endif
