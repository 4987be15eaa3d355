/* nn_pairs.h: the linear kernels of Cortex-M boards, whose weights lie in pairs of output channels. The
 * values are those of nn.h's kernels. The portable C of nn_conv2d_s8_pairs.c runs anywhere and takes any
 * numbers; the kernels that are called after a form are assembly on the cores that it is for (arm/README.md),
 * and there take layers of which all sums are below 2^30 and all shifts are to the right. */
#ifndef NN_PAIRS_H
#define NN_PAIRS_H

#include "nn.h"

/* How weights lie: channels 2p and 2p + 1 behind those of the pairs before.
 * NN_WOVEN, for cores with DSP instructions: for each tap an int16, 256 · w[2p + 1] + w[2p], without an
 *   odd last tap; behind all pairs the int16 of each pair's odd last tap; behind them an odd last
 *   channel's int8. Weights are −127 or more.
 * NN_STORED, for cores without: for each tap w[2p] + 128 and w[2p + 1] + 128 as uint8, then those of an
 *   odd last channel. The channel's bias is 128 · Σ w less. Assembly takes four taps at a time: where the
 *   last four end behind the last weight, so do the weights, by up to 6 bytes that it multiplies by zero.
 * NN_CROSSED, of dense layers: NN_WOVEN, but of every four taps 0, 2, 1, 3. */
enum { NN_WOVEN = 0, NN_STORED = 1, NN_CROSSED = 2 };

/* As nn_conv2d_s8_step. Scratch memory is the assembly's: nn_arm_conv2d.c says how much. */
typedef struct {
    uint32_t in, out, scratch;  /* arena offsets */
    uint32_t weights, channels; /* model offsets */
    uint16_t in_h, in_w, in_c, out_h, out_w, out_c;
    uint8_t kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
    uint8_t pad_top, pad_left;
    uint8_t pool_h, pool_w, pool_kind;
    uint8_t form; /* NN_WOVEN or NN_STORED, the one that the kernel is called after */
    int8_t in_zero_point, out_zero_point, out_lo, out_hi;
} nn_conv2d_s8_pairs_step;
typedef nn_conv2d_s8_pairs_step nn_conv2d_s8_woven_step, nn_conv2d_s8_stored_step;
void nn_conv2d_s8_pairs(const nn_conv2d_s8_pairs_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_s8_woven(const nn_conv2d_s8_woven_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_s8_stored(const nn_conv2d_s8_stored_step *step, const nn_memory *memory, nn_rows rows);

/* As nn_dense_s8_step, over one vector. Weights: NN_CROSSED. */
typedef struct {
    uint32_t in, out;
    uint32_t weights, channels;
    uint16_t in_count, out_count;
    int8_t out_zero_point, out_lo, out_hi;
    uint8_t reserved;
} nn_dense_s8_pairs_step;
typedef nn_dense_s8_pairs_step nn_dense_s8_crossed_step;
void nn_dense_s8_pairs(const nn_dense_s8_pairs_step *step, const nn_memory *memory, nn_rows rows);
void nn_dense_s8_crossed(const nn_dense_s8_crossed_step *step, const nn_memory *memory, nn_rows rows);

/* The kernels of nn.h, as assembly or faster C on Cortex-M, for sums below 2^30 and shifts to the right.
 * Dense layers on cores without DSP instructions: 4 channels or more. Depthwise: 4 channels or more, one
 * output per input channel, at most 5 columns and 25 taps, no dilation in width. Adding: inputs' shifts not
 * to the left. */
typedef nn_dense_s8_step nn_dense_s8_arm_step;
typedef nn_depthwise_conv2d_s8_step nn_depthwise_conv2d_s8_arm_step;
typedef nn_add_s8_step nn_add_s8_arm_step;
void nn_dense_s8_arm(const nn_dense_s8_arm_step *step, const nn_memory *memory, nn_rows rows);
void nn_depthwise_conv2d_s8_arm(const nn_depthwise_conv2d_s8_arm_step *step, const nn_memory *memory,
                                nn_rows rows);
void nn_add_s8_arm(const nn_add_s8_arm_step *step, const nn_memory *memory, nn_rows rows);

#endif
