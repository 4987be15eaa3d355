/* nn.h: int8 neural-network kernels for small boards. This header is the documentation.
 *
 * - C99, no malloc, no globals, no I/O, no floating point. All buffers belong to the caller.
 * - A step is a plain struct of numbers: offsets into the arena (RAM) and into the model's
 *   constants (flash), sizes, zero points. No pointers. Fields stand by falling width, so there is no padding
 *   and the same little-endian bytes serve AVR, ARM and WebAssembly.
 * - Every kernel has the same signature:
 *       void nn_KERNEL(const nn_KERNEL_step *step, const nn_memory *memory, nn_rows rows);
 *   Spatial kernels compute output rows [first, first + count); in_at and out_at say which row lies
 *   at the start of the input and output buffer. The other kernels ignore rows.
 * - Activations are int8, height × width × channels. Arithmetic: SPEC.md, whose rule numbers are
 *   cited as [Q1] and so on. A kernel gives the same bytes on every target. */
#ifndef NN_H
#define NN_H

#include "nn_port.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int8_t *arena;  /* activations */
    nn_flash model; /* constants */
} nn_memory;

static inline nn_flash nn_model_at(const nn_memory *memory, uint32_t offset)
{
    return memory->model + (nn_flash_size)offset;
}

typedef struct {
    uint16_t first, count; /* output rows to compute */
    uint16_t in_at, out_at; /* row at the start of the buffer */
} nn_rows;

/* The first row to compute, in an output buffer whose rows have row_bytes. */
static inline int8_t *nn_output_row(const nn_memory *memory, uint32_t out, nn_rows rows,
                                    size_t row_bytes)
{
    return memory->arena + out + (size_t)(uint16_t)(rows.first - rows.out_at) * row_bytes;
}

/* ---- channel records ---------------------------------------------------------------------- */

/* One record of 12 bytes per output channel, in flash, 4-byte aligned:
 *   int32 bias        zero point of the input folded in [C1]
 *   int32 multiplier  2^30 … 2^31 − 1 [R1]
 *   int16 shift       −31 … 30; negative is to the right [R1]
 *   int16 reserved    0 */
#define NN_CHANNEL_BYTES 12

enum { NN_POOL_NONE = 0, NN_POOL_MAX = 1, NN_POOL_AVERAGE = 2 };

/* ---- linear kernels ----------------------------------------------------------------------- */

/* Along one axis, picture and dilated kernel together are at most 32,767 long [S2]. */

/* 2-D convolution, clamp, and optionally a pooling whose windows neither overlap nor are padded
 * [C1–C4, P1, P2]. Weights: int8 [out channel][kernel row][kernel column][in channel].
 * out_h and out_w are the sizes after pooling. */
typedef struct {
    uint32_t in, out;           /* arena offsets */
    uint32_t weights, channels; /* model offsets */
    uint16_t in_h, in_w, in_c, out_h, out_w, out_c;
    uint8_t kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
    uint8_t pad_top, pad_left;
    uint8_t pool_h, pool_w, pool_kind; /* 1, 1, NN_POOL_NONE where there is none */
    int8_t in_zero_point;              /* value of the padding */
    int8_t out_zero_point, out_lo, out_hi;
    uint8_t reserved;
} nn_conv2d_s8_step;
void nn_conv2d_s8(const nn_conv2d_s8_step *step, const nn_memory *memory, nn_rows rows);

/* Depthwise convolution: output channel c reads input channel c / multiplier [C5].
 * Weights: int8 [kernel row][kernel column][out channel]. */
typedef struct {
    uint32_t in, out;
    uint32_t weights, channels;
    uint16_t in_h, in_w, in_c, out_h, out_w, out_c;
    uint8_t kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
    uint8_t pad_top, pad_left;
    uint8_t multiplier;
    int8_t in_zero_point, out_zero_point, out_lo, out_hi;
    uint8_t reserved_1, reserved_2, reserved_3;
} nn_depthwise_conv2d_s8_step;
void nn_depthwise_conv2d_s8(const nn_depthwise_conv2d_s8_step *step, const nn_memory *memory,
                            nn_rows rows);

/* Fully connected layer over each of `vectors` vectors of in_count values [C6].
 * Weights: int8 [out][in]. */
