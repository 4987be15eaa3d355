/* nn_u8.h: kernels for 8-bit boards. The same numbers as nn.h's kernels, in another form:
 *
 * - A stored byte is q + 128 (0 … 255), so zero points, clamps and padding values are 128 larger.
 * - Pictures are row × channel × column. The runs of kernel_w taps of all channels of all kernel rows
 *   then lie in_w bytes apart, one behind the other: a convolution over many channels is one over a
 *   single channel with taller kernels. Row streaming still moves one block of whole rows.
 * - Convolution and dense weights are stored as w + 128; depthwise weights as they are.
 *
 * On AVR the kernels of avr/ take the places of the plain ones of u8/ wherever the model's own
 * weights prove that 24-bit accumulators are exact (`nn_channel_record_u8`). */
#ifndef NN_U8_H
#define NN_U8_H

#include "nn.h"

/* One record of 12 bytes per output channel, in flash. With e = −shift, r = multiplier / 2^(31 + e),
 * origin = floor((out_offset + 1/2 − 2^−(e + 1)) / r), bias' = C1's bias − 128 Σ w + origin:
 *
 *   byte   8 ≤ e ≤ 17               4 ≤ e ≤ 7                     any other channel
 *   0–2    bias'                    bias'                         0–3: bias' (int32) with origin 0
 *   3–5    multiplier >> (e − 1),   multiplier >> (e + 7),        4, 5: multiplier, lower half
 *          most significant first   most significant first
 *   6      e                        e                             255
 *   7–9    origin                   remainder, origin (2 bytes)   shift; multiplier, upper half
 *   10–11  the bits shifted out     the bits shifted out          0
 *
 * remainder = floor(256 (out_offset + 1/2 − 2^−(e + 1) − origin · r)).
 * The first two forms may be chosen where 0 < origin and bias' + Σ w x stays within 24 bits (signed)
 * for all x in 0 … 255. The third needs that too, unless the kernel is a plain one or …_wide. */
#define NN_CHANNEL_BYTES_U8 12

/* 2-D convolution with clamp and pooling, or depthwise convolution (nn_depthwise_…).
 * Weights: [out channel][kernel row][in channel][kernel column], + 128.
 * Depthwise: [out channel][kernel row][kernel column], int8; out channel c reads in channel
 * c / (out_c / in_c). */
typedef struct {
    uint32_t in, out, scratch;  /* arena offsets */
    uint32_t weights, channels; /* model offsets */
    uint16_t in_h, in_w, in_c, out_h, out_w, out_c;
    int16_t out_offset; /* zero point − lowest output */
    uint8_t kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
    uint8_t pad_top, pad_left;
    uint8_t pool_h, pool_w, pool_kind;
    uint8_t in_zero_point;     /* value of the padding, stored form */
    uint8_t out_lo, out_range; /* lowest output in stored form; highest − lowest */
} nn_conv2d_u8_step;
typedef nn_conv2d_u8_step nn_depthwise_conv2d_u8_step;

