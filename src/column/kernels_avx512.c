/* The kernels for x86-64 processors with AVX-512, down to 52-bit products. */
#ifdef __x86_64__
#pragma GCC optimize("O3")
#pragma GCC target("avx2,bmi,bmi2,popcnt,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512ifma")
#pragma GCC target("avx512cd,avx512vpopcntdq,prefer-vector-width=512")
#define KERNEL_AVX512
#endif
#define KERNEL_SET kernels_avx512
#define KERNEL_NAME "avx512"
#include "column/kernels_body.h"
