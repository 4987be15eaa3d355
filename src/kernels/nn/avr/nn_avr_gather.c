/* nn_avr_gather.c: copies the window of one output place after the other to scratch, padding included;
 * all channels are then a dense layer over it. A window as wide as the picture already lies in one
 * piece, and is not copied. */
#include "nn_avr.h"

/* One kernel row of all channels, from column x on; `from` is column 0 of the first channel. */
static NN_KERNEL uint8_t *copy_row(const nn_conv2d_u8_step *step, uint8_t *to, const uint8_t *from,
                                   int16_t x, uint8_t outside)
{
    const uint8_t kernel_w = step->kernel_w, dilation_w = step->dilation_w;
    const uint8_t zero_point = step->in_zero_point;
    const uint16_t in_w = step->in_w;
    if (!outside && dilation_w == 1 && x >= 0 && x + kernel_w <= (int16_t)in_w) {
        from += x;
        for (uint16_t c = step->in_c; c > 0; c--, from += in_w - kernel_w) {
            uint8_t kx = kernel_w;
            do *to++ = *from++;
            while (--kx > 0);
        }
        return to;
    }
    for (uint16_t c = step->in_c; c > 0; c--, from += in_w) {
        uint16_t at = (uint16_t)x; /* left of the picture it is very large */
        for (uint8_t kx = kernel_w; kx > 0; kx--, at += dilation_w) {
            uint8_t value = zero_point;
            if (!outside && at < in_w) value = from[at];
            *to++ = value;
        }
    }
    return to;
}

NN_KERNEL void nn_avr_gather(const nn_conv2d_u8_step *step, const nn_memory *memory,
                             const nn_rows *rows, nn_avr_vector *dense)
{
    const uint16_t out_w = step->out_w, row_bytes = step->in_w * step->in_c;
    const uint8_t kernel_h = step->kernel_h, stride_h = step->stride_h;
    const uint8_t whole = step->kernel_w == step->in_w && step->pad_left == 0 && step->dilation_w == 1 &&
                          step->dilation_h == 1 && out_w == 1;
    uint8_t *const arena = (uint8_t *)memory->arena, *const window = arena + (uint16_t)step->scratch;
    nn_avr_dense_frame frame;
    frame.scaling.range = step->out_range;
    frame.scaling.lo = step->out_lo;
    frame.scaling.offset = step->out_offset;
    frame.inputs = kernel_h * step->kernel_w * step->in_c;
    frame.step = out_w;
    uint8_t *out = arena + (uint16_t)step->out +
                   (uint16_t)((rows->first - rows->out_at) * (uint16_t)(out_w * step->out_c));
    int16_t y = (int16_t)(rows->first * stride_h) - step->pad_top;
    for (uint16_t row = rows->count; row > 0; row--, y += stride_h) {
        const uint8_t *from = arena + (uint16_t)step->in + (uint16_t)((y - (int16_t)rows->in_at) * row_bytes);
        int16_t x = -(int16_t)step->pad_left;
        for (uint16_t column = out_w; column > 0; column--, x += step->stride_w, out++) {
            frame.x = from;
            if (!whole || y < 0 || y + kernel_h > (int16_t)step->in_h) {
                uint8_t *to = window;
                const uint8_t *in = from;
                uint16_t at = (uint16_t)y;
                for (uint8_t ky = kernel_h; ky > 0; ky--, at += step->dilation_h, in += step->dilation_h * row_bytes)
                    to = copy_row(step, to, in, x, at >= step->in_h);
                frame.x = window;
            }
            frame.weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
            frame.scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
            frame.scaling.out = out;
            frame.scaling.channels = step->out_c;
            dense(&frame);
        }
        out += (uint16_t)(out_w * (step->out_c - 1));
    }
}
