/* nn_arm.h: the linear kernels on Cortex-M: assembly that makes the outputs of windows side by side, all
 * channels of each. It takes layers whose sums are below 2^30 and whose shifts are to the right;
 * the plain kernel does the others, and shapes that are rare. */
#ifndef NN_ARM_H
#define NN_ARM_H

#include "nn.h"

#if defined(NN_ARM)

/* Stack for windows that are copied, and for outputs that are pooled. */
#define NN_ARM_PATCH_BYTES 576
#define NN_ARM_POOL_BYTES 256
#define NN_ARM_LEAST_CHANNELS 4
#define NN_ARM_MOST_TAPS 25 /* of a depthwise kernel */

/* What the assembly reads: it knows the places. */
typedef struct {
    nn_flash weights;   /* of the first channel */
    size_t apart;       /* from channel to channel; depthwise: from tap to tap */
    nn_flash channels;  /* records */
    size_t count;       /* of channels, 4 or more */
    size_t run, rows;   /* of a window: values side by side; depthwise: taps */
    ptrdiff_t x_skip;   /* from the end of a row to the next */
    size_t x_next;      /* from window to window */
    size_t out_next;    /* from output to output of a channel */
    uint32_t clamps;    /* 0: [-128, 127] */
    int32_t lo, hi;
    int32_t rounding;   /* 2 · zero point + 1 */
    size_t x_apart;     /* depthwise: from tap to tap */
    size_t taps;        /* depthwise: of a channel */
} nn_arm_job;

/* Outputs of `count` windows from x on. */
typedef void nn_arm_kernel(const nn_arm_job *job, const int8_t *x, int8_t *out, size_t count);
nn_arm_kernel nn_arm_windows, nn_arm_depthwise;

/* Sets the range of a job's outputs; 0 where the assembly may not do its channels, of which all sums are
 * of `taps` products. */
uint8_t nn_arm_fit(nn_arm_job *job, size_t taps, int8_t zero_point, int8_t lo, int8_t hi);

/* Whether a kernel may write all of its output before it has read all of its input: else it goes row
 * by row. `in` may be before the buffer. */
static inline uint8_t nn_arm_is_apart(const int8_t *in, size_t in_bytes, const int8_t *out,
                                      size_t out_bytes)
{
    const uintptr_t from = (uintptr_t)in, to = (uintptr_t)out;
    return from + in_bytes <= to || to + out_bytes <= from;
}

/* Returns what follows the copy. */
static inline int8_t *nn_arm_copy(int8_t *to, const int8_t *from, size_t count)
{
#if defined(__ARM_FEATURE_UNALIGNED)
    for (; count >= 4; count -= 4, to += 4, from += 4) __builtin_memcpy(to, from, 4);
#else
    if (((uintptr_t)to & 3) == 0 && ((uintptr_t)from & 3) == 0)
        for (; count >= 4; count -= 4, to += 4, from += 4)
            *(uint32_t *)(void *)to = *(const uint32_t *)(const void *)from;
#endif
    for (; count > 0; count--) *to++ = *from++;
    return to;
}

/* The kernels; 0 where the plain one has to do it. */
uint8_t nn_arm_conv2d(const nn_conv2d_s8_step *step, const nn_memory *memory, nn_rows rows);
uint8_t nn_arm_depthwise_conv2d(const nn_depthwise_conv2d_s8_step *step, const nn_memory *memory,
                                nn_rows rows);
uint8_t nn_arm_dense(const nn_dense_s8_step *step, const nn_memory *memory);
uint8_t nn_arm_add(const nn_add_s8_step *step, const nn_memory *memory);

#endif

#endif
