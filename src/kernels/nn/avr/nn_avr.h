/* nn_avr.h: what the AVR drivers (C) and the assembly behind them share. The field order is known to
 * nn_avr_asm.h. */
#ifndef NN_AVR_H
#define NN_AVR_H

#include "nn_u8.h"

/* Address of a constant in flash: 16 bits and the bank that ELPM needs. */
typedef struct {
    uint16_t low;
    uint8_t bank;
} nn_avr_flash;

static inline nn_avr_flash nn_avr_flash_at(nn_flash at)
{
    const nn_avr_flash address = {(uint16_t)at, (uint8_t)((uint32_t)at >> 16)};
    return address;
}

/* One row of windows: `runs` runs of kernel_w taps, each a constant distance behind the last. */
typedef struct {
    const uint8_t *x;     /* of the next tile */
    const uint8_t *box;   /* of the next windows */
    uint8_t runs;         /* 1 … 255 */
    uint8_t box_bytes;    /* of each */
    uint16_t step;        /* from behind the last value that a tile of 4 loads to the next run */
    nn_avr_flash weights;
    uint8_t bias[3];
    uint8_t pad;          /* padded taps: the padding's value; taps of any width: kernel_w */
    int8_t before, after; /* loads of the next tile that lie left and right of the picture */
} nn_avr_view;

/* Where a view begins for each channel; weights of kernel rows outside the picture. */
typedef struct {
    const uint8_t *x, *box;
    int8_t before, after;
    uint16_t above, inside, below; /* bytes of weights */
} nn_avr_start;

/* A row of windows of which nn_avr_box_sums makes boxes. */
typedef struct {
    const uint8_t *x;
    uint16_t columns, pitch;
    uint16_t pad; /* sum of a column outside */
    uint8_t before, after, kernel_w;
    uint8_t runs;
    uint16_t base; /* what the runs outside add to a column */
    uint8_t stride;
    uint8_t bytes; /* 2, or 3 where Σ x may not fit 16 bits */
} nn_avr_box;

/* What every frame begins with: where outputs go and how they are scaled. */
typedef struct {
    uint8_t *out;
    uint8_t factor[3], threshold, fraction; /* of the channel */
    void (*scale)(void);
    uint8_t range, lo;
    int16_t offset;
    nn_avr_flash record;
    uint16_t channels; /* still to compute */
} nn_avr_scaling;

typedef struct {
    nn_avr_scaling scaling;
    const uint8_t *x;
    uint16_t inputs, step; /* from one output to the next */
    nn_avr_flash weights;
    uint8_t bias[4]; /* −128 · Σ x */
} nn_avr_dense_frame;

typedef struct {
    nn_avr_scaling scaling;
    nn_avr_view view[2]; /* the second for the lower row of a 2 × 2 pooling */
    uint8_t pool;
    uint8_t left; /* outputs of the row (before pooling) still to compute */
    uint8_t slots[6];
    void (*taps4)(void), (*taps2)(void); /* not C functions: see nn_avr_asm.h */
    uint8_t columns;
    nn_avr_flash weights; /* of the channel */
    uint16_t channel_weights;
    uint8_t in_zero_point;
    nn_avr_start start[2];
    uint8_t stride; /* of the windows along the row */
    uint8_t width;  /* kernel_w for taps of any width, otherwise 0 */
} nn_avr_frame;

/* A depthwise convolution: one row of windows of every channel. */
typedef struct {
    nn_avr_scaling scaling;
    const uint8_t *x;     /* first column of the channel's first window */
    uint16_t step;        /* from behind the last value that a tile of 4 loads to the next kernel row */
    nn_avr_flash weights; /* of the channel's first kernel row inside */
    uint8_t bias[3];
    uint8_t runs;         /* kernel rows inside */
    uint8_t pad;
    uint8_t left, columns;
    uint8_t before, behind; /* 1, 2 where the first, last column of windows begins, ends outside */
    uint8_t stride;
    uint8_t turn, multiplier; /* channels until the next plane, and from one to the next */
    uint16_t width;
    void (*taps4)(void), (*taps2)(void);
    uint8_t above, inside, below; /* bytes of weights */
} nn_avr_planes;

