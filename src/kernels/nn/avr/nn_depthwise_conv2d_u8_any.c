/* nn_depthwise_conv2d_u8_any.c: any kernel, stride, dilation, padding and pooling, one window after the
 * other; the sums are nn_avr_window's. */
#include "nn_avr.h"
#include "nn_mean.h"

static NN_KERNEL uint8_t output(const nn_conv2d_u8_step *step, nn_avr_scaling *scaling,
                                nn_avr_depthwise_window *window, const uint8_t *in, int16_t y, int16_t x)
{
    const uint8_t average = step->pool_kind == NN_POOL_AVERAGE, pool_w = step->pool_w;
    int32_t total = 0, largest = INT32_MIN;
    for (uint8_t py = step->pool_h; py > 0; py--, y += step->stride_h) {
        window->y = y;
        window->column = x;
        window->x = in + (uint16_t)(y * (int16_t)(step->in_w * step->in_c) + x);
        for (uint8_t px = pool_w; px > 0; px--, window->x += step->stride_w, window->column += step->stride_w) {
            const int32_t sum = nn_avr_window(window);
            if (average) total += (int16_t)nn_avr_window_output(scaling, sum) - 128;
            else if (sum > largest) largest = sum;
        }
    }
    if (average) return (uint8_t)(nn_mean(total, (uint32_t)step->pool_h * pool_w) + 128);
    return nn_avr_window_output(scaling, largest);
}

NN_KERNEL void nn_depthwise_conv2d_u8_any(const nn_conv2d_u8_step *step, const nn_memory *memory,
                                          nn_rows rows)
{
    const uint16_t in_w = step->in_w, out_w = step->out_w, out_c = step->out_c;
    const uint8_t multiplier = (uint8_t)(out_c / step->in_c), taps = step->kernel_h * step->kernel_w;
    uint8_t *const arena = (uint8_t *)memory->arena;
    const uint8_t *const first = arena + (uint16_t)step->in - (uint16_t)(rows.in_at * (uint16_t)(in_w * step->in_c));
    uint8_t *out = arena + (uint16_t)step->out + (uint16_t)((rows.first - rows.out_at) * (uint16_t)(out_w * out_c));
    nn_avr_scaling scaling;
    nn_avr_depthwise_window window;
    scaling.range = step->out_range;
    scaling.lo = step->out_lo;
    scaling.offset = step->out_offset;
    window.width = in_w;
    window.height = step->in_h;
    window.row_step = in_w * step->in_c * step->dilation_h;
    window.kernel_h = step->kernel_h;
    window.kernel_w = step->kernel_w;
    window.dilation_h = step->dilation_h;
    window.dilation_w = step->dilation_w;
    window.pad = step->in_zero_point;
    const uint8_t step_h = step->pool_h * step->stride_h, step_w = step->pool_w * step->stride_w;
    int16_t y = (int16_t)(rows.first * step_h) - step->pad_top;
    for (uint16_t row = rows.count; row > 0; row--, y += step_h) {
        const uint8_t *in = first;
        nn_flash weights = nn_model_at(memory, step->weights);
        uint8_t turn = multiplier;
        scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        for (uint16_t c = out_c; c > 0; c--, weights += taps) {
            const uint32_t bias = (uint32_t)nn_avr_window_channel(&scaling);
            window.weights = nn_avr_flash_at(weights);
            for (uint8_t i = 0; i < 3; i++) window.bias[i] = (uint8_t)(bias >> 8 * i);
            int16_t x = -(int16_t)step->pad_left;
            for (uint16_t column = out_w; column > 0; column--, x += step_w)
                *out++ = output(step, &scaling, &window, in, y, x);
            if (--turn == 0) turn = multiplier, in += in_w;
        }
    }
}