typedef struct {
    uint32_t in, out;
    uint32_t weights, channels;
    uint16_t vectors, in_count, out_count;
    int8_t out_zero_point, out_lo, out_hi;
    uint8_t reserved_1, reserved_2, reserved_3;
} nn_dense_s8_step;
void nn_dense_s8(const nn_dense_s8_step *step, const nn_memory *memory, nn_rows rows);

/* ---- pooling ------------------------------------------------------------------------------ */

/* Every window must touch the picture. */

/* Largest value of each window; padding never wins [P1]. May run in place when pad is 0. */
typedef struct {
    uint32_t in, out;
    uint16_t in_h, in_w, channels, out_h, out_w;
    uint16_t kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left;
    uint16_t reserved;
} nn_max_pool2d_s8_step;
void nn_max_pool2d_s8(const nn_max_pool2d_s8_step *step, const nn_memory *memory, nn_rows rows);

/* Integer mean of the window's values inside the picture, rounded half away from zero [P2]. */
typedef struct {
    uint32_t in, out;
    uint16_t in_h, in_w, channels, out_h, out_w;
    uint16_t kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left;
    uint16_t reserved;
} nn_average_pool2d_s8_step;
void nn_average_pool2d_s8(const nn_average_pool2d_s8_step *step, const nn_memory *memory,
                          nn_rows rows);

/* Mean of each channel over all positions, rescaled [P3]. May run in place. */
typedef struct {
    uint32_t in, out;
    uint32_t positions;
    int32_t start;      /* -positions * zero point of the input */
    int32_t multiplier; /* of input scale / (positions * output scale) */
    uint16_t channels;
    int8_t shift, out_zero_point;
} nn_global_average_s8_step;
void nn_global_average_s8(const nn_global_average_s8_step *step, const nn_memory *memory, nn_rows rows);

/* ---- element-wise and moving -------------------------------------------------------------- */

/* out = clamp(a + b) by the left-shift-20 scheme [E1]. May run in place over a or b. */
typedef struct {
    uint32_t a, b, out;
    uint32_t count;
    int32_t a_multiplier, b_multiplier, out_multiplier;
    int8_t a_shift, b_shift, out_shift;
    int8_t a_zero_point, b_zero_point, out_zero_point, out_lo, out_hi;
} nn_add_s8_step;
void nn_add_s8(const nn_add_s8_step *step, const nn_memory *memory, nn_rows rows);

/* out[i] = table[in[i] + 128]: any function of one value [E2]. May run in place. */
typedef struct {
    uint32_t in, out;
    uint32_t table; /* 256 int8 */
    uint32_t count;
} nn_lookup_s8_step;
void nn_lookup_s8(const nn_lookup_s8_step *step, const nn_memory *memory, nn_rows rows);

/* Softmax over each of `vectors` vectors of `count` values; output scale 1/256, zero point −128.
 * table: 256 uint16, table[d] = e^(−d · scale) for d steps below the largest value [E3]. May run in
 * place. */
typedef struct {
    uint32_t in, out;
    uint32_t table;
    uint16_t vectors, count;
} nn_softmax_s8_step;
void nn_softmax_s8(const nn_softmax_s8_step *step, const nn_memory *memory, nn_rows rows);

/* Copies `count` runs of in_run values to places out_stride apart, from out_at on, each value
 * rescaled through a table [M1]: one input of a concatenation. */
typedef struct {
    uint32_t in, out;
    uint32_t table; /* 256 int8 */
    uint16_t runs, in_run, out_stride, out_at;
} nn_concat_s8_step;
void nn_concat_s8(const nn_concat_s8_step *step, const nn_memory *memory, nn_rows rows);

/* Copies a picture into the middle of one filled with `value` [M2]. */
typedef struct {
    uint32_t in, out;
    uint16_t in_h, in_w, channels, out_h, out_w, pad_top, pad_left;
    int8_t value;
    uint8_t reserved;
} nn_pad2d_s8_step;
void nn_pad2d_s8(const nn_pad2d_s8_step *step, const nn_memory *memory, nn_rows rows);

#ifdef __cplusplus
}
#endif

#endif
