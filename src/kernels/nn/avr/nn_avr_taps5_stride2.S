/* Tiles for kernels 5 columns wide, windows 2 columns apart, with or without padding: a run's weights
 * stay in registers while the values pass. 7.7 cycles a product for 4 windows, 9.2 for 2. */
#include "nn_avr_stride2_asm.h"

.macro RUN_WEIGHTS
        READ_FLASH w0
        READ_FLASH w1
        READ_FLASH w2
        READ_FLASH w3
        READ_FLASH w4
.endm

SECTION nn_avr_taps5_stride2
        BEGIN_RUNS 2
        BEGIN_PAD 2, 2
        brtc two_run
        rjmp four_run
two_run:
        RUN_WEIGHTS
        PAD_LOAD x, 0
        SUM0 w0
        PAD_LOAD x, 1
        SUM0 w1
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM0 w3
        SUM1 w1
        ld x, X+
        SUM0 w4
        SUM1 w2
        PAD_LOAD x, 3
        SUM1 w3
        PAD_LOAD x, 2
        SUM1 w4
        NEXT_RUN two

four_run:
        RUN_WEIGHTS
        PAD_LOAD x, 0
        SUM0 w0
        PAD_LOAD x, 1
        SUM0 w1
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM0 w3
        SUM1 w1
        ld x, X+
        SUM0 w4
        SUM1 w2
        SUM2 w0
        ld x, X+
        SUM1 w3
        SUM2 w1
        ld x, X+
        SUM1 w4
        SUM2 w2
        SUM3 w0
        ld x, X+
        SUM2 w3
        SUM3 w1
        ld x, X+
        SUM2 w4
        SUM3 w2
        PAD_LOAD x, 3
        SUM3 w3
        PAD_LOAD x, 2
        SUM3 w4
        NEXT_RUN four
