/* nn_arm_conv2d.c: a row of windows at a time. Those inside the picture lie side by side for the
 * assembly; those that reach over its edges are copied first, with the input's zero point for padding
 * [C2], and so are windows whose rows are short: copied they are one long row. What is pooled is kept
 * on the stack for some channels at a time. */
#include "nn_arm.h"
#include "nn_mean.h"
#include "nn_window.h"

#if defined(NN_ARM)

#define POOLED_CHANNELS 16
/* Rows of fewer values are worth a copy for this many channels. */
#define SHORT_ROW 16
#define WORTH_A_COPY 32

typedef struct {
    const nn_conv2d_s8_step *step;
    const int8_t *in; /* place of row 0, column 0, which may be before the buffer */
    size_t row;       /* from one row of the picture to the next */
    size_t taps;
    size_t inside_first, inside_end; /* columns whose windows do not reach over the sides */
    nn_arm_job direct, copied;       /* windows in the picture, and copies of windows */
} view;

static int8_t *fill(int8_t *to, int8_t value, size_t count)
{
    for (; count > 0; count--) *to++ = value;
    return to;
}

/* Copies the window that begins at (y, x). */
static void copy_window(const view *v, int8_t *to, int y, int x)
{
    const nn_conv2d_s8_step *s = v->step;
    const nn_taps wide = nn_taps_inside(x, s->kernel_w, s->dilation_w, s->in_w);
    const size_t in_c = s->in_c, left = wide.first * in_c;
    const size_t within = (size_t)(wide.end - wide.first) * in_c;
    const size_t right = (size_t)(s->kernel_w - wide.end) * in_c;
    const int8_t *from = v->in + (ptrdiff_t)y * (ptrdiff_t)v->row +
                         (ptrdiff_t)(x + wide.first * s->dilation_w) * (ptrdiff_t)in_c;
    for (uint8_t ky = s->kernel_h; ky > 0; ky--, y += s->dilation_h, from += s->dilation_h * v->row) {
        if (y < 0 || y >= (int)s->in_h) {
            to = fill(to, s->in_zero_point, s->kernel_w * in_c);
            continue;
        }
        to = fill(to, s->in_zero_point, left);
        if (s->dilation_w == 1) {
            to = nn_arm_copy(to, from, within);
        } else {
            const int8_t *tap = from;
            for (size_t n = within; n > 0; n -= in_c, tap += s->dilation_w * in_c)
                to = nn_arm_copy(to, tap, in_c);
        }
        to = fill(to, s->in_zero_point, right);
    }
}

/* Copies windows, as many as there is room for, and makes their outputs. */
static NN_KERNEL size_t copied_windows(const view *v, int y, int x, int8_t *out, size_t count)
{
    int8_t patches[NN_ARM_PATCH_BYTES] __attribute__((aligned(4)));
    const size_t fit = NN_ARM_PATCH_BYTES / v->taps;
    int8_t *to = patches;
    if (count > fit) count = fit;
    for (size_t n = count; n > 0; n--, to += v->taps, x += v->step->stride_w)
        copy_window(v, to, y, x);
    nn_arm_windows(&v->copied, patches, out, count);
    return count;
}

/* Outputs of `count` windows whose first tap is in row y, from the window `column` on. */
static void window_row(const view *v, int y, size_t column, int8_t *out, size_t count)
{
    const nn_conv2d_s8_step *s = v->step;
    const uint8_t inside = y >= 0 && y + (s->kernel_h - 1) * s->dilation_h < (int)s->in_h;
    const size_t first = inside && v->inside_end > v->inside_first ? v->inside_first : SIZE_MAX;
    const size_t end = v->inside_end;
    for (size_t some; count > 0; count -= some, column += some, out += some * v->direct.out_next) {
        const int x = (int)(column * s->stride_w) - s->pad_left;
        if (column >= first && column < end) {
            const int8_t *at =
                v->in + (ptrdiff_t)y * (ptrdiff_t)v->row + (ptrdiff_t)x * (ptrdiff_t)s->in_c;
            some = end - column < count ? end - column : count;
            nn_arm_windows(&v->direct, at, out, some);
            continue;
        }
        some = column < first && first - column < count ? first - column : count;
        some = copied_windows(v, y, x, out, some);
    }
}

/* What a pooling makes of high × wide values `apart` from each other, rows of which are `below`. */
static int8_t pooled(const int8_t *at, size_t high, size_t wide, size_t apart, size_t below,
                     uint8_t average)
{
    int32_t total = 0, largest = -128;
    const size_t count = high * wide;
    if (average && high == 2 && wide == 2) {
        total = at[0] + at[apart] + at[below] + at[below + apart];
        return (int8_t)((total + 2 + (total >> 31)) >> 2); /* halves away from zero [P2] */
    }
    for (; high > 0; high--, at += below) {
        const int8_t *value = at;
        for (size_t n = wide; n > 0; n--, value += apart) {
            total += *value;
            if (*value > largest) largest = *value;
        }
    }
    return average ? nn_mean(total, (uint32_t)count) : (int8_t)largest;
}

