/* nn_depthwise_conv2d_s8_arm.c: depthwise convolutions with one output per input channel, a row and some
 * channels at a time. Windows at the picture's edges are made from a copy of their strip of it, with
 * the input's zero point for padding [C2]; so is a whole row where it is short, and without DSP, where four
 * windows are made together, every row that reaches over an edge. */
#include "nn_arm.h"

#if defined(NN_ARM)

#define CHANNELS 16        /* at a time, most */
#if defined(NN_ARM_DSP)
#define TOGETHER 1         /* windows */
#define SHORT_ROW 8        /* of windows inside */
#else
#define TOGETHER 4
#define SHORT_ROW SIZE_MAX
#endif

typedef struct {
    const nn_depthwise_conv2d_s8_step *step;
    const int8_t *in; /* place of row 0, column 0, of the channels at hand */
    size_t row;       /* from one row of the picture to the next */
    size_t inside_first, inside_end; /* columns whose windows do not reach over the sides */
    size_t fit; /* windows whose copies there is room for */
    nn_arm_job job;
} view;

static inline int8_t *copy_tap(int8_t *to, const int8_t *from, size_t channels)
{
#if defined(__ARM_FEATURE_UNALIGNED)
    if (channels == CHANNELS) {
        __builtin_memcpy(to, from, CHANNELS);
        return to + CHANNELS;
    }
#endif
    return nn_arm_copy(to, from, channels);
}

/* Outputs of some windows, as many as there is room for. */
static NN_KERNEL size_t copied_windows(view *v, int y, int left, int8_t *out, size_t count)
{
    const nn_depthwise_conv2d_s8_step *s = v->step;
    nn_arm_job *job = &v->job;
    const size_t channels = job->count;
    int8_t patch[NN_ARM_PATCH_BYTES] __attribute__((aligned(4)));
    int8_t padding[CHANNELS] __attribute__((aligned(4)));
    int8_t *to = patch;
    if (count > v->fit) count = v->fit;
    const size_t columns = (count - 1) * s->stride_w + s->kernel_w;
    for (size_t i = 0; i < channels; i++) padding[i] = s->in_zero_point;
    for (uint8_t ky = s->kernel_h; ky > 0; ky--, y += s->dilation_h) {
        const uint8_t inside = y >= 0 && y < (int)s->in_h;
        const int8_t *from =
            v->in + (ptrdiff_t)y * (ptrdiff_t)v->row + (ptrdiff_t)left * (ptrdiff_t)s->in_c;
        int x = left;
        for (size_t n = columns; n > 0; n--, x++, from += s->in_c)
            to = copy_tap(to, inside && x >= 0 && x < (int)s->in_w ? from : padding, channels);
    }
    job->x_apart = channels;
    job->x_next = s->stride_w * channels;
    job->x_skip = (ptrdiff_t)((columns - s->kernel_w) * channels);
    nn_arm_depthwise(job, patch, out, count);
    return count;
}

static void window_row(view *v, int y, int8_t *out)
{
    const nn_depthwise_conv2d_s8_step *s = v->step;
    nn_arm_job *job = &v->job;
    const uint8_t inside = y >= 0 && y + (s->kernel_h - 1) * s->dilation_h < (int)s->in_h;
    const size_t first = inside ? v->inside_first : s->out_w;
    const size_t end = v->inside_end;
    for (size_t column = 0, some; column < s->out_w; column += some, out += some * s->out_c) {
        const int x = (int)(column * s->stride_w) - s->pad_left;
        if (column >= first && column < end) {
            some = end - column;
            job->x_apart = s->in_c;
            job->x_next = (size_t)s->stride_w * s->in_c;
            job->x_skip = (ptrdiff_t)(v->row * s->dilation_h - (size_t)s->kernel_w * s->in_c);
            nn_arm_depthwise(
                job, v->in + (ptrdiff_t)y * (ptrdiff_t)v->row + (ptrdiff_t)x * s->in_c, out, some);
        } else {
            some = (column < first ? first : s->out_w) - column;
            some = copied_windows(v, y, x, out, some);
        }
    }
}

/* `most` channels at a time. */
static void open_view(view *v, const nn_memory *memory, uint16_t in_at, size_t most)
{
    const nn_depthwise_conv2d_s8_step *s = v->step;
    const int last = (int)s->in_w - s->kernel_w + s->pad_left; /* of a window inside */
    nn_arm_job *job = &v->job;
    v->row = (size_t)s->in_w * s->in_c;
    v->in = memory->arena + s->in - in_at * v->row;
    v->inside_first = (size_t)((s->pad_left + s->stride_w - 1) / s->stride_w);
    v->inside_end = last < 0 ? 0 : (size_t)(last / s->stride_w) + 1;
    if (v->inside_end > s->out_w) v->inside_end = s->out_w;
    if (v->inside_first > v->inside_end) v->inside_first = v->inside_end;
    if (v->inside_end - v->inside_first < SHORT_ROW && (s->pad_left > 0 || v->inside_end < s->out_w))
        v->inside_first = v->inside_end = s->out_w;
    job->weights = nn_model_at(memory, s->weights);
    job->channels = nn_model_at(memory, s->channels);
    job->apart = job->count = job->out_next = s->out_c;
    job->run = s->kernel_w;
    job->rows = s->kernel_h;
    job->taps = (size_t)s->kernel_h * s->kernel_w;
    v->fit = (NN_ARM_PATCH_BYTES / (s->kernel_h * most) - s->kernel_w) / s->stride_w + 1;
    if (v->fit > TOGETHER) v->fit -= v->fit % TOGETHER;
    nn_arm_clamp(job, s->out_zero_point, s->out_lo, s->out_hi);
}

NN_KERNEL void nn_depthwise_conv2d_s8_arm(const nn_depthwise_conv2d_s8_arm_step *step,
                                          const nn_memory *memory, nn_rows rows)
{
    view v;
    const size_t out_c = step->out_c, out_row = step->out_w * out_c;
    const size_t columns = (size_t)((step->out_w - 1) * step->stride_w) + step->kernel_w;
    size_t most = CHANNELS;
    /* Half as many where their rows would not fit as a whole. */
    if (TOGETHER > 1 && step->kernel_h * columns * CHANNELS > NN_ARM_PATCH_BYTES) most /= 2;
    if (most > out_c) most = out_c;
    int8_t *out = nn_output_row(memory, step->out, rows, out_row);
    int y = rows.first * step->stride_h - step->pad_top;
    v.step = step;
    open_view(&v, memory, rows.in_at, most);
    const nn_flash weights = v.job.weights, records = v.job.channels;
    const int8_t *in = v.in;
    v.job.count = most;
    for (uint16_t n = rows.count; n > 0; n--, y += step->stride_h, out += out_row)
        for (size_t c = 0; c < out_c; c += most) { /* the last ones may be done twice in part */
            const size_t first = c + most > out_c ? out_c - most : c;
            v.in = in + first;
            v.job.weights = weights + first;
            v.job.channels = records + first * NN_CHANNEL_BYTES;
            window_row(&v, y, out + first);
        }
}

#else

NN_KERNEL void nn_depthwise_conv2d_s8_arm(const nn_depthwise_conv2d_s8_arm_step *step,
                                          const nn_memory *memory, nn_rows rows)
{
    nn_depthwise_conv2d_s8(step, memory, rows);
}

#endif
