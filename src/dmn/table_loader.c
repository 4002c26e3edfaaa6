/* Reads the XML of a decision table.  Spec: DMN 1.5 section 8.3. */
#include "dmn/table_loader.h"

#include <stdio.h>

#include "base/messages/dmn.h"

typedef struct word_value {
  const char *word;
  int value;
} word_value;

static const word_value HIT_POLICIES[] = {{"", DMN_UNIQUE},
                                          {"UNIQUE", DMN_UNIQUE},
                                          {"FIRST", DMN_FIRST},
                                          {"PRIORITY", DMN_PRIORITY},
                                          {"ANY", DMN_ANY},
                                          {"COLLECT", DMN_COLLECT},
                                          {"RULE ORDER", DMN_RULE_ORDER},
                                          {"OUTPUT ORDER", DMN_OUTPUT_ORDER},
                                          {NULL, 0}};

static const word_value AGGREGATIONS[] = {{"", DMN_NO_AGGREGATION}, {"SUM", DMN_SUM},
                                          {"COUNT", DMN_COUNT},     {"MIN", DMN_MIN},
                                          {"MAX", DMN_MAX},         {NULL, 0}};

/* The value of an attribute that is one of a few words; the first word's when it is another. */
static int read_word(dmn_reader *r, const xml_node *node, const char *attribute,
                     const word_value *words, message_id message) {
  text written = dmn_reader_attribute(node, attribute);
  for (const word_value *w = words; w->word != NULL; w++) {
    if (text_is(written, w->word)) return w->value;
  }
  dmn_reader_report(r, DIAGNOSTIC_ERROR, message, node, SD_ARGS(written.data));
  return words[0].value;
}

static void read_inputs(dmn_reader *r, const xml_node *node, dmn_table *table) {
  table->input_count = dmn_reader_count(r, node, "input");
  table->inputs = DMN_READER_ARRAY(r, dmn_input_clause, table->input_count);
  if (table->inputs == NULL) return;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "input"); n;
       n = dmn_reader_next(r, n, "input"), i++) {
    dmn_input_clause *input = &table->inputs[i];
    const xml_node *expression = dmn_reader_child(r, n, "inputExpression");
    const xml_node *values = dmn_reader_child(r, n, "inputValues");
    char place[32];
    snprintf(place, sizeof place, "R0C%zu", i + 1);
    *input = (dmn_input_clause){.label = dmn_reader_attribute(n, "label"), .node = n};
    input->expression = dmn_reader_source(r, expression, place);
    input->values = dmn_reader_source(r, values, place);
    if (expression != NULL) {
      input->type_ref = dmn_reader_type_ref(r, expression);
      dmn_reader_is_feel(r, expression);
    }
    if (input->expression.text.data == NULL) {
      dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_EXPRESSION_MISSING, n, NULL);
    }
  }
}

static void read_outputs(dmn_reader *r, const xml_node *node, dmn_table *table) {
  table->output_count = dmn_reader_count(r, node, "output");
  table->outputs = DMN_READER_ARRAY(r, dmn_output_clause, table->output_count);
  if (table->outputs == NULL) return;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "output"); n;
       n = dmn_reader_next(r, n, "output"), i++) {
    dmn_output_clause *output = &table->outputs[i];
    char place[32];
    snprintf(place, sizeof place, "R0C%zu", table->input_count + i + 1);
    *output = (dmn_output_clause){.name = dmn_reader_attribute(n, "name"),
                                  .label = dmn_reader_attribute(n, "label"),
                                  .type_ref = dmn_reader_type_ref(r, n),
                                  .node = n};
    output->values = dmn_reader_source(r, dmn_reader_child(r, n, "outputValues"), place);
    output->default_entry =
        dmn_reader_source(r, dmn_reader_child(r, n, "defaultOutputEntry"), place);
    if (output->name.size == 0 && table->output_count > 1) {
      dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_OUTPUT_NAME, n, NULL);
    }
  }
}

static bool have_different_names(dmn_reader *r, const dmn_table *table) {
  map seen;
  bool differ = true;
  map_init(&seen, r->arena);
  for (size_t i = 0; i < table->output_count; i++) {
    const dmn_output_clause *output = &table->outputs[i];
    if (!dmn_reader_take_name(r, &seen, output->name, output->node)) differ = false;
  }
  return differ;
}

