/* nn_arm_conv2d.c: some windows at a time are copied to lanes in scratch memory, where their values
 * lie as the assembly multiplies them, with the input's zero point for padding [C2]; it then makes all
 * channels of them. What is pooled is kept on the stack. Scratch memory is aligned here: 3 bytes more than
 * NN_ARM_LANES · 2 bytes for each tap (an even number of them, without DSP a multiple of four). */
#include "nn_arm.h"
#include "nn_mean.h"
#include "nn_window.h"

#if defined(NN_ARM)

typedef struct {
    const nn_conv2d_s8_pairs_step *step;
    const int8_t *in; /* place of row 0, column 0, which may be before the buffer */
    size_t row;       /* from one row of the picture to the next */
    int16_t *lanes;
    size_t inside_first, inside_end; /* columns whose windows do not reach over the sides */
    nn_arm_job job;
} view;

static int16_t *fill(int16_t *lane, size_t *tap, int16_t value, size_t count)
{
    for (; count > 0; count--, (*tap)++) lane[NN_ARM_PLACE(*tap)] = value;
    return lane;
}

/* Copies the window that begins at (y, x) tap by tap. Returns Σ value + NN_ARM_STORED. */
static uint32_t copy_taps(const view *v, int16_t *lane, int y, int x)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    const int16_t outside = (int16_t)(s->in_zero_point + NN_ARM_STORED);
    size_t tap = 0;
    uint32_t sum = 0;
    for (uint8_t ky = s->kernel_h; ky > 0; ky--, y += s->dilation_h) {
        int at = x;
        for (uint8_t kx = s->kernel_w; kx > 0; kx--, at += s->dilation_w) {
            const int8_t *from =
                v->in + (ptrdiff_t)y * (ptrdiff_t)v->row + (ptrdiff_t)at * (ptrdiff_t)s->in_c;
            if (y < 0 || y >= (int)s->in_h || at < 0 || at >= (int)s->in_w) {
                fill(lane, &tap, outside, s->in_c);
                sum += (uint32_t)outside * s->in_c;
                continue;
            }
            for (size_t c = s->in_c; c > 0; c--, tap++) {
                const int16_t value = (int16_t)(*from++ + NN_ARM_STORED);
                lane[NN_ARM_PLACE(tap)] = value;
                sum += (uint32_t)value;
            }
        }
    }
    return sum;
}

/* The same, where pairs of taps stay together: all is padding, then what is inside is copied. */
static NN_KERNEL uint32_t copy_window(const view *v, int16_t *lane, int y, int x)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    if (s->dilation_w > 1 || (NN_ARM_LANES == 4 && (s->in_c & 1))) return copy_taps(v, lane, y, x);
    const nn_taps high = nn_taps_inside(y, s->kernel_h, s->dilation_h, s->in_h);
    const nn_taps wide = nn_taps_inside(x, s->kernel_w, 1, s->in_w);
    const int16_t outside = (int16_t)(s->in_zero_point + NN_ARM_STORED);
    nn_arm_job job = v->job;
    size_t tap = 0;
    job.run = (size_t)(wide.end - wide.first) * s->in_c;
    job.rows = (size_t)(high.end - high.first);
    const size_t inside = job.run * job.rows;
    const uint32_t sum = (uint32_t)outside * (job.taps - inside);
    fill(lane, &tap, outside, job.taps);
    if (inside == 0) return sum;
    job.x_skip = (ptrdiff_t)(v->row * s->dilation_h - job.run);
    job.to_skip = (s->kernel_w * (size_t)s->in_c - job.run) * (NN_ARM_PLACE(2) - NN_ARM_PLACE(0));
    const int8_t *from = v->in + (ptrdiff_t)(y + high.first * s->dilation_h) * (ptrdiff_t)v->row +
                         (ptrdiff_t)(x + wide.first) * (ptrdiff_t)s->in_c;
    const size_t first = (high.first * (size_t)s->kernel_w + wide.first) * s->in_c;
    return sum + nn_arm_lanes(&job, from, lane + NN_ARM_PLACE(first), 1);
}

/* Windows of a row from `column` on, whose first tap is in row y. */
static void copy_windows(view *v, int y, size_t column, size_t lane, size_t count)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    const uint8_t inside = y >= 0 && y + (s->kernel_h - 1) * s->dilation_h < (int)s->in_h;
    for (size_t some = 1; count > 0; count -= some, column += some, lane += some) {
        const int x = (int)(column * s->stride_w) - s->pad_left;
        int16_t *const to = v->lanes + lane * NN_ARM_LANE;
        uint32_t sum;
        if (inside && column >= v->inside_first && column < v->inside_end) {
            const int8_t *at =
                v->in + (ptrdiff_t)y * (ptrdiff_t)v->row + (ptrdiff_t)x * (ptrdiff_t)s->in_c;
            if (NN_ARM_LANES == 4) some = v->inside_end - column < count ? v->inside_end - column : count;
            sum = nn_arm_lanes(&v->job, at, to, some);
        } else {
            sum = copy_window(v, to, y, x);
            some = 1;
        }
        if (NN_ARM_STORED) v->job.sums[lane] = -128 * (int32_t)sum;
    }
}

/* Outputs that follow each other, from a row's first window on. */
static void outputs(view *v, int y, int8_t *out, uint16_t rows)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    size_t column = 0, lane = 0;
    while (rows > 0) {
        size_t some = s->out_w - column;
        if (some > NN_ARM_LANES - lane) some = NN_ARM_LANES - lane;
        copy_windows(v, y, column, lane, some);
        lane += some;
        column += some;
        if (column == s->out_w) {
            column = 0;
            y += s->stride_h;
            rows--;
        }
        if (lane < NN_ARM_LANES && rows > 0) continue;
        nn_arm_multiply(&v->job, v->lanes, out, lane);
        out += lane * s->out_c;
        lane = 0;
    }
}

