/* makeConv.c: convolutions and depthwise convolutions: shapes, stripes of rows, outputs over dead input
 * rows. */
#include <string.h>
#include "testCase.h"

static int8_t weights[MODEL_BYTES];

/* `in` is where row 0 would be. */
static int window_sum(const uint8_t *in, const nn_conv2d_u8_step *s, const int8_t *w, int y, int x,
                      int plane, int planes)
{
    int sum = 0;
    for (int ky = 0; ky < s->kernel_h; ky++)
        for (int ci = 0; ci < planes; ci++)
            for (int kx = 0; kx < s->kernel_w; kx++, w++) {
                const int iy = y + ky * s->dilation_h, ix = x + kx * s->dilation_w;
                const int inside = iy >= 0 && iy < s->in_h && ix >= 0 && ix < s->in_w;
                sum += *w * (inside ? in[(iy * s->in_c + plane + ci) * s->in_w + ix]
                                    : s->in_zero_point);
            }
    return sum;
}

/* Sizes, strides, padding, pooling. */
static int make_shape(nn_conv2d_u8_step *s, case_kind kind)
{
    const int big = between(0, 4) == 0;
    s->kernel_h = (uint8_t)between(1, 7);
    s->kernel_w = (uint8_t)(kind.any_width ? between(1, 7) : kind.width);
    if (!kind.any_width && (kind.depthwise || between(0, 1))) s->kernel_h = s->kernel_w;
    s->stride_h = s->stride_w = s->dilation_h = s->dilation_w = 1;
    if (kind.stride) {
        s->stride_h = (uint8_t)(between(0, 2) ? kind.stride : between(1, 3));
        s->stride_w = (uint8_t)kind.stride;
    } else {
        s->stride_h = (uint8_t)between(1, 3), s->stride_w = (uint8_t)between(1, 3);
        s->dilation_h = (uint8_t)between(1, 2), s->dilation_w = (uint8_t)between(1, 2);
    }
    const int reach_h = (s->kernel_h - 1) * s->dilation_h + 1, reach_w = (s->kernel_w - 1) * s->dilation_w + 1;
    s->pool_h = s->pool_w = 1;
    if (kind.pools && between(0, 3)) s->pool_h = s->pool_w = 2, s->pool_kind = (uint8_t)between(1, 2);
    s->in_c = (uint16_t)(big ? between(1, 67) : between(1, 6));
    s->out_c = (uint16_t)(big ? between(1, 9) : between(1, 5));
    if (kind.depthwise) s->out_c = (uint16_t)(s->in_c * (between(0, 3) ? 1 : between(1, 3)));
    s->in_h = (uint16_t)between(1, big ? 9 : 20);
    s->in_w = (uint16_t)between(1, big ? 12 : 40);
    s->pad_top = (uint8_t)between(0, reach_h - 1);
    const int pad_bottom = between(0, reach_h - 1);
    s->pad_left = (uint8_t)between(0, kind.pad);
    const int pad_right = between(0, kind.pad);
    const int space_h = s->in_h + s->pad_top + pad_bottom - reach_h, space_w = s->in_w + s->pad_left + pad_right - reach_w;
    if (space_h < 0 || space_w < 0) return 0;
    s->out_h = (uint16_t)((space_h / s->stride_h + 1) / s->pool_h);
    s->out_w = (uint16_t)((space_w / s->stride_w + 1) / s->pool_w);
    if (s->out_h < 1 || s->out_w < 1) return 0;
    if (kind.stride && s->out_w * s->pool_w < 2) return 0;
    return !kind.stride || (kind.depthwise ? 1 : s->in_c) * s->kernel_h <= 255;
}

/* The first input row that output row `row` reads, and the last. */
static int first_row(const nn_conv2d_u8_step *s, int row)
{
    const int y = row * s->pool_h * s->stride_h - s->pad_top;
    return y < 0 ? 0 : y;
}

static int last_row(const nn_conv2d_u8_step *s, int row)
{
    const int y = (row * s->pool_h + s->pool_h - 1) * s->stride_h - s->pad_top + (s->kernel_h - 1) * s->dilation_h;
    return y < s->in_h ? y : s->in_h - 1;
}

/* Where input, output and scratch lie: buffers that begin with any row, and half of the outputs over
 * input rows as soon as these are dead. */
