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

/* `channels` outputs of one vector. */
typedef void nn_avr_vector(nn_avr_dense_frame *frame);
nn_avr_vector nn_avr_dense, nn_avr_dense_wide;

/* A kernel made of them: over windows that are copied to scratch. */
void nn_avr_gather(const nn_conv2d_u8_step *step, const nn_memory *memory, const nn_rows *rows,
                   nn_avr_vector *dense);

/* x · multiplier · 2^(shift − 31), rounded twice [R2]. */
int32_t nn_avr_requantize(int32_t x, int32_t multiplier, int16_t shift);
/* nn_add_element_u8, with it. */
uint8_t nn_avr_add_element(const nn_add_u8_step *step, uint8_t a, uint8_t b);

/* step->count sums, at least 1. */
void nn_avr_add(const nn_add_u8_step *step, const uint8_t *a, const uint8_t *b, uint8_t *out);

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
