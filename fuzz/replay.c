/* Gives every file of the kept corpora to its target, without libFuzzer, and counts.
 *
 *   replay [FILE...]   without files: fuzz/corpus/<target>/ and fuzz/crashes-fixed/<target>/, all
 *                      of them; a file's folder names its target
 *
 * A claim that does not hold ends its process; each target runs in one of its own, so that the
 * others are still counted. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/file.h"
#include "support.h"

#define FUZZ_TARGET(name) int fuzz_##name(const uint8_t *data, size_t size);
#include "targets.def"
#undef FUZZ_TARGET

typedef struct replay_target {
  const char *name;
  int (*run)(const uint8_t *data, size_t size);
} replay_target;

static const replay_target targets[] = {
#define FUZZ_TARGET(name) {#name, fuzz_##name},
#include "targets.def"
#undef FUZZ_TARGET
};

enum { TARGET_COUNT = sizeof targets / sizeof targets[0] };

typedef struct replay_count {
  size_t passed, failed;
} replay_count;

/* In a block of exactly its size, so that one byte too many is seen. */
static bool replay_file(const replay_target *target, const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return false;
  long size = ftell(file);
  uint8_t *data = memory_allocate(size > 0 ? (size_t)size : 1);
  rewind(file);
  bool is_read = data != NULL && size >= 0 && fread(data, 1, (size_t)size, file) == (size_t)size;
  fclose(file);
  if (is_read) target->run(data, (size_t)size);
  memory_free(data);
  return is_read;
}

/* The files before a crash are counted through the pipe, the one that crashed is named. */
static replay_count replay_files(const replay_target *target, char **paths, size_t count) {
  replay_count result = {0};
  int ends[2];
  while (result.passed + result.failed < count) {
    size_t first = result.passed + result.failed;
    FUZZ_CHECK(pipe(ends) == 0);
    fflush(stdout);
    pid_t child = fork();
    FUZZ_CHECK(child >= 0);
    if (child == 0) {
      close(ends[0]);
      for (size_t i = first; i < count; i++) {
        if (!replay_file(target, paths[i])) _exit(1);
        if (write(ends[1], "", 1) != 1) _exit(1);
      }
      exit(0); /* the leak check runs here */
    }
    close(ends[1]);
    char byte;
    while (read(ends[0], &byte, 1) == 1) result.passed++;
    close(ends[0]);
    int state = 0;
    waitpid(child, &state, 0);
    if (state == 0) break;
    size_t done = result.passed + result.failed;
    printf("FAIL %s: %s\n", target->name, done < count ? paths[done] : "memory was not given back");
    result.failed++;
  }
  return result;
}

static replay_count replay_folder(const replay_target *target) {
  static const char *const folders[] = {"fuzz/corpus", "fuzz/crashes-fixed"};
  char pattern[200];
  glob_t files = {0};
  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
    snprintf(pattern, sizeof pattern, "%s/%s/*", folders[i], target->name);
    glob(pattern, i == 0 ? 0 : GLOB_APPEND, NULL, &files);
  }
  replay_count count = replay_files(target, files.gl_pathv, files.gl_pathc);
  if (files.gl_pathc == 0) {
    printf("FAIL %s: no corpus\n", target->name);
    count.failed++;
  }
  globfree(&files);
  return count;
}

static const replay_target *target_of(const char *path) {
  char part[64];
  for (size_t i = 0; i < TARGET_COUNT; i++) {
    snprintf(part, sizeof part, "/%s/", targets[i].name);
    if (strstr(path, part) != NULL) return &targets[i];
  }
  fprintf(stderr, "%s: no folder on the path is named like a target\n", path);
  exit(2);
}

int main(int argc, char **argv) {
  replay_count total = {0};
  for (int i = 1; i < argc; i++) {
    replay_count one = replay_files(target_of(argv[i]), &argv[i], 1);
    total.passed += one.passed;
    total.failed += one.failed;
  }
  for (size_t i = 0; argc == 1 && i < TARGET_COUNT; i++) {
    replay_count one = replay_folder(&targets[i]);
    printf("%-12s %zu inputs, %zu failed\n", targets[i].name, one.passed, one.failed);
    total.passed += one.passed;
    total.failed += one.failed;
  }
  printf("%zu passed, %zu failed\n", total.passed, total.failed);
  return total.failed != 0;
}
