/* Built-in range functions: how points and ranges lie to each other. */
#include "feel/builtin_function.h"
#include "feel/range.h"

#define DEFINE_RELATION(name)                                                            \
  value compare_##name(const builtin_call *call, const value *arguments, size_t count) { \
    (void)call;                                                                          \
    (void)count;                                                                         \
    return value_of_ternary(range_##name(arguments[0], arguments[1]));                   \
  }
DEFINE_RELATION(before)
DEFINE_RELATION(after)
DEFINE_RELATION(meets)
DEFINE_RELATION(met_by)
DEFINE_RELATION(overlaps)
DEFINE_RELATION(overlaps_before)
DEFINE_RELATION(overlaps_after)
DEFINE_RELATION(finishes)
DEFINE_RELATION(finished_by)
DEFINE_RELATION(includes)
DEFINE_RELATION(during)
DEFINE_RELATION(starts)
DEFINE_RELATION(started_by)
DEFINE_RELATION(coincides)