static void read_annotation_names(dmn_reader *r, const xml_node *node, dmn_table *table) {
  table->annotation_count = dmn_reader_count(r, node, "annotation");
  table->annotations = DMN_READER_ARRAY(r, text, table->annotation_count);
  if (table->annotations == NULL) return;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "annotation"); n;
       n = dmn_reader_next(r, n, "annotation")) {
    table->annotations[i++] = dmn_reader_attribute(n, "name");
  }
}

/* The cells named `name` of rule `row` (from 1), the first of which stands in `first_column`. */
static dmn_cell *read_cells(dmn_reader *r, const xml_node *node, const char *name, size_t count,
                            size_t row, size_t first_column) {
  dmn_cell *cells = DMN_READER_ARRAY(r, dmn_cell, count);
  if (cells == NULL) return NULL;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, name); n; n = dmn_reader_next(r, n, name)) {
    char place[48];
    snprintf(place, sizeof place, "R%zuC%zu", row, first_column + i);
    cells[i].part = DMN_NO_CELL;
    cells[i++].source = dmn_reader_source(r, n, place);
    dmn_reader_is_feel(r, n);
  }
  return cells;
}

/* False when the rule does not fit the table's columns. */
static bool read_rule(dmn_reader *r, const xml_node *node, const dmn_table *table, size_t row,
                      dmn_rule *rule) {
  size_t inputs = dmn_reader_count(r, node, "inputEntry");
  size_t outputs = dmn_reader_count(r, node, "outputEntry");
  if (inputs != table->input_count || outputs != table->output_count) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_RULE_CELLS, node,
                      SD_ARGS(SD_NUMBER(inputs), SD_NUMBER(outputs), SD_NUMBER(table->input_count),
                              SD_NUMBER(table->output_count)));
    return false;
  }
  *rule = (dmn_rule){.id = dmn_reader_attribute(node, "id"),
                     .description = dmn_reader_child_text(r, node, "description"),
                     .node = node};
  rule->inputs = read_cells(r, node, "inputEntry", inputs, row, 1);
  rule->outputs = read_cells(r, node, "outputEntry", outputs, row, inputs + 1);
  rule->annotations = DMN_READER_ARRAY(r, text, table->annotation_count);
  if (rule->annotations == NULL) return false;
  size_t i = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "annotationEntry");
       n && i < table->annotation_count; n = dmn_reader_next(r, n, "annotationEntry")) {
    rule->annotations[i++] = dmn_reader_child_text(r, n, "text");
  }
  while (i < table->annotation_count) rule->annotations[i++] = TEXT("");
  return true;
}

static void read_rules(dmn_reader *r, const xml_node *node, dmn_table *table) {
  table->rules = DMN_READER_ARRAY(r, dmn_rule, dmn_reader_count(r, node, "rule"));
  if (table->rules == NULL) return;
  size_t row = 0;
  for (const xml_node *n = dmn_reader_child(r, node, "rule"); n;
       n = dmn_reader_next(r, n, "rule")) {
    if (read_rule(r, n, table, ++row, &table->rules[table->rule_count])) table->rule_count++;
  }
}

dmn_table *dmn_table_read(dmn_reader *r, const xml_node *node) {
  dmn_table *table = DMN_READER_ARRAY(r, dmn_table, 1);
  if (table == NULL) return NULL;
  *table = (dmn_table){.document = r->document, .node = node};
  table->hit_policy =
      (dmn_hit_policy)read_word(r, node, "hitPolicy", HIT_POLICIES, MESSAGE_DMN_HIT_POLICY);
  table->aggregation =
      (dmn_aggregation)read_word(r, node, "aggregation", AGGREGATIONS, MESSAGE_DMN_AGGREGATION);
  table->output_label = dmn_reader_attribute(node, "outputLabel");
  read_inputs(r, node, table);
  read_outputs(r, node, table);
  read_annotation_names(r, node, table);
  if (r->is_out_of_memory) return NULL;
  if (table->output_count == 0) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_TABLE_NO_OUTPUT, node, NULL);
    return NULL;
  }
  if (!have_different_names(r, table)) return NULL;
  bool needs_one_output =
      table->aggregation != DMN_NO_AGGREGATION && table->aggregation != DMN_COUNT;
  if (table->output_count > 1 && needs_one_output) {
    dmn_reader_report(r, DIAGNOSTIC_ERROR, MESSAGE_DMN_AGGREGATE_OUTPUTS, node, NULL);
  }
  read_rules(r, node, table);
  return r->is_out_of_memory ? NULL : table;
}
