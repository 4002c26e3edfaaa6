/* Log-normal and bounded draws in whole numbers: the same on every machine.
 *
 * Fixed point with 16 bits behind the point ("q16"): binary floating point may differ in its last
 * bit between machines and compilers, and a sample must not. */
#ifndef SUDUI_SAMPLE_DISTRIBUTION_H
#define SUDUI_SAMPLE_DISTRIBUTION_H

#include "base/random.h"

enum { Q16_ONE = 65536 };

/* Mean 0, standard deviation 1, within ±6: twelve uniform numbers, summed. */
int64_t draw_normal_q16(random_source *r);
/* value × e^x; `value` from 0 to 2^46, the result is cut to that range, too. */
int64_t scale_by_exp(int64_t value, int64_t x_q16);
/* A log-normal number with that median; `sigma_milli` in thousandths. */
int64_t draw_log_normal(random_source *r, int64_t median, int64_t sigma_milli);
/* Of `value`, a part between the two, in hundred-thousandths. */
int64_t draw_part(random_source *r, int64_t value, int64_t low_e5, int64_t high_e5);
/* True `per_mille` times in 1,000. */
bool draw_per_mille(random_source *r, uint64_t per_mille);
/* Failures before the first success when each success has that chance; at most `most`. */
int32_t draw_geometric(random_source *r, uint64_t success_per_mille, int32_t most);

#endif
