/* Tiles of a depthwise convolution 3 columns wide, with or without padding: a row's weights stay in
 * registers while the values pass. 8.4 cycles a product for 4 windows, 9.8 for 2. */
#include "nn_avr_depthwise_asm.h"

#define w0 r16
#define w1 r17
#define w2 r18
#define x r19

.macro ROW_WEIGHTS
        READ_FLASH w0
        READ_FLASH w1
        READ_FLASH w2
.endm

SECTION nn_avr_depthwise3_4
        BEGIN_SUMS
        movw r6, r2
        movw r8, r2
        movw r12, r10
        BEGIN_RUNS 4
        BEGIN_PAD 4, 1
four_run:
        ROW_WEIGHTS
        PAD_LOAD x, 0
        SUM0 w0, x
        ld x, X+
        SUM0 w1, x
        SUM1 w0, x
        ld x, X+
        SUM0 w2, x
        SUM1 w1, x
        SUM2 w0, x
        ld x, X+
        SUM1 w2, x
        SUM2 w1, x
        SUM3 w0, x
        ld x, X+
        SUM2 w2, x
        SUM3 w1, x
        PAD_LOAD x, 2
        SUM3 w2, x
        NEXT_ROW four

SECTION nn_avr_depthwise3_2
        BEGIN_SUMS
        BEGIN_RUNS 2
        BEGIN_PAD 2, 1
two_run:
        ROW_WEIGHTS
        PAD_LOAD x, 0
        SUM0 w0, x
        ld x, X+
        SUM0 w1, x
        SUM1 w0, x
        ld x, X+
        SUM0 w2, x
        SUM1 w1, x
        PAD_LOAD x, 2
        SUM1 w2, x
        NEXT_ROW two
