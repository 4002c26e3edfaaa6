/* Which kernels this processor can run. */
#include "column/kernels.h"

#include <string.h>

static bool is_supported(const kernel_set *set) {
  if (set == &kernels_portable) return true;
#ifdef __x86_64__
  __builtin_cpu_init();
  bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  if (set == &kernels_avx2) return has_avx2;
  return has_avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma") &&
         __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512cd");
#else
  return false;
#endif
}

const kernel_set *kernels_find(const char *name) {
  static const kernel_set *const SETS[] = {&kernels_avx512, &kernels_avx2, &kernels_portable};
  for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++) {
    if (name != NULL && strcmp(name, SETS[i]->name) != 0) continue;
    if (is_supported(SETS[i])) return SETS[i];
  }
  return NULL;
}
