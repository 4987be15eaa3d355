/* nn_depthwise_conv2d_s8_bulk.c: eight channels at a time. Two taps of a channel are woven
 * together, so that one dot product takes both; an odd last tap has a companion of weight 0. */
#include "nn_bulk.h"
#include "plane.h"
#include "vector.h"

static plane_place place_of(const nn_depthwise_conv2d_s8_bulk_step *step, uint32_t first,
                            uint32_t count)
{
    const plane_place place = {
        windows_extent(count, step->stride_h, step->kernel_h, step->dilation_h),
        windows_extent(step->out_w, step->stride_w, step->kernel_w, step->dilation_w),
        (int)(first * step->stride_h) - step->pad_top,
        -(int)step->pad_left,
    };
    return place;
}

static uint32_t even_taps(const nn_depthwise_conv2d_s8_bulk_step *step)
{
    return ((uint32_t)step->kernel_h * step->kernel_w + 1u) & ~1u;
}

uint32_t nn_depthwise_conv2d_s8_bulk_scratch(const nn_depthwise_conv2d_s8_bulk_step *step)
{
    return scratch_bytes_of(even_taps(step), place_of(step, 0, step->out_h), step->out_c);
}

typedef struct {
    const uint32_t *places; /* of a window's taps in the plane, in bytes */
    uint32_t taps, out_c;
    size_t step_w;
    nn_range range;
} shape;

/* `windows` outputs side by side of eight channels. */
ALWAYS_INLINE void outputs(uint32_t windows, const shape *s, const int16_t *x, const int16_t *w,
                           const nn_bulk_channels *c, int8_t *out, uint32_t left)
{
    lanes sums[2][2];
    for (uint32_t i = 0; i < windows; i++)
        sums[i][0] = lanes_load(c[0].bias), sums[i][1] = lanes_load(c[1].bias);
    for (uint32_t t = 0; t < s->taps; t += 2, w += 16) {
        const two_weights low = weights_load(w), high = weights_load(w + 8);
        const int16_t *first = bytes_behind(x, s->places[t]);
        const int16_t *second = bytes_behind(x, s->places[t + 1]);
        for (uint32_t i = 0; i < windows; i++, first += s->step_w, second += s->step_w)
            lanes_dot8(&sums[i][0], &sums[i][1], first, second, low, high);
    }
    for (uint32_t i = 0; i < windows; i++, out += s->out_c) {
        const lanes low = lanes_requantize(sums[i][0], c);
        const lanes high = lanes_requantize(sums[i][1], c + 1);
        halves_store(out, halves_output(low, high, s->range), left);
    }
}

static void output_row(const shape *s, const int16_t *x, const int16_t *w,
                       const nn_bulk_channels *c, uint32_t out_w, int8_t *out)
{
    for (uint32_t channel = 0; channel < s->out_c; channel += 8, w += s->taps * 8, c += 2) {
        const uint32_t left = s->out_c - channel;
        const int16_t *from = x + channel;
        int8_t *to = out + channel;
        for (uint32_t n = out_w / 2; n > 0; n--, from += 2 * s->step_w, to += 2 * s->out_c)
            outputs(2, s, from, w, c, to, left);
        if (out_w & 1) outputs(1, s, from, w, c, to, left);
    }
}

void nn_depthwise_conv2d_s8_bulk(const nn_depthwise_conv2d_s8_bulk_step *step,
                                 const nn_memory *memory, nn_rows rows)
{
    const plane_place place = place_of(step, rows.first, rows.count);
    const uint32_t in_c = step->in_c, out_c = step->out_c, out_w = step->out_w;
    const uint32_t taps = even_taps(step);
    const uint32_t plane_row = place.columns * out_c;
    const int16_t *weights = (const int16_t *)(const void *)(memory->model + step->weights);
    const nn_bulk_channels *channels =
        (const nn_bulk_channels *)(const void *)(memory->model + step->channels);
    const int8_t *picture = memory->arena + step->in - (size_t)rows.in_at * step->in_w * in_c;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)out_w * out_c);
    uint32_t *places = (uint32_t *)(void *)nn_scratch;
    int16_t *plane = (int16_t *)(void *)(places + taps);
    const shape s = {places, taps, out_c, (size_t)step->stride_w * out_c,
                     {step->out_zero_point, step->out_lo, step->out_hi}};
    places[taps - 1] = 0;
    for (uint32_t ky = 0, t = 0; ky < step->kernel_h; ky++)
        for (uint32_t kx = 0; kx < step->kernel_w; kx++)
            places[t++] = 2 * (ky * step->dilation_h * plane_row + kx * step->dilation_w * out_c);
    plane_widen(plane, picture, place, step->in_h, step->in_w, in_c, step->multiplier,
                step->in_zero_point);
    for (uint32_t row = rows.count; row > 0; row--, plane += step->stride_h * plane_row) {
        output_row(&s, plane, weights, channels, out_w, out);
        out += out_w * out_c;
    }
}
