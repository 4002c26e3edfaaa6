/* Evaluates one decision of a model: evaluate MODEL.dmn DECISION INPUT-JSON
 *
 * cc -std=c17 evaluate.c $(pkg-config --cflags --libs libdmn) -o evaluate */
#include <dmn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  static char xml[1 << 20];
  FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return fputs("usage: evaluate MODEL.dmn DECISION INPUT-JSON\n", stderr), 64;
  dmn_file source = {dmn_text_of(argv[1]), {xml, fread(xml, 1, sizeof xml, file)}};
  fclose(file);

  dmn_model *model = NULL;
  dmn_session *session = NULL;
  dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
  options.three_valued = true;
  dmn_error error;
  dmn_text result;
  bool is_done = dmn_model_open(&source, 1, NULL, &model, &error) == DMN_OK &&
                 dmn_session_open(model, &options, &session, &error) == DMN_OK &&
                 dmn_session_evaluate(session, dmn_text_of(argv[2]), dmn_text_of(argv[3]),
                                      DMN_NO_TIME, &result, &error) == DMN_OK;
  if (is_done) printf("%.*s\n", (int)result.size_bytes, result.data);
  for (size_t i = 0; is_done && i < dmn_session_missing_count(session); i++)
    printf("missing: %s\n", dmn_session_missing(session, i).data);
  if (!is_done) fprintf(stderr, "%s:%u: %s\n", error.file, error.line, error.message_en);
  dmn_session_close(session);
  dmn_model_close(model);
  return is_done ? 0 : 1;
}
