/* nn_avr_rows.h: what drivers of convolutions share: row after row of windows, by a frame behind fields
 * of their own. */
#ifndef NN_AVR_ROWS_H
#define NN_AVR_ROWS_H

#include "nn_avr_enter.h"

/* nn_conv2d_u8_step */
#define STEP_IN 0
#define STEP_OUT 4
#define STEP_SCRATCH 8
#define STEP_WEIGHTS 12
#define STEP_IN_H 20
#define STEP_IN_W 22
#define STEP_IN_C 24
#define STEP_OUT_W 28
#define STEP_OUT_C 30
#define STEP_OUT_OFFSET 32
#define STEP_KERNEL_H 34
#define STEP_KERNEL_W 35
#define STEP_STRIDE_H 36
#define STEP_STRIDE_W 37
#define STEP_PAD_TOP 40
#define STEP_PAD_LEFT 41
#define STEP_POOL_H 42
#define STEP_POOL_W 43
#define STEP_POOL_KIND 44
#define STEP_ZERO_POINT 45
#define STEP_OUT_LO 46
#define STEP_OUT_RANGE 47

/* The drivers' own, before the frame of a row. */
#define OWN_STEP 0
#define OWN_MEMORY 2
#define OWN_ROWS 4              /* still to compute */
#define OWN_Y 6                 /* first input row of the next row of windows */
#define OWN_IN 8                /* where its column −pad_left would be */
#define OWN_ROW_BYTES 10        /* of the input */
#define OWN_BEHIND 12           /* columns of padding */
#define OWN_BYTES 13
#define ROW_FRAME OWN_BYTES

.macro COPY from, to
        ldd r24, Z+\from
        std Y+\to, r24
.endm

#endif