static void place(test_case *c, nn_conv2d_u8_step *s, unsigned scratch_bytes)
{
    nn_rows *rows = &c->rows;
    const int in_row = s->in_w * s->in_c, out_row = s->out_w * s->out_c;
    *rows = (nn_rows){0, s->out_h, 0, 0};
    if (between(0, 1)) { /* a stripe */
        rows->first = (uint16_t)between(0, s->out_h - 1);
        rows->count = (uint16_t)between(1, s->out_h - rows->first);
        rows->out_at = (uint16_t)between(0, rows->first);
        rows->in_at = (uint16_t)between(0, first_row(s, rows->first));
    }
    const int end = rows->first + rows->count;
    const int reads = first_row(s, rows->first), read_end = last_row(s, end - 1) + 1;
    const int in_bytes = (read_end - rows->in_at) * in_row;
    int apart = in_bytes + between(0, 3); /* from input to output */
    if (between(0, 1))
        for (int row = rows->first; row < end; row++) {
            const int dead = (first_row(s, row) - rows->in_at) * in_row - (row + 1 - rows->out_at) * out_row;
            if (dead < apart) apart = dead;
        }
    s->in = (uint32_t)((apart < 0 ? -apart : 0) + between(0, 7));
    s->out = (uint32_t)((int)s->in + apart);
    const unsigned in_end = s->in + (unsigned)in_bytes, out_end = s->out + (unsigned)((end - rows->out_at) * out_row);
    s->scratch = in_end > out_end ? in_end : out_end;
    c->scratch = s->scratch;
    c->arena_bytes = s->scratch + scratch_bytes;
    c->read_from = s->in + (unsigned)((reads - rows->in_at) * in_row), c->read_to = in_end;
    c->write_from = s->out + (unsigned)((rows->first - rows->out_at) * out_row), c->write_to = out_end;
}

static int fill_channels(test_case *c, const nn_conv2d_u8_step *s, const uint8_t *arena, unsigned taps, case_kind kind)
{
    const int planes = kind.depthwise ? 1 : s->in_c;
    const uint8_t *in = arena + s->in - c->rows.in_at * s->in_w * s->in_c;
    for (unsigned i = 0; i < s->out_c; i++) {
        int8_t *w = weights + i * taps;
        const bounds b = random_weights(w, taps);
        const int row = c->rows.first + between(0, c->rows.count - 1);
        const int y = (row * s->pool_h + between(0, s->pool_h - 1)) * s->stride_h - s->pad_top;
        const int x = between(0, s->out_w * s->pool_w - 1) * s->stride_w - s->pad_left;
        const int plane = kind.depthwise ? (int)i / (s->out_c / s->in_c) : 0;
        const int sum = window_sum(in, s, w, y, x, plane, planes);
        if (!random_record(c->model + s->channels + 12 * i, b, sum, s->out_offset, s->out_range, kind.wide)) return 0;
    }
    const unsigned count = s->out_c * taps;
    for (unsigned i = 0; i < count; i++) {
        unsigned at = i;
        if (kind.dense) {
            const unsigned o = i / taps, t = i % taps;
            if (o < (s->out_c & ~3u)) at = (o & ~3u) * taps + 4 * t + (o & 3);
        }
        c->model[s->weights + at] = (uint8_t)(kind.depthwise ? weights[i] : weights[i] + 128);
    }
    return 1;
}

int make_conv(test_case *c, const uint8_t *arena, unsigned arena_limit, unsigned flash_limit, case_kind kind)
{
    nn_conv2d_u8_step *s = &c->step.conv;
    memset(&c->step, 0, sizeof c->step);
    if (!make_shape(s, kind)) return 0;
    random_clamp(&s->out_offset, &s->out_lo, &s->out_range);
    s->in_zero_point = (uint8_t)between(0, 255);
    const unsigned taps = (unsigned)s->kernel_h * s->kernel_w * (unsigned)(kind.depthwise ? 1 : s->in_c);
    const int behind = (s->out_w * s->pool_w - 1) * s->stride_w + s->kernel_w - s->pad_left - s->in_w;
    const unsigned boxes = (unsigned)(s->pad_left + s->in_w + 3 + (behind > 0 ? behind : 0));
    place(c, s, kind.depthwise ? 0 : kind.dense ? taps : s->pool_h * (taps > 257 ? 3u : 2u) * boxes);
    s->weights = (uint32_t)between(0, 3);
    s->channels = s->weights + s->out_c * taps + (uint32_t)between(0, 3);
    c->model_bytes = s->channels + 12u * s->out_c;
    if (c->arena_bytes > arena_limit || c->model_bytes > flash_limit) return 0;
    c->products = (uint64_t)(c->write_to - c->write_from) * s->pool_h * s->pool_w * taps;
    if (c->products > 150000) return 0;
    c->step_bytes = sizeof *s;
    return fill_channels(c, s, arena, taps, kind);
}
