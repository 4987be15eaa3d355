/* nn_global_average_s8.c: the mean over all positions, in a scale of its own: small means of a wide
 * input keep their bits [P3]. It may run in place: channel c is written at c after all its values
 * are read, and no later channel has a value at or before c. */
#include "nn.h"
#include "nn_requantize.h"

NN_KERNEL void nn_global_average_s8(const nn_global_average_s8_step *step, const nn_memory *memory,
                                    nn_rows rows)
{
    const nn_global_average_s8_step s = *step;
    const int8_t *in = memory->arena + s.in;
    int8_t *out = memory->arena + s.out;
    (void)rows;
    for (uint16_t c = s.channels; c > 0; c--, in++) {
        const int8_t *at = in;
        int32_t sum = s.start;
        for (uint32_t n = s.positions; n > 0; n--, at += s.channels) sum += *at;
        *out++ = nn_clamp(nn_requantize(sum, s.multiplier, s.shift), s.out_zero_point, -128, 127);
    }
}
