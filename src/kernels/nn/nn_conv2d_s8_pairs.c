/* nn_conv2d_s8_pairs.c: tap by tap, for any numbers [C1–C4]. */
#include "nn_pairs.h"
#include "nn_mean.h"
#include "nn_pair_weight.h"
#include "nn_requantize.h"

/* Of the window that begins at (y, x); `in` is the place of row 0, column 0. */
static int32_t sum_of(const nn_conv2d_s8_pairs_step *s, const int8_t *in, nn_pair_weights weights, int y,
                      int x, uint16_t channel)
{
    const int16_t more = s->form == NN_STORED ? 128 : 0; /* as its biases expect */
    uint32_t sum = 0; /* what leaves 32 bits on the way comes back */
    nn_flash_size tap = 0;
    for (uint8_t ky = s->kernel_h; ky > 0; ky--, y += s->dilation_h) {
        int at_x = x;
        for (uint8_t kx = s->kernel_w; kx > 0; kx--, at_x += s->dilation_w) {
            const uint8_t inside =
                y >= 0 && y < (int)s->in_h && at_x >= 0 && at_x < (int)s->in_w;
            const int8_t *from = in + ((ptrdiff_t)y * s->in_w + at_x) * (ptrdiff_t)s->in_c;
            for (uint16_t c = 0; c < s->in_c; c++, tap++) {
                const int32_t value = (inside ? from[c] : s->in_zero_point) + more;
                sum += (uint32_t)(value * nn_pair_weight(weights, channel, tap));
            }
        }
    }
    return (int32_t)sum;
}

static int8_t output(const nn_conv2d_s8_pairs_step *s, const int8_t *in, nn_pair_weights weights,
                     nn_flash record, int y, int x, uint16_t channel)
{
    const uint32_t bias = (uint32_t)nn_read_s32(record);
    int32_t total = 0, largest = -128;
    for (uint8_t py = s->pool_h; py > 0; py--, y += s->stride_h) {
        int at_x = x;
        for (uint8_t px = s->pool_w; px > 0; px--, at_x += s->stride_w) {
            const uint32_t sum = bias + (uint32_t)sum_of(s, in, weights, y, at_x, channel);
            const int8_t value =
                nn_output((int32_t)sum, record, s->out_zero_point, s->out_lo, s->out_hi);
            total += value;
            if (value > largest) largest = value;
        }
    }
    if (s->pool_kind == NN_POOL_AVERAGE) return nn_mean(total, (uint32_t)s->pool_h * s->pool_w);
    return (int8_t)largest;
}

NN_KERNEL void nn_conv2d_s8_pairs(const nn_conv2d_s8_pairs_step *step, const nn_memory *memory,
                                  nn_rows rows)
{
    const nn_conv2d_s8_pairs_step *s = step;
    const size_t row = (size_t)s->in_w * s->in_c;
    const int8_t *in = memory->arena + s->in - rows.in_at * row;
    const nn_pair_weights weights = {nn_model_at(memory, s->weights),
                                     (nn_flash_size)s->kernel_h * s->kernel_w * s->in_c, s->out_c,
                                     s->form};
    const int step_h = s->pool_h * s->stride_h, step_w = s->pool_w * s->stride_w;
    int8_t *out = nn_output_row(memory, s->out, rows, (size_t)s->out_w * s->out_c);
    int y = rows.first * step_h - s->pad_top;
    for (uint16_t n = rows.count; n > 0; n--, y += step_h) {
        int x = -(int)s->pad_left;
        for (uint16_t column = s->out_w; column > 0; column--, x += step_w) {
            nn_flash record = nn_model_at(memory, s->channels);
            for (uint16_t c = 0; c < s->out_c; c++, record += NN_CHANNEL_BYTES)
                *out++ = output(s, in, weights, record, y, x, c);
        }
    }
}
