/* Depthwise tiles 3 columns wide, windows 2 columns apart: 9.1 cycles a product for 4 windows, 10.8
 * for 2. */
#include "nn_avr_depthwise_asm.h"

SECTION nn_avr_depthwise3_stride2
        BEGIN_WINDOWS 2
        BEGIN_EDGE
        brts four
pair:   ROW_WEIGHTS
        LOAD_X 1, 0
        SUM0 w0
        ld x, X+
        SUM0 w1
        ld x, X+
        SUM0 w2
        SUM1 w0
        ld x, X+
        SUM1 w1
        LOAD_X 1, 1
        SUM1 w2
        NEXT_ROW pair
        END_WINDOWS

four:   ROW_WEIGHTS
        LOAD_X 1, 0
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
        LOAD_X 1, 1
        SUM3 w2
        NEXT_ROW four
        END_WINDOWS
