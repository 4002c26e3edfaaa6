/* The kernels for any processor. */
#pragma GCC optimize("O3")
#define KERNEL_SET kernels_portable
#define KERNEL_NAME "portable"
#include "column/kernels_body.h"
