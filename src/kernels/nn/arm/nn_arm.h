/* nn_arm.h: the linear kernels on Cortex-M: assembly that makes the outputs of some windows, all channels
 * of each. */
#ifndef NN_ARM_H
#define NN_ARM_H

#include "nn_pairs.h"

#if defined(NN_ARM)

/* Windows whose values lie side by side in scratch memory, as pairs of int16 of a tap and the next
 * (DSP), or as pairs of uint16, value + 128, of both windows. */
#if defined(NN_ARM_DSP)
#define NN_ARM_LANES 4
#define NN_ARM_PLACE(tap) (((tap) >> 1) * 8 + ((tap) & 1)) /* in a lane, in units of 16 bits */
#define NN_ARM_LANE 2                                      /* from lane to lane */
#define NN_ARM_STORED 0                                    /* is added to values */
#else
#define NN_ARM_LANES 2
#define NN_ARM_PLACE(tap) ((tap) * 2)
#define NN_ARM_LANE 1
#define NN_ARM_STORED 128
#endif

/* Stack for windows that are copied, and for outputs that are pooled. */
#define NN_ARM_PATCH_BYTES 576
#define NN_ARM_POOL_BYTES 256

/* What the assembly reads: it knows the places. */
typedef struct {
    nn_flash weights;   /* of the first channel */
    size_t apart;       /* from channel to channel; pairs: from pair to pair; depthwise: from tap to tap */
    nn_flash channels;  /* records */
    size_t count;       /* of channels */
    size_t run, rows;   /* of a window: values side by side; depthwise: taps */
    ptrdiff_t x_skip;   /* from the end of a row to the next */
    size_t x_next;      /* from window to window */
    size_t out_next;    /* from output to output of a channel */
    uint32_t clamps;    /* 0: [-128, 127] */
    int32_t lo, hi;
    int32_t rounding;   /* 2 · zero point + 1 */
    size_t x_apart;     /* depthwise: from tap to tap */
    size_t taps;        /* of a channel */
    size_t to_skip;     /* pairs: bytes in a lane between what lies in rows */
    nn_flash tails;     /* pairs, DSP: their odd last taps */
    nn_flash alone;     /* pairs: weights of an odd last channel */
    int32_t sums[2];    /* pairs, no DSP: −128 · Σ value of each lane */
} nn_arm_job;

/* Outputs of `count` windows from x on. */
typedef void nn_arm_kernel(const nn_arm_job *job, const int8_t *x, int8_t *out, size_t count);
nn_arm_kernel nn_arm_vectors, nn_arm_depthwise;
/* A dense layer's, from one vector. */
void nn_arm_dense_pairs(const nn_arm_job *job, const int8_t *x, int8_t *out);

/* Copies `count` windows from x on to lanes, `rows` rows of `run` values of each. Returns Σ value + 128
 * of the last of them, without DSP. */
uint32_t nn_arm_lanes(const nn_arm_job *job, const int8_t *x, int16_t *lane, size_t count);
/* Outputs of `count` windows in lanes. */
void nn_arm_multiply(const nn_arm_job *job, const int16_t *lanes, int8_t *out, size_t count);

/* Sets the range of a job's outputs. */
void nn_arm_clamp(nn_arm_job *job, int8_t zero_point, int8_t lo, int8_t hi);

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

void nn_arm_conv2d(const nn_conv2d_s8_pairs_step *step, const nn_memory *memory, nn_rows rows);
#endif

#endif
