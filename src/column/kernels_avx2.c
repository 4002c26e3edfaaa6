/* The kernels for x86-64 processors with AVX2. */
#ifdef __x86_64__
#pragma GCC optimize("O3")
#pragma GCC target("avx2,bmi,bmi2,popcnt,lzcnt")
#define KERNEL_AVX2
#endif
#define KERNEL_SET kernels_avx2
#define KERNEL_NAME "avx2"
#include "column/kernels_body.h"
