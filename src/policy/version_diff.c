/* What differs between two versions of an item, line by line. */
#include "policy/version_diff.h"

#include "base/limits.h"
#include "base/text_builder.h"
#include "dmn/condition.h"
#include "policy/item.h"

typedef struct line {
  text section, content;
} line;

typedef struct lines {
  arena *arena;
  line *items;
  size_t count;
  bool failed; /* memory */
  bool too_many;
} lines;

static void add(lines *l, text section, text content) {
  if (l->count == VERSION_LINES_MAX) l->too_many = true;
  if (l->failed || l->too_many) return;
  text kept = arena_copy(l->arena, content), name = arena_copy(l->arena, section);
  l->failed = kept.data == NULL || name.data == NULL;
  if (!l->failed) l->items[l->count++] = (line){name, kept};
}

static void add_built(lines *l, text section, text_builder *b) {
  if (b->failed) l->failed = true;
  if (!b->failed) add(l, section, text_builder_text(b));
  text_builder_release(b);
}

/* --- Lines of a model --- */

/* What stands beside the rules: each element with its attributes. */
static void add_extensions(lines *l, const xml_node *node) {
  for (const xml_node *n = node; n != NULL; n = n->next) {
    text_builder b;
    text_builder_init(&b, LIMIT_MODEL_BYTES);
    text_builder_add(&b, n->name);
    for (size_t i = 0; i < n->attribute_count; i++) {
      text_builder_format(&b, " %.*s=\"%.*s\"", TEXT_ARG(n->attributes[i].name),
                          TEXT_ARG(n->attributes[i].value));
    }
    add_built(l, TEXT(""), &b);
    add_extensions(l, n->first_child);
  }
}

static void add_cells(text_builder *b, const dmn_cell *cells, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i != 0) text_builder_add(b, TEXT(" | "));
    text source = text_trim(cells[i].source.text);
    text_builder_add(b, source.size == 0 ? TEXT("-") : source);
  }
}

static void add_table(lines *l, text section, const dmn_table *table) {
  text_builder b;
  text_builder_init(&b, LIMIT_MODEL_BYTES);
  text_builder_add(&b, text_of(dmn_hit_policy_name(table->hit_policy)));
  for (size_t i = 0; i < table->input_count; i++) {
    text_builder_format(&b, " | %.*s", TEXT_ARG(text_trim(table->inputs[i].expression.text)));
  }
  text_builder_add(&b, TEXT(" →"));
  for (size_t i = 0; i < table->output_count; i++) {
    const dmn_output_clause *output = &table->outputs[i];
    text_builder_format(&b, " %.*s %.*s", TEXT_ARG(output->name),
                        TEXT_ARG(text_trim(output->default_entry.text)));
  }
  add_built(l, section, &b);
  for (size_t r = 0; r < table->rule_count; r++) {
    text_builder_init(&b, LIMIT_MODEL_BYTES);
    add_cells(&b, table->rules[r].inputs, table->input_count);
    text_builder_add(&b, TEXT(" → "));
    add_cells(&b, table->rules[r].outputs, table->output_count);
    text clause = dmn_rule_clause(table, r);
    if (clause.size != 0) text_builder_format(&b, "  (%.*s)", TEXT_ARG(clause));
    add_built(l, section, &b);
  }
}

static void add_expression(lines *l, text section, text name, const dmn_expression *e) {
  if (e == NULL) return;
  if (e->kind == DMN_TABLE) {
    add_table(l, section, e->table);
  } else if (e->kind == DMN_LITERAL) {
    text_builder b;
    text_builder_init(&b, LIMIT_MODEL_BYTES);
    if (name.size != 0) text_builder_format(&b, "%.*s = ", TEXT_ARG(name));
    text_builder_add(&b, text_trim(e->source.text));
    add_built(l, section, &b);
  }
  add_expression(l, section, TEXT(""), e->callee);
  for (size_t i = 0; i < e->part_count; i++) {
    add_expression(l, section, e->parts[i].name, e->parts[i].expression);
  }
  for (size_t i = 0; e->cells != NULL && i < e->row_count * e->part_count; i++) {
    add_expression(l, section, e->parts[i % e->part_count].name, e->cells[i]);
  }
  add_expression(l, section, TEXT(""), e->body);
}

static void add_element(lines *l, const dmn_element *element) {
  if (element->kind == DMN_INPUT) {
    if (element->extensions == NULL) return;
    const xml_node *fact = dmn_extension(element->extensions, TEXT(ITEM_NAMESPACE), "fact");
    for (size_t i = 0; fact != NULL && i < fact->attribute_count; i++) {
      add(l, element->name, fact->attributes[i].value);
    }
    return;
  }
  if (element->description.size != 0) add(l, element->name, element->description);
  add_expression(l, element->name, TEXT(""), element->expression);
}

static sd_status lines_of(const dmn_model *model, arena *a, lines *out, sd_error *error) {
  *out = (lines){.arena = a, .items = ARENA_ARRAY(a, line, VERSION_LINES_MAX)};
  out->failed = out->items == NULL;
  const xml_node *extensions = dmn_model_main(model)->extensions;
  const xml_node *item =
      extensions == NULL ? NULL : dmn_extension(extensions, TEXT(ITEM_NAMESPACE), "item");
  if (item != NULL) {
    const xml_node alone = {.name = item->name,
                            .attributes = item->attributes,
                            .attribute_count = item->attribute_count};
    add_extensions(out, &alone);
    add_extensions(out, item->first_child);
  }
  for (size_t i = 0; i < model->element_count; i++) add_element(out, model->elements[i]);
  if (out->failed) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (!out->too_many) return SD_OK;
  return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                   SD_ARGS("lines", SD_NUMBER(VERSION_LINES_MAX)));
}

/* --- The longest common lines --- */

static bool is_same(const line *x, const line *y) {
  return text_equal(x->section, y->section) && text_equal(x->content, y->content);
}

/* common[i * (n + 1) + j]: of the lines from i and from j on. */
static uint16_t *count_common(const lines *o, const lines *n, arena *a) {
  size_t width = n->count + 1;
  uint16_t *common = ARENA_ARRAY(a, uint16_t, (o->count + 1) * width);
  for (size_t i = o->count; common != NULL && i-- > 0;) {
    for (size_t j = n->count; j-- > 0;) {
      uint16_t down = common[(i + 1) * width + j], right = common[i * width + j + 1];
      common[i * width + j] = is_same(&o->items[i], &n->items[j])
                                  ? (uint16_t)(common[(i + 1) * width + j + 1] + 1)
                              : down > right ? down
                                             : right;
    }
  }
  return common;
}

sd_status version_diff(const dmn_model *older, const dmn_model *newer, arena *a,
                       version_change_visitor visit, void *context, sd_error *error) {
  lines o, n;
  TRY(lines_of(older, a, &o, error));
  TRY(lines_of(newer, a, &n, error));
  const uint16_t *common = count_common(&o, &n, a);
  if (common == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  size_t width = n.count + 1;
  for (size_t i = 0, j = 0; i < o.count || j < n.count;) {
    if (i < o.count && j < n.count && is_same(&o.items[i], &n.items[j])) {
      i++;
      j++;
      continue;
    }
    bool is_added =
        i == o.count || (j < n.count && common[i * width + j + 1] > common[(i + 1) * width + j]);
    const line *l = is_added ? &n.items[j++] : &o.items[i++];
    TRY(visit(context, &(version_change){is_added, l->section, l->content}, error));
  }
  return SD_OK;
}