/* −1 − (sums of the windows, `stride` columns apart) to out, 2 or 3 bytes each. `out` needs that for
 * each of before + columns (made a multiple of 4) + after. */
void nn_avr_box_sums(uint8_t *out, const nn_avr_box *box);

/* All channels of one row of outputs. */
void nn_avr_row(nn_avr_frame *frame);

/* `channels` outputs of one vector. */
typedef void nn_avr_vector(nn_avr_dense_frame *frame);
nn_avr_vector nn_avr_dense, nn_avr_dense_wide;

/* The kernels made of them: over vectors, and over windows that are copied to scratch. */
void nn_avr_vectors(const nn_dense_u8_step *step, const nn_memory *memory, nn_avr_vector *dense);
void nn_avr_gather(const nn_conv2d_u8_step *step, const nn_memory *memory, const nn_rows *rows,
                   nn_avr_vector *dense);

/* x · multiplier · 2^(shift − 31), rounded twice [R2]. */
int32_t nn_avr_requantize(int32_t x, int32_t multiplier, int16_t shift);
/* nn_add_element_u8, with it. */
uint8_t nn_avr_add_element(const nn_add_u8_step *step, uint8_t a, uint8_t b);

/* step->count sums, at least 1. */
void nn_avr_add(const nn_add_u8_step *step, const uint8_t *a, const uint8_t *b, uint8_t *out);

void nn_avr_taps3_4(void);
void nn_avr_taps3_2(void);
void nn_avr_taps5_4(void);
void nn_avr_taps5_2(void);
void nn_avr_taps_4(void);
void nn_avr_taps_2(void);
void nn_avr_taps1_4(void);
void nn_avr_taps1_2(void);
void nn_avr_taps3_stride2_4(void);
void nn_avr_taps3_stride2_2(void);
void nn_avr_taps5_stride2_4(void);
void nn_avr_taps5_stride2_2(void);
void nn_avr_taps3_pad_4(void);
void nn_avr_taps3_pad_2(void);
void nn_avr_taps5_pad_4(void);
void nn_avr_taps5_pad_2(void);
void nn_avr_depthwise3_4(void);
void nn_avr_depthwise3_2(void);
void nn_avr_depthwise3_stride2_4(void);
void nn_avr_depthwise3_stride2_2(void);

/* The tiles of a frame, by the name of their file. */
#define NN_AVR_TILES(frame, name) ((frame).taps4 = name##_4, (frame).taps2 = name##_2)

/* The tile kernels. The caller has set the tiles and width (0, or kernel_w for taps of any width). */
void nn_avr_conv2d(const nn_conv2d_u8_step *step, const nn_memory *memory, const nn_rows *rows,
                   nn_avr_frame *frame);

/* All channels of one row of depthwise outputs. */
void nn_avr_depthwise_row(nn_avr_planes *frame);

/* The depthwise tile kernels. The caller has set the tiles. */
void nn_avr_depthwise(const nn_conv2d_u8_step *step, const nn_memory *memory, const nn_rows *rows,
                      nn_avr_planes *frame);

/* A depthwise window of any shape. */
typedef struct {
    const uint8_t *x; /* its first value, perhaps outside */
    int16_t column;   /* of the picture */
    uint16_t width;
    int16_t y;
    uint16_t height, row_step;
    nn_avr_flash weights;
    uint8_t bias[3];
    uint8_t kernel_h, kernel_w, dilation_h, dilation_w;
    uint8_t pad;
} nn_avr_depthwise_window;

int32_t nn_avr_window(const nn_avr_depthwise_window *window);
int32_t nn_avr_window_channel(nn_avr_scaling *scaling);
uint8_t nn_avr_window_output(nn_avr_scaling *scaling, int32_t sum);

#endif