/* What a pooling makes of `area` values `apart` from each other. */
static int8_t pooled(const int8_t *at, size_t area, size_t apart, uint8_t average)
{
    int32_t total = 0, largest = -128;
    if (average && area == 4) {
        total = at[0] + at[apart] + at[2 * apart] + at[3 * apart];
        return (int8_t)((total + 2 + (total >> 31)) >> 2); /* halves away from zero [P2] */
    }
    for (size_t n = area; n > 0; n--, at += apart) {
        total += *at;
        if (*at > largest) largest = *at;
    }
    return average ? nn_mean(total, (uint32_t)area) : (int8_t)largest;
}

/* The job's channels of one output, whose first window is `column` of the row that begins at y. */
static void pooled_output(view *v, int y, size_t column, int8_t *out, uint8_t copied)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    const size_t wide = s->pool_w, area = s->pool_h * wide, channels = v->job.count;
    int8_t values[NN_ARM_POOL_BYTES], *to = values;
    size_t lane = 0, px = 0;
    for (size_t py = 0; py < s->pool_h;) {
        size_t some = wide - px;
        if (some > NN_ARM_LANES - lane) some = NN_ARM_LANES - lane;
        if (!copied) copy_windows(v, y + (int)(py * s->stride_h), column + px, lane, some);
        lane += some;
        px += some;
        if (px == wide) {
            px = 0;
            py++;
        }
        if (lane < NN_ARM_LANES && py < s->pool_h) continue;
        nn_arm_multiply(&v->job, v->lanes, to, lane);
        to += lane * channels;
        lane = 0;
    }
    for (size_t k = 0; k < channels; k++)
        out[k] = pooled(values + k, area, channels, s->pool_kind == NN_POOL_AVERAGE);
}

/* As many channels at a time as there is room for. */
static void pooled_row(view *v, int y, int8_t *out)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    const nn_arm_job job = v->job;
    const size_t area = (size_t)s->pool_h * s->pool_w;
    size_t most = NN_ARM_POOL_BYTES / area & ~(size_t)1;
    if (most > s->out_c) most = s->out_c;
    for (size_t i = 0; i < s->out_w; i++, out += s->out_c) {
        for (size_t c = 0; c < s->out_c; c += most) {
            v->job.count = s->out_c - c < most ? s->out_c - c : most;
            v->job.out_next = v->job.count;
            v->job.weights = job.weights + (c >> 1) * job.apart;
            v->job.tails = job.tails + c;
            v->job.channels = job.channels + c * NN_CHANNEL_BYTES;
            pooled_output(v, y, i * s->pool_w, out + c, c > 0 && area <= NN_ARM_LANES);
        }
    }
    v->job = job;
}

static void open_view(view *v, const nn_memory *memory, uint16_t in_at)
{
    const nn_conv2d_s8_pairs_step *s = v->step;
    const size_t in_c = s->in_c, run = s->kernel_w * in_c, taps = s->kernel_h * run;
    const size_t pairs = s->out_c >> 1, odd = NN_ARM_LANES == 4 ? taps & 1 : 0;
    const int last = (int)s->in_w - s->kernel_w + s->pad_left; /* of a window inside */
    nn_arm_job *job = &v->job;
    v->row = (size_t)s->in_w * in_c;
    v->in = memory->arena + s->in - in_at * v->row;
    v->lanes = (int16_t *)(((uintptr_t)(memory->arena + s->scratch) + 3) & ~(uintptr_t)3);
    job->weights = nn_model_at(memory, s->weights);
    job->channels = nn_model_at(memory, s->channels);
    job->apart = 2 * (taps - odd);
    job->tails = job->weights + pairs * job->apart;
    job->alone = job->weights + pairs * 2 * taps;
    job->count = job->out_next = s->out_c;
    job->taps = taps;
    job->run = run;
    job->rows = s->kernel_h;
    job->x_skip = (ptrdiff_t)(v->row * s->dilation_h - run);
    job->x_next = s->stride_w * in_c;
    job->to_skip = 0;
    nn_arm_clamp(job, s->out_zero_point, s->out_lo, s->out_hi);
    v->inside_first = (size_t)((s->pad_left + s->stride_w - 1) / s->stride_w);
    v->inside_end = last < 0 || s->dilation_w > 1 ? 0 : (size_t)(last / s->stride_w) + 1;
    /* Taps that there are not: an odd last one's partner, or up to a multiple of four. */
    for (size_t tap = taps; tap & (NN_ARM_LANES == 4 ? 1 : 3); tap++)
        for (size_t lane = 0; lane < NN_ARM_LANES; lane++)
            v->lanes[NN_ARM_PLACE(tap) + lane * NN_ARM_LANE] = 0;
}

NN_KERNEL void nn_arm_conv2d(const nn_conv2d_s8_pairs_step *step, const nn_memory *memory, nn_rows rows)
{
    const int step_h = step->pool_h * step->stride_h;
    const size_t out_row = (size_t)step->out_w * step->out_c;
    int8_t *out = nn_output_row(memory, step->out, rows, out_row);
    int y = rows.first * step_h - step->pad_top;
    view v;
    v.step = step;
    open_view(&v, memory, rows.in_at);
    if (step->pool_kind == NN_POOL_NONE) {
        outputs(&v, y, out, rows.count);
        return;
    }
    for (uint16_t n = rows.count; n > 0; n--, y += step_h, out += out_row) pooled_row(&v, y, out);
}

#endif