/* Any convolution, accumulators of 32 bits. */
void nn_conv2d_u8(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
/* The same without pooling, weights packed as a dense layer's. */
typedef nn_conv2d_u8_step nn_conv2d_u8_grouped_step;
void nn_conv2d_u8_grouped(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
/* Tiles of 1 × 4 outputs: dilation 1, out_w · pool_w 2 … 255, pooling none or 2 × 2,
 * in_c · kernel_h ≤ 255. stride_w 1 unless named. Columns of padding left and right: none, but up to 1
 * in _tile3_pad and _tile3_stride2, up to 2 in _tile5_pad and _tile5_stride2 (in_w ≤ 120 in these four).
 * kernel_w 1, 3, 5 as named, up to 252 in _tile. in_w ≤ 255. Every window touches the picture: up to
 * kernel_h − 1 rows of padding above and below.
 * scratch: pool_h · b · (pad_left + in_w + 3 + columns of padding behind) bytes, b = 2 where
 * kernel_h · kernel_w · in_c ≤ 257, otherwise 3. */
typedef nn_conv2d_u8_step nn_conv2d_u8_tile_step, nn_conv2d_u8_tile1_step, nn_conv2d_u8_tile3_step,
    nn_conv2d_u8_tile5_step, nn_conv2d_u8_tile3_pad_step, nn_conv2d_u8_tile5_pad_step,
    nn_conv2d_u8_tile3_stride2_step, nn_conv2d_u8_tile5_stride2_step, nn_conv2d_u8_gather_step, nn_conv2d_u8_wide_step;
void nn_conv2d_u8_tile(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile1(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile3(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile5(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile3_pad(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile5_pad(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile3_stride2(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_conv2d_u8_tile5_stride2(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
/* Copies each window to scratch (kernel_h · kernel_w · in_c bytes), then as a dense layer, whose
 * packing the weights have: any stride, dilation, padding; no pooling. */
void nn_conv2d_u8_gather(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
/* The same with accumulators of 32 bits, for records of the third form whose sums need them. */
void nn_conv2d_u8_wide(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);

void nn_depthwise_conv2d_u8(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
/* Kernel 3 × 3, stride_w 1, and 2 in _stride2; dilation 1, up to 1 column of padding on each side,
 * in_w ≤ 255, out_w 2 … 255, out_c ≤ 255 · in_c, no pooling. Every window touches the picture. No
 * scratch. */
typedef nn_conv2d_u8_step nn_depthwise_conv2d_u8_tile3_step, nn_depthwise_conv2d_u8_tile3_stride2_step;
void nn_depthwise_conv2d_u8_tile3(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_depthwise_conv2d_u8_tile3_stride2(const nn_conv2d_u8_step *step, const nn_memory *memory,
                                          nn_rows rows);
/* Any, pooling windows that neither overlap nor are padded included; kernel_h · kernel_w ≤ 255. */
typedef nn_conv2d_u8_step nn_depthwise_conv2d_u8_any_step;
void nn_depthwise_conv2d_u8_any(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows);

/* Fully connected. Weights + 128: four outputs at a time, [group][in][4], then one by one, [in]. */
typedef struct {
    uint32_t in, out;
    uint32_t weights, channels;
    uint16_t vectors, in_count, out_count;
    int16_t out_offset;
    uint8_t out_lo, out_range;
    uint8_t reserved_1, reserved_2;
} nn_dense_u8_step;
void nn_dense_u8(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows);
typedef nn_dense_u8_step nn_dense_u8_quad_step, nn_dense_u8_wide_step;
void nn_dense_u8_quad(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows);
/* The same with accumulators of 32 bits, for records of the third form whose sums need them. */
void nn_dense_u8_wide(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows);

/* ---- rows of values: rows.count rows of `count` values, element by element ----------------- */

/* out = clamp(a + b) by the left-shift-20 scheme [E1]. May run in place over a or b.
 * Fields of the plain kernel: multipliers, shifts, zero points, clamp.
 * nn_add_u8_fixed needs count ≥ 1 and either threshold 0 (always the exact rule), or, with real
 * a = a_multiplier · out_multiplier · 2^(a_shift + out_shift − 42), b likewise:
 *   out_shift ≤ −10, a_shift ≤ 0, b_shift ≤ 0, a < 64, b < 64, threshold 252, all values < 2^31,
 *   a_factor = floor(2^16 a), b_factor = floor(2^16 b),
 *   start = floor(2^16 (out_offset + 1/2 − a · a_zero_point − b · b_zero_point − 5/2 · 2^out_shift)) */
typedef struct {
    uint32_t a, b, out;
    uint32_t a_factor, b_factor;
    int32_t start;
    int32_t a_multiplier, b_multiplier, out_multiplier;
    uint16_t count;
    int16_t out_offset;
    int8_t a_shift, b_shift, out_shift;
    uint8_t a_zero_point, b_zero_point, threshold, out_lo, out_range;
} nn_add_u8_step;
void nn_add_u8(const nn_add_u8_step *step, const nn_memory *memory, nn_rows rows);
typedef nn_add_u8_step nn_add_u8_fixed_step;
void nn_add_u8_fixed(const nn_add_u8_step *step, const nn_memory *memory, nn_rows rows);

/* out = table[in], 256 bytes [E2]. May run in place. */
typedef struct {
    uint32_t in, out;
    uint32_t table;
    uint16_t count, reserved;
} nn_lookup_u8_step;
void nn_lookup_u8(const nn_lookup_u8_step *step, const nn_memory *memory, nn_rows rows);

/* Copies in_run values of each row to place out_at of an output row of out_stride values, through a
 * table of 256 bytes [M1]: one input of a concatenation along the channels. */
typedef struct {
    uint32_t in, out;
    uint32_t table;
    uint16_t in_run, out_stride, out_at, reserved;
} nn_concat_u8_step;
void nn_concat_u8(const nn_concat_u8_step *step, const nn_memory *memory, nn_rows rows);

/* Each row of columns × depth values becomes depth × columns: between this header's order of a
 * picture (columns = channels, depth = width) and nn.h's, either way. */
typedef struct {
    uint32_t in, out;
    uint16_t columns, depth;
} nn_transpose_u8_step;
void nn_transpose_u8(const nn_transpose_u8_step *step, const nn_memory *memory, nn_rows rows);

/* ---- pictures ------------------------------------------------------------------------------ */

/* As nn.h's pooling [P1, P2]. May run in place when pad is 0. */
typedef struct {
    uint32_t in, out;
    uint16_t in_h, in_w, channels, out_h, out_w;
    uint16_t kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left;
    uint16_t reserved;
} nn_max_pool2d_u8_step;
typedef nn_max_pool2d_u8_step nn_average_pool2d_u8_step;
void nn_max_pool2d_u8(const nn_max_pool2d_u8_step *step, const nn_memory *memory, nn_rows rows);
void nn_average_pool2d_u8(const nn_average_pool2d_u8_step *step, const nn_memory *memory, nn_rows rows);

/* Mean of each channel over all positions, rescaled [P3]. rows are input rows: the first begins the
 * sums, which need 4 bytes a channel at out, the last makes means of them. Not in place. */
typedef struct {
    uint32_t in, out;
    int32_t start;      /* −positions · zero point of the input, stored form */
    int32_t multiplier; /* of input scale / (positions · output scale) */
    uint16_t in_h, in_w, channels;
    int8_t shift;
    uint8_t out_zero_point; /* stored form */
} nn_global_average_u8_step;
void nn_global_average_u8(const nn_global_average_u8_step *step, const nn_memory *memory, nn_rows rows);

/* Copies a picture into the middle of one filled with `value` [M2]. */
typedef struct {
    uint32_t in, out;
    uint16_t in_h, in_w, channels, out_h, out_w, pad_top, pad_left;
    uint8_t value, reserved;
} nn_pad2d_u8_step;
void nn_pad2d_u8(const nn_pad2d_u8_step *step, const nn_memory *memory, nn_rows rows);

/* As nn.h's softmax [E3], over values that lie behind each other; ignores rows. May run in place. */
typedef struct {
    uint32_t in, out;
    uint32_t table; /* 256 uint16 */
    uint16_t vectors, count;
} nn_softmax_u8_step;
void nn_softmax_u8(const nn_softmax_u8_step *step, const nn_memory *memory, nn_rows rows);

#endif
