/* nn_add_s8.c: both inputs are brought to one scale with 20 bits behind the point, added, and
 * brought to the output's scale [E1]. */
#include "nn.h"
#include "nn_requantize.h"

NN_KERNEL void nn_add_s8(const nn_add_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_add_s8_step s = *step;
    const int8_t *a = memory->arena + s.a, *b = memory->arena + s.b;
    int8_t *out = memory->arena + s.out;
    (void)rows;
    for (uint32_t n = s.count; n > 0; n--) {
        const int32_t x = (int32_t)(*a++ - s.a_zero_point) * (1L << 20);
        const int32_t y = (int32_t)(*b++ - s.b_zero_point) * (1L << 20);
        const int32_t sum = nn_requantize(x, s.a_multiplier, s.a_shift) +
                            nn_requantize(y, s.b_multiplier, s.b_shift);
        const int32_t scaled = nn_requantize(sum, s.out_multiplier, s.out_shift);
        *out++ = nn_clamp(scaled, s.out_zero_point, s.out_lo, s.out_hi);
    }
}
