/* Tiles for kernels 3 columns wide, windows 2 columns apart, with or without padding: a run's weights
 * stay in registers while the values pass. 8.3 cycles a product for 4 windows, 10 for 2. */
#include "nn_avr_stride2_asm.h"

SECTION nn_avr_taps3_stride2
        BEGIN_RUNS 2
        BEGIN_PAD 1, 2
        brts four_run
two_run:
        READ_FLASH w0
        READ_FLASH w1
        READ_FLASH w2
        PAD_LOAD x, 0
        SUM0 w0
        ld x, X+
        SUM0 w1
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM1 w1
        PAD_LOAD x, 2
        SUM1 w2
        NEXT_RUN two

four_run:
        READ_FLASH w0
        READ_FLASH w1
        READ_FLASH w2
        PAD_LOAD x, 0
        SUM0 w0
        ld x, X+
        SUM0 w1
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM1 w1
        ld x, X+
        SUM1 w2
        SUM2 w0
        ld x, X+
        SUM2 w1
        ld x, X+
        SUM2 w2
        SUM3 w0
        ld x, X+
        SUM3 w1
        PAD_LOAD x, 2
        SUM3 w2
        NEXT_RUN four