/* Outputs of a row for the jobs' channels. */
static void pooled_row(const view *v, int y, int8_t *out)
{
    const nn_conv2d_s8_step *s = v->step;
    const size_t high = s->pool_h, wide = s->pool_w, channels = v->direct.count;
    const size_t most = NN_ARM_POOL_BYTES / (high * wide * channels);
    int8_t values[NN_ARM_POOL_BYTES];
    for (size_t column = 0; column < s->out_w;) {
        const size_t left = s->out_w - column, some = left < most ? left : most;
        const size_t below = wide * some * channels;
        for (size_t py = 0; py < high; py++)
            window_row(v, y + (int)(py * s->stride_h), column * wide, values + py * below,
                       wide * some);
        for (size_t i = 0; i < some; i++, out += s->out_c)
            for (size_t k = 0; k < channels; k++)
                out[k] = pooled(values + i * wide * channels + k, high, wide, channels, below,
                                s->pool_kind == NN_POOL_AVERAGE);
        column += some;
    }
}

static void pooled_channels(view *v, int y, int8_t *out)
{
    const nn_conv2d_s8_step *s = v->step;
    const nn_flash weights = v->direct.weights, channels = v->direct.channels;
    const size_t most = s->out_c < POOLED_CHANNELS ? s->out_c : POOLED_CHANNELS;
    v->direct.count = v->copied.count = v->direct.out_next = v->copied.out_next = most;
    for (size_t c = 0; c < s->out_c; c += most) { /* the last ones may be done twice in part */
        const size_t first = c + most > s->out_c ? s->out_c - most : c;
        v->direct.weights = v->copied.weights = weights + first * v->taps;
        v->direct.channels = v->copied.channels = channels + first * NN_CHANNEL_BYTES;
        pooled_row(v, y, out + first);
    }
    v->direct.weights = v->copied.weights = weights;
    v->direct.channels = v->copied.channels = channels;
}

/* All windows of the picture follow each other as those of a row do. */
static uint8_t is_one_row(const nn_conv2d_s8_step *s)
{
    return s->kernel_h == 1 && s->kernel_w == 1 && s->stride_h == 1 && s->stride_w == 1 &&
           s->pad_top == 0 && s->pad_left == 0 && s->out_w == s->in_w;
}

/* No window reaches beyond the last row or column. */
static uint8_t ends_inside(const nn_conv2d_s8_step *s)
{
    const int32_t high = (int32_t)s->out_h * s->pool_h - 1, wide = (int32_t)s->out_w * s->pool_w - 1;
    return high * s->stride_h + (s->kernel_h - 1) * s->dilation_h < (int32_t)s->in_h &&
           wide * s->stride_w + s->kernel_w <= (int32_t)s->in_w;
}

static uint8_t open_view(view *v, const nn_memory *memory, uint16_t in_at)
{
    const nn_conv2d_s8_step *s = v->step;
    const size_t in_c = s->in_c, row_taps = s->kernel_w * in_c;
    const int last = (int)s->in_w - s->kernel_w + s->pad_left; /* of a window inside */
    nn_arm_job *job = &v->direct;
    v->row = (size_t)s->in_w * in_c;
    v->in = memory->arena + s->in - in_at * v->row;
    v->taps = s->kernel_h * row_taps;
    job->weights = nn_model_at(memory, s->weights);
    job->channels = nn_model_at(memory, s->channels);
    job->apart = v->taps;
    job->count = job->out_next = s->out_c;
    if (!nn_arm_fit(job, v->taps, s->out_zero_point, s->out_lo, s->out_hi)) return 0;
    v->copied = *job;
    v->copied.run = v->copied.x_next = v->taps;
    v->copied.rows = 1;
    job->run = row_taps;
    job->rows = s->kernel_h;
    job->x_skip = (ptrdiff_t)(v->row * s->dilation_h - row_taps);
    job->x_next = s->stride_w * in_c;
    v->inside_first = (size_t)((s->pad_left + s->stride_w - 1) / s->stride_w);
    v->inside_end = last < 0 ? 0 : (size_t)(last / s->stride_w) + 1;
    if (v->taps > NN_ARM_PATCH_BYTES)
        return s->dilation_w == 1 && s->pad_top == 0 && s->pad_left == 0 &&
               ends_inside(s);
    if (s->dilation_w > 1 ||
        (s->kernel_h > 1 && row_taps < SHORT_ROW && s->out_c >= WORTH_A_COPY))
        v->inside_end = 0;
    return 1;
}

NN_KERNEL uint8_t nn_arm_conv2d(const nn_conv2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    view v;
    const size_t area = (size_t)step->pool_h * step->pool_w;
    const size_t out_row = (size_t)step->out_w * step->out_c;
    const int step_h = step->pool_h * step->stride_h;
    int8_t *out = nn_output_row(memory, step->out, rows, out_row);
    int y = rows.first * step_h - step->pad_top;
    v.step = step;
    if (area * POOLED_CHANNELS > NN_ARM_POOL_BYTES || !open_view(&v, memory, rows.in_at)) return 0;
    if (area > 1) {
        for (uint16_t n = rows.count; n > 0; n--, y += step_h, out += out_row)
            pooled_channels(&v, y, out);
        return 1;
    }
    size_t windows = step->out_w;
    if (is_one_row(step) &&
        nn_arm_is_apart(v.in, step->in_h * v.row, out, rows.count * out_row)) {
        windows *= rows.count;
        v.inside_end = windows;
        rows.count = 1;
    }
    for (uint16_t n = rows.count; n > 0; n--, y += step_h, out += out_row)
        window_row(&v, y, 0, out, windows);
    return 1;
}

#endif
