/* Decides a table of companies at once: batch MODEL.dmn
 *
 * The table comes and the results go as Arrow structs (the C data interface), which pandas, DuckDB,
 * Polars, Spark and ClickHouse give and take; here they are written by hand.
 *
 * cc -std=c17 batch.c $(pkg-config --cflags --libs libdmn) -o batch */
#include <dmn.h>
#include <stdio.h>

static void schema_done(struct ArrowSchema *s) { s->release = NULL; }
static void array_done(struct ArrowArray *a) { a->release = NULL; }

int main(int argc, char **argv) {
  static char xml[1 << 20];
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return fputs("usage: batch MODEL.dmn\n", stderr), 64;
  dmn_file source = {dmn_text_of(argv[1]), {xml, fread(xml, 1, sizeof xml, file)}};
  fclose(file);

  /* Income of three companies, in a column of int64; the second is missing. */
  const int64_t income[3] = {2000, 0, 800};
  const unsigned char present[1] = {0x5};
  const void *buffers[2] = {present, income}, *none[1] = {NULL};
  struct ArrowSchema income_schema = {"l", "Income", NULL, ARROW_FLAG_NULLABLE, 0, NULL, NULL, schema_done, NULL};
  struct ArrowArray income_array = {3, 1, 0, 2, 0, buffers, NULL, NULL, array_done, NULL};
  struct ArrowSchema *schemas[1] = {&income_schema};
  struct ArrowArray *arrays[1] = {&income_array};
  struct ArrowSchema schema = {"+s", "", NULL, 0, 1, schemas, NULL, schema_done, NULL};
  struct ArrowArray table = {3, 0, 0, 1, 1, none, arrays, NULL, array_done, NULL};

  dmn_model *model = NULL;
  dmn_batch *batch = NULL;
  dmn_error error;
  dmn_text decisions[1] = {dmn_text_of("Rich")};
  struct ArrowArray results = {0};
  bool is_done = dmn_model_open(&source, 1, NULL, &model, &error) == DMN_OK &&
                 dmn_batch_open(model, decisions, 1, &schema, NULL, &batch, &error) == DMN_OK &&
                 dmn_batch_evaluate(batch, &table, &results, &error) == DMN_OK;
  for (int64_t row = 0; is_done && row < results.length; row++) {
    const struct ArrowArray *status = results.children[1], *words = status->dictionary;
    const int32_t *ends = (const int32_t *)words->buffers[1];
    int32_t code = ((const signed char *)status->buffers[1])[row];
    printf("%.*s\n", (int)(ends[code + 1] - ends[code]), (const char *)words->buffers[2] + ends[code]);
  }
  if (!is_done) fprintf(stderr, "%s:%u: %s\n", error.file, error.line, error.message_en);
  if (results.release != NULL) results.release(&results);
  dmn_batch_close(batch);
  dmn_model_close(model);
  return is_done ? 0 : 1;
}
